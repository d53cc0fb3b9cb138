"""The colours of a school's pages, made out of its own so that everybody can read what stands in them."""

from __future__ import annotations

import re

from ..templates import PageTemplates

_BLACK, _WHITE = (0, 0, 0), (255, 255, 255)
_PANEL = (0xF3, 0xF5, 0xF7)  # the darkest ground in policy.css that carries links
_DARK_PANEL = (0x1F, 0x26, 0x2E)  # the lightest one on dark pages
_Rgb = tuple[int, int, int]


def render_colours(templates: PageTemplates, colour: str) -> str:
    """Return the style that paints the site in the school's colour, written "#rrggbb"; without one the style
    sheet's own colour stays.

    The header takes the colour as it is, with black or white upon it. Links and focus rings take it darkened
    until it can be read, and on dark pages lightened.
    """
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        return ""
    ground: _Rgb = (int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16))
    on_ground = max(_BLACK, _WHITE, key=lambda ink: _compute_contrast(ink, ground))
    link, dark_link = _shade(ground, _BLACK, _PANEL, 4.5), _shade(ground, _WHITE, _DARK_PANEL, 4.5)
    variables = {
        "--md-primary-fg-color": _write_hex(ground),
        "--md-primary-fg-color--light": _write_hex(ground),
        "--md-primary-fg-color--dark": _write_hex(ground),
        "--md-primary-bg-color": _write_hex(on_ground),
        "--md-primary-bg-color--light": _write_hex(on_ground),
        "--md-typeset-a-color": _write_hex(link),
        "--md-accent-fg-color": _write_hex(_shade(ground, _BLACK, _PANEL, 7)),
        "--policy-focus": _write_hex(link),
    }
    on_dark_pages = {
        "--md-typeset-a-color": _write_hex(dark_link),
        "--md-accent-fg-color": _write_hex(_shade(ground, _WHITE, _DARK_PANEL, 7)),
        "--policy-focus": _write_hex(dark_link),
    }
    return templates.render(
        "site/colours.html", variables=variables.items(), on_dark_pages=on_dark_pages.items()
    )


def _compute_luminance(colour: _Rgb) -> float:
    """The relative luminance of WCAG 2."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (c / 255 for c in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _compute_contrast(first: _Rgb, second: _Rgb) -> float:
    darker, lighter = sorted((_compute_luminance(first), _compute_luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def _shade(colour: _Rgb, towards: _Rgb, ground: _Rgb, contrast: float) -> _Rgb:
    """Mix a colour with black or white, in steps that keep its hue, until it has the contrast on a ground.
    Black or white itself ends the search.
    """
    for step in range(51):
        red, green, blue = (
            round(part + (end - part) * step / 50) for part, end in zip(colour, towards, strict=True)
        )
        if _compute_contrast((red, green, blue), ground) >= contrast:
            return red, green, blue
    return towards


def _write_hex(colour: _Rgb) -> str:
    return "#" + "".join(f"{part:02x}" for part in colour)
