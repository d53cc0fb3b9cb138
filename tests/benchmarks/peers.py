"""What changed, beside the tools that others use: one pair of documents, and a whole fleet in which equal
pairs are compared once.

The peers are fetched into the benchmark's own folder. One that cannot be had here has no row.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Iterator
from pathlib import Path

import pypandoc
import yaml

from clausewright.assemble.assembler import Assembler
from clausewright.assemble.sites import assemble_sites
from clausewright.build.change_files import report_pair, write_change_files
from clausewright.build.change_sets import list_change_sets
from clausewright.build.comparison_keys import ComparisonKeys
from clausewright.build.options import load_toolchain
from clausewright.document.pandoc import shared_pandoc
from clausewright.document.parse import parse
from clausewright.document.writer import to_docx
from clausewright.load import load_library
from tests.support.locks import lock

from .generate import AS_AT, Generated

POLICY, OLD, NEW = "social-media", "2025-09", "2026-09"
NEXT = "2026-11"
SAMPLE = 8
Row = tuple[str, str, str, str]

_REDLINES = """
import sys
from pathlib import Path
from python_redlines import XmlPowerToolsEngine
old, new, out = map(Path, sys.argv[1:])
Path(out).write_bytes(XmlPowerToolsEngine().run_redline("Bench", old, new)[0])
"""


def one_pair(repository: Path, work: Path) -> Iterator[Row]:
    """Tracked changes in Word of two versions of the longest shipped policy: each tool as a command of its
    own.
    """
    work.mkdir(parents=True, exist_ok=True)
    library = shutil.copytree(repository, work / "library", ignore=_only_the_library)
    old, new = _documents(library, work)
    ours = _seconds([sys.executable, "-m", "clausewright", "diff", POLICY, OLD, NEW, "--library", str(library), "--as-at", str(AS_AT),
                     "--format", "docx", "--out", str(work / "ours.docx")])  # fmt: skip
    if ours is None:
        raise SystemExit("clausewright diff did not end well")
    within = _within_a_build(library)
    for name, command in (("pandiff", _pandiff(work)), ("python-redlines", _python_redlines(work))):
        seconds = _seconds([*command, str(old), str(new), *_out(name, work)]) if command else None
        if seconds is not None:
            behind = (
                f"{name} {seconds:.1f} s; ours {ours:.1f} s, which checks the whole library and finds causes"
                " and effects too"
            )
            yield f"One pair in Word, {name} : clausewright diff", f"{seconds / ours:.2f} : 1", "", behind
            behind = f"ours {within:.1f} s, for the page, Word, PDF, JSON and Markdown"
            yield (
                f"  {name} : all five faces of the pair in a build",
                f"{seconds / within:.2f} : 1",
                "",
                behind,
            )


def fleet(library: Generated) -> Iterator[Row]:
    """Every school is asked to adopt a new version of every policy: how many comparisons that takes."""
    _with_next_versions(library)
    loaded, problems = load_library(library.root)
    if problems:
        raise SystemExit(f"The generated library cannot be read: {problems[0].message}")
    assembler = Assembler(loaded)
    tools = load_toolchain(library.root)
    begun = time.perf_counter()
    pairs = list(list_change_sets(assembler, assemble_sites(assembler, AS_AT)))
    keys = ComparisonKeys(tools, assembler)
    different = {keys.find(pair.compared): pair for pair in pairs}
    found = time.perf_counter() - begun
    begun = time.perf_counter()
    some = list(different.values())[:: max(1, len(different) // SAMPLE)]
    for pair in some:
        report = report_pair(assembler, pair.compared)
        write_change_files(shared_pandoc(), tools, assembler.library, report)
    each = (time.perf_counter() - begun) / len(some)
    behind = (
        f"found in {found:.1f} s; {each:.2f} s each with all faces, {len(some)} timed; all derived,"
        f" {each * len(different):.0f} s"
    )
    yield (
        "Comparisons for all proposals",
        f"{len(different)} for {len(pairs)}",
        "one a pair of shapes",
        behind,
    )


def _only_the_library(folder: str, names: list[str]) -> set[str]:
    return {
        name
        for name in names
        if Path(folder).name != ""
        and name in {".git", "public", ".clausewright", ".venv", "tests", "scripts"}
    }


def _documents(library: Path, work: Path) -> tuple[Path, Path]:
    """Both versions of the model as Word files, for the tools that compare files."""
    loaded, _ = load_library(library)
    assembler = Assembler(loaded)
    pairs = list_change_sets(assembler, assemble_sites(assembler, AS_AT))
    pair = next(pair for pair in pairs if pair.of_model and pair.new.id == POLICY)
    reference = load_toolchain(library).overrides / "word" / "reference.docx"
    found = []
    for copy in (pair.old, pair.new):
        facts = copy.standing.policy.facts
        document = parse(shared_pandoc(), facts.title, facts.numbering, copy.assembled.text)
        found.append(work / f"{copy.assembled.version.name}.docx")
        to_docx(shared_pandoc(), document, found[-1], reference, library / "policies" / "images")
    return found[0], found[1]


def _within_a_build(library: Path) -> float:
    """How long a process that has the library open takes for the pair."""
    assembler = Assembler(load_library(library)[0])
    pair = next(
        one
        for one in list_change_sets(assembler, assemble_sites(assembler, AS_AT))
        if one.of_model and one.new.id == POLICY
    )
    begun = time.perf_counter()
    report = report_pair(assembler, pair.compared)
    write_change_files(shared_pandoc(), load_toolchain(library), assembler.library, report)
    return time.perf_counter() - begun


def _pandiff(work: Path) -> list[str]:
    npm = shutil.which("npm")
    folder = work / "npm"
    folder.mkdir(exist_ok=True)
    if npm is None or not _done(
        [npm, "install", "--no-audit", "--no-fund", "--silent", "--prefix", str(folder), "pandiff@0.6"]
    ):
        return []
    return [str(folder / "node_modules" / ".bin" / "pandiff")]


def _python_redlines(work: Path) -> list[str]:
    folder = work / "redlines"
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    wanted = ["python-redlines==2.0.0", "python-redlines-ooxmlpowertools==2.0.0"]
    return (
        [str(python), "-c", _REDLINES]
        if _done([str(python), "-m", "pip", "install", "--quiet", *wanted])
        else []
    )


def _out(name: str, work: Path) -> list[str]:
    return ["-o", str(work / "pandiff.docx")] if name == "pandiff" else [str(work / "redlines.docx")]


def _done(command: list[str]) -> bool:
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def _seconds(command: list[str]) -> float | None:
    """How long a command takes, the better of two runs; None where it does not end well."""
    pandoc = str(Path(pypandoc.get_pandoc_path()).parent)
    environment = {**os.environ, "PATH": f"{pandoc}{os.pathsep}{os.environ['PATH']}"}
    found = []
    for _ in range(2):
        begun = time.perf_counter()
        if subprocess.run(command, check=False, capture_output=True, env=environment).returncode:
            return None
        found.append(time.perf_counter() - begun)
    return min(found)


def _with_next_versions(library: Generated) -> None:
    """A second version of every policy, in which its own clause is reworded, proposed to every school."""
    for policy in library.policies:
        folder = library.root / "policies"
        (last,) = (folder / policy).glob("????-??.md")
        (folder / policy / f"{NEXT}.md").write_text(last.read_text(encoding="utf-8"), encoding="utf-8")
        (wording,) = (folder / "clauses" / library.own_clause[policy]).glob("*.md")
        _, front, body = wording.read_text(encoding="utf-8").split("---\n", 2)
        text = (
            f"---\n{front.rstrip()}\nreason: A sentence is new.\n---\n{body.rstrip()}\nThis sentence is"
            " new.\n"
        )
        wording.with_name(f"{NEXT}.md").write_text(text, encoding="utf-8")
    for school in library.schools:
        path = library.root / "variables" / "schools" / school / "adoptions.yml"
        decisions = yaml.safe_load(path.read_text(encoding="utf-8"))
        for policy in decisions:
            decisions[policy].append({"version": NEXT, "status": "proposed"})
        path.write_text(yaml.safe_dump(decisions, sort_keys=False), encoding="utf-8")
    lock(library.root)
