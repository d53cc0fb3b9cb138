"""A draft version and new wordings out of a Word file in which the model was edited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..model.kinds import Strength
from ..model.library import Policy, Revision, Version
from .front_matter import change_body, change_facts
from .version import write_revision_text, write_version_text
from .yaml_edit import Plain, write_flow


@dataclass(frozen=True, slots=True)
class NewWording:
    """A clause that says something else now, from a revision that it stands on. `title` and `body` are None
    where they stay as they are, `replaces` are the clauses whose place it has taken with this wording.
    `loses_heading` says that it does not print its title any more.
    """

    revision: Revision
    title: str | None
    body: str | None
    replaces: tuple[str, ...] = ()
    loses_heading: bool = False


@dataclass(frozen=True, slots=True)
class NewClause:
    """A clause that was written or cut off from another, `like`, whose facts it has. `is_headed` says whether
    it prints its title.
    """

    id: str
    title: str
    body: str
    strength: Strength
    applies_to: tuple[str, ...]
    like: Revision | None = None
    is_headed: bool = True


def write_wording_text(root: Path, wording: NewWording, reason: str) -> str:
    """The text of a new revision of a clause."""
    text = write_revision_text(root, wording.revision, reason)
    if wording.body is not None:
        text = change_body(text, wording.body)
    facts: dict[str, Plain | None] = {}
    if wording.title is not None:
        facts["title"] = wording.title
    if wording.loses_heading:
        facts["headed"] = False
    if wording.replaces:
        known = wording.revision.facts.replaces
        facts["replaces"] = [*known, *(id for id in wording.replaces if id not in known)]
    return change_facts(text, facts)


def write_clause_text(clause: NewClause, reason: str) -> str:
    """The text of the first revision of a new clause."""
    facts: dict[str, Plain] = {"title": clause.title}
    if not clause.is_headed:
        facts["headed"] = False
    facts["concept"] = clause.id
    like = clause.like.facts if clause.like else None
    facts["strength"] = str(like.strength if like else clause.strength)
    if applies_to := like.applies_to if like else clause.applies_to:
        facts["applies_to"] = list(applies_to)
    if like:
        facts["editing"] = str(like.editing)
    if like and like.source:
        facts["source"] = list(like.source)
    if clause.like:
        facts["replaces"] = [clause.like.clause]
    lines = [f"{key}: {write_flow(value)}\n" for key, value in facts.items()]
    lines.append(f"reason: {write_flow(reason)}\n" if reason else "# reason: why this clause is new\n")
    return f"---\n{''.join(lines)}---\n{clause.body}"


def write_draft_text(
    policy: Policy, earlier: Version, name: str, summary: str, body: str, removed: Sequence[Mapping[str, str]]
) -> str:
    """The text of a draft version with another body than the earlier one's. `removed` are the clauses that it
    leaves out, each with its reason.
    """
    text = change_body(write_version_text(policy, earlier, name, summary), body)
    return change_facts(text, {"removed": list(removed)})
