"""Bullets: which of them are rules of their own,
and which paragraphs between them belong to the one before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..readers.labels import Kind
from ..readers.words import plain
from .roles import Entry, Role, find_polarity

_SENTENCE_END = re.compile(r"[.!?][)”’\"']*$")
_LEADS_IN = re.compile(r"[:–-]$|\b(?:following|below|as follows)\b[^.]*\.?$", re.IGNORECASE)
# What stands after its subject, which is the heading or the sentence above.
_GOES_ON = re.compile(
    r"(?:will|shall|must|should|may|can|to|is|are|has|have|be|being|not|that|who|and|or)\b|[a-z]"
)
_SPEAKS_OF_WHAT_IS_ABOVE = re.compile(
    r"(?:this|these|it|they|those|that|such|he|she|however|if so|in this case|for example)\b|[a-z(]",
    re.IGNORECASE,
)
_SHORTEST_RULE = 4
_MOSTLY = 0.7


def mark_rules(entries: Sequence[Entry], quoted: Sequence[range]) -> None:
    """Give each bullet that is a rule of its own the role of one, so that it can be cited and amended.

    A bullet is a rule where it is a sentence, and neither a sentence nor a heading above it leads in to it.
    What stands under a number belongs to that number, and what is quoted stays as it is.
    """
    inside = {index for places in quoted for index in places}
    is_under_number = False
    index = 0
    while index < len(entries):
        entry = entries[index]
        if entry.role is Role.HEADING:
            is_under_number = False
        elif entry.role in (Role.CLAUSE, Role.TITLED):
            is_under_number = True
        elif entry.counts(Kind.BULLET) and entry.role is Role.ITEM:
            end = _find_end(entries, index)
            before = entries[index - 1] if index else None
            is_free = not is_under_number and index not in inside and not _leads_in(before)
            if is_free:
                _mark_run(entries[index:end])
            index = end
            continue
        index += 1


def mark_continuations(entries: Sequence[Entry]) -> None:
    """Give each paragraph that goes on with the item above it, before the list itself goes on, its role."""
    keys: set[tuple[str, int]] = set()
    for index, entry in enumerate(entries):
        if entry.role is Role.ITEM and entry.mark:
            keys.add(_make_list_key(entry))
        elif entry.role is not Role.TEXT:
            keys.clear()
        elif keys:
            after = entries[index + 1] if index + 1 < len(entries) else None
            goes_on = after is not None and after.role is Role.ITEM and _make_list_key(after) in keys
            text = plain(entry.text)
            is_more = _SPEAKS_OF_WHAT_IS_ABOVE.match(text) and _SENTENCE_END.search(text)
            if goes_on and is_more and not entry.paragraph.quoted and not _LEADS_IN.search(text):
                entry.role = Role.MORE
            else:
                keys.clear()


def _make_list_key(entry: Entry) -> tuple[str, int]:
    """What the items of one list have in common."""
    style = entry.mark.style if entry.mark else ""
    return (style, entry.paragraph.depth if entry.paragraph.label else -1)


def _leads_in(before: Entry | None) -> bool:
    if before is None:
        return False
    text = plain(before.text).strip()
    if before.role is Role.HEADING:
        return before.is_lead or bool(find_polarity(text))
    return before.role is not Role.GRID and (bool(_LEADS_IN.search(text)) or not _SENTENCE_END.search(text))


def _find_end(entries: Sequence[Entry], start: int) -> int:
    """Where a list ends, with all that stands in it."""
    end = start
    while end < len(entries) and entries[end].role in (Role.ITEM, Role.MORE):
        end += 1
    return end


def _mark_run(run: Sequence[Entry]) -> None:
    """Make rules of the outermost items of a list where most of them are sentences."""
    outermost = [
        entry for entry in run if entry.role is Role.ITEM and _make_list_key(entry) == _make_list_key(run[0])
    ]
    sentences = 0
    for entry in outermost:
        text = plain(entry.text).strip()
        is_sentence = bool(_SENTENCE_END.search(text)) or entry.is_lead
        if is_sentence and len(text.split()) >= _SHORTEST_RULE and not _GOES_ON.match(text):
            sentences += 1
    if sentences >= _MOSTLY * len(outermost):
        for entry in outermost:
            entry.role = Role.RULE
