"""Changes: what differs between two documents, for a reader and as a proof.

Two things say the same in two ways. `Changes.redline` is every item of both documents, in reading order, with
what was added and removed marked in it: it is the proof, because accepting it gives the new document and
rejecting it the old one. `Changes.entries` is the list that a reader works through: each entry has one cause,
one effect, and names what it counts under. Which effect a change has is said
by rules; a trust writes its own in policies/effects.yml.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from .ast import text_of
from .document import Blocks, Document, Inlines, Item, PlacedClause, Section
from .kinds import Strength


class Kind(StrEnum):
    """What sort of change it is; the value is what readers see.
    The first kind of a Change is the one that it is counted under.
    """

    REVERSED = "prohibition reversed"
    LIFTED = "prohibition removed"
    CHOICE = "choice added"
    ADDED = "added"
    REMOVED = "removed"
    SPLIT = "split"
    MERGED = "merged"
    STRENGTH = "strength changed"
    FIGURE = "figure changed"
    SCOPE = "scope changed"
    DEFINITION = "definition changed"
    CONTACT = "contact changed"
    LINK = "link changed"
    REWORDED = "reworded"
    MOVED = "moved"
    RENAMED = "renamed"
    REFERENCE = "reference updated"
    VALUE = "value only"
    EDITORIAL = "editorial"
    RECORD = "record updated"  # what the document says of itself: version, dates, who was consulted, history


class Cause(StrEnum):
    """Why two documents differ here; every Change has exactly one."""

    MODEL = "model text"
    AMENDMENT = "amendment"
    CHOICE = "choice"
    WORD = "word"
    SCHOOL = "school value"
    TRUST = "trust value"
    AUTHORITY = "authority value"
    COMMON = "common value"
    CITATION = "citation"
    FILE = "file"  # two files of others, of which no library says why they differ


class Effect(StrEnum):
    """What follows from a change: somebody must approve it, be told of it, or nothing. `UNJUDGED` is what was
    not understood of two files of others: it has to be read.
    """

    DECIDE = "decide"
    UNJUDGED = "unjudged"
    NOTE = "note"
    NONE = "none"


class Weight(StrEnum):
    """Why a change has to be decided on by its words, however its clause is filed;
    the value is what readers see.
    """

    PROHIBITION = "a prohibition has come, gone or turned round"
    DUTY = "it is about what somebody must, should or may do"
    FIGURE = "a figure, period, date or sum is another"
    AUDIENCE = "it names other people"
    DISCIPLINE = "it is about discipline"
    MONITORING = "it is about monitoring"
    DATA = "it is about personal data"
    SAFEGUARDING = "it is about safeguarding, and whom to tell"
    POWERS = "it is about who decides or approves"
    BOUNDS = "it may hold for others, or at other times"


class EditKind(StrEnum):
    """What one edit of a text is. The weightiest come first: a list of changes has room for few."""

    CHOICE = "choice"
    REVERSED = "prohibition reversed"
    LIFTED = "prohibition removed"
    STRENGTH = "modal verb"
    FIGURE = "figure"
    CONTACT = "contact"
    LINK = "link"
    AUDIENCE = "audience"
    CONDITION = "condition"
    SENTENCE = "sentence"
    WORDS = "words"
    PICTURE = "picture"
    REFERENCE = "reference"
    SPELLING = "spelling"
    PUNCTUATION = "punctuation"
    CAPITALS = "capitals"
    EMPHASIS = "emphasis"
    ORDER = "order"
    LEVEL = "level"
    NUMBERING = "numbering"


# What an edit of a heading's level says of a line that is a heading now, and of a heading that is a line now.
BECAME_HEADING, BECAME_LINE = "heading", "line"


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit of a text: what stood there, and what stands there now; "" where nothing did or does.

    `way` says of a modal verb whether it is "stronger" or "weaker", of words in other type what they were and
    are ("bold"), of a heading whether it is "higher" or "lower", or what became what (BECAME_HEADING), of one
    of several links what its words are, of the same words whether they stand in other items of a list
    ("depth"), in other sentences ("cut") or in another order ("words"), and of options that a choice has
    "more". A new choice has its options in `new` and its default in `old`; of a school's it says whether it
    was "chosen" or is "open", and `old` is what it has.

    `place` is "note" or "picture" where the edit is in one of these, "row", "column" or "item" where it is
    one, and of a cell "cell: " with its row and its column. `sentence` is that of which some words became
    others, before and after. Words may hold tokens.
    """

    kind: EditKind
    old: str = ""
    new: str = ""
    way: str = ""
    place: str = ""
    sentence: tuple[str, str] = field(default=("", ""), compare=False)


