"""Readers of what clausewright makes: a web page, a Word file and a PDF, each as the same plain structure."""

from __future__ import annotations

from .html import read_html
from .pdf import read_pdf
from .structure import (
    BULLET,
    Block,
    Blocks,
    Heading,
    List,
    Note,
    Paragraph,
    Picture,
    Quote,
    Table,
    every,
    lines,
    words,
)
from .word import read_word

__all__ = [
    "BULLET",
    "Block",
    "Blocks",
    "Heading",
    "List",
    "Note",
    "Paragraph",
    "Picture",
    "Quote",
    "Table",
    "every",
    "lines",
    "read_html",
    "read_pdf",
    "read_word",
    "words",
]
