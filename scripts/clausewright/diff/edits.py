"""Edits: what was edited in a marked text, sentence by sentence, in the terms that a reader asks for: which
figure, which prohibition, which address, who is named; and why that has to be decided on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..model.ast import Element, Elements, classes_of, is_list_mark, text_of, words
from ..model.audiences import AUDIENCES
from ..model.change import Change, Edit, EditKind, Kind, Mark, Redline
from ..model.document import PlacedClause, Prose, Section
from .align import containment, similarity
from .figures import pair_figures, read_addresses, read_contacts, read_figures, read_references
from .modality import (
    Shift,
    Statement,
    compare_forces,
    find_negations,
    find_prohibitions,
    read_statements,
)
from .normalise import read_capitals, read_marks, read_text, strip_editorial
from .numbering import find_edits_of_counting
from .redline import accept_part, reject_part
from .sentence_parts import (
    find_edits_of_links,
    find_edits_of_pictures,
    find_edits_of_type,
    join_text,
    list_leaves,
)
from .weight import weigh_sentences
from .words import Atom, align_sentences, find_replaced_words, keys_of, split_atoms, split_sentences

_GONE, _NEW = "deletion", "insertion"
# The place of an edit in a cell begins so.
_CELL = "cell: "
_TEXTS = frozenset({"Para", "Plain", "Header"})
# A sentence that was replaced whole is one that went and one that came.
# A sentence with fewer words is in any other; so few words can take the place of any others.
_REPLACED, _FEWEST, _FEW = 2, 3, 6
# What the compiler says of a document itself, and values, have no edits that a reader would ask for.
_SILENT = frozenset({Kind.RECORD, Kind.VALUE})
_KINDS = {
    EditKind.REVERSED: Kind.REVERSED,
    EditKind.LIFTED: Kind.LIFTED,
    EditKind.STRENGTH: Kind.STRENGTH,
    EditKind.FIGURE: Kind.FIGURE,
    EditKind.AUDIENCE: Kind.SCOPE,
    EditKind.CONTACT: Kind.CONTACT,
    EditKind.LINK: Kind.LINK,
}
# Of two edits that with longer words says more. How alike two sentences are that are one, though they stand
# in different paragraphs, and how much of one is in the other; so many of both are held against each other at
# most.
_SMALL, _SAME_SENTENCE, _CONTAINED, _MOST_PAIRS = 4, 0.5, 0.8, 2_500
# How much of a prohibition is in another one that says it in other words.
_SAME_PROHIBITION = 0.5
# How alike two sentences are without their modal verbs when one verb took the other's place.
_SAME_RULE = 0.6
_CONDITION = re.compile(
    r"(?:and |or |but )?(?:if|unless|except|provided|when|whenever|where|wherever|only|until|without"
    r"|subject to"
    r"|as long as|so long as|in the case of)\b",
    re.IGNORECASE,
)
_AUDIENCES = {
    audience: re.compile(rf"\b(?:{names})\b", re.IGNORECASE) for audience, names in AUDIENCES.items()
}
_AUXILIARIES = frozenset("do does did a an any the all every each some to be is are".split())  # noqa: SIM905


@dataclass(slots=True)
class _Text:
    """What a text has lost and gained: sentences that became others, that went, and that came."""

    pairs: list[tuple[list[Atom], list[Atom]]] = field(default_factory=list)
    gone: list[list[Atom]] = field(default_factory=list)
    come: list[list[Atom]] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    place: str = ""
    places: dict[int, str] = field(default_factory=dict)

    def note_place(self, sentence: list[Atom]) -> list[Atom]:
        """Note where a sentence stands that is read now, and return it."""
        if self.place:
            self.places[id(sentence)] = self.place
        return sentence


def add_edits(change: Change, stands: Callable[[str], bool]) -> Change:
    """Return a change with the edits of its text, the kinds that follow from them, and why they weigh.

    `stands` says whether a sentence stands anywhere in the new document: then it is not forbidden no longer.
    """
    if not _SILENT.isdisjoint(change.kinds):
        return change
    text = _Text()
    if change.together:
        _read_blocks(list(change.together), text)
    else:
        for line in change.items:
            # What moved along with its section tells of its own edits in its own entry.
            if not line.changes or line.changes[-1] == change.id:
                _read_line(line, text)
    is_editorial = change.kinds == (Kind.EDITORIAL,)
    is_reordered = _cancel_moved_sentences(text, with_marks=is_editorial)
    _pair_reworded_sentences(text)
    before = [join_text(sentence) for sentence in (*(old for old, _ in text.pairs), *text.gone)]
    after = [join_text(sentence) for sentence in (*(new for _, new in text.pairs), *text.come)]
    before += _list_differing_titles(change, old=True)
    after += _list_differing_titles(change, old=False)
    is_recut = _cancel_recut_sentences(text)
    edits = list(text.edits)
    if is_editorial:
        edits += _find_editorial_edits(change)
    elif is_reordered and not (text.pairs or text.gone or text.come):
        edits.append(Edit(EditKind.ORDER))
    edits += _drop_kept_contacts(_find_edits_of_sentences(text, after, stands), before, after)
    if is_recut and not edits:
        edits.append(Edit(EditKind.ORDER, way="depth"))
    edits = list(dict.fromkeys(sorted(edits, key=_rank)))
    kinds = _join_kinds(change, edits)
    # Spelling and punctuation weigh nothing, wherever they are.
    if kinds == (Kind.EDITORIAL,):
        return replace(change, edits=tuple(edits))
    is_redirected = any(edit.kind in (EditKind.CONTACT, EditKind.LINK) for edit in edits)
    weights = weigh_sentences(before, after, _list_titles(change), is_redirected=is_redirected)
    return replace(change, edits=tuple(edits), weights=weights, kinds=kinds)


def _cancel_recut_sentences(text: _Text) -> bool:
    """Strike out what stands in a longer sentence of the other side, word by word: the text was only cut
    otherwise. Say whether there was any.
    """
    old_text = _join_sides([old for old, _ in text.pairs], text.gone)
    new_text = _join_sides([new for _, new in text.pairs], text.come)
    gone = [sentence for sentence in text.gone if not _is_contained(sentence, new_text)]
    come = [sentence for sentence in text.come if not _is_contained(sentence, old_text)]
    is_recut = len(gone) < len(text.gone) or len(come) < len(text.come)
    text.gone, text.come = gone, come
    return is_recut


def _join_sides(*sides: Iterable[list[Atom]]) -> str:
    sentences = [strip_editorial(join_text(sentence)) for side in sides for sentence in side]
    return f" {' '.join(sentences)} "


def _is_contained(sentence: list[Atom], text: str) -> bool:
    key = strip_editorial(join_text(sentence))
    return len(key.split()) >= _FEWEST and f" {key} " in text


def _drop_kept_contacts(edits: Iterable[Edit], before: Sequence[str], after: Sequence[str]) -> Iterator[Edit]:
    """Edits without addresses that only stand in another sentence of the same text now."""
    old, new = " ".join(before), " ".join(after)
    for edit in edits:
        is_kept = (edit.old in new) if edit.old and not edit.new else (edit.new in old)
        if edit.kind is not EditKind.CONTACT or (edit.old and edit.new) or not is_kept:
            yield edit


def _find_editorial_edits(change: Change) -> Iterator[Edit]:
    """What is another where the words are the same: their order, their titles, how their lists count."""
    yield from _find_edits_of_order(change)
    yield from _find_edits_of_titles(change)
    for line in change.items:
        yield from find_edits_of_counting(line.old, line.new)


def _find_edits_of_sentences(
    text: _Text, after: Sequence[str], stands: Callable[[str], bool]
) -> Iterator[Edit]:
    """The edits of the sentences that became others, went or came; `after` are all to which they lead."""
    for old, new in text.pairs:
        place = text.places.get(id(new), "")
        for edit in _find_edits_of_pair(old, new):
            yield replace(edit, place=edit.place or place)
    forbidden = [sentence for sentence in after if find_prohibitions(sentence)]
    for gone in text.gone:
        sentence = join_text(gone)
        is_lifted = not (stands(sentence) or _is_said_otherwise(sentence, forbidden))
        removal = _make_removal(sentence, is_lifted=is_lifted)
        yield replace(removal, place=_name_whole(text.places.get(id(gone), "")))
    for come in text.come:
        place = _name_whole(text.places.get(id(come), ""))
        yield Edit(EditKind.SENTENCE, new=join_text(come), place=place)


def _rank(edit: Edit) -> int:
    """Where an edit stands in a list that begins with the weightiest; small words say least."""
    is_small = edit.kind is EditKind.WORDS and not any(
        len(word) > _SMALL for word in (*_list_words(edit.old), *_list_words(edit.new))
    )
    return len(EditKind) if is_small else _ORDER[edit.kind]


_ORDER = {kind: index for index, kind in enumerate(EditKind)}


def _join_kinds(change: Change, edits: Iterable[Edit]) -> tuple[Kind, ...]:
    kinds = {*change.kinds, *(_KINDS[edit.kind] for edit in edits if edit.kind in _KINDS)}
    if Kind.LINK in kinds or Kind.CONTACT in kinds:
        # What a link leads to is said by these.
        kinds.discard(Kind.REFERENCE)
    return tuple(kind for kind in Kind if kind in kinds)


def _list_differing_titles(change: Change, *, old: bool) -> list[str]:
    """The titles of one side that the other has not."""
    titles = [text_of(list(title)) for title in (change.old_titles if old else change.new_titles)]
    others = [text_of(list(title)) for title in (change.new_titles if old else change.old_titles)]
    return [title for title in titles if title not in others]


def _list_titles(change: Change) -> str:
    return " ".join(text_of(list(title)) for title in (*change.old_titles, *change.new_titles))


# -- what was lost and gained --------------------------------------------------------------------------------


def _read_line(line: Redline, text: _Text) -> None:
    mark = {Mark.ADDED: _NEW, Mark.REMOVED: _GONE}.get(line.mark, "")
    if line.mark in (Mark.KEPT, Mark.MOVED_AWAY):
        return
    match line.item:
        case Section():
            _note_level(line, text)
        case PlacedClause() | Prose():
            # What a clause is called is told by itself.
            _read_blocks(list(line.item.blocks), text, mark)


def _note_level(line: Redline, text: _Text) -> None:
    if isinstance(line.old, Section) and isinstance(line.new, Section) and line.old.level != line.new.level:
        way = "lower" if line.new.level > line.old.level else "higher"
        text.edits.append(Edit(EditKind.LEVEL, way=way))


def _read_blocks(node: Any, text: _Text, mark: str = "") -> None:
    """Note what the paragraphs, items and cells of a marked piece have lost and gained."""
    if isinstance(node, dict) and "t" in node:
        if node["t"] in _TEXTS:
            _read_paragraph(node["c"][2] if node["t"] == "Header" else node["c"], mark, text)
        elif node["t"] == "Div":
            _read_blocks(node["c"][1], text, _mark_of(classes_of(node)) or mark)
        elif node["t"] == "Table":
            _read_table(node, text, mark)
        elif node["t"] in ("BulletList", "OrderedList"):
            for item in node["c"] if node["t"] == "BulletList" else node["c"][1]:
                _read_item(item, text, mark)
        else:
            _read_blocks(node.get("c"), text, mark)
    elif isinstance(node, list):
        _read_parts(node, text, mark)


def _read_item(item: Elements, text: _Text, mark: str) -> None:
    """Read an item of a list; one that came or went whole is told as an item."""
    around = text.place
    marks = _mark_of(classes_of(item[0])) if len(item) == 1 and item[0]["t"] == "Div" else ""
    if marks and not around:
        text.place = "item"
    _read_blocks(item, text, mark)
    text.place = around


def _read_parts(parts: list[Any], text: _Text, mark: str) -> None:
    """Read parts one after the other; a few words that stand where a few others stood took their place."""
    index = 0
    while index < len(parts):
        old, new = _shorten_words(parts[index], _GONE), _shorten_words(_part_at(parts, index + 1), _NEW)
        if old and new:
            text.pairs.append((old, text.note_place(new)))
            index += 2
        else:
            _read_blocks(parts[index], text, mark)
            index += 1


def _part_at(parts: list[Any], index: int) -> Any:
    return parts[index] if index < len(parts) else None


def _shorten_words(part: Any, mark: str) -> list[Atom]:
    """The words of a Div of that mark which is one short paragraph; nothing where it is anything else."""
    if not isinstance(part, dict) or part.get("t") != "Div" or mark not in classes_of(part):
        return []
    blocks = part["c"][1]
    if len(blocks) != 1 or blocks[0]["t"] not in ("Para", "Plain"):
        return []
    atoms = list(split_atoms(_drop_list_marks(blocks[0]["c"])))
    return atoms if sum(atom.is_word for atom in atoms) <= _FEW else []


def _read_table(table: Element, text: _Text, mark: str) -> None:
    """Read the cells that stayed; a row that came or went is one sentence,
    and so are the cells of columns that did.
    """
    _, caption, _, head, bodies, foot = table["c"]
    _read_blocks(caption, text, mark)
    rows = [*head[1], *(row for body in bodies for row in (*body[2], *body[3])), *foot[1]]
    columns: dict[str, list[Any]] = {_GONE: [], _NEW: []}
    heads = [_read_name(cell) for cell in head[1][0][1]] if head[1] else []
    for row in rows:
        mark_of_row = _mark_of(row[0][1]) or mark
        if mark_of_row:
            _note_cells(row[1], mark_of_row, text, "row")
            continue
        for index, cell in enumerate(row[1]):
            mark_of_cell = _mark_of(cell[0][1])
            if mark_of_cell:
                columns[mark_of_cell].append(cell)
                continue
            text.place = _name_cell(row, index, heads) if row not in head[1] else ""
            _read_blocks(cell[4], text)
            text.place = ""
    for mark_of_column, cells in columns.items():
        _note_cells(cells, mark_of_column, text, "column")


def _name_cell(row: Any, index: int, heads: Sequence[str]) -> str:
    """A cell by what its row begins with, and by the head of its column."""
    names = [_read_name(row[1][0]) if index else "", heads[index] if index < len(heads) else ""]
    named = [f"“{name}”" for name in names if name]
    return f"{_CELL}{', '.join(named)}" if named else ""


def _read_name(cell: Any) -> str:
    """The words of a cell by which others are called; "" where they are too many."""
    words_of_cell = read_text(accept_part(cell[4])).split()
    return " ".join(words_of_cell) if len(words_of_cell) <= _FEW else ""


def _note_cells(cells: list[Any], mark: str, text: _Text, place: str) -> None:
    """Cells that came or went together are one sentence."""
    contents = [" ".join(read_text(cell[4]).split()) for cell in cells]
    atoms = list(split_atoms(words("; ".join(filter(None, contents)))))
    if atoms:
        text.places[id(atoms)] = place
        (text.come if mark == _NEW else text.gone).append(atoms)


def _name_whole(place: str) -> str:
    """The place of what came or went, where it is a row, a column or an item; a cell is none."""
    return "" if place.startswith(_CELL) else place


def _mark_of(classes: Sequence[str]) -> str:
    return next((name for name in (_GONE, _NEW) if name in classes), "")


def _read_paragraph(inlines: Elements, mark: str, text: _Text) -> None:
    old = [] if mark == _NEW else _drop_list_marks(inlines if mark else reject_part(inlines))
    new = [] if mark == _GONE else _drop_list_marks(inlines if mark else accept_part(inlines))
    if _is_title(old or new) and _is_title(new or old):
        return
    pairs = list(align_sentences(old, new))
    if len(pairs) == _REPLACED and not pairs[0][1] and not pairs[1][0]:
        # One sentence took the other's place, and no word of it stayed.
        pairs = [(pairs[0][0], pairs[1][1])]
    for before, after in pairs:
        if keys_of(before) == keys_of(after):
            continue
        if before and after:
            text.pairs.append((before, text.note_place(after)))
        elif before:
            text.gone.append(text.note_place(before))
        else:
            text.come.append(text.note_place(after))


def _is_title(inlines: Elements) -> bool:
    """Say whether a paragraph is the title of one of several clauses that are shown as one text."""
    return len(inlines) == 1 and inlines[0]["t"] == "Strong"


def _drop_list_marks(inlines: Elements) -> Elements:
    return [node for node in inlines if not is_list_mark(node)]


def _cancel_moved_sentences(text: _Text, *, with_marks: bool) -> bool:
    """Strike out what stands elsewhere in the same text now: it was neither removed nor added. Say whether
    there was any. Where nobody changed a word, `with_marks` keeps those with other marks as pairs.
    """
    gone = Counter(strip_editorial(join_text(sentence)) for sentence in text.gone)
    come = Counter(strip_editorial(join_text(sentence)) for sentence in text.come)
    moved = gone & come
    struck: list[list[list[Atom]]] = []
    for sentences in (text.gone, text.come):
        left = Counter(moved)
        struck.append([])
        for sentence in list(sentences):
            key = strip_editorial(join_text(sentence))
            if left[key]:
                left[key] -= 1
                sentences.remove(sentence)
                struck[-1].append(sentence)
    olds, news = (
        sorted(sentences, key=lambda sentence: strip_editorial(join_text(sentence))) for sentences in struck
    )
    for old, new in zip(olds, news, strict=True):
        if with_marks and any(_find_edits_of_marks(join_text(old), join_text(new))):
            text.pairs.append((old, new))
    return bool(moved)


def _find_edits_of_order(change: Change) -> Iterator[Edit]:
    """Whether the same sentences stand in another order, or in or out of a list, or at another depth of it;
    or which of them end elsewhere.
    """
    olds: list[tuple[int, int, str]] = []
    news: list[tuple[int, int, str]] = []
    for line in change.items:
        for item, outline in ((line.old, olds), (line.new, news)):
            if isinstance(item, PlacedClause | Prose):
                outline.extend(_outline_blocks(list(item.blocks)))
    old_keys = [strip_editorial(sentence) for *_, sentence in olds]
    new_keys = [strip_editorial(sentence) for *_, sentence in news]
    if Counter(old_keys) != Counter(new_keys):
        before = " ".join(sentence for *_, sentence in olds if strip_editorial(sentence) not in new_keys)
        after = " ".join(sentence for *_, sentence in news if strip_editorial(sentence) not in old_keys)
        if strip_editorial(before) == strip_editorial(after):
            yield Edit(EditKind.PUNCTUATION, before, after)
    elif old_keys != new_keys:
        yield Edit(EditKind.ORDER)
    elif [place for *place, _ in olds] != [place for *place, _ in news]:
        yield Edit(EditKind.ORDER, way="depth")


def _outline_blocks(blocks: Any, depth: int = 0, item: int = 0) -> Iterator[tuple[int, int, str]]:
    """The sentences of blocks, each with the depth of its list and the number of its item."""
    for node in blocks if isinstance(blocks, list) else [blocks]:
        if isinstance(node, list):
            yield from _outline_blocks(node, depth, item)
        elif not isinstance(node, dict):
            continue
        elif node["t"] in _TEXTS:
            inlines = _drop_list_marks(node["c"][2] if node["t"] == "Header" else node["c"])
            for sentence in split_sentences(list(split_atoms(inlines))):
                yield depth, item, join_text(sentence)
        elif node["t"] in ("BulletList", "OrderedList"):
            items = node["c"] if node["t"] == "BulletList" else node["c"][1]
            for number, contents in enumerate(items):
                yield from _outline_blocks(contents, depth + 1, number)
        elif node["t"] != "Table":
            yield from _outline_blocks(node.get("c"), depth, item)


def _find_edits_of_titles(change: Change) -> Iterator[Edit]:
    """The marks of titles that became others. Their capitals are a matter of layout."""
    for old, new in zip(change.old_titles, change.new_titles, strict=False):
        for edit in _find_edits_of_marks(text_of(list(old)), text_of(list(new))):
            if edit.kind is EditKind.PUNCTUATION:
                yield edit


def _pair_reworded_sentences(text: _Text) -> None:
    """Make one of two sentences that are alike and stand in different paragraphs or items."""
    if len(text.gone) * len(text.come) > _MOST_PAIRS:
        return
    scored: list[tuple[float, int, int]] = []
    gone_words = [_list_words(join_text(sentence)) for sentence in text.gone]
    come_words = [_list_words(join_text(sentence)) for sentence in text.come]
    for i, old in enumerate(gone_words):
        for j, new in enumerate(come_words):
            alike = similarity(old, new)
            is_long = min(len(old), len(new)) >= _FEWEST
            if is_long and (alike >= _SAME_SENTENCE or containment(old, new) >= _CONTAINED):
                scored.append((alike, i, j))
    olds: set[int] = set()
    news: set[int] = set()
    for _, i, j in sorted(scored, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if i not in olds and j not in news:
            olds.add(i)
            news.add(j)
            text.pairs.append((text.gone[i], text.come[j]))
    text.gone = [sentence for index, sentence in enumerate(text.gone) if index not in olds]
    text.come = [sentence for index, sentence in enumerate(text.come) if index not in news]


def _make_removal(sentence: str, *, is_lifted: bool = True) -> Edit:
    is_lifted = is_lifted and bool(find_prohibitions(sentence))
    return Edit(EditKind.LIFTED if is_lifted else EditKind.SENTENCE, old=sentence)


def _is_said_otherwise(sentence: str, forbidden: Iterable[str]) -> bool:
    """Say whether what a sentence forbids is forbidden in other words by another one."""
    words_of_sentence = _list_plain_words(sentence)
    return any(
        containment(words_of_sentence, _list_plain_words(other)) >= _SAME_PROHIBITION for other in forbidden
    )


# -- one sentence that became another ------------------------------------------------------------------------


def _find_edits_of_pair(old: list[Atom], new: list[Atom]) -> list[Edit]:
    before, after = join_text(old), join_text(new)
    edits = [*_find_edits_of_notes(old, new), *find_edits_of_pictures(old, new)]
    edits += find_edits_of_links(old, new)
    if before == after:
        return edits or list(find_edits_of_type(old, new))
    edits += _find_replaced(read_contacts(before), read_contacts(after), EditKind.CONTACT)
    edits += _find_replaced(read_addresses(before), read_addresses(after), EditKind.LINK)
    edits += _find_replaced(read_references(before), read_references(after), EditKind.REFERENCE)
    edits += _find_edits_of_figures(before, after)
    edits += _find_edits_of_modals(before, after)
    edits += _find_edits_of_audience(before, after)
    edits += _find_edits_of_words(old, new, edits)
    edits = _drop_repeated_references(edits)
    if not edits:
        edits += _find_edits_of_marks(before, after)
    return list(dict.fromkeys(edits))


def _drop_repeated_references(edits: Sequence[Edit]) -> list[Edit]:
    """Edits without references of which the words around them are told too."""
    reworded = [edit for edit in edits if edit.kind is EditKind.WORDS and edit.old and edit.new]
    kept: list[Edit] = []
    for edit in edits:
        is_repeated = any(edit.old in other.old and edit.new in other.new for other in reworded)
        if edit.kind is not EditKind.REFERENCE or not is_repeated:
            kept.append(edit)
    return kept


def _find_replaced(olds: Sequence[str], news: Sequence[str], kind: EditKind) -> Iterator[Edit]:
    """What took the other's place, in order, of what only one of two sentences has."""
    gone, come = [text for text in olds if text not in news], [text for text in news if text not in olds]
    for index in range(max(len(gone), len(come))):
        before = gone[index] if index < len(gone) else ""
        after = come[index] if index < len(come) else ""
        if kind is EditKind.CONTACT or (before and after):
            yield Edit(kind, before, after)


