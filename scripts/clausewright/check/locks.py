"""Locks: issued means issued. Every later change to the text of an issued version, by clause and file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ..assemble.locks import (
    compute_digest,
    compute_revision_digest,
    compute_seal,
    compute_version_digest,
    list_earlier_versions,
    list_options,
    select_citation_words,
)
from ..errors import Problem
from ..model.dates import month_after
from ..model.kinds import VersionStatus
from ..model.library import Library, Lock, Policy, Version
from ..model.lock_records import LockedClause
from ..model.text import shorten
from .facts import find_unknown
from .templates import Readings


@dataclass(frozen=True, slots=True)
class Breach:
    """One change to what was issued: where it is, what was done, and what to do instead. `{later}` is a date
    that would be right.
    """

    path: str
    line: int
    change: str
    instead: str


def find_breaches(library: Library, policy: Policy, version: Version, lock: Lock) -> Iterator[Breach]:
    """Everything that would print otherwise in a version than it did when it was issued."""
    yield from _compare_lock(policy, version, lock)
    yield from _compare_version(policy, version, lock)
    for index, clause in enumerate(lock.facts.clauses):
        yield from _compare_clause(library, version, lock, clause, lock.lines.get(f"clauses/{index}", 0))
    yield from _compare_citations(library, version, lock)
    yield from _compare_terms(library, lock)
    yield from _compare_titles_and_pictures(library, lock)
    yield from _compare_schema(library, lock)


def check_unchanged(
    library: Library, as_at: date, looked_at: Iterable[tuple[Policy, Version]] | None = None
) -> Iterator[Problem]:
    """A problem for every change to issued text, however many versions it concerns; `wanted` limits it to
    some versions.
    """
    breached: dict[Breach, list[Version]] = {}
    for policy, version in looked_at if looked_at is not None else _list_locked_versions(library):
        if version.lock:
            for breach in find_breaches(library, policy, version, version.lock):
                breached.setdefault(breach, []).append(version)
    for breach, versions in breached.items():
        later = month_after(max(version.date for version in versions), as_at)
        where = "; ".join(
            f"{library.policies[issued_version.policy].facts.title} of {issued_version.title}"
            for issued_version in versions
        )
        yield Problem(
            breach.path,
            breach.line,
            f"{breach.change.rstrip('.')} (issued in {where})",
            breach.instead.replace("{later}", later),
        )


def _list_locked_versions(library: Library) -> Iterator[tuple[Policy, Version]]:
    return ((policy, version) for policy in library.policies.values() for version in policy.versions)


def _compare_lock(policy: Policy, version: Version, lock: Lock) -> Iterator[Breach]:
    restore = (
        f"Put it back as it was, for example with git; only 'clausewright issue {policy.id} {version.name}'"
        " writes it."
    )
    if (lock.facts.policy, lock.facts.version) != (policy.id, version.name):
        yield Breach(
            lock.path,
            1,
            f"is the lock of '{lock.facts.policy}' {lock.facts.version}, not of the version beside it.",
            restore,
        )
    elif lock.lines and compute_seal(lock.facts) != lock.facts.seal:
        yield Breach(
            lock.path,
            lock.lines.get("seal", 1),
            "has been written in since it was made: its seal does not fit.",
            restore,
        )


def _compare_version(policy: Policy, version: Version, lock: Lock) -> Iterator[Breach]:
    path, new = (
        version.body.path,
        (
            "Put it back as it was issued. Write the change as a new version:"
            f" policies/{policy.id}/{{later}}.md."
        ),
    )
    if compute_digest(version.body.text) != lock.facts.text:
        yield Breach(path, version.body.line, "changes the text of the version itself.", new)
    if compute_version_digest(version) != lock.facts.facts:
        yield Breach(
            path,
            version.lines.get("summary", 1),
            "changes the version's summary, consultation or endorsements.",
            new,
        )
    for name, was in (("title", lock.facts.title), ("numbering", lock.facts.numbering)):
        now = getattr(policy.facts, name)
        if now != was:
            instead = (
                f"Put '{was}' back. A policy under another {name} is another policy: withdraw this one and"
                " name its successor."
            )
            yield Breach(
                policy.path,
                policy.lines.get(name, 1),
                f"changes the policy's {name} from '{was}' to '{now}'.",
                instead,
            )
    if lock.facts.history is not None:
        yield from _compare_history(policy, version, lock.facts.history)


def _compare_history(policy: Policy, version: Version, was: Mapping[str, str]) -> Iterator[Breach]:
    """An earlier version that comes, or goes, or says something else of itself, changes the list of versions
    in a later one.
    """
    now = list_earlier_versions(policy, version)
    for name in sorted({*now, *was}):
        path = f"policies/{policy.id}/{name}.md"
        if name not in was:
            yield Breach(
                path,
                1,
                f"adds version {name} to the list of versions in a later one.",
                "Date the new version {later} or later.",
            )
        elif name not in now:
            yield Breach(
                path,
                1,
                f"takes version {name} out of the list of versions in a later one.",
                "Put it back; withdraw it instead.",
            )
        elif now[name] != was[name]:
            yield Breach(
                path,
                1,
                f"changes the summary of version {name}, which a later version lists.",
                f"Put it back: '{was[name]}'.",
            )


def _compare_clause(
    library: Library, version: Version, lock: Lock, was: LockedClause, line: int
) -> Iterator[Breach]:
    unread = library.unread.get("revision", ())
    file = f"policies/clauses/{was.clause}/{was.revision}.md"
    if f"{was.clause}/{was.revision}" in unread or was.clause in library.unread.get("clause", ()):
        return
    clause = library.clauses.get(was.clause)
    locked = clause.named(was.revision) if clause else None
    if clause is None or locked is None:
        yield Breach(
            lock.path,
            line,
            f"names revision {was.revision} of clause '{was.clause}', which is gone.",
            f"Put {file} back.",
        )
        return
    new = (
        "Put it back as it was issued. Write the change as a new revision,"
        f" policies/clauses/{was.clause}/{{later}}.md"
    )
    new += ", which versions from then on take up."
    if compute_digest(locked.body.text) != was.text:
        yield Breach(file, locked.body.line, f"changes the wording of clause '{was.clause}'.", new)
    if compute_revision_digest(locked) != was.facts:
        message = f"changes the title of clause '{was.clause}', or other front matter of it that prints."
        yield Breach(file, locked.lines.get("title", 1), message, new)
    taken = None if was.named else clause.at(version.date)
    if taken and taken.name != was.revision:
        message = (
            f"is dated so that issued versions would take it up for clause '{was.clause}' in place of its"
            f" revision of {was.revision}."
        )
        instead = (
            "Rename it to a later date, {later}.md, and let a new version take it up; issued ones keep"
            f" {was.revision}."
        )
        yield Breach(taken.body.path, 1, message, instead)


def _compare_citations(library: Library, version: Version, lock: Lock) -> Iterator[Breach]:
    for id, cited in lock.facts.citations.items():
        citation = library.citations.get(id)
        if citation and (now := select_citation_words(citation.facts, version)) != cited:
            names = [name for name in type(cited).model_fields if getattr(now, name) != getattr(cited, name)]
            differences = "; ".join(f"its {name} was '{getattr(cited, name)}'" for name in names)
            instead = (
                "Put it back. A new edition is a new entry under 'editions', from a day after the issued"
                " version's."
            )
            yield Breach(
                citation.path,
                citation.line,
                f"changes what the citation '{id}' prints: {differences}.",
                instead,
            )
        elif not citation and not library.is_unread("citation", id):
            yield Breach(
                lock.path,
                0,
                f"prints the citation '{id}', which is gone.",
                "Put it back into policies/citations.yml.",
            )


def _compare_terms(library: Library, lock: Lock) -> Iterator[Breach]:
    for id, defined in lock.facts.terms.items():
        term = library.terms.get(id)
        new = "Put it back. Define what is new under an id of its own, for new revisions and versions to use."
        if term and term.facts.term != defined.term:
            yield Breach(term.path, term.line, f"changes the term '{id}', which was '{defined.term}'.", new)
        if term and defined.meaning and term.facts.meaning != defined.meaning:
            yield Breach(
                term.path,
                term.line,
                f"changes the meaning of the term '{id}', which was '{shorten(defined.meaning, 60)}'.",
                new,
            )
        if not term and not library.is_unread("term", id):
            yield Breach(
                lock.path,
                0,
                f"prints the term '{id}', which is gone.",
                "Put it back into policies/terms.yml.",
            )


def _compare_titles_and_pictures(library: Library, lock: Lock) -> Iterator[Breach]:
    for id, title in lock.facts.policies.items():
        other = library.policies.get(id)
        if other and other.facts.title != title:
            instead = (
                f"Put '{title}' back. A policy under another title is another policy: withdraw this one and"
                " name its successor."
            )
            yield Breach(
                other.path,
                other.lines.get("title", 1),
                f"changes the title of '{id}', which was '{title}'.",
                instead,
            )
        elif not other and id not in library.unread.get("policy", ()):
            yield Breach(
                lock.path,
                0,
                f"prints the title of the policy '{id}', which is gone.",
                "Put it back; withdraw its versions instead.",
            )
    for name, digest in lock.facts.images.items():
        data = library.images.get(name)
        if data is not None and hashlib.sha256(data).hexdigest()[:32] != digest:
            instead = (
                "Put the picture back. Give the new one a name of its own, and show it from a new revision."
            )
            yield Breach(f"policies/{name}", 0, "changes a picture.", instead)
        elif data is None:
            yield Breach(
                lock.path, 0, f"shows the picture {name}, which is gone.", "Put it back into policies/images."
            )


def _compare_schema(library: Library, lock: Lock) -> Iterator[Breach]:
    """What schools fill in may gain options, but lose none; a type or a column decides what prints."""
    for key in (*lock.facts.choices, *lock.facts.fields, *lock.facts.lists):
        variable = library.schema.get(key)
        if variable is None:
            if not library.is_unread("field", key):
                yield Breach(
                    lock.path,
                    0,
                    f"leaves '{key}' open, which is gone.",
                    "Put it back into variables/schema.yml.",
                )
            continue
        if key in lock.facts.fields and variable.kind.value != lock.facts.fields[key]:
            message = (
                f"changes the type of '{key}', which was '{lock.facts.fields[key]}', and so what it prints."
            )
            yield Breach(
                variable.path,
                variable.line,
                message,
                "Put it back. Declare a new variable beside it, for new revisions to use.",
            )
        if key in lock.facts.lists and tuple(variable.of) != lock.facts.lists[key]:
            message = f"changes the columns of '{key}', which were {', '.join(lock.facts.lists[key])}."
            yield Breach(
                variable.path,
                variable.line,
                message,
                "Put them back. Declare a new list beside it, for new revisions to use.",
            )
        lost = [option for option in lock.facts.choices.get(key, ()) if option not in list_options(variable)]
        if lost:
            message = f"takes the option {', '.join(lost)} from '{key}'."
            yield Breach(
                variable.path,
                variable.line,
                message,
                "Put it back; schools that have chosen it have adopted it.",
            )


# -- rules ---------------------------------------------------------------------------------------------------


def _check_issued_is_locked(library: Library, _: Readings, __: date) -> Iterable[Problem]:
    adopted = {
        (adoption.policy, adoption.facts.version)
        for school in library.schools.values()
        for adoption in school.adoptions
    }
    adopted |= {
        (adoption.policy, adoption.facts.version)
        for trust in library.trusts.values()
        for adoption in trust.adoptions
    }
    for policy, version in _list_locked_versions(library):
        path, line = version.body.path, version.lines.get("status", 1)
        was_read = f"{path.removesuffix('.md')}.lock.yml" not in library.unread.get("lock", ())
        if version.lock or not was_read:
            continue
        command = f"'clausewright issue {policy.id} {version.name}'"
        if version.facts.status is VersionStatus.ISSUED:
            yield Problem(
                path, line, "is issued but has no lock, so nobody would see a later change", f"Run {command}."
            )
        elif version.facts.status is VersionStatus.WITHDRAWN and (policy.id, version.name) in adopted:
            hint = f"Set the status back to issued, run {command}, then withdraw it."
            yield Problem(
                path,
                line,
                "has been adopted, and is withdrawn without ever having been issued with a lock",
                hint,
            )


def _check_locked_is_issued(library: Library, _: Readings, __: date) -> Iterable[Problem]:
    for _policy, version in _list_locked_versions(library):
        if version.lock and version.facts.status not in (VersionStatus.ISSUED, VersionStatus.WITHDRAWN):
            message = f"has a lock, so it has been issued, but its status is {version.facts.status}"
            hint = "Set the status back to issued; to end it, write 'status: withdrawn' and the reason."
            yield Problem(version.body.path, version.lines.get("status", 1), message, hint)


def _check_unchanged(library: Library, _: Readings, as_at: date) -> Iterable[Problem]:
    return check_unchanged(library, as_at)


def _check_successors(library: Library, _: Readings, __: date) -> Iterable[Problem]:
    known = (*library.policies, *library.unread.get("policy", ()))
    for policy, version in _list_locked_versions(library):
        successor, place = version.facts.successor, (version.body.path, version.lines.get("successor", 1))
        if version.facts.status is not VersionStatus.WITHDRAWN or not successor:
            continue
        id, name = (*successor.split("/", 1), "")[:2]
        if policy.named(successor) is None:
            yield from find_unknown(*place, "policy", (id,), known)
            if name and id in library.policies:
                yield from find_unknown(
                    *place,
                    "version",
                    (name,),
                    [other_version.name for other_version in library.policies[id].versions],
                    f" of '{id}'",
                )
        if successor in (version.name, policy.id, f"{policy.id}/{version.name}"):
            yield Problem(
                *place,
                "names itself as its successor",
                "Name what takes its place: a version (2026-09) or another policy.",
            )


RULES = (_check_issued_is_locked, _check_locked_is_issued, _check_unchanged, _check_successors)
