"""Shapes: what changed in the model where a school chooses otherwise, so that a change in any branch of any
clause is seen.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..assemble.answers import GIVEN, HAS, LENGTH, MODEL, Answer, Answers, explore, possible
from ..assemble.assembly import Assembly
from ..assemble.branches import Call, calls, headings, placed
from ..diff import Lineage, diff
from ..diff.sentences import find_differing_parts
from ..model.change import Change, Changes, Kind
from ..model.document import Document, PlacedClause, Section
from ..model.library import Library
from ..model.values import Variable
from .source import DiffSession, DocumentInputs

_LIMIT = 500
# An e-mail address that prints as a link at a school, and as a blank in the model: that is no difference of
# the text.
_LINKED = re.compile(r"\[(Qx([A-Za-z0-9]+)xQ)\]\(Qs\2DhrefsQ\)")
_FENCE = re.compile(r"^(\n:{12} \{#)([a-z0-9-]+)", re.MULTILINE)
_BEHIND = re.compile(r' (revision|replaces)="[^"]*"')
_WORDS = re.compile(r"\w+|[^\w\s]")
_Texts = Mapping[str, str]
_Answers = frozenset[tuple[str, Answer]]


@dataclass(frozen=True, slots=True)
class _Shape:
    """Clauses that belong together as they were and are, for certain answers."""

    answers: Mapping[str, Answer]
    old: _Texts
    new: _Texts

    @property
    def differs(self) -> bool:
        """Say whether any of its texts is another."""
        return {id: _BEHIND.sub("", text) for id, text in self.old.items()} != {
            id: _BEHIND.sub("", text) for id, text in self.new.items()
        }


def add_branch_changes(
    desk: DiffSession, changes: Changes, old: DocumentInputs, new: DocumentInputs, lineage: Lineage
) -> Changes:
    """Return the model's changes with those that only other choices, or a school's values, bring to light."""
    found = list(_BranchDiff(desk, old, new, lineage).entries())
    entries = list(changes.entries)
    used = {entry.id for entry in entries}
    for entry in found:
        id, count = entry.id, 1
        while id in used:
            count += 1
            id = f"{entry.id}-{count}"
        used.add(id)
        renamed = replace(entry, id=id, items=tuple(replace(one, changes=(id,)) for one in entry.items))
        entries.insert(_place(entries, renamed), renamed)
    return replace(changes, entries=tuple(entries))


def _place(entries: Sequence[Change], entry: Change) -> int:
    """After what else there is of the same clause, else of the same section, else at the end."""
    of_clause = [
        at
        for at, one in enumerate(entries, 1)
        if {*one.new_ids, *one.old_ids} & {*entry.new_ids, *entry.old_ids}
    ]
    of_section = [at for at, one in enumerate(entries, 1) if one.section and one.section == entry.section]
    return max(of_clause or of_section or [len(entries)])


class _BranchDiff:
    def __init__(self, desk: DiffSession, old: DocumentInputs, new: DocumentInputs, lineage: Lineage) -> None:
        self.desk, self.old, self.new, self.lineage = desk, old, new, lineage
        self.calls = tuple(calls(one.library, one.assembler.environment, one.version) for one in (old, new))
        self.shown = old.ask(), new.ask()
        self.heads = self._heads(old), self._heads(new)
        self.schema = _both(old.library.schema, new.library.schema)

    def entries(self) -> Iterator[Change]:
        units = [(olds, news, shapes) for olds, news in self.units() if (shapes := self.shapes(olds, news))]
        parsed = (
            self.parsed(self.old, [one.old for *_, some in units for one in some]),
            self.parsed(self.new, [one.new for *_, some in units for one in some]),
        )
        at = 0
        for olds, news, shapes in units:
            seen: set[str] = set()
            told: dict[object, Change] = {}
            for shape in shapes:
                before, after = parsed[0][at], parsed[1][at]
                at += 1
                fresh = _differing(before, after) - seen
                if fresh and shape.answers:
                    for entry in self.told(before, after, shape, olds, news):
                        same = (entry.old_ids, entry.new_ids, entry.kind)
                        told[same] = _with(told[same], entry) if same in told else entry
                seen |= fresh
            yield from told.values()

    def units(self) -> Iterator[tuple[list[Call], list[Call]]]:
        """The calls of clauses that belong together: one before and after, or what was split and merged."""
        group: dict[str, str] = {}

        def root(id: str) -> str:
            while group.setdefault(id, id) != id:
                id = group[id]
            return id

        ids = [{call.revision.clause for call in side} for side in self.calls]
        for id in sorted(ids[1]):
            for before in (
                *self.lineage.replaces.get(id, ()),
                *([self.lineage.stands_for[id]] if id in self.lineage.stands_for else []),
            ):
                if before in ids[0] and before not in ids[1]:
                    group[root(before)] = root(id)
        found: dict[str, tuple[list[Call], list[Call]]] = {}
        for side in (1, 0):
            for call in self.calls[side]:
                found.setdefault(root(call.revision.clause), ([], []))[side].append(call)
        yield from found.values()

    def shapes(self, olds: list[Call], news: list[Call]) -> tuple[_Shape, ...]:
        """The shapes in which something differs: first the one that the documents show, then those with the
        fewest other answers.
        """

        def run(ask: Answers) -> tuple[_Texts, _Texts]:
            old, is_old = self.within(0, ask)
            new, is_new = self.within(1, ask)
            texts = _texts(self.old, olds, old), _texts(self.new, news, new)
            # Where one library has no such option, that a clause is missing there says nothing.
            silent = (is_old and not texts[1]) or (is_new and not texts[0])
            return ({}, {}) if silent else texts

        shown = _Shape({}, _texts(self.old, olds, self.shown[0]), _texts(self.new, news, self.shown[1]))
        found = {frozenset[tuple[str, Answer]](): shown}
        asked: dict[str, None] = {}
        for answers, (old, new) in explore(self.schema, run, _LIMIT):
            asked |= dict.fromkeys(answers)
            other = {
                question: answer for question, answer in answers.items() if self.usual(question) != answer
            }
            found.setdefault(frozenset(other.items()), _Shape(other, old, new))
        # Where there are too many to try them all together, at least every answer is tried by itself.
        alone = [
            (question, answer)
            for question in asked
            for answer in possible(self.schema, question)
            if answer != self.usual(question)
        ]
        for one in alone:
            if frozenset({one}) not in found:
                found[frozenset({one})] = _Shape(dict([one]), *run(self.other(*one)))
        fewest: dict[object, _Shape] = {}
        for answers_given, shape in sorted(
            found.items(), key=lambda one: (len(one[0]), str(sorted(map(str, one[0]))))
        ):
            if shape.answers and shape.differs and not _is_composed(answers_given, found):
                fewest.setdefault((tuple(shape.old.values()), tuple(shape.new.values())), shape)
        return (shown, *fewest.values()) if fewest else ()

    def within(self, side: int, ask: Answers) -> tuple[Answers, list[str]]:
        """The same answers as one of the libraries can give them, and the questions to which it has no such
        answer.
        """
        schema, usual = (self.old, self.new)[side].library.schema, self.shown[side]
        without: list[str] = []

        def answer(question: str) -> Answer:
            given = ask(question)
            variable = schema.get(question)
            if variable and variable.options and given not in variable.options:
                without.append(question)
                return usual(question)
            return given

        return answer, without

    def other(self, question: str, answer: Answer) -> Answers:
        """What is usual, but for one answer."""
        return lambda asked: answer if asked == question else self.usual(asked)

    def usual(self, question: str) -> Answer:
        """What the new document's reader answers, or the old one's to a question that only that has."""
        schema = self.new.library.schema
        known = question.startswith((GIVEN, HAS, LENGTH)) or question == MODEL or question in schema
        return self.shown[1 if known else 0](question)

    def parsed(self, source: DocumentInputs, shapes: list[_Texts]) -> list[dict[str, PlacedClause]]:
        """The clauses of each shape, by id, their references resolved as in the document."""
        main = source.assembled()
        numbers = {clause.id: clause.number for clause in self.desk.document(main).clauses()}
        text = main.text + "".join(
            _FENCE.sub(rf"\g<1>\g<2>-shape-{at}", one)
            for at, texts in enumerate(shapes)
            for one in texts.values()
        )
        found: list[dict[str, PlacedClause]] = [{} for _ in shapes]
        for clause in self.desk.read(source.policy, text).clauses():
            id, is_shape, at = clause.id.rpartition("-shape-")
            if is_shape:
                found[int(at)][id] = replace(clause, id=id, number=numbers.get(id, ""))
        return found

    def told(
        self,
        before: Mapping[str, PlacedClause],
        after: Mapping[str, PlacedClause],
        shape: _Shape,
        olds: list[Call],
        news: list[Call],
    ) -> Iterator[Change]:
        sections = _section(self.heads[0], olds), _section(self.heads[1], news)
        documents = [
            Document("", (*((section,) if section else ()), *clauses.values()))
            for section, clauses in zip(sections, (before, after), strict=True)
        ]
        where = f"only where {_words(self.new.library, self.old.library, shape.answers)}"
        sides = self.old.side, self.new.side
        for entry in diff(self.new.policy.id, documents[0], documents[1], sides, self.lineage).entries:
            if entry.old_ids or entry.new_ids:
                yield replace(entry, only_where=where)

    def _heads(self, source: DocumentInputs) -> list[Section]:
        """The headings of a document, none where they are not its template's."""
        heads = [
            section for section in self.desk.document(source.assembled()).sections() if section.level <= 2
        ]
        return heads if len(heads) == headings(source.assembler.environment, source.version) else []


