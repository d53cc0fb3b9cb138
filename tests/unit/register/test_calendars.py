"""Calendars of reviews: whole days with stable identifiers, read back by two parsers; what moves is updated,
what is done is cancelled.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import icalendar
import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st

from clausewright.register.calendars import Feed, Review, as_calendar, feeds, stamps
from tests.conftest import load_clean
from tests.support.examples import examples
from tests.support.small import BASE, Small

DAY = date(2026, 11, 21)
LIBRARY = load_clean(BASE)
CEDAR = "variables/schools/cedar/adoptions.yml"
PHONES = "review-school-cedar-phones-20251110@"


def events(data: bytes) -> dict[str, icalendar.Component]:
    """A feed's events by identifier, up to the host."""
    return {
        f"{str(event['uid']).partition('@')[0]}@": event
        for event in icalendar.Calendar.from_ical(data).walk("VEVENT")
    }


def number(event: icalendar.Component) -> int:
    """An event's number in the sequence of its changes."""
    return int(str(event["sequence"]))


def write(small: Small, *more: str) -> dict[str, icalendar.Component]:
    """Write a calendar over the last one, and read it back."""
    file = small.root / "reviews.ics"
    said = small.say("calendar", "--out", str(file), *more)
    assert said.code == 0, said.out + said.err
    return events(file.read_bytes())


# -- what is in it -------------------------------------------------------------------------------------------


def test_every_review_is_an_event_of_a_whole_day_with_two_reminders() -> None:
    found = events(as_calendar(feeds(LIBRARY, DAY)[0], DAY, {}))
    event = found["review-school-birch-phones-20261012@"]
    assert event["summary"] == "Review due: Mobile phones policy, Birch Primary School"
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (date(2027, 10, 12), date(2027, 10, 13))
    assert event["dtstart"].params["VALUE"] == "DATE"
    assert event["status"] == "CONFIRMED"
    assert [alarm.decoded("trigger") for alarm in event.walk("VALARM")] == [
        timedelta(days=-60),
        timedelta(days=-14),
    ]
    assert "the academy council decides" in str(event["description"])


def test_a_second_parser_reads_the_same() -> None:
    for feed in feeds(LIBRARY, DAY):
        data = as_calendar(feed, DAY, {})
        second = {one.uid.value: one for one in vobject.readOne(data.decode()).contents.get("vevent", [])}
        assert len(second) == len(feed.reviews)
        for review in feed.reviews:
            event = second[review.uid]
            assert event.summary.value == review.summary
            assert event.description.value == review.description
            assert (event.dtstart.value, event.dtend.value) == (review.day, review.day + timedelta(days=1))
            assert event.status.value == ("CANCELLED" if review.done else "CONFIRMED")
            assert len(event.contents.get("valarm", [])) == (0 if review.done else 2)


def test_lines_end_and_fold_as_calendars_want_them() -> None:
    for line in as_calendar(feeds(LIBRARY, DAY)[0], DAY, {}).split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line


some_text = st.text(
    st.characters(codec="utf-8", exclude_characters="\r", exclude_categories=["Cc", "Cs"]),
    min_size=1,
    max_size=60,
)


@settings(max_examples=examples(30))
@given(
    summary=some_text,
    description=some_text,
    day=st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    done=st.booleans(),
)
def test_whatever_a_school_is_called_both_parsers_read_it_back(
    summary: str, description: str, day: date, done: bool
) -> None:
    review = Review(
        "a@b", day, summary, description, "", "x", ("x",), "", "board", "Office", DAY, DAY if done else None
    )
    data = as_calendar(Feed("x.ics", "", "All", "everything", (review,)), DAY, {})
    (event,) = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert (str(event["summary"]), str(event["description"]), event.decoded("dtstart")) == (
        summary,
        description,
        day,
    )
    second = vobject.readOne(data.decode()).vevent
    assert (second.summary.value, second.description.value, second.dtstart.value) == (
        summary,
        description,
        day,
    )


