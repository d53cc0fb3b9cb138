"""What the templates of a page of changes are given, in the order in which the page shows it."""

from __future__ import annotations

from dataclasses import dataclass

from ..document.writer import Heading


@dataclass(frozen=True, slots=True)
class Piece:
    """An item as HTML: its title and its text with the changes marked, and all of it before and after (""
    where it was not there).
    """

    title: str
    marked: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class FilterKey:
    """What the page's filters look at: for each change its effect, its kinds and whom it concerns; and
    whether one of them is to be decided on, or to be judged.
    """

    text: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class ListLine:
    """A change in the list of an effect."""

    id: str
    name: str
    section: str
    text: str
    filter: FilterKey


@dataclass(frozen=True, slots=True)
class EffectSection:
    """The changes of one effect, and what the effect means."""

    name: str
    explained: str
    heading: Heading
    is_open: bool
    lines: tuple[ListLine, ...]


@dataclass(frozen=True, slots=True)
class FilterChoice:
    """A filter of the page, with its options as values and words."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class EntryReference:
    """A change that is told elsewhere on the page."""

    id: str
    number: int
    description: str


@dataclass(frozen=True, slots=True)
class ToldEntry:
    """A change with all that there is to know of it. `together` is HTML."""

    id: str
    number: int
    effect: str
    effect_name: str
    kinds: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    places: tuple[str, ...]
    together: str


@dataclass(frozen=True, slots=True)
class Article:
    """An item of the text with the changes that it shows. `piece_title` is HTML, and stands in the place of
    `title` unless it is empty.
    """

    shape: str
    filter: FilterKey
    title: str
    piece_title: str
    entries: tuple[ToldEntry, ...]
    told_before: tuple[EntryReference, ...]
    pieces: tuple[Piece, ...]
    kind: str = "article"


@dataclass(frozen=True, slots=True)
class FoldedText:
    """Items in a row that did not change."""

    summary: str
    pieces: tuple[Piece, ...]
    kind: str = "folded"


@dataclass(frozen=True, slots=True)
class SectionTitle:
    """The heading of a section that did not change, as HTML."""

    title: str
    kind: str = "section"


@dataclass(frozen=True, slots=True)
class MovedAway:
    """The place from which an item was moved."""

    title: str
    entries: tuple[EntryReference, ...]
    kind: str = "moved-away"


@dataclass(frozen=True, slots=True)
class ArticleGroup:
    """Changes that no item of the text shows."""

    heading: Heading
    articles: tuple[Article, ...]
