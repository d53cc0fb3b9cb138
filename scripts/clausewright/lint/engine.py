"""What the rules of wording read: each policy's newest version, line by line, with the file and line that
every word stands on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ..check.templates import Readings, calls
from ..model.library import Fragment, Library, Policy, Version
from ..model.records import Allowed, FragmentKind, Strength
from ..model.text import without_tags

_PRINTS = re.compile(r"\{\{\s*([\w.]+)")
_NOTE = re.compile(r"\{\{\s*note\(")
_ATTRIBUTES = re.compile(r"^(#.*?)[ \t]*\{[^{}\n]*\}[ \t]*$", re.MULTILINE)
_ESCAPED = re.compile(r"\\([^\w\s*])")
_EMPHASIS = re.compile(r"(?<![\\*\w])(\*{1,3})(?=\S)([^*\n]+?)(?<=\S)\1(?![*\w])")
_BRANCH = re.compile(r"\{%-?\s*(if|elif|else|endif)\b")
_ITEM = re.compile(r"\s*(?:[-*+•▪·]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,5})[.)])\s+")


# Which `{% if %}`, by file and line, and which of its branches.
Arms = tuple[tuple[str, int, int], ...]
_APART = frozenset({FragmentKind.QUOTATION, FragmentKind.ADOPTER_NOTE})


@dataclass(frozen=True, slots=True)
class Statement:
    """A line of a clause or of a version: its words without marks of emphasis, with `x` where a tag prints
    something.

    `raw` is the line as it was written, `dated` the day of the revision or version. `arms` are the branches
    of `{% if %}` that it stands in. `is_apart` lines are not the policy's own words: quotations, and notes to
    whoever adapts the policy. Rules leave them alone.
    """

    path: str
    line: int
    text: str
    clause: str
    dated: date
    arms: Arms = ()
    is_apart: bool = False
    is_heading: bool = False
    raw: str = ""

    @property
    def prints(self) -> frozenset[str]:
        """The names of what its tags print."""
        return frozenset(_PRINTS.findall(self.raw))

    @property
    def is_item(self) -> bool:
        """Whether it begins an item of a list."""
        return bool(_ITEM.match(self.text))

    @property
    def is_table(self) -> bool:
        """Whether it is a row of a table."""
        return self.text.lstrip().startswith("|")


@dataclass(frozen=True, slots=True)
class Placed:
    """A clause of a paper, as far as rules compare clauses."""

    id: str
    path: str
    concept: str
    strength: Strength
    arms: Arms


@dataclass(frozen=True, slots=True, eq=False)
class LintText:
    """One policy as its newest version has it: every line in order, every branch of every clause included."""

    library: Library
    policy: Policy
    version: Version
    lines: tuple[Statement, ...]
    clauses: tuple[Placed, ...]
    as_at: date

    @property
    def own(self) -> tuple[Statement, ...]:
        """Its lines but for blank ones and those that are not its own words."""
        return tuple(line for line in self.lines if not line.is_apart and line.text.strip())


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule has found, where, and what to do."""

    path: str
    line: int
    message: str
    hint: str


def papers(library: Library, readings: Readings, as_at: date) -> Iterator[LintText]:
    """Every policy's paper."""
    for policy in library.policies.values():
        if policy.versions:
            yield _paper(library, readings, policy, policy.versions[-1], as_at)


def _paper(library: Library, readings: Readings, policy: Policy, version: Version, as_at: date) -> LintText:
    facts = policy.facts
    lines = [
        Statement(
            policy.path,
            policy.lines.get("title", 1),
            facts.title,
            "",
            version.date,
            is_heading=True,
            raw=facts.title,
        )
    ]
    placed: list[Placed] = []
    used = {called.line: called for called in calls(readings, version.body, "clause")}
    for line in lines_of(version.body, "", version.date):
        lines.append(line)
        called = used.get(line.line)
        clause = library.clauses.get(called.ids[0]) if called else None
        if called is None or clause is None:
            continue
        revision = clause.named(called.revision) if called.revision else clause.at(version.date)
        if revision is None:
            continue
        clause_facts = revision.facts
        apart = clause_facts.kind in _APART
        if (
            clause_facts.headed
        ):  # the title of another clause is for lists only, and mostly its own first words
            place = (revision.body.path, revision.lines.get("title", 1))
            title = clause_facts.title
            lines.append(
                Statement(
                    *place,
                    _plain(title),
                    clause.id,
                    revision.date,
                    line.arms,
                    is_apart=apart,
                    is_heading=True,
                    raw=title,
                )
            )
        lines += lines_of(revision.body, clause.id, revision.date, line.arms, apart=apart)
        placed.append(
            Placed(clause.id, revision.body.path, clause_facts.concept, clause_facts.strength, line.arms)
        )
    return LintText(library, policy, version, tuple(lines), tuple(placed), as_at)


def lines_of(
    fragment: Fragment, clause: str, dated: date, outside: Arms = (), *, apart: bool = False
) -> Iterator[Statement]:
    """The lines of a template. `outside` are the branches that the whole of it stands in."""
    written, arms = fragment.text.split("\n"), list(outside)
    for at, text in enumerate(_plain(fragment.text).split("\n")):
        line = fragment.line + at
        for found in _BRANCH.finditer(written[at]):
            _follow(found[1], arms, fragment.path, line)
        is_apart = apart or text.lstrip().startswith(">")
        yield Statement(
            fragment.path, line, text, clause, dated, tuple(arms), is_apart, text.startswith("#"), written[at]
        )


def _follow(tag: str, arms: list[tuple[str, int, int]], path: str, line: int) -> None:
    if tag == "if":
        arms.append((path, line, 0))
    elif arms and arms[-1][0] == path:
        *_, (_, begun, branch) = arms
        arms.pop()
        if tag != "endif":
            arms.append((path, begun, branch + 1))


def are_alternatives(one: Arms, other: Arms) -> bool:
    """Whether two places are in different branches of one choice, so that no document has both."""
    branches = {(path, line): branch for path, line, branch in one}
    return any(branches.get((path, line), branch) != branch for path, line, branch in other)


def _plain(text: str) -> str:
    """A template's words, each still on its own line."""
    plain = _ATTRIBUTES.sub(r"\1", without_tags(text, silent=_NOTE))
    return _ESCAPED.sub(r"\1", _EMPHASIS.sub(r"\2", plain))


def allowances(library: Library) -> Mapping[str, tuple[tuple[Allowed, int], ...]]:
    """What each file allows, with the line that says so."""
    found: dict[str, tuple[tuple[Allowed, int], ...]] = {}

    def add(path: str, allowed: Iterable[Allowed], line: int) -> None:
        if kept := tuple((one, line) for one in allowed):
            found[path] = kept

    for clause in library.clauses.values():
        for revision in clause.revisions:
            add(revision.body.path, revision.facts.allow, revision.lines.get("allow", 1))
    for policy in library.policies.values():
        add(policy.path, policy.facts.allow, policy.lines.get("allow", 1))
        for version in policy.versions:
            add(version.body.path, version.facts.allow, version.lines.get("allow", 1))
    return found
