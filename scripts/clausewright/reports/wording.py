"""The words that every page and file uses for a change: one way to say each thing, so that all agree."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence

from ..model.ast import text_of
from ..model.change import Cause, Change, Changes, Edit, EditKind, Effect, Kind, Place, Size
from ..model.document import Inlines, Item, PlacedClause, Section
from ..model.kinds import Strength
from ..model.text import capitalise, count_noun, join_words
from ..model.tokens import token

EFFECTS = {
    Effect.DECIDE: "For decision",
    Effect.UNJUDGED: "Not judged",
    Effect.NOTE: "To note",
    Effect.NONE: "Nothing to do",
}
EFFECTS_EXPLAINED = {
    Effect.DECIDE: "somebody must approve it",
    Effect.UNJUDGED: "read it, and say whether somebody must approve it",
    Effect.NOTE: "nobody has to approve it, but readers should know",
    Effect.NONE: "it changes nothing that anybody must do or know",
}
# What was for decision when a version was adopted is decided.
_DECIDED = "Was for decision"
_DECIDED_EXPLAINED = "somebody had to approve it"
SIZES = {
    Size.MAJOR: "This is a major version: something in it must be decided.",
    Size.MINOR: "This is a minor version: nothing in it must be decided, but readers should know of it.",
    Size.EDITORIAL: "This is an editorial version: nothing in it changes what anybody must do or know.",
    Size.NOTHING: "Nothing has changed.",
}
_NOTHING_FOUND = (
    "No change was found in the words, the numbers and the links that were compared. The files are not the"
    " same in all else, so something else may have changed."
)
_STRONGEST_FIRST = tuple(Strength)
# A line on a page of paper; of what is quoted in it; and so many edits are told before the rest are counted.
_LINE, _QUOTED, _MOST_EDITS = 100, 90, 4
# Where an edit is: in a cell, or a row, column or item that came or went.
_CELL, _WHOLES = "cell: ", frozenset({"row", "column", "item"})
_FOLLOW_NUMBERS = "Whoever refers to an old number, here or in another text, has to follow."
# So many letters before another mark are quoted with it.
_LEAD = 40
# What the body is called that adopts, one and several of it.
_UNIT, _UNITS = token("unit.singular"), token("unit.plural")


def plain_text(inlines: Inlines) -> str:
    """Inlines as plain text, still with tokens."""
    return " ".join(text_of(list(inlines)).split())


def name_effect(effect: Effect, *, is_decided: bool = False) -> str:
    """What follows from a change, as a label; `is_decided` says that its version was adopted."""
    return _DECIDED if is_decided and effect is Effect.DECIDE else EFFECTS[effect]


def describe_effect(effect: Effect, *, is_decided: bool = False) -> str:
    """What follows from a change, as half a sentence."""
    return _DECIDED_EXPLAINED if is_decided and effect is Effect.DECIDE else EFFECTS_EXPLAINED[effect]


def name_kind(kind: Kind) -> str:
    """A kind as a label."""
    return capitalise(kind.value)


def count_changes(changes: Changes, *, is_decided: bool = False) -> str:
    """How many changes there are, by effect: "14 changes: 5 for decision, 8 to note,
    1 with nothing to do.".
    """
    if not changes.entries:
        return "No changes."
    parts = {
        Effect.DECIDE: "that were for decision" if is_decided else "for decision",
        Effect.UNJUDGED: "not judged",
        Effect.NOTE: "to note",
        Effect.NONE: "with nothing to do",
    }
    each = ", ".join(f"{number} {parts[effect]}" for effect, number in changes.by_effect().items())
    return f"{count_noun(len(changes.entries), 'change')}: {each}."


def summarise_changes(changes: Changes, *, is_decided: bool = False) -> str:
    """How many changes there are, and of two versions how large they are together."""
    if changes.entries and is_decided:
        return count_changes(changes, is_decided=True)
    if changes.entries and changes.old.who != changes.new.who:
        return count_changes(changes)
    if not changes.entries and not changes.is_complete:
        return _NOTHING_FOUND
    return f"{count_changes(changes)} {SIZES[changes.size]}"


def join_number(number: str, title: str) -> str:
    """A clause's number and title as one."""
    return f"{number.rstrip('.:')} {title}".strip()


