"""Changes as documents: a front page with the list of changes, then each change in detail or the whole text
with its changes marked.

A change is told once, in `wording`; here stands how a report of many is laid out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..model.ast import SPACE, Element, Elements, div, element, header, link, para, table, words
from ..model.change import Change, Changes, Effect, Mark, Redline, Side
from ..model.dates import in_words
from ..model.document import Document, Item, PlacedClause, Prose, Section
from ..model.kinds import VersionStatus
from ..model.text import capitalise, join_words
from . import wording
from .markings import MARKDOWN, TERMINAL, Marking, show_marks, strip_anchors, strip_links

if TYPE_CHECKING:
    from ..model.library import Policy, Version
    from ..model.records import Consulted, Endorsed

OPENING_CLASS = "list-of-changes"
_LABELS = {
    Mark.ADDED: "The new text:",
    Mark.REMOVED: "The text that is removed:",
    Mark.MOVED_HERE: "The text at its new place:",
}


# -- the cover -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cover:
    """Which policy it is about, and what its new version says of itself. `status` is that version's, "" where
    two readers are compared.

    `remarks` are what a reader must know of how they were compared. `article` stands before the policy's
    name. `approver` is the key of the word for who decides on it, and `is_decided` says that they have.
    """

    policy: str
    summary: str = ""
    status: str = ""
    comment_by: str = ""
    consulted: tuple[Consulted, ...] = ()
    endorsed: tuple[Endorsed, ...] = ()
    remarks: tuple[str, ...] = ()
    article: str = "the "
    approver: str = ""
    is_decided: bool = False

    def facts(self) -> Iterator[tuple[str, str]]:
        """What the new version says of itself, a name and a text each."""
        if self.summary:
            yield "In short", self.summary
        if self.status == VersionStatus.CONSULTATION:
            until = f" until {self.comment_by}" if self.comment_by else ""
            yield "Consultation", f"This version is not in force. Comments are welcome{until}."
        for consulted in self.consulted:
            yield "Asked", f"{consulted.who}, {in_words(consulted.on)}: {consulted.outcome}."
        for endorsed in self.endorsed:
            reference = f" ({endorsed.reference})" if endorsed.reference else ""
            yield "Supported by", f"{endorsed.by}, {in_words(endorsed.on)}{reference}."
        for remark in self.remarks:
            yield "Note", remark


def make_cover(policy: Policy, version: Version | None, *, is_decided: bool = False) -> Cover:
    """Return the cover of changes that lead to a version, None where the two sides are not versions in a row;
    `is_decided` says that a school has adopted it.
    """
    title, approver = policy.facts.title, policy.facts.approver
    if version is None:
        return Cover(title, approver=approver, is_decided=is_decided)
    facts = version.facts
    by = in_words(facts.comment_by) if facts.comment_by else ""
    return Cover(
        title,
        facts.summary,
        facts.status,
        by,
        facts.consulted,
        facts.endorsed,
        approver=approver,
        is_decided=is_decided,
    )


def name_side(side: Side) -> str:
    """Say a side in words: "September 2026", "Ashgrove Primary School, September 2026"."""
    return ", ".join(part for part in (side.who, side.title) if part)


def name_sides(changes: Changes) -> tuple[str, str]:
    """Say both sides in words; what they share is left out where something tells them apart."""
    old, new = changes.old, changes.new
    if old.who == new.who:
        return (old.title, new.title) if old.title != new.title else (old.id, new.id)
    return name_side(old), name_side(new)


def title_report(cover: Cover) -> str:
    """Return the title of a set of changes."""
    return f"Changes to {cover.article}{cover.policy}"


# -- the front page ------------------------------------------------------------------------------------------


def build_front(changes: Changes, cover: Cover) -> Elements:
    """Say what was compared, how large the changes are together, and how many there are of each kind."""
    old, new = name_sides(changes)
    blocks = [para(words(f"From {old} to {new}.")), para(words(wording.summarise_changes(changes)))]
    for name, text in cover.facts():
        blocks.append(para(_name_and_text(name, text)))
    if changes.entries:
        blocks.append(_build_table_of_counts(changes))
    return blocks


def _name_and_text(name: str, text: str) -> Elements:
    return [element("Strong", words(f"{name}:")), SPACE, *words(text)]


@dataclass(frozen=True, slots=True)
class CountTable:
    """How many changes there are: the heads of a table, and its rows, each a kind with its numbers by effect
    and in all. The last row has all kinds.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]


