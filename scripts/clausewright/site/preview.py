"""A site on this machine that follows every change of its sources. While the library has errors, every page
is the list of its problems.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from ..errors import Problem, Severity, errors_in
from ..model.text import count_noun, join_words
from ..templates import load_templates

PROBLEMS = "/problems.html"
_SECURITY_POLICY = re.compile(rb'<meta http-equiv="Content-Security-Policy"[^>]*>')
_LINK = (
    '<p style="position:fixed;bottom:0;right:0;z-index:99;margin:0;padding:.5rem 1rem;background:#fff3d6;'
    'font:16px sans-serif"><a style="color:#5c3400" href="{address}">{text}</a></p>'
)


@dataclass(frozen=True, slots=True)
class ShownProblems:
    """What a build found: the page that lists the problems, whether it takes the place of the site, and what
    is said of them at the foot of each page of the site (nothing where there are none).
    """

    page: bytes
    instead: bool
    note: str


def show_problems(out: Path, problems: Iterable[Problem], *, instead: bool) -> ShownProblems:
    """Make the page of a library's problems. `instead` says that there is no site in `out` to show.

    The page is no part of the site, so templates of the library's own have no say in it.
    """
    ordered = sorted(problems)
    errors = len(errors_in(ordered))
    warnings = sum(problem.severity is Severity.WARNING for problem in ordered)
    counts = [(errors, "error"), (warnings, "warning")]
    counted = join_words(count_noun(number, noun) for number, noun in counts if number)
    lead = "The site is shown as soon as no error is left. This page follows every change of a file."
    page = load_templates(out).render(
        "serve/problems.html",
        title=counted.capitalize() or "No problems",
        lead=lead if instead else "",
        files=[(path, list(group)) for path, group in groupby(ordered, key=lambda problem: problem.path)],
    )
    return ShownProblems(page.encode(), instead, counted)


def preview(
    rebuild: Callable[[], ShownProblems],
    out: Path,
    sources: Iterable[Path],
    port: int,
    address: str = "",
    *,
    is_opened: bool = False,
) -> None:
    """Build, serve the folder `out` at `port`, and build again whenever a source changes, until the user
    stops it. With `is_opened` the page at `address`, below `out`, is opened in the browser.
    """
    server = make_server(rebuild, out, sources, port)
    server.url = f"http://localhost:{port}/{address}"
    try:
        server.serve(open_in_browser=is_opened)
    finally:
        server.shutdown()


def make_server(rebuild: Callable[[], ShownProblems], out: Path, sources: Iterable[Path], port: int) -> Any:
    """Build once, and return MkDocs's server, which waits to be started."""
    from mkdocs.livereload import LiveReloadServer

    shown = [rebuild()]

    class PreviewServer(LiveReloadServer):
        """Writes into each page the script that loads it again, which no published page may run."""

        def _serve_request(self, environ: Any, start_response: Any) -> Any:
            path, problems = environ["PATH_INFO"], shown[-1]
            is_page = path.endswith((".html", "/")) or "." not in path.rpartition("/")[2]
            is_shown = problems.instead and is_page and not path.startswith("/livereload/")
            if not is_shown and path != PROBLEMS:
                return super()._serve_request(environ, start_response)
            with self._epoch_cond:
                self._epoch_cond.wait_for(lambda: self._visible_epoch == self._wanted_epoch)
                epoch = self._visible_epoch
            start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
            return [self._add_reload(shown[-1].page, epoch)]

        def _inject_js_into_html(self, content: bytes, epoch: int) -> bytes:
            note = shown[-1].note
            link = _LINK.format(address=PROBLEMS, text=note).encode() if note else b""
            return self._add_reload(content.replace(b"</body>", link + b"</body>"), epoch)

        def _add_reload(self, content: bytes, epoch: int) -> bytes:
            page: bytes = super()._inject_js_into_html(  # type: ignore[no-untyped-call]
                _SECURITY_POLICY.sub(b"", content), epoch
            )
            return page

    def build_again() -> None:
        shown[:] = [rebuild()]

    server = PreviewServer(build_again, host="localhost", port=port, root=str(out))
    for source in sources:
        if source.exists():
            server.watch(str(source))
    return server
