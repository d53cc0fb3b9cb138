"""What follows from changes, in words: their effects, their kinds, and how many there are of each."""

from __future__ import annotations

from ..model.change import Change, Changes, Effect, Kind, Size
from ..model.text import capitalise, count_noun

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
_RECORD_ALONE = "Only what the document says of itself has changed."
_NOTHING_FOUND = (
    "No change was found in the words, the numbers and the links that were compared. The files are not the"
    " same in all else, so something else may have changed."
)


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
    if changes.entries and changes.old.party != changes.new.party:
        return count_changes(changes)
    if not changes.entries and not changes.is_complete:
        return _NOTHING_FOUND
    if changes.entries and changes.size is Size.NOTHING:
        return f"{count_changes(changes)} {_RECORD_ALONE}"
    return f"{count_changes(changes)} {SIZES[changes.size]}"


def explain_effect(change: Change, *, is_decided: bool = False) -> str:
    """What follows from a change, and why: "For decision: somebody must approve it, because ..."."""
    name = name_effect(change.effect, is_decided=is_decided)
    explained = f"{name}: {describe_effect(change.effect, is_decided=is_decided)}"
    return f"{explained}, because {change.ground}." if change.ground else f"{explained}."
