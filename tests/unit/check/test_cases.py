"""Laws 2 and 3 for everything bad that a user can write: each fault is one clear problem, all come at once,
and nothing is published.

A folder in tests/cases/library/ is a situation: the files in which it differs from the small library in `_base`, and
`expected.txt`, what `clausewright check` prints. To add one, write its files, run `python -m
tests.unit.check.test_cases`, which writes every expected.txt anew, and read what it wrote as a policy officer would.
What git or a file system would not keep as it is (line ends, links, full disks) is made here.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clausewright.cli import run
from tests.support.small import AS_AT, EXPECTED, LIBRARIES, Small, copied, tree

pytestmark = pytest.mark.usefixtures("texts_parsed_once")
SITUATIONS = sorted(
    folder.name for folder in LIBRARIES.iterdir() if folder.is_dir() and folder.name != "_base"
)
CLAUSE = "policies/clauses/who-is-covered/2025-09.md"
SCHOOL = "variables/schools/birch/school.yml"


# -- folders -------------------------------------------------------------------------------------------------


def test_the_small_library_has_no_problem(small: Small) -> None:
    said = small.say("check", "--strict")
    assert (said.code, said.out) == (0, "No problems: 2 policies, 8 clauses, 3 schools.\n")


@pytest.mark.parametrize("situation", SITUATIONS)
def test_build_publishes_nothing_and_says_what_check_says(
    situation: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The last site stays as it was, and nothing else is written."""
    small = Small(copied(tmp_path / "library", case=situation), capsys)
    expected = (LIBRARIES / situation / EXPECTED).read_text(encoding="utf-8")
    before = small.publish_something()
    built = small.say("build", "--strict")
    assert (built.code, built.out, built.err) == (1, expected, "Nothing was published.\n")
    assert tree(small.root) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["library"]
    checked = small.say("check")
    assert (checked.code, checked.out) == ("  error " in expected, expected)


def test_ten_faults_of_ten_kinds_come_in_one_run() -> None:
    expected = (LIBRARIES / "ten-faults-at-once" / EXPECTED).read_text(encoding="utf-8")
    kinds = (
        "'school.nmae' is not a field or choice that is known",
        "has a template tag that cannot be read",
        "has a picture without alt text",
        "has a table row with 3 cells under a head with 2",
        "has raw html",
        "compares 'choice.phones' with 'handed', which is not one of its options",
        "names the clause 'urgent-message', which does not exist",
        "has the key 'term' twice",
        "names the trust 'groves', which does not exist",
        "'school.phone' is 'ring the bell', which is not a telephone number",
        "has the next review of 'phones' (2024-11-10)",
        "'role.head' has no value at maple",
    )
    assert [kind for kind in kinds if kind not in expected] == []


def test_a_fault_in_a_template_does_not_hide_those_beside_it(small: Small) -> None:
    small.edit(CLAUSE, "{{ school.name }}.", "{{ school.nmae }}. <b>Bold</b>.")
    small.edit(
        CLAUSE, "This policy", "| A | B |\n|---|---|\n| 1 | 2 | 3 |\n\n![](images/steps.png)\n\nThis policy"
    )
    said = small.say("check")
    found = [
        message in said.out
        for message in ("'school.nmae'", "raw html: <b>", "3 cells under a head with 2", "without alt text")
    ]
    assert found == [True, True, True, True]


def test_nothing_in_a_library_is_ever_run() -> None:
    """The cases that would run code leave no trace of it."""
    assert not Path("broken-in").exists()


# -- bytes ---------------------------------------------------------------------------------------------------


def in_line_seven(data: bytes, old: bytes, new: bytes) -> bytes:
    assert old in data
    return data.replace(old, new, 1)


BYTES: dict[str, tuple[Callable[[bytes], bytes], int, str]] = {
    "Windows line ends": (lambda data: data.replace(b"\n", b"\r\n"), 1, "has Windows line ends (CRLF)"),
    "old Macintosh line ends": (
        lambda data: data.replace(b"\n", b"\r"),
        1,
        "has old Macintosh line ends (CR)",
    ),
    "a byte-order mark": (lambda data: b"\xef\xbb\xbf" + data, 1, "has a byte-order mark"),
    "Latin-1": (
        lambda data: in_line_seven(data, b"all staff", "all café staff".encode("latin-1")),
        7,
        "is not UTF-8 text",
    ),
    "Windows quotes": (
        lambda data: in_line_seven(data, b"all staff", b"\x93all\x94 staff"),
        7,
        "is not UTF-8 text",
    ),
    "UTF-16": (lambda data: data.decode().encode("utf-16"), 1, "is not UTF-8 text"),
    "a tab": (lambda data: in_line_seven(data, b"all staff", b"all\tstaff"), 7, "has a tab"),
    "a zero byte": (
        lambda data: in_line_seven(data, b"all staff", b"all\0staff"),
        7,
        "has an invisible control character",
    ),
    "a line separator": (
        lambda data: in_line_seven(data, b"all staff", "all\u2028staff".encode()),
        7,
        "has an invisible control character",
    ),
    "letters that run backwards": (
        lambda data: in_line_seven(data, b"all staff", "all \u202estaff".encode()),
        7,
        "has an invisible control character",
    ),
    "letters of tags": (
        lambda data: in_line_seven(data, b"all staff", "all \U000e0061staff".encode()),
        7,
        "has an invisible control character",
    ),
    "half a letter": (lambda data: data[:-2] + b"\xc3", 7, "is not UTF-8 text"),
}


