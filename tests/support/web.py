"""What the tests of the web share: a server on this machine, one browser a process, and pages that report
what goes wrong on them.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Page,
    Request,
    Route,
    ViewportSize,
    WebError,
    expect,
    sync_playwright,
)

from tests.conftest import Built
from tests.support.browser import FLAGS, installed_browser
from tests.web.kinds import Found

PATIENCE = 30_000  # milliseconds: the machines of a test run are busy
DESKTOP, PHONE = 1280, 375
# Tells the console of everything that a page's security policy has stopped.
VIOLATION = "violates the security policy"
TELL_VIOLATIONS = f"""document.addEventListener('securitypolicyviolation', event => console.error(
  '{VIOLATION}: ' + [event.violatedDirective, event.blockedURI, event.sample].join(' ')))"""
MAY_COPY = ["clipboard-read", "clipboard-write"]
# Ends when the page's scripts have nothing to do.
RESTS = "() => new Promise(done => requestIdleCallback(done))"

expect.set_options(timeout=PATIENCE)


class StaticHost(SimpleHTTPRequestHandler):
    """A plain static host: files, and 404.html for an address that leads nowhere. `prefix` is the path that
    the site lies under.
    """

    def __init__(self, *args: Any, prefix: str, **others: Any) -> None:
        self.prefix = prefix
        super().__init__(*args, **others)

    def translate_path(self, path: str) -> str:
        if not path.startswith(self.prefix):
            return str(Path(self.directory) / "beside the site")
        return super().translate_path("/" + path.removeprefix(self.prefix))

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        if code != 404:
            super().send_error(code, message, explain)
            return
        page = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(page)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the tests' output is for failures."""


