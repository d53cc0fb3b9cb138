"""How the compiler speaks: problems, progress and summaries, for people and for machines."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby

from rich.console import Console as Terminal
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from ..errors import Problem, Severity, errors_in
from ..model.text import counted, listed
from .sarif import as_sarif


class Console:
    """Writes results to standard output and everything else to standard error. `format` is text, json or
    github.
    """

    def __init__(self, format: str = "text") -> None:
        """Speak in a format; colours and bars appear only on a terminal, and NO_COLOR is heeded."""
        self.format = format
        self._out = Terminal(soft_wrap=True, highlight=False)
        self._err = Terminal(stderr=True, soft_wrap=True, highlight=False)

    def problems(self, problems: Iterable[Problem]) -> None:
        """Write problems, by file."""
        found = sorted(problems)
        if self.format == "json":
            self._out.print_json(json.dumps([_as_data(problem) for problem in found]))
        elif self.format == "sarif":
            self._out.print_json(json.dumps(as_sarif(found)))
        elif self.format == "github":
            for problem in found:
                print(_as_annotation(problem))  # noqa: T201 - this is the room that prints
        elif found:
            self._in_words(found)

    def _in_words(self, found: list[Problem]) -> None:
        for path, group in groupby(found, key=lambda problem: problem.path):
            self._out.print(f"[bold]{escape(path)}[/bold]")
            for problem in group:
                colour = "red" if problem.severity is Severity.ERROR else "yellow"
                place = f"{path}:{problem.line}" if problem.line else path
                rule = f" [dim]({problem.rule})[/dim]" if problem.rule else ""
                self._out.print(
                    f"  [{colour}]{problem.severity}[/{colour}] {escape(place)}:"
                    f" {escape(problem.message)}{rule}"
                )
                if problem.hint:
                    self._out.print(f"        [dim]{escape(problem.hint)}[/dim]")
        errors = len(errors_in(found))
        counts = [(errors, "error"), (len(found) - errors, "warning")]
        self._out.print(f"\n{listed(counted(number, what) for number, what in counts if number)}.")

    def tell(self, text: str) -> None:
        """Say how things went."""
        if self.format == "text":
            self._out.print(escape(text))

    def write(self, text: str) -> None:
        """Write a result as it stands, in whatever format it is: JSON, CSV."""
        print(text.rstrip("\n"))  # noqa: T201 - this is the room that prints

    def complain(self, text: str) -> None:
        """Say that a command cannot be carried out."""
        self._err.print(escape(text))

    @contextmanager
    def progress(self) -> Iterator[Callable[[str, int, int], None]]:
        """Show bars for long work; a log, such as one of a build server, stays quiet."""
        if not self._err.is_terminal or self.format != "text":
            yield lambda *_: None
            return
        columns = (
            TextColumn("{task.description:<20}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=self._err, transient=True) as bars:
            tasks: dict[str, TaskID] = {}

            def show(what: str, done: int, total: int) -> None:
                if what not in tasks:
                    tasks[what] = bars.add_task(what, total=total)
                bars.update(tasks[what], completed=done)

            yield show


def _as_data(problem: Problem) -> dict[str, object]:
    return {
        "path": problem.path,
        "line": problem.line,
        "severity": problem.severity,
        "message": problem.message,
        "hint": problem.hint,
        "schools": list(problem.schools),
        "rule": problem.rule,
    }


def _as_annotation(problem: Problem) -> str:
    """A workflow command that GitHub shows beside the line."""

    def escaped(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    file = escaped(problem.path).replace(":", "%3A").replace(",", "%2C")
    place = (
        f"file={file}"
        + (f",line={problem.line}" if problem.line else "")
        + (f",title={problem.rule}" if problem.rule else "")
    )
    return f"::{problem.severity} {place}::{escaped(f'{problem.message}. {problem.hint}'.strip())}"
