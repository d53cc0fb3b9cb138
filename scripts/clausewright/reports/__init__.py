"""Report: changes become what people read, in words, tables and data. Pure: the same changes give the same
counts on every face.
"""

from __future__ import annotations

from .change_report import change_list, detached, front_page, markdown_blocks, redline_of, text_blocks
from .changes_json import SCHEMA_NAME, as_json, schema
from .cover import Cover, cover_of

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
