"""Law 4 in a real browser: whatever a school writes as a value, no page opens a dialog, fails in a script, leads
away by itself or asks another host; not when it is opened, hovered over, searched or filtered.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request

from clausewright.cli import run
from tests.support.examples import sample
from tests.support.small import AS_AT, copied
from tests.support.web import DESKTOP, PATIENCE, TELL_VIOLATIONS, QuietServer, StaticHost, Traffic

ATTACKS = (
    "<img src=x onerror=alert(1)>",
    "<meta http-equiv=refresh content='0;url=https://elsewhere.example/'>",
    "\"><script>alert(2)</script><i title='",
    "</script></title></style><script>alert(3)</script>",
    "<svg/onload=alert(4)>",
    "<iframe srcdoc='<script>parent.alert(5)</script>'></iframe>",
    "&lt;img src=x onerror=alert(6)&gt;",
    "' onmouseover=alert(7) x='",
    "\\u003cimg src=x onerror=alert(8)\\u003e",
    "<link rel=stylesheet href=https://elsewhere.example/x.css><base href=https://elsewhere.example/>",
    "<a href=javascript:alert(9) autofocus onfocus=alert(10)>",
    "{{constructor.constructor('alert(11)')()}}${alert(12)}",
)
SCHOOLS = ("birch", "cedar", "maple")
# Shows every tooltip that a page has, whatever makes it: a pointer, or the focus of a keyboard.
HOVER = """() => document.querySelectorAll('[title], a, button, summary, label, input').forEach(element => {
  for (const name of ['mouseenter', 'mouseover', 'mousemove', 'focus', 'focusin', 'touchstart'])
    element.dispatchEvent(new Event(name, {bubbles: true}))
})"""
PLANTED = """() => [...document.querySelectorAll('*')].filter(element =>
  [...element.attributes].some(({name, value}) =>
    name.startsWith('on') && value.includes('alert') ||
    /^\\s*(javascript|data|vbscript):/i.test(value) && ['href', 'src', 'action'].includes(name) && !value.startsWith('data:')
  ) || element.localName === 'meta' && element.httpEquiv && element.content.includes('elsewhere') || element.localName === 'iframe' && element.srcdoc
).map(element => element.outerHTML.slice(0, 200))"""


@dataclass
class Watcher:
    """A page that remembers everything that it must not do: dialogs, errors, requests elsewhere, navigations."""

    page: Page
    home: str
    address: str = ""
    misdeeds: list[str] = field(default_factory=list)
    traffic: Traffic = field(default_factory=Traffic)

    def __post_init__(self) -> None:
        """Look and listen."""
        self.page.on("dialog", self._note_dialog)
        self.page.on("pageerror", lambda error: self._note(str(error)))
        self.page.on("request", self._note_request)
        self.page.on("console", self._note_console)
        self.traffic.watch(self.page)

    def open(self, address: str) -> Page:
        """Open an address."""
        self.address = address
        self.page.goto(address)
        return self.page

    def _note(self, misdeed: str) -> None:
        self.misdeeds.append(f"{self.address}: {misdeed}")

    def _note_dialog(self, dialog: Dialog) -> None:
        self._note(f"dialog {dialog.message}")
        dialog.dismiss()

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._note(message.text)

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((self.home, "data:", "blob:")):
            self._note(f"asks for {request.url}")


def hostile(values: Any, attack: str) -> Any:
    """Values in which every text, name, word and cell ends in an attack; what has a form of its own stays."""
    if isinstance(values, dict):
        kept = ("email", "address", "phone", "alarm_code", "colour", "from", "phones", "lockers")
        return {key: part if key in kept else hostile(part, attack) for key, part in values.items()}
    if isinstance(values, list):
        return [hostile(part, attack) for part in values]
    return f"{values} {attack}" if isinstance(values, str) else values


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library whose three schools write four attacks each in every value, built with its office."""
    attacks = [" ".join(ATTACKS[index :: len(SCHOOLS)]) for index in range(len(SCHOOLS))]
    root = copied(tmp_path_factory.mktemp("hostile") / "library")
    for school, attack in zip(SCHOOLS, attacks, strict=True):
        path = root / f"variables/schools/{school}/school.yml"
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
        facts = {
            name: values.pop(name)
            for name in ("authority", "trust", "phase", "type", "choice")
            if name in values
        }
        attacked = facts | hostile(values, attack)
        attacked["word"] = {"pupil": {"singular": f"pupil {attack}", "plural": f"pupils {attack}"}}
        path.write_text(yaml.safe_dump(attacked, allow_unicode=True), encoding="utf-8")
    for path in (root / "variables/authorities/rivermouth.yml", root / "variables/trusts/grove/trust.yml"):
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
        path.write_text(yaml.safe_dump(hostile(values, attacks[0]), allow_unicode=True), encoding="utf-8")
    editions = root / "policies/editions.yml"
    text = editions.read_text(encoding="utf-8")
    title = json.dumps(f"2026-27 {attacks[0]}")
    editions.write_text(text.replace("title: 2026-27", f"title: {title}"), encoding="utf-8")
    config = root / "mkdocs.yml"
    features = (
        "  features: [content.tooltips, search.highlight, search.suggest, toc.follow, navigation.top]\n"
    )
    config.write_text(
        config.read_text(encoding="utf-8").replace("theme:\n", f"theme:\n{features}"), encoding="utf-8"
    )
    command = [
        "build",
        "--library",
        str(root),
        "--as-at",
        AS_AT,
        "--only",
        "site",
        "--internal",
        "--jobs",
        "1",
    ]
    assert run(command) == 0
    return root / "public"


