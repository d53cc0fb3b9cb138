"""Clauses of two foreign files that were split or merged: what one lost stands in others that came."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..model.document import Item, PlacedClause
from .align import lcs_runs
from .candidates import Words, find_candidate_pairs
from .match import Family, Matched

# Words of a piece count that stand together, so many at least; of a piece so much must come out of what its
# whole has lost, and a piece is so long at least.
_TOGETHER, _OF_PIECE, _PIECE = 3, 0.6, 5
# What a whole has lost is in a piece that grew when it holds so much of it, and so many words at least.
_OF_REST, _LONG_REST = 0.6, 10
# A whole that has no counterpart is in its pieces when they make up so much of it.
_OF_WHOLE = 0.5
_GONE = -1


def find_split_and_merged_clauses(matched: Matched, old: Words, new: Words) -> list[Family]:
    """Find the clauses that were split or merged, and pair one of each that had no counterpart yet.

    A clause was split where what it lost stands in others that came; it is merged where the same holds the
    other way round.
    """
    old_clauses = _list_places_of_clauses(matched.old)
    new_clauses = _list_places_of_clauses(matched.new)
    new_of = {i: j for j, i in matched.pairs.items()}
    split = _find_pieces(old_clauses, new_clauses, old, new, new_of)
    for whole, piece in split.pairs:
        matched.pair(whole, piece)
    merged = _find_pieces(new_clauses, old_clauses, new, old, dict(matched.pairs))
    for whole, piece in merged.pairs:
        matched.pair(piece, whole)
    links = [(i, j) for i, pieces in split.pieces.items() for j in pieces]
    links += [(i, j) for j, pieces in merged.pieces.items() for i in pieces]
    return _join_linked(links)


def _list_places_of_clauses(items: Sequence[Item]) -> list[int]:
    return [place for place, item in enumerate(items) if isinstance(item, PlacedClause)]


@dataclass(slots=True)
class _Pieces:
    """`pieces` are, by the whole, all that it went into;
    `pairs` those of a whole and a piece that were found on the way.
    """

    pieces: dict[int, list[int]] = field(default_factory=dict)
    pairs: list[tuple[int, int]] = field(default_factory=list)


def _find_pieces(
    wholes: Sequence[int], pieces: Sequence[int], of_whole: Words, of_piece: Words, partner: Mapping[int, int]
) -> _Pieces:
    """Find the pieces without a counterpart that come out of a whole;
    `partner` leads from wholes to their counterparts.
    """
    taken = set(partner.values())
    unmatched = [place for place in pieces if place not in taken and len(of_piece[place]) >= _PIECE]
    # What is left of each whole when the words of its counterpart and of its pieces are struck out.
    left: dict[int, list[int]] = {}
    pieces_of: dict[int, list[int]] = defaultdict(list)
    for whole, piece in find_candidate_pairs(wholes, unmatched, of_whole, of_piece):
        if piece in taken:
            continue
        if whole not in left:
            left[whole] = list(of_whole[whole])
            if whole in partner:
                _strike_out(left[whole], of_piece[partner[whole]])
        rest = list(left[whole])
        remaining = len(rest) - rest.count(_GONE)
        struck = _strike_out(rest, of_piece[piece])
        # A piece can have grown: then most of what its whole has lost is in it.
        holds_the_rest = whole in partner and struck >= max(_LONG_REST, _OF_REST * remaining)
        if struck >= _OF_PIECE * len(of_piece[piece]) or holds_the_rest:
            left[whole] = rest
            pieces_of[whole].append(piece)
            taken.add(piece)
    result = _Pieces()
    for whole, parts in sorted(pieces_of.items()):
        all_parts = set(parts)
        if whole in partner:
            all_parts.add(partner[whole])
        else:
            share = left[whole].count(_GONE) / len(of_whole[whole])
            if share < _OF_WHOLE and len(parts) > 1:
                continue
            longest = max(parts, key=lambda place: (len(of_piece[place]), -place))
            result.pairs.append((whole, longest))
        if len(all_parts) > 1:
            result.pieces[whole] = sorted(all_parts)
    return result


def _strike_out(left: list[int], piece: Sequence[int]) -> int:
    """Strike the words of a piece out of what is left of a whole, where some stand together;
    return how many they are.
    """
    count = 0
    for equal, olds, _ in lcs_runs(left, piece):
        if equal and (len(olds) >= _TOGETHER or len(olds) == len(piece)):
            left[olds.start : olds.stop] = [_GONE] * len(olds)
            count += len(olds)
    return count


def _join_linked(links: Sequence[tuple[int, int]]) -> list[Family]:
    """Old and new places as families: whoever shares a link is of one (a union of sets that meet)."""
    groups: list[tuple[set[int], set[int]]] = []
    for i, j in links:
        olds, news = {i}, {j}
        apart: list[tuple[set[int], set[int]]] = []
        for group_olds, group_news in groups:
            if i in group_olds or j in group_news:
                olds |= group_olds
                news |= group_news
            else:
                apart.append((group_olds, group_news))
        groups = [*apart, (olds, news)]
    return [Family(tuple(sorted(olds)), tuple(sorted(news))) for olds, news in groups]