def _find_edits_of_figures(before: str, after: str) -> Iterator[Edit]:
    for old, new in pair_figures(read_figures(before), read_figures(after)):
        if old and new:
            yield Edit(EditKind.FIGURE, old, new)


def _find_edits_of_modals(before: str, after: str) -> Iterator[Edit]:
    """The modal verbs that became others, where the sentence around them is the same rule still."""
    olds, news = read_statements(before), read_statements(after)
    has_edit = False
    if len(olds) == len(news) and _is_same_rule(before, after, olds, news):
        for old, new in zip(olds, news, strict=True):
            shift = compare_forces(old, new)
            if shift is Shift.REVERSED:
                has_edit = True
                yield Edit(EditKind.REVERSED, _add_deed(before, old), _add_deed(after, new))
            elif shift is not None:
                has_edit = True
                yield Edit(EditKind.STRENGTH, old.phrase, new.phrase, shift.value)
    if not has_edit and _differ_by_negation_alone(before, after):
        yield Edit(EditKind.REVERSED, before, after)
    elif not has_edit and find_prohibitions(before) > find_prohibitions(after):
        yield Edit(EditKind.LIFTED, before, after)


def _is_same_rule(before: str, after: str, olds: Sequence[Statement], news: Sequence[Statement]) -> bool:
    old_rest, new_rest = _drop_phrases(before, olds), _drop_phrases(after, news)
    return similarity(old_rest, new_rest) >= _SAME_RULE