def test_there_is_a_feed_for_everybody() -> None:
    found = {
        feed.path: {review.uid.partition("@")[0] for review in feed.reviews if not review.done}
        for feed in feeds(LIBRARY, DAY)
    }
    assert set(found) == {
        "calendars/all.ics", "calendars/trust/grove.ics", "calendars/school/birch.ics", "calendars/school/cedar.ics",
        "calendars/school/maple.ics", "calendars/committee/board.ics", "calendars/owner/grove-trust-office.ics",
    }  # fmt: skip
    assert found["calendars/school/cedar.ics"] == {"review-school-cedar-phones-20251110"}
    assert {uid.split("-")[2] for uid in found["calendars/trust/grove.ics"]} == {"birch", "cedar"}
    assert found["calendars/all.ics"] == found["calendars/committee/board.ics"]


# -- what becomes of it --------------------------------------------------------------------------------------


def test_what_stays_as_it_was_stays_the_same_event(small: Small) -> None:
    write(small)
    first = (small.root / "reviews.ics").read_bytes()
    write(small, "--as-at", "2026-11-25")
    assert (small.root / "reviews.ics").read_bytes() == first


def test_a_moved_review_is_the_same_event_with_a_higher_number_each_time(small: Small) -> None:
    assert number(write(small)[PHONES]) == 0
    for times, (old, new) in enumerate((("2026-11-10", "2027-01-10"), ("2027-01-10", "2026-12-10")), 1):
        small.edit(CEDAR, f"next_review: {old}", f"next_review: {new}")
        event = write(small)[PHONES]
        assert event.decoded("dtstart") == date.fromisoformat(new)
        assert (number(event), event.decoded("last-modified").date()) == (times, DAY)


@pytest.mark.parametrize(
    ("command", "new"),
    [
        (("adopt", "cedar", "phones", "2026-09"), "review-school-cedar-phones-20261118@"),
        (("review", "cedar", "phones"), "review-school-cedar-phones-20261118@"),
    ],
)
def test_a_review_that_is_done_cancels_its_event_and_the_next_one_is_there(
    small: Small, command: tuple[str, ...], new: str
) -> None:
    before = write(small)
    assert small.say(*command, "--on", "2026-11-18", "--by", "board").code == 0
    after = write(small)
    assert (before[PHONES]["status"], number(before[PHONES])) == ("CONFIRMED", 0)
    assert (after[PHONES]["status"], number(after[PHONES])) == ("CANCELLED", 1)
    assert after[PHONES].walk("VALARM") == []
    assert after[new].decoded("dtstart") == date(2027, 11, 18)
    assert set(after) - set(before) == {new}


def test_a_trusts_review_is_one_event_and_stands_in_its_schools_calendars(small: Small) -> None:
    small.edit("policies/phones/policy.yml", "approver: board", "tier: trust\napprover: board")
    assert (
        small.say(
            "adopt", "grove", "phones", "2026-09", "--trust", "--on", "2026-11-18", "--by", "board"
        ).code
        == 0
    )
    uid = "review-trust-grove-phones-20261118@"
    assert uid in write(small)
    assert uid in write(small, "--school", "birch")
    assert uid not in write(small, "--school", "maple")
    assert uid in write(small, "--trust", "grove")


def test_the_office_has_every_feed_and_remembers_what_it_said(small: Small) -> None:
    small.build("--only", "site", "--school", "maple", "--internal")
    folder = small.root / "office/calendars"
    listed = (small.root / "office/calendars.html").read_text(encoding="utf-8")
    paths = sorted(path.relative_to(small.root / "office").as_posix() for path in folder.rglob("*.ics"))
    assert len(paths) == 7
    assert all(f'href="{path}"' in listed for path in paths)
    small.edit(CEDAR, "next_review: 2026-11-10", "next_review: 2027-01-10")
    small.build("--only", "site", "--school", "maple", "--internal")
    for feed in ("all", "school/cedar", "committee/board"):
        assert number(events((folder / f"{feed}.ics").read_bytes())[PHONES]) == 1


def test_wrong_names_get_a_suggestion_and_broken_files_are_written_anew(small: Small) -> None:
    assert "Did you mean 'board'?" in small.say("calendar", "--committee", "bord").err
    assert small.say("calendar", "--school", "brich").code == 2
    small.write("reviews.ics", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nthis is no calendar")
    assert PHONES in write(small)
    assert stamps(b"\xff\xfe") == {}
    assert [path.name for path in Path(small.root).glob(".*.unfinished")] == []
