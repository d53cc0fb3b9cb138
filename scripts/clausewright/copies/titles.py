"""Titles: what a policy is called apart from whose it is, and what it is about."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..importer.proposals import SMALL

_IN_EVERY_TITLE = frozenset({"policy", "model", "school"})


def drop_names(title: str, names: Iterable[str]) -> str:
    """A title without names and the marks that parted them from it; as it is where nothing else is left."""
    bare = title
    for name in sorted(names, key=len, reverse=True):
        bare = re.sub(rf"{re.escape(name)}(?:[’']s?(?!\w))?", " ", bare, flags=re.IGNORECASE)
    bare = " ".join(bare.split()).strip(" ,;:|-\u2013\u2014")
    bare = re.sub(r"\s+(?:at|for|of)$|\(\s*\)", "", bare).strip()
    if not re.search(r"\w{3}", bare):
        return title
    return bare[:1].upper() + bare[1:]


def shorten_title(text: str) -> str:
    """The first words of a text, for a clause that has no title."""
    words = text.split()
    return " ".join(words[:8]).rstrip(" ,;:.(\u2013-") + ("…" if len(words) > 8 else "")


def read_subject(title: str) -> frozenset[str]:
    """The words of a title that say what a policy is about."""
    words = re.findall(r"[a-z]+", title.casefold())
    return frozenset(word for word in words if word not in SMALL and word not in _IN_EVERY_TITLE)