def _drop_phrases(sentence: str, statements: Sequence[Statement]) -> list[str]:
    for statement in reversed(statements):
        sentence = f"{sentence[: statement.start]} {sentence[statement.end :]}"
    return _list_plain_words(sentence)


def _list_plain_words(sentence: str) -> list[str]:
    """The words of a sentence without those that a negation brings along, and the third person's s."""
    silent = _AUXILIARIES.union(find_negations(sentence))
    return [word.removesuffix("s") for word in _list_words(sentence) if word not in silent]


def _add_deed(sentence: str, statement: Statement) -> str:
    """A modal verb with the word that follows it."""
    follows = sentence[statement.end :].split()
    return " ".join((statement.phrase, *(word.rstrip(".,;:") for word in follows[:1])))


def _differ_by_negation_alone(before: str, after: str) -> bool:
    """Say whether one of two sentences denies what the other says, in the same words."""
    old_negations, new_negations = find_negations(before), find_negations(after)
    if len(old_negations) % 2 == len(new_negations) % 2:
        return False
    old_words = [word for word in _list_plain_words(before) if "n't" not in word]
    new_words = [word for word in _list_plain_words(after) if "n't" not in word]
    return [word for word in old_words if not _is_negated_verb(word)] == [
        word for word in new_words if not _is_negated_verb(word)
    ]


