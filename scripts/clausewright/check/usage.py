"""Where something is used: what a change of it would touch, before it is made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from ..assemble.amendments import list_amendments
from ..assemble.assembler import Assembler
from ..assemble.assembly import Assembled
from ..errors import Problem
from ..model.library import Adoption, Fragment, Library, Revision, Version
from . import remove_faulty_texts
from .templates import (
    Readings,
    find_called_revision,
    get_fragments,
    get_meaning,
    get_title,
    list_calls,
    read_templates,
)
from .todo import assemble_documents

FIELD, CLAUSE, CITATION, TERM, POLICY = "field", "clause", "citation", "term", "policy"
_WORD = "word."
_DOES = {
    "clause": "has it",
    "ref": "refers to it",
    "note": "refers to it",
    "cite": "cites it",
    "policy": "names it",
    "term": "names it",
    "definitions": "gives its meaning",
}
_MACROS = {
    CLAUSE: ("clause", "ref", "note"),
    CITATION: ("cite",),
    TERM: ("term", "definitions"),
    POLICY: ("policy",),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A line that uses something, and how."""

    path: str
    line: int
    what: str


@dataclass(frozen=True, slots=True)
class Touched:
    """A version that a change would touch: its policy, its name and the clauses in it that use the thing, ""
    for its own text.
    """

    policy: str
    version: str
    title: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Uses:
    """All that a change of one thing would touch: lines of files, versions of policies, and schools with the
    policies of theirs.
    """

    kind: str
    id: str
    places: tuple[Place, ...]
    versions: tuple[Touched, ...]
    schools: tuple[tuple[str, tuple[str, ...]], ...]


def find_things(library: Library, name: str) -> tuple[tuple[str, str], ...]:
    """Everything that has this name: kind and id. A word may be named without its group."""
    known = (
        (FIELD, library.schema),
        (CLAUSE, library.clauses),
        (CITATION, library.citations),
        (TERM, library.terms),
        (POLICY, library.policies),
    )
    things = [(kind, name) for kind, ids in known if name in ids]
    return tuple(things) if things or _WORD + name not in library.schema else ((FIELD, _WORD + name),)


def list_names(library: Library) -> frozenset[str]:
    """Every name that can be asked for."""
    return frozenset(
        (*library.schema, *library.clauses, *library.citations, *library.terms, *library.policies)
    )


def find_uses(library: Library, loaded: Iterable[Problem], kind: str, id: str, as_at: date) -> Uses:
    """Find everything that uses a thing. `loaded` are the problems found in loading; texts at fault use
    nothing.
    """
    readings = read_templates(library)
    sound = remove_faulty_texts(library, readings, loaded)
    direct = dict(_find_in_templates(readings, kind, id))
    if kind == FIELD:
        direct |= _find_through_meanings(library, readings, direct)
    revisions = {
        (revision.clause, revision.name): revision
        for revision in _list_revisions(library)
        if _touches(revision, direct, kind, id)
    }
    places = sorted(
        {*direct.values(), *_find_in_facts(library, kind, id)},
        key=lambda place: (place.path, place.line, place.what),
    )
    versions = tuple(_find_touched_versions(library, readings, direct, set(revisions)))
    return Uses(
        kind,
        id,
        tuple(places),
        versions,
        tuple(_find_touched_schools(sound, direct, set(revisions), kind, id, as_at)),
    )


# -- templates -----------------------------------------------------------------------------------------------


def _find_in_templates(readings: Readings, kind: str, id: str) -> Iterator[tuple[Fragment, Place]]:
    for fragment, reading in readings.items():
        if kind == FIELD and id in reading.variables:
            yield fragment, Place(fragment.path, reading.variables[id], "prints it or asks for it")
        for called in reading.calls:
            if called.macro in _MACROS.get(kind, ()) and id in called.ids:
                yield fragment, Place(fragment.path, called.line, _DOES[called.macro])


def _find_through_meanings(
    library: Library, readings: Readings, direct: dict[Fragment, Place]
) -> dict[Fragment, Place]:
    """A field in a term's meaning prints wherever the meaning is given."""
    terms = {term.id for term in library.terms.values() if get_meaning(term) in direct}
    return {
        fragment: Place(fragment.path, called.line, "gives the meaning of a term that prints it")
        for fragment, reading in readings.items()
        for called in reading.calls
        if called.macro == "definitions" and terms & set(called.ids) and fragment not in direct
    }


def _list_revisions(library: Library) -> Iterator[Revision]:
    return (revision for clause in library.clauses.values() for revision in clause.revisions)


def _touches(revision: Revision, direct: dict[Fragment, Place], kind: str, id: str) -> bool:
    facts = revision.facts
    in_facts = {
        CLAUSE: revision.clause == id or id in facts.replaces,
        CITATION: id in facts.source or id == facts.cite,
        FIELD: id in {_WORD + audience for audience in facts.applies_to},
    }.get(kind, False)
    return in_facts or revision.body in direct or get_title(revision) in direct


def _find_touched_versions(
    library: Library, readings: Readings, direct: dict[Fragment, Place], revisions: set[tuple[str, str]]
) -> Iterator[Touched]:
    for policy in library.policies.values():
        for version in policy.versions:
            clauses = tuple(
                dict.fromkeys(
                    id
                    for id, name in _list_placed_revisions(library, readings, version)
                    if (id, name) in revisions
                )
            )
            own_text = ("",) if version.body in direct else ()
            if clauses or own_text:
                yield Touched(
                    policy.id, version.name, f"{policy.facts.title}, {version.title}", (*own_text, *clauses)
                )


