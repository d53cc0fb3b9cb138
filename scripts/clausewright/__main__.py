"""`clausewright` and `python -m clausewright`."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence

from . import __version__
from .garbage import collect_garbage_seldom

STOPPED = 130


def main() -> None:
    """Run the command line and leave with its exit code."""
    _speak_utf8()
    if sys.argv[1:] == ["--version"]:
        # Programs ask for it again and again, and need not wait for the parser of all other arguments.
        print(f"clausewright {__version__}")  # noqa: T201 - this is where the command line begins
        return
    collect_garbage_seldom()
    try:
        from .cli.answers import answer

        code = answer(sys.argv[1:], _run)
    except KeyboardInterrupt:
        # Ctrl-C may come while the compiler is still being imported.
        code = STOPPED
    if code == STOPPED:
        _ignore_further_stops()
    sys.exit(code)


def _speak_utf8() -> None:
    """Windows writes to files and pipes in a code page that lacks letters of names."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _run(argv: Sequence[str]) -> int:
    """Carry out a command line. A command that says again what it said need not wait for this import."""
    from .cli import run

    return run(argv)


def _ignore_further_stops() -> None:
    """Whoever presses Ctrl-C once more does not hurry what ends anyway."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


if __name__ == "__main__":
    main()
