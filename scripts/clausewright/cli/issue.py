"""`clausewright issue`."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..api import Progress, check_library, load_library
from ..assemble.locks import add_locks, freeze
from ..build.documents import try_formats
from ..check.locks import check_unchanged
from ..edit.issue import set_status, write_lock
from ..edit.policy import UNWRITTEN
from ..edit.version import NO_SUMMARY
from ..errors import ClausewrightError, Problem, UsageError, errors_in, refuse_unknown
from ..load import load_changed
from ..model.dates import in_words
from ..model.kinds import VersionStatus
from ..model.library import Library, Policy, Version
from ..model.text import join_words
from .command import Command, add_library_options, add_problem_options
from .output import Console

# What schools wrote does not keep a model version from being issued.
_OF_SCHOOLS = ("variables/schools/", "variables/trusts/")
# What is shown of long work: reading, checking, trying every format, writing.
_PART, _STEPS = "Steps", 4


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for."""

    policy: str
    version: str
    all: bool
    library: Path
    as_at: date
    strict: bool


def _add_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("policy", nargs="?", default="", help="the policy's id")
    command.add_argument("version", nargs="?", default="", help="the version's date, as 2026-09")
    command.add_argument(
        "--all", action="store_true", help="every version whose status is issued and that has no lock yet"
    )
    add_library_options(command)
    add_problem_options(command)


def _run(options: Options, console: Console) -> int:
    if options.all == bool(options.version):
        raise UsageError(
            "Name a policy and a version, as in 'clausewright issue social-media 2026-09', or write --all."
        )
    root = options.library.resolve()
    library, loaded = load_library(root)
    if options.all:
        versions = _list_issued(library)
        if not versions:
            console.info(_explain_none_issued(library))
            return 0
    else:
        versions = [_find_version(library, options)]
    with console.progress() as show_progress:
        sentences = _issue(library, loaded, versions, options, console, show_progress)
    for sentence in sentences:
        console.info(sentence)
    return 0


def _issue(
    library: Library,
    loaded: tuple[Problem, ...],
    versions: list[tuple[Policy, Version]],
    options: Options,
    console: Console,
    show_progress: Progress,
) -> list[str]:
    """Set the status and write the lock of each version, once all of them have passed.

    Returns what was done, a sentence each. Raises ClausewrightError for what keeps one of them from it.
    """
    root = library.root
    # The library is looked at as it will be, with the status set; only what passes is written.
    texts = _set_statuses(root, versions)
    if texts:
        library, after = load_changed(root, texts)
        loaded = tuple({*loaded, *after})
    issued = list(_find_again(library, versions))
    show_progress(_PART, 1, _STEPS)
    changed = tuple(check_unchanged(library, options.as_at, issued))
    _stop_on(console, changed)
    fresh = [(policy, version) for policy, version in issued if version.lock is None]
    _stop_on(
        console,
        _find_obstacles(add_locks(library), loaded, options.as_at, strict=options.strict) if fresh else (),
    )
    show_progress(_PART, 2, _STEPS)
    _stop_on(console, _find_unwritten(library, fresh))
    # What cannot be a PDF or a Word file would be issued for ever, and never published.
    _stop_on(console, try_formats(library, fresh, options.as_at))
    show_progress(_PART, 3, _STEPS)
    sentences = []
    for policy, version in fresh:
        path = write_lock(root, freeze(library, policy, version), texts)
        status = f"set its status in {version.body.path} and " if version.body.path in texts else ""
        sentences.append(
            f"Issued {policy.facts.title} of {version.title}: {status}wrote"
            f" {path.relative_to(root).as_posix()}. Keep it with the library."
        )
    show_progress(_PART, _STEPS, _STEPS)
    return sentences or ["Already issued, and unchanged since."]


def _explain_none_issued(library: Library) -> str:
    statuses = Counter(
        str(version.facts.status) for policy in library.policies.values() for version in policy.versions
    )
    if not statuses:
        return "No policy has a version yet, so there is nothing to issue."
    numbers = join_words(f"{number} {status}" for status, number in sorted(statuses.items()))
    return (
        f"No version has the status issued yet ({numbers}), so nothing was locked. To issue one, name it:"
        " clausewright issue POLICY VERSION."
    )


