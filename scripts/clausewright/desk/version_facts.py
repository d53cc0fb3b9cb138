"""The facts of a draft as its form has them: what it brings, how far it is, who was asked, and why clauses
are gone.
"""

from __future__ import annotations

from collections.abc import Iterable

from starlette.datastructures import FormData

from ..assemble.branches import in_words, outline
from ..edit.yaml_edit import Plain
from ..model.kinds import VersionStatus
from ..model.library import Library, Policy, Version
from .pages import get_line

# How far a version is whose text may still change.
OPEN_STATUSES = frozenset({VersionStatus.DRAFT, VersionStatus.CONSULTATION})


def list_gone(library: Library, policy: Policy, version: Version) -> tuple[tuple[str, str, str], ...]:
    """The clauses that the version before has and this one has no more: id, title, and the reason so far."""
    place = policy.versions.index(version)
    if not place:
        return ()
    kept = {placed.clause for placed in outline(library, version)}
    reasons = {entry.clause: entry.reason for entry in version.facts.removed}
    earlier = dict.fromkeys(placed.clause for placed in outline(library, policy.versions[place - 1]))
    return tuple(
        (id, in_words(library, library.clauses[id].revisions[-1].facts.title), reasons.get(id, ""))
        for id in earlier
        if id not in kept
    )


def list_removals(version: Version, form: FormData, gone: Iterable[str]) -> list[Plain]:
    """Why clauses are gone, as a version's facts have it: what a form says, and what stood there before."""
    removals: list[Plain] = []
    for id in gone:
        entry = next((entry for entry in version.facts.removed if entry.clause == id), None)
        if reason := get_line(form, f"gone {id}") or (entry.reason if entry else ""):
            place: dict[str, Plain] = {"instead": list(entry.instead)} if entry and entry.instead else {}
            removals.append({"clause": id, "reason": reason, **place})
    for entry in version.facts.removed:
        if entry.term:
            removals.append({"term": entry.term, "reason": entry.reason})
    return removals


def list_changed_facts(version: Version, form: FormData) -> dict[str, Plain | None]:
    """The facts that a form says otherwise than the version; None takes one out."""
    facts: dict[str, Plain | None] = {}
    if (summary := get_line(form, "summary")) and summary != version.facts.summary:
        facts["summary"] = summary
    status = get_line(form, "status")
    if status in OPEN_STATUSES and status != version.facts.status:
        facts["status"] = status
    comment_by = get_line(form, "comment_by")
    if comment_by != (version.facts.comment_by.isoformat() if version.facts.comment_by else ""):
        facts["comment_by"] = comment_by or None
    if party := get_line(form, "who"):
        consulted: list[Plain] = [
            {"who": entry.who, "on": entry.on.isoformat(), "outcome": entry.outcome}
            for entry in version.facts.consulted
        ]
        consulted.append({"who": party, "on": get_line(form, "on"), "outcome": get_line(form, "outcome")})
        facts["consulted"] = consulted
    return facts
