"""Effects: what follows from each change by the rules of policies/effects.yml,
and how large all of them are together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from ..model.change import (
    BECAME_HEADING,
    BECAME_LINE,
    Cause,
    Change,
    Changes,
    Edit,
    EditKind,
    Effect,
    Kind,
    Size,
    Weight,
)
from ..model.document import Item, PlacedClause, Prose
from ..model.effects import DEFAULT_RULES, ChangeFacts, EffectRule, find_rule
from ..model.kinds import Strength
from ..model.tokens import token
from .classify import is_american_spelling
from .repeated import FOLLOWS
from .weight import speaks_of_rule

# Kinds that have to be decided on whatever the rules of a trust say.
_ALWAYS = {
    Kind.REVERSED: Weight.PROHIBITION,
    Kind.LIFTED: Weight.PROHIBITION,
    Kind.CHOICE: f"each {token('unit.singular')} has something to choose",
    Kind.STRENGTH: "it is more binding than before, or less",
    Kind.FIGURE: Weight.FIGURE,
    Kind.SCOPE: Weight.AUDIENCE,
}
_GROUNDS = {
    Kind.DEFINITION: "what a word means is said otherwise",
    Kind.MOVED: "its words are the same",
    Kind.RENAMED: "only its name is another",
    Kind.REFERENCE: "only what it refers to is another",
    Kind.CONTACT: "only whom to write to or call is another",
    Kind.LINK: "only where a link leads is another",
    Kind.EDITORIAL: "the words say the same",
    Kind.RECORD: "it is what the document says of itself",
}
# The one whose word counts comes first.
_SEVEREST = tuple(Effect)


def assign_effects(changes: Changes, rules: Iterable[EffectRule], reapprove: Mapping[str, bool]) -> Changes:
    """Return the changes with their effects and their size, and each with the ground of its effect.

    `reapprove` says of each value's key whether a new value needs a new decision. A change that no rule fits
    has the effect "decide": what nobody thought of is not passed over. Nor is what weighs by its words (a
    figure, a prohibition, a duty, and what touches people's jobs, data or safety): rules can make more
    changes matters of decision, and never fewer than these. Of two files of others nobody can say that
    nothing has to be approved, so what would be noted is left unjudged.
    """
    in_order = tuple(rules)
    entries = [_judge(entry, in_order, reapprove.get(entry.subject)) for entry in changes.entries]
    return replace(changes, entries=tuple(entries), size=_measure_size(entries))


def _judge(entry: Change, rules: tuple[EffectRule, ...], reapprove: bool | None) -> Change:
    """An entry with its effect, and why it has that."""
    effect, rule = _find_effect(entry, rules, reapprove)
    shipped, _ = _find_effect(entry, DEFAULT_RULES, reapprove)
    grounds = list(_list_grounds(entry))
    if grounds and effect is not Effect.DECIDE:
        if rules != DEFAULT_RULES and effect is not shipped:
            grounds.append(f"policies/effects.yml says “{effect}”, which cannot hold here")
        effect = Effect.DECIDE
    elif not grounds:
        grounds.append(_explain(entry, effect, rule))
        if _SEVEREST.index(effect) > _SEVEREST.index(shipped):
            grounds.append(f"policies/effects.yml makes “{effect}” of “{shipped}”")
    if effect is Effect.NONE and entry.kinds == (Kind.EDITORIAL,):
        turning = [edit for edit in entry.edits if _may_turn_sense(edit, entry.cause)]
        if turning:
            effect, grounds = Effect.NOTE, [_explain_turning(turning)]
    if entry.cause is Cause.FILE and effect is Effect.NOTE:
        effect, grounds = Effect.UNJUDGED, []
        follows = bool(entry.edits) and all(edit.way == FOLLOWS for edit in entry.edits)
        if follows and entry.kinds == (Kind.REFERENCE,):
            effect, grounds = Effect.NONE, ["each leads to the clause to which it led"]
    return replace(entry, effect=effect, ground="; ".join(filter(None, dict.fromkeys(grounds))))


def _explain_turning(turning: Collection[Edit]) -> str:
    if all(edit.kind is EditKind.SPELLING for edit in turning):
        return "a word is spelt otherwise, and might be meant for another"
    if all(edit.kind is EditKind.LEVEL for edit in turning):
        return "the words are the same, and what follows may stand under another heading"
    if all(edit.kind is EditKind.NUMBERING for edit in turning):
        return "the words are the same, and what refers to them by their numbers may not be"
    return "the words are the same, and their sense may be another"


def _may_turn_sense(edit: Edit, cause: Cause) -> bool:
    """Say whether an edit of no words can turn the sense of a text: of files of others wherever it is, of a
    library's clauses where there is a rule, or somebody is named.
    """
    if edit.kind in (EditKind.ORDER, EditKind.NUMBERING):
        return True
    if edit.kind is EditKind.SPELLING:
        return not is_american_spelling(edit.old, edit.new)
    if edit.kind is EditKind.LEVEL:
        return edit.way in (BECAME_HEADING, BECAME_LINE)
    if edit.kind not in (EditKind.PUNCTUATION, EditKind.CAPITALS, EditKind.SENTENCE):
        return False
    return cause is Cause.FILE or speaks_of_rule(edit.old) or speaks_of_rule(edit.new)


def _list_grounds(entry: Change) -> Iterable[str]:
    """Why an entry has to be decided on whatever the rules say; none where nothing in it weighs."""
    for kind in entry.kinds:
        if kind in _ALWAYS:
            yield _ALWAYS[kind]
    yield from entry.weights


def _explain(entry: Change, effect: Effect, rule: EffectRule | None) -> str:
    """Why the rules give an entry its effect."""
    if rule is None:
        return "no rule of policies/effects.yml fits it"
    if entry.kind is Kind.VALUE:
        return _explain_value(effect, rule)
    if effect is Effect.DECIDE:
        if Kind.DEFINITION in entry.kinds:
            return _GROUNDS[Kind.DEFINITION]
        if rule.causes:
            return f"the {token('unit.singular')} decides it for itself"
        if rule.strengths:
            return "its clause says what must or should be done"
        return "the rules of policies/effects.yml say so"
    if entry.kind in _GROUNDS and _is_all(entry):
        return _GROUNDS[entry.kind]
    if effect is Effect.NOTE:
        return "no rule, figure, or matter of staff, data or safety was found in its words"
    return ""


def _is_all(entry: Change) -> bool:
    """Say whether the first kind of an entry is all that changed. An address is a word, too."""
    others = [kind for kind in entry.kinds[1:] if kind is not Kind.REWORDED]
    if others or len(entry.kinds) == 1:
        return not others
    edit_kind = {Kind.CONTACT: EditKind.CONTACT, Kind.LINK: EditKind.LINK}.get(entry.kind)
    return bool(entry.edits) and all(edit.kind is edit_kind for edit in entry.edits)


def _explain_value(effect: Effect, rule: EffectRule) -> str:
    if Cause.WORD in rule.causes:
        return "only a word is another"
    if effect is Effect.DECIDE:
        return "a new value of it needs a new decision"
    return "a new value of it needs no new decision"


def _find_effect(
    entry: Change, rules: Iterable[EffectRule], reapprove: bool | None
) -> tuple[Effect, EffectRule | None]:
    """What the first rule says that fits, and that rule."""
    strengths: set[Strength] = set()
    audiences: set[str] = set()
    for line in entry.items:
        item = line.new or line.old
        if item is not None:
            strengths.update(_list_strengths(item))
        if isinstance(item, PlacedClause):
            audiences.update(item.audience)
    facts = ChangeFacts(
        frozenset(entry.kinds), entry.cause, frozenset(strengths), frozenset(audiences), reapprove
    )
    rule = find_rule(rules, facts)
    return (rule.effect if rule else Effect.DECIDE), rule


def _list_strengths(item: Item) -> Iterable[Strength]:
    """How binding an item may be: prose outside clauses counts as anything."""
    match item:
        case PlacedClause():
            return (item.strength,)
        case Prose():
            return tuple(Strength)
    return ()


def _measure_size(entries: Collection[Change]) -> Size:
    """Major where somebody must decide, minor where somebody must be told, editorial where neither."""
    effects = {entry.effect for entry in entries}
    if not entries or all(entry.kind is Kind.RECORD for entry in entries):
        return Size.NOTHING
    if Effect.DECIDE in effects or Effect.UNJUDGED in effects:
        return Size.MAJOR
    return Size.MINOR if Effect.NOTE in effects else Size.EDITORIAL
