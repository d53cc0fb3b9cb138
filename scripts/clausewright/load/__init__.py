"""Load: a folder of files becomes a Library. The only room that reads what users wrote, and the only YAML."""

from __future__ import annotations

from .known import shipped
from .library import load_changed, load_library, load_ref
from .printed import from_printed
from .values import InvalidValueError

__all__ = ["InvalidValueError", "from_printed", "load_changed", "load_library", "load_ref", "shipped"]