def _is_negated_verb(word: str) -> bool:
    """Say whether a word without its apostrophe is a verb with its negation."""
    return word in (
        "dont",
        "doesnt",
        "didnt",
        "isnt",
        "arent",
        "cant",
        "mustnt",
        "wont",
        "can",
        "must",
        "may",
    )


def _find_edits_of_marks(before: str, after: str) -> Iterator[Edit]:
    """The punctuation and the capitals of a sentence that can turn its sense, where they became others."""
    if read_marks(before) != read_marks(after):
        yield Edit(EditKind.PUNCTUATION, before, after)
    elif read_capitals(before) != read_capitals(after):
        yield Edit(EditKind.CAPITALS, before, after)


def _find_edits_of_audience(before: str, after: str) -> Iterator[Edit]:
    """Who acts in a sentence now, and who no longer does: what stands before its first modal verb is read."""
    old_subject, new_subject = _find_subject(before), _find_subject(after)
    if not old_subject or not new_subject:
        return
    olds, news = _find_audiences(old_subject), _find_audiences(new_subject)
    if olds != news:
        # Who only stands elsewhere in the sentence was named before, and still is.
        still, already = _find_audiences(after), _find_audiences(before)
        gone = ", ".join(name for audience, name in olds.items() if audience not in still)
        come = ", ".join(name for audience, name in news.items() if audience not in already)
        if gone or come:
            yield Edit(EditKind.AUDIENCE, gone, come)


