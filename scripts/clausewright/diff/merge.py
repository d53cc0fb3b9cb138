"""The three-way merge of two sequences that were one.

What both sides leave alone stays, and what one side changes is changed. Where both change the same place, or
it cannot be told in which order their additions go, there is no merge.

Neighbouring sentences may be changed by different sides, which the merges of version control refuse (and the
one kept library for it has a licence that would bind every trust that passes this program on); so the few
lines stand here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """The units from `start` to before `end` become others; an addition where the two are the same."""

    start: int
    end: int
    units: tuple[str, ...]

    @property
    def is_addition(self) -> bool:
        """Say whether it takes nothing away."""
        return self.start == self.end

    @property
    def is_one_for_one(self) -> bool:
        """Say whether it has as many units as it takes away, so that what goes before and after it is plain."""
        return len(self.units) == self.end - self.start


@dataclass(frozen=True, slots=True)
class Merge:
    """A merge: its units, and the changes that came from either side or both."""

    units: tuple[str, ...]
    edits: tuple[Edit, ...]


def find_edits(base: Sequence[str], other: Sequence[str]) -> tuple[Edit, ...]:
    """Return what makes `base` into `other`. Units that are replaced by as many are changed one by one."""
    found: list[Edit] = []
    for tag, start, end, first, last in SequenceMatcher(None, base, other, autojunk=False).get_opcodes():
        if tag == "replace" and end - start == last - first:
            found += [Edit(start + at, start + at + 1, (other[first + at],)) for at in range(end - start)]
        elif tag != "equal":
            found.append(Edit(start, end, tuple(other[first:last])))
    return tuple(found)


def merge_three_ways(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> Merge | None:
    """Return `base` with both sides' changes, or None where they touch each other. A change that both made
    counts once.
    """
    own, other = find_edits(base, ours), find_edits(base, theirs)
    if any(_touch(one, two) for one in own for two in other if one != two):
        return None
    every = tuple(sorted({*own, *other}))
    found: list[str] = []
    at = 0
    for change in every:
        found += base[at : change.start]
        found += change.units
        at = change.end
    found += base[at:]
    return Merge(tuple(found), every) if _adds_up(base, ours, theirs, found) else None


def _adds_up(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str], found: Sequence[str]) -> bool:
    """Whether each unit is there as often as both sides together would have it.

    What one side deleted does not come back because the other moved it, and what both added in different
    places does not stand twice.
    """
    counts = [Counter(unit.strip() for unit in units) for units in (base, ours, theirs, found)]
    for unit in {unit for count in counts for unit in count}:
        was, own, other, now = (count[unit] for count in counts)
        if now - was != (own - was if own == other else own + other - 2 * was):
            return False
    return True


def _touch(one: Edit, other: Edit) -> bool:
    if one.is_addition and other.is_addition:
        return one.start == other.start
    if one.is_addition or other.is_addition:
        added, changed = (one, other) if one.is_addition else (other, one)
        is_inside = changed.start < added.start < changed.end
        is_beside = added.start in (changed.start, changed.end)
        return is_inside or (is_beside and not changed.is_one_for_one)
    return max(one.start, other.start) < min(one.end, other.end)
