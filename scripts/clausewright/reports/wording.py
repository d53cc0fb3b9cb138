"""The sentences that every page and file uses for a change: one way to say each thing, so that all agree."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ..model.change import Cause, Change, EditKind, Kind, Place
from ..model.document import Inlines, Item, PlacedClause, Section
from ..model.kinds import Strength
from ..model.text import capitalise, count_noun, join_words
from .change_names import UNIT, UNITS, fit_line, join_number, name_audience, plain_text, quote
from .edit_sentences import (
    FOLLOW_NUMBERS,
    MOST_EDITS,
    describe_edit,
    describe_editorial,
    describe_edits,
    describe_new_number,
)

_STRONGEST_FIRST = tuple(Strength)


def describe_renumbering(change: Change) -> str:
    """Say that a clause had another number, which is never a change by itself."""
    old = [number.rstrip(".:") for number in change.old_numbers if number]
    new = [number.rstrip(".:") for number in change.new_numbers if number]
    return f"Was {join_words(old)}, is now {join_words(new)}." if old and new and old != new else ""


def describe_change(change: Change) -> str:
    """What happened: what became of the clause, then what was edited in its text, as much of that as fits."""
    if change.places and change.edits and change.edits[0].kind is EditKind.NUMBERING:
        return _describe_numbers(change)
    if change.places and change.edits and change.kinds == (Kind.EDITORIAL,):
        description = describe_editorial(change.edits[0])
        return f"{description} It is so in {count_noun(len(change.places), 'place')}: {_list_places(change)}."
    if change.places and change.edits:
        return f"The same edit in {count_noun(len(change.places), 'place')}: {_list_places(change)}."
    sentences = [_DESCRIBERS[kind](change) for kind in change.kinds if kind in _DESCRIBERS]
    if not _TOLD_WHOLE.intersection(change.kinds):
        sentences += describe_edits(change)
    elif Kind.LIFTED in change.kinds and Kind.REMOVED in change.kinds:
        lifted = [edit for edit in change.edits if edit.kind is EditKind.LIFTED]
        sentences += [describe_edit(edit) for edit in lifted[:1]]
    if not any(sentences):
        sentences = [_describe_by_kind(change)]
    return " ".join(filter(None, sentences))


def summarise_change(change: Change, *, is_decided: bool = False) -> str:
    """Say what happened to a clause in as few words as a list has room for: what became of it, and only where
    no reason is given what was edited in its text. `is_decided` says that its version was adopted, so that
    what could be chosen has been.
    """
    if is_decided and change.kinds == (Kind.CHOICE,):
        old_values = [edit.old for edit in change.edits if edit.way in ("chosen", "open")]
        if old_values:
            return f"A new choice. Here it is “{old_values[0]}”."
    if not change.reason or change.places:
        return describe_change(change)
    sentences = [_DESCRIBERS[kind](change) for kind in change.kinds if kind in _DESCRIBERS]
    return " ".join(filter(None, sentences)) or _describe_by_kind(change)


def _list_places(change: Change) -> str:
    names = [join_number(place.number, plain_text(place.title)) for place in change.places]
    return fit_line(list(filter(None, names))).rstrip("…")


def _describe_numbers(change: Change) -> str:
    """Which texts are counted otherwise, and what that means for those who refer to them."""
    texts = [
        f"{quote(plain_text(place.title))}: {describe_new_number(place.old, place.new)}"
        for place in change.places
    ]
    shown = texts[:MOST_EDITS]
    more = len(texts) - len(shown)
    rest = f"; and {count_noun(more, 'more place')}" if more else ""
    return f"The same words are counted otherwise. {'; '.join(shown)}{rest}. {FOLLOW_NUMBERS}"


# Of these, what happened says enough; the text stands below.
_TOLD_WHOLE = frozenset({Kind.ADDED, Kind.REMOVED})


def _describe_by_kind(change: Change) -> str:
    """What happened to a text of which no edit is known."""
    if change.kind is Kind.EDITORIAL:
        return f"Only spelling, punctuation or layout changed{_count_places(change)}."
    return f"Reworded{_count_places(change)}."


def _describe_added(change: Change) -> str:
    if _is_heading_alone(change):
        return "New heading."
    inside = _list_clauses_inside(change)
    return f"New {_name_thing(change)}{f' with {inside}' if inside else _quote_beginning(change)}."


def _describe_removed(change: Change) -> str:
    if _is_heading_alone(change):
        return "The heading is removed."
    inside = _list_clauses_inside(change)
    return f"The {_name_thing(change)} is removed{f' with {inside}' if inside else _quote_beginning(change)}."


def _quote_beginning(change: Change) -> str:
    """How a text that came or went begins; nothing where its name says that, or it is told anyway."""
    # A row of a table says little by itself.
    edits = [edit for edit in change.edits if edit.kind is EditKind.SENTENCE and edit.place != "row"]
    sentences = [edit.old or edit.new for edit in edits]
    if not sentences or any(edit.kind is EditKind.LIFTED for edit in change.edits):
        return ""
    titles = [plain_text(title) for title in change.titles]
    return "" if sentences[0].removesuffix(".") in titles else f": {quote(sentences[0])}"


def _is_heading_alone(change: Change) -> bool:
    """Say whether a section came or went of which all else is told by itself, or stayed."""
    return len(change.items) == 1 and isinstance(change.items[0].item, Section)


def _list_clauses_inside(change: Change) -> str:
    """The clauses of a section that came or went: "2 clauses: 3.1 Aims and 3.2 Duties"."""
    if _name_thing(change) != "section":
        return ""
    names: list[str] = []
    for line in change.items:
        if isinstance(line.item, PlacedClause):
            names.append(join_number(line.item.number, plain_text(line.item.title)))
    return f"{count_noun(len(names), 'clause')}: {fit_line(names)}".rstrip("…") if names else ""


def _describe_split(change: Change) -> str:
    old, new = _tell_apart(change)
    return f"{old} is split into {new}."


def _describe_merged(change: Change) -> str:
    old, new = _tell_apart(change)
    return f"{old} are merged into {new}."


def _tell_apart(change: Change) -> tuple[str, str]:
    """The clauses before and after; with their numbers where two of them have one title."""
    titles = [plain_text(title) for title in (*change.old_titles, *change.new_titles)]
    if len(set(titles)) == len(titles):
        return join_words(_quote_titles(change.old_titles)), join_words(_quote_titles(change.new_titles))
    return (
        join_words(_quote_with_numbers(change.old_numbers, change.old_titles)),
        join_words(_quote_with_numbers(change.new_numbers, change.new_titles)),
    )


def _quote_with_numbers(numbers: Sequence[str], titles: Sequence[Inlines]) -> list[str]:
    quoted: list[str] = []
    for number, title in zip(numbers, titles, strict=False):
        quoted.append(f"“{join_number(number, plain_text(title))}”")
    return quoted


def describe_strength(change: Change) -> str:
    """How binding a clause was and is by its own facts, in a sentence; "" where that is as it was."""
    if not change.strength:
        return ""
    before, after = change.strength
    way = "stronger" if _STRONGEST_FIRST.index(after) < _STRONGEST_FIRST.index(before) else "weaker"
    return f"How binding it is changed from “{before}” to “{after}”, which is {way}."


def _describe_scope(change: Change) -> str:
    if change.audience is None and any(edit.kind is EditKind.AUDIENCE for edit in change.edits):
        return ""
    before, after = change.audience or ((), ())
    if before and not after:
        return "It is no longer said to whom it applies."
    more = [name_audience(audience) for audience in after if audience not in before]
    fewer = [name_audience(audience) for audience in before if audience not in after]
    parts: list[str] = []
    if more:
        parts.append(f"it now {'also ' if before else ''}applies to {join_words(more)}")
    if fewer:
        parts.append(f"it no longer applies to {join_words(fewer)}")
    return (
        capitalise(f"{join_words(parts)}.")
        if parts
        else "Not all of it applies to the same people as before."
    )


def _describe_definition(change: Change) -> str:
    if {Kind.ADDED, Kind.REMOVED} & set(change.kinds):
        return "What a word means here, for every clause that uses it."
    term = change.topic or next(map(plain_text, change.titles), "")
    return f"The definition of {f'“{term}”' if term else 'a term'} changed{_count_places(change)}."


def _describe_move(change: Change) -> str:
    if change.items and isinstance(change.items[0].item, Section):
        return "The section is moved."
    old, new = plain_text(change.old_section), plain_text(change.new_section)
    return f"Moved from the section “{old}” to “{new}”." if old != new else "Moved within its section."


def _describe_renaming(change: Change) -> str:
    old, new = _quote_titles(change.old_titles), _quote_titles(change.new_titles)
    if old and old == new:
        return "It takes the place of the clause that had the same title."
    return f"Renamed from {join_words(old)}." if old else "Renamed."


def _describe_reference(change: Change) -> str:
    if not change.topic and any(edit.kind is EditKind.REFERENCE for edit in change.edits):
        return ""
    return f"The reference to {change.topic or 'a text'} is updated{_count_places(change)}."


def _describe_value(change: Change) -> str:
    return f"Only a value changed{f': {change.topic}' if change.topic else ''}{_count_places(change)}."


_DESCRIBERS: Mapping[Kind, Callable[[Change], str]] = {
    Kind.ADDED: _describe_added,
    Kind.REMOVED: _describe_removed,
    Kind.SPLIT: _describe_split,
    Kind.MERGED: _describe_merged,
    Kind.STRENGTH: describe_strength,
    Kind.SCOPE: _describe_scope,
    Kind.DEFINITION: _describe_definition,
    Kind.MOVED: _describe_move,
    Kind.RENAMED: _describe_renaming,
    Kind.REFERENCE: _describe_reference,
    Kind.VALUE: _describe_value,
    Kind.RECORD: lambda _: "What the document says of itself changed: its version, its dates, who was asked.",
}


def _name_thing(change: Change) -> str:
    """Clause, section, definition, or text outside them."""
    if Kind.DEFINITION in change.kinds:
        return "definition"
    items: list[Item] = []
    for line in change.items:
        item = line.new or line.old
        if item is not None:
            items.append(item)
    if items and all(isinstance(item, PlacedClause) for item in items):
        ids = {item.id for item in items if isinstance(item, PlacedClause)}
        return "clause" if len(ids) == 1 else "clauses"
    return "section" if items and isinstance(items[0], Section) else "text"


def _quote_titles(titles: Sequence[Inlines]) -> list[str]:
    return [f"“{plain_text(title)}”" for title in titles]


def _count_places(change: Change) -> str:
    return f", in {count_noun(len(change.places), 'place')}" if change.places else ""


def describe_cause(change: Change) -> str:
    """Why the documents differ here, "" where the model's own text is the cause."""
    causes = {
        Cause.MODEL: "",
        Cause.AMENDMENT: f"Because of the {UNIT}’s own wording.",
        Cause.CHOICE: f"Because of a choice{': ' + change.topic if change.topic else ''}.",
        Cause.WORD: "Because of the word that is used here.",
        Cause.SCHOOL: f"Because of a value that the {UNIT} set.",
        Cause.TRUST: "Because of a value that the trust set.",
        Cause.AUTHORITY: "Because of a value that the authority set.",
        Cause.COMMON: f"Because of a value that is the same for all {UNITS}.",
        Cause.FILE: "",
        Cause.CITATION: "Because a cited text has a new edition.",
    }
    return causes[change.cause]


def describe_where_seen(change: Change) -> str:
    """Which documents alone have a change, or have it worded otherwise, in a sentence; "" where all do."""
    if change.only_where:
        return f"{capitalise(change.only_where).rstrip('.')}."
    if change.where_else:
        return f"It is worded otherwise {change.where_else.removeprefix('only ').rstrip('.')}."
    return ""


def state_reason(change: Change) -> str:
    """The reason that was given; where a text changed without one, that there is none."""
    if change.reason:
        return change.reason
    silent = {Kind.CHOICE, Kind.VALUE, Kind.EDITORIAL, Kind.RECORD, Kind.REFERENCE, Kind.MOVED}
    return "" if change.kind in silent or change.cause is not Cause.MODEL else "none is recorded."


def describe_place(place: Place) -> str:
    """Describe a place where something printed that changed, in a sentence."""
    name = join_number(place.number, plain_text(place.title)) or "The document"
    if place.old and place.new:
        return f"{name}: “{place.old}” is now “{place.new}”."
    if place.new:
        return f"{name}: “{place.new}” is new."
    return f"{name}: “{place.old}” is gone." if place.old else f"{name}."
