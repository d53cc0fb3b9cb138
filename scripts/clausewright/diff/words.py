"""The diff of two runs of inlines: sentences first, then words, so that a person can read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..model.ast import Elements
from .align import align, joined_lcs_runs, similarity
from .atoms import GONE, KEPT, NEW, Atom, Marked, join_atoms, split_atoms

DiffBlocks = Callable[[Elements, Elements, str], Elements]
_ALIKE = 0.4
# Where less than this of a sentence stays, the whole sentence is replaced.
_LEFT = 0.3
_STOPS = frozenset(".?!")


@dataclass(slots=True)
class _Run:
    """Atoms that are kept (in `new`, `old` empty), or that are replaced by others."""

    kept: bool
    old: list[Atom]
    new: list[Atom]


def diff_inlines(old: Elements, new: Elements, change: str, diff_blocks: DiffBlocks) -> Elements:
    """Return the new inlines with what was added and removed marked. `diff_blocks` looks into footnotes."""
    olds, news = list(split_sentences(list(split_atoms(old)))), list(split_sentences(list(split_atoms(new))))
    words = [[_words(sentence) for sentence in side] for side in (olds, news)]
    marked: list[Marked] = []

    def likeness(i: int, j: int) -> float:
        return similarity(words[0][i], words[1][j])

    for i, j in align([_keys(one) for one in olds], [_keys(one) for one in news], likeness, _ALIKE):
        before, after = olds[i] if i is not None else [], news[j] if j is not None else []
        marked += _sentence(before, after, change, diff_blocks)
    return join_atoms(_tidied(marked), change)


def _keys(sentence: Iterable[Atom]) -> tuple[tuple[str, ...], ...]:
    return tuple(atom.key for atom in sentence)


def _words(found: Iterable[Atom]) -> list[str]:
    return [atom.text.lower() or atom.key[-2] for atom in found if atom.is_word]


def split_sentences(found: Sequence[Atom]) -> Iterator[list[Atom]]:
    """Sentences, each with the space after it."""
    here: list[Atom] = []
    stopped = False
    for atom in found:
        if stopped and not atom.is_space and here[-1].is_space:
            yield here
            here, stopped = [], False
        here.append(atom)
        if atom.text in _STOPS and atom.text:
            stopped = True
        elif atom.is_word:
            stopped = False
    if here:
        yield here


def _sentence(old: list[Atom], new: list[Atom], change: str, diff_blocks: DiffBlocks) -> Iterator[Marked]:
    cleaned = _cleaned([_Run(*run) for run in _runs(old, new)])
    weight = max(sum(atom.weight for atom in old), sum(atom.weight for atom in new))
    left = sum(atom.weight for run in cleaned if run.kept for atom in run.new)
    if weight and left / weight < _LEFT and old and new:
        cleaned = [_Run(False, old, new)]
    for run in _slid(cleaned):
        if run.kept:
            yield from (Marked(KEPT, atom) for atom in run.new)
        else:
            yield from _replaced(run.old, run.new, change, diff_blocks)


def _runs(old: list[Atom], new: list[Atom]) -> Iterator[tuple[bool, list[Atom], list[Atom]]]:
    for equal, olds, news in joined_lcs_runs([atom.key for atom in old], [atom.key for atom in new]):
        yield equal, [] if equal else [old[at] for at in olds], [new[at] for at in news]


def _cleaned(runs: list[_Run]) -> list[_Run]:
    """Join edits between which too little is kept to be read by itself."""
    found: list[_Run] = []
    for run in runs:
        found.append(run)
        while (
            len(found) >= 3
            and not found[-1].kept
            and found[-2].kept
            and not found[-3].kept
            and _is_crumb(*found[-3:])
        ):
            first, between, last = found[-3:]
            # What is kept goes from the old as it is in the new: the keys are equal.
            found[-3:] = [
                _Run(False, [*first.old, *between.new, *last.old], [*first.new, *between.new, *last.new])
            ]
    return found


def _is_crumb(first: _Run, between: _Run, last: _Run) -> bool:
    kept = sum(atom.weight for atom in between.new)
    around = min(_weight(first), _weight(last))
    if kept == 0:
        # "a, b" for "c, d" is one edit; a new comma here and another word there are two.
        return (
            all(not atom.is_word for atom in between.new)
            and around > 0
            and _replaces(first)
            and _replaces(last)
        )
    return kept <= 0.5 * around or (kept <= 0.5 and around >= 1)


def _replaces(run: _Run) -> bool:
    return (bool(run.old) and bool(run.new)) or any(atom.is_word for atom in (*run.old, *run.new))


def _weight(run: _Run) -> float:
    return max(sum(atom.weight for atom in run.old), sum(atom.weight for atom in run.new))


def _slid(runs: list[_Run]) -> list[_Run]:
    """Move pure additions and removals so that they begin with a word: "[new ]word", not "[ new]"."""
    for at in range(1, len(runs) - 1):
        before, run, after = runs[at - 1 : at + 2]
        edit = run.new or run.old
        if run.kept or (run.old and run.new) or not before.kept or not after.kept:
            continue
        if len(edit) > 1 and edit[0].is_space and edit[1].is_word and edit[0].key == after.new[0].key:
            first, follows = edit.pop(0), after.new.pop(0)
            before.new.append(first if run.new else follows)
            edit.append(follows if run.new else first)
    return [run for run in runs if run.old or run.new]


def _replaced(old: list[Atom], new: list[Atom], change: str, diff_blocks: DiffBlocks) -> Iterator[Marked]:
    """Old atoms, then new ones; a footnote that took another's place is looked into."""
    notes = [[at for at, atom in enumerate(side) if atom.leaf["t"] == "Note"] for side in (old, new)]
    if len(notes[0]) == len(notes[1]) == 1 and old[notes[0][0]].shells == new[notes[1][0]].shells:
        i, j = notes[0][0], notes[1][0]
        yield from _replaced(old[:i], new[:j], change, diff_blocks)
        blocks = diff_blocks(old[i].leaf["c"], new[j].leaf["c"], change)
        yield Marked(KEPT, Atom(new[j].shells, {"t": "Note", "c": blocks}, new[j].key))
        yield from _replaced(old[i + 1 :], new[j + 1 :], change, diff_blocks)
        return
    yield from (Marked(GONE, atom) for atom in old)
    yield from (Marked(NEW, atom) for atom in new)


def _tidied(marked: list[Marked]) -> list[Marked]:
    """Between two kept atoms, all that is gone stands before all that is new."""
    found: list[Marked] = []
    edit: list[Marked] = []
    for one in [*marked, None]:
        if one is not None and one.mark:
            edit.append(one)
            continue
        found += sorted(edit, key=lambda each: each.mark == NEW)
        edit = []
        if one is not None:
            found.append(one)
    return found
