"""Whichever program renders the pages, they are the same pages and keep the same laws: Zensical's are held against
Material's, on a library whose schools write attacks into their values.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import yaml
from lxml import etree, html
from playwright.sync_api import expect

from clausewright.cli import run
from clausewright.document.writer import Heading
from clausewright.errors import ClausewrightError
from clausewright.override_files import shipped_overrides
from clausewright.site import renderers
from clausewright.site.page_renderer import PageText
from clausewright.site.renderers import load_renderer
from tests.laws.test_nothing_leaves import ELSEWHERE, fetched_by_files
from tests.laws.test_only_our_scripts_run import faults_of
from tests.support.examples import sample
from tests.support.small import AS_AT, BASE, BIRCH, CACHE, Small, copied, tree
from tests.support.web import DESKTOP, PHONE, QuietServer, Reader, StaticHost

from .acts import look_for
from .looks import AT_REST, violations_of
from .test_hostile_values import ATTACKS, HOVER, PLANTED, hostile
from .words import elements

pytest.importorskip("zensical", reason="Zensical is not installed; 'clausewright[zensical]' brings it")

KINDS = {
    "home": "birch/latest/index.html",
    "policy": "birch/latest/phones/index.html",
    "changes": "model/changes/phones/2025-09-to-2026-09/index.html",
}
# All of a page but what the theme puts around it.
PARTS = (
    "//title",
    "//*[@id='__content']",
    "//*[@class='skip']",
    "//*[contains(@class, 'md-nav--primary')]",
    "//*[contains(@class, 'md-nav--secondary')]",
    "//*[contains(@class, 'md-header__topic')]",
    "//*[@data-search]",
    "//footer",
    "//meta[not(@name='generator')]",
    "//link[not(contains(@href, 'assets/'))]",
)


CONFIG = etree.XPath("//script[@id='__config']")


@dataclass(frozen=True)
class TwoFolders:
    """The same library, published by the one renderer and by the other, and served by a host."""

    material: Path
    zensical: Path
    url: str


def build_pages(root: Path, name: str, *arguments: str) -> Path:
    """Build the pages of a library into a folder of that name."""
    command = ["build", "--library", str(root), "--as-at", AS_AT, "--only", "site", "--jobs", "1"]
    assert run([*command, "--out", str(root / name), *arguments]) == 0
    return root / name


@pytest.fixture(scope="module")
def published(small_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The small library, in which a school attacks its readers with every value. Its settings name Zensical; the
    command line asks for Material.
    """
    root = copied(tmp_path_factory.mktemp("renderers") / "library")
    shutil.copytree(small_once / CACHE, root / CACHE)
    values = yaml.safe_load((root / BIRCH).read_text(encoding="utf-8"))
    facts = {
        name: values.pop(name) for name in ("authority", "trust", "phase", "type", "choice") if name in values
    }
    attacked = facts | hostile(values, " ".join(ATTACKS[number] for number in (0, 2, 3, 6)))
    (root / BIRCH).write_text(yaml.safe_dump(attacked, allow_unicode=True), encoding="utf-8")
    settings = root / "mkdocs.yml"
    features = "theme:\n  features: [content.tooltips, navigation.top, toc.follow]\n"
    text = settings.read_text(encoding="utf-8").replace("theme:\n", features)
    settings.write_text(text.replace("extra:\n", "extra:\n  renderer: zensical\n"), encoding="utf-8")
    zensical = build_pages(root, "zensical")
    material = build_pages(root, "material", "--renderer", "material")
    host = partial(StaticHost, directory=str(zensical), prefix="/")
    server = QuietServer(("127.0.0.1", 0), host)
    Thread(target=server.serve_forever, daemon=True).start()
    yield TwoFolders(material, zensical, f"http://127.0.0.1:{server.server_port}/")
    server.shutdown()
    server.server_close()


def parts_of(page: bytes) -> Mapping[str, list[bytes]]:
    """What a page says and leads to, whatever white space stands between its elements."""
    tree = html.fromstring(page)
    bases = [json.loads(element.text or "")["base"].encode() for element in elements(CONFIG, tree)]
    return {"where its site begins": bases} | {
        path: [b" ".join(etree.tostring(element).split()) for element in elements(etree.XPath(path), tree)]
        for path in PARTS
    }


def test_both_renderers_publish_the_same_pages(published: TwoFolders) -> None:
    pages = {path.relative_to(published.material) for path in published.material.rglob("*.html")}
    assert pages == {path.relative_to(published.zensical) for path in published.zensical.rglob("*.html")}
    different = {
        f"{page}: {path}"
        for page in pages
        for path, elements in parts_of((published.material / page).read_bytes()).items()
        if elements != parts_of((published.zensical / page).read_bytes())[path]
    }
    assert different == set()
    assert {page.as_posix() for page in pages} >= set(KINDS.values())


