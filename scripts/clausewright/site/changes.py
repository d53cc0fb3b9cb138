"""The page of a set of changes: the summary first, then the whole text with its changes, what did not change
folded away.

Everything can be read without a script; with one the list can be filtered. What HTML says of a change is here
and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from ..document.writer import Heading
from ..model.change import Change, Changes, Kind, Mark, Redline
from ..model.document import PlacedClause, Section
from ..model.text import counted, listed, sentence
from ..reports import wording
from ..reports.change_report import Cover, list_facts, name_sides, title_report


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


_HEADING = re.compile(r"<h([2-6])[^>]*>(.*?)</h\1>", re.DOTALL)


def piece_of(marked: str, before: str, after: str) -> Piece:
    """An item as HTML, its heading taken out of it."""
    found = _HEADING.search(marked)
    text = marked.replace(found[0], "", 1) if found else marked
    return Piece(found[2] if found else "", text, before, after)


_SHAPES = {Mark.ADDED: "added", Mark.REMOVED: "removed", Mark.CHANGED: "changed", Mark.MOVED_HERE: "moved"}


def changes_page(changes: Changes, cover: Cover, pieces: Pieces) -> tuple[str, tuple[Heading, ...]]:
    """Return the body of the page, and the headings of its side contents."""
    return _Page(changes, cover, pieces).whole()


class _Page:
    def __init__(self, changes: Changes, cover: Cover, pieces: Pieces) -> None:
        self.changes, self.cover, self.pieces = changes, cover, pieces
        self.numbers = {entry.id: at for at, entry in enumerate(changes.entries, 1)}
        self.told: set[str] = set()
        self.headings: list[Heading] = []

    def whole(self) -> tuple[str, tuple[Heading, ...]]:
        parts = [f"<h1>{escape(title_report(self.cover))}</h1>", self.front(), *self.lists()]
        if self.changes.entries:
            parts += [
                self.filters(),
                self.heading("text", "The text with its changes"),
                _KEY,
                *self.text(),
                *self.rest(),
            ]
        return "".join([*parts, self.pieces.notes]), tuple(self.headings)

    def heading(self, id: str, text: str) -> str:
        self.headings.append(Heading(id, 2, text))
        return f'<h2 id="{id}">{escape(text)}</h2>'

    # -- the summary -----------------------------------------------------------------------------------------

    def front(self) -> str:
        old, new = name_sides(self.changes)
        lead = f"<p>From <strong>{escape(old)}</strong> to <strong>{escape(new)}</strong>.</p>"
        count = f"<p>{escape(wording.summarise_changes(self.changes))}</p>"
        told = "".join(
            f"<div><dt>{escape(name)}</dt><dd>{escape(text)}</dd></div>" for name, text in self.cover.facts()
        )
        return f'<div class="intro">{lead}{count}</div>{_facts(told)}{self.counts()}'

    def counts(self) -> str:
        entries, effects = self.changes.entries, list(self.changes.by_effect())
        if not entries:
            return ""
        head = "".join(
            f'<th scope="col">{escape(name)}</th>'
            for name in ("Kind of change", *map(wording.EFFECTS.__getitem__, effects), "All")
        )
        rows = "".join(
            _row(
                wording.name_kind(kind),
                [sum(one.kind is kind and one.effect is effect for one in entries) for effect in effects],
                number,
            )
            for kind, number in self.changes.by_kind().items()
        )
        total = _row("All", list(self.changes.by_effect().values()), len(entries))
        return (
            "<div"
            f' class="change-counts"><table><thead><tr>{head}</tr></thead><tbody>{rows}{total}</tbody></table></div>'
        )

    def lists(self) -> Iterator[str]:
        for effect, number in self.changes.by_effect().items():
            name = wording.EFFECTS[effect]
            yield self.heading(f"effect-{effect.value}", f"{name} ({number})")
            yield f"<p>{escape(sentence(wording.EFFECTS_EXPLAINED[effect]))}.</p>"
            lines = "".join(self.line(entry) for entry in self.changes.entries if entry.effect is effect)
            yield f'<ul class="change-list">{lines}</ul>'

    def line(self, entry: Change) -> str:
        section = wording.plain_text(entry.section)
        where = f", in “{escape(section)}”" if section and entry.titles else ""
        told = [
            wording.describe_change(entry),
            wording.describe_cause(entry),
            wording.describe_where_seen(entry),
        ]
        told += [f"Reason: {reason}"] if (reason := wording.state_reason(entry)) else []
        name = f"Change {self.numbers[entry.id]}, {wording.name_change(entry)}"
        text = " ".join(part for part in told if part)
        return (
            f'<li{_filtered_by([entry])}><a href="#{entry.id}">{escape(name)}</a>{where}: {escape(text)}</li>'
        )

    # -- filters ---------------------------------------------------------------------------------------------

    def filters(self) -> str:
        """The filters; hidden until the script that heeds them shows them."""
        effects = [(effect.value, wording.EFFECTS[effect]) for effect in self.changes.by_effect()]
        kinds = dict.fromkeys(kind for entry in self.changes.entries for kind in entry.kinds)
        concerned = dict.fromkeys(word for entry in self.changes.entries for word in entry.audiences)
        choices = _select("effect", "What follows", effects)
        choices += _select(
            "kind",
            "Kind of change",
            [(_slug(kind), wording.name_kind(kind)) for kind in Kind if kind in kinds],
        )
        choices += _select(
            "audience",
            "Whom it concerns",
            [(_slug(word), sentence(wording.name_audience(word))) for word in sorted(concerned)],
        )
        view = (
            '<fieldset><legend>Show each text</legend><label><input type="radio" name="change-view"'
            ' value="marked" checked> with changes marked</label><label><input type="radio"'
            ' name="change-view" value="sides"> before and after</label></fieldset>'
        )
        number = len(self.changes.entries)
        return (
            f'<form class="change-filters furniture" hidden>{choices}{view}<p><output'
            f' data-all="{number}">{counted(number, "change")}</output> <button type="reset">Show'
            " all</button></p></form>"
        )

    # -- the text --------------------------------------------------------------------------------------------

    def text(self) -> Iterator[str]:
        items = zip(self.changes.redline, self.pieces.redline, strict=True)
        for is_kept, group in groupby(
            items, key=lambda item: item[0].mark is Mark.KEPT and not isinstance(item[0].item, Section)
        ):
            if is_kept:
                yield _folded(list(group))
            else:
                for one, piece in group:
                    yield self.item(one, piece)

    def item(self, one: Redline, piece: Piece) -> str:
        if one.mark is Mark.KEPT:
            return f'<h3 class="change-section">{piece.title}</h3>'
        if one.mark is Mark.MOVED_AWAY:
            return f'<p class="moved-away">{self.moved_away(one)}</p>'
        entries = self.entries(one)
        title = (
            f"<h3>{piece.title}</h3>"
            if piece.title
            else _named(entries[0])
            if entries
            else "<h3>Text outside the clauses</h3>"
        )
        return self.article(entries, [(one, piece)], title)

    def entries(self, one: Redline) -> list[Change]:
        return [self.changes.entry(id) for id in one.changes]

    def moved_away(self, one: Redline) -> str:
        links = listed(self.link_to(entry) for entry in self.entries(one))
        return f"{_plain_title(one)} stood here and is moved. {f'See {links}.' if links else ''}"

    def link_to(self, entry: Change) -> str:
        return f'<a href="#{entry.id}">change {self.numbers[entry.id]}</a>'

    def article(self, entries: Sequence[Change], items: Sequence[tuple[Redline, Piece]], title: str) -> str:
        """The changes of an item: the first place where a change is told says all of it, later ones lead
        there.
        """
        fresh = [entry for entry in entries if entry.id not in self.told]
        self.told.update(entry.id for entry in fresh)
        told = "".join(map(self.entry, fresh))
        told += "".join(
            f"<p>Part of {self.link_to(entry)}: {escape(wording.describe_change(entry))}</p>"
            for entry in entries
            if entry not in fresh
        )
        texts = "".join(_texts(one, piece) for one, piece in items)
        shape = _SHAPES.get(items[0][0].mark, "changed") if items else "changed"
        return (
            f'<article class="change change--{shape}"{_filtered_by(entries)}>{title}{told}{texts}</article>'
        )

    def entry(self, entry: Change) -> str:
        labels = [
            f'<span class="label label--{entry.effect.value}">{escape(wording.EFFECTS[entry.effect])}</span>'
        ]
        labels += [f'<span class="label">{escape(wording.name_kind(kind))}</span>' for kind in entry.kinds]
        rows = "".join(
            f"<div><dt>{escape(name)}</dt><dd>{escape(text)}</dd></div>"
            for name, text in list_facts(entry)
            if name not in ("Effect", "Section")
        )
        places = "".join(f"<li>{escape(place)}</li>" for place in map(wording.describe_place, entry.places))
        listed = f'<p>Where it prints:</p><ul class="places">{places}</ul>' if places else ""
        together = self.pieces.together.get(entry.id, "")
        whole = (
            f'<p>The clauses before and after, as one text:</p><div class="marked">{together}</div>'
            if together
            else ""
        )
        name = (
            f'<p class="labels" id="{entry.id}"><strong>Change {self.numbers[entry.id]}</strong>'
            f" {' '.join(labels)}</p>"
        )
        return f'<div class="entry">{name}{_facts(rows)}{listed}{whole}</div>'

    def rest(self) -> Iterator[str]:
        """The changes that no item of the text shows: what prints in many places, and what only other choices
        show.
        """
        left = [entry for entry in self.changes.entries if entry.id not in self.told]
        everywhere = [entry for entry in left if entry.places or not entry.items]
        elsewhere = [entry for entry in left if entry not in everywhere]
        if everywhere:
            yield self.heading("values", "Changes that show in many places")
            yield from (self.article([entry], (), _named(entry)) for entry in everywhere)
        if elsewhere:
            yield self.heading("elsewhere", "Changes that only other choices show")
        for entry in elsewhere:
            yield self.article(
                [entry], list(zip(entry.items, self.pieces.entries[entry.id], strict=True)), _named(entry)
            )


def _named(entry: Change) -> str:
    return f"<h3>{escape(wording.name_change(entry))}</h3>"


def _folded(items: Sequence[tuple[Redline, Piece]]) -> str:
    names = [_name(one.item) for one, _ in items if isinstance(one.item, PlacedClause)]
    if not names:
        summary = "Unchanged text"
    else:
        summary = (
            f"Unchanged: {names[0]}"
            if len(names) == 1
            else f"{len(names)} unchanged clauses: {names[0]} to {names[-1]}"
        )
    texts = "".join(
        f'<div class="kept">{f"<h4>{piece.title}</h4>" if piece.title else ""}{piece.marked}</div>'
        for _, piece in items
    )
    return f'<details class="unchanged"><summary>{escape(summary)}</summary>{texts}</details>'


def _texts(one: Redline, piece: Piece) -> str:
    """An item's text: all of it where it is new or gone, else with its changes marked and, on request, before
    and after.
    """
    if one.mark in (Mark.KEPT, Mark.MOVED_AWAY):
        return ""
    if not (piece.before and piece.after):
        label = "The new text" if piece.after else "The text that is removed"
        return f'<div class="whole"><p class="which">{label}</p>{piece.marked}</div>'
    columns = "".join(
        f'<section><p class="which">{label}</p>{text}</section>'
        for label, text in (("Before", piece.before), ("After", piece.after))
    )
    sides = f'<summary>Before and after, side by side</summary><div class="columns">{columns}</div>'
    return f'<div class="marked">{piece.marked}</div><details class="sides">{sides}</details>'


_KEY = (
    '<p class="change-key">Words that were removed are <del>struck out</del>, words that were added are'
    " <ins>underlined</ins>. What did not change is folded away; open it to read it.</p>"
)


def _facts(rows: str) -> str:
    return f'<dl class="change-facts">{rows}</dl>' if rows else ""


def _row(name: str, numbers: Iterable[int], total: int) -> str:
    cells = "".join(f"<td>{number}</td>" for number in (*numbers, total))
    return f'<tr><th scope="row">{escape(name)}</th>{cells}</tr>'


def _select(name: str, label: str, options: Sequence[tuple[str, str]]) -> str:
    if len(options) < 2:
        return ""
    listed = "".join(f'<option value="{escape(value)}">{escape(text)}</option>' for value, text in options)
    return (
        f'<label>{escape(label)} <select name="{name}"><option value="">All</option>{listed}</select></label>'
    )


def _filtered_by(entries: Iterable[Change]) -> str:
    """What the filters look at: for each change its effect, its kinds and whom it concerns."""
    each = ";".join(
        f"{entry.effect.value}|{' '.join(map(_slug, entry.kinds))}|{' '.join(map(_slug, entry.audiences))}"
        for entry in entries
    )
    return f' data-changes="{escape(each)}"'


def _slug(word: str) -> str:
    return word.replace(" ", "-")


def _plain_title(one: Redline) -> str:
    return (
        escape(_name(one.item))
        if isinstance(one.item, PlacedClause | Section)
        else "Text outside the clauses"
    )


def _name(item: Section | PlacedClause) -> str:
    return wording.join_number(item.number, wording.plain_text(item.title))
