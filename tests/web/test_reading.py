"""What readers are promised: they find a clause, can point others to it, and see where it comes from.

Each test does on the page what a reader does, at a desk or on a phone, and asks what the reader then sees.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urldefrag

import pytest
from playwright.sync_api import expect

from clausewright.assemble.sites import SchoolDocument, Site
from tests.support.examples import sample
from tests.support.web import DESKTOP, MAY_COPY, PHONE, Reader, Web

from .acts import expect_shown, look_for, middle_clause, open_editions, show_notes
from .kinds import page_of
from .words import clauses_of, rare_word, search_entries, words_in

LAYERS = {
    "school": "Set by the school.",
    "trust": "Set by the trust.",
    "authority": "Set by the authority.",
    "common": "The same for all schools.",
    "default": "The model's own word.",
}

# -- Clauses that can be pointed to --------------------------------------------------------------------------


@pytest.mark.parametrize("width", sample([DESKTOP, PHONE], 1))
def test_one_click_copies_the_clauses_full_address_and_it_leads_back_to_the_clause(
    reader: Reader, web: Web, width: int
) -> None:
    page = reader.opens(web.page("policy"), width, permissions=MAY_COPY)
    clause = middle_clause(page)
    clause.scroll_into_view_if_needed()
    clause.hover()
    clause.locator(".permalink").click()
    expect(page.get_by_role("status").filter(has_text="Link copied")).to_be_attached()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{web.page('policy')}#{clause.get_attribute('id')}" == page.url
    expect_shown(reader.beside(page, copied), str(clause.get_attribute("id")))


def test_a_site_on_plain_http_copies_addresses_too(reader: Reader, web: Web) -> None:
    # Away from this machine, http is no secure context, and such pages have no clipboard of their own.
    address = web.page("policy").replace("127.0.0.1", "intranet.example")
    page = reader.opens(address)
    assert not page.evaluate("window.isSecureContext")
    clause = middle_clause(page)
    clause.scroll_into_view_if_needed()
    clause.hover()
    clause.locator(".permalink").click()
    expect(page.get_by_role("status").filter(has_text="Link copied")).to_be_attached()
    box = page.get_by_role("combobox", name="Search the policies")
    box.press("Control+v")
    expect(box).to_have_value(f"{address}#{clause.get_attribute('id')}")


def test_every_clause_with_a_heading_has_its_own_link_and_the_link_says_which(
    reader: Reader, web: Web
) -> None:
    page = reader.opens(web.page("policy"))
    clauses = page.locator(".policy .clause[id]:has(:is(h2, h3, h4))")
    assert clauses.count() > 20
    for clause in clauses.all():
        link = clause.locator(".permalink")
        assert link.get_attribute("href") == f"#{clause.get_attribute('id')}"
        name = " ".join(clause.locator("h2, h3, h4").first.inner_text().split())
        expect(link).to_have_accessible_name(f"Copy the link to {name}")


def test_one_switch_shows_what_stands_beside_the_clauses(reader: Reader, web: Web) -> None:
    page = reader.opens(web.page("policy"), permissions=MAY_COPY)
    beside = page.locator(".policy :is(.provenance, .citation)")
    reached = page.locator(".policy :is(a, button, summary):not([tabindex='-1'])").locator("visible=true")
    assert beside.locator("visible=true").count() == 0
    without = reached.count()
    show_notes(page)
    assert beside.locator("visible=true").count() == beside.count() > 40
    assert reached.count() >= without + beside.count()
    clause = middle_clause(page)
    number = clause.locator(".number").first.inner_text().strip()
    clause.get_by_role("button", name="Copy the citation").click()
    expect(page.get_by_role("status").filter(has_text="Copied:")).to_be_attached()
    copied = page.evaluate("navigator.clipboard.readText()")
    title = page.locator("h1").inner_text()
    version = page.locator(".record td").nth(1).inner_text()
    assert copied == f"{title}, {version}, {number}"


def test_search_engines_are_told_what_a_page_is(reader: Reader, web: Web) -> None:
    for kind in sample(("school home", "policy", "model policy", "history"), 2):
        page = reader.opens(web.page(kind), java_script_enabled=False)
        text = str(page.locator("meta[name=description]").get_attribute("content"))
        assert page.locator("h1").inner_text() in text


def test_the_stable_address_of_a_policy_keeps_the_clause(reader: Reader, web: Web) -> None:
    page = reader.opens(web.page("policy"))
    id = str(middle_clause(page).get_attribute("id"))
    site = web.found.school
    assert f"/{site.id}/latest/" in page.url
    expect_shown(reader.beside(page, f"{page.url}#{id}"), id)
    expect_shown(reader.beside(page, f"{page.url.replace('latest', site.showing.edition.id)}#{id}"), id)


def replaced(web: Web) -> Iterator[tuple[Site, SchoolDocument, str, str]]:
    """Clauses that stand in for others: on which site, in which document, the former id and the clause that
    has its place.
    """
    for site in (web.found.model, *web.found.schools):
        for copy in site.copies:
            here = {revision.clause for revision in copy.assembled.revisions}
            for revision in copy.assembled.revisions:
                yield from (
                    (site, copy, former, revision.clause)
                    for former in revision.facts.replaces
                    if former not in here
                )


def test_the_id_of_a_replaced_clause_leads_to_what_replaced_it(reader: Reader, web: Web) -> None:
    cases = [
        (page_of(site, copy), former, now)
        for site, copy, former, now in replaced(web)
        if site is web.found.model
    ]
    assert len(cases) > 5
    page = reader.opens(web.url)
    successors: dict[tuple[str, str], set[str]] = {}
    for path, former, now in cases:
        successors.setdefault((path, former), set()).add(now)
    for (path, former), clauses in successors.items():
        if not page.url.startswith(f"{web.url}{path}#"):
            # Whoever follows an old link comes from elsewhere.
            page.goto(f"{web.url}{path}#{former}")
            expect_shown(page, former)
        assert page.locator(f"[id='{former}']").evaluate("it => it.closest('.clause').id") in clauses


def test_schools_keep_the_ids_of_replaced_clauses_too(web: Web) -> None:
    missing = [
        f"{page_of(site, copy)}#{former}"
        for site, copy, former, _ in replaced(web)
        if f'id="{former}"' not in (web.public / page_of(site, copy)).read_text(encoding="utf-8")
    ]
    assert missing == []


# -- Finding a clause ----------------------------------------------------------------------------------------


def test_side_contents_list_every_section_and_clause_in_order_and_lead_to_them(
    reader: Reader, web: Web
) -> None:
    page = reader.opens(web.page("policy"))
    contents = page.get_by_role("navigation", name="On this page").get_by_role("link")
    listed = [(str(link.get_attribute("href")), link.inner_text().split()) for link in contents.all()]
    headings = page.locator(".policy :is(h2, h3, h4)[id], .policy .clause[id] :is(h2, h3, h4)").all()
    assert listed == [
        (f"#{heading.evaluate('it => it.id || it.closest(`.clause`).id')}", heading.inner_text().split())
        for heading in headings
    ]
    contents.nth(len(listed) // 2).click()
    expect_shown(page, urldefrag(page.url).fragment)
    assert f"#{urldefrag(page.url).fragment}" == listed[len(listed) // 2][0]


def test_on_a_phone_the_contents_fold_out_and_lead_to_the_sections(reader: Reader, web: Web) -> None:
    page = reader.opens(web.page("policy"), PHONE)
    contents = page.locator("details.contents")
    expect(contents.get_by_role("link").first).to_be_hidden()
    contents.locator("summary").click()
    link = contents.get_by_role("link").nth(3)
    section = str(link.get_attribute("href")).removeprefix("#")
    link.click()
    expect_shown(page, section)


def test_on_a_phone_the_contents_stay_in_reach_and_close_once_they_have_led_somewhere(
    reader: Reader, web: Web
) -> None:
    page = reader.opens(web.page("policy"), PHONE)
    contents = page.locator("details.contents")
    page.evaluate("window.scrollTo(0, 3000)")
    expect(contents.locator("summary")).to_be_in_viewport(ratio=1)
    contents.locator("summary").click()
    last = contents.locator("a").last
    last.click()
    expect(contents).not_to_have_attribute("open", "")
    heading = page.locator(f"[id='{str(last.get_attribute('href')).removeprefix('#')}']")
    expect(heading).to_be_in_viewport()


@pytest.mark.parametrize("width", sample([PHONE, DESKTOP], 1))
def test_search_finds_a_clause_by_a_word_and_leads_to_it(reader: Reader, web: Web, width: int) -> None:
    entries = search_entries(web.public / web.found.school.path)
    word, location = rare_word(entries)
    page = reader.opens(web.page("school home"), width)
    options = look_for(page, word)
    addresses = [str(option.get_attribute("href")) for option in options.all()[:3]]
    options.nth([address.endswith(location) for address in addresses].index(True)).click()
    page.wait_for_url(f"**/{location}")
    expect_shown(page, location.partition("#")[2])
    expect(page.locator(f"[id='{location.partition('#')[2]}']")).to_contain_text(word, ignore_case=True)


def test_search_knows_every_word_of_every_clause(web: Web) -> None:
    site = web.found.school
    entries = {
        location: words_in(title, text) for location, title, text in search_entries(web.public / site.path)
    }
    unknown = []
    for copy in site.copies:
        for id, text in clauses_of(web.public / page_of(site, copy)):
            missing = words_in(text) - entries.get(f"{copy.id}/index.html#{id}", set())
            unknown += [f"{copy.id}#{id}: {' '.join(sorted(missing))}"] if missing else []
    assert unknown == []


# -- Editions ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", sample([DESKTOP, PHONE], 1))
def test_the_version_selector_switches_the_edition_and_keeps_the_page_and_the_clause(
    reader: Reader, web: Web, width: int
) -> None:
    page = reader.opens(web.page("policy"), width)
    heading = page.locator("h1").inner_text()
    id = middle_clause(page).get_attribute("id")
    page.goto(f"{page.url}#{id}")
    editions = open_editions(page)
    older = editions.last.inner_text().strip()
    editions.last.click()
    page.wait_for_url(web.page("policy").replace("/latest/", f"/{older}/") + f"#{id}")
    expect(page.locator("h1")).to_have_text(heading)
    newer = open_editions(page).first
    newer.click()
    page.wait_for_url(f"**/{web.found.school.showing.edition.id}/**#{id}")
    expect(page.locator("h1")).to_have_text(heading)


def test_where_an_edition_lacks_the_page_the_version_selector_leads_to_its_front_page(
    reader: Reader, web: Web
) -> None:
    page = reader.opens(web.page("consultation"))
    editions = open_editions(page)
    older = editions.last.inner_text().strip()
    editions.last.click()
    page.wait_for_url(f"{web.url}model/{older}/")
    expect(page.locator(".shelf").first).to_be_visible()


# -- Where a clause comes from -------------------------------------------------------------------------------


def test_how_a_clause_came_to_be_opens_on_request_and_names_the_layer(reader: Reader, web: Web) -> None:
    page = reader.opens(web.page("policy"))
    name = web.found.school.name
    show_notes(page)
    aside = page.locator(".policy .provenance", has=page.locator("dt", has_text=f"“{name}”")).first
    expect(aside.locator("dl")).to_be_hidden()
    aside.get_by_text("How this clause came to be").click()
    expect(aside.locator("dl")).to_be_visible()
    expect(aside.locator("dt").first).to_have_text("Wording of")
    expect(aside.locator("div", has_text=f"“{name}”").locator("dd")).to_contain_text(LAYERS["school"])


def test_every_value_of_every_clause_names_the_layer_that_it_comes_from(reader: Reader, web: Web) -> None:
    page = reader.opens(web.page("policy"))
    told: list[str] = page.locator(".policy .provenance dd").all_text_contents()
    seen = set()
    for key, variable in web.found.built.library.schema.items():
        told_of_it = {
            text.removeprefix(variable.help).strip()
            for text in told
            if variable.help and text.startswith(variable.help)
        }
        if told_of_it:
            layer = web.found.school.values[key].layer
            seen.add(layer)
            assert told_of_it == {LAYERS[layer]}, key
    assert {"school", "trust", "authority", "default"} <= seen


def test_other_wordings_open_on_the_model_and_only_there(reader: Reader, web: Web) -> None:
    page = reader.opens(web.page("model policy"))
    others = page.locator(".policy .other-wordings")
    assert others.count() > 3
    expect(others.first.locator(".wording").first).to_be_hidden()
    others.first.get_by_text("Other wordings").click()
    expect(others.first.locator(".wording").first).to_be_visible()
    expect(others.first.locator(".condition").first).to_contain_text("Where the school chooses")
    expect(reader.beside(page, web.page("policy")).locator(".other-wordings")).to_have_count(0)
