"""Kinship: which clauses were split and which were merged, read off their words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..model.document import PlacedClause
from .align import lcs_runs
from .match import Family, Matched
from .near import Words, candidate_pairs

# Words that stand together count; of a piece so much must come out of what its whole has lost, and a piece is
# so long at least.
_TOGETHER, _OF_PIECE, _PIECE = 3, 0.6, 5
# A whole that has no counterpart is in its pieces when they make up so much of it.
_OF_WHOLE = 0.5
_GONE = -1


def split_and_merged_clauses(matched: Matched, old: Words, new: Words) -> list[Family]:
    """Find the clauses that were split or merged, and pair one of each that had no counterpart yet."""
    clauses = [
        [at for at, item in enumerate(side) if isinstance(item, PlacedClause)]
        for side in (matched.old, matched.new)
    ]
    parted = _parted(clauses[0], clauses[1], old, new, {i: j for j, i in matched.pairs.items()})
    for whole, piece in parted.single:
        matched.pair(whole, piece)
    joined = _parted(clauses[1], clauses[0], new, old, dict(matched.pairs))
    for whole, piece in joined.single:
        matched.pair(piece, whole)
    links = [(i, j) for i, pieces in parted.pieces.items() for j in pieces]
    links += [(i, j) for j, pieces in joined.pieces.items() for i in pieces]
    return list(_hanging_together(links))


@dataclass(slots=True)
class _Parted:
    """`pieces` are, by the whole, all that it went into; `single` the pairs that were found on the way."""

    pieces: dict[int, list[int]] = field(default_factory=dict)
    single: list[tuple[int, int]] = field(default_factory=list)


def _parted(
    wholes: Sequence[int], pieces: Sequence[int], of_whole: Words, of_piece: Words, partner: Mapping[int, int]
) -> _Parted:
    """Find the pieces without a counterpart that come out of a whole; `partner` leads from wholes to their
    counterparts.
    """
    taken = set(partner.values())
    lone = [at for at in pieces if at not in taken and len(of_piece[at]) >= _PIECE]
    left: dict[int, list[int]] = {}
    found: dict[int, list[int]] = defaultdict(list)
    for whole, piece in candidate_pairs(wholes, lone, of_whole, of_piece):
        if piece in taken:
            continue
        if whole not in left:
            left[whole] = list(of_whole[whole])
            if whole in partner:
                _take(left[whole], of_piece[partner[whole]])
        rest = list(left[whole])
        if _take(rest, of_piece[piece]) >= _OF_PIECE * len(of_piece[piece]):
            left[whole] = rest
            found[whole].append(piece)
            taken.add(piece)
    parted = _Parted()
    for whole, its in sorted(found.items()):
        share = left[whole].count(_GONE) / len(of_whole[whole])
        if whole not in partner:
            if share < _OF_WHOLE and len(its) > 1:
                continue
            parted.single.append((whole, max(its, key=lambda at: (len(of_piece[at]), -at))))
        if every := sorted({*its, *([partner[whole]] if whole in partner else [])}):
            parted.pieces.update({whole: every} if len(every) > 1 else {})
    return parted


def _take(left: list[int], piece: Sequence[int]) -> int:
    """Strike the words of a piece out of what is left of a whole, where some stand together; return how many
    they are.
    """
    count = 0
    for equal, olds, _ in lcs_runs(left, piece):
        if equal and (len(olds) >= _TOGETHER or len(olds) == len(piece)):
            left[olds.start : olds.stop] = [_GONE] * len(olds)
            count += len(olds)
    return count


def _hanging_together(links: Sequence[tuple[int, int]]) -> Iterator[Family]:
    """Old and new places as families: whoever shares a link is of one."""
    groups: list[tuple[set[int], set[int]]] = []
    for i, j in links:
        mine = ({i}, {j})
        for group in [group for group in groups if i in group[0] or j in group[1]]:
            groups.remove(group)
            mine = (mine[0] | group[0], mine[1] | group[1])
        groups.append(mine)
    yield from (Family(tuple(sorted(olds)), tuple(sorted(news))) for olds, news in groups)
