"""What the rules of wording read and give back: each policy's newest version, line by line, with the file and
line that every word stands on; the same lines with the words that fields, citations and calls stand for;
rules and findings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import groupby

from ..check.templates import Readings, find_called_revision, list_calls
from ..errors import Severity
from ..model.kinds import FragmentKind, Strength
from ..model.library import Fragment, Library, Policy, Version
from ..model.records import Allowed
from ..model.text import shorten as shorten_to
from ..model.text import split_sentences, strip_tags

_PRINTS = re.compile(r"\{\{\s*([\w.]+)")

_NOTE = re.compile(r"\{\{\s*note\(")

_ATTRIBUTES = re.compile(r"^(#.*?)[ \t]*\{[^{}\n]*\}[ \t]*$", re.MULTILINE)

_ESCAPED = re.compile(r"\\([^\w\s*])")

_EMPHASIS = re.compile(r"(?<![\\*\w])(\*{1,3})(?=\S)([^*\n]+?)(?<=\S)\1(?![*\w])")

_BRANCH = re.compile(r"\{%-?\s*(if|elif|else|endif)\b")

_ITEM = re.compile(r"\s*(?:[-*+•▪·]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,5})[.)])\s+")

# Which `{% if %}`, by file and line, and which of its branches.
Arms = tuple[tuple[str, int, int], ...]

# What a row of a policy's history of changes says.
_CHANGED = re.compile(
    r"\b(?:added|amended|changed|updated|replaced|removed|inserted|deleted|reworded)\b", re.IGNORECASE
)

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

    @property
    def is_history(self) -> bool:
        """Whether it is a row of a history of changes, which tells what was right then."""
        return self.is_table and bool(_CHANGED.search(self.text))


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
    def own_lines(self) -> tuple[Statement, ...]:
        """Its lines but for blank ones and those that are not its own words."""
        return tuple(line for line in self.lines if not line.is_apart and line.text.strip())


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule has found, where, and what to do."""

    path: str
    line: int
    message: str
    hint: str


def collect_texts(library: Library, readings: Readings, as_at: date) -> Iterator[LintText]:
    """Every policy's paper."""
    for policy in library.policies.values():
        if policy.versions:
            yield _collect_text(library, readings, policy, policy.versions[-1], as_at)


def _collect_text(
    library: Library, readings: Readings, policy: Policy, version: Version, as_at: date
) -> LintText:
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
    used = {called.line: called for called in list_calls(readings, version.body, "clause")}
    for line in read_lines(version.body, "", version.date):
        lines.append(line)
        called = used.get(line.line)
        revision = find_called_revision(library, called, version.date) if called else None
        if called is None or revision is None:
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
                    _strip_markup(title),
                    revision.clause,
                    revision.date,
                    line.arms,
                    is_apart=apart,
                    is_heading=True,
                    raw=title,
                )
            )
        lines += read_lines(revision.body, revision.clause, revision.date, line.arms, apart=apart)
        placed.append(
            Placed(
                revision.clause, revision.body.path, clause_facts.concept, clause_facts.strength, line.arms
            )
        )
    return LintText(library, policy, version, tuple(lines), tuple(placed), as_at)


def read_lines(
    fragment: Fragment, clause: str, dated: date, outside: Arms = (), *, apart: bool = False
) -> Iterator[Statement]:
    """The lines of a template. `outside` are the branches that the whole of it stands in."""
    written, arms = fragment.text.split("\n"), list(outside)
    for offset, text in enumerate(_strip_markup(fragment.text).split("\n")):
        line = fragment.line + offset
        for branch_tag in _BRANCH.finditer(written[offset]):
            _follow_branch(branch_tag[1], arms, fragment.path, line)
        is_apart = apart or text.lstrip().startswith(">")
        yield Statement(
            fragment.path,
            line,
            text,
            clause,
            dated,
            tuple(arms),
            is_apart,
            text.startswith("#"),
            written[offset],
        )


def _follow_branch(tag: str, arms: list[tuple[str, int, int]], path: str, line: int) -> None:
    if tag == "if":
        arms.append((path, line, 0))
    elif arms and arms[-1][0] == path:
        *_, (_, begun, branch) = arms
        arms.pop()
        if tag != "endif":
            arms.append((path, begun, branch + 1))


def are_alternatives(arms: Arms, other: Arms) -> bool:
    """Whether two places are in different branches of one choice, so that no document has both."""
    branches = {(path, line): branch for path, line, branch in arms}
    return any(branches.get((path, line), branch) != branch for path, line, branch in other)


