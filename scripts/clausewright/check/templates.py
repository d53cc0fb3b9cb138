"""Templates: what clauses, versions and meanings may say, and the names in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from ..assemble.amendments import every_amendment
from ..assemble.macros import MACROS, policy_environment
from ..assemble.syntax import Called, Reading, read_template
from ..errors import Problem, Severity
from ..model.library import Amendment, Fragment, Library, Revision, Term, Version

Readings = Mapping[Fragment, Reading]


def title_of(revision: Revision) -> Fragment:
    """A clause's title, which is a template too."""
    return Fragment(revision.facts.title, revision.body.path, revision.lines.get("title", 1))


def meaning_of(term: Term) -> Fragment:
    """A term's meaning, which is a template too."""
    return Fragment(term.facts.meaning, term.path, term.line)


def fragments_of(amendment: Amendment) -> tuple[Fragment, ...]:
    """An amendment's templates: its text, and its title where it has one."""
    title = Fragment(amendment.facts.title, amendment.body.path, amendment.lines.get("title", 1))
    return (amendment.body, title) if amendment.facts.title else (amendment.body,)


def read_all(library: Library) -> Readings:
    """Read every template of a library."""
    environment = policy_environment()
    found: dict[Fragment, Reading] = {}
    for clause in library.clauses.values():
        for revision in clause.revisions:
            for fragment in (revision.body, title_of(revision)):
                found[fragment] = read_template(library, environment, fragment)
    for amendment in every_amendment(library):
        for fragment in fragments_of(amendment):
            found[fragment] = read_template(library, environment, fragment)
    for version in _versions(library):
        found[version.body] = read_template(library, environment, version.body, is_version=True)
    for term in library.terms.values():
        fragment = meaning_of(term)
        found[fragment] = read_template(library, environment, fragment)
    return found


def _versions(library: Library) -> Iterator[Version]:
    return (version for policy in library.policies.values() for version in policy.versions)


def calls(readings: Readings, fragment: Fragment, macro: str) -> Iterator[Called]:
    """The calls of one macro in a template."""
    return (called for called in readings[fragment].calls if called.macro == macro)


def each_template_problem(readings: Readings) -> Iterator[Problem]:
    """Every problem that reading the templates has found."""
    return (problem for reading in readings.values() for problem in reading.problems)


def _read_faults(_: Library, readings: Readings, __: date) -> Iterable[Problem]:
    return each_template_problem(readings)


def _revisions_that_exist(library: Library, readings: Readings, _: date) -> Iterable[Problem]:
    """A version names revisions that exist, and uses clauses that are no newer than itself."""
    for version in _versions(library):
        for called in calls(readings, version.body, "clause"):
            clause = library.clauses.get(called.ids[0])
            if clause is None:
                continue
            names = ", ".join(revision.name for revision in clause.revisions)
            if called.revision and clause.named(called.revision) is None:
                message = f"names revision '{called.revision}' of '{clause.id}', which does not exist"
                yield Problem(version.body.path, called.line, message, f"Its revisions: {names}.")
            elif not called.revision and clause.at(version.date) is None:
                message = (
                    f"uses '{clause.id}', whose first revision ({clause.revisions[0].name}) is newer than"
                    " this version"
                )
                yield Problem(
                    version.body.path, called.line, message, "Date the revision no later than the version."
                )


def _unused_revisions(library: Library, readings: Readings, _: date) -> Iterable[Problem]:
    """Every clause stands in some version, and every revision of it is reached by one."""
    if any(readings[version.body].is_broken for version in _versions(library)) or library.unread.get(
        "version"
    ):
        return
    users: dict[str, list[Version]] = {}
    for version in _versions(library):
        for called in calls(readings, version.body, "clause"):
            users.setdefault(called.ids[0], []).append(version)
    for clause in library.clauses.values():
        versions = users.get(clause.id, [])
        if not versions:
            path = clause.revisions[0].body.path
            yield Problem(
                path,
                0,
                f"'{clause.id}' stands in no version",
                "Use it in one, or delete it.",
                Severity.WARNING,
            )
            continue
        newest = max(version.date for version in versions)
        for revision in clause.revisions:
            if revision.date > newest:
                message = f"is newer than every version that uses '{clause.id}'"
                hint = "It will be used by the next version dated no earlier than it."
                yield Problem(revision.body.path, 0, message, hint, Severity.WARNING)


def _adoption_once(library: Library, readings: Readings, _: date) -> Iterable[Problem]:
    """Every version says who adopted it."""
    for version in _versions(library):
        if readings[version.body].is_broken:
            continue
        found = list(calls(readings, version.body, "adoption"))
        if not found:
            hint = "Add {{ adoption() }} below the front matter."
            yield Problem(
                version.body.path,
                version.body.line,
                "never says which version it is and who adopted it",
                hint,
            )
        for again in found[1:]:
            yield Problem(version.body.path, again.line, "calls adoption() a second time", "Keep one.")


def _plain_titles(library: Library, readings: Readings, _: date) -> Iterable[Problem]:
    """A title prints words and fields; what points elsewhere belongs in the text."""
    titles = [title_of(revision) for clause in library.clauses.values() for revision in clause.revisions]
    for title in (*titles, *(title for one in every_amendment(library) for title in fragments_of(one)[1:])):
        for called in readings[title].calls if title in readings else ():
            yield Problem(
                title.path,
                title.line,
                f"calls {called.macro}() in a title",
                "Titles print words and fields only.",
            )


def _no_internal_fields(library: Library, readings: Readings, _: date) -> Iterable[Problem]:
    """What is internal does not print."""
    for fragment, reading in readings.items():
        for key, line in reading.variables.items():
            if library.schema[key].internal:
                yield Problem(
                    fragment.path,
                    line,
                    f"prints '{key}', which is internal",
                    "Use a public field; documents are published.",
                )


def _groups_are_no_macros(library: Library, _: Readings, __: date) -> Iterable[Problem]:
    for key, variable in library.schema.items():
        if (group := key.split(".")[0]) in MACROS:
            yield Problem(
                variable.path,
                variable.line,
                f"'{key}': {group}() is a macro",
                "Choose another name for the group.",
            )


RULES = (
    _read_faults,
    _revisions_that_exist,
    _unused_revisions,
    _adoption_once,
    _plain_titles,
    _no_internal_fields,
    _groups_are_no_macros,
)
# Those of them that look at one text by itself.
OF_TEXTS = (_plain_titles, _no_internal_fields)
