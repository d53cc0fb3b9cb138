"""Everybody can read the sites: no violation of WCAG 2.2 A and AA on any kind of page, at a desk and on a
phone.

axe-core finds what a program can find. What it cannot is asked for directly: text that fits a narrow window,
targets that a finger hits, a title and a language on each page.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.examples import sample
from tests.support.web import DESKTOP, PHONE, Reader, Web

from .acts import look_for, open_drawer, open_editions
from .kinds import KINDS, MARKS
from .looks import (
    AT_REST,
    FINGER,
    MARK_READ,
    MARK_TEXT_READ,
    NARROW,
    READ_ON_A_PHONE,
    SMALL_TARGETS,
    Look,
    violations_of,
)

WIDTHS = pytest.mark.parametrize("width", [DESKTOP, PHONE])
EVERY_KIND = pytest.mark.parametrize("kind", list(KINDS))


@pytest.mark.parametrize(
    ("kind", "width"), [*((kind, DESKTOP) for kind in KINDS), *((kind, PHONE) for kind in READ_ON_A_PHONE)]
)
def test_no_kind_of_page_breaks_a_rule_of_wcag(look: Look, kind: str, width: int) -> None:
    assert look(kind, width).violations == ""


@pytest.mark.parametrize(
    "kind",
    sample(
        ["school home", "policy", "pale colour", "changes of the model", "history", "portal", "check a copy"],
        3,
    ),
)
def test_dark_pages_break_no_rule_of_wcag(reader: Reader, web: Web, kind: str) -> None:
    page = reader.opens(web.page(kind), color_scheme="dark")
    expect(page.locator(MARKS[kind]).first).to_be_visible()
    red, green, blue = (
        int(part)
        for part in page.evaluate("getComputedStyle(document.querySelector('h1')).color.match(/\\d+/g)")[:3]
    )
    assert min(red, green, blue) > 150
    page.evaluate(MARK_READ)
    assert violations_of(page) == ""


def test_forced_colours_keep_marks_and_the_current_item(reader: Reader, web: Web) -> None:
    page = reader.opens(web.page("policy"), forced_colors="active")
    painted = "it => getComputedStyle(it, '::before').backgroundColor"
    text = page.locator(".policy p").first.evaluate("it => getComputedStyle(it).color")
    ground = page.locator("body").evaluate("it => getComputedStyle(it).backgroundColor")
    assert text != ground
    for mark in page.locator(".policy .dos > ul > li, .policy .donts > ul > li").all():
        assert mark.evaluate(painted) == text
    current = page.locator(".md-nav__link[aria-current]").first
    assert "underline" in current.evaluate("it => getComputedStyle(it).textDecorationLine")


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
    sample(
        [
            pytest.param(DESKTOP, look_for_pupils, id="search at a desk"),
            pytest.param(PHONE, look_for_pupils, id="search on a phone"),
            pytest.param(DESKTOP, open_editions, id="editions at a desk"),
            pytest.param(PHONE, open_editions, id="editions on a phone"),
            pytest.param(PHONE, open_drawer, id="drawer on a phone"),
        ],
        2,
    ),
)
def test_nothing_that_opens_breaks_a_rule_of_wcag(
    reader: Reader, web: Web, width: int, act: Callable[[Page], None]
) -> None:
    page = reader.opens(web.page("pale colour"), width)
    act(page)
    # The text below is read where a page of its kind is looked at.
    page.evaluate(MARK_TEXT_READ)
    # Measured when all that slides and fades has come to rest.
    page.evaluate(AT_REST)
    assert violations_of(page) == ""
    assert page.evaluate(SMALL_TARGETS, FINGER) == []


@EVERY_KIND
def test_no_page_scrolls_sideways_in_a_narrow_window(look: Look, kind: str) -> None:
    seen = look(kind, NARROW)
    assert seen.widest <= NARROW
    assert seen.cut_off == []
