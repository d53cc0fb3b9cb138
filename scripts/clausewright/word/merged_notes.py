"""The notes of two Word files that become one: those that went are taken over, and those that changed are
tracked.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence

from lxml import etree

from .atoms import Atom
from .marks import DELETED, INSERTED, MARK, read_mark
from .merged_parts import NOTE_KINDS, MergedParts
from .merged_tables import Sides
from .package import Element, w
from .relations import Relations
from .settle import remove

_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NOTE_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"


class NoteMerger:
    """Merges the footnotes and endnotes of the old file into those of the new one."""

    def __init__(self, parts: MergedParts) -> None:
        """Take the parts of both files."""
        self.parts = parts
        self.pairs: list[tuple[str, str]] = []

    def take_notes_of(self, paragraph: Element) -> None:
        """Take over the notes whose marks stand in a paragraph that is gone."""
        for kind in NOTE_KINDS:
            for mark in paragraph.iter(w(f"{kind.removesuffix('s')}Reference")):
                mark.set(w("id"), self._copy_note(kind, mark.get(w("id"), "")))

    def take_note(self, atom: Atom) -> Atom:
        """Return the mark of a note that is gone, with its note taken over; any other atom as it is."""
        if not atom.note:
            return atom
        kind, _, id = atom.note.partition(" ")
        node = copy.deepcopy(atom.nodes[0])
        node.set(w("id"), self._copy_note(kind, id))
        return Atom(atom.key, atom.look, atom.run, (node,), atom.holders, atom.text, atom.note)

    def pair(self, gone: Sequence[Atom], come: Sequence[Atom]) -> tuple[Atom | None, Atom | None]:
        """Return the mark of a note that took another one's place, and that one: then its text is looked
        into. None of both where there is no such note.
        """
        olds, news = [atom for atom in gone if atom.note], [atom for atom in come if atom.note]
        if len(olds) != 1 or len(news) != 1:
            return None, None
        if olds[0].note.split()[0] != news[0].note.split()[0]:
            return None, None
        self.pairs.append((olds[0].note, news[0].note))
        return olds[0], news[0]

    def merge(self, merge_holders: Callable[[Element, Element, Sides], None]) -> None:
        """Track what changed in the notes whose marks stayed, and mark those that came with their marks."""
        for old_note, new_note in self.pairs:
            kind, _, old_id = old_note.partition(" ")
            part = f"word/{kind}.xml"
            old_root = self.parts.open_part(self.parts.old, part)
            new_root = self.parts.open_part(self.parts.new, part)
            olds, news = _find_note(old_root, old_id), _find_note(new_root, new_note.partition(" ")[2])
            if olds is None or news is None or new_root is None:
                continue
            self.parts.note_changed(new_root)
            merge_holders(olds, news, self.parts.read_sides(part, part))
        self._mark_new_notes()

    def _mark_new_notes(self) -> None:
        main = self.parts.new.tree(self.parts.new.main)
        for kind in NOTE_KINDS:
            for mark in main.iter(w(f"{kind.removesuffix('s')}Reference")) if main is not None else ():
                run = mark.getparent()
                root = self.parts.open_part(self.parts.new, f"word/{kind}.xml")
                note = _find_note(root, mark.get(w("id"), ""))
                if run is None or root is None or note is None:
                    continue
                if read_mark(run).startswith((INSERTED, "moveTo")):
                    _mark_note(note, kind, INSERTED)
                    self.parts.note_changed(root)

    def _copy_note(self, kind: str, id: str) -> str:
        """Take a note over into the new file, all gone there; return its id."""
        part = f"word/{kind}.xml"
        old_root = self.parts.open_part(self.parts.old, part)
        note = _find_note(old_root, id)
        if old_root is None or note is None:
            return id
        new_root = self._open_notes(kind, old_root)
        taken = self.parts.transplant.adapt(note, part, part)
        ids = [int(other.get(w("id"), "0")) for other in new_root]
        taken.set(w("id"), str(max(ids, default=0) + 1))
        _mark_note(taken, kind, DELETED)
        new_root.append(taken)
        return taken.get(w("id"), "")

    def _open_notes(self, kind: str, old_root: Element) -> Element:
        """The part of the new file that holds its notes; where it has none, one with the lines that part
        notes from the text.
        """
        part = f"word/{kind}.xml"
        new = self.parts.new
        root = self.parts.open_part(new, part)
        if root is None:
            root = copy.deepcopy(old_root)
            for note in [note for note in root if not note.get(w("type"))]:
                remove(note)
            new.trees[part] = root
            new.parts[part] = etree.tostring(root)
            Relations(new.parts, new.main).add_part(f"{_KINDS}/{kind}", part, _NOTE_TYPE.format(kind))
            self.parts.settle(root)
        self.parts.note_changed(root)
        return root


def _mark_note(note: Element, kind: str, mark: str) -> None:
    """Mark the words of a note, but for its own number."""
    for run in note.iter(w("r")):
        if run.find(w(f"{kind.removesuffix('s')}Ref")) is None:
            run.set(MARK, mark)


def _find_note(root: Element | None, id: str) -> Element | None:
    for note in root if root is not None else ():
        if note.get(w("id")) == id:
            return note
    return None
