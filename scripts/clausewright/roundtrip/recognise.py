"""Recognise: which document a file is that does not say so, such as one that was pasted into a new file.
Pure.
"""

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
    lines = [one.text for one in paragraphs]
    codes = {code for line in lines for found in _CODE.findall(line) if (code := read_code(found))}
    for at, one in enumerate(candidates):
        if one.code in codes:
            return at, f"by its code, {one.code}"
    text = " ".join(lines)
    words = _plain(words_of(text))
    best = max(
        (
            (similarity(words, _plain(words_of(one.text))), -at)
            for at, one in enumerate(candidates)
            if one.reader in text
        ),
        default=(0.0, 0),
    )
    return (-best[1], "by its words") if best[0] >= _ENOUGH else (-1, "")


def _plain(words: Iterable[str]) -> list[str]:
    return [plain for word in words if (plain := _MARKS.sub("", word).casefold())]
