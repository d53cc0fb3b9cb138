"""Front matter: the facts that a policy states about itself, in strips of metadata, tables and sentences, on
its cover, and in the blocks for signatures at its end.

Every fact that is taken out of the text is a `StatedLine`, which the draft writes into policy.yml as it was
worded; what else is made of it (an owner, a date) is read off the same words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace

from ..model.dates import first_day, suggest_iso
from ..readers.source import Grid, Joined, Paragraph, Source, SourceBuilder
from ..readers.words import plain, split_words
from .proposals import Proposals
from .roles import Entry, Role
from .values import is_name_of_body

_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip

_MONTH = "|".join([*(month[:3] for month in _MONTHS), "sept"])

_DATE = (
    r"(?:\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:"
    + _MONTH
    + r")[a-z]*,?\s+\d{4}|(?:"
    + _MONTH
    + r")[a-z]*(?:\s+\d{1,2}(?:st|nd|rd|th)?)?,?\s+\d{4}"
    + r"|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d{2}(?:-\d{2})?)"
)

DATE = re.compile(_DATE, re.IGNORECASE)

# Labels of metadata, by what they tell.
_LABELS = {
    "on": r"(?:date )?(?:approved|adopted|ratified|agreed)(?: on)?"
    r"|date (?:of )?(?:approval|adoption|ratification)|(?:approval|adoption) date|date adopted",
    "by": r"(?:approved|adopted|ratified|agreed|authorised) by|approval body|approver|committee",
    "reviewed": r"(?:date )?(?:last )?(?:reviewed|revised|amended)(?: on| by)?|date of last review"
    r"|last review(?: date)?|last updated"
    r"|date of issue|issued?(?: date)?|(?:effective|in force) (?:from|date)|reviewed, no change",
    "next_review": r"(?:date of )?(?:next )?review(?: date| due(?: by| on)?)?"
    r"|next review(?: due)?(?: by| on| date)?|due for review|to be reviewed(?: by| in)?|review by",
    "owner": r"(?:policy |document )?(?:owner|lead)"
    r"|(?:person |staff )?responsib(?:le|ility)(?: person| for review)?",
    "other": r"version(?: number| no\.?)?|document (?:ref(?:erence)?|no\.?)"
    r"|status|review (?:cycle|frequency|period)|applies to|linked policies"
    r"|minute(?: number| no\.?)?|policy record|policy details|issued by"
    r"|(?:policy |document )?author|written by|prepared by",
    "date": r"date",
    "signed": r"signed(?: by)?|signature|name|position|role"
    r"|chair(?: of (?:the )?(?:governors|governing \w+|trustees))?|head ?teacher|principal",
}  # fmt: skip

# A strip that lost its line ends has labels glued to the value before them: "Jo SampleDate: May 2024".
_LABEL = re.compile(
    r"(?:(?<![\w-])|(?<=[a-z])(?=(?-i:[A-Z]))|(?<=\d)(?=(?-i:[A-Z])))(?:"
    + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _LABELS.items())
    + r")\s*(?:\([^)]*\))?\s*[:\-–]\s*",
    re.IGNORECASE,
)

_WHOLE_LABEL = re.compile(
    "|".join(f"(?P<{name}>{pattern})" for name, pattern in _LABELS.items()), re.IGNORECASE
)

_DATED = frozenset({"on", "reviewed", "next_review", "date"})

_DUE = re.compile(
    rf"(?P<label>(?:next )?review(?:ed)?(?: date| due(?: by| in)?)?)\s*:?\s*(?P<date>{_DATE})\.?",
    re.IGNORECASE,
)

_LINE = r"(?:…{2,}|\.{4,}|_{3,}|(?:…\s?){3,}|-{5,})"

_SIGNING = re.compile(
    rf"\b(?:sign(?:ed|ature)|name|date|chair|head|print|position)\b.*?{_LINE}|^{_LINE}.*$", re.IGNORECASE
)

_WORDS_OF_SIGNING = re.compile(
    r"\b(?:signed|signature|sign|print(?:ed)?|name|date|of|the|by|on behalf of|position|role)\b",
    re.IGNORECASE,
)

_CHAIR = re.compile(r"chair(?:person|man|woman)?(?: (?:governors|governing (?:body|board)))?", re.IGNORECASE)

_HEAD = re.compile(r"head ?teacher|head|principal", re.IGNORECASE)

_ADOPTED = re.compile(
    r"(?P<body>(?:governing|local|academy|trust|school)?\s*(?:board|body|governors|council|trustees"
    r"|committee)\b[^.]{0,80}?)\b(?:adopted|approved|ratified|agreed)\b[^.]{0,60}?\b(?:on"
    rf"|in)\s+(?P<date>{_DATE})",
    re.IGNORECASE,
)

_ADOPTED_ON = re.compile(
    rf"(?:\w+ ){{0,3}}(?:adopted|approved|ratified|agreed)\b[^.:]{{0,60}}?(?P<date>{_DATE})\.?", re.IGNORECASE
)

_ANNUAL = re.compile(
    r"review(?:ed)?\b[^.]{0,40}\b(annual|annually|every year|each year"
    r"|every (?P<count>two|three|four|five|\d) years)",
    re.IGNORECASE,
)

_COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}

_LONGEST_INTERVAL = 120
# A year of two figures may be one of the last century, and is no day of a policy then.
_FIRST_YEAR, _LAST_YEAR = 1900, 2070

_INTERVAL = re.compile(
    r"(?P<yearly>\b(?:annual(?:ly)?|yearly|(?:every|each) year)\b)"
    r"|\b(?P<count>\d{1,3}|one|two|three|four|five)[ -](?P<unit>years?|months?|monthly|yearly)\b",
    re.IGNORECASE,
)

# Labels of a day that is to come, and of how often.
_NEXT = re.compile(r"\b(?:next|due|by|to be)\b", re.IGNORECASE)
_CYCLE = re.compile(r"cycle|frequency|period", re.IGNORECASE)

# What a cover says of a picture that stood there, or of who took it.
_CREDIT = re.compile(
    r"(?:photo(?:graph)?|image|picture|cover|illustration)\b[^.]{0,12}:.{0,80}", re.IGNORECASE
)

_POST = re.compile(
    r"\b(?:head ?teacher|head of|director|manager|officer|lead|team|department|committee|board|trust|council"
    r"|governors?|governing|principal|co-?ordinator|secretary|bursar|service|SENDC[oO]|SENC[oO]|DSL|HR|CEO"
    r"|COO|CFO)\b",
    re.IGNORECASE,
)

_PERSON = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Rev|Revd)\b|^[A-Z][\w’'.-]*(?: [A-Z][\w’'.-]*){1,3}$")

_WHY_CREDIT = "said of a picture on the cover, and no part of the policy: put it back if it is"

# As the reader of Markdown says it.
WHY_FRONT_MATTER = "front matter of the file"
_KEY = re.compile(r"(?:^|(?<=\s))(?P<key>[A-Za-z][\w-]*):(?=\s|$)")

LETTERHEAD = "At the head"
_HEAD_OF_TEXT = "at the head of the text"

_COVER = 12
_UNFINISHED = re.compile(rf"(?:\b(?:and|of|the|for|{'|'.join(_MONTHS)})|[&,/])$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class StatedLine:
    """A line that a policy says of itself: its label, its words, which may be none, and where it stood."""

    label: str
    text: str
    place: str

    def __str__(self) -> str:
        """The line as it was written, or nearly so."""
        if self.label == LETTERHEAD:
            return self.text
        return f"{self.label}: {self.text}" if self.text else self.label


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found about a policy's standing. Days are ISO dates, or months; empty where nothing was found.

    `approver` and `responsible` are the words after such a label, whoever they name; `body` and `owner` are
    those of them that a model policy can have. `stated` are the lines that were taken out of the text.
    """

    adopted: str = ""
    body: str = ""
    next_review: str = ""
    owner: str = ""
    issued: str = ""
    months: int = 0
    approver: str = ""
    responsible: str = ""
    stated: tuple[StatedLine, ...] = ()

    def letterhead(self) -> list[str]:
        """Return the names of bodies that stood at the head of the paper."""
        return [line.text for line in self.stated if line.label == LETTERHEAD]


