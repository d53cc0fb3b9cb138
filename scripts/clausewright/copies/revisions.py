"""Revisions: how the model's clauses were worded from one edition of a policy to the next.

A wording that most copies of one edition have and none of the next, and one that it is the other way round
with, are two revisions of one clause. What a single copy has of another edition is that school's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from ..diff.align import intern_values, interned_similarity
from ..model.values import Kind
from .alignment import Column
from .reading import NAMED
from .shared_variables import SharedVariable
from .wordings import SHARED, ClauseColumn, Wording

# How alike two wordings are at least, of several that may be revisions of each other.
_ALIKE = 0.3
# So many copies of the other editions may have one of two wordings that took the place of each other.
_RARE = 0.2
# What is a school's own wherever it differs, unless several schools of each edition have the same.
_PERSONAL = frozenset({Kind.PERSON, Kind.EMAIL, Kind.PHONE, Kind.URL})


def set_strays_apart(columns: Sequence[Column], editions: Sequence[frozenset[int]]) -> list[Column]:
    """Columns in which what one copy alone of an edition has stands by itself, behind the column of the
    editions that have it.
    """
    apart: list[Column] = []
    for column in columns:
        standing = _find_standing(frozenset(column.places), editions)
        strays = [
            copy
            for copy in sorted(column.places)
            if not any(copy in editions[edition] for edition in standing)
        ]
        apart.append(Column({copy: place for copy, place in column.places.items() if copy not in strays}))
        apart += [Column({copy: column.places[copy]}) for copy in strays]
    return apart


def _find_standing(copies: frozenset[int], editions: Sequence[frozenset[int]]) -> frozenset[int]:
    """The editions that have a clause: several of their copies do, or half of them; all that have it at all
    where that is true of none.
    """
    counts = {index: len(copies & edition) for index, edition in enumerate(editions)}
    standing = {
        index
        for index, count in counts.items()
        if count >= SHARED or (count and 2 * count >= len(editions[index]))
    }
    return frozenset(standing or {index for index, count in counts.items() if count})


def join_revisions(column: ClauseColumn, editions: Sequence[frozenset[int]]) -> None:
    """Make one of the wordings of a column that took the place of each other from edition to edition."""
    column.editions = _find_standing(frozenset(column.units), editions)
    predecessors = _find_predecessors(column, editions)
    replaced = {earlier for earlier, _ in predecessors.values()}
    wordings: list[Wording] = []
    for number in range(len(column.wordings)):
        if number not in replaced:
            wordings += _join_line(column, number, predecessors, editions)
    column.wordings = wordings
    column.order_wordings()


def _find_predecessors(
    column: ClauseColumn, editions: Sequence[frozenset[int]]
) -> dict[int, tuple[int, int]]:
    """For each wording that took the place of another: the number of that one, and since which edition."""
    predecessors: dict[int, tuple[int, int]] = {}
    options = {index: _list_options(column, editions[index]) for index in sorted(column.editions)}
    for earlier, later in pairwise(options):
        before = frozenset().union(*(editions[index] for index in options if index < later))
        after = frozenset().union(*(editions[index] for index in options if index >= later))
        gone = [number for number in options[earlier] if _is_rare(column.wordings[number], after)]
        new = [number for number in options[later] if _is_rare(column.wordings[number], before)]
        for old, successor in _match_likest(column.wordings, gone, new):
            predecessors[successor] = old, later
    return predecessors


def _is_rare(wording: Wording, copies: frozenset[int]) -> bool:
    """Say whether hardly any of some copies have a wording."""
    return len(copies.intersection(wording.copies)) <= _RARE * len(copies)


def _list_options(column: ClauseColumn, copies: frozenset[int]) -> list[int]:
    """The wordings that several copies of an edition have, and the one that most have."""
    counts = [len(copies.intersection(wording.copies)) for wording in column.wordings]
    most = max(counts)
    return [
        number
        for number, count in enumerate(counts)
        if count >= SHARED or (count and count == most and counts.index(most) == number)
    ]


def _match_likest(
    wordings: Sequence[Wording], gone: Sequence[int], new: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Pairs of a wording that is gone and a new one, the likest first. The only two need not be alike."""
    numbers = intern_values(*(wording.keys for wording in wordings))
    pairs = [(interned_similarity(numbers[old], numbers[other]), old, other) for old in gone for other in new]
    taken: set[int] = set()
    for score, old, other in sorted(pairs, key=lambda pair: (-pair[0], pair[1:])):
        if taken.isdisjoint((old, other)) and (score >= _ALIKE or len(pairs) == 1):
            taken |= {old, other}
            yield old, other


def _join_line(
    column: ClauseColumn,
    newest: int,
    predecessors: Mapping[int, tuple[int, int]],
    editions: Sequence[frozenset[int]],
) -> Iterator[Wording]:
    """Yield a wording with those before it as one, and what single copies of other editions have of them."""
    line = [(newest, 0)]
    while line[-1][0] in predecessors:
        earlier, since = predecessors[line[-1][0]]
        line[-1] = line[-1][0], since
        line.append((earlier, 0))
    joined: Wording | None = None
    for position, (number, since) in reversed(list(enumerate(line))):
        wording = column.wordings[number]
        until = line[position - 1][1] if position else len(editions)
        copies = [copy for copy in wording.copies if copy in frozenset().union(*editions[since:until])]
        for copy in wording.copies:
            if copy not in copies:
                yield _note_editions(column.make_wording([copy], wording.keys), editions)
        revision = column.make_wording(copies, wording.keys)
        if joined:
            all_copies = tuple(sorted((*joined.copies, *copies)))
            revision = replace(revision, copies=all_copies, before=joined, since=since)
        joined = _note_editions(revision, editions)
    if joined:
        yield joined


def _note_editions(wording: Wording, editions: Sequence[frozenset[int]]) -> Wording:
    standing = {index for index, edition in enumerate(editions) if not edition.isdisjoint(wording.copies)}
    return replace(wording, editions=frozenset(standing))


def drop_differences_of_editions(
    variables: Iterable[SharedVariable],
    policy_of_group: Sequence[int],
    schools: Sequence[Sequence[frozenset[str]]],
) -> list[SharedVariable]:
    """Leave out the variables that have one value in each edition of their policies: there the model was
    worded anew. The words by which schools call things are theirs in every edition.

    `policy_of_group` is the number of each group's policy; `schools` are those of each edition of a policy.
    """
    kept: list[SharedVariable] = []
    for variable in variables:
        policies = {policy_of_group[place.group] for place in variable.places}
        is_theirs = variable.key in NAMED or variable.kind is Kind.WORDS or not policies
        if is_theirs or not all(_tells_editions(variable, schools[policy]) for policy in policies):
            kept.append(variable)
    return kept


def _tells_editions(variable: SharedVariable, editions: Sequence[frozenset[str]]) -> bool:
    """Say whether a variable has one value in each edition, and not the same in all."""
    fewest = min if variable.kind in _PERSONAL else max
    printed = [[text for school in edition if (text := variable.print_at(school))] for edition in editions]
    sizes = [len(texts) for texts in printed if texts]
    values = [set(texts) for texts in printed if texts]
    return (
        len(values) > 1
        and all(len(texts) == 1 for texts in values)
        and len(set.union(*values)) > 1
        and fewest(sizes) >= SHARED
    )
