"""The page of a set of changes: what `overrides/pages/changes` shows of them, in the order of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from ..document.writer import Heading
from ..model.change import Change, Changes, Effect, Kind, Mark, Redline
from ..model.document import PlacedClause, Section
from ..model.text import capitalise, count_noun, join_words
from ..reports import change_names, effect_words, wording
from ..reports.answers import answer_questions
from ..reports.change_list import count_by_kind
from ..reports.change_report import list_facts
from ..reports.cover import Cover, name_sides, write_title
from ..templates import PageTemplates


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
class Pieces:
    """The HTML of every item, by the item's place in the redline or among those of an entry, and what stands
    at the foot of the page.

    `together` is, by the entry's id, the text of a split's or merger's clauses as one.
    """

    redline: Sequence[Piece]
    entries: Mapping[str, Sequence[Piece]]
    together: Mapping[str, str]
    notes: str


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


TextPart = Article | FoldedText | SectionTitle | MovedAway

_HEADING = re.compile(r"<h([2-6])[^>]*>(.*?)</h\1>", re.DOTALL)
_SHAPES = {Mark.ADDED: "added", Mark.REMOVED: "removed", Mark.CHANGED: "changed", Mark.MOVED_HERE: "moved"}
_OUTSIDE = "Text outside the clauses"
# What of the cover stands before the list, and what somebody still has to do something about.
_IN_SHORT = ("In short", "Consultation", "Note")
_OPEN = {Effect.DECIDE: "for decision", Effect.UNJUDGED: "not judged"}


def make_piece(marked: str, before: str, after: str) -> Piece:
    """Return an item as HTML, its heading taken out of it."""
    heading = _HEADING.search(marked)
    if heading is None:
        return Piece("", marked, before, after)
    return Piece(heading[2], marked.replace(heading[0], "", 1), before, after)


def render_changes_page(
    templates: PageTemplates, changes: Changes, cover: Cover, pieces: Pieces
) -> tuple[str, tuple[Heading, ...]]:
    """Return the body of the page, and the headings of its side contents."""
    page = _PageBuilder(changes, cover, pieces)
    return templates.render("changes/changes.html", **page.build()), tuple(page.headings)


class _PageBuilder:
    """Gathers what the page shows. The first place where a change is told says all of it, later ones lead
    there, so the text is gathered from its beginning to its end.
    """

    def __init__(self, changes: Changes, cover: Cover, pieces: Pieces) -> None:
        self.changes, self.cover, self.pieces = changes, cover, pieces
        self.numbers = {entry.id: number for number, entry in enumerate(changes.entries, 1)}
        self.told_ids: set[str] = set()
        self.headings: list[Heading] = []

    def build(self) -> dict[str, object]:
        """Return the values of the template."""
        old, new = name_sides(self.changes)
        effects = list(self.build_effects())
        values: dict[str, object] = {
            "title": write_title(self.cover),
            "old": old,
            "new": new,
            "in_all": effect_words.summarise_changes(self.changes, is_decided=self.cover.is_decided),
            "short_facts": [(name, text) for name, text in self.cover.facts() if name in _IN_SHORT],
            "more_facts": [(name, text) for name, text in self.cover.facts() if name not in _IN_SHORT],
            "counts": count_by_kind(self.changes, is_decided=self.cover.is_decided),
            "has_changes": bool(self.changes.entries),
            "effects": effects,
            "notes": self.pieces.notes,
        }
        if self.changes.entries:
            number = len(self.changes.entries)
            values["choices"] = list(self.build_choices())
            values["only_open"] = self.name_open_changes()
            values["answers"] = answer_questions(self.changes)
            values["number"] = number
            values["number_in_words"] = count_noun(number, "change")
            values["text_heading"] = self.add_heading("text", "The text with its changes")
            values["text"] = list(self.build_text())
            values["rest"] = list(self.build_rest())
        return values

    def name_effect(self, effect: Effect) -> str:
        return effect_words.name_effect(effect, is_decided=self.cover.is_decided)

    def list_facts(self, entry: Change) -> Iterator[tuple[str, str]]:
        return list_facts(entry, is_decided=self.cover.is_decided)

    def add_heading(self, id: str, text: str) -> Heading:
        heading = Heading(id, 2, text)
        self.headings.append(heading)
        return heading

    # -- the summary -----------------------------------------------------------------------------------------

    def build_effects(self) -> Iterator[EffectSection]:
        for effect, number in self.changes.by_effect().items():
            name = self.name_effect(effect)
            yield EffectSection(
                name,
                capitalise(effect_words.describe_effect(effect, is_decided=self.cover.is_decided)),
                self.add_heading(f"effect-{effect.value}", f"{name} ({number})"),
                effect in _OPEN,
                tuple(self.build_line(entry) for entry in self.changes.entries if entry.effect is effect),
            )

    def build_line(self, entry: Change) -> ListLine:
        reason = wording.state_reason(entry)
        texts = [
            wording.describe_change(entry),
            wording.describe_cause(entry),
            wording.describe_where_seen(entry),
        ]
        if reason:
            texts.append(f"Reason: {reason}")
        return ListLine(
            entry.id,
            f"Change {self.numbers[entry.id]}, {change_names.name_change(entry)}",
            change_names.plain_text(entry.section) if entry.titles else "",
            " ".join(text for text in texts if text),
            _filter_of([entry]),
        )

    def build_choices(self) -> Iterator[FilterChoice]:
        """The filters that have something to choose between."""
        effects = [(effect.value, self.name_effect(effect)) for effect in self.changes.by_effect()]
        present_kinds = {kind for entry in self.changes.entries for kind in entry.kinds}
        kinds = [(_make_slug(kind), effect_words.name_kind(kind)) for kind in Kind if kind in present_kinds]
        concerned = {audience for entry in self.changes.entries for audience in entry.audiences}
        audiences = [
            (_make_slug(audience), capitalise(change_names.name_audience(audience)))
            for audience in sorted(concerned)
        ]
        for name, label, options in (
            ("effect", "What follows", effects),
            ("kind", "Kind of change", kinds),
            ("audience", "Whom it concerns", audiences),
        ):
            if len(options) > 1:
                yield FilterChoice(name, label, tuple(options))

    def name_open_changes(self) -> str:
        """What the box that leaves out all else says; "" where it would leave out all, or nothing."""
        effects = [effect for effect in self.changes.by_effect() if effect in _OPEN]
        if not effects or len(effects) == len(self.changes.by_effect()):
            return ""
        if self.cover.is_decided:
            return "Only what was for decision"
        return f"Only what is {join_words((_OPEN[effect] for effect in effects), last='or')}"

    # -- the text --------------------------------------------------------------------------------------------

    def build_text(self) -> Iterator[TextPart]:
        items = zip(self.changes.redline, self.pieces.redline, strict=True)
        for is_folded, group in groupby(items, key=lambda item: _is_folded(item[0])):
            if is_folded:
                yield _fold(list(group))
                continue
            for redline, piece in group:
                yield self.build_item(redline, piece)

    def build_item(self, redline: Redline, piece: Piece) -> TextPart:
        if redline.mark is Mark.KEPT:
            return SectionTitle(piece.title)
        entries = [self.changes.entry(id) for id in redline.changes]
        if redline.mark is Mark.MOVED_AWAY:
            return MovedAway(_title_of(redline), tuple(map(self.refer_to, entries)))
        title = change_names.name_change(entries[0]) if entries else _OUTSIDE
        return self.build_article(entries, [(redline, piece)], title, piece.title)

    def refer_to(self, entry: Change) -> EntryReference:
        return EntryReference(entry.id, self.numbers[entry.id], wording.describe_change(entry))

    def build_article(
        self,
        entries: Sequence[Change],
        items: Sequence[tuple[Redline, Piece]],
        title: str,
        piece_title: str = "",
    ) -> Article:
        fresh = [entry for entry in entries if entry.id not in self.told_ids]
        self.told_ids.update(entry.id for entry in fresh)
        told_before = [entry for entry in entries if entry not in fresh]
        shown = [piece for redline, piece in items if redline.mark not in (Mark.KEPT, Mark.MOVED_AWAY)]
        return Article(
            shape=_SHAPES.get(items[0][0].mark, "changed") if items else "changed",
            filter=_filter_of(entries),
            title=title,
            piece_title=piece_title,
            entries=tuple(map(self.tell, fresh)),
            told_before=tuple(map(self.refer_to, told_before)),
            pieces=tuple(shown),
        )

    def tell(self, entry: Change) -> ToldEntry:
        return ToldEntry(
            id=entry.id,
            number=self.numbers[entry.id],
            effect=entry.effect.value,
            effect_name=self.name_effect(entry.effect),
            kinds=tuple(map(effect_words.name_kind, entry.kinds)),
            # The text stands in its section.
            facts=tuple((name, text) for name, text in self.list_facts(entry) if name != "Section"),
            places=tuple(map(wording.describe_place, entry.places)),
            together=self.pieces.together.get(entry.id, ""),
        )

    def build_rest(self) -> Iterator[ArticleGroup]:
        """The changes that no item of the text shows: what prints in many places, and what only other choices
        show.
        """
        untold = [entry for entry in self.changes.entries if entry.id not in self.told_ids]
        choices = [entry for entry in untold if Kind.CHOICE in entry.kinds]
        untold = [entry for entry in untold if entry not in choices]
        everywhere = [entry for entry in untold if entry.places or not entry.items]
        elsewhere = [entry for entry in self.changes.entries if entry.elsewhere]
        elsewhere += [entry for entry in untold if entry not in everywhere]
        if choices:
            heading = self.add_heading("choices", "What has to be chosen")
            articles = [self.build_article([entry], (), change_names.name_change(entry)) for entry in choices]
            yield ArticleGroup(heading, tuple(articles))
        if everywhere:
            heading = self.add_heading("values", "Changes that show in many places")
            articles = [
                self.build_article([entry], (), change_names.name_change(entry)) for entry in everywhere
            ]
            yield ArticleGroup(heading, tuple(articles))
        if elsewhere:
            heading = self.add_heading("elsewhere", "Changes that only other choices show")
            articles = []
            for entry in elsewhere:
                items = list(zip(entry.elsewhere or entry.items, self.pieces.entries[entry.id], strict=True))
                articles.append(self.build_article([entry], items, change_names.name_change(entry)))
            yield ArticleGroup(heading, tuple(articles))


def _is_folded(redline: Redline) -> bool:
    return redline.mark is Mark.KEPT and not isinstance(redline.item, Section)


def _fold(items: Sequence[tuple[Redline, Piece]]) -> FoldedText:
    names = [_name_of(redline.item) for redline, _ in items if isinstance(redline.item, PlacedClause)]
    if not names:
        summary = "Unchanged text"
    elif len(names) == 1:
        summary = f"Unchanged: {names[0]}"
    else:
        summary = f"{len(names)} unchanged clauses: {names[0]} to {names[-1]}"
    return FoldedText(summary, tuple(piece for _, piece in items))


def _filter_of(entries: Sequence[Change]) -> FilterKey:
    described = []
    for entry in entries:
        kinds, audiences = " ".join(map(_make_slug, entry.kinds)), " ".join(map(_make_slug, entry.audiences))
        described.append(f"{entry.effect.value}|{kinds}|{audiences}")
    return FilterKey(";".join(described), any(entry.effect in _OPEN for entry in entries))


def _make_slug(word: str) -> str:
    return word.replace(" ", "-")


def _title_of(redline: Redline) -> str:
    return _name_of(redline.item) if isinstance(redline.item, PlacedClause | Section) else _OUTSIDE


def _name_of(item: Section | PlacedClause) -> str:
    return change_names.join_number(item.number, change_names.plain_text(item.title))
