"""What a browser may run, show and fetch on a page: its content security policy, which stands in a meta
element because a static host, or a disk, sends no headers.

No page may run a script that stands in it: scripts are files of the site, or, where a page must need nothing
beside it, exactly the texts whose digests its policy names.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable

# Pandoc aligns cells and measures columns, and the lines of time place their bars, in `style` attributes; no
# hand-written attribute comes through check, and values are escaped.
_STYLE_ATTRIBUTES = "style-src-attr 'unsafe-inline'"
_EVERY_PAGE = ("base-uri 'none'", "form-action 'none'")


def write_site_policy(styles: Iterable[str] = ()) -> str:
    """Return the policy of a page of a school's site: its files come from where the page itself came from.

    `styles` are the texts of the style elements that stand in the page.
    """
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            " ".join(("style-src 'self'", *_list_digests(styles))),
            _STYLE_ATTRIBUTES,
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            *_EVERY_PAGE,
        )
    )


def write_alone_policy(scripts: Iterable[str] = (), styles: Iterable[str] = ()) -> str:
    """Return the policy of a page that needs nothing but itself: it runs and applies what stands in it, known
    by its digest, and fetches nothing.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {_write_sources(_list_digests(scripts))}",
            f"style-src {_write_sources(_list_digests(styles))}",
            _STYLE_ATTRIBUTES,
            "img-src data:",
            "font-src data:",
            *_EVERY_PAGE,
        )
    )


def _list_digests(texts: Iterable[str]) -> list[str]:
    """The digests of elements' texts as a policy names them (Content Security Policy Level 3, 8.3)."""
    return [f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in texts]


def _write_sources(sources: list[str]) -> str:
    return " ".join(sources) or "'none'"
