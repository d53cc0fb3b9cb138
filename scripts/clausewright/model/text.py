"""Text: sentences and where they end, words in a row, tags of the template language, Markdown that stands
for just these words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise

# An initial's stop, as in "J. Lyle", ends none, and neither does that of a mark such as "2." or "(a).".
_END = re.compile(r"(?<!\b[A-Z])[.!?][\"'”’)\]]*(?= +[\"'“\u2018(\[]*[A-Z{])")
_MARK = re.compile(r"\s*\(?(?:\d{1,3}|[A-Za-z]|[ivxlc]{1,6})\\?[.):](?=\s|$)")


def find_sentence_ends(text: str) -> Iterator[int]:
    """The places in a line at which a sentence ends and another one follows."""
    start = 0
    for stop in _END.finditer(text):
        mark = _MARK.match(text, start)
        if not mark or mark.end() != stop.end():
            yield stop.end()
            start = stop.end()


def split_sentences(text: str) -> list[str]:
    """The sentences of a line, without the spaces between them. None begins with what looks like the mark of
    a list's item.
    """
    ends = (end for end in find_sentence_ends(text) if not _MARK.match(text, end))
    return [text[start:end].strip(" ") for start, end in pairwise([0, *ends, len(text)])]


# -- Words and sentences as people read them -----------------------------------------------------------------


def capitalise(words: str) -> str:
    """Begin with a capital."""
    return words[:1].upper() + words[1:]


def join_words(words: Iterable[str], last: str = "and") -> str:
    """Words as "a, b and c"."""
    parts = list(words)
    return f" {last} ".join(part for part in (", ".join(parts[:-1]), parts[-1]) if part) if parts else ""


def shorten(text: str, most: int) -> str:
    """The beginning of a text, of so many letters at most."""
    return text if len(text) <= most else text[: most - 1] + "…"


def count_noun(number: int, singular: str, plural: str = "") -> str:
    """A number with its noun: "1 change", "2 changes"; `plural` where an s does not make the plural."""
    return f"{number} {singular if number == 1 else plural or f'{singular}s'}"


# -- Words as Markdown that stands for just these words ------------------------------------------------------

_MARKUP = re.compile(r"[\\`*_\[\]<>{}|#~^$]|(?<!\w)@(?=\w)|&(?=#?\w+;)|(?<=\{)%")
_AT_START = re.compile(r"^([-+:=%]|\(?\w{1,6}[.):](?=\s|$))", re.MULTILINE)
_LONE_DASH = re.compile(r"(?<!\S)([-+])(?=\s)")


def escape_markdown(text: str) -> str:
    """Text that Markdown and the template language leave as it is."""
    return _LONE_DASH.sub(r"\\\1", _MARKUP.sub(lambda mark: f"\\{mark[0]}", text))


def escape_line_start(line: str) -> str:
    """A line that cannot be taken for an item, a number or a rule."""
    marked = _AT_START.match(line)
    if not marked:
        return line
    mark = marked[1]
    return f"\\{line}" if mark[0] in "(-+:=%" else f"{mark[:-1]}\\{mark[-1]}{line[len(mark) :]}"


# -- Tags of the template language, for those who read a template without rendering it -----------------------

TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)


def strip_tags(text: str, silent: re.Pattern[str] | None = None) -> str:
    """A template's own words, each still on its line: `x` where a tag prints something, nothing where it does
    not.

    Tags that `silent` matches print nothing that is to be read.
    """

    def without(tag: re.Match[str]) -> str:
        prints = tag[0].startswith("{{") and not (silent and silent.match(tag[0]))
        return ("x" if prints else "") + "\n" * tag[0].count("\n")

    return TAG.sub(without, text)


# Letters that are no plain letter with a mark, and what stands for each where there are only plain ones.
_PLAIN_LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ß": "ss", "ł": "l", "đ": "d", "ð": "d", "þ": "th"}
)


def make_id(text: str) -> str:
    """An id for a name: lower-case letters and digits, joined by hyphens; empty where nothing is left."""
    spelled = text.lower().translate(_PLAIN_LETTERS)
    plain = unicodedata.normalize("NFKD", spelled.replace("&", " and ").replace("'", "").replace("’", ""))
    words = re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode())
    return "-".join(words).lstrip("0123456789-")
