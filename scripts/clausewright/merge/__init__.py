"""Merge: two rewordings of one clause become one, sentence by sentence, or nothing where they touch the same words. Pure."""

from .threeway import Merged, changes, merged
from .units import block_tags, units

__all__ = ["Merged", "block_tags", "changes", "merged", "units"]