def count_by_kind(changes: Changes, *, is_decided: bool = False) -> CountTable:
    """Count changes by kind and effect, for every page and file that shows how many there are."""
    effects = list(changes.by_effect())
    names = [wording.name_effect(effect, is_decided=is_decided) for effect in effects]
    counted = Counter((entry.kind, entry.effect) for entry in changes.entries)
    rows: list[tuple[str, tuple[int, ...]]] = []
    for kind, number in changes.by_kind().items():
        rows.append((wording.name_kind(kind), (*(counted[kind, effect] for effect in effects), number)))
    rows.append(("All", (*changes.by_effect().values(), len(changes.entries))))
    return CountTable(("Kind of change", *names, "All"), tuple(rows))


def _build_table_of_counts(changes: Changes) -> Element:
    counts = count_by_kind(changes)
    rows = [[words(name), *(words(str(number)) for number in numbers)] for name, numbers in counts.rows]
    return table([words(head) for head in counts.heads], rows)


def list_changes(changes: Changes, *, with_grounds: bool = False) -> Iterator[tuple[Effect, int, Element]]:
    """Yield the list of changes: for each effect how many have it, and a list with an entry for every one of
    them, in reading order; why each has its effect only where that is asked.
    """

    def tell_entry(entry: Change) -> Elements:
        grounds = f"{wording.EFFECTS[entry.effect]}, because {entry.ground}."
        return [*_tell(entry), *([SPACE, *words(grounds)] if with_grounds and entry.ground else [])]

    return _list_entries(changes, tell_entry)


def _list_entries(
    changes: Changes, tell_entry: Callable[[Change], Elements], *, with_sections: bool = True
) -> Iterator[tuple[Effect, int, Element]]:
    """Yield for each effect how many changes have it, and the list of them as `tell_entry` tells each;
    where a change is stands beside its name, or only where nothing has a number.
    """
    anchors: set[str] = set()
    for line in changes.redline:
        if isinstance(line.new, Section | PlacedClause) and line.mark is not Mark.MOVED_AWAY:
            anchors.add(line.new.id)
    for effect, count in changes.by_effect().items():
        items: list[Elements] = []
        for number, entry in enumerate(changes.entries, 1):
            if entry.effect is effect:
                name = _name_entry(number, entry, anchors, with_section=with_sections)
                items.append([element("Plain", [*name, SPACE, *tell_entry(entry)])])
        yield effect, count, element("BulletList", items)


def _name_entry(number: int, change: Change, anchors: Collection[str], *, with_section: bool) -> Elements:
    """Which change it is, its name a link to its clause where the text has that."""
    name = words(wording.name_change(change))
    target = next((id for id in change.new_ids if id in anchors), "")
    section = wording.plain_text(change.section)
    inlines = [element("Strong", words(f"Change {number}")), element("Str", ","), SPACE]
    inlines += [link(name, f"#{target}")] if target else name
    if section and change.titles and (with_section or not any(change.new_numbers)):
        inlines += [element("Str", ","), SPACE, *words(f"in “{section}”")]
    return [*inlines, element("Str", ":")]


def _tell(change: Change) -> Elements:
    """What happened, why, where it is seen, and the reason, as one text."""
    reason = wording.state_reason(change)
    parts = [
        wording.describe_change(change),
        wording.describe_cause(change),
        wording.describe_where_seen(change),
        f"Reason: {reason}" if reason else "",
        change.instead,
    ]
    return words(" ".join(part for part in parts if part))


def list_comments(changes: Changes) -> dict[int, tuple[str, ...]]:
    """Return what stands in the margin of a Word file beside each change, by its number."""
    return {number: write_comment(number, entry) for number, entry in enumerate(changes.entries, 1)}


