"""A source on its way into a draft, and several that are the parts of one policy."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce

from ..readers.source import LeftOut, Source
from ..readers.words import LINK_TO
from .facts import Facts, merge_facts
from .outline import Call, Clause, Outline, Part, Section, list_texts, replace_texts
from .pictures import drop_unplaceable
from .proposals import Proposals
from .structure import build_outline
from .title import Title

AS_IMPORTED = "as-imported"
_NOTE = re.compile(rf"(?<={LINK_TO})note:(\d+)")


@dataclass(frozen=True, slots=True)
class Imported:
    """A source on its way into a draft: its outline and title, what was left out of it so far, what it says
    of itself, and what is proposed about it.
    """

    policy: str
    source: Source
    outline: Outline
    title: Title
    left_out: tuple[LeftOut, ...]
    facts: Facts
    advice: Proposals


@dataclass(frozen=True, slots=True)
class Terms:
    """What a person asked for: the version's name, the numbering, and today.
    `school` is whose amendments are written.
    """

    version: str
    numbering: str
    today: date
    school: str = ""


def outline_source(source: Source, advice: Proposals) -> Imported:
    """Put a source into order; its policy's id is not yet known."""
    source, pictures = drop_unplaceable(source)
    outlined = build_outline(source, advice)
    source = replace(
        source,
        joined=(*source.joined, *outlined.joined),
        left_out=(*source.left_out, *pictures),
    )
    return Imported("", source, outlined.outline, outlined.title, outlined.left_out, outlined.facts, advice)


def join_parts(parts: Sequence[Imported]) -> Imported:
    """Join sources that are the parts of one policy: the policy itself, then its appendices in the order
    given.

    The first gives the title; the title of each other one is a heading, where it stands in that one's text.
    """
    first = parts[0]
    outline_parts: list[Part] = []
    macros: set[str] = set()
    notes = 0
    for imported in parts:
        if imported is not first and imported.title.place >= 0:
            outline_parts.append(Section(2, "", imported.title.line))
        for part in imported.outline.parts:
            if isinstance(part, Call) and part.macro in macros:
                continue
            if isinstance(part, Call):
                macros.add(part.macro)
            outline_parts.append(_count_notes_on(part, notes) if isinstance(part, Clause) else part)
        notes += sum(clause.kind == "note" for clause in imported.outline.clauses())
        if imported is not first:
            first.advice.proposals.extend(imported.advice.proposals)
    return replace(
        first,
        source=_join_sources([imported.source for imported in parts]),
        outline=replace(first.outline, parts=tuple(outline_parts)),
        left_out=tuple(left for imported in parts for left in imported.left_out),
        facts=reduce(merge_facts, [imported.facts for imported in parts]),
    )


def _count_notes_on(clause: Clause, notes: int) -> Clause:
    """A clause whose marks of notes count on after those of the parts before."""
    if not notes:
        return clause
    change = {
        text: _NOTE.sub(lambda mark: f"note:{int(mark[1]) + notes}", text)
        for text in list_texts(clause.blocks)
    }
    return replace(clause, blocks=replace_texts(clause.blocks, change))


def _join_sources(sources: Sequence[Source]) -> Source:
    formats = dict.fromkeys(source.format for source in sources)
    return replace(
        sources[0],
        name=", ".join(source.name for source in sources),
        format=", ".join(formats),
        words=tuple(word for source in sources for word in source.words),
        pieces=tuple(piece for source in sources for piece in source.pieces),
        left_out=tuple(left for source in sources for left in source.left_out),
        joined=tuple(joined for source in sources for joined in source.joined),
        pictures=tuple(picture for source in sources for picture in source.pictures),
        remarks=tuple(f"{source.name}: {remark}" for source in sources for remark in source.remarks),
    )
