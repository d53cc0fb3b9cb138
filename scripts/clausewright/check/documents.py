"""Documents: what comes of assembling every site. Values that are missing, references that lead nowhere, one concept said twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..assemble.answers import leaf
from ..assemble.assembly import Assembled, Assembler, Use
from ..assemble.sites import Copy, Site, every_site
from ..errors import Problem
from .templates import Readings, calls


def check_documents(assembler: Assembler, readings: Readings, as_at: date) -> Iterator[Problem]:
    """Assemble every site as it is on a day, and look at what comes of it."""
    sites = every_site(assembler, as_at)
    yield from _missing_values(assembler, sites)
    lines = {
        (fragment.path, macro, called.ids[0]): called.line
        for fragment in readings
        for macro in ("ref", "note", "clause")
        for called in calls(readings, fragment, macro)
    }
    seen: set[str] = set()
    for site in sites:
        for copy in site.copies:
            yield from _lost_references(site, copy, lines)
            if copy.assembled.digest not in seen:
                seen.add(copy.assembled.digest)
                yield from _doubled(copy.assembled, lines)


def _missing_values(assembler: Assembler, sites: tuple[Site, ...]) -> Iterator[Problem]:
    """One problem for each value, however many schools lack it."""
    lacking: dict[str, dict[str, Use]] = {}
    for site in sites:
        for copy in site.copies if site.school else ():
            for use in copy.assembled.fields:
                if not _is_there(assembler, copy, use.id):
                    lacking.setdefault(use.id, {}).setdefault(site.id, use)
    for key, schools in lacking.items():
        variable = assembler.library.schema[".".join(key.split(".")[:2])]
        first = assembler.library.schools[next(iter(schools))]
        names = ", ".join(schools)
        by = next(iter(schools.values())).by
        at = f"at {names}" if len(schools) == 1 else f"at {len(schools)} schools: {names}"
        space, short, *part = key.split(".")
        example = f"{space}: {{{short}: {'{' + part[0] + ': ...}' if part else '...'}}}"
        hint = f"{variable.help} Add '{example}' to each school's file, or for all of a trust's schools to its trust.yml. Printed by {by}."
        yield Problem(first.values.path, 0, f"'{key}' has no value {at}", hint, schools=tuple(schools))


def _is_there(assembler: Assembler, copy: Copy, key: str) -> bool:
    parts = key.split(".")
    is_cell = len(parts) > 3 or (len(parts) > 2 and parts[2].isdigit())
    return is_cell or leaf(assembler.library.schema, copy.values, key) is not None


def _lost_references(site: Site, copy: Copy, lines: dict[tuple[str, str, str], int]) -> Iterator[Problem]:
    here = {revision.clause for revision in copy.assembled.revisions}
    for use in copy.assembled.refs:
        is_note = (use.by, "note", use.id) in lines
        if use.id in here or (not is_note and use.id in site.clauses):
            continue
        line = lines.get((use.by, "note" if is_note else "ref", use.id), 0)
        whose = f"for {site.name}" if site.school else "for the model"
        title = copy.assembled.policy.facts.title
        message = f"refers to '{use.id}', which the {title} ({copy.assembled.version.name}) {whose} leaves out"
        hint = "Put the reference under the same condition as the clause, or include the clause."
        yield Problem(use.by, line, message, hint, schools=(site.id,) if site.school else ())


def _doubled(assembled: Assembled, lines: dict[tuple[str, str, str], int]) -> Iterator[Problem]:
    """A clause stands once in a document, and of two clauses of one concept only one does."""
    path = assembled.version.body.path
    concepts: dict[str, str] = {}
    placed: set[str] = set()
    for revision in assembled.revisions:
        line = lines.get((path, "clause", revision.clause), 0)
        if revision.clause in placed:
            yield Problem(path, line, f"has the clause '{revision.clause}' twice", "Keep one; refer to it with {{ ref(...) }}.")
        placed.add(revision.clause)
        first = concepts.setdefault(revision.facts.concept, revision.clause) if revision.facts.concept else revision.clause
        if first != revision.clause:
            message = f"has two clauses of the concept '{revision.facts.concept}': '{first}' and '{revision.clause}'"
            yield Problem(path, line, message, "Choose one of them, with a choice if schools differ.")
