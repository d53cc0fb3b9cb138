"""Reach: every clause that a version can have, whatever is chosen, and on what it depends that it does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from jinja2 import nodes

from ..model.library import Library, Revision, Version
from ..model.values import Kind
from .answers import GIVEN, LENGTH, Answers
from .assembly import Assembly
from .environment import PolicyEnvironment
from .expressions import names_of, options_of

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
        return all(_test(library, test, ask) is wanted for test, wanted in self.tests)


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


def _test(library: Library, node: Any, ask: Answers) -> bool:
    match node:
        case nodes.And():
            return _test(library, node.left, ask) and _test(library, node.right, ask)
        case nodes.Or():
            return _test(library, node.left, ask) or _test(library, node.right, ask)
        case nodes.Not():
            return not _test(library, node.node, ask)
        case nodes.Call():
            return bool(ask(GIVEN + str(getattr(node.args[0], "value", ""))))
    key = ".".join(names_of(node.expr if isinstance(node, nodes.Compare) else node) or ())
    if not isinstance(node, nodes.Compare):
        is_list = library.schema[key].kind is Kind.LIST
        return bool(ask(LENGTH + key if is_list else key))
    answer = ask(key)
    held = [(answer in (options_of(operand) or ())) is (operand.op in ("eq", "in")) for operand in node.ops]
    return all(held)
