"""QR codes: the address at which a paper copy can be looked up, as a picture that a telephone reads."""

from __future__ import annotations

import io

import segno

# Of the eight masks of ISO/IEC 18004 a reader takes any. Weighing them takes most of the time that a code
# takes.
_MASK = 3
# The quiet zone of ISO/IEC 18004, in modules.
_BORDER = 4
_SCALE = 6


def draw_svg(address: str) -> str:
    """Return the QR code of an address as SVG."""
    written = io.BytesIO()
    _make_code(address).save(written, kind="svg", xmldecl=False, nl=False, border=_BORDER)
    return written.getvalue().decode()


def draw_png(address: str) -> bytes:
    """Return the QR code of an address as PNG."""
    written = io.BytesIO()
    _make_code(address).save(written, kind="png", border=_BORDER, scale=_SCALE)
    return written.getvalue()


def _make_code(address: str) -> segno.QRCode:
    return segno.make(address, error="m", micro=False, boost_error=False, mask=_MASK)
