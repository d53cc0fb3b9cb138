"""What stands at the edges of a policy, strips of metadata and signatures, and what it quotes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..readers.labels import Kind
from ..readers.source import Grid, SourceBuilder
from ..readers.words import plain
from .front_matter import Facts, due_in, facts_of_pairs, facts_of_text, is_signing, pairs_in, pairs_of_rows
from .proposals import Detail, Proposals
from .roles import Entry, Role

Standing = Facts
_RECORD = "policy record: its facts are in policy.yml and adoptions.yml, and adoption() prints them"
_SIGNED = "block for signatures: sign_off() prints it"


def front_and_end(
    entries: list[Entry], advice: Proposals, gathered: SourceBuilder
) -> tuple[list[Entry], Standing, dict[int, str]]:
    """Take out strips of metadata and blocks for signatures.

    Returns what is left, what was learnt, and the macros that stand for what was taken, by the place that
    they come before.
    """
    standing = Facts()
    kept: list[Entry] = []
    calls: dict[int, str] = {}
    for group in _grouped(entries):
        text = " / ".join(_text(entry) for entry in group)
        first = group[0]
        if first.role is Role.TEXT and all(is_signing(entry.text) for entry in group):
            if advice.propose(
                "sign-off", text, "A block for signatures, which sign_off() prints", 0.9, shows={"text": text}
            ).accept:
                gathered.leave(text, _SIGNED)
                calls[len(kept)] = "sign_off"
                continue
        elif pairs := _pairs(
            first, at_edge=len(kept) < 12 or (group is not None and len(entries) - len(kept) < 12)
        ):
            facts = facts_of_pairs(pairs)
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
                standing = _merged(standing, facts)
                calls.setdefault(len(kept), "adoption")
                continue
        elif (due := due_in(plain(first.text))) and first.role is not Role.ITEM:
            if advice.propose(
                "record", text, f"The next review is due {due}, which adoption() prints", 0.9
            ).accept:
                gathered.leave(text, _RECORD)
                standing = _merged(standing, Facts(next_review=due))
                calls.setdefault(0, "adoption")
                continue
        else:
            standing = _merged(
                standing,
                facts_of_text(plain(first.text)) if first.role in (Role.TEXT, Role.CLAUSE) else Facts(),
            )
        kept += group
    return kept, standing, calls


def _grouped(entries: Sequence[Entry]) -> list[list[Entry]]:
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


def _pairs(entry: Entry, *, at_edge: bool) -> list[tuple[str, str, str]]:
    if not at_edge:
        return []
    if isinstance(entry.piece, Grid):
        rows = [[plain(cell) for cell in row] for row in entry.piece.rows]
        each = [pairs_in(cell) for row in rows for cell in row if cell]
        return pairs_of_rows(rows) or ([pair for pairs in each for pair in pairs] if all(each) else [])
    if entry.mark or entry.paragraph.heading:
        return []
    pairs = pairs_in(plain(entry.text))
    has_date = any(facts_of_pairs([pair]) != Facts() and pair[0] != "owner" for pair in pairs)
    return pairs if len(pairs) > 1 or has_date else []


def _text(entry: Entry) -> str:
    if isinstance(entry.piece, Grid):
        return " / ".join(" ".join(plain(cell) for cell in row if cell) for row in entry.piece.rows)
    return f"{entry.mark.text} {entry.text}" if entry.mark else plain(entry.text)


def _merged(first: Facts, second: Facts) -> Facts:
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


def quotations(entries: Sequence[Entry], advice: Proposals) -> dict[int, int]:
    """Quoted texts with numbering of their own: after a lead-in a number that does not count on, until the
    document's own resumes.
    """
    ranges: dict[int, int] = {}
    numbered = [
        (index, entry)
        for index, entry in enumerate(entries)
        if entry.role in (Role.HEADING, Role.TITLED, Role.CLAUSE)
        and entry.mark
        and entry.counts(Kind.NUMBER, Kind.DECIMAL)
    ]
    last = 0
    until = 0
    for index, entry in numbered:
        if index < until or entry.mark is None:
            continue
        value = entry.mark.value[0]
        if (
            value in (last, last + 1)
            or index == 0
            or not entries[index - 1].is_lead
            or entries[index - 1].role is Role.HEADING
        ):
            last = value
            continue
        end = next(
            (
                later
                for later, other in numbered
                if later > index
                and other.role is Role.HEADING
                and other.mark
                and other.mark.value[0] == last + 1
            ),
            None,
        )
        end = (
            end
            if end is not None
            else next(
                (
                    later
                    for later in range(index + 1, len(entries))
                    if entries[later].role is Role.HEADING and entries[later].level == 2
                ),
                len(entries),
            )
        )
        title = f"{entry.mark.text} {plain(entry.text)}"
        says = (
            f"A quotation with numbers of its own begins at “{title}”, and ends before"
            f" “{_beginning(entries, end)}”"
        )
        if advice.propose("quotation", title, says, 0.8, shows={"after": plain(entries[index - 1].text)}).accept:
            ranges[index] = until = end
        else:
            last = value
    return ranges


def _beginning(entries: Sequence[Entry], index: int) -> str:
    return _text(entries[index])[:60] if index < len(entries) else "the end"
