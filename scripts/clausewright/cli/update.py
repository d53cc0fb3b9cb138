"""`clausewright update`."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..amendments.decide import carry_out_decisions
from ..amendments.plan import plan_update
from ..api import check_library, load_library
from ..build.amendment_pages import write_wordings_file, write_wordings_page
from ..build.staging import write_file
from ..check.lost_amendments import is_open_decision
from ..edit.amendments import name_command, write_update
from ..errors import ClausewrightError, errors_in, refuse_unknown
from ..load.decisions import make_decisions_path, read_decisions
from ..model.amendments import Outcome
from ..model.library import Group, Library, School
from ..reports.update import describe_update
from .command import Command, add_library_options
from .output import Console


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for."""

    school: str
    policy: str
    to: str
    trust: bool
    dry_run: bool
    page: Path | None
    word: Path | None
    library: Path
    as_at: date


def _add_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("school", help="the school's id; with --trust, the trust's")
    command.add_argument("policy", help="the policy's id")
    command.add_argument("--to", required=True, metavar="VERSION", help="the version to go to, as 2026-09")
    command.add_argument("--trust", action="store_true", help="the trust's own amendments, not a school's")
    command.add_argument(
        "--dry-run", action="store_true", help="say what would become of each amendment, and write nothing"
    )
    command.add_argument(
        "--page",
        type=Path,
        metavar="FILE",
        help="write the wordings side by side as a page, such as decide.html",
    )
    command.add_argument(
        "--word",
        type=Path,
        metavar="FILE",
        help="write the wordings side by side as a Word file, such as decide.docx",
    )
    add_library_options(command)


def _run(options: Options, console: Console) -> int:
    root: Path = options.library.resolve()
    library, loaded = load_library(root)
    holder = _holder(library, options.school, is_trust=options.trust)
    refuse_unknown("policy", (options.policy,), library.policies)
    policy = library.policies[options.policy]
    refuse_unknown(f"version of '{policy.id}'", (options.to,), (version.name for version in policy.versions))
    version = next(version for version in policy.versions if version.name == options.to)
    in_the_way = [
        problem
        for problem in errors_in(check_library(library, loaded, options.as_at))
        if not is_open_decision(problem)
    ]
    if in_the_way:
        console.error("Nothing was written: the library has faults that come first.")
        raise ClausewrightError(in_the_way)
    path = make_decisions_path(holder, policy.id, version.name)
    decisions, faults = read_decisions(root, path)
    update, unfit = carry_out_decisions(
        library, plan_update(library, holder, policy, version, options.as_at), decisions, options.as_at
    )
    if faults or unfit:
        console.error("Nothing was written: the decision file has faults.")
        raise ClausewrightError((*faults, *unfit))
    console.info(describe_update(update))
    for path_asked, render in ((options.page, write_wordings_page), (options.word, write_wordings_file)):
        if path_asked:
            data = render(library, update, options.as_at)
            write_file(path_asked, data if isinstance(data, bytes) else data.encode())
            console.info(f"\nWrote the wordings side by side: {path_asked}")
    if options.dry_run:
        return 0
    written = write_update(root, update, path, decisions.entries, name_command(update))
    if written:
        console.info("\nWrote:\n" + "\n".join(f"  {file.relative_to(root).as_posix()}" for file in written))
    if update.open:
        console.info(f"\nDecide in {path}, then run this again.")
    elif any(step.outcome is Outcome.MERGED for step in update.steps):
        console.info("\nWhat was merged is a proposal until the version is adopted: read it first.")
    return 0


def _holder(library: Library, id: str, *, is_trust: bool) -> School | Group:
    refuse_unknown("trust" if is_trust else "school", (id,), library.trusts if is_trust else library.schools)
    return library.trusts[id] if is_trust else library.schools[id]


COMMAND = Command(_add_options, Options, _run)