@pytest.mark.parametrize("what", BYTES)
def test_a_clause_is_plain_text(what: str, small: Small) -> None:
    damage, line, message = BYTES[what]
    small.write(CLAUSE, damage((small.root / CLAUSE).read_bytes()))
    before = small.publish_something()
    said = small.say("build")
    assert said.code == 1
    assert f"  error {CLAUSE}:{line}: {message}\n        " in said.out
    assert said.out.endswith("\n1 error.\n")
    assert tree(small.root) == before


@pytest.mark.parametrize(
    ("path", "old", "new", "message"),
    [
        (SCHOOL, b"\n", b"\r\n", f"{SCHOOL}:1: has Windows line ends (CRLF)"),
        (SCHOOL, b"  name:", b"\tname:", f"{SCHOOL}:6: has a tab"),
        (SCHOOL, b"Birch", b"B\xefrch", f"{SCHOOL}:6: is not UTF-8 text"),
        (
            "policies/terms.yml",
            b"phone:",
            b"\xef\xbb\xbfphone:",
            "policies/terms.yml:1: has a byte-order mark",
        ),
        ("policies/phones/2026-09.md", b"## Help", b"##\tHelp", "policies/phones/2026-09.md:26: has a tab"),
    ],
)
def test_every_other_file_is_plain_text_too(
    path: str, old: bytes, new: bytes, message: str, small: Small
) -> None:
    data = (small.root / path).read_bytes()
    small.write(path, data.replace(old, new) if old == b"\n" else data.replace(old, new, 1))
    said = small.say("check")
    assert said.code == 1
    assert f"  error {message}\n        " in said.out
    assert said.out.endswith("\n1 error.\n")


def test_a_file_too_large_for_any_policy_is_not_read(small: Small) -> None:
    small.write(CLAUSE, b"---\ntitle: x\nconcept: scope\n---\n" + b"word " * 900_000)
    said = small.say("check")
    assert f"  error {CLAUSE}: is larger than 4 MB\n        " in said.out


# -- links and folders ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("link", "is_folder"),
    [
        ("policies/images/map.png", False),
        ("policies/clauses/who-to-ask/2026-09.md", False),
        ("variables/schools/oak", True),
        ("policies/clauses/other", True),
        ("variables/common.yml", False),
    ],
)
def test_a_link_out_of_the_library_is_not_followed(
    link: str, is_folder: bool, small: Small, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "school.yml").write_text("password: hunter2\n", encoding="utf-8")
    place = small.root / link
    place.unlink(missing_ok=True)
    place.symlink_to(secret if is_folder else secret / "school.yml", target_is_directory=is_folder)
    before = small.publish_something()
    said = small.say("build")
    assert said.code == 1
    assert (
        f"  error {link}: is a link out of the library\n        Copy the file into the library instead.\n"
        in said.out
    )
    assert "hunter2" not in said.out
    assert tree(small.root) == before


def test_a_link_that_leads_nowhere_is_a_problem(small: Small) -> None:
    (small.root / "policies/images/map.png").symlink_to(small.root / "policies/images/nothing.png")
    said = small.say("check")
    assert said.code == 1
    assert "  error policies/images/map.png: cannot be read: " in said.out


def test_a_link_within_the_library_is_a_file_like_any_other(small: Small) -> None:
    (small.root / "policies/images/map.png").symlink_to(small.root / "policies/images/steps.png")
    assert small.say("check").code == 0


def test_a_folder_without_a_library_is_a_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = Small(tmp_path / "nowhere", capsys).say("check")
    assert said.code == 1
    assert "no library here: the folder policies/ is missing or empty" in said.out
    assert "clausewright new DIR" in said.out


# -- the output folder ---------------------------------------------------------------------------------------


