"""What one key of a YAML record may hold: days, names of versions, addresses and lines. A text that
does not fit raises ValueError, with what the message of `check` says after the key's name.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from .dates import advise_on_day, first_day, suggest_iso
from .phrases import compile_phrase

# Windows makes no file or folder of these names, nor of one that has them before its first full stop:
# https://learn.microsoft.com/windows/win32/fileio/naming-a-file
DEVICES = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)}
)
RESERVED_IDS = DEVICES | frozenset(
    {
        "clauses",
        "images",
        "model",
        "latest",
        "files",
        "search",
        "assets",
        "office",
        "changes",
        "history",
        "published",
        "can-i",
    }
)
# Anchors that the compiler or pandoc makes: of terms, of notes' marks, of footnotes.
RESERVED_ANCHORS = re.compile(r"(term|mark)-.*|fn(ref)?\d+")
ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
# The id of a rule of wording.
RULE_ID = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)*")


def _check_version_name(name: str) -> str:
    try:
        first_day(name)
    except ValueError:
        meant = suggest_iso(name) or "2026-09, or 2026-09-15 for a day"
        raise ValueError(f"is not a version's date; write {meant}") from None
    return name


def _read_iso_day(written: object) -> object:
    """Take only days as 2026-09-01: anything else that a library for dates lets through, such as a number of
    seconds, is not what its writer meant.
    """
    if not isinstance(written, str):
        return written
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", written):
            return date.fromisoformat(written)
    except ValueError:
        pass
    advice = advise_on_day(written).removesuffix(".").replace("Write", "write", 1)
    raise ValueError(f"is '{written}', which is not a date; {advice}")


Day = Annotated[date, BeforeValidator(_read_iso_day)]


def _check_web_address(text: str) -> str:
    if not re.fullmatch(r"https://[^\s/]+\.[^\s]+", text):
        raise ValueError("is not a web address; it starts with https://")
    return text


def check_edition_id(id: str) -> str:
    """Return the id of an edition, which is a folder of the site; raise ValueError where it cannot be one."""
    if not re.fullmatch(r"[0-9a-z]+(-[0-9a-z]+)*", id):
        raise ValueError(
            f"is '{id}', which cannot be a folder of the site; write lower-case letters and digits: 2026-27"
        )
    return id


DateName = Annotated[str, AfterValidator(_check_version_name)]
OptionalDateName = Annotated[str, AfterValidator(lambda name: _check_version_name(name) if name else name)]
WebAddress = Annotated[str, AfterValidator(_check_web_address)]


def join_line(text: str) -> str:
    """Return a text as one line; raise ValueError where it has no words."""
    line = " ".join(text.split())
    if not line:
        raise ValueError("is empty")
    return line


def _check_phrase(text: str) -> str:
    compile_phrase(text)
    return text


def _refuse_brackets(text: str) -> str:
    if re.search(r"[{}<>]", text):
        raise ValueError("has a bracket; write plain words, since the search knows a school's own")
    return text


WORD_IN_TEXT = re.compile(r"\{(word\.[a-z][a-z0-9_]*)\}")
# The article before a school's word is the word's own: a school, an academy.
WORD_AND_ARTICLE = re.compile(rf"(?:\b([Aa])n? )?{WORD_IN_TEXT.pattern}")


def _allow_only_words(text: str) -> str:
    if re.search(r"[{}<>]", WORD_IN_TEXT.sub("", text)):
        raise ValueError("has a bracket; write plain words, and a school's own as {word.head}")
    return text


def _check_question(text: str) -> str:
    if not text.endswith("?"):
        raise ValueError("is no question; end it with a question mark")
    return text


# No page, table or register has room for a longer name, and none for a longer line.
_LONGEST_NAME, _LONGEST_LINE = 300, 2_000
Text = Annotated[str, AfterValidator(join_line)]
ShortText = Annotated[str, Field(max_length=_LONGEST_NAME), AfterValidator(join_line)]
# What fills a paragraph of a file, or more.
LongText = Annotated[str, Field(max_length=1_000_000)]
PlainOrWords = Annotated[str, AfterValidator(join_line), AfterValidator(_allow_only_words)]
PlainText = Annotated[str, AfterValidator(join_line), AfterValidator(_refuse_brackets)]
Question = Annotated[
    str, AfterValidator(join_line), AfterValidator(_allow_only_words), AfterValidator(_check_question)
]
Phrase = Annotated[str, AfterValidator(join_line), AfterValidator(_check_phrase)]
Phrases = tuple[Phrase, ...]


class Record(BaseModel):
    """The base of all records: frozen, closed to keys that it does not know, and of texts that are lines."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_max_length=_LONGEST_LINE)