def _strip_markup(text: str) -> str:
    """A template's words, each still on its own line."""
    plain = _ATTRIBUTES.sub(r"\1", strip_tags(text, silent=_NOTE))
    return _ESCAPED.sub(r"\1", _EMPHASIS.sub(r"\2", plain))


def collect_allowances(library: Library) -> Mapping[str, tuple[tuple[Allowed, int], ...]]:
    """What each file allows, with the line that says so."""
    by_path: dict[str, tuple[tuple[Allowed, int], ...]] = {}

    def add(path: str, allowed: Iterable[Allowed], line: int) -> None:
        if kept := tuple((allowance, line) for allowance in allowed):
            by_path[path] = kept

    for clause in library.clauses.values():
        for revision in clause.revisions:
            add(revision.body.path, revision.facts.allow, revision.lines.get("allow", 1))
    for policy in library.policies.values():
        add(policy.path, policy.facts.allow, policy.lines.get("allow", 1))
        for version in policy.versions:
            add(version.body.path, version.facts.allow, version.lines.get("allow", 1))
    return by_path


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its id, how much it matters, one sentence of help, and how it looks for faults.

    A rule that is not `on` runs only when it is asked for by name: it finds too much that is right.
    """

    id: str
    severity: Severity
    help: str
    find: Callable[[LintText], Iterable[Finding]]
    on: bool = True


def report(line: Statement, message: str, hint: str) -> Finding:
    """A finding on a line."""
    return Finding(line.path, line.line, message, hint)


def split_statements(text: str) -> list[str]:
    """The sentences of a line, and of a sentence the parts that semicolons set apart:
    what can be right or wrong alone.
    """
    return [part for sentence in split_sentences(text) for part in _SEMICOLON.split(sentence)]


_SEMICOLON = re.compile(r"(?<=;)\s+")


def shorten(text: str) -> str:
    """A few words of a text, for a message."""
    return shorten_to(" ".join(text.split()), 60)


_PRINTED = re.compile(r"\{\{\s*(.*?)\s*\}\}", re.DOTALL)

_SILENT_TAG = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.DOTALL)

_CALL = re.compile(r"(\w+)\((.*)\)", re.DOTALL)

_QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'")

_FORMS = frozenset({"plural", "possessive", "capital", "a", "name", "email", "phone", "href"})


@dataclass(frozen=True, slots=True)
class PrintedText:
    """A policy's own lines with their words, `lines`, and all of them as one text, `whole`."""

    lines: tuple[Statement, ...]
    whole: str

    def clauses(self) -> tuple[tuple[Statement, ...], ...]:
        """The lines clause by clause; the text of the version between clauses is one too."""
        return tuple(
            tuple(group) for _, group in groupby(self.lines, key=lambda line: (line.path, line.clause))
        )


@lru_cache(maxsize=4)
def read_printed(policy_text: LintText) -> PrintedText:
    """Return what a paper says. A title that nobody sees, made from a clause's first words, is left out."""
    lines = [
        replace(line, text=_fill_tags(line.raw, policy_text.library))
        for line in policy_text.lines
        if line.text.strip()
    ]
    kept = [
        line
        for line, after in zip(lines, [*lines[1:], None], strict=True)
        if not (after and _is_made_title(line, after))
    ]
    own_lines = tuple(line for line in kept if not line.is_apart)
    return PrintedText(own_lines, "\n".join(line.text for line in own_lines))


def _is_made_title(line: Statement, after: Statement) -> bool:
    begun = line.text.rstrip("… ").replace("\\", "")
    is_title = line.is_heading and bool(line.clause) and line.path == after.path
    return is_title and after.text.replace("\\", "").lstrip("-* ").startswith(begun)


def _fill_tags(raw: str, library: Library) -> str:
    return _PRINTED.sub(lambda match: _name_printed(match[1], library), _SILENT_TAG.sub("", raw))


def _name_printed(inside: str, library: Library) -> str:
    if called := _CALL.match(inside):
        ids = [double_quoted or other for double_quoted, other in _QUOTED.findall(called[2])]
        return " ".join(_name_called(called[1], id, library) for id in ids)
    parts = [part for part in inside.split(".")[1:] if part not in _FORMS]
    words = " ".join(parts).replace("_", " ")
    return f"{words}s" if ".plural" in inside else words


def _name_called(macro: str, id: str, library: Library) -> str:
    match macro:
        case "cite" if id in library.citations:
            return library.citations[id].facts.title
        case "policy" if id in library.policies:
            return library.policies[id].facts.title
        case "term" | "definitions" if id in library.terms:
            facts = library.terms[id].facts
            return f"{facts.term}: {' '.join(facts.forms)}" if macro == "definitions" else facts.term
        case _:
            return ""
