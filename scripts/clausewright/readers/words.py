"""Words: what counts as one, alike for a source, a draft and a list of what was left out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from ..word.symbols import read_private_signs

# Characters that Unicode keeps for a program's own use, around a link: its text, its address.
LINK_START, LINK_TO, LINK_END = "\ufdd0", "\ufdd1", "\ufdd2"
_LINK = re.compile(f"{LINK_START}([^{LINK_TO}]*){LINK_TO}([^{LINK_END}]*){LINK_END}")
_SAME_LINK = re.compile(
    f"{LINK_TO}([^{LINK_END}]*){LINK_END}([ \t]*){LINK_START}([^{LINK_TO}]*){LINK_TO}\\1{LINK_END}"
)
# An address in another file, or beside this one, begins with this: it is told and compared, and is no link of
# a draft.
ELSEWHERE = "elsewhere:"
# The mark of a note leads to its key, and has no words of its own.
FOOTNOTE = "footnote:"
# And around the key of a picture.
PICTURE, PICTURE_END = "\ufdd7", "\ufdd8"
_PICTURE = re.compile(f"{PICTURE}([^{PICTURE_END}]*){PICTURE_END}")
# And around what is emphasised.
BOLD, BOLD_END, ITALIC, ITALIC_END = "\ufdd3", "\ufdd4", "\ufdd5", "\ufdd6"
_EMPHASIS = re.compile(f"[{BOLD}-{ITALIC_END}]")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_SAFE_SCHEME = re.compile(r"(https?://|mailto:|tel:)", re.IGNORECASE)
_OWN = re.compile("[\ufdd0-\ufdef]")
_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufffe\uffff]"
    "|[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]"
)
_LIGATURES = {ord(char): unicodedata.normalize("NFKC", char) for char in "ﬀﬁﬂﬃﬄﬅﬆ"}
# A number that a text is glued to ("1.1Aims") is a word of its own.
_WORD, _GLUED = re.compile(r"[^\W_]+"), re.compile(r"(?<=\d)(?=[A-Z])")


def clean(text: str) -> str:
    """Text as everything here reads it: composed, without ligatures, private signs, invisible characters and
    our own marks.
    """
    text = _OWN.sub("", text).replace("\u2028", "\n").replace("\u2029", "\n").replace("\x85", "\n")
    text = _INVISIBLE.sub("", text.translate(_LIGATURES))
    return unicodedata.normalize("NFC", read_private_signs(text))


def split_words(text: str) -> list[str]:
    """The words of a text: its runs of letters and digits, in order."""
    return _WORD.findall(_GLUED.sub(" ", plain(text)))


def split_all_words(texts: Iterable[str]) -> list[str]:
    """The words of several texts."""
    return [word for text in texts for word in split_words(text)]


def write_link(text: str, target: str) -> str:
    """Return a piece of text that leads somewhere: to an address on the web, a mailbox, a telephone, or a
    file beside this one. A text that is the address itself says enough, and other targets are not kept:
    `SourceBuilder.mark_link` names them.
    """
    target = target.strip()
    if not text.strip() or is_lost_target(target) or strip_address(plain(text)) == strip_address(target):
        return text
    if not _SAFE_SCHEME.match(target):
        target = f"{ELSEWHERE}{target}"
    core = text.strip()
    return text.replace(core, f"{LINK_START}{core}{LINK_TO}{target}{LINK_END}", 1)


def is_lost_target(target: str) -> bool:
    """Say whether a link's target cannot be kept: a place in the same file, a scheme that no policy needs,
    or something that is no address.
    """
    if not target or target.startswith("#") or re.search(r"[\s<>\"]", target):
        return True
    return bool(_SCHEME.match(target)) and not _SAFE_SCHEME.match(target)


def write_note_mark(key: str) -> str:
    """Return the mark of the note with a key."""
    return f"{LINK_START}{LINK_TO}{FOOTNOTE}{key}{LINK_END}"


def write_picture_mark(key: str) -> str:
    """Return what stands where the picture with a key stood."""
    return f"{PICTURE}{key}{PICTURE_END}"


def list_pictures(text: str) -> list[str]:
    """The keys of the pictures that stand in a text."""
    return _PICTURE.findall(text)


def drop_pictures(text: str) -> str:
    """Text without the places of its pictures."""
    return _PICTURE.sub("", text)


def strip_address(address: str) -> str:
    """An address without what writers leave off."""
    address = re.sub(r"^(https?://|mailto:|tel:)", "", address.strip().rstrip("/.,;"))
    return address.removeprefix("www.").casefold()


def plain(text: str) -> str:
    """Text without its pictures and the marks of its links and of its emphasis."""
    return _EMPHASIS.sub("", _LINK.sub(r"\1", _PICTURE.sub("", text)))


def mark_emphasis(text: str, *, bold: bool, italic: bool) -> str:
    """Text with the marks of its emphasis. Spaces at its edges stay outside,
    and what is only spaces has none.
    """
    core = text.strip()
    if not core or not (bold or italic):
        return text
    marked = f"{ITALIC}{core}{ITALIC_END}" if italic else core
    marked = f"{BOLD}{marked}{BOLD_END}" if bold else marked
    return text.replace(core, marked, 1)


def join_marks(text: str) -> str:
    """What several pieces of a text say alike is said once: links to one address, emphasis of one kind."""
    count = 1
    while count:
        text, count = _SAME_LINK.subn(f"\\2\\3{LINK_TO}\\1{LINK_END}", text)
    for start, end in ((BOLD, BOLD_END), (ITALIC, ITALIC_END)):
        text = re.sub(f"{end}([ \t]*){start}", r"\1", text)
    return text


def drop_emphasis(text: str) -> str:
    """Text with the marks of its links alone."""
    return _EMPHASIS.sub("", text)


def cut_head_off(text: str, count: int) -> str:
    """An emphasised text without its first `count` characters, marks of emphasis not counted;
    what they had opened stays open.
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


def cut_at_links(text: str) -> list[tuple[str, str]]:
    """Return a text cut at its links: pairs of a text and the address that it leads to, empty where it leads
    nowhere. The marks of emphasis stay in the texts.
    """
    pairs, start = [], 0
    for link in _LINK.finditer(text):
        pairs += [(text[start : link.start()], ""), (link[1], link[2])]
        start = link.end()
    return [pair for pair in (*pairs, (text[start:], "")) if any(pair)]
