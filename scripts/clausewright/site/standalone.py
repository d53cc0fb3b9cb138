"""A set of changes as one file that needs nothing beside it: styles and pictures are in it."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from ..templates import PageTemplates

_FONT = re.compile(r"@font-face\s*\{[^}]*\}")
_PICTURE = re.compile(r'src="(images/[^"]+)"')


def render_standalone(
    templates: PageTemplates, title: str, body: str, style: str, images: Mapping[str, bytes]
) -> str:
    """Return the whole page. `style` is the theme's style sheet; its fonts are left out, and the reader's own
    take their place.
    """

    def inline(source: re.Match[str]) -> str:
        name = source[1]
        kind = PurePosixPath(name).suffix.lstrip(".").replace("jpg", "jpeg")
        data = base64.b64encode(images.get(name, b"")).decode()
        return f'src="data:image/{kind};base64,{data}"'

    return templates.render(
        "changes/standalone.html", title=title, body=_PICTURE.sub(inline, body), style=_FONT.sub("", style)
    )
