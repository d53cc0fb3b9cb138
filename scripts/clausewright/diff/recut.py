"""Where two files have the same text and only cut it otherwise into headings and clauses, the old one is cut
like the new one.

A file that lost its numbers or its styles reads as other clauses than the file it was made from, though
nobody changed a word. What both files themselves call a heading, or not, is no matter of reading: a heading
that became a line is a change.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from ..model.ast import Element, para, words
from ..model.change import number_of
from ..model.document import Inlines, Item, PlacedClause, Section
from .align import lcs_runs
from .normalise import read_block_text


@dataclass(frozen=True, slots=True)
class _Segment:
    """A block of a clause, or a heading, and its words."""

    block: Element
    text: str


# The ids of the headings that two files themselves call so.
Declared = tuple[Collection[str], Collection[str]]


def recut(old: Sequence[Item], new: Sequence[Item], declared: Declared = ((), ())) -> list[Item]:
    """Return the old items, cut as the new ones are wherever the text is the same; a clause that was split in
    truth stays whole, and so does what one file calls a heading and the other one does not. `declared` are
    the headings that the files themselves call so; others are guessed.
    """
    old_segments = [_split_segments(item) for item in old]
    new_segments = [_split_segments(item) for item in new]
    old_cuts, new_cuts = _map_cuts(old_segments), _map_cuts(new_segments)
    before = [segment.text for segments in old_segments for segment in segments]
    after = [segment.text for segments in new_segments for segment in segments]
    items: list[Item] = []
    done = 0
    for equal, olds, news in lcs_runs(before, after):
        if not equal:
            continue
        for first, last in _list_pieces_between_cuts(olds, news, old_cuts, new_cuts):
            start, end = old_cuts[olds.start + first], old_cuts[olds.start + last]
            models = new[new_cuts[news.start + first] : new_cuts[news.start + last]]
            uncut = old[start:end]
            items += old[done:start]
            if _is_cut_otherwise(uncut, models) and _have_same_headings(uncut, models, declared):
                segments = [segment for item in old_segments[start:end] for segment in item]
                items += _cut_like(models, uncut, segments)
            else:
                items += uncut
            done = end
    return [*items, *old[done:]]


def _split_segments(item: Item) -> list[_Segment]:
    blocks = [para(list(item.title))] if isinstance(item, Section) else list(item.blocks)
    return [_Segment(block, read_block_text(block)) for block in blocks]


def _map_cuts(items: Sequence[Sequence[_Segment]]) -> dict[int, int]:
    """For each place among all segments at which an item begins, and for the end, the item's place among the
    items.
    """
    cuts: dict[int, int] = {}
    place = 0
    for index, segments in enumerate(items):
        cuts[place] = index
        place += len(segments)
    cuts[place] = len(items)
    return cuts


def _list_pieces_between_cuts(
    olds: range, news: range, old_cuts: dict[int, int], new_cuts: dict[int, int]
) -> Iterator[tuple[int, int]]:
    """The pieces of a run of equal segments between neighbouring cuts that both sides have."""
    start: int | None = None
    for offset in range(len(olds) + 1):
        if olds.start + offset in old_cuts and news.start + offset in new_cuts:
            if start is not None:
                yield start, offset
            start = offset


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


def _have_same_headings(old: Sequence[Item], new: Sequence[Item], declared: Declared) -> bool:
    """Say whether what either side calls a heading is one on the other side too."""
    texts = [
        {read_block_text(item.title) for item in side if isinstance(item, Section)} for side in (old, new)
    ]
    for side, ids, others in ((old, declared[0], texts[1]), (new, declared[1], texts[0])):
        for item in side:
            if isinstance(item, Section) and item.id in ids and read_block_text(item.title) not in others:
                return False
    return True


def _cut_like(models: Sequence[Item], old: Sequence[Item], segments: Sequence[_Segment]) -> Iterator[Item]:
    """The old segments as items like the new ones."""
    numbers = [number_of(item) for item in old] if len(old) == len(models) else [number_of(old[0])]
    start = 0
    for index, model in enumerate(models):
        number = numbers[index] if index < len(numbers) else ""
        end = start + len(_split_segments(model))
        blocks = [segment.block for segment in segments[start:end]]
        start = end
        match model:
            case Section():
                yield replace(model, number=number, title=_read_heading(blocks[0]))
            case PlacedClause():
                yield replace(model, number=number, blocks=tuple(blocks))
            case _:
                raise TypeError("a foreign file has headings and clauses")


def _read_heading(block: Element) -> Inlines:
    """The words of a block that is a heading now."""
    if block["t"] in ("Para", "Plain"):
        return tuple(block["c"])
    return tuple(words(read_block_text(block)))
