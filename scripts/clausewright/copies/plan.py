"""The plan of a policy: what becomes of every column, choice by choice and school by school, and what a
person is asked to decide about it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ..diff.align import intern_values, interned_similarity
from ..importer.classify import find_strength
from ..importer.outline import Clause
from ..importer.proposals import make_slug
from ..model.drawer import Evidence
from ..model.text import shorten
from .alignment import Column
from .decisions import Decisions
from .order import MovedRun, find_moved, read_orders
from .units import SPECIAL
from .variables import find_free_key
from .wordings import SHARED, ClauseColumn, Wording, find_nearest, write_without_values

_SHOWN = 300
# How alike wordings must be to be told apart by their strength alone, and the strength that tells nothing.
_CLOSE, _UNTOLD = 0.8, "information"
_LEADING_NUMBER = re.compile(r"^\d+[a-z]?(?:\.\d+)*\.?\s+")
# What YAML reads as true or false.
_YAML_WORDS = frozenset({"yes", "no", "on", "off", "true", "false"})


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a choice of wordings: its id, what it decides, and its wording."""

    id: str
    says: str
    wording: Wording


@dataclass(slots=True)
class PlannedColumn:
    """What becomes of a column.

    `options` are the wordings of the model, one where all say the same; `choice` is the variable that chooses
    among them. `conditions` must hold for the clause to be there. `amended` are the copies that have a
    wording of their own, each with its base; `omitted` those that leave the clause out. `title` is the
    heading that belongs to the clause. `heading_key` is the variable of a heading that schools word in their
    own ways.
    """

    column: ClauseColumn
    options: list[Option] = field(default_factory=list)
    choice: str = ""
    conditions: list[str] = field(default_factory=list)
    amended: dict[int, tuple[Wording, int]] = field(default_factory=dict)
    omitted: list[int] = field(default_factory=list)
    title: PlannedColumn | None = None
    is_title: bool = False
    heading_key: str = ""

    @property
    def kind(self) -> str:
        """What it is in most copies."""
        return self.column.kind


@dataclass(frozen=True, slots=True)
class Addition:
    """What one copy alone has after a clause of the model's: its wordings, headings among them."""

    copy: int
    after: int
    wordings: tuple[Wording, ...]


@dataclass(slots=True)
class FamilyPlan:
    """The plan of one policy. `answers` are the choices and headings of each copy, by variable; `flags` and
    `choices` are the variables that the plan needs, with what they say.
    """

    policy: str
    columns: list[PlannedColumn] = field(default_factory=list)
    moved: list[tuple[str, MovedRun]] = field(default_factory=list)
    additions: list[Addition] = field(default_factory=list)
    flags: dict[str, tuple[bool, str]] = field(default_factory=dict)
    choices: dict[str, tuple[str, dict[str, str], str]] = field(default_factory=dict)
    headings: dict[str, tuple[str, str]] = field(default_factory=dict)
    answers: dict[int, dict[str, str | bool]] = field(default_factory=lambda: defaultdict(dict))


