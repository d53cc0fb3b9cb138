"""Effects: what follows from each change by the rules of policies/effects.yml, and how large all of them are
together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ..model.change import Change, Changes, Effect, EffectRule, Kind, Size
from ..model.document import Item, PlacedClause, Prose
from ..model.records import Strength


def assign_effects(changes: Changes, rules: Iterable[EffectRule], reapprove: Mapping[str, bool]) -> Changes:
    """Return the changes with their effects and their size.

    `reapprove` says of each value's key whether a new value needs a new decision. A change that no rule fits
    has the effect "decide": what nobody thought of is not passed over.
    """
    every = tuple(rules)
    entries = tuple(
        replace(entry, effect=_effect(entry, every, reapprove.get(entry.subject)))
        for entry in changes.entries
    )
    return replace(changes, entries=entries, size=_size(entries))


def _effect(entry: Change, rules: tuple[EffectRule, ...], reapprove: bool | None) -> Effect:
    return next((rule.effect for rule in rules if _fits(rule, entry, reapprove)), Effect.DECIDE)


def _fits(rule: EffectRule, entry: Change, reapprove: bool | None) -> bool:
    strengths = {strength for item in _after(entry) for strength in _strengths(item)}
    audiences = {word for item in _after(entry) if isinstance(item, PlacedClause) for word in item.audience}
    return (
        (not rule.kinds or not rule.kinds.isdisjoint(entry.kinds))
        and (not rule.causes or entry.cause in rule.causes)
        and (not rule.strengths or not rule.strengths.isdisjoint(strengths))
        and (not rule.audiences or not rule.audiences.isdisjoint(audiences))
        and (rule.reapprove is None or rule.reapprove == reapprove)
    )


def _after(entry: Change) -> list[Item]:
    return [item for one in entry.items if (item := one.new or one.old) is not None]


def _strengths(item: Item) -> Iterable[Strength]:
    match item:
        case PlacedClause():
            return (item.strength,)
        case Prose():
            return tuple(Strength)
    return ()


def _size(entries: tuple[Change, ...]) -> Size:
    """Major where somebody must decide, minor where somebody must be told, editorial where neither."""
    effects = {entry.effect for entry in entries}
    if not entries or all(entry.kind is Kind.RECORD for entry in entries):
        return Size.NOTHING
    return (
        Size.MAJOR if Effect.DECIDE in effects else Size.MINOR if Effect.NOTE in effects else Size.EDITORIAL
    )
