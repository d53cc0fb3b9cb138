"""Compare: what a document is made from is known here, so every change between two of them gets its cause,
its reason and its effect.
"""

from __future__ import annotations

from .compare import compare, make_copy_inputs, make_model_inputs, make_school_inputs, propose_version
from .source import DiffSession, DocumentInputs

__all__ = [
    "DiffSession",
    "DocumentInputs",
    "compare",
    "make_copy_inputs",
    "make_model_inputs",
    "make_school_inputs",
    "propose_version",
]
