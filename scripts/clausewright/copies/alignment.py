"""Alignment: the units of all copies of a policy in columns, one unit a copy at most in each.

It is a progressive multiple alignment (Feng and Doolittle 1987): along a guide tree the two groups that are
most alike are aligned first, each as a profile of what it already has, and no pair of copies by itself. What
stands elsewhere in some copies finds its column afterwards, by its wording alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ..diff.align import align, interned_similarity
from .families import Family
from .units import Unit

# How alike two units must be between the same neighbours, where nothing else stands there, and anywhere; and
# how many words are enough to be told anywhere.
_BETWEEN, _BESIDE, _ANYWHERE, _TELLING = 0.5, 0.3, 0.65, 6


@dataclass(slots=True)
class Column:
    """What is one in all copies that have it: the place of its unit in each copy, by the copy's number."""

    places: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Texts:
    """The distinct wordings of a family's units, as numbers, and how alike any two are."""

    units: Mapping[int, Sequence[Unit]]
    ids: dict[int, list[int]] = field(default_factory=dict)
    words: list[tuple[int, ...]] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    _alike: dict[tuple[int, int], float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Number the words and the wordings."""
        numbers: dict[str, int] = {}
        known: dict[tuple[str, tuple[int, ...]], int] = {}
        for copy, units in self.units.items():
            self.ids[copy] = []
            for unit in units:
                words = tuple(numbers.setdefault(key, len(numbers)) for key in unit.shapes)
                kind = unit.kind if unit.kind in ("heading", "call") else "clause"
                id = known.setdefault((kind, words), len(known))
                if id == len(self.words):
                    self.words.append(words)
                    self.kinds.append(kind)
                self.ids[copy].append(id)

    def compare(self, first: int, second: int) -> float:
        """How alike two wordings are: 0 nothing, 1 all. A heading is like headings only."""
        if first == second:
            return 1.0
        pair = (min(first, second), max(first, second))
        if pair not in self._alike:
            words, others = self.words[first], self.words[second]
            shorter, longer = sorted((len(words), len(others)))
            # The common subsequence is no longer than the shorter of the two.
            is_hopeless = self.kinds[first] != self.kinds[second] or 2 * shorter < _BESIDE * (
                shorter + longer
            )
            self._alike[pair] = 0.0 if is_hopeless else interned_similarity(words, others)
        return self._alike[pair]

    def read(self, column: Column) -> Counter[int]:
        """The wordings of a column, each with the number of its copies."""
        return Counter(self.ids[copy][place] for copy, place in column.places.items())


def align_copies(family: Family, units: Mapping[int, Sequence[Unit]]) -> list[Column]:
    """Align the units of a family's copies. `units` are those of each copy, by its number.

    Returns the columns in the order that most copies have.
    """
    texts = _Texts({member: units[member] for member in family.members})
    profiles: dict[tuple[int, ...], list[Column]] = {
        (member,): [Column({member: place}) for place in range(len(units[member]))]
        for member in family.members
    }
    for left, right in family.joins:
        profiles[(*left, *right)] = _align_profiles(profiles.pop(left), profiles.pop(right), texts)
    columns = profiles[family.members]
    columns = _join_elsewhere(columns, texts)
    columns = _join_beside(columns, texts)
    return _join_alternatives(columns, texts)


def _align_profiles(old: list[Column], new: list[Column], texts: _Texts) -> list[Column]:
    read = [texts.read(column) for column in old], [texts.read(column) for column in new]
    # The wording that most copies of a column have stands for it where wordings must be equal.
    keys = [[wordings.most_common(1)[0][0] for wordings in side] for side in read]

    def compare(old_place: int, new_place: int) -> float:
        return _compare_columns(read[0][old_place], read[1][new_place], texts)

    columns: list[Column] = []
    for old_place, new_place in align(keys[0], keys[1], compare, _BETWEEN):
        places: dict[int, int] = {}
        if old_place is not None:
            places |= old[old_place].places
        if new_place is not None:
            places |= new[new_place].places
        columns.append(Column(places))
    return columns


def _compare_columns(first: Counter[int], second: Counter[int], texts: _Texts) -> float:
    """How alike two columns are: the average over the pairs of their copies (the sum of pairs)."""
    total = sum(
        count * others * texts.compare(wording, other)
        for wording, count in first.items()
        for other, others in second.items()
    )
    return total / (first.total() * second.total())


def _join_elsewhere(columns: list[Column], texts: _Texts) -> list[Column]:
    """Join columns of different copies that say the same in different places: what stands elsewhere in some
    copies. The column that more copies have keeps its place, of two the one under the heading that more have.
    """
    members = {copy for column in columns for copy in column.places}
    partial = [index for index, column in enumerate(columns) if len(column.places) < len(members)]
    wordings = {index: texts.read(columns[index]) for index in partial}
    by_word: defaultdict[int, list[int]] = defaultdict(list)
    for index in partial:
        for word in {word for wording in wordings[index] for word in texts.words[wording]}:
            by_word[word].append(index)
    pairs: list[tuple[float, int, int]] = []
    for index in partial:
        longest = max(len(texts.words[wording]) for wording in wordings[index])
        for other in _list_candidates(index, wordings[index], texts, by_word):
            if columns[index].places.keys() & columns[other].places.keys():
                continue
            score = _compare_columns(wordings[index], wordings[other], texts)
            if score >= (_ANYWHERE if longest >= _TELLING else 1.0):
                pairs.append((score, index, other))
    pairs.sort(key=lambda pair: (-pair[0], pair[1], pair[2]))
    under = _count_copies_of_headings(columns, texts)
    gone: set[int] = set()
    for _, index, other in pairs:
        if index in gone or other in gone:
            continue
        keeping, joining = sorted(
            (index, other), key=lambda place: (-len(columns[place].places), -under[place], place)
        )
        if not columns[keeping].places.keys() & columns[joining].places.keys():
            columns[keeping].places |= columns[joining].places
            gone.add(joining)
    return [column for index, column in enumerate(columns) if index not in gone]


def _count_copies_of_headings(columns: Sequence[Column], texts: _Texts) -> list[int]:
    """For each column how many copies have the heading above it."""
    counts: list[int] = []
    copies = 0
    for column in columns:
        if _is_heading(column, texts):
            copies = len(column.places)
        counts.append(copies)
    return counts


def _list_candidates(
    index: int, wordings: Iterable[int], texts: _Texts, by_word: Mapping[int, Sequence[int]]
) -> list[int]:
    """The columns after this one that share a word with it which few others have."""
    words = {word for wording in wordings for word in texts.words[wording]}
    rarest = sorted(words, key=lambda word: (len(by_word[word]), word))[:_TELLING]
    return sorted({other for word in rarest for other in by_word[word] if other > index})


def _join_beside(columns: list[Column], texts: _Texts) -> list[Column]:
    """Join columns of different copies that stand beside each other: headings, which are one heading worded
    in two ways, and clauses that have something in common.
    """
    joined: list[Column] = []
    for column in columns:
        before = joined[-1] if joined else None
        if (
            before
            and not before.places.keys() & column.places.keys()
            and _stand_for_each_other(before, column, texts)
        ):
            before.places |= column.places
        else:
            joined.append(column)
    return joined


def _stand_for_each_other(before: Column, column: Column, texts: _Texts) -> bool:
    first, second = texts.read(before), texts.read(column)
    kinds = {texts.kinds[wording] for wording in (*first, *second)}
    if kinds == {"heading"}:
        return True
    return kinds == {"clause"} and _compare_columns(first, second, texts) >= _BESIDE


def _join_alternatives(columns: list[Column], texts: _Texts) -> list[Column]:
    """Join what stands for each other: parts that follow each other, each in some copies, no two in one copy,
    and one in every copy, such as a heading with its clause.
    """
    everyone = frozenset(copy for column in columns for copy in column.places)
    runs: list[list[Column]] = []
    for column in columns:
        if runs and runs[-1][0].places.keys() == column.places.keys():
            runs[-1].append(column)
        else:
            runs.append([column])
    joined: list[Column] = []
    index = 0
    while index < len(runs):
        end = _find_alternatives(runs, index, everyone, texts)
        for other in runs[index + 1 : end]:
            for column, joining in zip(runs[index], other, strict=True):
                column.places |= joining.places
        joined += runs[index]
        index = end
    return joined


def _find_alternatives(
    runs: Sequence[Sequence[Column]], start: int, everyone: frozenset[int], texts: _Texts
) -> int:
    """Where the parts end that stand for each other from one on; the next place where there are none."""
    kinds = [_is_heading(column, texts) for column in runs[start]]
    covered: frozenset[int] = frozenset()
    for index in range(start, len(runs)):
        copies = frozenset(runs[index][0].places)
        if [_is_heading(column, texts) for column in runs[index]] != kinds or copies & covered:
            break
        covered |= copies
        if covered == everyone:
            return index + 1
    return start + 1


def _is_heading(column: Column, texts: _Texts) -> bool:
    return all(texts.kinds[wording] == "heading" for wording in texts.read(column))
