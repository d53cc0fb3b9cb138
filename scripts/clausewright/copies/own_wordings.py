"""Where a school's copy says something else than the library's version does with the school's values: a
clause in other words, one that is left out, one that is added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..importer.compiled import find_reason
from ..importer.outline import Block, Listing, list_texts
from ..importer.similarity import fill_template
from ..model.kinds import Editing, FragmentKind
from ..model.library import Library
from ..model.local_records import Action
from ..model.tokens import TOKEN, key_of
from ..readers.words import split_words
from .library_texts import Piece
from .pairing import Paired, Pairing, Part
from .reading import SchoolCopy

_WHY_NOT = {
    Editing.LOCKED: "it is locked",
    Editing.FIELDS: "schools set only values in it",
}
_NEVER = frozenset({FragmentKind.QUOTATION, FragmentKind.NOTE})
# What stands for a reference, whose words are the compiler's.
_REFERENCE = "ref."
_LONGEST_REFERENCE = 8
Says = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class OwnWording:
    """Where a school's copy says something else than its version: what it does to a clause, and the parts of
    the copy that do.

    `theirs` is the library's wording with the school's values. `why_not` says why no school may amend the
    clause, "" where it may.
    """

    action: Action
    clause: str
    revision: str
    theirs: str
    parts: tuple[Part, ...] = ()
    title: str = ""
    reason: str = ""
    why_not: str = ""


def list_own_wordings(
    copy: SchoolCopy, pairing: Pairing, library: Library, says: Says
) -> tuple[tuple[OwnWording, ...], dict[int, str]]:
    """Compare a copy with a version clause by clause; `says` is what the school's values print.

    Returns where the copy has words of its own, and the library's clause for each of its clauses, by the
    place that references count.
    """
    extra, omitted = _take_marks_of_omission(pairing)
    wordings: list[OwnWording] = []
    clauses: dict[int, str] = {}
    anchors: dict[int, Piece] = {}
    heading: Paired | None = None
    for paired in pairing.pieces:
        if paired.piece.is_heading:
            heading = paired if paired.piece.clause else None
            continue
        for part in paired.parts:
            clauses.setdefault(part.unit.place, paired.piece.clause)
            anchors[part.place] = paired.piece
        title = heading if heading and heading.piece.clause == paired.piece.clause else None
        wording = _compare_clause(copy, paired, title, omitted.get(paired.piece.clause, ""), library, says)
        if wording:
            wordings.append(wording)
    return (*wordings, *_list_additions(copy, extra, anchors, library)), clauses


def _compare_clause(
    copy: SchoolCopy, paired: Paired, title: Paired | None, omission: str, library: Library, says: Says
) -> OwnWording | None:
    """What a copy has of its own where the library has a clause; None where both say the same. `omission` is
    the reason that the copy gives for leaving the clause out.
    """
    piece, parts = paired.piece, list(paired.parts)
    if piece.placed is None or piece.placed.local == Action.OMIT:
        return None
    reasons = [copy.reasons[part.unit.place] for part in parts if part.unit.place in copy.reasons]
    reason = reasons[0] if reasons else ""
    own_title = " ".join(part.text for part in title.parts) if title else ""
    if title is None or not own_title or _is_alike(title.piece.texts, split_words(own_title), says):
        own_title = ""
    if not parts:
        action, reason, own_title = Action.OMIT, omission, ""
    elif _says_the_same(piece, parts, says) and not own_title:
        return None
    else:
        action = Action.REPLACE
    return OwnWording(
        action,
        piece.clause,
        piece.placed.revision,
        _fill(piece.texts, says),
        tuple(parts),
        own_title,
        reason,
        _find_why_not(piece, library),
    )


def _says_the_same(piece: Piece, parts: Sequence[Part], says: Says) -> bool:
    """Say whether parts have the words of a clause; the marks of lists may be among these."""
    bare = [word for part in parts for text in part.texts for word in split_words(text)]
    marked = [
        word for part in parts for text in _list_marked_texts(part.blocks) for word in split_words(text)
    ]
    numbered = [word for part in parts for word in split_words(_write_number(part))]
    return any(_is_alike(piece.texts, words, says) for words in (bare, marked, numbered))


def _write_number(part: Part) -> str:
    """A part's text with its clause's number before it, as a quotation of a law has them."""
    number = part.unit.number if part.blocks[0] is part.unit.blocks[0] else ""
    return " ".join([number, *_list_marked_texts(part.blocks)])


def _list_marked_texts(blocks: Iterable[Block]) -> Iterator[str]:
    """The texts of blocks with the marks of their lists."""
    for block in blocks:
        if isinstance(block, Listing):
            for item in block.items:
                yield item.mark
                yield from _list_marked_texts(item.blocks)
        else:
            yield from list_texts((block,))


def _take_marks_of_omission(pairing: Pairing) -> tuple[list[Part], dict[str, str]]:
    """Take out the lines that stand under a heading in the place of a clause that was left out. Returns the
    other parts that are in no clause of the library, and the reasons, by clause.
    """
    clauses = {
        part.place: paired.piece.clause
        for paired in pairing.pieces
        for part in paired.parts
        if paired.piece.is_heading
    }
    extra: list[Part] = []
    reasons: dict[str, str] = {}
    for part in pairing.extra:
        reason = find_reason(part.blocks[0])
        if reason and part.place - 1 in clauses:
            reasons[clauses[part.place - 1]] = reason
        else:
            extra.append(part)
    return extra, reasons


def _find_why_not(piece: Piece, library: Library, *, may_stand_after: bool = False) -> str:
    """Why no school may amend a clause, "" where it may. After what somebody else wrote it may add one."""
    clause = library.clauses.get(piece.clause)
    revision = clause.named(piece.placed.revision) if clause and piece.placed else None
    if revision is None:
        return "the trust has added it"
    if revision.facts.kind in _NEVER and not may_stand_after:
        return "it repeats what somebody else wrote"
    return _WHY_NOT.get(revision.facts.editing, "")


def _fill(texts: Sequence[str], says: Says) -> str:
    """A wording as the school is to have it; a value that is not known stands in brackets."""
    return (
        fill_template(texts, lambda key: says(key) or ("…" if key.startswith(_REFERENCE) else f"[{key}]"))
        or ""
    )


def _is_alike(texts: Sequence[str], words: Sequence[str], says: Says) -> bool:
    """Say whether a wording with the school's values has just these words. A reference may have any."""
    runs: list[list[str]] = [[]]
    for text in texts:
        for index, part in enumerate(TOKEN.split(text)):
            key = key_of(part) if index % 2 else ""
            if key.startswith(_REFERENCE):
                runs.append([])
                continue
            value = says(key) if key else part
            if value is None:
                return False
            runs[-1] += [word.casefold() for word in split_words(value)]
    return _match_runs(runs, [word.casefold() for word in words])