def name_change(change: Change) -> str:
    """What a change is called, on one line: its clauses with their numbers, or what it is about."""
    titles = change.new_titles or change.old_titles
    numbers = change.new_numbers if change.new_titles else change.old_numbers
    if titles:
        padded = [*numbers, *[""] * len(titles)][: len(titles)]
        names = [join_number(number, plain_text(title)) for number, title in zip(padded, titles, strict=True)]
        return _fit_line(names)
    if change.topic:
        return capitalise(change.topic)
    if change.kind is Kind.RECORD:
        return "The record of the policy"
    section = plain_text(change.section)
    return f"Text in “{section}”" if section else "Text outside the clauses"


def _fit_line(names: Sequence[str]) -> str:
    """Names as one line: all of them, or the first ones and how many more there are."""
    for count in range(len(names), 1, -1):
        rest = len(names) - count
        line = join_words([*names[:count], *([f"{rest} more"] if rest else [])])
        if len(line) <= _LINE:
            return line
    ending = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return f"{cut_to_line(names[0], _LINE - len(ending))}{ending}" if names else ""


def cut_to_line(text: str, most: int = _LINE) -> str:
    """The beginning of a text, whole words of it, and "…" where more follows."""
    return textwrap.shorten(text, most, placeholder=" …") if len(text) > most else text


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
        description = _describe_editorial(change.edits[0])
        return f"{description} It is so in {count_noun(len(change.places), 'place')}: {_list_places(change)}."
    if change.places and change.edits:
        return f"The same edit in {count_noun(len(change.places), 'place')}: {_list_places(change)}."
    sentences = [_WHAT[kind](change) for kind in change.kinds if kind in _WHAT]
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
    sentences = [_WHAT[kind](change) for kind in change.kinds if kind in _WHAT]
    return " ".join(filter(None, sentences)) or _describe_by_kind(change)


def _list_places(change: Change) -> str:
    names = [join_number(place.number, plain_text(place.title)) for place in change.places]
    return _fit_line(list(filter(None, names))).rstrip("…")


def _describe_numbers(change: Change) -> str:
    """Which texts are counted otherwise, and what that means for those who refer to them."""
    texts = [
        f"{_quoted(plain_text(place.title))}: {_tell_numbers(place.old, place.new)}"
        for place in change.places
    ]
    shown = texts[:_MOST_EDITS]
    more = len(texts) - len(shown)
    rest = f"; and {count_noun(more, 'more place')}" if more else ""
    return f"The same words are counted otherwise. {'; '.join(shown)}{rest}. {_FOLLOW_NUMBERS}"


def _tell_numbers(old: str, new: str) -> str:
    """What a number became: "“1.1” is now “4.1”"."""
    names = [{"": "no number", "•": "a bullet"}.get(label, f"“{label}”") for label in (old, new)]
    return f"{names[0]} is now {names[1]}"


def describe_edits(change: Change) -> list[str]:
    """What was edited in the text of a change, a sentence each;
    the last says how many more edits there are.
    """
    # What the clause's own facts say is told already.
    told_already = {EditKind.AUDIENCE: change.audience, EditKind.STRENGTH: change.strength}
    edits = [edit for edit in change.edits if not told_already.get(edit.kind)]
    if change.kinds == (Kind.EDITORIAL,):
        return [_describe_editorial(edit) for edit in edits if edit.kind in _OF_NO_WORDS][:1]
    sentences = [describe_edit(edit) for edit in edits[:_MOST_EDITS]]
    if len(edits) > _MOST_EDITS:
        sentences.append(f"And {count_noun(len(edits) - _MOST_EDITS, 'more edit')}.")
    return sentences


def _describe_editorial(edit: Edit) -> str:
    """The edit of a text of which the words are the same."""
    if edit.kind in _OF_LAYOUT:
        return f"Only the layout changed. {describe_edit(edit)}"
    if edit.kind in (EditKind.ORDER, EditKind.NUMBERING):
        return describe_edit(edit)
    things = "punctuation" if edit.kind is EditKind.PUNCTUATION else "capitals"
    return f"Only the {things} changed: {_tell_marks(edit)}"


def describe_edit(edit: Edit) -> str:
    """One edit, in a sentence."""
    text = _EDITS[edit.kind](edit)
    if edit.place == "note":
        return f"In its note: {text[:1].lower() + text[1:]}"
    return f"In {edit.place.removeprefix(_CELL)}: {text}" if edit.place.startswith(_CELL) else text


def _quoted(text: str) -> str:
    return f"“{cut_to_line(text.removesuffix('.'), _QUOTED)}”"


