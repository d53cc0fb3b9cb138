"""The problems of a library, as a preview shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from ..errors import Problem, Severity, errors_in
from ..model.text import count_noun, join_words
from ..templates import load_templates


@dataclass(frozen=True, slots=True)
class ShownProblems:
    """What a build found: the page that lists the problems, whether it takes the place of the site, and what
    is said of them at the foot of each page of the site (nothing where there are none).
    """

    page: bytes
    instead: bool
    note: str


def show_problems(out: Path, problems: Iterable[Problem], *, instead: bool) -> ShownProblems:
    """Make the page of a library's problems. `instead` says that there is no site in `out` to show.

    The page is no part of the site, so templates of the library's own have no say in it.
    """
    ordered = sorted(problems)
    errors = len(errors_in(ordered))
    warnings = sum(problem.severity is Severity.WARNING for problem in ordered)
    counts = [(errors, "error"), (warnings, "warning")]
    counted = join_words(count_noun(number, noun) for number, noun in counts if number)
    lead = "The site is shown as soon as no error is left. This page follows every change of a file."
    page = load_templates(out).render(
        "serve/problems.html",
        title=counted.capitalize() or "No problems",
        lead=lead if instead else "",
        files=[(path, list(group)) for path, group in groupby(ordered, key=lambda problem: problem.path)],
    )
    return ShownProblems(page.encode(), instead, counted)
