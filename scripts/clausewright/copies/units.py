"""Units: a copy of a policy as the headings and clauses that are aligned with those of other copies, and each
of them as the words by which it is compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from ..importer.front_matter import DATE
from ..importer.outline import Block, Call, Clause, Outline, Section, Text, list_texts
from ..importer.values import EMAIL, PHONE
from ..readers.words import PICTURE, PICTURE_END, cut_at_links, drop_emphasis

# Every word that is no word of the text begins with this: a reference, a picture, the address of a link.
SPECIAL = "\0"
_REFERRED = ("ref:", "note:")
# What is one word however it is written: an address, a telephone number, a date, a time, a figure.
_WHOLE = (
    EMAIL.pattern,
    r"(?:https?://|www\.)[^\s<>]*[^\s<>.,;:!?)’”'\"]",
    PHONE.pattern,
    rf"(?i:(?<!\w){DATE.pattern}(?!\w))",
    r"[£$€]?\d+(?:[.,:]\d+)*(?:[ap]m\b)?%?",
)
_PICTURE = f"{PICTURE}[^{PICTURE_END}]*{PICTURE_END}"


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a unit: in which of its texts, from where to where, and whether it stands in a link.

    `word` is the word as it is written; a special one says what it stands for. `target` is where a reference
    leads.
    """

    word: str
    text: int
    start: int
    end: int
    in_link: bool = False
    target: str = ""

    @property
    def key(self) -> str:
        """The word as it is compared: capitals are no difference of wording."""
        return self.word.casefold()


@dataclass(frozen=True)
class Unit:
    """A heading, a clause or a block that a macro prints, in one copy.

    `kind` is "heading", "call", or a fragment's kind. `level` is a heading's; `is_title` says that the
    heading belongs to the clause after it. `place` counts the clauses of the copy, as references do.
    """

    kind: str
    blocks: tuple[Block, ...]
    tokens: tuple[Token, ...]
    number: str = ""
    level: int = 0
    is_title: bool = False
    place: int = -1

    @property
    def is_heading(self) -> bool:
        """Say whether it is a heading."""
        return self.kind == "heading"

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Its words as they are compared."""
        return tuple(token.key for token in self.tokens)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Its texts, in reading order, with the marks of links and emphasis."""
        return tuple(list_texts(self.blocks))

    @property
    def plain(self) -> str:
        """Its text as people read it, on one line."""
        return " ".join(" ".join(cut[0] for cut in cut_at_links(drop_emphasis(text))) for text in self.texts)

    def read_span(self, first: int, last: int) -> str | None:
        """The text from one word up to another, None where it runs over the end of a text or a link."""
        if last <= first:
            return ""
        start, end = self.tokens[first], self.tokens[last - 1]
        if any(token.in_link or token.word.startswith(SPECIAL) for token in self.tokens[first:last]):
            return None
        return (
            drop_emphasis(self.texts[start.text][start.start : end.end]) if start.text == end.text else None
        )


class Tokenizer:
    """Cuts the texts of one school into words; the names that are the school's own are one word each."""

    def __init__(self, names: Sequence[str] = ()) -> None:
        """Take the school's names, such as "Ashgrove Primary School"."""
        whole_names = [rf"(?<!\w){re.escape(name)}(?!\w)" for name in sorted(names, key=len, reverse=True)]
        self._pattern = re.compile("|".join([_PICTURE, *whole_names, *_WHOLE, r"[^\W_]+|[£$€%§&+=]"]))

    def cut_blocks(self, blocks: tuple[Block, ...]) -> tuple[Token, ...]:
        """The words of blocks, in reading order."""
        return tuple(
            token for index, text in enumerate(list_texts(blocks)) for token in self._cut_text(text, index)
        )

    def _cut_text(self, text: str, index: int) -> Iterator[Token]:
        place = 0
        for part, target in cut_at_links(text):
            # A link stands in the text as its mark, its words, a mark, its address and a mark.
            start = place + bool(target)
            if target.startswith(_REFERRED):
                kind = target.partition(":")[0]
                yield Token(
                    f"{SPECIAL}{kind}", index, place, place + len(part) + len(target) + 3, True, target
                )
            else:
                for match in self._pattern.finditer(part):
                    is_picture = match[0].startswith(PICTURE)
                    word = f"{SPECIAL}picture {match[0][1:13]}" if is_picture else match[0]
                    yield Token(
                        word, index, start + match.start(), start + match.end(), bool(target) or is_picture
                    )
                if target:
                    yield Token(f"{SPECIAL}link {target}", index, start + len(part), start + len(part), True)
            place = start + len(part) + (len(target) + 2 if target else 0)


def list_units(outline: Outline, tokenizer: Tokenizer) -> list[Unit]:
    """A copy's units, in order. A clause's heading is a unit by itself: another copy may have it as a heading
    of its own.
    """
    units: list[Unit] = []
    clauses = 0
    for part in outline.parts:
        match part:
            case Section():
                units.append(_make_heading(part.title, part.number, part.level, tokenizer))
            case Call():
                units.append(Unit("call", (), (Token(f"{SPECIAL}call {part.macro}", 0, 0, 0),)))
            case Clause():
                if part.title:
                    units.append(_make_heading(part.title, part.number, 3, tokenizer, is_title=True))
                tokens = tokenizer.cut_blocks(part.blocks)
                units.append(Unit(part.kind, part.blocks, tokens, part.number, place=clauses))
                clauses += 1
    return units


def _make_heading(
    title: str, number: str, level: int, tokenizer: Tokenizer, *, is_title: bool = False
) -> Unit:
    blocks = (Text(title),)
    return Unit("heading", blocks, tokenizer.cut_blocks(blocks), number, level, is_title)
