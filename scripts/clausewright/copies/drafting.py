"""Drafting: the plan of a policy becomes the files of a library, clauses and version for all, amendments for
each school.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from ..importer.clause_ids import choose_ids
from ..importer.draft import collect_clause_facts, dump_front_matter
from ..importer.imported import Terms
from ..importer.markdown import write_blocks, write_running
from ..importer.outline import Clause, Text
from ..importer.pictures import place_pictures
from ..importer.policy_file import collect_policy_facts
from ..importer.proposals import Proposals, find_free_id, make_slug
from ..importer.reuse import As, Reuse
from ..model.dates import first_day, month_in_words
from .alignment import Column
from .plan import FamilyPlan, Option, PlannedColumn
from .reading import SchoolCopy
from .variables import SharedVariable
from .wordings import Wording, mark_blocks, write_without_values

_STYLES = (("1.1:", r"\d+\.\d+:"), ("1.1.", r"\d+\.\d+\."), ("1.1", r"\d+\.\d+"), ("1", r"\d+[.)]?"))


@dataclass(slots=True)
class DraftedPolicy:
    """A policy's files and pictures, its version, and the clause of each option of each column."""

    policy: str
    version: str
    files: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


class PolicyWriter:
    """Writes one policy of several copies. `ids` are the clause ids that are taken, and grows."""

    def __init__(
        self,
        plan: FamilyPlan,
        aligned: Sequence[Column],
        copies: Mapping[int, SchoolCopy],
        variables: Sequence[SharedVariable],
        version: str,
        terms: Terms,
        ids: set[str],
    ) -> None:
        """Take a policy's plan, its copies by their numbers, and the variables that print in it."""
        self.plan, self.aligned, self.copies, self.variables = plan, aligned, copies, variables
        self.version, self.terms, self.taken = version, terms, ids
        self.numbering = _choose_numbering(copies.values())
        self.clause_ids: dict[tuple[int, int], str] = {}
        self.advice = Proposals()
        self.drafted = DraftedPolicy(plan.policy, version)
        self.columns_of_places = _map_places(aligned, copies)

    def write(self) -> DraftedPolicy:
        """Write all of it."""
        self._choose_ids()
        folder = f"policies/{self.plan.policy}"
        for planned in self._list_clauses():
            for index, option in enumerate(planned.options):
                self._write_clause(planned, index, option)
        self.drafted.files[f"{folder}/{self.version}.md"] = self._write_version()
        self.drafted.files[f"{folder}/policy.yml"] = dump_front_matter(self._collect_facts())
        self._write_amendments()
        return self.drafted

    def _list_clauses(self) -> Iterator[PlannedColumn]:
        return (planned for planned in self.plan.columns if planned.kind not in ("heading", "call"))

    # -- Clauses ------------------------------------------------------------------------------------------

    def _choose_ids(self) -> None:
        planned_columns = list(self._list_clauses())
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

    def _write_clause(self, planned: PlannedColumn, index: int, option: Option) -> None:
        id = self.clause_ids[planned.column.index, index]
        title = mark_blocks(planned.title.options[0].wording, self.variables) if planned.title else ()
        heading = title[0].text if title and isinstance(title[0], Text) else ""
        clause = Clause("", heading, mark_blocks(option.wording, self.variables), planned.kind)
        calls = self._make_calls(option.wording.source)
        concept = self.clause_ids[planned.column.index, 0]
        facts = collect_clause_facts(clause, concept, Reuse(As.NEW), self.advice, calls)
        text = write_blocks(clause.blocks, calls)
        self.drafted.files[f"policies/clauses/{id}/{self.version}.md"] = (
            f"---\n{dump_front_matter(facts)}---\n{text}"
        )

    def _make_calls(self, copy: int) -> Callable[[str, str], str]:
        """What marks in the texts of a copy become: fields, references, notes, pictures."""
        pictures = None

        def calls(shown: str, target: str) -> str:
            nonlocal pictures
            kind, _, rest = target.partition(":")
            if kind == "field":
                return f"{{{{ {rest} }}}}"
            if kind == "picture":
                if pictures is None:
                    source = self.copies[copy]
                    pictures = place_pictures(
                        source.imported.source, f"{self.plan.policy}-{source.school}", self.advice
                    )
                picture = pictures[rest]
                self.drafted.pictures[f"policies/{picture.path}"] = picture.data
                return f"![{picture.description}]({picture.path})"
            if kind == "note":
                return self._call_each(self._find_note(copy, int(rest)), lambda id: f'note("{id}")')
            target_kind, number, word = rest.split(":")
            more = ', of="section"' if target_kind == "section" else ""
            called = _write_how_called(word, shown)
            column = self.columns_of_places[copy].get(int(number))
            if column is None:
                return shown
            return self._call_each(column, lambda id: f'ref("{id}"{called}{more})')

        return calls

    def _find_note(self, copy: int, number: int) -> int | None:
        notes = [unit.place for unit in self.copies[copy].units if unit.kind == "note"]
        return self.columns_of_places[copy].get(notes[number]) if number < len(notes) else None

    def _call_each(self, column: int | None, write: Callable[[str], str]) -> str:
        """A call of a clause; of one that has several wordings, the call of that which the school has."""
        planned = next((planned for planned in self.plan.columns if planned.column.index == column), None)
        if planned is None or column is None or planned.kind in ("heading", "call"):
            return ""
        if not planned.choice:
            return f"{{{{ {write(self.clause_ids[column, 0])} }}}}"
        pieces = []
        for index, option in enumerate(planned.options):
            word = "if" if index == 0 else "elif"
            call = write(self.clause_ids[column, index])
            pieces.append(f'{{% {word} {planned.choice} == "{option.id}" %}}{{{{ {call} }}}}')
        return "".join([*pieces, "{% endif %}"])

    # -- The version --------------------------------------------------------------------------------------

    def _write_version(self) -> str:
        files = ", ".join(copy.file for copy in self.copies.values())
        schools = len(self.copies)
        facts = {
            "status": "draft",
            "summary": f"Made from {schools} schools’ copies." if schools > 1 else f"Imported from {files}.",
        }
        blocks = [f"---\n{dump_front_matter(facts)}---"]
        if not any(
            planned.kind == "call" and "adoption" in planned.options[0].wording.keys[0]
            for planned in self.plan.columns
        ):
            blocks.append("{{ adoption() }}")
        moved = {index for _, run in self.plan.moved for index in run.columns}
        by_place: dict[int, list[str]] = {}
        planned_columns = {planned.column.index: planned for planned in self.plan.columns}
        for flag, run in self.plan.moved:
            lines = by_place.setdefault(run.after, [])
            for index in run.columns:
                if index in planned_columns:
                    lines += self._write_place(planned_columns[index], [flag])
        blocks += by_place.get(-1, [])
        for planned in self.plan.columns:
            index = planned.column.index
            stays = (
                [f"not {flag}" for flag, run in self.plan.moved if index in run.columns]
                if index in moved
                else []
            )
            blocks += self._write_place(planned, stays)
            blocks += by_place.get(index, [])
        return "\n\n".join(blocks) + "\n"

    def _write_place(self, planned: PlannedColumn, conditions: Sequence[str]) -> list[str]:
        """The lines that put a column here where some conditions hold."""
        if planned.is_title:
            return []
        tests = [*planned.conditions, *conditions]
        if planned.kind == "heading":
            return [_write_if(tests, self._write_heading(planned))]
        if planned.kind == "call":
            macro = planned.options[0].wording.unit.tokens[0].word.split()[-1]
            return [_write_if(tests, f"{{{{ {macro}() }}}}")]
        calls = [
            f'{{{{ clause("{self.clause_ids[planned.column.index, index]}") }}}}'
            for index in range(len(planned.options))
        ]
        if not planned.choice:
            return [_write_if(tests, calls[0])]
        lines = []
        for index, option in enumerate(planned.options):
            chosen = f'{planned.choice} == "{option.id}"'
            word = "elif" if index else "if"
            lines += [f"{{% {word} {' and '.join([*tests, chosen])} %}}", calls[index]]
        return ["\n".join([*lines, "{% endif %}"])]

    def _write_heading(self, planned: PlannedColumn) -> str:
        wording = planned.options[0].wording
        levels = Counter(unit.level for unit in planned.column.units.values())
        level = levels.most_common(1)[0][0] or 2
        numbers = [unit.number for unit in planned.column.units.values()]
        is_unnumbered = self.numbering != "none" and sum(not number for number in numbers) * 2 > len(numbers)
        if planned.heading_key:
            title = f"{{{{ {planned.heading_key} }}}}"
        else:
            block = mark_blocks(wording, self.variables)[0]
            title = (
                write_running(block.text, self._make_calls(wording.source)) if isinstance(block, Text) else ""
            )
        return f"{'#' * level} {title}{' {-}' if is_unnumbered else ''}"

    # -- What is a school's own ---------------------------------------------------------------------------

    def _write_amendments(self) -> None:
        days: Counter[tuple[int, str]] = Counter()
        titles = {planned.column.index: planned for planned in self.plan.columns}
        for planned in self._list_clauses():
            for copy, (wording, base) in planned.amended.items():
                id = self.clause_ids[planned.column.index, base]
                facts = {"action": "replace"}
                self._write_amendment(copy, id, facts, [wording], days)
            for copy in planned.omitted:
                id = self._find_base(planned, copy)
                self._write_amendment(copy, id, {"action": "omit"}, [], days)
        for addition in self.plan.additions:
            base_id = self._find_base(titles[addition.after], addition.copy)
            first, *rest = addition.wordings
            is_headed = first.unit.is_heading and bool(rest)
            name = make_slug(first.text, 4) or "own-clause"
            id = find_free_id(name if re.match(r"[a-z]", name) else f"own-{name}", self.taken)
            self.taken.add(id)
            title = first.text if is_headed else _make_title(first.text)
            addition_facts = {"action": "add-after", "id": id, "title": title}
            if not is_headed:
                addition_facts["headed"] = "no"
            body = rest if is_headed else [first, *rest]
            self._write_amendment(addition.copy, base_id, addition_facts, body, days)

    def _find_base(self, planned: PlannedColumn, copy: int) -> str:
        """The clause that a copy has at a column: the wording that it chose."""
        answer = self.plan.answers[copy].get(planned.choice) if planned.choice else None
        index = next((index for index, option in enumerate(planned.options) if option.id == answer), 0)
        return self.clause_ids[planned.column.index, index]

    def _write_amendment(
        self,
        copy: int,
        clause: str,
        facts: Mapping[str, str],
        wordings: Sequence[Wording],
        days: Counter[tuple[int, str]],
    ) -> None:
        """Write what a school alone says of a clause. Of one clause there is one amendment a day."""
        source = self.copies[copy]
        reason = f"As the school’s own policy{_tell_month(source.date)} words it."
        front = {"amends": self.version, **facts, "policies": [self.plan.policy], "reason": reason}
        calls = self._make_calls(copy)
        text = "\n".join(write_blocks(mark_blocks(wording, self.variables), calls) for wording in wordings)
        name = self.version
        if count := days[copy, clause]:
            name = f"{first_day(self.version) + timedelta(days=count):%Y-%m-%d}"
        days[copy, clause] += 1
        path = f"variables/schools/{source.school}/amendments/{clause}/{name}.md"
        self.drafted.files[path] = f"---\n{dump_front_matter(front)}---\n{text}"

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