def _find_subject(sentence: str) -> str:
    statements = read_statements(sentence)
    return sentence[: statements[0].start] if statements else ""


def _find_audiences(text: str) -> dict[str, str]:
    """Those who are named in a text, with the words by which they are."""
    named: dict[str, str] = {}
    for audience, pattern in _AUDIENCES.items():
        match = pattern.search(text)
        if match:
            named[audience] = match[0].lower()
    return named


def _find_edits_of_words(old: list[Atom], new: list[Atom], edits: Sequence[Edit]) -> Iterator[Edit]:
    """The words that took others' place and that no other edit tells of."""
    told_gone = {word for edit in edits for word in _list_words(edit.old)}
    told_come = {word for edit in edits for word in _list_words(edit.new)}
    for gone, come in find_replaced_words(old, new):
        before, after = _trim(join_text(gone)), _trim(join_text(come))
        if strip_editorial(before) == strip_editorial(after):
            continue
        if told_gone.issuperset(_list_words(before)) and told_come.issuperset(_list_words(after)):
            continue
        if any(before and after and before in edit.old and after in edit.new for edit in edits):
            # An address is a word, and a part of it can be one too.
            continue
        lone = (before or after) if not (before and after) else ""
        yield Edit(EditKind.CONDITION if _CONDITION.match(lone) else EditKind.WORDS, before, after)


