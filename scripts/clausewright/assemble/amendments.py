"""Amendments in the text: which of them count for a clause, and how readers are told of them.

Which amendments count is asked like a choice, so that schools with different ones never share an assembly.
The question names the place, "amended:social-media/2026-09/pupil-contact/2026-09" (policy, version, clause,
revision); the answer is the amendments' files, one a line, and nothing for the model's own wording.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import chain

from ..model.amendments import select_counting
from ..model.kinds import Strength
from ..model.library import Amendment, Fragment, Group, Library, Revision, School, Version
from ..model.local_records import Action
from ..model.records import RevisionFacts
from .answers import AMENDED

_BETWEEN = "\n"
# What stands before whose wording it is, the form of that word, and what stands after it.
WORDS_OF_MARK: Mapping[Action, tuple[str, tuple[str, ...], str]] = {
    Action.REPLACE: ("Our", ("possessive",), " wording"),
    Action.ADD_AFTER: ("Added by our", (), ""),
    Action.OMIT: ("Left out by our", (), ""),
}


def name_question(version: Version, revision: Revision) -> str:
    """The question which amendments count for a revision where a version has it."""
    return f"{AMENDED}{version.policy}/{version.name}/{revision.clause}/{revision.name}"


def read_clause_of_question(question: str) -> str:
    """The clause that such a question is about; "" where it is another question."""
    return question.split("/")[2] if question.startswith(AMENDED) else ""


def amended_at(holders: Iterable[School | Group], day: date) -> Callable[[str], str]:
    """Say which amendments count on a day, or on a version's own first day if that is later.

    `holders` are a school and its trust (`Library.amenders`), or a trust alone; a school's own go before its
    trust's.
    """
    holders_amendments = tuple(chain.from_iterable(holder.amendments for holder in holders))

    def answer(place: str) -> str:
        policy, version, clause, revision = place.removeprefix(AMENDED).split("/")
        counted = select_counting(holders_amendments, policy, version, clause, revision, day)
        return _BETWEEN.join(amendment.body.path for amendment in counted)

    return answer


def list_amendments(library: Library) -> Iterator[Amendment]:
    """Every amendment of a library, the trusts' first."""
    for trust in library.trusts.values():
        yield from trust.amendments
    for school in library.schools.values():
        yield from school.amendments


def index_amendments(library: Library) -> dict[str, Amendment]:
    """Every amendment of a library by its file."""
    return {amendment.body.path: amendment for amendment in list_amendments(library)}


def read_answer(answer: object) -> list[str]:
    """The amendments' files that an answer names."""
    return [path for path in str(answer).split(_BETWEEN) if path]


def apply_amendment(revision: Revision, amendment: Amendment) -> Revision:
    """A clause as an amendment has it."""
    changed, facts = amendment.facts, revision.facts
    if changed.action is Action.OMIT:
        nothing = Fragment("", amendment.body.path, amendment.body.line)
        return replace(
            revision,
            facts=facts.model_copy(update={"strength": Strength.INFORMATION, "applies_to": ()}),
            body=nothing,
        )
    update = {
        "title": changed.title or facts.title,
        "strength": changed.strength or facts.strength,
        "applies_to": changed.applies_to or facts.applies_to,
    }
    return replace(revision, facts=facts.model_copy(update=update), body=amendment.body)


def make_revision(amendment: Amendment) -> Revision:
    """A clause that an amendment adds, as if it were a revision of its own."""
    added = amendment.facts
    facts = RevisionFacts(
        title=added.title or added.id,
        headed=added.headed,
        strength=added.strength or Strength.INFORMATION,
        applies_to=added.applies_to,
        reason=added.reason,
    )
    return Revision(added.id, amendment.name, facts, amendment.body, amendment.lines)
