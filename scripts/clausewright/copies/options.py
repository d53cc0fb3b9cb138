"""What is asked of an import of many schools' copies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ..errors import UsageError
from ..model.dates import first_day, suggest_iso
from ..model.ids import explain_bad_id


@dataclass(frozen=True, slots=True)
class SchoolsOptions:
    """Which copies to make a library of.

    `paths` are files, or folders with a folder a school. `policy` is the id of the policy where all are
    copies of one, `version` its date. `into` is the folder of the draft, new or empty. `answers` are a
    person's decisions, by their ids.
    """

    paths: Sequence[Path]
    as_at: date
    into: Path
    policy: str = ""
    version: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)


def refuse_bad_ids(options: SchoolsOptions) -> None:
    """Raise UsageError for an id or a date that cannot be."""
    if options.policy and (advice := explain_bad_id(options.policy, "social-media")):
        raise UsageError(f"--policy '{options.policy}' cannot be an id. {advice}")
    if options.version:
        try:
            first_day(options.version)
        except ValueError:
            meant = suggest_iso(options.version) or "2026-09, or 2026-09-15 for a day"
            raise UsageError(f"--version '{options.version}' is not a date. Write {meant}.") from None