@dataclass(frozen=True, slots=True)
class _Pair:
    """A label of metadata: what it tells, its words, its value, and the word that it was glued to."""

    kind: str
    label: str
    value: str
    glued: str = ""


def list_missing(facts: Facts, *, is_titled: bool, is_dated: bool) -> tuple[str, ...]:
    """Return what a policy does not say of itself, as the `not_stated` of policy.yml names it."""
    stated = {
        "title": is_titled,
        "version": is_dated,
        "owner": bool(facts.owner),
        "approver": bool(facts.body),
        "approval": bool(facts.adopted and facts.body),
        "next-review": bool(facts.next_review),
        "review-interval": bool(facts.months),
    }
    return tuple(name for name, is_said in stated.items() if not is_said)


def find_pairs(text: str) -> list[_Pair]:
    """Return the labels of a strip of metadata, collapsed onto one line or not, each with its value."""
    labels = list(_LABEL.finditer(text))
    if not labels or labels[0].start() > 0:
        return []
    ends = [*(label.start() for label in labels[1:]), len(text)]
    pairs = []
    for label, end in zip(labels, ends, strict=True):
        before = text[max(0, label.start() - 1) : label.start()]
        glued = re.search(r"\w*$", text[: label.start()])
        pairs.append(
            _Pair(
                label.lastgroup or "",
                label[0].strip(" :–-"),
                text[label.end() : end].strip(" |;,\t"),
                f"{glued[0]}{split_words(label[0])[0]}" if glued and before.isalpha() else "",
            )
        )
    return _date_approvals(pairs)


