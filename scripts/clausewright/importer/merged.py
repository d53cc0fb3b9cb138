"""Several files that are the parts of one policy, as one source: the policy itself, then its appendices in
the order given.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import fields, replace

from ..readers.source import Source
from ..readers.words import LINK_TO
from .draft import Imported
from .front_matter import Facts
from .outline import Clause, Outline, Part, Section, mapped, texts_of

_NOTE = re.compile(rf"(?<={LINK_TO})note:(\d+)")


def as_one(parts: Sequence[Imported]) -> Imported:
    """Join sources. The first gives the title; the title of each other one is a heading, where it stands in
    that one's text.
    """
    first = parts[0]
    found: list[Part] = []
    notes = 0
    for one in parts:
        if one is not first and one.outline.title_is_its_own:
            found.append(Section(2, "", one.outline.title))
        found += [
            _counted_on(part, notes) if isinstance(part, Clause) else part for part in one.outline.parts
        ]
        notes += sum(clause.kind == "note" for clause in one.outline.clauses())
        if one is not first:
            first.advice.proposals.extend(one.advice.proposals)
    return replace(
        first,
        source=_source([one.source for one in parts]),
        outline=Outline(first.outline.title, first.outline.title_is_its_own, tuple(found)),
        left_out=tuple(left for one in parts for left in one.left_out),
        standing=_standing([one.standing for one in parts]),
    )


def _counted_on(clause: Clause, notes: int) -> Clause:
    """A clause whose marks of notes count on after those of the parts before."""
    change = {
        text: _NOTE.sub(lambda one: f"note:{int(one[1]) + notes}", text)
        for text in texts_of(clause.blocks)
        if notes
    }
    return replace(clause, blocks=mapped(clause.blocks, change))


def _source(sources: Sequence[Source]) -> Source:
    formats = list(dict.fromkeys(one.format for one in sources))
    return Source(
        ", ".join(one.name for one in sources),
        ", ".join(formats),
        tuple(word for one in sources for word in one.words),
        tuple(piece for one in sources for piece in one.pieces),
        tuple(left for one in sources for left in one.left_out),
        tuple(joined for one in sources for joined in one.joined),
        tuple(f"{one.name}: {remark}" for one in sources for remark in one.remarks),
        tuple(picture for one in sources for picture in one.pictures),
    )


def _standing(facts: Sequence[Facts]) -> Facts:
    """What the first says, and where it is silent, the next that does not."""
    names = [one.name for one in fields(Facts)]
    return Facts(
        **{
            name: next((getattr(one, name) for one in facts if getattr(one, name)), getattr(facts[0], name))
            for name in names
        }
    )
