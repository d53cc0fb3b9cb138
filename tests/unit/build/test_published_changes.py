"""What changed, as it is published: the faces of one set of changes, with the same counts, beside each other;
what each adoption changed, and the feeds of it.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from clausewright.assemble.assembler import Assembler
from clausewright.assemble.sites import assemble_sites
from clausewright.build.assembled_library import assemble_library
from clausewright.build.change_sets import find_pair_before, index_adoptions, list_adoptions
from clausewright.build.options import BuildOptions, load_toolchain
from clausewright.model.dates import in_words
from clausewright.model.status import list_periods
from tests.conftest import TODAY, Built
from tests.support.atom import ATOM, check_atom
from tests.support.readback import read_html, read_pdf, read_word, words

OF_DECIDED = {"index.html", "changes.json", "changes.md"}
FACES = OF_DECIDED | {
    "changes.docx",
    "changes.pdf",
    "changes.csv",
    "changes.xlsx",
    "agenda.txt",
    "email.txt",
}


def all_folders(built: Built) -> list[Path]:
    """Every folder with a set of changes, but for the second addresses under latest/."""
    found = sorted(path.parent for path in built.public.rglob("changes.json"))
    return [path for path in found if "latest" not in path.parts]


def is_decided(built: Built, folder: Path) -> bool:
    """Say whether a set of changes is about a text that a school adopted."""
    parts = folder.relative_to(built.public).parts
    return parts[0] != "model" and parts[1] == "changes"


def folders(built: Built) -> list[Path]:
    """Those folders with what is to be decided."""
    return [folder for folder in all_folders(built) if not is_decided(built, folder)]


def adopted_folders(built: Built) -> dict[str, Path]:
    """Those folders with what was adopted, by their path in the output."""
    return {
        folder.relative_to(built.public).as_posix(): folder
        for folder in all_folders(built)
        if is_decided(built, folder)
    }


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
    assert len(model) >= 4
    asked = {
        f"{site.path}/{copy.id}/changes"
        for site in built.sites
        for copy in site.copies
        if copy.standing.proposed and copy.standing.adoption and site.showing.is_newest
    }
    assert found - model == asked
    assert len(asked) >= 2


def test_each_has_all_its_faces_in_the_manifest(built: Built) -> None:
    for folder in all_folders(built):
        faces = OF_DECIDED if is_decided(built, folder) else FACES
        assert {path.name for path in folder.iterdir() if path.is_file()} == faces
        for name in faces:
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
    for folder in all_folders(built):
        jsonschema.validate(data(folder), schema)


def test_a_spreadsheet_has_a_row_for_each_change_and_room_for_the_decision(built: Built) -> None:
    for folder in folders(built):
        changes = data(folder)["changes"]
        rows = list(csv.reader(io.StringIO((folder / "changes.csv").read_text(encoding="utf-8-sig"))))
        sheet = openpyxl.load_workbook(folder / "changes.xlsx").active
        assert sheet is not None
        cells = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
        assert [row[0] for row in rows] == [row[0] for row in cells]
        assert [row[0] for row in rows[1:]] == [str(change["number"]) for change in changes]
        decision = rows[0].index("Decision")
        assert {row[decision] for row in rows[1:]} == {""}
        [rule] = sheet.data_validations.dataValidation
        assert str(rule.sqref).startswith(f"{get_column_letter(decision + 1)}2")
        for row, change in zip(rows[1:], changes, strict=True):
            assert change["name"] in row
            assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)


def test_the_motion_and_the_e_mail_name_every_change(built: Built) -> None:
    """ "Nobody has to approve" stands beside those changes alone of which the effect says so."""
    for folder in folders(built):
        told = data(folder)
        for name in ("agenda.txt", "email.txt"):
            text = (folder / name).read_text(encoding="utf-8")
            assert {int(number) for number in re.findall(r"Change (\d+), ", text)} == set(
                range(1, told["counts"]["all"] + 1)
            )
            parts = re.split(r"^(For decision|To note|Nothing to do) \(\d+\)", text, flags=re.MULTILINE)
            for effect, part in zip(parts[1::2], parts[2::2], strict=True):
                codes = {change["number"]: change["effect"] for change in told["changes"]}
                expected = {"For decision": "decide", "To note": "note", "Nothing to do": "none"}[effect]
                listed = [int(number) for number in re.findall(r"^(?:- )?Change (\d+), ", part, re.MULTILINE)]
                assert {codes[number] for number in listed} == {expected}
        agenda = (folder / "agenda.txt").read_text(encoding="utf-8")
        assert agenda.count("Decision: ____") == told["counts"]["effect"].get("decide", 0)
        assert "\nThat the " in agenda


def test_why_a_clause_was_removed_and_what_stands_in_its_place_is_printed(built: Built) -> None:
    folder = built.public / "model/changes/social-media/2025-09-to-2026-09"
    [removed] = [change for change in data(folder)["changes"] if change["id"] == "c-platform-examples"]
    [facts] = [
        facts
        for facts in built.library.policies["social-media"].versions[-1].facts.removed
        if facts.clause == "platform-examples"
    ]
    assert removed["reason"] == facts.reason
    assert removed["instead"].startswith("In its place: 2.")
    page = " ".join(words(read_html((folder / "index.html").read_text(encoding="utf-8"))))
    texts = [page, *((folder / name).read_text(encoding="utf-8") for name in ("agenda.txt", "changes.csv"))]
    for text in texts:
        assert facts.reason in text
        assert removed["instead"] in text


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
    """The list at the head of the file is as long as the detail, of the model and of a school."""
    model = next(site for site in built.sites if site.school is None and site.showing.is_newest)
    school = next(site for site in built.sites if site.id == "kelpwick" and site.showing.is_newest)
    for site, id, folder in (
        (model, "mobile-devices", built.public / "model/changes/mobile-devices/2025-09-to-2026-09"),
        (school, "social-media", built.public / "kelpwick/changes/social-media/2026-10-08"),
    ):
        expected = data(folder)["counts"]["all"]
        for read, suffix in ((read_word, "docx"), (read_pdf, "pdf")):
            text = " ".join(words(read(built.public / site.path / "files" / f"{id}.{suffix}")))
            assert "What changed since September 2025" in text
            assert ("that were for decision" in text) == (site is school)
            listed = {int(number) for number in re.findall(r"Change (\d+), ", text)}
            assert listed == set(range(1, expected + 1))


# -- at each adoption ----------------------------------------------------------------------------------------


def test_what_each_adoption_changed_is_kept_and_led_to(built: Built) -> None:
    """From the page of the policy, also in the edition that showed it, and from the versions."""
    expected = {}
    for school in built.library.schools.values():
        for policy in built.library.policies.values():
            if policy.facts.publish == "internal":
                continue
            for period in list_periods(built.library, school, policy)[1:]:
                expected[f"{school.id}/changes/{policy.id}/{period.first}"] = period
    folders = adopted_folders(built)
    assert folders.keys() == expected.keys()
    assert len(folders) >= 10
    for path, period in expected.items():
        school_id, _, policy_id, day = path.split("/")
        history = (built.public / school_id / "latest/history/index.html").read_text(encoding="utf-8")
        assert f'href="../../changes/{policy_id}/{day}/index.html"' in history
        page = (folders[path] / "index.html").read_text(encoding="utf-8")
        assert in_words(period.first) in page
        assert "For decision" not in page
        for site in built.sites:
            for copy in site.copies:
                if site.id == school_id and copy.standing.adoption == period.adoption:
                    text = (built.public / site.path / policy_id / "index.html").read_text(encoding="utf-8")
                    assert f'href="../../changes/{policy_id}/{day}/index.html"' in text


def test_an_adoption_s_changes_are_those_of_the_school_s_own_texts(built: Built) -> None:
    """Each word of the school's own document, with its values and choices, is in the text after; the choice
    that it made tells of no clause that it does not have.
    """
    folder = built.public / "kelpwick/changes/social-media/2026-10-08"
    page = " ".join(words(read_html((folder / "index.html").read_text(encoding="utf-8"))))
    document = (built.public / "kelpwick/2026-27/social-media/index.html").read_text(encoding="utf-8")
    for clause in re.findall(r'<div class="clause[^"]*" id="([^"]+)"', document):
        assert clause in (folder / "index.html").read_text(encoding="utf-8")
    assert "Kelpwick Community Primary School" in page
    assert "[school name]" not in page


def test_equal_pairs_of_texts_are_compared_once(built: Built, tmp_path: Path) -> None:
    """A school whose texts before and after are another's shares the comparison, whatever its name, and on
    whatever days it decided.
    """
    school = built.library.schools["marram-sands"]
    later = [
        replace(
            adoption,
            facts=adoption.facts.model_copy(
                update={
                    "on": adoption.facts.on and adoption.facts.on + timedelta(days=1),
                    "from_day": adoption.facts.from_day and adoption.facts.from_day + timedelta(days=1),
                    "minute": f"{adoption.facts.minute}9",
                }
            ),
        )
        for adoption in school.adoptions
    ]
    twin = replace(school, id="twin", adoptions=tuple(later))
    library = replace(built.library, schools={"marram-sands": school, "twin": twin})
    options = BuildOptions(built.root, tmp_path, TODAY)
    assembled = assemble_library(library, options, load_toolchain(built.root))
    keys = [keyed.key for keyed in assembled.changes if keyed.pair.adoption]
    assert len(keys) == 6
    assert len(set(keys)) == 3


def test_policy_yml_can_say_that_no_list_of_changes_is_wanted(built: Built) -> None:
    """Neither a school's text nor the model's opens with one then."""
    assembler = Assembler(built.library)
    for site in assemble_sites(assembler, TODAY):
        adoptions = index_adoptions(list_adoptions(assembler, site))
        for copy in site.copies if site.id in ("kelpwick", "model") else ():
            before = find_pair_before(assembler, site, copy, adoptions)
            assert before is None or before.old.assembled.version.date < copy.assembled.version.date
            facts = copy.standing.policy.facts.model_copy(update={"list_changes": False})
            policy = replace(copy.standing.policy, facts=facts)
            silent = replace(copy, standing=replace(copy.standing, policy=policy))
            assert find_pair_before(assembler, site, silent, adoptions) is None


# -- feeds ---------------------------------------------------------------------------------------------------


def test_every_feed_is_atom_and_has_an_entry_for_each_text_and_review(built: Built) -> None:
    for site in built.sites:
        if not site.showing.is_newest:
            continue
        file = built.public / site.id / "changes/feed.xml"
        entries = check_atom(file.read_text(encoding="utf-8"))
        for entry in entries:
            target = entry.find(f"{ATOM}link")
            assert target is not None
            assert (file.parent / target.get("href", "")).resolve().is_file()
        days = {entry.findtext(f"{ATOM}updated", "")[:10] for entry in entries}
        if site.school:
            decided = {
                str(adoption.facts.on)
                for policy in built.library.policies.values()
                for adoption in built.library.adoptions(site.school, policy.id)
                if adoption.facts.status in ("adopted", "reviewed") and policy.facts.publish != "internal"
            }
            assert days == decided
            reviews = [entry for entry in entries if "reviewed" in (entry.findtext(f"{ATOM}title") or "")]
            assert len(reviews) == sum(
                adoption.facts.status == "reviewed" for adoption in built.library.schools[site.id].adoptions
            )
        else:
            assert any("in consultation" in (entry.findtext(f"{ATOM}title") or "") for entry in entries)


def test_a_page_leads_programs_to_its_feed(built: Built) -> None:
    for path in ("ashgrove/latest/index.html", "model/latest/social-media/index.html"):
        page = built.public / path
        [address] = re.findall(
            r'<link rel="alternate feed" type="application/atom\+xml"[^>]*href="([^"]+)"',
            page.read_text(encoding="utf-8"),
        )
        assert (page.parent / address).resolve().is_file()
