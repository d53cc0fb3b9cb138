"""What a set of changes says on its cover: which policy, which two sides, who was asked."""

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

    `remarks` are what a reader must know of how they were compared. `article` stands before the policy's
    name. `approver` is the key of the word for who decides on it, and `is_decided` says that they have.
    """

    policy: str
    summary: str = ""
    status: str = ""
    comment_by: str = ""
    consulted: tuple[Consulted, ...] = ()
    endorsed: tuple[Endorsed, ...] = ()
    remarks: tuple[str, ...] = ()
    article: str = "the "
    approver: str = ""
    is_decided: bool = False

    def facts(self) -> Iterator[tuple[str, str]]:
        """What the new version says of itself, a name and a text each."""
        if self.summary:
            yield "In short", self.summary
        if self.status == VersionStatus.CONSULTATION:
            until = f" until {self.comment_by}" if self.comment_by else ""
            yield "Consultation", f"This version is not in force. Comments are welcome{until}."
        for consulted in self.consulted:
            yield "Asked", f"{consulted.who}, {in_words(consulted.on)}: {consulted.outcome}."
        for endorsed in self.endorsed:
            reference = f" ({endorsed.reference})" if endorsed.reference else ""
            yield "Supported by", f"{endorsed.by}, {in_words(endorsed.on)}{reference}."
        for remark in self.remarks:
            yield "Note", remark


def make_cover(policy: Policy, version: Version | None, *, is_decided: bool = False) -> Cover:
    """Return the cover of changes that lead to a version, None where the two sides are not versions in a row;
    `is_decided` says that a school has adopted it.
    """
    title, approver = policy.facts.title, policy.facts.approver
    if version is None:
        return Cover(title, approver=approver, is_decided=is_decided)
    facts = version.facts
    by = in_words(facts.comment_by) if facts.comment_by else ""
    return Cover(
        title,
        facts.summary,
        facts.status,
        by,
        facts.consulted,
        facts.endorsed,
        approver=approver,
        is_decided=is_decided,
    )


def name_side(side: Side) -> str:
    """Say a side in words: "September 2026", "Ashgrove Primary School, September 2026"."""
    return ", ".join(part for part in (side.party, side.title) if part)


def name_sides(changes: Changes) -> tuple[str, str]:
    """Say both sides in words; what they share is left out where something tells them apart."""
    old, new = changes.old, changes.new
    if old.party == new.party:
        return (old.title, new.title) if old.title != new.title else (old.id, new.id)
    return name_side(old), name_side(new)


def write_title(cover: Cover) -> str:
    """Return the title of a set of changes."""
    return f"Changes to {cover.article}{cover.policy}"
