"""Outlines: which clauses a version has, of which revision, under which heading, whatever is chosen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from jinja2 import TemplateSyntaxError, nodes

from ..model.library import Library, Policy, Version
from .answers import resolve_key
from .environment import PolicyEnvironment
from .macros import policy_environment

_PRINTED = re.compile(r"\{\{\s*([a-z0-9_.]+)\s*\}\}")
_HEADING = re.compile(r"^(#{2,3}) +(.*?)(?: *\{[^{}]*\})?$")


@dataclass(frozen=True, slots=True)
class Placed:
    """A clause where a version has it: its revision ("" where there is none), and the headings that it stands
    under.
    """

    clause: str
    revision: str
    section: str
    line: int


def outline(library: Library, version: Version) -> tuple[Placed, ...]:
    """Return every clause that a version names, in every branch; nothing where its template cannot be read."""
    return tuple(_placed(library, version))


def in_words(library: Library, title: str) -> str:
    """Return a title, or a heading, with the model's own words for what each school calls its own."""
    values = library.values(None, date.max)

    def word(found: re.Match[str]) -> str:
        key = found[1]
        is_known = ".".join(key.split(".")[:2]) in library.schema
        return (resolve_key(library.schema, values, key) if is_known else None) or f"[{key}]"

    return _PRINTED.sub(word, title)


def uses(library: Library, version: Version) -> Mapping[str, frozenset[str]]:
    """Return the names of the revisions that a version uses of each clause."""
    found: dict[str, frozenset[str]] = {}
    for placed in outline(library, version):
        found[placed.clause] = found.get(placed.clause, frozenset()) | {placed.revision}
    return found


def earlier_clauses(library: Library, policy: Policy, version: Version) -> frozenset[str]:
    """Return the clauses that a policy's versions before this one have."""
    before = (one for one in policy.versions if one.date < version.date)
    return frozenset(placed.clause for one in before for placed in outline(library, one))


def _placed(library: Library, version: Version) -> Iterator[Placed]:
    lines = version.body.text.splitlines()
    for id, name, line in _clauses(version.body.text):
        if (clause := library.clauses.get(id)) is not None:
            revision = clause.named(name) if name else clause.at(version.date)
            yield Placed(
                id, revision.name if revision else "", _section(lines[:line]), version.body.line + line - 1
            )


def _section(lines: list[str]) -> str:
    """The headings above a line, "Who and what > Definitions"."""
    section = part = ""
    for line in lines:
        if found := _HEADING.match(line):
            section, part = (found[2], "") if found[1] == "##" else (section, found[2])
    return f"{section} > {part}" if part else section


@lru_cache(maxsize=1)
def _environment() -> PolicyEnvironment:
    return policy_environment()


@lru_cache(maxsize=1024)
def _clauses(text: str) -> tuple[tuple[str, str, int], ...]:
    """The calls of clause() in a template: id, revision, line."""
    try:
        tree = _environment().parse(text)
    except (TemplateSyntaxError, RecursionError):
        return ()
    found = []
    for call in tree.find_all(nodes.Call):
        if (
            isinstance(call.node, nodes.Name)
            and call.node.name == "clause"
            and call.args
            and isinstance(call.args[0], nodes.Const)
        ):
            named = [
                pair.value.value
                for pair in call.kwargs
                if pair.key == "revision" and isinstance(pair.value, nodes.Const)
            ]
            found.append((str(call.args[0].value), str(named[0]) if named else "", call.lineno))
    return tuple(sorted(found, key=lambda one: one[2]))
