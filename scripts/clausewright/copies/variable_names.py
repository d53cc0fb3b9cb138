"""What a variable is called: by what it is, and by what stands beside it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import chain, count

from ..importer.proposals import SMALL, make_slug
from ..importer.values import ROLES
from ..model.values import Kind
from .shared_variables import VariableDraft
from .slots import Group, Slot
from .units import SPECIAL, Token

_OFFICE = frozenset({"office", "info", "admin", "enquiries", "contact", "reception", "mail", "school"})


def find_free_key(key: str, taken: set[str]) -> str:
    """A key that is not taken: this one, or the next number after it."""
    candidates = chain([key], (f"{key}_{number}" for number in count(2)))
    return next(candidate for candidate in candidates if candidate not in taken)


def name_variable(kind: Kind, draft: VariableDraft, groups: Sequence[Group], taken: set[str]) -> str:
    """Choose a key that is not taken for a variable that is no word."""
    before, after = read_context(draft.slots[0], groups, 8)
    if kind is Kind.EMAIL:
        boxes = Counter(text.partition("@")[0].casefold() for text in draft.vector.values())
        box, boxes_alike = boxes.most_common(1)[0]
        name = make_slug(box, 2).replace("-", "_")
        is_shared = (
            boxes_alike * 2 > len(draft.vector)
            and name not in _OFFICE
            and re.fullmatch(r"[a-z][a-z_]*", name)
        )
        return find_free_key(f"school.{name}_email" if is_shared else "school.email", taken)
    if kind is Kind.PHONE:
        return find_free_key("school.phone", taken)
    if kind is Kind.URL:
        return find_free_key("school.website", taken)
    if kind is Kind.PERSON:
        roles = Counter(role for slot in draft.slots if (role := _find_role(slot, groups)))
        return find_free_key(f"role.{roles.most_common(1)[0][0] if roles else 'person'}", taken)
    words = [*_list_telling(before)[-2:], *_list_telling(after)[: 2 if kind is Kind.NUMBER else 1]]
    name = "_".join(words[-3:])[:40].strip("_")
    return find_free_key(f"school.{name or 'own_words'}", taken)


def _list_telling(text: str) -> list[str]:
    words = re.findall(r"[a-z]{2,}", text.casefold())
    return [word for word in words if word not in SMALL]


def _find_role(slot: Slot, groups: Sequence[Group]) -> str:
    """The role beside which a person stands: named just after them, or last before them."""
    before, after = read_context(slot, groups, 6)
    for role, label in ROLES.items():
        if re.match(label, after, re.IGNORECASE):
            return role
    roles = [
        (match.end(), -match.start(), role)
        for role, label in ROLES.items()
        for match in re.finditer(label, before, re.IGNORECASE)
    ]
    return max(roles)[2] if roles else ""


def read_context(slot: Slot, groups: Sequence[Group], count: int) -> tuple[str, str]:
    """The words before a slot and after it."""
    group = groups[slot.group]
    copy = _choose_copy(slot, group)
    tokens = group.units[copy].tokens
    start, end = slot.spans[copy]
    return _join_words(tokens[max(0, start - count) : start]), _join_words(tokens[end : end + count])


def _join_words(tokens: Sequence[Token]) -> str:
    return " ".join(token.word for token in tokens if not token.word.startswith(SPECIAL))


def _choose_copy(slot: Slot, group: Group) -> int:
    """The copy in which a slot is looked at: the centre, or the first that has it."""
    return group.centre if group.centre in slot.spans else min(slot.spans)
