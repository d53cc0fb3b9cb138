"""`clausewright verify`: a lock that no longer fits, a published file that was touched, and a text that
changed under its version are named.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest

from clausewright.build import proof
from clausewright.cli import run
from clausewright.site.texts import read_texts
from tests.support.examples import sample
from tests.support.small import AS_AT, CACHE, MAPLE, Said, Small, copied, tree

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


@pytest.fixture(autouse=True)
def _with_what_was_made(small_once: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proof makes every document anew. Here it finds what another build has made; the test of certificates
    lets it make everything.
    """

    def prepare(work: Path) -> Path:
        shutil.copytree(small_once / CACHE, work / "cache")
        return work

    monkeypatch.setattr(proof, "prepare_work_folder", prepare)


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


@pytest.mark.parametrize("suffix", sample([".html", ".css", ".js", ".json", ".woff2", ".png", ".xml"], 3))
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
        ("[" * 100_000, "public/manifest.json: cannot be read"),
        ('{"files": {"a": 1}}', "public/manifest.json: cannot be read"),
        (
            '{"files": {"../secret": {"sha256": "0"}}}',
            "public/manifest.json: names a file outside the folder: ../secret",
        ),
        (
            '{"files": {}, "as_at": "yesterday"}',
            "public/manifest.json: gives a day that is none: 'yesterday'",
        ),
        ('{"files": {}, "as_at": "9999-12-31"}', "public/manifest.json: gives a day that is none: '9999-12"),
        ('{"files": {}, "as_at": [1]}', "public/manifest.json: gives a day that is none: '[1]'"),
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


# -- the words of what is published ---------------------------------------------------------------------------


@pytest.fixture
def complete(built_small: Small) -> Small:
    """The small library with everything that is published of it, for one test to alter."""
    return built_small


def alter(small: Small, file: str, data: bytes) -> None:
    """Put other bytes into a published file, and alter the manifest to match."""
    (small.public / file).unlink()
    (small.public / file).write_bytes(data)
    path = small.public / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["files"][file] = {**manifest["files"].get(file, {}), "sha256": hashlib.sha256(data).hexdigest()}
    path.unlink()
    path.write_text(json.dumps(manifest), encoding="utf-8")


def in_word(data: bytes, old: bytes, new: bytes) -> bytes:
    """A Word file with other words."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(packed, "w") as after:
        for name in before.namelist():
            after.writestr(name, before.read(name).replace(old, new))
    return packed.getvalue()


def in_archive(data: bytes, old: bytes, new: bytes) -> bytes:
    """An archive with other words in its Word files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(packed, "w") as after:
        for name in before.namelist():
            member = before.read(name)
            after.writestr(name, in_word(member, old, new) if name.endswith(".docx") else member)
    return packed.getvalue()


def in_text(data: bytes, old: bytes, new: bytes) -> bytes:
    """A page with other words."""
    return data.replace(old, new)


@pytest.mark.parametrize(
    ("file", "change", "told"),
    [
        (PAGE, in_text, "clause 'phones-away'"),
        ("birch/latest/phones/index.html", in_text, "clause 'phones-away'"),
        ("birch/2026-27/files/phones.docx", in_word, "“on"),
        ("birch/2026-27/files/all.zip", in_archive, "phones.docx has “on"),
        ("model/changes/phones/2025-09-to-2026-09/changes.md", in_text, "“on"),
    ],
)
def test_an_altered_word_is_named_though_the_manifest_was_altered_to_match(
    file: str, change: Callable[[bytes, bytes, bytes], bytes], told: str, complete: Small
) -> None:
    data = (complete.public / file).read_bytes()
    altered = change(data, b"switched off", b"switched on")
    assert altered != data
    alter(complete, file, altered)
    said = complete.say("verify")
    assert said.code == 1
    errors = [line.strip() for line in said.out.splitlines() if line.startswith("  error")]
    assert len(errors) == 1
    assert errors[0].startswith(f"error public/{file}: says something else than the library: {told}")


def test_one_other_byte_of_a_file_of_any_kind_is_named_though_the_manifest_was_altered_to_match(
    complete: Small,
) -> None:
    files = sorted(json.loads((complete.public / "manifest.json").read_text(encoding="utf-8"))["files"])
    by_kind = {PurePosixPath(file).suffix: file for file in files}
    assert by_kind.keys() >= {
        ".html",
        ".css",
        ".js",
        ".json",
        ".woff2",
        ".png",
        ".pdf",
        ".docx",
        ".zip",
        ".md",
    }
    for file in by_kind.values():
        alter(complete, file, (complete.public / file).read_bytes() + b"\n")
    said = complete.say("verify")
    errors = [line.split()[1].rstrip(":") for line in said.out.splitlines() if line.startswith("  error")]
    assert errors == sorted(f"public/{file}" for file in by_kind.values())


def test_another_pdf_in_the_place_of_one_is_named(complete: Small) -> None:
    folder = complete.public / "birch/2026-27/files"
    alter(complete, "birch/2026-27/files/phones.pdf", (folder / "visits.pdf").read_bytes())
    said = complete.say("verify")
    assert said.code == 1
    assert "error public/birch/2026-27/files/phones.pdf: says something else than the library: “" in said.out


