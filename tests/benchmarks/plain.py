"""The plain route to the same files: what a careful person would script with the same programs.

`mkdocs build` for each site, a pandoc process for each Word file and for each Typst file, and `typst.compile`
for each PDF, as many at a time as the machine has processors. Each step is timed on a sample, spread over
schools and policies, and the whole is derived from it. What comes before (templates, choices, values) the
plain route gets for nothing: it begins with each school's finished Markdown.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random
from threading import Lock
from typing import TypeVar

import pypandoc
import typst

from clausewright.assemble.assembler import Assembler
from clausewright.assemble.resolver import ValueResolver
from clausewright.assemble.sites import SchoolDocument, Site, assemble_sites
from clausewright.load import load_library
from clausewright.model.library import Library
from clausewright.model.tokens import TOKEN, key_of, keys_in

from .generate import AS_AT

Item = TypeVar("Item")
_CONFIG = """\
site_name: {name}
docs_dir: {docs}
site_dir: {site}
use_directory_urls: false
theme: {{name: material, font: false, language: en}}
plugins: [search]
markdown_extensions: [attr_list, tables, footnotes, sane_lists, {{toc: {{permalink: true}}}}]
"""
_CLAUSE = re.compile(r"^:{12} \{#([a-z0-9-]+) \.clause.*\n\n# (.*)$", re.MULTILINE)
_FENCE = re.compile(r"^:::.*\n", re.MULTILINE)
_REFERENCE = re.compile(r'\[[^\]]*\]\{\.ref to="([a-z0-9-]+)"\}')
_SPAN = re.compile(r"\[([^\]]*)\]\{[^}]*\}")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the plain route: how many of all were done, and how long these took."""

    name: str
    done: int
    all: int
    seconds: float

    @property
    def derived(self) -> float:
        """How long all would take."""
        return self.seconds * self.all / self.done


class PlainRoute:
    """The plain route for one library, in a folder of its own."""

    def __init__(self, root: Path, work: Path) -> None:
        """Write every school's Markdown, the templates and the MkDocs settings; this is not timed."""
        self.work = work
        library = load_library(root)[0]
        self.sites = assemble_sites(Assembler(library), AS_AT)
        self.documents = [(site.id, copy.id) for site in self.sites for copy in site.copies]
        self.reference = root / "overrides" / "word" / "reference.docx"
        self.fonts = root / "overrides" / "pdf" / "fonts"
        self.template = work / "policy.template.typ"
        for site in self.sites:
            self._write_site(library, site)
        page = (root / "overrides" / "pdf" / "policy.typ").read_text(encoding="utf-8").replace("$", "$$")
        self.template.write_text(
            page + '\n#show: policy.with(title: [$title$], document-title: "$title$")\n$body$\n',
            encoding="utf-8",
        )

    def _write_site(self, library: Library, site: Site) -> None:
        docs = self.work / site.id / "docs"
        docs.mkdir(parents=True)
        for copy in site.copies:
            (docs / f"{copy.id}.md").write_text(markdown(library, site, copy), encoding="utf-8")
        links = "".join(f"- [{copy.standing.policy.facts.title}]({copy.id}.md)\n" for copy in site.copies)
        (docs / "index.md").write_text(f"# {site.name}\n\n{links}", encoding="utf-8")
        settings = _CONFIG.format(name=site.name, docs=docs, site=self.work / site.id / "site")
        (self.work / site.id / "mkdocs.yml").write_text(settings, encoding="utf-8")

    def run(self, seconds: float, seed: int = 1) -> tuple[Step, ...]:
        """Time every step on a sample; all together take about that many seconds."""
        random = Random(seed)  # noqa: S311 - nothing here is secret
        sites = random.sample([site.id for site in self.sites], len(self.sites))
        documents = random.sample(self.documents, len(self.documents))
        steps = [
            _timed("mkdocs build, one per site", sites, self._site, seconds * 0.25),
            _timed("pandoc, one per Word file", documents, self._word, seconds * 0.3),
            _timed("pandoc, one per Typst file", documents, self._typst, seconds * 0.3),
        ]
        written = [document for document in documents if self._file(document, "typ").exists()]
        pdf = _timed("typst.compile, one per PDF", written, self._pdf, seconds * 0.15)
        return (*steps, Step(pdf.name, pdf.done, len(documents), pdf.seconds))

    def _file(self, document: tuple[str, str], suffix: str) -> Path:
        return self.work / document[0] / ("docs" if suffix == "md" else ".") / f"{document[1]}.{suffix}"

    def _site(self, site: str) -> None:
        command = [
            sys.executable,
            "-m",
            "mkdocs",
            "build",
            "--quiet",
            "--config-file",
            str(self.work / site / "mkdocs.yml"),
        ]
        subprocess.run(
            command, check=True, capture_output=True, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}
        )

    def _word(self, document: tuple[str, str]) -> None:
        self._pandoc(document, "docx", f"--reference-doc={self.reference}")

    def _typst(self, document: tuple[str, str]) -> None:
        self._pandoc(
            document,
            "typ",
            "--to=typst",
            f"--template={self.template}",
            f"--metadata=title:{document[1]}",
            "--wrap=none",
        )

    def _pandoc(self, document: tuple[str, str], suffix: str, *options: str) -> None:
        source, target = self._file(document, "md"), self._file(document, suffix)
        subprocess.run(
            [pypandoc.get_pandoc_path(), "--from=markdown", str(source), "-o", str(target), *options],
            check=True,
        )

    def _pdf(self, document: tuple[str, str]) -> None:
        source = self._file(document, "typ")
        typst.compile(
            str(source),
            output=str(source.with_suffix(".pdf")),
            font_paths=[str(self.fonts)],
            ignore_system_fonts=True,
            pdf_standards=["ua-1", "a-3a"],
            timestamp=0,
        )


def _timed(name: str, items: Sequence[Item], work: Callable[[Item], None], budget: float) -> Step:
    """Work through items, one for each processor at a time, until they or the time are used up; each
    processor does one at least.
    """
    workers = os.cpu_count() or 1
    waiting, lock = iter(items), Lock()
    begun = time.perf_counter()

    def worker(_: int) -> int:
        count = 0
        while count == 0 or time.perf_counter() - begun < budget:
            with lock:
                item = next(waiting, None)
            if item is None:
                break
            work(item)
            count += 1
        return count

    with ThreadPoolExecutor(workers) as pool:
        done = sum(pool.map(worker, range(workers)))
    return Step(name, done, len(items), time.perf_counter() - begun)


def markdown(library: Library, site: Site, copy: SchoolDocument) -> str:
    """A school's copy as the Markdown that its own repository would hold: values in, clauses as headings,
    nothing of ours left.
    """
    printer = ValueResolver(library, site, copy, {})
    words = printer.resolve(keys_in(copy.assembled.text), "html")
    text = _CLAUSE.sub(r"### \2 {#\1}", copy.assembled.text)
    text = _SPAN.sub(r"\1", _REFERENCE.sub(r"[the clause on this](#\1)", _FENCE.sub("", text)))
    return f"# {copy.standing.policy.facts.title}\n\n{TOKEN.sub(lambda found: words[key_of(found[0])], text)}"


def table(steps: Sequence[Step]) -> Iterator[str]:
    """The steps in words, a line each."""
    for step in steps:
        yield (
            f"{step.name}: {step.done} of {step.all} timed, {step.seconds:.1f} s; all derived,"
            f" {step.derived:.0f} s"
        )
