"""What a choice leads to: the sentences that a school's policies have under one option and not under the
others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from ..assemble.answers import resolve_key
from ..assemble.assembler import Assembler
from ..assemble.assembly import Assembled
from ..bind import PLAIN, compile_template
from ..check import remove_faulty_texts
from ..check.templates import read_templates
from ..check.todo import assemble_documents
from ..document.pandoc import shared_pandoc
from ..document.parse import parse
from ..errors import Problem
from ..model.ast import text_of, walk_elements
from ..model.library import Library, School
from ..model.table import NO, YES
from ..model.text import split_sentences
from ..model.values import Bound, DatedValue, Kind, Value, Variable


@dataclass(frozen=True, slots=True)
class ClauseSentences:
    """A clause that an option brings or changes: its title, its policy, and the sentences that only this
    option has.
    """

    title: str
    policy: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OptionOutcome:
    """An option and what it leads to."""

    option: str
    meaning: str
    is_chosen: bool
    clauses: tuple[ClauseSentences, ...]


# A clause of a policy: the ids of both.
_Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _ClauseText:
    """A clause as a school would read it."""

    title: str
    sentences: tuple[str, ...]


def explain_choice(
    library: Library, loaded: Iterable[Problem], school: School, variable: Variable, day: date
) -> tuple[OptionOutcome, ...]:
    """Return every option of a choice with the sentences that it leads to in a school's policies."""
    sound = remove_faulty_texts(library, read_templates(library), loaded)
    if school.id not in sound.schools:
        return ()
    options: Mapping[str, Value] = {option: option for option in variable.options}
    if variable.kind is Kind.FLAG:
        options = {YES: True, NO: False}
    choosers = {option: _choose(sound, school, variable, value) for option, value in options.items()}
    documents = {
        option: {
            policy.id: assembled
            for policy, _, assembled in assemble_documents(
                Assembler(chooser), chooser.schools[school.id], day
            )
        }
        for option, chooser in choosers.items()
    }
    texts = {
        option: dict(_read_texts(choosers[option], school, documents, option, day)) for option in options
    }
    bound = library.values(school, day).get(variable.key)
    return tuple(
        OptionOutcome(
            option,
            variable.options.get(option, option),
            bound is not None and value == bound.value,
            tuple(_list_differences(sound, texts, option)),
        )
        for option, value in options.items()
    )


def _choose(library: Library, school: School, variable: Variable, value: Value) -> Library:
    """The library as it would be if the school chose so, and had no other school in it."""
    given = {**library.schools[school.id].values.values, variable.key: (DatedValue(date.min, value, 0),)}
    chooser = replace(library.schools[school.id], values=replace(school.values, values=given))
    return replace(library, schools={school.id: chooser})


def _read_texts(
    library: Library,
    school: School,
    documents: Mapping[str, Mapping[str, Assembled]],
    option: str,
    day: date,
) -> Iterator[tuple[_Place, _ClauseText]]:
    """The clauses of the policies that differ between the options, as they read under one of them."""
    values = library.values(library.schools[school.id], day)
    for id, assembled in documents[option].items():
        if len({other[id].digest for other in documents.values() if id in other}) < 2:
            continue
        facts = assembled.policy.facts
        document = parse(shared_pandoc(), facts.title, facts.numbering, assembled.text)
        for clause in document.clauses():
            paragraphs = [
                text_of(node["c"])
                for node in walk_elements(list(clause.blocks))
                if node["t"] in ("Para", "Plain")
            ]
            sentences = [
                sentence
                for paragraph in paragraphs
                for sentence in split_sentences(_fill(library, values, paragraph))
            ]
            title = _fill(library, values, text_of(list(clause.title)))
            yield (id, clause.id), _ClauseText(title, tuple(sentences))


def _fill(library: Library, values: Mapping[str, Bound], text: str) -> str:
    """A text with a school's values in it, and the names of those that it has not given."""
    form = compile_template(text)
    printed = {
        key: resolve_key(library.schema, values, key) or f"[{key.replace('.', ' ')}]" for key in form.keys
    }
    return form.fill(PLAIN, printed)


def _list_differences(
    library: Library, texts: Mapping[str, Mapping[_Place, _ClauseText]], option: str
) -> Iterator[ClauseSentences]:
    """What stands under an option and not under every other one."""
    others = [text for other, text in texts.items() if other != option]
    for place, clause in texts[option].items():
        elsewhere = [set(other[place].sentences) if place in other else set() for other in others]
        sentences = [
            sentence for sentence in clause.sentences if not all(sentence in known for known in elsewhere)
        ]
        if sentences:
            yield ClauseSentences(clause.title, library.policies[place[0]].facts.title, tuple(sentences))
