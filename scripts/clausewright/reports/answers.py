"""Answers to what people ask of a set of changes before they read it: which figures are others, who gains and
who loses, what a school has to choose, and why something was removed.

Each answer says only what was found in the changes; where nothing was found, it says that, and no more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..model.change import Cause, Change, Changes, EditKind, Kind, Weight
from ..model.text import capitalise, join_words
from ..model.tokens import token
from . import change_names, edit_sentences, wording

_BINDING = frozenset({EditKind.REVERSED, EditKind.LIFTED, EditKind.STRENGTH})


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """A change that is part of an answer: its id and number, what it is called, and what answers."""

    id: str
    number: int
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A question, the changes that answer it, and what to say where there are none."""

    question: str
    lines: tuple[AnswerLine, ...]
    none: str


def answer_questions(changes: Changes) -> tuple[Answer, ...]:
    """Return the answers that a set of changes gives. What a school has to choose is asked of versions of one
    reader only: two files have no choices, and of two schools neither has to choose anything.
    """
    is_of_files = any(entry.cause is Cause.FILE for entry in changes.entries)
    asked: list[tuple[str, Callable[[Change], str], str]] = [
        ("Which figures changed?", _find_figures, "No figure, period, date or sum was found to be another."),
        (
            "Who gains, and who loses?",
            _find_people,
            "No rule was found that binds other people, or binds them in another way.",
        ),
    ]
    if not is_of_files and changes.old.party == changes.new.party:
        asked.append(
            (
                f"What must our {token('unit.singular')} choose?",
                _find_choice,
                "No choice was found to be new.",
            )
        )
    asked.append(("What was removed, and why?", _find_removal, "No clause and no term was removed."))
    answers: list[Answer] = []
    for question, find, none in asked:
        answers.append(Answer(question, tuple(_collect(changes, find)), none))
    return tuple(answers)


def _collect(changes: Changes, find: Callable[[Change], str]) -> Iterator[AnswerLine]:
    for number, entry in enumerate(changes.entries, 1):
        if text := find(entry):
            yield AnswerLine(entry.id, number, change_names.name_change(entry), text)


def _find_figures(entry: Change) -> str:
    edits = [edit for edit in entry.edits if edit.kind is EditKind.FIGURE]
    if edits:
        return " ".join(map(edit_sentences.describe_edit, edits))
    if Kind.FIGURE in entry.kinds or Weight.FIGURE in entry.weights:
        return f"{wording.describe_change(entry)} There are figures in it."
    return ""


def _find_people(entry: Change) -> str:
    """Whom a change brings a rule, or takes one away from; and which duty, permission or prohibition is
    another, whoever is meant.
    """
    people = join_words(map(change_names.name_audience, entry.audiences))
    sentences = _tell_audience(entry)
    if people and Kind.ADDED in entry.kinds:
        sentences.append(f"New for {people}.")
    if people and Kind.REMOVED in entry.kinds:
        sentences.append(f"No longer there for {people}.")
    binding = [edit_sentences.describe_edit(edit) for edit in entry.edits if edit.kind in _BINDING]
    if entry.strength and not binding:
        binding = [wording.describe_strength(entry)]
    if binding:
        sentences.append(f"{capitalise(people)}: {' '.join(binding)}" if people else " ".join(binding))
    return " ".join(sentences)


def _tell_audience(entry: Change) -> list[str]:
    if not entry.audience:
        return [edit_sentences.describe_edit(edit) for edit in entry.edits if edit.kind is EditKind.AUDIENCE]
    before, after = entry.audience
    more = [change_names.name_audience(name) for name in after if name not in before]
    fewer = [change_names.name_audience(name) for name in before if name not in after]
    sentences = [f"Now also for {join_words(more)}."] if more else []
    return [*sentences, f"No longer for {join_words(fewer)}."] if fewer else sentences


def _find_choice(entry: Change) -> str:
    return wording.describe_change(entry) if Kind.CHOICE in entry.kinds else ""


def _find_removal(entry: Change) -> str:
    if Kind.REMOVED not in entry.kinds:
        return ""
    reason = wording.state_reason(entry)
    return " ".join(
        filter(None, (wording.describe_change(entry), f"Reason: {reason}" if reason else "", entry.instead))
    )
