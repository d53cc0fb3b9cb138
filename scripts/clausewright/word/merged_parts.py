"""The parts of two Word files that become one: opened once, with what either tracks itself accepted."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from .atoms import PartText
from .elements import local_name
from .merged_tables import Sides
from .package import Element, w
from .relations import Relations
from .settle import accept_all
from .transplant import FileParts, Transplant

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
NOTE_KINDS = ("footnotes", "endnotes")


class MergedParts:
    """The parts of an old and a new file; `roots` are those of the new one in which something is tracked."""

    def __init__(self, old: FileParts, new: FileParts) -> None:
        """Take the two files, of which no part is open yet."""
        self.old, self.new = old, new
        self.transplant = Transplant(old, new)
        self.roots: list[Element] = []
        self._settled: list[Element] = []
        self._note_texts = [_read_note_texts(file) for file in (old, new)]

    def open_part(self, file: FileParts, part: str) -> Element | None:
        """Return a part of one of the files, with what it tracks itself accepted; None where it has none."""
        root = file.tree(part)
        if root is not None:
            self.settle(root)
        return root

    def settle(self, root: Element) -> None:
        """Accept once what a part tracks itself."""
        if root not in self._settled:
            accept_all(root)
            self._settled.append(root)

    def note_changed(self, root: Element) -> None:
        """Note that something is tracked in a part of the new file."""
        if root not in self.roots:
            self.roots.append(root)

    def read_sides(self, old_part: str, new_part: str) -> Sides:
        """Return what the texts of two parts need to be compared, and how one comes into the other."""
        return Sides(
            PartText(Relations(self.old.parts, old_part), self._note_texts[0], self.transplant.old_styles),
            PartText(Relations(self.new.parts, new_part), self._note_texts[1], self.transplant.new_styles),
            partial(self.transplant.adapt, old_part=old_part, new_part=new_part),
        )

    def pair_page_edges(self) -> Iterator[tuple[str, str]]:
        """Yield the headers and footers of both files that stand at the same pages of the same sections."""
        olds, news = _list_page_edges(self.old), _list_page_edges(self.new)
        for place, part in news.items():
            if place in olds:
                yield olds[place], part


def _list_page_edges(file: FileParts) -> dict[tuple[int, str, str], str]:
    relations = Relations(file.parts, file.main)
    root = file.tree(file.main)
    edges: dict[tuple[int, str, str], str] = {}
    for index, section in enumerate(root.iter(w("sectPr")) if root is not None else ()):
        for reference in section.iter(w("headerReference"), w("footerReference")):
            relation = relations.find(reference.get(f"{_R}id", ""))
            if relation is not None:
                place = index, local_name(reference), reference.get(w("type"), "default")
                edges[place] = relations.name_target(relation)
    return edges


def _read_note_texts(file: FileParts) -> dict[str, str]:
    """What the notes of a file say, by their kind and id."""
    texts: dict[str, str] = {}
    for kind in NOTE_KINDS:
        root = file.tree(f"word/{kind}.xml")
        for note in root if root is not None else ():
            words = " ".join("".join(text.text or "" for text in note.iter(w("t"))).split())
            texts[f"{kind} {note.get(w('id'), '')}"] = words
    return texts
