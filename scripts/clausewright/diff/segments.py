"""Segments: where two files have the same text and only cut it otherwise into headings and clauses, the old
one is cut like the new one.

A file that lost its numbers or its styles reads as other clauses than the file it was made from, though
nobody changed a word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ..model.ast import Element, para, words
from ..model.change import number_of
from ..model.document import Inlines, Item, PlacedClause, Section
from .align import lcs_runs
from .normalise import normalise, read_text


@dataclass(frozen=True, slots=True)
class _Atom:
    """A block of a clause, or a heading, and its words."""

    block: Element
    text: str


def recut(old: Sequence[Item], new: Sequence[Item]) -> list[Item]:
    """Return the old items, cut as the new ones are wherever the text is the same; a clause that was split in
    truth stays whole.
    """
    olds, news = [_atoms(item) for item in old], [_atoms(item) for item in new]
    old_cuts, new_cuts = _cuts(olds), _cuts(news)
    before, after = [[atom.text for atoms in side for atom in atoms] for side in (olds, news)]
    found: list[Item] = []
    done = 0
    for equal, at_old, at_new in lcs_runs(before, after):
        for first, last in _common(at_old, at_new, old_cuts, new_cuts) if equal else ():
            start, end = old_cuts[at_old[0] + first], old_cuts[at_old[0] + last]
            models = new[new_cuts[at_new[0] + first] : new_cuts[at_new[0] + last]]
            mine = old[start:end]
            found += old[done:start]
            atoms = [atom for each in olds[start:end] for atom in each]
            found += _like(models, mine, atoms) if _is_cut_otherwise(mine, models) else mine
            done = end
    return [*found, *old[done:]]


def _atoms(item: Item) -> list[_Atom]:
    blocks = [para(list(item.title))] if isinstance(item, Section) else list(item.blocks)
    return [_Atom(block, read_block_text(block)) for block in blocks]


def read_block_text(block: object) -> str:
    """The words of a block or of several, without numbers and marks of lists."""
    return " ".join(read_text(normalise(block)).split())


def _cuts(atoms: Sequence[Sequence[_Atom]]) -> dict[int, int]:
    """For each place among all atoms at which an item begins, and for the end, the item's place among the
    items.
    """
    found, at = {}, 0
    for which, one in enumerate(atoms):
        found[at] = which
        at += len(one)
    return found | {at: len(atoms)}


def _common(
    old: range, new: range, old_cuts: dict[int, int], new_cuts: dict[int, int]
) -> Iterator[tuple[int, int]]:
    """The pieces of a run of equal atoms between neighbouring cuts that both sides have."""
    start: int | None = None
    for at in range(len(old) + 1):
        if old.start + at in old_cuts and new.start + at in new_cuts:
            if start is not None:
                yield start, at
            start = at


def _is_cut_otherwise(old: Sequence[Item], new: Sequence[Item]) -> bool:
    """Say whether two runs of items differ in how they are cut, and that only because of what a format lost.

    Numbered pieces of a numbered clause are a split, and numbered clauses in one are a merger.
    """
    if [type(item) for item in old] == [type(item) for item in new]:
        return False
    if len(old) == len(new):
        return True
    first, *others = map(number_of, old)
    return not any(others) and (not first or not any(number_of(item) for item in new[1:]))


def _like(models: Sequence[Item], old: Sequence[Item], atoms: Sequence[_Atom]) -> Iterator[Item]:
    """The old atoms as items like the new ones."""
    at = 0
    numbers = [number_of(item) for item in old] if len(old) == len(models) else [number_of(old[0])]
    for which, model in enumerate(models):
        number = numbers[which] if which < len(numbers) else ""
        end = at + len(_atoms(model))
        mine = [atom.block for atom in atoms[at:end]]
        at = end
        match model:
            case Section():
                yield replace(model, number=number, title=_inlines(mine[0]))
            case PlacedClause():
                yield replace(model, number=number, blocks=tuple(mine))
            case _:
                raise TypeError("a foreign file has headings and clauses")


def _inlines(block: Element) -> Inlines:
    """The words of a block that is a heading now."""
    if block["t"] in ("Para", "Plain"):
        return tuple(block["c"])
    return tuple(words(read_block_text(block)))