def _section(heads: list[Section], some: list[Call]) -> Section | None:
    """The heading under which a clause is called."""
    return heads[some[0].headings - 1] if heads and some and some[0].headings else None


def _with(told: Change, other: Change) -> Change:
    """The same clause in two shapes is one change, which says where each is seen."""
    return replace(
        told,
        kinds=tuple(kind for kind in Kind if kind in (*told.kinds, *other.kinds)),
        only_where=f"{told.only_where}, or {other.only_where.removeprefix('only ')}",
        strength=told.strength or other.strength,
        audience=told.audience or other.audience,
        items=(*told.items, *other.items),
    )


def _both(old: Mapping[str, Variable], new: Mapping[str, Variable]) -> dict[str, Variable]:
    """The variables of both libraries, each choice with the options of both."""
    found = {**old, **new}
    for key in old.keys() & new.keys():
        if old[key].options and old[key].options != new[key].options:
            found[key] = replace(new[key], options={**old[key].options, **new[key].options})
    return found


def _texts(source: DocumentInputs, some: Iterable[Call], ask: Answers) -> _Texts:
    assembly = Assembly(source.library, source.assembler.environment, source.policy, source.version, ask)
    found: dict[str, str] = {}
    for call in some:
        if call.holds(source.library, ask) and (text := placed(assembly, call.revision)):
            found[call.revision.clause] = _LINKED.sub(r"\1", text)
    return found


