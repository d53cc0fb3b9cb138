"""Calls: what the references, notes and pictures in the texts of a copy become in the files of a draft."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from ..importer.pictures import place_pictures
from ..importer.proposals import Proposals
from .alignment import Column
from .planned import FamilyPlan
from .reading import SchoolCopy


@dataclass(slots=True)
class CallWriter:
    """Writes the calls of one policy. `clause_ids` are the ids of its clauses, by column and option, and
    `pictures` what the texts show, by path; both grow.
    """

    plan: FamilyPlan
    aligned: Sequence[Column]
    copies: Mapping[int, SchoolCopy]
    advice: Proposals
    clause_ids: dict[tuple[int, int], str] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    _columns_of_places: dict[int, dict[int, int]] = field(init=False)

    def __post_init__(self) -> None:
        """Find the column of each clause of each copy."""
        self._columns_of_places = map_places(self.aligned, self.copies)

    def make_calls(self, copy: int) -> Callable[[str, str], str]:
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
                self.pictures[f"policies/{picture.path}"] = picture.data
                return f"![{picture.description}]({picture.path})"
            if kind == "note":
                return self._call_each(copy, self._find_note(copy, int(rest)), lambda id: f'note("{id}")')
            target_kind, number, word = rest.split(":")
            more = ', of="section"' if target_kind == "section" else ""
            called = _write_how_called(word, shown)
            column = self._columns_of_places[copy].get(int(number))
            if column is None:
                return shown
            return self._call_each(copy, column, lambda id: f'ref("{id}"{called}{more})')

        return calls

    def _find_note(self, copy: int, number: int) -> int | None:
        notes = [unit.place for unit in self.copies[copy].units if unit.kind == "note"]
        return self._columns_of_places[copy].get(notes[number]) if number < len(notes) else None

    def _call_each(self, copy: int, column: int | None, write: Callable[[str], str]) -> str:
        """A call of a clause; of one that has several wordings in the copy's edition, the call of that which
        the school has.
        """
        planned = next((planned for planned in self.plan.columns if planned.column.index == column), None)
        if planned is None or column is None or planned.kind in ("heading", "call"):
            return ""
        options = planned.list_options(self.plan.find_edition(copy))
        if len(options) == 1:
            return f"{{{{ {write(self.clause_ids[column, options[0][0]])} }}}}"
        pieces = []
        for position, (index, option) in enumerate(options):
            word = "elif" if position else "if"
            call = write(self.clause_ids[column, index])
            pieces.append(f'{{% {word} {planned.choice} == "{option.id}" %}}{{{{ {call} }}}}')
        return "".join([*pieces, "{% endif %}"]) if pieces else ""


def _write_how_called(word: str, shown: str) -> str:
    if word == "clause":
        return ""
    text = re.sub(r'["\\{}]', "", shown)
    return f', shown="{text}"' if word == "=" else f', called="{word}"'


def map_places(aligned: Sequence[Column], copies: Mapping[int, SchoolCopy]) -> dict[int, dict[int, int]]:
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
    places = map_places(aligned, copies)
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