def write_comment(number: int, change: Change) -> tuple[str, ...]:
    """Return the paragraphs of a change's comment: which change it is and what follows from it, what
    happened, and for what reason.
    """
    reason = wording.state_reason(change)
    lines = (
        f"Change {number}. {wording.explain_effect(change)}",
        wording.describe_change(change),
        wording.describe_cause(change),
        wording.describe_where_seen(change),
        f"Reason: {reason}" if reason else "",
        change.instead,
    )
    return tuple(filter(None, lines))


def build_opening(changes: Changes, *, is_decided: bool = False) -> tuple[str, tuple[Element, ...]]:
    """Return the list of changes that a new version's own Word file, PDF and page can open with: its title,
    and as many entries as there are changes, each as short as it can be understood, because the page of
    changes has them in full. `is_decided` says that a school has adopted the version.
    """

    def tell_entry(entry: Change) -> Elements:
        summary = wording.summarise_change(entry, is_decided=is_decided)
        return words(f"{summary} {capitalise(entry.reason)}".strip())

    blocks: Elements = [para(words(wording.count_changes(changes, is_decided=is_decided)))]
    for effect, number, entries in _list_entries(changes, tell_entry, with_sections=False):
        name = wording.name_effect(effect, is_decided=is_decided)
        explained = f"{name} ({number}): {wording.describe_effect(effect, is_decided=is_decided)}."
        blocks += [para([element("Strong", words(explained))]), entries]
    return f"What changed since {changes.old.title}", (div(blocks, classes=[OPENING_CLASS]),)


# -- in detail -----------------------------------------------------------------------------------------------


def build_markdown(changes: Changes, cover: Cover) -> Elements:
    """Return everything as one text for a pull request or an e-mail."""
    return _build_report(changes, cover, MARKDOWN)


def build_text(changes: Changes, cover: Cover) -> Elements:
    """Return everything as one text for a terminal."""
    return _build_report(changes, cover, TERMINAL)


def _build_report(changes: Changes, cover: Cover, marking: Marking) -> Elements:
    blocks = [header(1, words(title_report(cover))), *build_front(changes, cover)]
    for effect, number, entries in list_changes(changes):
        heading = f"{wording.EFFECTS[effect]} ({number})"
        blocks += [
            header(2, words(heading)),
            para(words(f"{capitalise(wording.EFFECTS_EXPLAINED[effect])}.")),
            *strip_links([entries]),
        ]
    if changes.entries:
        blocks += [header(2, words("The changes in full")), para(_legend(marking))]
    for number, entry in enumerate(changes.entries, 1):
        blocks.append(header(3, words(f"Change {number}: {wording.name_change(entry)}")))
        blocks += _build_detail(entry, marking)
    return blocks


def _legend(marking: Marking) -> Elements:
    """How this format shows what was removed and what was added."""
    removed, added = ("struck out", "bold") if marking is MARKDOWN else ("like this", "like this")
    legend = [*words("Words that were removed are"), SPACE, *marking.removed(words(removed))]
    legend += [element("Str", ","), SPACE, *words("words that were added are"), SPACE]
    return [*legend, *marking.added(words(added)), element("Str", ".")]


def list_facts(change: Change, *, is_decided: bool = False) -> Iterator[tuple[str, str]]:
    """Yield what there is to know of a change beside its text, a name and a text each."""
    yield "What", wording.describe_change(change)
    yield "Effect", wording.explain_effect(change, is_decided=is_decided)
    if section := wording.plain_text(change.section):
        yield "Section", section
    if number := wording.describe_renumbering(change):
        yield "Number", number
    if change.audiences:
        yield "Concerns", capitalise(join_words(map(wording.name_audience, change.audiences)))
    if cause := wording.describe_cause(change):
        yield "Cause", cause
    if seen := wording.describe_where_seen(change):
        yield "Seen", seen
    if reason := wording.state_reason(change):
        yield "Reason", capitalise(reason)
    if change.instead:
        yield "Instead", change.instead


