"""A site on this machine that follows every change of its sources. While the library has errors, every page
is the list of its problems.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

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


def preview(
    rebuild: Callable[[], ShownProblems],
    out: Path,
    sources: Iterable[Path],
    port: int,
    address: str = "",
    *,
    is_opened: bool = False,
) -> None:
    """Build, serve the folder `out` at `port`, and build again whenever a source changes, until the user
    stops it. With `is_opened` the page at `address`, below `out`, is opened in the browser.
    """
    server = make_server(rebuild, out, sources, port)
    server.url = f"http://localhost:{port}/{address}"
    try:
        server.serve(open_in_browser=is_opened)
    finally:
        server.shutdown()


def make_server(rebuild: Callable[[], ShownProblems], out: Path, sources: Iterable[Path], port: int) -> Any:
    """Build once, and return MkDocs's server, which waits to be started."""
    from .preview_server import PreviewServer

    shown = rebuild()

    def build_again() -> None:
        nonlocal shown
        shown = rebuild()

    server = PreviewServer(build_again, lambda: shown, out, port)
    for source in sources:
        if source.exists():
            server.watch(str(source))
    return server
