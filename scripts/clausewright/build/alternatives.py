"""On the model: the other shapes of a document, one choice at a time, and where each differs from the one
that is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ..assemble.answers import HAS, Answer, Answers, answers_from_values, possible
from ..assemble.assembler import Assembler
from ..assemble.assembly import Assembled
from ..assemble.sites import SchoolDocument
from ..document.pandoc import Pandoc
from ..document.parse import parse
from ..document.writer import blocks_to_html
from ..model.ast import text_of
from ..model.library import Library, Revision
from ..model.status import PolicyStatus
from ..model.values import Kind
from ..site.clause_notes import Wording

_REFERENCE = re.compile(r'\[[a-z0-9-]+\]\{\.ref to="([a-z0-9-]+)"\}')
_ID = re.compile(r' id="[^"]*"')
_TITLE = re.compile(r"^# (.+)$", re.MULTILINE)


def vary_choices(assembler: Assembler, copy: SchoolDocument) -> Iterator[tuple[str, Assembled]]:
    """Every shape that differs from a model document by one choice, with the condition in words.

    A choice that only another choice brings into play is varied on top of that one. Schools' documents have
    no alternatives.
    """
    if (
        copy.standing.state not in (PolicyStatus.MODEL, PolicyStatus.CONSULTATION)
        or copy.standing.version is None
    ):
        return
    library = assembler.library
    ask = answers_from_values(library.schema, copy.values, frozenset(library.policies), model=True)
    seen = {question for question in copy.assembled.answers if _is_choice(library, question)}
    waiting: list[dict[str, Answer]] = [
        {question: option}
        for question in sorted(seen)
        for option in possible(library.schema, question)
        if option != ask(question)
    ]
    while waiting:
        fixed = waiting.pop(0)
        other = assembler.assembled(copy.standing.policy, copy.standing.version, _fix_answers(fixed, ask))
        yield _describe_condition(library, fixed), other
        fresh = sorted(
            question for question in other.answers if _is_choice(library, question) and question not in seen
        )
        seen.update(fresh)
        waiting += [
            {**fixed, question: option}
            for question in fresh
            for option in possible(library.schema, question)
            if option != ask(question)
        ]


def _fix_answers(fixed: Mapping[str, Answer], ask: Answers) -> Answers:
    return lambda question: fixed[question] if question in fixed else ask(question)


def _is_choice(library: Library, question: str) -> bool:
    variable = library.schema.get(question)
    return variable is not None and variable.kind in (Kind.CHOICE, Kind.FLAG)


def _describe_condition(library: Library, fixed: Mapping[str, Answer]) -> str:
    parts = []
    for question, answer in fixed.items():
        variable = library.schema[question]
        asked = variable.help.split(". ")[0].rstrip(".?")
        is_flag = isinstance(answer, bool)
        parts.append(
            f"{asked}: {'yes' if answer else 'no'}"
            if is_flag
            else variable.options.get(str(answer), str(answer))
        )
    return f"Where the {library.unit.singular} chooses: {'; '.join(parts)}"


def collect_other_wordings(
    assembler: Assembler, copy: SchoolDocument, pandoc: Pandoc
) -> dict[str, list[Wording]]:
    """For each clause of a model document, by id, what other choices put in its place or after it."""
    shown = copy.assembled
    by_clause: dict[str, list[Wording]] = {}

    def add(place: str, wording: Wording) -> None:
        if wording not in by_clause.setdefault(place, []):
            by_clause[place].append(wording)

    for condition, other in vary_choices(assembler, copy):
        before = next(iter(shown.texts), "")
        for revision in other.revisions:
            id = revision.clause
            if id not in shown.texts:
                place = _find_stand_in(revision, shown) or before
                add(place, _write_wording(pandoc, other, id, condition, with_title=True))
            else:
                before = id
                if other.texts[id] != shown.texts[id]:
                    add(id, _write_wording(pandoc, other, id, condition, with_title=False))
        for revision in shown.revisions:
            if revision.clause not in other.texts and not _find_stand_in(revision, other):
                add(revision.clause, Wording(condition, ""))
    return by_clause


def assemble_unamended(assembler: Assembler, copy: SchoolDocument) -> Assembled | None:
    """A school's document as it would be without any amendment; None where it has none."""
    shown = copy.assembled
    if not shown.amendments:
        return None
    policies = frozenset(
        question.removeprefix(HAS)
        for question, answer in shown.answers.items()
        if question.startswith(HAS) and answer
    )
    ask = answers_from_values(assembler.library.schema, copy.values, policies)
    return assembler.assembled(shown.policy, shown.version, ask)


def collect_model_wordings(assembler: Assembler, copy: SchoolDocument, pandoc: Pandoc) -> dict[str, str]:
    """For each clause that a school has replaced or left out, by id, the model's wording of it as HTML."""
    model = assemble_unamended(assembler, copy)
    amended = [id for id in copy.assembled.amendments if model and id in model.texts]
    return {id: _write_wording(pandoc, model, id, "", with_title=False).html for id in amended if model}


def _find_stand_in(revision: Revision, among: Assembled) -> str:
    """The clause of the same concept in another shape, "" where there is none."""
    concept = revision.facts.concept
    return next((other.clause for other in among.revisions if concept and other.facts.concept == concept), "")


def _write_wording(
    pandoc: Pandoc, assembled: Assembled, id: str, condition: str, *, with_title: bool
) -> Wording:
    """One clause's text alone. Numbers differ from shape to shape, so it refers to other clauses by their
    titles.
    """

    def title_of(reference: re.Match[str]) -> str:
        other = assembled.texts.get(reference[1], "")
        title = _TITLE.search(other)
        return f"“{title[1]}”" if title else reference[1].replace("-", " ")

    text = _REFERENCE.sub(title_of, assembled.texts[id])
    clause = next(parse(pandoc, "", "none", text, in_words=False).clauses())
    # The shown text has the ids; another wording of it is only to be read.
    text = _ID.sub("", blocks_to_html(pandoc, clause, "../images/"))
    return Wording(condition, text, text_of(clause.title) if with_title else "")
