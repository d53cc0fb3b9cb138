"""Changes as documents: a front page with the list of changes, then each change in detail or the whole text
with its changes marked.

A change is told once, in `wording`; here stands how a report of many is laid out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..model.ast import SPACE, Elements, element, header, para, words
from ..model.change import Change, Changes, Mark, Redline
from ..model.document import Document, Item, PlacedClause, Prose, Section
from ..model.text import capitalise, join_words
from . import change_names, effect_words, wording
from .change_list import build_front, list_changes, name_and_text, tell_change
from .cover import Cover, write_title
from .markings import MARKDOWN, TERMINAL, Marking, show_marks, strip_anchors, strip_links

_LABELS = {
    Mark.ADDED: "The new text:",
    Mark.REMOVED: "The text that is removed:",
    Mark.MOVED_HERE: "The text at its new place:",
}


# -- in detail -----------------------------------------------------------------------------------------------


def build_markdown(changes: Changes, cover: Cover) -> Elements:
    """Return everything as one text for a pull request or an e-mail."""
    return _build_report(changes, cover, MARKDOWN)


def build_text(changes: Changes, cover: Cover) -> Elements:
    """Return everything as one text for a terminal."""
    return _build_report(changes, cover, TERMINAL)


def _build_report(changes: Changes, cover: Cover, marking: Marking) -> Elements:
    blocks = [header(1, words(write_title(cover))), *build_front(changes, cover)]
    for effect, number, entries in list_changes(changes):
        heading = f"{effect_words.EFFECTS[effect]} ({number})"
        blocks += [
            header(2, words(heading)),
            para(words(f"{capitalise(effect_words.EFFECTS_EXPLAINED[effect])}.")),
            *strip_links([entries]),
        ]
    if changes.entries:
        blocks += [header(2, words("The changes in full")), para(_explain_marks(marking))]
    for number, entry in enumerate(changes.entries, 1):
        blocks.append(header(3, words(f"Change {number}: {change_names.name_change(entry)}")))
        blocks += _build_detail(entry, marking)
    return blocks


def _explain_marks(marking: Marking) -> Elements:
    """How this format shows what was removed and what was added."""
    removed, added = ("struck out", "bold") if marking is MARKDOWN else ("like this", "like this")
    legend = [*words("Words that were removed are"), SPACE, *marking.removed(words(removed))]
    legend += [element("Str", ","), SPACE, *words("words that were added are"), SPACE]
    return [*legend, *marking.added(words(added)), element("Str", ".")]


def list_facts(change: Change, *, is_decided: bool = False) -> Iterator[tuple[str, str]]:
    """Yield what there is to know of a change beside its text, a name and a text each."""
    yield "What", wording.describe_change(change)
    yield "Effect", effect_words.explain_effect(change, is_decided=is_decided)
    if section := change_names.plain_text(change.section):
        yield "Section", section
    if number := wording.describe_renumbering(change):
        yield "Number", number
    if change.audiences:
        yield "Concerns", capitalise(join_words(map(change_names.name_audience, change.audiences)))
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
    facts = [[element("Plain", name_and_text(name, text))] for name, text in list_facts(change)]
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
    blocks = show_marks(_list_blocks(line.item, with_title=_is_title_changed(line)), marking)
    if not blocks:
        return []
    label = [para(words(_LABELS[line.mark]))] if line.mark in _LABELS else []
    return [*label, element("BlockQuote", blocks)]


def _is_title_changed(line: Redline) -> bool:
    titles = [item.title for item in (line.old, line.new) if isinstance(item, Section | PlacedClause)]
    return len(titles) < 2 or titles[0] != titles[1]


def _list_blocks(item: Item, *, with_title: bool) -> Elements:
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
        items.append(_make_section(effect.value, f"{effect_words.EFFECTS[effect]} ({number})", level=3))
        items.append(Prose((entries,)))
    items.append(_make_section("text", "The text with its changes marked"))
    return Document(write_title(cover), tuple(items))


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
        text = [*words(f"Change {number}, {change_names.name_change(entry)}:"), SPACE, *tell_change(entry)]
        lines.append(keep(Prose((para(text),))))
        for index, line in enumerate(items):
            lines.append(detach(line, f"{entry.id}-{index}"))
    return tuple(lines)


def detach(line: Redline, id: str) -> Redline:
    """Return an item that stands in a document a second time: with an id of its own,
    and with nothing in it that leads or can be led to. Its places are those of another comparison.
    """
    return replace(
        line,
        old_at=None,
        new_at=None,
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
