"""Load: a folder of files becomes a Library. The only room that reads what users wrote, and the only YAML."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .library import load_changed, load_library, load_ref, read_shipped
    from .typed_values import InvalidValueError, read_printed

__all__ = ["InvalidValueError", "load_changed", "load_library", "load_ref", "read_printed", "read_shipped"]


def __getattr__(name: str) -> Any:
    """Import what is asked for (PEP 562): who reads two foreign files needs no YAML."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = ".typed_values" if name in ("InvalidValueError", "read_printed") else ".library"
    return getattr(import_module(module, __name__), name)
