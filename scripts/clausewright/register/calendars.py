"""Review dates as iCalendar feeds: for all, and per trust, school, committee and owner. The only icalendar.

An event keeps its identifier as long as the decision that it comes from stands. Where its day moves, its
number in sequence rises, which tells a calendar to move it too; when the review is done, a later decision
stands in the earlier one's place, and its event is cancelled.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from icalendar import Alarm, Calendar, Event

from ..model.dates import in_words, months_later
from ..model.library import Adoption, Library, Policy, School
from ..model.status import is_meant_for
from ..model.text import capitalise
from ..model.values import Words
from .pages import Cell, Column, File, Page, Sheet, SheetRow

_ALARMS = (timedelta(days=-60), timedelta(days=-14))
_KEPT = timedelta(days=366)
FOLDER = "calendars"


@dataclass(frozen=True, slots=True)
class Review:
    """A review to come, or one that has been done. `owner_id` is the school or trust that decides, `schools`
    those that it is for.
    """

    uid: str
    day: date
    summary: str
    description: str
    url: str
    owner_id: str
    schools: tuple[str, ...]
    trust: str
    committee: str
    owner: str
    decided: date
    done: date | None


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar: its path, whose it is, its name, of what kind it is, and its reviews."""

    path: str
    id: str
    name: str
    kind: str
    reviews: tuple[Review, ...]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the last feed said of an event: its number in sequence, when it was changed, its day and whether
    it was cancelled.
    """

    sequence: int
    changed: datetime
    day: date
    is_done: bool


def reviews(library: Library, as_at: date) -> tuple[Review, ...]:
    """Return the reviews of everything in force on a day, and those that were done in the year before it."""
    all_reviews: list[Review] = []
    for trust in library.trusts.values():
        members = tuple(school.id for school in library.schools.values() if school.facts.trust == trust.id)
        name = next((str(value.value) for value in trust.values.values.get("trust.name", ())), trust.id)
        all_reviews += _of_owner(library, trust.id, "trust", name, members, trust.id, trust.adoptions, as_at)
    for school in library.schools.values():
        bound = library.values(school, as_at).get("school.name")
        name = str(bound.value) if bound else school.id
        school_adoptions = tuple(
            adoption for adoption in school.adoptions if _is_for(library, adoption, school)
        )
        all_reviews += _of_owner(
            library, school.id, "school", name, (school.id,), school.facts.trust, school_adoptions, as_at
        )
    return tuple(sorted(all_reviews, key=lambda review: (review.day, review.uid)))


def _of_owner(
    library: Library,
    id: str,
    tier: str,
    name: str,
    schools: tuple[str, ...],
    trust: str,
    adoptions: tuple[Adoption, ...],
    as_at: date,
) -> Iterator[Review]:
    for policy in library.policies.values():
        policy_adoptions = [
            adoption
            for adoption in adoptions
            if adoption.policy == policy.id and adoption.facts.status in ("adopted", "reviewed")
        ]
        decisions = sorted(
            (
                (day, adoption)
                for adoption in policy_adoptions
                if (day := _begins(adoption)) and _decided(adoption, day) <= as_at
            ),
            key=lambda decision: decision[0],
        )
        for index, (begun, adoption) in enumerate(decisions):
            later = decisions[index + 1] if index + 1 < len(decisions) else None
            done = _decided(later[1], later[0]) if later else None
            if done is None or done > as_at - _KEPT:
                yield _review(library, policy, id, tier, name, schools, trust, adoption, begun, done)


def _is_for(library: Library, adoption: Adoption, school: School) -> bool:
    return adoption.policy in library.policies and is_meant_for(
        library.policies[adoption.policy].facts, school
    )


def _decided(adoption: Adoption, begins: date) -> date:
    """The day of a decision, which may be before the day from which it counts."""
    return min(adoption.facts.on or begins, begins)


def _begins(adoption: Adoption) -> date | None:
    return adoption.facts.from_day if adoption.facts.status == "adopted" else adoption.facts.on


def _review(
    library: Library,
    policy: Policy,
    id: str,
    tier: str,
    name: str,
    schools: tuple[str, ...],
    trust: str,
    adoption: Adoption,
    begun: date,
    done: date | None,
) -> Review:
    facts = adoption.facts
    body = _body(library, schools, facts.by, begun)
    version = policy.named(facts.version)
    title = f"{version.title}" if version else facts.version
    description = f"The version of {title} has been in force since {in_words(begun)}; the {body} decides."
    if facts.status == "reviewed":
        description = f"The {body} reviewed the version of {title} on {in_words(begun)} and left it as it is."
    description += f" Owner of the model: {policy.facts.owner}."
    if done:
        description += f" Done: the next decision was of {in_words(done)}."
    page = (
        f"{library.site_url.rstrip('/')}/{schools[0]}/latest/{policy.id}/index.html"
        if library.site_url and tier == "school"
        else ""
    )
    host = urlsplit(library.site_url).hostname or "clausewright.invalid"
    return Review(
        uid=f"review-{tier}-{id}-{policy.id}-{begun:%Y%m%d}@{host}",
        day=facts.next_review or months_later(begun, policy.facts.review_months),
        summary=f"Review due: {policy.facts.title}, {name}",
        description=description,
        url=page if policy.facts.publish != "internal" else "",
        owner_id=id,
        schools=schools,
        trust=trust,
        committee=facts.by,
        owner=policy.facts.owner,
        decided=begun,
        done=done,
    )


def _body(library: Library, schools: tuple[str, ...], key: str, day: date) -> str:
    """What the body is called at the first of the schools."""
    school = library.schools.get(schools[0]) if schools else None
    bound = library.values(school, day).get(f"word.{key}")
    return bound.value.singular if bound and isinstance(bound.value, Words) else key.replace("_", " ")


def feeds(library: Library, as_at: date) -> tuple[Feed, ...]:
    """Return every feed: all reviews, then those per trust, school, committee and owner."""
    all_reviews = reviews(library, as_at)
    listed = [Feed(f"{FOLDER}/all.ics", "", "All policies", "everything", all_reviews)]
    for trust in library.trusts.values():
        name = next((str(value.value) for value in trust.values.values.get("trust.name", ())), trust.id)
        listed.append(
            _feed("trust", trust.id, name, (review for review in all_reviews if review.trust == trust.id))
        )
    for school in library.schools.values():
        bound = library.values(school, as_at).get("school.name")
        name = str(bound.value) if bound else school.id
        listed.append(
            _feed(
                "school", school.id, name, (review for review in all_reviews if school.id in review.schools)
            )
        )
    for key in sorted({review.committee for review in all_reviews if review.committee}):
        listed.append(
            _feed(
                "committee",
                key,
                _body(library, (), key, as_at),
                (review for review in all_reviews if review.committee == key),
            )
        )
    for owner in sorted({review.owner for review in all_reviews}):
        listed.append(
            _feed("owner", owner, owner, (review for review in all_reviews if review.owner == owner))
        )
    return tuple(listed)


def _feed(kind: str, id: str, name: str, own_reviews: Iterable[Review]) -> Feed:
    slug = re.sub(r"[^a-z0-9]+", "-", id.lower()).strip("-") or kind
    return Feed(f"{FOLDER}/{kind}/{slug}.ics", id, capitalise(name), kind, tuple(own_reviews))


def as_calendar(feed: Feed, as_at: date, before: Mapping[str, Stamp]) -> bytes:
    """Write a feed. `before` is what the last one said, by the events' identifiers; an event that is as it
    was keeps its number.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//clausewright//policy reviews//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    for name in ("name", "x-wr-calname"):
        calendar.add(name, f"Policy reviews: {feed.name}")
    calendar.add("refresh-interval", timedelta(days=1), parameters={"VALUE": "DURATION"})
    for review in feed.reviews:
        calendar.add_component(_event(review, as_at, before.get(review.uid)))
    return bytes(calendar.to_ical())


