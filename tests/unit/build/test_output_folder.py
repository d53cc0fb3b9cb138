"""`--out`: a build writes where it is told, and never over files that are not its own; and what it writes
there beside the sites.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from clausewright.assemble.assembler import Assembler
from clausewright.assemble.sites import assemble_sites
from clausewright.build.front import write_versions
from clausewright.load import load_library
from tests.support.builds import change_everything
from tests.support.small import AS_AT, Small, changed, copied, tree


def test_out_goes_where_it_is_told(small_once: Path, small: Small, tmp_path: Path) -> None:
    out = tmp_path / "elsewhere" / "deep" / "site"
    small.build("--out", str(out))
    assert changed(tree(small_once / "public"), tree(out)) == set()
    assert not small.public.exists()
    assert small.build("--out", str(out)).out == "Nothing has changed since the last build of site/.\n"


@pytest.mark.parametrize(
    "files",
    [
        {"thesis.docx": b"years of work"},
        {"manifest.json": b'{"name": "Our app", "start_url": "/"}', "app.js": b"x"},
        {"manifest.json": b"[]"},
        {"manifest.json": b"not json"},
        {"manifest.json": b'{"made_by": ["clausewright 1"]}'},
        {".git/config": b"[core]"},
    ],
)
def test_out_refuses_a_folder_that_is_not_its_own(
    files: dict[str, bytes], small: Small, tmp_path: Path
) -> None:
    out = tmp_path / "precious"
    for name, data in files.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(data)
    before = tree(tmp_path)
    said = small.say("build", "--out", str(out))
    assert (said.code, said.out) == (2, "")
    assert (
        said.err
        == f"{out} holds files that clausewright did not write. Choose another folder with --out, or empty"
        " it.\n"
    )
    assert tree(tmp_path) == before


def test_out_refuses_a_file_and_the_library_itself(small: Small) -> None:
    small.write("site", b"A file.\n")
    before = tree(small.root)
    for out in (
        small.root / "site",
        small.root,
        small.root.parent,
        small.root / "policies",
        small.root / "variables" / "schools",
    ):
        assert small.say("build", "--out", str(out)).code == 2
    assert tree(small.root) == before


@pytest.mark.parametrize("inside", ["policies/out", "variables/out", "overrides/out", ".clausewright/out"])
def test_out_refuses_the_folders_that_it_is_made_from(inside: str, small: Small) -> None:
    """What is published there would be read by the next build."""
    before = tree(small.root)
    assert small.say("build", "--out", str(small.root / inside)).code == 2
    assert tree(small.root) == before


def test_out_takes_an_empty_folder_and_an_earlier_result(small: Small, tmp_path: Path) -> None:
    out = tmp_path / "site"
    out.mkdir()
    small.build("--out", str(out))
    change_everything(small)
    small.build("--out", str(out))
    assert "This page is for" in (out / "birch/latest/phones/index.html").read_text(encoding="utf-8")


def test_what_a_build_leaves_beside_the_library_is_its_own(small: Small) -> None:
    before = set(small.root.iterdir())
    small.build()
    assert {path.name for path in set(small.root.iterdir()) - before} == {"public", ".clausewright"}
    assert {path.name for path in small.root.parent.iterdir()} == {"library"}


def test_the_title_of_an_edition_is_text_where_the_theme_reads_html(tmp_path: Path) -> None:
    root = copied(tmp_path / "library")
    editions = root / "policies/editions.yml"
    text = editions.read_text(encoding="utf-8")
    editions.write_text(
        text.replace("title: 2026-27", "title: <meta http-equiv=refresh> & 'more'"), encoding="utf-8"
    )
    library, problems = load_library(root)
    assert problems == ()
    sites = [
        site for site in assemble_sites(Assembler(library), date.fromisoformat(AS_AT)) if not site.school
    ]
    titles = [version["title"] for version in json.loads(write_versions(tuple(sites)))]
    assert titles == ["&lt;meta http-equiv=refresh&gt; &amp; 'more'", "2025-26"]
