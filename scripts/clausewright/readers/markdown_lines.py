"""The lines of a Markdown paragraph become paragraphs: a line that begins with a mark begins one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .labels import Kind, split_mark
from .line_paragraphs import ends_sentence, looks_like_heading
from .words import BOLD, BOLD_END, drop_emphasis, plain

# The end of a line that the writer meant; pandoc writes it as a backslash, also where a list comes next.
BREAK, LAST_BREAK = "\v", re.compile(r"\\\s*$")


def join_running_lines(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Lines put together into paragraphs: a line that begins with a mark begins one.
    With each the number of its first line.
    """
    growing: list[str] = []
    start = 0
    for number, line in enumerate(lines):
        is_meant = bool(growing) and growing[-1].endswith(BREAK) and not plain(line).lstrip()[:1].islower()
        growing = [text.removesuffix(BREAK) for text in growing]
        if growing and (is_meant or _begins(line, growing[-1])):
            yield start, " ".join(growing)
            growing, start = [], number
        growing.append(line.strip(" "))
    if growing:
        yield start, " ".join(growing).removesuffix(BREAK)


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
