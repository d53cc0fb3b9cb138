"""Pictures: PNG and JPEG files that are whole, and no larger than a page, a Word file and a PDF can carry.

Their structure is read, never their content: a picture that claims to be small and unpacks to gigabytes is
not unpacked further than it claims.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from datetime import date
from struct import unpack_from

from ..errors import Problem
from ..model.library import Library
from .templates import Readings

MOST_BYTES = 5_000_000
MOST_PIXELS = 8_000  # on a side
MOST_MILLIONS = 16  # of pixels in all: each takes up to eight bytes while a PDF is made
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8"
_SIZE_HINT = "Make it smaller; pictures 1600 pixels wide do well."
# Markers of JPEG (ISO/IEC 10918-1, table B.1): those that stand alone, and frames, which say how large it is.
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SCAN, _END = 0xDA, 0xD9
# Start of frame: baseline, extended and progressive, which every reader knows.
_USUAL_FRAMES = frozenset({0xC0, 0xC1, 0xC2})
_QUANTISATION, _HUFFMAN = 0xDB, 0xC4
# The samples of a pixel by the colour type of a PNG, and how many bits a sample may have (ISO/IEC 15948,
# table 11.1).
_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_PALETTE = 3
_LAST_FILTER = 4
# The passes of a PNG: where the first pixel stands, across and down, and how far the next ones are from it
# (ISO/IEC 15948, clause 8.2).
_PLAIN = ((0, 0, 1, 1),)
_ADAM7 = (
    (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)
)  # fmt: skip
_SOMETHING = re.compile(rb"[^\0]")
_BEHIND = "is a damaged picture: something stands behind its end"


class BrokenPictureError(Exception):
    """What is wrong with a picture's file, in words that follow its name."""


def find_unfit_pictures(library: Library, _: Readings, __: date) -> Iterator[Problem]:
    """Name every picture that is broken or too large. One that is not PNG or JPEG at all has been named on
    loading.
    """
    for name, data in sorted(library.images.items()):
        path = f"policies/{name}" if name.startswith("images/") else name
        if len(data) > MOST_BYTES:
            yield Problem(path, 0, f"is larger than {MOST_BYTES // 1_000_000} MB", _SIZE_HINT)
            continue
        try:
            size = measure_picture(data)
        except BrokenPictureError as fault:
            yield Problem(path, 0, str(fault), "Save it again, or copy it from where it came from.")
            continue
        if size and max(size) > MOST_PIXELS:
            message = f"is {size[0]} by {size[1]} pixels, and no side may have more than {MOST_PIXELS}"
            yield Problem(path, 0, message, _SIZE_HINT)
        elif size and _has_too_many_pixels(*size):
            message = f"is {size[0]} by {size[1]} pixels, which is more than {MOST_MILLIONS} million in all"
            yield Problem(path, 0, message, _SIZE_HINT)


def _has_too_many_pixels(width: int, height: int) -> bool:
    return width * height > MOST_MILLIONS * 1_000_000


def measure_picture(data: bytes) -> tuple[int, int] | None:
    """Return the width and height of a whole picture in pixels, None where it is neither PNG nor JPEG.

    Raises BrokenPictureError where the file ends early or is damaged.
    """
    try:
        if data.startswith(_PNG):
            return _measure_png(data)
        if data.startswith(_JPEG):
            return _measure_jpeg(data)
    except struct.error:
        raise BrokenPictureError("is a picture that ends too early") from None
    return None


def _measure_png(data: bytes) -> tuple[int, int]:
    chunks = list(_read_png_chunks(data))
    if not chunks or chunks[0][0] != b"IHDR" or len(chunks[0][1]) != 13:
        raise BrokenPictureError("is a damaged picture: it does not say how large it is")
    width, height, depth, colour, packing, filtering, interlacing = unpack_from(">IIBBBBB", chunks[0][1])
    if not width or not height or depth not in _DEPTHS.get(colour, ()):
        raise BrokenPictureError("is a damaged picture: its size or its colours are none")
    if packing or filtering or interlacing > 1:
        raise BrokenPictureError("is a damaged picture: it is packed in a way that no program knows")
    if colour == _PALETTE and not any(kind == b"PLTE" for kind, _ in chunks):
        raise BrokenPictureError("is a damaged picture: it lacks the list of its colours")
    if max(width, height) <= MOST_PIXELS and not _has_too_many_pixels(width, height):
        packed = b"".join(content for kind, content in chunks if kind == b"IDAT")
        lines = _list_lines(width, height, depth * _SAMPLES[colour], _ADAM7 if interlacing else _PLAIN)
        _check_pixels(packed, lines)
    return width, height