def _list_placed_revisions(
    library: Library, readings: Readings, version: Version
) -> Iterator[tuple[str, str]]:
    """The clauses that a version can have, whatever the choices, with the revision that it uses."""
    for called in list_calls(readings, version.body, "clause"):
        revision = find_called_revision(library, called, version.date)
        if revision:
            yield revision.clause, revision.name


# -- front matter, lists and values --------------------------------------------------------------------------


def _find_in_facts(library: Library, kind: str, id: str) -> Iterator[Place]:
    find: dict[str, Callable[[Library, str], Iterator[Place]]] = {
        FIELD: _find_field_places,
        CLAUSE: _find_clause_places,
        CITATION: _find_citation_places,
        TERM: _find_term_places,
        POLICY: _find_policy_places,
    }
    return find[kind](library, id)


def _find_field_places(library: Library, id: str) -> Iterator[Place]:
    variable = library.schema[id]
    if variable.path:
        yield Place(variable.path, variable.line, "declares it")
    groups = (*library.authorities.values(), *library.trusts.values())
    layers = (
        library.common,
        *(group.values for group in groups),
        *(school.values for school in library.schools.values()),
    )
    for layer in layers:
        for value in layer.values.get(id, ()):
            yield Place(layer.path, value.line, "gives it a value")
    if id.startswith(_WORD):
        yield from _find_word_places(library, id.removeprefix(_WORD))


def _find_word_places(library: Library, word: str) -> Iterator[Place]:
    """Where a word names an audience or a body."""
    for revision in _list_revisions(library):
        if word in revision.facts.applies_to:
            yield Place(revision.body.path, revision.lines.get("applies_to", 1), "is for them")
    for policy in library.policies.values():
        if word == policy.facts.approver:
            yield Place(policy.path, policy.lines.get("approver", 1), "is approved by them")
    for adoption in _list_decisions(library):
        if adoption.facts.by == word:
            yield Place(adoption.path, adoption.line, "was decided by them")


def _list_decisions(library: Library) -> Iterator[Adoption]:
    for trust in library.trusts.values():
        yield from trust.adoptions
    for school in library.schools.values():
        yield from school.adoptions


def _find_clause_places(library: Library, id: str) -> Iterator[Place]:
    for revision in library.clauses[id].revisions:
        yield Place(revision.body.path, 1, "is a wording of it")
    for revision in _list_revisions(library):
        if id in revision.facts.replaces:
            yield Place(revision.body.path, revision.lines.get("replaces", 1), "replaces it")
    for amendment in list_amendments(library):
        if amendment.clause == id:
            yield Place(amendment.body.path, 1, "amends it")


def _find_citation_places(library: Library, id: str) -> Iterator[Place]:
    yield Place(library.citations[id].path, library.citations[id].line, "declares it")
    for revision in _list_revisions(library):
        if id in revision.facts.source:
            yield Place(revision.body.path, revision.lines.get("source", 1), "rests on it")
        if id == revision.facts.cite:
            yield Place(revision.body.path, revision.lines.get("cite", 1), "quotes it")
    for policy in library.policies.values():
        if id in policy.facts.basis:
            yield Place(policy.path, policy.lines.get("basis", 1), "rests on it")


def _find_term_places(library: Library, id: str) -> Iterator[Place]:
    yield Place(library.terms[id].path, library.terms[id].line, "declares it")


def _find_policy_places(library: Library, id: str) -> Iterator[Place]:
    yield Place(library.policies[id].path, 1, "declares it")
    for version in library.policies[id].versions:
        yield Place(version.body.path, 1, "is a version of it")
    for policy in library.policies.values():
        if id == policy.facts.parent or id in policy.facts.related:
            key = "parent" if id == policy.facts.parent else "related"
            yield Place(
                policy.path,
                policy.lines.get(key, 1),
                "belongs to it" if key == "parent" else "names it as related",
            )
    for adoption in _list_decisions(library):
        if adoption.policy == id:
            yield Place(adoption.path, adoption.line, "adopts it")


# -- schools -------------------------------------------------------------------------------------------------


def _find_touched_schools(
    library: Library,
    direct: dict[Fragment, Place],
    revisions: set[tuple[str, str]],
    kind: str,
    id: str,
    as_at: date,
) -> Iterator[tuple[str, tuple[str, ...]]]:
    assembler = Assembler(library)
    amended = {
        shaping.body.path
        for shaping in list_amendments(library)
        if any(fragment in direct for fragment in get_fragments(shaping))
    }
    for school in library.schools.values():
        documents = assemble_documents(assembler, school, as_at)
        touched = (
            f"{policy.facts.title}, {version.title}"
            for policy, version, assembled in documents
            if _is_touched(assembled, direct, revisions, kind, id)
            or any(amendment.body.path in amended for amendment in assembled.amendments.values())
        )
        if titles := tuple(touched):
            yield school.id, titles


def _is_touched(
    assembled: Assembled, direct: dict[Fragment, Place], revisions: set[tuple[str, str]], kind: str, id: str
) -> bool:
    """Say whether a document as a school has it would change. A field that its text neither prints nor asks
    for does not touch it.
    """
    if kind == FIELD:
        printed = {".".join(use.id.split(".")[:2]) for use in assembled.fields}
        asked = {
            ".".join(question.partition(":")[2].split(".")[:2]) or question for question in assembled.answers
        }
        return id in printed or id in asked or id in assembled.answers
    in_text = assembled.version.body in direct and (
        kind != CLAUSE or any(use.id == id for use in assembled.refs)
    )
    is_its_own = kind == POLICY and assembled.policy.id == id
    return (
        is_its_own
        or in_text
        or any((revision.clause, revision.name) in revisions for revision in assembled.revisions)
    )
