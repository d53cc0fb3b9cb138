"""Markdown out of an outline: text that prints as it stands, with fields, notes and references as calls."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ..model.text import escape_line_start, split_sentences
from ..model.text import escape_markdown as escaped_markdown
from ..readers.labels import Kind
from ..readers.source import Grid
from ..readers.words import (
    BOLD,
    BOLD_END,
    ITALIC,
    ITALIC_END,
    LINK_END,
    LINK_START,
    LINK_TO,
    PICTURE,
    PICTURE_END,
    cut_at_links,
    drop_emphasis,
    drop_pictures,
    list_pictures,
    write_picture_mark,
)
from .outline import Block, Item, Listing, Text

# Marks that pandoc reads as a list of their own kind.
_LIST_MARK = re.compile(r"\(\w+\)|\w+[.)]")

# The addresses that `check` lets a clause link to.
_LINKABLE = re.compile(
    r"https?://[^\s/?#@\\]+(?:[/?#]\S*)?|mailto:[^\s@:]+@[^\s@:]+\.[^\s@:]+|tel:\+?[\d().-]+", re.IGNORECASE
)
# What stands where an address does, and becomes a macro's call.
CALLED = ("field:", "note:", "picture:", "ref:")

_EMPHASIS = re.compile(f"([{BOLD}-{ITALIC_END}])")
_SWITCHES = {
    BOLD: ("bold", True),
    BOLD_END: ("bold", False),
    ITALIC: ("italic", True),
    ITALIC_END: ("italic", False),
}

_MOST_SPACES = 4
_PICTURE = re.compile(f"{PICTURE}([^{PICTURE_END}]*){PICTURE_END}")

Calls = Callable[[str, str], str]


def escape_line(text: str) -> str:
    """Text on one line that Markdown and the template language leave as it is."""
    return escaped_markdown(" ".join(text.split()))


def can_link(target: str) -> bool:
    """Say whether a link may lead there in a clause: to a page, a mailbox or a telephone."""
    return bool(_LINKABLE.fullmatch(target)) and not re.search(r"[\s<>|{}]", target)


def _move_out_of_links(text: str) -> str:
    """Put a picture that stands in a link behind it: nothing can be both."""

    def move(link: re.Match[str]) -> str:
        return drop_pictures(link[0]) + "".join(map(write_picture_mark, list_pictures(link[0])))

    return re.sub(f"{LINK_START}[^{LINK_END}]*{LINK_END}", move, text)


def write_running(text: str, calls: Calls, *, links: bool = True) -> str:
    """Running text on one line: links as links or as their words, emphasis as such, and what `calls` knows as
    calls.
    """
    pieces = []
    text = _PICTURE.sub(f"{LINK_START}picture{LINK_TO}picture:\\1{LINK_END}", _move_out_of_links(text))
    for part, target in cut_at_links(text if links else drop_emphasis(text)):
        is_call = target.startswith(CALLED)
        if not target or (not is_call and (not links or not can_link(target))):
            before = " " if part[:1].isspace() else ""
            after = " " if part[-1:].isspace() and part.strip() else ""
            pieces.append(f"{before}{escape_line(part)}{after}")
        elif not is_call:
            pieces.append(f"[{escape_line(part)}](<{re.sub(r'[<>|{}]', '', target)}>)")
        else:
            if pieces and pieces[-1].endswith("\\{"):
                # A brace of the text's own would become one of the call's.
                pieces[-1] = f"{pieces[-1][:-2]}&#123;"
            pieces.append(calls(drop_emphasis(part), target))
    return _write_emphasis("".join(pieces)).strip()


def _write_emphasis(text: str) -> str:
    """The marks of emphasis as Markdown's: bold outside, italics closed and opened again where bold begins or
    ends, none around nothing.
    """
    pieces: list[str] = []
    bold = italic = was_bold = was_italic = False
    for piece in _EMPHASIS.split(text):
        if piece in _SWITCHES:
            kind, on = _SWITCHES[piece]
            bold, italic = (on, italic) if kind == "bold" else (bold, on)
        elif piece:
            core = piece.strip()
            if not core:
                pieces.append(piece)
                continue
            gap = ""
            if pieces and not pieces[-1].strip():
                gap = pieces.pop()
            closing = "*" * (was_italic and (not italic or bold != was_bold)) + "**" * (was_bold and not bold)
            opening = "**" * (bold and not was_bold) + "*" * (italic and (not was_italic or bold != was_bold))
            lead, trail = piece[: len(piece) - len(piece.lstrip())], piece[len(piece.rstrip()) :]
            pieces.append(f"{closing}{gap}{lead}{opening}{core}")
            if trail:
                pieces.append(trail)
            was_bold, was_italic = bold, italic
    rest = pieces.pop() if pieces and not pieces[-1].strip() else ""
    return "".join([*pieces, "*" * was_italic + "**" * was_bold, rest])


def write_paragraph(text: str, calls: Calls, indent: str = "") -> str:
    """A paragraph with a sentence a line."""
    return f"\n{indent}".join(escape_line_start(line) for line in split_sentences(write_running(text, calls)))


def write_blocks(blocks: Sequence[Block], calls: Calls) -> str:
    """A clause's blocks."""
    written = (_write_block(block, calls) for block in blocks)
    return "\n\n".join(text for text in written if text) + "\n"


