"""Run the benchmarks: `python -m tests.benchmarks [--schools 60 --policies 35] [--quick]`.

Everything is measured in one run on one machine, and printed as ratios; the times in brackets are for
information. No clock is ever asserted on: another machine, or this one while it is busy, has other times, and
roughly these ratios.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.benchmarks.engines import time_engines
from tests.support.locks import lock

from .copies import many_schools, shipped_schools, whole_trust
from .generate import SHAPES, Generated, generate
from .measure import Run, Snapshot, marginal, run_build, run_command
from .peers import fleet, one_pair
from .plain import PlainRoute, Step

REPOSITORY = Path(__file__).parents[2]
QUICK = (6, 4)
# How many schools the library has in which one more school is measured: four make all shapes, the others
# share them.
ENOUGH = 16
WIDTH = 150
# A row of the report: what was measured, the ratio, the goal, and what stands behind it.
Row = tuple[str, str, str, str]


class Benchmark:
    """One run: a library of the full size and two smaller ones, built, changed and built again."""

    def __init__(self, work: Path, schools: int, policies: int, say: Console, *, trust: bool = False) -> None:
        """Generate the library; this is not timed. With `trust` the drawer of a whole trust is imported too."""
        self.trust = trust
        self.work, self.schools, self.policies, self.say = work, schools, policies, say
        self._numbers = count(1)
        self.library = self._generated(schools)
        self.first = Run(0, 0, 0, 0)

    def _generated(self, schools: int) -> Generated:
        return generate(REPOSITORY, self.work / f"library-{next(self._numbers)}", schools, self.policies)

    def rows(self) -> Iterator[Row]:
        """Measure, one thing after the other."""
        self.say.print("[dim]Ours: check and build of the whole library, from nothing ...[/dim]")
        self.first = run_build(self.library.root)
        yield from self.beside_the_plain_route()
        self.say.print("[dim]The engines alone, on the same texts ...[/dim]")
        yield self.beside_the_engines()
        self.say.print("[dim]Builds after a change ...[/dim]")
        yield self.nothing_changed()
        yield self.checked_again()
        yield from self.one_field_changed()
        yield from self.one_clause_changed()
        self.say.print("[dim]Fewer schools ...[/dim]")
        yield from self.fewer_schools()
        self.say.print("[dim]One more school, format by format ...[/dim]")
        for kind in ("site", "word", "pdf"):
            yield self.one_more_school(kind)
        self.say.print(
            "[dim]What changed: one pair beside other tools, and every school asked to adopt a new version"
            " ...[/dim]"
        )
        yield from many_schools(self.work / "copies")
        yield from shipped_schools(REPOSITORY, self.work / "shipped-schools")
        if self.trust:
            yield from whole_trust(REPOSITORY, self.work)
        yield from one_pair(REPOSITORY, self.work / "peers")
        yield from fleet(self._generated(self.schools))

    def beside_the_plain_route(self) -> Iterator[Row]:
        self.say.print("[dim]The plain route, on a sample that takes about as long ...[/dim]")
        steps = PlainRoute(self.library.root, self.work / "plain").run(self.first.seconds)
        whole = sum(step.derived for step in steps)
        behind = f"ours {self.first.seconds:.1f} s; plain {whole:.0f} s, derived"
        yield (
            "Plain route : ours, the whole library",
            f"{whole / self.first.seconds:.1f} : 1",
            "12 : 1",
            behind,
        )
        for step in steps:
            yield f"  {step.name}", f"{step.derived / self.first.seconds:.1f} : 1", "", _sample(step)

    def beside_the_engines(self) -> Row:
        engines = time_engines(self.library.root)
        ratio = (
            f"{self.first.processor / engines.seconds:.2f} : 1" if self.first.processor else "only on Linux"
        )
        behind = (
            f"ours {self.first.processor:.0f} s; pandoc {engines.pandoc:.0f} s, {engines.shapes} shapes timed;"
            f" Typst {engines.typst:.0f} s, {engines.files} PDFs timed"
        )
        return "Processor time, ours : the engines alone", ratio, "1.2 : 1", behind

    def _again(self) -> tuple[Run, Snapshot, Snapshot]:
        before = Snapshot.of(self.library.root)
        run = run_build(self.library.root)
        return run, before, Snapshot.of(self.library.root)

    def _of_the_first(self, run: Run) -> tuple[str, str]:
        return f"{run.seconds / self.first.seconds:.1%}", f"{run.seconds:.2f} s of {self.first.seconds:.1f} s"

    def nothing_changed(self) -> Row:
        run, before, after = self._again()
        ratio, behind = self._of_the_first(run)
        return (
            "Second build, nothing changed: time",
            ratio,
            "under 2 %",
            f"{behind}; {len(after.written_since(before))} files written",
        )

    def checked_again(self) -> Row:
        """After one changed file only what it touches is checked. An answer that was given before would be
        said again without any work, so the first check is one without what was remembered.
        """
        shutil.rmtree(self.library.root / ".clausewright" / "memory")
        first = run_command(self.library.root, "check")
        file = self.library.root / "variables" / "schools" / self.library.schools[0] / "school.yml"
        file.write_text(file.read_text(encoding="utf-8") + "# Looked at today.\n", encoding="utf-8")
        run = run_command(self.library.root, "check")
        behind = f"{run.processor:.2f} s of {first.processor:.2f} s of processor time"
        return "One changed file: check", f"{run.seconds / first.seconds:.1%}", "", behind

    def one_field_changed(self) -> Iterator[Row]:
        school = self.library.schools[-1]
        file = self.library.root / "variables" / "schools" / school / "school.yml"
        before, head = file.read_text(encoding="utf-8"), "role:\n  head:\n    name: "
        file.write_text(before.replace(head, f"{head}Dr "), encoding="utf-8")
        run, last, after = self._again()
        ratio, behind = self._of_the_first(run)
        changed = after.changed_since(last)
        abroad = {path for path in changed if not path.startswith(f"{school}/")}
        yield "One field of one school: time", ratio, "", behind
        share = f"{len(changed) / len(after.files):.1%} of files"
        written = after.written_since(last)
        goal = f"at most {1 / (self.schools + 1):.1%}, its own"
        behind = (
            f"{len(changed)} of {len(after.files)} files, {len(abroad)} outside its folder; {len(written)}"
            " written"
        )
        yield "  files that changed", share, goal, behind

    def one_clause_changed(self) -> Iterator[Row]:
        policy = self.library.policies[0]
        clause = self.library.own_clause[policy]
        (file,) = (self.library.root / "policies" / "clauses" / clause).glob("*.md")
        file.write_text(
            file.read_text(encoding="utf-8").rstrip("\n") + "\nThis sentence is new.\n", encoding="utf-8"
        )
        lock(self.library.root)
        run, before, after = self._again()
        ratio, behind = self._of_the_first(run)
        documents = after.documents(self.library.policies)
        containing = {document for document in documents if document.endswith(f"/{policy}")}
        files = after.changed_since(before)
        changed = {document for document in documents if self._is_in(document, files)}
        yield "One clause of one policy: time", ratio, "", behind
        share = f"{len(changed) / len(documents):.1%} of documents"
        behind = (
            f"{len(changed)} of {len(documents)} changed, {len(changed - containing)} that do not contain it"
        )
        yield "  documents that changed", share, f"{len(containing) / len(documents):.1%}", behind

    def _is_in(self, document: str, changed: set[str]) -> bool:
        site, _, policy = document.rpartition("/")
        return not changed.isdisjoint(
            {f"{document}/index.html", f"{site}/files/{policy}.pdf", f"{site}/files/{policy}.docx"}
        )

    def fewer_schools(self) -> Iterator[Row]:
        sizes = sorted({max(SHAPES, self.schools // 4), max(SHAPES, self.schools // 2)} - {self.schools})
        runs = {size: run_build(self._generated(size).root) for size in sizes} | {self.schools: self.first}
        smallest = min(runs)
        each = {size: run.seconds / size for size, run in runs.items()}
        ratio = " : ".join(f"{each[size] / each[smallest]:.2f}" for size in runs)
        behind = ", ".join(f"{size}: {run.seconds:.1f} s" for size, run in runs.items())
        yield f"Cost per school at {', '.join(map(str, runs))} schools", ratio, "never rising", behind
        if len(runs) > 2:
            a, b, c = runs
            steps = [
                (runs[b].seconds - runs[a].seconds) / (b - a),
                (runs[c].seconds - runs[b].seconds) / (c - b),
            ]
            ratio = f"1 : {steps[1] / steps[0]:.2f}"
            yield (
                f"Each further school, {a} to {b} : {b} to {c}",
                ratio,
                "1 : 1",
                " and ".join(f"{step:.2f} s" for step in steps),
            )
        ratio = (
            f"{runs[smallest].memory / self.first.memory:.2f} : 1" if self.first.memory else "only on Linux"
        )
        behind = f"{self.first.memory:.0f} MB for all processes; the largest one {self.first.largest:.0f} MB"
        yield f"Peak memory, {smallest} : {self.schools} schools", ratio, "", behind

    def one_more_school(self, kind: str) -> Row:
        library = self._generated(ENOUGH)
        first, each = marginal(library.root, library.schools, kind)
        name = {"site": "page", "word": "Word file", "pdf": "PDF"}[kind]
        behind = (
            f"{each / self.policies * 1000:.1f} ms each; at the first school"
            f" {first / self.policies * 1000:.0f} ms"
        )
        return (
            f"One more school of known shapes, a {name}",
            f"{each / first:.1%} of the first school's",
            "",
            behind,
        )


def _sample(step: Step) -> str:
    return f"{step.done} of {step.all} timed, {step.seconds:.1f} s; all derived, {step.derived:.0f} s"


def main() -> None:
    """Read the options, run, and print the report."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks", description="Measure the compiler against the plain route."
    )
    parser.add_argument(
        "--schools", type=int, default=60, metavar="N", help="schools in the generated library (60)"
    )
    parser.add_argument(
        "--policies", type=int, default=35, metavar="N", help="policies in it, of about 3,500 words each (35)"
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help=f"{QUICK[0]} schools and {QUICK[1]} policies, to see that it runs",
    )
    parser.add_argument(
        "--trust", action="store_true", help="import 30 schools' copies of 10 policies too; takes minutes"
    )
    options = parser.parse_args()
    schools, policies = QUICK if options.quick else (options.schools, options.policies)
    if schools <= SHAPES or policies < 1:
        parser.error(f"at least {SHAPES + 1} schools and one policy are needed")
    say, work = Console(width=WIDTH, highlight=False), Path(tempfile.mkdtemp(prefix="clausewright-bench-"))
    try:
        benchmark = Benchmark(work, schools, policies, say, trust=options.trust)
        load = f", load {os.getloadavg()[0]:.1f} when it began" if hasattr(os, "getloadavg") else ""
        title = (
            f"{schools} schools x {policies} policies, {SHAPES} shapes each, three formats; {os.cpu_count()}"
            f" processors{load}"
        )
        report = Table(
            "measured",
            "ratio",
            "goal",
            "(for information)",
            title=title,
            title_justify="left",
            box=None,
            padding=(0, 2, 0, 0),
        )
        for row in benchmark.rows():
            report.add_row(*row)
        say.print(report)
        if options.quick:
            say.print(
                "[dim]So small a library shows that the benchmarks run, not how fast the compiler is: fixed"
                " costs prevail.[/dim]"
            )
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
