"""On the model: the other shapes of a document, one choice at a time, and where each differs from the one that is shown."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Mapping

from ..assemble.answers import Answer, Ask, from_values, possible
from ..assemble.assembly import Assembled, Assembler
from ..assemble.sites import Copy
from ..model.document import Document, PlacedClause
from ..model.library import Library
from ..model.standing import State
from ..model.values import Kind
from ..pandoc import Pandoc
from ..pandoc.ast import changed, classes_of, text_of
from ..site.asides import Wording
from ..write import blocks_to_html


def alternatives(assembler: Assembler, copy: Copy) -> Iterator[tuple[str, Assembled]]:
    """Every shape that differs from a model document by one choice, with the condition in words.

    A choice that only another choice brings into play is varied on top of that one. Schools' documents have no alternatives.
    """
    if copy.standing.state not in (State.MODEL, State.CONSULTATION) or copy.standing.version is None:
        return
    library = assembler.library
    ask = from_values(library.schema, copy.values, frozenset(library.policies), model=True)
    seen = {question for question in copy.assembled.answers if _is_choice(library, question)}
    waiting: list[dict[str, Answer]] = [
        {question: option} for question in sorted(seen) for option in possible(library.schema, question) if option != ask(question)
    ]
    while waiting:
        fixed = waiting.pop(0)
        other = assembler.assembled(copy.standing.policy, copy.standing.version, _as_fixed(fixed, ask))
        yield _condition(library, fixed), other
        fresh = sorted(question for question in other.answers if _is_choice(library, question) and question not in seen)
        seen.update(fresh)
        waiting += [
            {**fixed, question: option} for question in fresh for option in possible(library.schema, question) if option != ask(question)
        ]


def _as_fixed(fixed: Mapping[str, Answer], ask: Ask) -> Ask:
    return lambda question: fixed[question] if question in fixed else ask(question)


def _is_choice(library: Library, question: str) -> bool:
    variable = library.schema.get(question)
    return variable is not None and variable.kind in (Kind.CHOICE, Kind.FLAG)


def _condition(library: Library, fixed: Mapping[str, Answer]) -> str:
    parts = []
    for question, answer in fixed.items():
        variable = library.schema[question]
        name = variable.name
        phrase = ("yes" if answer else "no") if isinstance(answer, bool) else variable.options.get(str(answer), str(answer))
        parts.append(f"{name}: {phrase}")
    return f"Where a school chooses {'; and '.join(parts)}"


def wordings(
    assembler: Assembler, copy: Copy, document: Document, parse: Callable[[Assembled], Document], pandoc: Pandoc
) -> dict[str, list[Wording]]:
    """For each clause of a model document, what other choices put in its place or after it."""
    library = assembler.library
    found: dict[str, list[Wording]] = {}
    shown = {clause.id: clause for clause in document.clauses()}
    for condition, assembled in alternatives(assembler, copy):
        other = parse(assembled)
        theirs = {clause.id: clause for clause in other.clauses()}
        for id, clause in shown.items():
            if id not in theirs and not _has_stand_in(clause, theirs, shown, library):
                found.setdefault(id, []).append(Wording(condition, ""))
            elif id in theirs and _without_references(theirs[id]) != _without_references(clause):
                found.setdefault(id, []).append(Wording(condition, blocks_to_html(pandoc, theirs[id], "../images/")))
        before = ""
        for clause in other.clauses():
            if clause.id in shown:
                before = clause.id
                continue
            place = _stand_in(clause, shown, library) or before or next(iter(shown), "")
            title = html.escape(text_of(list(clause.title)))
            text = f"<p><strong>{title}</strong></p>{blocks_to_html(pandoc, clause, '../images/')}"
            found.setdefault(place, []).append(Wording(condition, text))
    return found


def _without_references(clause: PlacedClause) -> object:
    """A clause's blocks without its references, whose numbers change with the rest of the document."""
    return changed(list(clause.blocks), lambda node: [] if node["t"] == "Link" and "ref" in classes_of(node) else None)


def _concept(library: Library, clause: PlacedClause) -> str:
    revision = library.clauses[clause.id].named(clause.revision)
    return revision.facts.concept if revision else ""


def _stand_in(clause: PlacedClause, among: Mapping[str, PlacedClause], library: Library) -> str:
    """The clause of the same concept, "" where there is none."""
    concept = _concept(library, clause)
    return next((id for id, other in among.items() if concept and _concept(library, other) == concept), "")


def _has_stand_in(clause: PlacedClause, theirs: Mapping[str, PlacedClause], shown: Mapping[str, PlacedClause], library: Library) -> bool:
    stand_in = _stand_in(clause, theirs, library)
    return bool(stand_in) and stand_in not in shown