def _find_version(library: Library, options: Options) -> tuple[Policy, Version]:
    """The version that was named. Raises ClausewrightError where it cannot be issued as it stands."""
    refuse_unknown("policy", (options.policy,), library.policies)
    policy = library.policies[options.policy]
    names = [version.name for version in policy.versions]
    refuse_unknown(f"version of '{policy.id}'", (options.version,), names)
    version = next(version for version in policy.versions if version.name == options.version)
    path, facts = version.body.path, version.facts
    faults = []
    if facts.status is VersionStatus.WITHDRAWN:
        hint = "A withdrawn version is not issued again; issue a new one."
        faults.append(Problem(path, version.lines.get("status", 1), "was withdrawn", hint))
    elif version.lock and facts.status is not VersionStatus.ISSUED:
        message = f"was issued, for it has a lock, and its status is {facts.status}"
        hint = "Set the status back to issued; to end it, write 'status: withdrawn' and the reason."
        faults.append(Problem(path, version.lines.get("status", 1), message, hint))
    elif facts.status is VersionStatus.CONSULTATION:
        if facts.comment_by and facts.comment_by >= options.as_at:
            message = f"is open for comments until {in_words(facts.comment_by)}"
            hint = "Issue it after that day, or change 'comment_by' first."
            faults.append(Problem(path, version.lines.get("comment_by", 1), message, hint))
        if not facts.consulted:
            hint = (
                "Write a line such as 'consulted: [{who: Recognised trade unions, on: 2026-06-18, outcome:"
                " Agreed}]', then run this again."
            )
            message = "does not say what came of the consultation"
            faults.append(Problem(path, version.lines.get("status", 1), message, hint))
    if faults:
        raise ClausewrightError(faults)
    return policy, version


def _list_issued(library: Library) -> list[tuple[Policy, Version]]:
    versions = ((policy, version) for policy in library.policies.values() for version in policy.versions)
    return [(policy, version) for policy, version in versions if version.facts.status is VersionStatus.ISSUED]


def _set_statuses(root: Path, versions: Iterable[tuple[Policy, Version]]) -> dict[str, bytes]:
    """The new bytes of the files of versions that are not issued yet, by path."""
    texts = {}
    for _, version in versions:
        if version.facts.status is VersionStatus.ISSUED:
            continue
        path, line = version.body.path, version.lines["status"]
        try:
            text = set_status((root / path).read_bytes().decode(), line, VersionStatus.ISSUED)
        except ValueError:
            message = "has its status written in a way that cannot be changed from here"
            hint = "Write 'status: issued' in its place, and run this again."
            raise ClausewrightError([Problem(path, line, message, hint)]) from None
        texts[path] = text.encode()
    return texts


def _find_again(
    library: Library, versions: Iterable[tuple[Policy, Version]]
) -> Iterator[tuple[Policy, Version]]:
    """The same versions in a library that was read again; one that is not read there has a problem that
    tells why.
    """
    for old_policy, old_version in versions:
        policy = library.policies.get(old_policy.id)
        if policy and (version := policy.named(old_version.name)):
            yield policy, version


def _find_unwritten(library: Library, versions: Iterable[tuple[Policy, Version]]) -> Iterator[Problem]:
    """What commands wrote for somebody to replace, and nobody has: issued, it would stand for ever."""
    for policy, version in versions:
        if version.facts.summary == NO_SUMMARY:
            hint = "Say in a sentence what the version brings."
            line = version.lines.get("summary", 1)
            yield Problem(version.body.path, line, "has no summary of its own yet", hint)
        for locked in freeze(library, policy, version).clauses:
            revision = library.clauses[locked.clause].named(locked.revision)
            if revision and UNWRITTEN in revision.body.text:
                hint = "Write it, or take the clause out of the version."
                yield Problem(revision.body.path, revision.body.line, "has no text of its own yet", hint)


def _find_obstacles(
    library: Library, loaded: tuple[Problem, ...], as_at: date, *, strict: bool
) -> tuple[Problem, ...]:
    problems = [
        problem
        for problem in check_library(library, loaded, as_at)
        if not problem.path.startswith(_OF_SCHOOLS)
    ]
    return tuple(problems) if strict else errors_in(problems)


def _stop_on(console: Console, problems: Iterable[Problem]) -> None:
    if reasons := tuple(problems):
        console.error("Nothing was written.")
        raise ClausewrightError(reasons)


COMMAND = Command(_add_options, Options, _run)
