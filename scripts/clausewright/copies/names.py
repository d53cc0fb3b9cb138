"""Names: what the variables and options of a policy that was made of copies are called, and how a wording is
told in a few words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..diff.align import intern_values, interned_similarity
from ..importer.classify import find_strength
from ..importer.outline import Clause
from ..importer.proposals import make_slug
from ..model.text import shorten
from .planned import Option, PlannedColumn
from .units import SPECIAL
from .wordings import Wording, write_without_values

_SHOWN = 300
# How alike wordings must be to be told apart by their strength alone, and the strength that tells nothing.
_CLOSE, _UNTOLD = 0.8, "information"
# What YAML reads as true or false.
_YAML_WORDS = frozenset({"yes", "no", "on", "off", "true", "false"})


def make_name(slug: str) -> str:
    """A slug as the second part of a variable's key."""
    name = re.sub(r"[^a-z0-9]+", "_", slug).strip("_")[:40].strip("_")
    return name if re.match(r"[a-z]", name) else f"a_{name}".strip("_")


def name_subject(columns: Sequence[PlannedColumn], planned: PlannedColumn) -> str:
    """What a clause is about: its heading, where one stands right before it."""
    index = planned.column.index
    before = columns[index - 1] if index else None
    return make_slug(before.column.wordings[0].text, 4) if before and before.kind == "heading" else ""


def name_options(wordings: Sequence[Wording]) -> list[Option]:
    """Name each wording by what it decides: its strength where they differ in little else, else the words
    that it alone has.
    """
    if len(wordings) == 1:
        return [Option("", "", wordings[0])]
    strengths = [
        find_strength(Clause("", "", wording.unit.blocks, wording.unit.kind))[0] for wording in wordings
    ]
    is_by_strength = (
        len(set(strengths)) == len(wordings) and _UNTOLD not in strengths and _are_close(wordings)
    )
    options: list[Option] = []
    taken: set[str] = set()
    for index, wording in enumerate(wordings):
        others = {key for other in wordings if other is not wording for key in other.keys}
        own_keys = [key for key in wording.keys if key not in others and not key.startswith(SPECIAL)]
        id = strengths[index] if is_by_strength else make_slug(" ".join(own_keys), 3)
        if not re.fullmatch(r"[a-z][a-z0-9-]*", id) or id in _YAML_WORDS:
            id = f"wording-{index + 1}"
        while id in taken:
            id = f"{id}-{index + 1}"
        taken.add(id)
        options.append(Option(id, _describe_option(wording, own_keys), wording))
    return options


def _are_close(wordings: Sequence[Wording]) -> bool:
    """Say whether wordings differ in few words."""
    numbers = intern_values(*(wording.keys for wording in wordings))
    return all(interned_similarity(numbers[0], other) >= _CLOSE for other in numbers[1:])


def _describe_option(wording: Wording, own_keys: Iterable[str]) -> str:
    """The sentence of a wording in which it differs from the others, or its beginning."""
    telling = set(own_keys)
    text = write_without_values(wording)
    for sentence in re.split(r"(?<=[.;:!?])\s+", text):
        if any(word.casefold() in telling for word in re.findall(r"\w+", sentence)):
            return shorten_line(sentence, 160)
    return shorten_line(text, 160)


def shorten_line(text: str, most: int = _SHOWN) -> str:
    """A text on one line, cut where it is too long to be shown."""
    return shorten(" ".join(text.split()), most)
