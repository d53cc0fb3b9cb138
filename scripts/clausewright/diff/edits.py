"""Edits: what was edited in the text of a change, the kinds that follow from it, and why it has to be decided
on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from ..model.ast import text_of
from ..model.change import Change, Edit, EditKind, Kind
from ..model.document import Item, PlacedClause, Prose, Section
from ..model.modality import find_prohibitions
from .classify import list_significant_words, pair_differing_words
from .marked_text import CELL, MarkedText, drop_list_marks, read_marked_text
from .normalise import normalise, strip_editorial
from .numbering import find_edits_of_counting
from .sentence_edits import (
    find_edits_beside_words,
    find_edits_of_marks,
    find_edits_of_pair,
    is_forbidden_otherwise,
    list_plain_words,
    make_removal,
)
from .sentence_pairs import (
    cancel_moved_sentences,
    cancel_recut_sentences,
    is_cut_otherwise,
    pair_reworded_sentences,
)
from .sentence_parts import join_text, list_words
from .weight import weigh_sentences
from .words import TEXTS, split_atoms, split_sentences

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
_ORDER = {kind: index for index, kind in enumerate(EditKind)}
# Of two edits that with longer words says more.
_SMALL = 4
# So many words at least are a phrase that is known again elsewhere.
_PHRASE = 3


def add_edits(change: Change, stands: Callable[[str], bool]) -> Change:
    """Return a change with the edits of its text, the kinds that follow from them, and why they weigh.

    `stands` says whether a sentence stands anywhere in the new document: then it is not forbidden no longer.
    """
    if not _SILENT.isdisjoint(change.kinds):
        return change
    text = read_marked_text(change)
    is_editorial = change.kinds == (Kind.EDITORIAL,)
    is_reordered = cancel_moved_sentences(text, with_marks=is_editorial)
    pair_reworded_sentences(text)
    before = [join_text(sentence) for sentence in (*(old for old, _ in text.pairs), *text.gone)]
    after = [join_text(sentence) for sentence in (*(new for _, new in text.pairs), *text.come)]
    lead_ins = (
        [text.read_lead_in(sentence) for sentence in text.gone],
        [text.read_lead_in(sentence) for sentence in text.come],
    )
    before += _list_differing_titles(change, old=True)
    after += _list_differing_titles(change, old=False)
    edits = list(text.edits)
    if is_editorial:
        edits += _find_editorial_edits(change)
    elif is_reordered and not (text.pairs or text.gone or text.come):
        edits.append(Edit(EditKind.ORDER))
    edits += _find_edits_of_text(text, before, after, stands)
    edits = list(dict.fromkeys(sorted(edits, key=_rank)))
    kinds = _join_kinds(change, edits)
    # Spelling and punctuation weigh nothing, wherever they are.
    if kinds == (Kind.EDITORIAL,):
        return replace(change, edits=tuple(edits))
    is_redirected = any(edit.kind in (EditKind.CONTACT, EditKind.LINK) for edit in edits)
    weights = weigh_sentences(before, after, _list_titles(change), lead_ins, is_redirected=is_redirected)
    return replace(change, edits=tuple(edits), weights=weights, kinds=kinds)


def _find_edits_of_text(
    text: MarkedText, before: Sequence[str], after: Sequence[str], stands: Callable[[str], bool]
) -> Iterator[Edit]:
    """The edits of a text whose sentences are paired; `before` and `after` are all that it has lost and
    gained.
    """
    if is_cut_otherwise(text):
        yield from _find_edits_of_cut(text)
        return
    moved = cancel_recut_sentences(text)
    edits = list(_find_edits_of_sentences(text, after, moved, stands))
    edits = _drop_moved_phrases(_drop_kept_contacts(edits, before, after))
    yield from edits
    if any(moved) and not edits:
        yield Edit(EditKind.ORDER, way="depth")


def _find_edits_of_cut(text: MarkedText) -> Iterator[Edit]:
    """The edits of a text with the same words in other sentences, or in another order."""
    olds, news = text.list_old(), text.list_new()
    yield from find_edits_beside_words(
        [atom for sentence in olds for atom in sentence], [atom for sentence in news for atom in sentence]
    )
    way = "words" if len(olds) == len(news) == 1 else "cut"
    before, after = " ".join(map(join_text, olds)), " ".join(map(join_text, news))
    yield Edit(EditKind.ORDER, before, after, way)


def _find_edits_of_sentences(
    text: MarkedText,
    after: Sequence[str],
    moved: tuple[Counter[str], Counter[str]],
    stands: Callable[[str], bool],
) -> Iterator[Edit]:
    """The edits of the sentences that became others, went or came. `after` are all to which they lead, and
    `moved` the words of those that only stand elsewhere.
    """
    forbidden = [sentence for sentence in after if find_prohibitions(sentence)]
    for old, new in text.pairs:
        place = text.places.get(id(new), "")
        for edit in find_edits_of_pair(old, new, moved if any(moved) else None):
            if edit.kind is EditKind.LIFTED and _is_forbidden_elsewhere(edit, forbidden):
                continue
            yield replace(edit, place=edit.place or place)
    for gone in text.gone:
        sentence = join_text(gone)
        if not list_words(sentence):
            continue
        lead_in = text.read_lead_in(gone)
        stays = stands(sentence) and not lead_in
        is_lifted = not (stays or is_forbidden_otherwise(list_plain_words(sentence), forbidden))
        removal = make_removal(sentence, is_lifted=is_lifted, lead_in=lead_in)
        yield replace(removal, place=_name_whole(text.places.get(id(gone), "")))
    for come in text.come:
        sentence = join_text(come)
        if list_words(sentence):
            yield Edit(EditKind.SENTENCE, new=sentence, place=_name_whole(text.places.get(id(come), "")))


def _is_forbidden_elsewhere(edit: Edit, forbidden: Sequence[str]) -> bool:
    """Say whether what a sentence no longer forbids is forbidden by another one of its text."""
    lost = Counter(list_plain_words(edit.old)) - Counter(list_plain_words(edit.new))
    others = [sentence for sentence in forbidden if sentence != edit.new]
    return bool(lost) and is_forbidden_otherwise(
        [word for word in list_plain_words(edit.old) if lost[word]], others
    )


def _name_whole(place: str) -> str:
    """The place of what came or went, where it is a row, a column or an item; a cell is none."""
    return "" if place.startswith(CELL) else place


def _drop_kept_contacts(edits: Iterable[Edit], before: Sequence[str], after: Sequence[str]) -> Iterator[Edit]:
    """Edits without addresses that only stand in another sentence of the same text now."""
    old, new = " ".join(before), " ".join(after)
    for edit in edits:
        is_kept = (edit.old in new) if edit.old and not edit.new else (edit.new in old)
        if edit.kind is not EditKind.CONTACT or (edit.old and edit.new) or not is_kept:
            yield edit


def _drop_moved_phrases(edits: Iterable[Edit]) -> list[Edit]:
    """Edits without phrases that went from one sentence and came to another."""
    kept = list(edits)
    for gone in [edit for edit in kept if edit.kind is EditKind.WORDS and not edit.new]:
        for come in [edit for edit in kept if edit.kind is EditKind.WORDS and not edit.old]:
            key = strip_editorial(gone.old)
            if len(key.split()) >= _PHRASE and key == strip_editorial(come.new):
                kept.remove(gone)
                kept.remove(come)
                break
    return kept


def _rank(edit: Edit) -> int:
    """Where an edit stands in a list that begins with the weightiest; small words say least."""
    is_small = edit.kind is EditKind.WORDS and not any(
        len(word) > _SMALL for word in (*list_words(edit.old), *list_words(edit.new))
    )
    return len(EditKind) if is_small else _ORDER[edit.kind]


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


# -- where the words are the same ----------------------------------------------------------------------------


def _find_editorial_edits(change: Change) -> Iterator[Edit]:
    """What is another where the words are the same: their order, their titles, how their lists count."""
    yield from _find_edits_of_order(change)
    yield from _find_edits_of_titles(change)
    yield from _find_edits_of_spelling(change)
    for line in change.items:
        yield from find_edits_of_counting(line.old, line.new)


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
        elif node["t"] in TEXTS:
            inlines = drop_list_marks(node["c"][2] if node["t"] == "Header" else node["c"])
            for sentence in split_sentences(list(split_atoms(inlines))):
                yield depth, item, join_text(sentence)
        elif node["t"] in ("BulletList", "OrderedList"):
            items = node["c"] if node["t"] == "BulletList" else node["c"][1]
            for number, contents in enumerate(items):
                yield from _outline_blocks(contents, depth + 1, number)
        elif node["t"] != "Table":
            yield from _outline_blocks(node.get("c"), depth, item)


def _find_edits_of_spelling(change: Change) -> Iterator[Edit]:
    """The words that are spelt otherwise, each as it was and is."""
    for line in change.items:
        olds, news = (_list_words_of_item(item) for item in (line.old, line.new))
        for before, after in pair_differing_words(olds, news) if olds and news else ():
            yield Edit(EditKind.SPELLING, before, after)


def _list_words_of_item(item: Item | None) -> list[str]:
    match item:
        case Section():
            return list_significant_words(normalise(item.title))
        case PlacedClause() | Prose():
            return list_significant_words(normalise(item.blocks))
    return []


def _find_edits_of_titles(change: Change) -> Iterator[Edit]:
    """The marks of titles that became others. Their capitals are a matter of layout."""
    for old, new in zip(change.old_titles, change.new_titles, strict=False):
        for edit in find_edits_of_marks(text_of(list(old)), text_of(list(new))):
            if edit.kind is EditKind.PUNCTUATION:
                yield edit
