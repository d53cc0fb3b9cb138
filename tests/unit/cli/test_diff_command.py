"""`clausewright diff`: two versions, two readers, two libraries, in every format; wrong use is told in words,
and no file is half-written.
"""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import jsonschema
import openpyxl
import pypdfium2
import pytest

from clausewright.build.change_files import FORMATS
from clausewright.reports import read_schema
from tests.support.small import Small, copied

AWAY = "policies/clauses/phones-away/2026-09.md"


def diff(small: Small, *arguments: str) -> str:
    """What the command writes, which must go well."""
    said = small.say("diff", *arguments)
    assert said.code == 0, said.out + said.err
    return said.out


# -- what it says --------------------------------------------------------------------------------------------


def test_two_versions_in_words(small: Small) -> None:
    out = diff(small, "phones", "2025-09", "2026-09")
    assert out.startswith("Changes to the Mobile phones policy\n\nFrom September 2025 to September 2026.\n")
    assert "A mobile phone, and a watch or tablet that can send messages." in out


def test_a_school_s_own_copies_have_its_words_and_its_choice(small: Small) -> None:
    model, school = (
        diff(small, "phones", "2025-09", "2026-09"),
        diff(small, "phones", "2025-09", "2026-09", "--school", "cedar"),
    )
    assert model != school
    assert "[" not in school.replace("[-", "").replace("[note", "").replace("[picture", "")


def test_a_school_against_the_model_and_against_another(small: Small) -> None:
    assert "From Model policies, September 2026 to " in diff(
        small, "phones", "2026-09", "--school", "birch", "--against", "model"
    )
    out = diff(small, "phones", "2026-09", "2026-09", "--school", "birch", "--against", "maple")
    assert "Maple" in out.splitlines()[2]
    assert "Birch" in out.splitlines()[2]


def test_json_fits_its_schema_and_markdown_has_the_same_count(small: Small) -> None:
    data = json.loads(diff(small, "phones", "2025-09", "2026-09", "--format", "json"))
    jsonschema.validate(data, json.loads(read_schema()))
    markdown = diff(small, "phones", "2025-09", "2026-09", "--format", "md")
    assert markdown.count("\n### Change ") == data["counts"]["all"] > 0


def test_files_are_written_whole(small: Small, tmp_path: Path) -> None:
    for format in FORMATS:
        out = tmp_path / "deep" / f"changes.{format}"
        said = small.say("diff", "phones", "2025-09", "2026-09", "--format", format, "--out", str(out))
        assert (said.code, said.out, said.err) == (0, "", f"Wrote {out}.\n")
    written = {path.suffix: path.read_bytes() for path in (tmp_path / "deep").iterdir()}
    assert len(written) == len(FORMATS)
    assert openpyxl.load_workbook(io.BytesIO(written[".xlsx"])).active is not None
    assert b"<ins" in written[".html"]
    assert b'src="http' not in written[".html"]
    assert b"url(http" not in written[".html"]
    assert b"QxsiteDnamexQ" not in b"".join(written.values())
    with zipfile.ZipFile(io.BytesIO(written[".docx"])) as archive:
        text = archive.read("word/document.xml").decode()
    assert "<w:ins " in text
    assert "<w:del " in text
    pages = pypdfium2.PdfDocument(written[".pdf"])
    assert "Changes to the Mobile phones policy" in "".join(
        pages[at].get_textpage().get_text_range() for at in range(len(pages))
    )


def test_the_exit_code_says_whether_something_changed_when_asked(small: Small) -> None:
    assert small.say("diff", "phones", "2025-09", "2026-09", "--exit-code").code == 1
    assert small.say("diff", "phones", "2025-09", "2026-09").code == 0
    assert small.say("diff", "--libraries", str(small.root), str(small.root), "--exit-code").code == 0


