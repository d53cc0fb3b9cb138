"""The history page of a site: every version of every policy, and the days between which it was in force
there.

A table says it; a line of time beside it shows the same. policy.js answers for any day, out of the dates that
the rows carry.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from ..model.dates import in_words

ID, TITLE = "history", "Versions and dates"
_LEAST = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Held:
    """A version from its first day in force to its last, None where nothing has taken its place.

    `begun` says whether it has been in force yet, `now` whether it is; `decided` says by whom and when,
    `note` what else a reader must know; `href` leads from the reader's folder to a page with its text.
    """

    version: str
    first: date
    last: date | None
    begun: bool
    now: bool
    decided: str
    summary: str
    note: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class PolicyHistory:
    """A policy's versions, oldest first; `remark` says what there is to say beside them, or in their place."""

    id: str
    title: str
    held: tuple[Held, ...]
    remark: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """All of a reader's policies. `name` is the school's, empty for the model; `until` is where the lines of
    time end.
    """

    name: str
    until: date
    policies: tuple[PolicyHistory, ...]


def body(history: History, there: Container[str]) -> str:
    """Return the body of the page. `there` are the policies that have a page on this site."""
    line = _Line(history)
    where = f"at {history.name}" if history.name else "as the model"
    intro = f"Every version of every policy, and the days between which it was in force {where}."
    ask = (
        '<form class="ask-day furniture" hidden><label for="day">What was in force on</label>'
        '<span><input id="day" type="date" required><button type="submit">Show</button></span></form>'
        '<div class="said-day" role="status"></div>'
    )
    sections = "".join(
        _section(policy, line, policy.id in there, is_model=not history.name) for policy in history.policies
    )
    return (
        f"<h1>{TITLE}</h1><div"
        f' class="intro"><p>{escape(intro)}</p></div>{ask}{sections or "<p>No policy has been published here yet.</p>"}'
    )


def _section(policy: PolicyHistory, line: _Line, is_there: bool, *, is_model: bool) -> str:
    title = escape(policy.title)
    heading = f'<a href="../{policy.id}/index.html">{title}</a>' if is_there else title
    remark = f"<p>{escape(policy.remark)}</p>" if policy.remark else ""
    held = f"{line.drawn(policy)}{_table(policy, is_model=is_model)}" if policy.held else ""
    return (
        f'<section class="held" data-policy="{title}"{line.data}><h2'
        f' id="{policy.id}">{heading}</h2>{held}{remark}</section>'
    )


def _table(policy: PolicyHistory, *, is_model: bool) -> str:
    rows = "".join(_row(one, is_model=is_model) for one in reversed(policy.held))
    cells = "".join(f'<th scope="col">{name}</th>' for name in _columns(is_model=is_model))
    return f"<table><thead><tr>{cells}</tr></thead><tbody>{rows}</tbody></table>"


def _columns(*, is_model: bool) -> list[str]:
    return ["Version", "In force from", "Until", *([] if is_model else ["Decided"]), "What it brought"]


def _row(one: Held, *, is_model: bool) -> str:
    version = (
        f'<a href="../../{escape(one.href)}">{escape(one.version)}</a>' if one.href else escape(one.version)
    )
    last = in_words(one.last) if one.last else ""
    state = "<strong>In force now</strong>" if one.now else "" if one.begun else "Not yet in force"
    until = ", until ".join(part for part in (state, last) if part)
    note = f" <em>{escape(one.note)}</em>" if one.note else ""
    cells = [
        version,
        in_words(one.first),
        until,
        *([] if is_model else [escape(one.decided)]),
        f"{escape(one.summary)}{note}",
    ]
    data = f'data-first="{one.first}" data-last="{one.last or ""}" data-version="{escape(one.version)}"'
    named = zip(_columns(is_model=is_model), cells, strict=True)
    written = "".join(f'<td data-label="{name}">{cell}</td>' for name, cell in named)
    return f"<tr {data}>{written}</tr>"


class _Line:
    """The line of time that all policies of a page share, from the first day of any to the end of the newest
    edition or later.
    """

    def __init__(self, history: History) -> None:
        days = [one.first for policy in history.policies for one in policy.held]
        self.first = min(days, default=history.until)
        self.last = max([history.until, *(day + _LEAST for day in days)])

    @property
    def data(self) -> str:
        return f' data-begins="{self.first}" data-ends="{self.last}"'

    def drawn(self, policy: PolicyHistory) -> str:
        told = "; ".join(self._told(one) for one in policy.held)
        bars = "".join(self._bar(one) for one in policy.held)
        marks = "".join(f'<i style="left:{self._at(day):.2f}%">{day.year}</i>' for day in self._years())
        return (
            '<div class="timeline" role="img" aria-label="Line of time:'
            f' {escape(told)}"><div>{bars}</div><div>{marks}</div></div>'
        )

    def _told(self, one: Held) -> str:
        until = f"to {in_words(one.last)}" if one.last else "on"
        return f"{one.version} from {in_words(one.first)} {until}"

    def _bar(self, one: Held) -> str:
        left, right = self._at(one.first), self._at(one.last + timedelta(days=1)) if one.last else 100.0
        now = " now" if one.now else ""
        return (
            f'<b class="bar{now}"'
            f' style="left:{left:.2f}%;width:{max(right - left, 0.5):.2f}%">{escape(one.version)}</b>'
        )

    def _years(self) -> Iterator[date]:
        return (date(year, 1, 1) for year in range(self.first.year + 1, self.last.year + 1))

    def _at(self, day: date) -> float:
        return 100 * (day - self.first).days / (self.last - self.first).days
