"""Branches: which clauses a version can have whatever is chosen, of which revision, under which heading, and
on what it depends that it has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from jinja2 import TemplateSyntaxError, nodes

from ..model.library import Library, Policy, Revision, Version
from ..model.values import Kind
from .answers import GIVEN, LENGTH, Answers, resolve_key
from .assembly import Assembly
from .environment import PolicyEnvironment
from .expressions import read_compared_options, read_dotted_names
from .macros import policy_environment

_HEADING = re.compile(r"^## ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Call:
    """A call of `clause()` in a version: what it places, the tests that must hold for it, and how many
    headings stand before it.

    Only headings of level 2 count.
    """

    revision: Revision
    tests: tuple[tuple[Any, bool], ...]
    headings: int

    def holds(self, library: Library, ask: Answers) -> bool:
        """Say whether the version has the clause here, asking no more than its template would."""
        return all(_decide(library, test, ask) is expected for test, expected in self.tests)


def calls(library: Library, environment: PolicyEnvironment, version: Version) -> tuple[Call, ...]:
    """Every call of `clause()` in a version, in order. Its template must have passed check."""
    return tuple(_Walk(library, version).body(environment.parse(version.body.text).body, ()))


def headings(environment: PolicyEnvironment, version: Version) -> int:
    """How many headings of level 2 a version's template has."""
    return sum(
        len(_HEADING.findall(data.data))
        for data in environment.parse(version.body.text).find_all(nodes.TemplateData)
    )


def placed(assembly: Assembly, revision: Revision) -> str:
    """A clause's text in its fence, by itself; empty where it has no place in such a document."""
    return assembly.place(revision)


class _Walk:
    def __init__(self, library: Library, version: Version) -> None:
        self.library, self.version, self.headings = library, version, 0

    def body(self, body: Iterable[nodes.Node], tests: tuple[tuple[Any, bool], ...]) -> Iterator[Call]:
        for node in body:
            if isinstance(node, nodes.Output):
                yield from self.output(node, tests)
            elif isinstance(node, nodes.If):
                failed = tests
                for branch in (node, *node.elif_):
                    yield from self.body(branch.body, (*failed, (branch.test, True)))
                    failed = (*failed, (branch.test, False))
                yield from self.body(node.else_, failed)
            elif isinstance(node, nodes.For):
                yield from self.body(node.body, (*tests, (node.iter, True)))
                yield from self.body(node.else_, (*tests, (node.iter, False)))

    def output(self, node: nodes.Output, tests: tuple[tuple[Any, bool], ...]) -> Iterator[Call]:
        for part in node.nodes:
            if isinstance(part, nodes.TemplateData):
                self.headings += len(_HEADING.findall(part.data))
            elif (
                isinstance(part, nodes.Call)
                and isinstance(part.node, nodes.Name)
                and part.node.name == "clause"
            ):
                clause = self.library.clauses[str(getattr(part.args[0], "value", ""))]
                name = next(
                    (
                        str(pair.value.value)
                        for pair in part.kwargs
                        if pair.key == "revision" and isinstance(pair.value, nodes.Const)
                    ),
                    "",
                )
                revision = clause.named(name) if name else clause.at(self.version.date)
                if revision:
                    yield Call(revision, tests, self.headings)


def _decide(library: Library, node: Any, ask: Answers) -> bool:
    match node:
        case nodes.And():
            return _decide(library, node.left, ask) and _decide(library, node.right, ask)
        case nodes.Or():
            return _decide(library, node.left, ask) or _decide(library, node.right, ask)
        case nodes.Not():
            return not _decide(library, node.node, ask)
        case nodes.Call():
            return bool(ask(GIVEN + str(getattr(node.args[0], "value", ""))))
    key = ".".join(read_dotted_names(node.expr if isinstance(node, nodes.Compare) else node) or ())
    if not isinstance(node, nodes.Compare):
        is_list = library.schema[key].kind is Kind.LIST
        return bool(ask(LENGTH + key if is_list else key))
    answer = ask(key)
    results = [
        (answer in (read_compared_options(operand) or ())) is (operand.op in ("eq", "in"))
        for operand in node.ops
    ]
    return all(results)


# -- Which clauses a version has, in every branch ------------------------------------------------------------

_PRINTED = re.compile(r"\{\{\s*([a-z0-9_.]+)\s*\}\}")
_HEADING_LINE = re.compile(r"^(#{2,3}) +(.*?)(?: *\{[^{}]*\})?$")


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
    """Return every clause that a version names, in every branch; nothing of one that cannot be read."""
    return tuple(_read_placed(library, version))


def in_words(library: Library, title: str) -> str:
    """Return a title, or a heading, with the model's own words for what each school calls its own."""
    values = library.values(None, date.max)

    def word(match: re.Match[str]) -> str:
        key = match[1]
        is_known = ".".join(key.split(".")[:2]) in library.schema
        return (resolve_key(library.schema, values, key) if is_known else None) or f"[{key}]"

    return _PRINTED.sub(word, title)


def map_used_revisions(library: Library, version: Version) -> Mapping[str, frozenset[str]]:
    """Return the names of the revisions that a version uses of each clause."""
    revisions: dict[str, frozenset[str]] = {}
    for placed in outline(library, version):
        revisions[placed.clause] = revisions.get(placed.clause, frozenset()) | {placed.revision}
    return revisions


def find_earlier_clauses(library: Library, policy: Policy, version: Version) -> frozenset[str]:
    """Return the clauses that a policy's versions before this one have."""
    before = (earlier for earlier in policy.versions if earlier.date < version.date)
    return frozenset(placed.clause for earlier in before for placed in outline(library, earlier))


def _read_placed(library: Library, version: Version) -> Iterator[Placed]:
    for id, name, section, line in _find_placings(version.body.text):
        if (clause := library.clauses.get(id)) is not None:
            revision = clause.named(name) if name else clause.at(version.date)
            yield Placed(
                id,
                revision.name if revision else "",
                section,
                version.body.line + line - 1,
            )


def _find_section(lines: list[str]) -> str:
    """The headings above a line, "Who and what > Definitions"."""
    section = part = ""
    for line in lines:
        if heading := _HEADING_LINE.match(line):
            section, part = (heading[2], "") if heading[1] == "##" else (section, heading[2])
    return f"{section} > {part}" if part else section


@lru_cache(maxsize=1)
def _get_environment() -> PolicyEnvironment:
    return policy_environment()


@lru_cache(maxsize=1024)
def _find_placings(text: str) -> tuple[tuple[str, str, str, int], ...]:
    """The calls of clause() in a template: id, revision, the headings above, line."""
    try:
        tree = _get_environment().parse(text)
    except (TemplateSyntaxError, RecursionError):
        return ()
    lines = text.splitlines()
    placings = []
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
            revision = str(named[0]) if named else ""
            section = _find_section(lines[: call.lineno])
            placings.append((str(call.args[0].value), revision, section, call.lineno))
    return tuple(sorted(placings, key=lambda placing: placing[3]))
