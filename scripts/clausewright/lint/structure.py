"""Structure: numbers that were typed by hand, sections and paragraphs that came in without one, and
prohibitions that lean on their heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from ..errors import Severity
from .engine import Finding, LintText, Rule, Statement, read_printed, report, shorten

_SCHEMES = (
    ("1.1", r"\d+\.\d+(?:\.\d+)*[.:)]?"),
    ("(i)", r"\(?[ivx]+[.)]"),
    ("(a)", r"\(?[a-z][.)]"),
    ("1", r"\(?\d+[.)]?"),
)

_PLACED = re.compile(r"\{\{\s*clause\([^)]*?(?:number=[\"']([^\"']+)[\"'])?\s*\)\s*\}\}")


def _compare_schemes(policy_text: LintText) -> Iterator[Finding]:
    """Clauses of one policy that came in with numbers of several kinds."""
    if policy_text.policy.facts.numbering != "as-imported":
        return
    kinds: dict[str, int] = {}
    for at_line, text in enumerate(policy_text.version.body.text.split("\n"), policy_text.version.body.line):
        for match in _PLACED.finditer(text):
            kind = (
                next((name for name, form in _SCHEMES if re.fullmatch(form, match[1])), "other")
                if match[1]
                else "none"
            )
            kinds.setdefault(kind, at_line)
    if len([kind for kind in kinds if kind not in ("none", "1")]) > 1:
        numbered = [kind for kind in kinds if kind != "none"]
        ways = [f"as {kind}" for kind in numbered] + ["not at all"] * ("none" in kinds)
        message = f"numbers its clauses in {len(kinds)} ways: {', '.join(ways)}"
        yield Finding(
            policy_text.version.body.path,
            max(kinds.values()),
            message,
            'Write numbering: "1.1" into policy.yml, and all are numbered in one way.',
        )


_NUMBERED = re.compile(r"\d+\.\d+[.:)]?")

_MOSTLY, _SELDOM = 0.6, 0.15


def _find_unnumbered(policy_text: LintText) -> Iterator[Finding]:
    """Of clauses numbered paragraph by paragraph, those that go on with a paragraph of no number."""
    numbered = {}
    for placed in _PLACED_NUMBER.finditer(policy_text.version.body.text):
        if _NUMBERED.fullmatch(placed[2]):
            numbered[placed[1]] = placed[2]
    second: dict[str, Statement] = {}
    for id, group in groupby(
        (line for line in policy_text.lines if line.clause in numbered), key=lambda line: line.clause
    ):
        lines = list(group)
        behind_blank = (line for before, line in pairwise(lines) if not before.text.strip())
        plain = [
            line
            for line in behind_blank
            if re.match(r"[A-Z“].*[.:]$", line.text.rstrip()) and len(line.text.split()) >= _SENTENCE
        ]
        if plain:
            second[id] = plain[0]
    if (
        len(numbered) >= _MOSTLY * len(policy_text.clauses)
        and second
        and len(second) <= max(1, _SELDOM * len(numbered))
    ):
        for id, line in second.items():
            message = (
                f"is a paragraph of its own inside {numbered[id].rstrip('.:)')}, and has no number:"
                f" “{shorten(line.text)}”"
            )
            yield report(line, message, "Make it a clause, so that it can be named.")


_PLACED_NUMBER = re.compile(r"clause\([\"']([\w-]+)[\"'][^)]*?number=[\"']([^\"']+)[\"']")

_SENTENCE = 6

_TYPED = re.compile(r"^\s*(?:#+\s*)?\d{1,2}\.\d{1,2}(?:\.\d{1,2})?[.:)]?\s+(?=[A-Z])")


def _find_typed_numbers(policy_text: LintText) -> Iterator[Finding]:
    hint = "Delete it: clauses and sections are numbered when the policy is compiled."
    for line in policy_text.own_lines:
        if number := _TYPED.match(line.text):
            yield report(line, f"a number was typed by hand: “{shorten(number[0])}”", hint)
    yield from _compare_schemes(policy_text)


_HEADING = re.compile(r"^(#+)\s+(.*?)(?:\s*\{(?P<attributes>[^{}]*)\})?\s*$")

_UNNUMBERED_SECTIONS = re.compile(
    r"^(?:appendix|annex|schedule|attachment|contents|signed|approval|history|versions?|glossary|references"
    r"|see also|basis|sources|"
    r"notes?\b)",
    re.IGNORECASE,
)

_FEW_SECTIONS = 3


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of a version, with the number that it came in with."""

    line: Statement
    level: int
    number: str
    title: str


def _collect_sections(policy_text: LintText) -> Iterator[Section]:
    """The version's headings in order; only an import has numbers of its own."""
    if policy_text.policy.facts.numbering == "as-imported":
        for line in policy_text.lines:
            if line.path == policy_text.version.body.path and (heading := _HEADING.match(line.raw)):
                number = re.search(r'number="([^"]*)"', heading["attributes"] or "")
                yield Section(line, len(heading[1]), number[1] if number else "", heading[2])


def _find_running_on(policy_text: LintText) -> Iterator[Finding]:
    """A section without a number behind numbered ones, so that it reads as a part of the last of them."""
    sections = list(_collect_sections(policy_text))
    top = min((section.level for section in sections if section.number), default=0)
    # Counted from 1 without a gap: other numbers are not those of sections.
    count = 0
    for section in (section for section in sections if section.level == top):
        if re.match(rf"{count + 1}\b", section.number):
            count += 1
        elif section.number or (0 < count < _FEW_SECTIONS):
            return
        elif count and not _UNNUMBERED_SECTIONS.match(section.title):
            yield report(
                section.line,
                f"has no number, and follows sections that have one: “{shorten(section.title)}”",
                "Number it, or call it an appendix.",
            )


def _find_bare_prohibitions(policy_text: LintText) -> Iterator[Finding]:
    """Prohibitions that are none without their heading."""
    says_no = re.compile(
        r"\b(?:not|never|no|don[’']t|avoid|nobody|nothing|without|only|refrain)\b", re.IGNORECASE
    )
    donts = {placed.id for placed in policy_text.clauses if _is_donts(policy_text, placed.id)}
    for lines in read_printed(policy_text).clauses():
        if lines[0].clause in donts:
            bare = [
                line
                for line in lines
                if line.is_item and not says_no.search(re.split(r"[.:]", line.text.lstrip("-* "))[0])
            ]
            if bare:
                message = (
                    f"has {len(bare)} items that read as instructions without their heading:"
                    f" “{shorten(bare[0].text.strip('-* '))}”"
                )
                yield report(bare[0], message, "Say no in each item: “Do not post ...”.")


def _is_donts(policy_text: LintText, id: str) -> bool:
    revision = policy_text.library.clauses[id].at(policy_text.version.date)
    return revision is not None and revision.facts.kind == "donts"


RULES = (
    Rule(
        "STR-NUMBER",
        Severity.WARNING,
        "A number was typed by hand, or clauses are numbered in several ways.",
        _find_typed_numbers,
    ),
    Rule(
        "STR-UNNUMBERED",
        Severity.WARNING,
        "A paragraph has no number where the others have one.",
        _find_unnumbered,
    ),
    Rule(
        "STR-APPENDIX",
        Severity.WARNING,
        "A section without a number reads as a part of the one before.",
        _find_running_on,
    ),
    Rule(
        "STR-POLARITY",
        Severity.WARNING,
        "Items of a list of prohibitions do not say no.",
        _find_bare_prohibitions,
    ),
)
