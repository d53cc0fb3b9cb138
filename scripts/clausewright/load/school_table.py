"""Reads a table of schools, as offices and registers of schools have them: a row a school, a column a fact,
in whatever order, under whatever of the usual headings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from ..errors import Problem, did_you_mean
from ..model.library import Library
from ..model.table import Holder, get_kind, list_holders, list_parts
from ..model.text import make_id
from ..model.values import SCHOOL, Kind, Variable
from .spreadsheet import TableReader, read_table_with
from .spreadsheet_cells import CellText, SchoolRow, Sheet, Table

# What a column holds: a fact of the school by its key, or a value and the part of it.
Meaning = tuple[Variable, str] | str
_FIRST_ROWS = 12
# What columns are called, in small letters and without signs. The second lines are the headings of the
# register of schools in England.
_HEADINGS: Mapping[str, frozenset[str]] = {
    "id": frozenset({"id", "schoolid", "folder"}),
    "name": frozenset({"name", "school", "schoolname", "nameofschool", "fullname", "establishmentname"}),
    "authority": frozenset({"authority", "localauthority", "council", "lea", "la", "laname"}),
    "trust": frozenset({"trust", "trustname", "academytrust", "mat", "trustsname"}),
    "phase": frozenset({"phase", "schoolphase", "phaseofeducation", "phaseofeducationname"}),
    "type": frozenset(
        {"type", "schooltype", "typeofschool", "typeofestablishment", "typeofestablishmentname"}
    ),
}
_VALUES: Mapping[str, frozenset[str]] = {
    "phone": frozenset({"phone", "telephone", "tel", "phonenumber", "telephonenumber", "telephonenum"}),
    "email": frozenset({"email", "emailaddress", "officeemail", "schoolemail"}),
    "website": frozenset({"website", "web", "webaddress", "url", "schoolwebsite"}),
}
# The first pattern that is found in what was written says the phase, or the type.
_PHASES: tuple[tuple[str, str], ...] = (
    (r"special|alternative|pupil referral", "special"),
    (r"all.?through", "all-through"),
    (r"\b16\b|sixth|post.?16", "post-16"),
    (r"deemed secondary|secondary|upper|high", "secondary"),
    (r"deemed primary|primary|infant|junior|first", "primary"),
    (r"nursery|early years", "nursery"),
)
_TYPES: tuple[tuple[str, str], ...] = (
    (r"free|studio|technical college|\butc\b", "free"),
    (r"academ", "academy"),
    (r"independent|private", "independent"),
    (r"maintained|community|foundation|voluntary|council|pupil referral|local authority", "maintained"),
)


def read_schools_table(path: Path, library: Library) -> tuple[Table, list[Problem]]:
    """Read a table of schools. Returns the schools in it, with the values that the table gives them, and
    every fault.
    """
    reader = _SchoolsReader(library, path.name)
    table, problems = read_table_with(reader, path)
    if not problems and not table.new_schools:
        message, hint = "names no school", "Have a row of headings, one of them 'name', and a school a row."
        problems.append(Problem(path.name, 0, message, hint))
    return table, problems


def read_facts(
    row: SchoolRow, library: Library, as_at: date, usual: Mapping[str, str]
) -> tuple[dict[str, str], list[Problem]]:
    """The facts of a new school, as its file has them, and what is wrong with them.

    `usual` are facts that hold where the table says nothing.
    """
    facts, problems = {}, []
    holders = list_holders(library, as_at)
    for key in ("authority", "trust", "phase", "type"):
        cell = row.facts.get(key)
        written = cell.text if cell else ""
        place = cell.place if cell and written else row.place
        if key in ("authority", "trust"):
            value, hint = _find_body(key, written, holders)
        elif key == "phase":
            kind = row.facts.get("type")
            value, hint = _find_phase(written, kind.text if kind else "", library.phases)
        else:
            value, hint = _find_option(written, library.types, _TYPES)
        value = value or (usual.get(key, "") if not written else "")
        if value or (key == "trust" and not written):
            facts[key] = value
        elif library.unit != SCHOOL and not written:
            continue  # what is no school has no phase and no type
        elif written:
            problems.append(place.problem(f"'{written}' is no {key} that is known here", hint))
        else:
            message = f"does not say the {key} of {row.name or row.id}"
            problems.append(place.problem(message, f"Write it in a column '{key}', or give --{key}."))
    if (
        library.unit == SCHOOL
        and not facts.get("type")
        and not (row.facts.get("type") and row.facts["type"].text)
    ):
        problems = [problem for problem in problems if "does not say the type" not in problem.message]
        facts["type"] = "academy" if facts.get("trust") else "maintained"
    return facts, problems


def _find_body(kind: str, written: str, holders: Iterable[Holder]) -> tuple[str, str]:
    """The id of an authority or a trust, by its id or its name, and a hint where there is none."""
    bodies = {holder.id: holder.name for holder in holders if holder.kind == kind}
    if not written:
        return (next(iter(bodies)), "") if kind == "authority" and len(bodies) == 1 else ("", "")
    for id, name in bodies.items():
        if make_id(written) in (id, make_id(name)):
            return id, ""
    known = [*bodies, *bodies.values()]
    listed = ", ".join(f"{id} ({name})" if name != id else id for id, name in bodies.items())
    return "", did_you_mean(written, known) or (
        f"Known: {listed}." if bodies else f"Make it first: the library has no {kind}."
    )


def _find_phase(written: str, kind: str, phases: Sequence[str]) -> tuple[str, str]:
    """The phase; a special school may say it in its type alone."""
    if re.search("special|pupil referral|alternative", kind, re.IGNORECASE) and not re.search(
        "nursery|primary|secondary", written, re.IGNORECASE
    ):
        return "special", ""
    return _find_option(written, phases, _PHASES)


def _find_option(
    written: str, options: Iterable[str], patterns: Iterable[tuple[str, str]]
) -> tuple[str, str]:
    if not written:
        return "", ""
    known = list(options)
    if written.lower() in known:
        return written.lower(), ""
    fitting = (option for pattern, option in patterns if re.search(pattern, written, re.IGNORECASE))
    meant = next((option for option in fitting if option in known), "")
    return meant, did_you_mean(written, known) or f"Known: {', '.join(known)}."


class _SchoolsReader(TableReader):
    """Finds the row of headings on each sheet, and takes the rows below it for schools."""

    def __init__(self, library: Library, file: str) -> None:
        super().__init__(library, set(), file, may_be_new=True)
        self.by_heading = _list_headings(library)

    def read_sheet(self, sheet: Sheet) -> None:
        """Read a sheet; one without a column of names is no table of schools, and is passed over."""
        for number in range(1, min(len(sheet.rows), _FIRST_ROWS) + 1):
            heads = [_normalise(str(getattr(cell, "value", cell) or "")) for cell in sheet.rows[number - 1]]
            if not _HEADINGS["name"].isdisjoint(heads):
                columns = self.read_heads(sheet, number)
                for row in range(number + 1, len(sheet.rows) + 1):
                    self.read_row(sheet, row, columns)
                return

    def read_heads(self, sheet: Sheet, row: int) -> dict[int, Meaning]:
        """What each column holds."""
        columns: dict[int, Meaning] = {}
        for number in range(1, sheet.width(row) + 1):
            written = sheet.read(row, number).text
            meaning = self.by_heading.get(_normalise(written))
            if meaning is not None and meaning not in columns.values():
                columns[number] = meaning
            elif written:
                self.table.unread.append(written)
        return columns

    def read_row(self, sheet: Sheet, row: int, columns: Mapping[int, Meaning]) -> None:
        """Read a school; an empty row is none."""
        cells: dict[str, CellText] = {}
        values: list[tuple[Variable, str, CellText]] = []
        for column, meaning in columns.items():
            if isinstance(meaning, str):
                cells[meaning] = sheet.read(row, column)
            else:
                variable, part = meaning
                values.append((variable, part, sheet.read(row, column, get_kind(variable, part))))
        name = cells["name"].text
        id = cells["id"].text if "id" in cells and cells["id"].text else make_id(name)
        place = sheet.place(row)
        if not id:
            if any(cell.text for cell in (*cells.values(), *(cell for *_, cell in values))):
                self.tell_fault(place, "has no name", "Write the school's name, or empty the row.")
            return
        if id in self.table.new_schools:
            first = self.table.new_schools[id].place
            hint = f"The first is in row {first.row}. Keep one, or give each its own in a column 'id'."
            self.tell_fault(place, f"is a second school with the id '{id}'", hint)
            return
        self.table.new_schools[id] = SchoolRow(id, name, cells, place)
        for variable, part, cell in values:
            self.keep(("school", id, variable.key), part, cell)


def _normalise(heading: str) -> str:
    return re.sub(r"[^a-z0-9.]", "", heading.lower()).strip(".")


def _list_headings(library: Library) -> dict[str, Meaning]:
    """What each heading means: a fact of a school, or a value and its part. The name that a column has in a
    table of values counts, the variable's label, and what such a column is usually called.
    """
    meanings: dict[str, Meaning] = {}
    for variable in library.schema.values():
        if not variable.path or variable.kind is Kind.LIST:
            continue
        for part in list_parts(variable):
            meanings.setdefault(_normalise(f"{variable.key}.{part}"), (variable, part))
        part = list_parts(variable)[0]
        meanings.setdefault(_normalise(variable.name), (variable, part))
        group, short = variable.key.split(".")
        for heading in _VALUES.get(short, frozenset({_normalise(short)})) if group == "school" else ():
            meanings.setdefault(heading, (variable, part))
    for key, headings in _HEADINGS.items():
        meanings |= dict.fromkeys(headings, key)
    return {**meanings, "school.name": "name"}
