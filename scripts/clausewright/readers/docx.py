"""Word files: paragraphs with the numbers that Word prints, tables, notes, pictures; what Word does not show,
and what no text can hold, is left out and named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ..model.text import shorten
from ..word.elements import (
    find_deletion,
    join_split_paragraphs,
    local_name,
    value_of,
    walk_blocks,
    walk_children,
)
from ..word.graphics import Graphic
from ..word.package import Element, Package, main_part, w
from ..word.paragraph_text import ParagraphText, TextRun, WordDocument
from ..word.reader import list_page_edge_parts
from ..word.runs import DELETED, walk_texts
from .line_paragraphs import split_ended_lines
from .source import SYMBOL, Paragraph, Source, SourceBuilder, refuse, refuse_if_endless
from .tables import FRAME, Cell, lay_out_table
from .words import clean, join_marks, mark_emphasis, plain, split_all_words, split_words, write_note_mark

_NOTES = ("footnotes", "endnotes")
_PAGE_EDGE, _COMMENT = "page header or footer", "comment in the margin"
_LIST_STYLE = re.compile(r"list (?:bullet|number) ?([2-5])", re.IGNORECASE)
_CONTENTS = re.compile(r"(toc|contents)( ?\d| ?heading)?", re.IGNORECASE)
_PAGE_AT_END = re.compile(r".*\s\d{1,4}", re.DOTALL)
_DELETED_BOX = "text box, deleted or hidden"
_ALT_CHUNK = "file inside the file"
_DEEPEST, _LONGEST = 50, 400


def read_docx(name: str, package: Package) -> Source:
    """Read a Word file. Insertions that are tracked count, deletions do not.

    Raises ClausewrightError where it has no text, UnreadablePackageError where it is damaged.
    """
    main = main_part(package)
    document = WordDocument(package.tree, main)
    if not document.bodies:
        raise refuse(name, "is no Word document: it has no text", "Open it in Word and save it as .docx.")
    refuse_if_endless(name, sum(1 for body in document.bodies for _ in body.iter(w("p"))))
    reader = _Reader(document, package)
    for body in document.bodies:
        reader.read_blocks(body, 0)
    reader.read_notes()
    reader.leave_aside()
    gathered = reader.gathered
    words = [*_collect_words(document, package, main), *split_all_words(reader.labels)]
    if any(part.endswith("vbaProject.bin") for part in package.names()):
        gathered.remarks.append("The file has macros. They were neither run nor taken over.")
    return gathered.build_source(name, "Word", words)


@dataclass(frozen=True, slots=True)
class _Read:
    """A paragraph as it was read: its text with marks, whether all of it is bold or underlined, its number or
    bullet and its level, and whether it leads to a page.
    """

    text: str
    is_strong: bool
    label: str
    level: int
    leads_to_page: bool
    boxes: list[Element]


class _Reader:
    """Walks the document once. `labels` are the numbers that Word would print."""

    def __init__(self, document: WordDocument, package: Package) -> None:
        self.document = document
        self.package = package
        self.gathered = SourceBuilder()
        self.labels: list[str] = []
        self.deleted_notes: set[str] = set()

    # -- blocks ----------------------------------------------------------------------------------------------

    def read_blocks(self, holder: Element, depth: int) -> None:
        if depth >= _DEEPEST:
            self.leave_too_deep(holder)
            return
        for node in walk_blocks(holder):
            match local_name(node):
                case "p":
                    self.read_paragraph(node, depth)
                case "tbl":
                    self.read_table(node, depth)
                case "sdt":
                    for text in walk_texts(node, self.document.styles):
                        self.gathered.leave(clean(text), "list of contents")
                case "altChunk":
                    self.leave_file()

    def leave_file(self) -> None:
        """Name a file in the file, whose words Word shows and only Word can read."""
        self.gathered.leave_unit(_ALT_CHUNK, "Open it in Word and save it there, so that it is text.")

    def leave_too_deep(self, holder: Element) -> None:
        for text in walk_texts(holder, self.document.styles):
            self.gathered.leave(clean(text), "nested deeper than any policy is")

    def read_paragraph(self, node: Element, depth: int) -> None:
        read = self.read(node)
        properties = node.find(w("pPr"))
        style = value_of(properties, "pStyle")
        heading = self.find_heading_level(style, properties)
        if read.text:
            self.gathered.arrive(read.text)
            self.labels.append(read.label)
            style_name = self.document.styles.get(style, {}).get("name", style)
            ends_in_page = read.leads_to_page and _PAGE_AT_END.fullmatch(plain(read.text))
            if _CONTENTS.fullmatch(style) or _CONTENTS.fullmatch(style_name) or ends_in_page:
                self.gathered.leave(f"{read.label} {read.text}", "list of contents")
            else:
                if style_name.lower() == "title" and not self.gathered.title:
                    self.gathered.title = " ".join(plain(read.text).split())
                is_quoted = bool(re.search("quote", style, re.IGNORECASE))
                like = Paragraph("", heading, read.label, read.level, is_quoted, strong=read.is_strong)
                self.add_lines(read.text, like)
        for box in read.boxes:
            self.read_blocks(box, depth + 1)

    def add_lines(self, text: str, like: Paragraph) -> None:
        """Add a paragraph, each of its lines as one of its own; the lines of a heading are one."""
        lines = [text] if like.heading else split_ended_lines(text)
        for index, line in enumerate(lines):
            paragraph = Paragraph.of(line)
            label = "" if index else like.label
            self.gathered.pieces.append(replace(like, text=paragraph.text, rich=paragraph.rich, label=label))

    def read(self, node: Element) -> _Read:
        """Read the next paragraph, and count its number."""
        content = self.document.read_paragraph(node)
        self.gathered.arrive("".join(run.text for run in content.runs))
        for box in content.deleted_boxes:
            for box_text in walk_texts(box, self.document.styles):
                self.gathered.leave(clean(box_text), _DELETED_BOX)
        text, is_strong = self.read_text(content)
        properties = node.find(w("pPr"))
        style = value_of(properties, "pStyle")
        label, level = self.document.counters.label(properties, self.document.styles, style)
        if label and not level:
            level = self.find_level_of_style(style)
        if label and len(label) == 1 and not label.isalnum() and label != "•":
            # A list whose bullets are ticks or crosses says something with each.
            text, label = f"{label} {text}" if text else "", "•"
        return _Read(text, is_strong, label, level, content.leads_to_page, content.boxes)

    def read_text(self, content: ParagraphText) -> tuple[str, bool]:
        """A paragraph's text with line breaks, marks of emphasis and links, and whether all of it is bold or
        underlined. What Word does not show is noted as left out.
        """
        pieces: list[str] = []
        strong: list[bool] = []
        for run in _join_left_out(content.runs):
            text = clean(run.text).replace("\u2011", "-")
            if run.left_out:
                self.leave_run(run, text)
            elif run.note:
                pieces.append(write_note_mark(run.note))
            elif run.graphic:
                pieces.append(self.read_graphic(run.graphic))
            elif run.is_formula:
                pieces.append(text)
                self.gathered.remark("Equations are written on one line; look at them.")
            elif text:
                pieces.append(self.mark_run(run, text))
                if text.strip():
                    strong.append(run.bold or run.is_underlined)
        return join_marks("".join(pieces)).strip(), bool(strong) and all(strong)

    def mark_run(self, run: TextRun, text: str) -> str:
        """The text of a run with the marks of its emphasis and of its link."""
        if run.symbol:
            self.gathered.leave_unit(SYMBOL, f"a sign of the font {run.symbol}", "symbol that nobody knows")
        marked = ""
        for line in re.split(r"(\n)", text):
            emphasis = mark_emphasis(line, bold=run.bold, italic=run.italic)
            marked += self.gathered.mark_link(emphasis, _find_target(run)) if line.strip() else emphasis
        return marked

    def leave_run(self, run: TextRun, text: str) -> None:
        """Name what Word does not show as in force."""
        if run.note:
            self.deleted_notes.add(run.note)
        elif run.graphic:
            self.gathered.leave_unit(
                run.graphic.kind, _name_graphic(run.graphic), f"{run.graphic.kind}, {run.left_out}"
            )
        else:
            self.gathered.leave(text, run.left_out)

    def read_graphic(self, graphic: Graphic) -> str:
        """Note a picture, and return what stands in its place; name anything else that is drawn."""
        target = self.document.targets.get(graphic.relation, "")
        part = target.lstrip("/") if target.startswith("/") else f"word/{target}"
        if graphic.kind == "picture":
            data = self.package.data(part) if part in self.package else b""
            return self.gathered.add_picture(
                target.rpartition("/")[2] or graphic.name, graphic.description, data
            )
        tree = self.package.tree(part) if part in self.package and part.endswith(".xml") else None
        texts = []
        for node in tree.iter() if tree is not None else ():
            if local_name(node) in ("t", "v"):
                texts += (node.text or "").split()
        named = ": ".join(filter(None, (_name_graphic(graphic), shorten(" ".join(texts), _LONGEST))))
        self.gathered.leave_unit(graphic.kind, named)
        return ""

    def find_level_of_style(self, style: str) -> int:
        """How deep an item stands by its style: of Word's own, "List Bullet 2" is one below "List Bullet"."""
        match = _LIST_STYLE.fullmatch(self.document.styles.get(style, {}).get("name", style))
        return int(match[1]) - 1 if match else 0

    def find_heading_level(self, style: str, properties: Element | None) -> int:
        """The level of a heading, 0 where a paragraph is none."""
        facts = self.document.styles.get(style, {})
        level = value_of(properties, "outlineLvl") or facts.get("outline", "")
        if level.isdecimal() and int(level) < 9:
            return int(level) + 1
        name = facts.get("name", style)
        numbered = re.fullmatch(r"heading ?(\d)", name, re.IGNORECASE)
        if numbered:
            return int(numbered[1])
        return 1 if name.lower() == "title" else 0

    # -- tables ----------------------------------------------------------------------------------------------

    def read_table(self, node: Element, depth: int) -> None:
        rows = [list(self.list_cells(row)) for row in self.list_rows(node)]
        if len(rows) <= 1 or max(map(len, rows)) <= 1:
            self.gathered.remark(FRAME)
            for row in rows:
                for cell in row:
                    self.read_blocks(cell, depth + 1)
            return
        lay_out_table([[self.read_cell(cell, depth) for cell in row] for row in rows], self.gathered)

    def list_rows(self, table: Element) -> Iterator[Element]:
        """The rows of a table, without those that a tracked change deleted."""
        return self.list_in_force(walk_children(table, "tr"))

    def list_cells(self, row: Element) -> Iterator[Element]:
        """The cells of a row, without those of a column that a tracked change deleted."""
        return self.list_in_force(walk_children(row, "tc"))

    def list_in_force(self, parts: Iterable[Element]) -> Iterator[Element]:
        """The rows or cells that no tracked change deleted; the words of the others are left out."""
        for part in parts:
            if find_deletion(part) is None:
                yield part
                continue
            name = f"a deleted {'row' if local_name(part) == 'tr' else 'column'} of a table"
            for text in walk_texts(part, self.document.styles):
                self.gathered.leave(clean(text), DELETED, name)

    def read_cell(self, cell: Element, depth: int) -> Cell:
        """A cell's texts, each with its number or bullet, and over how many columns and rows it stands."""
        properties = cell.find(w("tcPr"))
        span = value_of(properties, "gridSpan")
        merged = properties.find(w("vMerge")) if properties is not None else None
        return Cell(
            tuple(self.list_texts(cell, depth)),
            columns=min(int(span), 20) if span.isdecimal() and span != "0" else 1,
            rows=2 if merged is not None and merged.get(w("val")) == "restart" else 1,
            has_table=any(True for _ in cell.iter(w("tbl"))),
        )

    def list_texts(self, holder: Element, depth: int) -> Iterator[str]:
        """The texts of what stands in a cell, with their numbers and bullets."""
        if depth >= _DEEPEST:
            self.leave_too_deep(holder)
            return
        for node in walk_blocks(holder):
            match local_name(node):
                case "p":
                    read = self.read(node)
                    if read.text:
                        self.labels.append(read.label)
                        yield " ".join(f"{read.label} {read.text}".split())
                    for box in read.boxes:
                        yield from self.list_texts(box, depth + 1)
                case "altChunk":
                    self.leave_file()
                case _:
                    for inner in self.list_holders(node):
                        yield from self.list_texts(inner, depth + 1)

    def list_holders(self, node: Element) -> Iterator[Element]:
        """What holds the texts of a table or a content control."""
        if local_name(node) == "tbl":
            for row in self.list_rows(node):
                yield from self.list_cells(row)
        else:
            yield from walk_children(node, "sdtContent")

    # -- what stands apart -----------------------------------------------------------------------------------

    def read_notes(self) -> None:
        """Footnotes and endnotes, as paragraphs at the end that say which note they are of."""
        for kind in _NOTES:
            part = self.document.find_part_of_kind(kind)
            tree = self.document.tree(part)
            if tree is None:
                continue
            join_split_paragraphs(tree)
            self.document.enter(part)
            for note in tree:
                self.note(note, f"{kind} {note.get(w('id'), '')}")

    def note(self, note: Element, key: str) -> None:
        if key in self.deleted_notes:
            for text in walk_texts(note, self.document.styles):
                self.gathered.leave(clean(text), DELETED)
            return
        before = self.gathered.pieces
        self.gathered.pieces = []
        self.read_blocks(note, 1)
        for piece in self.gathered.pieces:
            before.append(replace(piece, note=key, heading=0) if isinstance(piece, Paragraph) else piece)
        self.gathered.pieces = before

    def leave_aside(self) -> None:
        """Headers, footers and comments: their words and pictures are named and left out."""
        for part, why in _list_parts_aside(self.document, self.package).items():
            tree = self.package.tree(part)
            if tree is None:
                continue
            join_split_paragraphs(tree)
            self.gathered.place = part
            for text in walk_texts(tree, self.document.styles):
                self.gathered.leave(clean(text), why, part)
            self.document.enter(part)
            for paragraph in tree.iter(w("p")):
                for run in self.document.read_paragraph(paragraph).runs:
                    if run.graphic and not run.left_out:
                        named = _name_graphic(run.graphic)
                        self.gathered.leave_unit(run.graphic.kind, named, why, part)


