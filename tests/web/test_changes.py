"""The page of changes: it is found from the policy, its list and its text say the same, and filters only ever
hide.
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.web import DESKTOP, PHONE, Reader, Web

from .kinds import folder_of

KIND = "changes of the model"


def data(web: Web, kind: str) -> Any:
    """The changes of a page as data."""
    page = web.found.page(kind)
    return json.loads((web.public / page).with_name("changes.json").read_text(encoding="utf-8"))


def shown(page: Page) -> int:
    """How many changes the list shows."""
    return page.locator(".change-list > li:visible").count()


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_a_policy_leads_to_what_changed(reader: Reader, web: Web, width: int) -> None:
    page = reader.opens(web.url + f"{folder_of(web.found.model)}/social-media/index.html", width)
    page.get_by_role("link", name="What changed since September 2025").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Changes to the Social media policy")
    assert "/model/changes/social-media/2025-09-to-2026-09/" in page.url


def test_a_school_that_is_asked_to_adopt_a_version_sees_what_would_change(reader: Reader, web: Web) -> None:
    page = reader.opens(web.page("changes at a school").replace("/changes/", "/"))
    page.get_by_role("link", name=re.compile("What would change with")).click()
    expect(page.locator(".policy .change").first).to_be_visible()
    assert page.locator("header").get_by_text(web.found.school.name).count() > 0


@pytest.mark.parametrize("kind", [KIND, "changes at a school"])
def test_list_and_text_have_every_change_once_also_without_scripts(
    reader: Reader, web: Web, kind: str
) -> None:
    page = reader.opens(web.page(kind), java_script_enabled=False)
    ids = [one["id"] for one in data(web, kind)["changes"]]
    assert shown(page) == len(ids) > 10
    assert page.locator(".change-filters").is_hidden()
    for id in ids:
        assert page.locator(f"[id='{id}']").count() == 1, id
        assert page.locator(f".change-list a[href='#{id}']").count() == 1, id


def test_a_filter_shows_what_it_says_and_reset_shows_all(reader: Reader, web: Web) -> None:
    page, counts = reader.opens(web.page(KIND)), data(web, KIND)["counts"]
    told = page.locator(".change-filters output")
    expect(told).to_have_text(f"All {counts['all']} changes are shown")
    page.get_by_label("What follows").select_option("decide")
    expect(told).to_have_text(f"{counts['effect']['decide']} of {counts['all']} changes are shown")
    assert shown(page) == counts["effect"]["decide"]
    page.get_by_label("Kind of change").select_option("added")
    both = sum(one["effect"] == "decide" and "added" in one["kinds"] for one in data(web, KIND)["changes"])
    expect(told).to_have_text(f"{both} of {counts['all']} changes are shown")
    page.get_by_role("button", name="Show all").click()
    expect(told).to_have_text(f"All {counts['all']} changes are shown")
    assert shown(page) == counts["all"]


def test_a_link_to_a_change_leads_there_although_it_was_filtered_out(reader: Reader, web: Web) -> None:
    page = reader.opens(web.page(KIND))
    hidden = next(one["id"] for one in data(web, KIND)["changes"] if one["effect"] == "note")
    page.get_by_label("What follows").select_option("decide")
    assert page.locator(f"[id='{hidden}']").is_hidden()
    page.evaluate("id => { location.hash = id }", hidden)
    expect(page.locator(f"[id='{hidden}']")).to_be_in_viewport()


def test_texts_can_be_read_before_and_after(reader: Reader, web: Web) -> None:
    page = reader.opens(web.page(KIND))
    article = page.locator(".change:has(details.sides)").first
    expect(article.locator("details.sides section").first).to_be_hidden()
    page.get_by_label("before and after").check()
    expect(article.locator("details.sides section")).to_have_count(2)
    expect(article.locator("details.sides section").first).to_be_visible()
    expect(article.locator(".marked").first).to_be_hidden()
    page.get_by_label("with changes marked").check()
    expect(article.locator(".marked").first).to_be_visible()


def test_nothing_is_told_by_colour_alone(reader: Reader, web: Web) -> None:
    """What is underlined or struck out is also said in words, to ears and in what is copied."""
    page = reader.opens(web.page(KIND))
    for tag, said in (("ins", "added: "), ("del", "removed: ")):
        marks = page.locator(f".change {tag}")
        assert marks.count() > 5
        assert all(said in text for text in marks.all_text_contents())
        line = marks.first.evaluate("it => getComputedStyle(it).textDecorationLine")
        assert line == {"ins": "underline", "del": "line-through"}[tag]
