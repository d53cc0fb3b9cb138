"""Report: changes become what people read, in words, tables and data. Pure: the same changes give the same counts on every face."""

from __future__ import annotations

from .cover import Cover, cover_of
from .data import SCHEMA_NAME, as_json, schema
from .documents import change_list, detached, front_page, markdown_blocks, redline_of, text_blocks

__all__ = [
    "SCHEMA_NAME",
    "Cover",
    "as_json",
    "change_list",
    "cover_of",
    "detached",
    "front_page",
    "markdown_blocks",
    "redline_of",
    "schema",
    "text_blocks",
]
