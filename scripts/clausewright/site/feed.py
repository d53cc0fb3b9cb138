"""The feed of a reader's policies: an entry for each text that came into force, with what it changed, and for
each review that changed nothing, as Atom (RFC 4287).

Its days come out of the records, and its ids out of what the records name, so that a feed that nothing
happened to is the same file after every build, wherever it is served.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urljoin

from ..templates import PageTemplates

FILE = "feed.xml"
TITLE = "What changed"
# Names are made ids in this space (RFC 9562, 5.5); no chance is in them.
_SPACE = uuid.UUID("6f0c1d52-5a0e-4b8e-9d57-2f4b9f0f6a11")
# XML 1.0 (2.2) has no place for these signs, not even escaped.
_NO_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# So many changes are told before the rest are counted.
_MOST = 20


@dataclass(frozen=True, slots=True)
class FeedChange:
    """A change as an entry tells it: what it is called, and what happened."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """A text that came into force, was reviewed, or was put out for consultation.

    `name` is what tells it from every other text in every library, `day` when it was decided on. `facts` are
    sentences, `changes` what it changed, `href` the way from the feed to a page that says it all.
    """

    name: str
    title: str
    day: date
    href: str
    facts: tuple[str, ...]
    changes: tuple[FeedChange, ...] = ()


def render_feed(
    templates: PageTemplates, name: str, author: str, begun: date, entries: Iterable[FeedEntry], address: str
) -> str:
    """Return a feed, its newest entry first.

    `name` tells it from every other feed, `author` is whose policies it is about, `begun` the day that it
    bears while it has no entry. `address` is that of the folder in which it is served, "" where nobody knows.
    """
    newest_first = sorted(entries, key=lambda entry: (entry.day, entry.title), reverse=True)
    values: list[dict[str, str]] = []
    for entry in newest_first:
        values.append(
            {
                "id": make_id(entry.name),
                "title": _clean(entry.title),
                "day": _write_moment(entry.day),
                "href": urljoin(address, entry.href),
                "content": _clean(_render_content(templates, entry)),
            }
        )
    return templates.render(
        "site/feed.xml",
        id=make_id(name),
        title=_clean(f"{TITLE}: {author}"),
        author=_clean(author),
        updated=_write_moment(max((entry.day for entry in newest_first), default=begun)),
        address=urljoin(address, FILE),
        home=urljoin(address, "../latest/history/index.html"),
        entries=values,
    )


def make_id(name: str) -> str:
    """Return the id that a name has, the same for ever (RFC 4287, 4.2.6)."""
    return uuid.uuid5(_SPACE, name).urn


def _render_content(templates: PageTemplates, entry: FeedEntry) -> str:
    shown: Sequence[FeedChange] = entry.changes[:_MOST]
    rest = len(entry.changes) - len(shown)
    return templates.render("site/feed-entry.html", facts=entry.facts, changes=shown, rest=rest)


def _write_moment(day: date) -> str:
    """A day as RFC 3339 has a moment: its beginning."""
    return f"{day.isoformat()}T00:00:00Z"


def _clean(text: str) -> str:
    return _NO_XML.sub("", text)
