"""What tests share: libraries to change, files as others write them, and readers of what is made."""

from __future__ import annotations

from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
CASES = REPOSITORY / "tests" / "cases"