@pytest.fixture
def watcher(browser: Browser, public: Path) -> Iterator[Watcher]:
    """A window on the published folder and the office beside it, served from this machine."""
    server = QuietServer(("127.0.0.1", 0), partial(StaticHost, directory=str(public.parent), prefix="/"))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    context = browser.new_context(viewport={"width": DESKTOP, "height": 900})
    context.set_default_timeout(PATIENCE)
    context.add_init_script(TELL_VIOLATIONS)
    yield Watcher(context.new_page(), f"http://127.0.0.1:{server.server_port}/")
    context.close()
    server.shutdown()
    server.server_close()


def test_no_value_of_a_school_does_anything_in_a_browser(watcher: Watcher, public: Path) -> None:
    pages = [
        path for folder in ("public", "office") for path in sorted((public.parent / folder).rglob("*.html"))
    ]
    newest = [
        path
        for path in pages
        if "/latest/" in path.as_posix() or path.parent in (public, public.parent / "office")
    ]
    changes = [path for path in pages if "/changes/" in path.as_posix()]
    planted: list[str] = []
    for path in (*newest, *sample(changes, len(changes) // 2)):
        address = watcher.home + path.relative_to(public.parent).as_posix()
        page = watcher.open(address)
        page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")
        page.evaluate(HOVER)
        watcher.traffic.settle(page)
        planted += page.evaluate(PLANTED)
        assert page.url.partition("#")[0].startswith(watcher.home)
    assert (watcher.misdeeds, planted) == ([], [])


def test_neither_search_nor_filters_run_what_a_school_wrote(watcher: Watcher) -> None:
    for school in SCHOOLS:
        page = watcher.open(f"{watcher.home}public/{school}/latest/phones/index.html")
        page.get_by_role("combobox", name="Search the policies").click()
        for words in ("pupil", "alert", "img onerror"):
            page.keyboard.press("Control+A")
            page.keyboard.type(words)
            page.wait_for_function(
                "() => /place|Nothing/.test(document.querySelector('.md-search .found-count').textContent)"
            )
            page.evaluate(HOVER)
        assert page.evaluate(PLANTED) == []
    page = watcher.open(f"{watcher.home}office/register.html")
    for box in page.locator("input[type=search], input[type=text]").all():
        box.fill("<img src=x onerror=alert(1)>")
    page.evaluate(HOVER)
    assert page.evaluate(PLANTED) == []
    assert watcher.misdeeds == []
