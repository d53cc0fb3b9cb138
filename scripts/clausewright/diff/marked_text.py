"""What a marked text has lost and gained, sentence by sentence, and where each sentence stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ..model.ast import Element, Elements, classes_of, is_list_mark, words
from ..model.change import Change, Edit, EditKind, Mark, Redline
from ..model.document import PlacedClause, Prose, Section
from .normalise import read_text
from .redline import accept_part, reject_part
from .sentence_parts import join_text
from .words import TEXTS, Atom, align_sentences, list_keys, split_atoms

_GONE, _NEW = "deletion", "insertion"
# The place of an edit in a cell begins so.
CELL = "cell: "
# A sentence that was replaced whole is one that went and one that came.
_REPLACED = 2
# So few words can take the place of any others, and can name a cell.
_FEW = 6
_LISTS = frozenset({"BulletList", "OrderedList"})


@dataclass(slots=True)
class MarkedText:
    """What a text has lost and gained: sentences that became others (`pairs`), that went (`gone`), and that
    came (`come`); `edits` are those that its marks alone tell.

    `place` is where the reader of the text stands, and `lead_in` the line that brings in the list of which it
    reads an item; `places` and `lead_ins` keep both for each sentence by its identity, and `order` when it
    was read.
    """

    pairs: list[tuple[list[Atom], list[Atom]]] = field(default_factory=list)
    gone: list[list[Atom]] = field(default_factory=list)
    come: list[list[Atom]] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    place: str = ""
    lead_in: Elements = field(default_factory=list)
    places: dict[int, str] = field(default_factory=dict)
    lead_ins: dict[int, str] = field(default_factory=dict)
    order: dict[int, int] = field(default_factory=dict)

    def pair(self, old: list[Atom], new: list[Atom]) -> None:
        """Note that a sentence became another."""
        self._note(old, [])
        self._note(new, [])
        self.pairs.append((old, new))

    def lose(self, sentence: list[Atom]) -> None:
        """Note that a sentence went."""
        self._note(sentence, reject_part(self.lead_in))
        self.gone.append(sentence)

    def gain(self, sentence: list[Atom]) -> None:
        """Note that a sentence came."""
        self._note(sentence, accept_part(self.lead_in))
        self.come.append(sentence)

    def _note(self, sentence: list[Atom], lead_in: Elements) -> None:
        """Note where a sentence stands that is read now, and what brings it in."""
        self.order[id(sentence)] = len(self.order)
        if self.place:
            self.places[id(sentence)] = self.place
        if lead_in:
            self.lead_ins[id(sentence)] = join_text(split_atoms(drop_list_marks(lead_in)))

    def list_old(self) -> list[list[Atom]]:
        """Return the sentences that became others or went, in reading order."""
        olds = [*(old for old, _ in self.pairs), *self.gone]
        return sorted(olds, key=lambda sentence: self.order[id(sentence)])

    def list_new(self) -> list[list[Atom]]:
        """Return the sentences that others became or that came, in reading order."""
        news = [*(new for _, new in self.pairs), *self.come]
        return sorted(news, key=lambda sentence: self.order[id(sentence)])

    def read_lead_in(self, sentence: list[Atom]) -> str:
        """Return the line that brings a sentence in: "Staff must not:"; "" where there is none."""
        return self.lead_ins.get(id(sentence), "")


def read_marked_text(change: Change) -> MarkedText:
    """Return what the text of a change has lost and gained."""
    text = MarkedText()
    if change.together:
        _read_blocks(list(change.together), text)
        return text
    for line in change.items:
        # What moved along with its section tells of its own edits in its own entry.
        if not line.changes or line.changes[-1] == change.id:
            _read_line(line, text)
    return text


def drop_list_marks(inlines: Elements) -> Elements:
    """Return inlines without the marks of lists."""
    return [node for node in inlines if not is_list_mark(node)]


def _read_line(line: Redline, text: MarkedText) -> None:
    mark = {Mark.ADDED: _NEW, Mark.REMOVED: _GONE}.get(line.mark, "")
    if line.mark in (Mark.KEPT, Mark.MOVED_AWAY):
        return
    match line.item:
        case Section():
            _note_level(line, text)
        case PlacedClause() | Prose():
            # What a clause is called is told by itself.
            _read_blocks(list(line.item.blocks), text, mark)


def _note_level(line: Redline, text: MarkedText) -> None:
    if isinstance(line.old, Section) and isinstance(line.new, Section) and line.old.level != line.new.level:
        way = "lower" if line.new.level > line.old.level else "higher"
        text.edits.append(Edit(EditKind.LEVEL, way=way))


def _read_blocks(node: Any, text: MarkedText, mark: str = "") -> None:
    """Note what the paragraphs, items and cells of a marked piece have lost and gained."""
    if isinstance(node, list):
        _read_parts(node, text, mark)
        return
    if not isinstance(node, dict) or "t" not in node:
        return
    if node["t"] in TEXTS:
        _read_paragraph(_get_inlines(node), mark, text)
    elif node["t"] == "Div":
        _read_blocks(node["c"][1], text, _find_mark(classes_of(node)) or mark)
    elif node["t"] == "Table":
        _read_table(node, text, mark)
    elif node["t"] in _LISTS:
        for item in node["c"] if node["t"] == "BulletList" else node["c"][1]:
            _read_item(item, text, mark)
    else:
        _read_blocks(node.get("c"), text, mark)


def _get_inlines(node: Element) -> Elements:
    inlines: Elements = node["c"][2] if node["t"] == "Header" else node["c"]
    return inlines


def _read_item(item: Elements, text: MarkedText, mark: str) -> None:
    """Read an item of a list; one that came or went whole is told as an item."""
    around = text.place
    is_whole = len(item) == 1 and item[0]["t"] == "Div" and bool(_find_mark(classes_of(item[0])))
    if is_whole and not around:
        text.place = "item"
    _read_blocks(item, text, mark)
    text.place = around


def _read_parts(parts: list[Any], text: MarkedText, mark: str) -> None:
    """Read parts one after the other; a few words that stand where a few others stood took their place."""
    index = 0
    around = text.lead_in
    while index < len(parts):
        part = parts[index]
        follows = parts[index + 1] if index + 1 < len(parts) else None
        old, new = _read_few_words(part, _GONE), _read_few_words(follows, _NEW)
        if old and new:
            text.pair(old, new)
            index += 2
            continue
        is_list = isinstance(part, dict) and part.get("t") in _LISTS
        text.lead_in = _find_lead_in(parts, index) if is_list else around
        _read_blocks(part, text, mark)
        index += 1
    text.lead_in = around


def _find_lead_in(parts: list[Any], index: int) -> Elements:
    """The line right before a list that brings it in."""
    before = parts[index - 1] if index else None
    if isinstance(before, dict) and before.get("t") in TEXTS:
        return _get_inlines(before)
    return []


def _read_few_words(part: Any, mark: str) -> list[Atom]:
    """The words of a Div of that mark which is one short paragraph; nothing where it is anything else."""
    if not isinstance(part, dict) or part.get("t") != "Div" or mark not in classes_of(part):
        return []
    blocks = part["c"][1]
    if len(blocks) != 1 or blocks[0]["t"] not in ("Para", "Plain"):
        return []
    atoms = list(split_atoms(drop_list_marks(blocks[0]["c"])))
    return atoms if sum(atom.is_word for atom in atoms) <= _FEW else []


def _read_table(table: Element, text: MarkedText, mark: str) -> None:
    """Read the cells that stayed; a row that came or went is one sentence,
    and so are the cells of columns that did.
    """
    _, caption, _, head, bodies, foot = table["c"]
    _read_blocks(caption, text, mark)
    rows = [*head[1], *(row for body in bodies for row in (*body[2], *body[3])), *foot[1]]
    columns: dict[str, list[Any]] = {_GONE: [], _NEW: []}
    heads = [_name_cell(cell) for cell in head[1][0][1]] if head[1] else []
    for row in rows:
        mark_of_row = _find_mark(row[0][1]) or mark
        if mark_of_row:
            _note_cells(row[1], mark_of_row, text, "row")
            continue
        for index, cell in enumerate(row[1]):
            mark_of_cell = _find_mark(cell[0][1])
            if mark_of_cell:
                columns[mark_of_cell].append(cell)
                continue
            text.place = _name_place_of_cell(row, index, heads) if row not in head[1] else ""
            _read_blocks(cell[4], text)
            text.place = ""
    for mark_of_column, cells in columns.items():
        _note_cells(cells, mark_of_column, text, "column")


def _name_place_of_cell(row: Any, index: int, heads: Sequence[str]) -> str:
    """A cell by what its row begins with, and by the head of its column."""
    names = [_name_cell(row[1][0]) if index else "", heads[index] if index < len(heads) else ""]
    quoted = [f"“{name}”" for name in names if name]
    return f"{CELL}{', '.join(quoted)}" if quoted else ""


def _name_cell(cell: Any) -> str:
    """The words of a cell by which others are called; "" where they are too many."""
    words_of_cell = read_text(accept_part(cell[4])).split()
    return " ".join(words_of_cell) if len(words_of_cell) <= _FEW else ""


def _note_cells(cells: list[Any], mark: str, text: MarkedText, place: str) -> None:
    """Note cells that came or went together as one sentence."""
    contents = [" ".join(read_text(cell[4]).split()) for cell in cells]
    atoms = list(split_atoms(words("; ".join(filter(None, contents)))))
    if not atoms:
        return
    text.place = place
    if mark == _NEW:
        text.gain(atoms)
    else:
        text.lose(atoms)
    text.place = ""


def _find_mark(classes: Sequence[str]) -> str:
    return next((name for name in (_GONE, _NEW) if name in classes), "")


def _read_paragraph(inlines: Elements, mark: str, text: MarkedText) -> None:
    old = [] if mark == _NEW else drop_list_marks(inlines if mark else reject_part(inlines))
    new = [] if mark == _GONE else drop_list_marks(inlines if mark else accept_part(inlines))
    if _is_title(old or new) and _is_title(new or old):
        return
    pairs = list(align_sentences(old, new))
    if len(pairs) == _REPLACED and not pairs[0][1] and not pairs[1][0]:
        # One sentence took the other's place, and no word of it stayed.
        pairs = [(pairs[0][0], pairs[1][1])]
    for before, after in pairs:
        if list_keys(before) == list_keys(after):
            continue
        if before and after:
            text.pair(before, after)
        elif before:
            text.lose(before)
        else:
            text.gain(after)


def _is_title(inlines: Elements) -> bool:
    """Say whether a paragraph is the title of one of several clauses that are shown as one text."""
    return len(inlines) == 1 and inlines[0]["t"] == "Strong"
