"""Where it is known where the site is, a copy says in words and as a QR code where it can be looked up."""

from __future__ import annotations

import zipfile
from pathlib import Path

from clausewright.qr import draw_png
from tests.support.readback import lines, read_html, read_pdf, read_word
from tests.support.small import Small


def _files(small: Small) -> tuple[Path, Path, Path]:
    site = small.public / "birch" / "2026-27"
    return site / "phones" / "index.html", site / "files" / "phones.docx", site / "files" / "phones.pdf"


def test_a_copy_says_where_it_can_be_looked_up(small: Small) -> None:
    config = small.root / "mkdocs.yml"
    config.write_text(f"{config.read_text(encoding='utf-8')}\nsite_url: https://policies.example/all/\n")
    assert small.say("build", "--school", "birch").code == 0
    page, word, pdf = _files(small)
    read_back = read_html(page.read_text(encoding="utf-8"))
    [line] = [
        line for line in lines(read_back) if "To see whether it is still in force, look it up at" in line
    ]
    code = line.split("has the code ")[1][:11]
    address = line.split("look it up at ")[1]
    assert address == f"https://policies.example/all/check.html?code={code}"
    assert lines(read_word(word)) == lines(read_pdf(pdf)) == lines(read_back)
    with zipfile.ZipFile(word) as archive:
        pictures = [archive.read(name) for name in archive.namelist() if name.startswith("word/media/")]
    assert draw_png(address) in pictures
    published = (small.public / "birch/latest/published/index.html").read_text(encoding="utf-8")
    assert "https://policies.example/all/birch/latest/published/list.html" in published
    assert "Mobile phones policy" in (small.public / "birch/latest/published/list.html").read_text(
        encoding="utf-8"
    )


def test_without_an_address_there_is_no_code(built_small: Small) -> None:
    page, word, _ = _files(built_small)
    assert "look it up on the check page of the site." in page.read_text(encoding="utf-8")
    published = page.parents[1] / "published" / "index.html"
    assert "on another website" not in published.read_text(encoding="utf-8")
    with zipfile.ZipFile(word) as archive:
        assert not [name for name in archive.namelist() if name.startswith("word/media/")]