class Planner:
    """Plans one policy of several copies.

    `names` gives the name of each copy's school; `taken` are the keys of variables that are used already, and
    grows.
    """

    def __init__(
        self,
        policy: str,
        columns: Sequence[Column],
        clause_columns: Sequence[ClauseColumn],
        names: Mapping[int, str],
        decisions: Decisions,
        taken: set[str],
    ) -> None:
        """Take what was found out about a policy's copies."""
        self.plan = FamilyPlan(policy)
        self.aligned = columns
        self.columns = [PlannedColumn(column) for column in clause_columns]
        self.copies = sorted({copy for column in columns for copy in column.places})
        self.names, self.decisions, self.taken = names, decisions, taken
        self.orders = read_orders(columns)

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
                is_alone = index is not None and len(self.columns[index].column.units) == 1
                if is_alone and index is not None:
                    run.append(index)
                    continue
                if run and after is not None and self._can_add(after, run):
                    added |= self._add(copy, after, run)
                run = []
                after = index
        return added

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
            f"{self.names[copy]} alone has this, after “{_shorten(base.find_wording(copy).text)}”",
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
        planned.options = _name_options(wordings)
        if len(wordings) > 1:
            subject = _name_subject(self.columns, planned) or make_slug(write_without_values(model), 3)
            key = find_free_key(f"choice.{_make_name(subject or 'wording')}", self.taken)
            self.taken.add(key)
            planned.choice = key
            says = f"Which wording the school has of “{_shorten(write_without_values(model), 80)}”."
            options = {option.id: option.says for option in planned.options}
            self.plan.choices[key] = (planned.options[0].id, options, says)
            for option in planned.options:
                for copy in option.wording.copies:
                    self.plan.answers[copy][key] = option.id
        for wording in alone:
            base = find_nearest(wording, wordings)
            if self._ask_about_wording("amendment", wording, wordings[base]) == "keep":
                planned.amended[wording.copies[0]] = (wording, base)
            if planned.choice:
                self.plan.answers[wording.copies[0]][planned.choice] = planned.options[base].id

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
        key = find_free_key(f"heading.{_make_name(make_slug(model.text, 3)) or 'own'}", self.taken)
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
        everyone = frozenset(self.copies)
        runs: list[tuple[frozenset[int], list[PlannedColumn]]] = []
        for planned in kept:
            present = frozenset(planned.column.units)
            if runs and runs[-1][0] == present:
                runs[-1][1].append(planned)
            else:
                runs.append((present, [planned]))
        for present, run in runs:
            absent = sorted(everyone - present)
            if not absent:
                continue
            if len(absent) == 1 and len(present) >= SHARED and len(run) == 1 and run[0].kind == "clause":
                if self._ask_about_presence("omission", absent, run) == "keep":
                    run[0].omitted = absent
                continue
            self._plan_flag(present, absent, run)

    def _plan_flag(
        self, present: frozenset[int], absent: Sequence[int], run: Sequence[PlannedColumn]
    ) -> None:
        is_usual = len(present) * 2 >= len(self.copies)
        answer = self._ask_about_presence("optional", absent if is_usual else sorted(present), run)
        if answer == "model" and is_usual:
            return
        text = write_without_values(run[0].column.wordings[0])
        name = _make_name(make_slug(_LEADING_NUMBER.sub("", text), 3)) or "part"
        key = find_free_key(f"choice.has_{name}", self.taken)
        self.taken.add(key)
        says = f"Whether the policy has “{_shorten(text, 80)}”."
        self.plan.flags[key] = (is_usual, says)
        for planned in run:
            planned.conditions.append(key)
        for copy in self.copies:
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
            text = " / ".join(self.columns[index].column.wordings[0].text for index in run.columns)
            place = (
                f"after “{_shorten(self.columns[run.after].column.wordings[0].text, 60)}”"
                if run.after >= 0
                else "at the beginning"
            )
            schools = tuple(self.names[copy] for copy in run.copies)
            answer = self.decisions.ask(
                "order",
                f"{' '.join(schools)} {text}",
                f"{', '.join(schools)} have this elsewhere: {place}",
                ("keep", "model"),
                len(schools),
                [Evidence(schools, _shorten(text))],
                self.plan.policy,
            )
            if answer == "model":
                continue
            name = _make_name(make_slug(text, 3)) or "part"
            key = find_free_key(f"choice.moved_{name}", self.taken)
            self.taken.add(key)
            self.plan.flags[key] = (False, f"Whether “{_shorten(text, 60)}” stands {place}.")
            self.plan.moved.append((key, run))
            for copy in self.copies:
                self.plan.answers[copy][key] = copy in run.copies


# -- Names ---------------------------------------------------------------------------------------------------


def _make_name(slug: str) -> str:
    """A slug as the second part of a variable's key."""
    name = re.sub(r"[^a-z0-9]+", "_", slug).strip("_")[:40].strip("_")
    return name if re.match(r"[a-z]", name) else f"a_{name}".strip("_")


def _name_subject(columns: Sequence[PlannedColumn], planned: PlannedColumn) -> str:
    """What a clause is about: its heading, where one stands right before it."""
    index = planned.column.index
    before = columns[index - 1] if index else None
    return make_slug(before.column.wordings[0].text, 4) if before and before.kind == "heading" else ""


def _name_options(wordings: Sequence[Wording]) -> list[Option]:
    """Name each wording by what it decides: its strength where they differ in little else, else the words
    that it alone has.
    """
    if len(wordings) == 1:
        return [Option("", "", wordings[0])]
    strengths = [
        find_strength(Clause("", "", wording.unit.blocks, wording.unit.kind))[0] for wording in wordings
    ]
    is_by_strength = (
        len(set(strengths)) == len(wordings) and _UNTOLD not in strengths and _are_close(wordings)
    )
    options: list[Option] = []
    taken: set[str] = set()
    for index, wording in enumerate(wordings):
        others = {key for other in wordings if other is not wording for key in other.keys}
        own_keys = [key for key in wording.keys if key not in others and not key.startswith(SPECIAL)]
        id = strengths[index] if is_by_strength else make_slug(" ".join(own_keys), 3)
        if not re.fullmatch(r"[a-z][a-z0-9-]*", id) or id in _YAML_WORDS:
            id = f"wording-{index + 1}"
        while id in taken:
            id = f"{id}-{index + 1}"
        taken.add(id)
        options.append(Option(id, _describe_option(wording, own_keys), wording))
    return options


def _are_close(wordings: Sequence[Wording]) -> bool:
    """Say whether wordings differ in few words."""
    numbers = intern_values(*(wording.keys for wording in wordings))
    return all(interned_similarity(numbers[0], other) >= _CLOSE for other in numbers[1:])


def _describe_option(wording: Wording, own_keys: Iterable[str]) -> str:
    """The sentence of a wording in which it differs from the others, or its beginning."""
    telling = set(own_keys)
    text = write_without_values(wording)
    for sentence in re.split(r"(?<=[.;:!?])\s+", text):
        if any(word.casefold() in telling for word in re.findall(r"\w+", sentence)):
            return _shorten(sentence, 160)
    return _shorten(text, 160)


def _shorten(text: str, most: int = _SHOWN) -> str:
    return shorten(" ".join(text.split()), most)
