"""A set of changes as one file that needs nothing beside it: styles and pictures are in it."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from html import escape
from pathlib import PurePosixPath

_FONT = re.compile(r"@font-face\s*\{[^}]*\}")
_PICTURE = re.compile(r'src="(images/[^"]+)"')
_PLAIN = """
*{box-sizing:border-box}
html{font:125%/1.6 "Open Sans","Segoe UI",system-ui,-apple-system,Helvetica,Arial,sans-serif;color:#1b2430;background:#fff}
body{margin:0}
main{max-width:46rem;margin:0 auto;padding:1rem}
table{border-collapse:collapse}
"""


def standalone(title: str, body: str, style: str, images: Mapping[str, bytes]) -> str:
    """Return the whole page. `style` is the theme's style sheet; its fonts are left out, and the reader's own
    take their place.
    """

    def inlined(found: re.Match[str]) -> str:
        name = found[1]
        kind = PurePosixPath(name).suffix.lstrip(".").replace("jpg", "jpeg")
        data = base64.b64encode(images.get(name, b"")).decode()
        return f'src="data:image/{kind};base64,{data}"'

    return (
        '<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport"'
        f' content="width=device-width,initial-scale=1"><title>{escape(title)}</title><link rel="icon"'
        f' href="data:,"><style>{_PLAIN}{_FONT.sub("", style)}</style></head><body><main'
        f' class="md-typeset"><div class="policy">{_PICTURE.sub(inlined, body)}</div></main></body></html>\n'
    )
