"""The server of a preview: MkDocs's, which loads a page again when the site has changed, with the problems of
the library in the place of pages.

MkDocs has no door for what stands on the pages that its server shows. So this class, and nothing else,
reaches into it: it overrides `_serve_request` and `_inject_js_into_html`, and reads `_epoch_cond`,
`_visible_epoch` and `_wanted_epoch`, which say which build of the site is shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mkdocs.livereload import LiveReloadServer

from .shown_problems import ShownProblems

PROBLEMS = "/problems.html"
_SECURITY_POLICY = re.compile(rb'<meta http-equiv="Content-Security-Policy"[^>]*>')
_LINK = (
    '<p style="position:fixed;bottom:0;right:0;z-index:99;margin:0;padding:.5rem 1rem;background:#fff3d6;'
    'font:16px sans-serif"><a style="color:#5c3400" href="{address}">{text}</a></p>'
)
# Seconds between two looks at the sources, and to wait for more changes after one: MkDocs takes half a second
# and a tenth, which is longer than a build after one change.
_POLLING_INTERVAL, _BUILD_DELAY = 0.1, 0.03


class PreviewServer(LiveReloadServer):
    """Shows a built site, or the problems that keep it from being built, and writes into each page the script
    that loads it again, which no published page may run.
    """

    def __init__(
        self, build: Callable[[], None], get_problems: Callable[[], ShownProblems], out: Path, port: int
    ) -> None:
        """Serve the folder `out` at a port of this machine. `build` builds again, and `get_problems` returns
        what the last build found.
        """
        super().__init__(
            build, host="localhost", port=port, root=str(out), polling_interval=_POLLING_INTERVAL
        )
        self.build_delay = _BUILD_DELAY
        self._get_problems = get_problems

    def _serve_request(self, environ: Any, start_response: Any) -> Any:
        path = environ["PATH_INFO"]
        is_page = path.endswith((".html", "/")) or "." not in path.rpartition("/")[2]
        is_instead = self._get_problems().instead and is_page and not path.startswith("/livereload/")
        if not is_instead and path != PROBLEMS:
            return super()._serve_request(environ, start_response)
        with self._epoch_cond:
            self._epoch_cond.wait_for(lambda: self._visible_epoch == self._wanted_epoch)
            epoch = self._visible_epoch
        start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
        return [self._add_reload(self._get_problems().page, epoch)]

    def _inject_js_into_html(self, content: bytes, epoch: int) -> bytes:
        note = self._get_problems().note
        link = _LINK.format(address=PROBLEMS, text=note).encode() if note else b""
        return self._add_reload(content.replace(b"</body>", link + b"</body>"), epoch)

    def _add_reload(self, content: bytes, epoch: int) -> bytes:
        page: bytes = super()._inject_js_into_html(  # type: ignore[no-untyped-call]
            _SECURITY_POLICY.sub(b"", content), epoch
        )
        return page
