"""The desk in a real browser, on a phone's width: a whole year, from an empty folder to a published site of two
schools, of which one has its own wording and has to decide on it. Every kind of page is looked at on the way.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import uvicorn
from playwright.sync_api import Page, expect

from clausewright.cli.edit import run_quietly
from clausewright.desk.app import make_app
from clausewright.desk.safety import LOOPBACK, Guard
from clausewright.desk.steps import Desk
from tests.support.web import DESKTOP, Reader

from .looks import FINGER, SMALL_TARGETS, violations_of

PHONE_WIDTH = 390
TODAY = date(2027, 9, 10)
OURS, MODELS = "is happy and proud to show", "is happy to show"
OTHER_PAGES = {
    "/schools": "schools",
    "/schools/ashford-lane": "school",
    "/files": "files",
    "/schools/ashford-lane/wordings": "wordings",
    "/schools/ashford-lane/wordings/photographs-purpose/added": "addition",
    "/fields": "fields",
    "/fields/new": "field",
    "/lists": "lists",
    "/sources/kcsie": "source",
    "/terms/image": "term",
    "/pictures": "pictures",
    "/settings": "settings",
    "/remove/school/beech-grove": "a question before something is removed",
    "/remove/term/image": "why something is not removed",
    "/removed": "removed",
}
SCHOOLS = {"ashford-lane": "Ashford Lane Primary School", "beech-grove": "Beech Grove School"}


@contextmanager
def serving(root: Path) -> Iterator[str]:
    """Serve the desk of a folder; yield the address that opens it."""
    with socket.create_server((LOOPBACK, 0)) as listener:
        port = listener.getsockname()[1]
        app = Guard(make_app(Desk(root, lambda: TODAY, run_quietly)), "key", port)
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            yield f"http://{LOOPBACK}:{port}"
        finally:
            server.should_exit = True
            thread.join()


class Officer:
    """Somebody who works at the desk, and looks at each page the first time that she is there."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.seen: set[str] = set()
        self.faults: list[str] = []

    def goes_to(self, path: str, kind: str) -> None:
        """Open a page; one of a kind that is new to her has to be fit for everybody."""
        self.page.goto(f"{self.address}{path}")
        self.looks(kind)

    def looks(self, kind: str) -> None:
        if kind in self.seen:
            return
        self.seen.add(kind)
        widest = self.page.evaluate("document.documentElement.scrollWidth")
        faults: list[str] = self.page.evaluate(SMALL_TARGETS, FINGER)
        self.faults += [f"{kind}: is {widest} wide"] if widest > PHONE_WIDTH else []
        # All pages have the same few parts: axe-core reads each on a phone by day or at a desk by night, by turns.
        is_night = len(self.seen) % 2 == 0
        if is_night:
            self.page.set_viewport_size({"width": DESKTOP, "height": 900})
            self.page.emulate_media(color_scheme="dark")
        faults.append(violations_of(self.page))
        if is_night:
            self.page.emulate_media(color_scheme="light")
            self.page.set_viewport_size({"width": PHONE_WIDTH, "height": 900})
        self.faults += [f"{kind}: {fault}" for fault in faults if fault]

    def presses(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def is_told(self, text: str) -> None:
        expect(self.page.get_by_role("status").first).to_contain_text(text)

    def begins_version(self, name: str) -> None:
        self.goes_to("/model/photographs", "policy")
        self.page.get_by_label("Its date").fill(name)
        self.page.get_by_label("What it brings, in a sentence").fill("What the year has brought.")
        self.presses("Begin it")
        self.is_told("The draft is there")
        self.looks("draft")

    def words_anew(self, old: str, text: str, *, is_free: bool = False) -> None:
        self.goes_to(f"/clauses/photographs-purpose/{old}", "clause")
        box = self.page.get_by_label("Text", exact=True)
        box.fill(box.input_value().replace("is glad to show", text))
        if is_free:
            self.page.get_by_label("What a school may change").select_option("free")
        self.page.get_by_label("Why it is new").fill("The year has taught us.")
        self.presses("Save")
        self.is_told("New wording")

    def issues(self, name: str) -> None:
        self.goes_to(f"/year/photographs?version={name}", "round of a draft")
        self.page.get_by_label("I have read it as it stands").check()
        self.presses("Issue it")
        self.is_told("Issued")
        self.looks("round")
        self.presses("Ask all schools to adopt it")
        self.is_told("Proposed")

    def adopts(self, name: str, school: str, day: str) -> None:
        self.goes_to(f"/year/photographs?version={name}", "round")
        self.page.get_by_text("Record that a school adopted it").click()
        self.page.get_by_label("School", exact=True).first.select_option(school)
        self.page.get_by_label("When").first.fill(day)
        self.page.get_by_label("In force from").fill(day)
        self.presses("Record the adoption")
        self.is_told(f"Recorded: {SCHOOLS[school]}")


def test_a_year_is_played_from_an_empty_folder_to_published_sites(reader: Reader, tmp_path: Path) -> None:
    root = tmp_path / "our-policies"
    root.mkdir()
    with serving(root) as address:
        officer = Officer(reader.opens(f"{address}/?key=key", PHONE_WIDTH), address)
        page = officer.page
        officer.looks("start")
        page.get_by_label("With an example to look round in").check()
        officer.presses("Make a library here")
        officer.is_told("Your library is there")
        officer.looks("library")
        officer.goes_to("/values/school/ashford-lane", "values")
        page.get_by_role("textbox", name="Consent form").fill("Pictures and us")
        officer.presses("Save")
        officer.is_told("consent form")

        officer.begins_version("2027-03")
        officer.words_anew("2026-09", "is glad to show", is_free=True)
        officer.issues("2027-03")
        officer.goes_to("/schools/ashford-lane/wordings/photographs-purpose", "wording")
        box = page.get_by_role("textbox", name="Wording")
        box.fill(box.input_value().replace("is glad to show", "is proud to show"))
        page.get_by_role("textbox", name="Why", exact=True).fill("It is our own word.")
        officer.presses("Save")
        officer.is_told("own wording")
        for school in SCHOOLS:
            officer.adopts("2027-03", school, "2027-09-08")

        officer.begins_version("2027-09")
        officer.words_anew("2027-03", MODELS)
        officer.goes_to("/year/photographs/2027-09/changes", "changes")
        expect(page.frame_locator("iframe").get_by_text("happy").first).to_be_visible()
        officer.goes_to("/year/photographs/2027-09/impact", "impact")
        expect(page.get_by_text("amended, and the model moved: decide")).to_be_visible()
        officer.issues("2027-09")
        officer.goes_to("/schools/ashford-lane/decide/photographs/2027-09", "decision")
        page.get_by_label("We take the wording below").check()
        box = page.get_by_role("textbox", name="The wording")
        box.fill(box.input_value().replace("is proud to show", OURS))
        officer.presses("Save what was decided")
        expect(page.get_by_text("Nothing is left to decide.")).to_be_visible()
        for school in SCHOOLS:
            officer.adopts("2027-09", school, "2027-09-09")

        for path, kind in OTHER_PAGES.items():
            officer.goes_to(path, kind)
        officer.goes_to("/year", "year")
        officer.presses("Publish")
        officer.is_told("Built 3 sites")
    assert officer.faults == []
    for school, text in zip(SCHOOLS, (OURS, MODELS), strict=True):
        policy = (root / "public" / school / "latest" / "photographs" / "index.html").read_text(
            encoding="utf-8"
        )
        assert text in policy
    assert {request.split("/")[2] for request in reader.requests} == {address.removeprefix("http://")}
