"""What the rules know, key by key: changed names, positions of law and guidance, checklists, requirements and
patterns of wording.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from .record_types import Day, Phrases, Record, Text


class NameFacts(Record):
    """One entry of `names.yml`: a name that changed, and what stands in its place."""

    old: Annotated[tuple[Text, ...], Field(min_length=1)]
    kind: Literal[
        "superseded", "withdrawn", "amended", "renamed", "closed", "moved", "dated", "upcoming", "spelling"
    ]
    new: Text
    from_day: Annotated[Day, Field(alias="from")]
    unless: tuple[str, ...] = ()
    checked_on: Day
    verified: bool = True
    note: str = ""


class PositionFacts(Record):
    """One entry of `positions.yml`: wording that law or guidance speaks against, what they say, and since
    when.

    `unless` is what makes it right in the same clause, `unless_policy` anywhere in the policy. Of a `list`,
    `items` are what it must name, and it is taken for that list where it names `at_least` of them.
    """

    kind: Literal["conflict", "list", "overbroad", "risk", "scope", "watch"]
    found: Annotated[Phrases, Field(min_length=1)]
    unless: Phrases = ()
    unless_policy: Phrases = ()
    items: dict[str, Phrases] = Field(default_factory=dict)
    at_least: Annotated[int, Field(ge=0)] = 0
    says: Text
    do: Text
    from_day: Annotated[Day, Field(alias="from")]
    source: Text
    checked_on: Day
    verified: bool = True
    note: str = ""


class NeededFacts(Record):
    """What a policy of one kind must speak about: it does where one of the phrases stands anywhere in it."""

    says: Text
    found: Annotated[Phrases, Field(min_length=1)]
    source: Text
    checked_on: Day
    verified: bool = True
    note: str = ""


class ChecklistFacts(Record):
    """One entry of `checklists.yml`: a kind of policy, known by its title,
    and what such a policy speaks about.
    """

    titles: Annotated[Phrases, Field(min_length=1)]
    not_titles: Phrases = ()
    has: dict[str, NeededFacts]


class RequirementFacts(Record):
    """One entry of `requirements.yml`: a policy or document that law or guidance asks schools of some types
    and phases for, whether it must be published, and how often it is due.

    Without types or phases it concerns schools of all of them.
    """

    title: Text
    type: tuple[Literal["maintained", "academy", "free", "independent"], ...] = ()
    phase: tuple[Literal["nursery", "primary", "secondary", "all-through", "special", "post-16"], ...] = ()
    duty: Literal["must", "should", "if-used"]
    publish: Literal["must", "should", "no"] = "no"
    review_months: Annotated[int, Field(gt=0, le=120)] | None = None
    from_day: Annotated[Day | None, Field(alias="from")] = None
    source: Text
    checked_on: Day
    verified: bool = True
    note: str = ""


# The name of a list of words inside a pattern. A count, as in \d{4}, has digits.
_LISTED_WORDS = re.compile(r"\{([a-z_]+)\}")


def _check_pattern(text: str) -> str:
    """Check a pattern of `wording.yml`. The patterns of one rule are joined, so groups need names."""
    try:
        compiled = re.compile(_LISTED_WORDS.sub("(?:word)", text))
    except re.error as error:
        raise ValueError(f"is no regular expression: {error.msg}") from None
    if compiled.groups > len(compiled.groupindex):
        raise ValueError("has a group without a name; write (?:...) for a group")
    if compiled.search(""):
        raise ValueError("matches where there are no words at all")
    return text


def _join_patterns(patterns: Iterable[str], words: Mapping[str, tuple[str, ...]]) -> str:
    """Return one regular expression of several, with the words in place of the names of their lists."""
    alternatives = []
    for pattern in patterns:
        expanded = _LISTED_WORDS.sub(lambda name: f"(?:{'|'.join(words[name[1]])})", pattern)
        alternatives.append(f"(?:{expanded})")
    return "|".join(alternatives)


Pattern = Annotated[str, AfterValidator(_check_pattern)]


class WordingFacts(Record):
    """One entry of `wording.yml`: a rule that names every place where one of some patterns is found.

    A pattern is a regular expression of Python's `re`; `{people}` in it stands for any of the words that
    `words` lists under that name. `says` is both the rule's help and its message.
    """

    says: Text
    do: Text
    severity: Literal["error", "warning"] = "warning"
    on: bool = True
    any_case: bool = True
    words: dict[str, tuple[Pattern, ...]] = Field(default_factory=dict)
    found: tuple[Pattern, ...]
    why: Text

    @field_validator("found")
    @classmethod
    def _check_that_they_go_together(cls, found: tuple[str, ...], entry: ValidationInfo) -> tuple[str, ...]:
        if "words" not in entry.data:  # they are wrong themselves, and named for that
            return found
        words: dict[str, tuple[str, ...]] = entry.data["words"]
        for pattern in found:
            for name in _LISTED_WORDS.findall(pattern):
                if not words.get(name):
                    raise ValueError(f"names {{{name}}}, and 'words' lists none of them")
        if not found:
            raise ValueError("has no pattern")
        try:
            re.compile(_join_patterns(found, words))
        except re.error as error:
            raise ValueError(f"has patterns that do not go together: {error.msg}") from None
        return found

    def compile_pattern(self) -> re.Pattern[str]:
        """Return one pattern that matches what any of the entry's patterns matches."""
        flags = re.IGNORECASE if self.any_case else re.NOFLAG
        return re.compile(_join_patterns(self.found, self.words), flags)
