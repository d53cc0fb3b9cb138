"""Which changes somebody must approve: the rules of policies/effects.yml, or those that are shipped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .change import Cause, Effect, Kind
from .kinds import Strength


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

    def fits(self, facts: ChangeFacts) -> bool:
        """Say whether it speaks of a change of that sort."""
        return (
            (not self.kinds or not self.kinds.isdisjoint(facts.kinds))
            and (not self.causes or facts.cause in self.causes)
            and (not self.strengths or not self.strengths.isdisjoint(facts.strengths))
            and (not self.audiences or not self.audiences.isdisjoint(facts.audiences))
            and (self.reapprove is None or self.reapprove == facts.reapprove)
        )


@dataclass(frozen=True, slots=True)
class ChangeFacts:
    """What rules can ask of a change; see EffectRule."""

    kinds: frozenset[Kind]
    cause: Cause
    strengths: frozenset[Strength] = frozenset()
    audiences: frozenset[str] = frozenset()
    reapprove: bool | None = None


def find_rule(rules: Iterable[EffectRule], facts: ChangeFacts) -> EffectRule | None:
    """Return the first rule that fits a change; without one it has to be decided on."""
    return next((rule for rule in rules if rule.fits(facts)), None)


_TEXT = frozenset({Kind.ADDED, Kind.REMOVED, Kind.SPLIT, Kind.MERGED, Kind.REWORDED})
_WEIGHTY = frozenset(
    {
        Kind.REVERSED,
        Kind.LIFTED,
        Kind.CHOICE,
        Kind.STRENGTH,
        Kind.FIGURE,
        Kind.SCOPE,
        Kind.DEFINITION,
    }
)
_POINTERS = frozenset({Kind.MOVED, Kind.RENAMED, Kind.REFERENCE, Kind.CONTACT, Kind.LINK})
# What counts where there is no policies/effects.yml. The first rule that fits decides.
DEFAULT_RULES = (
    EffectRule(Effect.NOTE, kinds=frozenset({Kind.VALUE}), causes=frozenset({Cause.WORD})),
    EffectRule(Effect.NONE, kinds=frozenset({Kind.VALUE}), reapprove=False),
    EffectRule(Effect.DECIDE, kinds=frozenset({Kind.VALUE})),
    EffectRule(Effect.DECIDE, kinds=_TEXT | _WEIGHTY, causes=frozenset({Cause.AMENDMENT, Cause.CHOICE})),
    EffectRule(Effect.DECIDE, kinds=_WEIGHTY),
    EffectRule(Effect.DECIDE, kinds=_TEXT, strengths=frozenset({Strength.MUST, Strength.SHOULD})),
    EffectRule(Effect.NOTE, kinds=_TEXT | _POINTERS),
    EffectRule(Effect.NONE, kinds=frozenset({Kind.EDITORIAL, Kind.RECORD})),
)
