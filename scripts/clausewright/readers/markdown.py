"""Markdown of any flavour: headings, lists, quotations, tables, notes, pictures, and the HTML in it.

What is a heading or a link is said by CommonMark (0.31) with the tables and the strikethrough of GitHub's;
notes, attributes and tables drawn with lines are pandoc's and others' additions.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ..word.symbols import EMPTY, TICKED, raise_figures
from .labels import Kind, split_mark
from .line_paragraphs import ends_sentence, looks_like_heading
from .source import Grid, Paragraph, Source, SourceBuilder
from .tables import Cell, lay_out_table
from .words import (
    BOLD,
    BOLD_END,
    clean,
    drop_emphasis,
    join_marks,
    mark_emphasis,
    plain,
    split_words,
    write_note_mark,
)

_DEEPEST = 100
# Looking for links takes a time that grows with the square of the brackets in a paragraph.
_MOST_BRACKETS = 3000
_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TITLE = re.compile(r"^title:[ \t]*(['\"]?)(?P<title>.+?)\1[ \t]*$", re.MULTILINE)
_NOTE = re.compile(r" {0,3}\[\^([^\]\s]+)\]:[ \t]*(.*)")
_NOTE_MARK = re.compile(r"\[\^([^\]\s]+)\]|\^\[((?:[^\[\]]|\[[^\[\]]*\])*)\]")
# The end of a line that the writer meant; pandoc writes it as a backslash, also where a list comes next.
_BREAK, _LAST_BREAK = "\v", re.compile(r"\\\s*$")
# A fence may stand in a quotation, and in a list beside the mark of its item.
_FENCE = re.compile(r"[ >]*(?:(?:[-*+]|\d{1,9}[.)]) +)*(`{3,}|~{3,})")
_DEFINITION = re.compile(r" {0,3}\[[^\]]+\]:[ \t]*\S+.*")
_ATTRIBUTES = re.compile(r"\s*\{[#.:][^{}]*\}\s*$")
_TASK = re.compile(r"\[([ xX])\]\s+(?=\S)")
_ROW = re.compile(r"\s*\|.*\|\s*")
_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")
_DRAWN_RULE = re.compile(r"\s*\+(?:[-=:]+\+)+\s*")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)([^<>]*)>")
_DATA = re.compile(r"data:image/[\w.+-]+;base64,(.+)", re.DOTALL)
_STRUCK_TAGS = frozenset({"s", "del", "strike"})
_SWITCHING_TAGS = {"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "sup": "raised"}
_SHOWN_TAGS = frozenset({"br", "img", "input", "a"})
# Tags that set words in a line and say nothing else.
_PLAIN_TAGS = frozenset(
    {
        "span",
        "u",
        "ins",
        "sub",
        "small",
        "big",
        "font",
        "mark",
        "code",
        "kbd",
        "abbr",
        "cite",
        "center",
        "tt",
        "p",
        "div",
    }
)


def read_markdown(name: str, text: str) -> Source:
    """Read a Markdown file. Nothing that it names is fetched."""
    gathered = SourceBuilder()
    text = clean(text)
    front = _FRONT_MATTER.match(text)
    body = text[front.end() :] if front else text
    lines, notes = _take_notes(body.split("\n"))
    reader = _Reader(gathered, lines)
    if front:
        reader.read_front_matter(front[1], body)
    parser = _make_parser()
    if any(block.count("[") > _MOST_BRACKETS for block in "\n".join(lines).split("\n\n")):
        parser.disable(["link", "image"])
        gathered.remark(f"A paragraph has more than {_MOST_BRACKETS:,} brackets, so that no links were read.")
    tokens = parser.parse("\n".join(lines))
    reader.read_blocks(tokens)
    for key, note in notes.items():
        reader.read_note(key, parser.parse(note))
    reader.name_unread(tokens)
    return gathered.build_source(name, "Markdown", reader.words)


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST})
    # Text that is only set in stays text, as it was meant.
    return parser.enable(["table", "strikethrough"]).disable("code")


def _take_notes(lines: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """Take the texts of notes out of a file: its other lines, with empty ones in their place,
    and the notes.
    """
    rest: list[str] = []
    notes: dict[str, list[str]] = {}
    growing: list[str] | None = None
    fence = ""
    for line in lines:
        border = _FENCE.match(line)
        if border and (not fence or border[1].startswith(fence)):
            fence = "" if fence else border[1]
        note = _NOTE.fullmatch(line) if not fence else None
        if note:
            growing = notes.setdefault(note[1], [])
            growing.append(note[2])
        elif growing is not None and (not line.strip() or line.startswith(("  ", "\t"))):
            growing.append(line.strip())
        elif growing and growing[-1] and not fence and not re.match(r"\s*([-*+#>|]|\d+[.)])\s", line):
            # A note's paragraph runs on, however far it is set in.
            growing.append(line.strip())
        else:
            growing = None
            rest.append(line)
            continue
        rest.append("")
    return rest, {key: "\n".join(texts) for key, texts in notes.items()}


@dataclass(slots=True)
class _List:
    """A list while it is read: what its items are marked with, in order, and the next of them."""

    marks: list[str]
    next: int = 0


@dataclass(slots=True)
class _Inline:
    """A text while it is read: its pieces, and what is switched on."""

    pieces: list[str] = field(default_factory=list)
    bold: int = 0
    italic: int = 0
    struck: int = 0
    raised: int = 0
    struck_text: str = ""
    links: list[tuple[str, int]] = field(default_factory=list)

    def break_off(self, mark: str) -> None:
        """Note the end of a line, with a mark where the writer meant it. A link that runs over it is one."""
        if self.struck:
            self.struck_text += " "
        self.pieces.append(" " if self.links else f"{mark}\n")


class _Reader:
    """Walks through the blocks of a file. `words` are all its words."""

    def __init__(self, gathered: SourceBuilder, lines: Sequence[str]) -> None:
        self.gathered = gathered
        self.lines = lines
        self.words: list[str] = []
        self.lists: list[_List] = []
        self.label = ""
        self.depth = 0
        self.quotes = 0
        self.heading = 0
        self.key = ""

    def read_front_matter(self, front: str, body: str) -> None:
        """Take the title out of the front matter where the text has none; name the rest."""
        self.words += split_words(front)
        title = _TITLE.search(front)
        if title and not re.search(r"^#\s|^\S.*\n=+\s*$", body, re.MULTILINE):
            front = f"{front[: title.start('title')]}{front[title.end('title') :]}"
            self.gathered.pieces.append(replace(Paragraph.of(title["title"]), heading=1))
        self.gathered.leave(front, "front matter of the file")

    def read_note(self, key: str, tokens: Sequence[Token]) -> None:
        self.key = key
        self.read_blocks(tokens)
        self.key = ""

    # -- blocks ----------------------------------------------------------------------------------------------

    def read_blocks(self, tokens: Sequence[Token]) -> None:
        index = 0
        while index < len(tokens):
            token = tokens[index]
            if token.type == "table_open":
                self.leave_label()
                end = _find_close(tokens, index)
                self.read_table(tokens[index:end])
                index = end
                continue
            self.read_block(token, tokens, index)
            index += 1

    def read_block(self, token: Token, tokens: Sequence[Token], index: int) -> None:
        match token.type:
            case "heading_open":
                self.heading = int(token.tag[1:])
            case "heading_close":
                self.heading = 0
            case "blockquote_open":
                self.quotes += 1
            case "blockquote_close":
                self.quotes -= 1
            case "bullet_list_open" | "ordered_list_open" | "bullet_list_close" | "ordered_list_close":
                self.change_list(token, tokens, index)
            case "list_item_open":
                self.begin_item(token)
            case "inline":
                self.read_paragraph(token)
            case "fence" | "code_block":
                self.read_code(token)
            case "html_block":
                # Few texts have HTML in them, and its parser takes longer to load than a text to read.
                from .html import read_fragment

                self.leave_label()
                self.words += read_fragment(token.content, self.gathered)

    def change_list(self, token: Token, tokens: Sequence[Token], index: int) -> None:
        if token.nesting > 0:
            self.lists.append(_List(_list_marks(tokens, index)))
        else:
            self.leave_label()
            self.lists.pop()

    def begin_item(self, token: Token) -> None:
        """Note the mark of the item that begins."""
        self.leave_label()
        current = self.lists[-1]
        self.label = current.marks[current.next]
        self.words += split_words(self.label)
        current.next += 1
        self.depth = self.measure_indent(token)

    def leave_label(self) -> None:
        """Name the mark that waits for a text, where none comes: a list or a table is all that is in the
        item.
        """
        if split_words(self.label):
            self.gathered.leave(self.label, "number of an item that has no text of its own")
        self.label = ""

    def measure_indent(self, token: Token) -> int:
        """How far the first line of a block is set in."""
        line = self.lines[token.map[0]].expandtabs(4) if token.map and not self.key else ""
        return len(line) - len(line.lstrip(" >"))

    def read_code(self, token: Token) -> None:
        """A block of code: its lines are paragraphs."""
        if token.info.strip():
            self.words += split_words(token.info)
            self.gathered.leave(token.info, "name of a block of code")
        for line in token.content.split("\n"):
            if line.strip():
                self.words += split_words(line)
                self.add(line.strip(), self.label, self.depth if self.label else 0)
                self.label = ""

    def read_paragraph(self, token: Token) -> None:
        """A paragraph, a heading or an item's text: each line that begins with a mark is one of its own."""
        lines = self.read_inline(token)
        self.gathered.arrive(lines[0])
        if self.heading:
            text = " ".join(lines)
            attributes = _ATTRIBUTES.search(text)
            if attributes:
                self.gathered.leave_unit("attributes", attributes[0].strip(), "attributes of a heading")
                text = text[: attributes.start()]
            self.words += split_words(text)
            self.gathered.pieces.append(
                replace(Paragraph.of(text), heading=self.heading, label=self.label, note=self.key)
            )
            self.label = ""
            return
        if len(lines) > 1 and self.read_drawn_table(lines):
            return
        for line in lines:
            self.words += split_words(line)
        first_line = token.map[0] if token.map else 0
        for number, text in _run_on([_LAST_BREAK.sub(_BREAK, line) for line in lines]):
            depth = self.depth
            if not self.label and not self.key and first_line + number < len(self.lines):
                raw = self.lines[first_line + number].expandtabs(4)
                depth = len(raw) - len(raw.lstrip())
            self.add(text, self.label, depth)
            self.label = ""

    def add(self, text: str, label: str, depth: int = 0) -> None:
        """Add a paragraph; a mark at its head is its label."""
        read = Paragraph.of(join_marks(text))
        if not read.text:
            self.leave_label()
            return
        if not label:
            mark, rest = split_mark(read.text)
            if mark:
                rich = read.without(rest) if read.rich else ""
                read = replace(read, text=rest, rich=rich)
                label = mark.text
        strong = bool(re.fullmatch(f"{BOLD}[^{BOLD_END}]*{BOLD_END}", read.rich))
        self.gathered.pieces.append(
            replace(
                read,
                label=label,
                depth=depth if label else 0,
                quoted=self.quotes > 0,
                strong=strong,
                note=self.key,
            )
        )

    # -- tables ----------------------------------------------------------------------------------------------

    def read_table(self, tokens: Sequence[Token]) -> None:
        rows: list[list[Cell]] = []
        for token in tokens:
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                text = " ".join(self.read_inline(token))
                self.words += split_words(text)
                rows[-1].append(Cell((join_marks(text),) if text else ()))
        lay_out_table(rows, self.gathered)

    def read_drawn_table(self, lines: Sequence[str]) -> bool:
        """Read lines as a table whose rows are drawn with signs; say whether they are one."""
        if all(_ROW.fullmatch(line) or _RULE.fullmatch(line) for line in lines):
            rows = [_cut_cells(line) for line in lines if not _RULE.fullmatch(line)]
        elif _DRAWN_RULE.fullmatch(lines[0]) and all(
            _DRAWN_RULE.fullmatch(line) or _ROW.fullmatch(line) for line in lines
        ):
            rows = list(_join_drawn_rows(lines))
        else:
            return False
        for row in rows:
            for cell in row:
                self.words += split_words(cell)
        width = max((len(row) for row in rows), default=0)
        full = [tuple(row) + ("",) * (width - len(row)) for row in rows]
        if full:
            self.gathered.pieces.append(Grid((tuple(map(drop_emphasis, full[0])), *full[1:])))
        return True

    # -- text ------------------------------------------------------------------------------------------------

    def read_inline(self, token: Token) -> list[str]:
        """The lines of a text, with the marks of its emphasis, links, notes and pictures."""
        line = _Inline()
        for child in token.children or ():
            self.read_inline_part(child, line)
        self.end_struck(line)
        text = "".join(line.pieces)
        text = (
            _TASK.sub(lambda box: f"{EMPTY if box[1] == ' ' else TICKED} ", text, count=1)
            if _TASK.match(text)
            else text
        )
        return text.split("\n")

    def read_inline_part(self, child: Token, line: _Inline) -> None:
        match child.type:
            case "text" | "text_special" | "code_inline":
                self.read_text(child.content, line, is_code=child.type == "code_inline")
            case "softbreak" | "hardbreak":
                line.break_off(_BREAK if child.type == "hardbreak" else "")
            case "strong_open" | "strong_close":
                line.bold += 1 if child.nesting > 0 else -1
            case "em_open" | "em_close":
                line.italic += 1 if child.nesting > 0 else -1
            case "s_open" | "s_close":
                self.strike(line, 1 if child.nesting > 0 else -1)
            case "link_open":
                line.links.append((str(child.attrs.get("href", "")), len(line.pieces)))
            case "link_close":
                self.end_link(line)
            case "image":
                line.pieces.append(self.read_picture(str(child.attrs.get("src", "")), child.content))
            case "html_inline":
                self.read_tag(child.content, line)

    def read_text(self, text: str, line: _Inline, *, is_code: bool = False) -> None:
        """Running text; in it the marks of notes, and notes that stand where their mark would."""
        start = 0
        for mark in _NOTE_MARK.finditer(text) if not is_code else ():
            self.put(text[start : mark.start()], line)
            key = mark[1] or f"inline {len(self.gathered.pieces)} {mark.start()}"
            line.pieces.append(write_note_mark(key))
            if mark[2]:
                self.words += split_words(mark[2])
                self.gathered.pieces.append(replace(Paragraph.of(mark[2]), note=key))
            start = mark.end()
        self.put(text[start:], line)

    def put(self, text: str, line: _Inline) -> None:
        if line.struck:
            line.struck_text += text
        elif text:
            text = raise_figures(text) if line.raised else text
            line.pieces.append(mark_emphasis(text, bold=line.bold > 0, italic=line.italic > 0))

    def strike(self, line: _Inline, step: int) -> None:
        line.struck = max(0, line.struck + step)
        if not line.struck:
            self.end_struck(line)

    def end_struck(self, line: _Inline) -> None:
        self.words += split_words(line.struck_text)
        self.gathered.leave(line.struck_text, "struck through")
        line.struck_text = ""

    def end_link(self, line: _Inline) -> None:
        if line.links:
            target, start = line.links.pop()
            text = "".join(line.pieces[start:])
            line.pieces[start:] = [self.gathered.mark_link(text, target)]

    def read_picture(self, source: str, description: str) -> str:
        embedded = _DATA.fullmatch(source)
        data = b""
        if embedded:
            try:
                data = base64.b64decode(embedded[1])
            except (binascii.Error, ValueError):
                data = b""
        return self.gathered.add_picture("picture" if embedded else source, description, data)

    def read_tag(self, text: str, line: _Inline) -> None:
        """A tag in a line: what it does to the words around it, or, where it is none of HTML's,
        itself as text.
        """
        if text.startswith("<!--"):
            if split_words(text):
                self.gathered.leave_unit(
                    "comment", text[4:].removesuffix("-->"), "comment that no reader sees"
                )
            return
        match = _TAG.fullmatch(text)
        name = match[2].lower() if match else ""
        step = -1 if match and match[1] else 1
        if name in _STRUCK_TAGS:
            self.strike(line, step)
        elif name in _SWITCHING_TAGS:
            switch = _SWITCHING_TAGS[name]
            setattr(line, switch, getattr(line, switch) + step)
        elif match and name in _SHOWN_TAGS:
            self.read_shown_tag(name, match[3], line, is_open=step > 0)
        elif name not in _PLAIN_TAGS:
            self.put(text, line)

    def read_shown_tag(self, name: str, attributes: str, line: _Inline, *, is_open: bool) -> None:
        """A tag that shows something, or leads somewhere."""
        match name:
            case "br":
                line.pieces.append("\n")
            case "img":
                described = _find_attribute(attributes, "alt")
                line.pieces.append(self.read_picture(_find_attribute(attributes, "src"), described))
            case "input":
                is_ticked = re.search(r"\bchecked\b", attributes)
                line.pieces.append(TICKED if is_ticked else EMPTY)
            case "a" if is_open:
                line.links.append((_find_attribute(attributes, "href"), len(line.pieces)))
            case "a":
                self.end_link(line)

    def name_unread(self, tokens: Sequence[Token]) -> None:
        """Name the lines of which no block was made: a parser gives up where a file is nested too deep."""
        covered: set[int] = set()
        for token in tokens:
            if token.map and token.type in (
                "inline",
                "fence",
                "code_block",
                "html_block",
                "hr",
                "tr_open",
                "table_open",
            ):
                covered.update(range(*token.map))
        for number, line in enumerate(self.lines):
            is_rule = re.fullmatch(r"[\s>]*[-=*_+]*\s*", line)
            if number in covered or not split_words(line) or is_rule or _DEFINITION.fullmatch(line):
                continue
            if re.fullmatch(r"\s*(?:[-*+]|\d+[.)])\s*", line) or re.match(r"\s+[\"'(]", line):
                continue
            self.words += split_words(line)
            self.gathered.leave(line, "nested deeper than any policy is", f"line {number + 1}")


