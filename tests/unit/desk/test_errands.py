"""Where a problem is mended, and policies that come in from elsewhere."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from clausewright.api import load_checked
from clausewright.desk.addresses import find_address
from clausewright.edit.library_files import write_starter
from tests.support import CASES
from tests.support.desk import FormReader, open_client, read_form
from tests.support.small import copied

TODAY = date(2026, 11, 21)
POLICY = """\
Visitors policy

1. Purpose

This policy is for everybody who lets a visitor in.

2. At the door

A visitor must sign the book.
"""


@pytest.mark.parametrize(
    ("case", "begins"),
    [
        ("choice-outside-its-options", "/values/school/"),
        ("adoption-incomplete", "/schools/"),
        ("front-matter-missing", "/file/policies/"),
    ],
)
def test_a_problem_leads_to_the_page_on_which_it_is_mended(tmp_path: Path, case: str, begins: str) -> None:
    assert (CASES / "library" / case).is_dir()
    root = copied(tmp_path / "library", case=case)
    library, problems = load_checked(root, TODAY)
    addresses = [find_address(library, problem) for problem in problems]
    assert any(address.startswith(begins) for address in addresses)
    client = open_client(root, TODAY)
    assert {client.get(address).status_code for address in addresses if address} == {200}


def test_an_import_asks_what_the_text_does_not_say_and_adds_only_what_it_shows(tmp_path: Path) -> None:
    write_starter(tmp_path / "library")
    root = tmp_path / "library"
    client = open_client(root, TODAY)
    page = client.post("/files/import", files={"file": ("visitors.txt", POLICY.encode())})
    assert page.status_code == 200, page.text
    form = FormReader(page.text).forms[0]
    owner = next(name for name in form.fields if name.startswith("answer:owner"))
    answered = client.post(form.action, data=form.filled(**{owner: "The office: front desk"}))
    assert answered.status_code == 200
    assert read_form(client, "/files/import").fields[owner] == ["The office: front desk"]
    assert not (root / "policies" / "visitors").exists()
    assert client.post("/files/import/take").status_code == 200
    policy = (root / "policies" / "visitors" / "policy.yml").read_text(encoding="utf-8")
    assert 'owner: "The office: front desk"' in policy
    assert client.get("/files/import").status_code == 404
