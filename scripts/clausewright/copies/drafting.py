"""Drafting: the plan of a policy becomes the files of a library, clauses and version for all, amendments for
each school.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from ..importer.clause_ids import choose_ids
from ..importer.draft import collect_clause_facts, dump_front_matter
from ..importer.imported import Terms
from ..importer.markdown import write_blocks
from ..importer.outline import Clause, Text
from ..importer.policy_file import collect_policy_facts
from ..importer.proposals import Proposals, find_free_id, make_slug
from ..importer.reuse import As, Reuse
from ..model.dates import first_day, month_in_words
from .alignment import Column
from .calls import CallWriter
from .planned import Addition, FamilyPlan, PlannedColumn
from .reading import SchoolCopy
from .shared_variables import SharedVariable
from .titles import shorten_title
from .version_text import VersionWriter
from .wordings import Wording, mark_blocks, write_without_values

_STYLES = (("1.1:", r"\d+\.\d+:"), ("1.1.", r"\d+\.\d+\."), ("1.1", r"\d+\.\d+"), ("1", r"\d+[.)]?"))


@dataclass(slots=True)
class DraftedPolicy:
    """A policy's files and pictures, and its versions, the earliest first."""

    policy: str
    versions: tuple[str, ...]
    files: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)


class PolicyWriter:
    """Writes one policy of several copies. `ids` are the clause ids that are taken, and grows."""

    def __init__(
        self,
        plan: FamilyPlan,
        aligned: Sequence[Column],
        copies: Mapping[int, SchoolCopy],
        variables: Sequence[SharedVariable],
        terms: Terms,
        ids: set[str],
    ) -> None:
        """Take a policy's plan, its copies by their numbers, and the variables that print in it."""
        self.plan, self.copies, self.variables = plan, copies, variables
        self.terms, self.taken = terms, ids
        self.numbering = _choose_numbering(copies.values())
        self.advice = Proposals()
        self.calls = CallWriter(plan, aligned, copies, self.advice)
        self.clause_ids = self.calls.clause_ids
        self.versions = tuple(edition.version for edition in plan.editions)
        # The revisions of each clause, by the edition in which each is new.
        self.revisions: dict[str, dict[int, str]] = {}

    def write(self) -> DraftedPolicy:
        """Write all of it."""
        self._choose_ids()
        drafted = DraftedPolicy(self.plan.policy, self.versions)
        folder = f"policies/{self.plan.policy}"
        for planned in self.plan.list_clauses():
            for index in range(len(planned.options)):
                drafted.files |= self._write_clause(planned, index)
        for edition, version in enumerate(self.versions):
            writer = VersionWriter(
                self.plan, edition, self.copies, self.variables, self.calls, self.numbering
            )
            drafted.files[f"{folder}/{version}.md"] = writer.write()
        drafted.files[f"{folder}/policy.yml"] = dump_front_matter(self._collect_facts())
        drafted.files |= self._write_amendments()
        drafted.pictures |= self.calls.pictures
        return drafted

    # -- Clauses ------------------------------------------------------------------------------------------

    def _choose_ids(self) -> None:
        planned_columns = list(self.plan.list_clauses())
        clauses = [
            Clause(
                "",
                write_without_values(planned.title.options[0].wording) if planned.title else "",
                (Text(write_without_values(planned.options[0].wording)),),
                planned.kind,
            )
            for planned in planned_columns
        ]
        ids = choose_ids(clauses, [Reuse(As.NEW)] * len(clauses), self.taken)
        for planned, id in zip(planned_columns, ids, strict=True):
            for index, option in enumerate(planned.options):
                name = f"{id}-{option.id}"[:60].strip("-") if option.id else id
                option_id = find_free_id(name, self.taken) if option.id else id
                self.taken.add(option_id)
                self.clause_ids[planned.column.index, index] = option_id

    def _write_clause(self, planned: PlannedColumn, index: int) -> dict[str, str]:
        """The revisions of an option's clause: one in the first edition in which it stands, and one in each
        that words it anew.
        """
        id = self.clause_ids[planned.column.index, index]
        files: dict[str, str] = {}
        revisions = self.revisions.setdefault(id, {})
        before: tuple[tuple[str, ...], ...] = ()
        for edition, version in enumerate(self.versions):
            standing = [option for number, option in planned.list_options(edition) if number == index]
            for option in standing:
                wording = option.wording.at(edition)
                title = planned.title.options[0].wording.at(edition) if planned.title else None
                texts = (wording.keys, title.keys if title else ())
                if texts != before:
                    month = month_in_words(version) if edition else ""
                    path = f"policies/clauses/{id}/{version}.md"
                    files[path] = self._write_revision(planned, wording, title, month)
                    revisions[edition] = version
                before = texts
        return files

    def _write_revision(
        self, planned: PlannedColumn, wording: Wording, title: Wording | None, month: str
    ) -> str:
        """A revision of a clause. `month` is that of the edition that words it so, "" for the first one."""
        title_blocks = mark_blocks(title, self.variables) if title else ()
        heading = title_blocks[0].text if title_blocks and isinstance(title_blocks[0], Text) else ""
        clause = Clause("", heading, mark_blocks(wording, self.variables), planned.kind)
        calls = self.calls.make_calls(wording.source)
        concept = self.clause_ids[planned.column.index, 0]
        facts = collect_clause_facts(clause, concept, Reuse(As.NEW), self.advice, calls)
        if month:
            facts["reason"] = f"As the schools’ copies of {month} have it."
        return f"---\n{dump_front_matter(facts)}---\n{write_blocks(clause.blocks, calls)}"

    # -- What is a school's own ---------------------------------------------------------------------------

    def _write_amendments(self) -> dict[str, str]:
        files: dict[str, str] = {}
        days: Counter[tuple[int, str]] = Counter()
        columns = {planned.column.index: planned for planned in self.plan.columns}
        for planned in self.plan.list_clauses():
            for copy, (wording, base) in planned.amended.items():
                clause = self.clause_ids[planned.column.index, base]
                files |= self._write_amendment(copy, clause, {"action": "replace"}, [wording], days)
            for copy in planned.omitted:
                clause = self._find_base(planned, copy)
                files |= self._write_amendment(copy, clause, {"action": "omit"}, [], days)
        for addition in self.plan.additions:
            clause = self._find_base(columns[addition.after], addition.copy)
            facts, wordings = self._collect_addition(addition)
            files |= self._write_amendment(addition.copy, clause, facts, wordings, days)
        return files

    def _collect_addition(self, addition: Addition) -> tuple[dict[str, str], list[Wording]]:
        """The front matter of a clause that one school adds, and the wordings under its heading."""
        first, *rest = addition.wordings
        is_headed = first.unit.is_heading and bool(rest)
        name = make_slug(first.text, 4) or "own-clause"
        id = find_free_id(name if re.match(r"[a-z]", name) else f"own-{name}", self.taken)
        self.taken.add(id)
        facts = {
            "action": "add-after",
            "id": id,
            "title": first.text if is_headed else shorten_title(first.text),
        }
        if is_headed:
            return facts, rest
        return facts | {"headed": "no"}, [first, *rest]

    def _find_base(self, planned: PlannedColumn, copy: int) -> str:
        """The clause that a copy has at a column: the wording that it chose."""
        answer = self.plan.answers[copy].get(planned.choice) if planned.choice else None
        options = planned.list_options(self.plan.find_edition(copy))
        index = next((index for index, option in options if option.id == answer), options[0][0])
        return self.clause_ids[planned.column.index, index]

    def _write_amendment(
        self,
        copy: int,
        clause: str,
        facts: Mapping[str, str],
        wordings: Sequence[Wording],
        days: Counter[tuple[int, str]],
    ) -> dict[str, str]:
        """Write what a school alone says of a clause. Of one clause there is one amendment a day."""
        source = self.copies[copy]
        edition = self.plan.find_edition(copy)
        revisions = self.revisions[clause]
        revision = revisions[max((index for index in revisions if index <= edition), default=min(revisions))]
        reason = f"As the school’s own policy{_tell_month(source.date)} words it."
        front = {"amends": revision, **facts, "policies": [self.plan.policy], "reason": reason}
        calls = self.calls.make_calls(copy)
        text = "\n".join(write_blocks(mark_blocks(wording, self.variables), calls) for wording in wordings)
        name = self.versions[edition]
        if count := days[copy, clause]:
            name = f"{first_day(name) + timedelta(days=count):%Y-%m-%d}"
        days[copy, clause] += 1
        path = f"variables/schools/{source.school}/amendments/{clause}/{name}.md"
        return {path: f"---\n{dump_front_matter(front)}---\n{text}"}

    # -- The policy's own file ----------------------------------------------------------------------------

    def _collect_facts(self) -> dict[str, object]:
        """policy.yml: what most copies say; what is one school's record stays out of it."""
        titles = Counter(copy.title for copy in self.copies.values())
        title = titles.most_common(1)[0][0]
        owners = Counter(
            copy.imported.facts.owner for copy in self.copies.values() if copy.imported.facts.owner
        )
        owner = owners.most_common(1)[0] if owners else ("", 0)
        first = next(copy for copy in self.copies.values() if copy.title == title)
        facts = collect_policy_facts(first.imported, self.terms)
        facts.pop("stated", None)
        facts.pop("summary", None)
        facts["title"] = title
        facts["owner"] = owner[0] if owner[1] * 2 > len(self.copies) else "Not stated"
        stated = facts.pop("not_stated", [])
        missing = [name for name in stated if name != "owner"] if isinstance(stated, list) else []
        missing += ["owner"] if facts["owner"] == "Not stated" else []
        if missing:
            facts["not_stated"] = missing
        facts["numbering"] = self.numbering
        return facts


def _choose_numbering(copies: Iterable[SchoolCopy]) -> str:
    """How most copies count their clauses."""
    counted: Counter[str] = Counter()
    for copy in copies:
        for unit in copy.units:
            if unit.kind == "clause" or unit.is_title:
                style = next(
                    (style for style, pattern in _STYLES if re.fullmatch(pattern, unit.number)), "none"
                )
                counted[style] += 1
    numbered = [(count, style) for style, count in counted.items() if style != "none"]
    if not numbered or max(numbered)[0] * 4 < counted.total():
        return "none"
    return max(numbered)[1]


def _tell_month(date: str) -> str:
    return f" of {month_in_words(date)}" if date else ""