def _write_block(block: Block, calls: Calls, indent: str = "") -> str:
    match block:
        case Text():
            return write_paragraph(block.text, calls, indent)
        case Listing():
            return _write_list(block, calls, indent)
        case Grid():
            return _write_table(block, calls, indent)


def _write_list(listing: Listing, calls: Calls, indent: str) -> str:
    """A list that pandoc counts as the source did; where it would not, each item is a paragraph that begins
    with its mark.
    """
    if not is_counted_alike(listing):
        return f"\n\n{indent}".join(
            f"\n\n{indent}".join(
                [
                    escape_line_start(f"{item.mark} {write_paragraph(_read_first(item), calls, indent)}"),
                    *(_write_block(block, calls, indent) for block in item.blocks[1:]),
                ]
            )
            for item in listing.items
        )
    marks = ["-" if listing.counts == Kind.BULLET else item.mark for item in listing.items]
    widest = max(4, *(len(mark) + 1 for mark in marks))
    is_tight = all(_is_tight(item) for item in listing.items)
    gap = "\n" if is_tight else "\n\n"
    written = []
    for mark, item in zip(marks, listing.items, strict=True):
        # After more than four spaces pandoc takes a text for code.
        width = min(widest, len(mark) + _MOST_SPACES)
        inner = indent + " " * width
        blocks = [_write_block(block, calls, inner) for block in item.blocks]
        written.append(mark.ljust(width) + f"{gap}{inner}".join(blocks))
    return f"{gap}{indent}".join(written)


def _is_tight(item: Item) -> bool:
    """Say whether an item is one paragraph, and lists that pandoc counts as their source did."""
    texts = 0
    for block in item.blocks:
        texts += isinstance(block, Text)
        if not isinstance(block, Text) and not (isinstance(block, Listing) and is_counted_alike(block)):
            return False
    return texts == 1


def is_counted_alike(listing: Listing) -> bool:
    """Say whether pandoc would count a list as its source did."""
    if listing.counts == Kind.BULLET:
        return True
    starts = listing.first == 1 or (listing.counts == Kind.NUMBER and listing.first > 0)
    known = listing.counts in (Kind.NUMBER, Kind.ROMAN, Kind.ALPHA)
    return known and starts and all(_LIST_MARK.fullmatch(item.mark) for item in listing.items)


def _read_first(item: Item) -> str:
    first = item.blocks[0] if item.blocks else Text("")
    return first.text if isinstance(first, Text) else ""


def _write_table(grid: Grid, calls: Calls, indent: str) -> str:
    rows = [[write_running(cell, calls) for cell in row] for row in grid.rows]
    lines = [rows[0], ["---"] * len(rows[0]), *rows[1:]]
    return f"\n{indent}".join(f"| {' | '.join(cells)} |" for cells in lines)