def _build_detail(change: Change, marking: Marking) -> Elements:
    """What there is to know of a change, then its text; of one in many places, the places."""
    facts = [[element("Plain", _name_and_text(name, text))] for name, text in list_facts(change)]
    blocks = [element("BulletList", facts)]
    if change.places:
        places = [[element("Plain", words(wording.describe_place(place)))] for place in change.places]
        return [*blocks, para(words("Where it prints:")), element("BulletList", places)]
    for line in change.items:
        blocks += _quote(line, marking)
    if change.elsewhere:
        blocks.append(para(words(wording.describe_where_seen(change))))
    for line in change.elsewhere:
        blocks += _quote(line, marking)
    if change.together:
        text = show_marks(list(change.together), marking)
        blocks += [para(words("The clauses before and after, as one text:")), element("BlockQuote", text)]
    return blocks


def _quote(line: Redline, marking: Marking) -> Elements:
    """The text of one item, in a quotation, with its changes marked."""
    if line.mark in (Mark.KEPT, Mark.MOVED_AWAY):
        return []
    blocks = show_marks(_blocks_of(line.item, with_title=_is_title_changed(line)), marking)
    if not blocks:
        return []
    label = [para(words(_LABELS[line.mark]))] if line.mark in _LABELS else []
    return [*label, element("BlockQuote", blocks)]


def _is_title_changed(line: Redline) -> bool:
    titles = [item.title for item in (line.old, line.new) if isinstance(item, Section | PlacedClause)]
    return len(titles) < 2 or titles[0] != titles[1]


def _blocks_of(item: Item, *, with_title: bool) -> Elements:
    """The blocks of an item; its title before them where that is asked and it prints one."""
    blocks = [] if isinstance(item, Section) else list(item.blocks)
    is_titled = isinstance(item, Section) or (isinstance(item, PlacedClause) and item.headed)
    if with_title and is_titled and not isinstance(item, Prose):
        return [para([element("Emph", list(item.title))]), *blocks]
    return blocks


# -- as a document of its own --------------------------------------------------------------------------------


def build_front_page(changes: Changes, cover: Cover) -> Document:
    """Return the page before a redline: what was compared, and the list of changes."""
    items: list[Item] = [
        _make_section("summary", "Summary of the changes"),
        Prose(tuple(build_front(changes, cover))),
    ]
    for effect, number, entries in list_changes(changes, with_grounds=True):
        items.append(_make_section(effect.value, f"{wording.EFFECTS[effect]} ({number})", level=3))
        items.append(Prose((entries,)))
    items.append(_make_section("text", "The text with its changes marked"))
    return Document(title_report(cover), tuple(items))


def build_redline(changes: Changes) -> tuple[Redline, ...]:
    """Return the whole text with its changes marked, then the changes that only other choices show."""
    shown = {id for line in changes.redline for id in line.changes}
    lines = list(changes.redline)
    hidden: list[tuple[int, Change, tuple[Redline, ...]]] = []
    for number, entry in enumerate(changes.entries, 1):
        items = entry.elsewhere if entry.id in shown else entry.items
        if items:
            hidden.append((number, entry, items))
    if hidden:
        lines.append(keep(_make_section("elsewhere", "Changes that only other choices show")))
    for number, entry, items in hidden:
        text = [*words(f"Change {number}, {wording.name_change(entry)}:"), SPACE, *_tell(entry)]
        lines.append(keep(Prose((para(text),))))
        for index, line in enumerate(items):
            lines.append(detach(line, f"{entry.id}-{index}"))
    return tuple(lines)


def detach(line: Redline, id: str) -> Redline:
    """Return an item that stands in a document a second time: with an id of its own,
    and with nothing in it that leads or can be led to.
    """
    return replace(
        line,
        item=_detach_item(line.item, id),
        old=_detach_item(line.old, id) if line.old else None,
        new=_detach_item(line.new, id) if line.new else None,
    )


def _detach_item(item: Item, id: str) -> Item:
    match item:
        case PlacedClause():
            return replace(item, id=id, replaces=(), blocks=tuple(strip_anchors(list(item.blocks))))
        case Section():
            return replace(item, id=id)
        case Prose():
            return Prose(tuple(strip_anchors(list(item.blocks))))


def keep(item: Item) -> Redline:
    """Return an item as a line of a redline that has nothing to do with what changed."""
    return Redline(item, Mark.KEPT, item, item)


def _make_section(id: str, title: str, level: int = 2) -> Section:
    return Section(f"changes-{id}", level, "", tuple(words(title)))
