"""Dates and telephone numbers that Word does not break over two lines: the spaces in them are ones at which
no line ends, and are read back as the spaces that they stand for.
"""

from __future__ import annotations

import re

_NO_BREAK_SPACE = "\u00a0"
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
# As overrides/pdf/policy.typ keeps them together.
_KEPT_TOGETHER = re.compile(
    rf"(?<!\d)\d{{1,2}}[ {_NO_BREAK_SPACE}](?:{_MONTHS})(?:[ {_NO_BREAK_SPACE}]\d{{4}})?(?!\d)"
    rf"|(?<!\d)(?:\+\d{{2}}[ {_NO_BREAK_SPACE}]?|0)\d{{2,4}}[\d {_NO_BREAK_SPACE}]{{5,9}}\d"
)


def keep_together(text: str) -> str:
    """Return a text in which no line ends within a date or a telephone number."""
    return _KEPT_TOGETHER.sub(lambda match: match[0].replace(" ", _NO_BREAK_SPACE), text)


def restore_spaces(text: str) -> str:
    """Return a text with the usual spaces in its dates and telephone numbers."""
    return _KEPT_TOGETHER.sub(lambda match: match[0].replace(_NO_BREAK_SPACE, " "), text)
