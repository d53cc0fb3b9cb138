"""Something is taken out of the library only where nothing rests on it, and can be put back."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from clausewright.edit.library_files import write_starter
from tests.support.desk import keep_in_git, open_client, read_form
from tests.support.small import tree

SCHOOL = "variables/schools/ashford-lane"
UNUSED = """\
---
title: Nobody needs this
concept: unneeded
strength: information
---
Nobody needs this.
"""
# A white square of one pixel.
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTj2FAAAAABJRU5ErkJggg=="
)
FIELD = "school.motto: {type: text, help: What stands on the gate., set_by: school}\n"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with one thing of each kind on which nothing rests. Each test leaves it as it was."""
    root = tmp_path_factory.mktemp("removals") / "library"
    write_starter(root)
    added = {
        "policies/citations.yml": "spare:\n  title: A spare act\n  issuer: Parliament\n  kind: law\n"
        "  editions: [{from: 2020-01-01, url: https://law.example, checked_on: 2026-09-01}]\n",
        "policies/terms.yml": "spare-word:\n  term: spare word\n  meaning: A word that nobody uses.\n",
        "policies/editions.yml": '- {id: "2031-32", title: 2031-32, from: 2031-09-01}\n',
        "variables/schema.yml": FIELD,
    }
    for path, text in added.items():
        file = root / path
        file.write_text(file.read_text(encoding="utf-8") + text, encoding="utf-8")
    new = {
        "policies/clauses/unneeded/2026-09.md": UNUSED,
        "policies/clauses/unneeded/2027-09.md": UNUSED.replace("Nobody needs", "Really nobody needs"),
        "policies/clauses/worded/2026-09.md": UNUSED.replace("unneeded", "worded").replace(
            "information", "information\nediting: free"
        ),
        f"{SCHOOL}/amendments/worded/2026-09.md": "---\namends: 2026-09\naction: replace\nreason: Ours.\n---\nOurs.\n",
        "variables/trusts/empty-trust/trust.yml": "# Nothing yet.\n",
        "variables/authorities/empty-county.yml": "# Nothing yet.\n",
    }
    for path, text in new.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    pictures = root / "policies" / "images"
    pictures.mkdir(exist_ok=True)
    (pictures / "spare.png").write_bytes(PNG)
    version = (root / "policies/photographs/2026-09.md").read_text(encoding="utf-8")
    draft = version.replace("status: issued", "status: draft")
    (root / "policies/photographs/2028-09.md").write_text(draft, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def client(root: Path) -> TestClient:
    """One desk for all tests, which knows what it has checked already."""
    return open_client(root)


FREE = [
    "school/beech-grove",
    "trust/empty-trust",
    "authority/empty-county",
    "source/spare",
    "term/spare-word",
    "year/2031-32",
    "field/school.motto",
    "clause/unneeded",
    "wording/unneeded/2027-09",
    "version/photographs/2028-09",
    "decision/schools/beech-grove/photographs/0",
    "own-wording/schools/ashford-lane/worded/2026-09",
    "value/school/ashford-lane/school.colour",
    "picture/model/spare.png",
]


def remove_at_desk(client: TestClient, kind: str) -> None:
    form = read_form(client, f"/remove/{kind}")
    answer = client.post(form.action, data=form.filled())
    assert "Removed: the" in answer.text, answer.text


@pytest.mark.parametrize("kind", FREE)
def test_what_nothing_rests_on_goes_and_comes_back_byte_for_byte(
    root: Path, client: TestClient, kind: str
) -> None:
    before = tree(root)
    remove_at_desk(client, kind)
    assert tree(root) != before
    put_back = read_form(client, "/removed")
    assert "Put back: the" in client.post(put_back.action).text
    assert tree(root) == before
    assert "Nothing that could be put back" in client.get("/removed").text


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("policy/photographs", "Its version of September 2026 was issued, and what was issued stays."),
        ("version/photographs/2026-09", "It was issued, and what was issued stays."),
        ("clause/photographs-consent", "It stands in Photographs policy, September 2026."),
        ("wording/photographs-consent/2026-09", "It stands in Photographs policy, September 2026."),
        ("clause/worded", "amendments/worded/2026-09.md"),
        ("authority/example-county", "Ashford Lane Primary School belongs to it."),
        ("field/school.email", "variables/schools/ashford-lane/school.yml"),
        ("field/choice.own_devices", "policies/photographs/2026-09.md"),
        ("value/school/ashford-lane/school.name", "school.name"),
        ("source/kcsie", "kcsie"),
        ("term/image", "image"),
    ],
)
def test_what_something_rests_on_stays_and_what_rests_on_it_is_said(
    root: Path, client: TestClient, kind: str, reason: str
) -> None:
    before = tree(root)
    page = client.get(f"/remove/{kind}").text
    assert "It cannot be removed." in page
    assert reason in page
    assert "It cannot be removed." in client.post(f"/remove/{kind}").text
    assert tree(root) == before


def test_what_was_added_to_a_list_meanwhile_stays_when_an_entry_is_put_back(
    root: Path, client: TestClient
) -> None:
    terms = root / "policies" / "terms.yml"
    before = terms.read_text(encoding="utf-8")
    remove_at_desk(client, "term/spare-word")
    later = "later:\n  term: later\n  meaning: It came later.\n"
    terms.write_text(terms.read_text(encoding="utf-8") + later, encoding="utf-8")
    client.post(read_form(client, "/removed").action)
    after = terms.read_text(encoding="utf-8")
    terms.write_text(before, encoding="utf-8")
    assert later in after
    assert "spare-word:\n  term: spare word\n" in after


def test_what_changed_since_the_question_was_asked_is_not_removed(root: Path, client: TestClient) -> None:
    form = read_form(client, "/remove/school/beech-grove")
    values = root / "variables" / "schools" / "beech-grove" / "school.yml"
    text = values.read_text(encoding="utf-8")
    values.write_text(f"{text}# Written meanwhile.\n", encoding="utf-8")
    assert client.post(form.action, data=form.filled()).status_code == 409
    assert "Written meanwhile" in values.read_text(encoding="utf-8")
    values.write_text(text, encoding="utf-8")


def test_a_school_that_goes_is_one_commit_and_stays_in_history(tmp_path: Path) -> None:
    root = tmp_path / "library"
    write_starter(root)
    git = keep_in_git(root)
    remove_at_desk(open_client(root), "school/beech-grove")
    assert git("show", "--name-status", "--format=%s").split() == [
        *["Removed", "the", "school", "Beech", "Grove", "School"],
        *["D", "variables/schools/beech-grove/adoptions.yml"],
        *["D", "variables/schools/beech-grove/school.yml"],
    ]
    assert git("status", "--short") == ""


def test_an_issued_version_is_withdrawn_with_a_reason_and_stays(root: Path, client: TestClient) -> None:
    version = root / "policies" / "photographs" / "2026-09.md"
    before = version.read_text(encoding="utf-8")
    seen = read_form(client, "/year/photographs?version=2026-09").fields["seen"]
    address = "/year/photographs/2026-09/withdraw"
    assert client.post(address, data={"seen": seen}).status_code == 400
    client.post(address, data={"seen": seen, "reason": "It is over: for good."})
    after = version.read_text(encoding="utf-8")
    version.write_text(before, encoding="utf-8")
    assert 'withdrawn: "It is over: for good."' in after
    assert after.partition("---\n{")[2] == before.partition("---\n{")[2]
