"""What changed in the model where a school chooses otherwise, so that a change in any branch of any clause is
seen.

A wording is what a clause, and those that belong together with it, say before and after for certain answers
to the questions of their templates.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..assemble.answers import GIVEN, HAS, LENGTH, MODEL, Answer, Answers, explore, possible
from ..assemble.assembly import Assembly
from ..assemble.branches import Call, calls, headings, placed
from ..diff import Lineage, diff
from ..diff.words import find_differing_parts
from ..model.change import Change, Changes
from ..model.document import Document, PlacedClause, Section
from ..model.values import Variable
from .answer_words import describe_where
from .hidden_entries import insert_hidden_entries, join_wordings
from .inputs import DiffSession, DocumentInputs

# So many answers to a clause's questions are tried together.
_LIMIT = 500
# An e-mail address that prints as a link at a school, and as a blank in the model: that is no difference of
# the text.
_LINKED = re.compile(r"\[(Qx([A-Za-z0-9]+)xQ)\]\(Qs\2DhrefsQ\)")
_FENCE = re.compile(r"^(\n:{12} \{#)([a-z0-9-]+)", re.MULTILINE)
# What stands behind a clause's text and is none of its words.
_BEHIND = re.compile(r' (revision|replaces)="[^"]*"')
_WORDS = re.compile(r"\w+|[^\w\s]")
# The texts of clauses by their ids.
_Texts = Mapping[str, str]
# Answers as a value that a dictionary can be keyed by.
_AnswerSet = frozenset[tuple[str, Answer]]
# The ids of the clauses of a change, before and after.
_Ids = tuple[tuple[str, ...], tuple[str, ...]]
_USUAL: _AnswerSet = frozenset()


@dataclass(frozen=True, slots=True)
class _Wording:
    """Clauses that belong together as they were and are, for certain answers."""

    answers: Mapping[str, Answer]
    old: _Texts
    new: _Texts

    @property
    def differs(self) -> bool:
        """Say whether any of its texts is another."""
        return _list_words_alone(self.old) != _list_words_alone(self.new)


def _list_words_alone(texts: _Texts) -> _Texts:
    return {id: _BEHIND.sub("", text) for id, text in texts.items()}


def add_branch_changes(
    session: DiffSession, changes: Changes, old: DocumentInputs, new: DocumentInputs, lineage: Lineage
) -> Changes:
    """Return the model's changes with those that only other choices, or a school's values, bring to light."""
    return insert_hidden_entries(changes, _BranchDiff(session, old, new, lineage).find_entries())


@dataclass(frozen=True, slots=True)
class _Unit:
    """Calls of clauses that belong together, and the wordings in which they differ."""

    olds: Sequence[Call]
    news: Sequence[Call]
    wordings: Sequence[_Wording]


class _BranchDiff:
    def __init__(
        self, session: DiffSession, old: DocumentInputs, new: DocumentInputs, lineage: Lineage
    ) -> None:
        self.session, self.old, self.new, self.lineage = session, old, new, lineage
        self.old_calls = calls(old.library, old.assembler.environment, old.version)
        self.new_calls = calls(new.library, new.assembler.environment, new.version)
        self.old_answers, self.new_answers = old.answers(), new.answers()
        self.old_headings, self.new_headings = self.find_headings(old), self.find_headings(new)
        self.schema = _join_schemas(old.library.schema, new.library.schema)

    def find_entries(self) -> Iterator[Change]:
        units: list[_Unit] = []
        for olds, news in self.group_calls():
            wordings = self.find_wordings(olds, news)
            if wordings:
                units.append(_Unit(olds, news, wordings))
        # All texts at once, because every call of pandoc has a price.
        before = self.parse_texts(self.old, [wording.old for unit in units for wording in unit.wordings])
        after = self.parse_texts(self.new, [wording.new for unit in units for wording in unit.wordings])
        index = 0
        for unit in units:
            count = len(unit.wordings)
            parsed = zip(before[index : index + count], after[index : index + count], strict=True)
            index += count
            yield from self.find_entries_of_unit(unit, list(parsed))

    def find_entries_of_unit(
        self, unit: _Unit, parsed: Sequence[tuple[Mapping[str, PlacedClause], Mapping[str, PlacedClause]]]
    ) -> Iterator[Change]:
        """The changes of a unit, each once: a wording counts that has a difference
        which none before it had.
        """
        seen: set[str] = set()
        entries: dict[_Ids, Change] = {}
        answers_of: dict[_Ids, list[Mapping[str, Answer]]] = defaultdict(list)
        for wording, (before, after) in zip(unit.wordings, parsed, strict=True):
            fresh = _find_differences(before, after) - seen
            seen |= fresh
            # The first wording is the one that the documents show.
            if not fresh or not wording.answers:
                continue
            for entry in self.diff_wording(before, after, unit):
                key = (entry.old_ids, entry.new_ids)
                entries[key] = join_wordings(entries[key], entry) if key in entries else entry
                answers_of[key].append(wording.answers)
        for key, entry in entries.items():
            where = describe_where(self.new.library, self.old.library, answers_of[key])
            yield replace(entry, only_where=where)

    def group_calls(self) -> Iterator[tuple[list[Call], list[Call]]]:
        """The calls of clauses that belong together: one before and after, or what was split and merged.

        A union-find (disjoint-set forest, Galler and Fischer 1964) keeps which clauses do.
        """
        parent: dict[str, str] = {}

        def find(id: str) -> str:
            while parent.setdefault(id, id) != id:
                id = parent[id]
            return id

        old_ids = {call.revision.clause for call in self.old_calls}
        new_ids = {call.revision.clause for call in self.new_calls}
        for id in sorted(new_ids):
            predecessors = [*self.lineage.replaces.get(id, ())]
            if id in self.lineage.stands_for:
                predecessors.append(self.lineage.stands_for[id])
            for old_id in predecessors:
                if old_id in old_ids and old_id not in new_ids:
                    parent[find(old_id)] = find(id)
        groups: dict[str, tuple[list[Call], list[Call]]] = {}
        for call in self.new_calls:
            groups.setdefault(find(call.revision.clause), ([], []))[1].append(call)
        for call in self.old_calls:
            groups.setdefault(find(call.revision.clause), ([], []))[0].append(call)
        yield from groups.values()

    # -- wordings --------------------------------------------------------------------------------------------

    def find_wordings(self, olds: Sequence[Call], news: Sequence[Call]) -> tuple[_Wording, ...]:
        """The wordings in which something differs: first the one that the documents show,
        then those with the fewest other answers.
        """

        def run(answers: Answers) -> tuple[_Texts, _Texts]:
            return self.write_texts(olds, news, answers)

        shown = _Wording(
            {}, _write(self.old, olds, self.old_answers), _write(self.new, news, self.new_answers)
        )
        wordings = self.try_answers(run, shown)
        fewest: dict[object, _Wording] = {}
        for answers, wording in sorted(wordings.items(), key=_rank_answers):
            if wording.answers and wording.differs and not _is_composed(answers, wordings):
                texts = (tuple(wording.old.values()), tuple(wording.new.values()))
                fewest.setdefault(texts, wording)
        return (shown, *fewest.values()) if fewest else ()

    def try_answers(
        self, run: Callable[[Answers], tuple[_Texts, _Texts]], shown: _Wording
    ) -> dict[_AnswerSet, _Wording]:
        """The wordings for every answer that a clause asks for,
        by the answers that are not the usual ones.
        """
        wordings: dict[_AnswerSet, _Wording] = {_USUAL: shown}
        asked: dict[str, None] = {}
        for answers, (old, new) in explore(self.schema, run, _LIMIT):
            asked.update(dict.fromkeys(answers))
            unusual = {
                question: answer
                for question, answer in answers.items()
                if self.usual_answer(question) != answer
            }
            wordings.setdefault(frozenset(unusual.items()), _Wording(unusual, old, new))
        # Where there are too many to try them all together, at least every answer is tried by itself.
        for question in asked:
            for answer in possible(self.schema, question):
                alone = frozenset({(question, answer)})
                if answer != self.usual_answer(question) and alone not in wordings:
                    old, new = run(self.answer_otherwise(question, answer))
                    wordings[alone] = _Wording({question: answer}, old, new)
        return wordings

    def write_texts(
        self, olds: Sequence[Call], news: Sequence[Call], answers: Answers
    ) -> tuple[_Texts, _Texts]:
        """The texts of clauses before and after, for the same answers."""
        old_answers, missing_in_old = _restrict(self.old, self.old_answers, answers)
        new_answers, missing_in_new = _restrict(self.new, self.new_answers, answers)
        old, new = _write(self.old, olds, old_answers), _write(self.new, news, new_answers)
        # Where one library has no such option, that a clause is missing there says nothing.
        if (missing_in_old and not new) or (missing_in_new and not old):
            return {}, {}
        return old, new

    def answer_otherwise(self, question: str, answer: Answer) -> Answers:
        """What is usual, but for one answer."""

        def answers(asked: str) -> Answer:
            return answer if asked == question else self.usual_answer(asked)

        return answers

    def usual_answer(self, question: str) -> Answer:
        """What the new document's reader answers, or the old one's to a question that only that has."""
        if question.startswith((GIVEN, HAS, LENGTH)) or question == MODEL:
            return self.new_answers(question)
        return (self.new_answers if question in self.new.library.schema else self.old_answers)(question)

    # -- documents -------------------------------------------------------------------------------------------

    def parse_texts(self, inputs: DocumentInputs, texts: Sequence[_Texts]) -> list[dict[str, PlacedClause]]:
        """The clauses of each wording, by id, their references resolved as in the document."""
        main = inputs.assemble()
        numbers = {clause.id: clause.number for clause in self.session.parse(main).clauses()}
        pieces = [main.text]
        for index, clauses in enumerate(texts):
            for text in clauses.values():
                pieces.append(_FENCE.sub(rf"\g<1>\g<2>-shape-{index}", text))
        parsed: list[dict[str, PlacedClause]] = [{} for _ in texts]
        for clause in self.session.parse_text(inputs.policy, "".join(pieces)).clauses():
            id, is_wording, position = clause.id.rpartition("-shape-")
            if is_wording:
                parsed[int(position)][id] = replace(clause, id=id, number=numbers.get(id, ""))
        return parsed

    def diff_wording(
        self,
        before: Mapping[str, PlacedClause],
        after: Mapping[str, PlacedClause],
        unit: _Unit,
    ) -> Iterator[Change]:
        """The changes of clauses in one wording."""
        old_section = _find_section(self.old_headings, unit.olds)
        new_section = _find_section(self.new_headings, unit.news)
        # A clause that only one side has came or went without its section.
        old = _make_document(old_section or new_section, before.values())
        new = _make_document(new_section or old_section, after.values())
        sides = self.old.side, self.new.side
        for entry in diff(self.new.policy.id, old, new, sides, self.lineage).entries:
            if entry.old_ids or entry.new_ids:
                yield entry

    def find_headings(self, inputs: DocumentInputs) -> list[Section]:
        """The headings of a document, none where they are not its template's."""
        document = self.session.parse(inputs.assemble())
        sections = [section for section in document.sections() if section.level <= 2]
        count = headings(inputs.assembler.environment, inputs.version)
        return sections if len(sections) == count else []


