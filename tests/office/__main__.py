"""Finds LibreOffice, installs it where there is none and this user may, and runs the tests that need it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from .libreoffice import install, missing


def main() -> int:
    """Return 0 when there is a LibreOffice and all that it was asked went well."""
    if missing():
        install()
    if lack := missing():
        sys.stderr.write(
            f"{lack}, and it could not be installed. Install LibreOffice Writer with its Python bridge (on"
            " Debian or Ubuntu: apt-get install libreoffice-writer-nogui python3-uno), then run `make"
            " test-office` again.\n"
        )
        return 1
    return int(
        pytest.main(["-n", "0", *(str(Path(__file__).with_name(name)) for name in ("laws.py", "edits.py"))])
    )


if __name__ == "__main__":
    sys.exit(main())
