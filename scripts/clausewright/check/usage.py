"""Where something is used: what a change of it would touch, before it is made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from ..assemble.amendments import every_amendment
from ..assemble.assembler import Assembler
from ..assemble.assembly import Assembled
from ..errors import Problem
from ..model.library import Adoption, Fragment, Library, Revision, Version
from . import without_faults
from .templates import Readings, fragments_of, meaning_of, read_all, title_of
from .todo import documents_of

FIELD, CLAUSE, CITATION, TERM, POLICY = "field", "clause", "citation", "term", "policy"
_WORD = "word."
_DOES = {"clause": "has it", "ref": "refers to it", "note": "refers to it", "cite": "cites it", "policy": "names it",
         "term": "names it", "definitions": "gives its meaning"}  # fmt: skip
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


def things_named(library: Library, name: str) -> tuple[tuple[str, str], ...]:
    """Everything that has this name: kind and id. A word may be named without its group."""
    known = (
        (FIELD, library.schema),
        (CLAUSE, library.clauses),
        (CITATION, library.citations),
        (TERM, library.terms),
        (POLICY, library.policies),
    )
    found = [(kind, name) for kind, ids in known if name in ids]
    return tuple(found) if found or _WORD + name not in library.schema else ((FIELD, _WORD + name),)


def names(library: Library) -> frozenset[str]:
    """Every name that can be asked for."""
    return frozenset(
        (*library.schema, *library.clauses, *library.citations, *library.terms, *library.policies)
    )


def uses(library: Library, loaded: Iterable[Problem], kind: str, id: str, as_at: date) -> Uses:
    """Find everything that uses a thing. `loaded` are the problems found in loading; texts at fault use
    nothing.
    """
    readings = read_all(library)
    sound = without_faults(library, readings, loaded)
    direct = dict(_in_templates(readings, kind, id))
    if kind == FIELD:
        direct |= _through_meanings(library, readings, direct)
    revisions = {
        (one.clause, one.name): one for one in _every_revision(library) if _touches(one, direct, kind, id)
    }
    places = sorted(
        {*direct.values(), *_in_facts(library, kind, id)},
        key=lambda place: (place.path, place.line, place.what),
    )
    versions = tuple(_touched(library, readings, direct, set(revisions)))
    return Uses(
        kind, id, tuple(places), versions, tuple(_schools(sound, direct, set(revisions), kind, id, as_at))
    )


# -- templates -----------------------------------------------------------------------------------------------


def _in_templates(readings: Readings, kind: str, id: str) -> Iterator[tuple[Fragment, Place]]:
    for fragment, reading in readings.items():
        if kind == FIELD and id in reading.variables:
            yield fragment, Place(fragment.path, reading.variables[id], "prints it or asks for it")
        for called in reading.calls:
            if called.macro in _MACROS.get(kind, ()) and id in called.ids:
                yield fragment, Place(fragment.path, called.line, _DOES[called.macro])


def _through_meanings(
    library: Library, readings: Readings, direct: dict[Fragment, Place]
) -> dict[Fragment, Place]:
    """A field in a term's meaning prints wherever the meaning is given."""
    terms = {term.id for term in library.terms.values() if meaning_of(term) in direct}
    return {
        fragment: Place(fragment.path, called.line, "gives the meaning of a term that prints it")
        for fragment, reading in readings.items()
        for called in reading.calls
        if called.macro == "definitions" and terms & set(called.ids) and fragment not in direct
    }


def _every_revision(library: Library) -> Iterator[Revision]:
    return (revision for clause in library.clauses.values() for revision in clause.revisions)


def _touches(revision: Revision, direct: dict[Fragment, Place], kind: str, id: str) -> bool:
    facts = revision.facts
    in_facts = {
        CLAUSE: revision.clause == id or id in facts.replaces,
        CITATION: id in facts.source or id == facts.cite,
        FIELD: id in {_WORD + audience for audience in facts.applies_to},
    }.get(kind, False)
    return in_facts or revision.body in direct or title_of(revision) in direct


