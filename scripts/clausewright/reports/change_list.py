"""The list of changes: what was compared, how many changes there are of each kind, and an entry for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..model.ast import SPACE, Element, Elements, div, element, link, para, table, words
from ..model.change import Change, Changes, Effect, Mark
from ..model.document import PlacedClause, Section
from ..model.text import capitalise
from . import change_names, effect_words, wording

if TYPE_CHECKING:
    pass
from .cover import Cover, name_sides

OPENING_CLASS = "list-of-changes"
# In a version's own list, what nobody has to decide on stands in a paragraph, without its reasons.
_RUN_ON = frozenset({Effect.NOTE, Effect.NONE})


def build_front(changes: Changes, cover: Cover) -> Elements:
    """Say what was compared, how large the changes are together, and how many there are of each kind."""
    old, new = name_sides(changes)
    blocks = [para(words(f"From {old} to {new}.")), para(words(effect_words.summarise_changes(changes)))]
    for name, text in cover.facts():
        blocks.append(para(name_and_text(name, text)))
    if changes.entries:
        blocks.append(_build_table_of_counts(changes))
    return blocks


def name_and_text(name: str, text: str) -> Elements:
    """Return a name in bold, a colon, and a text after it."""
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
    names = [effect_words.name_effect(effect, is_decided=is_decided) for effect in effects]
    counted = Counter((entry.kind, entry.effect) for entry in changes.entries)
    rows: list[tuple[str, tuple[int, ...]]] = []
    for kind, number in changes.by_kind().items():
        rows.append((effect_words.name_kind(kind), (*(counted[kind, effect] for effect in effects), number)))
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
        grounds = f"{effect_words.EFFECTS[entry.effect]}, because {entry.ground}."
        return [*tell_change(entry), *([SPACE, *words(grounds)] if with_grounds and entry.ground else [])]

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
    name = words(change_names.name_change(change))
    target = next((id for id in change.new_ids if id in anchors), "")
    section = change_names.plain_text(change.section)
    inlines = [element("Strong", words(f"Change {number}")), element("Str", ","), SPACE]
    inlines += [link(name, f"#{target}")] if target else name
    if section and change.titles and (with_section or not any(change.new_numbers)):
        inlines += [element("Str", ","), SPACE, *words(f"in “{section}”")]
    return [*inlines, element("Str", ":")]


def tell_change(change: Change) -> Elements:
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
        f"Change {number}. {effect_words.explain_effect(change)}",
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
        reason = "" if entry.effect in _RUN_ON else capitalise(entry.reason)
        return words(f"{summary} {reason}".strip())

    blocks: Elements = [para(words(effect_words.count_changes(changes, is_decided=is_decided)))]
    for effect, number, entries in _list_entries(changes, tell_entry, with_sections=False):
        name = effect_words.name_effect(effect, is_decided=is_decided)
        explained = f"{name} ({number}): {effect_words.describe_effect(effect, is_decided=is_decided)}."
        title = element("Strong", words(explained))
        if effect in _RUN_ON:
            blocks.append(para(_run_on(title, entries)))
        else:
            blocks += [para([title]), entries]
    return f"What changed since {changes.old.title}", (div(blocks, classes=[OPENING_CLASS]),)


def _run_on(title: Element, entries: Element) -> Elements:
    """A title and the entries of a list as one paragraph."""
    inlines = [title]
    for [entry] in entries["c"]:
        inlines += [SPACE, *entry["c"]]
    return inlines
