"""The proof: each school's document, assembled from the draft library, beside its own copy, word by word and
in order. Numbers, the marks of lists and layout are the compiler's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ..diff.align import joined_lcs_runs
from ..importer.compiled import find_reason
from ..importer.markdown import is_counted_alike
from ..importer.outline import Block, Listing, Text
from ..importer.read_back import read_in_order
from ..model.library import Library
from ..readers.source import Grid
from ..readers.words import cut_at_links, split_words
from .reading import SchoolCopy

_BESIDE = 6
_REFERENCES = ("ref:", "note:")


@dataclass(frozen=True, slots=True)
class Difference:
    """A place at which a built document does not say what the school's copy does: the words of the copy,
    those of the document, and the words before them.
    """

    school: str
    policy: str
    after: str
    copy: str
    built: str

    @property
    def is_capitals(self) -> bool:
        """Say whether only capitals differ."""
        return self.copy.casefold() == self.built.casefold()


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of one copy: how many words it has, and where the built document differs."""

    school: str
    policy: str
    file: str
    words: int
    differences: tuple[Difference, ...]

    @property
    def comes_back(self) -> bool:
        """Say whether the copy comes back word for word."""
        return not self.differences


def prove_copies(library: Library, copies: Mapping[str, Sequence[SchoolCopy]], as_at: date) -> list[Proof]:
    """Assemble each school's document and hold it against its copy. `copies` are those of each policy."""
    schools = frozenset(copy.school for of_policy in copies.values() for copy in of_policy)
    documents = read_in_order(library, as_at, schools)
    proofs = []
    for policy, of_policy in copies.items():
        for copy in of_policy:
            built = documents.get((copy.school, policy), [])
            copy_words = [*split_words(copy.title), *list_words(copy)]
            marks = _list_marks(copy)
            differences = tuple(
                difference
                for difference in _compare(copy.school, policy, copy_words, built)
                # What a text counts with may be words in the one and marks in the other.
                if difference.copy or not marks.issuperset(difference.built.split())
            )
            proofs.append(Proof(copy.school, policy, copy.file, len(copy_words), differences))
    return proofs


def _compare(
    school: str, policy: str, copy_words: Sequence[str], built: Sequence[str]
) -> Iterator[Difference]:
    for equal, olds, news in joined_lcs_runs(copy_words, built):
        if not equal:
            start = olds[0] if olds else 0
            place = start if olds else _find_place(copy_words, built, news[0])
            yield Difference(
                school,
                policy,
                " ".join(copy_words[max(0, place - _BESIDE) : place]),
                " ".join(copy_words[index] for index in olds),
                " ".join(built[index] for index in news),
            )


def _find_place(copy_words: Sequence[str], built: Sequence[str], index: int) -> int:
    """About where in a copy words would stand that only the built document has."""
    return min(len(copy_words), round(index * len(copy_words) / max(1, len(built))))


def list_words(copy: SchoolCopy) -> list[str]:
    """The words of a copy in order, without what the compiler counts."""
    words: list[str] = []
    for unit in copy.units:
        if len(unit.blocks) == 1 and find_reason(unit.blocks[0]):
            # The line that stands in the place of a clause that was left out.
            continue
        for text in _list_texts(unit.blocks):
            shown = "".join(part for part, target in cut_at_links(text) if not target.startswith(_REFERENCES))
            words += split_words(shown)
    return words


def _list_marks(copy: SchoolCopy) -> frozenset[str]:
    """The numbers and letters with which a copy counts its clauses and the items of its lists."""
    marks = [unit.number for unit in copy.units]
    for unit in copy.units:
        marks += _list_item_marks(unit.blocks)
    return frozenset(word for mark in marks for word in split_words(mark))


def _list_item_marks(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Listing):
            for item in block.items:
                yield item.mark
                yield from _list_item_marks(item.blocks)


def _list_texts(blocks: Sequence[Block]) -> Iterator[str]:
    """The texts of blocks. The marks of a list that the compiler does not count as its source did are among
    its words.
    """
    for block in blocks:
        match block:
            case Text():
                yield block.text
            case Listing():
                is_counted = is_counted_alike(block)
                for item in block.items:
                    if not is_counted:
                        yield item.mark
                    yield from _list_texts(item.blocks)
            case Grid():
                for row in block.rows:
                    yield from row
