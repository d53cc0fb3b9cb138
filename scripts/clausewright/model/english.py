"""How a sentence is put together: capitals, lists, counts and beginnings."""

from __future__ import annotations

from collections.abc import Iterable


def sentence(words: str) -> str:
    """Begin with a capital."""
    return words[:1].upper() + words[1:]


def listed(words: Iterable[str], last: str = "and") -> str:
    """Words as "a, b and c"."""
    every = list(words)
    return f" {last} ".join(part for part in (", ".join(every[:-1]), every[-1]) if part) if every else ""


def shortened(text: str, most: int) -> str:
    """The beginning of a text, of so many letters at most."""
    return text if len(text) <= most else text[: most - 1] + "…"


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 change", "2 changes"; `many` where an s does not make the plural."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"
