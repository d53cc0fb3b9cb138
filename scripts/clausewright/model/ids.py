"""Whether a name can be an id, such as a new policy's; and what to write in its place."""

from __future__ import annotations

from .record_types import ID, RESERVED_IDS
from .text import make_id


def explain_bad_id(id: str, example: str) -> str:
    """Say what to write in place of a name that cannot be an id: what was probably meant, or else something
    like `example`. An empty string where the name can be one.
    """
    if id in RESERVED_IDS:
        return f"The name is kept for something else. Choose another, such as {example}."
    if ID.fullmatch(id):
        return ""
    meant = make_id(id)
    shown = meant if ID.fullmatch(meant) and meant not in RESERVED_IDS else example
    return f"Use lower-case letters and digits, joined by single hyphens: {shown}."
