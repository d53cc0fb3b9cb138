"""Where in a redline the comment of a change belongs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .comments import CommentText
from .marks import DELETED, INSERTED, read_mark
from .package import Element, w


@dataclass(frozen=True, slots=True)
class MarginNote:
    """What the margin says of one change, and the texts by which its place is found: those that it has in the
    new file, and those that it had in the old one.
    """

    text: CommentText
    new_texts: tuple[str, ...]
    old_texts: tuple[str, ...]


class PlaceFinder:
    """Finds the paragraphs of a redline by what they say or said. Those with changes come first."""

    def __init__(self, paragraphs: Sequence[Element]) -> None:
        """Read the paragraphs, whose marks are laid and not yet written."""
        self.by_new: dict[str, list[Element]] = {}
        self.by_old: dict[str, list[Element]] = {}
        for paragraph in paragraphs:
            for side, places in ((INSERTED, self.by_new), (DELETED, self.by_old)):
                key = _reduce(_read_side(paragraph, side))
                if key:
                    places.setdefault(key, []).append(paragraph)

    def find(self, note: MarginNote) -> Element | None:
        """The paragraph of a note; None where there is none."""
        for texts, places in ((note.new_texts, self.by_new), (note.old_texts, self.by_old)):
            for text in texts:
                key = _reduce(text)
                matches = places.get(key) or _find_holding(key, places)
                changed = [match for match in matches if _has_changes(match)]
                if changed:
                    return changed[0]
        for texts, places in ((note.new_texts, self.by_new), (note.old_texts, self.by_old)):
            for text in texts:
                matches = places.get(_reduce(text), [])
                if matches:
                    return matches[0]
        return None


def _find_holding(key: str, places: Mapping[str, list[Element]]) -> list[Element]:
    """The paragraphs that say a text among other things, such as a number before it."""
    if not key:
        return []
    return [match for text, matches in places.items() if key in text for match in matches]


def _has_changes(paragraph: Element) -> bool:
    if read_mark(paragraph) or paragraph.find(f"{w('pPr')}/{w('pPrChange')}") is not None:
        return True
    return any(
        read_mark(run) or run.find(f"{w('rPr')}/{w('rPrChange')}") is not None
        for run in paragraph.iter(w("r"))
    )


def _read_side(paragraph: Element, side: str) -> str:
    """What a paragraph says on one side of the redline."""
    other = ("del", "moveFrom") if side == INSERTED else ("ins", "moveTo")
    pieces = []
    for text in paragraph.iter(w("t")):
        run = text.getparent()
        if run is not None and not read_mark(run).startswith(other):
            pieces.append(text.text or "")
    return "".join(pieces)


def _reduce(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