class Size(StrEnum):
    """How large all changes are together. `NOTHING` where there are none."""

    MAJOR = "major"
    MINOR = "minor"
    EDITORIAL = "editorial"
    NOTHING = "nothing"


class Mark(StrEnum):
    """How an item of a redline stands to the two documents."""

    KEPT = "kept"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED_HERE = "moved here"
    MOVED_AWAY = "moved away"


@dataclass(frozen=True, slots=True)
class Redline:
    """An item of a redline document.

    `item` is what to print. KEPT: the new item. CHANGED and MOVED_HERE: the new item, its title and blocks
    with Spans and Divs of class `insertion` and `deletion` where the words differ. ADDED: the new item, all
    of it new. REMOVED and MOVED_AWAY: the old item, all of it gone from here. A moved item stands twice, so a
    format that can only insert and delete prints `new` whole at its new place and the old item, deleted, at
    its old one. `old` and `new` are the items of the two documents; `old_at` and `new_at` their places among
    the documents' items. `changes` are the ids of the entries that tell of it; none where it is kept.
    """

    item: Item
    mark: Mark
    old: Item | None = None
    new: Item | None = None
    old_at: int | None = None
    new_at: int | None = None
    changes: tuple[str, ...] = ()

    @property
    def old_number(self) -> str:
        """The number that it had, "" where it had none."""
        return number_of(self.old)

    @property
    def new_number(self) -> str:
        """The number that it has, "" where it has none."""
        return number_of(self.new)


@dataclass(frozen=True, slots=True)
class Place:
    """Where something printed that has changed: the clause (or else its section) with number and title, the
    old and the new words.

    `id` is the anchor in the new document. Words and title may hold tokens.
    """

    id: str
    number: str
    title: Inlines
    old: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two documents that are compared.

    `id` is the version's name ("2026-09"), `title` its date in words; `party` is whose document it is,
    "Model" or a school's name.
    """

    id: str
    title: str
    party: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference, with one cause.

    `id` is stable and short, and an anchor on the page: "c-pupil-contact". `subject` is what a cause other
    than the text is about: the key of a choice, word or value, the id of a citation or term. `topic` says
    that in words. `old_titles` and `new_titles` belong to `old_ids` and `new_ids`: the clauses (sections and
    prose have none of these ids) before and after, one each but for splits and mergers. `old_section` and
    `new_section` are the headings that they stand under. `strength` and `audience` are the old and the new,
    where they changed. `reason` is what the new revision gives, or the new version for what it removes, ""
    where neither gives one; `instead` says what stands in the place of what was removed. `only_where` says,
    in the model, in which documents alone the change can be seen; "" where all that are shown by default have
    it. `items` is the redline of this change alone: the items that it touches. `together` is, for a split or
    a merger, the old clauses' text as one against the new clauses' as one: only to be read, as the words that
    went from one clause to another are not marked in it. `places` are, for what prints in many clauses (a
    value, a word, a citation, a term), every one of them. `edits` are what was edited in its text, the
    weightiest first; `weights` why it has to be decided on by its words; `ground` why it has its effect.
    `elsewhere` is the redline of the same change in the wordings that only other choices show, and
    `where_else` says which these are, as `only_where` does.
    """

    id: str
    kinds: tuple[Kind, ...]
    cause: Cause
    effect: Effect = Effect.NONE
    subject: str = ""
    topic: str = ""
    old_ids: tuple[str, ...] = ()
    new_ids: tuple[str, ...] = ()
    old_titles: tuple[Inlines, ...] = ()
    new_titles: tuple[Inlines, ...] = ()
    old_numbers: tuple[str, ...] = ()
    new_numbers: tuple[str, ...] = ()
    old_section: Inlines = ()
    new_section: Inlines = ()
    strength: tuple[Strength, Strength] | None = None
    audience: tuple[tuple[str, ...], tuple[str, ...]] | None = None
    only_where: str = ""
    reason: str = ""
    instead: str = ""
    items: tuple[Redline, ...] = ()
    together: Blocks = ()
    places: tuple[Place, ...] = ()
    edits: tuple[Edit, ...] = ()
    weights: tuple[Weight, ...] = ()
    ground: str = ""
    elsewhere: tuple[Redline, ...] = ()
    where_else: str = ""

    @property
    def kind(self) -> Kind:
        """The kind that it is counted under."""
        return self.kinds[0]

    @property
    def titles(self) -> tuple[Inlines, ...]:
        """What to call it: the titles after, or before where nothing is left."""
        return self.new_titles or self.old_titles

    @property
    def section(self) -> Inlines:
        """The heading that it stands under: after, or before where nothing is left."""
        return self.new_section or self.old_section

    @property
    def audiences(self) -> tuple[str, ...]:
        """Everybody whom its clauses concern, before or after."""
        concerned = [
            item.audience
            for marked_item in self.items
            for item in (marked_item.new, marked_item.old)
            if isinstance(item, PlacedClause)
        ]
        return tuple(dict.fromkeys(word for audience in concerned for word in audience))