def rewrite_manifest(small: Small, **facts: object) -> None:
    """Put other facts into the manifest, with its files as they are."""
    path = small.public / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.unlink()
    path.write_text(json.dumps({**manifest, **facts}), encoding="utf-8")


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"made_by": "clausewright 0.0.1"}, "The manifest names clausewright 0.0.1"),
        ({"partial": True}, "The last build renewed only a part of the library"),
    ],
)
def test_words_alone_are_compared_only_where_that_is_said(
    facts: dict[str, object], why: str, complete: Small
) -> None:
    alter(complete, PAGE, (complete.public / PAGE).read_bytes() + b"\n")
    rewrite_manifest(complete, **facts)
    said = complete.say("verify")
    assert said.code == 0
    assert (
        "warning public/manifest.json: lists 1 document with the library's words, but not byte for byte what"
        f" it makes: {PAGE}" in said.out
    )
    assert why in " ".join(said.out.split())
    believed = "which is why words were compared and not every byte; only the manifest says so"
    assert believed in " ".join(said.out.split())
    assert complete.say("verify", "--strict").code == 1


def test_a_build_of_a_part_says_so_in_the_manifest(published: Small) -> None:
    manifest = published.public / "manifest.json"
    assert "partial" not in json.loads(manifest.read_text(encoding="utf-8"))
    published.build("--only", "site", "--school", "birch")
    assert json.loads(manifest.read_text(encoding="utf-8"))["partial"] is True
    assert verify(published).code == 0


def test_a_file_that_the_folder_lacks_is_named(complete: Small) -> None:
    (complete.public / PAGE).unlink()
    files = json.loads((complete.public / "manifest.json").read_text(encoding="utf-8"))["files"]
    del files[PAGE]
    rewrite_manifest(complete, files=files)
    said = complete.say("verify")
    assert said.code == 1
    assert f"error public/{PAGE}: is missing: the library makes it, and the folder lacks it" in said.out


def test_a_file_that_somebody_added_to_the_manifest_is_named(complete: Small) -> None:
    (complete.public / "birch/login.html").touch()
    alter(complete, "birch/login.html", b"<form>")
    said = complete.say("verify")
    assert said.code == 1
    assert "error public/birch/login.html: is no file that the library makes" in said.out


def test_what_was_proved_and_what_was_not_is_said(complete: Small) -> None:
    count = len(json.loads((complete.public / "manifest.json").read_text(encoding="utf-8"))["files"])
    assert complete.say("verify").out.splitlines() == [
        "3 issued versions are as issued.",
        f"{count} published files are what the manifest of public/ says.",
        f"{count} files are, byte for byte, what the library makes as at {AS_AT}.",
        "Not proved: who published the folder; its manifest is not signed.",
        "Not proved: that the library itself is as it was decided on; its history is kept with git.",
    ]
    complete.edit(MAPLE, "  head: {name: Jo Marsh, email: head@maple.example}", "  # nobody yet")
    out = complete.say("verify").out
    assert "Not proved: that the words are those of the library, of maple; 'clausewright check' finds" in out


# -- signatures ----------------------------------------------------------------------------------------------


def make_key(path: Path) -> str:
    """Make a key without a passphrase; return its public half."""
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(path)]
    subprocess.run(command, check=True)
    return path.with_suffix(".pub").read_text(encoding="utf-8").strip()


def test_a_signed_manifest_says_who_published_the_folder(published: Small, tmp_path: Path) -> None:
    office, stranger = make_key(tmp_path / "office"), make_key(tmp_path / "stranger")
    signers, strangers = tmp_path / "signers", tmp_path / "strangers"
    signers.write_text(f"office@trust.example {office}\n", encoding="utf-8")
    strangers.write_text(f"stranger@elsewhere.example {stranger}\n", encoding="utf-8")
    said = published.say("verify", "--signers", str(signers))
    assert (said.code, "nobody has signed the manifest" in said.out) == (1, True)
    published.build("--only", "site", "--sign", str(tmp_path / "office"))
    said = published.say("verify", "--signers", str(signers))
    assert said.code == 0
    assert (
        "The manifest was signed by office@trust.example: they vouch for what it says."
        in said.out.splitlines()
    )
    said = published.say("verify", "--signers", str(strangers))
    assert (said.code, "is by no key that strangers lists" in said.out) == (1, True)
    alter(published, "404.html", b"Gone.")
    said = published.say("verify", "--signers", str(signers))
    assert (said.code, "is no signature of this manifest by office@trust.example" in said.out) == (1, True)
    said = published.say("build", "--sign", str(tmp_path / "nowhere"))
    assert (said.code, "cannot be signed with " in said.out) == (1, True)


# -- two published folders -----------------------------------------------------------------------------------


def again(small: Small, former: Path) -> Path:
    """Keep what is published as `former`, and build anew."""
    small.public.rename(former)
    small.build("--only", "site")
    return former


def test_the_same_library_gives_the_same_texts(published: Small, tmp_path: Path) -> None:
    said = verify(published, "--against", str(again(published, tmp_path / "former")))
    assert said.code == 0
    proved = "No document says something else than in former/ under the same version."
    assert proved in said.out.splitlines()


def test_a_text_changed_under_its_version_is_named_with_its_clauses_wherever_it_stands(
    published: Small, tmp_path: Path
) -> None:
    """Whoever writes new locks too gets past `check`, but not past this."""
    Small(published.root, published.capsys).edit(AWAY, "switched off", "silent")
    said = verify(published, "--against", str(again(published, tmp_path / "former")))
    assert said.code == 1
    errors = [line.strip() for line in said.out.splitlines() if line.startswith("  error")]
    what = "has another text than in former/, under the same version (September 2026): "
    assert errors == [
        f"error public/birch/2026-27/phones/index.html: {what}clause 'phones-away'",
        f"error public/maple/2026-27/phones/index.html: {what}clause 'phones-away'",
        f"error public/model/2026-27/phones/index.html: {what}clause 'phones-away'",
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
    assert read_texts(page) == {
        "": "Title First Between",
        "one": "1.1 One See <#two> clause 2. And a picture.",
        "two": "Two Three",
    }
