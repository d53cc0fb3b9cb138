"""The closed sets of words by which versions and fragments are told apart. Texts carry them far from the
files in which people wrote them, so they need no record's checks.
"""

from __future__ import annotations

from enum import StrEnum


class VersionStatus(StrEnum):
    """How far a version is."""

    DRAFT = "draft"
    CONSULTATION = "consultation"
    ISSUED = "issued"
    WITHDRAWN = "withdrawn"


class FragmentKind(StrEnum):
    """What a fragment is: a clause proper, or one of the texts that are treated apart."""

    CLAUSE = "clause"
    QUOTATION = "quotation"
    ADOPTER_NOTE = "adopter-note"
    DOS = "dos"
    DONTS = "donts"
    NOTE = "note"
    FLOWCHART = "flowchart"


class Strength(StrEnum):
    """How binding a clause is."""

    MUST = "must"
    SHOULD = "should"
    MAY = "may"
    ADVISED = "advised"
    INFORMATION = "information"


class Editing(StrEnum):
    """What a school may change in a clause."""

    LOCKED = "locked"
    FIELDS = "fields"
    FREE = "free"
