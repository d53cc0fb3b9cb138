"""The diff of two runs of inlines: sentences first, then words, so that a person can read it.

Inlines are taken apart into atoms, the smallest things that can be added or removed, and put together again
with marks.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from ..model.ast import Element, Elements, span, walk_holders
from ..model.document import PlacedClause
from ..model.tokens import TOKEN
from .align import align, joined_lcs_runs, similarity
from .normalise import HOLDERS, get_inlines, is_numbered, make_text_key, replace_inlines

DiffBlocks = Callable[[Elements, Elements, str], Elements]
KEPT, GONE, NEW = "", "deletion", "insertion"
# A sign before a figure is a part of it.
_PIECES = re.compile(
    r"(?:(?<![^(])(?:[<>]=?|[-+\u2212\u2013\u2264\u2265\u00b1])(?=\d))?\w+(?:[’'.,:@/-]\w+)*|.", re.DOTALL
)
# Words that are common to any two sentences: they do not make them alike.
_SMALL = frozenset(
    "a an and are as at be by for from if in is it its of on or that the their they this to"  # noqa: SIM905
    " with you your".split()
)
# How alike two sentences are at least that are one, reworded.
_SAME_SENTENCE = 0.4
# Where less than this of a sentence stays, the whole sentence is replaced.
_LEAST_KEPT = 0.3
_STOPS = frozenset(".?!")
# After these a full stop ends no sentence.
_SHORT_FORMS = frozenset("e.g i.e eg ie mr mrs ms dr st cf vs approx".split())  # noqa: SIM905
TEXTS = frozenset({"Para", "Plain", "Header"})
_OPAQUE = frozenset({"CodeBlock", "RawBlock"})


# -- atoms ---------------------------------------------------------------------------------------------------


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
        return not self.is_space and (not self.text or self.text[-1:].isalnum())

    @property
    def weight(self) -> float:
        """How much it tells of a sentence."""
        if not self.is_word:
            return 0.0
        return 0.25 if self.text.lower() in _SMALL else 1.0


@dataclass(frozen=True, slots=True)
class Marked:
    """An atom and whether it is kept, gone or new."""

    mark: str
    atom: Atom


def split_atoms(inlines: Elements, shells: tuple[str, ...] = ()) -> Iterator[Atom]:
    """Take inlines apart. `shells` is the formatting around them."""
    for node in inlines:
        if node["t"] == "Str":
            for part in TOKEN.split(node["c"]):
                pieces = [part] if TOKEN.fullmatch(part) else _PIECES.findall(part)
                for piece in pieces:
                    yield Atom(shells, {"t": "Str", "c": piece}, (*shells, piece), piece)
        elif node["t"] in HOLDERS and not is_numbered(node) and get_inlines(node):
            shell = json.dumps(replace_inlines(node, []), ensure_ascii=False)
            yield from split_atoms(get_inlines(node), (*shells, shell))
        else:
            yield Atom(shells, node, (*shells, make_text_key(node), node["t"]))


def join_atoms(marked: Iterable[Marked], change: str) -> Elements:
    """Put atoms together again; what is gone or new stands in a Span of that class which names the change."""
    return _mark_runs(_join_at_depth(list(marked), 0, change), change)


def mark_inlines(inlines: Elements, mark: str, change: str) -> Elements:
    """Mark inlines that are all gone, or all new."""
    return [span(inlines, "", [mark], change=change)] if inlines else []


def _join_at_depth(marked: list[Marked], depth: int, change: str) -> Iterator[tuple[str, Element]]:
    """The elements at one depth of formatting, each with its mark; one that holds different marks is kept,
    and they stand inside.
    """

    def shell_of(item: Marked) -> str | None:
        shells = item.atom.shells
        return shells[depth] if len(shells) > depth else None

    for shell, group in groupby(marked, shell_of):
        inside = list(group)
        if shell is None:
            for item in inside:
                yield item.mark, item.atom.leaf
            continue
        inner = list(_join_at_depth(inside, depth + 1, change))
        marks = {item.mark for item in inside}
        if len(marks) == 1:
            inlines = _join_words([element for _, element in inner])
            yield marks.pop(), replace_inlines(json.loads(shell), inlines)
        else:
            yield KEPT, replace_inlines(json.loads(shell), _mark_runs(inner, change))


def _mark_runs(elements: Iterable[tuple[str, Element]], change: str) -> Elements:
    """Elements with one mark around each run of them that has the same."""
    marked: Elements = []
    for mark, group in groupby(elements, lambda element: element[0]):
        inlines = _join_words([element for _, element in group])
        marked += mark_inlines(inlines, mark, change) if mark else inlines
    return marked


def _join_words(inlines: Elements) -> Elements:
    """Pieces of a word are one again."""
    joined: Elements = []
    for node in inlines:
        if joined and node["t"] == joined[-1]["t"] == "Str":
            joined[-1] = {"t": "Str", "c": joined[-1]["c"] + node["c"]}
        else:
            joined.append(node)
    return joined


# -- sentences -----------------------------------------------------------------------------------------------


def split_sentences(atoms: Sequence[Atom]) -> Iterator[list[Atom]]:
    """Cut atoms into sentences, each with the space after it."""
    sentence: list[Atom] = []
    has_stopped = False
    for atom in atoms:
        if has_stopped and not atom.is_space and sentence[-1].is_space:
            yield sentence
            sentence, has_stopped = [], False
        is_short_form = bool(sentence) and sentence[-1].text.lower() in _SHORT_FORMS
        sentence.append(atom)
        if atom.text in _STOPS and atom.text and not is_short_form:
            has_stopped = True
        elif atom.is_word:
            has_stopped = False
    if sentence:
        yield sentence


def find_differing_parts(old: PlacedClause | None, new: PlacedClause | None) -> frozenset[str]:
    """Return what only one of two wordings of a clause has: sentences, title, strength, audience; or their
    order, where that is all. What stands around a sentence says nothing.
    """
    before, after = Counter(_list_parts_of_clause(old)), Counter(_list_parts_of_clause(new))
    parts = {f"- {part}" for part in before - after} | {f"+ {part}" for part in after - before}
    if parts or old is None or new is None or make_text_key(old.blocks) == make_text_key(new.blocks):
        return frozenset(parts)
    return frozenset({f"= {make_text_key(old.blocks)} {make_text_key(new.blocks)}"})


def _list_parts_of_clause(clause: PlacedClause | None) -> Iterator[str]:
    if clause is None:
        return
    yield f"title {make_text_key(clause.title)}"
    yield f"{clause.strength} {clause.kind}"
    yield f"for {' '.join(sorted(clause.audience))}"
    yield from _list_parts_of_blocks(list(clause.blocks))


def _list_parts_of_blocks(blocks: Any) -> Iterator[str]:
    for node in walk_holders(blocks):
        if node["t"] in TEXTS:
            inlines = node["c"][2] if node["t"] == "Header" else node["c"]
            for sentence in split_sentences(list(split_atoms(inlines))):
                yield repr([atom.key for atom in sentence if not atom.is_space])
        elif node["t"] in _OPAQUE:
            yield make_text_key(node)


# -- the diff ------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Run:
    """Atoms that are kept (in `new`, `old` empty), or that are replaced by others."""

    kept: bool
    old: list[Atom]
    new: list[Atom]

    @property
    def is_replacement(self) -> bool:
        """Say whether a reader would see words change places with others, and not a lone comma."""
        if self.old and self.new:
            return True
        return any(atom.is_word for atom in (*self.old, *self.new))

    @property
    def weight(self) -> float:
        """How much it tells: the larger of both sides."""
        return max(sum(atom.weight for atom in self.old), sum(atom.weight for atom in self.new))


def diff_inlines(old: Elements, new: Elements, change: str, diff_blocks: DiffBlocks) -> Elements:
    """Return the new inlines with what was added and removed marked.

    `change` is the id that the marks name; `diff_blocks` looks into footnotes, which hold blocks.
    """
    marked: list[Marked] = []
    for before, after in align_sentences(old, new):
        marked += _diff_sentence(before, after, change, diff_blocks)
    return join_atoms(_sort_edits(marked), change)


def align_sentences(old: Elements, new: Elements) -> Iterator[tuple[list[Atom], list[Atom]]]:
    """Yield the sentences of two runs of inlines side by side, in order;
    an empty one where one came or went.
    """
    olds = list(split_sentences(list(split_atoms(old))))
    news = list(split_sentences(list(split_atoms(new))))
    old_words = [_list_words(sentence) for sentence in olds]
    new_words = [_list_words(sentence) for sentence in news]
    old_keys = [list_keys(sentence) for sentence in olds]
    new_keys = [list_keys(sentence) for sentence in news]

    def likeness(i: int, j: int) -> float:
        return similarity(old_words[i], new_words[j])

    for i, j in align(old_keys, new_keys, likeness, _SAME_SENTENCE):
        yield (olds[i] if i is not None else []), (news[j] if j is not None else [])


def list_keys(sentence: Iterable[Atom]) -> tuple[tuple[str, ...], ...]:
    """Return what two sentences have to share to be one."""
    return tuple(atom.key for atom in sentence)


def _list_words(sentence: Iterable[Atom]) -> list[str]:
    return [atom.text.lower() or atom.key[-2] for atom in sentence if atom.is_word]


def _diff_sentence(
    old: list[Atom], new: list[Atom], change: str, diff_blocks: DiffBlocks
) -> Iterator[Marked]:
    runs = _join_edits(_diff_atoms(old, new))
    weight = max(sum(atom.weight for atom in old), sum(atom.weight for atom in new))
    kept = sum(atom.weight for run in runs if run.kept for atom in run.new)
    if weight and kept / weight < _LEAST_KEPT and old and new:
        runs = [_Run(False, old, new)]
    for run in _shift_edits(runs):
        if run.kept:
            for atom in run.new:
                yield Marked(KEPT, atom)
        else:
            yield from _mark_replaced(run.old, run.new, change, diff_blocks)


def find_replaced_words(old: list[Atom], new: list[Atom]) -> Iterator[tuple[list[Atom], list[Atom]]]:
    """Yield what takes the place of what between two sentences, as a reader sees it marked."""
    for run in _shift_edits(_join_edits(_diff_atoms(old, new))):
        if not run.kept:
            yield run.old, run.new


def find_edited_span(old: list[Atom], new: list[Atom]) -> tuple[list[Atom], list[Atom]]:
    """Return what stands in two sentences between the first words that differ and the last ones."""
    start = 0
    while start < min(len(old), len(new)) and old[start].key == new[start].key:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end].key == new[-1 - end].key:
        end += 1
    return old[start : len(old) - end], new[start : len(new) - end]


def _diff_atoms(old: list[Atom], new: list[Atom]) -> list[_Run]:
    runs: list[_Run] = []
    for equal, olds, news in joined_lcs_runs([atom.key for atom in old], [atom.key for atom in new]):
        gone = [] if equal else [old[place] for place in olds]
        runs.append(_Run(equal, gone, [new[place] for place in news]))
    return runs


def _join_edits(runs: list[_Run]) -> list[_Run]:
    """Join edits between which too little is kept to be read by itself."""
    joined: list[_Run] = []
    for run in runs:
        joined.append(run)
        while len(joined) >= 3:
            first, between, last = joined[-3:]
            if first.kept or not between.kept or last.kept or not _is_crumb(first, between, last):
                break
            # What is kept goes from the old as it is in the new: the keys are equal.
            gone = [*first.old, *between.new, *last.old]
            come = [*first.new, *between.new, *last.new]
            joined[-3:] = [_Run(False, gone, come)]
    return joined


def _is_crumb(first: _Run, between: _Run, last: _Run) -> bool:
    """Say whether what is kept between two edits is too little to be read by itself."""
    kept = sum(atom.weight for atom in between.new)
    around = min(first.weight, last.weight)
    if kept == 0:
        # "a, b" for "c, d" is one edit; a new comma here and another word there are two.
        if any(atom.is_word for atom in between.new):
            return False
        return around > 0 and first.is_replacement and last.is_replacement
    return kept <= 0.5 * around or (kept <= 0.5 and around >= 1)


def _shift_edits(runs: list[_Run]) -> list[_Run]:
    """Move pure additions and removals so that they begin with a word: "[new ]word", not "[ new]"."""
    for index in range(1, len(runs) - 1):
        before, run, after = runs[index - 1 : index + 2]
        edit = run.new or run.old
        if run.kept or (run.old and run.new) or not before.kept or not after.kept:
            continue
        if len(edit) > 1 and edit[0].is_space and edit[1].is_word and edit[0].key == after.new[0].key:
            first, follows = edit.pop(0), after.new.pop(0)
            before.new.append(first if run.new else follows)
            edit.append(follows if run.new else first)
    return [run for run in runs if run.old or run.new]


def _mark_replaced(
    old: list[Atom], new: list[Atom], change: str, diff_blocks: DiffBlocks
) -> Iterator[Marked]:
    """Old atoms, then new ones; a footnote that took another's place is looked into."""
    old_notes = [place for place, atom in enumerate(old) if atom.leaf["t"] == "Note"]
    new_notes = [place for place, atom in enumerate(new) if atom.leaf["t"] == "Note"]
    if len(old_notes) == len(new_notes) == 1 and old[old_notes[0]].shells == new[new_notes[0]].shells:
        i, j = old_notes[0], new_notes[0]
        yield from _mark_replaced(old[:i], new[:j], change, diff_blocks)
        blocks = diff_blocks(old[i].leaf["c"], new[j].leaf["c"], change)
        yield Marked(KEPT, Atom(new[j].shells, {"t": "Note", "c": blocks}, new[j].key))
        yield from _mark_replaced(old[i + 1 :], new[j + 1 :], change, diff_blocks)
        return
    for atom in old:
        yield Marked(GONE, atom)
    for atom in new:
        yield Marked(NEW, atom)


def _sort_edits(marked: list[Marked]) -> list[Marked]:
    """Between two kept atoms, all that is gone stands before all that is new."""
    in_order: list[Marked] = []
    edit: list[Marked] = []
    for item in marked:
        if item.mark:
            edit.append(item)
            continue
        in_order += sorted(edit, key=lambda changed: changed.mark == NEW)
        in_order.append(item)
        edit = []
    return in_order + sorted(edit, key=lambda changed: changed.mark == NEW)
