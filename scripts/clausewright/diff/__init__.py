"""Diff: two Documents become their Changes. Pure: it knows nothing of libraries, files or formats."""

from __future__ import annotations

from .entries import diff
from .files import diff_files
from .match import Lineage

__all__ = ["Lineage", "diff", "diff_files"]
