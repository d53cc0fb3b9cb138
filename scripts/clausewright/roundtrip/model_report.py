"""The report on a model's Word file that came back, in lines for a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..model.library import Policy, Version
from ..model.text import join_words
from .compare import Returned
from .draft import ChangeKind, ModelChange
from .report import report_beside


def write_changes(changes: Sequence[ModelChange], policy: Policy, new_version: str) -> Iterator[str]:
    """Write what a draft version brings, a line for each change."""
    if changes:
        yield f"\nChanges ({len(changes)})"
    for change in changes:
        yield _describe_change(change, new_version)
    if changes:
        yield f"    Proposed as a draft version: policies/{policy.id}/{new_version}.md"


def write_rest(returned: Returned, not_taken: Sequence[str]) -> Iterator[str]:
    """Write what the draft does not say, and what people wrote beside the text."""
    if returned.values:
        yield f"\nFields ({len(returned.values)})"
    for edit in returned.values:
        yield (
            f"  {edit.key}: “{edit.old}” -> “{edit.new}”. Not taken over: the model prints an example there;"
            " the value is each school's."
        )
    if not_taken:
        yield f"\nNot taken over ({len(not_taken)})"
    for note in not_taken:
        yield f"  {note}."
    yield from report_beside(returned)


def explain_older(version: Version, newest: Version) -> str:
    """Say that a file is of an older version than the newest."""
    return (
        f"The file is of {version.title}, and there is a newer version, {newest.title}: a draft that began"
        " with this one would undo it. Make the changes in the Word file of the newest."
    )


def _describe_change(change: ModelChange, new_version: str) -> str:
    kinds = join_words(_describe_kind(kind, change) for kind in change.kinds)
    if not change.clause:
        return f"  {change.title}: {kinds}"
    path = f"policies/clauses/{change.clause}/{new_version}.md"
    is_written = change.needs_reason and ChangeKind.REMOVED not in change.kinds
    return f"  {change.title} ({change.clause}): {kinds}{f' -> {path}' if is_written else ''}"


def _describe_kind(kind: ChangeKind, change: ModelChange) -> str:
    if kind is ChangeKind.SPLIT:
        return f"split off from {join_words(change.others)}"
    if kind is ChangeKind.MERGED:
        return f"merged with {join_words(change.others)}"
    return str(kind)
