"""Stock MkDocs in a library shows the same model as the compiler: `mkdocs build`, with mkdocs-macros and our
plugin, is a second road to the same page. It shows policies and nothing else, and a faulty library stops it
with path and line.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree, html

from clausewright.assemble.sites import Site
from tests.conftest import TODAY, Built, copy_library
from tests.support import REPOSITORY

from .words import dead_links, elements, search_index

_POLICY = etree.XPath("//div[contains(concat(' ', @class, ' '), ' policy ')]")

_CONTENTS = etree.XPath("//nav[@aria-label='On this page']//a")
WHAT_CHANGED = "what-changed"


@dataclass(frozen=True)
class Outcome:
    """What `mkdocs build` did."""

    site: Path
    code: int
    said: str


def mkdocs_build(root: Path) -> Outcome:
    """Run stock MkDocs in a library, on the day that the tests build it."""
    noon = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(int(noon.timestamp())), "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "-d", "built-by-mkdocs"]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    return Outcome(root / "built-by-mkdocs", done.returncode, done.stdout + done.stderr)


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """The repository's library, built by stock MkDocs."""
    return mkdocs_build(copy_library(REPOSITORY, tmp_path_factory.mktemp("stock") / "library"))


@pytest.fixture(scope="session")
def model(built: Built) -> Site:
    """The model in the newest edition."""
    return next(site for site in built.sites if site.school is None and site.showing.is_newest)


def test_the_search_of_stock_mkdocs_knows_the_same_clauses(stock: Outcome, built: Built, model: Site) -> None:
    def clauses(site: Path) -> set[tuple[str, str]]:
        pages = search_index(site)["pages"]
        return {
            (page["href"], place[0]) for page in pages for place in page["places"] if place[4] == "clause"
        }

    assert clauses(stock.site) == clauses(built.public / model.path) != set()


def article(page: Path) -> list[str]:
    """The body of a policy's page, a line for each tag and each run of text.

    Without furniture, without what opens on request, and without the list of changes since the version
    before: stock MkDocs compares no versions.
    """
    bodies = elements(_POLICY, html.fromstring(page.read_bytes()))
    assert len(bodies) == 1
    return list(_lines(bodies[0]))


def _lines(element: html.HtmlElement) -> Iterator[str]:
    yield f"<{element.tag}{''.join(f' {name}={value!r}' for name, value in sorted(element.attrib.items()))}>"
    yield from _words(element.text)
    for child in element:
        if isinstance(child.tag, str) and not _is_left_out(child):
            yield from _lines(child)
        yield from _words(child.tail)
    yield f"</{element.tag}>"


def _is_left_out(element: html.HtmlElement) -> bool:
    classes = set(element.get("class", "").split())
    return (
        element.tag == "details"
        or element.get("id") == WHAT_CHANGED
        or bool(classes & {"furniture", "list-of-changes"})
    )


def _words(text: str | None) -> Iterator[str]:
    words = " ".join((text or "").split())
    if words:
        yield words


def side_contents(page: Path) -> list[tuple[str, list[str]]]:
    """The lines of a page's side contents: where each leads, and its words."""
    return [
        (link.attrib["href"], link.text_content().split())
        for link in elements(_CONTENTS, html.fromstring(page.read_bytes()))
        if link.attrib["href"] != f"#{WHAT_CHANGED}"
    ]


def test_stock_mkdocs_builds_the_repositorys_library(stock: Outcome, model: Site) -> None:
    assert (stock.code, stock.said) == (0, "")
    assert {path.parent.name for path in stock.site.glob("*/index.html")} == {
        copy.id for copy in model.copies
    }


def test_stock_pages_have_the_same_words_structure_and_anchors_as_compiled_ones(
    stock: Outcome, built: Built, model: Site
) -> None:
    for copy in model.copies:
        compiled = article(built.public / model.path / copy.id / "index.html")
        assert len(compiled) > 200
        assert article(stock.site / copy.id / "index.html") == compiled, copy.id


def test_stock_pages_list_the_same_headings_at_the_side(stock: Outcome, built: Built, model: Site) -> None:
    for copy in model.copies:
        listed = side_contents(stock.site / copy.id / "index.html")
        # The principles for volunteers are short; every other policy is long.
        assert len(listed) > (5 if copy.id == "volunteers" else 10)
        assert listed == side_contents(built.public / model.path / copy.id / "index.html"), copy.id


def test_every_link_of_the_stock_site_leads_somewhere(stock: Outcome) -> None:
    assert [
        link for link in dead_links(stock.site) if not link.startswith("404.html")
    ] == []  # that page is Material's own


def test_neither_clauses_nor_yaml_nor_sources_come_onto_the_stock_site(stock: Outcome) -> None:
    strays = [
        path.relative_to(stock.site).as_posix()
        for path in stock.site.rglob("*")
        if path.suffix in {".yml", ".yaml", ".md", ".lock"}
    ]
    assert strays == []
    assert not (stock.site / "clauses").exists()
    assert not (stock.site / "variables").exists()


def test_an_unknown_field_stops_stock_mkdocs_with_path_and_line(tmp_path: Path) -> None:
    root = copy_library(REPOSITORY, tmp_path / "library")
    policy = max(root.glob("policies/*/2026-09.md"))
    policy.write_text(
        policy.read_text(encoding="utf-8").rstrip("\n") + "\n\nAsk {{ school.nmae }}.\n", encoding="utf-8"
    )
    line = len(policy.read_text(encoding="utf-8").splitlines())
    outcome = mkdocs_build(root)
    assert outcome.code != 0
    assert f"{policy.relative_to(root).as_posix()}:{line}:" in outcome.said
    assert "school.nmae" in outcome.said
    assert "school.name" in outcome.said
    assert "Traceback" not in outcome.said
    assert not list(outcome.site.glob("*/index.html"))
