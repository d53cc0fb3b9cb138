"""Two Word files compared: the Word file of the changes is the new file itself, with what changed tracked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..build.change_files import AUTHOR
from ..model.ast import text_of, walk_elements
from ..model.change import Change
from ..model.document import Item, PlacedClause, Section
from ..model.text import capitalise
from ..reports import list_comments
from ..reports.effect_words import count_changes
from ..word.places import MarginNote
from ..word.tracked import ChangeAuthor
from ..word.two_files import write_file_redline
from .comparison import Comparison

_APART = (
    "The changes could not be tracked in the new file itself so that both texts come out whole, so this is a"
    " document of its own with the text of both."
)
_TEXTS = frozenset({"Para", "Plain"})


@dataclass(frozen=True, slots=True)
class WordComparison(Comparison):
    """The changes between two Word files, whose bytes are `old_file` and `new_file`."""

    old_file: bytes
    new_file: bytes

    def render(self, format: str) -> bytes:
        """Write the changes as `text`, `md`, `json`, `html`, `docx` or `pdf`.

        As `docx` they are the new file with tracked changes and comments; where a file is such that its texts
        would not come out of that whole, they are a document of their own, as for files of other formats.
        """
        if format != "docx":
            return super(WordComparison, self).render(format)
        redline = self._write_redline()
        if redline is not None:
            return redline
        cover = self.report.cover
        report = replace(self.report, cover=replace(cover, remarks=(*cover.remarks, _APART)))
        return super(WordComparison, replace(self, report=report)).render(format)

    def _write_redline(self) -> bytes | None:
        changes, remarks = self.report.changes, self.report.cover.remarks
        opening = (self.report.title, count_changes(changes), *map(capitalise, remarks))
        comments = list_comments(changes)
        notes: list[MarginNote] = []
        for number, entry in enumerate(changes.entries, 1):
            new_texts = tuple(text for line in entry.items for text in _list_texts(line.new))
            if not entry.items:
                # Other numbers stand beside the words that they count.
                new_texts = tuple(text_of(list(place.title)).rstrip("…") for place in entry.places)
            old_texts = tuple(text for line in entry.items for text in _list_texts(line.old))
            notes.append(MarginNote(comments[number], *_choose_texts(entry, new_texts, old_texts)))
        author = ChangeAuthor(AUTHOR, self.report.file_time)
        return write_file_redline(self.old_file, self.new_file, author, opening, notes)


def _choose_texts(
    entry: Change, new_texts: tuple[str, ...], old_texts: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The texts by which the place of a change is found: those that one side alone has, or else all."""
    new_alone = tuple(text for text in new_texts if text not in old_texts)
    old_alone = tuple(text for text in old_texts if text not in new_texts)
    if not new_alone and not old_alone:
        return new_texts, old_texts
    if entry.old_titles and not entry.new_titles:
        return (), old_alone
    return new_alone, old_alone


def _list_texts(item: Item | None) -> Iterator[str]:
    """The texts of the paragraphs and cells of an item, or its title."""
    if isinstance(item, Section):
        yield f"{item.number} {text_of(list(item.title))}"
        yield text_of(list(item.title))
    elif isinstance(item, PlacedClause):
        for block in item.blocks:
            yield from (text_of(part["c"]) for part in walk_elements(block) if part["t"] in _TEXTS)
