"""Front matter: the facts that a policy states about itself, in strips of metadata, tables and sentences, and the
blocks for signatures at its end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ..model.dates import first_day
from ..readers.source import Grid, SourceBuilder
from ..readers.words import plain
from .proposals import Detail, Proposals
from .roles import Entry, Role

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]

_MONTH = "|".join([*(month[:3] for month in _MONTHS), "sept"])

_DATE = (
    r"(?:\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:"
    + _MONTH
    + r")[a-z]*,?\s+\d{4}|(?:"
    + _MONTH
    + r")[a-z]*,?\s+\d{4}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d{2}(?:-\d{2})?)"
)

DATE = re.compile(_DATE, re.IGNORECASE)

# Labels of metadata, by what they tell.
_LABELS = {
    "on": r"(?:date )?(?:approved|adopted|ratified|agreed)(?: on)?"
    r"|date of (?:approval|adoption|ratification)|approval date|date adopted",
    "by": r"(?:approved|adopted|ratified|agreed|authorised) by|approval body|approver|committee",
    "reviewed": r"(?:date )?(?:last )?reviewed(?: on| by)?|date of last review|last review(?: date)?|last updated"
    r"|date of issue|issued?(?: date)?|(?:effective|in force) (?:from|date)|reviewed, no change",
    "next_review": r"(?:date of )?(?:next )?review(?: date| due(?: by| on)?)?"
    r"|next review(?: due)?(?: by| on| date)?|due for review|to be reviewed(?: by| in)?|review by",
    "owner": r"(?:policy |document )?(?:owner|lead|author)|written by|prepared by"
    r"|(?:person |staff )?responsib(?:le|ility)(?: person| for review)?",
    "version": r"version(?: number| no\.?)?|document (?:ref(?:erence)?|no\.?)"
    r"|status|review (?:cycle|frequency|period)|applies to|linked policies"
    r"|minute(?: number| no\.?)?|policy record|policy details|issued by",
    "date": r"date",
    "signed": r"signed(?: by)?|signature|name|position|role"
    r"|chair(?: of (?:the )?(?:governors|governing \w+|trustees))?|head ?teacher|principal",
}  # fmt: skip

_LABEL = re.compile(
    r"(?<![\w-])(?:"
    + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _LABELS.items())
    + r")\s*(?:\([^)]*\))?\s*[:\-–]\s*",
    re.IGNORECASE,
)

_WHOLE_LABEL = re.compile(
    "|".join(f"(?P<{name}>{pattern})" for name, pattern in _LABELS.items()), re.IGNORECASE
)

_DUE = re.compile(
    rf"(?:next )?review(?:ed)?(?: date| due(?: by| in)?)?\s*:?\s*(?P<date>{_DATE})\.?", re.IGNORECASE
)

_LINE = r"(?:…{2,}|\.{4,}|_{3,}|(?:…\s?){3,}|-{5,})"

_SIGNING = re.compile(
    rf"\b(?:sign(?:ed|ature)|name|date|chair|head|print|position)\b.*?{_LINE}|^{_LINE}.*$", re.IGNORECASE
)

_ADOPTED = re.compile(
    rf"(?P<body>(?:governing|local|academy|trust|school)?\s*(?:board|body|governors|council|trustees|committee)\b[^.]{{0,80}}?)\b(?:adopted|approved|ratified|agreed)\b[^.]{{0,60}}?\b(?:on|in)\s+(?P<date>{_DATE})",
    re.IGNORECASE,
)

_ANNUAL = re.compile(
    r"review(?:ed)?\b[^.]{0,40}\b(annual|annually|every year|each year|every"
    r" (?P<count>two|three|four|five|\d) years)",
    re.IGNORECASE,
)

_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5}


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found about a policy's standing. Days are ISO dates, or months; empty where nothing was found."""

    adopted: str = ""
    body: str = ""
    next_review: str = ""
    owner: str = ""
    issued: str = ""
    months: int = 0


def list_missing(standing: Facts, *, is_titled: bool, is_dated: bool) -> dict[str, object]:
    """What a policy does not say of itself, as policy.yml records it: `not_stated`, or nothing where it says
    everything.
    """
    stated = {
        "title": is_titled,
        "version": is_dated,
        "owner": bool(standing.owner),
        "approval": bool(standing.adopted and standing.body),
        "next-review": bool(standing.next_review),
    }
    missing = [name for name, is_said in stated.items() if not is_said]
    return {"not_stated": missing} if missing else {}


