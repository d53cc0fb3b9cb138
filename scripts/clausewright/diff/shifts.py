"""Shifts: what became of one modal verb that stands in another's place. Strength is claimed only where both
were read for sure.
"""

from __future__ import annotations

from enum import Enum

from ..model.modality import Force, Statement

_STRENGTHS = {Force.MUST: 3, Force.SHOULD: 2, Force.MAY: 1}
_PROHIBITIONS = {Force.SHOULD_NOT: 1, Force.MUST_NOT: 2, Force.MAY_NOT: 2}
_POSITIVE = frozenset({Force.MUST, Force.SHOULD, Force.MAY, Force.CAN, Force.WILL, Force.RIGHT})
_NEGATIVE = frozenset({Force.MUST_NOT, Force.SHOULD_NOT, Force.MAY_NOT, Force.CANNOT, Force.WILL_NOT})


class Shift(Enum):
    """What became of one modal verb in the place of another."""

    REVERSED = "reversed"
    STRONGER = "stronger"
    WEAKER = "weaker"


def compare_forces(old: Statement, new: Statement) -> Shift | None:
    """Say what became of a modal verb that stands in another's place; None where they do the same,
    or where that is not certain.
    """
    if not (old.is_certain and new.is_certain):
        return None
    if _are_opposite(old.force, new.force) or _are_opposite(new.force, old.force):
        return Shift.REVERSED
    before, after = _rank(old.force, new.force), _rank(new.force, old.force)
    if before is None or after is None or before == after:
        return None
    return Shift.STRONGER if after > before else Shift.WEAKER


def _are_opposite(force: Force, other: Force) -> bool:
    return force in _POSITIVE and other in _NEGATIVE


def _rank(force: Force, other: Force) -> int | None:
    """How much a modal verb asks beside another one; None where the two cannot be ranked."""
    if force is Force.NEED_NOT:
        return 0 if other in (Force.MUST, Force.SHOULD) else None
    if force in _STRENGTHS and (other in _STRENGTHS or (other is Force.NEED_NOT and force is not Force.MAY)):
        return _STRENGTHS[force]
    return _PROHIBITIONS.get(force) if other in _PROHIBITIONS else None
