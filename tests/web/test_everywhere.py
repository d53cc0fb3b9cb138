"""The sites read wherever they are put: without scripts, without a server, below any path, on paper, and at a
wrong address.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from tests.support.web import DESKTOP, PHONE, Reader, Web

from .acts import OF_OLDER, expect_shown, look_for, middle_clause, open_editions, show_notes
from .words import dead_links

# -- Links ---------------------------------------------------------------------------------------------------


def test_every_link_leads_to_something_that_was_published(web: Web) -> None:
    assert dead_links(web.public) == []


# -- Without scripts -----------------------------------------------------------------------------------------

WORDS = "document.querySelector('.policy').innerText.split(/\\s+/)"
PAINTED = "getComputedStyle(document.querySelector('.md-header')).backgroundColor"
FONT = "getComputedStyle(document.querySelector('h1')).fontFamily"


def test_without_scripts_a_policy_has_the_same_words_and_looks(reader: Reader, web: Web) -> None:
    plain = reader.opens(web.page("policy"), java_script_enabled=False)
    usual = reader.opens(web.page("policy"))
    for page in (plain, usual):
        # A script puts a switch there, and folds away what the switch shows.
        page.evaluate("document.querySelectorAll('.provenance, .notes-switch').forEach(it => it.remove())")
    for asked in (WORDS, PAINTED, FONT):
        assert plain.evaluate(asked) == usual.evaluate(asked)


def test_without_scripts_nothing_is_offered_that_does_nothing(reader: Reader, web: Web) -> None:
    for width in (DESKTOP, PHONE):
        page = reader.opens(web.page("policy"), width, java_script_enabled=False)
        expect(page.locator(".md-search__input")).to_be_hidden()
        expect(page.locator("label[for=__search]").locator("visible=true")).to_have_count(0)
    expect(reader.opens(web.url, java_script_enabled=False).locator(".find")).to_be_hidden()


def test_without_scripts_contents_history_drawer_and_navigation_work(reader: Reader, web: Web) -> None:
    page = reader.opens(web.page("policy"), java_script_enabled=False)
    page.get_by_role("navigation", name="On this page").get_by_role("link").nth(12).click()
    expect(page.locator(f"[id='{urldefrag(page.url).fragment}']")).to_be_in_viewport()
    aside = page.locator(".policy .provenance").first
    aside.locator("summary").click()
    expect(aside.locator("dl")).to_be_visible()
    narrow = reader.opens(web.page("policy"), PHONE, java_script_enabled=False)
    narrow.locator(".md-header label[for=__drawer]").click()
    narrow.get_by_role("link", name="All policies").click()
    expect(narrow.locator(".shelf").first).to_be_visible()


def test_without_scripts_the_front_page_lists_every_school_and_a_redirect_says_where(
    reader: Reader, web: Web
) -> None:
    page = reader.opens(web.url, java_script_enabled=False)
    listed = page.locator("section a").all_inner_texts()
    assert sorted(listed) == sorted(site.name for site in web.found.schools)
    page.goto(web.page("redirect"))
    expect(page.locator(".shelf").first).to_be_visible()


def test_the_front_page_finds_a_school_by_a_part_of_its_name(reader: Reader, web: Web) -> None:
    page = reader.opens(web.url)
    site = web.found.school
    page.get_by_label("Find a school").fill(site.name.split()[0].lower())
    expect(page.locator("section a:visible")).to_have_text([site.name])
    page.get_by_label("Find a school").fill("no school is called this")
    expect(page.locator("section a:visible")).to_have_count(0)
    expect(page.get_by_role("status")).to_contain_text("No school matches")


# -- Without a server ----------------------------------------------------------------------------------------


def test_opened_from_disk_everything_but_editions_works(reader: Reader, web: Web) -> None:
    """A browser lets no page read other files from disk, so that no version selector appears. Nothing fails."""
    page = reader.opens(web.public.joinpath("index.html").as_uri())
    page.get_by_role("link", name=web.found.school.name).click()
    expect(page.locator(".shelf").first).to_be_visible()
    page.goto(web.public.joinpath(web.found.page("policy")).as_uri())
    served = reader.opens(web.page("policy"))
    for asked in (PAINTED, FONT, WORDS):
        assert page.evaluate(asked) == served.evaluate(asked)
    assert page.evaluate("document.fonts.ready.then(fonts => fonts.check('16px \"Open Sans\"'))")
    expect(page.locator(".md-version")).to_have_count(0)
    for link in page.locator("ul.actions a").all():
        assert Path(unquote(urlsplit(link.evaluate("it => it.href")).path)).is_file()
    id = str(middle_clause(page).get_attribute("id"))
    page.goto(f"{page.url}#{id}")
    expect_shown(page, id)
    page.get_by_role("navigation", name="Policies").get_by_role("link").first.click()
    expect(page.locator(".shelf").first).to_be_visible()
    look_for(page, "pupils").first.click()
    expect_shown(page, urldefrag(page.url).fragment)
    reader.settles(page)
    assert reader.failed == []


# -- Below a path --------------------------------------------------------------------------------------------


def test_a_site_below_a_path_works_and_stays_below_it(reader: Reader, web_below: Web) -> None:
    page = reader.opens(web_below.url)
    page.get_by_role("link", name=web_below.found.school.name).click()
    look_for(page, "pupils").first.click()
    expect_shown(page, urldefrag(page.url).fragment)
    address = page.url
    editions = open_editions(page)
    older = editions.last.inner_text().strip()
    editions.last.click()
    page.wait_for_url(f"**/{web_below.found.school.id}/{older}/**")
    expect(page.locator(OF_OLDER).first).to_be_visible()
    page.locator(".notice a").click()
    page.wait_for_url(f"{urldefrag(address).url}**")
    reader.settles(page)
    assert [request for request in reader.requests if not request.startswith((web_below.url, "data:"))] == []
    assert reader.failed == []


# -- A wrong address -----------------------------------------------------------------------------------------


def test_the_page_for_a_wrong_address_fetches_nothing_and_leads_to_the_front_page(
    reader: Reader, web: Web
) -> None:
    wrong = f"{web.url}{web.found.school.id}/2019-20/whatever/index.html"
    page = reader.opens(wrong)
    reader.settles(page)
    expect(page.get_by_role("heading", name="Page not found")).to_be_visible()
    assert [request for request in reader.requests if not request.startswith("data:")] == [wrong]
    page.locator("main a").click()
    expect(page.locator("section[data-group]").first).to_be_visible()


# -- On paper ------------------------------------------------------------------------------------------------

NAVIGATION = (
    ".md-header, .md-sidebar, .md-search, .md-footer, .md-top, .md-version, .skip, .permalink, .actions,"
    " .contents"
)
# The letters of each paragraph and cell of a policy as paper must show it: links to other sites with their
# addresses, and without what opens on request. The head of the record is for those who hear the page.
PARAGRAPHS = """() => [...document.querySelectorAll('.policy :is(h1, h2, h3, h4, p, li, td, th)')]
  .filter(it => !it.closest('details, ul.actions, .record thead') && !it.querySelector('p, li, table'))
  .map(it => {
    const copy = it.cloneNode(true);
    copy.querySelectorAll('a[href^=http]').forEach(link => link.append(`(${link.href})`));
    return copy.textContent.replace(/[^\\p{L}\\p{N}]+/gu, '');
  })
  .filter(text => text)"""


def letters(text: str) -> str:
    """The letters and figures of a text. PDF readers drop the hyphens at the ends of lines."""
    return "".join(letter for letter in text if letter.isalnum())


def printed(page: Page) -> list[str]:
    """What comes out of the printer: the letters of each sheet."""
    paper = pypdfium2.PdfDocument(page.pdf(format="A4"))
    sheets = [letters(sheet.get_textpage().get_text_bounded()) for sheet in paper]
    paper.close()
    return sheets


def is_on(paper: list[str], paragraph: str) -> bool:
    """Say whether a paragraph is on one sheet, or begins on one and ends on the next."""
    if any(paragraph in sheet for sheet in paper):
        return True
    cuts = range(1, len(paragraph))
    return any(
        paragraph[:cut] in sheet and paragraph[cut:] in following
        for sheet, following in pairwise(paper)
        for cut in cuts
    )


@pytest.mark.parametrize("kind", ["policy", "model policy", "superseded"])
def test_paper_shows_the_whole_text_and_no_navigation(reader: Reader, web: Web, kind: str) -> None:
    page = reader.opens(web.page(kind))
    paragraphs: list[str] = page.evaluate(PARAGRAPHS)
    assert len(paragraphs) > 50
    paper = printed(page)
    assert [paragraph for paragraph in paragraphs if not is_on(paper, paragraph)] == []
    assert [sheet for sheet in paper if "Howthisclausecametobe" in sheet or "Otherwordings" in sheet] == []
    page.emulate_media(media="print")
    for part in page.locator(NAVIGATION).all():
        expect(part).to_be_hidden()
    assert page.locator(".notice").count() == page.locator(".notice:visible").count()


def test_paper_shows_what_the_reader_has_opened(reader: Reader, web: Web) -> None:
    page = reader.opens(web.page("policy"))
    show_notes(page)
    aside = middle_clause(page).locator(".provenance")
    aside.locator("summary").click()
    told = [letters(text) for text in aside.locator("dt, dd").all_inner_texts()]
    paper = printed(page)
    assert [text for text in told if not is_on(paper, text)] == []
    assert "".join(paper).count("Howthisclausecametobe") == 1


TOO_WIDE = """[...document.querySelectorAll('.policy *')]
  .filter(it => it.checkVisibility() && it.clientWidth > 1 && it.scrollWidth > it.clientWidth + 1)
  .map(it => it.outerHTML.slice(0, 100))"""


def test_nothing_runs_off_the_paper(reader: Reader, web: Web) -> None:
    page = reader.opens(web.page("policy"), 660)  # the width of A4 between its margins
    page.emulate_media(media="print")
    assert page.evaluate(TOO_WIDE) == []
