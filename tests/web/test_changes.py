"""The page of changes: it is found from the policy, its list and its text say the same, and filters only ever
hide.
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.examples import sample
from tests.support.web import DESKTOP, PHONE, Reader, Web

from .kinds import folder_of
from .looks import NARROW

KIND, ADOPTED = "changes of the model", "changes of an adoption"


def data(web: Web, kind: str) -> Any:
    """The changes of a page as data."""
    page = web.found.page(kind)
    return json.loads((web.public / page).with_name("changes.json").read_text(encoding="utf-8"))


def shown(page: Page) -> int:
    """How many changes the list shows."""
    return page.locator(".change-list > li:visible").count()


@pytest.mark.parametrize("width", sample([DESKTOP, PHONE], 1))
def test_a_policy_leads_to_what_changed(reader: Reader, web: Web, width: int) -> None:
    page = reader.opens(web.url + f"{folder_of(web.found.model)}/social-media/index.html", width)
    page.locator("ul.actions").get_by_role("link", name="What changed since September 2025").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Changes to the Social media policy")
    assert "/model/changes/social-media/2025-09-to-2026-09/" in page.url


def test_a_school_that_is_asked_to_adopt_a_version_sees_what_would_change(reader: Reader, web: Web) -> None:
    page = reader.opens(web.page("changes at a school").replace("/changes/", "/"))
    page.get_by_role("link", name=re.compile("What would change with")).click()
    expect(page.locator(".policy .change").first).to_be_visible()
    assert page.locator("header").get_by_text(web.found.school.name).count() > 0


@pytest.mark.parametrize("kind", sample([KIND, "changes at a school", ADOPTED], 2))
def test_list_and_text_have_every_change_once_also_without_scripts(
    reader: Reader, web: Web, kind: str
) -> None:
    page = reader.opens(web.page(kind), java_script_enabled=False)
    ids = [one["id"] for one in data(web, kind)["changes"]]
    assert shown(page) == len(ids) > 5
    assert page.locator(".change-filters .by-script").is_hidden()
    assert page.locator(".change-steps").is_hidden()
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


# -- only what is for decision, and from change to change ----------------------------------------------------


@pytest.mark.parametrize("has_scripts", [True, False])
def test_only_what_is_for_decision_is_shown_on_request(reader: Reader, web: Web, has_scripts: bool) -> None:
    page = reader.opens(web.page(KIND), java_script_enabled=has_scripts)
    counts = data(web, KIND)["counts"]
    box = page.get_by_role("checkbox", name="Only what is for decision")
    box.check()
    assert shown(page) == counts["effect"]["decide"]
    assert page.locator(".policy .unchanged:visible, .policy .moved-away:visible").count() == 0
    open_changes = page.locator(".policy .change:visible").count()
    assert open_changes == page.locator(".policy .change[data-open]").count() > 0
    box.uncheck()
    assert shown(page) == counts["all"]


def test_keys_and_buttons_lead_from_change_to_change(reader: Reader, web: Web) -> None:
    """In the order of the text, past what is filtered out, not while somebody types, and not where the keys
    are turned off (WCAG 2.2, 2.1.4), which the page remembers.
    """
    page = reader.opens(web.page(KIND), reduced_motion="reduce")
    ids = page.locator(".change .labels[id]").evaluate_all("all => all.map(it => it.id)")
    page.keyboard.press("n")
    for id in ids[:3]:
        expect(page.locator(f"[id='{id}']")).to_be_focused()
        expect(page.locator(f"[id='{id}']")).to_be_in_viewport(ratio=1)
        page.keyboard.press("n")
    page.keyboard.press("p")
    expect(page.locator(f"[id='{ids[2]}']")).to_be_focused()
    page.get_by_role("button", name="Next change").click()
    expect(page.locator(".change-steps [role=status]")).to_have_text(
        re.compile(rf"^Change \d+ \(4 of {len(ids)}\)$")
    )
    page.get_by_role("button", name="Previous change").click()
    expect(page.locator(f"[id='{ids[2]}']")).to_have_class(re.compile("change-current"))
    page.get_by_label("Kind of change").select_option("added")
    added = page.locator(".change:not([hidden]) .labels[id]").evaluate_all("all => all.map(it => it.id)")
    page.get_by_label("Kind of change").press("n")
    assert page.locator(".change-current").get_attribute("id") == ids[2]
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    page.keyboard.press("n")
    expect(page.locator(f"[id='{added[0]}']")).to_be_focused()
    page.get_by_label("Keys: n for the next change").uncheck()
    page.keyboard.press("n")
    expect(page.locator(".change-current")).to_have_id(added[0])
    page.reload()
    expect(page.get_by_label("Keys: n for the next change")).not_to_be_checked()
    page.keyboard.press("n")
    expect(page.locator(".change-current")).to_have_count(0)


def test_on_a_phone_ten_changes_fit_three_screens(reader: Reader, web: Web) -> None:
    for width in (PHONE, NARROW):
        page = reader.opens(web.page(KIND), width)
        lines = page.locator(".change-list > li")
        first, tenth = lines.nth(0).bounding_box(), lines.nth(9).bounding_box()
        assert first
        assert tenth
        assert (
            tenth["y"] + tenth["height"] - first["y"] < 3 * 667
        )  # the lowest phone that is still sold widely


def test_what_is_asked_first_is_answered_by_changes_of_the_page(reader: Reader, web: Web) -> None:
    page = reader.opens(web.page(KIND), java_script_enabled=False)
    questions = page.locator(".answer:has(.how-many)")
    assert questions.count() == 4
    edits = [edit for change in data(web, KIND)["changes"] for edit in change["edits"]]
    for question in questions.all():
        question.locator("summary").click()
        links = question.locator("li a").evaluate_all("all => all.map(it => it.hash.slice(1))")
        number = question.locator(".how-many").inner_text()
        assert number == (str(len(links)) if links else "None found")
        assert all(page.locator(f"[id='{id}']").count() == 1 for id in links)
    text = page.locator(".answer", has_text="Which figures changed?").inner_text()
    for edit in edits:
        if edit["kind"] == "figure":
            assert edit["what"] in text


def test_a_school_s_reader_finds_what_an_adoption_changed(reader: Reader, web: Web) -> None:
    page = reader.opens(web.page(ADOPTED))
    expect(page.get_by_text("What changed for you")).to_be_visible()
    page.get_by_role("link", name="Versions and dates").click()
    page.locator(".held").get_by_role("link", name="What changed for you").first.click()
    expect(page.get_by_text("What changed for you")).to_be_visible()
