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
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import count

from lxml import etree

from ..diff.align import align, containment, similarity
from .atoms import (
    Atom,
    MarkedAtom,
    ParagraphBuilder,
    PartText,
    is_counted_by_word,
    read_plain_text,
    split_paragraph,
)
from .comments import CommentText, CommentWriter
from .edits import find_edits
from .merged_tables import Sides, TableMerger, mark_block, read_block_text
from .package import Element, w
from .places import MarginNote, PlaceFinder
from .reader import blocks_in, local_name, value_of
from .relations import Relations
from .settle import accept_all, reject_all, remove
from .tracked import DELETED, INSERTED, MARK, ChangeAuthor, read_mark, write_marks
from .transplant import FileParts, Transplant

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_COMMENTS = f"{_KINDS}/comments"
_NOTE_KINDS = ("footnotes", "endnotes")
_NOTE_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"
# How alike two paragraphs or tables are at least that are one, edited; so much of a short paragraph is in a
# longer one that is the same, with more added.
_SAME_PARAGRAPH, _SAME_TABLE, _CONTAINED = 0.4, 0.2, 0.8
# So many words make a passage that moved; fewer may stand in two places by chance.
_FEWEST_MOVED = 5
_FIRST_ID = 80_001
# A place in the old file and one in the new file; None stands for what has no counterpart.
_Pair = tuple[int | None, int | None]
# What says something in a paragraph, and what is read for it: its own text where that is "".
_SAYING = {
    w("t"): "",
    w("tab"): " ",
    w("br"): " ",
    w("footnoteReference"): "*",
    w("endnoteReference"): "*",
    w("fldChar"): "",
    w("instrText"): "",
}


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
    for root in merger.roots:
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
        self.old, self.new = old, new
        self.transplant = Transplant(old, new)
        self.ids = count(_FIRST_ID)
        self.roots: list[Element] = []
        self.settled: list[Element] = []
        self.proofs: list[tuple[Element, list[str], list[str]]] = []
        self.texts = [_read_notes(file) for file in (old, new)]
        self.note_pairs: list[tuple[str, str]] = []
        self.moves = 0

    def merge(self) -> None:
        """Merge the texts, the notes, and the headers and footers that both files have."""
        roots = [self._open(file, file.main) for file in (self.old, self.new)]
        if roots[0] is None or roots[1] is None:
            return
        pairs = [(self.old.main, self.new.main), *_pair_page_edges(self.old, self.new)]
        for old_part, new_part in pairs:
            old_root, new_root = self._open(self.old, old_part), self._open(self.new, new_part)
            if old_root is None or new_root is None or new_root in self.roots:
                continue
            sides = self._read_sides(old_part, new_part)
            self.proofs.append((new_root, _list_texts(old_root), _list_texts(new_root)))
            self.roots.append(new_root)
            is_main = new_part == self.new.main
            holders = [root.find(w("body")) if is_main else root for root in (old_root, new_root)]
            if holders[0] is not None and holders[1] is not None:
                self._learn_lists(holders[0], holders[1], sides)
                self.merge_holders(holders[0], holders[1], sides)
        self._merge_notes()
        self._mark_new_notes()

    def _open(self, file: FileParts, part: str) -> Element | None:
        root = file.tree(part)
        if root is not None and root not in self.settled:
            accept_all(root)
            self.settled.append(root)
        return root

    def _read_sides(self, old_part: str, new_part: str) -> Sides:
        return Sides(
            PartText(Relations(self.old.parts, old_part), self.texts[0], self.transplant.old_styles),
            PartText(Relations(self.new.parts, new_part), self.texts[1], self.transplant.new_styles),
            partial(self.transplant.adapt, old_part=old_part, new_part=new_part),
        )

    # -- blocks ----------------------------------------------------------------------------------------------

    def merge_holders(self, old: Element, new: Element, sides: Sides) -> None:
        """Merge the paragraphs and tables of a body, a cell or a note."""
        olds, news = _list_blocks(old), _list_blocks(new)
        old_texts = [read_block_text(block, sides.old) for block in olds]
        new_texts = [read_block_text(block, sides.new) for block in news]
        pairs = _pair_blocks(olds, news, old_texts, new_texts)
        old_marks: Mapping[int, str] = {}
        new_marks: Mapping[int, str] = {}
        if new.tag == w("body"):
            old_marks, new_marks = self._find_moves(pairs, olds, news, old_texts, new_texts)
        elif new.tag == w("tc"):
            # A cell keeps the end of its last paragraph, so one paragraph takes the place of another.
            pairs = _pair_neighbours(pairs, olds, news)
        before: Element | None = None
        for i, j in pairs:
            if i is not None and j is not None:
                self._merge_blocks(olds[i], news[j], sides)
                before = news[j]
            elif j is not None:
                mark_block(news[j], new_marks.get(j, INSERTED))
                before = news[j]
            elif i is not None:
                gone = self.take_block(olds[i], old_marks.get(i, DELETED), sides)
                if before is not None:
                    before.addnext(gone)
                else:
                    _put_first(new, gone, news)
                before = gone
        self._part_tables(new)

    def _find_moves(
        self,
        pairs: Sequence[_Pair],
        olds: Sequence[Element],
        news: Sequence[Element],
        old_texts: Sequence[str],
        new_texts: Sequence[str],
    ) -> tuple[dict[int, str], dict[int, str]]:
        """The marks of paragraphs that stand elsewhere now, word by word, by their places in both files."""
        gone = [i for i, j in pairs if j is None and i is not None and olds[i].tag == w("p")]
        come = [j for i, j in pairs if i is None and j is not None and news[j].tag == w("p")]
        counts = Counter(old_texts[i] for i in gone), Counter(new_texts[j] for j in come)
        place_of = {new_texts[j]: j for j in come if counts[1][new_texts[j]] == 1}
        passages: list[list[tuple[int, int]]] = []
        for i in gone:
            j = place_of.get(old_texts[i]) if counts[0][old_texts[i]] == 1 else None
            if j is None:
                continue
            if passages and passages[-1][-1] == (i - 1, j - 1):
                passages[-1].append((i, j))
            else:
                passages.append([(i, j)])
        old_marks: dict[int, str] = {}
        new_marks: dict[int, str] = {}
        for passage in passages:
            if sum(len(old_texts[i].split()) for i, _ in passage) < _FEWEST_MOVED:
                continue
            self.moves += 1
            for i, j in passage:
                old_marks[i], new_marks[j] = f"moveFrom {self.moves}", f"moveTo {self.moves}"
        return old_marks, new_marks

    def _merge_blocks(self, old: Element, new: Element, sides: Sides) -> None:
        if new.tag == w("tbl"):
            TableMerger(self, old, new, sides).merge()
        else:
            self.merge_paragraphs(old, new, sides)

    def take_block(self, block: Element, mark: str, sides: Sides) -> Element:
        """A block of the old file, as it stands in the new one: all gone."""
        taken = sides.adapt(block)
        for paragraph in [taken] if taken.tag == w("p") else list(taken.iter(w("p"))):
            self._take_notes(paragraph)
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
            pair = self._pair_notes([olds[i] for i in gone], [spoken[j] for j in new_places])
            for i in gone:
                if olds[i] is not pair[0]:
                    yield MarkedAtom(DELETED, self._take_note(olds[i]))
            for j in new_places:
                yield from (MarkedAtom("", atom) for atom in silent.pop(j, ()))
                yield MarkedAtom("" if spoken[j] is pair[1] else INSERTED, spoken[j])
        for atoms in silent.values():
            yield from (MarkedAtom("", atom) for atom in atoms)

    def _pair_notes(self, gone: Sequence[Atom], come: Sequence[Atom]) -> tuple[Atom | None, Atom | None]:
        """The mark of a note that took another one's place: then its text is looked into."""
        olds, news = [atom for atom in gone if atom.note], [atom for atom in come if atom.note]
        if len(olds) != 1 or len(news) != 1:
            return None, None
        if olds[0].note.split()[0] != news[0].note.split()[0]:
            return None, None
        self.note_pairs.append((olds[0].note, news[0].note))
        return olds[0], news[0]

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
        return not old_list or self.transplant.is_same_list(old_list, new_list, old_level)

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
            if heir and self.transplant.is_same_list(id, heir, level):
                votes[id, heir] += 1
        for (id, heir), _ in votes.most_common():
            if id not in self.transplant.lists and heir not in self.transplant.lists.values():
                self.transplant.lists[id] = heir

    # -- notes -----------------------------------------------------------------------------------------------

    def _take_notes(self, paragraph: Element) -> None:
        for kind in _NOTE_KINDS:
            for mark in paragraph.iter(w(f"{kind.removesuffix('s')}Reference")):
                mark.set(w("id"), self._copy_note(kind, mark.get(w("id"), "")))

    def _take_note(self, atom: Atom) -> Atom:
        """The mark of a note that is gone, with its note taken over."""
        if not atom.note:
            return atom
        kind, _, id = atom.note.partition(" ")
        node = copy.deepcopy(atom.nodes[0])
        node.set(w("id"), self._copy_note(kind, id))
        return Atom(atom.key, atom.look, atom.run, (node,), atom.holders, atom.text, atom.note)

    def _copy_note(self, kind: str, id: str) -> str:
        """Take a note over into the new file, all gone there; return its id."""
        old_root = self._open(self.old, f"word/{kind}.xml")
        note = _find_note(old_root, id)
        if old_root is None or note is None:
            return id
        new_root = self._open_notes(kind, old_root)
        part = f"word/{kind}.xml"
        taken = self.transplant.adapt(note, part, part)
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
        root = self._open(self.new, part)
        if root is None:
            root = copy.deepcopy(old_root)
            for note in [note for note in root if not note.get(w("type"))]:
                remove(note)
            self.new.trees[part] = root
            self.new.parts[part] = etree.tostring(root)
            Relations(self.new.parts, self.new.main).add_part(
                f"{_KINDS}/{kind}", part, _NOTE_TYPE.format(kind)
            )
            self.settled.append(root)
        if root not in self.roots:
            self.roots.append(root)
        return root

    def _merge_notes(self) -> None:
        """Track what changed in the notes whose marks stayed."""
        for old_note, new_note in self.note_pairs:
            kind, _, old_id = old_note.partition(" ")
            part = f"word/{kind}.xml"
            old_root, new_root = self._open(self.old, part), self._open(self.new, part)
            olds, news = _find_note(old_root, old_id), _find_note(new_root, new_note.partition(" ")[2])
            if olds is None or news is None or new_root is None:
                continue
            if new_root not in self.roots:
                self.roots.append(new_root)
            self.merge_holders(olds, news, self._read_sides(part, part))

    def _mark_new_notes(self) -> None:
        """Mark the text of notes that came with their marks."""
        main = self.new.tree(self.new.main)
        for kind in _NOTE_KINDS:
            for mark in main.iter(w(f"{kind.removesuffix('s')}Reference")) if main is not None else ():
                run = mark.getparent()
                root = self._open(self.new, f"word/{kind}.xml")
                note = _find_note(root, mark.get(w("id"), ""))
                if run is None or root is None or note is None:
                    continue
                if read_mark(run).startswith((INSERTED, "moveTo")):
                    _mark_note(note, kind, INSERTED)
                    if root not in self.roots:
                        self.roots.append(root)

    # -- comments and proof ----------------------------------------------------------------------------------

    def comment(self, author: ChangeAuthor, opening: CommentText, notes: Sequence[MarginNote]) -> None:
        """Put the notes into the margin, each beside the paragraph that it is about."""
        root = self.new.tree(self.new.main)
        taken = self.new.find_tree(_COMMENTS)
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
        parts = self.new.write()
        writer.write_part(parts, self.new.main)
        self.new.trees.pop(Relations(parts, self.new.main).find_part(_COMMENTS), None)

    def is_whole(self) -> bool:
        """Say whether the new text comes out of the redline when all is accepted, and the old one when all is
        rejected.
        """
        for root, olds, news in self.proofs:
            for settle, texts in ((reject_all, olds), (accept_all, news)):
                settled = copy.deepcopy(root)
                settle(settled)
                if _list_texts(settled) != texts:
                    return False
        return True


