"""How a sentence is put together: capitals, lists and counts."""

from __future__ import annotations

from collections.abc import Iterable


def sentence(words: str) -> str:
    """Begin with a capital."""
    return words[:1].upper() + words[1:]


def listed(words: Iterable[str], last: str = "and") -> str:
    """Words as "a, b and c"."""
    every = list(words)
    return f" {last} ".join(part for part in (", ".join(every[:-1]), every[-1]) if part) if every else ""


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 change", "2 changes"; `many` where an s does not make the plural."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"
