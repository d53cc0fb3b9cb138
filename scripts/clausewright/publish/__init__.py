"""Publish: the whole library becomes `public/`. The only room that writes outputs."""

from .again import word_file
from .build import publish, unchanged
from .order import KINDS, Order, Report
from .staging import is_ours, recover

__all__ = ["KINDS", "Order", "Report", "is_ours", "publish", "recover", "unchanged", "word_file"]