def _restrict(inputs: DocumentInputs, usual: Answers, answers: Answers) -> tuple[Answers, list[str]]:
    """The same answers as a library can give them, and the questions to
    which it has no such answer (a list that grows as they are asked).
    """
    schema = inputs.library.schema
    missing: list[str] = []

    def restricted(question: str) -> Answer:
        answer = answers(question)
        variable = schema.get(question)
        if variable and variable.options and answer not in variable.options:
            missing.append(question)
            return usual(question)
        return answer

    return restricted, missing


def _write(inputs: DocumentInputs, unit: Iterable[Call], answers: Answers) -> _Texts:
    """The texts of called clauses, of those that the answers let stand."""
    environment = inputs.assembler.environment
    assembly = Assembly(inputs.library, environment, inputs.policy, inputs.version, answers)
    texts: dict[str, str] = {}
    for call in unit:
        if call.holds(inputs.library, answers) and (text := placed(assembly, call.revision)):
            texts[call.revision.clause] = _LINKED.sub(r"\1", text)
    return texts


def _rank_answers(item: tuple[_AnswerSet, _Wording]) -> tuple[int, str]:
    """The fewest answers first; the order of a set is another in every run, so sorted by their names."""
    answers = item[0]
    return len(answers), str(sorted(map(str, answers)))


