"""What was worked out before, so that after one changed file only what it touches is worked out again."""

from __future__ import annotations

from typing import Any, Protocol


class Memory(Protocol):
    """Keeps plain data, such as JSON can hold, under a digest of everything that it was worked out from."""

    def recall(self, kind: str, key: str) -> Any | None:
        """Return what is kept of that kind under a key, or None where nothing is."""
        ...

    def remember(self, kind: str, key: str, value: Any) -> None:
        """Keep a value, which is never None and which nobody changes afterwards."""
        ...


class NoMemory:
    """Keeps nothing: everything is worked out anew."""

    def recall(self, kind: str, key: str) -> None:
        """Return None."""

    def remember(self, kind: str, key: str, value: Any) -> None:
        """Let it go."""


NO_MEMORY = NoMemory()
