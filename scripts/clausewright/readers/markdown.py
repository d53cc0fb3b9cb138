"""Markdown of any flavour: headings, lists, quotations, tables; emphasis and links by their words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .boilerplate import Line
from .labels import split_mark
from .source import Grid, Paragraph, Source, SourceBuilder
from .words import BOLD, BOLD_END, clean, emphasised, joined_up, linked, without_emphasis, words_in

_ROW = re.compile(r"\s*\|.*\|\s*")
_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]<>#|~$^@\"'!.()+-])")
# Where characters wait that an escape keeps from being marks: a plane of Unicode that no text has.
_KEPT = 0xF0000
_KEPT_CHARS = re.compile(f"[{chr(_KEPT)}-{chr(_KEPT + 127)}]")
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*")


def read_markdown(name: str, text: str) -> Source:
    """Read Markdown of any flavour: headings, lists, quotations, pipe tables; emphasis and links by their
    words.
    """
    gathered = SourceBuilder()
    text = clean(text)
    body, front = _front_matter(text)
    gathered.leave(front, "front matter of the file")
    words = words_in(front)
    block: list[Line] = []
    rows: list[str] = []
    lines = body.split("\n")
    underlined = {
        at
        for at, line in enumerate(lines[1:])
        if re.fullmatch(r"={3,}|-{3,}", line.strip()) and lines[at].strip()
    }
    before = 1
    for at, raw in enumerate(lines):
        line = _inline(raw)
        words += words_in(line)
        is_row = bool(_ROW.fullmatch(raw))
        heading = _HEADING.fullmatch(line.strip())
        if rows and not is_row:
            gathered.pieces.append(_pipe_table(rows))
            rows = []
        if is_row:
            _flush(block, gathered)
            rows.append(line)
        elif heading or at in underlined:
            _flush(block, gathered)
            level = len(heading[1]) if heading else 1 if lines[at + 1].strip().startswith("=") else 2
            gathered.pieces.append(replace(Paragraph.of(heading[2] if heading else line), heading=level))
        elif re.fullmatch(r"\s*([-*_=]\s*){3,}", line) or re.fullmatch(r"\s*(`{3,}|~{3,})\s*[\w-]*\s*", line):
            gathered.leave(" ".join(words_in(line)), "name of a block of code")
            before += 1
            continue
        elif line.strip().startswith(">"):
            _flush(block, gathered)
            gathered.pieces.append(replace(Paragraph.of(line.strip().lstrip("> ")), quoted=True))
        elif line.strip():
            expanded = line.expandtabs(4)
            block.append(Line(expanded.strip(), at + 1, len(expanded) - len(expanded.lstrip()), before))
            before = 0
            continue
        else:
            before += 1
            continue
        before = 1
    if rows:
        gathered.pieces.append(_pipe_table(rows))
    _flush(block, gathered)
    gathered.pieces[:] = [
        piece for piece in gathered.pieces if not isinstance(piece, Paragraph) or piece.text
    ]
    return gathered.source(name, "Markdown", words)


def _flush(block: list[Line], gathered: SourceBuilder) -> None:
    """A Markdown paragraph ends where its source does: lines without a gap between them run on."""
    for one in _run_on(block):
        read = Paragraph.of(joined_up(one.text))
        mark, rest = split_mark(read.text)
        strong = bool(re.fullmatch(f"{BOLD}[^{BOLD_END}]*{BOLD_END}", read.rich))
        # How far an item is set in says how deep it stands.
        own = (
            replace(
                read,
                text=rest,
                rich=read.without(rest) if read.rich else "",
                label=mark.text,
                depth=one.indent,
            )
            if mark
            else read
        )
        gathered.pieces.append(replace(own, strong=strong))
    block.clear()


def _run_on(lines: Sequence[Line]) -> list[Line]:
    found: list[Line] = []
    for line in lines:
        if found and not line.before and not split_mark(without_emphasis(line.text))[0]:
            found[-1] = Line(
                f"{found[-1].text} {line.text}", found[-1].number, found[-1].indent, found[-1].before
            )
        else:
            found.append(line)
    return found


def _front_matter(text: str) -> tuple[str, str]:
    found = re.match(r"---\n(.*?)\n(?:---|\.\.\.)\s*\n", text, re.DOTALL)
    return (text[found.end() :], found[1]) if found else (text, "")


def _pipe_table(rows: Sequence[str]) -> Grid:
    cells = [
        tuple(cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", row.strip()[1:-1]))
        for row in rows
        if not _RULE.fullmatch(row)
    ]
    width = max((len(row) for row in cells), default=0)
    full = [row + ("",) * (width - len(row)) for row in cells]
    return Grid((tuple(map(without_emphasis, full[0])), *full[1:])) if full else Grid(())


def _inline(line: str) -> str:
    """A line by its words: emphasis, code and links without their marks, escapes resolved, comments and tags
    gone.
    """
    line = re.sub(r"<!--.*?-->|</?[a-zA-Z][^<>]{0,200}>", " ", line)
    line = re.sub(r"<(https?://[^\s<>]+|[^\s<>@]+@[^\s<>]+)>", r"\1", line)
    line = re.sub(
        r"!?\[([^\[\]]{0,500})\]\(\s*<?([^()\s<>]{1,500})>?(?:\s+\"[^\"]*\")?\s*\)",
        lambda link: linked(link[1], link[2]),
        line,
    )
    line = re.sub(r"\{[#.:][^{}]*\}\s*$", "", line)
    line = _ESCAPED.sub(lambda one: chr(_KEPT + ord(one[1])), line)
    line = re.sub(r"(~~|`+)(?=\S)([^`~]*?\S)\1", r"\2", line)
    for marks, bold, italic in (
        ("\\*{3}|___", True, True),
        ("\\*{2}|__", True, False),
        ("\\*|_", False, True),
    ):
        line = re.sub(
            rf"(?<![*_])({marks})(?=[^\s*_])((?:(?!\1).)*?\S)\1(?![*_]|(?<=_)\w)",
            lambda one, bold=bold, italic=italic: emphasised(one[2], bold=bold, italic=italic),  # type: ignore[misc]
            line,
        )
    return _KEPT_CHARS.sub(lambda one: chr(ord(one[0]) - _KEPT), line)
