"""The history page of a site: every version of every policy, and the days between which it was in force
there.

A table says it; a line of time beside it shows the same. policy.js answers for any day, out of the dates that
the rows carry.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ..model.dates import in_words
from ..templates import PageTemplates
from .search import Entry

ID, TITLE = "history", "Versions and dates"
SEARCH_ENTRY = Entry(
    "",
    "",
    TITLE,
    "",
    "page",
    (("Every version of every policy, and the days between which it was in force.",),),
    ("what changed", "changes since last year", "what is new", "previous versions", "in force on a day"),
)
_SHORTEST_LINE = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class VersionPeriod:
    """A version from its first day in force to its last, None where nothing has taken its place. `name` is
    the version's, as 2026-09, `version` its title.

    `has_begun` says whether it has been in force yet, `is_in_force` whether it is; `decided` says by whom and
    when, and `decided_on` on which day; `note` says what else a reader must know. `href` leads from the
    reader's folder to a page with its text, `changes` to the page of what it changed, "" where there is none.
    """

    name: str
    version: str
    first: date
    last: date | None
    has_begun: bool
    is_in_force: bool
    decided: str
    decided_on: date
    summary: str
    note: str = ""
    href: str = ""
    changes: str = ""


@dataclass(frozen=True, slots=True)
class PolicyHistory:
    """A policy's versions, oldest first; `remark` says what there is to say beside them,
    or in their place.
    """

    id: str
    title: str
    periods: tuple[VersionPeriod, ...]
    remark: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """All of a reader's policies. `name` is the school's, empty for the model; `until` is where the lines of
    time end, and `has_feed` says whether there is a feed of what changes.
    """

    name: str
    until: date
    policies: tuple[PolicyHistory, ...]
    has_feed: bool = False


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """A version with its days in words and its place on the line of time, in parts of a hundred."""

    period: VersionPeriod
    from_day: str
    to_day: str
    left: float
    width: float


@dataclass(frozen=True, slots=True)
class HistorySection:
    """A policy on the page. `has_page` says whether it has a page on the site,
    `in_words` tells its line of time.
    """

    policy: PolicyHistory
    has_page: bool
    in_words: str
    lines: tuple[HistoryLine, ...]


def render_history(
    templates: PageTemplates, history: History, page_ids: Container[str], feed: str = ""
) -> str:
    """Return the body of the page. `page_ids` are the policies that have a page on this site, `feed` is the
    address of the feed of what changes.
    """
    timeline = _Timeline(history)
    sections = []
    for policy in history.policies:
        line_in_words = "; ".join(map(_describe_period, policy.periods))
        lines = tuple(map(timeline.place, policy.periods))
        sections.append(HistorySection(policy, policy.id in page_ids, line_in_words, lines))
    return templates.render(
        "site/history.html",
        title=TITLE,
        name=history.name,
        begins=timeline.first,
        ends=timeline.last,
        years=list(timeline.list_years()),
        sections=sections,
        feed=feed if history.has_feed else "",
    )


def _describe_period(period: VersionPeriod) -> str:
    until = f"to {in_words(period.last)}" if period.last else "on"
    return f"{period.version} from {in_words(period.first)} {until}"


class _Timeline:
    """The line of time that all policies of a page share,
    from the first day of any to the end of the newest edition or later.
    """

    def __init__(self, history: History) -> None:
        days = [period.first for policy in history.policies for period in policy.periods]
        self.first = min(days, default=history.until)
        self.last = max([history.until, *(day + _SHORTEST_LINE for day in days)])

    def place(self, period: VersionPeriod) -> HistoryLine:
        """Return a period with its place on the line, wide enough to be seen."""
        left = self.compute_percent(period.first)
        right = self.compute_percent(period.last + timedelta(days=1)) if period.last else 100.0
        last_day = in_words(period.last) if period.last else ""
        return HistoryLine(period, in_words(period.first), last_day, left, max(right - left, 0.5))

    def list_years(self) -> Iterator[tuple[int, float]]:
        """Yield the years that begin on the line, each with its place."""
        for year in range(self.first.year + 1, self.last.year + 1):
            yield year, self.compute_percent(date(year, 1, 1))

    def compute_percent(self, day: date) -> float:
        """Return how far along the line a day is, in parts of a hundred."""
        return 100 * (day - self.first).days / (self.last - self.first).days
