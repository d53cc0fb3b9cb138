"""Several windows at once: long work keeps nobody waiting, and each window is told of its own steps."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from clausewright.desk.app import make_app
from clausewright.desk.safety import Guard
from clausewright.desk.steps import Desk, Outcome, ShowProgress
from clausewright.edit.library_files import write_starter
from tests.support.desk import ADDRESS, KEY, PORT, open_client, read_form


@pytest.mark.parametrize(
    ("command", "address", "page"),
    [
        ("build", "/year/publish", "/progress/publish"),
        ("issue", "/year/photographs/2026-09/issue", "/progress/issue-photographs-2026-09"),
        ("import", "/files/import", "/progress/import"),
        ("return", "/files/returned", "/progress/returned"),
    ],
)
def test_long_work_goes_on_while_windows_are_used(
    tmp_path: Path, command: str, address: str, page: str
) -> None:
    write_starter(tmp_path / "library")
    is_under_way, may_end = threading.Event(), threading.Event()

    def work_slowly(words: Sequence[str], show_progress: ShowProgress | None = None) -> Outcome:
        assert words[0] == command
        if show_progress:
            show_progress("Documents", 2, 5)
        is_under_way.set()
        may_end.wait()
        return Outcome(1, ("It ended so.",))

    desk = Desk(tmp_path / "library", lambda: date(2026, 11, 21), work_slowly)
    client = TestClient(Guard(make_app(desk, patience=0), KEY, PORT), base_url=ADDRESS)
    client.get(f"/?key={KEY}")
    client.headers["Origin"] = ADDRESS
    try:
        client.post(address, files={"file": ("sent.docx", b"")} if "files" in address else None)
        assert is_under_way.wait(60)
        assert "2 of 5" in client.get(page).text
        form = read_form(client, "/values/school/ashford-lane")
        # What is being issued may not be changed meanwhile, so saving waits until it is.
        if command != "issue":
            saved = client.post(form.action, data=form.filled(**{"role.chair:name": "D. Newly"}))
            assert "Saved" in saved.text
        assert "2 of 5" in client.get(page).text
    finally:
        may_end.set()
    for thread in threading.enumerate():
        if thread.name == page.removeprefix("/progress/"):
            thread.join()
    assert "It ended so." in client.get(page).text


def test_what_a_step_did_is_told_in_its_own_window_alone(tmp_path: Path) -> None:
    write_starter(tmp_path / "library")
    client = open_client(tmp_path / "library")
    form = read_form(client, "/values/school/ashford-lane")
    sent = client.post(
        form.action, data=form.filled(**{"role.chair:name": "D. Newly"}), follow_redirects=False
    )
    assert "Saved" not in client.get("/").text
    address = sent.headers["location"]
    assert "Saved" in client.get(address).text
    assert "Saved" not in client.get(address).text