def _event(review: Review, as_at: date, last: Stamp | None) -> Event:
    sequence, changed = int(review.done is not None), _at_midnight(review.done or review.decided)
    if last is not None:
        is_same = (last.day, last.is_done) == (review.day, review.done is not None)
        sequence = last.sequence if is_same else last.sequence + 1
        changed = last.changed if is_same else _at_midnight(as_at)
    event = Event()
    event.add("uid", review.uid)
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", sequence)
    event.add("dtstart", review.day)
    event.add("dtend", review.day + timedelta(days=1))
    event.add("summary", review.summary)
    event.add("description", review.description)
    event.add("categories", [review.committee.replace("_", " ") or "review", review.owner])
    event.add("transp", "TRANSPARENT")
    event.add("status", "CANCELLED" if review.done else "CONFIRMED")
    if review.url:
        event.add("url", review.url)
    for before in () if review.done else _ALARMS:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", review.summary)
        alarm.add("trigger", before)
        event.add_component(alarm)
    return event


def _at_midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def stamps(feed: bytes) -> dict[str, Stamp]:
    """Read from a feed what it says of its events, by identifier; nothing of what cannot be read."""
    try:
        calendar = Calendar.from_ical(feed)
        return {
            str(event["uid"]): Stamp(
                int(event.get("sequence", 0)),
                event.decoded("dtstamp"),
                event.decoded("dtstart"),
                str(event.get("status")) == "CANCELLED",
            )
            for event in calendar.walk("VEVENT")
        }
    except (ValueError, KeyError, IndexError, TypeError):
        return {}


def calendar_pages(library: Library, as_at: date, before: Mapping[str, Stamp]) -> Iterator[Page | File]:
    """Every feed as a file, and a page that lists them. `before` is what the last feed of all said."""
    all_feeds = feeds(library, as_at)
    columns = (
        Column("Calendar"),
        Column("For", "filter"),
        Column("Reviews to come", "number"),
        Column("Next"),
    )
    rows = [SheetRow((Cell(feed.name, feed.path), Cell(feed.kind), *_ahead(feed))) for feed in all_feeds]
    sheet = Sheet("Calendars", columns, tuple(rows))
    yield Page("calendars.html", "Calendars", "calendars.html", {"sheet": sheet}, label="Calendars")
    for feed in all_feeds:
        yield File(feed.path, as_calendar(feed, as_at, before))


def _ahead(feed: Feed) -> tuple[Cell, Cell]:
    ahead = [review for review in feed.reviews if not review.done]
    return Cell(str(len(ahead))), Cell(
        f"{in_words(ahead[0].day)}: {ahead[0].summary.removeprefix('Review due: ')}" if ahead else ""
    )
