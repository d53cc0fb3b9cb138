"""What users write in YAML, key by key. A record is only made from data that fits it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
)

from .dates import first_day, suggest_iso
from .kinds import Editing as Editing
from .kinds import FragmentKind as FragmentKind
from .kinds import Strength as Strength
from .kinds import VersionStatus as VersionStatus
from .phrases import compile_phrase

# Windows makes no file or folder of these names, nor of one that has them before its first full stop:
# https://learn.microsoft.com/windows/win32/fileio/naming-a-file
DEVICES = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)}
)
RESERVED_IDS = DEVICES | frozenset(
    {
        "clauses",
        "images",
        "model",
        "latest",
        "files",
        "search",
        "assets",
        "office",
        "changes",
        "history",
        "published",
        "can-i",
    }
)
# Anchors that the compiler or pandoc makes: of terms, of notes' marks, of footnotes.
RESERVED_ANCHORS = re.compile(r"(term|mark)-.*|fn(ref)?\d+")
ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
# The id of a rule of wording.
RULE_ID = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)*")


def _named_date(name: str) -> str:
    try:
        first_day(name)
    except ValueError:
        meant = suggest_iso(name) or "2026-09, or 2026-09-15 for a day"
        raise ValueError(f"is not a version's date; write {meant}") from None
    return name


def _iso_day(written: object) -> object:
    """Take only days as 2026-09-01: anything else that a library for dates lets through, such as a number of
    seconds, is not what its writer meant.
    """
    if not isinstance(written, str):
        return written
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", written):
            return date.fromisoformat(written)
    except ValueError:
        pass
    meant = suggest_iso(written) or "a date as 2026-09-01"
    raise ValueError(f"is '{written}', which is not a date; write {meant}")


Day = Annotated[date, BeforeValidator(_iso_day)]


def _web_address(text: str) -> str:
    if not re.fullmatch(r"https://[^\s/]+\.[^\s]+", text):
        raise ValueError("is not a web address; it starts with https://")
    return text


def _edition_id(id: str) -> str:
    if not re.fullmatch(r"[0-9a-z]+(-[0-9a-z]+)*", id):
        raise ValueError(
            f"is '{id}', which cannot be a folder of the site; write lower-case letters and digits: 2026-27"
        )
    return id


DateName = Annotated[str, AfterValidator(_named_date)]
OptionalDateName = Annotated[str, AfterValidator(lambda name: _named_date(name) if name else name)]
WebAddress = Annotated[str, AfterValidator(_web_address)]


def _one_line(text: str) -> str:
    if not (line := " ".join(text.split())):
        raise ValueError("is empty")
    return line


# The name of a list of words inside a pattern. A count, as in \d{4}, has digits.
_LISTED_WORDS = re.compile(r"\{([a-z_]+)\}")


def _pattern(text: str) -> str:
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
    """One regular expression of several, with the words in place of the names of their lists."""
    alternatives = []
    for pattern in patterns:
        expanded = _LISTED_WORDS.sub(lambda name: f"(?:{'|'.join(words[name[1]])})", pattern)
        alternatives.append(f"(?:{expanded})")
    return "|".join(alternatives)


def _phrase(text: str) -> str:
    compile_phrase(text)
    return text


def _without_tags(text: str) -> str:
    if re.search(r"[{}<>]", text):
        raise ValueError("has a bracket; write plain words, since the search knows a school's own")
    return text


WORD_IN_TEXT = re.compile(r"\{(word\.[a-z][a-z0-9_]*)\}")


def _with_words(text: str) -> str:
    if re.search(r"[{}<>]", WORD_IN_TEXT.sub("", text)):
        raise ValueError("has a bracket; write plain words, and a school's own as {word.head}")
    return text


def _question(text: str) -> str:
    if not text.endswith("?"):
        raise ValueError("is no question; end it with a question mark")
    return text


# No page, table or register has room for a longer name, and none for a longer line.
_LONGEST_NAME, _LONGEST_LINE = 300, 2_000
Text = Annotated[str, AfterValidator(_one_line)]
ShortText = Annotated[str, Field(max_length=_LONGEST_NAME), AfterValidator(_one_line)]
# What fills a paragraph of a file, or more.
LongText = Annotated[str, Field(max_length=1_000_000)]
PlainOrWords = Annotated[str, AfterValidator(_one_line), AfterValidator(_with_words)]
PlainText = Annotated[str, AfterValidator(_one_line), AfterValidator(_without_tags)]
Question = Annotated[str, AfterValidator(_one_line), AfterValidator(_with_words), AfterValidator(_question)]
Phrase = Annotated[str, AfterValidator(_one_line), AfterValidator(_phrase)]
Phrases = tuple[Phrase, ...]
Pattern = Annotated[str, AfterValidator(_pattern)]


class Record(BaseModel):
    """The base of all records: frozen, closed to keys that it does not know, and of texts that are lines."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_max_length=_LONGEST_LINE)


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
    text: Annotated[LongText, AfterValidator(_one_line)]


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
    def _goes_together(cls, found: tuple[str, ...], entry: ValidationInfo) -> tuple[str, ...]:
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


class EditionFacts(Record):
    """One entry of `editions.yml`."""

    id: Annotated[str, AfterValidator(_edition_id)]
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


# -- What schools and trusts write of the model's clauses: amendments, and decisions about them --------------


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


# -- What a lock says: an issued version, digest by digest and word by word ----------------------------------

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class LockedClause(Record):
    """A clause as it was issued: its revision, a digest of its text and one of the front matter that prints.

    `named` says that the version names the revision itself, so that no other can take its place.
    """

    clause: Text
    revision: DateName
    named: bool = False
    text: Digest
    facts: Digest


class LockedCitation(Record):
    """The words that a citation prints in an issued version."""

    title: Text
    issuer: Text
    label: str = ""
    url: str = ""


class LockedTerm(Record):
    """The words of a defined term in an issued version; no meaning where only the term itself prints."""

    term: Text
    meaning: str = ""


class LockFacts(Record):
    """`<version>.lock.yml`: an issued version as it was issued, the same for every school.

    `issuer` is who issued it, empty in a lock of before this was kept. `text` and `facts` are digests of the
    version's own body and of its front matter that prints. `policies` are the titles of other policies that
    it prints, `lists` the columns of its tables, `history` the earlier versions that it lists (None where it
    has no such list). `choices` with their options and `fields` with their types are what each school still
    fills in. `seal` is a digest of all the rest.
    """

    policy: Text
    version: DateName
    title: Text
    issuer: str = ""
    numbering: Text
    text: Digest
    facts: Digest
    clauses: tuple[LockedClause, ...] = ()
    citations: dict[str, LockedCitation] = Field(default_factory=dict)
    terms: dict[str, LockedTerm] = Field(default_factory=dict)
    policies: dict[str, str] = Field(default_factory=dict)
    lists: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    images: dict[str, Digest] = Field(default_factory=dict)
    history: dict[str, str] | None = None
    choices: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    fields: dict[str, str] = Field(default_factory=dict)
    seal: Digest
