"""Words: what counts as one, alike for a source, a draft and a list of what was left out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# Characters that Unicode keeps for a program's own use, around a link: its text, its address.
LINK_START, LINK_TO, LINK_END = "\ufdd0", "\ufdd1", "\ufdd2"
_LINK = re.compile(f"{LINK_START}([^{LINK_TO}]*){LINK_TO}([^{LINK_END}]*){LINK_END}")
_SAME_LINK = re.compile(
    f"{LINK_TO}([^{LINK_END}]*){LINK_END}([ \t]*){LINK_START}([^{LINK_TO}]*){LINK_TO}\\1{LINK_END}"
)
# And around what is emphasised.
BOLD, BOLD_END, ITALIC, ITALIC_END = "\ufdd3", "\ufdd4", "\ufdd5", "\ufdd6"
_EMPHASIS = re.compile(f"[{BOLD}-{ITALIC_END}]")
_OWN = re.compile("[\ufdd0-\ufdef]")
_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufffe\uffff]|[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]"
)
_LIGATURES = {ord(char): unicodedata.normalize("NFKC", char) for char in "ﬀﬁﬂﬃﬄﬅﬆ"}
# A number that a text is glued to ("1.1Aims") is a word of its own.
_WORD, _GLUED = re.compile(r"[^\W_]+"), re.compile(r"(?<=\d)(?=[A-Z])")


def clean(text: str) -> str:
    """Text as everything here reads it: composed, without ligatures, invisible characters and our own marks."""
    text = _OWN.sub("", text).replace("\u2028", "\n").replace("\u2029", "\n").replace("\x85", "\n")
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text.translate(_LIGATURES)))


def words_in(text: str) -> list[str]:
    """The words of a text: its runs of letters and digits, in order."""
    return _WORD.findall(_GLUED.sub(" ", plain(text)))


def words_of(texts: Iterable[str]) -> list[str]:
    """The words of several texts."""
    return [word for text in texts for word in words_in(text)]


def linked(text: str, target: str) -> str:
    """A piece of text that leads somewhere. Only addresses on the web are kept; a text that is the address
    itself says enough.
    """
    target = target.strip()
    if not re.fullmatch(r"https?://[^\s<>\"]+", target) or not text.strip():
        return text
    if bare(plain(text)) == bare(target):
        return text
    core = text.strip()
    return text.replace(core, f"{LINK_START}{core}{LINK_TO}{target}{LINK_END}", 1)


def bare(address: str) -> str:
    """A web address without what writers leave off."""
    return (
        re.sub(r"^https?://|^www\.|^https?://www\.", "", address.strip().rstrip("/.,;"))
        .removeprefix("www.")
        .casefold()
    )


def plain(text: str) -> str:
    """Text without the marks of its links and of its emphasis."""
    return _EMPHASIS.sub("", _LINK.sub(r"\1", text))


def emphasised(text: str, *, bold: bool, italic: bool) -> str:
    """Text with the marks of its emphasis. Spaces at its edges stay outside, and what is only spaces has
    none.
    """
    core = text.strip()
    if not core or not (bold or italic):
        return text
    marked = f"{ITALIC}{core}{ITALIC_END}" if italic else core
    marked = f"{BOLD}{marked}{BOLD_END}" if bold else marked
    return text.replace(core, marked, 1)


def joined_up(text: str) -> str:
    """What several pieces of a text say alike is said once: links to one address, emphasis of one kind."""
    count = 1
    while count:
        text, count = _SAME_LINK.subn(f"\\2\\3{LINK_TO}\\1{LINK_END}", text)
    for start, end in ((BOLD, BOLD_END), (ITALIC, ITALIC_END)):
        text = re.sub(f"{end}([ \t]*){start}", r"\1", text)
    return text


def without_emphasis(text: str) -> str:
    """Text with the marks of its links alone."""
    return _EMPHASIS.sub("", text)


def tail_of(text: str, count: int) -> str:
    """An emphasised text without its first `count` characters, marks of emphasis not counted; what they had
    opened stays open.
    """
    opened, index = "", 0
    while index < len(text) and (count or text[index] in (BOLD_END, ITALIC_END)):
        char = text[index]
        if char in (BOLD, ITALIC):
            opened += char
        elif char in (BOLD_END, ITALIC_END):
            opened = opened.replace(BOLD if char == BOLD_END else ITALIC, "")
        else:
            count -= 1
        index += 1
    return opened + text[index:]


def with_links(text: str) -> list[tuple[str, str]]:
    """Text cut at its links: pairs of a text and the address that it leads to, empty where it leads nowhere.
    Emphasis is dropped.
    """
    return links_in(without_emphasis(text))


def links_in(text: str) -> list[tuple[str, str]]:
    """The same with the marks of emphasis in the texts."""
    pairs, at = [], 0
    for link in _LINK.finditer(text):
        pairs += [(text[at : link.start()], ""), (link[1], link[2])]
        at = link.end()
    return [pair for pair in (*pairs, (text[at:], "")) if pair[0]]
