"""Where on the desk a problem is mended: the page, and on it the field that the problem is about."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import quote

from ..check.lost_amendments import is_open_decision
from ..errors import Problem
from ..model.library import Library, Revision
from ..model.values import Layer

# The command by which own wordings go along to a version, as a problem names it.
_UPDATE = re.compile(r"clausewright update (--trust )?(\S+) (\S+) --to (\S+)'")


def find_address(library: Library, problem: Problem) -> str:
    """Return the address of the page on which a problem is mended, with the field where one is meant; the
    page of the file itself where no other page shows it.
    """
    if is_open_decision(problem) and (update := _UPDATE.search(problem.hint)):
        trust, id, policy, version = update.groups()
        return f"/{'trusts' if trust else 'schools'}/{id}/decide/{policy}/{version}"
    parts = PurePosixPath(problem.path).parts
    address = _find_values(library, problem, parts) or _find_of_school(library, parts)
    address = address or _find_in_model(library, problem, parts) or _find_in_lists(library, problem)
    return address or _find_file(problem)


def _find_values(library: Library, problem: Problem, parts: tuple[str, ...]) -> str:
    """The form of values, where the problem is in a file of values."""
    match parts:
        case ("variables", "common.yml"):
            form, layer = "common/all", library.common
        case ("variables", "authorities", name) if name.removesuffix(".yml") in library.authorities:
            id = name.removesuffix(".yml")
            form, layer = f"authority/{id}", library.authorities[id].values
        case ("variables", "trusts", id, "trust.yml") if id in library.trusts:
            form, layer = f"trust/{id}", library.trusts[id].values
        case ("variables", "schools", id, "school.yml") if id in library.schools:
            form, layer = f"school/{id}", library.schools[id].values
        case _:
            return ""
    return f"/values/{form}{_find_field(layer, problem)}"


def _find_of_school(library: Library, parts: tuple[str, ...]) -> str:
    """The page of a decision or a wording of a school or trust."""
    match parts:
        case ("variables", "schools", id, "adoptions.yml") if id in library.schools:
            return f"/schools/{id}#decisions"
        case ("variables", "schools", id, "amendments", clause, _) if id in library.schools:
            place = f"/wordings/{clause}" if clause in library.clauses else "#wordings"
            return f"/schools/{id}{place}"
        case ("variables", "trusts", id, "adoptions.yml") if id in library.trusts:
            return f"/trusts/{id}#decisions"
        case ("variables", "trusts", id, "amendments", clause, _) if id in library.trusts:
            place = f"/wordings/{clause}" if clause in library.clauses else "#wordings"
            return f"/trusts/{id}{place}"
    return ""


def _find_in_model(library: Library, problem: Problem, parts: tuple[str, ...]) -> str:
    """The page of a clause, a version or a policy."""
    match parts:
        case ("policies", "clauses", id, name) if id in library.clauses:
            revision = library.clauses[id].named(name.removesuffix(".md"))
            return f"/clauses/{id}/{revision.name}#{_find_fact(revision, problem)}" if revision else ""
        case ("policies", id, "policy.yml") if id in library.policies:
            return f"/model/{id}#facts"
        case ("policies", id, name) if id in library.policies:
            version = library.policies[id].named(name.removesuffix(".md").removesuffix(".lock.yml"))
            return f"/model/{id}/{version.name}" if version else ""
    return ""


def _find_file(problem: Problem) -> str:
    if not problem.path.startswith(("policies/", "variables/")):
        return ""
    return f"/file/{quote(problem.path)}?line={problem.line}#text"


def _find_in_lists(library: Library, problem: Problem) -> str:
    """The form of a source, a term, a year or a field, where the problem is in the entry that it shows."""
    entries = {
        "policies/citations.yml": [("sources", id, entry.line) for id, entry in library.citations.items()],
        "policies/terms.yml": [("terms", id, entry.line) for id, entry in library.terms.items()],
        "policies/editions.yml": [("editions", entry.id, entry.line) for entry in library.editions],
        "variables/schema.yml": [("fields", key, entry.line) for key, entry in library.schema.items()],
    }
    above = [entry for entry in entries.get(problem.path, ()) if 0 < entry[2] <= problem.line]
    if not above:
        return ""
    page, id, _ = max(above, key=lambda entry: entry[2])
    return f"/{page}/{id}"


def _find_field(layer: Layer, problem: Problem) -> str:
    """The field of a form of values: the one on whose line the problem is, or which it names first."""
    lines: dict[int, str] = {line: key for key, line in layer.blanks.items()}
    for key, values in layer.values.items():
        lines.update({value.line: key for value in values})
    if problem.line in lines:
        return f"#{lines[problem.line]}"
    quoted = problem.message.split("'")[1::2]
    keys = [".".join(name.split(".")[:2]) for name in quoted if "." in name]
    return f"#{keys[0]}" if keys else ""


def _find_fact(revision: Revision, problem: Problem) -> str:
    """The box of a clause's form: that of the fact on whose line the problem is, else that of the text."""
    return next((fact for fact, line in revision.lines.items() if line == problem.line), "text")
