"""The office is for the trust alone: it stands beside public/, and nothing of it ever gets in there (law 9);
its pages read without help.
"""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

from tests.support.small import Small, tree

REMOTE = re.compile(
    r"""(?:src|href|action)=["']?(?:https?:)?//|url\((?!#|[\"']?data:)|@import|fetch\(|XMLHttpRequest"""
)


def test_an_internal_build_leaves_the_published_folder_as_it_is_without_one(small: Small) -> None:
    small.build("--only", "site", "word", "--school", "birch")
    before = tree(small.public)
    small.build("--only", "site", "word", "--school", "birch", "--internal")
    assert tree(small.public) == before
    office = small.root / "office"
    assert {path.name for path in small.root.iterdir()} >= {"office", "public"}
    assert [path for path in before if "office" in path or "register" in path] == []
    manifest = json.loads((office / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["internal"] is True
    assert set(manifest["files"]) == set(tree(office)) - {"manifest.json"}


def test_the_same_library_and_day_give_the_same_office(small: Small) -> None:
    small.build("--only", "site", "--school", "birch", "--internal")
    first = tree(small.root / "office")
    small.build("--only", "site", "--school", "birch", "--internal")
    assert tree(small.root / "office") == first


def test_an_office_that_somebody_else_filled_is_left_alone(small: Small) -> None:
    small.write("office/notes.txt", b"mine")
    before = tree(small.root)
    said = small.say("build", "--internal")
    assert (said.code, tree(small.root)) == (2, before)
    assert "holds files that clausewright did not write" in said.err


def test_an_error_leaves_the_last_office_whole(small: Small) -> None:
    small.build("--only", "site", "--school", "birch", "--internal")
    before = tree(small.root / "office")
    small.edit("variables/schools/birch/adoptions.yml", "by: board", "by: bord")
    assert small.say("build", "--internal").code == 1
    assert tree(small.root / "office") == before


class Outline(HTMLParser):
    """The heads, links and ids of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.cells: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if "id" in found:
            self.ids.append(str(found["id"]))
        if "href" in found:
            self.links.append(str(found["href"]))
        if tag in ("th", "td"):
            self.cells.append((tag, found))


def test_pages_ask_nothing_of_others_and_every_link_leads_somewhere(small: Small) -> None:
    small.build("--only", "site", "--school", "birch", "--internal")
    office = small.root / "office"
    pages = {
        path.relative_to(office).as_posix(): path.read_text(encoding="utf-8")
        for path in office.rglob("*.html")
    }
    assert {"index.html", "register.html", "year.html"} <= set(pages)
    outlines = {name: Outline(page) for name, page in pages.items()}
    for name, page in pages.items():
        assert REMOTE.search(page) is None
        assert "Internal." in page
        assert '<meta name="robots" content="noindex">' in page
        assert all("scope" in found for tag, found in outlines[name].cells if tag == "th")
        assert len(outlines[name].ids) == len(set(outlines[name].ids))
        for link in outlines[name].links:
            if link.startswith("data:"):
                continue
            path, _, anchor = link.partition("#")
            target = (office / name).parent / path if path else office / name
            assert target.exists(), link
            if anchor and target.suffix == ".html":
                assert anchor in outlines[target.relative_to(office).as_posix()].ids


def test_values_are_words_in_the_office_too(small: Small) -> None:
    small.edit(
        "variables/schools/birch/school.yml",
        "name: Birch Primary School",
        'name: "<img src=x onerror=alert(1)> & Sons"',
    )
    small.build("--only", "site", "--school", "cedar", "--internal")
    pages = [page.read_text(encoding="utf-8") for page in (small.root / "office").rglob("*.html")]
    assert any("&lt;img src=x onerror=alert(1)&gt; &amp; Sons" in page for page in pages)
    assert not any("<img" in page for page in pages)


def test_the_picture_of_the_year_says_what_its_table_says(small: Small) -> None:
    small.build("--only", "site", "--school", "birch", "--internal")
    page = (small.root / "office/year.html").read_text(encoding="utf-8")
    told = re.search(r'<desc id="year-told">(.*?)</desc>', page)
    assert told is not None
    assert told[1] == "Overdue: 1; October 2027: 3."
    assert re.search(r'<th scope="row">October 2027</th><td>3</td><td>3</td>', page)


# -- the public page of what a school must publish -----------------------------------------------------------


def rows(page: str) -> list[str]:
    """The rows of a page's tables, as words."""
    return [
        " ".join(re.sub(r"<[^>]+>", " ", row).split())
        for row in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    ]


def test_each_school_has_a_page_of_what_it_publishes_linked_from_its_home(small: Small) -> None:
    small.edit("policies/visits/policy.yml", "approver: board", "publish: may\napprover: board")
    small.edit(
        "variables/schools/maple/adoptions.yml",
        "visits:\n  - {version: 2025-09, on: 2025-12-03, from: 2025-12-08, by: board, next_review:"
        " 2027-12-08}\n",
        "",
    )
    small.build("--only", "site", "--school", "birch", "cedar", "maple")
    birch, cedar, maple = (
        (small.public / f"{school}/latest/published/index.html").read_text(encoding="utf-8")
        for school in ("birch", "cedar", "maple")
    )
    assert (
        rows(birch)[1] == "Mobile phones policy September 2026 7 October 2026 12 October 2026 12 October 2027"
    )
    assert (
        rows(birch)[3]
        == "Educational visits policy September 2025 8 October 2025 13 October 2025 13 October 2027"
    )
    assert (
        rows(cedar)[1]
        == "Mobile phones policy September 2025 5 November 2025 10 November 2025 10 November 2026 Overdue"
    )
    assert "Also published" not in cedar
    assert rows(maple)[3] == "Educational visits policy Not adopted yet."
    home = (small.public / "birch/latest/index.html").read_text(encoding="utf-8")
    assert home.count('href="published/index.html"') == 2
    assert not (small.public / "model/latest/published").exists()
