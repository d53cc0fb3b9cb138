"""Weight: why what changed in the words of a text has to be decided on, whatever its label says.

A clause may be filed as information and still forbid something, or say how long records are kept. So the
sentences that changed are read: their figures; what they ask, allow and forbid; whom they name; how far and
when they hold; and whether they touch people's jobs, their data or their safety.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ..model.audiences import AUDIENCES
from ..model.change import Weight
from ..model.modality import find_negations, find_prohibitions, read_statements
from .figures import read_figures
from .normalise import strip_editorial

_DISCIPLINE = (
    r"disciplin\w*|misconduct|dismiss\w*|sanction\w*|suspen(?:d|ded|ding|sion|sions)|exclu(?:ded?|sions?)"
    r"|capability procedure|detentions?|grievances?|warnings?|expel\w*|redundan\w+|terminat\w+"
)
_PRIVATE_THINGS = (
    r"(?:phones?|devices?|computers?|laptops?|tablets?|bags?|pockets?|lockers?|rooms?|accounts?|messages?"
    r"|e-?mails?|post|internet use|browsing|cars?|belongings)"
)
_LOOKED_AT = r"(?:checked|inspected|searched|read|looked (?:at|into)|opened|examined|scanned|viewed)"
_MONITORING = (
    r"monitor\w*|surveil\w*|intercept\w*|covert\w*|cctv|filter(?:ing|ed|s)?|track(?:ed|ing)|logs? of|logged"
    r"|(?:body-?worn )?cameras?|filmed"
    r"|search(?:ed|es|ing)? (?:of |a |the )?(?:pupils?|staff|bags?|devices?|phones?|lockers?)"
    r"|record(?:ed|ing)s? (?:of )?(?:calls?|meetings?|lessons?)"
    rf"|{_PRIVATE_THINGS}\b[^.;]{{0,40}}\b(?:be|is|are|was|were) (?:\w+ ){{0,2}}{_LOOKED_AT}"
    rf"|(?:search|inspect|scan|look into)\w* [^.;]{{0,25}}\b{_PRIVATE_THINGS}"
)
_DATA = (
    r"data|personal(?:ly identifiable)? (?:information|details)|gdpr|retention|retain(?:ed)?|consent\w*"
    r"|biometric\w*|photograph(?:s|ed)?|privacy|confidential\w*|registers? of|medical|health records?"
    r"|declar(?:e|es|ed|ation|ations|ing)|share(?:d|s)? (?:information|details)"
    r"|records? (?:are|is|of|will|must|should|may)"
    r"|dates? of birth|(?:home|e-?mail|postal|private) address(?:es)?|disclos\w+|third part(?:y|ies)"
    r"|passed (?:on )?to|shared with|destroy\w*|delet\w+|shred\w*|eras(?:e|ed|es|ing|ure)|anonymi[sz]\w+"
)
_SAFEGUARDING = (
    r"safeguard\w*|child protection|designated (?:safeguarding )?(?:person|lead|officer)|d?dsls?|lado|nspcc"
    r"|childline|mash|prevent duty|abus\w+|whistleblow\w*|welfare|at risk"
)
_POWERS = (
    r"approv\w+|authori[sz](?:e|es|ed|ing|ation)|delegat\w+|decid(?:e|es|ed|ing)|decisions?|veto\w*|quorum"
    r"|vot(?:e|es|ed|ing)|majority|elect(?:s|ed|ion|ions)?|appeals?"
)
_TOPICS = (
    (Weight.DISCIPLINE, _DISCIPLINE),
    (Weight.MONITORING, _MONITORING),
    (Weight.DATA, _DATA),
    (Weight.SAFEGUARDING, _SAFEGUARDING),
)
# These are told where nothing else weighs: they say less.
_LIGHT_TOPIC = re.compile(rf"\b(?:{_POWERS})\b", re.IGNORECASE)
_TOPIC_PATTERNS = tuple((weight, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for weight, words in _TOPICS)
_SAFETY = re.compile(rf"\b(?:{_SAFEGUARDING}|emergenc(?:y|ies))\b", re.IGNORECASE)
_PEOPLE = re.compile(rf"\b(?:{'|'.join(AUDIENCES.values())})\b", re.IGNORECASE)
_YOU = re.compile(r"\byou(?:r|rs)?\b", re.IGNORECASE)
# "You" are whoever is spoken to, and these are nobody else.
_SPOKEN_TO = re.compile(rf"(?:{AUDIENCES['staff']})", re.IGNORECASE)
# What says how far a rule holds, when, and for whom of them.
_BOUNDS = re.compile(
    r"\b(?:all|every|each|any|some|most|many|few|both|either|neither|only|solely|just|alone|unless|except\w*"
    r"|if|when|where|while|before|after|until|during|within|outside|at (?:least|most)|up to"
    r"|(?:more|less|fewer|later|earlier) than|minimum|maximum|always|normally|usually|sometimes|often|rarely"
    r"|half|not (?:all|always|every\w*)|where possible"
    r"|un(?:supervised|accompanied|attended|authori[sz]ed|paid|limited|restricted))\b",
    re.IGNORECASE,
)
_TICKS = re.compile("[✓✔☑✅]|[✗✘☒❌✕✖]")
_CROSSES = frozenset("✗✘☒❌✕✖")
# The lines that bring in what went, and what came: one for each of the last sentences of both.
LeadIns = tuple[Sequence[str], Sequence[str]]


def weigh_sentences(
    before: Sequence[str],
    after: Sequence[str],
    title: str = "",
    lead_ins: LeadIns = ((), ()),
    *,
    is_redirected: bool = False,
) -> tuple[Weight, ...]:
    """Return why a change of some sentences into others has to be decided on, in the order of Weight; nothing
    where nothing in them weighs.

    `title` is what their clause is called: what stands under "Discipline" is about that. `lead_ins` are the
    lines that bring in items of lists that went, and that came: what stands under "Staff must not:" is
    forbidden. `is_redirected` says that an address or a link in them leads elsewhere, which weighs where it
    is the way to safety.
    """
    old, new = " ".join(before), " ".join(after)
    is_way_to_safety = is_redirected and any(_SAFETY.search(text) for text in (old, title))
    weights = {Weight.SAFEGUARDING} if is_way_to_safety else set[Weight]()
    if strip_editorial(old) == strip_editorial(new) and _count_ticks(old) == _count_ticks(new):
        return tuple(weights)
    weights.update((*_weigh_words(before, after), *_weigh_lead_ins(lead_ins)))
    for weight, pattern in _TOPIC_PATTERNS:
        if any(pattern.search(text) for text in (old, new, title)):
            weights.add(weight)
    if not weights:
        weights.update(_weigh_lightly(before, after))
    return tuple(weight for weight in Weight if weight in weights)


def speaks_of_rule(sentence: str) -> bool:
    """Say whether a sentence has a modal verb, a negation or those whom policies concern."""
    return bool(read_statements(sentence) or find_negations(sentence) or _PEOPLE.search(sentence))


def _weigh_words(before: Sequence[str], after: Sequence[str]) -> Iterator[Weight]:
    if _count_figures(before) != _count_figures(after):
        yield Weight.FIGURE
    old, new = " ".join(before), " ".join(after)
    old_negations, new_negations = Counter(find_negations(old)), Counter(find_negations(new))
    old_prohibitions = sum(find_prohibitions(sentence) for sentence in before)
    new_prohibitions = sum(find_prohibitions(sentence) for sentence in after)
    if old_negations != new_negations or old_prohibitions != new_prohibitions:
        yield Weight.PROHIBITION
    if _has_rule(before) or _has_rule(after):
        yield Weight.DUTY
    if before and after and _name_other_people(old, new):
        yield Weight.AUDIENCE


def _weigh_lightly(before: Sequence[str], after: Sequence[str]) -> Iterator[Weight]:
    """What is looked at where nothing else weighs."""
    old, new = " ".join(before), " ".join(after)
    if _LIGHT_TOPIC.search(old) or _LIGHT_TOPIC.search(new):
        yield Weight.POWERS
    has_other_bounds = _count_bounds(old) != _count_bounds(new) or _count_ticks(old) != _count_ticks(new)
    if before and after and has_other_bounds:
        yield Weight.BOUNDS


def _weigh_lead_ins(lead_ins: LeadIns) -> Iterator[Weight]:
    """Why items weigh that went or came, by the lines that bring them in."""
    lines = [*lead_ins[0], *lead_ins[1]]
    if any(find_prohibitions(line) for line in lines):
        yield Weight.PROHIBITION
    if _has_rule(lines):
        yield Weight.DUTY


def _count_figures(sentences: Sequence[str]) -> Counter[str]:
    return Counter(figure.value for sentence in sentences for figure in read_figures(sentence))


def _has_rule(sentences: Sequence[str]) -> bool:
    """Say whether a sentence rules what somebody does, or what may be done."""
    statements = [statement for sentence in sentences for statement in read_statements(sentence)]
    return any(statement.rules or statement.allows_deed for statement in statements)


def _name_other_people(old: str, new: str) -> bool:
    """Say whether two texts name different people; "you" for employees is nobody else."""
    differing = _list_people(old) ^ _list_people(new)
    if bool(_YOU.search(old)) is not bool(_YOU.search(new)):
        differing = frozenset(word for word in differing if not _SPOKEN_TO.fullmatch(word))
    return bool(differing)


def _list_people(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _PEOPLE.findall(text))


def _count_bounds(text: str) -> Counter[str]:
    return Counter(word.lower() for word in _BOUNDS.findall(text))


def _count_ticks(text: str) -> Counter[bool]:
    """How many ticks a text has, and how many crosses."""
    return Counter(sign in _CROSSES for sign in _TICKS.findall(text))