# -- blocks --------------------------------------------------------------------------------------------------


def _list_blocks(holder: Element) -> list[Element]:
    """The paragraphs and tables of a holder, but for lists of contents."""
    return [
        block for block in blocks_in(holder) if block.tag in (w("p"), w("tbl")) and not _is_contents(block)
    ]


def _is_contents(block: Element) -> bool:
    """Say whether a paragraph is a line of a list of contents."""
    return block.tag == w("p") and value_of(block.find(w("pPr")), "pStyle").upper().startswith("TOC")


def _list_texts(root: Element) -> list[str]:
    """What the paragraphs of a part say that say anything, but for lists of contents and what Word counts
    itself; "*" for a note.
    """
    texts: list[str] = []
    codes: list[str] = []
    for paragraph in root.iter(w("p")):
        pieces: list[str] = []
        for node in paragraph.iter(*_SAYING):
            if node.tag == w("fldChar"):
                _follow_field(node, codes)
            elif node.tag == w("instrText"):
                codes[-1:] = [codes[-1] + (node.text or "")] if codes else []
            elif any(is_counted_by_word(code) for code in codes) or _is_in_counted_field(node):
                continue
            else:
                pieces.append(_SAYING[node.tag] or node.text or "")
        text = " ".join("".join(pieces).split())
        if text and not _is_contents(paragraph):
            texts.append(text)
    return texts