def refusing(folder: Path, error: int, after: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let writing under a folder fail, as a full or read-only disk does, once so many files have been
    written.
    """
    written = 0

    def check(path: Any) -> None:
        nonlocal written
        if not isinstance(path, int) and str(folder) in os.fspath(path):
            written += 1
            if written > after:
                raise OSError(error, os.strerror(error), os.fspath(path))

    write_bytes, write_text, mkdir, link = Path.write_bytes, Path.write_text, os.mkdir, os.link

    def no_bytes(self: Path, data: Any) -> int:
        check(self)
        return write_bytes(self, data)

    def no_text(self: Path, *arguments: Any, **named: Any) -> int:
        check(self)
        return write_text(self, *arguments, **named)

    def no_folder(path: Any, *arguments: Any, **named: Any) -> None:
        check(path)
        mkdir(path, *arguments, **named)

    def no_link(source: Any, target: Any, **named: Any) -> None:
        check(target)
        link(source, target, **named)

    monkeypatch.setattr(Path, "write_bytes", no_bytes)
    monkeypatch.setattr(Path, "write_text", no_text)
    monkeypatch.setattr(os, "mkdir", no_folder)
    monkeypatch.setattr(os, "link", no_link)


@pytest.mark.parametrize(
    ("error", "after"),
    [(errno.ENOSPC, 0), (errno.ENOSPC, 5), (errno.ENOSPC, 150), (errno.EROFS, 0), (errno.EACCES, 40)],
)
def test_a_full_or_read_only_output_folder_leaves_the_last_site(
    error: int, after: int, small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    small.take_cache()
    small.publish_something()
    before = tree(small.public)
    refusing(small.root / ".public.unfinished", error, after, monkeypatch)
    said = small.say("build", "--jobs", "1")
    assert said.code == 1
    assert f"  error public: cannot be written: {os.strerror(error)} (" in said.out
    assert (
        "        Make room there, close what has a file of it open, or let this user write there; another folder"
        " is named with --out.\n" in said.out
    )
    assert tree(small.public) == before
    assert [path.name for path in small.root.iterdir() if path.name.startswith(".public")] == []


@pytest.mark.parametrize("after", [0, 3, 20])
def test_a_disk_that_is_full_for_the_cache_leaves_the_last_site(
    after: int, small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    small.publish_something()
    before = tree(small.public)
    refusing(small.root / ".clausewright", errno.ENOSPC, after, monkeypatch)
    said = small.say("build", "--jobs", "1")
    assert said.code == 1
    assert "cannot be written: No space left on device" in said.out
    assert tree(small.public) == before


def test_a_folder_that_cannot_be_made_is_a_problem(small: Small) -> None:
    small.write("notes.txt", b"Not a folder.\n")
    said = small.say("build", "--out", str(small.root / "notes.txt" / "public"))
    assert said.code == 1
    assert "cannot be written: Not a directory" in said.out


# -- Ctrl-C --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "at",
    [
        "assembled_library.assemble_sites",
        "pipeline.render_missing_pages",
        "output.open_staging",
        "output.write_front",
        "output.save_state",
    ],
)
def test_ctrl_c_stops_without_a_trace(at: str, small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    if at.startswith("output."):
        small.take_cache()
    small.publish_something()
    before = tree(small.public)

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(f"clausewright.build.{at}", stop)
    said = small.say("build")
    assert (said.code, said.out) == (130, "")
    assert said.err == "Stopped. Nothing that was published has been changed.\n" or at == "output.save_state"
    assert tree(small.public) == before or at == "output.save_state"
    assert [path.name for path in small.root.iterdir() if path.name.startswith(".public")] == []


def test_ctrl_c_stops_check(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("clausewright.cli.check.check_library", stop)
    assert small.say("check").code == 130


# -- what is no fault ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("policies/terms.yml", "A mobile phone, and a watch", "A mobile phone | a watch"),
        ("policies/phones/2026-09.md", "## Help", '{{ definitions("phone") }}\n\n## Help'),
        (SCHOOL, "role:\n", "choice:\nrole:\n"),
        ("policies/clauses/visit-consent/2025-09.md", "title: Consent", "title: Consent & care < 5"),
        (
            "policies/clauses/visit-consent/2025-09.md",
            "title: Consent",
            'title: "{{ word.board.capital }} consent"',
        ),
        ("variables/common.yml", "# Nothing", "school:\n# Nothing"),
    ],
)
def test_what_is_allowed_is_not_a_problem(path: str, old: str, new: str, small: Small) -> None:
    small.edit(path, old, new)
    said = small.say("check", "--strict")
    assert (said.code, said.out) == (0, "No problems: 2 policies, 8 clauses, 3 schools.\n")


def write_expectations() -> None:
    """Write every expected.txt anew, for somebody to read."""
    for situation in SITUATIONS:
        with tempfile.TemporaryDirectory() as folder:
            root = copied(Path(folder) / "library", case=situation)
            said = io.StringIO()
            with contextlib.redirect_stdout(said):
                run(["check", "--library", str(root), "--as-at", AS_AT])
        (LIBRARIES / situation / EXPECTED).write_text(said.getvalue(), encoding="utf-8")


if __name__ == "__main__":
    write_expectations()
