"""A site on this machine that follows every change of its sources."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

_SECURITY_POLICY = re.compile(rb'<meta http-equiv="Content-Security-Policy"[^>]*>')


def preview(rebuild: Callable[[], None], out: Path, sources: Iterable[Path], port: int) -> None:
    """Build, serve the folder `out` at `port`, and build again whenever a source changes, until the user
    stops it.
    """
    from mkdocs.livereload import LiveReloadServer

    class PreviewServer(LiveReloadServer):
        """Writes into each page the script that loads it again, which no published page may run."""

        def _inject_js_into_html(self, content: bytes, epoch: int) -> bytes:
            page: bytes = super()._inject_js_into_html(  # type: ignore[no-untyped-call]
                _SECURITY_POLICY.sub(b"", content), epoch
            )
            return page

    rebuild()
    server = PreviewServer(rebuild, host="localhost", port=port, root=str(out))
    for source in sources:
        if source.exists():
            server.watch(str(source))
    try:
        server.serve(open_in_browser=False)  # type: ignore[no-untyped-call]
    finally:
        server.shutdown()
