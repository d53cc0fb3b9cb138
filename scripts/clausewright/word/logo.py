"""A school's logo beside the title of its Word files. It is put in copy by copy, because a file that is the
same for all schools has none; who listens passes it over, since the school's name stands below.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass

from ..bind import XML, TokenTemplate, compile_template
from .paragraphs import LOGO_NAME

LOGO_KEY = "site.logo"
_TITLE = '<w:pStyle w:val="Title"/></w:pPr>'
_RELATION_ID = "rIdLogo"
_IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
# English Metric Units, of which a millimetre has 36,000; no wider or higher than in the PDF.
_EMU, _WIDEST, _HIGHEST = 36_000, 45, 20
_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
# An anchored picture at the right margin, with the title's words to its left ([MS-ODRAWXML] 2.27 for what
# makes it decorative).
_DRAWING = (
    '<w:r><w:drawing><wp:anchor distT="0" distB="0" distL="180000" distR="0" simplePos="0" relativeHeight="1"'
    ' behindDoc="0" locked="0" layoutInCell="1" allowOverlap="0"><wp:simplePos x="0" y="0"/>'
    '<wp:positionH relativeFrom="margin"><wp:align>right</wp:align></wp:positionH>'
    '<wp:positionV relativeFrom="margin"><wp:align>top</wp:align></wp:positionV>'
    '<wp:extent cx="{width}" cy="{height}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
    '<wp:wrapSquare wrapText="left"/><wp:docPr id="99901" name="{name}" descr=""><a:extLst>'
    '<a:ext uri="{{C183D7F6-B498-43B3-948B-1728B52AA6E4}}"><adec:decorative'
    ' xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>'
    '</wp:docPr><wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
    '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
    '<pic:nvPicPr><pic:cNvPr id="99902" name="{name}"/><pic:cNvPicPr/></pic:nvPicPr>'
    '<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
    '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
    "</wp:anchor></w:drawing></w:r>"
)


@dataclass(frozen=True, slots=True)
class TitledPart:
    """The part of a Word file with its text, cut where the logo goes."""

    before: TokenTemplate
    after: TokenTemplate

    @property
    def keys(self) -> frozenset[str]:
        """The keys that filling it needs."""
        return self.before.keys | self.after.keys | {LOGO_KEY}

    def fill(self, values: Mapping[str, str], picture: bytes) -> bytes:
        """Return the part with its values, and with a picture where there is one."""
        drawing = draw_logo(picture) if picture else ""
        return f"{self.before.fill(XML, values)}{drawing}{self.after.fill(XML, values)}".encode()


def cut_at_title(text: str) -> TitledPart | None:
    """Cut the text of a Word file where its logo goes, after the properties of its title; return None where
    it has no title.
    """
    before, title, after = text.partition(_TITLE)
    return TitledPart(compile_template(before + title), compile_template(after)) if title else None


def draw_logo(picture: bytes) -> str:
    """Return the run that shows a picture as large as it may be."""
    width, height = measure_picture(picture)
    scale = min(_WIDEST / width, _HIGHEST / height) * _EMU
    return _DRAWING.format(
        width=round(width * scale), height=round(height * scale), name=LOGO_NAME, relation=_RELATION_ID
    )


def add_logo(parts: dict[str, bytes], picture: bytes, suffix: str) -> None:
    """Put a logo's picture among the parts of a file that shows it, and name it in those that list them."""
    name = f"media/logo{suffix}"
    parts[f"word/{name}"] = picture
    relation = f'<Relationship Type="{_IMAGE}" Id="{_RELATION_ID}" Target="{name}"/>'
    _add_before_end(parts, "word/_rels/document.xml.rels", relation, "</Relationships>")
    kind = f'<Default Extension="{suffix[1:]}" ContentType="{_TYPES[suffix]}"/>'
    if f'Extension="{suffix[1:]}"'.encode() not in parts["[Content_Types].xml"]:
        _add_before_end(parts, "[Content_Types].xml", kind, "</Types>")


def _add_before_end(parts: dict[str, bytes], name: str, entry: str, end: str) -> None:
    parts[name] = parts[name].replace(end.encode(), f"{entry}{end}".encode())


def measure_picture(picture: bytes) -> tuple[int, int]:
    """Return the width and height in pixels of a PNG (ISO/IEC 15948, 11.2.1) or a JPEG file (ITU-T T.81,
    B.2.2); a square where they cannot be read.
    """
    if picture.startswith(b"\x89PNG\r\n\x1a\n") and len(picture) >= 24:
        width, height = struct.unpack(">II", picture[16:24])
        return max(1, width), max(1, height)
    place = 2
    while place + 9 <= len(picture) and picture[place] == 0xFF:
        marker, length = picture[place + 1], struct.unpack(">H", picture[place + 2 : place + 4])[0]
        # Of the markers of frames, these three mark no frame.
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", picture[place + 5 : place + 9])
            return max(1, width), max(1, height)
        place += 2 + length
    return 1, 1
