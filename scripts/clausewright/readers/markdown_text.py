"""The text in one block of Markdown, with the marks of its emphasis, links, notes and pictures, and what the
HTML in it does to the words around it.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field, replace

from markdown_it.token import Token

from ..word.symbols import EMPTY, TICKED, raise_figures
from .markdown_lines import BREAK
from .source import Paragraph, SourceBuilder
from .words import mark_emphasis, split_words, write_note_mark

_NOTE_MARK = re.compile(r"\[\^([^\]\s]+)\]|\^\[((?:[^\[\]]|\[[^\[\]]*\])*)\]")
_TASK = re.compile(r"\[([ xX])\]\s+(?=\S)")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)([^<>]*)>")
_DATA = re.compile(r"data:image/[\w.+-]+;base64,(.+)", re.DOTALL)
_STRUCK_TAGS = frozenset({"s", "del", "strike"})
_SWITCHING_TAGS = {"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "sup": "raised"}
_SHOWN_TAGS = frozenset({"br", "img", "input", "a"})
# Tags that set words in a line and say nothing else.
_PLAIN_TAGS = frozenset({
    "span", "u", "ins", "sub", "small", "big", "font", "mark", "code", "kbd", "abbr", "cite", "center", "tt",
    "p", "div",
})  # fmt: skip


@dataclass(slots=True)
class _TextInProgress:
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


class MarkdownTextReader:
    """Reads texts, and notes in `gathered` what is not kept. To `words` it adds those that are no part of the
    text that it returns: struck words, and notes that stand where their mark would.
    """

    def __init__(self, gathered: SourceBuilder, words: list[str]) -> None:
        self.gathered = gathered
        self.words = words

    def read_lines(self, token: Token) -> list[str]:
        """The lines of a text, with the marks of its emphasis, links, notes and pictures."""
        line = _TextInProgress()
        for child in token.children or ():
            self._read_part(child, line)
        self._end_struck(line)
        text = "".join(line.pieces)
        text = (
            _TASK.sub(lambda box: f"{EMPTY if box[1] == ' ' else TICKED} ", text, count=1)
            if _TASK.match(text)
            else text
        )
        return text.split("\n")

    def _read_part(self, child: Token, line: _TextInProgress) -> None:
        match child.type:
            case "text" | "text_special" | "code_inline":
                self._read_text(child.content, line, is_code=child.type == "code_inline")
            case "softbreak" | "hardbreak":
                line.break_off(BREAK if child.type == "hardbreak" else "")
            case "strong_open" | "strong_close":
                line.bold += 1 if child.nesting > 0 else -1
            case "em_open" | "em_close":
                line.italic += 1 if child.nesting > 0 else -1
            case "s_open" | "s_close":
                self._strike(line, 1 if child.nesting > 0 else -1)
            case "link_open":
                line.links.append((str(child.attrs.get("href", "")), len(line.pieces)))
                self._name_title(str(child.attrs.get("title", "")))
            case "link_close":
                self._end_link(line)
            case "image":
                line.pieces.append(self._read_picture(str(child.attrs.get("src", "")), child.content))
                self._name_title(str(child.attrs.get("title", "")))
            case "html_inline":
                self._read_tag(child.content, line)

    def _read_text(self, text: str, line: _TextInProgress, *, is_code: bool = False) -> None:
        """Running text; in it the marks of notes, and notes that stand where their mark would."""
        start = 0
        for mark in _NOTE_MARK.finditer(text) if not is_code else ():
            self._put(text[start : mark.start()], line)
            key = mark[1] or f"inline {len(self.gathered.pieces)} {mark.start()}"
            line.pieces.append(write_note_mark(key))
            if mark[2]:
                self.words += split_words(mark[2])
                self.gathered.pieces.append(replace(Paragraph.of(mark[2]), note=key))
            start = mark.end()
        self._put(text[start:], line)

    def _put(self, text: str, line: _TextInProgress) -> None:
        if line.struck:
            line.struck_text += text
        elif text:
            text = raise_figures(text) if line.raised else text
            line.pieces.append(mark_emphasis(text, bold=line.bold > 0, italic=line.italic > 0))

    def _strike(self, line: _TextInProgress, step: int) -> None:
        line.struck = max(0, line.struck + step)
        if not line.struck:
            self._end_struck(line)

    def _end_struck(self, line: _TextInProgress) -> None:
        self.words += split_words(line.struck_text)
        self.gathered.leave(line.struck_text, "struck through")
        line.struck_text = ""

    def _end_link(self, line: _TextInProgress) -> None:
        if line.links:
            target, start = line.links.pop()
            text = "".join(line.pieces[start:])
            line.pieces[start:] = [self.gathered.mark_link(text, target)]

    def _name_title(self, title: str) -> None:
        """Name what a reader sees of a link or a picture only while they point at it."""
        if title.strip():
            self.gathered.leave_unit("title of a link", title)

    def _read_picture(self, source: str, description: str) -> str:
        embedded = _DATA.fullmatch(source)
        data = b""
        if embedded:
            try:
                data = base64.b64decode(embedded[1])
            except (binascii.Error, ValueError):
                data = b""
        return self.gathered.add_picture("picture" if embedded else source, description, data)

    def _read_tag(self, text: str, line: _TextInProgress) -> None:
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
            self._strike(line, step)
        elif name in _SWITCHING_TAGS:
            switch = _SWITCHING_TAGS[name]
            setattr(line, switch, getattr(line, switch) + step)
        elif match and name in _SHOWN_TAGS:
            self._read_shown_tag(name, match[3], line, is_open=step > 0)
        elif name not in _PLAIN_TAGS:
            self._put(text, line)

    def _read_shown_tag(self, name: str, attributes: str, line: _TextInProgress, *, is_open: bool) -> None:
        """A tag that shows something, or leads somewhere."""
        match name:
            case "br":
                line.pieces.append("\n")
            case "img":
                described = _find_attribute(attributes, "alt")
                line.pieces.append(self._read_picture(_find_attribute(attributes, "src"), described))
            case "input":
                is_ticked = re.search(r"\bchecked\b", attributes)
                line.pieces.append(TICKED if is_ticked else EMPTY)
            case "a" if is_open:
                line.links.append((_find_attribute(attributes, "href"), len(line.pieces)))
            case "a":
                self._end_link(line)


def _find_attribute(attributes: str, name: str) -> str:
    value = re.search(rf"\b{name}\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|(\S+))", attributes, re.IGNORECASE)
    return (value[1] or value[2] or value[3] or "") if value else ""
