"""The one reader of Word files: of a policy of somebody else's, and of a file that was sent and came back.

What it reads of a paragraph is what Word shows with all tracked changes accepted: insertions count; what is
deleted, struck through or hidden does not, and is named. Symbols become Unicode's, equations a line of text;
pictures, charts and objects are named. Macros are not looked at.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from .elements import (
    DEEPEST,
    find_deletion,
    is_repeated,
    list_parents,
    local_name,
    value_of,
    walk_blocks,
    walk_children,
)
from .numbering import read_level_number
from .package import (
    Element,
    Package,
    UnreadablePackageError,
    UnreadableWordFileError,
    find_parts_of_kind,
    main_part,
    w,
)
from .paragraph_text import ParagraphText, WordDocument
from .paragraphs import LOGO_NAME, NOTE, PICTURE, Paragraph, Piece, joined
from .provenance import PART, Identity, SentSnapshot, read_identity, read_sent
from .runs import HIDDEN, STRUCK, walk_texts
from .unbroken import restore_spaces

_HEADING = "Heading"
_APART = re.compile(r"word/(header|footer)\d*\.xml")
# Parts whose words Word shows, but which are neither paragraphs nor beside them: diagrams, charts, and files
# in the file.
_FOREIGN_TEXT = re.compile(r"word/(diagrams/data|charts/)[^/]*\.xml|word/(afchunk|embeddings/).+")
_PARSER_LIMIT = "The file is larger than any policy is, or is not what a word processor writes."
_DAMAGED = "It is damaged, locked with a password, or no Word file (.docx)."
_OTHERS = {
    "application/vnd.oasis.opendocument": (
        "It is an OpenDocument file (.odt). Open it and save it as Word (.docx)."
    ),
    "application/epub": "It is an e-book, no Word file (.docx).",
}
_OLD_WORD = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment, a tracked change, or words that Word hides or strikes through: who, when, in which clause,
    and the words. `kind` is "comment", "inserted", "deleted", "hidden" or "struck".
    """

    kind: str
    author: str
    when: str
    place: str
    text: str


@dataclass(frozen=True, slots=True)
class WordFile:
    """What a Word file says, with all tracked changes accepted and without what Word hides.

    `identity` is None where it is none of ours; `sent` is what it was sent with, None where it has lost that.
    `page_edges` are the texts of its page headers and footers, without the numbers of pages; `unread` the
    parts that show text and are not read; `contents` the lines of its lists of contents.
    """

    identity: Identity | None
    paragraphs: tuple[Paragraph, ...]
    remarks: tuple[Remark, ...]
    sent: SentSnapshot | None = None
    page_edges: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    contents: tuple[str, ...] = ()


def read_word_file(data: bytes, places: Iterable[str] = ()) -> WordFile:
    """Read a Word file. `places` are the ids of clauses and sections that its bookmarks may name, beside
    those it was sent with.

    Raises UnreadableWordFileError where it is not one, is damaged, or is larger than any policy.
    """
    if data.startswith(_OLD_WORD):
        raise UnreadableWordFileError(
            "It is locked with a password, or in the old format .doc. Open it and save it as Word (.docx)."
        )
    if data.startswith(b"%PDF"):
        raise UnreadableWordFileError("It is a PDF, no Word file (.docx). 'clausewright import' reads PDFs.")
    try:
        return _read_package(Package.opened(data), places)
    except UnreadablePackageError as error:
        raise UnreadableWordFileError(_PARSER_LIMIT if error.is_hostile else _DAMAGED) from error


def _read_package(package: Package, places: Iterable[str]) -> WordFile:
    _refuse_others(package)
    main = main_part(package)
    if not main:
        raise UnreadableWordFileError("It holds no Word document.")
    custom = package.tree(PART)
    sent = read_sent(package.tree(name) for name in package.names() if name.startswith("customXml/"))
    known_places = {*places, *(paragraph.place for paragraph in sent.paragraphs)} if sent else {*places}
    walk = _Walk(WordDocument(package.tree, main), {bookmark_name(id): id for id in known_places})
    walk.read()
    page_edges = walk.read_page_edges(list_page_edge_parts(package, main))
    return WordFile(
        identity=read_identity(custom) if custom is not None else None,
        paragraphs=tuple(walk.paragraphs),
        remarks=tuple(walk.remarks),
        sent=sent,
        page_edges=page_edges,
        unread=tuple(name for name in package.names() if _FOREIGN_TEXT.fullmatch(name)),
        contents=tuple(walk.contents),
    )


def _refuse_others(package: Package) -> None:
    """Other programs' files are zip files too, and say so in a part of their own."""
    if "mimetype" in package:
        kind = package.data("mimetype")[:200].decode(errors="replace")
        for program, sentence in _OTHERS.items():
            if kind.startswith(program):
                raise UnreadableWordFileError(sentence)


