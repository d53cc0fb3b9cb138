"""Documents: what comes of assembling every site. Values that are missing, references that lead nowhere,
one concept said twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from ..assemble.answers import is_there
from ..assemble.assembler import Assembler
from ..assemble.assembly import Assembled, Use
from ..assemble.sites import SchoolDocument, Site, assemble_sites
from ..errors import Problem
from ..model.library import Library, School
from .templates import Readings, list_calls

_NAMED = 3
# The line of each call, by the path of its file, the macro and the id that it names.
Lines = Mapping[tuple[str, str, str], int]
# The schools that lack a value, by its key; the documents that lack the clause of a reference, by that and
# its macro.
Lacking = Mapping[str, Mapping[str, Use]]
LostReferences = Mapping[tuple[Use, str], Mapping[tuple[str, str], tuple[Site, SchoolDocument]]]


def check_documents(assembler: Assembler, readings: Readings, as_at: date) -> Iterator[Problem]:
    """Assemble every site as it is on a day, and look at what comes of it."""
    sites = assemble_sites(assembler, as_at)
    yield from explain_missing(assembler.library, find_lacking_values(assembler, sites))
    lines = list_lines(readings)
    yield from explain_lost_references(find_lost_references(sites, lines), lines)
    yield from find_doubled_in(sites, lines)


def list_lines(readings: Readings) -> Lines:
    """The line of each call, by the path of its file, the macro and the id that it names."""
    return {
        (fragment.path, macro, called.ids[0]): called.line
        for fragment in readings
        for macro in ("ref", "note", "clause")
        for called in list_calls(readings, fragment, macro)
    }


def find_doubled_in(sites: Iterable[Site], lines: Lines) -> Iterator[Problem]:
    """What stands twice in any document of the sites."""
    seen: set[str] = set()
    for site in sites:
        for copy in site.copies:
            if copy.assembled.digest not in seen:
                seen.add(copy.assembled.digest)
                yield from find_doubled(copy.assembled, lines)


def find_lacking_values(assembler: Assembler, sites: tuple[Site, ...]) -> Lacking:
    """The values that documents print and nobody has given, with the schools that lack them."""
    lacking: dict[str, dict[str, Use]] = {}
    for site in sites:
        for copy in site.copies if site.school else ():
            for use in copy.assembled.fields:
                if not is_there(assembler.library.schema, copy.values, use.id) and not is_unfit(
                    assembler.library, site.school, use.id
                ):
                    lacking.setdefault(use.id, {}).setdefault(site.id, use)
    return lacking


def explain_missing(library: Library, lacking: Lacking) -> Iterator[Problem]:
    """One problem for each value, however many schools lack it."""
    # What a word or an adoption lacks has been told where it is named.
    known = {
        key: schools for key, schools in lacking.items() if ".".join(key.split(".")[:2]) in library.schema
    }
    known = {key: schools for key, schools in known.items() if not key.startswith("adopted.")}
    for key, schools in known.items():
        variable = library.schema[".".join(key.split(".")[:2])]
        first = library.schools[next(iter(schools))]
        names = ", ".join(schools)
        by = next(iter(schools.values())).by
        where = f"at {names}" if len(schools) == 1 else f"at {len(schools)} schools: {names}"
        space, short, *part = key.split(".")
        example = f"{space}: {{{short}: {'{' + part[0] + ': ...}' if part else '...'}}}"
        hint = (
            f"{variable.help} Add '{example}' to each school's file, or for all of a trust's schools to its"
            f" trust.yml. Printed by {by}."
        )
        line = first.values.blanks.get(variable.key, 0)
        yield Problem(first.values.path, line, f"'{key}' has no value {where}", hint, schools=tuple(schools))


def is_unfit(library: Library, school: School | None, key: str) -> bool:
    """Say whether the value was written, but wrongly: that has been told already."""
    base = ".".join(key.split(".")[:2])
    return any(layer.is_unfit(base) for layer in library.layers(school)) if school else False


def find_lost_references(sites: tuple[Site, ...], lines: Lines) -> LostReferences:
    """The references whose clause is left out, with the documents that lack it."""
    lost: dict[tuple[Use, str], dict[tuple[str, str], tuple[Site, SchoolDocument]]] = {}
    for site in sites:
        for copy in site.copies:
            placed_clauses = {revision.clause for revision in copy.assembled.revisions}
            for use in copy.assembled.refs:
                macro = "note" if (use.by, "note", use.id) in lines else "ref"
                if use.id not in placed_clauses and (macro == "note" or use.id not in site.clauses):
                    places = lost.setdefault((use, macro), {})
                    places[f"{site.path}/{copy.id}", copy.assembled.version.name] = (site, copy)
    return lost


def explain_lost_references(lost: LostReferences, lines: Lines) -> Iterator[Problem]:
    """One problem for each reference, however many documents lack the clause that it leads to."""
    for (use, macro), places in lost.items():
        where = list(places.values())
        documents = list(
            dict.fromkeys(
                f"{_name_reader(site)}: {copy.assembled.policy.facts.title} of {copy.assembled.version.title}"
                for site, copy in where
            )
        )
        several = f" and {len(documents) - _NAMED} more" if len(documents) > _NAMED else ""
        message = f"refers to '{use.id}', which is left out of {'; '.join(documents[:_NAMED])}{several}"
        hint = "Put the reference under the same condition as the clause, or include the clause."
        schools = (
            tuple(dict.fromkeys(site.id for site, _ in where))
            if all(site.school for site, _ in where)
            else ()
        )
        yield Problem(use.by, lines.get((use.by, macro, use.id), 0), message, hint, schools=schools)


def _name_reader(site: Site) -> str:
    return site.name if site.school else "the model"


def find_doubled(assembled: Assembled, lines: Lines) -> Iterator[Problem]:
    """A clause stands once in a document, and of two clauses of one concept only one does."""
    path = assembled.version.body.path
    concepts: dict[str, str] = {}
    placed: set[str] = set()
    for revision in assembled.revisions:
        line = lines.get((path, "clause", revision.clause), 0)
        if revision.clause in placed:
            yield Problem(
                path,
                line,
                f"has the clause '{revision.clause}' twice",
                "Keep one; refer to it with {{ ref(...) }}.",
            )
        placed.add(revision.clause)
        first = (
            concepts.setdefault(revision.facts.concept, revision.clause)
            if revision.facts.concept
            else revision.clause
        )
        if first != revision.clause:
            message = (
                f"has two clauses of the concept '{revision.facts.concept}': '{first}' and"
                f" '{revision.clause}'"
            )
            yield Problem(path, line, message, "Choose one of them, with a choice if schools differ.")
