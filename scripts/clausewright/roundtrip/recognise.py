"""Which document a file is that does not say so, such as one that was pasted into a new file. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..diff.align import similarity
from ..model.codes import read_code
from ..word.paragraphs import Paragraph, words_of

_CODE = re.compile(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b")
_MARKS = re.compile(r"[^\w\s]+")
# A file with fewer of a document's words is another text.
_ENOUGH = 0.6


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that a file may be: whose it is, by name; the code printed in it; and its text, with
    anything for its values.
    """

    reader: str
    code: str
    text: str


def recognise_document(paragraphs: Sequence[Paragraph], candidates: Sequence[Candidate]) -> tuple[int, str]:
    """Return which of the candidates a file is, and how that was found out, in words; -1 where it is none of
    them.
    """
    codes = _find_codes(paragraphs)
    for index, candidate in enumerate(candidates):
        if candidate.code in codes:
            return index, f"by its code, {candidate.code}"
    text = " ".join(paragraph.text for paragraph in paragraphs)
    words = _fold_words(words_of(text))
    best, highest = -1, 0.0
    for index, candidate in enumerate(candidates):
        if candidate.reader in text:
            alike = similarity(words, _fold_words(words_of(candidate.text)))
            # Of documents that are as much alike, the first.
            if alike >= _ENOUGH and alike > highest:
                best, highest = index, alike
    return (best, "by its words") if best >= 0 else (-1, "")


def _find_codes(paragraphs: Iterable[Paragraph]) -> set[str]:
    codes: set[str] = set()
    for paragraph in paragraphs:
        for printed in _CODE.findall(paragraph.text):
            code = read_code(printed)
            if code:
                codes.add(code)
    return codes


def _fold_words(words: Iterable[str]) -> list[str]:
    """Words without marks and capitals."""
    folded = (_MARKS.sub("", word).casefold() for word in words)
    return [word for word in folded if word]
