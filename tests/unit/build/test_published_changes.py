"""What changed, as it is published: five faces of one set of changes, with the same counts, beside each
other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.conftest import Built
from tests.support.readback import read_html, read_pdf, read_word, words

FACES = {"index.html", "changes.docx", "changes.pdf", "changes.json", "changes.md"}


def folders(built: Built) -> list[Path]:
    """Every folder with a set of changes, but for the second addresses under latest/."""
    found = sorted(path.parent for path in built.public.rglob("changes.json"))
    return [path for path in found if "latest" not in path.parts]


def data(folder: Path) -> Any:
    """The changes in a folder as data."""
    return json.loads((folder / "changes.json").read_text(encoding="utf-8"))


def test_every_two_versions_in_a_row_and_every_proposal_have_their_changes(built: Built) -> None:
    found = {folder.relative_to(built.public).as_posix() for folder in folders(built)}
    model = {path for path in found if path.startswith("model/changes/")}
    expected = {
        f"model/changes/{policy.id}/{old.name}-to-{new.name}"
        for policy in built.library.policies.values()
        for old, new in zip(policy.versions, policy.versions[1:], strict=False)
        if {old.facts.status, new.facts.status} <= {"issued", "consultation"}
    }
    assert model == expected
    assert len(model) == 4
    asked = {
        f"{site.path}/{copy.id}/changes"
        for site in built.sites
        for copy in site.copies
        if copy.standing.proposed and copy.standing.adoption and site.showing.is_newest
    }
    assert found - model == asked
    assert len(asked) >= 2


def test_each_has_all_five_faces_in_the_manifest(built: Built) -> None:
    for folder in folders(built):
        assert {path.name for path in folder.iterdir() if path.is_file()} == FACES
        for name in FACES:
            assert f"{folder.relative_to(built.public).as_posix()}/{name}" in built.manifest["files"]


def counts(text: str) -> Iterator[tuple[int, ...]]:
    """The sentence that says how many there are, as numbers: all, for decision, to note, with nothing to do."""
    for found in re.finditer(r"(\d+) changes?: ([^.]*)\.", text):
        parts = {
            name: int(number)
            for number, name in re.findall(r"(\d+) (for decision|to note|with nothing to do)", found[2])
        }
        yield (
            int(found[1]),
            *(parts.get(name, 0) for name in ("for decision", "to note", "with nothing to do")),
        )


@pytest.mark.parametrize("face", ["page", "Word", "PDF", "Markdown"])
def test_the_faces_agree_with_the_data(built: Built, face: str) -> None:
    for folder in folders(built):
        told = data(folder)["counts"]
        expected = (told["all"], *(told["effect"].get(name, 0) for name in ("decide", "note", "none")))
        match face:
            case "page":
                text = " ".join(words(read_html((folder / "index.html").read_text(encoding="utf-8"))))
            case "Word":
                text = " ".join(words(read_word(folder / "changes.docx")))
            case "PDF":
                text = " ".join(words(read_pdf(folder / "changes.pdf")))
            case _:
                text = (folder / "changes.md").read_text(encoding="utf-8").replace("**", "")
        assert next(counts(text)) == expected, folder
        listed = [int(number) for number in re.findall(r"Change (\d+), ", text)]
        assert set(listed) == set(range(1, told["all"] + 1)), folder


def test_the_data_fits_the_published_schema(built: Built) -> None:
    schema = json.loads((built.public / "model/changes/changes-1.schema.json").read_text(encoding="utf-8"))
    for folder in folders(built):
        jsonschema.validate(data(folder), schema)


def test_a_consultation_publishes_its_text_its_changes_and_its_day(built: Built) -> None:
    asked = [
        (policy, version)
        for policy in built.library.policies.values()
        for version in policy.versions
        if version.facts.status == "consultation"
    ]
    assert asked
    for policy, version in asked:
        [folder] = [
            one
            for one in folders(built)
            if one.parent.name == policy.id and one.name.endswith(f"-to-{version.name}")
        ]
        assert data(folder)["comment_by"]
        assert data(folder)["comment_by"] in (folder / "index.html").read_text(encoding="utf-8")
        page = built.public / "model/latest" / f"{policy.id}-consultation/index.html"
        assert f"changes/{policy.id}/{folder.name}/index.html" in page.read_text(encoding="utf-8")


def test_a_policy_that_opens_with_what_changed_lists_every_change(built: Built) -> None:
    """The switch list_changes: the list at the head of the file is as long as the detail."""
    site = next(site for site in built.sites if site.school is None and site.showing.is_newest)
    [copy] = [copy for copy in site.copies if copy.standing.policy.facts.list_changes]
    folder = next(one for one in folders(built) if one.parent.name == copy.id)
    expected = data(folder)["counts"]["all"]
    for read, suffix in ((read_word, "docx"), (read_pdf, "pdf")):
        text = " ".join(words(read(built.public / site.path / "files" / f"{copy.id}.{suffix}")))
        head = text[: text.index("Summary")] if "Summary" in text else text
        assert "What changed since September 2025" in text
        assert next(counts(head))[0] == expected
        assert [int(number) for number in sorted(re.findall(r"Change (\d+), ", text), key=int)] == list(
            range(1, expected + 1)
        )
