"""Values as a table: who may hold them, and each value cut into cells of text, as spreadsheets have it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from .library import Library
from .local_records import SchoolFacts
from .values import PERSON_PARTS, SHAPING, DatedValue, Kind, Layer, Person, Value, Variable, Words

# What a school's file says at its margin, so that no group of values can have these names there.
SCHOOL_FACTS = frozenset(SchoolFacts.model_fields)
YES, NO = "yes", "no"
# The column beside a value that wants checking.
CHECKED = "checked_on"
WORD_PARTS = ("singular", "plural", "article")
# Parts of a value by name, with their text. What has no parts has one without a name; a list's are "1.name",
# "2.name".
Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose values a file has: all schools' ("common"), an authority's, a trust's or a school's."""

    layer: Layer
    id: str
    name: str

    @property
    def kind(self) -> str:
        """What kind of holder: "common", "authority", "trust" or "school"."""
        return self.layer.name

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from every other."""
        return self.kind, self.id

    def may_set(self, variable: Variable) -> bool:
        """Say whether its file has room for a variable: a school names its trust where the trust's own facts
        would stand.
        """
        return self.kind != "school" or variable.key.split(".")[0] not in SCHOOL_FACTS

    def images(self, library: Library) -> dict[str, str]:
        """The pictures beside its file: their names, and their paths in the library."""
        folder = PurePosixPath(self.layer.path).parent
        return {
            PurePosixPath(path).name: path for path in library.images if PurePosixPath(path).parent == folder
        }


def list_holders(library: Library, as_at: date) -> tuple[Holder, ...]:
    """Everybody who holds values, in the order in which they win."""

    def named(layer: Layer, id: str, key: str) -> Holder:
        value = layer.at(key, as_at)
        return Holder(layer, id, str(value.value) if value else id)

    return (
        Holder(library.common, "all", f"All {library.unit.plural}"),
        *(named(group.values, group.id, "authority.name") for group in library.authorities.values()),
        *(named(group.values, group.id, "trust.name") for group in library.trusts.values()),
        *(named(school.values, school.id, "school.name") for school in library.schools.values()),
    )


def list_variables(library: Library) -> tuple[Variable, ...]:
    """The variables that files of values may set, in the order of the schema."""
    return tuple(variable for variable in library.schema.values() if variable.path)


def list_parts(variable: Variable) -> tuple[str, ...]:
    """The parts into which a value is cut, in order; those of a list are the columns of each entry."""
    match variable.kind:
        case Kind.WORDS:
            return WORD_PARTS
        case Kind.PERSON:
            return tuple(PERSON_PARTS)
        case Kind.LIST:
            return tuple(variable.of)
        case _:
            return ("",)


def get_kind(variable: Variable, part: str) -> Kind:
    """The type of one part."""
    if variable.kind is Kind.WORDS:
        return Kind.TEXT
    return variable.parts().get(part.rpartition(".")[2], variable.kind)


def cut_into_cells(value: Value | None) -> dict[str, str]:
    """Cut a value into its cells. Empty parts are left out, and so is the article of a word that has the
    usual one.
    """
    match value:
        case None:
            return {}
        case bool():
            return {"": YES if value else NO}
        case Words():
            usual = "an" if value.singular[0].lower() in "aeiou" else "a"
            return {"singular": value.singular, "plural": value.plural} | (
                {"article": value.article} if value.article != usual else {}
            )
        case Person():
            return {part: text for part in PERSON_PARTS if (text := getattr(value, part))}
        case tuple():
            return {
                f"{number}.{column}": text
                for number, row in enumerate(value, 1)
                for column, text in row.items()
            }
        case _:
            return {"": value}


def show_cells(variable: Variable, value: DatedValue | None) -> dict[str, str]:
    """The cells of the value that counts, with the day of its last check where the variable wants one."""
    cells = cut_into_cells(value.value if value else None)
    if variable.kind is Kind.IMAGE and value:
        cells[""] = PurePosixPath(str(value.value)).name
    if variable.check_months and value and value.checked_on:
        cells[CHECKED] = value.checked_on.isoformat()
    return cells


def list_options(variable: Variable) -> tuple[str, ...]:
    """What a choice or a yes-or-no offers."""
    return () if variable.kind not in SHAPING else tuple(variable.options) or (YES, NO)


def split_part(part: str) -> tuple[int, str]:
    """Split the part of a list's cell, "2.platform", into the number of its entry and its column."""
    number, _, column = part.partition(".")
    return int(number), column


@dataclass(frozen=True, slots=True)
class ValueChange:
    """A value that somebody changed in a table: whose file, which variable, and what it is now.

    `is_new` says that the value itself changed and not only the day of its check; then None as value means
    that it was removed.
    """

    holder: Holder
    variable: Variable
    value: Value | None
    checked_on: date | None
    is_new: bool = True
