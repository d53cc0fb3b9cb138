"""Where files stand and what they are called: what nothing would read is named, with what was meant; what
systems leave behind is passed over; what is no plain file is refused, and nothing ever waits for it.
"""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from clausewright.check import check
from clausewright.errors import ClausewrightError, Problem
from clausewright.load import load_library
from clausewright.override_files import shipped_overrides
from tests.support.small import AS_AT, copied

SCHOOL, TRUST = "variables/schools/birch", "variables/trusts/grove"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the small library."""
    return copied(tmp_path / "library")


def problems_in(root: Path) -> dict[str, Problem]:
    """What loading a library finds, by path; nothing here has two problems in one file."""
    _, problems = load_library(root)
    assert len({problem.path for problem in problems}) == len(problems)
    return {problem.path: problem for problem in problems}


def move(old: str, new: str) -> Callable[[Path], None]:
    def act(root: Path) -> None:
        (root / old).rename(root / new)

    return act


def copy(old: str, new: str) -> Callable[[Path], None]:
    def act(root: Path) -> None:
        shutil.copy(root / old, root / new)

    return act


def write(new: str) -> Callable[[Path], None]:
    def act(root: Path) -> None:
        (root / new).parent.mkdir(parents=True, exist_ok=True)
        (root / new).write_text("x\n", encoding="utf-8")

    return act


MISNAMED: tuple[tuple[Callable[[Path], None], str, str], ...] = (
    (move(f"{SCHOOL}/adoptions.yml", f"{SCHOOL}/adoption.yml"), f"{SCHOOL}/adoption.yml", "adoptions.yml"),
    (move(f"{SCHOOL}/adoptions.yml", f"{SCHOOL}/adoptions.yaml"), f"{SCHOOL}/adoptions.yaml", "adoptions.yml"),
    (move(f"{SCHOOL}/adoptions.yml", f"{SCHOOL}/Adoptions.YML"), f"{SCHOOL}/Adoptions.YML", "adoptions.yml"),
    (move(f"{SCHOOL}/adoptions.yml", f"{SCHOOL}/adpotions.yml"), f"{SCHOOL}/adpotions.yml", "adoptions.yml"),
    (move(f"{SCHOOL}/adoptions.yml", f"{SCHOOL}/adoptions.yml.txt"), f"{SCHOOL}/adoptions.yml.txt", "adoptions.yml"),
    (move(f"{SCHOOL}/school.yml", f"{SCHOOL}/school.yaml"), f"{SCHOOL}/school.yaml", "school.yml"),
    (move(f"{TRUST}/trust.yml", f"{TRUST}/trsut.yml"), f"{TRUST}/trsut.yml", "trust.yml"),
    (move("variables/schema.yml", "variables/Schema.yml"), "variables/Schema.yml", "schema.yml"),
    (move("variables/authorities/rivermouth.yml", "variables/authorities/rivermouth.yaml"), "variables/authorities/rivermouth.yaml", "rivermouth.yml"),
    (move("policies/terms.yml", "policies/term.yml"), "policies/term.yml", "terms.yml"),
    (move("policies/visits/policy.yml", "policies/visits/Policy.yaml"), "policies/visits/Policy.yaml", "policy.yml"),
    (copy(f"{SCHOOL}/school.yml", f"{SCHOOL}/school-LAPTOP7.yml"), f"{SCHOOL}/school-LAPTOP7.yml", "school.yml"),
    (copy(f"{SCHOOL}/school.yml", f"{SCHOOL}/school (Ann's conflicted copy 2026-09-01).yml"), f"{SCHOOL}/school (Ann's conflicted copy 2026-09-01).yml", "school.yml"),
    (copy(f"{SCHOOL}/school.yml", f"{SCHOOL}/school.sync-conflict-20260901-101112-ABCDEFG.yml"), f"{SCHOOL}/school.sync-conflict-20260901-101112-ABCDEFG.yml", "school.yml"),
    (copy(f"{SCHOOL}/school.yml", f"{SCHOOL}/Copy of school.yml"), f"{SCHOOL}/Copy of school.yml", "school.yml"),
    (copy(f"{SCHOOL}/school.yml", f"{SCHOOL}/school - Copy (2).yml"), f"{SCHOOL}/school - Copy (2).yml", "school.yml"),
    (copy(f"{SCHOOL}/school.yml", f"{SCHOOL}/school.yml~"), f"{SCHOOL}/school.yml~", "school.yml"),
    (copy(f"{SCHOOL}/school.yml", f"{SCHOOL}/#school.yml#"), f"{SCHOOL}/#school.yml#", "school.yml"),
    (copy(f"{SCHOOL}/school.yml", f"{SCHOOL}/school.yml.orig"), f"{SCHOOL}/school.yml.orig", "school.yml"),
    (copy("variables/schema.yml", "variables/schema (1).yml"), "variables/schema (1).yml", "schema.yml"),
    (copy("policies/phones/2026-09.md", "policies/phones/2026-09 (1).md"), "policies/phones/2026-09 (1).md", "2026-09.md"),
    (copy("policies/phones/2026-09.md", "policies/phones/2026-09-LAPTOP7.md"), "policies/phones/2026-09-LAPTOP7.md", "2026-09.md"),
    (move("policies/clauses/who-to-ask/2025-09.md", "policies/clauses/who-to-ask/2025_09 final.md"), "policies/clauses/who-to-ask/2025_09 final.md", "2025-09.md"),
    (write(f"{SCHOOL}/amendment/phones-away/2026-09.md"), f"{SCHOOL}/amendment", "amendments"),
    (write(f"{SCHOOL}/ammendments/phones-away/2026-09.md"), f"{SCHOOL}/ammendments", "amendments"),
    (write(f"{SCHOOL}/Amendments/phones-away/2026-09.md"), f"{SCHOOL}/Amendments", "amendments"),
    (write(f"{SCHOOL}/decision/phones-2026-09.yml"), f"{SCHOOL}/decision", "decisions"),
    (write("variables/school/oak/school.yml"), "variables/school", "schools"),
    (write("variables/Trusts/oak/trust.yml"), "variables/Trusts", "trusts"),
    (write("policies/clause/who/2025-09.md"), "policies/clause", "clauses"),
    (write("policies/image/a.png"), "policies/image", "images"),
)  # fmt: skip


@pytest.mark.parametrize(("act", "path", "meant"), MISNAMED, ids=[path for _, path, _ in MISNAMED])
def test_what_is_misnamed_is_named_with_what_was_meant(
    act: Callable[[Path], None], path: str, meant: str, root: Path
) -> None:
    act(root)
    problem = problems_in(root)[path]
    assert f"Did you mean '{meant}'?" in problem.hint


def test_a_misnamed_file_is_read_under_its_right_name(root: Path) -> None:
    """So nothing that it says seems to be missing, and what is wrong with it is told in the same run."""
    move(f"{SCHOOL}/school.yml", f"{SCHOOL}/school.yaml")(root)
    move("variables/schema.yml", "variables/schema.yaml")(root)
    text = (root / SCHOOL / "school.yaml").read_text(encoding="utf-8")
    (root / SCHOOL / "school.yaml").write_text(text.replace("01632 960201", "call us"), encoding="utf-8")
    library, problems = load_library(root)
    assert "birch" in library.schools
    assert [(problem.path, problem.line) for problem in problems] == [
        ("variables/schema.yaml", 0),
        (f"{SCHOOL}/school.yaml", 0),
        (f"{SCHOOL}/school.yaml", 7),
    ]


@pytest.mark.parametrize(
    "path",
    [
        "policies/notes.txt",
        "policies/index.md",
        "policies/phones/draft.docx",
        "policies/phones/old/2024-09.md",
        "policies/images/flow.svg",
        "policies/clauses/2026-09.md",
        "policies/clauses/who-to-ask/more/2026-09.md",
        "variables/birch.yml",
        "variables/spare/x.yml",
        "variables/schools/birch.yml",
        f"{SCHOOL}/values.yml",
        f"{SCHOOL}/amendments/note.md",
        f"{SCHOOL}/amendments/phones-away/deeper/2026-09.md",
        f"{TRUST}/school.yml",
    ],
)
def test_what_nothing_reads_is_a_problem_with_something_to_do(path: str, root: Path) -> None:
    write(path)(root)
    problems = problems_in(root)
    assert len(problems) == 1
    [(named, problem)] = problems.items()
    assert path.startswith(named)
    assert problem.hint


LEFT_BEHIND = (
    "desktop.ini", "Thumbs.db", "ehthumbs.db", ".DS_Store", "~$notes.docx", "._2026-09.md", ".2026-09.md.swp",
    "2026-09.md.swp", "~WRL0001.tmp", ".~lock.notes.odt#", "Icon\r", "__MACOSX/._x", "$RECYCLE.BIN/x.md", "@eaDir/x.md",
)  # fmt: skip


@pytest.mark.parametrize(
    "folder",
    [
        "policies",
        "policies/images",
        "policies/phones",
        "policies/clauses",
        "policies/clauses/who-to-ask",
        "variables",
        "variables/authorities",
        "variables/schools",
        SCHOOL,
        f"{SCHOOL}/amendments/phones-away",
        f"{SCHOOL}/decisions",
    ],
)
def test_what_systems_leave_behind_is_passed_over(folder: str, root: Path) -> None:
    before = load_library(root)
    for name in LEFT_BEHIND:
        write(f"{folder}/{name}")(root)
    assert load_library(root) == before


def test_a_readme_beside_the_files_is_for_people(root: Path) -> None:
    write("variables/schools/README.md")(root)
    write(f"{SCHOOL}/readme.txt")(root)
    assert problems_in(root) == {}


# -- what is no plain file -----------------------------------------------------------------------------------


def make_pipe(path: Path) -> None:
    os.mkfifo(path)


def make_socket(path: Path) -> None:
    folder_before = Path.cwd()
    os.chdir(path.parent)  # a socket's path is short
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(path.name)
    finally:
        os.chdir(folder_before)


@pytest.mark.parametrize("make", [make_pipe, make_socket, Path.mkdir])
@pytest.mark.parametrize(
    "path",
    [
        "mkdocs.yml",
        f"{SCHOOL}/school.yml",
        f"{SCHOOL}/adoptions.yml",
        "policies/phones/2026-09.md",
        "policies/images/steps.png",
    ],
)
def test_what_is_no_file_is_one_problem_and_nobody_waits(
    path: str, make: Callable[[Path], None], root: Path
) -> None:
    (root / path).unlink()
    (root / path).with_suffix("").unlink(missing_ok=True)
    make(root / path)
    problem = problems_in(root)[path]
    assert ("folder" if make is Path.mkdir else "pipe") in problem.message


def test_a_link_to_what_is_anothers_is_refused(root: Path) -> None:
    (root / SCHOOL / "school.yml").unlink()
    (root / SCHOOL / "school.yml").symlink_to("../cedar/school.yml")
    (root / "variables/schools/oak").symlink_to("cedar")
    (root / "policies/images/loop.png").symlink_to("loop.png")
    problems = problems_in(root)
    assert problems[f"{SCHOOL}/school.yml"].message == "is a link to a file of schools/cedar"
    assert problems["variables/schools/oak"].message == "is a link to a folder, which is not followed"
    assert "cannot be read" in problems["policies/images/loop.png"].message


# -- empty files ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "\n\n", "# Nothing yet.\n"])
@pytest.mark.parametrize(
    "path", [f"{SCHOOL}/school.yml", "policies/phones/policy.yml", "policies/phones/2025-09.lock.yml"]
)
def test_a_file_that_must_say_something_does_not_vanish_when_it_is_emptied(
    path: str, text: str, root: Path
) -> None:
    (root / path).write_text(text, encoding="utf-8")
    problem = problems_in(root)[path]
    assert problem.message in ("is empty", "says nothing: it has only comments")


def test_an_emptied_record_of_adoptions_is_no_school_that_adopted_nothing(root: Path) -> None:
    (root / SCHOOL / "adoptions.yml").write_bytes(b"")
    assert problems_in(root)[f"{SCHOOL}/adoptions.yml"].message == "is empty"


# -- the library itself --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "hint"), [("", "'clausewright new DIR'"), ("mkdocs.yaml", "Did you mean 'mkdocs.yml'?")]
)
def test_a_library_without_its_settings_is_told_at_once(name: str, hint: str, root: Path) -> None:
    settings = root / "mkdocs.yml"
    settings.rename(root / name) if name else settings.unlink()
    assert hint in problems_in(root)["mkdocs.yml"].hint


def test_settings_with_a_control_character_are_told_with_the_line(root: Path) -> None:
    (root / "mkdocs.yml").write_bytes(b"site_name: x\ndocs_dir: pol\0icies\n")
    problem = problems_in(root)["mkdocs.yml"]
    assert (problem.line, problem.message) == (2, "has an invisible control character")


UNFIT_SETTINGS = (
    ("site_name: Model policies\n", "- site_name\n", 1, "is no list of settings"),
    ("docs_dir: policies", "docs_dir: docs", 2, "has the docs_dir 'docs'"),
    ("docs_dir: policies", "", 1, "has no docs_dir"),
    ("name: material", "name: mkdocs", 4, "has another theme than material"),
    ("font: false", "font: {text: Inter}", 6, "has the theme fetch its font"),
    ("  font: false\n", "", 4, "has the theme fetch its font"),
    (
        "[assets/stylesheets/policy.css]",
        "[https://elsewhere.example/x.css]",
        11,
        "has a file of another host",
    ),
    (
        "[assets/javascripts/policy.js]",
        "[{path: //elsewhere.example/x.js}]",
        12,
        "has a file of another host",
    ),
)


@pytest.mark.parametrize(("old", "new", "line", "message"), UNFIT_SETTINGS)
def test_settings_that_no_site_can_be_made_with_are_told(
    old: str, new: str, line: int, message: str, root: Path
) -> None:
    settings = root / "mkdocs.yml"
    text = settings.read_text(encoding="utf-8")
    assert old in text
    settings.write_text(new if new == "- site_name\n" else text.replace(old, new), encoding="utf-8")
    problem = problems_in(root)["mkdocs.yml"]
    assert problem.line == line
    assert message in problem.message


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("overides", "overrides"),
        ("Overrides", "overrides"),
        ("variable", "variables"),
        ("policy", "policies"),
        ("mkdocs (1).yml", "mkdocs.yml"),
    ],
)
def test_what_is_misnamed_beside_the_folders_is_named_with_what_was_meant(
    name: str, meant: str, root: Path
) -> None:
    (root / name).touch() if name.endswith(".yml") else (root / name).mkdir()
    assert f"Did you mean '{meant}'?" in problems_in(root)[name].hint


@pytest.mark.parametrize("name", ["public", "office", "site", "scripts", "tests"])
def test_other_folders_beside_a_library_are_its_peoples(name: str, root: Path) -> None:
    (root / name).mkdir()
    assert problems_in(root) == {}


@pytest.mark.parametrize("name", ["Policies", "policy", "polices"])
def test_a_misnamed_folder_of_policies_is_the_one_thing_that_is_said(name: str, root: Path) -> None:
    (root / "policies").rename(root / name)
    with pytest.raises(ClausewrightError) as raised:
        load_library(root)
    [problem] = raised.value.problems
    assert f"There is a folder '{name}'" in problem.hint


# -- how all is to look --------------------------------------------------------------------------------------


def test_a_look_that_no_build_could_read_is_told_and_never_opened(root: Path) -> None:
    shutil.copytree(shipped_overrides(), root / "overrides")
    assert problems_in(root) == {}
    (root / "overrides/pdf/policy.typ").unlink()
    make_pipe(root / "overrides/pdf/policy.typ")
    make_pipe(root / "overrides/pdf/fonts/more.ttf")
    (root / "overrides/word/reference.docx").write_bytes(b"PK junk")
    (root / "overrides/site/assets/stylesheets/policy.css").unlink()
    library, problems = load_library(root)
    assert {problem.path: problem.message for problem in problems} == {
        "overrides/pdf/fonts/more.ttf": "is no file but a pipe, socket or device",
        "overrides/pdf/policy.typ": "is no file but a pipe, socket or device",
        "overrides/site/assets/stylesheets/policy.css": "is missing; every build reads it",
        "overrides/word/reference.docx": "is no Word file that can be opened",
    }
    assert check(library, problems, date.fromisoformat(AS_AT)) == problems