# -- two libraries -------------------------------------------------------------------------------------------


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=Clerk", "-c", "user.email=clerk@grove.example", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def test_a_branch_against_the_folder_says_what_a_pull_request_changes(small: Small) -> None:
    git(small.root, "init", "--quiet", "--initial-branch=main")
    git(small.root, "add", ".")
    git(small.root, "commit", "--quiet", "-m", "First")
    assert diff(small, "--libraries", "main", str(small.root), "--format", "md").startswith(
        "No changes to the model's texts of the policies that both libraries have."
    )
    assert (
        json.loads(diff(small, "--libraries", "main", str(small.root), "--format", "json"))[0]["counts"][
            "all"
        ]
        == 0
    )
    small.edit(AWAY, "Phones", "Watches and phones")
    out = diff(small, "--libraries", "main", str(small.root), "--format", "md")
    assert out.count("# Changes to the Mobile phones policy\n") == 1
    assert "**Watches and" in out
    assert "Educational visits" not in out.partition("\n")[0]


def test_a_policy_that_only_one_library_has_is_not_passed_over(small: Small, tmp_path: Path) -> None:
    other = copied(tmp_path / "other")
    shutil.rmtree(other / "policies" / "visits")
    for school in ("birch", "cedar", "maple"):
        path = other / "variables" / "schools" / school / "adoptions.yml"
        path.write_text(path.read_text(encoding="utf-8").partition("visits:")[0], encoding="utf-8")
    for file in (other / "policies").rglob("*"):
        if file.suffix in (".yml", ".md") and "visits" in file.read_text(encoding="utf-8"):
            file.write_text(
                file.read_text(encoding="utf-8").replace("related: [visits]\n", ""), encoding="utf-8"
            )
    out = diff(small, "--libraries", str(other), str(small.root))
    assert out.startswith("The Educational visits policy is new: only one of the two libraries has it.\n")
    assert "removed" in diff(small, "visits", "--libraries", str(small.root), str(other))
    assert small.say("diff", "--libraries", str(other), str(small.root), "--exit-code").code == 1


# -- wrong use -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["phones"],
            "Say which policy and which two versions: clausewright diff social-media 2025-09 2026-09.",
        ),
        (["phnes", "2025-09", "2026-09"], "There is no policy 'phnes'. Did you mean 'phones'?"),
        (
            ["phones", "2025-09", "2026-10"],
            "Mobile phones policy has no version '2026-10'. Did you mean '2026-09'?",
        ),
        (
            ["phones", "2026-09", "2025-09"],
            (
                "2026-09 is newer than 2025-09: the older version comes first. Write: clausewright diff"
                " phones 2025-09 2026-09."
            ),
        ),
        (
            ["phones", "2026-09", "2026-09"],
            "Both sides are 2026-09. Name two versions of phones: 2025-09, 2026-09.",
        ),
        (
            ["phones", "2025-09", "2026-09", "--school", "brich"],
            "There is no school 'brich'. Did you mean 'birch'?",
        ),
        (
            ["phones", "2026-09", "--against", "model"],
            "--against says whom a school is held against: name that school with --school.",
        ),
        (
            ["phones", "2025-09", "2026-09", "--format", "pdf"],
            "A PDF is not for a terminal: add --out changes.pdf.",
        ),
        (
            ["--libraries", ".", ".", "--format", "html"],
            "name policy and version, or choose --format text, md or json.",
        ),
        (["--libraries", "nowhere", "."], "is not kept in git, so no earlier state of it is known"),
    ],
)
def test_what_cannot_be_compared_is_told(
    small: Small, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: list[str], message: str
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    said = small.say("diff", *arguments)
    assert (said.code, said.out) == (2, "")
    assert message in said.err


def test_nothing_is_written_into_the_library(small: Small) -> None:
    said = small.say(
        "diff", "phones", "2025-09", "2026-09", "--out", str(small.root / "policies" / "changes.md")
    )
    assert said.code == 2
    assert "inside the library's own folders" in said.err


def test_a_version_with_problems_is_not_compared(small: Small) -> None:
    small.edit(AWAY, "\n---\n", "\n---\n{{ school.nmae }}\n")
    said = small.say("diff", "phones", "2025-09", "2026-09")
    assert said.code == 1
    assert "school.nmae" in said.out


def test_another_school_s_problem_stops_nobody(small: Small) -> None:
    small.edit(
        "variables/schools/maple/school.yml",
        "  head: {name: Jo Marsh, email: head@maple.example}",
        "  # nobody yet",
    )
    assert small.say("diff", "phones", "2025-09", "2026-09", "--school", "cedar").code == 0
    assert small.say("diff", "phones", "2025-09", "2026-09", "--school", "maple").code == 1
