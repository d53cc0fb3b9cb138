"""The search answers what readers type: by their words, with slips of typing, by keyboard, with the sentence
that answers.
"""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from playwright.sync_api import Page, expect

from clausewright.model.values import Words
from tests.support import CASES
from tests.support.examples import sample
from tests.support.web import DESKTOP, PHONE, Reader, Web

from .acts import look_for
from .looks import FINGER, SMALL_TARGETS, violations_of
from .words import search_index

QUESTIONS = yaml.safe_load((CASES / "search" / "questions.yml").read_text(encoding="utf-8"))
SCRIPTS = ("search.js", "search-rank.js", "search-words.js", "minisearch.min.js")
MOST_BYTES = 50_000
# The anchors, or addresses of pages, that the search gives for each text, the best first.
FIND = """texts => {
  const rank = window.policyRank.open(window.policySearch, window.policyWords, window.MiniSearch);
  return texts.map(text => rank.find(text, 12).map(result => result.place.anchor || result.place.href));
}"""


def opened_search(reader: Reader, address: str, width: int = DESKTOP) -> Page:
    """A home page whose search is ready."""
    page = reader.opens(address, width)
    page.get_by_role("combobox", name="What would you like to know?").fill("policy")
    expect(page.locator(".ask [role=option]").first).to_be_visible()
    return page


def test_the_answer_comes_first_for_most_questions_and_nowhere_for_hardly_any(
    reader: Reader, web: Web
) -> None:
    page = opened_search(reader, f"{web.url}{QUESTIONS['school']}/latest/index.html")
    asked = [
        (str(text), question["answers"]) for question in QUESTIONS["questions"] for text in question["typed"]
    ]
    found = page.evaluate(FIND, [text for text, _ in asked])
    places = [
        next((place for place, id in enumerate(ids) if id in answers), None)
        for (_, answers), ids in zip(asked, found, strict=True)
    ]
    worse = [f"{text}: {place}" for (text, _), place in zip(asked, places, strict=True) if place != 0]
    share = 100 / len(asked)
    assert share * places.count(0) >= QUESTIONS["first"], worse
    assert share * sum(place in (0, 1, 2) for place in places) >= QUESTIONS["first_three"], worse
    assert share * places.count(None) < QUESTIONS["nowhere"], worse


def test_a_title_with_a_slip_in_its_longest_word_is_found(reader: Reader, web: Web) -> None:
    site = web.found.school
    page = opened_search(reader, f"{web.url}{site.id}/latest/index.html")
    clauses = [
        (place[0], place[2])
        for document in search_index(web.public / site.path)["pages"]
        for place in document["places"]
        if place[4] == "clause" and max(map(len, place[2].split())) > 7
    ]
    slips = []
    for _, title in clauses:
        longest = max(title.split(), key=len)
        middle = len(longest) // 2
        slips.append(title.replace(longest, longest[:middle] + longest[middle + 1 :]))
    answers = page.evaluate(FIND, slips)
    missed = [slip for (id, _), slip, ids in zip(clauses, slips, answers, strict=True) if id not in ids[:3]]
    assert len(clauses) > 50
    assert len(missed) <= len(clauses) // 40, missed


@pytest.mark.parametrize(
    ("written", "typed"),
    sample(
        [
            ("WhatsApp", ["whats app", "whatsap", "WHATSAPP"]),
            ("smart watch", ["smartwatch", "smart-watches", "smart wach"]),
            ("vaping", ["vape", "vapes"]),
            ("headteacher", ["head teacher", "head teachers", "hedteacher"]),
            ("headphones", ["airpods", "earbuds"]),
        ],
        3,
    ),
)
def test_ways_to_write_a_word_find_the_same(reader: Reader, web: Web, written: str, typed: list[str]) -> None:
    page = opened_search(reader, f"{web.url}{QUESTIONS['school']}/latest/index.html")
    usual, *others = page.evaluate(FIND, [written, *typed])
    assert usual
    assert [set(ids[:3]) & set(usual[:3]) != set() for ids in others] == [True] * len(typed)


def test_words_that_say_nothing_find_nothing(reader: Reader, web: Web) -> None:
    page = opened_search(reader, f"{web.url}{QUESTIONS['school']}/latest/index.html")
    with_words, without, nothing = page.evaluate(FIND, ["Can I give a lift?", "lift", "can I do the"])
    assert with_words[0] == without[0]
    assert nothing == []


