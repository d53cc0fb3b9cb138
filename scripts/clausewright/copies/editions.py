"""Editions: which copies of a policy are of an earlier version than others.

Copies of two versions differ in many places at once, and at each of them the same schools stand on the same
side. A choice parts schools at one place; an own wording one school. So the copies are put into the order of
their dates, and are cut where the most clauses change from one side to the other; each side may be cut again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ..model.dates import first_day, month_in_words
from ..model.drawer import Evidence
from ..model.text import count_noun, join_words
from .dating import Dating
from .decisions import Decisions
from .wordings import ClauseColumn

# How many of one side must have what none or few of the other have.
_MOST, _FEW = 0.7, 0.3
# So many clauses must change where only days of decisions part the copies, and where one copy stands alone.
_CHANGES, _CHANGES_ALONE, _SHARE_ALONE = 3, 5, 0.25
# How many days there must be between the decisions on both sides, and where one copy stands alone.
_DAYS, _DAYS_ALONE = 90, 270
# So many clauses must change together where no copy says of when it is.
_CHANGES_UNDATED = 5
_SHOWN = 3
_EARLIER, _LATER, _ONE = "earlier", "later", "one-version"


@dataclass(frozen=True, slots=True)
class Edition:
    """The copies of a policy that are of one version, by their numbers, and the version's date."""

    version: str
    copies: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Cut:
    """The earlier and the later side of some copies, and the columns at which the two differ."""

    earlier: frozenset[int]
    later: frozenset[int]
    changed: tuple[int, ...]

    @property
    def smallest(self) -> int:
        """How many copies the smaller side has."""
        return min(len(self.earlier), len(self.later))


class EditionFinder:
    """Tells the editions of one policy apart.

    `datings` say of when each copy is, `names` whose it is; `columns` are the clauses of all copies.
    """

    def __init__(
        self,
        policy: str,
        columns: Sequence[ClauseColumn],
        datings: Mapping[int, Dating],
        names: Mapping[int, str],
        decisions: Decisions,
    ) -> None:
        """Take what was found out about a policy's copies."""
        self.policy, self.columns, self.datings, self.names = policy, columns, datings, names
        self.decisions = decisions
        self.states = [_read_states(column, datings) for column in columns if column.kind != "call"]
        self.texts = [column.wordings[0].text for column in columns if column.kind != "call"]

    def find(self) -> list[frozenset[int]]:
        """The copies of each edition, the earliest first; one set where all are of one version."""
        return list(self._part(frozenset(self.datings)))

    def _part(self, copies: frozenset[int]) -> Iterator[frozenset[int]]:
        cuts = [cut for cut in self._list_cuts(copies) if self._is_telling(cut)]
        cut = max(cuts, key=lambda cut: (len(cut.changed), cut.smallest), default=None)
        answers: tuple[str, ...] = (_ONE, _EARLIER, _LATER)
        if cut:
            answers = (_EARLIER, _ONE) if self._is_sure(cut) else (_ONE, _EARLIER)
        else:
            cut = self._find_undated_cut(copies)
        answer = self._ask(cut, answers) if cut else _ONE
        if cut is None or answer == _ONE:
            yield copies
            return
        sides = (cut.later, cut.earlier) if answer == _LATER else (cut.earlier, cut.later)
        for side in sides:
            yield from self._part(side)

    # -- Where copies may be cut --------------------------------------------------------------------------

    def _list_cuts(self, copies: frozenset[int]) -> Iterator[_Cut]:
        """The cuts between copies that say of different times that they are of them."""
        keys = {copy: key for copy in copies if (key := self._read_key(copy, copies))}
        for key in sorted(set(keys.values()))[1:]:
            earlier = frozenset(copy for copy in keys if keys[copy] < key)
            later = frozenset(keys) - earlier
            changed = self._list_changed(earlier, later)
            for copy in copies - keys.keys():
                # A copy that says nothing goes where its wordings are.
                likes_earlier = sum(self._resembles(place, copy, earlier, later) for place in changed)
                if 2 * likes_earlier > len(changed):
                    earlier |= {copy}
                else:
                    later |= {copy}
            yield _Cut(earlier, later, changed)

    def _read_key(self, copy: int, copies: frozenset[int]) -> tuple[int, ...]:
        """That by which a copy comes before or after others: its version's number where most have one, else
        its date. Empty where it says nothing.
        """
        dating = self.datings[copy]
        if 2 * sum(bool(self.datings[other].number) for other in copies) > len(copies):
            return dating.number
        return (first_day(dating.date).toordinal(),) if dating.date else ()

    def _list_changed(self, earlier: frozenset[int], later: frozenset[int]) -> tuple[int, ...]:
        """The columns of which most copies of one side have what few of the other have."""
        return tuple(
            place
            for place, states in enumerate(self.states)
            if _prefers(states, earlier, later) and _prefers(states, later, earlier)
        )

    def _resembles(self, place: int, copy: int, earlier: frozenset[int], later: frozenset[int]) -> bool:
        """Say whether a copy has at a column what the earlier side has rather than the later."""
        states = self.states[place]
        of_earlier = sum(states[other] == states[copy] for other in earlier) / len(earlier)
        of_later = sum(states[other] == states[copy] for other in later) / len(later)
        return of_earlier > of_later

    # -- Which cuts tell ----------------------------------------------------------------------------------

    def _is_telling(self, cut: _Cut) -> bool:
        if not cut.changed:
            return False
        if self._are_of_two_versions(cut):
            return True
        needed = _CHANGES if cut.smallest > 1 else _CHANGES_ALONE
        return len(cut.changed) >= needed and self._count_days(cut) >= _DAYS

    def _is_sure(self, cut: _Cut) -> bool:
        """Say whether a cut is made unless somebody says otherwise."""
        if self._are_of_two_versions(cut) or cut.smallest > 1:
            return True
        return len(cut.changed) >= _SHARE_ALONE * len(self.states) and self._count_days(cut) >= _DAYS_ALONE

    def _are_of_two_versions(self, cut: _Cut) -> bool:
        """Say whether the copies themselves say that each side is of versions of its own."""
        sides = [{self._read_mark(copy) for copy in side} - {None} for side in (cut.earlier, cut.later)]
        return all(sides) and sides[0].isdisjoint(sides[1])

    def _read_mark(self, copy: int) -> tuple[int, ...] | str | None:
        dating = self.datings[copy]
        return dating.number or dating.version or None

    def _count_days(self, cut: _Cut) -> int:
        """The days between the last date of the earlier side and the first of the later."""
        days = [
            [first_day(self.datings[copy].date) for copy in side if self.datings[copy].date]
            for side in (cut.earlier, cut.later)
        ]
        return (min(days[1]) - max(days[0])).days if all(days) else 0

    # -- Copies that say nothing --------------------------------------------------------------------------

    def _find_undated_cut(self, copies: frozenset[int]) -> _Cut | None:
        """The cut at which the most clauses change together, where no two copies say of when they are and
        each side has several.
        """
        if len({self.datings[copy].date for copy in copies} - {""}) > 1:
            return None
        counted: Counter[frozenset[int]] = Counter()
        varied = 0
        for states in self.states:
            by_state: dict[int, set[int]] = {}
            for copy in copies:
                by_state.setdefault(states[copy], set()).add(copy)
            varied += len(by_state) > 1
            if len(by_state) == 2:
                smaller = min(by_state.values(), key=lambda side: (len(side), min(side)))
                counted[frozenset(smaller)] += 1
        if not counted:
            return None
        side, count = counted.most_common(1)[0]
        if len(side) < 2 or count < _CHANGES_UNDATED or 2 * count < varied:
            return None
        return _Cut(side, copies - side, self._list_changed(side, copies - side))

    # -- What a person says -------------------------------------------------------------------------------

    def _ask(self, cut: _Cut, answers: tuple[str, ...]) -> str:
        schools = [self.names[copy] for copy in sorted(cut.earlier)]
        changes = count_noun(len(cut.changed), "clause or heading", "clauses and headings")
        have = "has" if len(schools) == 1 else "have"
        shown = " / ".join(self.texts[place] for place in cut.changed[:_SHOWN])
        return self.decisions.ask(
            "edition",
            " ".join(schools),
            f"{join_words(schools)} {have} an earlier version: {changes} differ together from what the others"
            " have",
            answers,
            len(cut.changed) * len(self.datings),
            [
                Evidence(tuple(schools), self._tell_dates(cut.earlier)),
                Evidence(tuple(self.names[copy] for copy in sorted(cut.later)), self._tell_dates(cut.later)),
                Evidence(("Where they differ, the others have",), shown),
            ],
            self.policy,
        )

    def _tell_dates(self, copies: frozenset[int]) -> str:
        dates = sorted({self.datings[copy].date for copy in copies} - {""}, key=first_day)
        if not dates:
            return "no copy says of when it is"
        first, last = month_in_words(dates[0]), month_in_words(dates[-1])
        return f"of {first}" if first == last else f"of {first} to {last}"


