"""Families: which copies are copies of one policy, and how they grew apart.

Copies are grouped bottom up by average linkage (UPGMA, Sokal and Michener 1958); what two copies have in
common is estimated on a sample of their runs of three words (shingles sampled by their hash, Broder 1997).
The order of the groupings is the guide tree by which the members of a family are aligned.
"""

from __future__ import annotations

import heapq
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from .reading import SchoolCopy
from .titles import read_subject

# Copies that have less than this in common are of different policies; of those that bear one title, less than
# the second.
_ENOUGH, _ENOUGH_TITLED = 0.3, 0.15
_SHINGLE, _SAMPLED = 3, 4


@dataclass(frozen=True, slots=True)
class Family:
    """The copies of one policy, by their numbers among all copies, and the groupings that led to it: pairs of
    groups, each the numbers of its copies, in the order in which they were joined.
    """

    members: tuple[int, ...]
    joins: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Families:
    """All families, the largest first, and how much any two copies have in common (0 nothing, 1 all)."""

    families: tuple[Family, ...]
    alike: dict[tuple[int, int], float] = field(repr=False)

    def compare(self, first: int, second: int) -> float:
        """How much two copies have in common."""
        return self.alike.get((min(first, second), max(first, second)), 0.0)


def find_families(copies: Sequence[SchoolCopy]) -> Families:
    """Group copies into families. Two copies at one school are of two policies, whatever they share."""
    samples = [_sample_shingles(copy) for copy in copies]
    titles = [read_subject(copy.title) for copy in copies]
    alike: dict[tuple[int, int], float] = {}
    for first, second in combinations(range(len(copies)), 2):
        common = len(samples[first] & samples[second])
        if common:
            alike[first, second] = 2 * common / (len(samples[first]) + len(samples[second]))
    groups: dict[int, Family] = {index: Family((index,)) for index in range(len(copies))}
    links: dict[tuple[int, int], float] = {}
    for pair, score in alike.items():
        first, second = pair
        if copies[first].school != copies[second].school:
            is_titled = bool(titles[first]) and titles[first] == titles[second]
            links[pair] = score + (_ENOUGH - _ENOUGH_TITLED if is_titled else 0.0)
    _join_groups(groups, links, copies)
    families = sorted(groups.values(), key=lambda family: (-len(family.members), family.members))
    return Families(tuple(families), alike)


def _join_groups(
    groups: dict[int, Family], links: dict[tuple[int, int], float], copies: Sequence[SchoolCopy]
) -> None:
    """Join the two groups that are most alike, until none are alike enough. A pair that is not in `links` has
    nothing in common, or must not be joined.
    """
    waiting = [(-score, pair) for pair, score in links.items()]
    heapq.heapify(waiting)
    next_group = len(groups)
    while waiting:
        negative, (first, second) = heapq.heappop(waiting)
        if -negative < _ENOUGH:
            return
        if first not in groups or second not in groups:
            continue
        left, right = groups.pop(first), groups.pop(second)
        joined = Family(
            (*left.members, *right.members),
            (*left.joins, *right.joins, (left.members, right.members)),
        )
        schools = {copies[index].school for index in joined.members}
        for other, family in groups.items():
            if schools.isdisjoint(copies[index].school for index in family.members):
                score = sum(
                    links.get((min(first_copy, second_copy), max(first_copy, second_copy)), 0.0)
                    for first_copy in joined.members
                    for second_copy in family.members
                ) / (len(joined.members) * len(family.members))
                if score >= _ENOUGH:
                    heapq.heappush(waiting, (-score, (other, next_group)))
        groups[next_group] = joined
        next_group += 1


def _sample_shingles(copy: SchoolCopy) -> frozenset[int]:
    """The hashes of a copy's runs of three words, one of four."""
    words = [key for unit in copy.units for key in unit.shapes]
    hashes = (
        zlib.crc32(" ".join(words[start : start + _SHINGLE]).encode())
        for start in range(max(1, len(words) - _SHINGLE + 1))
    )
    return frozenset(value for value in hashes if value % _SAMPLED == 0)


def list_common_subjects(copies: Sequence[SchoolCopy], families: Families) -> Iterator[str]:
    """Say of copies that have no family what they have in common with others."""
    for family in families.families:
        if len(family.members) > 1:
            continue
        index = family.members[0]
        others = sorted(
            (other for other in range(len(copies)) if other != index),
            key=lambda other: -families.compare(index, other),
        )
        if others:
            nearest = copies[others[0]]
            share = families.compare(index, others[0])
            file_name = f"{copies[index].file} ({copies[index].school})"
            nearest_name = f"{nearest.file} ({nearest.school})"
            if share >= _ENOUGH:
                yield (
                    f"{file_name} is like {nearest_name}, but {copies[index].school} has another copy of that"
                    " policy: this one stands by itself. Leave out the one that does not count."
                )
            else:
                yield (
                    f"{file_name} is a policy by itself: with {nearest_name}, which it is most like, it"
                    f" shares {share:.0%} of its wording."
                )