def _date_approvals(pairs: Sequence[_Pair]) -> list[_Pair]:
    """A bare date right after who approved is the day of that."""
    befores = (None, *pairs)
    return [
        replace(pair, kind="on") if pair.kind == "date" and before and before.kind == "by" else pair
        for before, pair in zip(befores, pairs, strict=False)
    ]


def find_pairs_in_rows(rows: Sequence[Sequence[str]]) -> list[_Pair]:
    """Return the pairs of a table of metadata, in which every other cell is a label."""
    pairs: list[_Pair] = []
    for row in rows:
        cells = [cell.strip() for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        labels = [_WHOLE_LABEL.fullmatch(cell.strip(" :")) for cell in cells[::2]]
        if not cells or not all(labels):
            return []
        for column, label in enumerate(labels):
            value = cells[column * 2 + 1] if column * 2 + 1 < len(cells) else ""
            if label:
                pairs.append(_Pair(label.lastgroup or "", label[0], value))
    return _date_approvals(pairs)


def is_signing(text: str) -> bool:
    """Say whether a line is there to be signed."""
    return len(text) < 400 and bool(_SIGNING.search(text)) and len(re.sub(r"[\W_]", "", text)) < 100


def collect_facts(pairs: Sequence[_Pair]) -> Facts:
    """Return what a strip of metadata says. A person is neither a body
    that approves nor the owner of a model.
    """
    values: dict[str, str] = {}
    says_next = any(pair.kind == "next_review" and _NEXT.search(pair.label) for pair in pairs)
    for pair in pairs:
        if pair.value:
            values.setdefault(_tell_apart(pair, says_next=says_next), pair.value)
    approver, responsible = values.get("by", ""), values.get("owner", "")
    named = "" if DATE.search(approver) else approver
    adopted = find_iso_date(values.get("on", "")) or find_iso_date(approver)
    issued = find_iso_date(values.get("reviewed", "")) or find_iso_date(values.get("date", ""))
    next_review = find_iso_date(values.get("next_review", ""))
    if next_review and not says_next and next_review <= max(adopted, issued):
        # A review that is not after the text was issued has been.
        next_review = ""
    return Facts(
        adopted=adopted,
        body=named if _is_post(named) else "",
        next_review=next_review,
        owner=responsible if _is_post(responsible) else "",
        issued=issued,
        months=_read_months(values.get("cycle", "")),
        approver=approver,
        responsible=responsible or values.get("reviewer", ""),
    )


def _tell_apart(pair: _Pair, *, says_next: bool) -> str:
    """What a pair tells, where its label alone does not say it: "Review" has a day that is to come, one that
    was, where another label says "next", who reviews, or how often.
    """
    if pair.kind == "other" and _CYCLE.search(pair.label):
        return "cycle"
    if pair.kind != "next_review":
        return pair.kind
    dates = DATE.findall(pair.value)
    if not dates:
        return "cycle" if _read_months(pair.value) else "reviewer"
    if len(dates) > 1:
        return "other"
    return "reviewed" if says_next and not _NEXT.search(pair.label) else "next_review"


def _read_months(text: str) -> int:
    """The months of an interval, such as "annually", "2 years" or "every three years"; 0 where it is none."""
    match = _INTERVAL.search(text)
    if not match:
        return 0
    if match["yearly"]:
        return 12
    count = int(_COUNTS.get(match["count"].lower(), match["count"]))
    months = count if match["unit"].lower().startswith("month") else 12 * count
    return months if months <= _LONGEST_INTERVAL else 0


def _is_post(text: str) -> bool:
    """Say whether a text names a post, a team or a body, and no person."""
    return bool(_POST.search(text)) and not _PERSON.search(_POST.sub("x", text)) and len(text.split()) <= 12


def find_facts(text: str) -> Facts:
    """Return what a sentence says of the adoption and the review."""
    adopted, annual = _ADOPTED.search(text), _ANNUAL.search(text)
    dated = adopted or _ADOPTED_ON.fullmatch(text.strip())
    count = (annual["count"] or "1") if annual else "0"
    months = 12 * int(_COUNTS.get(count, count))
    return Facts(
        find_iso_date(dated["date"]) if dated else "",
        find_body(adopted["body"]) if adopted else "",
        months=months if months <= _LONGEST_INTERVAL else 0,
    )


def find_body(text: str) -> str:
    """Return the name of a governing body in a text, in lower case; empty where there is none."""
    match = re.search(
        r"(?:local |academy |trust )?(?:governing (?:board|body)|academy council"
        r"|board of (?:governors|trustees)|trust board|governors|trustees)",
        text,
        re.IGNORECASE,
    )
    return match[0].lower() if match else ""


def find_iso_date(text: str) -> str:
    """The first date in a text as 2026-09-15, or as 2026-09 where it names no day;
    empty where there is none that can be.
    """
    match = DATE.search(text)
    if not match:
        return ""
    return _check_date(suggest_iso(match[0], forgives_misspelt_months=True) or match[0])


def _check_date(name: str) -> str:
    try:
        return name if _FIRST_YEAR < first_day(name).year < _LAST_YEAR else ""
    except ValueError:
        return ""


def find_front_matter(source: Source) -> list[StatedLine]:
    """Return the lines of a Markdown file's front matter, which a reader leaves out of the text."""
    lines: list[StatedLine] = []
    for left in source.left_out:
        if left.why == WHY_FRONT_MATTER:
            # What follows a key goes on to the next one. None is left where the reader took the title.
            end = len(left.text)
            stated: list[StatedLine] = []
            for key in reversed(list(_KEY.finditer(left.text))):
                if text := left.text[key.end() : end].strip(" \"'-"):
                    stated.append(StatedLine(key["key"], text, "in the front matter of the file"))
                end = key.start()
            lines += reversed(stated)
    return lines


@dataclass(slots=True)
class FrontMatter:
    """Takes out of the entries of a policy what it says of itself, and gathers the facts."""

    advice: Proposals
    gathered: SourceBuilder
    facts: Facts = Facts()
    calls: dict[int, str] = field(default_factory=dict)

    def take_file_front_matter(self, lines: Sequence[StatedLine]) -> None:
        """Note what the front matter of a Markdown file says."""
        pairs = []
        for line in lines:
            label = _WHOLE_LABEL.fullmatch(re.sub(r"[_-]", " ", line.label))
            pairs.append(_Pair(label.lastgroup or "" if label else "", line.label, line.text))
        self.facts = merge_facts(self.facts, replace(collect_facts(pairs), stated=tuple(lines)))

    def take_cover(self, entries: list[Entry], title: int) -> list[Entry]:
        """Take out what stands on the cover beside the title, which stood before the entry at `title`: the
        names of bodies, a line about a picture.
        """
        end = next((index for index, entry in enumerate(entries) if not _is_on_cover(entry)), len(entries))
        end = min(end, max(_COVER, title))
        kept = []
        for index, entry in enumerate(entries):
            text = plain(entry.text)
            if index >= end:
                kept.append(entry)
            elif is_name_of_body(text):
                line = StatedLine(LETTERHEAD, text, _HEAD_OF_TEXT)
                self.facts = merge_facts(self.facts, Facts(stated=(line,)))
            elif _CREDIT.fullmatch(text):
                self.gathered.leave(text, _WHY_CREDIT)
            else:
                kept.append(entry)
        return kept

    def take_edges(self, entries: list[Entry]) -> list[Entry]:
        """Take out strips of metadata and blocks for signatures that a macro prints.

        `calls` then has the macros by the place that they come before. A macro stands in for a text only
        once, and only where it says the same; a block that says more stays as a table.
        """
        kept: list[Entry] = []
        for group in _group_entries(_join_values(entries)):
            first = group[0]
            at_edge = len(kept) < _COVER or len(entries) - len(kept) < _COVER
            is_block = first.role is Role.TEXT and all(is_signing(entry.text) for entry in group)
            if is_block and any(re.search(r"\bsign", entry.text, re.IGNORECASE) for entry in group):
                kept += self._take_signatures(group, len(kept))
            elif at_edge and (pairs := _find_pairs_of(group)):
                kept += self._take_record(group, pairs, len(kept), _describe_place(kept))
            elif first.role in (Role.TEXT, Role.CLAUSE) or _ADOPTED_ON.fullmatch(plain(first.text).strip()):
                # "Adopted on 26 June 2017" is no heading, however large it was printed.
                first.role = Role.TEXT if first.role is Role.HEADING else first.role
                self.facts = merge_facts(self.facts, find_facts(plain(first.text)))
                kept += group
            else:
                kept += group
        return kept

    def _take_record(self, group: list[Entry], pairs: list[_Pair], place: int, where: str) -> list[Entry]:
        """Take out a strip of metadata, which stood `where`; return what is left of it in the text."""
        pairs, remainder = _cut_at_dates(pairs)
        facts = collect_facts(pairs)
        text = " / ".join(show_entry(entry) for entry in group)
        is_dated = any((facts.adopted, facts.next_review, facts.issued))
        if any(pair.kind == "signed" for pair in pairs):
            # What is also there to be signed says more than adoption() does.
            self.facts = merge_facts(self.facts, facts)
            return group
        is_short = len(text.split()) <= 12
        confidence = 0.5
        if is_dated and len(pairs) > 1:
            confidence = 0.9
        elif is_dated and is_short:
            confidence = 0.7
        proposal = self.advice.propose(
            "record",
            text,
            "A strip of metadata, which adoption() prints once the adoption is recorded",
            confidence,
            shows={"text": text, "labels": tuple(f"{pair.label}: {pair.value}" for pair in pairs)},
        )
        if not proposal.accept:
            self.facts = merge_facts(self.facts, facts)
            return group
        stated = tuple(StatedLine(pair.label, pair.value, where) for pair in pairs)
        self.facts = merge_facts(self.facts, replace(facts, stated=stated))
        for pair in pairs:
            if pair.glued:
                parts = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", pair.glued)
                self.gathered.joined.append(Joined((pair.glued, ""), parts))
        self._call("adoption", place)
        if _CREDIT.fullmatch(remainder):
            self.gathered.leave(remainder, _WHY_CREDIT)
            return []
        return [Entry(Paragraph(remainder), None, remainder)] if remainder else []

    def _take_signatures(self, group: list[Entry], place: int) -> list[Entry]:
        """Take out a block for signatures where sign_off() says the same; else return it as a table."""
        lines = [plain(entry.text) for entry in group]
        text = " / ".join(lines)
        if self.facts.body and find_body(self.facts.body) and _is_signed_by_chair_and_head(lines):
            says = "A block for the signatures of the chair and the head, which sign_off() prints"
            if self.advice.propose("sign-off", text, says, 0.9, shows={"text": text}).accept:
                self.gathered.leave(text, "block for signatures: sign_off() prints it")
                self._call("sign_off", place)
                return []
        self.gathered.leave(
            " ".join(re.findall(_LINE, text)), "lines to write on: blank cells stand for them"
        )
        return [Entry(_make_form(lines), None, "", Role.GRID)]

    def _call(self, macro: str, place: int) -> None:
        if macro not in self.calls.values():
            while place in self.calls:
                place += 1
            self.calls[place] = macro


def _describe_place(before: Sequence[Entry]) -> str:
    """Say where an entry stands by the heading above it."""
    headings = [plain(entry.text) for entry in before if entry.role is Role.HEADING]
    return f"under “{headings[-1]}”" if headings else _HEAD_OF_TEXT


def _is_on_cover(entry: Entry) -> bool:
    """Say whether an entry can stand on a cover: short, unnumbered, and no sentence."""
    return (
        isinstance(entry.piece, Paragraph)
        and entry.mark is None
        and len(entry.text.split()) <= 12
        and not entry.text.endswith((".", ":", ";"))
    ) or _is_label_line(entry)


def _join_values(entries: Sequence[Entry]) -> list[Entry]:
    """The entries, with the value of a label put together where it was set on two lines: "Business and" /
    "Management Committee".
    """
    joined: list[Entry] = []
    for entry in entries:
        above = joined[-1] if joined else None
        if above is not None and _is_label_line(above) and _UNFINISHED.search(above.text):
            is_rest = entry.role in (Role.TEXT, Role.HEADING) and entry.mark is None
            is_short = isinstance(entry.piece, Paragraph) and len(entry.text.split()) <= _COVER
            if is_rest and is_short and not _is_label_line(entry) and not entry.paragraph.heading:
                piece = Paragraph.of(f"{above.rich} {entry.rich}")
                joined[-1] = replace(above, piece=piece, text=piece.text)
                continue
        joined.append(entry)
    return joined


def _group_entries(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Lines for signatures go together, and so do short lines that each begin with a label of metadata;
    every other entry stands alone.
    """
    groups: list[list[Entry]] = []
    last = ""
    for entry in entries:
        kind = ""
        if entry.role in (Role.TEXT, Role.HEADING) and is_signing(entry.text):
            kind = "signing"
        elif _is_label_line(entry):
            kind = "label"
        if kind:
            entry.role = Role.TEXT
        if kind and kind == last:
            groups[-1].append(entry)
        else:
            groups.append([entry])
        last = kind
    return groups


def _is_label_line(entry: Entry) -> bool:
    return (
        entry.role in (Role.TEXT, Role.HEADING)
        and isinstance(entry.piece, Paragraph)
        and not entry.mark
        and not entry.piece.heading
        and len(entry.text.split()) <= 25
        and bool(find_pairs(plain(entry.text)) or _DUE.fullmatch(plain(entry.text).strip()))
    )


def _find_pairs_of(group: Sequence[Entry]) -> list[_Pair]:
    """Return the pairs of a strip of metadata, none where the entries are not one."""
    first = group[0]
    if isinstance(first.piece, Grid):
        rows = [[plain(cell) for cell in row] for row in first.piece.rows]
        cells = [find_pairs(cell) for row in rows for cell in row if cell]
        return find_pairs_in_rows(rows) or ([pair for pairs in cells for pair in pairs] if all(cells) else [])
    if first.mark or first.paragraph.heading or first.role is Role.ITEM:
        return []
    pairs: list[_Pair] = []
    for entry in group:
        text = plain(entry.text).strip()
        due = _DUE.fullmatch(text)
        pairs += [_Pair("next_review", due["label"], due["date"])] if due else find_pairs(text)
    is_dated = any(pair.kind in _DATED | {"by"} and find_iso_date(pair.value) for pair in pairs)
    return _date_approvals(pairs) if len(pairs) > 1 or is_dated else []


def _cut_at_dates(pairs: list[_Pair]) -> tuple[list[_Pair], str]:
    """Return the pairs, the last without what stands after its date, and that."""
    if not pairs or pairs[-1].kind not in _DATED or not (date := DATE.search(pairs[-1].value)):
        return pairs, ""
    remainder = pairs[-1].value[date.end() :].strip(" .|;,\t")
    if len(remainder.split()) < 2 or not remainder[0].isupper():
        return pairs, ""
    return [*pairs[:-1], replace(pairs[-1], value=pairs[-1].value[: date.end()])], remainder


def _is_signed_by_chair_and_head(lines: Sequence[str]) -> bool:
    """Say whether a block is for the chair of the governing body and the head, and for nobody else."""
    signatories = set()
    for line in lines:
        for part in re.split(_LINE, line):
            role = " ".join(_WORDS_OF_SIGNING.sub(" ", re.sub(r"[^\w\s]", " ", part)).split())
            if not role:
                continue
            if _CHAIR.fullmatch(role):
                signatories.add("chair")
            elif _HEAD.fullmatch(role):
                signatories.add("head")
            else:
                signatories.add(role)
    return signatories == {"chair", "head"}


def _make_form(lines: Sequence[str]) -> Grid:
    """Return lines that are there to be filled in as a table: each label beside a blank cell."""
    rows = []
    for line in lines:
        cells: list[str] = []
        for part in re.split(_LINE, line):
            label = part.strip(" .…_")
            if label:
                cells += [label, ""]
        rows.append(cells or ["", ""])
    width = max(map(len, rows))
    padded = [tuple(cells + [""] * (width - len(cells))) for cells in ([], *rows)]
    return Grid(tuple(padded))


def show_entry(entry: Entry) -> str:
    """Return an entry as people see it, with its mark, or a table's cells in a row."""
    if isinstance(entry.piece, Grid):
        return " / ".join(" ".join(plain(cell) for cell in row if cell) for row in entry.piece.rows)
    return f"{entry.mark.text} {entry.text}" if entry.mark else plain(entry.text)


def merge_facts(first: Facts, second: Facts) -> Facts:
    """Return what the first says, and where it is silent, what the second does; lines of both add up."""
    merged = {}
    for name in (fact.name for fact in fields(Facts)):
        before, after = getattr(first, name), getattr(second, name)
        merged[name] = before + after if isinstance(before, tuple) else before or after
    return Facts(**merged)
