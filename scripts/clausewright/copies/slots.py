"""Slots: the places at which the copies of one clause differ by a few words, and what stands there in each.

The wordings of a clause are gathered around those that most copies have, and each group is aligned as a star
with its most common wording as the centre (Gusfield 1993): the words that all have keep their places, and
what stands between them is a slot.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..diff.align import intern_values, interned_similarity, joined_lcs_runs
from ..importer.proposals import SMALL
from .units import Unit

# Wordings that are less alike than this are of different groups.
_ALIKE = 0.7
# A value is no longer than this, in words.
_LONGEST = 8
# A word that changes what a rule asks, or whom: never part of a value.
_DECIDING = frozenset({
    "must", "should", "shall", "may", "might", "will", "can", "could", "cannot", "not", "no", "never", "none",
    "only", "always", "unless", "except", "without", "if", "when", "all", "any", "every", "is",
    "are", "be", "do", "does", "encouraged", "advised", "required", "permitted", "allowed", "prohibited",
    "forbidden", "expected", "yes", "immediately", "normally", "usually", "where", "until", "before", "after",
    "has", "have", "had", "been", "was", "were", "it", "they", "he", "she", "this", "that", "these", "those",
    "there", "what", "which", "who", "whom", "whose",
})  # fmt: skip


_DECIDING_CAPITALS = frozenset({"Yes", "No", "It", "They", "This", "That", "These", "Those"})
# Where a sentence ends within a text, which is then no value: not behind an initial or a title.
_SENTENCE_END = re.compile(r"(?<!\b[A-Z])(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bSt)(?<!\bRev)[.!?]\s")
# What parts a word from a name beside it.
_STOP = re.compile(r"[,;:(.]")
_POSSESSIVE = ("’s", "'s")
# From which word of a unit up to which.
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Group:
    """Copies of one clause whose wordings are alike, and where each word of the centre stands in each of
    them.

    `maps` gives for every copy the place of each word of the centre among its own, -1 where it has none.
    """

    column: int
    centre: int
    units: Mapping[int, Unit]
    maps: Mapping[int, Sequence[int]]

    def find_span(self, copy: int, start: int, end: int) -> tuple[int, int]:
        """Where what stands at a slot of the centre stands in a copy: between the words that both have before
        and after it.
        """
        places = self.maps[copy]
        first = places[start - 1] + 1 if start else 0
        last = places[end] if end < len(places) else len(self.units[copy].tokens)
        return first, last


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a group at which its copies differ by a few words: from which word to which in each copy,
    and what stands there. Copies in which more differs around it are not among them; the centre always is.
    """

    group: int
    spans: Mapping[int, Span]
    texts: Mapping[int, str]

    @property
    def is_varied(self) -> bool:
        """Say whether the copies differ here."""
        return len(set(self.texts.values())) > 1


def group_wordings(column: int, units: Mapping[int, Unit]) -> Iterator[Group]:
    """Gather the copies of a clause in groups of alike wordings, the largest first."""
    waiting = dict(units)
    while waiting:
        counted = Counter(unit.shapes for unit in waiting.values())
        numbers = dict(zip(counted, intern_values(*counted), strict=True))
        centre_keys = _find_medoid(counted, numbers)
        members = {
            copy: unit
            for copy, unit in waiting.items()
            if interned_similarity(numbers[unit.shapes], numbers[centre_keys]) >= _ALIKE
        }
        centre = min(copy for copy, unit in members.items() if unit.shapes == centre_keys)
        maps = {copy: _map_words(centre_keys, unit.shapes) for copy, unit in members.items()}
        yield Group(column, centre, members, maps)
        for copy in members:
            del waiting[copy]


def _find_medoid(
    counted: Counter[tuple[str, ...]], numbers: Mapping[tuple[str, ...], Sequence[int]]
) -> tuple[str, ...]:
    """The wording that is most like all others together, each as often as it stands."""
    return max(
        counted,
        key=lambda keys: (
            sum(
                count * interned_similarity(numbers[keys], numbers[other]) for other, count in counted.items()
            ),
            keys,
        ),
    )


def _map_words(centre: Sequence[str], shapes: Sequence[str]) -> list[int]:
    places = [-1] * len(centre)
    runs = list(joined_lcs_runs(centre, shapes))
    for index, (equal, olds, news) in enumerate(runs):
        is_inner = 0 < index < len(runs) - 1
        if not equal or (is_inner and _is_chance(runs[index - 1], runs[index], runs[index + 1])):
            continue
        for old, new in zip(olds, news, strict=True):
            places[old] = new
    return places


_Run = tuple[bool, list[int], list[int]]


def _is_chance(before: _Run, run: _Run, after: _Run) -> bool:
    """Say whether one word in common between two differences is chance: words stand on one side only before
    it or after it, "local governing body" and "governing board".
    """
    gaps = [(bool(olds), bool(news)) for _, olds, news in (before, after)]
    has_old, has_new = (any(side) for side in zip(*gaps, strict=True))
    is_one_sided = any(gap != (True, True) for gap in gaps)
    return len(run[1]) == 1 and has_old and has_new and is_one_sided