def find_pairs(text: str) -> list[tuple[str, str, str]]:
    """A strip of metadata, collapsed onto one line or not, as its labels: what each tells, its words, its
    value.
    """
    labels = list(_LABEL.finditer(text))
    if not labels or labels[0].start() > 0:
        return []
    ends = [*(label.start() for label in labels[1:]), len(text)]
    return [
        (label.lastgroup or "", label[0].strip(" :–-"), text[label.end() : end].strip(" |;,\t"))
        for label, end in zip(labels, ends, strict=True)
    ]


def find_pairs_in_rows(rows: Sequence[Sequence[str]]) -> list[tuple[str, str, str]]:
    """A table of metadata: every first cell is a label."""
    pairs = []
    for row in rows:
        cells = [cell for cell in row if cell]
        labels = [_WHOLE_LABEL.fullmatch(cell.strip(" :")) for cell in cells[::2]]
        if not cells or not all(labels):
            return []
        pairs += [
            (label.lastgroup or "", label[0], cells[column * 2 + 1] if column * 2 + 1 < len(cells) else "")
            for column, label in enumerate(labels)
            if label
        ]
    return pairs


def is_signing(text: str) -> bool:
    """Say whether a line is there to be signed."""
    return len(text) < 400 and bool(_SIGNING.search(text)) and len(re.sub(r"[\W_]", "", text)) < 100


def find_due_date(text: str) -> str:
    """The day in "Review September 2017", where a paragraph says that and no more."""
    match = _DUE.fullmatch(text.strip())
    return find_iso_date(match["date"]) if match else ""


def collect_facts(pairs: Sequence[tuple[str, str, str]]) -> Facts:
    """What a strip of metadata says."""
    values = {kind: value for kind, _, value in reversed(pairs) if value}
    return Facts(
        find_iso_date(values.get("on", "")) or find_iso_date(values.get("by", "")),
        "" if DATE.search(values.get("by", "")) else values.get("by", ""),
        find_iso_date(values.get("next_review", "")),
        values.get("owner", ""),
        find_iso_date(values.get("reviewed", "")) or find_iso_date(values.get("date", "")),
    )


def find_facts(text: str) -> Facts:
    """What a sentence says of the adoption and the review."""
    adopted, annual = _ADOPTED.search(text), _ANNUAL.search(text)
    count = (annual["count"] or "1") if annual else "0"
    months = 12 * int(_COUNTS.get(count, count))
    return Facts(
        find_iso_date(adopted["date"]) if adopted else "",
        find_body(adopted["body"]) if adopted else "",
        months=months if months <= 120 else 0,
    )


def find_body(text: str) -> str:
    """The name of a governing body in a text, in lower case."""
    match = re.search(
        r"(?:local |academy |trust )?(?:governing (?:board|body)|academy council"
        r"|board of (?:governors|trustees)|trust board|governors|trustees)",
        text,
        re.IGNORECASE,
    )
    return match[0].lower() if match else ""


def find_iso_date(text: str) -> str:
    """The first date in a text as 2026-09-15, or as 2026-09 where it names no day; empty where there is none
    that can be.
    """
    match = DATE.search(text)
    if not match:
        return ""
    written = match[0].lower()
    if words := re.fullmatch(r"(?:(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?)?([a-z]+),?\s+(\d{4})", written):
        month = next((number for number, name in enumerate(_MONTHS, 1) if name.startswith(words[2][:3])), 0)
        return _check_date(f"{words[3]}-{month:02}" + (f"-{int(words[1]):02}" if words[1] else ""))
    if figures := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{2,4})", written):
        year = figures[3] if len(figures[3]) == 4 else f"20{figures[3]}"
        return _check_date(f"{year}-{int(figures[2]):02}-{int(figures[1]):02}")
    return _check_date(written)


def day(name: str) -> date | None:
    """A date found, as its first day."""
    return first_day(name) if name else None


def _check_date(name: str) -> str:
    try:
        return name if first_day(name).year > 1900 else ""
    except ValueError:
        return ""


Standing = Facts

_RECORD = "policy record: its facts are in policy.yml and adoptions.yml, and adoption() prints them"

