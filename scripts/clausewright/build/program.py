"""What the program is: its files and the libraries that it stands on. What it found out is good for no
other.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path


def describe_program() -> Iterator[str]:
    """The files of this program and the releases of the libraries that it stands on, as an installer left
    them: their names, sizes and times.
    """
    package = Path(__file__).parents[1]
    beside = package.parents[1]
    shipped = [beside / name for name in ("overrides", "policies") if package.parent.name == "scripts"]
    for folder in (package, *shipped):
        for place, folders, names in os.walk(folder):
            folders[:] = sorted(name for name in folders if name != "__pycache__")
            for name in sorted(names):
                status = Path(place, name).stat()
                yield f"{place}/{name} {status.st_size} {status.st_mtime_ns}"
    yield sys.version
    for entry in sys.path:
        if entry.endswith("site-packages"):
            yield from sorted(path.name for path in Path(entry).glob("*.dist-info"))
