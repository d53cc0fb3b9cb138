"""Publish: the whole library becomes `public/`. The only room that writes outputs."""

from .again import word_file
from .internal import office_folder, publish_office, write_beside
from .options import KINDS, BuildOptions, Report
from .pipeline import build, unchanged
from .staging import is_ours, recover

__all__ = [
    "KINDS",
    "BuildOptions",
    "Report",
    "build",
    "is_ours",
    "office_folder",
    "publish_office",
    "recover",
    "unchanged",
    "word_file",
    "write_beside",
]
