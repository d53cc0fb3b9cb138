"""What a school adopts: the text of a version as its choices shape it, whatever its values are, and a digest
of that.

A version's templates are reduced by the choices that are made: a branch that a choice decides is taken or
left out, and what depends on values (`given()`, the length of a list) stays as it is written. So the same
text gives the same digest at every school, a changed choice or wording gives another, and a changed value
does not.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from jinja2 import nodes

from ..model.kinds import FragmentKind
from ..model.library import Amendment, Fragment, Group, Library, Policy, Revision, School, Version
from ..model.local_records import AdoptionFacts
from ..model.values import SHAPING
from .amendments import (
    amended_at,
    apply_amendment,
    index_amendments,
    make_revision,
    name_question,
    read_answer,
)
from .answers import AMENDED, Answer, answers_from_values, unamended
from .environment import PolicyEnvironment
from .expressions import read_compared_options, read_dotted_names
from .macros import policy_environment

Choices = Callable[[str], Answer | None]
"""Answers each choice by its key, None where it is left open; and which amendments count (amendments.py)."""


def school_choices(library: Library, school: School | None, day: date) -> Choices:
    """Answer as a school does on a day, or the model (None)."""
    amended = amended_at(library.amenders(school), day) if school else unamended
    return answers_from_values(library.schema, library.values(school, day), frozenset(), amended=amended)


def trust_choices(library: Library, trust: Group, day: date) -> Choices:
    """Answer as a trust does that adopts for all its schools: what it leaves for them to set stays open."""
    amended = amended_at([trust], day)

    def ask(key: str) -> Answer | None:
        if key.startswith(AMENDED):
            return amended(key)
        variable = library.schema[key]
        own_value = trust.values.at(key, day)
        if own_value is None and variable.set_by == "school":
            return None
        dated = own_value or library.common.at(key, day)
        value = dated.value if dated else variable.default
        return value if isinstance(value, bool | str) else None

    return ask


def adopted_digest(library: Library, policy: Policy, version: Version, choices: Choices) -> str:
    """Return the digest of what is adopted: 24 hexadecimal digits.
    The library's templates must have passed check.
    """
    return hashlib.sha256(adopted_text(library, policy, version, choices).encode()).hexdigest()[:24]


def adopted_text(library: Library, policy: Policy, version: Version, choices: Choices) -> str:
    """Return what is adopted, as a template in which only values are open.
    The library's templates must have passed check.
    """
    reduction = _Reduction(library, version, choices, index_amendments(library))
    return f"{policy.id} {version.name}\n{policy.facts.title}\n{reduction.text(version.body)}"


def compute_record(policy: str, facts: AdoptionFacts) -> str:
    """Return the digest of a decision on a policy as it was recorded, without that of its text:
    24 hexadecimal digits.
    """
    recorded = facts.model_dump(mode="json", exclude={"digest", "record"}, exclude_defaults=True)
    return hashlib.sha256(json.dumps([policy, recorded], sort_keys=True).encode()).hexdigest()[:24]


def find_choices(library: Library, policy: Policy, version: Version, choices: Choices) -> tuple[str, ...]:
    """Return the keys of the choices that were asked for to make the text, each once,
    and the questions which amendments count.
    """
    asked: dict[str, None] = {}

    def ask(key: str) -> Answer | None:
        asked[key] = None
        return choices(key)

    adopted_text(library, policy, version, ask)
    return tuple(asked)


@lru_cache(maxsize=1)
def _get_environment() -> PolicyEnvironment:
    return policy_environment()


@dataclass(slots=True)
class _Reduction:
    library: Library
    version: Version
    choices: Choices
    amendments: Mapping[str, Amendment]

    def text(self, fragment: Fragment) -> str:
        return (
            self.body(_get_environment().parse(fragment.text).body) if "{" in fragment.text else fragment.text
        )

    def body(self, body: Iterable[nodes.Node]) -> str:
        return "".join(map(self.statement, body))

    def statement(self, node: nodes.Node) -> str:
        match node:
            case nodes.Output():
                return "".join(
                    part.data if isinstance(part, nodes.TemplateData) else self.printed(part)
                    for part in node.nodes
                )
            case nodes.If():
                branches = [(node.test, node.body), *((other.test, other.body) for other in node.elif_)]
                return self.branches(branches, node.else_)
            case nodes.For():
                rows = ".".join(read_dotted_names(node.iter) or ())
                return (
                    f"{{% for {rows} %}}{self.body(node.body)}{{% else %}}{self.body(node.else_)}{{%"
                    " endfor %}"
                )
        raise TypeError(node)

    def branches(self, branches: list[tuple[Any, list[nodes.Node]]], otherwise: list[nodes.Node]) -> str:
        """The branch that choices decide on; where values do, every branch that is left."""
        written = ""
        for test, body in branches:
            outcome = self.test(test)
            if outcome is True:
                return written + self.body(body)
            if outcome is not False:
                written += f"{{% if {outcome} %}}{self.body(body)}{{% else %}}"
        return written + self.body(otherwise)

    def test(self, node: nodes.Node) -> bool | str:
        """Whether a test holds, or what is left of it where that depends on more than choices."""
        match node:
            case nodes.And() | nodes.Or():
                deciding = isinstance(node, nodes.Or)
                parts = [self.test(node.left), self.test(node.right)]
                open_parts = [part for part in parts if isinstance(part, str)]
                if deciding in parts:
                    return deciding
                return (
                    f"({(' or ' if deciding else ' and ').join(open_parts)})" if open_parts else not deciding
                )
            case nodes.Not():
                inner = self.test(node.node)
                return f"not {inner}" if isinstance(inner, str) else not inner
            case nodes.Compare():
                return self.comparison(node)
        names = read_dotted_names(node)
        variable = self.library.schema.get(".".join(names)) if names else None
        if variable is None or variable.kind not in SHAPING:
            return self.written(node)
        answer = self.choices(variable.key)
        return variable.key if answer is None else bool(answer)

    def comparison(self, node: nodes.Compare) -> bool | str:
        key = ".".join(read_dotted_names(node.expr) or ())
        answer, holds = self.choices(key), True
        if answer is None:
            return (
                f"{key} {' '.join(f'{operand.op} {read_compared_options(operand)}' for operand in node.ops)}"
            )
        for operand in node.ops:
            is_named = answer in (read_compared_options(operand) or ())
            holds = holds and (is_named if operand.op in ("eq", "in") else not is_named)
        return holds

    def printed(self, node: nodes.Expr) -> str:
        if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name):
            if node.node.name == "clause":
                return self.clause(node)
            if node.node.name == "definitions":
                return "".join(self.term(str(arg.value)) for arg in node.args if isinstance(arg, nodes.Const))
        return f"{{{{ {self.written(node)} }}}}"

    def written(self, node: nodes.Node) -> str:
        """An expression as a person would write it."""
        if isinstance(node, nodes.Getitem):
            return f"{self.written(node.node)}.href"
        if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name):
            arguments = [
                ".".join(read_dotted_names(arg) or ())
                if not isinstance(arg, nodes.Const)
                else repr(arg.value)
                for arg in node.args
            ]
            arguments += [
                f"{pair.key}={pair.value.value!r}"
                for pair in node.kwargs
                if isinstance(pair.value, nodes.Const)
            ]
            return f"{node.node.name}({', '.join(arguments)})"
        return ".".join(read_dotted_names(node) or (node.name if isinstance(node, nodes.Name) else "",))

    def term(self, id: str) -> str:
        entry = self.library.terms[id]
        return f"{entry.facts.term}: {self.text(Fragment(entry.facts.meaning, entry.path, entry.line))}\n"

    def clause(self, node: nodes.Call) -> str:
        clause = self.library.clauses[str(getattr(node.args[0], "value", ""))]
        named = {
            pair.key: str(pair.value.value) for pair in node.kwargs if isinstance(pair.value, nodes.Const)
        }
        name = named.get("revision")
        revision = clause.named(name) if name else clause.at(self.version.date)
        as_imported = " ".join(named[key] for key in ("number", "headed") if key in named)
        return self.placed(revision, as_imported) if revision else ""

    def placed(self, revision: Revision, number: str) -> str:
        facts = revision.facts
        if facts.kind is FragmentKind.ADOPTER_NOTE:
            return ""
        is_amended = any(amendment.clause == revision.clause for amendment in self.amendments.values())
        files = read_answer(self.choices(name_question(self.version, revision))) if is_amended else []
        amendments = [self.amendments[path] for path in files]
        replacing = next((amendment for amendment in amendments if not amendment.facts.id), None)
        return self.wording(revision, replacing, number) + "".join(
            self.wording(make_revision(amendment), amendment)
            for amendment in amendments
            if amendment.facts.id
        )

    def wording(self, revision: Revision, amendment: Amendment | None, number: str = "") -> str:
        reason = f"\n{amendment.tier} {amendment.facts.action}: {amendment.facts.reason}" if amendment else ""
        shown = apply_amendment(revision, amendment) if amendment else revision
        facts = shown.facts
        title = self.text(Fragment(facts.title, shown.body.path, 1))
        about = " ".join((facts.kind, facts.strength, *facts.applies_to, number)).rstrip()
        return (
            f"{{# {revision.clause} {revision.name} {about}"
            f" #}}\n{title}{reason}\n{self.text(shown.body).strip()}\n"
        )
