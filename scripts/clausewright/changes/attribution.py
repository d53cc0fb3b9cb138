"""Causes: every difference between two sources, each with the one cause that it has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ..model.change import Cause, Change, Changes, Kind, Mark, Place, Redline
from ..model.document import PlacedClause, Section
from .source import DiffSession, DocumentInputs, trace_lineage
from .steps import Step, build_steps


def attribute_changes(desk: DiffSession, old: DocumentInputs, new: DocumentInputs) -> Changes:
    """Compare two sources: their texts, not yet the values that fill them. Effects and reasons are still to
    be said.
    """
    first, last = old.assembled(), new.assembled()
    chain = tuple(build_steps(desk, old, new))
    net = desk.diff(first, last, trace_lineage(new.library, first, last))
    texts = [first, *(step.assembled for step in chain)]
    each = [desk.diff(one, other, trace_lineage(new.library, one, other)) for one, other in pairwise(texts)]
    return _Attribution(net, chain, each).changes()


@dataclass(frozen=True, slots=True)
class _Part:
    """An entry of one step."""

    step: int
    id: str


class _Attribution:
    """Follows every item of the whole difference through the steps, and so finds which of them touched it."""

    def __init__(self, net: Changes, chain: Sequence[Step], each: Sequence[Changes]) -> None:
        self.net, self.chain, self.each = net, chain, each
        stands = [[one for one in changes.redline if one.mark is not Mark.MOVED_AWAY] for changes in each]
        self.by_old = [{one.old_at: one for one in lines if one.old_at is not None} for lines in stands]
        self.by_new = [{one.new_at: one for one in lines if one.new_at is not None} for lines in stands]
        self.lines: dict[str, list[int]] = defaultdict(list)
        for at, one in enumerate(net.redline):
            for id in one.changes:
                self.lines[id].append(at)
        self.ids: dict[int, list[str]] = defaultdict(list)
        self.places: dict[int, dict[int, None]] = defaultdict(dict)
        self.used: set[str] = set()

    def changes(self) -> Changes:
        found = [change for entry in self.net.entries for change in self.entry(entry)]
        found += [self.in_many_places(step) for step in self.places]
        redline = tuple(
            replace(one, changes=tuple(dict.fromkeys(self.ids[at])))
            for at, one in enumerate(self.net.redline)
        )
        return replace(self.net, entries=tuple(found), redline=redline)

    def entry(self, entry: Change) -> Iterator[Change]:
        """The changes that a difference is, one for each step that had a part in it."""
        lines = self.lines[entry.id]
        parts = {part: None for at in lines for part in self.touched(self.net.redline[at])}
        named = [part for part in parts if part.id == entry.id]
        # The rows of a table are told apart by their ids alone.
        if named and entry.subject:
            parts = dict.fromkeys(named)
        if entry.kind is Kind.RECORD or not parts:
            yield self.told(entry, lines, None)
            return
        touching = sorted({part.step for part in parts})
        for step in touching:
            if self.chain[step].shared:
                for at in lines:
                    self.places[step][at] = None
                    self.ids[at].append(self.shared_id(step))
                continue
            if len(touching) == 1:
                yield self.told(entry, lines, step)
                continue
            for part in parts:
                if part.step == step:
                    yield self.told(self.each[step].entry(part.id), lines, step, base=entry.id)

    def told(self, entry: Change, lines: Iterable[int], step: int | None, base: str = "") -> Change:
        """A change of one step, with an id of its own."""
        cause, subject, topic = Cause.MODEL, entry.subject, entry.topic
        kinds = entry.kinds
        if step is not None:
            made = self.chain[step]
            cause, subject, topic = made.cause, made.subject or entry.subject, made.topic or entry.topic
            if cause in _VALUES and entry.kind is not Kind.RECORD:
                kinds = (Kind.VALUE,)
        id = self.unique(base or entry.id, cause)
        for at in lines:
            self.ids[at].append(id)
        items = entry.items if id == entry.id else tuple(replace(one, changes=(id,)) for one in entry.items)
        return replace(entry, id=id, kinds=kinds, cause=cause, subject=subject, topic=topic, items=items)

    def unique(self, id: str, cause: Cause) -> str:
        name = id if id not in self.used else f"{id}-{cause.value.replace(' ', '-')}"
        count, base = 1, name
        while name in self.used:
            count += 1
            name = f"{base}-{count}"
        self.used.add(name)
        return name

    def touched(self, line: Redline) -> Iterator[_Part]:
        """The steps that changed an item, with the entries that tell of it: from its old side on, and from
        its new side back.
        """
        at = line.old_at
        for step, lines in enumerate(self.by_old):
            if at is None or at not in lines:
                break
            yield from (_Part(step, id) for id in lines[at].changes)
            at = lines[at].new_at
        at = line.new_at
        for step in reversed(range(len(self.by_new))):
            if at is None or at not in self.by_new[step]:
                break
            found = self.by_new[step][at]
            yield from (_Part(step, id) for id in found.changes)
            at = found.old_at

    # -- one change in many places ---------------------------------------------------------------------------

    def shared_id(self, step: int) -> str:
        made = self.chain[step]
        return f"{'cite' if made.cause is Cause.CITATION else 'name'}-{made.subject}"

    def in_many_places(self, step: int) -> Change:
        made = self.chain[step]
        lines = [self.net.redline[at] for at in self.places[step]]
        return Change(
            id=self.shared_id(step),
            kinds=(made.shared or Kind.REFERENCE,),
            cause=made.cause,
            subject=made.subject,
            topic=made.topic,
            items=tuple(lines),
            places=tuple(
                find_place(self.net.redline, one, made.old, made.new)
                for one in lines
                if one.mark is not Mark.MOVED_AWAY
            ),
        )


_VALUES = frozenset({Cause.SCHOOL, Cause.TRUST, Cause.AUTHORITY, Cause.COMMON, Cause.WORD})


def find_place(redline: Sequence[Redline], line: Redline, old: str, new: str) -> Place:
    """Where an item stands: a clause by itself, all else by the heading above it."""
    item = line.new or line.old
    if isinstance(item, PlacedClause | Section):
        return Place(item.id, item.number, item.title, old, new)
    heading = None
    for one in redline:
        if isinstance(one.new, Section):
            heading = one.new
        if one is line:
            break
    return (
        Place(heading.id, heading.number, heading.title, old, new) if heading else Place("", "", (), old, new)
    )