def _follow_field(mark: Element, codes: list[str]) -> None:
    if mark.get(w("fldCharType")) == "begin":
        codes.append("")
    elif mark.get(w("fldCharType")) == "end" and codes:
        codes.pop()


def _is_in_counted_field(node: Element) -> bool:
    fields = node.iterancestors(w("fldSimple"))
    return any(is_counted_by_word(field.get(w("instr"), "")) for field in fields)


def _pair_blocks(
    olds: Sequence[Element], news: Sequence[Element], old_texts: Sequence[str], new_texts: Sequence[str]
) -> list[_Pair]:
    """The blocks of two holders side by side: those that say the same, then those that are alike enough."""
    old_words, new_words = [text.split() for text in old_texts], [text.split() for text in new_texts]

    def likeness(i: int, j: int) -> float:
        if olds[i].tag != news[j].tag:
            return 0.0
        alike = similarity(old_words[i], new_words[j])
        if news[j].tag == w("tbl"):
            return max(alike, _SAME_TABLE)
        is_long = min(len(old_words[i]), len(new_words[j])) >= _FEWEST_MOVED
        if alike < _SAME_PARAGRAPH and is_long and containment(old_words[i], new_words[j]) >= _CONTAINED:
            return _SAME_PARAGRAPH
        return alike if alike >= _SAME_PARAGRAPH else 0.0

    old_keys = [f"{local_name(block)} {text}" for block, text in zip(olds, old_texts, strict=True)]
    new_keys = [f"{local_name(block)} {text}" for block, text in zip(news, new_texts, strict=True)]
    return list(align(old_keys, new_keys, likeness, _SAME_TABLE))


