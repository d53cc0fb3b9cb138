"""Names: whether what a file names is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..errors import Problem, did_you_mean
from ..model.library import Library
from ..model.values import Kind


def unknown(
    path: str, line: int, what: str, named: Iterable[str], known: Iterable[str], of: str = ""
) -> Iterator[Problem]:
    """A problem for each name that is not among the known ones."""
    there = list(known)
    for name in named:
        if name and name not in there:
            hint = did_you_mean(name, there) or (
                f"Known: {', '.join(sorted(there))}." if 0 < len(there) <= 20 else "Check the spelling."
            )
            yield Problem(path, line, f"names the {what} '{name}'{of}, which does not exist", hint)


def words(library: Library) -> list[str]:
    """The vocabulary that schema.yml declares, without the group's name."""
    unread = [key.removeprefix("word.") for key in library.unread.get("field", ()) if key.startswith("word.")]
    return unread + [
        key.removeprefix("word.")
        for key, variable in library.schema.items()
        if variable.kind is Kind.WORDS and key.startswith("word.")
    ]