def _tell_replaced(edit: Edit) -> str:
    if edit.old and edit.new:
        old, new = _quote_difference(edit.old, edit.new)
        return f"{old} is now {new}."
    return f"{_quoted(edit.new)} is added." if edit.new else f"{_quoted(edit.old)} is removed."


def _quote_difference(old: str, new: str) -> tuple[str, str]:
    """Two texts as quotations; of long ones that begin alike what follows from a little before they part."""
    if max(len(old), len(new)) <= _QUOTED:
        return _quoted(old), _quoted(new)
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    start = old.rfind(" ", 0, max(0, start - _LEAD)) + 1 if start > _LEAD else 0
    lead = "… " if start else ""
    return _quoted(f"{lead}{old[start:]}"), _quoted(f"{lead}{new[start:]}")


def _tell_marks(edit: Edit) -> str:
    """A sentence with other marks, from a little before the first of them where it is long."""
    start = 0
    while start < min(len(edit.old), len(edit.new)) and edit.old[start] == edit.new[start]:
        start += 1
    start = edit.old.rfind(" ", 0, max(0, start - _LEAD)) + 1 if start > _LEAD else 0
    lead = "… " if start else ""
    texts = [edit.old, edit.new]
    if all(text.endswith(".") for text in texts):
        texts = [text.removesuffix(".") for text in texts]
    old, new = (cut_to_line(f"{lead}{text[start:]}", _QUOTED) for text in texts)
    return f"“{old}” is now “{new}”."


def _tell_reversed(edit: Edit) -> str:
    return f"Prohibition reversed: {_tell_replaced(edit)}"


def _tell_lifted(edit: Edit) -> str:
    if edit.new:
        return f"A prohibition is removed: {_tell_replaced(edit)}"
    return f"A prohibition is removed: {_quoted(edit.old)}."


def _tell_modal(edit: Edit) -> str:
    return f"“{edit.old}” is now “{edit.new}”, which is {edit.way}."


def _tell_audience(edit: Edit) -> str:
    parts = [f"it now names {edit.new}" if edit.new else "", f"no longer {edit.old}" if edit.old else ""]
    if edit.old and not edit.new:
        parts[1] = f"it no longer names {edit.old}"
    return f"{capitalise(', and '.join(filter(None, parts)))}."


def _tell_condition(edit: Edit) -> str:
    way = "added" if edit.new else "removed"
    return f"A condition is {way}: {_quoted(edit.new or edit.old)}."


def _tell_sentence(edit: Edit) -> str:
    if edit.place in _WHOLES:
        return (
            f"New {edit.place}: {_quoted(edit.new)}."
            if edit.new
            else f"Removed {edit.place}: {_quoted(edit.old)}."
        )
    return f"New: {_quoted(edit.new)}." if edit.new else f"Removed: {_quoted(edit.old)}."


def _tell_contact(edit: Edit) -> str:
    return f"Contact: {_tell_replaced(edit)}"


def _tell_link(edit: Edit) -> str:
    if edit.old and edit.new:
        name = f"The link {_quoted(edit.way)}" if edit.way else "A link"
        return f"{name} leads to {edit.new}, no longer to {edit.old}."
    return f"A link to {edit.new} is added." if edit.new else f"The link to {edit.old} is removed."


def _tell_picture(edit: Edit) -> str:
    old, new = cut_to_line(edit.old, _QUOTED), cut_to_line(edit.new, _QUOTED)
    if old and new:
        return f"The picture {old} is now {new}."
    return f"New picture: {new}." if new else f"A picture is removed: {old}."


def _tell_reference(edit: Edit) -> str:
    if edit.way:
        return f"The reference {edit.way} its clause: {_tell_replaced(edit)}"
    return f"The reference to {_quoted(edit.old)} is now to {_quoted(edit.new)}."


def _tell_emphasis(edit: Edit) -> str:
    if edit.old and edit.new:
        return f"The emphasis is another: {_quoted(edit.new)} is in other type."
    when = "now" if edit.new else "no longer"
    return f"The emphasis is another: {_quoted(edit.new or edit.old)} is {when} {edit.way}."


def _tell_order(edit: Edit) -> str:
    if edit.way in ("cut", "words"):
        difference = "are cut otherwise" if edit.way == "cut" else "stand in another order"
        return f"The same words {difference}: {_tell_replaced(edit)}"
    if edit.way:
        return "The same sentences stand in other items of a list, or no longer in one."
    return "Its sentences stand in another order."


