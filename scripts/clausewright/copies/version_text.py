"""The text of a version: the headings and clauses that an edition of a policy has, in its order, with the
conditions under which they stand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from ..importer.draft import dump_front_matter
from ..importer.markdown import write_running
from ..importer.outline import Text
from ..model.dates import month_in_words
from ..model.text import count_noun
from .calls import CallWriter
from .order import START, MovedRun
from .planned import FamilyPlan, PlannedColumn
from .reading import SchoolCopy
from .shared_variables import SharedVariable
from .wordings import mark_blocks


class VersionWriter:
    """Writes the version of one edition. `edition` is its number; `numbering` is how the policy counts."""

    def __init__(
        self,
        plan: FamilyPlan,
        edition: int,
        copies: Mapping[int, SchoolCopy],
        variables: Sequence[SharedVariable],
        calls: CallWriter,
        numbering: str,
    ) -> None:
        """Take a policy's plan, its copies by their numbers, and the variables that print in it."""
        self.plan, self.edition, self.variables = plan, edition, variables
        self.calls, self.numbering = calls, numbering
        self.copies = {copy: copies[copy] for copy in sorted(plan.editions[edition].copies)}
        self.columns = {
            planned.column.index: planned for planned in plan.columns if edition in planned.column.editions
        }
        self.moved = [(flag, run) for flag, run in plan.moved if self.columns.keys() & set(run.columns)]
        self.placed = [run for index, run in plan.placed if index == edition]

    def write(self) -> str:
        """Write the file of the version."""
        blocks = [f"---\n{dump_front_matter(self._collect_facts())}---"]
        if not any(_prints_adoption(planned) for planned in self.columns.values()):
            blocks.append("{{ adoption() }}")
        by_place = self._write_what_stands_elsewhere()
        elsewhere = {column for run in self.placed for column in run.columns}
        blocks += by_place.get(START, [])
        for planned in self.plan.columns:
            index = planned.column.index
            if index in self.columns and index not in elsewhere:
                stays = [f"not {flag}" for flag, run in self.moved if index in run.columns]
                blocks += self._write_place(planned, stays)
            blocks += by_place.get(index, [])
        return "\n\n".join(blocks) + "\n"

    def _write_what_stands_elsewhere(self) -> dict[int, list[str]]:
        """What stands behind each column because this edition, or some schools, have it there."""
        by_place: dict[int, list[str]] = {}
        runs: list[tuple[list[str], MovedRun]] = [([], run) for run in self.placed] + [
            ([flag], run) for flag, run in self.moved
        ]
        for conditions, run in runs:
            lines = by_place.setdefault(run.after, [])
            for index in run.columns:
                if index in self.columns:
                    lines += self._write_place(self.columns[index], conditions)
        return by_place

    def _collect_facts(self) -> dict[str, object]:
        files = ", ".join(copy.file for copy in self.copies.values())
        schools = len(self.copies)
        facts: dict[str, object] = {
            "status": "draft",
            "summary": f"Made from {schools} schools’ copies." if schools > 1 else f"Imported from {files}.",
        }
        if removed := self._list_removed():
            copies = f"The {count_noun(schools, 'copy', 'copies')} of {self._tell_month()}"
            verb = "do" if schools > 1 else "does"
            reason = f"{copies} {verb} not have it."
            facts["removed"] = [{"clause": clause, "reason": reason} for clause in removed]
        return facts

    def _tell_month(self) -> str:
        return month_in_words(self.plan.editions[self.edition].version)

    def _list_removed(self) -> list[str]:
        """The clauses that the edition before has, and this one has not."""
        if not self.edition:
            return []
        before, now = (
            {
                self.calls.clause_ids[planned.column.index, index]
                for planned in self.plan.list_clauses()
                for index, _ in planned.list_options(edition)
            }
            for edition in (self.edition - 1, self.edition)
        )
        return sorted(before - now)

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
        options = planned.list_options(self.edition)
        calls = [
            f'{{{{ clause("{self.calls.clause_ids[planned.column.index, index]}") }}}}'
            for index, _ in options
        ]
        if len(options) == 1:
            return [_write_if(tests, calls[0])]
        lines = []
        for position, (_, option) in enumerate(options):
            chosen = f'{planned.choice} == "{option.id}"'
            word = "elif" if position else "if"
            lines += [f"{{% {word} {' and '.join([*tests, chosen])} %}}", calls[position]]
        return ["\n".join([*lines, "{% endif %}"])] if lines else []

    def _write_heading(self, planned: PlannedColumn) -> str:
        wording = planned.options[0].wording.at(self.edition)
        units = planned.column.units
        levels = Counter(unit.level for unit in units.values())
        level = levels.most_common(1)[0][0] or 2
        numbers = [unit.number for unit in units.values()]
        is_unnumbered = self.numbering != "none" and sum(not number for number in numbers) * 2 > len(numbers)
        if planned.heading_key:
            title = f"{{{{ {planned.heading_key} }}}}"
        else:
            block = mark_blocks(wording, self.variables)[0]
            calls = self.calls.make_calls(wording.source)
            title = write_running(block.text, calls) if isinstance(block, Text) else ""
        return f"{'#' * level} {title}{' {-}' if is_unnumbered else ''}"


def _prints_adoption(planned: PlannedColumn) -> bool:
    return planned.kind == "call" and "adoption" in planned.options[0].wording.keys[0]


def _write_if(tests: Sequence[str], line: str) -> str:
    return f"{{% if {' and '.join(tests)} %}}\n{line}\n{{% endif %}}" if tests else line