def _list_parts_aside(document: WordDocument, package: Package) -> dict[str, str]:
    """The parts that stand beside the text, and what each is."""
    parts = dict.fromkeys(list_page_edge_parts(package, document.main), _PAGE_EDGE)
    return {**parts, document.find_part_of_kind("comments"): _COMMENT}


def _join_left_out(runs: Sequence[TextRun]) -> Iterator[TextRun]:
    """Runs, those that are left out for one reason and follow each other as one: Word cuts words anywhere."""
    waiting: TextRun | None = None
    for run in runs:
        if run.note or run.graphic:
            yield run
        elif not run.text:
            continue
        elif waiting is not None and run.left_out == waiting.left_out:
            waiting = replace(waiting, text=waiting.text + run.text)
        else:
            if waiting is not None:
                yield waiting
            waiting = run if run.left_out else None
            if not run.left_out:
                yield run
    if waiting is not None:
        yield waiting


def _find_target(run: TextRun) -> str:
    """Where a run leads; a place that Word itself gave a name has none that a person knows."""
    if run.link:
        return f"{run.link}#{run.anchor}" if run.anchor and not run.anchor.startswith("_") else run.link
    return f"#{run.anchor}" if run.anchor and not run.anchor.startswith("_") else ""


def _name_graphic(graphic: Graphic) -> str:
    """A drawing by its name and its description."""
    return ": ".join(text for text in (graphic.name, graphic.description) if text) or "without a description"


def _collect_words(document: WordDocument, package: Package, main: str) -> list[str]:
    """Every word of every part that holds text, by its text nodes alone."""
    words: list[str] = []
    notes = [document.find_part_of_kind(kind) for kind in _NOTES]
    for part in dict.fromkeys((main, *notes, *_list_parts_aside(document, package))):
        tree = package.tree(part)
        if tree is None:
            continue
        join_split_paragraphs(tree)
        for text in walk_texts(tree, document.styles):
            words += split_words(clean(text))
    return words
