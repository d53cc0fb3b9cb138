"""Schools come into a library that is there: their Word files, made by the library itself, show again what each
school had, and nothing of the model is written.
"""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from clausewright.api import SchoolsInLibrary, SchoolsOptions, import_into_library
from clausewright.assemble.adoption import adopted_digest, school_choices
from clausewright.cli import run
from clausewright.load import load_library
from clausewright.model.library import Library
from tests.support.recovery import compare_libraries
from tests.support.small import AS_AT, tree

DAY = date.fromisoformat(AS_AT)
# What may be new: the schools, an authority that no copy names, the report, and files that every draft has.
_NEW = ("variables/schools/", "variables/authorities/authority-not-stated", "import/", ".git")
_LIBRARY = ("policies", "variables", "overrides", "mkdocs.yml")


@pytest.fixture(scope="module")
def drawer(small_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Word files of the small library, a folder a school."""
    folder = tmp_path_factory.mktemp("drawer")
    for files in sorted((small_once / "public").glob("*/latest/files")):
        school = files.parts[-3]
        if school != "model":
            shutil.copytree(
                files, folder / f"{school.title()} (!)", ignore=shutil.ignore_patterns("*.pdf", "*.zip")
            )
    return folder


@pytest.fixture(scope="module")
def bare(small_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small library without its schools."""
    root = tmp_path_factory.mktemp("bare") / "library"
    for part in _LIBRARY:
        source = small_once / part
        if source.is_dir():
            shutil.copytree(source, root / part)
        elif source.exists():
            shutil.copy(source, root / part)
    shutil.rmtree(root / "variables" / "schools")
    return root


@pytest.fixture(scope="module")
def imported(drawer: Path, bare: Path, tmp_path_factory: pytest.TempPathFactory) -> SchoolsInLibrary:
    """All schools of the small library, imported into it."""
    into = tmp_path_factory.mktemp("imported") / "library"
    return import_into_library(SchoolsOptions([drawer], DAY, into), bare)


def _load(root: Path) -> Library:
    return load_library(root)[0]


def test_every_school_is_what_it_was(small_once: Path, imported: SchoolsInLibrary) -> None:
    """Values that the documents print, choices, own wordings and decisions are found, and none is invented."""
    assert imported.is_written, imported.problems
    recovered = compare_libraries(_load(small_once), _load(imported.folder), DAY)
    assert {kind: (found.missed, found.invented) for kind, found in recovered.items()} == {
        "value": ([], []),
        "word": ([], []),
        "choice": ([], []),
        "amendment": ([], []),
        "adoption": ([], []),
    }
    assert all(found.there for kind, found in recovered.items() if kind != "amendment")


def test_each_document_is_the_schools_own_again(imported: SchoolsInLibrary) -> None:
    assert [proof.differences for proof in imported.proofs] == [()] * len(imported.proofs)
    assert len(imported.proofs) == 5


def test_a_decision_has_the_digest_of_what_was_decided(small_once: Path, imported: SchoolsInLibrary) -> None:
    """Law 6: what a school adopted can be told from what it has later."""
    before, after = _load(small_once), _load(imported.folder)
    digests = {}
    for id, school in after.schools.items():
        for adoption in school.adoptions:
            if adoption.facts.status == "adopted":
                digests[id, adoption.policy, adoption.facts.version] = adoption.facts.digest
    assert len(digests) > 3
    for (id, name, version), digest in digests.items():
        policy = before.policies[name]
        choices = school_choices(before, before.schools[id], DAY)
        adopted = next(known for known in policy.versions if known.name == version)
        assert digest == adopted_digest(before, policy, adopted, choices)
    assert not [problem for problem in imported.problems if "digest" in problem.message]


_LISTENER = """---
title: Who listens
concept: who-listens
strength: information
applies_to: [pupil]
---
{{ role.head }} listens to every worry{% if given("role.head.phone") %}, on {{ role.head.phone }}{% endif %}
{%- if given("role.head.email") %}, at {{ role.head.email }}{% elif not given("role.head.phone") %},
in the room beside the hall{% endif %}, and writes down what was said.
"""


def test_a_value_that_a_school_does_not_have_is_seen(bare: Path, tmp_path: Path) -> None:
    """Where a clause says something else without a value, the copy shows which values there are."""
    root = tmp_path / "library"
    shutil.copytree(bare, root)
    (root / "policies" / "clauses" / "who-listens").mkdir()
    (root / "policies" / "clauses" / "who-listens" / "2025-09.md").write_text(_LISTENER, encoding="utf-8")
    (root / "policies" / "worries").mkdir()
    (root / "policies" / "worries" / "policy.yml").write_text(
        "title: Worries policy\nowner: Grove Trust office\napprover: board\nreview_months: 12\n"
        'audience: [pupil]\nnumbering: "1.1"\n',
        encoding="utf-8",
    )
    (root / "policies" / "worries" / "2025-09.md").write_text(
        '---\nstatus: draft\nsummary: New.\n---\n{{ adoption() }}\n\n## Who listens to a worry\n\n{{ clause("who-listens") }}\n',
        encoding="utf-8",
    )
    contacts = {
        "ash": ", at una@ash.example",
        "elm": ", on 01632 960123",
        "oak": ", in the room beside the hall",
        "yew": ", on 01632 960124, at una@yew.example",
    }
    for id, contact in contacts.items():
        (tmp_path / "copies" / id).mkdir(parents=True)
        (tmp_path / "copies" / id / "worries.md").write_text(
            "# Worries policy\n\n## Who listens to a worry\n\n### Who listens\n\nUna Prior listens to every"
            f" worry{contact}, and writes down what was said.\n",
            encoding="utf-8",
        )
    options = SchoolsOptions([tmp_path / "copies"], DAY, tmp_path / "into")
    result = import_into_library(options, root)
    assert result.is_written, result.problems
    assert result.remarks == ()
    assert [proof.differences for proof in result.proofs] == [()] * 4


def test_nothing_of_the_model_is_written(bare: Path, imported: SchoolsInLibrary) -> None:
    before, after = tree(bare), tree(imported.folder)
    new = after.keys() - before.keys()
    assert {path: after[path] for path in before} == before
    assert [path for path in sorted(new) if not path.startswith(_NEW)] == []


def test_a_school_that_is_there_is_left_as_it_is(
    small_once: Path, drawer: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the copies say otherwise than the library is told, and not written over."""
    root = tmp_path / "library"
    for part in _LIBRARY:
        if (small_once / part).is_dir():
            shutil.copytree(small_once / part, root / part)
        elif (small_once / part).exists():
            shutil.copy(small_once / part, root / part)
    file = root / "variables" / "schools" / "birch" / "school.yml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("01632 960201", "01632 960999"), encoding="utf-8"
    )
    into = tmp_path / "into"
    command = ["import", "--as-schools", str(drawer), "--library", str(root), "--as-at", AS_AT]
    assert run([*command, "--into", str(into)]) == 0
    printed = capsys.readouterr().out
    assert "01632 960201" in printed
    assert "01632 960999" in printed
    assert (into / "variables" / "schools" / "birch" / "school.yml").read_bytes() == file.read_bytes()
    assert sorted(path.name for path in (into / "variables" / "schools").iterdir()) == [
        "birch",
        "cedar",
        "maple",
    ]


_OAK = """# Mobile phones policy

## Purpose

### Why we have this policy

A lesson without phones is a calmer lesson, and the bursar keeps a list of them.
This policy follows *Behaviour in schools* (Department for Example, 2024).

### Who this covers

This policy covers all staff and pupils of Oak Junior School.

## Phones in the day

### Phones stay in bags

Pupils must keep a phone in their bag, switched off, from the first bell to the last.
The same holds on a visit, unless clause 2.2 applies.

### Urgent messages

A family may ring 01632 960777 with an urgent message, or write to one of these:

| Name | Address |
|---|---|
| The office | office@oak.example |

## Help

### Who to ask

Ask Una Prior, the head of Oak Junior School.
"""


def test_an_own_wording_becomes_an_amendment_with_its_base(
    drawer: Path, bare: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A clause that schools may amend, in other words; answered `model`, it is the model's after all."""
    copies = tmp_path / "copies"
    (copies / "oak").mkdir(parents=True)
    (copies / "oak" / "phones.md").write_text(_OAK, encoding="utf-8")
    shutil.copytree(drawer / "Maple (!)", copies / "maple")
    into = tmp_path / "into"
    command = ["import", "--as-schools", str(copies), "--library", str(bare), "--as-at", AS_AT]
    assert run([*command, "--into", str(into)]) == 0, capsys.readouterr()
    (amendment,) = into.glob("variables/schools/oak/amendments/*/*.md")
    text = amendment.read_text(encoding="utf-8")
    assert amendment.parent.name == "phones-purpose"
    assert "amends: 2025-09" in text
    assert "the bursar" in text
    report = into / "import" / "report.xlsx"
    book = load_workbook(report)
    (row,) = (row for row in book["Decisions"].iter_rows(min_row=2) if str(row[0].value).startswith("amend"))
    row[4].value = "model"
    book.save(report)
    again = tmp_path / "again"
    assert run(["import", "--resume", str(report), "--into", str(again), "--as-at", AS_AT]) == 0
    assert not list(again.glob("variables/schools/oak/amendments/*/*.md"))