def _touched(
    library: Library, readings: Readings, direct: dict[Fragment, Place], revisions: set[tuple[str, str]]
) -> Iterator[Touched]:
    for policy in library.policies.values():
        for version in policy.versions:
            clauses = tuple(
                dict.fromkeys(
                    id for id, name in _placed(library, readings, version) if (id, name) in revisions
                )
            )
            own = ("",) if version.body in direct else ()
            if clauses or own:
                yield Touched(
                    policy.id, version.name, f"{policy.facts.title}, {version.title}", (*own, *clauses)
                )


def _placed(library: Library, readings: Readings, version: Version) -> Iterator[tuple[str, str]]:
    """The clauses that a version can have, whatever the choices, with the revision that it uses."""
    for called in readings[version.body].calls:
        clause = library.clauses.get(called.ids[0]) if called.macro == "clause" else None
        revision = (
            (clause.named(called.revision) if called.revision else clause.at(version.date))
            if clause
            else None
        )
        if revision:
            yield revision.clause, revision.name


# -- front matter, lists and values --------------------------------------------------------------------------


def _in_facts(library: Library, kind: str, id: str) -> Iterator[Place]:
    find: dict[str, Callable[[Library, str], Iterator[Place]]] = {
        FIELD: _field_places, CLAUSE: _clause_places, CITATION: _citation_places, TERM: _term_places, POLICY: _policy_places,
    }  # fmt: skip
    return find[kind](library, id)


def _field_places(library: Library, id: str) -> Iterator[Place]:
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
        yield from _word_places(library, id.removeprefix(_WORD))


def _word_places(library: Library, word: str) -> Iterator[Place]:
    """Where a word names an audience or a body."""
    for revision in _every_revision(library):
        if word in revision.facts.applies_to:
            yield Place(revision.body.path, revision.lines.get("applies_to", 1), "is for them")
    for policy in library.policies.values():
        if word == policy.facts.approver:
            yield Place(policy.path, policy.lines.get("approver", 1), "is approved by them")
    for adoption in _decisions(library):
        if adoption.facts.by == word:
            yield Place(adoption.path, adoption.line, "was decided by them")


def _decisions(library: Library) -> Iterator[Adoption]:
    for trust in library.trusts.values():
        yield from trust.adoptions
    for school in library.schools.values():
        yield from school.adoptions


def _clause_places(library: Library, id: str) -> Iterator[Place]:
    for revision in library.clauses[id].revisions:
        yield Place(revision.body.path, 1, "is a wording of it")
    for revision in _every_revision(library):
        if id in revision.facts.replaces:
            yield Place(revision.body.path, revision.lines.get("replaces", 1), "replaces it")
    for amendment in every_amendment(library):
        if amendment.clause == id:
            yield Place(amendment.body.path, 1, "amends it")


def _citation_places(library: Library, id: str) -> Iterator[Place]:
    yield Place(library.citations[id].path, library.citations[id].line, "declares it")
    for revision in _every_revision(library):
        if id in revision.facts.source:
            yield Place(revision.body.path, revision.lines.get("source", 1), "rests on it")
        if id == revision.facts.cite:
            yield Place(revision.body.path, revision.lines.get("cite", 1), "quotes it")
    for policy in library.policies.values():
        if id in policy.facts.basis:
            yield Place(policy.path, policy.lines.get("basis", 1), "rests on it")


def _term_places(library: Library, id: str) -> Iterator[Place]:
    yield Place(library.terms[id].path, library.terms[id].line, "declares it")


def _policy_places(library: Library, id: str) -> Iterator[Place]:
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
    for adoption in _decisions(library):
        if adoption.policy == id:
            yield Place(adoption.path, adoption.line, "adopts it")


# -- schools -------------------------------------------------------------------------------------------------


def _schools(
    library: Library,
    direct: dict[Fragment, Place],
    revisions: set[tuple[str, str]],
    kind: str,
    id: str,
    as_at: date,
) -> Iterator[tuple[str, tuple[str, ...]]]:
    assembler = Assembler(library)
    amended = {
        one.body.path
        for one in every_amendment(library)
        if any(fragment in direct for fragment in fragments_of(one))
    }
    for school in library.schools.values():
        documents = documents_of(assembler, school, as_at)
        found = (
            f"{policy.facts.title}, {version.title}"
            for policy, version, assembled in documents
            if _is_touched(assembled, direct, revisions, kind, id)
            or any(amendment.body.path in amended for amendment in assembled.amendments.values())
        )
        if titles := tuple(found):
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
