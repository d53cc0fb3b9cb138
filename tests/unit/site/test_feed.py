"""The feed of what changed: Atom whatever its values are, with ids and days that only the records change."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from clausewright.override_files import shipped_overrides
from clausewright.site.feed import FeedChange, FeedEntry, make_id, render_feed
from clausewright.templates import load_templates
from tests.support.atom import ATOM, check_atom

BEGUN = date(2026, 9, 1)
ENTRIES = (
    FeedEntry("birch/phones/2025-09", "Phones, September 2025", date(2025, 10, 8), "a.html", ("First.",)),
    FeedEntry("birch/phones/2026-09", "Phones, September 2026", date(2026, 10, 7), "b.html", ("Second.",)),
)


def render(entries: tuple[FeedEntry, ...], author: str = "Birch Primary School", address: str = "") -> str:
    return render_feed(
        load_templates(shipped_overrides()), "northshire/birch", author, BEGUN, entries, address
    )


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_whatever_a_value_is_the_feed_is_atom_and_says_it(text: str) -> None:
    entry = FeedEntry("one", text, BEGUN, "a.html", (text,), (FeedChange(text, text),))
    [read] = check_atom(render((entry,), author=text))
    kept = "".join(sign for sign in text if sign in "\t\n\r" or "\x20" <= sign not in "\ufffe\uffff")
    assert " ".join((read.findtext(f"{ATOM}title") or "").split()) == " ".join(kept.split())


def test_a_feed_without_entries_bears_the_day_on_which_its_edition_began() -> None:
    feed = render(())
    assert check_atom(feed) == []
    assert "<updated>2026-09-01T00:00:00Z</updated>" in feed


def test_ids_are_made_of_what_the_records_name_alone() -> None:
    """A school that is renamed, a feed that is served elsewhere, and a later entry leave every id as it was."""
    before = check_atom(render(ENTRIES[:1]))
    after = check_atom(render(ENTRIES, author="Another name", address="https://example.org/birch/changes/"))
    ids = [entry.findtext(f"{ATOM}id") for entry in after]
    assert ids[1] == before[0].findtext(f"{ATOM}id") == make_id("birch/phones/2025-09")
    assert make_id("birch/phones/2025-09") == "urn:uuid:12d8eca3-311b-52d5-a26a-69bf5683b637"


def test_addresses_are_whole_where_it_is_known_where_the_feed_is_served() -> None:
    feed = render(ENTRIES, address="https://example.org/birch/changes/")
    assert 'rel="self" type="application/atom+xml" href="https://example.org/birch/changes/feed.xml"' in feed
    assert 'href="https://example.org/birch/changes/b.html"' in feed
    assert 'href="b.html"' in render(ENTRIES)
