"""Report: changes become what people read, in words, tables and data. Pure: the same changes give the same
counts in every format.
"""

from __future__ import annotations

from .change_list import build_opening, list_changes, list_comments
from .change_report import build_front_page, build_markdown, build_redline, build_text, detach
from .changes_json import SCHEMA_NAME, read_schema, write_json
from .cover import Cover, make_cover
from .meeting import build_agenda, build_email

__all__ = [
    "SCHEMA_NAME",
    "Cover",
    "build_agenda",
    "build_email",
    "build_front_page",
    "build_markdown",
    "build_opening",
    "build_redline",
    "build_text",
    "detach",
    "list_changes",
    "list_comments",
    "make_cover",
    "read_schema",
    "write_json",
]
