"""The names of Word's elements."""

from __future__ import annotations

from lxml import etree

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
Element = etree._Element  # noqa: SLF001 - lxml names the type of an element no other way


def w(name: str) -> str:
    """A name of Word's own, with its namespace."""
    return f"{{{_W}}}{name}"
