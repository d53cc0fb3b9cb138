"""A trust words clauses for its schools, adds some, has them approved, and decides what becomes of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from clausewright.cli.edit import run_quietly
from clausewright.edit.library_files import write_starter
from clausewright.load import load_library
from clausewright.model.local_records import Action
from tests.support.desk import open_client, read_form
from tests.support.small import tree

TRUST = "/trusts/tideway"
PURPOSE = f"{TRUST}/wordings/photographs-purpose"
AMENDMENTS = "variables/trusts/tideway/amendments/photographs-purpose"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small library of which schools may word one clause, and one of its schools belongs to a trust."""
    library = tmp_path / "library"
    write_starter(library)
    clause = library / "policies" / "clauses" / "photographs-purpose" / "2026-09.md"
    text = clause.read_text(encoding="utf-8").replace("editing: fields ", "editing: free ")
    clause.write_text(text, encoding="utf-8")
    client = open_client(library)
    sent = {"id": "tideway", "name": "Tideway Trust", "schools": "ashford-lane"}
    assert client.post("/trusts", data=sent).status_code == 200
    return library


def word_clause(client: TestClient) -> None:
    form = read_form(client, PURPOSE)
    text = form.fields["text"][0].replace("glad", "proud")
    assert client.post(form.action, data=form.filled(text=text, reason="Our word.")).status_code == 200


def test_a_trusts_wording_stands_in_its_folder_and_counts_for_its_schools(root: Path) -> None:
    client = open_client(root)
    word_clause(client)
    (written,) = (root / AMENDMENTS).iterdir()
    assert "{{ school.name }} is proud" in written.read_text(encoding="utf-8")
    assert "is proud" in client.get("/schools/ashford-lane/preview/photographs").text
    assert "is proud" not in client.get("/schools/beech-grove/preview/photographs").text


def test_what_was_approved_stays_and_the_next_wording_stands_beside_it(root: Path) -> None:
    client = open_client(root)
    word_clause(client)
    approval = read_form(client, PURPOSE, 1)
    assert client.post(approval.action, data=approval.filled(by="governing_body")).status_code == 200
    (approved,) = (root / AMENDMENTS).iterdir()
    before = approved.read_text(encoding="utf-8")
    assert 'approved: {by: governing_body, on: "2026-11-21"}' in before
    form = read_form(client, PURPOSE)
    client.post(form.action, data=form.filled(text="Ours again.", reason="Again."))
    assert approved.read_text(encoding="utf-8") == before
    assert sorted(path.name for path in (root / AMENDMENTS).iterdir()) == ["2026-11-21.md", "2026-11-22.md"]


def test_a_clause_is_added_after_one_of_the_models_and_taken_out_again(root: Path) -> None:
    client = open_client(root)
    form = read_form(client, f"{PURPOSE}/added")
    typed = {"title": "The magazine", "id": "our-magazine", "text": "It may show pupils.", "reason": "Ours."}
    assert client.post(form.action, data=form.filled(**typed)).status_code == 200
    (amendment,) = load_library(root)[0].trusts["tideway"].amendments
    assert (amendment.facts.action, amendment.facts.policies) == (Action.ADD_AFTER, ("photographs",))
    address = f"{PURPOSE}/added/our-magazine"
    assert "It may show pupils." in client.get("/schools/ashford-lane/preview/photographs").text
    form = read_form(client, address)
    assert client.post(f"{address}/out", data=form.filled()).status_code == 200
    assert "It may show pupils." not in client.get("/schools/ashford-lane/preview/photographs").text


def test_a_clause_without_a_name_is_not_added(root: Path) -> None:
    before = tree(root)
    client = open_client(root)
    form = read_form(client, f"{PURPOSE}/added")
    answer = client.post(form.action, data=form.filled(id="Our Magazine", text="So.", title="", reason=""))
    assert answer.status_code == 422
    assert "The short name has small letters" in answer.text
    assert tree(root) == before


def test_a_trust_decides_what_becomes_of_its_wording_where_the_model_moved_too(root: Path) -> None:
    client = open_client(root)
    word_clause(client)
    begins = read_form(client, "/model/photographs")
    assert (
        client.post(begins.action, data=begins.filled(version="2026-11", summary="New.")).status_code == 200
    )
    clause = read_form(client, "/clauses/photographs-purpose/2026-09")
    text = clause.fields["text"][0].replace("glad", "happy")
    client.post(clause.action, data=clause.filled(text=text, date="2026-11", reason="Why not."))
    address = f"{TRUST}/decide/photographs/2026-11"
    assert f'href="{address}"' in client.get("/year/photographs").text
    form = read_form(client, address)
    name = next(name for name in form.fields if name.endswith(":text")).partition(":")[0]
    answer = client.post(form.action, data=form.filled(**{f"{name}:decide": "ours"}))
    assert "Nothing is left to decide." in answer.text
    assert "Save what was decided" not in answer.text
    assert address not in client.get("/year/photographs").text
    before = tree(root)
    assert (
        run_quietly(["update", "--trust", f"--library={root}", "tideway", "photographs", "--to=2026-11"]).code
        == 0
    )
    assert tree(root) == before
