"""Pictures: what is broken, too large or a drawing with scripts is named with its path, and nothing is
published.
"""

from __future__ import annotations

import zlib
from struct import pack

import pytest

from clausewright.check.pictures import BrokenPictureError, measure_picture
from tests.support import REPOSITORY
from tests.support.small import BASE, BIRCH, Small

LOGO = "variables/schools/birch/logo.png"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(2)</script></svg>'
REAL = [
    *sorted(BASE.rglob("*.png")),
    *sorted((REPOSITORY / "variables").rglob("*.png")),
    *sorted((REPOSITORY / "policies").rglob("*.png")),
]


def chunk(kind: bytes, content: bytes) -> bytes:
    return pack(">I", len(content)) + kind + content + pack(">I", zlib.crc32(kind + content))


def png(width: int, height: int, pixels: bytes, *, interlaced: bool = False) -> bytes:
    """A grey picture with those lines of pixels, each after its filter byte."""
    head = chunk(b"IHDR", pack(">IIBBBBB", width, height, 8, 0, 0, 0, interlaced))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")


def jpeg(width: int, height: int) -> bytes:
    tables = b"\xff\xdb" + pack(">H", 67) + bytes(65) + b"\xff\xc4" + pack(">H", 19) + bytes(17)
    frame = b"\xff\xc0" + pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    scan = b"\xff\xda" + pack(">H", 8) + b"\x01\x01\x00\x00\x3f\x00"
    return b"\xff\xd8" + tables + frame + scan + b"pixels \xff\x00 more \xff\xd1 more" + b"\xff\xd9"


def is_broken(data: bytes) -> bool:
    try:
        return measure_picture(data) is None
    except BrokenPictureError:
        return True


def test_whole_pictures_are_measured() -> None:
    assert measure_picture(png(3, 2, b"\0aaa\0bbb")) == (3, 2)
    assert measure_picture(png(3, 2, b"\0a\0a\0a\0bbb", interlaced=True)) == (3, 2)
    assert measure_picture(jpeg(40, 30)) == (40, 30)
    assert measure_picture(jpeg(40, 30) + bytes(9) + jpeg(4, 3) + bytes(2)) == (40, 30)
    assert measure_picture(SVG) is None
    assert REAL
    assert all(measure_picture(path.read_bytes()) for path in REAL)


@pytest.mark.parametrize("whole", [png(3, 2, b"\0aaa\0bbb"), jpeg(40, 30)], ids=["png", "jpeg"])
def test_a_picture_that_is_cut_off_anywhere_is_broken(whole: bytes) -> None:
    assert [end for end in range(len(whole)) if not is_broken(whole[:end])] == []


def test_a_picture_with_an_altered_byte_is_broken() -> None:
    whole = png(3, 2, b"\0aaa\0bbb")
    altered = (
        whole[:position] + bytes([whole[position] ^ 0x41]) + whole[position + 1 :]
        for position in range(8, len(whole))
    )
    assert all(is_broken(data) for data in altered)


@pytest.mark.parametrize(
    "data",
    [
        png(3, 2, b"\0aaa\5bbb"),
        png(3, 2, b"\0a\0a\0a\5bbb", interlaced=True),
        png(3, 2, b"\0aaa\0bbb") + b"more",
        jpeg(40, 30) + b"more",
        jpeg(40, 30) + bytes(9) + jpeg(4, 3) + b"PK\3\4",
        jpeg(40, 30).replace(b"\xff\xdb", b"\xff\xfe"),
        jpeg(40, 30).replace(b"\xff\xc4", b"\xff\xfe"),
        jpeg(40, 30).replace(b"\xff\xc0", b"\xff\xc9"),
    ],
    ids=[
        "filter",
        "filter of a pass",
        "behind the end",
        "behind a JPEG",
        "behind two JPEGs",
        "no quantisation",
        "no codes",
        "arithmetic",
    ],
)
def test_a_picture_that_a_pdf_cannot_be_made_with_is_broken(data: bytes) -> None:
    assert is_broken(data)


@pytest.mark.parametrize("pixels", [b"\0aaa", b"\0aaa\0bbb" + bytes(50_000_000)], ids=["few", "bomb"])
def test_a_picture_that_unpacks_to_other_than_it_says_is_broken(pixels: bytes) -> None:
    with pytest.raises(BrokenPictureError):
        measure_picture(png(3, 2, pixels))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"\x89PNG\r\n\x1a\nnonsense", "is a picture that ends too early"),
        (png(3, 2, b"\0aaa\0bbb")[:-30], "is a picture that ends too early"),
        (png(9000, 1, bytes(9001)), "is 9000 by 1 pixels, and no side may have more than 8000"),
        (jpeg(20, 60_000), "is 20 by 60000 pixels"),
        (jpeg(5_000, 4_000), "is 5000 by 4000 pixels, which is more than 16 million in all"),
        (SVG, "is not a PNG or JPEG picture"),
        (bytes(5_000_001), "is larger than 4 MB"),
    ],
    ids=["nonsense", "cut off", "wide", "high", "large", "drawing", "heavy"],
)
def test_check_names_an_unfit_logo_and_nothing_is_published(small: Small, data: bytes, told: str) -> None:
    small.write(LOGO, data)
    checked = small.say("check")
    assert checked.code == 1
    assert f"{LOGO}: {told}" in " ".join(checked.out.split())
    assert small.say("build").code == 1
    assert not small.public.exists()


def test_a_drawing_with_scripts_is_no_logo(small: Small) -> None:
    small.write("variables/schools/birch/crest.svg", SVG)
    small.edit(BIRCH, "name: Birch", "logo: crest.svg\n  name: Birch")
    schema = (small.root / "variables/schema.yml").read_bytes()
    small.write(
        "variables/schema.yml", schema + b"school.logo: {type: image, set_by: school, help: The logo.}\n"
    )
    checked = small.say("check")
    assert checked.code == 1
    assert "a drawing that can carry scripts and addresses" in " ".join(checked.out.split())