class QuietServer(ThreadingHTTPServer):
    """A browser that leaves a page hangs up on what it was still loading; that is no error."""

    daemon_threads = True
    # A browser asks for many files at once; whom a full queue turns away tries again after seconds.
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing."""


@dataclass(frozen=True)
class Web:
    """The published sites at an address, which ends in a slash."""

    url: str
    public: Path
    found: Found = field(repr=False)

    def page(self, kind: str) -> str:
        """The whole address of a page of a kind."""
        return self.url + self.found.page(kind)


@dataclass
class Windows:
    """The windows of a browser, each with one page that is used by one test after the other: a new page costs
    as much as three in an old one, which finds styles, scripts and fonts in its memory.
    """

    browser: Browser
    free: dict[str, list[BrowserContext]] = field(default_factory=dict)
    sizes: dict[str, ViewportSize] = field(default_factory=dict)

    def take(self, width: int, wishes: Mapping[str, Any]) -> tuple[str, BrowserContext]:
        """Return a window that nobody uses, with one empty page, and the kind of window that it is."""
        size: ViewportSize = {"width": width, "height": 900}
        options = {"viewport": size, "has_touch": width == PHONE, **wishes}
        kind = repr(sorted(options.items()))
        self.sizes[kind] = size
        if waiting := self.free.get(kind):
            return kind, waiting.pop()
        context = self.browser.new_context(**options)
        context.set_default_timeout(PATIENCE)
        context.add_init_script(TELL_VIOLATIONS)
        context.new_page()
        return kind, context

    def give_back(self, kind: str, context: BrowserContext) -> None:
        """Leave the first page of a window empty and as it was, for whoever takes it next, and close the
        others.
        """
        first, *others = context.pages
        for page in context.pages:
            if page.url.startswith("http"):
                page.evaluate("localStorage.clear(); sessionStorage.clear()")
        for page in others:
            page.close()
        context.clear_cookies()
        first.unroute_all()
        first.goto("about:blank")
        first.emulate_media(media="null")
        first.set_viewport_size(self.sizes[kind])
        self.free.setdefault(kind, []).append(context)


@dataclass
class Traffic:
    """The requests of windows that have no answer yet, but for those of the pages themselves."""

    unanswered: set[Request] = field(default_factory=set)

    def watch(self, window: BrowserContext | Page) -> None:
        """Begin to count the requests of a window."""
        window.on("request", self._note_question)
        window.on("requestfinished", self._note_answer)
        window.on("requestfailed", self._note_answer)

    def leave(self, window: BrowserContext) -> None:
        """Count the requests of a window no more."""
        window.remove_listener("request", self._note_question)
        window.remove_listener("requestfinished", self._note_answer)
        window.remove_listener("requestfailed", self._note_answer)
        self.unanswered.clear()

    def settle(self, page: Page) -> None:
        """Wait until the scripts of a page rest and each thing that they asked for has come."""
        page.evaluate(RESTS)
        while self.unanswered:
            page.evaluate(RESTS)
        page.evaluate(RESTS)

    def _note_question(self, request: Request) -> None:
        if not request.is_navigation_request():
            self.unanswered.add(request)

    def _note_answer(self, request: Request) -> None:
        self.unanswered.discard(request)


@dataclass
class Reader:
    """Somebody with a browser. What is requested, and what fails in scripts, is kept."""

    windows: Windows
    taken: list[tuple[str, BrowserContext]] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    traffic: Traffic = field(default_factory=Traffic)

    def opens(self, address: str, width: int = DESKTOP, *, held: str = "", **wishes: Any) -> Page:
        """Open an address in a window without other pages. Redirections to addresses that match `held` are not
        followed. `wishes` go to the browser.
        """
        kind, context = self.windows.take(width, wishes)
        self.taken.append((kind, context))
        context.on("request", self._note_request)
        context.on("requestfailed", self._note_failure)
        context.on("weberror", self._note_error)
        context.on("console", self._note_console)
        context.on("dialog", self._note_dialog)
        self.traffic.watch(context)
        page = context.pages[0]
        if held:
            page.route(held, _stay)
        page.goto(address)
        return page

    def beside(self, page: Page, address: str) -> Page:
        """Open an address in a second tab of the same window."""
        other = page.context.new_page()
        other.goto(address)
        return other

    def settles(self, page: Page) -> None:
        """Wait until a page has done and fetched all that it does by itself."""
        self.traffic.settle(page)

    def _note_request(self, request: Request) -> None:
        self.requests.append(request.url)

    def _note_console(self, message: ConsoleMessage) -> None:
        if VIOLATION in message.text:
            self.errors.append(message.text)

    def _note_error(self, problem: WebError) -> None:
        self.errors.append(str(problem.error))

    def _note_dialog(self, dialog: Dialog) -> None:
        self.errors.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def _note_failure(self, request: Request) -> None:
        # What a browser breaks off, because its reader has gone on to another page, has not failed.
        if "ERR_ABORTED" not in (request.failure or ""):
            self.failed.append(request.url)

    def leaves(self) -> None:
        """Give the windows back. Raises AssertionError where a script has failed on a page, or a page's
        security policy has stopped something.
        """
        for kind, context in self.taken:
            context.remove_listener("request", self._note_request)
            context.remove_listener("requestfailed", self._note_failure)
            context.remove_listener("weberror", self._note_error)
            context.remove_listener("console", self._note_console)
            context.remove_listener("dialog", self._note_dialog)
            self.traffic.leave(context)
            self.windows.give_back(kind, context)
        self.taken.clear()
        assert self.errors == [], "a script on the page failed, or was stopped"


def _stay(route: Route) -> None:
    route.fulfill(status=204)


@pytest.fixture(scope="session")
def found(built: Built) -> Found:
    """One page of each kind."""
    return Found(built)


def _served(found: Found, prefix: str) -> Iterator[Web]:
    public = found.built.public
    server = QuietServer(("127.0.0.1", 0), partial(StaticHost, directory=str(public), prefix=prefix))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Web(f"http://127.0.0.1:{server.server_port}{prefix}", public, found)
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def web(found: Found) -> Iterator[Web]:
    """The published folder at the root of a host."""
    yield from _served(found, "/")


@pytest.fixture(scope="session")
def web_below(found: Found) -> Iterator[Web]:
    """The published folder somewhere below the root of a host."""
    yield from _served(found, "/some/where/")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests of a process. Without one the tests fail: they are never passed over."""
    path = installed_browser()
    if path is None:
        pytest.fail(
            "No browser found. Run tests/support/browser.py, install Chromium, or set CLAUSEWRIGHT_BROWSER."
        )
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=path,
            args=[*FLAGS, "--no-sandbox", "--host-resolver-rules=MAP intranet.example 127.0.0.1"],
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def windows(browser: Browser) -> Windows:
    """The windows that the tests of a process use one after the other."""
    return Windows(browser)


@pytest.fixture
def reader(windows: Windows) -> Iterator[Reader]:
    """Somebody with a browser. A script that fails on any page fails the test."""
    somebody = Reader(windows)
    yield somebody
    somebody.leaves()
