"""Markdown: a clause as it came back from Word, written as a clause is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ..model.text import escape_line_start, escape_markdown, split_sentences
from ..word.paragraphs import NOTE, Paragraph, Piece


class NotWritableError(Exception):
    """The clause has something that cannot be written as Markdown without a person; the message says what."""


def as_markdown(paragraphs: Iterable[Paragraph], is_field: Callable[[str], bool]) -> str:
    """Write paragraphs as the body of a clause, a sentence a line. `is_field` says which keys are values that
    a clause may print.

    Raises NotWritableError for tables and footnotes.
    """
    lines: list[str] = []
    last: Paragraph | None = None
    for paragraph in paragraphs:
        if paragraph.in_table:
            raise NotWritableError("it has a table; change the table in the clause's own file")
        text = "".join(_written(piece, is_field) for piece in paragraph.pieces).strip()
        if not text:
            continue
        if paragraph.level is None:
            lines += [""] if lines else []
            lines += [escape_line_start(line) for line in split_sentences(text)]
        else:
            lines += [""] if lines and (last is None or last.level is None) else []
            lines.append(f"{'    ' * paragraph.level}{'1.' if paragraph.is_numbered else '-'} {text}")
        last = paragraph
    return "\n".join(lines) + "\n"


def _written(piece: Piece, is_field: Callable[[str], bool]) -> str:
    if piece.key and is_field(piece.key):
        return f"{{{{ {piece.key} }}}}"
    if piece.link == NOTE:
        raise NotWritableError("it has a footnote; change the clause in its own file")
    text = escape_markdown(piece.text)
    if piece.link.startswith("#"):
        return f'{{{{ ref("{piece.link[1:]}") }}}}'
    if piece.link.startswith("https://"):
        return f"[{text}]({piece.link})"
    return "".join(_emphasised(text, "**" if piece.strong else "*" if piece.emphasis else ""))


def _emphasised(text: str, marks: str) -> Iterator[str]:
    """Marks stand at words, not at the spaces beside them."""
    words = text.strip()
    if not marks or not words:
        yield text
        return
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    yield f"{before}{marks}{words}{marks}{after}"
