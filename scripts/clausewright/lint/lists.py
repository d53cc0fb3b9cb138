"""Lists and tables: items that do not go with their lead-in or with each other, counts that do not hold,
quotations without a source.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from ..errors import Severity
from ..model.kinds import FragmentKind
from .engine import Finding, LintText, Rule, Statement, read_printed, report, shorten

_MARK = re.compile(r"\s*(?:[-*+•▪·]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,5})[.)])\s+")

# The small words with which items take up their lead-in. Other first words may well differ: "what happened"
# beside "who was there".
_TAKING_UP = frozenset({"that", "will", "to", "should", "must", "be"})

_FEW = 3

_NUMBERS = {
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
}

_ONE_OF = "|".join(_NUMBERS)

_COUNTED = re.compile(
    rf"\b(?:the|these|following|are|has|have)(?: following)? ({_ONE_OF})(?: [a-z]+){{0,3}}:$|\bfollowing"
    rf" ({_ONE_OF})\b[^.]*:$",
    re.IGNORECASE,
)

_HEADER_LINE = re.compile(r"\s*\|(?:\s*:?-{3,}:?\s*\|)+\s*$")

_SIGNED = re.compile(r"^\s*(?:[—\u2013-]{1,2} ?[A-Z]|\(?[Ss]ource:)", re.MULTILINE)

_LEVELS = 3


@dataclass(frozen=True, slots=True)
class Listed:
    """A list: the line that leads into it, if one ends with a colon, and the first lines of its items of the
    outermost level.
    """

    lead: Statement | None
    items: tuple[Statement, ...]
    deepest: Statement | None


def find_lists(policy_text: LintText) -> Iterator[Listed]:
    """Every list of a paper, clause by clause."""
    for lines in read_printed(policy_text).clauses():
        lead: Statement | None = None
        for is_listed, group in groupby(lines, key=lambda line: line.is_item or line.text.startswith("  ")):
            run = list(group)
            if not is_listed:
                lead = run[-1] if run[-1].text.rstrip().endswith(":") else None
                continue
            items = [line for line in run if line.is_item]
            if items:
                least = min(_measure_depth(line) for line in items)
                depths = sorted({_measure_depth(line) for line in items})
                deep = next(
                    (
                        line
                        for line in items
                        if len(depths) > _LEVELS and _measure_depth(line) == depths[_LEVELS]
                    ),
                    None,
                )
                yield Listed(lead, tuple(line for line in items if _measure_depth(line) == least), deep)
            lead = None


def _measure_depth(line: Statement) -> int:
    return len(line.text) - len(line.text.lstrip())


def _strip_mark(line: Statement) -> str:
    return _MARK.sub("", line.text, count=1).lstrip("*_ ")


def _find_unlike_items(policy_text: LintText) -> Iterator[Finding]:
    """Items of which most take up the lead-in with one small word, and one or two do not."""
    for listed in find_lists(policy_text):
        firsts = [(_strip_mark(line).split() or [""])[0].lower() for line in listed.items]
        word, count = Counter(firsts).most_common(1)[0]
        odd = [line for line, first in zip(listed.items, firsts, strict=True) if first != word]
        if word in _TAKING_UP and len(firsts) >= _FEW and count >= 2 and 0 < len(odd) <= len(firsts) / 3:
            for line in odd:
                message = (
                    f"does not go on as the other items do, which begin with “{word}”:"
                    f" “{shorten(_strip_mark(line))}”"
                )
                yield report(
                    line,
                    message,
                    "Word all items alike, so that each of them completes the words above the list.",
                )


def _count_items(policy_text: LintText) -> Iterator[Finding]:
    for listed in find_lists(policy_text):
        match = _COUNTED.search(listed.lead.text.rstrip()) if listed.lead else None
        if listed.lead and match:
            number = (match[1] or match[2]).lower()
            if _NUMBERS[number] != len(listed.items):
                yield report(
                    listed.lead,
                    f"says {number}, and {len(listed.items)} items follow",
                    "Correct the number, or leave it out.",
                )


def _find_deep_lists(policy_text: LintText) -> Iterator[Finding]:
    for listed in find_lists(policy_text):
        if listed.deepest and not listed.deepest.clause.startswith("contents"):
            yield report(
                listed.deepest,
                "is a list within a list within a list within a list",
                "Make it two clauses, or a table.",
            )


def _find_unsourced_quotations(policy_text: LintText) -> Iterator[Finding]:
    """A quotation that does not say what it quotes."""
    for placed in policy_text.clauses:
        revision = policy_text.library.clauses[placed.id].at(policy_text.version.date)
        if (
            revision is None
            or revision.facts.kind is not FragmentKind.QUOTATION
            or revision.facts.cite
            or revision.facts.source
        ):
            continue
        if not _SIGNED.search(revision.body.text):
            message = "is a quotation that names no source and no edition"
            yield Finding(
                revision.body.path,
                revision.lines.get("kind", 1),
                message,
                "Add 'cite:' with an id of citations.yml, and 'section:'.",
            )


def _check_tables(policy_text: LintText) -> Iterator[Finding]:
    """A table whose columns have no headings, or whose rows have not as many cells as its heading."""
    for _, group in groupby(policy_text.own_lines, key=lambda line: (line.path, line.is_table)):
        rows = [line for line in group if line.is_table]
        if len(rows) < 2 or not _HEADER_LINE.match(rows[1].raw):
            continue
        cells = [_split_cells(line) for line in rows]
        if _lacks_heading(cells[0], cells[2:]):
            yield report(
                rows[0],
                "is a table with a column that has no heading",
                "Give each column a heading; screen readers read it with every cell.",
            )
        for line, row in zip(rows[2:], cells[2:], strict=True):
            if len(row) != len(cells[0]):
                yield report(
                    line,
                    f"has {len(row)} cells, and the heading of the table has {len(cells[0])}",
                    "Give each row as many cells.",
                )


def _lacks_heading(head: list[str], rows: list[list[str]]) -> bool:
    """Say whether a column of a table has cells and no heading. The first may go without: its cells are the
    names of rows.

    A form, with columns to write in, is no table that is read; nor does one heading over two columns that
    names the whole table leave one of them without.
    """
    used = [index for index in range(len(head)) if any(row[index : index + 1] > [""] for row in rows)]
    if len(used) < 2:
        return False
    to_write_in = [index for index in range(used[0], len(head)) if index not in used and not head[index]]
    if to_write_in:
        return False
    headed = [index for index in used if head[index]]
    if len(used) == 2 and headed:
        return False
    return not headed or any(not head[index] for index in used[1:])


def _split_cells(line: Statement) -> list[str]:
    inside = line.raw.strip().strip("|")
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", inside)]


def _collect_item_runs(policy_text: LintText) -> Iterator[list[Statement]]:
    """Runs of items of one list: items follow each other with nothing but blank lines between."""
    lines = [line for line in policy_text.lines if line.text.strip() and not line.is_apart]
    for is_item, group in groupby(lines, key=lambda line: (line.is_item, line.path)):
        run = list(group)
        if is_item[0] and len(run) > 1:
            yield run


def _compare_ends(policy_text: LintText) -> Iterator[Finding]:
    for run in _collect_item_runs(policy_text):
        ends = [line.text.rstrip()[-1] in ".;" for line in run]
        if any(ends[:-1]) and not all(ends[:-1]):
            odd = run[ends[:-1].index(sum(ends[:-1]) * 2 <= len(ends[:-1]))]
            yield report(
                odd,
                f"is an item that ends unlike the others: “{shorten(odd.text)}”",
                "End all items in the same way.",
            )


RULES = (
    Rule(
        "STR-PARALLEL",
        Severity.WARNING,
        "An item of a list does not go on as the others do.",
        _find_unlike_items,
    ),
    Rule("STR-LIST", Severity.WARNING, "A list has more or fewer items than its lead-in says.", _count_items),
    Rule(
        "STR-PUNCT", Severity.WARNING, "The items of a list end in different ways.", _compare_ends, on=False
    ),
    Rule("STR-LEVEL", Severity.WARNING, "A list goes more than three levels deep.", _find_deep_lists),
    Rule("STR-QUOTE", Severity.WARNING, "A quotation names no source.", _find_unsourced_quotations),
    Rule(
        "STR-TABLE",
        Severity.WARNING,
        "A table has a column without a heading, or rows of different lengths.",
        _check_tables,
    ),
)
