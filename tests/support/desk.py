"""The desk as its user's browser has it, in this process: forms are read off the pages and sent back."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

from starlette.testclient import TestClient

from clausewright.cli.edit import run_quietly
from clausewright.desk.app import make_app
from clausewright.desk.safety import Guard
from clausewright.desk.steps import Desk

PORT, KEY = 8765, "the-key-of-this-test"
ADDRESS = f"http://127.0.0.1:{PORT}"


@dataclass
class Form:
    """A form of a page: where it goes, and what its boxes say."""

    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)

    def filled(self, **texts: str) -> dict[str, list[str]]:
        """What is sent where somebody has typed `texts`; a double underscore stands for a colon's dot."""
        return {**self.fields, **{name: [text] for name, text in texts.items()}}


class FormReader(HTMLParser):
    """Reads the forms of a page as a browser would send them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.select = self.area = ""
        self.first_option = True
        self.feed(page)

    def handle_starttag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in pairs}
        if tag == "form":
            self.forms.append(Form(facts.get("action", "")))
        elif self.forms and tag == "input" and "name" in facts:
            if facts.get("type") not in ("radio", "checkbox") or "checked" in facts:
                self.put(facts["name"], facts.get("value", ""))
        elif self.forms and tag == "select":
            self.select, self.first_option = facts.get("name", ""), True
        elif self.forms and tag == "option" and self.select and (self.first_option or "selected" in facts):
            self.forms[-1].fields[self.select] = [facts.get("value", "")]
            self.first_option = False
        elif self.forms and tag == "textarea":
            self.area = facts.get("name", "")
            self.put(self.area, "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.forms[-1].fields[self.area][-1] += data.removeprefix("\n")

    def put(self, name: str, value: str) -> None:
        self.forms[-1].fields.setdefault(name, []).append(value)


def open_client(root: Path, today: date = date(2026, 11, 21), *, let_in: bool = True) -> TestClient:
    """A browser at the desk of a library, let in with the key."""
    app = Guard(make_app(Desk(root, lambda: today, run_quietly), threading.TIMEOUT_MAX), KEY, PORT)
    client = TestClient(app, base_url=ADDRESS)
    if let_in:
        assert client.get(f"/?key={KEY}").status_code == 200
        client.headers["Origin"] = ADDRESS
    return client


def read_form(client: TestClient, address: str, number: int = 0) -> Form:
    """The form with a number on a page."""
    page = client.get(address)
    assert page.status_code == 200, page.text
    return FormReader(page.text).forms[number]


def keep_in_git(root: Path) -> Callable[..., str]:
    """Put a library under git, with one commit of all that is there; return what runs git in it and gives back
    what it says.
    """

    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=root, capture_output=True, check=True, text=True).stdout

    git("init", "--quiet")
    git("config", "user.email", "officer@trust.example")
    git("config", "user.name", "An Officer")
    git("add", ".")
    git("commit", "--quiet", "--message", "Begin")
    return git