def find_slots(number: int, group: Group) -> Iterator[Slot]:
    """The slots of a group; `number` is the group's."""
    yield from _find_values(number, group)
    centre = group.units[group.centre]
    changed = [False] * len(centre.tokens)
    long: dict[int, list[bool]] = {}
    for copy, unit in group.units.items():
        long[copy] = [False] * len(changed)
        for start, end in _list_gaps(group.maps[copy]):
            first, last = group.find_span(copy, start, end)
            is_value = end > start and last > first and _are_short(centre, unit, (start, end), (first, last))
            for place in range(start, end):
                changed[place] = changed[place] or is_value
                long[copy][place] = not is_value
            if end == start and last > first:
                # Words that only this copy has stand beside the word before them, and after the next.
                for place in (start - 1, start):
                    if 0 <= place < len(changed):
                        long[copy][place] = True
    for start, end in _list_runs(changed):
        spans = {
            copy: group.find_span(copy, start, end) for copy in group.units if not any(long[copy][start:end])
        }
        for cut in _cut_at_stops(group, {copy: span for copy, span in spans.items() if span[0] < span[1]}):
            slot = make_slot(number, group, cut)
            if slot and slot.is_varied:
                yield slot


def _find_values(number: int, group: Group) -> Iterator[Slot]:
    """The slots in which every copy has a value of one sort, such as a date."""
    for place, token in enumerate(group.units[group.centre].tokens):
        if not token.sort:
            continue
        spans = {
            copy: (places[place], places[place] + 1)
            for copy, places in group.maps.items()
            if places[place] >= 0
        }
        slot = make_slot(number, group, _take_articles(group, spans))
        if slot and slot.is_varied:
            yield slot


def _take_articles(group: Group, spans: Mapping[int, Span]) -> Mapping[int, Span]:
    """The spans with the articles before them, where these differ: "a school" and "an academy"."""
    before = {copy: group.units[copy].tokens[first - 1] for copy, (first, _) in spans.items() if first}
    articles = {token.key for token in before.values()}
    if len(before) < len(spans) or articles != {"a", "an"}:
        return spans
    if any(before[copy].text != group.units[copy].tokens[first].text for copy, (first, _) in spans.items()):
        return spans
    return {copy: (first - 1, last) for copy, (first, last) in spans.items()}


def _are_short(centre: Unit, unit: Unit, span: Span, own_span: Span) -> bool:
    """Say whether words of a copy may be a value in place of the centre's: few of them, or as many cells or
    items with few words each.
    """
    texts = [
        {token.text for token in side.tokens[first:last]}
        for side, (first, last) in ((centre, span), (unit, own_span))
    ]
    longest = max(span[1] - span[0], own_span[1] - own_span[0])
    return len(texts[0]) == len(texts[1]) and longest <= _LONGEST * len(texts[0])


def make_slot(number: int, group: Group, spans: Mapping[int, Span]) -> Slot | None:
    """A slot of those copies of a group in which its words may be a value; None where no copy's may."""
    texts: dict[int, str] = {}
    for copy, (first, last) in spans.items():
        text = group.units[copy].read_span(first, last)
        if text and not _decides(text):
            texts[copy] = text
    if group.centre not in texts:
        return None
    texts = _add_apostrophes(group, texts, spans)
    return Slot(number, {copy: spans[copy] for copy in texts}, texts)


def _cut_at_stops(group: Group, spans: Mapping[int, Span]) -> Iterator[Mapping[int, Span]]:
    """A slot as several, where every copy has the same stops in it: "the headteacher, Ms Fane" is a word and
    a name.
    """
    cuts: dict[int, list[int]] = {}
    stops: set[tuple[str, ...]] = set()
    for copy, (first, last) in spans.items():
        unit = group.units[copy]
        cuts[copy] = [first]
        between: list[str] = []
        for place in range(first + 1, last):
            before, token = unit.tokens[place - 1], unit.tokens[place]
            gap = unit.texts[token.text][before.end : token.start] if before.text == token.text else ";"
            if stop := _STOP.search(gap):
                cuts[copy].append(place)
                between.append(stop[0])
        cuts[copy].append(last)
        stops.add(tuple(between))
    if len(stops) != 1:
        yield spans
        return
    for index in range(len(stops.pop()) + 1):
        yield {copy: (places[index], places[index + 1]) for copy, places in cuts.items()}


def _add_apostrophes(group: Group, texts: dict[int, str], spans: Mapping[int, Span]) -> dict[int, str]:
    """What stands at a slot, each with the apostrophe after it where some copies end in ’s: "children’s" and
    "pupils’" are one form.
    """
    if not any(text.endswith(_POSSESSIVE) for text in texts.values()):
        return texts
    with_marks: dict[int, str] = {}
    for copy, text in texts.items():
        token = group.units[copy].tokens[spans[copy][1] - 1]
        after = group.units[copy].texts[token.text][token.end : token.end + 1]
        with_marks[copy] = f"{text}{after}" if after in ("’", "'") else text
    return with_marks


def _list_gaps(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The runs of the centre's words that a copy does not have, and the empty ones where it has more."""
    start = 0
    expected = 0
    for index, place in enumerate(places):
        if place < 0:
            continue
        if index > start or place > expected:
            yield start, index
        start, expected = index + 1, place + 1
    yield start, len(places)


def _list_runs(changed: Sequence[bool]) -> Iterator[tuple[int, int]]:
    start = 0
    for index, is_changed in enumerate((*changed, False)):
        if not is_changed:
            if index > start:
                yield start, index
            start = index + 1


def _decides(text: str) -> bool:
    """Say whether words may change what a rule asks, or say nothing by themselves."""
    words = text.split()
    return (
        any(word in _DECIDING for word in words)
        or text in _DECIDING_CAPITALS
        or bool(_SENTENCE_END.search(text))
        or all(word in SMALL for word in words)
    )
