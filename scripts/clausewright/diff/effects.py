"""Effects: what follows from each change by the rules of policies/effects.yml, and how large all of them are
together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from ..model.change import Change, Changes, Effect, EffectRule, Kind, Size
from ..model.document import Item, PlacedClause, Prose
from ..model.kinds import Strength
from .weight import weigh_change


def assign_effects(changes: Changes, rules: Iterable[EffectRule], reapprove: Mapping[str, bool]) -> Changes:
    """Return the changes with their effects and their size.

    `reapprove` says of each value's key whether a new value needs a new decision. A change that no rule fits
    has the effect "decide": what nobody thought of is not passed over. Nor is what weighs by its words (a figure,
    a prohibition, a duty, and what touches people's jobs or data), whatever the rules say: they can make more
    changes matters of decision, and never fewer than these.
    """
    in_order = tuple(rules)
    entries = []
    for entry in changes.entries:
        effect = _find_effect(entry, in_order, reapprove.get(entry.subject))
        if effect is not Effect.DECIDE and weigh_change(entry):
            effect = Effect.DECIDE
        entries.append(replace(entry, effect=effect))
    return replace(changes, entries=tuple(entries), size=_measure_size(entries))


def _find_effect(entry: Change, rules: Iterable[EffectRule], reapprove: bool | None) -> Effect:
    """What the first rule says that fits."""
    for rule in rules:
        if _does_fit(rule, entry, reapprove):
            return rule.effect
    return Effect.DECIDE


def _does_fit(rule: EffectRule, entry: Change, reapprove: bool | None) -> bool:
    strengths: set[Strength] = set()
    audiences: set[str] = set()
    for line in entry.items:
        item = line.new or line.old
        if item is not None:
            strengths.update(_strengths(item))
        if isinstance(item, PlacedClause):
            audiences.update(item.audience)
    return (
        (not rule.kinds or not rule.kinds.isdisjoint(entry.kinds))
        and (not rule.causes or entry.cause in rule.causes)
        and (not rule.strengths or not rule.strengths.isdisjoint(strengths))
        and (not rule.audiences or not rule.audiences.isdisjoint(audiences))
        and (rule.reapprove is None or rule.reapprove == reapprove)
    )


def _strengths(item: Item) -> Iterable[Strength]:
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
    if Effect.DECIDE in effects:
        return Size.MAJOR
    return Size.MINOR if Effect.NOTE in effects else Size.EDITORIAL
