"""What the engines take alone: pandoc and Typst on the texts of a library's documents, called directly.

Pandoc reads each text once and writes it in three formats, in one running process; Typst sets each PDF with one
compiler, a policy's copies one after the other. Nothing is assembled, numbered, bound, finished or put together:
it is the least that any compiler which uses these two can take. Measured as processor time on a sample of whole
policies, and derived from it.
"""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import typst

from clausewright.assemble.resolver import ValueResolver
from clausewright.bind import TYPST
from clausewright.build.assembled_library import AssembledLibrary, KeyedDocument, assemble_library
from clausewright.build.cache import Cache
from clausewright.build.options import BuildOptions, load_toolchain
from clausewright.build.variants import get_variant_form
from clausewright.document.pandoc import Pandoc
from clausewright.load import load_library
from clausewright.pdf import STANDARDS

from .generate import AS_AT

# Policies of the sample: each brings all its shapes, and a PDF for every school.
_SAMPLE = 2


@dataclass(frozen=True, slots=True)
class EngineTime:
    """The processor time in seconds of each engine for the documents of a whole library, derived, and how many of
    them were timed.
    """

    pandoc: float
    typst: float
    shapes: str
    files: str

    @property
    def seconds(self) -> float:
        """The time of both."""
        return self.pandoc + self.typst


def time_engines(root: Path) -> EngineTime:
    """Time the engines on a library that has been built, whose cache has the sources of its PDFs."""
    # A process of its own: Typst's threads do not survive a fork, and what it remembers is nobody else's.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_time_engines, root).result()


def _time_engines(root: Path) -> EngineTime:
    options, tools = BuildOptions(root, root / "public", AS_AT), load_toolchain(root)
    assembled = assemble_library(load_library(root)[0], options, tools)
    policies = sorted({document.copy.id for document in assembled.documents})[:_SAMPLE]
    sample = [document for document in assembled.documents if document.copy.id in policies]
    sample.sort(key=lambda document: (document.copy.id, document.key))
    shapes = {document.key: document for document in sample}
    all_shapes = len({document.key for document in assembled.documents})
    pandoc_seconds = _time_pandoc(list(shapes.values()), tools.overrides / "word" / "reference.docx")
    typst_seconds = _time_typst(assembled, sample, Cache(options.cache), tools.overrides / "pdf" / "fonts")
    return EngineTime(
        pandoc_seconds * all_shapes / len(shapes),
        typst_seconds * len(assembled.documents) / len(sample),
        f"{len(shapes)} of {all_shapes}",
        f"{len(sample)} of {len(assembled.documents)}",
    )


def _time_pandoc(documents: Sequence[KeyedDocument], reference: Path) -> float:
    before = _read_children_time()
    pandoc = Pandoc()
    with tempfile.TemporaryDirectory() as folder:
        for document in documents:
            parsed = pandoc.read(document.copy.assembled.text)
            pandoc.write(parsed, "html5")
            pandoc.write(parsed, "typst-smart")
            pandoc.write_docx(parsed, Path(folder) / "policy.docx", reference)
    pandoc.close()
    return _read_children_time() - before


def _read_children_time() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _time_typst(
    assembled: AssembledLibrary, documents: Sequence[KeyedDocument], cache: Cache, fonts: Path
) -> float:
    sources = []
    for document in documents:
        variant = cache.read_value("variant", document.key, get_variant_form())
        printer = ValueResolver(assembled.library, document.site, document.copy, {})
        sources.append(variant.typst.fill(TYPST, printer.resolve(variant.typst.keys, "pdf")).encode())
    begun = time.process_time()
    known = typst.Fonts(include_system_fonts=False, font_paths=[str(fonts)])
    compiler = typst.Compiler(root=str(assembled.library.root), font_paths=known)
    for source in sources:
        compiler.compile(source, format="pdf", pdf_standards=[*STANDARDS], timestamp=0)
    return time.process_time() - begun
