"""`clausewright` and `python -m clausewright`."""

from __future__ import annotations

import sys

from . import __version__


def main() -> None:
    """Run the command line and leave with its exit code."""
    if sys.argv[1:] == ["--version"]:
        # Programs ask for it again and again, and need not wait for the parser of all other arguments.
        print(f"clausewright {__version__}")  # noqa: T201 - this is where the command line begins
        return
    from .cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
