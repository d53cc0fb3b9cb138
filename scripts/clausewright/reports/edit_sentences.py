"""What was edited in a text, in sentences: one for each edit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ..model.change import BECAME_HEADING, BECAME_LINE, Change, Edit, EditKind, Kind
from ..model.text import capitalise, count_noun
from .change_names import LONGEST_QUOTATION, UNIT, cut_to_line, quote

FOLLOW_NUMBERS = "Whoever refers to an old number, here or in another text, has to follow."
# So many edits are told before the rest are counted; of so many in one sentence those of words are one.
MOST_EDITS, _MANY_IN_SENTENCE = 4, 3
# So much of a sentence is read at once.
_READ_AT_ONCE = 130
# Where an edit is: in a cell, or a row, column or item that came or went.
_CELL, _WHOLES = "cell: ", frozenset({"row", "column", "item"})
# So many letters before another mark are quoted with it.
_LEAD = 40


def describe_new_number(old: str, new: str) -> str:
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
        return _describe_edits_of_no_words([edit for edit in edits if edit.kind in _OF_NO_WORDS])
    sentences = list(dict.fromkeys(_describe_edit_or_sentence(edit, edits) for edit in edits))
    more = len(sentences) - MOST_EDITS
    return [*sentences[:MOST_EDITS], *([f"And {count_noun(more, 'more edit')}."] if more > 0 else [])]


def _describe_edits_of_no_words(edits: Sequence[Edit]) -> list[str]:
    """The edits of a text of which the words are the same. That only one thing changed is said where it is
    one.
    """
    firsts: dict[EditKind, Edit] = {}
    for edit in edits:
        # Where sentences end elsewhere, their marks say so.
        is_told = any((edit.old, edit.new) == (other.old, other.new) for other in firsts.values())
        if not (is_told and edit.kind is EditKind.ORDER):
            firsts.setdefault(edit.kind, edit)
    if len(firsts) == 1:
        return [describe_editorial(edit) for edit in firsts.values()]
    return [describe_edit(edit) for edit in firsts.values()]


def _describe_edit_or_sentence(edit: Edit, edits: Sequence[Edit]) -> str:
    """One edit; where words were edited at several places of one sentence, all of these at once."""
    same = [other for other in edits if other.sentence == edit.sentence and any(edit.sentence)]
    is_one_of_many = len(same) >= _MANY_IN_SENTENCE
    return (_describe_sentence(edit) if is_one_of_many else "") or describe_edit(edit)


def _describe_sentence(edit: Edit) -> str:
    """All that became other in the sentence of an edit, from the first word to the last; "" where that is too
    long to be read at once.
    """
    old, new = _cut_to_difference(*edit.sentence)
    is_short = max(len(old), len(new)) <= _READ_AT_ONCE
    return _name_place(edit, f"“{old}” is now “{new}”.") if is_short else ""


def _cut_to_difference(old: str, new: str) -> tuple[str, str]:
    """Two sentences from a word before they part to the last word in which they differ."""
    olds, news = old.removesuffix(".").split(), new.removesuffix(".").split()
    start = _count_same(olds, news)
    end = _count_same(olds[start:][::-1], news[start:][::-1])
    start = max(0, start - 1)
    sides: list[str] = []
    for words in (olds, news):
        lead, trail = "… " if start else "", " …" if end else ""
        sides.append(f"{lead}{' '.join(words[start : len(words) - end])}{trail}")
    return sides[0], sides[1]


def _count_same(olds: Sequence[str], news: Sequence[str]) -> int:
    """How many words two texts begin with that are the same."""
    count = 0
    while count < min(len(olds), len(news)) and olds[count] == news[count]:
        count += 1
    return count


def describe_editorial(edit: Edit) -> str:
    """The edit of a text of which the words are the same."""
    if edit.kind in _OF_LAYOUT:
        return f"Only the layout changed. {describe_edit(edit)}"
    if edit.kind in (EditKind.ORDER, EditKind.NUMBERING):
        return describe_edit(edit)
    if edit.kind is EditKind.SPELLING:
        return f"Only the spelling changed: {_tell_replaced(edit)}"
    things = "punctuation" if edit.kind is EditKind.PUNCTUATION else "capitals"
    return f"Only the {things} changed: {_tell_marks(edit)}"


def describe_edit(edit: Edit) -> str:
    """One edit, in a sentence."""
    return _name_place(edit, _EDITS[edit.kind](edit))


def _name_place(edit: Edit, text: str) -> str:
    """The sentence about an edit, with the place where it is."""
    if edit.place == "note":
        return f"In its note: {text[:1].lower() + text[1:]}"
    return f"In {edit.place.removeprefix(_CELL)}: {text}" if edit.place.startswith(_CELL) else text


def _tell_replaced(edit: Edit) -> str:
    if edit.old and edit.new:
        old, new = _quote_difference(edit.old, edit.new)
        return f"{old} is now {new}."
    return f"{quote(edit.new)} is added." if edit.new else f"{quote(edit.old)} is removed."


def _quote_difference(old: str, new: str) -> tuple[str, str]:
    """Two texts as quotations; of long ones that begin alike what follows from a little before they part."""
    if max(len(old), len(new)) <= LONGEST_QUOTATION:
        return quote(old), quote(new)
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    start = old.rfind(" ", 0, max(0, start - _LEAD)) + 1 if start > _LEAD else 0
    lead = "… " if start else ""
    return quote(f"{lead}{old[start:]}"), quote(f"{lead}{new[start:]}")


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
    old, new = (cut_to_line(f"{lead}{text[start:]}", LONGEST_QUOTATION) for text in texts)
    return f"“{old}” is now “{new}”."


def _tell_reversed(edit: Edit) -> str:
    return f"Prohibition reversed: {_tell_replaced(edit)}"


def _tell_lifted(edit: Edit) -> str:
    if edit.new:
        return f"A prohibition is removed: {_tell_replaced(edit)}"
    return f"A prohibition is removed: {quote(edit.old)}."


def _tell_modal(edit: Edit) -> str:
    return f"“{edit.old}” is now “{edit.new}”, which is {edit.way}."


def _tell_audience(edit: Edit) -> str:
    parts = [f"it now names {edit.new}" if edit.new else "", f"no longer {edit.old}" if edit.old else ""]
    if edit.old and not edit.new:
        parts[1] = f"it no longer names {edit.old}"
    return f"{capitalise(', and '.join(filter(None, parts)))}."


def _tell_condition(edit: Edit) -> str:
    way = "added" if edit.new else "removed"
    return f"A condition is {way}: {quote(edit.new or edit.old)}."


def _tell_sentence(edit: Edit) -> str:
    if edit.place in _WHOLES:
        return (
            f"New {edit.place}: {quote(edit.new)}."
            if edit.new
            else f"Removed {edit.place}: {quote(edit.old)}."
        )
    return f"New: {quote(edit.new)}." if edit.new else f"Removed: {quote(edit.old)}."


def _tell_contact(edit: Edit) -> str:
    return f"Contact: {_tell_replaced(edit)}"


def _tell_link(edit: Edit) -> str:
    if edit.old and edit.new:
        name = f"The link {quote(edit.way)}" if edit.way else "A link"
        return f"{name} leads to {edit.new}, no longer to {edit.old}."
    return f"A link to {edit.new} is added." if edit.new else f"The link to {edit.old} is removed."


def _tell_picture(edit: Edit) -> str:
    old, new = cut_to_line(edit.old, LONGEST_QUOTATION), cut_to_line(edit.new, LONGEST_QUOTATION)
    if old and new:
        return f"The picture {old} is now {new}."
    return f"New picture: {new}." if new else f"A picture is removed: {old}."


def _tell_reference(edit: Edit) -> str:
    if edit.way:
        return f"The reference {edit.way} its clause: {_tell_replaced(edit)}"
    return f"The reference to {quote(edit.old)} is now to {quote(edit.new)}."


def _tell_emphasis(edit: Edit) -> str:
    if not (edit.old or edit.new):
        return f"The emphasis is another: some words are {edit.way}."
    if edit.old and edit.new:
        return f"The emphasis is another: {quote(edit.new)} is in other type."
    when = "now" if edit.new else "no longer"
    return f"The emphasis is another: {quote(edit.new or edit.old)} is {when} {edit.way}."


def _tell_order(edit: Edit) -> str:
    if edit.way in ("cut", "words"):
        difference = "are cut otherwise" if edit.way == "cut" else "stand in another order"
        return f"The same words {difference}: {_tell_replaced(edit)}"
    if edit.way:
        return "The same sentences stand in other items of a list, or no longer in one."
    return "Its sentences stand in another order."


def _tell_level(edit: Edit) -> str:
    if edit.way == BECAME_HEADING:
        return "It is a heading now."
    if edit.way == BECAME_LINE:
        return "It is no heading any more."
    return f"The heading stands one level {edit.way}."


def _tell_choice(edit: Edit) -> str:
    if edit.way == "chosen":
        return f"There is something new to choose: {edit.new}. It is chosen already: “{edit.old}”."
    if edit.way == "open":
        return f"The {UNIT} now has to choose: {edit.new}. Until it does, it gets “{edit.old}”."
    start = f"Each {UNIT} can now choose" if edit.way else f"Each {UNIT} now has to choose"
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
    EditKind.SPELLING: lambda edit: f"The spelling changed: {_tell_replaced(edit)}",
    EditKind.PUNCTUATION: lambda edit: f"The punctuation changed: {_tell_marks(edit)}",
    EditKind.CAPITALS: lambda edit: f"The capitals changed: {_tell_marks(edit)}",
    EditKind.EMPHASIS: _tell_emphasis,
    EditKind.ORDER: _tell_order,
    EditKind.NUMBERING: lambda edit: (
        f"A list is counted otherwise: {describe_new_number(edit.old, edit.new)}. {FOLLOW_NUMBERS}"
    ),
    EditKind.LEVEL: _tell_level,
}
# What can be said of a change of no words.
_OF_LAYOUT = frozenset({EditKind.EMPHASIS, EditKind.LEVEL})
_OF_NO_WORDS = _OF_LAYOUT | {
    EditKind.SPELLING,
    EditKind.PUNCTUATION,
    EditKind.CAPITALS,
    EditKind.ORDER,
    EditKind.NUMBERING,
}
