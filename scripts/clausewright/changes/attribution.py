"""Causes: every difference between two documents, each with the one cause that it has.

A difference of the texts is followed through the steps from one document to the other; a value that prints in
twelve places is one change that lists them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from ..diff.redline import accept_part, reject_part
from ..diff.repeated import find_place
from ..model.change import Cause, Change, Changes, Kind, Mark, Place, Redline
from ..model.document import PlacedClause, Prose
from ..model.tokens import keys_in
from .inputs import DiffSession, DocumentInputs, trace_lineage
from .steps import Step, build_steps, find_cause, read_printed_value

_VALUES = frozenset({Cause.SCHOOL, Cause.TRUST, Cause.AUTHORITY, Cause.COMMON, Cause.WORD})
_ADOPTED = "adopted"


# -- texts ---------------------------------------------------------------------------------------------------


def attribute_changes(session: DiffSession, old: DocumentInputs, new: DocumentInputs) -> Changes:
    """Compare two documents: their texts, not yet the values that fill them. Effects and reasons are still to
    be found.
    """
    first, last = old.assemble(), new.assemble()
    steps = tuple(build_steps(session, old, new))
    net = session.diff(first, last, trace_lineage(new.library, first, last))
    by_step: list[Changes] = []
    for before, after in pairwise([first, *(step.assembled for step in steps)]):
        by_step.append(session.diff(before, after, trace_lineage(new.library, before, after)))
    return _Attribution(net, steps, by_step).attribute()


@dataclass(frozen=True, slots=True)
class _Part:
    """An entry of one step."""

    step: int
    id: str


class _Attribution:
    """Follows every item of the whole difference through the steps, and so finds which of them touched it."""

    def __init__(self, net: Changes, steps: Sequence[Step], by_step: Sequence[Changes]) -> None:
        self.net, self.steps, self.by_step = net, steps, by_step
        # For each step its lines by their place in the text before it, and in the text after it.
        self.by_old: list[dict[int, Redline]] = []
        self.by_new: list[dict[int, Redline]] = []
        for changes in by_step:
            lines = [line for line in changes.redline if line.mark is not Mark.MOVED_AWAY]
            self.by_old.append({line.old_at: line for line in lines if line.old_at is not None})
            self.by_new.append({line.new_at: line for line in lines if line.new_at is not None})
        # The lines of the whole difference that an entry of it touches, by their index.
        self.lines: dict[str, list[int]] = defaultdict(list)
        for index, line in enumerate(net.redline):
            for id in line.changes:
                self.lines[id].append(index)
        # The new ids of each line, and the lines of each step that is one change in many places.
        self.ids: dict[int, list[str]] = defaultdict(list)
        self.places: dict[int, dict[int, None]] = defaultdict(dict)
        self.used: set[str] = set()

    def attribute(self) -> Changes:
        entries: list[Change] = []
        for entry in self.net.entries:
            entries += self.split_by_cause(entry)
        entries += [self.make_shared_change(step) for step in self.places]
        redline: list[Redline] = []
        for index, line in enumerate(self.net.redline):
            redline.append(replace(line, changes=tuple(dict.fromkeys(self.ids[index]))))
        return replace(self.net, entries=tuple(entries), redline=tuple(redline))

    def split_by_cause(self, entry: Change) -> Iterator[Change]:
        """The changes that a difference is, one for each step that had a part in it."""
        lines = self.lines[entry.id]
        parts = self.find_parts(entry, lines)
        if entry.kind is Kind.RECORD or not parts:
            yield self.make_change(entry, lines, None)
            return
        touching = sorted({part.step for part in parts})
        apart = [part for part in parts if not self.steps[part.step].shared]
        for step in touching:
            if self.steps[step].shared:
                self.note_places(step, lines)
            elif len(touching) == 1:
                yield self.make_change(entry, lines, step)
            else:
                for part in parts:
                    if part.step != step:
                        continue
                    entry_of_step = self.by_step[step].entry(part.id)
                    if len(apart) == 1:
                        # The text is that of the new document, and not of a step on the way.
                        entry_of_step = replace(entry_of_step, items=entry.items, together=entry.together)
                    yield self.make_change(entry_of_step, lines, step, base=entry.id)

    def note_places(self, step: int, lines: Iterable[int]) -> None:
        """Note where a citation, term or title prints otherwise; it does in no text that came or went."""
        for index in lines:
            if self.net.redline[index].mark not in (Mark.ADDED, Mark.REMOVED):
                self.places[step][index] = None
                self.ids[index].append(self.shared_id(step))

    def find_parts(self, entry: Change, lines: Iterable[int]) -> list[_Part]:
        """The entries of steps that touched what an entry of the whole difference touches, each once."""
        parts: dict[_Part, None] = {}
        for index in lines:
            parts.update(dict.fromkeys(self.trace(self.net.redline[index])))
        # The rows of a table are told apart by their ids alone.
        of_same_id = [part for part in parts if part.id == entry.id]
        return of_same_id if of_same_id and entry.subject else list(parts)

    def trace(self, line: Redline) -> Iterator[_Part]:
        """The steps that changed an item, with the entries that tell of it: from its old side on, and from
        its new side back.
        """
        place = line.old_at
        for step, lines in enumerate(self.by_old):
            if place is None or place not in lines:
                break
            for id in lines[place].changes:
                yield _Part(step, id)
            place = lines[place].new_at
        place = line.new_at
        for step in reversed(range(len(self.by_new))):
            if place is None or place not in self.by_new[step]:
                break
            line_of_step = self.by_new[step][place]
            for id in line_of_step.changes:
                yield _Part(step, id)
            place = line_of_step.old_at

    def make_change(self, entry: Change, lines: Iterable[int], step: int | None, base: str = "") -> Change:
        """A change of one step, with an id of its own."""
        cause, subject, topic, kinds = Cause.MODEL, entry.subject, entry.topic, entry.kinds
        if step is not None:
            cause = self.steps[step].cause
            subject = self.steps[step].subject or entry.subject
            topic = self.steps[step].topic or entry.topic
            if cause in _VALUES and entry.kind is not Kind.RECORD:
                kinds = (Kind.VALUE,)
        id = self.free_id(base or entry.id, cause)
        for index in lines:
            self.ids[index].append(id)
        items = entry.items
        if id != entry.id:
            items = tuple(replace(line, changes=(id,)) for line in items)
        return replace(entry, id=id, kinds=kinds, cause=cause, subject=subject, topic=topic, items=items)

    def free_id(self, id: str, cause: Cause) -> str:
        """An id that no other change has: the same, or with its cause, or with a number."""
        name = id if id not in self.used else f"{id}-{cause.value.replace(' ', '-')}"
        count, base = 1, name
        while name in self.used:
            count += 1
            name = f"{base}-{count}"
        self.used.add(name)
        return name

    # -- one change in many places ---------------------------------------------------------------------------

    def shared_id(self, step: int) -> str:
        cause, subject = self.steps[step].cause, self.steps[step].subject
        return f"{'cite' if cause is Cause.CITATION else 'name'}-{subject}"

    def make_shared_change(self, step: int) -> Change:
        source = self.steps[step]
        lines = [self.net.redline[index] for index in self.places[step]]
        places: list[Place] = []
        for line in lines:
            if line.mark is not Mark.MOVED_AWAY:
                places.append(find_place(self.net.redline, line, source.old, source.new))
        return Change(
            id=self.shared_id(step),
            kinds=(source.shared or Kind.REFERENCE,),
            cause=source.cause,
            subject=source.subject,
            topic=source.topic,
            items=tuple(lines),
            places=tuple(places),
        )


# -- values --------------------------------------------------------------------------------------------------


def add_value_changes(changes: Changes, old: DocumentInputs, new: DocumentInputs) -> Changes:
    """Return the changes with those of values and words, which are not in the documents: these have tokens in
    their place.
    """
    # By the variable: on which lines of the redline which keys of it print otherwise.
    where: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    differing: set[str] = set()
    for index, line in enumerate(changes.redline):
        for key in sorted(_list_keys_on_both_sides(line)):
            before, after = read_printed_value(old, key), read_printed_value(new, key)
            if before is not None and after is not None and before != after:
                differing.add(key)
                variable = ".".join(key.split(".")[:2])
                where[variable][index].append(key)
    entries = list(changes.entries)
    record = [key for key in where if key.startswith(f"{_ADOPTED}.")]
    if record and not any(entry.kind is Kind.RECORD for entry in entries):
        lines: dict[int, list[str]] = {}
        for key in record:
            lines.update(where[key])
        entry = _make_value_change(changes, _ADOPTED, lines, old, new)
        entries.append(replace(entry, id="record", kinds=(Kind.RECORD,), cause=Cause.MODEL, topic=""))
    for key, places in where.items():
        if key not in record:
            entries.append(_make_value_change(changes, key, places, old, new))
    return replace(changes, entries=tuple(entries), values=frozenset(differing))


def _list_keys_on_both_sides(line: Redline) -> frozenset[str]:
    """The keys that print in an item before and after."""
    if line.old is None or line.new is None or line.mark is Mark.MOVED_AWAY:
        return frozenset()
    parts: Any = list(_list_texts(line))
    if line.mark is Mark.KEPT:
        return keys_in(json.dumps(parts))
    return keys_in(json.dumps(accept_part(parts))) & keys_in(json.dumps(reject_part(parts)))


def _list_texts(line: Redline) -> Iterator[Any]:
    item = line.item
    if not isinstance(item, Prose):
        yield list(item.title)
    if isinstance(item, PlacedClause | Prose):
        yield list(item.blocks)


def _make_value_change(
    changes: Changes, key: str, where: dict[int, list[str]], old: DocumentInputs, new: DocumentInputs
) -> Change:
    variable = new.library.schema.get(key)
    lines: list[Redline] = []
    places: list[Place] = []
    for index, keys in where.items():
        line = changes.redline[index]
        lines.append(line)
        before, after = _print_values(old, keys), _print_values(new, keys)
        places.append(find_place(changes.redline, line, before, after))
    return Change(
        id=f"v-{key.replace('.', '-').replace('_', '-')}",
        kinds=(Kind.VALUE,),
        cause=find_cause(key, old.values.get(key), new.values.get(key)),
        subject=key,
        topic=variable.name if variable else key,
        items=tuple(lines),
        places=tuple(places),
    )


def _print_values(inputs: DocumentInputs, keys: Sequence[str]) -> str:
    """What keys print in a document, each text once; an address only where nothing else prints."""
    shown = [key for key in keys if not key.endswith(".href")] or keys
    return ", ".join(dict.fromkeys(read_printed_value(inputs, key) or "" for key in shown))
