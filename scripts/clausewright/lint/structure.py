"""Structure: numbers, lists and notes that were typed by hand instead of being made."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby, pairwise

from ..errors import Severity
from .engine import Finding, LintText, Statement
from .rules import Rule, at, pattern, short


def _lists(paper: LintText) -> Iterator[list[Statement]]:
    """Runs of items of one list: items follow each other with nothing but blank lines between."""
    lines = [line for line in paper.lines if line.text.strip() and not line.is_apart]
    for is_item, group in groupby(lines, key=lambda line: (line.is_item, line.path)):
        run = list(group)
        if is_item[0] and len(run) > 1:
            yield run


def _ends(paper: LintText) -> Iterator[Finding]:
    for run in _lists(paper):
        ends = [line.text.rstrip()[-1] in ".;" for line in run]
        if any(ends[:-1]) and not all(ends[:-1]):
            odd = run[ends[:-1].index(sum(ends[:-1]) * 2 <= len(ends[:-1]))]
            yield at(
                odd,
                f"is an item that ends unlike the others: “{short(odd.text)}”",
                "End all items in the same way.",
            )


def _unclosed(paper: LintText) -> Iterator[Finding]:
    """A quotation mark that is opened and not closed in its clause; a single one, not for some sentences
    behind it either.
    """
    hint = "Close it, or make the passage a clause of kind quotation."
    behind = "\n".join(line.text for line in paper.own)
    for _, group in groupby((line for line in paper.own if line.clause), key=lambda line: line.path):
        lines = list(group)
        text = "\n".join(line.text for line in lines)
        first = None
        if text.count("“") > text.count("”"):
            first = next(line for line in lines if line.text.count("“") > line.text.count("”"))
        elif (opened := _OPENED.search(text)) and not _CLOSED.search(text, opened.end()):
            ends = behind.find(text) + len(text)
            goes_on = behind[ends : ends + _SOME_SENTENCES]
            if not _CLOSED.search(goes_on):
                first = lines[text.count("\n", 0, opened.start(1))]
        if first:
            yield at(first, "opens a quotation that is never closed", hint)


_SOME_SENTENCES = 600
# A single quotation mark that opens; an apostrophe before a word that lost its beginning, as in ’til, is
# none.
_OPENED = re.compile(r"(?:^|[\s(])(['\u2018])(?= ?[A-Za-z]{3})(?!til\b|tis\b|cause\b|phone\b)", re.MULTILINE)
_CLOSED = re.compile(r"(?<=\S)['’](?![A-Za-z])")


_SCHEMES = (
    ("1.1", r"\d+\.\d+(?:\.\d+)*[.:)]?"),
    ("(i)", r"\(?[ivx]+[.)]"),
    ("(a)", r"\(?[a-z][.)]"),
    ("1", r"\(?\d+[.)]?"),
)
_PLACED = re.compile(r"\{\{\s*clause\([^)]*?(?:number=[\"']([^\"']+)[\"'])?\s*\)\s*\}\}")


def _schemes(paper: LintText) -> Iterator[Finding]:
    """Clauses of one policy that came in with numbers of several kinds."""
    if paper.policy.facts.numbering != "as-imported":
        return
    kinds: dict[str, int] = {}
    for at_line, text in enumerate(paper.version.body.text.split("\n"), paper.version.body.line):
        for found in _PLACED.finditer(text):
            kind = (
                next((name for name, form in _SCHEMES if re.fullmatch(form, found[1])), "other")
                if found[1]
                else "none"
            )
            kinds.setdefault(kind, at_line)
    if len([kind for kind in kinds if kind not in ("none", "1")]) > 1:
        numbered = [kind for kind in kinds if kind != "none"]
        ways = [f"as {kind}" for kind in numbered] + ["not at all"] * ("none" in kinds)
        message = f"numbers its clauses in {len(kinds)} ways: {', '.join(ways)}"
        yield Finding(
            paper.version.body.path,
            max(kinds.values()),
            message,
            'Write numbering: "1.1" into policy.yml, and all are numbered in one way.',
        )


_NUMBERED = re.compile(r"\d+\.\d+[.:)]?")
_MOSTLY, _SELDOM = 0.6, 0.15


def _unnumbered(paper: LintText) -> Iterator[Finding]:
    """Of clauses numbered paragraph by paragraph, those that go on with a paragraph of no number."""
    numbered = {}
    for found in _PLACED_NUMBER.finditer(paper.version.body.text):
        if _NUMBERED.fullmatch(found[2]):
            numbered[found[1]] = found[2]
    second: dict[str, Statement] = {}
    for id, group in groupby(
        (line for line in paper.lines if line.clause in numbered), key=lambda line: line.clause
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
        len(numbered) >= _MOSTLY * len(paper.clauses)
        and second
        and len(second) <= max(1, _SELDOM * len(numbered))
    ):
        for id, line in second.items():
            message = (
                f"is a paragraph of its own inside {numbered[id].rstrip('.:)')}, and has no number:"
                f" “{short(line.text)}”"
            )
            yield at(line, message, "Make it a clause, so that it can be named.")


_PLACED_NUMBER = re.compile(r"clause\([\"']([\w-]+)[\"'][^)]*?number=[\"']([^\"']+)[\"']")
_SENTENCE = 6
_TYPED = re.compile(r"^\s*(?:#+\s*)?\d{1,2}\.\d{1,2}(?:\.\d{1,2})?[.:)]?\s+(?=[A-Z])")


def _typed_numbers(paper: LintText) -> Iterator[Finding]:
    hint = "Delete it: clauses and sections are numbered when the policy is compiled."
    for line in paper.own:
        if found := _TYPED.match(line.text):
            yield at(line, f"a number was typed by hand: “{short(found[0])}”", hint)
    yield from _schemes(paper)


RULES = (
    Rule(
        "STR-NUMBER",
        Severity.WARNING,
        "A number was typed by hand, or clauses are numbered in several ways.",
        _typed_numbers,
    ),
    Rule(
        "STR-UNNUMBERED",
        Severity.WARNING,
        "A paragraph has no number where the others have one.",
        _unnumbered,
    ),
    Rule("STR-PUNCT", Severity.WARNING, "The items of a list end in different ways.", _ends, on=False),
    Rule("PUNCT-QUOTE", Severity.WARNING, "A quotation mark is never closed.", _unclosed),
    pattern(
        "STR-NOTE",
        "An asterisk was typed where a note should be.",
        "Make the note a clause of kind note, and mark the place with {{ note(...) }}.",
        r"(?<![*\w\\])\*(?=[a-z]+[/ ,])(?![^*\n]*\*)",
        r"\(\*(?!\*)",
    ),
    pattern(
        "STR-NOTITEM",
        "A remark about a whole list stands in the text as one of its lines.",
        "Put it before the list.",
        r"\b[Aa]ll (?:of )?the above (?:applies|apply|points apply|also applies)\b",
        r"^\s*(?:[-*+•]|\(?\w{1,3}[.)]) *(?:\(?N\.?B\.?:? |Please note(?: that)?:? |Note: )",
    ),
)
