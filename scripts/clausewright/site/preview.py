"""A site on this machine that follows every change of its sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path


def preview(rebuild: Callable[[], None], out: Path, sources: Iterable[Path], port: int) -> None:
    """Build, serve the folder `out` at `port`, and build again whenever a source changes, until the user
    stops it.
    """
    from mkdocs.livereload import LiveReloadServer

    rebuild()
    server = LiveReloadServer(rebuild, host="localhost", port=port, root=str(out))
    for source in sources:
        if source.exists():
            server.watch(str(source))
    try:
        server.serve(open_in_browser=False)  # type: ignore[no-untyped-call]
    finally:
        server.shutdown()