def test_who_does_it_to_whom_counts(reader: Reader, web: Web) -> None:
    page = opened_search(reader, f"{web.url}{QUESTIONS['school']}/latest/index.html")
    [families, staff] = page.evaluate(FIND, ["parents taking photos", "staff taking photos of pupils"])
    assert (families[0], staff[0]) == ("images-at-events", "images-of-pupils")


def test_a_clause_without_a_number_is_named_by_its_section(reader: Reader, web: Web) -> None:
    page = opened_search(reader, f"{web.url}{QUESTIONS['school']}/latest/index.html")
    page.get_by_role("combobox", name="What would you like to know?").fill("signing in badge")
    place = page.locator(".ask [role=option]").first.locator(".found__place")
    expect(place).to_have_text("Principles for volunteers, What we ask of you")


def test_what_is_closed_under_the_hands_of_a_reader_opens_again(reader: Reader, web: Web) -> None:
    """Material closes the search an eighth of a second after a page has loaded; who types by then still sees
    what is found. Whoever closes it by hand closes it.
    """
    page = reader.opens(web.page("policy"))
    first = look_for(page, "pupils").first
    page.evaluate("document.getElementById('__search').click()")
    expect(first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".md-search a[role=option]")).to_have_count(0)
    assert not page.evaluate("document.getElementById('__search').checked")


@pytest.mark.parametrize("width", sample([DESKTOP, PHONE], 1))
def test_a_result_says_policy_number_and_sentence(reader: Reader, web: Web, width: int) -> None:
    page = reader.opens(web.page("policy"), width)
    option = look_for(page, "safeguarding").first
    place = option.locator(".found__place").inner_text()
    title, number = place.rsplit(", ", 1)
    assert any(copy.standing.policy.facts.title == title for copy in web.found.school.copies)
    assert number[0].isdigit()
    expect(option.locator("mark").first).to_be_visible()
    assert len(option.locator(".found__sentence").inner_text()) < 600


def test_the_box_on_a_home_page_is_a_combobox(reader: Reader, web: Web) -> None:
    page = opened_search(reader, web.page("school home"))
    box = page.get_by_role("combobox", name="What would you like to know?")
    options = page.locator(".ask [role=option]")
    assert (
        box.get_attribute("aria-expanded"),
        violations_of(page),
        page.evaluate(SMALL_TARGETS, FINGER),
    ) == (
        "true",
        "",
        [],
    )
    box.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    expect(options.last).to_be_in_viewport()
    assert box.get_attribute("aria-activedescendant") == options.last.get_attribute("id")
    box.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") is None
    box.press("Escape")
    expect(options).to_have_count(0)
    assert (box.get_attribute("aria-expanded"), box.input_value()) == ("false", "")
    box.fill("qqqq")
    expect(page.get_by_role("status").filter(has_text="Nothing found")).to_be_visible()


def test_an_item_of_a_list_names_the_words_that_lead_to_it(web: Web) -> None:
    items = 0
    for site in web.found.schools:
        for document in search_index(web.public / site.path)["pages"]:
            for place in document["places"]:
                for position, passage in enumerate(place[5]):
                    assert passage[0].strip()
                    if len(passage) > 1:
                        items += 1
                        assert passage[1] < position
                        assert place[5][passage[1]][0].endswith(":")
    assert items > 100


def test_a_school_is_asked_in_its_own_words_and_in_the_usual_ones(web: Web) -> None:
    library = web.found.built.library
    for site in web.found.schools:
        groups = [set(group) for group in search_index(web.public / site.path)["words"]]
        for key, variable in library.schema.items():
            school_words, usual = site.values[key].value if key in site.values else None, variable.default
            if (
                isinstance(school_words, Words)
                and isinstance(usual, Words)
                and school_words.singular != usual.singular
            ):
                assert any({school_words.singular, usual.singular} <= group for group in groups), key
        for term in library.terms.values():
            assert not term.facts.forms or any(
                {term.facts.term, *term.facts.forms} <= group for group in groups
            )


def test_the_search_is_small(web: Web) -> None:
    sizes: dict[str, Any] = {
        name: (web.public / "assets" / "javascripts" / name).stat().st_size for name in SCRIPTS
    }
    assert sum(sizes.values()) < MOST_BYTES
