"""Templates: what clauses, versions and meanings may say, and the names in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from ..assemble.amendments import list_amendments
from ..assemble.macros import MACROS, policy_environment
from ..assemble.readings import Called, Reading, pack_reading, unpack_reading
from ..assemble.syntax import read_template
from ..assemble.vocabulary import digest_vocabulary
from ..errors import Problem, Severity
from ..model.canonical import digest
from ..model.library import Amendment, Fragment, Library, Revision, Term, Version
from ..model.memory import NO_MEMORY, Memory

Readings = Mapping[Fragment, Reading]
_READING = "reading"


def get_title(revision: Revision) -> Fragment:
    """A clause's title, which is a template too."""
    return Fragment(revision.facts.title, revision.body.path, revision.lines.get("title", 1))


def get_meaning(term: Term) -> Fragment:
    """A term's meaning, which is a template too."""
    return Fragment(term.facts.meaning, term.path, term.line)


def get_fragments(amendment: Amendment) -> tuple[Fragment, ...]:
    """An amendment's templates: its text, and its title where it has one."""
    title = Fragment(amendment.facts.title, amendment.body.path, amendment.lines.get("title", 1))
    return (amendment.body, title) if amendment.facts.title else (amendment.body,)


def read_templates(library: Library, memory: Memory = NO_MEMORY) -> Readings:
    """Read every template of a library, but for those without fault that `memory` knows."""
    environment, vocabulary = policy_environment(), digest_vocabulary(library)
    readings: dict[Fragment, Reading] = {}
    for fragment, is_version in _list_templates(library):
        key = digest(vocabulary, fragment.text, str(fragment.line), str(is_version))
        if kept := memory.recall(_READING, key):
            readings[fragment] = unpack_reading(kept)
            continue
        readings[fragment] = reading = read_template(library, environment, fragment, is_version)
        if not (reading.problems or reading.is_broken):
            memory.remember(_READING, key, pack_reading(reading))
    return readings


def _list_templates(library: Library) -> Iterator[tuple[Fragment, bool]]:
    """Every template, and whether it is a version's."""
    for clause in library.clauses.values():
        for revision in clause.revisions:
            yield revision.body, False
            yield get_title(revision), False
    for amendment in list_amendments(library):
        for fragment in get_fragments(amendment):
            yield fragment, False
    for body in library.damaged.amendments:
        yield body, False
    for version in _list_versions(library):
        yield version.body, True
    for term in library.terms.values():
        yield get_meaning(term), False


def _list_versions(library: Library) -> Iterator[Version]:
    return (version for policy in library.policies.values() for version in policy.versions)


def list_calls(readings: Readings, fragment: Fragment, macro: str) -> Iterator[Called]:
    """The calls of one macro in a template."""
    return (called for called in readings[fragment].calls if called.macro == macro)


def find_called_revision(library: Library, called: Called, day: date) -> Revision | None:
    """The revision that a call of clause() in a version of a day takes: the one that it names, else the one
    of that day; None where there is none.
    """
    clause = library.clauses.get(called.ids[0])
    if clause is None:
        return None
    return clause.named(called.revision) if called.revision else clause.at(day)


def list_template_problems(readings: Readings) -> Iterator[Problem]:
    """Every problem that reading the templates has found."""
    return (problem for reading in readings.values() for problem in reading.problems)


def _list_read_faults(_: Library, readings: Readings, __: date) -> Iterable[Problem]:
    return list_template_problems(readings)


def _check_revisions_exist(library: Library, readings: Readings, _: date) -> Iterable[Problem]:
    """A version names revisions that exist, and uses clauses that are no newer than itself."""
    for version in _list_versions(library):
        for called in list_calls(readings, version.body, "clause"):
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


def _check_unused_revisions(library: Library, readings: Readings, _: date) -> Iterable[Problem]:
    """Every clause stands in some version, and every revision of it is reached by one."""
    if any(readings[version.body].is_broken for version in _list_versions(library)) or library.unread.get(
        "version"
    ):
        return
    users: dict[str, list[Version]] = {}
    for version in _list_versions(library):
        for called in list_calls(readings, version.body, "clause"):
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


def _check_adoption_once(library: Library, readings: Readings, _: date) -> Iterable[Problem]:
    """Every version says who adopted it."""
    for version in _list_versions(library):
        if readings[version.body].is_broken:
            continue
        adoption_calls = list(list_calls(readings, version.body, "adoption"))
        if not adoption_calls:
            hint = "Add {{ adoption() }} below the front matter."
            yield Problem(
                version.body.path,
                version.body.line,
                "never says which version it is and who adopted it",
                hint,
            )
        for again in adoption_calls[1:]:
            yield Problem(version.body.path, again.line, "calls adoption() a second time", "Keep one.")


def _check_plain_titles(library: Library, readings: Readings, _: date) -> Iterable[Problem]:
    """A title prints words and fields; what points elsewhere belongs in the text."""
    titles = [get_title(revision) for clause in library.clauses.values() for revision in clause.revisions]
    for title in (
        *titles,
        *(title for amendment in list_amendments(library) for title in get_fragments(amendment)[1:]),
    ):
        for called in readings[title].calls if title in readings else ():
            yield Problem(
                title.path,
                title.line,
                f"calls {called.macro}() in a title",
                "Titles print words and fields only.",
            )


def _check_no_internal_fields(library: Library, readings: Readings, _: date) -> Iterable[Problem]:
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


def _check_groups_are_no_macros(library: Library, _: Readings, __: date) -> Iterable[Problem]:
    for key, variable in library.schema.items():
        if (group := key.split(".")[0]) in MACROS:
            yield Problem(
                variable.path,
                variable.line,
                f"'{key}' has a group with the name of a macro, {group}()",
                "Choose another name for what stands before the dot.",
            )


RULES = (
    _list_read_faults,
    _check_revisions_exist,
    _check_unused_revisions,
    _check_adoption_once,
    _check_plain_titles,
    _check_no_internal_fields,
    _check_groups_are_no_macros,
)
# Those of them that look at one text by itself.
OF_TEXTS = (_check_plain_titles, _check_no_internal_fields)