def _tell_choice(edit: Edit) -> str:
    if edit.way == "chosen":
        return f"There is something new to choose: {edit.new}. It is chosen already: “{edit.old}”."
    if edit.way == "open":
        return f"The {_UNIT} now has to choose: {edit.new}. Until it does, it gets “{edit.old}”."
    start = f"Each {_UNIT} can now choose" if edit.way else f"Each {_UNIT} now has to choose"
    return f"{start}: {edit.new}. One that does nothing gets “{edit.old}”."


_EDITS: Mapping[EditKind, Callable[[Edit], str]] = {
    EditKind.CHOICE: _tell_choice,
    EditKind.REVERSED: _tell_reversed,
    EditKind.LIFTED: _tell_lifted,
    EditKind.STRENGTH: _tell_modal,
    EditKind.FIGURE: _tell_replaced,
    EditKind.CONTACT: _tell_contact,
    EditKind.LINK: _tell_link,
    EditKind.AUDIENCE: _tell_audience,
    EditKind.CONDITION: _tell_condition,
    EditKind.WORDS: _tell_replaced,
    EditKind.SENTENCE: _tell_sentence,
    EditKind.PICTURE: _tell_picture,
    EditKind.REFERENCE: _tell_reference,
    EditKind.PUNCTUATION: lambda edit: f"The punctuation changed: {_tell_marks(edit)}",
    EditKind.CAPITALS: lambda edit: f"The capitals changed: {_tell_marks(edit)}",
    EditKind.EMPHASIS: _tell_emphasis,
    EditKind.ORDER: _tell_order,
    EditKind.NUMBERING: lambda edit: (
        f"A list is counted otherwise: {_tell_numbers(edit.old, edit.new)}. {_FOLLOW_NUMBERS}"
    ),
    EditKind.LEVEL: lambda edit: f"The heading stands one level {edit.way}.",
}
# What can be said of a change of no words.
_OF_LAYOUT = frozenset({EditKind.EMPHASIS, EditKind.LEVEL})
_OF_NO_WORDS = _OF_LAYOUT | {EditKind.PUNCTUATION, EditKind.CAPITALS, EditKind.ORDER, EditKind.NUMBERING}
# Of these, what happened says enough; the text stands below.
_TOLD_WHOLE = frozenset({Kind.ADDED, Kind.REMOVED})


def _describe_by_kind(change: Change) -> str:
    """What happened to a text of which no edit is known."""
    if change.kind is Kind.EDITORIAL:
        return f"Only spelling, punctuation or layout changed{_in_places(change)}."
    return f"Reworded{_in_places(change)}."


def explain_effect(change: Change, *, is_decided: bool = False) -> str:
    """What follows from a change, and why: "For decision: somebody must approve it, because ..."."""
    name = name_effect(change.effect, is_decided=is_decided)
    explained = f"{name}: {describe_effect(change.effect, is_decided=is_decided)}"
    return f"{explained}, because {change.ground}." if change.ground else f"{explained}."


def _added(change: Change) -> str:
    if _is_heading_alone(change):
        return "New heading."
    inside = _list_clauses_inside(change)
    return f"New {_thing(change)}{f' with {inside}' if inside else _quote_beginning(change)}."


def _removed(change: Change) -> str:
    if _is_heading_alone(change):
        return "The heading is removed."
    inside = _list_clauses_inside(change)
    return f"The {_thing(change)} is removed{f' with {inside}' if inside else _quote_beginning(change)}."


def _quote_beginning(change: Change) -> str:
    """How a text that came or went begins; nothing where its name says that, or it is told anyway."""
    sentences = [edit.old or edit.new for edit in change.edits if edit.kind is EditKind.SENTENCE]
    if not sentences or any(edit.kind is EditKind.LIFTED for edit in change.edits):
        return ""
    titles = [plain_text(title) for title in change.titles]
    return "" if sentences[0].removesuffix(".") in titles else f": {_quoted(sentences[0])}"


def _is_heading_alone(change: Change) -> bool:
    """Say whether a section came or went of which all else is told by itself, or stayed."""
    return len(change.items) == 1 and isinstance(change.items[0].item, Section)


