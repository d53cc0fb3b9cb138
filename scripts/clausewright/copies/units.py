"""Units: a copy of a policy as the headings and clauses that are aligned with those of other copies, and each
of them as the words by which it is compared.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from ..importer.outline import Block, Call, Clause, Outline, Section, Text, list_texts
from ..importer.stated_dates import DATE
from ..importer.values import EMAIL, PHONE
from ..readers.words import ELSEWHERE, LINK_START, PICTURE, PICTURE_END, cut_at_links, drop_emphasis, plain
from .vocabulary import CAPITAL, PARTICLES, list_phrases

# Every word that is no word of the text begins with this: a reference, a picture, the address of a link.
SPECIAL = "\0"
LINK = f"{SPECIAL}link "
_REFERRED = ("ref", "note")
# What is one word however it is written, and by what stands for any other of its kind.
_WHOLE = {
    "email": EMAIL.pattern,
    "address": r"(?:https?://|www\.)[^\s<>]*[^\s<>.,;:!?)’”'\"]",
    "phone": PHONE.pattern,
    "person": r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Rev|Revd|Sir|Dame|Canon|Father|Sister)\.?"
    rf"(?: {CAPITAL}\.?(?=\s))*(?: (?:{PARTICLES}))* (?:[ae]l-)?{CAPITAL}[\w’'-]+"
    rf"(?:(?: (?:{PARTICLES}))* (?:[ae]l-)?{CAPITAL}[\w’'-]+)?(?<![’'-])(?<![’']s)",
    "date": rf"(?i:(?<!\w){DATE.pattern}(?!\w))",
    "figure": r"[£$€]?\d+(?:[.,:]\d+)*(?:[ap]m\b)?%?",
}
# An address that a program made of the words of a link.
_OWN_ADDRESS = re.compile(r"(?:tel|mailto):")
_PICTURE = f"{PICTURE}[^{PICTURE_END}]*{PICTURE_END}"


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a unit: in which of its texts, from where to where, and whether it stands in a link.

    `word` is the word as it is written; a special one says what it stands for. `target` is where a reference
    leads. `sort` is of what sort of value it is, "date" or the variable's key, empty for a word.
    """

    word: str
    text: int
    start: int
    end: int
    in_link: bool = False
    target: str = ""
    sort: str = ""

    @property
    def shape(self) -> str:
        """What stands for the word where texts are aligned: values of one sort are alike."""
        return f"{SPECIAL}{self.sort}" if self.sort else self.word.casefold()

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
    def shapes(self) -> tuple[str, ...]:
        """Its words as they are aligned."""
        return tuple(token.shape for token in self.tokens)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Its texts, in reading order, with the marks of links and emphasis."""
        return tuple(list_texts(self.blocks))

    @cached_property
    def plain_texts(self) -> tuple[str, ...]:
        """Its texts as people read them, each on one line."""
        return tuple(" ".join(plain(text).split()) for text in self.texts)

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
        if last - first == 1:
            return start.word
        text = self.texts[start.text][start.start : end.end]
        return drop_emphasis(text) if start.text == end.text and LINK_START not in text else None


class Tokenizer:
    """Cuts the texts of one school into words; what is the school's own is one word each, and so is a word of
    several words that every policy has.
    """

    def __init__(self, values: Mapping[str, str]) -> None:
        """Take the school's own names and words, such as "Ashgrove Primary School", each with the sort of
        value that it is.
        """
        self._sorts = values
        value_patterns = [re.escape(value) for value in sorted(values, key=len, reverse=True)]
        whole = [rf"(?P<own>(?<!\w)(?:{'|'.join(value_patterns)})(?!\w))"] if value_patterns else []
        vocabulary = "|".join(map(re.escape, list_phrases()))
        kinds = [f"(?P<{sort}>{pattern})" for sort, pattern in _WHOLE.items()]
        self._pattern = re.compile(
            "|".join(
                [
                    f"(?P<picture>{_PICTURE})",
                    *whole,
                    *kinds,
                    rf"(?P<phrase>(?<!\w)(?:{vocabulary})(?!\w))",
                    r"[^\W_]+|[£$€%§&+=]",
                ]
            )
        )

    def cut_blocks(self, blocks: tuple[Block, ...]) -> tuple[Token, ...]:
        """The words of blocks, in reading order."""
        return tuple(
            token for index, text in enumerate(list_texts(blocks)) for token in self._cut_text(text, index)
        )

    def _cut_text(self, text: str, index: int) -> Iterator[Token]:
        place = 0
        for part, target in cut_at_links(text):
            # A link stands in the text as its mark, its words, a mark, its address and a mark.
            end = place + len(part) + (len(target) + 3 if target else 0)
            kind = target.partition(":")[0]
            if kind in _REFERRED:
                yield Token(f"{SPECIAL}{kind}", index, place, end, True, target)
            elif _OWN_ADDRESS.match(target) and (whole := self._pattern.fullmatch(part)):
                yield Token(part, index, place, end, sort=whole.lastgroup or "")
            else:
                yield from self._cut_part(part, index, place + bool(target), is_link=bool(target))
                if target and not target.startswith(ELSEWHERE):
                    # With or without the last stroke an address is the same.
                    yield Token(LINK + target.rstrip("/"), index, end, end, True)
            place = end

    def _cut_part(self, part: str, index: int, start: int, *, is_link: bool) -> Iterator[Token]:
        for match in self._pattern.finditer(part):
            sort = match.lastgroup or ""
            if sort == "picture":
                word = f"{SPECIAL}picture {match[0][1:13]}"
                yield Token(word, index, start + match.start(), start + match.end(), True)
                continue
            sort = self._sorts[match[0]] if sort == "own" else "" if sort == "phrase" else sort
            word = sys.intern(match[0])
            yield Token(word, index, start + match.start(), start + match.end(), is_link, sort=sort)


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
