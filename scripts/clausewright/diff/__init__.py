"""Diff: two Documents become their Changes. Pure: it knows nothing of libraries, files or formats."""

from __future__ import annotations

from .documents import diff
from .match import Lineage

__all__ = ["Lineage", "diff"]
