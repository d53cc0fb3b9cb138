"""Changes: what a document is made from is known here, so every change between two of them gets its cause,
its reason and its effect.
"""

from __future__ import annotations

from .compare import compare
from .inputs import (
    DiffSession,
    DocumentInputs,
    make_copy_inputs,
    make_model_inputs,
    make_school_inputs,
    propose_version,
)

__all__ = [
    "DiffSession",
    "DocumentInputs",
    "compare",
    "make_copy_inputs",
    "make_model_inputs",
    "make_school_inputs",
    "propose_version",
]