def _is_composed(answers: _Answers, found: Mapping[_Answers, _Shape]) -> bool:
    """Say whether a shape for several answers has no words but those that each answer brings or takes by
    itself.

    Two branches that have nothing to do with each other need not be shown together: each is shown alone.
    """
    if len(answers) < 2:
        return False
    for one in answers:
        alone, rest = found.get(frozenset({one})), found.get(answers - {one})
        if (
            alone
            and rest
            and all(
                _adds_up(side, found[answers], alone, rest, found[frozenset()]) for side in ("old", "new")
            )
        ):
            return True
    return False


def _adds_up(side: str, whole: _Shape, alone: _Shape, rest: _Shape, usual: _Shape) -> bool:
    counts = [
        Counter(_WORDS.findall("".join(getattr(shape, side).values())))
        for shape in (whole, usual, alone, rest)
    ]
    return counts[0] + counts[1] == counts[2] + counts[3]


def _differing(old: Mapping[str, PlacedClause], new: Mapping[str, PlacedClause]) -> set[str]:
    return {f"{id} {part}" for id in {*old, *new} for part in find_differing_parts(old.get(id), new.get(id))}


def _words(library: Library, before: Library, answers: Mapping[str, Answer]) -> str:
    """Answers in words: "former pupils is “all”"."""
    return " and ".join(_in_words(library, before, question, answer) for question, answer in answers.items())


def _in_words(library: Library, before: Library, question: str, answer: Answer) -> str:
    def name(key: str) -> str:
        space, base, *parts = key.split(".")
        variable = library.schema.get(f"{space}.{base}") or before.schema.get(f"{space}.{base}")
        return " ".join((variable.name.removeprefix("choice "), *parts)) if variable else key

    if question == MODEL:
        return "a school’s own details are printed"
    if question.startswith(GIVEN):
        return f"{name(question.removeprefix(GIVEN))} is {'given' if answer else 'not given'}"
    if question.startswith(LENGTH):
        return (
            f"{name(question.removeprefix(LENGTH))} has {answer or 'no'}"
            f" {'entry' if answer == 1 else 'entries'}"
        )
    if question.startswith(HAS):
        id = question.removeprefix(HAS)
        policy = library.policies.get(id) or before.policies.get(id)
        return (
            f"the school {'has' if answer else 'does not have'} the policy"
            f" “{policy.facts.title if policy else id}”"
        )
    variable = library.schema.get(question) or before.schema[question]
    if isinstance(answer, bool):
        return f"{name(question)} is “{'yes' if answer else 'no'}”"
    return f"{name(question)} is “{variable.options.get(str(answer), str(answer))}”"