def _trim(text: str) -> str:
    """Words without the marks around them; "" where there are marks alone."""
    return text.strip(" ,;:.!?") if strip_editorial(text) else ""


def _list_words(text: str) -> list[str]:
    return strip_editorial(text).split()


# -- notes ---------------------- ----------------------------------------------------------------------------


def _find_edits_of_notes(old: list[Atom], new: list[Atom]) -> Iterator[Edit]:
    olds, news = list_leaves(old, "Note"), list_leaves(new, "Note")
    for index in range(max(len(olds), len(news))):
        before = olds[index]["c"] if index < len(olds) else []
        after = news[index]["c"] if index < len(news) else []
        yield from _find_edits_of_note(before, after)


def _find_edits_of_note(before: Elements, after: Elements) -> Iterator[Edit]:
    old = [node for block in before if block["t"] in _TEXTS for node in block["c"]]
    new = [node for block in after if block["t"] in _TEXTS for node in block["c"]]
    for old_sentence, new_sentence in align_sentences(old, new):
        if keys_of(old_sentence) == keys_of(new_sentence):
            continue
        if old_sentence and new_sentence:
            edits = _find_edits_of_pair(old_sentence, new_sentence)
        elif old_sentence:
            edits = [_make_removal(join_text(old_sentence))]
        else:
            edits = [Edit(EditKind.SENTENCE, new=join_text(new_sentence))]
        yield from (replace(edit, place="note") for edit in edits)
