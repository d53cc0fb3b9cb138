"""Publish: the whole library becomes `public/`. The only room that writes outputs."""

from .again import word_file
from .build import publish, unchanged
from .office import office_folder, publish_office, write_beside
from .order import KINDS, Order, Report
from .staging import is_ours, recover

__all__ = [
    "KINDS",
    "Order",
    "Report",
    "is_ours",
    "office_folder",
    "publish",
    "publish_office",
    "recover",
    "unchanged",
    "word_file",
    "write_beside",
]
