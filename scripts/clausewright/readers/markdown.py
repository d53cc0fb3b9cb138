"""Markdown of any flavour: headings, lists, quotations, tables, notes, pictures, and the HTML in it.

What is a heading or a link is said by CommonMark (0.31) with the tables and the strikethrough of GitHub's;
notes, attributes and tables drawn with lines are pandoc's and others' additions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from markdown_it import MarkdownIt
from markdown_it.token import Token

from .drawn_tables import read_drawn_rows
from .labels import split_mark
from .markdown_lines import BREAK, LAST_BREAK, join_running_lines
from .markdown_text import MarkdownTextReader
from .source import Grid, Paragraph, Source, SourceBuilder
from .tables import Cell, lay_out_table
from .words import BOLD, BOLD_END, clean, drop_emphasis, join_marks, split_all_words, split_words

_DEEPEST = 100
# Looking for links takes a time that grows with the square of the brackets in a paragraph.
_MOST_BRACKETS = 3000
_FRONT_MATTER = re.compile(r"---[ \t]*\n(?P<front>.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
# Some programs begin a text with such lines and no border around them (MultiMarkdown).
_BARE_FRONT_MATTER = re.compile(
    r"(?P<front>(?:title|author|date|status|version|owner)[ \t]*:[ \t]*\S.*"
    r"(?:\n[A-Za-z][\w -]*:[ \t].*)+)(?:\n\s*\n)",
    re.IGNORECASE,
)
_KEY = re.compile(r"[A-Za-z][\w -]{0,40}:(?:\s|$)")
_TITLE = re.compile(r"^title[ \t]*:[ \t]*(['\"]?)(?P<title>.+?)\1[ \t]*$", re.MULTILINE | re.IGNORECASE)
_NOTE = re.compile(r" {0,3}\[\^([^\]\s]+)\]:[ \t]*(.*)")
# A fence may stand in a quotation, and in a list beside the mark of its item.
_FENCE = re.compile(r"[ >]*(?:(?:[-*+]|\d{1,9}[.)]) +)*(`{3,}|~{3,})")
_DEFINITION = re.compile(r" {0,3}\[[^\]]+\]:[ \t]*\S+.*")
_ATTRIBUTES = re.compile(r"\s*\{[#.:][^{}]*\}\s*$")


def read_markdown(name: str, text: str) -> Source:
    """Read a Markdown file. Nothing that it names is fetched."""
    gathered = SourceBuilder()
    text = clean(text)
    front = _FRONT_MATTER.match(text) or _BARE_FRONT_MATTER.match(text)
    body = text[front.end() :] if front else text
    lines, notes = _take_notes(body.split("\n"))
    reader = _Reader(gathered, lines)
    if front:
        reader.read_front_matter(front["front"], body)
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


def _cut_front_matter(front: str) -> list[str]:
    """The entries of a front matter: each begins with its key, at the start of a line."""
    entries: list[list[str]] = []
    for line in front.split("\n"):
        if _KEY.match(line) or not entries:
            entries.append([])
        entries[-1].append(line)
    return ["\n".join(lines) for lines in entries]


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


class _Reader:
    """Walks through the blocks of a file. `words` are all its words."""

    def __init__(self, gathered: SourceBuilder, lines: Sequence[str]) -> None:
        self.gathered = gathered
        self.lines = lines
        self.words: list[str] = []
        self.text = MarkdownTextReader(gathered, self.words)
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
            heading = replace(Paragraph.of(title["title"]), heading=1)
            self.gathered.pieces.append(heading)
            self.gathered.title = heading.text
        for entry in _cut_front_matter(front):
            self.gathered.leave(entry, "front matter of the file")

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
        lines = self.text.read_lines(token)
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
        rows = read_drawn_rows(lines) if len(lines) > 1 else None
        if rows is not None:
            self.add_drawn_table(rows)
            return
        for line in lines:
            self.words += split_words(line)
        first_line = token.map[0] if token.map else 0
        for number, text in join_running_lines([LAST_BREAK.sub(BREAK, line) for line in lines]):
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
                text = " ".join(self.text.read_lines(token))
                self.words += split_words(text)
                rows[-1].append(Cell((join_marks(text),) if text else ()))
        lay_out_table(rows, self.gathered)

    def add_drawn_table(self, rows: Sequence[tuple[str, ...]]) -> None:
        """Add a table that was drawn with signs; lines alone are none."""
        self.words += split_all_words(cell for row in rows for cell in row)
        if rows:
            self.gathered.pieces.append(Grid((tuple(map(drop_emphasis, rows[0])), *rows[1:])))

    # -- text ------------------------------------------------------------------------------------------------

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
