"""The tags of a PDF become the pieces of a source: headings, paragraphs, lists, tables and figures in their
order. What runs over a page's end is whole again, and running heads are taken out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from .boilerplate import make_shape
from .broken_words import count_whole_words, join_lines
from .labels import split_mark
from .line_paragraphs import ends_sentence
from .pdf_tags import Element, TaggedPage
from .source import Grid, Paragraph, Piece, SourceBuilder
from .tables import Cell, cover_rows, lay_out_table
from .tagged_notes import NOTES, NoteKeys, find_label_of_note, find_note_keys
from .words import split_words, write_note_mark

# A tree that counts more than this, over all pages, takes longer to walk than its text is worth.
_MOST_ELEMENTS = 400_000
# So much of a file's text may stand outside its tags: running heads and page numbers.
_OUTSIDE = 0.15
# Running heads: how many paragraphs from a page's edge, of how many letters, on which part of the pages.
_EDGE, _LONGEST, _ON_MANY = 4, 90, 0.4
_HEADINGS = {"Title": 1, "H": 1, **{f"H{level}": level for level in range(1, 7)}}
_PARAGRAPHS = frozenset({"P", "Caption", "Code", "BlockQuote", "Quote", "Formula"})
_CONTENTS = frozenset({"TOC", "TOCI", "Index"})


def build_from_tags(
    pages: Sequence[TaggedPage | None], words: Sequence[str], gathered: SourceBuilder
) -> bool:
    """Build the pieces of a file out of its tags; say whether that was done.

    It is not where the tags leave words out or give some twice, or where more than a running head stands
    outside of them.
    """
    tagged = [page for page in pages if page is not None]
    if len(tagged) < len(pages) or not tagged or not _is_worth_it(tagged):
        return False
    trial = SourceBuilder()
    lines = [line for page in tagged for text in page.texts.values() for line in text.splitlines()]
    reader = _TagReader(trial, count_whole_words(lines), find_note_keys(tagged))
    outside = 0
    pieces_of_pages: list[list[Piece]] = []
    for number, page in enumerate(tagged, 1):
        outside += len(split_words(page.outside))
        for line in page.outside.splitlines():
            trial.leave(line, "page header or footer", f"page {number}")
        pieces_of_pages.append(reader.read_page(page, number))
    _remove_running_heads(pieces_of_pages, trial)
    for pieces in pieces_of_pages:
        reader.go_on(pieces)
    trial.pieces += reader.notes
    if outside > max(20, len(words) * _OUTSIDE):
        return False
    accounted = Counter(word for text in trial.list_texts() for word in split_words(text))
    for joined in trial.joined:
        accounted.subtract(split_words(joined.word))
        accounted.update(word for part in joined.parts for word in split_words(part))
    missing, surplus = Counter(words) - accounted, accounted - Counter(words)
    if Counter("".join(missing.elements())) != Counter("".join(surplus.elements())):
        # The mark of a note may stand close to its word; any other difference is a word lost, or read twice.
        return False
    gathered.pieces += trial.pieces
    gathered.left_out += trial.left_out
    gathered.joined += trial.joined
    gathered.remarks += trial.remarks
    return True


def _remove_running_heads(pages: Sequence[list[Piece]], gathered: SourceBuilder) -> None:
    """Take out the paragraphs that come again at the edges of many pages: some programs tag them as text."""
    often: Counter[str] = Counter()
    for pieces in pages:
        edges = {_make_shape(piece) for piece in (*pieces[:_EDGE], *pieces[-_EDGE:])}
        often.update(edges - {""})
    needed = max(2, len(pages) * _ON_MANY)
    for number, pieces in enumerate(pages, 1):
        for end in (0, -1):
            for _ in range(_EDGE):
                piece = pieces[end] if pieces else None
                if not isinstance(piece, Paragraph) or often[_make_shape(piece)] < needed:
                    break
                gathered.leave(f"{piece.label} {piece.text}", "page header or footer", f"page {number}")
                del pieces[end]


def _make_shape(piece: Piece) -> str:
    """A short paragraph with its figures alike, "" for anything longer."""
    if not isinstance(piece, Paragraph) or len(piece.text) > _LONGEST:
        return ""
    return make_shape(piece.text)


def _is_worth_it(pages: Sequence[TaggedPage]) -> bool:
    """Say whether the tree tells more than the places of the words do, which know headings by their size, and
    can be walked in a time that fits its text.
    """
    kinds = Counter(element.kind for page in pages for root in page.roots for element in _walk_elements(root))
    structure = sum(kinds[kind] for kind in (*_HEADINGS, *NOTES, "LI", "TR"))
    return bool(structure) and kinds.total() < _MOST_ELEMENTS


def _walk_elements(element: Element) -> Iterator[Element]:
    waiting = [element]
    while waiting:
        element = waiting.pop()
        yield element
        waiting += [child for child in element.children if isinstance(child, Element)]


class _TagReader:
    """Walks the tree page by page, in reading order."""

    def __init__(self, gathered: SourceBuilder, known: Counter[str], note_keys: NoteKeys) -> None:
        self.gathered = gathered
        self.known = known
        self.note_keys = note_keys
        self.notes: list[Piece] = []
        self.texts: dict[int, str] = {}
        self.used: set[int] = set()

    def read_page(self, page: TaggedPage, number: int) -> list[Piece]:
        """Read a page, and return its pieces."""
        self.texts, self.used = page.texts, set()
        self.gathered.place = f"page {number}"
        before, self.gathered.pieces = self.gathered.pieces, []
        for root in page.roots:
            self.read_element(root, 0, quoted=False)
        for key, text in page.texts.items():
            if key not in self.used:
                # Its element is gone: the text is the page's, and stands where the page ends.
                self.add(text, Paragraph(""))
        pieces, self.gathered.pieces = self.gathered.pieces, before
        return pieces

    def go_on(self, pieces: Sequence[Piece]) -> None:
        """Add the pieces of the next page. A paragraph that runs over a page's end goes on with its first."""
        before = self.gathered.pieces[-1] if self.gathered.pieces else None
        first = pieces[0] if pieces else None
        if isinstance(before, Paragraph) and isinstance(first, Paragraph) and _runs_on(before, first):
            self.gathered.pieces[-1] = replace(before, text=self.join(before.text, first.text), rich="")
            pieces = pieces[1:]
        self.gathered.pieces += pieces

    def read_element(self, element: Element, level: int, *, quoted: bool) -> None:
        """Read an element that may hold others."""
        kind = element.kind
        if kind in _CONTENTS:
            self.gathered.leave(self.read_text(element), "list of contents")
        elif kind == "Table":
            self.read_table(element)
        elif kind == "L":
            self.read_items(element, level)
        elif kind == "Figure":
            self.read_figure(element)
        elif kind in NOTES:
            self.read_note(element)
        elif kind in _HEADINGS:
            self.add(self.read_text(element), Paragraph("", heading=_HEADINGS[kind]))
        elif kind in _PARAGRAPHS and not _has_blocks(element):
            self.add(self.read_text(element), Paragraph("", quoted=quoted or kind == "BlockQuote"))
        else:
            self.read_group(element, level, quoted=quoted or kind == "BlockQuote")

    def read_group(self, element: Element, level: int, *, quoted: bool) -> None:
        """Read what holds others; text that stands between them is a paragraph."""
        running: list[str] = []
        for child in element.children:
            if isinstance(child, Element) and (_is_block(child) or _has_blocks(child)):
                self.add(" ".join(running), Paragraph("", quoted=quoted))
                running.clear()
                self.read_element(child, level, quoted=quoted)
            else:
                running.append(self.read_text(child))
        self.add(" ".join(running), Paragraph("", quoted=quoted))

    def read_text(self, node: Element | int) -> str:
        """All the text of an element, each marked content once."""
        if isinstance(node, int):
            if node in self.used:
                return ""
            self.used.add(node)
            return self.texts.get(node, "")
        if node.kind in NOTES:
            self.read_note(node)
            return ""
        if key := self.note_keys.take_mark(node, self.texts):
            self.gathered.leave(self.read_children(node), "mark of a note, which leads to it")
            return write_note_mark(key)
        if node.kind == "Figure" and node.description:
            self.gathered.leave_unit("picture", node.description)
        return self.read_children(node)

    def read_children(self, element: Element) -> str:
        """All the text in an element, whatever it is itself."""
        return "".join(self.read_text(child) for child in element.children)

    def read_note(self, note: Element) -> None:
        """Keep a note for the end where a mark leads to it, without its number; else it is a paragraph."""
        key = self.note_keys.take_note(note, self.texts)
        before, self.gathered.pieces = self.gathered.pieces, []
        label = find_label_of_note(note, self.texts) if key else None
        if label is not None:
            number = self.read_children(label) if isinstance(label, Element) else self.read_text(label)
            self.gathered.leave(number, "mark of a note, which leads to it")
        if _has_blocks(note):
            self.read_group(note, 0, quoted=False)
        else:
            self.add(self.read_children(note), Paragraph(""))
        pieces, self.gathered.pieces = self.gathered.pieces, before
        if not key:
            self.gathered.pieces += pieces
            return
        for piece in pieces:
            self.notes.append(replace(piece, note=key, heading=0) if isinstance(piece, Paragraph) else piece)

    def add(self, text: str, like: Paragraph) -> None:
        """Add a paragraph."""
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        whole = lines[0] if lines else ""
        for line in lines[1:]:
            whole = self.join(whole, line)
        read = Paragraph.of(whole)
        if not read.text:
            return
        self.gathered.pieces.append(replace(like, text=read.text, rich=read.rich))

    def join(self, above: str, below: str) -> str:
        """Two lines as one; a word that was broken between them is whole again, and noted."""
        whole, joined = join_lines(above, below, self.known)
        if joined:
            self.gathered.joined.append(joined)
        return whole

    # -- lists, figures, tables ------------------------------------------------------------------------------

    def read_items(self, element: Element, level: int) -> None:
        for child in element.children:
            if isinstance(child, Element) and child.kind == "LI":
                self.read_item(child, level)
            elif isinstance(child, Element):
                self.read_element(child, level + (child.kind == "L"), quoted=False)
            else:
                self.add(self.read_text(child), Paragraph(""))

    def read_item(self, item: Element, level: int) -> None:
        """Read an item: its mark is its label, before its first text; lists in it are a level deeper."""
        labels = [child for child in item.children if isinstance(child, Element) and child.kind == "Lbl"]
        label = " ".join("".join(map(self.read_children, labels)).split())
        has_label = bool(label)
        waiting = label or "•"
        for text, inner in self.split_item(item):
            if inner is not None:
                if inner.kind == "L":
                    self.read_items(inner, level + 1)
                else:
                    self.read_element(inner, level, quoted=False)
                continue
            if not text.strip():
                continue
            mark = split_mark(text.strip())[0] if not has_label else None
            depth = level if waiting else 0
            is_lost = bool(waiting) and not has_label and not mark
            self.add(text, Paragraph("", label="" if mark else waiting, depth=depth, lost=is_lost))
            waiting = ""
        if waiting and has_label:
            self.add(label, Paragraph(""))

    def split_item(self, item: Element) -> Iterator[tuple[str, Element | None]]:
        """The texts of an item, and the lists and tables in it."""
        running = ""
        for child in item.children:
            if isinstance(child, Element) and child.kind == "Lbl" and item.kind == "LI":
                continue
            if isinstance(child, Element) and child.kind in ("L", "Table", "Figure"):
                yield running, None
                running = ""
                yield "", child
            elif isinstance(child, Element) and (child.kind in ("LBody", "LI") or _has_blocks(child)):
                yield running, None
                running = ""
                yield from self.split_item(child)
            else:
                is_block = isinstance(child, Element) and _is_block(child)
                if is_block:
                    yield running, None
                    running = ""
                running += self.read_text(child)
                if is_block:
                    yield running, None
                    running = ""
        yield running, None

    def read_figure(self, element: Element) -> None:
        if element.description:
            self.gathered.leave_unit("picture", element.description)
        self.add("".join(self.read_text(child) for child in element.children), Paragraph(""))

    def read_table(self, element: Element) -> None:
        rows: list[list[Cell]] = []
        rest: list[str] = []
        self.collect_rows(element, rows, rest)
        lay_out_table(cover_rows(rows), self.gathered)
        for text in rest:
            self.add(text, Paragraph(""))

    def collect_rows(self, element: Element, rows: list[list[Cell]], rest: list[str]) -> None:
        """Collect the rows of a table, whatever is around them, and the text beside them."""
        for child in element.children:
            if isinstance(child, Element) and child.kind == "TR":
                rows.append([self.read_cell(cell) for cell in child.children if isinstance(cell, Element)])
                rest += [self.read_text(number) for number in child.children if isinstance(number, int)]
            elif isinstance(child, Element) and child.kind in ("THead", "TBody", "TFoot", "NonStruct"):
                self.collect_rows(child, rows, rest)
            else:
                rest.append(self.read_text(child))

    def read_cell(self, cell: Element) -> Cell:
        """Read a cell: its texts, as paragraphs would be read."""
        pieces, self.gathered.pieces = self.gathered.pieces, []
        self.read_group(cell, 0, quoted=False)
        texts: list[str] = []
        has_table = False
        for piece in self.gathered.pieces:
            if isinstance(piece, Grid):
                has_table = True
                texts += [text for row in piece.rows for text in row if text]
            else:
                texts.append(f"{piece.label} {piece.rich or piece.text}".strip())
        self.gathered.pieces = pieces
        return Cell(tuple(texts), cell.columns, cell.rows, has_table)


def _runs_on(before: Paragraph, after: Paragraph) -> bool:
    """Say whether a paragraph of a page goes on with the first of the next. An item that runs over the page's
    end is tagged as another, without a bullet.
    """
    is_marked = bool(before.label or split_mark(before.text)[0]) and not before.lost
    is_rest_of_item = after.lost and is_marked and after.text[:1].islower()
    if before.heading or after.heading or split_mark(after.text)[0]:
        return False
    if after.label and not is_rest_of_item:
        return False
    return not ends_sentence(before.text)


def _is_block(element: Element) -> bool:
    """Say whether an element ends the line that it stands in."""
    blocks = ("L", "LI", "Table", "TR", "Figure", "Div", "Sect", "Art", "Part", "Document", "Form")
    return element.kind in _PARAGRAPHS | _CONTENTS or element.kind in _HEADINGS or element.kind in blocks


def _has_blocks(element: Element) -> bool:
    """Say whether an element holds others that end a line; what stands in a note does not."""
    for child in element.children:
        if (
            isinstance(child, Element)
            and child.kind not in NOTES
            and (_is_block(child) or _has_blocks(child))
        ):
            return True
    return False
