"""Two Word files become one: the new file as it is, with its styles, headers and lists, and what changed
tracked in it.

What either file tracks itself counts as accepted. Lists of contents are the new file's. The redline is
looked at before it is given away: accepting all must give the new text and rejecting all the old one.
"""

from __future__ import annotations

import copy
import io
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count

from lxml import etree

from .atoms import Atom, MarkedAtom, ParagraphBuilder, read_plain_text, split_paragraph
from .comments import CommentText, CommentWriter
from .edits import find_edits
from .elements import value_of
from .marks import DELETED, INSERTED, MARK, read_mark
from .merged_notes import NoteMerger
from .merged_parts import MergedParts
from .merged_tables import Sides, TableMerger, mark_block, read_block_text
from .package import Element, w
from .paired_blocks import BlockPair, Blocks, find_moved_passages, list_blocks, pair_blocks, pair_neighbours
from .places import MarginNote, PlaceFinder
from .relations import Relations
from .settle import accept_all, reject_all, remove
from .spoken_texts import list_spoken_texts
from .tracked import ChangeAuthor, write_marks
from .transplant import FileParts

_COMMENTS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_FIRST_ID = 80_001


def write_file_redline(
    old: bytes, new: bytes, author: ChangeAuthor, opening: CommentText, notes: Sequence[MarginNote]
) -> bytes | None:
    """Return the new file with what changed tracked in it, and the notes as comments; None where that cannot
    be done so that both texts come out of it whole.

    `opening` is the comment on the first paragraph: what there is to know of all changes.
    """
    files = FileParts.of(old), FileParts.of(new)
    if any(file.is_strict or file.tree(file.main) is None for file in files):
        return None
    merger = _Merger(*files)
    merger.merge()
    merger.comment(author, opening, notes)
    for root in merger.parts.roots:
        write_marks(root, author, merger.ids)
    return _pack(files[1]) if merger.is_whole() else None


def _pack(file: FileParts) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in file.write().items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return packed.getvalue()


