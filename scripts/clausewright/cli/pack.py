"""`clausewright pack`."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from ..build.certified import certificate_for
from ..build.pack import pack_files
from ..build.single import write_file
from ..check.amendments import LocalMatters, local_matters
from ..document.pandoc import shared_pandoc
from ..document.parse import parse
from ..errors import ClausewrightError, Problem, UsageError
from ..model.dates import in_words, months_later
from ..model.document import PlacedClause
from ..model.library import Library, Policy, School
from ..model.status import applies, showings, standing
from ..reports import make_cover
from ..reports.pack import Pack
from ..reports.wording import join_number, plain_text
from .command import Command, day, known, library_options
from .output import Console
from .sides import Asked, Comparison, comparisons, sound_library


def _options(command: argparse.ArgumentParser) -> None:
    command.add_argument("school", metavar="SCHOOL", help="the school's id")
    command.add_argument("policy", metavar="POLICY", help="the policy's id")
    command.add_argument("version", metavar="VERSION", help="the version to decide on, as 2026-09")
    library_options(command)
    command.add_argument(
        "--from",
        type=day,
        dest="start",
        metavar="DATE",
        help="in force from this day (today, or the version's own if later)",
    )
    command.add_argument(
        "--out", type=Path, metavar="DIR", help="where the Word file and the PDF go (packs/ in the library)"
    )


def _run(options: argparse.Namespace, voice: Console) -> int:
    root = options.library.resolve()
    library = sound_library(root, options.as_at, options.school)
    known("school", [options.school], library.schools)
    known("policy", [options.policy], library.policies)
    policy, school = library.policies[options.policy], library.schools[options.school]
    known(f"version of '{policy.id}'", [options.version], (version.name for version in policy.versions))
    before = _in_force(library, school, policy, options)
    start = options.start or max(
        options.as_at, next(one.date for one in policy.versions if one.name == options.version)
    )
    matters = local_matters(library, school, policy, options.version, start)
    if matters.missing:
        raise ClausewrightError(_missing(school, matters))
    # A school's first version is held against the model's.
    old, against = (before, "") if before else (options.version, "model")
    (found,) = comparisons(
        Asked(root, options.as_at, policy.id, old, options.version, school.id, against, None)
    )
    pack = _pack(found, policy, matters, before, start)
    out = options.out or root / "packs"
    name = f"{school.id}-{policy.id}-{options.version}"
    files = pack_files(found.library, replace(found.told, cover=pack.cover), pack, found.printer, name)
    for file, data in files.items():
        write_file(out / file, data)
        voice.tell(f"Wrote {out / file}")
    for text in matters.open:
        voice.tell(f"Still to settle: {text}")
    return 0


def _in_force(library: Library, school: School, policy: Policy, options: argparse.Namespace) -> str:
    """The version in force at the school, "" where there is none. Refuses a pack for what needs no decision."""
    shown = showings(library, options.as_at)
    if not shown or not applies(policy.facts, school):
        raise UsageError(
            f"'{policy.id}' does not apply to {school.id}: policy.yml says for which schools it is."
        )
    stands = standing(library, school, policy, shown[-1])
    current = stands.version if stands.adoption else None
    if current and current.name == options.version:
        raise UsageError(
            f"{school.id} has '{policy.id}' of {options.version} in force already; nothing is to be decided."
        )
    proposed = next(one for one in policy.versions if one.name == options.version)
    if current and current.date > proposed.date:
        raise UsageError(f"{school.id} has a newer version of '{policy.id}' in force: {current.name}.")
    return current.name if current else ""


def _missing(school: School, matters: LocalMatters) -> list[Problem]:
    hint = f"'clausewright todo {school.id}' says in which file to write it."
    return [
        Problem(school.values.path, 0, f"'{key}' has no value, and the version prints it", hint)
        for key in matters.missing
    ]


def _pack(found: Comparison, policy: Policy, matters: LocalMatters, before: str, start: date) -> Pack:
    copy = found.printer.new.copy
    library, version, facts = found.library, copy.assembled.version, policy.facts
    document = parse(shared_pandoc(), facts.title, facts.numbering, copy.assembled.text)
    earlier = policy.named(before)
    issuer = facts.issuer or facts.owner
    titles = {clause.id: clause for clause in document.clauses()}
    amended = copy.assembled.amendments.items()
    return Pack(
        cover=make_cover(policy, version),
        version=version.title,
        before=earlier.title if earlier else "",
        body=facts.approver,
        start=in_words(start),
        review=in_words(months_later(start, facts.review_months)),
        asked_by=(
            *(
                f"It rests on {library.citations[id].facts.title} ({library.citations[id].facts.issuer})."
                for id in facts.basis
                if id in library.citations
            ),
            f"{facts.owner} asks for the decision"
            + (f"; the model is issued by {issuer}." if issuer != facts.owner else "."),
        ),
        kept=tuple(
            f"{_named(titles, id)}: {_ACTIONS[one.facts.action]} the {one.tier}, because: {one.facts.reason}"
            for id, one in amended
        ),
        choices=matters.choices,
        open=matters.open,
        certificate=certificate_for(library, copy.assembled, document),
    )


_ACTIONS = {"replace": "worded by", "omit": "left out by", "add-after": "added by"}


def _named(titles: Mapping[str, PlacedClause], id: str) -> str:
    return join_number(titles[id].number, plain_text(titles[id].title)) if id in titles else id


COMMAND = Command(
    "pack", "write what a meeting needs to decide on a version: one Word file and one PDF", _options, _run
)
