"""Tagged PDFs: the tree of tags that a writing program left in a PDF (ISO 32000-1, 14.8) says what is a
heading, a list, a table, a note, and in which order they are read.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pypdfium2
from pypdfium2 import raw

from ..word.symbols import UNKNOWN, read_symbol
from .words import clean

_DEEPEST = 60
# "ABCDEF+SymbolMT", "Wingdings-Regular": the fonts of signs by the names that PDFs give them.
_FONT = re.compile(r"(symbol|webdings|wingdings)[ -]?([23]?)")


@dataclass(slots=True)
class TaggedPage:
    """A page: the text of each of its marked contents by number, in the file's order;
    text outside of them; and the tree's roots.
    """

    texts: dict[int, str] = field(default_factory=dict)
    outside: str = ""
    roots: list[Element] = field(default_factory=list)


@dataclass(slots=True)
class Element:
    """An element of the tree, with what stands in it on one page: elements,
    and numbers of marked contents.
    """

    kind: str
    children: list[Element | int] = field(default_factory=list)
    description: str = ""
    columns: int = 1
    rows: int = 1


def read_tags(page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage) -> TaggedPage | None:
    """Read a page's part of the tree, None where the file has none."""
    tree = raw.FPDF_StructTree_GetForPage(page)
    if not tree:
        return None
    try:
        tagged = TaggedPage()
        for index in range(raw.FPDF_StructTree_CountChildren(tree)):
            root = raw.FPDF_StructTree_GetChildAtIndex(tree, index)
            if root:
                tagged.roots.append(_read_element(root, 0))
    finally:
        raw.FPDF_StructTree_Close(tree)
    if not tagged.roots:
        return None
    _sort_text(text_page, tagged)
    return tagged


def _read_element(handle: object, depth: int) -> Element:
    element = Element(_read_text(raw.FPDF_StructElement_GetType, handle))
    element.description = _read_text(raw.FPDF_StructElement_GetAltText, handle)
    if element.kind in ("TD", "TH"):
        element.columns, element.rows = _read_number(handle, b"ColSpan"), _read_number(handle, b"RowSpan")
    for index in range(raw.FPDF_StructElement_CountChildren(handle) if depth < _DEEPEST else 0):
        child = raw.FPDF_StructElement_GetChildAtIndex(handle, index)
        if child:
            inner = _read_element(child, depth + 1)
            if inner.children or inner.description or inner.kind in ("TD", "TH"):
                element.children.append(inner)
            continue
        number = raw.FPDF_StructElement_GetChildMarkedContentID(handle, index)
        if number >= 0:
            element.children.append(number)
    return element


def _read_text(read: Callable[..., int], handle: object) -> str:
    """A text of PDFium's: asked for twice, first for its length."""
    length = read(handle, None, 0)
    if length <= 2:
        return ""
    buffer = ctypes.create_string_buffer(length)
    read(handle, buffer, length)
    return clean(buffer.raw[: length - 2].decode("utf-16-le", "replace"))


def _read_number(handle: object, name: bytes) -> int:
    """A number among an element's attributes, 1 where it has none."""
    for index in range(max(0, raw.FPDF_StructElement_GetAttributeCount(handle))):
        attribute = raw.FPDF_StructElement_GetAttributeAtIndex(handle, index)
        value = raw.FPDF_StructElement_Attr_GetValue(attribute, name) if attribute else None
        number = ctypes.c_float()
        if value and raw.FPDF_StructElement_Attr_GetNumberValue(value, number):
            return max(1, min(int(number.value), 50))
    return 1


def _sort_text(text_page: pypdfium2.PdfTextPage, tagged: TaggedPage) -> None:
    """Sort the letters of a page by the marked content that they stand in."""
    numbers: dict[int, int] = {}
    outside: list[str] = []
    letters: dict[int, list[str]] = {}
    number = -1
    for index in range(text_page.count_chars()):
        char = read_letter(text_page, index)
        drawn = raw.FPDFText_GetTextObject(text_page, index)
        if drawn:
            address = ctypes.addressof(drawn.contents)
            if address not in numbers:
                numbers[address] = raw.FPDFPageObj_GetMarkedContentID(drawn)
            number = numbers[address]
        # What PDFium puts between the words belongs to the word before it.
        is_hyphen = char in "\ufffe\x02"
        (letters.setdefault(number, []) if number >= 0 else outside).append("-\n" if is_hyphen else char)
    tagged.texts = {key: _join_letters(parts) for key, parts in letters.items()}
    tagged.outside = _join_letters(outside)


def read_letter(text_page: pypdfium2.PdfTextPage, index: int) -> str:
    """A letter of a page; of a font of signs, the sign that it is."""
    letter = chr(raw.FPDFText_GetUnicode(text_page, index))
    if not "\ue000" <= letter <= "\uf8ff":
        return letter
    length = raw.FPDFText_GetFontInfo(text_page, index, None, 0, None)
    name = ctypes.create_string_buffer(max(1, length))
    raw.FPDFText_GetFontInfo(text_page, index, name, length, None)
    font = _FONT.search(name.value.decode("utf-8", "replace").lower())
    sign = read_symbol(" ".join(filter(None, font.groups())), letter) if font else UNKNOWN
    return letter if sign == UNKNOWN else sign


def _join_letters(letters: Sequence[str]) -> str:
    return clean("".join(letters).encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
