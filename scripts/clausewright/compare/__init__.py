"""Compare: what a document is made from is known here, so every change between two of them gets its cause, its reason and its effect."""

from __future__ import annotations

from .documents import compare, model_source, proposed, school_source, source_of
from .source import Desk, Source

__all__ = ["Desk", "Source", "compare", "model_source", "proposed", "school_source", "source_of"]
