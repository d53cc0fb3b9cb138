"""`clausewright` and `python -m clausewright`."""

from __future__ import annotations

import sys

from . import __version__

STOPPED = 130


def main() -> None:
    """Run the command line and leave with its exit code."""
    if sys.argv[1:] == ["--version"]:
        # Programs ask for it again and again, and need not wait for the parser of all other arguments.
        print(f"clausewright {__version__}")  # noqa: T201 - this is where the command line begins
        return
    try:
        from .cli import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        # Ctrl-C may come while the compiler is still being imported.
        code = STOPPED
    if code == STOPPED:
        _ignore_further_stops()
    sys.exit(code)


def _ignore_further_stops() -> None:
    """Whoever presses Ctrl-C once more does not hurry what ends anyway."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


if __name__ == "__main__":
    main()
