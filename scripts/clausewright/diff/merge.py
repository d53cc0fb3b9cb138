"""The three-way merge of two texts that were one.

What both sides leave alone stays, and what one side changes is changed. Where both change the same place, or
it cannot be told in which order their additions go, there is no merge. A text is merged by its units: the
sentences, items of lists, rows of tables and tags that two people can change apart from each other.

Neighbouring sentences may be changed by different sides, which the merges of version control refuse (and the
one kept library for it has a licence that would bind every trust that passes this program on); so the few
lines stand here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from ..model.text import TAG, find_sentence_ends

# What goes before a unit belongs to it, so that an item added at the end of a list leaves the item above as
# it was.
_LINE = re.compile(r"\n*[^\n]*")
_BLOCK_TAG = re.compile(r"\{%-?\s*(.*?)\s*-?%\}", re.DOTALL)
_ONE_PIECE = re.compile(r"\s*(\||#|:::)")


# -- units ---------------------------------------------------------------------------------------------------


def split_units(text: str) -> tuple[str, ...]:
    """Cut a text into its units. Put together they are the text, without the line ends after it."""
    units: list[str] = []
    for line in _LINE.findall(text.rstrip()):
        units += _split_line(line) if line else []
    return tuple(units)


def list_block_tags(text: str) -> tuple[str, ...]:
    """Return the tags that shape a text, in order. Where two sides have different ones,
    nobody can merge them but a person.
    """
    return tuple(" ".join(tag.split()) for tag in _BLOCK_TAG.findall(text))


def _split_line(line: str) -> list[str]:
    """The sentences of a line. Rows of tables stay whole, and so does what stands in a tag."""
    if _ONE_PIECE.match(line):
        return [line]
    tags = [tag.span() for tag in TAG.finditer(line)]
    cuts = [0]
    for end in find_sentence_ends(line):
        if not any(start < end < stop for start, stop in tags):
            cuts.append(end)
    cuts.append(len(line))
    return [line[start:end] for start, end in pairwise(cuts) if start < end]


# -- the merge -----------------------------------------------------------------------------------------------


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
        """Say whether it has as many units as it takes away,
        so that what goes before and after it is plain.
        """
        return len(self.units) == self.end - self.start


@dataclass(frozen=True, slots=True)
class Merge:
    """A merge: its units, and the edits that came from either side or both."""

    units: tuple[str, ...]
    edits: tuple[Edit, ...]


def find_edits(base: Sequence[str], other: Sequence[str]) -> tuple[Edit, ...]:
    """Return what makes `base` into `other`. Units that are replaced by as many are changed one by one."""
    edits: list[Edit] = []
    for tag, start, end, first, last in SequenceMatcher(None, base, other, autojunk=False).get_opcodes():
        if tag == "replace" and end - start == last - first:
            for offset in range(end - start):
                edits.append(Edit(start + offset, start + offset + 1, (other[first + offset],)))
        elif tag != "equal":
            edits.append(Edit(start, end, tuple(other[first:last])))
    return tuple(edits)


def merge_three_ways(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> Merge | None:
    """Return `base` with both sides' edits, or None where they touch each other.
    An edit that both made counts once.
    """
    our_edits, their_edits = find_edits(base, ours), find_edits(base, theirs)
    for our_edit in our_edits:
        for their_edit in their_edits:
            if our_edit != their_edit and _do_touch(our_edit, their_edit):
                return None
    edits = tuple(sorted({*our_edits, *their_edits}))
    units: list[str] = []
    done = 0
    for edit in edits:
        units += base[done : edit.start]
        units += edit.units
        done = edit.end
    units += base[done:]
    return Merge(tuple(units), edits) if _does_add_up(base, ours, theirs, units) else None


def _does_add_up(
    base: Sequence[str], ours: Sequence[str], theirs: Sequence[str], merged: Sequence[str]
) -> bool:
    """Whether each unit is there as often as both sides together would have it.

    What one side deleted does not come back because the other moved it, and what both added in different
    places does not stand twice.
    """
    counts = [Counter(unit.strip() for unit in units) for units in (base, ours, theirs, merged)]
    for unit in {unit for count in counts for unit in count}:
        in_base, in_ours, in_theirs, in_merged = (count[unit] for count in counts)
        added = in_ours - in_base
        if in_ours != in_theirs:
            added += in_theirs - in_base
        if in_merged - in_base != added:
            return False
    return True


def _do_touch(first: Edit, second: Edit) -> bool:
    if first.is_addition and second.is_addition:
        return first.start == second.start
    if first.is_addition or second.is_addition:
        added, replaced = (first, second) if first.is_addition else (second, first)
        is_inside = replaced.start < added.start < replaced.end
        is_beside = added.start in (replaced.start, replaced.end)
        return is_inside or (is_beside and not replaced.is_one_for_one)
    return max(first.start, second.start) < min(first.end, second.end)
