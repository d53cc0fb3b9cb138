"""Structure: numbers, lists and notes that were typed by hand instead of being made."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from ...errors import Severity
from .papers import Finding, Line, Paper
from .rules import Rule, at, pattern, short


def _lists(paper: Paper) -> Iterator[list[Line]]:
    """Runs of items of one list: items follow each other with nothing but blank lines between."""
    lines = [line for line in paper.lines if line.text.strip() and not line.is_apart]
    for is_item, group in groupby(lines, key=lambda line: (line.is_item, line.path)):
        run = list(group)
        if is_item[0] and len(run) > 1:
            yield run


def _ends(paper: Paper) -> Iterator[Finding]:
    for run in _lists(paper):
        ends = [line.text.rstrip()[-1] in ".;" for line in run]
        if any(ends[:-1]) and not all(ends[:-1]):
            odd = run[ends[:-1].index(sum(ends[:-1]) * 2 <= len(ends[:-1]))]
            yield at(odd, f"is an item that ends unlike the others: “{short(odd.text)}”", "End all items in the same way.")


def _unclosed(paper: Paper) -> Iterator[Finding]:
    """A quotation mark that is opened and not closed on its line or in its clause."""
    for _, group in groupby((line for line in paper.own if line.clause), key=lambda line: line.path):
        lines = list(group)
        text = "\n".join(line.text for line in lines)
        if text.count("“") > text.count("”"):
            first = next(line for line in lines if line.text.count("“") > line.text.count("”"))
            yield at(first, "opens a quotation that is never closed", "Close it, or make the passage a clause of kind quotation.")


RULES = (
    pattern(
        "STR-NUMBER",
        "A number was typed by hand.",
        "Delete it: clauses and sections are numbered when the policy is compiled.",
        r"^\s*(?:#+\s*)?\d{1,2}\.\d{1,2}(?:\.\d{1,2})?[.:)]?\s+(?=[A-Z])",
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
        r"\b[Aa]ll of the above (?:applies|apply)\b",
    ),
)
