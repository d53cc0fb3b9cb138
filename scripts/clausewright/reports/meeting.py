"""A set of changes for those who decide on it and those who are told: an item of an agenda with its motion,
and the text of an e-mail.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..model.ast import Element, Elements, element, header, para, words
from ..model.change import Change, Changes, Effect
from ..model.text import capitalise
from ..model.tokens import token
from . import change_names, effect_words, wording
from .answers import answer_questions
from .cover import Cover, name_sides, write_title

_TO_FILL_IN = "__________"


def write_motion(
    body: str, school: str, text: str, *, instead: str = "", start: str = "", review: str = ""
) -> str:
    """Return the motion that adopts a text, as it is minuted. What is not known is left to be filled in."""
    return (
        f"That the {body} of {school} adopts {text}{instead}, in force from {start or _TO_FILL_IN}, and"
        f" reviews it by {review or _TO_FILL_IN}."
    )


def build_agenda(changes: Changes, cover: Cover) -> Elements:
    """Return the item for the agenda of a meeting: the motion, each change that is for decision with room for
    what was decided, and the answers to what is asked first.
    """
    old, new = name_sides(changes)
    blocks: Elements = [
        header(1, words(_name_item(cover))),
        para(words(f"From {old} to {new}. {effect_words.summarise_changes(changes)}")),
        *_build_facts(cover),
        header(2, words("Motion")),
        para(words(_write_motion_of(changes, cover))),
    ]
    for effect in (Effect.DECIDE, Effect.UNJUDGED):
        entries = list(_list_of_effect(changes, effect))
        if entries:
            blocks.append(header(2, words(f"{effect_words.EFFECTS[effect]} ({len(entries)})")))
        for number, entry in entries:
            blocks += [
                para(words(_tell(number, entry, with_ground=True))),
                para(words(f"Decision: {_TO_FILL_IN}")),
            ]
    blocks += _build_rest(changes)
    return [*blocks, *_build_answers(changes)]


def build_email(changes: Changes, cover: Cover) -> Elements:
    """Return the text of an e-mail to those whom the changes concern; its first line is the subject."""
    old, new = name_sides(changes)
    version = f", {changes.new.title}" if changes.new.title != changes.old.title else ""
    blocks: Elements = [
        para(words(f"Subject: {write_title(cover)}{version}")),
        para(words("Dear all,")),
        para(
            words(
                f"{_name_text(cover)} changes from {old} to {new}. {effect_words.summarise_changes(changes)}"
            )
        ),
        *_build_facts(cover),
    ]
    for effect in changes.by_effect():
        entries = list(_list_of_effect(changes, effect))
        explained = effect_words.EFFECTS_EXPLAINED[effect]
        blocks.append(para(words(f"{effect_words.EFFECTS[effect]} ({len(entries)}): {explained}.")))
        blocks.append(_make_list(_tell(number, entry) for number, entry in entries))
    return [*blocks, *_build_answers(changes)]


def _name_item(cover: Cover) -> str:
    return f"{cover.policy}: for decision"


def _name_text(cover: Cover) -> str:
    return capitalise(f"{cover.article}{cover.policy}")


def _write_motion_of(changes: Changes, cover: Cover) -> str:
    """The motion of two versions, or of two files, of which nobody knows who decides on them."""
    if not cover.approver:
        return f"That the new text of {cover.policy} takes the place of the old one, from {_TO_FILL_IN}."
    body, school = token(f"word.{cover.approver}"), token("site.name")
    text = f"the {cover.policy} of {changes.new.title}"
    instead = f" in place of the version of {changes.old.title}" if changes.old.id != changes.new.id else ""
    return write_motion(body, school, text, instead=instead)


def _build_facts(cover: Cover) -> Elements:
    return [para(words(f"{name}: {text}")) for name, text in cover.facts()]


def _list_of_effect(changes: Changes, effect: Effect) -> Iterator[tuple[int, Change]]:
    for number, entry in enumerate(changes.entries, 1):
        if entry.effect is effect:
            yield number, entry


def _tell(number: int, entry: Change, *, with_ground: bool = False) -> str:
    """A change in a sentence or two: what it is called, what happened, and why."""
    parts = [
        f"Change {number}, {change_names.name_change(entry)}: {wording.describe_change(entry)}",
        wording.describe_cause(entry),
        wording.describe_where_seen(entry),
    ]
    if with_ground and entry.ground:
        parts.append(f"For decision, because {entry.ground}.")
    if reason := wording.state_reason(entry):
        parts.append(f"Reason: {reason}")
    parts.append(entry.instead)
    return " ".join(filter(None, parts))


def _build_rest(changes: Changes) -> Elements:
    """The changes on which nothing is to be decided, by their names."""
    blocks: Elements = []
    for effect in (Effect.NOTE, Effect.NONE):
        entries = list(_list_of_effect(changes, effect))
        if entries:
            blocks.append(header(2, words(f"{effect_words.EFFECTS[effect]} ({len(entries)})")))
            blocks.append(_make_list(_tell(number, entry) for number, entry in entries))
    return blocks


def _build_answers(changes: Changes) -> Elements:
    blocks: Elements = []
    if not changes.entries:
        return blocks
    for answer in answer_questions(changes):
        blocks.append(header(2, words(answer.question)))
        lines = [f"{line.name} (change {line.number}): {line.text}" for line in answer.lines]
        blocks.append(_make_list(lines) if lines else para(words(answer.none)))
    return blocks


def _make_list(texts: Iterator[str] | list[str]) -> Element:
    return element("BulletList", [[element("Plain", words(text))] for text in texts])
