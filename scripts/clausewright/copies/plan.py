"""The plan of a policy: what becomes of every column, choice by choice and school by school, and what a
person is asked to decide about it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from ..importer.proposals import make_slug
from ..model.drawer import Evidence
from .alignment import Column
from .decisions import Decisions
from .editions import Edition
from .names import make_name, name_options, name_subject, shorten_line
from .order import MovedRun, find_moved, read_orders
from .planned import Addition, FamilyPlan, Option, PlannedColumn
from .variable_names import find_free_key
from .wordings import SHARED, ClauseColumn, Wording, find_nearest, write_without_values

_LEADING_NUMBER = re.compile(r"^\d+[a-z]?(?:\.\d+)*\.?\s+")


class Planner:
    """Plans one policy of several copies.

    `editions` tell which of them are of which version. `names` gives the name of each copy's school; `taken`
    are the keys of variables that are used already, and grows.
    """

    def __init__(
        self,
        policy: str,
        editions: Sequence[Edition],
        columns: Sequence[Column],
        clause_columns: Sequence[ClauseColumn],
        names: Mapping[int, str],
        decisions: Decisions,
        taken: set[str],
    ) -> None:
        """Take what was found out about a policy's copies."""
        self.plan = FamilyPlan(policy, editions)
        self.aligned = columns
        self.columns = [PlannedColumn(column) for column in clause_columns]
        self.copies = sorted({copy for column in columns for copy in column.places})
        self.names, self.decisions, self.taken = names, decisions, taken
        self.orders = read_orders(columns)
        self.edition_of = {
            copy: index for index, edition in enumerate(editions) for copy in sorted(edition.copies)
        }

    def make_plan(self) -> FamilyPlan:
        """Decide what becomes of every column."""
        alone = self._place_what_one_copy_has()
        kept = [planned for index, planned in enumerate(self.columns) if index not in alone]
        for planned in kept:
            self._choose_wordings(planned)
        self._plan_presence(kept)
        self._join_titles()
        self._plan_order(frozenset(alone))
        self.plan.columns = [planned for index, planned in enumerate(self.columns) if index not in alone]
        return self.plan

    # -- What one copy alone has --------------------------------------------------------------------------

    def _place_what_one_copy_has(self) -> set[int]:
        """Make additions of what stands in one copy only, after a clause that others have too. What follows a
        heading stays among the columns, and is there where that school says so.
        """
        added: set[int] = set()
        if len(self.copies) < SHARED:
            return added
        for copy, order in self.orders.items():
            run: list[int] = []
            after = None
            for index in [*order, None]:
                if index is not None and self._is_alone(self.columns[index]):
                    run.append(index)
                    continue
                if run and after is not None and self._can_add(after, run):
                    added |= self._add(copy, after, run)
                run = []
                after = index
        return added

    def _is_alone(self, planned: PlannedColumn) -> bool:
        """Say whether one copy alone has a column, and other copies are of its edition."""
        if len(planned.column.units) > 1:
            return False
        (copy,) = planned.column.units
        return len(self.plan.editions[self.edition_of[copy]].copies) > 1

    def _can_add(self, after: int, run: Sequence[int]) -> bool:
        is_clause = self.columns[after].kind not in ("heading", "call", "quotation", "note", "dos", "donts")
        kinds = [self.columns[index].kind for index in run]
        return is_clause and kinds[-1] == "clause" and set(kinds) <= {"heading", "clause"}

    def _add(self, copy: int, after: int, run: Sequence[int]) -> set[int]:
        wordings = tuple(self.columns[index].column.wordings[0] for index in run)
        base = self.columns[after].column
        first = next(wording for wording in wordings)
        answer = self.decisions.ask(
            "addition",
            f"{self.names[copy]} {first.text}",
            f"{self.names[copy]} alone has this, after “{shorten_line(base.find_wording(copy).text)}”",
            ("keep", "leave-out"),
            sum(len(wording.keys) for wording in wordings),
            [Evidence((self.names[copy],), " / ".join(wording.text for wording in wordings))],
            self.plan.policy,
        )
        if answer == "keep":
            self.plan.additions.append(Addition(copy, after, wordings))
        return set(run)

    # -- Wordings -----------------------------------------------------------------------------------------

    def _choose_wordings(self, planned: PlannedColumn) -> None:
        column = planned.column
        model, *others = column.wordings
        if column.kind == "heading":
            self._plan_heading(planned, model, others)
            return
        shared = [wording for wording in others if len(wording.copies) >= SHARED]
        alone = [wording for wording in others if len(wording.copies) < SHARED]
        joined = [
            wording for wording in shared if self._ask_about_wording("choice", wording, model) == "model"
        ]
        wordings = [model, *(wording for wording in shared if wording not in joined)]
        planned.options = name_options(wordings)
        if len(wordings) > 1:
            subject = name_subject(self.columns, planned) or make_slug(write_without_values(model), 3)
            key = find_free_key(f"choice.{make_name(subject or 'wording')}", self.taken)
            self.taken.add(key)
            planned.choice = key
            says = f"Which wording the school has of “{shorten_line(write_without_values(model), 80)}”."
            options = {option.id: option.says for option in planned.options}
            self.plan.choices[key] = (planned.options[0].id, options, says)
            for option in planned.options:
                for copy in option.wording.copies:
                    self.plan.answers[copy][key] = option.id
        for wording in alone:
            copy = wording.copies[0]
            base = self._find_base(wording, wordings)
            base_wording = wordings[base].at(self.edition_of[copy])
            if self._ask_about_wording("amendment", wording, base_wording) == "keep":
                planned.amended[copy] = (wording, base)
            if planned.choice:
                self.plan.answers[copy][planned.choice] = planned.options[base].id

    def _find_base(self, wording: Wording, wordings: Sequence[Wording]) -> int:
        """Which of the model's wordings that stand in a copy's edition its own wording is most like."""
        edition = self.edition_of[wording.copies[0]]
        standing = [index for index, other in enumerate(wordings) if edition in other.editions]
        standing = standing or list(range(len(wordings)))
        return standing[find_nearest(wording, [wordings[index].at(edition) for index in standing])]

    def _ask_about_wording(self, kind: str, wording: Wording, model: Wording) -> str:
        schools = [self.names[copy] for copy in wording.copies]
        says = (
            f"{', '.join(schools)} have a wording of their own: an option of a choice"
            if kind == "choice"
            else f"{schools[0]} alone words this so: an amendment"
        )
        return self.decisions.ask(
            kind,
            f"{' '.join(schools)} {model.text}",
            says,
            ("keep", "model"),
            len(wording.copies) * sum(key not in set(model.keys) for key in wording.keys) + 1,
            [
                Evidence(tuple(schools), wording.text),
                Evidence(tuple(self.names[copy] for copy in model.copies), model.text),
            ],
            self.plan.policy,
        )

    def _plan_heading(self, planned: PlannedColumn, model: Wording, others: Sequence[Wording]) -> None:
        """A heading that is worded in several ways is a text that each school fills in."""
        planned.options = [Option("", "", model)]
        if not others:
            return
        different = [
            wording
            for wording in others
            if self.decisions.ask(
                "heading",
                f"{' '.join(self.names[copy] for copy in wording.copies)} {model.text}",
                f"The heading “{model.text}” is “{wording.text}” there",
                ("keep", "model"),
                len(wording.copies),
                [
                    Evidence(tuple(self.names[copy] for copy in side.copies), side.text)
                    for side in (wording, model)
                ],
                self.plan.policy,
            )
            == "keep"
        ]
        if not different:
            return
        key = find_free_key(f"heading.{make_name(make_slug(model.text, 3)) or 'own'}", self.taken)
        self.taken.add(key)
        planned.heading_key = key
        self.plan.headings[key] = (model.text, f"The heading that is “{model.text}” in most copies.")
        joined = {copy for wording in others if wording not in different for copy in wording.copies}
        for copy, unit in planned.column.units.items():
            if copy not in joined and unit.plain != model.text:
                self.plan.answers[copy][key] = unit.plain

    # -- What only some have ------------------------------------------------------------------------------

    def _plan_presence(self, kept: Sequence[PlannedColumn]) -> None:
        """Columns beside each other that the same copies have stand under one flag; a clause that one copy
        leaves out by itself is its amendment.
        """
        runs: list[tuple[frozenset[int], list[PlannedColumn]]] = []
        for planned in kept:
            present = frozenset(planned.column.units)
            if runs and runs[-1][0] == present and runs[-1][1][0].column.editions == planned.column.editions:
                runs[-1][1].append(planned)
            else:
                runs.append((present, [planned]))
        for present, run in runs:
            absent = sorted(self._list_copies_of(run[0].column.editions) - present)
            if not absent:
                continue
            if len(absent) == 1 and len(present) >= SHARED and len(run) == 1 and run[0].kind == "clause":
                if self._ask_about_presence("omission", absent, run) == "keep":
                    run[0].omitted = absent
                continue
            self._plan_flag(present, absent, run)

    def _list_copies_of(self, editions: frozenset[int]) -> frozenset[int]:
        """The copies of some editions."""
        return frozenset(copy for copy, edition in self.edition_of.items() if edition in editions)

    def _plan_flag(
        self, present: frozenset[int], absent: Sequence[int], run: Sequence[PlannedColumn]
    ) -> None:
        is_usual = len(present) >= len(absent)
        answer = "keep"
        # A heading by itself says nothing that anybody would have to decide.
        if any(planned.kind != "heading" for planned in run):
            answer = self._ask_about_presence("optional", absent if is_usual else sorted(present), run)
        if answer == "model" and is_usual:
            return
        text = write_without_values(run[0].column.wordings[0])
        name = make_name(make_slug(_LEADING_NUMBER.sub("", text), 3)) or "part"
        key = find_free_key(f"choice.has_{name}", self.taken)
        self.taken.add(key)
        says = f"Whether the policy has “{shorten_line(text, 80)}”."
        self.plan.flags[key] = (is_usual, says)
        for planned in run:
            planned.conditions.append(key)
        for copy in sorted({*present, *absent}):
            has_it = copy in present and not (answer == "model" and not is_usual)
            self.plan.answers[copy][key] = has_it

    def _ask_about_presence(self, kind: str, copies: Sequence[int], run: Sequence[PlannedColumn]) -> str:
        schools = tuple(self.names[copy] for copy in copies)
        first = run[0].column.wordings[0]
        having = tuple(self.names[copy] for copy in run[0].column.units)
        has_it = set(schools) <= set(having)
        return self.decisions.ask(
            kind,
            f"{' '.join(schools)} {first.text}",
            f"{', '.join(schools)} {'have' if has_it else 'do not have'} this",
            ("keep", "model"),
            len(schools) * sum(len(planned.column.wordings[0].keys) for planned in run),
            [Evidence(having, " / ".join(planned.column.wordings[0].text for planned in run))],
            self.plan.policy,
        )

    # -- Titles and order ---------------------------------------------------------------------------------

    def _join_titles(self) -> None:
        """A heading that most copies have as a clause's own, and that stands before the clause in every copy,
        is the clause's title.
        """
        for heading, planned in pairwise(self.columns):
            titles = [unit.is_title for unit in heading.column.units.values()]
            can_join = (
                heading.kind == "heading"
                and planned.kind not in ("heading", "call", "note", "quotation")
                and sum(titles) * 2 > len(titles)
                and not heading.heading_key
                and not planned.omitted
                and len(planned.options) > 0
                and heading.conditions == planned.conditions
                and heading.column.editions == planned.column.editions
                and heading.column.units.keys() == planned.column.units.keys()
                and all(self._follows(heading, planned, copy) for copy in heading.column.units)
            )
            if can_join:
                planned.title, heading.is_title = heading, True

    def _follows(self, heading: PlannedColumn, planned: PlannedColumn, copy: int) -> bool:
        places = self.aligned
        first, second = heading.column.index, planned.column.index
        return places[second].places[copy] == places[first].places[copy] + 1

    def _plan_order(self, alone: frozenset[int]) -> None:
        weights = [
            1 + max(len(unit.tokens) for unit in planned.column.units.values()) for planned in self.columns
        ]
        everywhere_alone = frozenset(
            index for index, planned in enumerate(self.columns) if len(planned.column.units) == 1
        )
        for run in find_moved(self.aligned, weights, everywhere_alone | alone):
            if copies := self._place_in_editions(run):
                self._plan_move(MovedRun(run.after, run.columns, copies))

    def _place_in_editions(self, run: MovedRun) -> tuple[int, ...]:
        """Let an edition have columns where all its copies have them, where those of others do not. Returns
        the copies that are left.
        """
        left = set(run.copies)
        for index, edition in enumerate(self.plan.editions):
            having = {
                copy
                for copy in edition.copies
                if all(copy in self.aligned[column].places for column in run.columns)
            }
            if len(self.plan.editions) > 1 and having and having <= left:
                self.plan.placed.append((index, run))
                left -= having
        return tuple(sorted(left))

    def _plan_move(self, run: MovedRun) -> None:
        """Ask about columns that some copies have elsewhere, and let a flag say who does."""
        text = " / ".join(self.columns[index].column.wordings[0].text for index in run.columns)
        place = "at the beginning"
        if run.after >= 0:
            place = f"after “{shorten_line(self.columns[run.after].column.wordings[0].text, 60)}”"
        schools = tuple(self.names[copy] for copy in run.copies)
        answer = self.decisions.ask(
            "order",
            f"{' '.join(schools)} {text}",
            f"{', '.join(schools)} have this elsewhere: {place}",
            ("keep", "model"),
            len(schools),
            [Evidence(schools, shorten_line(text))],
            self.plan.policy,
        )
        if answer == "model":
            return
        name = make_name(make_slug(text, 3)) or "part"
        key = find_free_key(f"choice.moved_{name}", self.taken)
        self.taken.add(key)
        self.plan.flags[key] = (False, f"Whether “{shorten_line(text, 60)}” stands {place}.")
        self.plan.moved.append((key, run))
        for copy in self.copies:
            self.plan.answers[copy][key] = copy in run.copies
