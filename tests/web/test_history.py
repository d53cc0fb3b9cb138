"""The history page in the browser: what was in force on any day, by keyboard, on a phone, and from disk."""

from __future__ import annotations

from datetime import date, timedelta

from playwright.sync_api import Page, expect

from clausewright.model.dates import in_words
from clausewright.model.status import list_periods
from tests.support.web import DESKTOP, PHONE, Reader, Web

from .kinds import Found, folder_of


def address(web: Web, found: Found) -> str:
    return f"{web.url}{folder_of(found.school)}/history/index.html"


def ask(page: Page, day: date) -> None:
    page.get_by_label("What was in force on").fill(day.isoformat())
    page.get_by_role("button", name="Show").click()


def answers(found: Found, day: date) -> list[str]:
    """What the page must say of each policy, from the rule of time itself."""
    library, school = found.built.library, found.school.school
    said = []
    for policy in sorted(library.policies.values(), key=lambda policy: policy.facts.title):
        every = list_periods(library, school, policy)
        held = next((one for one in every if one.holds(day)), None)
        until = f" to {in_words(held.last)}" if held and held.last else ""
        text = (
            f"version of {held.version.title}, in force from {in_words(held.first)}{until}"
            if held
            else "no version was in force"
        )
        said.append(f"{policy.facts.title}: {text}.")
    return said


def test_it_answers_for_any_day(web: Web, reader: Reader, found: Found) -> None:
    page = reader.opens(address(web, found))
    for day in (
        date(2024, 1, 1),
        date(2025, 11, 17),
        date(2025, 11, 16),
        date(2026, 10, 4),
        date(2026, 10, 5),
        date(2030, 2, 28),
    ):
        ask(page, day)
        answer = page.get_by_role("status").filter(has=page.get_by_role("heading"))
        expect(answer.get_by_role("heading", name=f"On {in_words(day)}")).to_be_visible()
        assert answer.get_by_role("listitem").all_inner_texts() == answers(found, day)


def test_an_answer_can_be_sent_on_as_a_link(web: Web, reader: Reader, found: Found) -> None:
    page = reader.opens(address(web, found), PHONE)
    ask(page, date(2026, 3, 12))
    assert page.url.endswith("?on=2026-03-12")
    other = reader.beside(page, page.url)
    expect(other.get_by_role("heading", name="On 12 March 2026")).to_be_visible()
    for odd in ("2026-13-99", "<b>", "", "2026-3-1"):
        other.goto(f"{address(web, found)}?on={odd}")
        expect(other.get_by_role("heading", level=1)).to_be_visible()
        assert other.locator(".said-day").inner_text() == ""


def test_the_line_of_time_says_in_words_what_it_shows(web: Web, reader: Reader, found: Found) -> None:
    page = reader.opens(address(web, found), DESKTOP)
    sections = page.locator("section.held:has(table)").all()
    assert sections
    for section in sections:
        label = section.get_by_role("img").get_attribute("aria-label") or ""
        for row in section.locator("tbody tr").all():
            first = in_words(date.fromisoformat(row.get_attribute("data-first") or ""))
            assert f"{row.get_attribute('data-version')} from {first}" in label
        bars, whole = section.locator(".bar").all(), section.locator(".timeline").bounding_box()
        assert whole
        for bar in bars:
            box = bar.bounding_box()
            assert box
            assert whole["x"] - 1 <= box["x"] < box["x"] + box["width"] <= whole["x"] + whole["width"] + 1


def test_the_dashed_line_stands_where_the_day_is(web: Web, reader: Reader, found: Found) -> None:
    page = reader.opens(address(web, found))
    section = page.locator("section.held:has(table)").first
    begins = date.fromisoformat(section.get_attribute("data-begins") or "")
    ends = date.fromisoformat(section.get_attribute("data-ends") or "")
    middle = begins + timedelta(days=(ends - begins).days // 2)
    ask(page, middle)
    at = section.evaluate("section => getComputedStyle(section).getPropertyValue('--on')")
    assert abs(float(at.rstrip("%")) - 50) < 1


def test_without_scripts_the_tables_are_there(web: Web, reader: Reader, found: Found) -> None:
    page = reader.opens(address(web, found), java_script_enabled=False)
    expect(page.locator("section.held table").first).to_be_visible()
    expect(page.get_by_label("What was in force on")).not_to_be_visible()