def list_page_edge_parts(package: Package, main: str) -> list[str]:
    """The parts with page headers and footers: those that have the names that Word gives them, and those to
    which the text leads.
    """
    named = [name for name in package.names() if _APART.fullmatch(name)]
    related = [name for kind in ("header", "footer") for name in find_parts_of_kind(package.tree, main, kind)]
    return list(dict.fromkeys((*named, *related)))


def list_paragraphs(parts: Mapping[str, Element], places: Iterable[str]) -> tuple[Paragraph, ...]:
    """The paragraphs of a file that is about to be sent.
    A bookmark of none of the `places` is a place by its own name.
    """
    document = WordDocument(parts.get, "word/document.xml")
    walk = _Walk(document, {bookmark_name(id): id for id in places}, by_name=True)
    walk.read()
    return tuple(walk.paragraphs)


def bookmark_name(id: str) -> str:
    """The name of the bookmark that pandoc gives to an id: Word takes at most 40 letters."""
    if len(id) <= 40 and id[:1].isalpha():
        return id
    return "X" + hashlib.sha1(id.encode(), usedforsecurity=False).hexdigest()[1:]


@dataclass(slots=True)
class _Walk:
    """A walk through a document, which notes what it passes. `names` are the places by their bookmarks."""

    document: WordDocument
    names: Mapping[str, str]
    by_name: bool = False
    comments: dict[str, Element] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    paragraphs: list[Paragraph] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    contents: list[str] = field(default_factory=list)
    place: str = ""
    tables: int = 0

    def read(self) -> None:
        """Read it all, from the first body to the last."""
        comments = self.document.tree(self.document.find_part_of_kind("comments"))
        for comment in comments if comments is not None else ():
            self.comments[comment.get(w("id"), "")] = comment
        for kind in ("footnote", "endnote"):
            part = self.document.tree(self.document.find_part_of_kind(f"{kind}s"))
            for note in part if part is not None else ():
                self.notes[f"{kind}s {note.get(w('id'), '')}"] = self.read_note(note)
        for body in self.document.bodies:
            self.read_blocks(body, 0, None)

    def read_note(self, note: Element) -> str:
        """What a note says, on one line."""
        lines = []
        for paragraph in note.iter(w("p")):
            text = self.document.read_paragraph(paragraph)
            self.note_hidden(text)
            lines.append("".join(run.text for run in text.runs if not run.left_out))
        return " ".join(" ".join(lines).split())

    def read_page_edges(self, parts: Iterable[str]) -> tuple[str, ...]:
        """The texts of the page headers and footers, each once; text boxes in them too."""
        self.place = ""
        lines: list[str] = []
        for part in map(self.document.tree, parts):
            for paragraph in part.iter(w("p")) if part is not None else ():
                if is_repeated(paragraph):
                    continue
                text = self.document.read_paragraph(paragraph)
                self.note_hidden(text)
                shown = [run.text for run in text.runs if not run.left_out and not run.is_page_number]
                line = " ".join("".join(shown).split())
                if line and line not in lines:
                    lines.append(line)
        return tuple(lines)

    def read_blocks(self, holder: Element, depth: int, cell: tuple[int, int, int] | None) -> None:
        for block in walk_blocks(holder) if depth < DEEPEST else ():
            name = local_name(block)
            if name == "p":
                self.read_paragraph(block, depth, cell)
            elif name == "bookmarkStart":
                self.arrive(block, block.get(w("name"), "") if self.by_name else self.place)
            elif name == "tbl":
                self.read_table(block, depth)
            elif name == "sdt":
                self.note_contents(block)

    def read_table(self, table: Element, depth: int) -> None:
        self.tables += 1
        number = self.tables
        rows = self.list_in_force(walk_children(table, "tr"))
        for row_index, row in enumerate(rows):
            cells = self.list_in_force(walk_children(row, "tc"))
            for cell_index, cell in enumerate(cells):
                self.read_blocks(cell, depth + 1, (number, row_index, cell_index))

    def list_in_force(self, parts: Iterable[Element]) -> Iterator[Element]:
        """The rows or cells that no tracked change deleted; the words of the others are kept as remarks."""
        for part in parts:
            deletion = find_deletion(part)
            if deletion is None:
                yield part
            elif words := " ".join(" ".join(walk_texts(part, self.document.styles)).split()):
                self.remarks.append(self.make_remark("deleted", deletion, words))

    def note_contents(self, control: Element) -> None:
        """Keep the lines of a list of contents apart: it only repeats headings, and Word makes it anew."""
        for paragraph in control.iter(w("p")):
            text = self.document.read_paragraph(paragraph)
            self.note_hidden(text)
            line = " ".join("".join(run.text for run in text.runs if not run.left_out).split())
            if line:
                self.contents.append(line)

    def arrive(self, bookmark: Element, otherwise: str) -> None:
        """Note that a bookmark is passed: it may begin another place."""
        self.place = self.names.get(bookmark.get(w("name"), ""), otherwise)

    def read_paragraph(self, paragraph: Element, depth: int, cell: tuple[int, int, int] | None) -> None:
        for bookmark in paragraph.iter(w("bookmarkStart")):
            self.arrive(bookmark, self.place)
        properties = paragraph.find(w("pPr"))
        numbering = properties.find(w("numPr")) if properties is not None else None
        number, level = value_of(numbering, "numId"), read_level_number(value_of(numbering, "ilvl"))
        style = value_of(properties, "pStyle")
        counters = self.document.counters
        label, _ = counters.label(properties, self.document.styles, style)
        is_heading = counters.counts_headings(number) or style.startswith(_HEADING)
        is_list = numbering is not None and number != "0" and not is_heading
        text = self.document.read_paragraph(paragraph)
        pieces = tuple(joined(self.list_pieces(text)))
        self.note_remarks(paragraph, text)
        is_gone = properties is not None and properties.find(f"{w('rPr')}/{w('del')}") is not None
        if pieces or (not is_gone and cell is not None):
            self.paragraphs.append(
                Paragraph(
                    place=self.place,
                    style=style,
                    pieces=pieces,
                    level=level if is_list else None,
                    is_numbered=is_list and counters.is_counted(number, level),
                    in_table=cell is not None,
                    number=label if is_heading else "",
                    cell=cell,
                )
            )
        for box in text.boxes:
            self.read_blocks(box, depth + 1, cell)

    def list_pieces(self, text: ParagraphText) -> Iterator[Piece]:
        """What a paragraph says, as it is held against what was sent; notes stand where their marks stand."""
        for run in text.runs:
            if run.note and not run.left_out:
                yield Piece(f" [{self.notes.get(run.note, '')}]", link=NOTE)
            elif run.graphic and run.graphic.name == LOGO_NAME:
                # It was put in after what the file was sent with had been noted.
                continue
            elif run.graphic and not run.left_out:
                named = run.graphic.description or "without a description"
                yield Piece(f" [{run.graphic.kind}: {named}]", link=PICTURE)
            elif not run.left_out:
                words = restore_spaces(run.text.replace("\t", " ").replace("\n", " "))
                link = f"#{self.names.get(run.anchor, run.anchor)}" if run.anchor else run.link
                yield Piece(words, run.key, run.strong, run.emphasis, link)

    def note_remarks(self, paragraph: Element, text: ParagraphText) -> None:
        """Keep the comments that begin in a paragraph, its tracked changes, and what it hides."""
        for start in paragraph.iter(w("commentRangeStart"), w("commentReference")):
            comment = self.comments.get(start.get(w("id"), ""))
            if comment is not None:
                remark = self.make_remark("comment", comment, _read_text(comment, "t"))
                if remark not in self.remarks:
                    self.remarks.append(remark)
        for kind, tag, words_tag in (("inserted", "ins", "t"), ("deleted", "del", "delText")):
            for change in paragraph.iter(w(tag)):
                in_box = any(local_name(parent) == "p" for parent in list_parents(change, paragraph))
                if not in_box and (words := _read_text(change, words_tag)):
                    self.remarks.append(self.make_remark(kind, change, words))
        self.note_hidden(text)

    def note_hidden(self, text: ParagraphText) -> None:
        """Keep what a paragraph hides or strikes through, its deleted text boxes, and the notes of which it
        deletes the marks.
        """
        for run in text.runs:
            if run.left_out and self.notes.get(run.note):
                self.remarks.append(Remark("deleted", "", "", self.place, self.notes[run.note]))
        for box in text.deleted_boxes:
            words = " ".join(" ".join(walk_texts(box, self.document.styles)).split())
            if words:
                self.remarks.append(Remark("deleted", "", "", self.place, words))
        for kind, why in (("hidden", HIDDEN), ("struck", STRUCK)):
            words = " ".join("".join(run.text for run in text.runs if run.left_out == why).split())
            if words:
                self.remarks.append(Remark(kind, "", "", self.place, words))

    def make_remark(self, kind: str, element: Element, text: str) -> Remark:
        return Remark(kind, element.get(w("author"), ""), element.get(w("date"), ""), self.place, text)


def _read_text(element: Element, tag: str) -> str:
    """The words of a comment or of a tracked change, paragraph by paragraph."""
    holders = [element]
    if tag == "t":
        holders = list(element.iter(w("p"))) or [element]
    return " ".join("".join(text.text or "" for text in holder.iter(w(tag))) for holder in holders).strip()
