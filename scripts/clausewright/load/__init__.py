"""Load: a folder of files becomes a Library. The only room that reads what users wrote, and the only YAML."""

from __future__ import annotations

from .library import load_changed, load_library, load_ref, shipped
from .values import InvalidValueError, from_printed

__all__ = ["InvalidValueError", "from_printed", "load_changed", "load_library", "load_ref", "shipped"]
