"""Everything is reached by keyboard alone, and whatever has the focus is in sight and has a ring; on a phone
the drawer works.

Each test presses the keys that a reader presses.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from playwright.sync_api import Page, expect

from tests.support.examples import sample
from tests.support.web import DESKTOP, MAY_COPY, PHONE, Reader, Web

from .acts import expect_shown, look_for, middle_clause, open_drawer
from .looks import AT_REST
from .words import rare_word, search_entries


def test_on_a_phone_the_drawer_opens_leads_on_and_closes(reader: Reader, web: Web) -> None:
    page = reader.opens(web.page("policy"), PHONE, reduced_motion="reduce")
    links = page.locator(".md-sidebar--primary .md-nav__link")
    expect(links.first).to_be_hidden()
    open_drawer(page)
    page.keyboard.press("Escape")
    expect(links.first).to_be_hidden()
    expect(page.get_by_role("button", name="Menu")).to_be_focused()
    open_drawer(page).first.click()
    expect(page.locator(".shelf").first).to_be_visible()


def test_the_skip_link_comes_first_and_leads_past_the_navigation(reader: Reader, web: Web) -> None:
    page = reader.opens(web.page("policy"))
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content").and_(page.locator(":focus"))
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.policy') !== null")


def test_search_works_by_keyboard_alone(reader: Reader, web: Web) -> None:
    word, location = rare_word(search_entries(web.public / web.found.school.path))
    page = reader.opens(web.page("school home"))
    page.keyboard.press("Tab")
    box = page.get_by_role("combobox", name="Search the policies")
    for _ in range(20):
        if box.evaluate("it => it === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.type(word)
    found = page.locator(".md-search a[role=option]").first
    expect(found).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(found).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == found.get_attribute("id")
    chosen = page.locator(".md-search a[role=option][aria-selected=true]")
    for _ in range(2):
        if not str(chosen.get_attribute("href")).endswith(location):
            page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect_shown(page, location.partition("#")[2])


def test_a_clause_is_copied_and_its_history_opened_by_keyboard_alone(reader: Reader, web: Web) -> None:
    page = reader.opens(web.page("policy"), permissions=MAY_COPY)
    page.get_by_role("button", name="Show sources, links and citations").focus()
    page.keyboard.press("Space")
    clause = middle_clause(page)
    clause.locator(".permalink").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Link copied")).to_be_attached()
    assert str(page.evaluate("navigator.clipboard.readText()")).endswith(f"#{clause.get_attribute('id')}")
    clause.locator(".provenance summary").focus()
    page.keyboard.press("Enter")
    expect(clause.locator(".provenance dl")).to_be_visible()


# What has the focus, and what is wrong with it: nowhere on the screen, under something else, or without a
# ring.
FOCUS = """async () => {
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  const it = document.activeElement, box = it.getBoundingClientRect(), style = getComputedStyle(it);
  if (it === document.body) return null;
  const middle = [Math.max(0, box.left) + Math.min(box.width, innerWidth) / 2, Math.max(0, box.top) + Math.min(box.height, 40) / 2];
  const hit = document.elementFromPoint(...middle);
  const faults = [];
  if (!box.width || !box.height || !hit || !(it.contains(hit) || hit.contains(it))) faults.push('is out of sight');
  if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) faults.push('has no ring');
  return it.outerHTML.slice(0, 100) + faults.map(fault => ' ' + fault).join();
}"""


def focused_in_turn(page: Page, steps: int) -> Iterator[str]:
    for _ in range(steps):
        page.keyboard.press("Tab")
        page.evaluate(AT_REST)
        if stop := page.evaluate(FOCUS):
            yield str(stop)


@pytest.mark.parametrize(
    ("kind", "width"), sample(list(product(["portal", "school home", "policy"], [DESKTOP, PHONE])), 3)
)
def test_whatever_the_keyboard_reaches_is_in_sight_and_has_a_ring(
    reader: Reader, web: Web, kind: str, width: int
) -> None:
    page = reader.opens(web.page(kind), width, reduced_motion="reduce")
    stops = list(focused_in_turn(page, 40))
    assert len(set(stops)) > 10
    assert [stop for stop in stops if stop.endswith(("sight", "ring"))] == []


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_the_keyboard_leaves_the_search_for_something_in_sight(reader: Reader, web: Web, width: int) -> None:
    page = reader.opens(web.page("school home"), width, reduced_motion="reduce")
    look_for(page, "pupils")
    assert [stop for stop in focused_in_turn(page, 3) if stop.endswith(("sight", "ring"))] == []
