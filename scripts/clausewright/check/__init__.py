"""Check: a Library becomes its problems, all of them at once. Rules are small functions, a file a family."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from ..assemble.assembler import Assembler
from ..errors import Problem, errors_in
from ..model.library import Amendment, Fragment, Library, Revision
from ..model.memory import NO_MEMORY, Memory
from . import (
    adoptions,
    amendments,
    citations,
    coverage,
    digests,
    documents,
    facts,
    letters,
    locks,
    parts,
    pictures,
    questions,
    records,
    removals,
    templates,
    texts,
    whom_to_tell,
)
from .templates import Readings
from .unit_words import speak_of_unit

Rule = Callable[[Library, Readings, date], Iterable[Problem]]

# What can be told from each file and its names. These look at what could be read only in part too ...
_OF_PARTS: tuple[Rule, ...] = (*templates.RULES, *facts.RULES, *adoptions.RULES, *questions.RULES)
# ... these do so for the schools alone: they hold wordings and decisions against what the model says, which a
# stand-in does not ...
_OF_SCHOOLS: tuple[Rule, ...] = (*amendments.RULES, *records.RULES)
# ... and these do not: a lock is held against whole files, and a stand-in cites nothing.
_OF_WHOLE_FILES: tuple[Rule, ...] = (
    *citations.RULES,
    *coverage.RULES,
    *locks.RULES,
    *pictures.RULES,
    *removals.RULES,
    *whom_to_tell.RULES,
)


def check(
    library: Library, loaded: Iterable[Problem], as_at: date, memory: Memory = NO_MEMORY
) -> tuple[Problem, ...]:
    """Return every problem of a library, sorted by place. `loaded` are those that load has found already;
    `memory` knows texts that were without fault when they were last looked at, and takes in those of today.

    Where a template is at fault, or names something that is not there, the documents that it stands in cannot
    be assembled; the rest is looked at all the same, with that text left empty.
    """
    problems = list(loaded)
    everything = library.with_damaged()
    readings = templates.read_templates(everything, memory)
    for rule in _OF_PARTS:
        problems += rule(everything, readings, as_at)
    for rule in _OF_SCHOOLS:
        problems += rule(replace(library, schools=everything.schools), readings, as_at)
    for rule in _OF_WHOLE_FILES:
        problems += rule(library, readings, as_at)
    problems += texts.check_texts(everything, readings, memory)
    # A template or a font that is a pipe must not be opened, so nothing is tried where loading named one.
    if not any(problem.path.startswith("overrides/") for problem in problems):
        problems += letters.find_missing_letters(everything, readings, memory)
    if errors_in(problems):
        sound = remove_faulty_texts(everything, readings, problems)
        problems += list(parts.check_parts(library, sound, readings, problems, as_at, memory))
    else:
        assembler = Assembler(library, memory)
        problems += documents.check_documents(assembler, readings, as_at)
        problems += digests.check_adopted(assembler, as_at)
    return tuple(sorted(set(speak_of_unit(problems, library.unit))))


def remove_faulty_texts(
    library: Library, readings: templates.Readings, problems: Iterable[Problem]
) -> Library:
    """A library in which texts at fault are empty, so that the others can be assembled.

    Schools are left out whose values cannot be told: their file cannot be read, or a group of theirs is not
    there.
    """
    faulty = {problem.path for problem in errors_in(problems)}

    def is_sound(fragment: Fragment) -> bool:
        # What prints the title of a policy that could be read only in part cannot be assembled either.
        named = {id for called in templates.list_calls(readings, fragment, "policy") for id in called.ids}
        return readings[fragment].is_sound and named.isdisjoint(library.damaged.policies)

    def sound(fragment: Fragment) -> Fragment:
        return fragment if is_sound(fragment) else replace(fragment, text="")

    def sound_revision(revision: Revision) -> Revision:
        title = templates.get_title(revision)
        facts = revision.facts if is_sound(title) else revision.facts.model_copy(update={"title": "x"})
        return replace(revision, facts=facts, body=sound(revision.body))

    def sound_amendments(amendments: Iterable[Amendment]) -> tuple[Amendment, ...]:
        return tuple(
            amendment
            for amendment in amendments
            if amendment.body.path not in faulty and all(map(is_sound, templates.get_fragments(amendment)))
        )

    return replace(
        library,
        clauses={
            id: replace(clause, revisions=tuple(map(sound_revision, clause.revisions)))
            for id, clause in library.clauses.items()
        },
        policies={
            id: replace(
                policy,
                versions=tuple(replace(version, body=sound(version.body)) for version in policy.versions),
            )
            for id, policy in library.policies.items()
        },
        terms={
            id: replace(
                term, facts=term.facts.model_copy(update={"meaning": sound(templates.get_meaning(term)).text})
            )
            for id, term in library.terms.items()
        },
        trusts={
            id: replace(trust, amendments=sound_amendments(trust.amendments))
            for id, trust in library.trusts.items()
        },
        schools={
            id: replace(school, amendments=sound_amendments(school.amendments))
            for id, school in library.schools.items()
            if facts.has_its_groups(library, school)
            and not any(layer.is_unfit("") for layer in library.layers(school))
        },
    )