def _read_states(column: ClauseColumn, copies: Mapping[int, object]) -> dict[int, int]:
    """The number of the wording that each copy has at a column, -1 where it has none."""
    states = dict.fromkeys(copies, -1)
    for number, wording in enumerate(column.wordings):
        states |= dict.fromkeys(wording.copies, number)
    return states


def _prefers(states: Mapping[int, int], side: frozenset[int], other: frozenset[int]) -> bool:
    """Say whether most of one side have the same at a column, and few of the other."""
    state, count = Counter(states[copy] for copy in side).most_common(1)[0]
    others = sum(states[copy] == state for copy in other)
    return count >= _MOST * len(side) and others <= _FEW * len(other)


def name_editions(
    parts: Sequence[frozenset[int]], datings: Mapping[int, Dating], newest: str, as_at: date
) -> list[Edition]:
    """Name each edition by the date of its version, the earliest first. `newest` is the version that a person
    named for the last, "" where none did.

    An edition's date is the one that most of its copies give for their version, else the first day on which
    one of them was decided on; a year before the next edition where no copy says anything.
    """
    editions: list[Edition] = []
    following = newest
    for copies in reversed(parts):
        is_last = not editions
        name = newest if is_last and newest else _choose_date(copies, datings, is_only=len(parts) == 1)
        if not name:
            day = first_day(following) if following else as_at
            name = f"{day:%Y-%m}" if not following else f"{day.year - 1}-{day:%m}"
        if not is_last and first_day(name) >= first_day(following):
            day = first_day(following)
            name = f"{day.year - 1}-{day:%m}"
        editions.insert(0, Edition(name, copies))
        following = name
    return editions


def _choose_date(copies: frozenset[int], datings: Mapping[int, Dating], *, is_only: bool) -> str:
    versions = Counter(datings[copy].version for copy in sorted(copies) if datings[copy].version)
    if versions:
        return versions.most_common(1)[0][0]
    dates = sorted((datings[copy].date for copy in copies if datings[copy].date), key=first_day)
    if not dates:
        return ""
    return dates[-1] if is_only else dates[0]