@dataclass(frozen=True, slots=True)
class Changes:
    """All that differs between two documents of a policy.

    `entries` are in reading order of the new document, what was removed where it stood; then what can be seen
    only in other shapes of it stands where it would. `redline` has every item of both. `title` is the redline
    of the documents' title. `values` are the keys of the values and words that print differently on the two
    sides: diff.redline.with_values marks them. `is_complete` says that all of both sides was compared: of two
    files of others, some of it may not be.
    """

    policy: str
    title: Inlines
    old: Side
    new: Side
    entries: tuple[Change, ...]
    redline: tuple[Redline, ...]
    size: Size = Size.NOTHING
    values: frozenset[str] = frozenset()
    is_complete: bool = True

    def by_effect(self) -> Mapping[Effect, int]:
        """How many entries have each effect, those with none left out, in the order of Effect."""
        counted = Counter(entry.effect for entry in self.entries)
        return {effect: counted[effect] for effect in Effect if counted[effect]}

    def by_kind(self) -> Mapping[Kind, int]:
        """How many entries are counted under each kind, in the order of Kind."""
        counted = Counter(entry.kind for entry in self.entries)
        return {kind: counted[kind] for kind in Kind if counted[kind]}

    def by_cause(self) -> Mapping[Cause, int]:
        """How many entries have each cause, in the order of Cause."""
        counted = Counter(entry.cause for entry in self.entries)
        return {cause: counted[cause] for cause in Cause if counted[cause]}

    def entry(self, id: str) -> Change:
        """Return the entry with that id; raises KeyError where there is none."""
        match = next((entry for entry in self.entries if entry.id == id), None)
        if match is None:
            raise KeyError(id)
        return match

    def document(self) -> Document:
        """The redline as one document: what was removed stands where it was, what moved away is left out."""
        return Document(
            text_of(list(self.title)),
            tuple(
                marked_item.item for marked_item in self.redline if marked_item.mark is not Mark.MOVED_AWAY
            ),
        )

    def unchanged(self) -> Iterator[Redline]:
        """The items in which nothing changed."""
        return (marked_item for marked_item in self.redline if marked_item.mark is Mark.KEPT)


def number_of(item: Item | None) -> str:
    """The number that a clause or section has, "" for everything else."""
    return item.number if isinstance(item, Section | PlacedClause) else ""