def _list_clauses_inside(change: Change) -> str:
    """The clauses of a section that came or went: "2 clauses: 3.1 Aims and 3.2 Duties"."""
    if _thing(change) != "section":
        return ""
    names: list[str] = []
    for line in change.items:
        if isinstance(line.item, PlacedClause):
            names.append(join_number(line.item.number, plain_text(line.item.title)))
    return f"{count_noun(len(names), 'clause')}: {_fit_line(names)}".rstrip("…") if names else ""


def _split(change: Change) -> str:
    old, new = _tell_apart(change)
    return f"{old} is split into {new}."


def _merged(change: Change) -> str:
    old, new = _tell_apart(change)
    return f"{old} are merged into {new}."


def _tell_apart(change: Change) -> tuple[str, str]:
    """The clauses before and after; with their numbers where two of them have one title."""
    titles = [plain_text(title) for title in (*change.old_titles, *change.new_titles)]
    if len(set(titles)) == len(titles):
        return join_words(_quote(change.old_titles)), join_words(_quote(change.new_titles))
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


def _scope(change: Change) -> str:
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


def _definition(change: Change) -> str:
    if {Kind.ADDED, Kind.REMOVED} & set(change.kinds):
        return "What a word means here, for every clause that uses it."
    term = change.topic or next(map(plain_text, change.titles), "")
    return f"The definition of {f'“{term}”' if term else 'a term'} changed{_in_places(change)}."


def _moved(change: Change) -> str:
    if change.items and isinstance(change.items[0].item, Section):
        return "The section is moved."
    old, new = plain_text(change.old_section), plain_text(change.new_section)
    return f"Moved from the section “{old}” to “{new}”." if old != new else "Moved within its section."


def _renamed(change: Change) -> str:
    old, new = _quote(change.old_titles), _quote(change.new_titles)
    if old and old == new:
        return "It takes the place of the clause that had the same title."
    return f"Renamed from {join_words(old)}." if old else "Renamed."


def _reference(change: Change) -> str:
    if not change.topic and any(edit.kind is EditKind.REFERENCE for edit in change.edits):
        return ""
    return f"The reference to {change.topic or 'a text'} is updated{_in_places(change)}."


def _value(change: Change) -> str:
    return f"Only a value changed{f': {change.topic}' if change.topic else ''}{_in_places(change)}."


_WHAT: Mapping[Kind, Callable[[Change], str]] = {
    Kind.ADDED: _added,
    Kind.REMOVED: _removed,
    Kind.SPLIT: _split,
    Kind.MERGED: _merged,
    Kind.STRENGTH: describe_strength,
    Kind.SCOPE: _scope,
    Kind.DEFINITION: _definition,
    Kind.MOVED: _moved,
    Kind.RENAMED: _renamed,
    Kind.REFERENCE: _reference,
    Kind.VALUE: _value,
    Kind.RECORD: lambda _: "What the document says of itself changed: its version, its dates, who was asked.",
}


def _thing(change: Change) -> str:
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


def _quote(titles: Sequence[Inlines]) -> list[str]:
    return [f"“{plain_text(title)}”" for title in titles]


def _in_places(change: Change) -> str:
    return f", in {count_noun(len(change.places), 'place')}" if change.places else ""


def describe_cause(change: Change) -> str:
    """Why the documents differ here, "" where the model's own text is the cause."""
    causes = {
        Cause.MODEL: "",
        Cause.AMENDMENT: f"Because of the {_UNIT}’s own wording.",
        Cause.CHOICE: f"Because of a choice{': ' + change.topic if change.topic else ''}.",
        Cause.WORD: "Because of the word that is used here.",
        Cause.SCHOOL: f"Because of a value that the {_UNIT} set.",
        Cause.TRUST: "Because of a value that the trust set.",
        Cause.AUTHORITY: "Because of a value that the authority set.",
        Cause.COMMON: f"Because of a value that is the same for all {_UNITS}.",
        Cause.FILE: "",
        Cause.CITATION: "Because a cited text has a new edition.",
    }
    return causes[change.cause]


def describe_where_seen(change: Change) -> str:
    """Which documents alone have a change, or have it in other words, in a sentence; "" where all have it."""
    if change.only_where:
        return f"{capitalise(change.only_where).rstrip('.')}."
    return (
        f"In other words {change.where_else.removeprefix('only ').rstrip('.')}." if change.where_else else ""
    )


def name_audience(audience: str) -> str:
    """An audience, "pupil", as those whom it means, "pupils"."""
    name = audience.replace("-", " ").replace("_", " ")
    return name if name.endswith(("s", "staff")) else f"{name}s"


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