def test_zensicals_pages_run_only_our_scripts_and_fetch_only_what_is_there(published: TwoFolders) -> None:
    faults = {
        path: found for path in published.zensical.rglob("*.html") if (found := faults_of(path.read_bytes()))
    }
    assert faults == {}
    for path, address in fetched_by_files(published.zensical):
        assert not ELSEWHERE.match(address), path
        if "assets/" in address and path.suffix == ".html" and path.name != "404.html":
            assert (path.parent / address.partition("?")[0]).is_file(), f"{path}: {address}"


@pytest.mark.parametrize(
    ("kind", "width"),
    sample([("policy", DESKTOP), ("changes", DESKTOP), ("home", PHONE), ("policy", PHONE)], 2),
)
def test_zensicals_pages_break_no_rule_of_wcag_and_run_no_value(
    reader: Reader, published: TwoFolders, kind: str, width: int
) -> None:
    page = reader.opens(
        published.url + KINDS[kind], width, color_scheme="dark" if kind == "home" else "light"
    )
    assert violations_of(page) == ""
    expect(look_for(page, "phone").first).to_be_visible()
    page.evaluate(AT_REST)
    assert violations_of(page) == ""
    page.evaluate(HOVER)
    assert page.evaluate(PLANTED) == []
    assert reader.failed == []
    assert [address for address in reader.requests if not address.startswith((published.url, "data:"))] == []


AWKWARD = (
    PageText("index.html", "QhtitlehQ", "QhbodyhQ"),
    PageText("plain/index.html", "Title: # - 'x' \"y\" [z] {a} & <b> 🜁", "<p>No heading of its own.</p>"),
    PageText(
        "awkward~1/index.html",
        "%TAG !yes --- ...",
        "<h1>One &amp; <em>two</em></h1>\n\n\n<p>{{ x }} {% raw %} {# y #} ${z} \\( [a](b.md) *c* :smile: &lt;</p>"
        "<pre>\tone\n\n\n   two  \n</pre><p>wzxhzdk:0 🜁 é \u202e</p><a href='../plain.md#x'>---</a>\n\n",
        (Heading("a", 2, "A & <b>"), Heading("b", 3, "{{ b }}"), Heading("c", 2, "C")),
    ),
)


def test_a_finished_body_comes_out_as_it_went_in(tmp_path: Path) -> None:
    templates = shipped_overrides() / "site"
    moulds = []
    for name in ("material", "zensical"):
        work = tmp_path / name
        work.mkdir()
        moulds.append(load_renderer(name).render(BASE / "mkdocs.yml", templates, AWKWARD, work).pages)
    for page in AWKWARD:
        material, zensical = (mould[page.path] for mould in moulds)
        assert parts_of(material.encode()) == parts_of(zensical.encode())
        start, _, rest = page.body.partition("</h1>")
        assert start in zensical
        assert rest in zensical


def test_a_renderer_that_is_not_installed_is_said_before_anything_is_made(
    small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    def find_nothing(package: str) -> str:
        raise PackageNotFoundError(package)

    before = small.publish_something()
    monkeypatch.setattr(renderers, "version", find_nothing)
    output = small.say("build", "--renderer", "zensical")
    assert output.code == 1
    assert "which is not installed here" in output.out
    assert "pip install 'clausewright[zensical]'" in output.out
    assert tree(small.root, without=".clausewright") == before


def test_a_template_or_a_setting_that_zensical_cannot_read_is_a_problem(tmp_path: Path) -> None:
    for name, template, settings in (
        ("template", "{{ 'a'.upper() }}", BASE / "mkdocs.yml"),
        ("setting", "{{ page.content }}", tmp_path / "mkdocs.yml"),
    ):
        templates, work = tmp_path / name, tmp_path / f"{name}-work"
        templates.mkdir()
        work.mkdir()
        (templates / "main.html").write_text(template, encoding="utf-8")
        (tmp_path / "mkdocs.yml").write_text("site_name: x\nextra: nothing\n", encoding="utf-8")
        with pytest.raises(ClausewrightError) as stopped:
            load_renderer("zensical").render(settings, templates, AWKWARD, work)
        (problem,) = stopped.value.problems
        assert problem.path == "mkdocs.yml"
        assert problem.message.startswith("cannot be rendered by Zensical: ")
        assert ("upper" if name == "template" else "'extra'") in problem.message


@pytest.mark.parametrize(
    ("renderer", "hint"),
    [("zensicle", "Did you mean 'zensical'?"), ("[material]", "Write one of these: material, zensical.")],
)
def test_mkdocs_yml_names_no_renderer_that_is_not_known(small: Small, renderer: str, hint: str) -> None:
    small.edit("mkdocs.yml", "extra:\n", f"extra:\n  renderer: {renderer}\n")
    output = small.say("check")
    assert output.code == 1
    assert "names a renderer that is not known" in output.out + output.err
    assert hint in output.out + output.err
