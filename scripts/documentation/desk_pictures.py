"""The pictures of the desk: somebody works at it in a real browser, from an empty folder to a wording on
which a school has to decide, and a picture is taken at each step that the documentation tells of.
"""

from __future__ import annotations

import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import uvicorn
from playwright.sync_api import Page

from clausewright.cli.edit import run_quietly
from clausewright.desk.app import make_app
from clausewright.desk.safety import LOOPBACK, Guard
from clausewright.desk.steps import Desk

_DAY = date(2026, 11, 21)
_KEY = "pictures"
_CLAUSE = "policies/clauses/photographs-purpose/2026-09.md"


@contextmanager
def _open_desk(root: Path) -> Iterator[str]:
    """Serve the desk of a folder; yield its address."""
    with socket.create_server((LOOPBACK, 0)) as listener:
        port = listener.getsockname()[1]
        app = Guard(make_app(Desk(root, lambda: _DAY, run_quietly)), _KEY, port)
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        yield f"http://{LOOPBACK}:{port}"
        server.should_exit = True
        thread.join()


@dataclass(frozen=True, slots=True)
class _Photographer:
    """Somebody at the desk who takes pictures of it."""

    page: Page
    address: str
    folder: Path

    def goes_to(self, path: str) -> None:
        self.page.goto(f"{self.address}{path}")

    def presses(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def fills(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).first.fill(text)

    def takes(self, name: str) -> None:
        """Take a picture of what the window shows, once the page in its frame is there."""
        for frame in self.page.frames:
            frame.wait_for_load_state("load")
        self.page.evaluate("scrollTo(0, 0)")
        self.page.screenshot(path=self.folder / f"desk-{name}.png")


def take_desk_pictures(page: Page, folder: Path) -> None:
    """Write every picture of the desk into a folder."""
    page.on("dialog", lambda dialog: dialog.accept())
    with tempfile.TemporaryDirectory() as place:
        root = Path(place) / "our-policies"
        root.mkdir()
        with _open_desk(root) as address:
            photographer = _Photographer(page, address, folder)
            page.goto(f"{address}/?key={_KEY}")
            _begin_library(photographer)
            _let_clause_be_worded(root)
            _word_clause(photographer)
            _take_the_year_round(photographer)


def _begin_library(photographer: _Photographer) -> None:
    photographer.fills("What its website is called", "Policies of the Tideway schools")
    photographer.page.get_by_label("With an example to look round in").check()
    photographer.takes("start")
    photographer.presses("Make a library here")
    photographer.takes("library")
    photographer.goes_to("/values/school/ashford-lane")
    photographer.takes("values")
    photographer.goes_to("/fields/new")
    photographer.fills("Its name", "Start of the school day")
    photographer.fills("What it means", "When lessons begin.")
    photographer.fills("An example", "8.45 am")
    photographer.takes("field")


def _let_clause_be_worded(root: Path) -> None:
    """Let schools word a clause themselves, as its page does where it was not issued yet."""
    path = root / _CLAUSE
    text = path.read_text(encoding="utf-8").replace("editing: fields ", "editing: free ")
    path.write_text(text, encoding="utf-8")


def _word_clause(photographer: _Photographer) -> None:
    photographer.goes_to("/schools/ashford-lane/wordings/photographs-purpose")
    box = photographer.page.locator("#text")
    box.fill(box.input_value().replace("is glad to show", "is proud to show"))
    photographer.fills("Why", "We have a gallery, and are proud of it.")
    photographer.takes("wording")
    photographer.presses("Save")


def _take_the_year_round(photographer: _Photographer) -> None:
    photographer.goes_to("/model/photographs")
    photographer.fills("Its date", "2027-09")
    photographer.fills("What it brings, in a sentence", "Consent is asked for each year.")
    photographer.presses("Begin it")
    photographer.goes_to("/clauses/photographs-purpose/2026-09")
    box = photographer.page.locator("#text")
    box.fill(box.input_value().replace("is glad to show", "is happy to show"))
    photographer.fills("Date of a new wording", "2027-09")
    photographer.fills("Why it is new", "Plainer words.")
    photographer.takes("clause")
    photographer.presses("Save")
    photographer.goes_to("/schools/ashford-lane/decide/photographs/2027-09")
    photographer.takes("decide")
    photographer.goes_to("/model/photographs/2027-09")
    photographer.takes("version")
    photographer.goes_to("/year/photographs?version=2027-09")
    photographer.takes("round")
