"""The cover: what stands on the front page of a set of changes beside the changes themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..model.change import Changes, Side
from ..model.dates import in_words
from ..model.kinds import VersionStatus

if TYPE_CHECKING:
    from ..model.library import Policy, Version
    from ..model.records import Consulted, Endorsed


@dataclass(frozen=True, slots=True)
class Cover:
    """Which policy it is about, and what its new version says of itself. `status` is that version's, "" where
    two readers are compared.

    `remarks` are what a reader must know of how they were compared.
    """

    policy: str
    summary: str = ""
    status: str = ""
    comment_by: str = ""
    consulted: tuple[Consulted, ...] = ()
    endorsed: tuple[Endorsed, ...] = ()
    remarks: tuple[str, ...] = ()

    def facts(self) -> Iterator[tuple[str, str]]:
        """What the new version says of itself, a name and a text each."""
        if self.summary:
            yield "In short", self.summary
        if self.status == VersionStatus.CONSULTATION:
            yield (
                "Consultation",
                (
                    "This version is not in force. Comments are"
                    f" welcome{f' until {self.comment_by}' if self.comment_by else ''}."
                ),
            )
        for one in self.consulted:
            yield "Asked", f"{one.who}, {in_words(one.on)}: {one.outcome}."
        for other in self.endorsed:
            reference = f" ({other.reference})" if other.reference else ""
            yield "Supported by", f"{other.by}, {in_words(other.on)}{reference}."
        yield from (("Note", remark) for remark in self.remarks)


def cover_of(policy: Policy, version: Version | None) -> Cover:
    """The cover of changes that lead to a version; None where the two sides are not versions in a row."""
    title = policy.facts.title
    if version is None:
        return Cover(title)
    facts = version.facts
    by = in_words(facts.comment_by) if facts.comment_by else ""
    return Cover(title, facts.summary, facts.status, by, facts.consulted, facts.endorsed)


def side_name(side: Side) -> str:
    """A side in words: "September 2026", "Ashgrove Primary School, September 2026"."""
    return ", ".join(part for part in (side.who, side.title) if part)


def sides(changes: Changes) -> tuple[str, str]:
    """Both sides in words; what they share is left out where something tells them apart."""
    old, new = changes.old, changes.new
    if old.who == new.who:
        return (old.title, new.title) if old.title != new.title else (old.id, new.id)
    return side_name(old), side_name(new)
