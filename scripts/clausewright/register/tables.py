"""The register as plain tables: lines for a person, CSV for a spreadsheet, data for a program."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from ..model.dates import in_words
from ..model.text import disarm_formula
from .register import RegisterState, Row
from .renames import Rename

COLUMNS = {
    "school": "School",
    "school_name": "School's name",
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


def as_json(rows: Iterable[Row], renames: Iterable[Rename]) -> str:
    """The register, and the bodies that are renamed, as JSON."""
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
    return (
        json.dumps(
            {"register": [as_data(row) for row in rows], "renamed": renamed}, indent=1, ensure_ascii=False
        )
        + "\n"
    )


def as_csv(rows: Iterable[Row]) -> str:
    """The register as CSV, with a byte-order mark, by which Excel knows the letters."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS.values())
    for row in rows:
        writer.writerow(_cell(data) for data in as_data(row).values())
    return "\ufeff" + out.getvalue()


def _cell(data: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    text = "; ".join(data) if isinstance(data, list) else data
    return disarm_formula(text) if isinstance(text, str) else text


def in_text(rows: Sequence[Row], renames: Iterable[Rename]) -> str:
    """The register for a person: a block a school, a line a policy, and what it comes to."""
    lines: list[str] = []
    width = max((len(row.title) for row in rows), default=0)
    states = max((len(row.state) for row in rows), default=0)
    for _, theirs in groupby(rows, key=lambda row: row.school):
        block = list(theirs)
        lines += [f"{block[0].school_name} ({block[0].school})"]
        lines += [
            f"  {row.title:<{width}}  {row.state.value:<{states}}  {'; '.join(_told(row))}".rstrip()
            for row in block
        ]
        lines += [""]
    counts = Counter(row.state for row in rows)
    lines += [
        f"{len(rows)} policies: "
        + ", ".join(f"{counts[state]} {state.value}" for state in RegisterState if counts[state])
        + "."
    ]
    lines += [describe_rename(rename) for rename in renames]
    return "\n".join(lines)


def describe_rename(rename: Rename) -> str:
    """What a rename comes to, in a sentence."""
    count = len(rename.touched)
    documents = (
        f"{count} document{'' if count == 1 else 's'} of {len({school for school, _ in rename.touched})}"
        " school(s)"
    )
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
