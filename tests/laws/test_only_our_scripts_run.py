"""Laws 4 and 10: a page runs only scripts that were published with it, and its own security policy says so,
served or opened from disk.
"""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import pytest
from lxml import etree, html

from clausewright.build.internal import publish_office
from clausewright.model.library import Library
from clausewright.override_files import shipped_overrides
from clausewright.site.standalone import render_standalone
from clausewright.templates import load_templates
from tests.conftest import TODAY
from tests.support.examples import sample
from tests.support.web import Reader, Web
from tests.web.kinds import KINDS
from tests.web.words import elements, strings

POLICY = etree.XPath("/html/head/meta[@http-equiv='Content-Security-Policy']/@content")
BEFORE_POLICY = etree.XPath(
    "//meta[@http-equiv='Content-Security-Policy']/preceding::*[self::script or self::style or @rel='stylesheet']"
)
RUN = etree.XPath("//script[not(@src)][not(@type='application/json')]")
STYLES = etree.XPath("//style")
HANDLERS = etree.XPath("//@*[starts-with(name(), 'on')] | //@href[starts-with(., 'javascript:')]")
# Puts into a page what an attacker would; none of it may run.
PLANTED = """() => {
  document.body.insertAdjacentHTML('beforeend', '<img src="data:," onerror="window.ran = 1"><b onclick="window.ran = 2">x</b>');
  document.body.lastElementChild.click();
  const script = document.createElement('script');
  script.textContent = 'window.ran = 3';
  document.body.append(script);
  const form = document.createElement('form');
  form.action = 'https://elsewhere.example/';
  document.body.append(form);
  const stopped = new Promise(done => document.addEventListener('securitypolicyviolation', event => {
    if (event.effectiveDirective === 'form-action') done(window.ran || 'nothing ran');
  }));
  return fetch('https://elsewhere.example/').then(() => 'fetched', () => { form.submit(); return stopped; });
}"""


def faults_of(page: bytes) -> list[str]:
    """What is wrong with a page's security policy, or stands in the page against it."""
    tree = html.fromstring(page)
    policies = strings(POLICY, tree)
    if len(policies) != 1:
        return [f"{len(policies)} policies"]
    allowed = dict(part.split(" ", 1) for part in policies[0].split("; "))
    faults = [f"before the policy: {element.tag}" for element in elements(BEFORE_POLICY, tree)]
    if allowed["default-src"] != "'none'":
        faults.append("what is not named may be fetched")
    for directive in ("script-src", "style-src"):
        sources = allowed[directive].split()
        faults += [
            f"{directive} {source}"
            for source in sources
            if not re.fullmatch(r"'(self|none|sha256-.+)'", source)
        ]
        for element in elements(RUN if directive == "script-src" else STYLES, tree):
            digest = base64.b64encode(hashlib.sha256((element.text or "").encode()).digest()).decode()
            if f"'sha256-{digest}'" not in sources:
                faults.append(f"a {element.tag} that {directive} does not know")
    return faults + [f"handler {handler}" for handler in strings(HANDLERS, tree)]


def test_no_published_page_lets_a_script_in_it_run(web: Web) -> None:
    faults = {
        path.relative_to(web.public).as_posix(): faults
        for path in sorted(web.public.rglob("*.html"))
        if (faults := faults_of(path.read_bytes()))
    }
    assert faults == {}


def test_no_page_of_the_office_lets_a_script_in_it_run(library: Library, tmp_path: Path) -> None:
    publish_office(library, TODAY, tmp_path / "office")
    pages = {path: faults_of(path.read_bytes()) for path in (tmp_path / "office").rglob("*.html")}
    assert pages
    assert not any(pages.values())


def test_no_page_that_stands_alone_lets_a_script_in_it_run() -> None:
    templates = load_templates(shipped_overrides())
    page = render_standalone(templates, "Changes", "<p>Text</p>", "p{color:red}\n", {})
    assert faults_of(page.encode()) == []
    assert faults_of(page.replace("red", "blue").encode()) == ["a style that style-src does not know"]


@pytest.mark.parametrize("kind", sample(list(KINDS), 6))
def test_what_is_planted_in_a_page_does_not_run(reader: Reader, web: Web, kind: str) -> None:
    page = reader.opens(web.page(kind), held="**/latest/index.html" if kind == "redirect" else "")
    reader.settles(page)
    assert reader.errors == []
    assert page.evaluate(PLANTED) == "nothing ran"
    assert page.url.startswith(web.url)
    page.evaluate("new Promise(done => requestAnimationFrame(done))")  # by then the page has told of each
    assert reader.errors != []
    reader.errors.clear()


@pytest.mark.parametrize("kind", sample(list(reversed(KINDS)), 6))
def test_from_disk_a_page_is_stopped_in_nothing_and_says_no_error(
    reader: Reader, web: Web, kind: str
) -> None:
    page = reader.opens((web.public / web.found.page(kind)).as_uri())
    if kind == "redirect":
        page.wait_for_url("**/latest/index.html")
    reader.settles(page)
    assert reader.errors == []
    assert reader.failed == []
