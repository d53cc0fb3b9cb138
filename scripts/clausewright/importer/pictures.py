"""Pictures: those of a source that a draft can hold go into policies/images,
each with what it tells in words.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from ..readers.source import Grid, LeftOut, Picture, Piece, Source
from ..readers.words import write_picture_mark
from .proposals import Proposals, make_slug

_PNG, _JPEG, _END_OF_JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"\xff\xd9"


@dataclass(frozen=True, slots=True)
class PlacedPicture:
    """A picture of the draft: its path below policies/, what it tells in words, its bytes."""

    path: str
    description: str
    data: bytes


def drop_unplaceable(source: Source) -> tuple[Source, list[LeftOut]]:
    """Take the marks of pictures that no draft can hold out of a source's pieces, and name those pictures."""
    left_out = []
    marks = []
    for picture in source.pictures:
        if not _find_suffix(picture):
            described = picture.description or f"{picture.name} (it has no description)"
            why = "it is no PNG or JPEG, or damaged" if picture.data else "its data is not in the file"
            left_out.append(LeftOut(described, f"picture: {why}", picture.place, "picture"))
            marks.append(write_picture_mark(picture.key))
    if not marks:
        return source, []
    pieces = [_strip_marks(piece, marks) for piece in source.pieces]
    kept = [piece for piece in pieces if isinstance(piece, Grid) or piece.text.strip() or piece.label]
    return replace(source, pieces=tuple(kept)), left_out


def _strip_marks(piece: Piece, marks: list[str]) -> Piece:
    def strip(text: str) -> str:
        for mark in marks:
            text = text.replace(mark, "")
        return text

    if isinstance(piece, Grid):
        return replace(piece, rows=tuple(tuple(strip(cell) for cell in row) for row in piece.rows))
    return replace(piece, text=strip(piece.text), rich=strip(piece.rich))


def place_pictures(source: Source, policy: str, advice: Proposals) -> dict[str, PlacedPicture]:
    """Return the pictures that go into the draft of a policy, by their keys; ask what one shows that has no
    words.

    Until somebody says it, its words say that nobody has.
    """
    placed = {}
    for number, picture in enumerate(_list_placeable(source), 1):
        description = " ".join(picture.description.split())
        if not description:
            where = [picture.place] if picture.place else []
            id = f"picture-{number}-{make_slug(PurePosixPath(picture.name).stem, 4) or 'unnamed'}"
            description = advice.ask(id, f"What does the picture {picture.name} tell?", (), where)
        path = f"images/{policy}-{number}{_find_suffix(picture)}"
        placed[picture.key] = PlacedPicture(
            path, description or f"Picture {number}, not described", picture.data
        )
    return placed


def _list_placeable(source: Source) -> Iterator[Picture]:
    return (picture for picture in source.pictures if _find_suffix(picture))


def _find_suffix(picture: Picture) -> str:
    """The ending of a picture's file, empty where a library cannot have it."""
    data = picture.data
    if data.startswith(_JPEG) and data.rstrip(b"\0").endswith(_END_OF_JPEG):
        return ".jpg"
    return ".png" if data.startswith(_PNG) and _is_whole_png(data) else ""


def _is_whole_png(data: bytes) -> bool:
    """Say whether each chunk of a PNG has its checksum, and the last one ends it (PNG specification, 5.3)."""
    place = len(_PNG)
    while place + 12 <= len(data):
        length = int.from_bytes(data[place : place + 4], "big")
        end = place + 8 + length
        if zlib.crc32(data[place + 4 : end]) != int.from_bytes(data[end : end + 4], "big"):
            return False
        if data[place + 4 : place + 8] == b"IEND":
            return True
        place = end + 4
    return False
