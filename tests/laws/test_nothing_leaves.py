"""Law 10: nothing leaves. A published site makes no request to any other host, whatever a reader does on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree, html
from playwright.sync_api import expect

from tests.support.web import DESKTOP, Reader, Web
from tests.web.acts import OF_OLDER, look_for, open_editions
from tests.web.kinds import KINDS
from tests.web.looks import NARROW, Look
from tests.web.words import strings

ELSEWHERE = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
# What a browser fetches without being asked to. Links are for readers to follow, and may lead anywhere.
FETCHED = etree.XPath("//@src | //@srcset | //@poster | //@data | //link/@href")
STYLES = etree.XPath("//style/text() | //@style")
IN_STYLES = re.compile(r"(?:url\(|@import)\s*[\"']?([^\"')\s;]+)", re.IGNORECASE)


def from_elsewhere(reader: Reader, home: str) -> list[str]:
    return [address for address in reader.requests if not address.startswith((home, "data:"))]


@pytest.mark.parametrize("width", [DESKTOP, NARROW])
@pytest.mark.parametrize("kind", list(KINDS))
def test_no_kind_of_page_asks_another_host_for_anything(look: Look, web: Web, kind: str, width: int) -> None:
    requests = look(kind, width).requests
    assert web.found.page(kind) in requests
    assert [address for address in requests if re.match(r"(?!data:)[a-z][a-z0-9+.-]*:", address)] == []


def test_neither_search_nor_another_edition_nor_paper_asks_another_host(reader: Reader, web: Web) -> None:
    page = reader.opens(web.page("policy"))
    look_for(page, "pupils").first.click()
    open_editions(page).last.click()
    expect(page.locator(OF_OLDER).first).to_be_visible()
    reader.settles(page)
    page.pdf()
    fetched = {address.rsplit("/", 1)[1].partition("?")[0] for address in reader.requests}
    assert {"index.js", "versions.json"} <= fetched
    assert from_elsewhere(reader, web.url) == []


def test_no_page_and_no_style_sheet_names_another_host_to_fetch_from(web: Web) -> None:
    found = [
        f"{path.relative_to(web.public)}: {address}"
        for path, address in fetched_by_files(web.public)
        if ELSEWHERE.match(address)
    ]
    assert found == []


def fetched_by_files(public: Path) -> Iterator[tuple[Path, str]]:
    """What each page and each style sheet makes a browser fetch."""
    for path in sorted(public.rglob("*.html")):
        tree = html.fromstring(path.read_bytes())
        for address in strings(FETCHED, tree):
            yield path, address
        for style in strings(STYLES, tree):
            yield from ((path, address) for address in IN_STYLES.findall(style))
    for path in sorted(public.rglob("*.css")):
        yield from ((path, address) for address in IN_STYLES.findall(path.read_text(encoding="utf-8")))
