"""Weight: what changed in the words of a text that somebody has to decide on, whatever its label says.

A clause may be filed as information and still forbid something, or say how long records are kept. So the words
themselves are read: a figure, a period, a date or a sum; a prohibition that went, came or turned round; a duty or
a permission that went, came or turned into another; and what touches people's jobs or their data.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from ..model.change import Change, Kind
from ..model.document import Item, PlacedClause, Prose
from .normalise import read_text


class Weight(StrEnum):
    """Why a change of words has to be decided on; the value is what readers see."""

    FIGURE = "a figure, period, date or sum is another"
    PROHIBITION = "a prohibition has come, gone or turned round"
    DUTY = "a duty or permission has come, gone or become another"
    DISCIPLINE = "it is about discipline"
    MONITORING = "it is about monitoring"
    DATA = "it is about personal data"
    SAFEGUARDING = "it is about whom to tell of a concern"


_NUMBER_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty thirty forty fifty sixty ninety hundred thousand half double twice once"
    " first second third fourth fifth"
)
_MONTHS = (
    "january february march april may june july august september october november december"
    " monday tuesday wednesday thursday friday saturday sunday"
)
_PERIODS = (
    "minute minutes hour hours day days week weeks fortnight month months term terms year years daily weekly"
    " termly monthly yearly annually immediately"
)
# "May" is a permission far more often than a month, and as a month it has a figure beside it.
_FIGURE_WORDS = frozenset(f"{_NUMBER_WORDS} {_MONTHS} {_PERIODS}".split()) - {
    "may",
    "one",
    "first",
    "second",
    "once",
}
_FIGURE = re.compile(r"[£$€]?\d[\d.,:/%]*\d|[£$€]?\d%?")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_NEGATION = re.compile(
    r"\b(?:not|never|no|nobody|none|neither|cannot)\b|\w+n['’]t\b"
    r"|\b(?:forbidden|forbids?|prohibit\w*|banned|bans?|refrain\w*)\b",
    re.IGNORECASE,
)
_DUTY = re.compile(
    r"\b(?:must|shall|should|may|required|requires?|entitled|obliged|allowed|permitted|rights?|duty|duties"
    r"|has to|have to|ought)\b",
    re.IGNORECASE,
)
_TOPICS = (
    (Weight.DISCIPLINE, r"disciplin\w*|misconduct|dismiss\w*|sanction\w*|suspen\w*"),
    (Weight.MONITORING, r"monitor\w*|surveil\w*|intercept\w*|covert\w*|cctv"),
    (Weight.DATA, r"personal data|personal information|data protection|retention|consent|register of"),
    (
        Weight.SAFEGUARDING,
        r"safeguarding|child protection|designated (?:safeguarding )?lead|lado|whistleblow\w*",
    ),
)
_TOPIC_PATTERNS = tuple((weight, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for weight, words in _TOPICS)
_TEXT_KINDS = frozenset(
    {
        Kind.ADDED,
        Kind.REMOVED,
        Kind.SPLIT,
        Kind.MERGED,
        Kind.REWORDED,
        Kind.RENAMED,
        Kind.DEFINITION,
        Kind.EDITORIAL,
        Kind.MOVED,
    }
)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a text says that weighs: how often each figure, each negation and each word of duty stands in it."""

    figures: Counter[str]
    negations: Counter[str]
    duties: Counter[str]
    words: Counter[str]
    text: str


def weigh_change(entry: Change) -> tuple[Weight, ...]:
    """Return why a change has to be decided on by its words, in the order of Weight; none where nothing in them
    weighs. What the compiler says of the document itself, and values, weigh nothing here.
    """
    if _TEXT_KINDS.isdisjoint(entry.kinds) or Kind.RECORD in entry.kinds or Kind.VALUE in entry.kinds:
        return ()
    olds: list[str] = []
    news: list[str] = []
    for line in entry.items:
        olds += _read_item(line.old)
        news += _read_item(line.new)
    old, new = _read(" ".join(olds)), _read(" ".join(news))
    if old.words == new.words and old.figures == new.figures:
        return ()
    return tuple(dict.fromkeys(_weigh(old, new)))


def _weigh(old: _Reading, new: _Reading) -> Iterator[Weight]:
    if old.figures != new.figures:
        yield Weight.FIGURE
    if old.negations != new.negations:
        yield Weight.PROHIBITION
    if old.duties != new.duties:
        yield Weight.DUTY
    for weight, pattern in _TOPIC_PATTERNS:
        if pattern.search(old.text) or pattern.search(new.text):
            yield weight


def _read_item(item: Item | None) -> Iterator[str]:
    match item:
        case PlacedClause():
            yield read_text(list(item.title)) if item.headed else ""
            yield read_text(list(item.blocks))
        case Prose():
            yield read_text(list(item.blocks))


def _read(text: str) -> _Reading:
    words = [word.lower().replace("’", "'") for word in _WORD.findall(text)]
    figures = Counter(_FIGURE.findall(text))
    figures.update(word for word in words if word in _FIGURE_WORDS)
    return _Reading(
        figures=figures,
        negations=Counter(word.lower().replace("’", "'") for word in _NEGATION.findall(text)),
        duties=Counter(word.lower() for word in _DUTY.findall(text)),
        words=Counter(words),
        text=text,
    )
