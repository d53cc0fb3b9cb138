"""`new` makes a library that works where it is hosted, and never writes over what somebody has."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import load_workbook
from packaging.requirements import Requirement

from clausewright.cli import new, run
from clausewright.edit.json_schema import make_json_schema
from clausewright.edit.library_files import STARTER
from clausewright.edit.new_library import HOSTS
from clausewright.load import load_library
from tests.support import REPOSITORY
from tests.support.small import tree


def read_workflows(folder: Path) -> dict[str, Any]:
    """Every file that a host runs, by its path."""
    paths = [*folder.glob(".github/workflows/*.yml"), *folder.glob(".gitlab-ci.yml")]
    return {
        path.relative_to(folder).as_posix(): yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in paths
    }


def list_scripts(workflow: Any) -> list[str]:
    """Every line of shell that a workflow runs."""
    if isinstance(workflow, dict):
        lines: list[str] = []
        for key, value in workflow.items():
            if key in ("run", "script", "before_script"):
                lines += value if isinstance(value, list) else str(value).splitlines()
            else:
                lines += list_scripts(value)
        return lines
    return [line for item in workflow for line in list_scripts(item)] if isinstance(workflow, list) else []


@pytest.mark.parametrize("host", HOSTS)
def test_a_host_installs_the_pinned_tool_checks_and_builds(host: str, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    assert run(["new", str(folder), "--host", host, "--tool", "clausewright==0.1.0"]) == 0
    workflows = read_workflows(folder)
    assert bool(workflows) == (host != "none")
    lines = [line for workflow in workflows.values() for line in list_scripts(workflow)]
    if host != "none":
        assert any("--requirement requirements.txt" in line for line in lines)
        assert "clausewright build" in lines
        assert any(line.startswith("clausewright check") for line in lines)
        required = (folder / "requirements.txt").read_text(encoding="utf-8").splitlines()
        assert [line for line in required if not line.startswith("#")] == [
            "clausewright==0.1.0",
            "--constraint constraints.txt",
        ]
        pins = (folder / "constraints.txt").read_text(encoding="utf-8").splitlines()[1:]
        assert {"mkdocs-material", "typst"} <= {Requirement(pin).name for pin in pins}
        owners = next(folder.glob(".git*/CODEOWNERS")).read_text(encoding="utf-8")
        assert all(line.startswith("#") for line in owners.splitlines())
        for place in re.findall(r"^# /(\S+)", owners, re.MULTILINE):
            if "trust" not in place and place != "policies/effects.yml":
                assert (folder / place).exists(), place
    # A command that a workflow runs exists, and takes these options.
    for line in lines:
        if line.startswith("clausewright") and "diff" not in line:
            assert line.split()[1] in ("check", "build")
    settings = json.loads((folder / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    for schema, patterns in settings["yaml.schemas"].items():
        assert (folder / schema).is_file()
        assert any(list(folder.glob(pattern)) for pattern in patterns)


def test_the_shipped_starter_has_the_schema_that_its_variables_make() -> None:
    library, problems = load_library(STARTER)
    assert problems == ()
    text = (STARTER / "variables" / "values.schema.json").read_text(encoding="utf-8")
    assert text == make_json_schema(library.schema, tuple(library.authorities), tuple(library.trusts))


def test_what_is_there_stays_and_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "README.md").write_text("Mine.\n", encoding="utf-8")
    (tmp_path / ".gitignore").write_text("secret.txt", encoding="utf-8")
    (tmp_path / "old policy.docx").write_bytes(b"PK")
    assert run(["new", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "Left as they were: README.md." in said
    assert "Added lines to .gitignore." in said
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == "Mine.\n"
    assert (tmp_path / ".gitignore").read_text(encoding="utf-8").startswith("secret.txt\n/public/\n")
    before = tree(tmp_path)
    assert run(["new", str(tmp_path)]) == 0
    assert "has all of it already; nothing was written" in capsys.readouterr().out
    assert tree(tmp_path) == before


def test_what_a_company_begins_with_says_nothing_of_schools(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root, library = tmp_path / "ours", ["--library", str(tmp_path / "ours")]
    assert run(["new", str(root), "--empty", "--title", "Ours", "--unit", "company/companies"]) == 0
    assert run(["new-school", "oak", "--name", "Oak Ltd", *library]) == 0
    assert run(["new-policy", "gifts", "--title", "Gifts", "--owner", "HR", *library]) == 2
    assert "Add --approver, such as 'head', 'governing_body'" in capsys.readouterr().err
    assert run(["values", "export", str(tmp_path / "values.xlsx"), *library]) == 0
    book = load_workbook(tmp_path / "values.xlsx")
    cells = [
        str(cell.value) for sheet in book if sheet.sheet_state == "visible" for row in sheet for cell in row
    ]
    read = [path for path in root.rglob("*") if path.suffix in (".yml", ".md")]
    texts = [*cells, *book.sheetnames, *(path.read_text(encoding="utf-8") for path in read)]
    # Keys of files, and the commands, are the same whoever adopts.
    key = r"school\.\w+|word\.\w+|\bschool\b(?=[:}])|new-school|school\.yml|set_by: school|^school$|governing_body"
    words = re.compile(r"schools?|governing|governors?|pupils?|headteachers?|council", re.IGNORECASE)
    assert {found[0] for text in texts for found in words.finditer(re.sub(key, "", text))} == set()


def test_a_library_is_given_a_host_later_and_nothing_else(tmp_path: Path) -> None:
    run(["new", str(tmp_path)])
    (tmp_path / "policies" / "terms.yml").unlink()
    before = tree(tmp_path)
    assert run(["new", str(tmp_path), "--host", "gitlab"]) == 0
    after = tree(tmp_path)
    assert before.items() <= after.items()
    assert set(after) - set(before) == {
        ".gitlab-ci.yml",
        ".gitlab/CODEOWNERS",
        "requirements.txt",
        "constraints.txt",
    }


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("policies/exclusions.docx", "has a folder policies/ with files in it"),
        ("variables/x.txt", "has a folder variables/ with files in it"),
        ("mkdocs.yml", "has a mkdocs.yml of its own"),
    ],
)
def test_a_folder_whose_files_would_be_mixed_up_is_refused(
    name: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("Mine.\n", encoding="utf-8")
    before = tree(tmp_path)
    assert run(["new", str(tmp_path)]) == 2
    assert told in capsys.readouterr().err
    assert tree(tmp_path) == before
    assert run(["new", str(tmp_path / name)]) == 2
    assert tree(tmp_path) == before


class Record:
    """What pip remembers of an installed package."""

    def __init__(self, direct_url: str | None) -> None:
        self.direct_url = direct_url

    def read_text(self, _: str) -> str | None:
        return self.direct_url


@pytest.mark.parametrize(
    ("direct_url", "line"),
    [
        (None, "clausewright==0.1.0"),
        (
            '{"url": "https://git.example/clausewright", "vcs_info": {"vcs": "git", "commit_id": "0a1b2c"}}',
            "clausewright @ git+https://git.example/clausewright@0a1b2c",
        ),
        (
            '{"url": "https://files.example/c.whl", "archive_info": {}}',
            "clausewright @ https://files.example/c.whl",
        ),
        ('{"url": "file:///home/me/clausewright", "dir_info": {"editable": true}}', ""),
    ],
)
def test_the_workflow_installs_the_copy_that_wrote_it_or_asks(
    direct_url: str | None, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(new, "distribution", lambda _: Record(direct_url))
    run(["new", str(tmp_path), "--host", "github"])
    text = (tmp_path / "requirements.txt").read_text(encoding="utf-8")
    assert (line in text.splitlines()) if line else ("# clausewright @ git+https://HOST/" in text)


def test_the_lock_file_goes_into_the_package() -> None:
    assert (
        '"requirements.lock" = "clausewright/requirements.lock"'
        in (REPOSITORY / "pyproject.toml").read_text()
    )