def _list_lines(
    width: int, height: int, bits: int, passes: tuple[tuple[int, int, int, int], ...]
) -> list[tuple[int, int]]:
    """For each pass over a PNG that has pixels, how many lines it has and how many bytes a line has, with the
    one before it that says how the line is filtered.
    """
    lines: list[tuple[int, int]] = []
    for left, top, across, down in passes:
        columns = max(0, width - left + across - 1) // across
        rows = max(0, height - top + down - 1) // down
        if columns and rows:
            lines.append((rows, 1 + (columns * bits + 7) // 8))
    return lines


def _read_png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    start = len(_PNG)
    while start < len(data):
        (length,) = unpack_from(">I", data, start)
        kind, content = data[start + 4 : start + 8], data[start + 8 : start + 8 + length]
        (checksum,) = unpack_from(">I", data, start + 8 + length)
        if zlib.crc32(kind + content) != checksum:
            raise BrokenPictureError("is a damaged picture: a part of it is not what its checksum says")
        yield kind, content
        if kind == b"IEND":
            if start + 12 + length < len(data):
                raise BrokenPictureError(_BEHIND)
            return
        start += 12 + length
    raise BrokenPictureError("is a picture that ends too early")


def _check_pixels(packed: bytes, lines: list[tuple[int, int]]) -> None:
    """Unpack the pixels of a PNG and look whether they are as many as its lines need, and whether each line
    is filtered in a way that there is.
    """
    bytes_needed = sum(rows * length for rows, length in lines)
    unpacker = zlib.decompressobj()
    try:
        # A byte more than is needed shows that there are more.
        pixels = unpacker.decompress(packed, bytes_needed + 1)
    except zlib.error:
        raise BrokenPictureError("is a damaged picture: its pixels cannot be unpacked") from None
    if len(pixels) > bytes_needed:
        raise BrokenPictureError("is a damaged picture: it has more pixels than it says")
    if len(pixels) < bytes_needed or not unpacker.eof:
        raise BrokenPictureError("is a picture that ends too early")
    start = 0
    for rows, length in lines:
        end = start + rows * length
        if max(pixels[start:end:length]) > _LAST_FILTER:
            raise BrokenPictureError("is a damaged picture: its lines are written in no known way")
        start = end


def _measure_jpeg(data: bytes) -> tuple[int, int]:
    """The size of a JPEG. Only further pictures may stand behind its end, as telephones keep them there (CIPA
    DC-007, Multi-Picture Format): anything else would be published with it, and nobody would see it.
    """
    size, end = _measure_one_jpeg(data, 0)
    while behind := _SOMETHING.search(data, end):
        if not data.startswith(_JPEG, behind.start()):
            raise BrokenPictureError(_BEHIND)
        _, end = _measure_one_jpeg(data, behind.start())
    return size


def _measure_one_jpeg(data: bytes, begin: int) -> tuple[tuple[int, int], int]:
    """The size of the JPEG that begins at a place, and where it ends."""
    size: tuple[int, int] | None = None
    seen: set[int] = set()
    end = begin
    for marker, start in _read_jpeg_parts(data, begin + len(_JPEG)):
        seen.add(marker)
        end = start + 2
        if marker in _FRAMES:
            height, width = unpack_from(">HH", data, start + 5)
            size = width, height
    if _SCAN not in seen or not size or not all(size):
        raise BrokenPictureError("is a damaged picture: it does not say how large it is")
    if not seen & _USUAL_FRAMES:
        raise BrokenPictureError("is a JPEG of a kind that few programs can show")
    if not {_QUANTISATION, _HUFFMAN} <= seen:
        raise BrokenPictureError("is a damaged picture: it lacks the tables that its pixels are read with")
    return size, end


def _read_jpeg_parts(data: bytes, start: int) -> Iterator[tuple[int, int]]:
    """Each part of a JPEG that has a length, and its end: its marker, and where it begins."""
    while True:
        (mark,) = unpack_from(">B", data, start)
        if mark != 0xFF:
            raise BrokenPictureError("is a damaged picture: its parts do not follow each other")
        (marker,) = unpack_from(">B", data, start + 1)
        if marker == 0xFF:  # filling
            start += 1
            continue
        if marker == _END:
            yield marker, start
            return
        if marker in _ALONE:
            start += 2
            continue
        (length,) = unpack_from(">H", data, start + 2)
        yield marker, start
        start += 2 + length
        if marker == _SCAN:
            start = _find_next_marker(data, start)


def _find_next_marker(data: bytes, start: int) -> int:
    """The next marker after the pixels of a scan, in which 0xFF stands before 0 or between restarts."""
    while (start := data.find(b"\xff", start)) >= 0 and start + 1 < len(data):
        following = data[start + 1]
        if following and following not in _ALONE and following != 0xFF:
            return start
        start += 1 if following == 0xFF else 2
    raise BrokenPictureError("is a picture that ends too early")


RULES = (find_unfit_pictures,)
