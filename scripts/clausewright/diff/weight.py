"""Weight: why what changed in the words of a text has to be decided on, whatever its label says.

A clause may be filed as information and still forbid something, or say how long records are kept. So the
sentences that changed are read: their figures; what they ask, allow and forbid; whom they name; and whether
they touch people's jobs, their data or their safety.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ..model.audiences import AUDIENCES
from ..model.change import Weight
from .figures import read_figures
from .modality import find_negations, find_prohibitions, read_statements
from .normalise import strip_editorial

_DISCIPLINE = (
    r"disciplin\w*|misconduct|dismiss\w*|sanction\w*|suspen(?:d|ded|ding|sion|sions)|exclu(?:ded?|sions?)"
    r"|capability procedure|detentions?|grievances?|warnings?"
)
_MONITORING = (
    r"monitor\w*|surveil\w*|intercept\w*|covert\w*|cctv|filter(?:ing|ed|s)?|track(?:ed|ing)|logs? of"
    r"|search(?:ed|es|ing) (?:of |a |the )?(?:pupils?|staff|bags?|devices?|phones?|lockers?)"
    r"|record(?:ed|ing)s? (?:of )?(?:calls?|meetings?|lessons?)"
)
_DATA = (
    r"data|personal(?:ly identifiable)? (?:information|details)|gdpr|retention|retain(?:ed)?|consent\w*"
    r"|biometric\w*|photograph(?:s|ed)?|privacy|confidential\w*|registers? of|medical|health records?"
    r"|declar(?:e|es|ed|ation|ations|ing)|share(?:d|s)? (?:information|details)"
    r"|records? (?:are|is|of|will|must|should|may)"
)
_SAFEGUARDING = (
    r"safeguard\w*|child protection|designated (?:safeguarding )?(?:person|lead|officer)|d?dsls?|lado|nspcc"
    r"|childline|mash|prevent duty|abus\w+|whistleblow\w*|welfare|at risk"
)
_TOPICS = (
    (Weight.DISCIPLINE, _DISCIPLINE),
    (Weight.MONITORING, _MONITORING),
    (Weight.DATA, _DATA),
    (Weight.SAFEGUARDING, _SAFEGUARDING),
)
_TOPIC_PATTERNS = tuple((weight, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for weight, words in _TOPICS)
_SAFETY = re.compile(rf"\b(?:{_SAFEGUARDING})\b", re.IGNORECASE)
_PEOPLE = re.compile(rf"\b(?:{'|'.join(AUDIENCES.values())})\b", re.IGNORECASE)


def weigh_sentences(
    before: Sequence[str], after: Sequence[str], title: str = "", *, is_redirected: bool = False
) -> tuple[Weight, ...]:
    """Return why a change of some sentences into others has to be decided on, in the order of Weight; nothing
    where nothing in them weighs.

    `title` is what their clause is called: what stands under "Discipline" is about that. `is_redirected` says
    that an address or a link in them leads elsewhere, which weighs where it is the way to safety.
    """
    old, new = " ".join(before), " ".join(after)
    if strip_editorial(old) == strip_editorial(new):
        is_about_safety = any(_SAFETY.search(text) for text in (old, title))
        return (Weight.SAFEGUARDING,) if is_redirected and is_about_safety else ()
    weights = set(_weigh_words(before, after))
    for weight, pattern in _TOPIC_PATTERNS:
        if any(pattern.search(text) for text in (old, new, title)):
            weights.add(weight)
    return tuple(weight for weight in Weight if weight in weights)


def speaks_of_rule(sentence: str) -> bool:
    """Say whether a sentence has a modal verb, a negation or those whom policies concern."""
    return bool(read_statements(sentence) or find_negations(sentence) or _PEOPLE.search(sentence))


def _weigh_words(before: Sequence[str], after: Sequence[str]) -> Iterator[Weight]:
    if _count_figures(before) != _count_figures(after):
        yield Weight.FIGURE
    old, new = " ".join(before), " ".join(after)
    old_negations, new_negations = Counter(find_negations(old)), Counter(find_negations(new))
    if old_negations != new_negations or sum(map(find_prohibitions, before)) != sum(
        map(find_prohibitions, after)
    ):
        yield Weight.PROHIBITION
    if _has_rule(before) or _has_rule(after):
        yield Weight.DUTY
    if _count_people(old) != _count_people(new) and before and after:
        yield Weight.AUDIENCE


def _count_figures(sentences: Sequence[str]) -> Counter[str]:
    return Counter(figure.value for sentence in sentences for figure in read_figures(sentence))


def _has_rule(sentences: Sequence[str]) -> bool:
    """Say whether a sentence rules what somebody does."""
    return any(statement.rules for sentence in sentences for statement in read_statements(sentence))


def _count_people(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _PEOPLE.findall(text))
