"""What schools and trusts write of themselves and of the model, key by key: facts, adoptions, amendments, and
decisions about them.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import (
    Field,
)

from .kinds import Strength
from .record_types import DateName, Day, LongText, OptionalDateName, Record, Text


class AdoptionFacts(Record):
    """One entry of `adoptions.yml`: a version put in force, proposed, reviewed without a change, or ruled
    out. `digest` is that of what was adopted, `record` that of all the rest of the entry, where a command
    wrote it.
    """

    version: DateName = ""
    status: Literal["adopted", "proposed", "reviewed", "not-applicable"] = "adopted"
    on: Day | None = None
    from_day: Annotated[Day | None, Field(alias="from")] = None
    by: str = ""
    minute: str = ""
    next_review: Day | None = None
    digest: str = ""
    record: str = ""
    reason: str = ""


class SchoolFacts(Record):
    """What a school says of itself, beside its values. A body of another kind than a school has no phase, no
    type and no authority, and says none.
    """

    authority: str = ""
    trust: str = ""
    phase: Literal["nursery", "primary", "secondary", "all-through", "special", "post-16", "not-stated"] = (
        "not-stated"
    )
    type: Literal["maintained", "academy", "free", "independent", "not-stated"] = "not-stated"


class Action(StrEnum):
    """What an amendment does to its clause. `model` goes back to the model's wording,
    so that taking it is a record too.
    """

    REPLACE = "replace"
    OMIT = "omit"
    ADD_AFTER = "add-after"
    MODEL = "model"


class Approved(Record):
    """Who approved an amendment, and when."""

    by: Text
    on: Day


class AmendmentFacts(Record):
    """The front matter of an amendment. What is empty is as in the model; `id` is that of a clause that is
    added, `headed` whether that prints its title.

    One with `since` counts only in that version of a policy and later ones.
    """

    amends: DateName
    action: Action
    id: str = ""
    title: str = ""
    headed: bool = True
    policies: tuple[str, ...] = ()
    since: OptionalDateName = ""
    reason: str = ""
    approved: Approved | None = None
    strength: Strength | None = None
    applies_to: tuple[str, ...] = ()


class DecisionFacts(Record):
    """One entry of a decision file: what a person decides, and the wordings between which they do.

    `into` names the clause whose place the school's wording takes, `after` the one after which it stands as a
    clause of its own; both only where the clause itself is gone.
    """

    decide: Literal["ours", "model", "text", "omit", ""] = ""
    reason: str = ""
    into: str = ""
    after: str = ""
    text: LongText = ""
    why: LongText = ""
    was: LongText = ""
    model: LongText = ""
    ours: LongText = ""
