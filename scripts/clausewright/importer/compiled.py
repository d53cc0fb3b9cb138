"""What the compiler itself prints into every file that it makes: the line that marks a school's own wording,
the statement of adoption, the tables of approval and history, the certificate. It is no school's wording.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..readers.source import Grid, LeftOut
from ..readers.words import plain
from .outline import Block, Call, Clause, Outline, Part, Section, Text, list_texts
from .reuse import MARK_OF_AMENDMENT

_WHY_MARK = "mark of the school's own wording: the compiler prints it, with the amendment's reason"
_WHY_PRINTED = "the compiler prints it, out of the records of the library"
# The heads of the tables that macros print, with the macro.
_TABLES: Mapping[tuple[str, ...], str] = {
    ("consulted", "date", "outcome"): "consultation",
    ("endorsed by", "date", "reference"): "endorsements",
    ("role", "name", "signature", "date"): "sign_off",
    ("version", "what it brought"): "history",
}
_MONTH = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4}"
)
_CHANGES = re.compile(rf"What changed since {_MONTH.pattern}")
_LETTER = re.compile(r"^[A-Z] (?=\S)")
_DANGER = "If a child is in immediate danger, ring 999 first."
_STATEMENT = re.compile(
    r"The .+ adopted this policy for .+ on \d{1,2} \w+ \d{4}\."
    r"|This policy has been proposed for .+\. It is not in force\."
    r"|(?:Nobody was consulted on|Nobody was asked to endorse) this version\."
)
# With this the certificate begins, which ends every file.
_CERTIFICATE = "Certificate."


@dataclass(frozen=True, slots=True)
class WithoutMarks:
    """An outline without what the compiler printed: what was left out, and the reasons for the school's own
    wordings, by the place of the clause among all clauses.
    """

    outline: Outline
    left_out: tuple[LeftOut, ...]
    reasons: Mapping[int, str] = field(default_factory=dict)


def take_marks(outline: Outline) -> WithoutMarks:
    """Take out of an outline what the compiler printed. Tables that macros make become their calls."""
    outline, left_out = drop_printed_parts(outline)
    parts: list[Part] = []
    reasons: dict[int, str] = {}
    clauses = 0
    for part in outline.parts:
        if not isinstance(part, Clause):
            parts.append(part)
            continue
        kept: list[Block] = []
        calls: list[Call] = []
        for block in part.blocks:
            if (macro := _find_macro(block)) and macro not in [call.macro for call in calls]:
                calls.append(Call(macro))
                left_out += [LeftOut(plain(text), _WHY_PRINTED) for text in list_texts((block,))]
            elif _is_printed(block):
                left_out += [LeftOut(plain(text), _WHY_PRINTED) for text in list_texts((block,))]
            elif len(part.blocks) > 1 and (reason := find_reason(block)):
                reasons[clauses] = reason
                if plain(block.text if isinstance(block, Text) else "").startswith("Added by"):
                    # The letter behind the number of the clause before it.
                    part = replace(part, title=_LETTER.sub("", part.title))  # noqa: PLW2901
                left_out += [LeftOut(plain(text), _WHY_MARK) for text in list_texts((block,))]
            else:
                kept.append(block)
        if kept or not part.blocks:
            parts.append(replace(part, blocks=tuple(kept)))
            clauses += 1
        parts += calls
    return WithoutMarks(replace(outline, parts=tuple(parts)), tuple(left_out), reasons)


def drop_printed_parts(outline: Outline) -> tuple[Outline, list[LeftOut]]:
    """Take the whole parts out of an outline that the compiler prints: month, whom to tell, what has changed,
    certificate. Returns it with what was left out.
    """
    before_certificate, certificate = _cut_certificate(outline.parts)
    printed = _find_printed_parts(before_certificate)
    dropped = [*certificate, *(before_certificate[index] for index in sorted(printed))]
    kept = tuple(part for index, part in enumerate(before_certificate) if index not in printed)
    left_out = [LeftOut(plain(text), _WHY_PRINTED) for part in dropped for text in _list_part_texts(part)]
    return replace(outline, parts=kept), left_out


def _cut_certificate(parts: Sequence[Part]) -> tuple[list[Part], list[Part]]:
    """The parts of a file, and those of the certificate at its end."""
    for index, part in enumerate(parts):
        if not isinstance(part, Clause) or any(isinstance(later, Section) for later in parts[index:]):
            continue
        for place, block in enumerate(part.blocks):
            if isinstance(block, Text) and _read_line(block).startswith(_CERTIFICATE):
                before = [replace(part, blocks=part.blocks[:place])] if place else []
                rest = replace(part, title="", blocks=part.blocks[place:])
                return [*parts[:index], *before], [rest, *parts[index + 1 :]]
    return list(parts), []


def _find_printed_parts(parts: Sequence[Part]) -> set[int]:
    """The places of whole parts that the compiler prints: the version's month under the title, whom to tell
    of a worry, and what has changed since the version before.
    """
    printed: set[int] = set()
    is_within = False
    for index, part in enumerate(parts):
        if isinstance(part, Clause):
            is_month = index == 0 and _MONTH.fullmatch(" ".join(list_texts(part.blocks)).strip())
            if is_within or is_month:
                printed.add(index)
            continue
        following = parts[index + 1] if index + 1 < len(parts) else None
        is_within = isinstance(part, Section) and _is_printed_section(part, following)
        if is_within:
            printed.add(index)
    return printed


def _is_printed_section(section: Section, following: Part | None) -> bool:
    title = " ".join(plain(section.title).split())
    if _CHANGES.fullmatch(title):
        return True
    begins = next(iter(list_texts(following.blocks)), "") if isinstance(following, Clause) else ""
    return title == "Whom to tell" and plain(begins).startswith(_DANGER)


def _list_part_texts(part: Part) -> Sequence[str]:
    match part:
        case Section():
            return (part.title,)
        case Clause():
            return (part.title, *list_texts(part.blocks)) if part.title else tuple(list_texts(part.blocks))
    return ()


def find_reason(block: object) -> str:
    """The reason in the line that marks a school's own wording, "" where a block is no such line."""
    mark = MARK_OF_AMENDMENT.fullmatch(_read_line(block)) if isinstance(block, Text) else None
    return mark["reason"] if mark else ""


def _read_line(block: Text) -> str:
    return " ".join(plain(block.text).split())


def _find_macro(block: Block) -> str:
    """The macro that makes a table, "" where none does."""
    if not isinstance(block, Grid) or not block.rows:
        return ""
    head, *rows = block.rows
    if plain(head[0]).strip().casefold() == "section" and rows and _are_marks(rows):
        return "matrix"
    return _TABLES.get(tuple(" ".join(plain(cell).split()).casefold() for cell in head), "")


def _are_marks(rows: Iterable[Sequence[str]]) -> bool:
    """Say whether rows say of each section only whom it concerns."""
    return all(plain(cell).strip().casefold() in ("yes", "no") for row in rows for cell in row[1:])


def is_statement(line: str) -> bool:
    """Say whether a macro prints a line out of the records."""
    return bool(_STATEMENT.fullmatch(line))


def _is_printed(block: Block) -> bool:
    return isinstance(block, Text) and is_statement(_read_line(block))
