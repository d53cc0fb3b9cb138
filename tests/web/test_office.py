"""The office's pages in a browser, opened from disk: WCAG 2.2 AA, heads that stay in view, a search and
filters, nothing asked of others.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from clausewright.build.internal import publish_office
from clausewright.model.library import Library
from tests.conftest import TODAY
from tests.support.web import DESKTOP, PHONE, Reader

from .looks import CUT_OFF, FINGER, SMALL_TARGETS, violations_of

# The rows of a table are alike: axe-core reads the first of them.
MARK_ROWS_READ = """() => document.querySelectorAll('tbody tr:nth-child(n + 4)').forEach(
  row => { row.dataset.read = '' })"""
PAGES = ("index", "register", "year", "calendars", "impact")


@pytest.fixture(scope="module")
def office(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office of the repository's library."""
    folder = tmp_path_factory.mktemp("internal") / "office"
    publish_office(library, TODAY, folder)
    return folder


@pytest.fixture
def page(reader: Reader) -> Iterator[Page]:
    """A page that fails the test when it asks for anything but files of the office."""
    yield reader.opens("about:blank")
    assert [url for url in reader.requests if not url.startswith(("file:///", "data:"))] == []


@pytest.mark.parametrize("name", PAGES)
def test_everybody_can_read_the_office(office: Path, page: Page, name: str) -> None:
    page.goto((office / f"{name}.html").as_uri())
    expect(page.locator("h1")).to_have_count(1)
    page.evaluate(MARK_ROWS_READ)
    for width in (DESKTOP, PHONE):
        page.set_viewport_size({"width": width, "height": 800})
        assert violations_of(page) == ""
        assert page.evaluate(SMALL_TARGETS, FINGER) == []
        assert page.evaluate("document.scrollingElement.scrollWidth") <= width
        assert list(page.evaluate(CUT_OFF.replace(".unseen", ".unseen, .scroll, svg, .skip, caption"))) == []


def test_a_reader_searches_and_filters_the_register(office: Path, page: Page) -> None:
    page.goto((office / "register.html").as_uri())
    rows = page.locator("tbody tr:visible")
    every = rows.count()
    assert every == 56
    page.get_by_label("State").select_option("not applicable")
    expect(rows).to_have_count(1)
    expect(page.locator("output")).to_have_text("1 of 56 rows")
    page.get_by_role("button", name="Show all").click()
    page.get_by_label("Search").fill("little tern SOCIAL")
    expect(rows).to_have_count(1)
    page.get_by_label("Search").fill("")
    page.get_by_label("Policy").select_option("Online safety policy")
    expect(rows).to_have_count(8)


def test_heads_and_names_stay_in_view(office: Path, page: Page) -> None:
    page.set_viewport_size({"width": 700, "height": 500})
    page.goto((office / "register.html").as_uri())
    region = page.locator(".scroll")
    region.evaluate("it => it.scrollTo(400, 900)")
    box, head, name = (
        region.bounding_box(),
        page.locator("thead th").nth(3).bounding_box(),
        page.locator("tbody tr:nth-child(14) th").bounding_box(),
    )
    assert box
    assert head
    assert name
    assert abs(head["y"] - box["y"]) < 3
    assert abs(name["x"] - box["x"]) < 3


def test_without_scripts_everything_is_there(office: Path, reader: Reader) -> None:
    page = reader.opens((office / "register.html").as_uri(), java_script_enabled=False)
    assert page.locator("tbody tr:visible").count() == 56
    assert page.locator(".tools:visible").count() == 0


def test_a_glance_shows_only_what_needs_somebody(office: Path, page: Page) -> None:
    page.goto((office / "index.html").as_uri())
    rows = page.locator("tbody tr:visible")
    every = rows.count()
    page.get_by_label("Show").select_option("Only what needs somebody")
    needy = page.locator("tbody tr").filter(has=page.locator(".mark--overdue, .mark--due, .mark--deciding"))
    assert 0 < needy.count() < every
    expect(rows).to_have_count(needy.count())
    page.get_by_label("Show").select_option("All")
    page.get_by_label("Search").fill("little tern")
    expect(rows).to_have_count(1)