def _pair_neighbours(pairs: Sequence[_Pair], olds: Sequence[Element], news: Sequence[Element]) -> list[_Pair]:
    """Pairs in which paragraphs that went and those that came in their place stand side by side."""
    joined: list[_Pair] = []
    gone: list[int] = []
    for i, j in pairs:
        if j is None and i is not None and olds[i].tag == w("p"):
            gone.append(i)
        elif i is None and j is not None and news[j].tag == w("p") and gone:
            joined.append((gone.pop(0), j))
        else:
            joined += [(place, None) for place in gone]
            gone = []
            joined.append((i, j))
    return [*joined, *((place, None) for place in gone)]


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


# -- notes and headers --------------------------------------------------------------------------------------


def _read_notes(file: FileParts) -> Mapping[str, str]:
    """What the notes of a file say."""
    texts: dict[str, str] = {}
    for kind in _NOTE_KINDS:
        root = file.tree(f"word/{kind}.xml")
        for note in root if root is not None else ():
            words = " ".join("".join(text.text or "" for text in note.iter(w("t"))).split())
            texts[f"{kind} {note.get(w('id'), '')}"] = words
    return texts


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


def _pair_page_edges(old: FileParts, new: FileParts) -> Iterator[tuple[str, str]]:
    """The headers and footers of both files that stand at the same pages of the same sections."""
    olds, news = _list_page_edges(old), _list_page_edges(new)
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
