"""The register as plain tables: lines for a person, CSV for a spreadsheet, data for a program."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from ..model.coverage import Coverage, CoverageState
from ..model.csv_text import write_csv
from ..model.dates import in_words
from ..model.text import capitalise, count_noun
from ..model.values import SCHOOL, Words
from .register import RegisterState, Row
from .renames import Rename

COLUMNS = {
    "school": "{unit}",
    "school_name": "{unit}'s name",
    "policy": "Policy",
    "title": "Title",
    "state": "State",
    "next_step": "What comes next",
    "version_in_force": "Version in force",
    "model_version": "Model version",
    "coming_version": "Version to come",
    "adopted_on": "Adopted on",
    "adopted_by": "Adopted by",
    "minute": "Minute",
    "in_force_from": "In force from",
    "reviewed_on": "Reviewed, no change",
    "next_review": "Next review",
    "amendments": "Amendments",
    "undecided": "Amendments to decide on",
    "missing": "Missing values",
    "tier": "Tier",
    "trust": "Trust",
    "owner": "Owner",
    "reason": "Why it does not apply",
}


def as_data(row: Row) -> dict[str, object]:
    """A row as data, in the order of `COLUMNS`."""
    return {
        "school": row.school,
        "school_name": row.school_name,
        "policy": row.policy,
        "title": row.title,
        "state": row.state.value,
        "next_step": row.step,
        "version_in_force": row.current.name if row.current else "",
        "model_version": row.model.name if row.model else "",
        "coming_version": row.coming.name if row.coming else "",
        "adopted_on": row.adopted_on.isoformat() if row.adopted_on else "",
        "adopted_by": row.body_name if row.current else "",
        "minute": row.minute,
        "in_force_from": row.in_force_from.isoformat() if row.in_force_from else "",
        "reviewed_on": row.reviewed_on.isoformat() if row.reviewed_on else "",
        "next_review": row.next_review.isoformat() if row.next_review else "",
        "amendments": len(row.amendments),
        "undecided": list(row.undecided),
        "missing": list(row.missing),
        "tier": row.tier,
        "trust": row.trust,
        "owner": row.owner,
        "reason": row.reason,
    }


REQUIRED_COLUMNS = {
    "school": "{unit}",
    "requirement": "Requirement",
    "asked_for": "Asked for",
    "duty": "Duty",
    "publish": "On the website",
    "review_months": "Due every (months)",
    "state": "State",
    "title": "Met by",
    "policy": "Policy of the library",
    "address": "Address",
    "next_review": "Next review",
    "reason": "Why it does not apply",
    "source": "Source",
    "checked_on": "Source checked on",
    "verified": "Verified",
}


def required_as_data(coverage: Coverage) -> dict[str, object]:
    """A requirement at a school as data, in the order of `REQUIRED_COLUMNS`."""
    facts = coverage.requirement
    return {
        "school": coverage.school,
        "requirement": coverage.id,
        "asked_for": facts.title,
        "duty": facts.duty,
        "publish": facts.publish,
        "review_months": facts.review_months or "",
        "state": coverage.state.value,
        "title": coverage.title,
        "policy": coverage.policy,
        "address": coverage.address,
        "next_review": coverage.next_review.isoformat() if coverage.next_review else "",
        "reason": coverage.reason,
        "source": facts.source,
        "checked_on": facts.checked_on.isoformat(),
        "verified": facts.verified,
    }


def as_json(rows: Iterable[Row], renames: Iterable[Rename], required: Iterable[Coverage] = ()) -> str:
    """The register, the bodies that are renamed and what is required, as JSON. Of a library that keeps no
    account of what is required nothing is said.
    """
    renamed = [
        {
            "word": rename.key,
            "owner": rename.owner,
            "was": rename.old,
            "is": rename.new,
            "from": str(rename.date),
            "documents": len(rename.touched),
        }
        for rename in renames
    ]
    tables: dict[str, object] = {"register": [as_data(row) for row in rows], "renamed": renamed}
    if listed := [required_as_data(coverage) for coverage in required]:
        tables["required"] = listed
    return json.dumps(tables, indent=1, ensure_ascii=False) + "\n"


def as_csv(rows: Iterable[Row], unit: Words = SCHOOL) -> str:
    """The register as CSV; `unit` is what the body is called that adopts."""
    return write_csv(_name_columns(COLUMNS, unit), (as_data(row).values() for row in rows))


def required_as_csv(required: Iterable[Coverage], unit: Words = SCHOOL) -> str:
    """What is required as CSV; `unit` is what the body is called that adopts."""
    names = _name_columns(REQUIRED_COLUMNS, unit)
    return write_csv(names, (required_as_data(coverage).values() for coverage in required))


def _name_columns(columns: Mapping[str, str], unit: Words) -> list[str]:
    return [name.format(unit=capitalise(unit.singular)) for name in columns.values()]


def in_text(
    rows: Sequence[Row],
    renames: Iterable[Rename],
    required: Iterable[Coverage] = (),
    unit: Words = SCHOOL,
) -> str:
    """The register for a person: a block a school, a line a policy, what is required and not recorded, and
    what it comes to. `unit` is what a school is called here.
    """
    lines: list[str] = []
    lacking = group_lacking(required)
    width = max((len(row.title) for row in rows), default=0)
    states = max((len(row.state) for row in rows), default=0)
    for _, theirs in groupby(rows, key=lambda row: row.school):
        block = list(theirs)
        lines += [f"{block[0].school_name} ({block[0].school})"]
        lines += [
            f"  {row.title:<{width}}  {row.state.value:<{states}}  {'; '.join(_told(row))}".rstrip()
            for row in block
        ]
        lines += [f"  {line}" for line in _describe_lacking(lacking.get(block[0].school, ()))]
        lines += [""]
    counts = Counter(row.state for row in rows)
    lines += [
        f"{len(rows)} policies: "
        + ", ".join(f"{counts[state]} {state.value}" for state in RegisterState if counts[state])
        + "."
    ]
    lines += [describe_rename(rename, unit) for rename in renames]
    return "\n".join(lines)


def group_lacking(required: Iterable[Coverage]) -> Mapping[str, tuple[Coverage, ...]]:
    """What somebody has to see to, by school: what nobody has recorded, and what is kept elsewhere and
    overdue.
    """
    lacking: dict[str, tuple[Coverage, ...]] = {}
    for coverage in required:
        is_ours = coverage.state is CoverageState.OVERDUE and coverage.policy
        if coverage.state in (CoverageState.MISSING, CoverageState.OVERDUE) and not is_ours:
            lacking[coverage.school] = (*lacking.get(coverage.school, ()), coverage)
    return lacking


def _describe_lacking(lacking: Iterable[Coverage]) -> Iterable[str]:
    for state, lead in (
        (CoverageState.MISSING, "Required, and not recorded"),
        (CoverageState.OVERDUE, "Kept elsewhere, and overdue"),
    ):
        titles = [coverage.requirement.title for coverage in lacking if coverage.state is state]
        if titles:
            yield f"{lead} ({len(titles)}): {'; '.join(titles)}"


def describe_rename(rename: Rename, unit: Words = SCHOOL) -> str:
    """What a rename comes to, in a sentence; `unit` is what a school is called here."""
    schools = len({school for school, _ in rename.touched})
    documents = count_noun(len(rename.touched), "document")
    documents += f" of {count_noun(schools, unit.singular, unit.plural)}"
    return (
        f"From {in_words(rename.date)} '{rename.old}' is '{rename.new}' ({rename.key} of {rename.owner}):"
        f" {documents} say so by themselves, and nothing needs to be approved again."
    )


def _told(row: Row) -> Iterable[str]:
    if row.state is RegisterState.NOT_APPLICABLE:
        yield row.reason
        return
    if row.current:
        yield f"{row.current.name} since {row.in_force_from}"
        yield f"next review {row.next_review}"
    if row.step:
        yield row.step
    if row.amendments:
        yield f"{len(row.amendments)} amendment{'s' if len(row.amendments) > 1 else ''}"
    if row.missing:
        yield f"missing: {', '.join(row.missing)}"


def by_state(rows: Iterable[Row]) -> Mapping[RegisterState, int]:
    """How many rows there are of each state that occurs, the most pressing first."""
    counts = Counter(row.state for row in rows)
    return {state: counts[state] for state in RegisterState if counts[state]}
