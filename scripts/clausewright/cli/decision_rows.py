"""Adoptions out of a table, checked all together and then recorded as `adopt` records one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from ..api import check_library
from ..edit import adoptions
from ..errors import Problem, UsageError, did_you_mean, errors_in
from ..load.spreadsheet_cells import CellText, DecisionRow
from ..model.dates import months_later, read_month, suggest_iso
from ..model.library import Adoption, Group, Library, Policy, School, Version
from ..model.local_records import AdoptionFacts
from ..model.values import Words
from .decisions import (
    DecisionContext,
    add_decision_to_text,
    compute_adopted_digest,
    find_obstacles,
    refuse_wrong_owner,
)


@dataclass(frozen=True, slots=True)
class RecordedRows:
    """What rows of a table record: the new bytes of files by path, a line about each decision, and how many
    rows are recorded already.
    """

    files: Mapping[str, bytes]
    lines: tuple[str, ...]
    known: int


@dataclass(frozen=True, slots=True)
class _Decision:
    row: DecisionRow
    owner: School | Group
    policy: Policy
    version: Version
    facts: AdoptionFacts

    @property
    def written(self) -> dict[str, object]:
        return {
            "version": self.facts.version,
            "on": self.facts.on,
            "from": self.facts.from_day,
            "by": self.facts.by,
            "minute": self.facts.minute,
            "next_review": self.facts.next_review,
        }


def record_rows(
    library: Library, loaded: tuple[Problem, ...], rows: Iterable[DecisionRow], as_at: date
) -> tuple[RecordedRows, list[Problem]]:
    """Turn rows of a table into decisions of the library's schools and trusts. Nothing is written.

    Returns what is to be written, and every problem; with a problem nothing is to be written.
    """
    problems: list[Problem] = []
    decisions: list[_Decision] = []
    known = 0
    for row in rows:
        decision = _read_row(library, row, problems)
        if decision is None:
            continue
        if _is_recorded(decision):
            known += 1
        else:
            decisions.append(decision)
    if problems or not decisions:
        return RecordedRows({}, (), known), problems
    after = _add_all(library, decisions)
    known_errors = set(errors_in(check_library(library, loaded, as_at)))
    problems += [
        problem for problem in errors_in(check_library(after, loaded, as_at)) if problem not in known_errors
    ]
    texts: dict[str, str] = {}
    lines = []
    for decision in decisions:
        owner = _find_owner(after, decision.row)
        context = DecisionContext(library.root, after, loaded, owner or decision.owner, decision.policy)
        day = max(decision.facts.from_day or as_at, as_at)
        problems += find_obstacles(context, decision.version, day)
        if problems:
            continue
        text = texts.get(context.path, adoptions.read(library.root / context.path))
        digest = compute_adopted_digest(context, decision.version, day)
        added = add_decision_to_text(context, text, [*decision.written.items(), ("digest", digest)])
        texts[context.path] = added.text
        lines.append(f"{context.path}: {decision.policy.id} {added.entry}")
    files = {path: text.encode() for path, text in texts.items()}
    return RecordedRows({} if problems else files, tuple(lines), known), problems


def _read_row(library: Library, row: DecisionRow, problems: list[Problem]) -> _Decision | None:
    """What a row says; what is wrong with its cells goes to `problems`."""
    before = len(problems)
    owner = _find_owner(library, row)
    if owner is None:
        hint = "Decisions are a school's or a trust's: write 'school' or 'trust' under 'whose'."
        problems.append(row.place.problem(f"'{row.holder[0]}' decides about no policy", hint))
    policy = _find_policy(library, row, problems)
    version = _find_version(policy, row, problems) if policy else None
    body = _find_body(library, row, problems)
    days = {key: _read_day(row, key, problems) for key in ("on", "from", "next_review")}
    if days["on"] is None and not row.cells.get("on", CellText("", row.place)).text:
        problems.append(row.place.problem("does not say when it was decided", "Write the day under 'on'."))
    if owner and policy:
        try:
            refuse_wrong_owner(library, owner, policy)
        except UsageError as error:
            problems.append(row.place.problem(str(error).rstrip("."), ""))
    on = days["on"]
    if len(problems) > before or owner is None or policy is None or version is None or on is None:
        return None
    start = days["from"] or max(on, version.date)
    facts = {
        "version": version.name,
        "on": on,
        "from": start,
        "by": body,
        "minute": _read_cell(row, "minute"),
        "next_review": days["next_review"] or months_later(start, policy.facts.review_months),
    }
    return _Decision(row, owner, policy, version, AdoptionFacts.model_validate(facts))


def _read_cell(row: DecisionRow, key: str) -> str:
    cell = row.cells.get(key)
    return cell.text if cell else ""


def _find_owner(library: Library, row: DecisionRow) -> School | Group | None:
    kind, id = row.holder
    if kind == "school":
        return library.schools.get(id)
    return library.trusts.get(id) if kind == "trust" else None


def _find_policy(library: Library, row: DecisionRow, problems: list[Problem]) -> Policy | None:
    written = _read_cell(row, "policy")
    by_title = {policy.facts.title.lower(): policy for policy in library.policies.values()}
    policy = library.policies.get(written) or by_title.get(written.lower())
    if policy is None:
        hint = did_you_mean(written, library.policies) or f"Known: {', '.join(sorted(library.policies))}."
        problems.append(row.cells["policy"].place.problem(f"there is no policy '{written}'", hint))
    return policy


def _find_version(policy: Policy, row: DecisionRow, problems: list[Problem]) -> Version | None:
    written = _read_cell(row, "version")
    version = policy.named(written) or policy.named(read_month(written)) or policy.named(suggest_iso(written))
    if version is None:
        hint = f"Known: {', '.join(version.name for version in policy.versions)}."
        message = f"'{policy.id}' has no version '{written}'"
        problems.append(row.cells["version"].place.problem(message, hint))
    return version


def _find_body(library: Library, row: DecisionRow, problems: list[Problem]) -> str:
    """The id of the word for the body that decided, by that id or by the word itself."""
    written = _read_cell(row, "by")
    bodies: dict[str, str] = {}
    for key, variable in library.schema.items():
        if key.startswith("word."):
            id = key.removeprefix("word.")
            bodies[id] = id
            if isinstance(variable.default, Words):
                bodies.setdefault(variable.default.singular.lower(), id)
    body = bodies.get(written) or bodies.get(written.lower(), "")
    if not body:
        known = sorted(set(bodies.values()))
        hint = did_you_mean(written, bodies) or f"Known: {', '.join(known)}."
        message = f"there is no body '{written}'" if written else "does not say who decided"
        cell = row.cells.get("by")
        problems.append((cell.place if cell else row.place).problem(message, hint))
    return body


def _read_day(row: DecisionRow, key: str, problems: list[Problem]) -> date | None:
    written = _read_cell(row, key)
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        hint = f"Write {suggest_iso(written) or 'a day as 2026-09-01 or 1 September 2026'}."
        message = f"'{key}' is '{written}', which is not a date"
        problems.append(row.cells[key].place.problem(message, hint))
        return None


def _is_recorded(decision: _Decision) -> bool:
    return any(
        adoption.policy == decision.policy.id
        and adoption.facts.status == "adopted"
        and (adoption.facts.version, adoption.facts.on) == (decision.facts.version, decision.facts.on)
        for adoption in decision.owner.adoptions
    )


def _add_all(library: Library, decisions: Iterable[_Decision]) -> Library:
    """The library with all decisions in it, each at the place of its row. A text that is no longer what was
    adopted is mended by a new decision.
    """
    schools, trusts = dict(library.schools), dict(library.trusts)
    for decision in decisions:
        is_trust = isinstance(decision.owner, Group)
        owner: School | Group = trusts[decision.owner.id] if is_trust else schools[decision.owner.id]
        others = tuple(
            (
                replace(adoption, facts=adoption.facts.model_copy(update={"digest": ""}))
                if adoption.policy == decision.policy.id
                else adoption
            )
            for adoption in owner.adoptions
        )
        place = decision.row.place
        tier = "trust" if is_trust else "school"
        added = Adoption(place.name, place.row, decision.policy.id, tier, decision.facts)
        if isinstance(owner, Group):
            trusts[owner.id] = replace(owner, adoptions=(*others, added))
        else:
            schools[owner.id] = replace(owner, adoptions=(*others, added))
    return replace(library, schools=schools, trusts=trusts)
