"""Compare: what a document is made from is known here, so every change between two of them gets its cause,
its reason and its effect.
"""

from __future__ import annotations

from .compare import compare, model_source, proposed, school_source, source_of
from .source import DiffSession, DocumentInputs

__all__ = [
    "DiffSession",
    "DocumentInputs",
    "compare",
    "model_source",
    "proposed",
    "school_source",
    "source_of",
]
