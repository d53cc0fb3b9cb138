"""Nobody but the person who opened the desk speaks with it, and nothing that it shows asks anybody else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from clausewright.edit.library_files import write_starter
from tests.support.desk import ADDRESS, KEY, PORT, open_client, read_form
from tests.support.small import tree

VALUES = "/values/school/ashford-lane"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small library to work on."""
    write_starter(tmp_path / "library")
    return tmp_path / "library"


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Host": f"policies.example:{PORT}"}, id="a name that was made to lead here"),
        pytest.param({"Host": "127.0.0.1"}, id="another port"),
        pytest.param({"Sec-Fetch-Site": "cross-site"}, id="a page of a stranger"),
        pytest.param({"Sec-Fetch-Site": "same-site"}, id="a page of another program on this machine"),
        pytest.param({"Cookie": "clausewright-8765=guessed"}, id="a guessed key"),
    ],
)
def test_a_request_that_is_not_the_desks_own_sees_nothing(root: Path, headers: dict[str, str]) -> None:
    client = open_client(root)
    if "Cookie" in headers:
        client.cookies.clear()
    answer = client.get(VALUES, headers=headers)
    assert answer.status_code == 403
    assert "Ashford" not in answer.text


def test_without_the_key_nothing_is_shown_and_with_it_the_address_forgets_it(root: Path) -> None:
    client = open_client(root, let_in=False)
    assert client.get("/").status_code == 403
    assert client.get("/?key=another").status_code == 403
    answer = client.get(f"/?key={KEY}", follow_redirects=False)
    assert answer.headers["location"] == "/"
    cookie = answer.headers["set-cookie"].lower()
    assert "samesite=strict" in cookie
    assert "httponly" in cookie


@pytest.mark.parametrize(
    "origin", [None, "null", "http://127.0.0.1:9999", "https://policies.example", f"{ADDRESS}.example"]
)
def test_a_form_of_another_page_writes_nothing(root: Path, origin: str | None) -> None:
    client = open_client(root)
    form = read_form(client, VALUES)
    before = tree(root)
    del client.headers["Origin"]
    headers = {} if origin is None else {"Origin": origin}
    answer = client.post(form.action, data=form.filled(**{"role.chair:name": "A Stranger"}), headers=headers)
    assert answer.status_code == 403
    assert tree(root) == before


def test_every_answer_says_what_a_browser_may_run_and_fetch(root: Path) -> None:
    client = open_client(root)
    for address in ("/", VALUES, "/nowhere", "/assets/desk.js", "/schools/ashford-lane/preview/photographs"):
        answer = client.get(address)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "http" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"


def test_no_page_names_another_host_as_the_source_of_anything(root: Path) -> None:
    client = open_client(root)
    for address in ("/", "/schools", VALUES, "/schools/ashford-lane/wordings"):
        page = client.get(address).text
        assert re.findall(r'(?:src|action|rel="stylesheet" href)="(?!/|data:)[^"]*"', page) == []


@pytest.mark.parametrize("path", ["mkdocs.yml", "../outside.yml", "policies/../../outside.yml", "policies"])
def test_no_file_beside_the_librarys_own_texts_is_shown(root: Path, path: str) -> None:
    (root.parent / "outside.yml").write_text("secret: yes\n", encoding="utf-8")
    answer = open_client(root).get(f"/file/{path.replace('..', '%2e%2e')}")
    assert answer.status_code == 404
    assert "secret" not in answer.text


def test_what_a_school_wrote_is_text_on_every_page_of_the_desk(root: Path) -> None:
    school = root / "variables" / "schools" / "ashford-lane" / "school.yml"
    hostile = "<img src=x onerror=alert(1)>"
    school.write_text(
        school.read_text(encoding="utf-8").replace("Ashford Lane Primary School", f'"{hostile}"'), "utf-8"
    )
    client = open_client(root)
    for address in (
        "/",
        "/schools",
        "/schools/ashford-lane",
        VALUES,
        "/schools/ashford-lane/preview/photographs",
    ):
        page = client.get(address).text
        assert "onerror=alert" in page
        assert hostile not in page
