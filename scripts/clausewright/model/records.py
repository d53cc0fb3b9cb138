"""What the model's writers put into YAML, key by key: policies, versions, clauses, citations, terms,
editions and variables. A record is only made from data that fits it.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from .kinds import Editing, FragmentKind, Strength, VersionStatus
from .record_types import (
    Day,
    LongText,
    PlainOrWords,
    PlainText,
    Question,
    Record,
    ShortText,
    Text,
    WebAddress,
    check_edition_id,
    join_line,
)


class Allowed(Record):
    """A finding of a rule of wording that a file may keep, why, and until when."""

    rule: Text
    reason: Text
    until: Day


class RevisionFacts(Record):
    """The front matter of one revision of a clause."""

    title: ShortText
    headed: bool = True
    kind: FragmentKind = FragmentKind.CLAUSE
    concept: str = ""
    strength: Strength = Strength.INFORMATION
    applies_to: tuple[str, ...] = ()
    editing: Editing = Editing.FIELDS
    source: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    reason: str = ""
    cite: str = ""
    section: str = ""
    also: tuple[PlainText, ...] = ()
    asks: tuple[Question, ...] = ()
    allow: tuple[Allowed, ...] = ()


class StatedFact(Record):
    """A line of an imported file's own record: its label and its words, as they were written."""

    label: Text
    text: Annotated[LongText, AfterValidator(join_line)]


class PolicyFacts(Record):
    """`policy.yml`: what holds for every version of a policy.

    `covers` are the requirements of `requirements.yml` that it meets where it is in force. `stated` is what
    an imported file said of itself, until it is recorded where it belongs. `not_stated` is
    what the import looked for in vain and left blank. With `whom_to_tell` its page begins with whom to tell
    of a worry.
    """

    title: ShortText
    summary: str = ""
    owner: ShortText
    issuer: str = ""
    basis: tuple[str, ...] = ()
    parent: str = ""
    tier: Literal["trust", "school", "framework"] = "school"
    applies: Annotated[dict[str, tuple[str, ...]], Field(alias="for")] = Field(default_factory=dict)
    approver: Text
    review_months: Annotated[int, Field(gt=0, le=120)] = 12
    audience: tuple[str, ...] = ()
    publish: Literal["website", "may", "internal"] = "website"
    numbering: Literal["1.1", "1.1.", "1.1:", "1", "none", "as-imported"] = "1.1"
    related: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    allow: tuple[Allowed, ...] = ()
    list_changes: bool = True
    whom_to_tell: bool = False
    stated: tuple[StatedFact, ...] = ()
    not_stated: tuple[
        Literal["title", "version", "owner", "approver", "approval", "next-review", "review-interval"], ...
    ] = ()


class Consulted(Record):
    """Somebody who was asked about a version."""

    who: ShortText
    on: Day
    outcome: Text


class Endorsed(Record):
    """Somebody who supports a version."""

    by: ShortText
    on: Day
    reference: str = ""


class RemovedFacts(Record):
    """A clause, or a defined term, that the version before had and a version has no more: why, and which
    clauses stand in its place.
    """

    clause: str = ""
    term: str = ""
    reason: Text
    instead: tuple[str, ...] = ()


class VersionFacts(Record):
    """The front matter of one version of a policy."""

    status: VersionStatus
    summary: Text
    consulted: tuple[Consulted, ...] = ()
    endorsed: tuple[Endorsed, ...] = ()
    removed: tuple[RemovedFacts, ...] = ()
    comment_by: Day | None = None
    withdrawn: str = ""
    successor: str = ""
    allow: tuple[Allowed, ...] = ()


class CitationEdition(Record):
    """One edition of a cited text."""

    label: str = ""
    from_day: Annotated[Day, Field(alias="from")]
    url: WebAddress = ""
    checked_on: Day
    verified: bool = True
    note: str = ""


class CitationFacts(Record):
    """One entry of `citations.yml`."""

    title: ShortText
    issuer: ShortText
    kind: Literal["law", "statutory-guidance", "guidance", "standard"]
    editions: Annotated[tuple[CitationEdition, ...], Field(min_length=1)]

    def at(self, day: date) -> CitationEdition:
        """Return the edition in force on a day; the first one where none had come by then."""
        begun = [edition for edition in self.editions if edition.from_day <= day]
        if not begun:
            return min(self.editions, key=lambda edition: edition.from_day)
        return max(begun, key=lambda edition: edition.from_day)


class TermFacts(Record):
    """One entry of `terms.yml`."""

    term: ShortText
    meaning: Text
    forms: tuple[str, ...] = ()


class EditionFacts(Record):
    """One entry of `editions.yml`."""

    id: Annotated[str, AfterValidator(check_edition_id)]
    title: ShortText
    from_day: Annotated[Day, Field(alias="from")]


class TellFacts(Record):
    """What makes a person one of those whom a school tells of a worry: what the person is called there, what
    one tells them, and by what they must be reached. `{word.head}` stands for the school's word.
    """

    called: PlainOrWords
    about: PlainOrWords
    needs: tuple[Literal["phone", "email"], ...] = ()


class VariableFacts(Record):
    """One entry of `schema.yml`, before its default is read as a value of its type."""

    type: Literal[
        "text",
        "words",
        "email",
        "phone",
        "url",
        "date",
        "month",
        "number",
        "person",
        "image",
        "colour",
        "flag",
        "choice",
        "list",
    ]
    help: Text
    example: str = ""
    label: str = ""
    set_by: Literal["authority", "trust", "school"]
    options: dict[str, str] | tuple[str, ...] = ()
    of: dict[str, Literal["text", "email", "phone", "url", "date", "month", "number"]] = Field(
        default_factory=dict
    )
    internal: bool = False
    reapprove: bool = True
    check_months: Annotated[int, Field(gt=0, le=60)] | None = None
    tell: TellFacts | None = None
