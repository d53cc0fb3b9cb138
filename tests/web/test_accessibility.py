"""Everybody can read the sites: no violation of WCAG 2.2 A and AA on any kind of page, at a desk and on a
phone.

axe-core finds what a program can find. What it cannot is asked for directly: text that fits a narrow window,
targets that a finger hits, a title and a language on each page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.support.web import DESKTOP, PHONE, Reader, Web

from .acts import look_for, open_drawer, open_editions
from .kinds import KINDS, MARKS

WCAG = {"resultTypes": ["violations"], "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
WIDTHS = pytest.mark.parametrize("width", [DESKTOP, PHONE])
EVERY_KIND = pytest.mark.parametrize("kind", list(KINDS))
NARROW = 320  # CSS pixels: WCAG 2.2, 1.4.10
FINGER = 24  # CSS pixels: WCAG 2.2, 2.5.8

# What can be clicked or tapped, is on the screen, and is no link in running text, which 2.5.8 leaves to the
# height of its line.
SMALL_TARGETS = """size => [...document.querySelectorAll('a[href], button, summary, input, select, textarea, label[for]')]
  .filter(it => it.checkVisibility({opacityProperty: true, visibilityProperty: true}))
  .filter(it => getComputedStyle(it).display !== 'inline' || !it.closest('p, li, td, dd') || it.closest('ul.furniture, .contents, nav'))
  .map(it => [it.outerHTML.slice(0, 120), it.getBoundingClientRect()])
  .filter(([, box]) => box.width > 0 && box.height > 0 && (box.width < size || box.height < size))
  .map(([name, box]) => `${name} is ${box.width} by ${box.height}`)"""

# Text that a reader could only see by scrolling the page sideways, or never. What scrolls by itself may be
# wider.
CUT_OFF = """() => {
  const width = document.documentElement.clientWidth;
  const scrolls = it => it.closest('.md-typeset__scrollwrap, .md-search, .md-sidebar, .unseen, thead');
  return [...document.querySelectorAll('.policy *, main *, header *')]
    .filter(it => !it.children.length && it.innerText && !scrolls(it))
    .filter(it => it.checkVisibility({opacityProperty: true, visibilityProperty: true}))
    .filter(it => { const box = it.getBoundingClientRect(); return box.width > 1 && (box.right > width + 1 || box.left < -1); })
    .map(it => it.outerHTML.slice(0, 120));
}"""


def opened(reader: Reader, web: Web, kind: str, width: int) -> Page:
    """A page of a kind, with everything on it that opens on request opened."""
    page = reader.opens(web.page(kind), width, held="**/latest/index.html" if kind == "redirect" else "")
    expect(page.locator(MARKS[kind]).first).to_be_visible()
    page.evaluate("document.querySelectorAll('.policy details').forEach(details => { details.open = true })")
    return page


@dataclass(frozen=True)
class Seen:
    """What was seen on a page."""

    title: str
    language: str | None
    main_headings: int
    ids_given_twice: list[str]
    small_targets: list[str]
    widest: int
    cut_off: list[str]
    violations: str


Look = Callable[[str, int], Seen]


@pytest.fixture(scope="module")
def look(browser: Browser, web: Web) -> Look:
    """Look at a kind of page at a width. Each is looked at once, whatever is asked about it."""

    @cache
    def seen(kind: str, width: int) -> Seen:
        reader = Reader(browser)
        page = opened(reader, web, kind, width)
        ids: list[str] = page.evaluate("[...document.querySelectorAll('[id]')].map(it => it.id)")
        result = Seen(
            page.title(),
            page.locator("html").get_attribute("lang"),
            page.locator("h1").count(),
            sorted(id for id, times in Counter(ids).items() if times > 1),
            page.evaluate(SMALL_TARGETS, FINGER),
            page.evaluate("document.scrollingElement.scrollWidth"),
            page.evaluate(CUT_OFF),
            "" if width == NARROW else violations(page),
        )
        reader.leaves()
        return result

    return seen


def violations(page: Page) -> str:
    """What axe-core finds, a line each."""
    found = Axe().run(page, options=WCAG).response["violations"]
    return "".join(
        f"{one['id']}: {one['help']}\n" + "".join(f"    {node['html'][:200]}\n" for node in one["nodes"][:5])
        for one in found
    )


@WIDTHS
@EVERY_KIND
def test_no_kind_of_page_breaks_a_rule_of_wcag(look: Look, kind: str, width: int) -> None:
    assert look(kind, width).violations == ""


@WIDTHS
@EVERY_KIND
def test_every_target_is_large_enough_for_a_finger(look: Look, kind: str, width: int) -> None:
    assert look(kind, width).small_targets == []


@EVERY_KIND
def test_every_page_has_a_title_a_language_one_main_heading_and_no_id_twice(look: Look, kind: str) -> None:
    seen = look(kind, DESKTOP)
    assert seen.title.strip()
    assert seen.language in ("en", "en-GB")
    assert seen.main_headings == 1
    assert seen.ids_given_twice == []


def look_for_pupils(page: Page) -> None:
    expect(look_for(page, "pupils").first).to_be_visible()


@pytest.mark.parametrize(
    ("width", "act"),
    [
        pytest.param(DESKTOP, look_for_pupils, id="search at a desk"),
        pytest.param(PHONE, look_for_pupils, id="search on a phone"),
        pytest.param(DESKTOP, open_editions, id="editions at a desk"),
        pytest.param(PHONE, open_editions, id="editions on a phone"),
        pytest.param(PHONE, open_drawer, id="drawer on a phone"),
    ],
)
def test_nothing_that_opens_breaks_a_rule_of_wcag(
    reader: Reader, web: Web, width: int, act: Callable[[Page], None]
) -> None:
    page = reader.opens(web.page("pale colour"), width)
    act(page)
    # Measured when all that slides and fades has come to rest.
    page.evaluate("Promise.allSettled(document.getAnimations().map(animation => animation.finished))")
    assert violations(page) == ""
    assert page.evaluate(SMALL_TARGETS, FINGER) == []


@EVERY_KIND
def test_no_page_scrolls_sideways_in_a_narrow_window(look: Look, kind: str) -> None:
    seen = look(kind, NARROW)
    assert seen.widest <= NARROW
    assert seen.cut_off == []
