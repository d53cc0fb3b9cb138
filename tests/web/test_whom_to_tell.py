"""Whom to tell: everybody whom a school names, with every number and address that it gave, on its home page
and at the head of the policies that a worry may lead to.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from clausewright.assemble.sites import Site
from clausewright.model.values import Person
from tests.support.examples import sample
from tests.support.readback import Blocks, read_pdf, read_word, words
from tests.support.web import DESKTOP, PHONE, Reader, Web

from .kinds import page_of


def people_of(web: Web, site: Site) -> list[Person]:
    """Everybody whom the library says to tell, as the school gave them."""
    keys = [key for key, variable in web.found.built.library.schema.items() if variable.tell]
    return [person for key in keys if isinstance(person := site.values[key].value, Person)]


def test_every_home_page_gives_every_number_and_address(reader: Reader, web: Web) -> None:
    page = reader.opens(web.url, java_script_enabled=False)
    for site in sample(web.found.schools, 4):
        page.goto(f"{web.url}{site.id}/latest/index.html")
        card = page.locator(".whom-to-tell")
        people = people_of(web, site)
        assert len(people) > 3
        assert card.locator("li").count() == len(people)
        for person in people:
            entry = card.locator("li").filter(has_text=person.name).filter(has_text=person.email)
            links = {link.get_attribute("href"): link.inner_text() for link in entry.locator("a").all()}
            if person.phone:
                assert links[f"tel:+44{re.sub(r'[^0-9]', '', person.phone)[1:]}"] == person.phone
            if person.email:
                assert links[f"mailto:{person.email}"] == person.email


@pytest.mark.parametrize("width", sample([PHONE, DESKTOP], 1))
def test_a_policy_that_a_worry_may_lead_to_begins_with_whom_to_tell(
    reader: Reader, web: Web, width: int
) -> None:
    site = web.found.school
    copies = {copy.standing.policy.facts.whom_to_tell: copy for copy in site.copies}
    assert set(copies) == {True, False}
    page = reader.opens(web.url + page_of(site, copies[True]), width)
    card = page.locator(".whom-to-tell")
    expect(card.locator("a[href^='tel:']").nth(1)).to_be_in_viewport()
    card.get_by_text("Others to tell").click()
    expect(card.locator("li")).to_have_count(len(people_of(web, site)))
    expect(card.locator("li").last).to_be_visible()
    other = reader.opens(web.url + page_of(site, copies[False]), width)
    expect(other.locator(".whom-to-tell")).to_have_count(0)


@pytest.mark.parametrize("read", [read_word, read_pdf])
def test_its_files_begin_with_whom_to_tell_too(web: Web, read: Callable[[Path], Blocks]) -> None:
    suffix = ".docx" if read is read_word else ".pdf"
    for site in sample(web.found.schools, 3):
        for copy in site.copies:
            file = web.found.built.public / site.path / "files" / f"{copy.id}{suffix}"
            head = " ".join(words(read(file))[:150])
            ways = [way for person in people_of(web, site) for way in (person.phone, person.email) if way]
            assert all((way in head) is copy.standing.policy.facts.whom_to_tell for way in ways), file


def test_the_model_has_nobody_to_tell(reader: Reader, web: Web) -> None:
    expect(reader.opens(web.page("model home")).locator(".whom-to-tell")).to_have_count(0)
