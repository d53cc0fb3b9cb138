"""How the compiler speaks: problems, progress and summaries, for people and for machines."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

from .. import __version__
from ..errors import Problem, Severity, errors_in

if TYPE_CHECKING:
    from rich.console import Console as Terminal

    from ..lint import Rule

# The rule of SARIF that stands for every problem that no rule of wording found.
_GENERAL = "LIBRARY"


class Console:
    """Writes results to standard output and everything else to standard error. `format` is text, json or
    github.
    """

    def __init__(self, format: str = "text") -> None:
        """Speak in a format; colours and bars appear only on a terminal, and NO_COLOR is heeded."""
        self.format = format

    @cached_property
    def _out(self) -> Terminal:
        return _terminal(stderr=False)

    @cached_property
    def _err(self) -> Terminal:
        return _terminal(stderr=True)

    def problems(self, problems: Iterable[Problem]) -> None:
        """Write problems, by file."""
        ordered = sorted(problems)
        if self.format == "json":
            self._out.print_json(json.dumps([_as_data(problem) for problem in ordered]))
        elif self.format == "sarif":
            self._out.print_json(json.dumps(as_sarif(ordered)))
        elif self.format == "github":
            for problem in ordered:
                print(_as_annotation(problem))  # noqa: T201 - this is the room that prints
        elif ordered:
            self._print_problems(ordered)

    def _print_problems(self, problems: list[Problem]) -> None:
        from rich.markup import escape

        from ..model.text import count_noun, join_words

        for path, group in groupby(problems, key=lambda problem: problem.path):
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
        errors = len(errors_in(problems))
        counts = [(errors, "error"), (len(problems) - errors, "warning")]
        self._out.print(f"\n{join_words(count_noun(number, noun) for number, noun in counts if number)}.")

    def info(self, text: str) -> None:
        """Say how things went."""
        if self.format == "text":
            from rich.markup import escape

            self._out.print(escape(text))

    def write(self, text: str) -> None:
        """Write a result as it stands, in whatever format it is: JSON, CSV."""
        print(text.rstrip("\n"))  # noqa: T201 - this is the room that prints

    def error(self, text: str) -> None:
        """Say that a command cannot be carried out."""
        from rich.markup import escape

        self._err.print(escape(text))

    @contextmanager
    def progress(self) -> Iterator[Callable[[str, int, int], None]]:
        """Show bars for long work; a log, such as one of a build server, stays quiet."""
        if not self._err.is_terminal or self.format != "text":
            yield lambda *_: None
            return
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TaskID,
            TextColumn,
            TimeElapsedColumn,
        )

        columns = (
            TextColumn("{task.description:<20}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=self._err, transient=True) as bars:
            tasks: dict[str, TaskID] = {}

            def show(task: str, done: int, total: int) -> None:
                if task not in tasks:
                    tasks[task] = bars.add_task(task, total=total)
                bars.update(tasks[task], completed=done)

            yield show


def _terminal(*, stderr: bool) -> Terminal:
    # A command that prints one plain result does not wait for colours and bars.
    from rich.console import Console as Terminal

    return Terminal(stderr=stderr, soft_wrap=True, highlight=False)


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


def as_sarif(problems: Iterable[Problem]) -> dict[str, object]:
    """Problems in SARIF 2.1.0 (OASIS), which code hosts and editors show beside the line: one run with a
    result for each, in which the rules of wording are described.
    """
    from ..lint import collect_rules
    from ..load import read_shipped

    results = list(problems)
    rules: list[dict[str, object]] = [
        {"id": _GENERAL, "shortDescription": {"text": "The library does not compile as it should."}}
    ]
    rules += [_describe_rule(rule) for rule in collect_rules(read_shipped())]
    # What a library's own checklists ask for is known by its id alone.
    described = {rule["id"] for rule in rules}
    rules += [{"id": id} for id in sorted({problem.rule for problem in results} - described - {""})]
    run = {
        "tool": {"driver": {"name": "clausewright", "version": __version__, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "results": [_as_result(problem) for problem in results],
    }
    return {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}


def _describe_rule(rule: Rule) -> dict[str, object]:
    usual = {"enabled": rule.on, "level": str(rule.severity)}
    return {"id": rule.id, "shortDescription": {"text": rule.help}, "defaultConfiguration": usual}


def _as_result(problem: Problem) -> dict[str, object]:
    from urllib.parse import quote

    place: dict[str, object] = {"artifactLocation": {"uri": quote(problem.path)}}
    if problem.line:
        place["region"] = {"startLine": problem.line}
    return {
        "ruleId": problem.rule or _GENERAL,
        "level": str(problem.severity),
        "message": {"text": f"{problem.message}. {problem.hint}".strip()},
        "locations": [{"physicalLocation": place}],
    }
