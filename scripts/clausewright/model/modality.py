"""Modality: what a sentence asks, allows or forbids, read off its modal verbs together with their negation.

"May", "may not", "must" and "must not" are four things, and so are "need not" and "nobody may". Modal verbs
and what stands for them follow Quirk, Greenbaum, Leech and Svartvik, A Comprehensive Grammar of the English
Language (1985), chapter 4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from .audiences import AUDIENCES


class Force(Enum):
    """What a modal verb, or what stands for one, does with the deed that follows."""

    MUST_NOT = auto()
    NEED_NOT = auto()
    SHOULD_NOT = auto()
    MAY_NOT = auto()
    CANNOT = auto()
    WILL_NOT = auto()
    DO_NOT = auto()
    MUST = auto()
    SHOULD = auto()
    RIGHT = auto()
    MAY = auto()
    CAN = auto()
    WILL = auto()
    NEVER = auto()


# "Must not only sign" forbids nothing.
_NOT = r"not(?! (?:only|just|merely|necessarily|all|always)\b)"
# Nor does what follows "no" here.
_LIMITS = r"(?:later|earlier|sooner|more|less|fewer) than"
_BE = r"(?:is|are|be|was|were)"
_FORBIDDEN = (
    rf"(?:must|shall) (?:{_NOT}|never)|(?:must|shall|sha)n['’]t"
    rf"|(?:{_BE} )?(?:strictly |expressly |absolutely )?(?:prohibited|forbidden|banned)"
    rf"|(?:{_BE} )?(?:not|never) (?:be )?(?:allowed|permitted)|not to be"
)
_UNNEEDED = (
    r"need not|needn['’]t|no need to|(?:do not|does not|don['’]t|doesn['’]t) (?:need|have) to"
    rf"|{_BE} not (?:required|obliged) to|no longer (?:needs?|ha(?:s|ve)) to"
)
# In this order: of two that begin at one place, the first counts.
_PATTERNS = (
    (Force.MUST_NOT, _FORBIDDEN),
    (Force.NEED_NOT, _UNNEEDED),
    (Force.SHOULD_NOT, rf"should (?:{_NOT}|never)|shouldn['’]t|ought not to|{_BE} not expected to"),
    (Force.MAY_NOT, rf"may (?:{_NOT}|never)"),
    (Force.CANNOT, rf"cannot(?! (?:only|just|merely)\b)|can {_NOT}|can never|can['’]t"),
    (Force.WILL_NOT, rf"will (?:{_NOT}|never)|won['’]t"),
    (Force.DO_NOT, rf"(?:do|does) {_NOT}|don['’]t|doesn['’]t"),
    (Force.MUST, rf"must|shall|ha(?:s|ve) to|needs? to|{_BE} (?:required|obliged) to"),
    (Force.SHOULD, rf"should|ought to|{_BE} expected to"),
    (Force.RIGHT, rf"{_BE} entitled to|ha(?:s|ve) (?:the|a) right to"),
    # The month has a figure beside it.
    (Force.MAY, rf"(?<!\d )may(?! \d)|{_BE} (?:(?:allowed|permitted)(?: to)?|free to)"),
    (Force.CAN, r"can"),
    (Force.WILL, r"will"),
    (Force.NEVER, r"never"),
)
_STATEMENT = re.compile(
    "|".join(rf"(?P<{force.name}>\b(?:{pattern})\b)" for force, pattern in _PATTERNS), re.IGNORECASE
)
_NEGATED = {
    Force.MUST: Force.MUST_NOT,
    Force.SHOULD: Force.SHOULD_NOT,
    Force.MAY: Force.MAY_NOT,
    Force.CAN: Force.CANNOT,
    Force.WILL: Force.WILL_NOT,
}
# These rule what is done where they say who does it.
_RULING_WITH_PEOPLE = frozenset({Force.MAY, Force.CAN, Force.WILL, Force.NEVER, Force.DO_NOT})
_NO_SUBJECT = re.compile(rf"\b(?:no|nobody|no one|none)\b(?! (?:longer\b|{_LIMITS}\b))", re.IGNORECASE)
# Of "neither" and "either" it is not certain what is left allowed.
_EITHER = re.compile(r"\bn?either\b", re.IGNORECASE)
_ONLY = re.compile(r"\bonly\b", re.IGNORECASE)
_PARTS = re.compile(r"[.;:,()]|\b(?:and|but|or) (?=(?:must|should|may|shall|can|will)\b)", re.IGNORECASE)
_SUBORDINATE = re.compile(
    r"\b(?:if|when|where|who|which|that|because|although|unless|while|whether|whose|what)\b", re.IGNORECASE
)
# Those who are told what to do; and the body that tells them, which "cannot promise" and forbids nothing by
# that.
_TOLD = (
    rf"(?:{'|'.join(AUDIENCES.values())}|nobody"
    r"|no one|anyone|anybody|everyone|everybody|they|you|he|she|persons?"
    r"|people|leaders?|leads?|officers?|members?|head|secretary|caretaker)"
)
_TOLD_PEOPLE = re.compile(rf"\b{_TOLD}\b", re.IGNORECASE)
_PEOPLE = re.compile(rf"\b(?:{_TOLD}|we|school|trust|office)\b", re.IGNORECASE)
# "They may not know" says what may be so, and forbids nothing.
_STATE = re.compile(
    r"\s*(?:be (?:able|aware|suitable|possible|appropriate|available|afraid|discouraged|worried|shy|alarmed"
    r"|surprised|put off)|worry|hesitate|forget|panic|mind|know|realise|understand|have|want|feel"
    r"|always|need|apply|exist|appear|seem|include|contain)\b",
    re.IGNORECASE,
)
# "Should avoid" asks that something is not done.
_ABSTAINS = re.compile(r" (?:always |also )?(?:avoid|refrain from|abstain from)\b", re.IGNORECASE)
# What may be done, and not what may be so.
_DONE = re.compile(
    r"\s*(?:also |only |then )?be (?!(?:affected|aligned|concerned|delayed|interested|limited|needed"
    r"|surprised|tired|used|worried)\b)\w+(?:ed|en|lt|nt|ght|ept|ld)\b",
    re.IGNORECASE,
)
_NO_THING = re.compile(
    r"\W*no"
    r" (?!(?:longer|later|earlier|sooner|fewer|more|less|one|need|problem|change|matter|doubt|further)\b)\w+",
    re.IGNORECASE,
)
# "No pupil is left out" promises something, and forbids nobody anything.
_ASSURES = re.compile(
    r"\W*no \w+ (?:is|are|will be|should be|ever is) (?:left (?:out|behind)|turned away|worse off|punished"
    r"|penalised|disadvantaged|treated (?:badly|less))\b",
    re.IGNORECASE,
)
_NEGATION = re.compile(
    r"\b(?:not|never|no|nobody|none|cannot|without)\b|\w+n['’]t\b"
    r"|\b(?:forbidden|forbids?|prohibit\w*|banned|bans?|refrain\w*|avoid(?:s|ed|ing)?)\b",
    re.IGNORECASE,
)
# These deny, and forbid nothing.
_FORBIDS_NOTHING = re.compile(
    r"\b(?:not (?:all|only|just|merely|necessarily|always|every\w*|obliged|required)|no"
    rf" {_LIMITS}|{_UNNEEDED})\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A modal verb of a sentence: its words (`phrase`) and where they stand.

    `is_certain` says that what it does was read for sure, `forbids` that it forbids somebody something,
    `rules` that it rules what somebody does, and `allows_deed` that it says what may be done, whoever does
    it.
    """

    force: Force
    phrase: str
    start: int
    end: int
    is_certain: bool
    forbids: bool
    rules: bool
    allows_deed: bool