_SIGNED = "block for signatures: sign_off() prints it"


def take_edges(
    entries: list[Entry], advice: Proposals, gathered: SourceBuilder
) -> tuple[list[Entry], Standing, dict[int, str]]:
    """Take out strips of metadata and blocks for signatures.

    Returns what is left, what was learnt, and the macros that stand for what was taken, by the place that
    they come before.
    """
    standing = Facts()
    kept: list[Entry] = []
    calls: dict[int, str] = {}
    for group in _group_entries(entries):
        text = " / ".join(show_entry(entry) for entry in group)
        first = group[0]
        if first.role is Role.TEXT and all(is_signing(entry.text) for entry in group):
            if advice.propose(
                "sign-off", text, "A block for signatures, which sign_off() prints", 0.9, shows={"text": text}
            ).accept:
                gathered.leave(text, _SIGNED)
                calls[len(kept)] = "sign_off"
                continue
        elif pairs := _find_entry_pairs(
            first, at_edge=len(kept) < 12 or (group is not None and len(entries) - len(kept) < 12)
        ):
            facts = collect_facts(pairs)
            shows: dict[str, Detail] = {
                "text": text,
                "labels": tuple(f"{label}: {value}" for _, label, value in pairs),
            }
            dated = any((facts.adopted, facts.next_review, facts.issued))
            confidence = (
                0.9 if len(pairs) > 1 and dated else 0.7 if dated and len(text.split()) <= 12 else 0.5
            )
            if advice.propose(
                "record", text, "A strip of metadata, which adoption() prints", confidence, shows=shows
            ).accept:
                gathered.leave(text, _RECORD)
                standing = _merge_facts(standing, facts)
                calls.setdefault(len(kept), "adoption")
                continue
        elif (due := find_due_date(plain(first.text))) and first.role is not Role.ITEM:
            if advice.propose(
                "record", text, f"The next review is due {due}, which adoption() prints", 0.9
            ).accept:
                gathered.leave(text, _RECORD)
                standing = _merge_facts(standing, Facts(next_review=due))
                calls.setdefault(0, "adoption")
                continue
        else:
            standing = _merge_facts(
                standing,
                find_facts(plain(first.text)) if first.role in (Role.TEXT, Role.CLAUSE) else Facts(),
            )
        kept += group
    return kept, standing, calls


def _group_entries(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Lines for signatures go together; every other entry stands alone."""
    groups: list[list[Entry]] = []
    for entry in entries:
        signing = entry.role in (Role.TEXT, Role.HEADING) and is_signing(entry.text)
        if signing:
            entry.role = Role.TEXT
        if signing and groups and is_signing(groups[-1][0].text) and groups[-1][0].role is Role.TEXT:
            groups[-1].append(entry)
        else:
            groups.append([entry])
    return groups


def _find_entry_pairs(entry: Entry, *, at_edge: bool) -> list[tuple[str, str, str]]:
    if not at_edge:
        return []
    if isinstance(entry.piece, Grid):
        rows = [[plain(cell) for cell in row] for row in entry.piece.rows]
        each = [find_pairs(cell) for row in rows for cell in row if cell]
        return find_pairs_in_rows(rows) or ([pair for pairs in each for pair in pairs] if all(each) else [])
    if entry.mark or entry.paragraph.heading:
        return []
    pairs = find_pairs(plain(entry.text))
    has_date = any(collect_facts([pair]) != Facts() and pair[0] != "owner" for pair in pairs)
    return pairs if len(pairs) > 1 or has_date else []


def show_entry(entry: Entry) -> str:
    """An entry as people see it, with its mark, or a table's cells in a row."""
    if isinstance(entry.piece, Grid):
        return " / ".join(" ".join(plain(cell) for cell in row if cell) for row in entry.piece.rows)
    return f"{entry.mark.text} {entry.text}" if entry.mark else plain(entry.text)


def _merge_facts(first: Facts, second: Facts) -> Facts:
    """What the first says, and where it is silent, what the second does."""
    return replace(
        first,
        adopted=first.adopted or second.adopted,
        body=first.body or second.body,
        next_review=first.next_review or second.next_review,
        owner=first.owner or second.owner,
        issued=first.issued or second.issued,
        months=first.months or second.months,
    )
