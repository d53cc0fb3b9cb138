"""Whether all of two files was compared: only then it can be said that nothing has changed."""

from __future__ import annotations

from collections.abc import Collection

# Of these all is read but how their lines are broken.
_WRITTEN = frozenset({"Markdown", "HTML", "text"})


def is_all_compared(old: bytes, new: bytes, formats: Collection[str]) -> bool:
    """Say whether a comparison of two files by their text passes over nothing that could differ.

    Files of two formats, PDFs and OpenDocument files have what no comparison looks at; Word files are held
    against each other by their fields, shapes, controls and pictures; of a text nothing but the breaks of its
    lines may be another.
    """
    if old == new:
        return True
    if len(formats) > 1:
        return False
    [format] = formats
    if format == "Word":
        # Who compares other files does not wait for what reads Word's.
        from ..word.unread import list_unread

        return list_unread(old) == list_unread(new)
    return format in _WRITTEN and old.split() == new.split()
