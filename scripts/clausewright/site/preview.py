"""A site on this machine that follows every change of its sources. While the library has errors, every page
is the list of its problems.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from .shown_problems import ShownProblems


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
    from .preview_server import PreviewServer

    shown = rebuild()

    def build_again() -> None:
        nonlocal shown
        shown = rebuild()

    server = PreviewServer(build_again, lambda: shown, out, port)
    for source in sources:
        if source.exists():
            server.watch(str(source))
    return server
