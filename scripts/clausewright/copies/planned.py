"""What is planned for a policy: what becomes of each column of its copies, and which variables that needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from .editions import Edition
from .order import MovedRun
from .wordings import ClauseColumn, Wording


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

    def list_options(self, edition: int) -> list[tuple[int, Option]]:
        """The options that stand in an edition, each with its number. Where it has the clause, and none of
        them, the first counts.
        """
        if edition not in self.column.editions:
            return []
        numbered = list(enumerate(self.options))
        return [pair for pair in numbered if edition in pair[1].wording.editions] or numbered[:1]


@dataclass(frozen=True, slots=True)
class Addition:
    """What one copy alone has after a clause of the model's: its wordings, headings among them."""

    copy: int
    after: int
    wordings: tuple[Wording, ...]


@dataclass(slots=True)
class FamilyPlan:
    """The plan of one policy.

    `editions` are its versions with the copies that are of them, the earliest first. `moved` are columns that
    stand elsewhere where a flag says so, `placed` those that an edition has elsewhere. `answers` are the
    choices and headings of each copy, by variable; `flags` and `choices` are the variables that the plan
    needs, with what they say.
    """

    policy: str
    editions: Sequence[Edition]
    columns: list[PlannedColumn] = field(default_factory=list)
    moved: list[tuple[str, MovedRun]] = field(default_factory=list)
    placed: list[tuple[int, MovedRun]] = field(default_factory=list)
    additions: list[Addition] = field(default_factory=list)
    flags: dict[str, tuple[bool, str]] = field(default_factory=dict)
    choices: dict[str, tuple[str, dict[str, str], str]] = field(default_factory=dict)
    headings: dict[str, tuple[str, str]] = field(default_factory=dict)
    answers: dict[int, dict[str, str | bool]] = field(default_factory=lambda: defaultdict(dict))

    def list_clauses(self) -> Iterator[PlannedColumn]:
        """The columns that are clauses."""
        return (planned for planned in self.columns if planned.kind not in ("heading", "call"))

    def find_edition(self, copy: int) -> int:
        """The number of the edition that a copy is of."""
        return next(index for index, edition in enumerate(self.editions) if copy in edition.copies)
