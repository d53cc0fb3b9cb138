"""Point in time: the periods of a policy at a school follow the one rule of time, and the history page says
them all.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as some

from clausewright.load import load_library
from clausewright.model.dates import find_newest, in_words
from clausewright.model.library import Library
from clausewright.model.local_records import AdoptionFacts
from clausewright.model.status import PolicyStanding, find_standing, list_edition_views, list_periods
from tests.conftest import Built
from tests.support.small import BASE, Small

LIBRARY = load_library(BASE)[0]
PHONES = LIBRARY.policies["phones"]
DAYS = some.dates(date(2025, 9, 1), date(2027, 8, 31))
PAGE = "birch/latest/history/index.html"


def with_adoptions(starts: list[tuple[str, date, str]]) -> Library:
    """The small library, in which birch, or its trust for it, has adopted versions from these days on."""
    school, trust = LIBRARY.schools["birch"], LIBRARY.trusts["grove"]
    template = school.adoptions[0]
    made = {
        tier: tuple(
            replace(
                template,
                tier=tier,
                facts=AdoptionFacts.model_validate({"version": version, "from": day, "by": "board"}),
            )
            for version, day, of in starts
            if of == tier
        )
        for tier in ("school", "trust")
    }
    return replace(
        LIBRARY,
        schools={**LIBRARY.schools, "birch": replace(school, adoptions=made["school"])},
        trusts={**LIBRARY.trusts, "grove": replace(trust, adoptions=made["trust"])},
    )


adopted = some.lists(
    some.tuples(some.sampled_from(["2025-09", "2026-09"]), DAYS, some.sampled_from(["school", "trust"])),
    max_size=6,
)


@given(adopted, DAYS)
def test_on_any_day_the_periods_name_what_the_site_of_that_day_shows(
    starts: list[tuple[str, date, str]], day: date
) -> None:
    library = with_adoptions(starts)
    school = library.schools["birch"]
    found = [period for period in list_periods(library, school, PHONES) if period.holds(day)]
    shown = standing_on(library, day)
    assert [period.version for period in found] == ([shown.version] if shown.version else [])


def standing_on(library: Library, day: date) -> PolicyStanding:
    """How the policy stands at birch on a day, by the rule that decides what its site shows."""
    return find_standing(library, library.schools["birch"], PHONES, list_edition_views(library, day)[-1])


@given(adopted)
def test_periods_follow_each_other_without_gap_or_overlap(starts: list[tuple[str, date, str]]) -> None:
    library = with_adoptions(starts)
    found = list_periods(library, library.schools["birch"], PHONES)
    for one, following in pairwise(found):
        assert one.last is not None
        assert one.last + timedelta(days=1) == following.first
        assert one.first <= one.last
    assert all(period.last is None for period in found[-1:])


@given(DAYS)
def test_the_model_is_its_newest_issued_version(day: date) -> None:
    found = [period.version for period in list_periods(LIBRARY, None, PHONES) if period.holds(day)]
    assert found == [find_newest(PHONES.versions, day)]


# -- the page ------------------------------------------------------------------------------------------------


class Rows(HTMLParser):
    """The rows of every table of a page, by the heading above it."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[str, list[list[str]]] = {}
        self.heading, self.inside = "", ""

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the parser says what it is given
        if tag == "h2":
            self.heading, self.inside = "", "h2"
        if tag == "tr":
            self.rows.setdefault(self.heading, []).append([])
        if tag in ("td", "th"):
            self.rows[self.heading][-1].append("")
            self.inside = "cell"

    def handle_endtag(self, tag: str) -> None:
        if tag in ("h2", "td", "th"):
            self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside == "h2":
            self.heading += data
        if self.inside == "cell":
            self.rows[self.heading][-1][-1] += data


def rows_of(page: str) -> dict[str, list[list[str]]]:
    parser = Rows()
    parser.feed(page)
    return parser.rows


def test_the_table_says_every_version_with_its_days_newest_first(small: Small) -> None:
    small.build("--only", "site", "--school", "birch")
    rows = rows_of((small.public / PAGE).read_text(encoding="utf-8"))
    assert rows == {
        "Educational visits policy": [
            ["Version", "In force from", "Until", "Decided", "What it brought"],
            ["September 2025", "13 October 2025", "In force now", "Academy council, 8 October 2025", "First version."],
        ],
        "Mobile phones policy": [
            ["Version", "In force from", "Until", "Decided", "What it brought"],
            ["September 2026", "12 October 2026", "In force now", "Academy council, 7 October 2026, minute 3.2", "Says what happens on visits. What changed for you with September 2026 of the Mobile phones policy"],
            ["September 2025", "13 October 2025", "11 October 2026", "Academy council, 8 October 2025, minute 4.1", "First version."],
        ],
    }  # fmt: skip


def test_what_is_decided_for_later_is_not_in_force_yet(small: Small) -> None:
    small.edit(
        "variables/schools/birch/adoptions.yml",
        "on: 2026-10-07, from: 2026-10-12",
        "on: 2026-11-20, from: 2026-12-01",
    )
    small.build("--only", "site", "--school", "birch")
    rows = rows_of((small.public / PAGE).read_text(encoding="utf-8"))["Mobile phones policy"]
    assert [row[:3] for row in rows[1:]] == [
        ["September 2026", "1 December 2026", "Not yet in force"],
        ["September 2025", "13 October 2025", "In force now, until 30 November 2026"],
    ]


def test_every_reader_has_a_history_in_every_edition_and_every_row_leads_somewhere(built: Built) -> None:
    for site in built.sites:
        page = (built.public / site.path / "history" / "index.html").read_text(encoding="utf-8")
        rows = rows_of(page)
        for copy in site.copies:
            if copy.standing.adoption:
                first = in_words(copy.standing.adoption.date)
                href = f"../../{site.showing.edition.id}/{copy.id}/index.html"
                assert f'href="{href}"' in page or not site.showing.is_newest
                assert (built.public / site.path / "history" / href).resolve().is_file()
                wanted = [copy.assembled.version.title, first]
                assert wanted in [row[:2] for row in rows[copy.standing.policy.facts.title]], site.path
            assert (
                f'<h2 id="{copy.standing.policy.id}"><a href="../{copy.standing.policy.id}/index.html">'
                in page
                or "-consultation" in copy.id
            )


def test_each_policy_page_and_each_navigation_lead_to_it(built: Built) -> None:
    site = next(site for site in built.sites if site.school and site.showing.is_newest)
    for copy in site.copies:
        page = (built.public / site.path / copy.id / "index.html").read_text(encoding="utf-8")
        assert f'href="../history/index.html#{copy.standing.policy.id}"' in page
        assert 'href="../history/index.html" class="md-nav__link"' in page


def test_an_internal_policy_has_no_public_history(small: Small) -> None:
    (small.root / "policies/visits/policy.yml").write_text(
        (small.root / "policies/visits/policy.yml").read_text(encoding="utf-8") + "publish: internal\n",
        encoding="utf-8",
    )
    small.build("--only", "site", "--school", "birch")
    assert "Educational visits" not in (small.public / PAGE).read_text(encoding="utf-8")
    assert "Educational visits policy, version" not in (small.public / "check.html").read_text(
        encoding="utf-8"
    )
