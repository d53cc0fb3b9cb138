"""The school's logo in a Word file: there where a school has one, as large as it may be, and no part or relation
of it where it has none.
"""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from clausewright.bind import compile_template
from clausewright.model.tokens import token
from clausewright.word.logo import LOGO_KEY, cut_at_title, measure_picture
from clausewright.word.writer import WordTemplate

PATH = "variables/schools/birch/logo.png"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", 600, 200) + b"\x08\x02"
JPEG = b"\xff\xd8\xff\xe0\x00\x04\x00\x00" + b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", 30, 90) + bytes(12)
DOCUMENT = f'<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr><w:r><w:t>{token("site.name")}</w:t></w:r></w:p>'
RELATIONS, TYPES = "word/_rels/document.xml.rels", "[Content_Types].xml"


def _fill(logo: str) -> dict[str, str]:
    titled = cut_at_title(DOCUMENT)
    assert titled is not None
    template = WordTemplate(
        (
            ("word/document.xml", titled),
            (RELATIONS, compile_template("<Relationships></Relationships>")),
            (TYPES, b"<Types></Types>"),
        )
    )
    assert template.keys == {"site.name", LOGO_KEY}
    filled = template.fill({"site.name": "Birch", LOGO_KEY: logo}, {PATH: PNG})
    with zipfile.ZipFile(io.BytesIO(filled)) as archive:
        return {name: archive.read(name).decode("latin-1") for name in archive.namelist()}


def test_a_logo_stands_in_the_title_and_the_file_says_what_it_is() -> None:
    parts = _fill(PATH)
    assert parts["word/media/logo.png"] == PNG.decode("latin-1")
    assert 'Target="media/logo.png"' in parts[RELATIONS]
    assert 'Extension="png"' in parts[TYPES]
    drawing, title = parts["word/document.xml"].split("</w:drawing>")
    # 45 mm wide, and a third of that high, in English Metric Units.
    assert '<wp:extent cx="1620000" cy="540000"/>' in drawing
    assert title.endswith("<w:t>Birch</w:t></w:r></w:p>")


def test_a_school_without_a_logo_has_none_of_it() -> None:
    parts = _fill("")
    assert set(parts) == {"word/document.xml", RELATIONS, TYPES}
    assert "logo" not in "".join(parts.values())


@pytest.mark.parametrize(
    ("picture", "size"),
    [(PNG, (600, 200)), (JPEG, (90, 30)), (b"\xff\xd8\xff", (1, 1)), (PNG[:20], (1, 1)), (b"", (1, 1))],
)
def test_a_picture_is_as_large_as_it_says(picture: bytes, size: tuple[int, int]) -> None:
    assert measure_picture(picture) == size