def _match_runs(runs: Sequence[Sequence[str]], words: Sequence[str]) -> bool:
    """Say whether words are these runs in order, with a few words of a reference between each two."""
    if len(runs) == 1:
        return list(runs[0]) == list(words)
    first, last = runs[0], runs[-1]
    if list(words[: len(first)]) != list(first):
        return False
    place = len(first)
    for run in runs[1:-1]:
        starts = range(place, min(place + _LONGEST_REFERENCE, len(words)) + 1)
        start = next((start for start in starts if list(words[start : start + len(run)]) == list(run)), None)
        if start is None:
            return False
        place = start + len(run)
    rest = len(words) - len(last)
    return place <= rest <= place + _LONGEST_REFERENCE and list(words[rest:]) == list(last)


def _list_additions(
    copy: SchoolCopy, extra: Sequence[Part], anchors: Mapping[int, Piece], library: Library
) -> Iterator[OwnWording]:
    """What a copy has that is in no clause of the library: what stands together is one clause of the
    school's, after the library's clause before it.
    """
    run: list[Part] = []
    for part in extra:
        if run and part.place != run[-1].place + 1:
            yield _make_addition(copy, run, anchors, library)
            run = []
        run.append(part)
    if run:
        yield _make_addition(copy, run, anchors, library)


def _make_addition(
    copy: SchoolCopy, run: Sequence[Part], anchors: Mapping[int, Piece], library: Library
) -> OwnWording:
    before = [place for place in anchors if place < run[0].place]
    piece = anchors[max(before)] if before else None
    reasons = [copy.reasons[part.unit.place] for part in run if part.unit.place in copy.reasons]
    if piece is None or piece.placed is None:
        why_not = "nothing of the library’s stands before it"
    elif all(part.unit.is_heading for part in run):
        why_not = "it is a heading, which the model’s version gives"
    else:
        why_not = _find_why_not(piece, library, may_stand_after=True)
    return OwnWording(
        Action.ADD_AFTER,
        piece.clause if piece else "",
        piece.placed.revision if piece and piece.placed else "",
        "",
        tuple(run),
        "",
        reasons[0] if reasons else "",
        why_not,
    )