def _find_close(tokens: Sequence[Token], index: int) -> int:
    """The place after the token that closes one."""
    closing = tokens[index].type.replace("_open", "_close")
    level = tokens[index].level
    while tokens[index].type != closing or tokens[index].level != level:
        index += 1
    return index + 1


def _list_marks(tokens: Sequence[Token], index: int) -> list[str]:
    """What marks the items of a list that opens: their numbers as they are written,
    or counted where all are the same.
    """
    opening = tokens[index]
    closing = opening.type.replace("_open", "_close")
    marks: list[str] = []
    for token in islice(tokens, index + 1, None):
        if token.type == closing and token.level == opening.level:
            break
        if token.type == "list_item_open" and token.level == opening.level + 1:
            marks.append(f"{token.info}{token.markup}")
    if opening.type == "ordered_list_open" and len(marks) > 1 and len(set(marks)) == 1:
        first = int(re.sub(r"\D", "", marks[0])[:9] or "1")
        return [f"{first + place}{opening.markup}" for place in range(len(marks))]
    return marks


def _run_on(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Lines put together into paragraphs: a line that begins with a mark begins one.
    With each the number of its first line.
    """
    growing: list[str] = []
    start = 0
    for number, line in enumerate(lines):
        is_meant = bool(growing) and growing[-1].endswith(_BREAK) and not plain(line).lstrip()[:1].islower()
        growing = [text.removesuffix(_BREAK) for text in growing]
        if growing and (is_meant or _begins(line, growing[-1])):
            yield start, " ".join(growing)
            growing, start = [], number
        growing.append(line.strip(" "))
    if growing:
        yield start, " ".join(growing).removesuffix(_BREAK)


def _begins(line: str, above: str) -> bool:
    """Say whether a line begins an item, and is not the number at which a sentence runs on."""
    mark, _ = split_mark(drop_emphasis(line.strip()))
    if mark is None:
        return line.startswith(": ") or _stands_above(above, line)
    if mark.kind is Kind.NUMBER and mark.value[0] > 1:
        return ends_sentence(plain(above)) or split_mark(plain(above))[0] is not None
    return True


def _stands_above(above: str, line: str) -> bool:
    """Say whether a line is all bold and a heading by its words, with a sentence of its own below it."""
    title = plain(above).strip()
    is_bold = bool(re.fullmatch(f"\\s*{BOLD}[^{BOLD_END}]*{BOLD_END}\\s*", above))
    return is_bold and looks_like_heading(title.rstrip(":")) and plain(line)[:1].isupper()


def _cut_cells(row: str) -> list[str]:
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", row.strip()[1:-1])]


def _join_drawn_rows(lines: Sequence[str]) -> Iterator[list[str]]:
    """The rows of a table drawn with lines: what stands between two of them is one row."""
    row: list[str] = []
    for line in lines:
        if _DRAWN_RULE.fullmatch(line):
            if row:
                yield row
            row = []
            continue
        cells = _cut_cells(line)
        row += [""] * (len(cells) - len(row))
        for index, cell in enumerate(cells):
            row[index] = f"{row[index]} {cell}".strip()
    if row:
        yield row


def _find_attribute(attributes: str, name: str) -> str:
    value = re.search(rf"\b{name}\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|(\S+))", attributes, re.IGNORECASE)
    return (value[1] or value[2] or value[3] or "") if value else ""