def _is_composed(answers: _AnswerSet, wordings: Mapping[_AnswerSet, _Wording]) -> bool:
    """Say whether a wording for several answers has no words but those that each answer brings or takes by
    itself.

    Two branches that have nothing to do with each other need not be shown together: each is shown alone.
    """
    if len(answers) < 2:
        return False
    whole, usual = wordings[answers], wordings[_USUAL]
    for answer in answers:
        alone, rest = wordings.get(frozenset({answer})), wordings.get(answers - {answer})
        if alone is None or rest is None:
            continue
        does_old_add_up = _count(whole.old) + _count(usual.old) == _count(alone.old) + _count(rest.old)
        does_new_add_up = _count(whole.new) + _count(usual.new) == _count(alone.new) + _count(rest.new)
        if does_old_add_up and does_new_add_up:
            return True
    return False


def _count(texts: _Texts) -> Counter[str]:
    return Counter(_WORDS.findall("".join(texts.values())))


def _find_differences(old: Mapping[str, PlacedClause], new: Mapping[str, PlacedClause]) -> set[str]:
    differences: set[str] = set()
    for id in {*old, *new}:
        differences.update(f"{id} {part}" for part in find_differing_parts(old.get(id), new.get(id)))
    return differences


def _find_section(sections: Sequence[Section], unit: Sequence[Call]) -> Section | None:
    """The heading under which a clause is called."""
    if not sections or not unit or not unit[0].headings:
        return None
    return sections[unit[0].headings - 1]


def _make_document(section: Section | None, clauses: Iterable[PlacedClause]) -> Document:
    return Document("", (*((section,) if section else ()), *clauses))


def _join_schemas(old: Mapping[str, Variable], new: Mapping[str, Variable]) -> dict[str, Variable]:
    """The variables of both libraries, each choice with the options of both."""
    schema = {**old, **new}
    for key in old.keys() & new.keys():
        if old[key].options and old[key].options != new[key].options:
            schema[key] = replace(new[key], options={**old[key].options, **new[key].options})
    return schema
