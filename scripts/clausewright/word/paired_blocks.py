"""Which paragraph or table of one Word file is which of another, side by side in order, and which moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ..diff.align import align, containment, similarity
from .elements import local_name, walk_blocks
from .package import Element, w
from .spoken_texts import is_contents

# How alike two paragraphs or tables are at least that are one, edited; so much of a short paragraph is in a
# longer one that is the same, with more added.
_SAME_PARAGRAPH, _SAME_TABLE, _CONTAINED = 0.4, 0.2, 0.8
# So many words make a passage that moved; fewer may stand in two places by chance. A paragraph that was
# edited on the way is known by more words, and by how alike it still is.
_FEWEST_MOVED, _FEWEST_EDITED, _SAME_ELSEWHERE = 5, 10, 0.75
# More pairs of paragraphs are not held against each other.
_MOST_PAIRS = 10_000
# A place in the old file and one in the new file; None stands for what has no counterpart.
BlockPair = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Blocks:
    """The paragraphs and tables of a holder, and what each says."""

    elements: Sequence[Element]
    texts: Sequence[str]


def list_blocks(holder: Element) -> list[Element]:
    """Return the paragraphs and tables of a holder, but for lists of contents."""
    return [
        block for block in walk_blocks(holder) if block.tag in (w("p"), w("tbl")) and not is_contents(block)
    ]


def pair_blocks(old: Blocks, new: Blocks) -> list[BlockPair]:
    """Return the blocks of two holders side by side: those that say the same, then those that are alike
    enough.
    """
    old_words, new_words = [text.split() for text in old.texts], [text.split() for text in new.texts]

    def likeness(i: int, j: int) -> float:
        if old.elements[i].tag != new.elements[j].tag:
            return 0.0
        alike = similarity(old_words[i], new_words[j])
        if new.elements[j].tag == w("tbl"):
            return max(alike, _SAME_TABLE)
        is_long = min(len(old_words[i]), len(new_words[j])) >= _FEWEST_MOVED
        if alike < _SAME_PARAGRAPH and is_long and containment(old_words[i], new_words[j]) >= _CONTAINED:
            return _SAME_PARAGRAPH
        return alike if alike >= _SAME_PARAGRAPH else 0.0

    return list(align(_list_keys(old), _list_keys(new), likeness, _SAME_TABLE))


def _list_keys(blocks: Blocks) -> list[str]:
    return [f"{local_name(block)} {text}" for block, text in zip(blocks.elements, blocks.texts, strict=True)]


def pair_neighbours(
    pairs: Sequence[BlockPair], olds: Sequence[Element], news: Sequence[Element]
) -> list[BlockPair]:
    """Return pairs in which paragraphs that went and those that came in their place stand side by side."""
    joined: list[BlockPair] = []
    gone: list[int] = []
    for i, j in pairs:
        if j is None and i is not None and olds[i].tag == w("p"):
            gone.append(i)
        elif i is None and j is not None and news[j].tag == w("p") and gone:
            joined.append((gone.pop(0), j))
        else:
            joined += [(place, None) for place in gone]
            gone = []
            joined.append((i, j))
    return [*joined, *((place, None) for place in gone)]


# -- what moved ----------------------------------------------------------------------------------------------


def find_moved_passages(pairs: Sequence[BlockPair], old: Blocks, new: Blocks) -> list[list[tuple[int, int]]]:
    """Return the paragraphs that stand elsewhere now, by their places in both files: those that follow each
    other in both as one passage, then those that were edited on the way, each by itself.
    """
    gone = [i for i, j in pairs if j is None and i is not None and old.elements[i].tag == w("p")]
    come = [j for i, j in pairs if i is None and j is not None and new.elements[j].tag == w("p")]
    passages = _find_same(gone, come, old.texts, new.texts)
    moved_olds = {i for passage in passages for i, _ in passage}
    moved_news = {j for passage in passages for _, j in passage}
    left_olds = [i for i in gone if i not in moved_olds]
    left_news = [j for j in come if j not in moved_news]
    return [*passages, *([pair] for pair in _find_edited(left_olds, left_news, old.texts, new.texts))]


def _find_same(
    gone: Sequence[int], come: Sequence[int], old_texts: Sequence[str], new_texts: Sequence[str]
) -> list[list[tuple[int, int]]]:
    """Passages that stand elsewhere word by word."""
    old_counts = Counter(old_texts[i] for i in gone)
    new_counts = Counter(new_texts[j] for j in come)
    place_of = {new_texts[j]: j for j in come if new_counts[new_texts[j]] == 1}
    passages: list[list[tuple[int, int]]] = []
    for i in gone:
        j = place_of.get(old_texts[i]) if old_counts[old_texts[i]] == 1 else None
        if j is None:
            continue
        if passages and passages[-1][-1] == (i - 1, j - 1):
            passages[-1].append((i, j))
        else:
            passages.append([(i, j)])
    long_passages: list[list[tuple[int, int]]] = []
    for passage in passages:
        if sum(len(old_texts[i].split()) for i, _ in passage) >= _FEWEST_MOVED:
            long_passages.append(passage)
    return long_passages


def _find_edited(
    gone: Sequence[int], come: Sequence[int], old_texts: Sequence[str], new_texts: Sequence[str]
) -> list[tuple[int, int]]:
    """Paragraphs that stand elsewhere with other words in them, the most alike first."""
    if len(gone) * len(come) > _MOST_PAIRS:
        return []
    scored: list[tuple[float, int, int]] = []
    for i in gone:
        old_words = old_texts[i].split()
        for j in come:
            new_words = new_texts[j].split()
            if min(len(old_words), len(new_words)) < _FEWEST_EDITED:
                continue
            alike = similarity(old_words, new_words)
            if alike >= _SAME_ELSEWHERE:
                scored.append((alike, i, j))
    edited: list[tuple[int, int]] = []
    for _, i, j in sorted(scored, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if all(i != other_i and j != other_j for other_i, other_j in edited):
            edited.append((i, j))
    return edited
