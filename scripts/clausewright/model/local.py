"""What schools and trusts write of the model's clauses, key by key: amendments, and decisions about them."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Literal

from .records import DateName, OptionalDateName, Record, Strength, Text


class Action(StrEnum):
    """What an amendment does to its clause. `model` goes back to the model's wording, so that taking it is a
    record too.
    """

    REPLACE = "replace"
    OMIT = "omit"
    ADD_AFTER = "add-after"
    MODEL = "model"


class Approved(Record):
    """Who approved an amendment, and when."""

    by: Text
    on: date


class AmendmentFacts(Record):
    """The front matter of an amendment. What is empty is as in the model; `id` is that of a clause that is
    added.

    One with `since` counts only in that version of a policy and later ones.
    """

    amends: DateName
    action: Action
    id: str = ""
    title: str = ""
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
    text: str = ""
    why: str = ""
    was: str = ""
    model: str = ""
    ours: str = ""