def _map_places(aligned: Sequence[Column], copies: Mapping[int, SchoolCopy]) -> dict[int, dict[int, int]]:
    """For each copy the column of each of its clauses, by the place that references count."""
    by_copy: dict[int, dict[int, int]] = {copy: {} for copy in copies}
    for index, column in enumerate(aligned):
        for copy, place in column.places.items():
            unit = copies[copy].units[place]
            if unit.place >= 0:
                by_copy[copy][unit.place] = index
    return by_copy


def map_targets(aligned: Sequence[Column], copies: Mapping[int, SchoolCopy]) -> dict[int, dict[str, str]]:
    """For each copy where each of its references leads: to which column."""
    places = _map_places(aligned, copies)
    targets: dict[int, dict[str, str]] = {}
    for copy, source in copies.items():
        notes = [unit.place for unit in source.units if unit.kind == "note"]
        targets[copy] = {}
        for unit in source.units:
            for token in unit.tokens:
                kind, _, rest = token.target.partition(":")
                if kind == "note":
                    number = int(rest)
                    place = notes[number] if number < len(notes) else -1
                    targets[copy][token.target] = f"{places[copy].get(place, -1)}"
                elif kind == "ref":
                    target_kind, number_text, word = rest.split(":")
                    column = places[copy].get(int(number_text), -1)
                    targets[copy][token.target] = f"{target_kind} {column} {word}"
    return targets


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


def _write_if(tests: Sequence[str], line: str) -> str:
    return f"{{% if {' and '.join(tests)} %}}\n{line}\n{{% endif %}}" if tests else line


def _write_how_called(word: str, shown: str) -> str:
    if word == "clause":
        return ""
    text = re.sub(r'["\\{}]', "", shown)
    return f', shown="{text}"' if word == "=" else f', called="{word}"'


def _make_title(text: str) -> str:
    words = text.split()
    return " ".join(words[:8]).rstrip(" ,;:.(\u2013-") + ("…" if len(words) > 8 else "")


def _tell_month(date: str) -> str:
    return f" of {month_in_words(date)}" if date else ""