class _Merger:
    """Merges the text of the old file into the new one."""

    def __init__(self, old: FileParts, new: FileParts) -> None:
        self.parts = MergedParts(old, new)
        self.notes = NoteMerger(self.parts)
        self.ids = count(_FIRST_ID)
        self.proofs: list[tuple[Element, list[str], list[str]]] = []
        self.moves = 0

    def merge(self) -> None:
        """Merge the texts, the notes, and the headers and footers that both files have."""
        old, new = self.parts.old, self.parts.new
        if self.parts.open_part(old, old.main) is None or self.parts.open_part(new, new.main) is None:
            return
        for old_part, new_part in [(old.main, new.main), *self.parts.pair_page_edges()]:
            old_root, new_root = self.parts.open_part(old, old_part), self.parts.open_part(new, new_part)
            if old_root is None or new_root is None or new_root in self.parts.roots:
                continue
            sides = self.parts.read_sides(old_part, new_part)
            self.proofs.append((new_root, list_spoken_texts(old_root), list_spoken_texts(new_root)))
            self.parts.note_changed(new_root)
            is_main = new_part == new.main
            holders = [root.find(w("body")) if is_main else root for root in (old_root, new_root)]
            if holders[0] is not None and holders[1] is not None:
                self._learn_lists(holders[0], holders[1], sides)
                self.merge_holders(holders[0], holders[1], sides)
        self.notes.merge(self.merge_holders)

    # -- blocks ----------------------------------------------------------------------------------------------

    def merge_holders(self, old: Element, new: Element, sides: Sides) -> None:
        """Merge the paragraphs and tables of a body, a cell or a note."""
        olds, news = list_blocks(old), list_blocks(new)
        old_blocks = Blocks(olds, [read_block_text(block, sides.old) for block in olds])
        new_blocks = Blocks(news, [read_block_text(block, sides.new) for block in news])
        pairs = pair_blocks(old_blocks, new_blocks)
        moved: dict[int, Element] = {}
        if new.tag == w("body"):
            moved = self._mark_moves(pairs, old_blocks, new_blocks, sides)
        elif new.tag == w("tc"):
            # A cell keeps the end of its last paragraph, so one paragraph takes the place of another.
            pairs = pair_neighbours(pairs, olds, news)
        before: Element | None = None
        for i, j in pairs:
            if i is not None and j is not None:
                self._merge_blocks(olds[i], news[j], sides)
                before = news[j]
            elif j is not None:
                if not read_mark(news[j]):
                    mark_block(news[j], INSERTED)
                before = news[j]
            elif i is not None:
                gone = moved[i] if i in moved else self.take_block(olds[i], DELETED, sides)
                if before is not None:
                    before.addnext(gone)
                else:
                    _put_first(new, gone, news)
                before = gone
        self._part_tables(new)

    def _mark_moves(
        self, pairs: Sequence[BlockPair], old: Blocks, new: Blocks, sides: Sides
    ) -> dict[int, Element]:
        """Mark the paragraphs that stand elsewhere now; return those of the old file, as they stand in the
        new one, by their places.
        """
        taken: dict[int, Element] = {}
        for passage in find_moved_passages(pairs, old, new):
            self.moves += 1
            left, arrived = f"moveFrom {self.moves}", f"moveTo {self.moves}"
            for i, j in passage:
                if old.texts[i] == new.texts[j]:
                    taken[i] = self.take_block(old.elements[i], left, sides)
                    mark_block(new.elements[j], arrived)
                else:
                    taken[i] = self._track_moved(old.elements[i], new.elements[j], (left, arrived), sides)
        return taken

    def _track_moved(self, old: Element, new: Element, marks: tuple[str, str], sides: Sides) -> Element:
        """Track a paragraph that was edited on its way: what is gone is deleted where it was, what is new is
        inserted where it is, and the rest is moved. Return the old paragraph.
        """
        left, arrived = marks
        olds = [atom for atom in split_paragraph(old, sides.old) if atom.key]
        news = split_paragraph(new, sides.new)
        spoken = [atom for atom in news if atom.key]
        kept_olds: set[int] = set()
        kept_news: set[int] = set()
        for gone, come in find_edits(olds, spoken):
            if gone is None:
                kept_news.update(j for j, _ in come)
                kept_olds.update(i for _, i in come)
        taken = sides.adapt(old)
        marked_olds: list[MarkedAtom] = []
        for i, atom in enumerate(olds):
            marked_olds.append(MarkedAtom(left if i in kept_olds else DELETED, self.notes.take_note(atom)))
        ParagraphBuilder(taken, sides.adapt).build(marked_olds)
        taken.set(MARK, left)
        kept_atoms = [spoken[j] for j in sorted(kept_news)]
        marked_news: list[MarkedAtom] = []
        for atom in news:
            is_kept = any(atom is kept for kept in kept_atoms)
            mark = arrived if is_kept else INSERTED
            marked_news.append(MarkedAtom(mark if atom.key else "", atom))
        ParagraphBuilder(new, sides.adapt).build(marked_news)
        new.set(MARK, arrived)
        return taken

    def _merge_blocks(self, old: Element, new: Element, sides: Sides) -> None:
        if new.tag == w("tbl"):
            TableMerger(self, old, new, sides).merge()
        else:
            self.merge_paragraphs(old, new, sides)

    def take_block(self, block: Element, mark: str, sides: Sides) -> Element:
        """A block of the old file, as it stands in the new one: all gone."""
        taken = sides.adapt(block)
        for paragraph in [taken] if taken.tag == w("p") else list(taken.iter(w("p"))):
            self.notes.take_notes_of(paragraph)
        mark_block(taken, mark)
        return taken

    def _part_tables(self, holder: Element) -> None:
        """Word makes one table of two that touch: where one of them comes or goes, a paragraph parts them."""
        for table in holder.findall(w("tbl")):
            follower = table.getnext()
            if (
                follower is not None
                and follower.tag == w("tbl")
                and (_is_marked(table) or _is_marked(follower))
            ):
                between = etree.Element(w("p"))
                between.set(MARK, f"{INSERTED} {DELETED}")
                table.addnext(between)

    # -- paragraphs ------------------------------------------------------------------------------------------

    def merge_paragraphs(self, old: Element, new: Element, sides: Sides) -> None:
        """Track in a paragraph what it was."""
        self._merge_properties(old, new, sides)
        olds = [atom for atom in split_paragraph(old, sides.old) if atom.key]
        news = split_paragraph(new, sides.new)
        spoken = [atom for atom in news if atom.key]
        is_same = [(atom.key, atom.look) for atom in olds] == [(atom.key, atom.look) for atom in spoken]
        if is_same:
            return
        marked = list(self._mark_atoms(olds, news))
        ParagraphBuilder(new, sides.adapt).build(marked)

    def _mark_atoms(self, olds: Sequence[Atom], news: Sequence[Atom]) -> Iterator[MarkedAtom]:
        """The atoms of the new paragraph with those that are gone among them."""
        silent: dict[int, list[Atom]] = {}
        spoken: list[Atom] = []
        for atom in news:
            if atom.key:
                spoken.append(atom)
            else:
                silent.setdefault(len(spoken), []).append(atom)
        for gone, come in find_edits(olds, spoken):
            is_kept = gone is None
            for place in come if is_kept else ():
                index, was = place
                yield from (MarkedAtom("", atom) for atom in silent.pop(index, ()))
                is_other = olds[was].look != spoken[index].look
                yield MarkedAtom("", spoken[index], olds[was].run if is_other else None)
            if gone is None:
                continue
            new_places = [index for index, _ in come]
            pair = self.notes.pair([olds[i] for i in gone], [spoken[j] for j in new_places])
            for i in gone:
                if olds[i] is not pair[0]:
                    yield MarkedAtom(DELETED, self.notes.take_note(olds[i]))
            for j in new_places:
                yield from (MarkedAtom("", atom) for atom in silent.pop(j, ()))
                yield MarkedAtom("" if spoken[j] is pair[1] else INSERTED, spoken[j])
        for atoms in silent.values():
            yield from (MarkedAtom("", atom) for atom in atoms)

    def _merge_properties(self, old: Element, new: Element, sides: Sides) -> None:
        """Track that a paragraph has another style, or is counted otherwise."""
        before, after = old.find(w("pPr")), new.find(w("pPr"))
        old_style = sides.old.styles.get(value_of(before, "pStyle"), "")
        new_style = sides.new.styles.get(value_of(after, "pStyle"), "")
        if old_style == new_style and self._is_same_counting(before, after):
            return
        if after is None:
            after = etree.Element(w("pPr"))
            new.insert(0, after)
        former = etree.SubElement(after, w("pPrChange"))
        was = sides.adapt(before) if before is not None else etree.Element(w("pPr"))
        for name in ("rPr", "sectPr", "pPrChange"):
            for node in was.findall(w(name)):
                remove(node)
        former.append(was)

    def _is_same_counting(self, before: Element | None, after: Element | None) -> bool:
        old_list, old_level = _read_counting(before)
        new_list, new_level = _read_counting(after)
        if old_level != new_level or bool(old_list) != bool(new_list):
            return False
        return not old_list or self.parts.transplant.is_same_list(old_list, new_list, old_level)

    def _learn_lists(self, old: Element, new: Element, sides: Sides) -> None:
        """Learn which list of the new file took the place of which old one, by the items that both have."""
        texts: dict[str, str] = {}
        for paragraph in new.iter(w("p")):
            id, _ = _read_counting(paragraph.find(w("pPr")))
            if id:
                texts[read_plain_text(paragraph, sides.new)] = id
        votes: Counter[tuple[str, str]] = Counter()
        for paragraph in old.iter(w("p")):
            id, level = _read_counting(paragraph.find(w("pPr")))
            heir = texts.get(read_plain_text(paragraph, sides.old), "") if id else ""
            if heir and self.parts.transplant.is_same_list(id, heir, level):
                votes[id, heir] += 1
        for (id, heir), _ in votes.most_common():
            if id not in self.parts.transplant.lists and heir not in self.parts.transplant.lists.values():
                self.parts.transplant.lists[id] = heir

    # -- comments and proof ----------------------------------------------------------------------------------

    def comment(self, author: ChangeAuthor, opening: CommentText, notes: Sequence[MarginNote]) -> None:
        """Put the notes into the margin, each beside the paragraph that it is about."""
        root = self.parts.new.tree(self.parts.new.main)
        taken = self.parts.new.find_tree(_COMMENTS)
        numbers = [int(comment.get(w("id"), "0")) for comment in taken] if taken is not None else []
        writer = CommentWriter(author, max(numbers, default=-1) + 1)
        paragraphs = list(root.iter(w("p"))) if root is not None else []
        if not paragraphs:
            return
        finder = PlaceFinder(paragraphs)
        writer.comment_on_paragraph(paragraphs[0], opening)
        for note in notes:
            place = finder.find(note)
            writer.comment_on_paragraph(paragraphs[0] if place is None else place, note.text)
        parts = self.parts.new.write()
        writer.write_part(parts, self.parts.new.main)
        self.parts.new.trees.pop(Relations(parts, self.parts.new.main).find_part(_COMMENTS), None)

    def is_whole(self) -> bool:
        """Say whether the new text comes out of the redline when all is accepted, and the old one when all is
        rejected.
        """
        for root, olds, news in self.proofs:
            for settle, texts in ((reject_all, olds), (accept_all, news)):
                settled = copy.deepcopy(root)
                settle(settled)
                if list_spoken_texts(settled) != texts:
                    return False
        return True


# -- blocks --------------------------------------------------------------------------------------------------


def _is_marked(table: Element) -> bool:
    """Say whether a table comes or goes."""
    row = table.find(w("tr"))
    return row is not None and bool(read_mark(row))


def _put_first(holder: Element, block: Element, news: Sequence[Element]) -> None:
    """Put a block before all others of a holder."""
    if news:
        news[0].addprevious(block)
        return
    place = 1 if len(holder) and holder[0].tag == w("tcPr") else 0
    holder.insert(place, block)


def _read_counting(properties: Element | None) -> tuple[str, str]:
    """The list and the level of a paragraph, by itself; "" where it says none."""
    counting = properties.find(w("numPr")) if properties is not None else None
    id = value_of(counting, "numId")
    return (id, value_of(counting, "ilvl") or "0") if id not in ("", "0") else ("", "")
