"""Publish: the whole library becomes `public/`. The only room that writes outputs."""

from .build import publish, unchanged
from .order import KINDS, Order, Report

__all__ = ["KINDS", "Order", "Report", "publish", "unchanged"]
