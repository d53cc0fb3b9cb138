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
_LEAST = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Held:
    """A version from its first day in force to its last, None where nothing has taken its place. `name` is
    the version's, as 2026-09, `version` its title.

    `begun` says whether it has been in force yet, `now` whether it is; `decided` says by whom and when, and
    `decided_on` on which day; `note` says what else a reader must know. `href` leads from the reader's folder
    to a page with its text, `changes` to the page of what it changed, "" where there is none.
    """

    name: str
    version: str
    first: date
    last: date | None
    begun: bool
    now: bool
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
    entries: tuple[Held, ...]
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

    entry: Held
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
        line_in_words = "; ".join(map(_tell, policy.entries))
        lines = tuple(map(timeline.place, policy.entries))
        sections.append(HistorySection(policy, policy.id in page_ids, line_in_words, lines))
    return templates.render(
        "site/history.html",
        title=TITLE,
        name=history.name,
        begins=timeline.first,
        ends=timeline.last,
        years=list(timeline.years()),
        sections=sections,
        feed=feed if history.has_feed else "",
    )


def _tell(held: Held) -> str:
    until = f"to {in_words(held.last)}" if held.last else "on"
    return f"{held.version} from {in_words(held.first)} {until}"


class _Timeline:
    """The line of time that all policies of a page share,
    from the first day of any to the end of the newest edition or later.
    """

    def __init__(self, history: History) -> None:
        days = [held.first for policy in history.policies for held in policy.entries]
        self.first = min(days, default=history.until)
        self.last = max([history.until, *(day + _LEAST for day in days)])

    def place(self, held: Held) -> HistoryLine:
        left = self.compute_percent(held.first)
        right = self.compute_percent(held.last + timedelta(days=1)) if held.last else 100.0
        last_day = in_words(held.last) if held.last else ""
        return HistoryLine(held, in_words(held.first), last_day, left, max(right - left, 0.5))

    def years(self) -> Iterator[tuple[int, float]]:
        """The years that begin on the line, and where."""
        for year in range(self.first.year + 1, self.last.year + 1):
            yield year, self.compute_percent(date(year, 1, 1))

    def compute_percent(self, day: date) -> float:
        return 100 * (day - self.first).days / (self.last - self.first).days
