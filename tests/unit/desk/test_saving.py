"""What a form writes is what the command would write; what somebody changed meanwhile is never written over."""

from __future__ import annotations

from pathlib import Path

import pytest

from clausewright.desk.placeholders import Placeholders, UnknownPlaceholderError
from clausewright.edit.library_files import write_starter
from clausewright.load import load_library
from clausewright.model.library import Library
from tests.support.desk import keep_in_git, open_client, read_form
from tests.support.small import tree

VALUES = "/values/school/ashford-lane"
SCHOOL = "variables/schools/ashford-lane/school.yml"
WORDING = "/schools/ashford-lane/wordings/photographs-purpose"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small library to work on, in which schools may word one clause themselves."""
    library = tmp_path / "library"
    write_starter(library)
    clause = library / "policies" / "clauses" / "photographs-purpose" / "2026-09.md"
    text = clause.read_text(encoding="utf-8").replace("editing: fields ", "editing: free ")
    clause.write_text(text, encoding="utf-8")
    return library


def read(root: Path, path: str) -> str:
    return (root / path).read_text(encoding="utf-8")


def test_a_value_is_changed_in_its_place_and_every_other_byte_stays(root: Path) -> None:
    before = read(root, SCHOOL)
    client = open_client(root)
    form = read_form(client, VALUES)
    client.post(form.action, data=form.filled(**{"role.chair:name": "D. Newly"}))
    assert read(root, SCHOOL) == before.replace("C. Sample", "{name: D. Newly}")


def test_a_form_that_nobody_changed_writes_nothing(root: Path) -> None:
    before = tree(root)
    client = open_client(root)
    form = read_form(client, VALUES)
    answer = client.post(form.action, data=form.filled())
    assert "Nothing was changed" in answer.text
    assert tree(root) == before


def test_with_a_day_what_held_until_then_is_kept(root: Path) -> None:
    client = open_client(root)
    form = read_form(client, VALUES)
    answer = client.post(
        form.action, data=form.filled(start="2027-03-01", **{"school.email:": "new@ashford.example"})
    )
    assert "From 1 March 2027: new@ashford.example" in answer.text
    assert (
        "- {value: office@ashford-lane.example}\n    - {from: 2027-03-01, value: new@ashford.example}"
        in read(root, SCHOOL)
    )


def test_a_value_that_cannot_be_is_told_beside_its_box_and_what_was_typed_stays(root: Path) -> None:
    before = tree(root)
    client = open_client(root)
    form = read_form(client, VALUES)
    typed = {"school.email:": "nobody", "role.chair:name": "D. Newly"}
    answer = client.post(form.action, data=form.filled(**typed))
    assert answer.status_code == 422
    assert "which is not an e-mail address" in answer.text
    assert 'value="D. Newly"' in answer.text
    assert tree(root) == before


def test_two_windows_and_an_edit_on_disk_are_noticed_and_nothing_is_written_over(root: Path) -> None:
    client = open_client(root)
    form = read_form(client, VALUES)
    later = read(root, SCHOOL).replace("C. Sample", "E. Elsewhere")
    (root / SCHOOL).write_text(later, encoding="utf-8")
    answer = client.post(form.action, data=form.filled(**{"school.email:": "new@ashford.example"}))
    assert answer.status_code == 409
    assert "E. Elsewhere" in answer.text
    assert "new@ashford.example" in answer.text
    assert read(root, SCHOOL) == later


def test_saving_mine_after_all_changes_only_what_i_changed(root: Path) -> None:
    client = open_client(root)
    form = read_form(client, VALUES)
    (root / SCHOOL).write_text(read(root, SCHOOL).replace("C. Sample", "E. Elsewhere"), encoding="utf-8")
    refused = client.post(form.action, data=form.filled(**{"school.email:": "new@ashford.example"}))
    assert refused.status_code == 409
    fields = form.filled(**{"school.email:": "new@ashford.example"})
    fields["seen"] = read_form(client, VALUES).fields["seen"]
    assert client.post(form.action, data=fields).status_code == 200
    assert "E. Elsewhere" in read(root, SCHOOL)
    assert "new@ashford.example" in read(root, SCHOOL)


def test_an_own_wording_is_an_amendment_with_its_reason(root: Path) -> None:
    client = open_client(root)
    form = read_form(client, WORDING)
    text = form.fields["text"][0].replace("glad", "proud")
    assert "‹school name›" in text
    answer = client.post(form.action, data=form.filled(text=text, reason="Our own word."))
    assert answer.status_code == 200
    written = read(root, "variables/schools/ashford-lane/amendments/photographs-purpose/2026-11-21.md")
    assert written.startswith("---\namends: 2026-09\naction: replace\nreason: Our own word.\n---\n")
    assert "{{ school.name }} is proud" in written


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"text": "‹schol name› is ours.", "reason": "So."}, "Did you mean ‹school name›?"),
        ({"text": "Ours.", "reason": ""}, "Say why"),
        ({"text": "Ours {{ school.nam }}.", "reason": "So."}, "&#x27;school.nam&#x27;"),
    ],
)
def test_a_wording_that_cannot_be_is_refused_and_kept_in_its_box(
    root: Path, typed: dict[str, str], sentence: str
) -> None:
    before = tree(root)
    client = open_client(root)
    form = read_form(client, WORDING)
    answer = client.post(form.action, data=form.filled(**typed))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert tree(root) == before


def test_a_clause_that_is_the_models_alone_cannot_be_worded_by_a_school(root: Path) -> None:
    before = tree(root)
    client = open_client(root)
    address = "/schools/ashford-lane/wordings/photographs-consent"
    assert "its words are the model’s" in client.get(address).text
    sent = {"seen": "- variables/schools/ashford-lane/amendments/photographs-consent/2026-11-21.md"}
    answer = client.post(address, data={**sent, "action": "replace", "text": "Ours.", "reason": "So."})
    assert answer.status_code == 422
    assert tree(root) == before


def test_each_step_is_one_commit_of_its_own_files_where_the_library_is_in_git(root: Path) -> None:
    git = keep_in_git(root)
    (root / "policies" / "terms.yml").write_text(
        read(root, "policies/terms.yml") + "# mine\n", encoding="utf-8"
    )
    git("add", "policies/terms.yml")
    client = open_client(root)
    form = read_form(client, VALUES)
    client.post(form.action, data=form.filled(**{"role.chair:name": "D. Newly"}))
    assert git("show", "--name-only", "--format=%s").split("\n\n") == [
        "Ashford Lane Primary School: chair of governors",
        f"{SCHOOL}\n",
    ]
    assert git("diff", "--cached", "--name-only") == "policies/terms.yml\n"


def test_every_text_comes_back_byte_for_byte_from_its_placeholders(library: Library) -> None:
    placeholders = Placeholders(library)
    bodies = [revision.body.text for clause in library.clauses.values() for revision in clause.revisions]
    bodies += [version.body.text for policy in library.policies.values() for version in policy.versions]
    shown = [placeholders.show(body) for body in bodies]
    assert [placeholders.read(text) for text in shown] == bodies
    # Only what puts clauses together has tags that are no placeholders.
    assert [text for text in shown if "{" in text and "clause(" not in text] == []


def test_every_placeholder_that_is_offered_stands_for_something(library: Library) -> None:
    placeholders = Placeholders(library)
    for group in placeholders.list_inserts():
        for insert in group.inserts if group.title != "Pictures" else ():
            assert placeholders.read(insert.placeholder) != insert.placeholder


@pytest.mark.parametrize(
    "text", ["‹nothing of the kind›", "one ‹ alone", "‹school name", "‹only if school name›"]
)
def test_a_bracket_that_stands_for_nothing_is_named(text: str, small_library: Library) -> None:
    with pytest.raises(UnknownPlaceholderError):
        Placeholders(small_library).read(text)


@pytest.fixture(scope="module")
def small_library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The starter library, loaded."""
    root = tmp_path_factory.mktemp("starter")
    write_starter(root)
    return load_library(root)[0]
