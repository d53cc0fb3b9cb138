"""Readers' questions, and the short answer that a clause gives to one: read off its own words, and never more
than they say.

Where a clause has conditions, exceptions or somebody who has to agree, the short answer says so; where its
words cannot be read for sure, it is that it depends, and the sentence speaks for itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .model.audiences import AUDIENCES
from .model.kinds import Strength
from .model.modality import Force, Statement, read_statements
from .model.tokens import TOKEN, key_of


class ShortAnswer(StrEnum):
    """What a clause answers in short."""

    YES = "Yes"
    NO = "No"
    ASK_FIRST = "Ask first"
    YES_WITHIN_LIMITS = "Yes, but read the rule"
    NO_WITH_EXCEPTIONS = "No, but read the rule"
    SHOULD = "You should"
    SHOULD_NOT = "You should not"
    BETTER_NOT = "Better not"
    DEPENDS = "It depends"


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """A question with the clause that answers it: its id, its number, the ids of those whom it concerns, the
    short answer, and the sentence. The words of question and sentence may be tokens.
    """

    question: str
    clause: str
    number: str
    audience: tuple[str, ...]
    answer: ShortAnswer
    sentence: str


# A question for permission, and one for a duty.
_MAY = re.compile(
    r"(?:can|may|could|might) (?:i|we|my|our|pupils?|children|staff|parents?|governors?|visitors?|\w+)\b"
    r"|(?:am|are|is|do|does) .*?\b(?:allowed|permitted|all right|okay|ok|fine)\b",
    re.IGNORECASE,
)
_MUST = re.compile(
    r"(?:must|should|shall|need) \w+|(?:do|does) \w+(?: \w+)? (?:have|need) to"
    r"|(?:am|are|is) .*?\b(?:required|obliged|expected|supposed) to\b",
    re.IGNORECASE,
)
_AGREES = (
    r"\b(?:permission|approv(?:al|e|es|ing)|agree\w*|consent\w*|authoris\w+|allow it"
    r"|sign(?:s|ed)? (?:it )?off|ask(?:s|ed|ing)? (?:first|before|the|their|your|a))\b"
)
_APPROVAL = re.compile(_AGREES, re.IGNORECASE)
# Somebody's agreement on which a deed depends. That nobody may ask, or agree, is none.
_NEEDS_APPROVAL = re.compile(
    r"\b(?:unless|without|until|except|only|if|when|where|once|after|before|with|needs?"
    rf"|must(?: first)? (?:have|get|obtain|seek))\b[^.;]*?{_AGREES}|\bmust(?: first)? ask\b|\basks? first\b",
    re.IGNORECASE,
)
# What changes nothing, whoever agrees.
_REGARDLESS = re.compile(r",? ?\b(?:even (?:if|when|where|with)|whether or not)\b[^,.;]*", re.IGNORECASE)
_ADVICE_AGAINST = re.compile(r"\badvised (?:not|never) to\b|\badvised against\b", re.IGNORECASE)
_EXCEPTION = re.compile(
    r"\b(?:unless|except\w*|other than|apart from|beyond|without|until|is different|does not apply"
    r"|do not apply|not count|(?<!nor )may|(?<!nor )can|fine|allowed)\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\b(?:if|when|where|only|once|unless|until|provided|as long as|except\w*|before|within|at most|no more"
    r"|up to|during|outside|inside|keep|for)\b",
    re.IGNORECASE,
)
# What a thing is able to do, or somebody as soon as they can, is no permission; what nobody has to do is not
# forbidden. A list's item goes on where the words before it end.
_ABLE = re.compile(r"\b(that|which|who) (?:can|could)\b", re.IGNORECASE)
_AS_THEY_CAN = re.compile(
    r",? ?\b(?:as \w+ as|if|where|when|whatever) (?:they|you|it|we|he|she) (?:reasonably )?can\b",
    re.IGNORECASE,
)
_NOBODY_HAS_TO = re.compile(r"\b(?:nobody|no one) (?:has|needs) to\b", re.IGNORECASE)
_LEAD_AND_ITEM = re.compile(r"\b(must|should|may)(?: not)?: ", re.IGNORECASE)
# What only says more of the sentence before.
_CONTINUING = re.compile(r"(?:This|These|That|Those) (?:includes?|covers?|means?)\b")
_PERMISSIONS = frozenset({Force.MAY, Force.CAN, Force.RIGHT})
# Words of a question that do not tell what it is about.
_COMMON = frozenset({
    "a", "about", "am", "an", "and", "any", "are", "as", "at", "be", "by", "can", "could", "do", "does",
    "for", "from", "have", "i", "if", "in", "is", "it", "may", "me", "might", "must", "my", "need", "of",
    "on", "or", "our", "shall", "should", "so", "somebody", "someone", "that", "the", "their", "them",
    "they", "this", "to", "up", "us", "use", "using", "we", "what", "when", "who", "with", "you", "your",
})  # fmt: skip
_PEOPLE = re.compile("|".join(AUDIENCES.values()), re.IGNORECASE)
_STEM = 5  # letters by which two words are taken for forms of one
# Words that narrow a rule; where a question does not say them, the rule answers only a part of it.
_NARROWING = re.compile(
    r"\b(?:alone|personal|personally|private|privately|own|individual|individually|indecent|large|small|new|direct"
    r"|directly|public|publicly|online|lessons?|work|duty|hours|site|trips?|visits?|break|day|night|home|school)\b",
    re.IGNORECASE,
)


def answer_question(
    question: str, sentences: Sequence[str], strength: Strength, about: str = ""
) -> tuple[ShortAnswer, str] | None:
    """Answer a question out of the sentences of a clause of some strength: the short answer, and the sentence
    that gives it. `about` are more words for what the clause is about. None where there is no sentence.
    """
    if not sentences:
        return None
    sentences = _join_continuing(sentences)
    index = _find_sentence(question, sentences)
    sentence = _settle_modals(_fill_tokens(sentences[index]))
    others = [_fill_tokens(other) for place, other in enumerate(sentences) if place != index]
    answer = ShortAnswer.DEPENDS
    if not speaks_of(question, f"{sentences[index]} {about}"):
        return answer, sentences[index]
    if _MUST.match(question):
        answer = _answer_duty(sentence, others)
    elif _MAY.match(question):
        answer = _answer_permission(sentence, others)
        narrowing = {word.lower() for word in _NARROWING.findall(sentence)}
        is_narrower = not narrowing <= {word.lower() for word in _NARROWING.findall(question)}
        is_about_some = bool(_ABLE.search(_fill_tokens(sentences[index])))
        if answer is ShortAnswer.NO and (is_narrower or is_about_some):
            answer = ShortAnswer.NO_WITH_EXCEPTIONS
        elif answer is ShortAnswer.YES and is_about_some:
            answer = ShortAnswer.YES_WITHIN_LIMITS
    return _weaken(answer, strength), sentences[index]


def speaks_of(question: str, sentence: str) -> bool:
    """Say whether a sentence has more than half of the words that tell what a question is about."""
    topic = _list_stems(_PEOPLE.sub(" ", _fill_tokens(question))) or _list_stems(question)
    return 2 * len(topic & _list_stems(sentence)) > len(topic)


def _join_continuing(sentences: Sequence[str]) -> list[str]:
    """Sentences, with those that only say more of the one before joined to it."""
    joined: list[str] = []
    for sentence in sentences:
        if joined and _CONTINUING.match(sentence):
            joined[-1] = f"{joined[-1]} {sentence}"
        else:
            joined.append(sentence)
    return joined


def _settle_modals(sentence: str) -> str:
    """A sentence in which only what permits, forbids or obliges somebody is a modal verb."""
    sentence = _LEAD_AND_ITEM.sub(lambda match: match[0].replace(":", ""), sentence)
    sentence = _NOBODY_HAS_TO.sub("they need not", _AS_THEY_CAN.sub("", sentence))
    return _ABLE.sub(r"\1", sentence)


def _find_sentence(question: str, sentences: Sequence[str]) -> int:
    """The sentence that shares most words with the question; of two, the one that has more of them as they
    are, then one that rules, then the first.
    """
    stems, asked = _list_stems(question), _list_words(question)
    shares: list[tuple[int, int, bool]] = []
    for sentence in sentences:
        rules = bool(read_statements(_fill_tokens(sentence)))
        shares.append((len(stems & _list_stems(sentence)), len(asked & _list_words(sentence)), rules))
    return shares.index(max(shares))


def _list_words(text: str) -> set[str]:
    words = re.findall(r"[a-z]+", _fill_tokens(text).lower())
    return {word for word in words if word not in _COMMON}


def _list_stems(text: str) -> set[str]:
    return {word.rstrip("s")[:_STEM] for word in _list_words(text)}


def _fill_tokens(text: str) -> str:
    """A text with the usual words in the place of tokens, so that it reads as a sentence."""

    def fill(place: re.Match[str]) -> str:
        space, _, name = key_of(place[0]).partition(".")
        word, *forms = name.split(".")
        usual = word.replace("_", " ") if space == "word" else "it"
        return f"{usual}s" if "plural" in forms and word != "staff" else usual

    return TOKEN.sub(fill, text)


# -- the answer ----------------------------------------------------------------------------------------------


def _answer_permission(sentence: str, others: Iterable[str]) -> ShortAnswer:
    """What a sentence says to "Can I ...?", with the others of its clause beside it."""
    sentence = _REGARDLESS.sub("", sentence)
    statements = [statement for statement in read_statements(sentence) if statement.is_certain]
    allows = any(_allows(statement) for statement in statements)
    # Beside a permission, what does not happen is a condition of it.
    forbids = any(
        statement.forbids and not (allows and statement.force is Force.DO_NOT) for statement in statements
    )
    should_not = any(statement.force is Force.SHOULD_NOT for statement in statements)
    if _NEEDS_APPROVAL.search(sentence):
        return ShortAnswer.ASK_FIRST
    if forbids and allows:
        return ShortAnswer.DEPENDS
    if forbids:
        rest = sentence[_find_end(statements) :]
        return ShortAnswer.NO_WITH_EXCEPTIONS if any(map(_opens, (rest, *others))) else ShortAnswer.NO
    if should_not:
        return ShortAnswer.SHOULD_NOT
    if _ADVICE_AGAINST.search(sentence):
        return ShortAnswer.BETTER_NOT
    if allows:
        is_limited = bool(_CONDITION.search(sentence)) or any(
            _opens(other) or _limits(other) for other in others
        )
        return ShortAnswer.YES_WITHIN_LIMITS if is_limited else ShortAnswer.YES
    return ShortAnswer.DEPENDS


def _answer_duty(sentence: str, others: Iterable[str]) -> ShortAnswer:
    """What a sentence says to "Do I have to ...?"."""
    forces = {statement.force for statement in read_statements(sentence) if statement.is_certain}
    if len(forces) != 1:
        return ShortAnswer.DEPENDS
    is_limited = bool(_CONDITION.search(sentence)) or any(map(_EXCEPTION.search, others))
    match forces.pop():
        case Force.MUST:
            return ShortAnswer.YES_WITHIN_LIMITS if is_limited else ShortAnswer.YES
        case Force.SHOULD:
            return ShortAnswer.DEPENDS if is_limited else ShortAnswer.SHOULD
        case Force.NEED_NOT:
            return ShortAnswer.DEPENDS if is_limited else ShortAnswer.NO
    return ShortAnswer.DEPENDS


def _allows(statement: Statement) -> bool:
    return statement.force in _PERMISSIONS and statement.rules and not statement.forbids


def _find_end(statements: Sequence[Statement]) -> int:
    return max((statement.end for statement in statements), default=0)


def _opens(sentence: str) -> bool:
    """Say whether a sentence has an exception to what another one of its clause says."""
    return bool(_EXCEPTION.search(sentence) or _APPROVAL.search(sentence))


def _limits(sentence: str) -> bool:
    """Say whether a sentence limits what another one of its clause allows."""
    return any(
        statement.forbids or statement.force in (Force.MUST, Force.SHOULD, Force.SHOULD_NOT)
        for statement in read_statements(sentence)
    )


def _weaken(answer: ShortAnswer, strength: Strength) -> ShortAnswer:
    """An answer no stronger than its clause: what is only advised is never forbidden, and what only informs
    rules nothing.
    """
    if strength is Strength.INFORMATION:
        return ShortAnswer.DEPENDS
    if answer in (ShortAnswer.NO, ShortAnswer.NO_WITH_EXCEPTIONS, ShortAnswer.SHOULD_NOT):
        if strength is Strength.ADVISED:
            return ShortAnswer.BETTER_NOT
        return ShortAnswer.SHOULD_NOT if strength is Strength.SHOULD else answer
    return answer
