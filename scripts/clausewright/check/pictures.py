"""Pictures: PNG and JPEG files that are whole, and no larger than a page, a Word file and a PDF can carry.

Their structure is read, never their content: a picture that claims to be small and unpacks to gigabytes is
not unpacked further than it claims.
"""

from __future__ import annotations

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
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8"
_SIZE_HINT = "Make it smaller; pictures 1600 pixels wide do well."
# Markers of JPEG (ISO/IEC 10918-1, table B.1): those that stand alone, and frames, which say how large it is.
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SCAN, _END = 0xDA, 0xD9
# The samples of a pixel by the colour type of a PNG (ISO/IEC 15948, table 11.1).
_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


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
    width, height, depth, colour = unpack_from(">IIBB", chunks[0][1])
    if not width or not height or colour not in _SAMPLES:
        raise BrokenPictureError("is a damaged picture: its size or its colours are none")
    packed = b"".join(content for kind, content in chunks if kind == b"IDAT")
    if max(width, height) <= MOST_PIXELS:
        bytes_needed = height * (1 + (width * depth * _SAMPLES[colour] + 7) // 8)
        _unpack_pixels(packed, bytes_needed, is_interlaced=bool(chunks[0][1][12]))
    return width, height


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
            return
        start += 12 + length
    raise BrokenPictureError("is a picture that ends too early")


def _unpack_pixels(packed: bytes, bytes_needed: int, *, is_interlaced: bool) -> None:
    unpacker, count = zlib.decompressobj(), 0
    # An interlaced picture has the same pixels in seven passes, each with a byte before every line.
    most = bytes_needed * 2 + 64 if is_interlaced else bytes_needed
    try:
        while packed and not unpacker.eof and count <= most:
            count += len(unpacker.decompress(packed, 1 << 20))
            packed = unpacker.unconsumed_tail
    except zlib.error:
        raise BrokenPictureError("is a damaged picture: its pixels cannot be unpacked") from None
    if count < bytes_needed:
        raise BrokenPictureError("is a picture that ends too early")
    if count > most:
        raise BrokenPictureError("is a damaged picture: it has more pixels than it says")


def _measure_jpeg(data: bytes) -> tuple[int, int]:
    size: tuple[int, int] | None = None
    start, scanned = len(_JPEG), False
    while True:
        (mark,) = unpack_from(">B", data, start)
        if mark != 0xFF:
            raise BrokenPictureError("is a damaged picture: its parts do not follow each other")
        (marker,) = unpack_from(">B", data, start + 1)
        if marker == 0xFF:  # filling
            start += 1
            continue
        if marker == _END:
            break
        if marker in _ALONE:
            start += 2
            continue
        (length,) = unpack_from(">H", data, start + 2)
        if marker in _FRAMES:
            height, width = unpack_from(">HH", data, start + 5)
            size = width, height
        start += 2 + length
        if marker == _SCAN:
            scanned = True
            start = _find_next_marker(data, start)
    if not scanned or not size or not all(size):
        raise BrokenPictureError("is a damaged picture: it does not say how large it is")
    return size


def _find_next_marker(data: bytes, start: int) -> int:
    """The next marker after the pixels of a scan, in which 0xFF stands before 0 or between restarts."""
    while (start := data.find(b"\xff", start)) >= 0 and start + 1 < len(data):
        following = data[start + 1]
        if following and following not in _ALONE and following != 0xFF:
            return start
        start += 1 if following == 0xFF else 2
    raise BrokenPictureError("is a picture that ends too early")


RULES = (find_unfit_pictures,)
