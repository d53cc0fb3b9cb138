"""The desk's server: one process, on this machine alone, until the person stops it."""

from __future__ import annotations

import socket
import webbrowser
from collections.abc import Callable
from datetime import date
from pathlib import Path

import uvicorn

from ..errors import UsageError
from .app import make_app
from .safety import LOOPBACK, Guard, make_key
from .steps import Desk, RunCommand


def serve_desk(
    root: Path,
    read_day: Callable[[], date],
    run_command: RunCommand,
    port: int,
    tell: Callable[[str], None],
    *,
    opens_browser: bool,
) -> None:
    """Serve the desk of the library at `root` until Ctrl-C; `tell` is given its address, with the key.

    Raises UsageError where the port is taken.
    """
    try:
        listener = socket.create_server((LOOPBACK, port))
    except OSError as error:
        raise UsageError(
            f"Port {port} cannot be used: {error.strerror or error}. Is the desk open already? Choose another"
            " with --port."
        ) from error
    with listener:
        real_port = int(listener.getsockname()[1])
        key = make_key()
        guarded = Guard(make_app(Desk(root, read_day, run_command)), key, real_port)
        address = f"http://{LOOPBACK}:{real_port}/?key={key}"
        tell(address)
        if opens_browser:
            webbrowser.open_new_tab(address)
        # Nothing is logged: an address could bear the key.
        config = uvicorn.Config(guarded, log_config=None, access_log=False, lifespan="off", ws="none")
        uvicorn.Server(config).run(sockets=[listener])
