"""Readers' questions: each is asked of a clause that speaks of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..errors import Problem, Severity
from ..model.library import Library, Revision
from ..model.record_types import WORD_IN_TEXT
from ..model.text import strip_tags
from ..questions import speaks_of
from .facts import find_unknown, list_words
from .templates import Readings


def find_unknown_words(library: Library, _: Readings, __: date) -> Iterator[Problem]:
    """Name every word in braces that the schema does not have."""
    known = list_words(library)
    for revision in _list_asking(library):
        keys = [key for question in revision.facts.asks for key in WORD_IN_TEXT.findall(question)]
        names = [key.removeprefix("word.") for key in keys]
        yield from find_unknown(revision.body.path, revision.lines.get("asks", 1), "word", names, known)


def find_unanswered_questions(library: Library, _: Readings, __: date) -> Iterator[Problem]:
    """Name every question that has too few words in common with its clause to be answered by it."""
    for revision in _list_asking(library):
        about = " ".join((strip_tags(revision.facts.title), *revision.facts.also))
        lines = strip_tags(revision.body.text).splitlines() or [""]
        for question in revision.facts.asks:
            asked = WORD_IN_TEXT.sub(lambda word: word[1].partition(".")[2].replace("_", " "), question)
            if not any(speaks_of(asked, f"{line} {about}") for line in lines):
                yield _describe_unanswered(revision, question)


def _describe_unanswered(revision: Revision, question: str) -> Problem:
    return Problem(
        revision.body.path,
        revision.lines.get("asks", 1),
        f"asks “{question}”, and nothing in it speaks of that; the short answer can only be “It depends”",
        "Ask it of the clause that answers it, or in words that the clause, its title or 'also' has.",
        Severity.WARNING,
    )


def _list_asking(library: Library) -> Iterator[Revision]:
    for clause in library.clauses.values():
        yield from (revision for revision in clause.revisions if revision.facts.asks)


RULES = (find_unknown_words, find_unanswered_questions)
