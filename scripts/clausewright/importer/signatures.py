"""Blocks that are there to be signed: who signs, and the block as a form."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..readers.source import Grid

LINE_TO_WRITE_ON = r"(?:…{2,}|\.{4,}|_{3,}|(?:…\s?){3,}|-{5,})"
_SIGNING = re.compile(
    rf"\b(?:sign(?:ed|ature)|name|date|chair|head|print|position)\b.*?{LINE_TO_WRITE_ON}"
    rf"|^{LINE_TO_WRITE_ON}.*$",
    re.IGNORECASE,
)
_WORDS_OF_SIGNING = re.compile(
    r"\b(?:signed|signature|sign|print(?:ed)?|name|date|of|the|by|on behalf of|position|role)\b",
    re.IGNORECASE,
)
_CHAIR = re.compile(r"chair(?:person|man|woman)?(?: (?:governors|governing (?:body|board)))?", re.IGNORECASE)
_HEAD = re.compile(r"head ?teacher|head|principal", re.IGNORECASE)


def is_signing(text: str) -> bool:
    """Say whether a line is there to be signed."""
    return len(text) < 400 and bool(_SIGNING.search(text)) and len(re.sub(r"[\W_]", "", text)) < 100


def is_signed_by_chair_and_head(lines: Sequence[str]) -> bool:
    """Say whether a block is for the chair of the governing body and the head, and for nobody else."""
    signatories = set()
    for line in lines:
        for part in re.split(LINE_TO_WRITE_ON, line):
            role = " ".join(_WORDS_OF_SIGNING.sub(" ", re.sub(r"[^\w\s]", " ", part)).split())
            if not role:
                continue
            if _CHAIR.fullmatch(role):
                signatories.add("chair")
            elif _HEAD.fullmatch(role):
                signatories.add("head")
            else:
                signatories.add(role)
    return signatories == {"chair", "head"}


def make_form(lines: Sequence[str]) -> Grid:
    """Return lines that are there to be filled in as a table: each label beside a blank cell."""
    rows = []
    for line in lines:
        cells: list[str] = []
        for part in re.split(LINE_TO_WRITE_ON, line):
            label = part.strip(" .…_")
            if label:
                cells += [label, ""]
        rows.append(cells or ["", ""])
    width = max(map(len, rows))
    padded = [tuple(cells + [""] * (width - len(cells))) for cells in ([], *rows)]
    return Grid(tuple(padded))
