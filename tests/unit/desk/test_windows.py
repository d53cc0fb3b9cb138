"""Several windows at once: long work keeps nobody waiting, and each window is told of its own steps."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from starlette.testclient import TestClient

from clausewright.desk.app import make_app
from clausewright.desk.safety import Guard
from clausewright.desk.steps import Desk, Outcome, ShowProgress
from clausewright.edit.library_files import write_starter
from tests.support.desk import ADDRESS, KEY, PORT, open_client, read_form


def test_publishing_goes_on_while_other_windows_are_used(tmp_path: Path) -> None:
    write_starter(tmp_path / "library")
    may_end = threading.Event()

    def publish_slowly(words: Sequence[str], show_progress: ShowProgress | None = None) -> Outcome:
        assert words[0] == "build"
        if show_progress:
            show_progress("Documents", 2, 5)
        may_end.wait()
        return Outcome(0, ("Built 3 sites.", "Open nothing"))

    desk = Desk(tmp_path / "library", lambda: date(2026, 11, 21), publish_slowly)
    client = TestClient(Guard(make_app(desk), KEY, PORT), base_url=ADDRESS)
    client.get(f"/?key={KEY}")
    client.headers["Origin"] = ADDRESS
    try:
        assert "2 of 5" in client.post("/year/publish").text
        form = read_form(client, "/values/school/ashford-lane")
        saved = client.post(form.action, data=form.filled(**{"role.chair:name": "D. Newly"}))
        assert "Saved" in saved.text
        assert "2 of 5" in client.get("/year/published").text
    finally:
        may_end.set()
    for thread in threading.enumerate():
        if thread.daemon and thread.name.startswith("publish"):
            thread.join()
    assert "Built 3 sites." in client.get("/year/published").text


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
