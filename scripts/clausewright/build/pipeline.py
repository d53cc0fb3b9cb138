"""Build: the pipeline from a checked library to a published folder, top to bottom."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass

from ..assemble.resolver import ValueResolver, places
from ..errors import ClausewrightError, Problem
from ..load.settings import read_site_settings
from ..model.canonical import digest
from ..model.library import Library
from ..site.renderers import identify_renderer
from .assembled_library import AssembledLibrary, KeyedChanges, KeyedDocument, assemble_library
from .build_state import find_intact_file, load_state
from .cache import Cache, CachedFile, FinishedFile
from .change_files import ChangeFiles, get_data_form
from .change_sets import PairResolver, make_pair_resolver
from .options import BuildOptions, Report, Toolchain, load_toolchain, make_build_key
from .output import OutputWriter, Progress, count_progress
from .pages import Pages, render_missing_pages
from .site_contents import RenderedChanges, RenderedDocument
from .variants import Variant, get_variant_form
from .work_folder import hold_build_lock
from .workers import FileJob, WorkerPool, worker_pool

_SUFFIXES = {"pdf": "pdf", "word": "docx"}
# Few enough that two processes end together, many enough that Typst's memory of the last document pays.
_FILES_A_JOB = 40


def is_unchanged(options: BuildOptions) -> bool:
    """Say whether the output folder already is what these options would build, file by file."""
    state = load_state(options.memory)
    return (
        bool(state.key)
        and state.key == make_build_key(options, load_toolchain(options.root))
        and state.is_whole(options.out)
    )


def build(library: Library, options: BuildOptions, progress: Progress) -> Report:
    """Build a library whose check found no error, and put the result in the place of the last one. Where
    another build of the library runs, this one waits for its end.

    Raises ClausewrightError where a document cannot be made or the disk cannot be written; nothing is changed
    then.
    """
    with hold_build_lock(options.work):
        return _build(library, options, progress)


def _build(library: Library, options: BuildOptions, progress: Progress) -> Report:
    begun = time.monotonic()
    renderer = options.renderer or read_site_settings(options.root).renderer
    identify_renderer(renderer)  # before any work is done for nothing
    tools, cache = load_toolchain(options.root), Cache(options.cache)
    assembled = assemble_library(library, options, tools)
    run = BuildRun(library, options, cache, progress)
    with worker_pool(assembled.assembler, tools, cache, options.workers) as pool:
        contents = make_contents(run, pool, assembled, tools, renderer)
    writer = OutputWriter(assembled, options, tools, cache, contents.pages, progress)
    sites_reused, sites_removed = writer.write(contents.documents, contents.changes)
    return Report(
        sites=len(assembled.requested),
        documents=len(contents.documents) + len(contents.changes),
        variants_made=run.variants_made,
        variants_reused=contents.shapes - run.variants_made,
        files_made=run.files_ordered,
        files_reused=contents.files_placed - run.files_ordered,
        sites_reused=sites_reused,
        seconds=time.monotonic() - begun,
        sites_removed=sites_removed,
    )


@dataclass(frozen=True, slots=True)
class OutputContents:
    """What is put together in the output: documents and sets of changes, whose finished files are in the
    cache, and the pages of all. `shapes` is how many documents are different but for values.
    """

    documents: tuple[RenderedDocument, ...]
    changes: tuple[RenderedChanges, ...]
    pages: Pages
    shapes: int

    @property
    def files_placed(self) -> int:
        """How many PDF and Word files there are, made or reused."""
        in_documents = sum(len(document.files) for document in self.documents)
        return in_documents + sum(len(changed.files) for changed in self.changes)


def make_contents(
    run: BuildRun, pool: WorkerPool, assembled: AssembledLibrary, tools: Toolchain, renderer: str
) -> OutputContents:
    """Make all that is wanted and is not in the cache. The pages are rendered while the workers make files.

    Raises ClausewrightError with the problems of every document that cannot be made.
    """
    comparisons = run.make_comparisons(pool, assembled.changes)
    variants = run.make_variants(pool, assembled.documents)
    documents = tuple(run.place_documents(assembled, variants))
    changes = tuple(run.place_changes(assembled, variants, comparisons))
    files = run.start_files(pool, (*documents, *changes))
    pages = render_all_pages(run.options, tools, renderer, run.cache, variants, comparisons)
    run.finish_files(pool, files)
    return OutputContents(documents, changes, pages, len(variants))


def render_all_pages(
    options: BuildOptions,
    tools: Toolchain,
    renderer: str,
    cache: Cache,
    variants: Mapping[str, Variant],
    comparisons: Mapping[str, ChangeFiles],
) -> Pages:
    """The pages of documents, and of sets of changes, which stand a folder deeper."""
    shown = dict(variants)
    for key, comparison in comparisons.items():
        shown[key] = comparison.variant
    return render_missing_pages(options, tools, renderer, cache, shown, deep=comparisons)


def _stop_on(problems: list[Problem]) -> None:
    if problems:
        raise ClausewrightError(problems)


class BuildRun:
    """What one build makes before anything is put together: what is not in the cache yet,
    and nothing twice.
    """

    def __init__(self, library: Library, options: BuildOptions, cache: Cache, progress: Progress) -> None:
        self.library, self.options, self.cache, self.progress = library, options, cache, progress
        self.variants_made = 0
        self._jobs: list[tuple[str, list[FileJob]]] = []
        self._ordered: set[str] = set()

    @property
    def files_ordered(self) -> int:
        """How many files were not in the cache."""
        return len(self._ordered)

    def make_variants(self, pool: WorkerPool, documents: Iterable[KeyedDocument]) -> dict[str, Variant]:
        """Return every variant by its key; documents that share a key share one."""
        by_key = {document.key: document for document in documents}
        variants, jobs = {}, []
        for key, document in by_key.items():
            if variant := self.cache.find_value("variant", key, get_variant_form()):
                variants[key] = variant
            else:
                jobs.append((key, document.copy, document.before))
        self._finish(pool, pool.start("make_variant", jobs, len(jobs)), "Documents")
        self.variants_made = len(jobs)
        for key, *_ in jobs:
            variants[key] = self.cache.read_value("variant", key, get_variant_form())
        return {key: variants[key] for key in by_key}

    def make_comparisons(self, pool: WorkerPool, changes: Iterable[KeyedChanges]) -> dict[str, ChangeFiles]:
        """Return what changed in each pair, in every format, by its key. Equal pairs, whosever they are,
        are compared once.
        """
        by_key = {keyed.key: keyed.pair for keyed in changes}
        comparisons, jobs = {}, []
        for key, pair in by_key.items():
            variant = self.cache.find_value("variant", key, get_variant_form())
            data = self.cache.find_value("change_files", key, get_data_form())
            if variant and data:
                comparisons[key] = ChangeFiles(variant, data)
            else:
                jobs.append((key, pair.compared))
        self._finish(pool, pool.start("make_changes", jobs, len(jobs)), "Changes")
        for key, _ in jobs:
            variant = self.cache.read_value("variant", key, get_variant_form())
            comparisons[key] = ChangeFiles(
                variant, self.cache.read_value("change_files", key, get_data_form())
            )
        return {key: comparisons[key] for key in by_key}

    def place_documents(
        self, assembled: AssembledLibrary, variants: Mapping[str, Variant]
    ) -> Iterator[RenderedDocument]:
        """Give each document its files, ordering those that are not in the cache."""
        numbers = _collect_clause_numbers(assembled.documents, variants)
        elsewhere = {
            site.path: places(site, numbers[site.path]) for site in assembled.requested if site.copies
        }
        for document in assembled.documents:
            site, copy, variant = document.site, document.copy, variants[document.key]
            printer = ValueResolver(self.library, site, copy, elsewhere[site.path][copy.id])
            files = self._place_files(document.key, variant, printer, f"{site.path}/files/{copy.id}")
            yield RenderedDocument(site, copy, document.key, variant, printer, files)

    def place_changes(
        self,
        assembled: AssembledLibrary,
        variants: Mapping[str, Variant],
        comparisons: Mapping[str, ChangeFiles],
    ) -> Iterator[RenderedChanges]:
        """Give each set of changes its files, ordering those that are not in the cache."""
        numbers = _collect_clause_numbers(assembled.documents, variants)
        for keyed in assembled.changes:
            pair, comparison = keyed.pair, comparisons[keyed.key]
            printer = make_pair_resolver(self.library, pair, numbers.get(pair.site.path, {}))
            # What was decided is read on its page; the new text's own files open with the list of it.
            files = (
                {}
                if pair.adoption
                else self._place_files(keyed.key, comparison.variant, printer, f"{pair.folder}/changes")
            )
            yield RenderedChanges(pair, keyed.key, comparison, printer, files)

    def _place_files(
        self, key: str, variant: Variant, printer: ValueResolver | PairResolver, path: str
    ) -> dict[str, FinishedFile]:
        """The files of a document, by suffix: those that are wanted,
        and those of the last result that are not.
        """
        files: dict[str, FinishedFile] = {}
        for kind, suffix in _SUFFIXES.items():
            published = f"{path}.{suffix}"
            if kind not in self.options.kinds:
                if not (self.options.out / published).exists():
                    continue
                # One that somebody damaged is made again, though nobody asked for its kind.
                if kept := find_intact_file(self.options.out, published):
                    files[suffix] = kept
                    continue
            values = printer.resolve(variant.typst.keys if suffix == "pdf" else variant.word.keys, suffix)
            # A logo may be another one under the same name.
            logo = self.library.images.get(values.get("site.logo", ""), b"")
            name = digest(key, suffix, json.dumps(values, sort_keys=True), logo)
            files[suffix] = CachedFile(self.cache, suffix, name)
            self._order_file(key, FileJob(published, suffix, name, values))
        return files

    def _order_file(self, key: str, file: FileJob) -> None:
        if file.key in self._ordered or self.cache.has(file.kind, file.key):
            return
        self._ordered.add(file.key)
        for variant, files in self._jobs:
            if variant == key and len(files) < _FILES_A_JOB:
                files.append(file)
                return
        self._jobs.append((key, [file]))

    def start_files(
        self, pool: WorkerPool, documents: Iterable[RenderedDocument | RenderedChanges]
    ) -> list[Future[list[Problem]]]:
        """Let the workers make the files that were ordered, policy by policy, which Typst does fastest."""
        policies = {document.key: document.copy.standing.policy.id for document in documents}
        self._jobs.sort(key=lambda job: (policies[job[0]], job[0]))
        return pool.start("make_files", self._jobs, len(self._ordered))

    def finish_files(self, pool: WorkerPool, files: list[Future[list[Problem]]]) -> None:
        """Wait for the files. Raises ClausewrightError with the problems of all."""
        self._finish(pool, files, "PDF and Word files")

    def _finish(self, pool: WorkerPool, started: list[Future[list[Problem]]], stage: str) -> None:
        _stop_on(pool.finish(started, count_progress(self.progress, stage, len(started))))


def _collect_clause_numbers(
    documents: Iterable[KeyedDocument], variants: Mapping[str, Variant]
) -> dict[str, dict[str, Mapping[str, str]]]:
    """The numbers of clauses in each document of each site: by the site's path, then by the document's id."""
    numbers: dict[str, dict[str, Mapping[str, str]]] = {}
    for document in documents:
        numbers.setdefault(document.site.path, {})[document.copy.id] = variants[document.key].numbers
    return numbers
