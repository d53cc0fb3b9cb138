"""The page for paper copies, in the browser: a code gets its answer, however it is typed, from a server and
from disk alike.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from clausewright.assemble.assembler import Assembler
from clausewright.build.site_data import list_known_codes
from clausewright.model.status import PolicyStatus
from clausewright.site.lookup import CodedText
from tests.conftest import TODAY, Built
from tests.support.web import PHONE, Reader, Web

from .kinds import Found, page_of


@pytest.fixture(scope="module")
def known(built: Built) -> dict[str, CodedText]:
    return list_known_codes(Assembler(built.library), built.sites, TODAY)


def of(known: dict[str, CodedText], standing: PolicyStatus) -> tuple[str, CodedText]:
    return next((code, one) for code, one in known.items() if one.standing is standing)


def look_up(page: Page, typed: str) -> None:
    page.get_by_role("textbox", name="Code of the copy").fill(typed)
    page.keyboard.press("Enter")


def test_a_code_in_force_is_current_and_leads_to_its_text(web: Web, reader: Reader, found: Found) -> None:
    site = found.school
    copy = next(copy for copy in site.copies if copy.standing.adoption and not copy.mark)
    page = reader.opens(f"{web.url}check.html", PHONE)
    look_up(page, f" {copy.code.lower().replace('-', ' ').replace('0', 'o').replace('1', 'l')} ")
    answer = page.get_by_role("status")
    expect(answer.get_by_role("heading", name="Current")).to_be_visible()
    expect(answer).to_contain_text(
        f"{copy.standing.policy.facts.title}, version of {copy.assembled.version.title}, {site.name}."
    )
    answer.get_by_role("link", name="Read it").click()
    expect(page).to_have_url(f"{web.url}{page_of(site, copy)}")


def test_a_superseded_code_says_by_what_and_since_when(
    web: Web, reader: Reader, known: dict[str, CodedText]
) -> None:
    code, one = of(known, PolicyStatus.SUPERSEDED)
    page = reader.opens(f"{web.url}check.html")
    look_up(page, code)
    answer = page.get_by_role("status")
    expect(answer.get_by_role("heading", name="Superseded")).to_be_visible()
    expect(answer).to_contain_text(f"version of {one.version}, {one.reader}.")
    expect(answer).to_contain_text(f"The version of {one.next_version} took its place on ")
    expect(answer.get_by_role("link", name="Read the text in force")).to_have_attribute("href", one.href)


@pytest.mark.parametrize(
    ("typed", "heading"),
    [
        ("", "Type a code"),
        ("7K2MQ", "That is not a whole code"),
        ("UUUUU-UUUUU", "That code has a slip in it"),
        ("00000-00000", "Unknown"),
        ("<b>00000-00000</b>", "That is not a whole code"),
    ],
)
def test_what_cannot_be_known_is_said_plainly(web: Web, reader: Reader, typed: str, heading: str) -> None:
    page = reader.opens(f"{web.url}check.html")
    look_up(page, typed)
    expect(page.get_by_role("status").get_by_role("heading", name=heading)).to_be_visible()


def test_one_wrong_letter_is_a_slip_and_never_another_copy(
    web: Web, reader: Reader, known: dict[str, CodedText]
) -> None:
    code, _ = of(known, PolicyStatus.IN_FORCE)
    page = reader.opens(f"{web.url}check.html")
    for at in (0, 3, 7, 10):
        wrong = code[:at] + ("7" if code[at] != "7" else "8") + code[at + 1 :]
        look_up(page, wrong)
        expect(
            page.get_by_role("status").get_by_role("heading", name="That code has a slip in it")
        ).to_be_visible()


def test_every_kind_of_copy_has_an_answer(web: Web, reader: Reader, known: dict[str, CodedText]) -> None:
    headings = {
        PolicyStatus.IN_FORCE: "Current", PolicyStatus.SUPERSEDED: "Superseded", PolicyStatus.TO_COME: "Not yet in force",
        PolicyStatus.PROPOSED: "Not in force", PolicyStatus.MODEL: "Model text", PolicyStatus.FORMER_MODEL: "Superseded model text",
        PolicyStatus.WITHDRAWN: "Withdrawn", PolicyStatus.CONSULTATION: "In consultation",
    }  # fmt: skip
    page = reader.opens(f"{web.url}check.html")
    for standing in {one.standing for one in known.values()}:
        look_up(page, of(known, standing)[0])
        expect(
            page.get_by_role("status").get_by_role("heading", name=headings[standing], exact=True)
        ).to_be_visible()


def test_it_works_from_disk_and_asks_nobody(
    reader: Reader, built: Built, known: dict[str, CodedText]
) -> None:
    code, _ = of(known, PolicyStatus.IN_FORCE)
    page = reader.opens((built.public / "check.html").as_uri())
    look_up(page, code)
    expect(page.get_by_role("status").get_by_role("heading", name="Current")).to_be_visible()
    assert len(reader.requests) == 1


def test_the_foot_of_a_policy_leads_to_the_answer_for_its_own_code(web: Web, reader: Reader) -> None:
    page = reader.opens(web.page("superseded"))
    page.get_by_role("link", name="Check a paper copy").click()
    expect(page.get_by_role("status").get_by_role("heading", name="Superseded")).to_be_visible()


def test_without_scripts_the_page_says_what_to_do(web: Web, reader: Reader) -> None:
    page = reader.opens(f"{web.url}check.html", java_script_enabled=False)
    expect(page.get_by_text("the code of the text in force stands at the foot of the page")).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_count(0)
