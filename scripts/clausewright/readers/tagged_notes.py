"""Notes in the tags of a PDF: which mark in the text leads to which note. A note begins with its number, and
the mark is a label, a reference or a link of the same number in the text (ISO 32000-1, 14.8.4.4).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from .pdf_tags import Element, TaggedPage

NOTES = frozenset({"Note", "FENote"})
_MARKS = frozenset({"Lbl", "Reference", "Link"})
_LABEL = re.compile(r"\d{1,3}|[a-z]|[ivx]{1,5}|[*†‡§]{1,3}")


@dataclass(slots=True)
class NoteKeys:
    """Gives each note and its mark the same key: the first mark of a number leads to the first note with that
    number. `counts` says how many notes of a label there are; only labels are in it that have as many marks.
    """

    counts: Mapping[str, int]
    marks: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)

    def take_mark(self, element: Element, texts: Mapping[int, str]) -> str:
        """Return the key of the note to which an element of the text leads, "" where it is no mark."""
        label = read_label(element, texts) if element.kind in _MARKS else ""
        if self.marks[label] >= self.counts.get(label, 0):
            return ""
        self.marks[label] += 1
        return f"{label} {self.marks[label]}"

    def take_note(self, note: Element, texts: Mapping[int, str]) -> str:
        """Return the key of the next note, "" where no mark leads to it."""
        part = find_label_of_note(note, texts)
        label = read_label(part, texts) if part is not None else ""
        if label not in self.counts:
            return ""
        self.notes[label] += 1
        return f"{label} {self.notes[label]}"


def find_note_keys(pages: Sequence[TaggedPage]) -> NoteKeys:
    """Look through the tags of a file for its notes, and for the marks that lead to them."""
    notes: Counter[str] = Counter()
    marks: Counter[str] = Counter()
    for page in pages:
        for element in _walk_text(page.roots, page.texts):
            if element.kind in NOTES:
                part = find_label_of_note(element, page.texts)
                notes[read_label(part, page.texts) if part is not None else ""] += 1
            elif element.kind in _MARKS:
                marks[read_label(element, page.texts)] += 1
    return NoteKeys({label: count for label, count in notes.items() if label and marks[label] == count})


def _walk_text(elements: Sequence[Element | int], texts: Mapping[int, str]) -> Iterator[Element]:
    """Every note and every mark of the text: not the labels of items, nor what stands in notes and marks."""
    waiting = [element for element in reversed(elements) if isinstance(element, Element)]
    while waiting:
        element = waiting.pop()
        if element.kind in NOTES or (element.kind in _MARKS and read_label(element, texts)):
            yield element
            continue
        inside = [child for child in element.children if isinstance(child, Element)]
        if element.kind == "LI":
            inside = [child for child in inside if child.kind != "Lbl"]
        waiting += reversed(inside)


def find_label_of_note(note: Element, texts: Mapping[int, str]) -> Element | int | None:
    """What shows the number of a note, at its head; None where nothing does."""
    part: Element | int = note
    while isinstance(part, Element) and part.children:
        part = part.children[0]
        if read_label(part, texts):
            return part
    return None


def read_label(node: Element | int, texts: Mapping[int, str]) -> str:
    """The number or sign that an element or a marked content shows, "" where it shows something else."""
    label = re.sub(r"[\s().\[\]]", "", "".join(_list_texts(node, texts)))
    return label if _LABEL.fullmatch(label) else ""


def _list_texts(node: Element | int, texts: Mapping[int, str]) -> Iterator[str]:
    if isinstance(node, int):
        yield texts.get(node, "")
        return
    for child in node.children:
        yield from _list_texts(child, texts)
