"""Effects: which changes somebody must approve. A trust writes its own rules in policies/effects.yml."""

from __future__ import annotations

from dataclasses import dataclass

from .change import Cause, Effect, Kind
from .records import Strength


@dataclass(frozen=True, slots=True)
class EffectRule:
    """What follows from a change that fits everything which the rule names; what it leaves empty fits all.

    `strengths` and `audiences` are those of the changed clauses after the change, or before where nothing is
    left of them; headings have none, and text outside clauses counts as having any. `reapprove` is what the
    schema says of the value that changed.
    """

    effect: Effect
    kinds: frozenset[Kind] = frozenset()
    causes: frozenset[Cause] = frozenset()
    strengths: frozenset[Strength] = frozenset()
    audiences: frozenset[str] = frozenset()
    reapprove: bool | None = None


_TEXT = frozenset({Kind.ADDED, Kind.REMOVED, Kind.SPLIT, Kind.MERGED, Kind.REWORDED})
_WEIGHTY = frozenset({Kind.STRENGTH, Kind.SCOPE, Kind.DEFINITION})
# What counts where there is no policies/effects.yml. The first rule that fits decides.
DEFAULT_RULES = (
    EffectRule(Effect.NOTE, kinds=frozenset({Kind.VALUE}), causes=frozenset({Cause.WORD})),
    EffectRule(Effect.NONE, kinds=frozenset({Kind.VALUE}), reapprove=False),
    EffectRule(Effect.DECIDE, kinds=frozenset({Kind.VALUE})),
    EffectRule(Effect.DECIDE, kinds=_TEXT | _WEIGHTY, causes=frozenset({Cause.AMENDMENT, Cause.CHOICE})),
    EffectRule(Effect.DECIDE, kinds=_WEIGHTY),
    EffectRule(Effect.DECIDE, kinds=_TEXT, strengths=frozenset({Strength.MUST, Strength.SHOULD})),
    EffectRule(Effect.NOTE, kinds=_TEXT | {Kind.MOVED, Kind.RENAMED, Kind.REFERENCE}),
    EffectRule(Effect.NONE, kinds=frozenset({Kind.EDITORIAL, Kind.RECORD})),
)
