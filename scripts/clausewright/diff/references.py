"""References by number in the texts of others: one that leads where it led says the same,
whatever its number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from ..model.change import Change, Edit, EditKind, Kind, Weight
from .repeated import FOLLOWS

_NUMBERS = re.compile(r"\d+(?:\.\d+)*")
_WORDING = frozenset({Kind.REWORDED, Kind.REFERENCE, Kind.FIGURE})


def follow_references(change: Change, numbers: Mapping[str, str]) -> Change:
    """Return a change in which the references are known that follow their clauses.

    `numbers` says which number each old clause has now. A change of nothing but such references is one of
    references alone, and weighs nothing.
    """
    edits = tuple(_follow(edit, numbers) for edit in change.edits)
    if edits == change.edits:
        return change
    if all(edit.way == FOLLOWS for edit in edits) and _WORDING.issuperset(change.kinds):
        return replace(change, edits=edits, kinds=(Kind.REFERENCE,), weights=())
    if any(edit.kind is EditKind.FIGURE for edit in edits):
        return replace(change, edits=edits)
    kinds = tuple(kind for kind in change.kinds if kind is not Kind.FIGURE)
    weights = tuple(weight for weight in change.weights if weight is not Weight.FIGURE)
    return replace(change, edits=edits, kinds=kinds or (Kind.REWORDED,), weights=weights)


def _follow(edit: Edit, numbers: Mapping[str, str]) -> Edit:
    """An edit as one of a reference that follows its clause, where it is one."""
    if edit.kind not in (EditKind.REFERENCE, EditKind.FIGURE) or not (edit.old and edit.new):
        return edit
    olds, news = _NUMBERS.findall(edit.old), _NUMBERS.findall(edit.new)
    if not olds:
        return edit
    # A figure that is a clause's number by chance has no full stop in it.
    if edit.kind is EditKind.FIGURE and not all("." in number for number in olds):
        return edit
    is_same = len(olds) == len(news) and all(
        _number_now(old, numbers) == new for old, new in zip(olds, news, strict=True)
    )
    return replace(edit, kind=EditKind.REFERENCE, way=FOLLOWS) if is_same else edit


def _number_now(old: str, numbers: Mapping[str, str]) -> str:
    for written in (old, f"{old}."):
        if written in numbers:
            return numbers[written].rstrip(".")
    return ""
