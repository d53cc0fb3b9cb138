"""Problems: the faults found in what a user wrote, and the one exception that carries them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a problem matters: an error stops the build, a warning does so only with `--strict`."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """One fault: where it is, what is wrong and what to do next.

    `path` is relative to the library, with forward slashes; `line` counts from 1, 0 where a whole file is
    meant. `schools` names the schools that the fault keeps from being published; empty means all of them.
    `rule` is the id of the rule of wording that found it, if one did.
    """

    path: str
    line: int
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR
    schools: tuple[str, ...] = ()
    rule: str = ""

    def __post_init__(self) -> None:
        """Keep message and hint to one line each: what they quote may have had several."""
        object.__setattr__(self, "message", " ".join(self.message.split()))
        object.__setattr__(self, "hint", " ".join(self.hint.split()))


class ClausewrightError(Exception):
    """The base of every error that is the user's to mend; it carries at least one problem."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep `problems`, sorted by place; their messages become the text of the exception."""
        self.problems = tuple(sorted(set(problems)))
        super().__init__(
            "\n".join(f"{problem.path}:{problem.line}: {problem.message}" for problem in self.problems)
        )


class UsageError(Exception):
    """A command was given something that does not exist; the message says what would be right."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return "Did you mean 'x'?" for the known word nearest to `word`, or an empty string."""
    nearest = find_nearest(word, known)
    return f"Did you mean '{nearest}'?" if nearest else ""


def find_nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that is near enough to `word` to be meant by it, or an empty string."""
    # Only who mistyped a word waits for this import.
    import difflib

    return next(iter(difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)), "")


def refuse_unknown(kind: str, names: Iterable[str], known: Iterable[str]) -> None:
    """Raise UsageError for the first of `names` that is not known; `kind` says what it should name."""
    choices = sorted(known)
    for name in names:
        if name not in choices:
            noun, _, rest = kind.partition(" of ")
            named = f"There is no {noun} '{name}'{' of ' if rest else ''}{rest}."
            raise UsageError(f"{named} {_suggest_known(name, choices)}")


def _suggest_known(name: str, choices: list[str]) -> str:
    """What to write in place of a name that is not known."""
    parts = name.split(",")
    if len(parts) > 1 and all(part.strip() in choices for part in parts):
        return f"Put spaces between several, and no commas: {' '.join(part.strip() for part in parts)}."
    listed = f"Known: {', '.join(choices)}." if choices else "The library has none yet."
    return did_you_mean(name, choices) or listed


def errors_in(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return only the problems that stop a build."""
    return tuple(problem for problem in problems if problem.severity is Severity.ERROR)
