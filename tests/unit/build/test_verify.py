"""`clausewright verify`: a lock that no longer fits, a published file that was touched, and a text that
changed under its version are named.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from clausewright.cli import run
from clausewright.site.texts import texts_of
from tests.support.small import AS_AT, CACHE, Said, Small, copied, tree

AWAY = "policies/clauses/phones-away/2026-09.md"
PAGE = "birch/2026-27/phones/index.html"


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory, small_once: Path) -> Path:
    """The small library and its sites, built once. Nobody changes it."""
    root = copied(tmp_path_factory.mktemp("verify") / "library")
    shutil.copytree(small_once / CACHE, root / CACHE)
    assert run(["build", "--library", str(root), "--as-at", AS_AT, "--only", "site"]) == 0
    return root


@pytest.fixture
def published(once: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Small:
    """A copy of it, for one test to touch."""
    shutil.copytree(once, tmp_path / "library", ignore=shutil.ignore_patterns(".clausewright"))
    return Small(tmp_path / "library", capsys, locks_follow=False)


def verify(small: Small, *arguments: str) -> Said:
    before = tree(small.root)
    said = small.say("verify", *arguments)
    assert tree(small.root) == before, "verify has written something"
    return said


# -- the library ---------------------------------------------------------------------------------------------


def test_what_is_as_it_was_is_said_to_be(published: Small) -> None:
    said = verify(published)
    count = len(json.loads((published.public / "manifest.json").read_text(encoding="utf-8"))["files"])
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(
        f"3 issued versions are as issued.\n{count} published files are what the manifest of public/ says.\n"
    )


def test_a_changed_clause_is_named(published: Small) -> None:
    published.edit(AWAY, "switched off", "silent")
    said = verify(published)
    assert said.code == 1
    assert f"error {AWAY}:9: changes the wording of clause 'phones-away'" in said.out


def test_a_missing_lock_and_an_unreadable_clause_are_named(published: Small) -> None:
    (published.root / "policies/visits/2025-09.lock.yml").unlink()
    published.write(AWAY, b"no front matter")
    said = verify(published)
    assert said.code == 1
    assert "policies/visits/2025-09.md:2: is issued but has no lock" in said.out
    assert f"{AWAY}:1: has no front matter" in said.out


# -- a published folder --------------------------------------------------------------------------------------


def test_changed_missing_and_foreign_files_are_named_and_no_others(published: Small) -> None:
    public = published.public
    (public / PAGE).write_bytes((public / PAGE).read_bytes() + b"\n")
    (public / "404.html").unlink()
    (public / "birch" / "login.html").write_text("<form>", encoding="utf-8")
    (public / "index.html").unlink()
    (public / "index.html").symlink_to(public / "check.html")
    said = verify(published)
    assert said.code == 1
    lines = [line.strip() for line in said.out.splitlines() if line.startswith("  error")]
    assert lines == [
        "error public/404.html: is missing: it was published, and is gone",
        f"error public/{PAGE}: has been changed since it was published",
        "error public/birch/login.html: is foreign: no build has put it there",
        "error public/index.html: has been changed since it was published",
    ]


@pytest.mark.parametrize("suffix", [".html", ".css", ".js", ".json", ".woff2", ".png", ".xml"])
def test_one_byte_of_any_kind_of_file_is_enough(suffix: str, published: Small) -> None:
    file = next(path for path in sorted(published.public.rglob(f"*{suffix}")) if path.name != "manifest.json")
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    said = verify(published)
    assert f"error public/{file.relative_to(published.public).as_posix()}: has been changed" in said.out
    assert said.out.endswith("\n1 error.\n")


@pytest.mark.parametrize(
    ("manifest", "told"),
    [
        (None, "public/manifest.json: is missing, so nothing can be said of the folder"),
        ("{", "public/manifest.json: cannot be read"),
        ("[]", "public/manifest.json: cannot be read"),
        ('{"files": {"a": 1}}', "public/manifest.json: cannot be read"),
        (
            '{"files": {"../secret": {"sha256": "0"}}}',
            "public/manifest.json: names a file outside the folder: ../secret",
        ),
    ],
)
def test_a_manifest_that_is_none_is_told(manifest: str | None, told: str, published: Small) -> None:
    path = published.public / "manifest.json"
    path.unlink()
    if manifest is not None:
        path.write_text(manifest, encoding="utf-8")
    said = verify(published)
    assert said.code == 1
    assert f"error {told}" in said.out


def test_a_folder_is_verified_where_there_is_no_library(published: Small, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert run(["verify", str(published.public), "--library", str(tmp_path / "empty")]) == 0
    assert run(["verify", "--library", str(tmp_path / "empty")]) == 2
    assert run(["verify", str(tmp_path / "nowhere"), "--library", str(tmp_path / "empty")]) == 2
    assert "There is no folder " in published.capsys.readouterr().err


# -- two published folders -----------------------------------------------------------------------------------


def again(small: Small, former: Path) -> Path:
    """Keep what is published as `former`, and build anew."""
    small.public.rename(former)
    small.build("--only", "site")
    return former


def test_the_same_library_gives_the_same_texts(published: Small, tmp_path: Path) -> None:
    said = verify(published, "--against", str(again(published, tmp_path / "former")))
    assert said.code == 0
    assert said.out.endswith("No document says something else than in former/ under the same version.\n")


def test_a_text_changed_under_its_version_is_named_with_its_clauses_wherever_it_stands(
    published: Small, tmp_path: Path
) -> None:
    """Whoever writes new locks too gets past `check`, but not past this."""
    Small(published.root, published.capsys).edit(AWAY, "switched off", "silent")
    said = verify(published, "--against", str(again(published, tmp_path / "former")))
    assert said.code == 1
    errors = [line.strip() for line in said.out.splitlines() if line.startswith("  error")]
    what = "has another text than in former/, under the same version (September 2026): clause 'phones-away'"
    assert errors == [
        f"error public/{reader}/2026-27/phones/index.html: {what}" for reader in ("birch", "maple", "model")
    ]


def test_a_value_is_told_apart_from_a_wording(published: Small, tmp_path: Path) -> None:
    published.edit("variables/schools/birch/school.yml", "Paul Ester", "Paula Wester")
    former = again(published, tmp_path / "former")
    said = verify(published, "--against", str(former))
    assert said.code == 0
    assert (
        f"warning public/{PAGE}: has other values than in former/, under the same version (September 2026):"
        " clause 'who-to-ask'" in said.out
    )
    assert verify(published, "--against", str(former), "--strict").code == 1


def test_a_page_that_somebody_wrote_in_is_never_taken_for_other_values(
    published: Small, tmp_path: Path
) -> None:
    former = again(published, tmp_path / "former")
    page = former / PAGE
    page.write_text(page.read_text(encoding="utf-8").replace("switched off", "switched on"), encoding="utf-8")
    said = verify(published, "--against", str(former))
    assert said.code == 1
    assert f"error public/{PAGE}: has another text than in former/" in said.out


def test_an_adoption_of_another_version_is_no_change_of_text(published: Small, tmp_path: Path) -> None:
    published.edit("variables/schools/birch/adoptions.yml", "from: 2026-10-12", "from: 2026-10-19")
    said = verify(published, "--against", str(again(published, tmp_path / "former")))
    assert (said.code, "phones/index.html" in said.out) == (0, False)


# -- the words of a page -------------------------------------------------------------------------------------


def test_the_words_are_those_of_clauses_without_furniture_and_without_the_record() -> None:
    page = """
    <header>Elsewhere</header><div class="policy" id="__content"><p class="masthead furniture">School</p><h1>Title</h1>
    <div class="record"><table><tr><td>Status</td></tr></table></div><p>The board adopted this policy.</p>
    <h2>First</h2><div class="clause" id="one"><h3>1.1 One</h3><p>See <a href="#two">clause&nbsp;2</a>.<br>And <img alt="a picture" src="x">.</p>
    <details class="provenance"><summary>How</summary><p>Since</p></details></div>
    <p>Between</p><div class="clause" id="two"><ul><li>Two</li><li>Three</li></ul></div></div><footer>Elsewhere</footer>
    """
    assert texts_of(page) == {
        "": "Title First Between",
        "one": "1.1 One See <#two> clause 2. And a picture.",
        "two": "Two Three",
    }
