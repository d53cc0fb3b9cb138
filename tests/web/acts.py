"""What readers do on a page, as several tests do it."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.support.web import DESKTOP

# A page of an older edition says what has become of its policy since.
OF_OLDER = ".notice--edition, .notice--superseded"


def is_narrow(page: Page) -> bool:
    """Say whether the page is shown without its sides."""
    return page.viewport_size is not None and page.viewport_size["width"] < DESKTOP


def look_for(page: Page, words: str) -> Locator:
    """Type words into the search box. Returns the links to the clauses that were found."""
    if is_narrow(page):
        page.get_by_role("button", name="Search", exact=True).click()
    page.get_by_role("combobox", name="Search the policies").click()
    page.keyboard.type(words)
    expect(page.locator(".md-search .found-count")).to_contain_text("place")
    return page.locator(".md-search a[role=option][href*='#']")


def open_editions(page: Page) -> Locator:
    """Open the version selector. Returns the links to the editions."""
    page.locator(".md-version__current").click()
    expect(page.locator(".md-version__list")).to_be_visible()
    return page.locator(".md-version__link")


def open_drawer(page: Page) -> Locator:
    """Open the navigation of a narrow page. Returns its links."""
    page.get_by_role("button", name="Menu").click()
    links = page.locator(".md-sidebar--primary .md-nav__link")
    expect(links.first).to_be_in_viewport(ratio=1)
    return links


def show_notes(page: Page) -> None:
    """Ask for what stands beside the clauses: where they come from, their links and their citations."""
    switch = page.get_by_role("button", name="Show sources, links and citations")
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "true")


def middle_clause(page: Page) -> Locator:
    """A clause from the middle of a policy: one that no window shows without scrolling."""
    clauses = page.locator(".policy .clause[id]:has(> .headline)")
    return clauses.nth(clauses.count() // 2)


def expect_shown(page: Page, id: str) -> None:
    """Wait until the element with an id stands in the upper part of the window, below the header."""
    page.wait_for_function(
        """id => {
          const header = document.querySelector('.md-header').getBoundingClientRect().bottom;
          const top = document.getElementById(id)?.getBoundingClientRect().top;
          return top >= header - 1 && top < innerHeight / 2;
        }""",
        arg=id,
    )
