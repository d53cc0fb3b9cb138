"""Topics on which a policy must not say two things: forbidden in one place,
and left to judgement or permission in another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..errors import Severity
from ..model.kinds import FragmentKind
from .engine import Finding, LintText, Rule, Statement, are_alternatives, report, shorten, split_statements

_ANY = re.IGNORECASE


@dataclass(frozen=True, slots=True)
class _Topic:
    """What it is called, the words that a sentence about it has, all of them,
    and those that make it another topic.
    """

    name: str
    has: tuple[re.Pattern[str], ...]
    has_not: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _TopicSentence:
    """A sentence about a topic, and whether it forbids or leaves it to somebody."""

    line: Statement
    text: str
    forbids: bool


def _make_topic(name: str, has_not: str, *has: str) -> _Topic:
    return _Topic(name, tuple(re.compile(pattern, _ANY) for pattern in has), re.compile(has_not, _ANY))


_LINKS = (
    r"\b(?:friends?|friendships?|relationships?|link(?:ed|s)?|befriend\w*|accept\w*|add(?:ed|ing)?"
    r"|follow(?:ed|ing)?)\b"
)

_MEDIUM = (
    r"\b(?:online|on-line|social (?:media|network\w*)|friends?|relationships?"
    r"|personal accounts?|facebook|profiles?)\b"
)

_WORK = (
    r"\b(?:official|school accounts?|professional accounts?|class accounts?|related to|relatives?"
    r"|own child)\b"
)

_TOPICS = (
    _make_topic(
        "friendships online with pupils",
        rf"{_WORK}|\b(?:parents?|carers?|famil(?:y|ies)) of\b|\b(?:between pupils"
        r"|former (?:pupils|students)(?! or (?:current|"
        rf"present)))\b|\b(?:education|lessons?|taught)\b",
        _LINKS, _MEDIUM, r"\b(?:pupils?|students?|children|child|young people|learners?)\b",
    ),
    _make_topic(
        "friendships online with families",
        rf"{_WORK}|\bparents['’]? (?:evening|meeting)",
        _LINKS, _MEDIUM, r"\b(?:parents?|carers?|famil(?:y|ies))\b",
    ),
    _make_topic(
        "pictures of pupils",
        r"\b(?:inappropriate|indecent|sexual|abus\w+|nudes?|illegal|of themselves"
        r"|personal (?:devices?|phones?)|own (?:devices?|"
        r"phones?))\b",
        r"\b(?:pictures?|photos?|photographs?|images?|videos?)\b",
        r"\b(?:post|posting|publish\w*|share|sharing|upload\w*|put)\b|\bonline\b",
        r"\b(?:pupils?|students?|children|child|young people)\b",
    ),
)  # fmt: skip

_FORBIDS = re.compile(
    r"\b(?:must (?:not|never)|should never|never|(?:is"
    r"|are) (?:not (?:permitted|allowed)|prohibited|forbidden)|not be tolerated)\b|"
    r"^\W*do not\b",
    _ANY,
)

_LEAVES = re.compile(
    r"\b(?:consider|think)\w* (?:\w+ )?(?:carefully|in each case|whether)\b|\bcarefully consider\b"
    r"|\bcommon sense\b|"
    r"\buse (?:their|your) (?:own )?"
    r"(?:judgement|discretion)\b|\b(?:take|with|exercise) (?:care|caution|extreme caution)\b|"
    r"\b(?:permission|consent)\b[^.]{0,60}\b(?:must|should|will) (?:always )?be (?:obtained"
    r"|sought|given|asked)\b",
    _ANY,
)

_EXCEPT = re.compile(r"\b(?:unless|except|without|other than|apart from)\b", _ANY)

_GOES_ON = re.compile(r"^\W*(?:permission|consent)\b", _ANY)


def _find_contradictions(policy_text: LintText) -> Iterator[Finding]:
    """What is forbidden without exception in one place, and left to judgement or to permission in another."""
    by_topic = {topic.name: list(_collect_about(topic, policy_text)) for topic in _TOPICS}
    for name, statements in by_topic.items():
        forbidding = next((sentence for sentence in statements if sentence.forbids), None)
        for other in statements:
            if (
                forbidding
                and not other.forbids
                and not are_alternatives(forbidding.line.arms, other.line.arms)
            ):
                where = f"line {forbidding.line.line} of {forbidding.line.path}"
                message = (
                    f"leaves {name} to judgement or permission, “{shorten(other.text)}”, but {where} forbids"
                    f" it: “{shorten(forbidding.text)}”"
                )
                yield report(other.line, message, "Say one thing, or say in both places when which holds.")
                break


def _collect_about(topic: _Topic, policy_text: LintText) -> Iterator[_TopicSentence]:
    donts = {
        placed.id
        for placed in policy_text.clauses
        if _find_kind(policy_text, placed.id) is FragmentKind.DONTS
    }
    was_about = False
    for line in policy_text.own_lines:
        if line.is_heading or line.is_table:
            was_about = False
            continue
        for at_sentence, text in enumerate(split_statements(line.text)):
            is_about = all(word.search(text) for word in topic.has) and not topic.has_not.search(text)
            if is_about or (was_about and _GOES_ON.match(text)):
                is_dont = line.clause in donts and line.is_item and at_sentence == 0
                if _LEAVES.search(text):
                    yield _TopicSentence(line, text, forbids=False)
                elif (is_dont or _FORBIDS.search(text)) and not _EXCEPT.search(text):
                    yield _TopicSentence(line, text, forbids=True)
            was_about = is_about or (was_about and not line.is_item)


def _find_kind(policy_text: LintText, clause: str) -> FragmentKind | None:
    revision = (
        policy_text.library.clauses[clause].at(policy_text.version.date)
        if clause in policy_text.library.clauses
        else None
    )
    return revision.facts.kind if revision else None


RULES = (
    Rule(
        "MOD-UNSETTLED",
        Severity.WARNING,
        "What is forbidden in one place is left to judgement in another.",
        _find_contradictions,
    ),
)
