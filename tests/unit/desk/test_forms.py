"""What the forms of fields, sources, terms, years, pictures and settings write into their files; comments there
stay, and what cannot be read is never written.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from clausewright.edit.library_files import write_starter
from clausewright.load import load_library
from clausewright.model.values import Kind
from tests.support.desk import FormReader, open_client, read_form
from tests.support.small import tree

PICTURE = Path(__file__).parents[3] / "docs" / "pages" / "pictures" / "front.png"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The starter library."""
    write_starter(tmp_path / "library")
    return tmp_path / "library"


@pytest.mark.parametrize(
    ("typed", "key", "kind"),
    [
        ({"label": "Start of the day", "example": "8.45 am"}, "school.start_of_the_day", Kind.TEXT),
        ({"label": "First aider", "type": "person"}, "role.first_aider", Kind.PERSON),
        (
            {"label": "Phones", "type": "choice", "options": "never: no phone\nhanded in"},
            "choice.phones",
            Kind.CHOICE,
        ),
        ({"label": "Late buses", "type": "flag"}, "choice.late_buses", Kind.FLAG),
        ({"label": "Tutor", "type": "words", "singular": "tutor"}, "word.tutor", Kind.WORDS),
        ({"label": "Gates", "type": "list", "columns": "place\nphone: phone"}, "school.gates", Kind.LIST),
    ],
)
def test_a_new_field_is_one_more_line_of_the_schema(
    root: Path, typed: dict[str, str], key: str, kind: Kind
) -> None:
    schema = root / "variables" / "schema.yml"
    before = schema.read_text(encoding="utf-8")
    client = open_client(root)
    form = read_form(client, "/fields/new")
    answer = client.post(form.action, data=form.filled(help="What it means: this.", **typed))
    assert answer.status_code == 200, answer.text
    assert schema.read_text(encoding="utf-8").startswith(before)
    variable = load_library(root)[0].schema[key]
    assert (variable.kind, variable.example) == (kind, typed.get("example", ""))
    assert client.get(f"/fields/{key}").status_code == 200


def test_a_changed_field_keeps_its_line_and_its_comments(root: Path) -> None:
    schema = root / "variables" / "schema.yml"
    before = schema.read_text(encoding="utf-8")
    client = open_client(root)
    form = read_form(client, "/fields/school.email")
    client.post(form.action, data=form.filled(help="Where the office is written to."))
    changed = before.replace('"The office\'s address."', "Where the office is written to.")
    assert schema.read_text(encoding="utf-8") == changed


@pytest.mark.parametrize(
    ("address", "typed"),
    [
        ("/fields/new", {"label": "Phones", "type": "choice", "options": "never", "help": "Why?"}),
        ("/fields/new", {"label": "School name", "type": "text", "help": "Again."}),
        ("/fields/new", {"label": "Gates", "type": "list", "columns": "place: tree", "help": "Where."}),
        ("/sources/new", {"id": "Kc Sie", "title": "A", "issuer": "B", "from 0": "2026-09-01"}),
        ("/sources/new", {"id": "other", "title": "A", "issuer": "B", "from 0": "soon"}),
        ("/terms/new", {"id": "badge", "term": "badge", "meaning": "A ‹bagde›."}),
        ("/editions/new", {"id": "2026-27", "title": "Again", "from": "2027-09-01"}),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_written(
    root: Path, address: str, typed: dict[str, str]
) -> None:
    before = tree(root)
    client = open_client(root)
    form = read_form(client, address)
    answer = client.post(form.action, data=form.filled(**typed))
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert tree(root) == before


def test_a_source_gets_its_next_edition_and_its_comments_stay(root: Path) -> None:
    client = open_client(root)
    form = read_form(client, "/sources/kcsie")
    client.post(form.action, data=form.filled(**{"label 1": "2026", "from 1": "2026-09-01"}))
    library, problems = load_library(root)
    assert [edition.label for edition in library.citations["kcsie"].facts.editions] == ["2025", "2026"]
    assert problems == ()
    assert (root / "policies" / "citations.yml").read_text(encoding="utf-8").startswith("# Guidance and law")


def test_terms_and_years_are_added_below_those_that_are_there(root: Path) -> None:
    client = open_client(root)
    term = read_form(client, "/terms/new")
    client.post(term.action, data=term.filled(id="badge", term="badge", meaning="What a ‹pupil› wears."))
    client.post("/editions/new", data=read_form(client, "/editions/new").filled())
    library, problems = load_library(root)
    assert library.terms["badge"].facts.meaning == "What a {{ word.pupil }} wears."
    assert [edition.id for edition in library.editions] == ["2026-27", "2027-28"]
    assert problems == ()


def test_a_picture_is_kept_under_its_name_and_never_over_another(root: Path) -> None:
    client = open_client(root)
    for expected in (200, 422):
        sent = {"file": ("Front Page.PNG", PICTURE.read_bytes())}
        assert client.post("/pictures", files=sent).status_code == expected
    assert client.get("/picture/images/front-page.png").headers["content-type"] == "image/png"
    answer = client.post("/schools/ashford-lane/pictures", files={"file": ("logo.png", b"no picture")})
    assert "no PNG or JPEG picture" in answer.text


def test_settings_change_the_words_of_every_page(root: Path) -> None:
    client = open_client(root)
    form = read_form(client, "/settings")
    client.post(form.action, data=form.filled(title="Our rules", singular="clinic", plural="clinics"))
    page = client.get("/").text
    assert "<strong>Our rules</strong>" in page
    assert "Clinics" in page
    assert "Schools" not in client.get("/schools").text


def test_a_heading_of_a_draft_is_renamed_and_nothing_else_changes(root: Path) -> None:
    client = open_client(root)
    begins = read_form(client, "/model/photographs")
    client.post(begins.action, data=begins.filled(version="2027-09", summary="New."))
    draft = root / "policies" / "photographs" / "2027-09.md"
    before = draft.read_text(encoding="utf-8")
    form = read_form(client, "/model/photographs/2027-09")
    number = next(name for name in form.fields if name.startswith("heading ")).partition(" ")[2]
    typed = {f"heading {number}": "Why ‹school name> has it", "do": f"rename {number}"}
    assert client.post(form.action, data=form.filled(**typed)).status_code == 422
    typed[f"heading {number}"] = "Why ‹school name› has *it*"
    client.post(form.action, data=form.filled(**typed))
    renamed = before.replace("## Purpose", "## Why {{ school.name }} has \\*it\\*")
    assert draft.read_text(encoding="utf-8") == renamed


def test_a_fact_on_which_an_issued_version_rests_is_not_changed(root: Path) -> None:
    before = tree(root)
    client = open_client(root)
    page = client.get("/model/photographs").text
    form = next(form for form in FormReader(page).forms if form.action == "/model/photographs")
    answer = client.post(form.action, data=form.filled(title="Pictures"))
    assert answer.status_code == 422
    assert "changes the policy&#x27;s title" in answer.text
    assert tree(root) == before
