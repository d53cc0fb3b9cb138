"""What is seen on a page of each kind: looked at once in a run of the tests, whatever is asked about it by whichever
process. At a desk, on a phone, and in the narrowest window that a page must fit.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import CDPSession, Page, expect

from tests.support.examples import sample
from tests.support.sharing import share
from tests.support.web import DESKTOP, PHONE, Reader, Web, Windows

from .kinds import KINDS, MARKS

NARROW = 320  # CSS pixels: WCAG 2.2, 1.4.10
FINGER = 24  # CSS pixels: WCAG 2.2, 2.5.8
# Ends when all that slides and fades has come to rest.
AT_REST = """Promise.allSettled(document.getAnimations()
  .filter(it => it.playState === 'running' && it.effect.getComputedTiming().endTime < Infinity)
  .map(it => it.finished)).then(() => true)"""
FONTS_LOADED = "document.fonts.ready.then(() => true)"
WCAG = {"resultTypes": ["violations"], "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
# Clauses and changes are many, and axe-core reads them a line at a time. On these pages it reads all of them, in each
# window; on the others it passes over those that have no kind of element that an earlier one of the page has not, and
# on a phone over all that it has read at a desk.
READ_WHOLE = ("policy",)
# A phone shows the same elements with the same colours: what is only to be seen there is asked for directly.
READ_ON_A_PHONE = sample(list(KINDS), 8)
MARK_TEXT_READ = """() => document.querySelectorAll('.policy .clause, .policy .change').forEach(
  part => { part.dataset.read = '' })"""
MARK_READ = """() => {
  const known = new Set();
  const kindOf = node => node === document.body ? '' : `${kindOf(node.parentElement)} ${node.localName}.${[...node.classList].join('.')}`;
  const isKnown = node => [node, ...node.querySelectorAll('*')].every(part => known.has(kindOf(part)));
  const visit = node => {
    if (isKnown(node)) { node.dataset.read = ''; return }
    known.add(kindOf(node));
    [...node.children].forEach(visit);
  };
  visit(document.querySelector('main'));
}"""
# What is hidden costs axe-core nothing; what it is only told to pass over costs it half as much as what it reads.
HIDE_READ = """hidden => document.querySelectorAll('[data-read]').forEach(part => {
  part.style.display = hidden ? 'none' : ''
})"""

# What can be clicked or tapped, is on the screen, and is no link in running text, which 2.5.8 leaves to the
# height of its line.
SMALL_TARGETS = """size => [...document.querySelectorAll('a[href], button, summary, input, select, textarea, label[for]')]
  .filter(it => it.checkVisibility({opacityProperty: true, visibilityProperty: true}))
  .filter(it => getComputedStyle(it).display !== 'inline' || !it.closest('p, li, td, dd') || it.closest('ul.furniture, .contents, nav'))
  .map(it => [it.outerHTML.slice(0, 120), it.getBoundingClientRect()])
  .filter(([, box]) => box.width > 0 && box.height > 0 && Math.min(box.width, box.height) < size - 0.01)
  .map(([name, box]) => `${name} is ${box.width} by ${box.height}`)"""

# Text that a reader could only see by scrolling the page sideways, or never. What scrolls by itself may be
# wider.
CUT_OFF = """() => {
  const width = document.documentElement.clientWidth;
  const scrolls = it => it.closest('.md-typeset__scrollwrap, .md-search, .md-sidebar, .unseen, thead');
  return [...document.querySelectorAll('.policy *, main *, header *')]
    .filter(it => !it.children.length && it.innerText && !scrolls(it))
    .filter(it => it.checkVisibility({opacityProperty: true, visibilityProperty: true}))
    .filter(it => { const box = it.getBoundingClientRect(); return box.width > 1 && (box.right > width + 1 || box.left < -1); })
    .map(it => it.outerHTML.slice(0, 120));
}"""


@dataclass(frozen=True)
class Seen:
    """What was seen on a page in a window of some width.

    `requests` are the addresses that its window has asked for, those of its own host without the host.
    """

    title: str
    language: str | None
    main_headings: int
    ids_given_twice: list[str]
    small_targets: list[str]
    widest: int
    cut_off: list[str]
    violations: str
    requests: list[str]


Look = Callable[[str, int], Seen]


@pytest.fixture(scope="session")
def look(windows: Windows, web: Web, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Look:
    """Look at a kind of page at a width."""

    @cache
    def seen(kind: str, width: int) -> Seen:
        def make(folder: Path) -> None:
            folder.mkdir()
            for looked_at, sight in look_at_widths(windows, web, kind).items():
                (folder / f"{looked_at}.json").write_text(json.dumps(asdict(sight)), encoding="utf-8")

        name = "seen-" + re.sub(r"\W+", "-", kind)
        file = share(tmp_path_factory, worker_id, name, make) / f"{width}.json"
        return Seen(**json.loads(file.read_text(encoding="utf-8")))

    return seen


def look_at_widths(windows: Windows, web: Web, kind: str) -> dict[int, Seen]:
    """Open a page of a kind at a desk, then make its window as narrow as a phone's and narrower."""
    reader = Reader(windows)
    page = reader.opens(web.page(kind), held="**/latest/index.html" if kind == "redirect" else "")
    expect(page.locator(MARKS[kind]).first).to_be_visible()
    reader.settles(page)
    # Everything that opens on request is looked at open.
    page.evaluate("document.querySelectorAll('.policy details').forEach(details => { details.open = true })")
    sights = {}
    for width in (DESKTOP, PHONE, NARROW):
        page.set_viewport_size({"width": width, "height": 900})
        if width == PHONE:
            finger = touch(page)
        page.evaluate(AT_REST)
        page.evaluate(FONTS_LOADED)
        if kind not in READ_WHOLE:
            page.evaluate(MARK_READ if width == DESKTOP else MARK_TEXT_READ)
        sights[width] = look_at(page, violations_of(page) if is_read_by_axe(kind, width) else "")
    page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")
    page.evaluate(FONTS_LOADED)
    finger.detach()
    requests = [request.removeprefix(web.url) for request in reader.requests]
    reader.leaves()
    return {width: replace(sight, requests=requests) for width, sight in sights.items()}


def is_read_by_axe(kind: str, width: int) -> bool:
    """Say whether axe-core reads a kind of page in a window of some width."""
    return width == DESKTOP or (width == PHONE and kind in READ_ON_A_PHONE)


def touch(page: Page) -> CDPSession:
    """Let a page be used with a finger until the session is detached."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setTouchEmulationEnabled", {"enabled": True, "maxTouchPoints": 1})
    return session


def look_at(page: Page, violations: str) -> Seen:
    """What is seen on a page as it stands, but for what it has asked for."""
    ids: list[str] = page.evaluate("[...document.querySelectorAll('[id]')].map(it => it.id)")
    return Seen(
        page.title(),
        page.locator("html").get_attribute("lang"),
        page.locator("h1").count(),
        sorted(id for id, times in Counter(ids).items() if times > 1),
        page.evaluate(SMALL_TARGETS, FINGER),
        page.evaluate("document.scrollingElement.scrollWidth"),
        page.evaluate(CUT_OFF),
        violations,
        [],
    )


def violations_of(page: Page) -> str:
    """What axe-core finds, a line each."""
    page.evaluate(HIDE_READ, True)
    violations = Axe().run(page, options=WCAG).response["violations"]
    page.evaluate(HIDE_READ, False)
    return "".join(
        f"{violation['id']}: {violation['help']}\n"
        + "".join(f"    {node['html'][:200]}\n" for node in violation["nodes"][:5])
        for violation in violations
    )
