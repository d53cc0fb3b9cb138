"""Atoms: inlines taken apart into the smallest things that can be added or removed, and put together again
with marks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from ..model.ast import Element, Elements, span
from ..model.tokens import TOKEN
from .normalise import HOLDERS, inlines_of, is_numbered, key, replace_inlines

KEPT, GONE, NEW = "", "deletion", "insertion"
_PIECES = re.compile(r"\w+(?:[’'.,:@/-]\w+)*|.", re.DOTALL)
# Words that are common to any two sentences: they do not make them alike.
_SMALL = frozenset(
    "a an and are as at be by for from if in is it its of on or that the their they this to with you your".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Atom:
    """A word, a space, a mark, a picture, a note, a reference: with the formatting and links that it stands
    in, outermost first.

    Atoms are equal where leaf and formatting are; `text` is the word.
    """

    shells: tuple[str, ...]
    leaf: Element
    key: tuple[str, ...]
    text: str = ""

    @property
    def is_space(self) -> bool:
        """Say whether it is only a space."""
        return self.leaf["t"] in ("Space", "SoftBreak", "LineBreak")

    @property
    def is_word(self) -> bool:
        """Say whether it is more than a space or a mark."""
        return not self.is_space and (not self.text or self.text[:1].isalnum())

    @property
    def weight(self) -> float:
        """How much it tells of a sentence."""
        return 0.0 if not self.is_word else 0.25 if self.text.lower() in _SMALL else 1.0


@dataclass(frozen=True, slots=True)
class Marked:
    """An atom and whether it is kept, gone or new."""

    mark: str
    atom: Atom


def split_atoms(inlines: Elements, shells: tuple[str, ...] = ()) -> Iterator[Atom]:
    """Take inlines apart."""
    for node in inlines:
        if node["t"] == "Str":
            for part in TOKEN.split(node["c"]):
                pieces = [part] if TOKEN.fullmatch(part) else _PIECES.findall(part)
                for piece in pieces:
                    yield Atom(shells, {"t": "Str", "c": piece}, (*shells, piece), piece)
        elif node["t"] in HOLDERS and not is_numbered(node) and inlines_of(node):
            shell = json.dumps(replace_inlines(node, []), ensure_ascii=False)
            yield from split_atoms(inlines_of(node), (*shells, shell))
        else:
            yield Atom(shells, node, (*shells, key(node), node["t"]))


def join_atoms(marked: Iterable[Marked], change: str) -> Elements:
    """Put atoms together again; what is gone or new stands in a Span of that class which names the change."""
    return _spans(_grouped(list(marked), 0, change), change)


def mark_inlines(inlines: Elements, mark: str, change: str) -> Elements:
    """Inlines that are all gone, or all new."""
    return [span(inlines, "", [mark], change=change)] if inlines else []


def _grouped(marked: list[Marked], depth: int, change: str) -> Iterator[tuple[str, Element]]:
    """The elements at one depth of formatting, each with its mark; one that holds different marks is kept,
    and they stand inside.
    """
    for shell, group in groupby(
        marked, lambda one: one.atom.shells[depth] if len(one.atom.shells) > depth else None
    ):
        some = list(group)
        if shell is None:
            yield from ((one.mark, one.atom.leaf) for one in some)
            continue
        inner = list(_grouped(some, depth + 1, change))
        found = {one.mark for one in some}
        if len(found) == 1:
            yield found.pop(), replace_inlines(json.loads(shell), _words([element for _, element in inner]))
        else:
            yield KEPT, replace_inlines(json.loads(shell), _spans(inner, change))


def _spans(elements: Iterable[tuple[str, Element]], change: str) -> Elements:
    found: Elements = []
    for mark, group in groupby(elements, lambda one: one[0]):
        inlines = _words([element for _, element in group])
        found += mark_inlines(inlines, mark, change) if mark else inlines
    return found


def _words(inlines: Elements) -> Elements:
    """Pieces of a word are one again."""
    found: Elements = []
    for node in inlines:
        if found and node["t"] == found[-1]["t"] == "Str":
            found[-1] = {"t": "Str", "c": found[-1]["c"] + node["c"]}
        else:
            found.append(node)
    return found
