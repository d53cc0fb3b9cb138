"""Changes as documents: a front page with the list of changes, then each change in detail or the whole text
with its changes marked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..model.ast import SPACE, Element, Elements, element, header, link, para, table, words
from ..model.change import Change, Changes, Effect, Kind, Mark, Redline
from ..model.document import Document, Item, PlacedClause, Prose, Section
from ..model.text import listed, sentence
from . import wording
from .cover import Cover, name_sides
from .markings import MARKDOWN, TERMINAL, Marking, show_marks, strip_anchors, strip_links


def title_report(cover: Cover) -> str:
    """The title of a set of changes."""
    return f"Changes to the {cover.policy}"


# -- the front page ------------------------------------------------------------------------------------------


def build_front(changes: Changes, cover: Cover) -> Elements:
    """What was compared, how large the changes are together, and how many there are of each kind."""
    old, new = name_sides(changes)
    blocks = [para(words(f"From {old} to {new}.")), para(words(wording.summarise_changes(changes)))]
    blocks += [
        para([element("Strong", words(f"{name}:")), SPACE, *words(text)]) for name, text in cover.facts()
    ]
    return [*blocks, _counts(changes)] if changes.entries else blocks


def _counts(changes: Changes) -> Element:
    """How many changes there are, by kind and effect."""
    effects = list(changes.by_effect())
    rows = [
        [wording.name_kind(kind), *(_count(changes, kind, effect) for effect in effects), str(number)]
        for kind, number in changes.by_kind().items()
    ]
    rows.append(["All", *map(str, changes.by_effect().values()), str(len(changes.entries))])
    head = ["Kind of change", *(wording.EFFECTS[effect] for effect in effects), "All"]
    return table([words(name) for name in head], [[words(cell) for cell in row] for row in rows])


def _count(changes: Changes, kind: Kind, effect: Effect) -> str:
    return str(sum(entry.kind is kind and entry.effect is effect for entry in changes.entries))


def list_changes(changes: Changes) -> Iterator[tuple[Effect, int, Element]]:
    """The list of changes: for each effect how many have it, and a list with an entry for every one of them,
    in reading order.
    """
    there = {
        item.id
        for one in changes.redline
        if isinstance(item := one.new, Section | PlacedClause) and one.mark is not Mark.MOVED_AWAY
    }
    for effect, number in changes.by_effect().items():
        entries = [(at, entry) for at, entry in enumerate(changes.entries, 1) if entry.effect is effect]
        yield (
            effect,
            number,
            element("BulletList", [[element("Plain", _line(at, entry, there))] for at, entry in entries]),
        )


def _line(at: int, change: Change, there: set[str]) -> Elements:
    name = words(wording.name_change(change))
    target = next((id for id in change.new_ids if id in there), "")
    section = wording.plain_text(change.section)
    inlines = [
        element("Strong", words(f"Change {at}")),
        element("Str", ","),
        SPACE,
        *([link(name, f"#{target}")] if target else name),
    ]
    if section and change.titles:
        inlines += [element("Str", ","), SPACE, *words(f"in “{section}”")]
    return [*inlines, element("Str", ":"), SPACE, *_told(change)]


def _told(change: Change) -> Elements:
    parts = [wording.describe_change(change), wording.describe_cause(change)]
    parts += [wording.describe_where_seen(change)]
    parts += [f"Reason: {reason}"] if (reason := wording.state_reason(change)) else []
    return words(" ".join(part for part in parts if part))


# -- in detail -----------------------------------------------------------------------------------------------


def build_markdown(changes: Changes, cover: Cover) -> Elements:
    """Everything as one text for a pull request or an e-mail."""
    return _whole(changes, cover, MARKDOWN)


def build_text(changes: Changes, cover: Cover) -> Elements:
    """Everything as one text for a terminal."""
    return _whole(changes, cover, TERMINAL)


def _whole(changes: Changes, cover: Cover, marking: Marking) -> Elements:
    blocks = [header(1, words(title_report(cover))), *build_front(changes, cover)]
    for effect, number, entries in list_changes(changes):
        heading = f"{wording.EFFECTS[effect]} ({number})"
        blocks += [
            header(2, words(heading)),
            para(words(f"{sentence(wording.EFFECTS_EXPLAINED[effect])}.")),
            *strip_links([entries]),
        ]
    if changes.entries:
        blocks += [header(2, words("The changes in full")), para(_legend(marking))]
    for at, entry in enumerate(changes.entries, 1):
        blocks += [header(3, words(f"Change {at}: {wording.name_change(entry)}")), *_detail(entry, marking)]
    return blocks


def _legend(marking: Marking) -> Elements:
    removed, added = ("struck out", "bold") if marking is MARKDOWN else ("like this", "like this")
    first = [
        *words("Words that were removed are"),
        SPACE,
        *marking.removed(words(removed)),
        element("Str", ","),
    ]
    return [
        *first,
        SPACE,
        *words("words that were added are"),
        SPACE,
        *marking.added(words(added)),
        element("Str", "."),
    ]


def list_facts(change: Change) -> Iterator[tuple[str, str]]:
    """What there is to know of a change beside its text, a name and a text each."""
    yield "What", wording.describe_change(change)
    yield "Effect", f"{wording.EFFECTS[change.effect]}: {wording.EFFECTS_EXPLAINED[change.effect]}."
    if section := wording.plain_text(change.section):
        yield "Section", section
    if number := wording.describe_renumbering(change):
        yield "Number", number
    if change.audiences:
        yield "Concerns", sentence(listed(map(wording.name_audience, change.audiences)))
    if cause := wording.describe_cause(change):
        yield "Cause", cause
    if change.only_where:
        yield "Seen", wording.describe_where_seen(change)
    if reason := wording.state_reason(change):
        yield "Reason", sentence(reason)


def _detail(change: Change, marking: Marking) -> Elements:
    entries = [
        [element("Plain", [element("Strong", words(f"{name}:")), SPACE, *words(text)])]
        for name, text in list_facts(change)
    ]
    blocks = [element("BulletList", entries)]
    if change.places:
        return [
            *blocks,
            para(words("Where it prints:")),
            element(
                "BulletList",
                [[element("Plain", words(wording.describe_place(place)))] for place in change.places],
            ),
        ]
    for one in change.items:
        blocks += _quoted(one, marking)
    if change.together:
        text = show_marks(list(change.together), marking)
        blocks += [para(words("The clauses before and after, as one text:")), element("BlockQuote", text)]
    return blocks


_LABELS = {
    Mark.ADDED: "The new text:",
    Mark.REMOVED: "The text that is removed:",
    Mark.MOVED_HERE: "The text at its new place:",
}


def _quoted(one: Redline, marking: Marking) -> Elements:
    """The text of one item, in a quotation, with its changes marked."""
    if one.mark in (Mark.KEPT, Mark.MOVED_AWAY):
        return []
    blocks = show_marks(_blocks_of(one.item, with_title=_title_changed(one)), marking)
    label = [para(words(_LABELS[one.mark]))] if one.mark in _LABELS else []
    return [*label, element("BlockQuote", blocks)] if blocks else []


def _title_changed(one: Redline) -> bool:
    titles = [item.title for item in (one.old, one.new) if isinstance(item, Section | PlacedClause)]
    return len(titles) < 2 or titles[0] != titles[1]


def _blocks_of(item: Item, *, with_title: bool) -> Elements:
    has_title = isinstance(item, Section) or (isinstance(item, PlacedClause) and item.headed)
    title = (
        [para([element("Emph", list(item.title))])]
        if with_title and has_title and not isinstance(item, Prose)
        else []
    )
    return title if isinstance(item, Section) else [*title, *item.blocks]


# -- as a document of its own --------------------------------------------------------------------------------


def build_front_page(changes: Changes, cover: Cover) -> Document:
    """The page before a redline: what was compared, and the list of changes."""
    return Document(
        title_report(cover),
        (*_front_items(changes, cover), _section("text", "The text with its changes marked")),
    )


def build_redline(changes: Changes) -> tuple[Redline, ...]:
    """The whole text with its changes marked, then the changes that only other choices show."""
    shown = {id for one in changes.redline for id in one.changes}
    elsewhere = [
        (at, entry) for at, entry in enumerate(changes.entries, 1) if entry.id not in shown and entry.items
    ]
    items = list(changes.redline)
    if elsewhere:
        items.append(_kept(_section("elsewhere", "Changes that only other choices show")))
    for at, entry in elsewhere:
        told = [*words(f"Change {at}, {wording.name_change(entry)}:"), SPACE, *_told(entry)]
        items += [
            _kept(Prose((para(told),))),
            *(detach(one, f"{entry.id}-{number}") for number, one in enumerate(entry.items)),
        ]
    return tuple(items)


def detach(one: Redline, id: str) -> Redline:
    """An item that stands in a document a second time: with an id of its own, and with nothing in it that
    leads or can be led to.
    """

    def alone(item: Item | None) -> Item | None:
        match item:
            case PlacedClause():
                return replace(item, id=id, replaces=(), blocks=tuple(strip_anchors(list(item.blocks))))
            case Section():
                return replace(item, id=id)
            case Prose():
                return Prose(tuple(strip_anchors(list(item.blocks))))
        return None

    return replace(one, item=alone(one.item) or one.item, old=alone(one.old), new=alone(one.new))


def _kept(item: Item) -> Redline:
    return Redline(item, Mark.KEPT, item, item)


def _section(id: str, title: str, level: int = 2) -> Section:
    return Section(f"changes-{id}", level, "", tuple(words(title)))


def _front_items(changes: Changes, cover: Cover) -> Iterator[Item]:
    yield _section("summary", "Summary of the changes")
    yield Prose(tuple(build_front(changes, cover)))
    for effect, number, entries in list_changes(changes):
        yield _section(effect.value, f"{wording.EFFECTS[effect]} ({number})", level=3)
        yield Prose((entries,))