def read_statements(sentence: str) -> list[Statement]:
    """Return the modal verbs of a sentence in order, each with its negation."""
    return list(_find_statements(sentence))


def _find_statements(sentence: str) -> Iterator[Statement]:
    for match in _STATEMENT.finditer(sentence):
        force = Force[match.lastgroup or ""]
        before = sentence[: match.start()]
        subject = before[max((part.end() for part in _PARTS.finditer(before)), default=0) :]
        phrase = match[0]
        is_certain = not (_ONLY.search(subject) or _EITHER.search(subject))
        abstains = _ABSTAINS.match(sentence[match.end() :]) if force in _NEGATED else None
        if abstains:
            force = _NEGATED[force]
            phrase = f"{phrase}{abstains[0]}"
        negation = _NO_SUBJECT.search(subject)
        if negation and force in _NEGATED:
            force = _NEGATED[force]
            phrase = f"{negation[0].lower()} … {phrase}"
        elif negation:
            is_certain = False
        has_people = bool(_PEOPLE.search(subject))
        yield Statement(
            force,
            phrase,
            match.start(),
            match.start() + len(match[0]) + (len(abstains[0]) if abstains else 0),
            is_certain,
            _does_forbid(force, subject, before, sentence[match.end() :]),
            force not in _RULING_WITH_PEOPLE or has_people,
            force is Force.MAY and (match[0].lower() != "may" or bool(_DONE.match(sentence[match.end() :]))),
        )


def _does_forbid(force: Force, subject: str, before: str, after: str) -> bool:
    if force is Force.MUST_NOT:
        return True
    if force is Force.MAY_NOT:
        return not _STATE.match(after)
    if force not in (Force.CANNOT, Force.DO_NOT, Force.NEVER, Force.WILL_NOT):
        return False
    # "Do not share" and "staff do not share" forbid; "if they do not agree" and "it does not apply" do not.
    is_order = not subject.strip() and force in (Force.DO_NOT, Force.NEVER)
    is_told = is_order or bool(_TOLD_PEOPLE.search(subject))
    return is_told and not _SUBORDINATE.search(before) and not _STATE.match(after)


def find_prohibitions(sentence: str) -> int:
    """Return how often a sentence forbids something; "No phones in class" does too."""
    statements = read_statements(sentence)
    count = sum(statement.forbids for statement in statements)
    if count or statements:
        return count
    return int(bool(_NO_THING.match(sentence)) and not _ASSURES.match(sentence))


def find_negations(text: str) -> list[str]:
    """Return the words of a text by which something is forbidden or denied altogether, in order; "not all"
    and "need not" are none.
    """
    rest = _FORBIDS_NOTHING.sub(" ", text)
    return [word.lower().replace("’", "'") for word in _NEGATION.findall(rest)]
