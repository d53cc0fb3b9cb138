"""Build: the pipeline from a checked library to a published folder, top to bottom."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from functools import partial

from .. import __version__
from ..assemble.assembler import Assembler
from ..assemble.resolver import ValueResolver, places
from ..assemble.sites import SchoolDocument, Site, every_site
from ..errors import ClausewrightError, Problem
from ..model.library import Library
from ..site import lookup
from ..site.history import History
from ..site.theme import page_mould
from .build_state import BuildState, OutputRecord, from_manifest, intact_file, load_state, save_state
from .cache import Cache, CachedFile, FinishedFile, canonical, digest
from .change_files import ChangeFiles, load_faces
from .change_sets import (
    ChangeSet,
    PairResolver,
    VersionPair,
    compared_key,
    every_pair,
    pair_resolver,
    version_before,
)
from .changes import is_change_file
from .front import write_front
from .history import histories
from .options import BuildOptions, Report, Toolchain, build_key, toolchain
from .pages import Pages, pages
from .parts import ChangesPart, OutputUnit, RenderedDocument, SiteContent, output_units
from .site import compose, compose_files, compose_model_changes, is_overdue
from .site_data import known_codes
from .staging import MANIFEST, Staging, staged
from .variants import Variant, load, variant_key
from .workers import FileJob, WorkerPool, worker_pool

Progress = Callable[[str, int, int], None]
_SUFFIXES = {"pdf": "pdf", "word": "docx"}
_FRONT = "/"
# Few enough that two processes end together, many enough that Typst's memory of the last document pays.
_FILES_A_JOB = 40


def unchanged(order: BuildOptions) -> bool:
    """Say whether the output folder already is what this order would build, file by file."""
    memory = load_state(order.memory)
    return (
        bool(memory.key)
        and memory.key == build_key(order, toolchain(order.root))
        and memory.is_whole(order.out)
    )


def build(library: Library, order: BuildOptions, progress: Progress) -> Report:
    """Build a library whose check found no error, and put the result in the place of the last one.

    Raises ClausewrightError where a document cannot be made or the disk cannot be written; nothing is changed
    then.
    """
    begun = time.monotonic()
    bench = BuildRun(library, order, toolchain(order.root), Cache(order.cache), progress)
    sites = every_site(bench.assembler, order.as_at)
    wanted = tuple(site for site in sites if _is_wanted(order, site))
    keys = {id(copy): bench.variant_key(site, copy) for site in wanted for copy in site.copies}
    pairs = tuple(every_pair(bench.assembler, sites))
    with worker_pool(order.root, bench.tools, order.cache, order.workers) as pool:
        variants, made = bench.variants(pool, wanted, keys)
        parts: list[RenderedDocument | ChangesPart] = [
            part for site in wanted for part in bench.parts(site, keys, variants)
        ]
        told = bench.faces(pool, [pair for pair in pairs if pair.site in wanted])
        parts += bench.changes(told, keys, variants)
        filling = bench.start_filling(pool, parts)
        shown = variants | {key: faces.variant for _, key, faces in told}
        rendered = pages(order, bench.tools, bench.cache, shown, deep={key for _, key, _ in told})
        _stop_on(pool.finish(filling, bench.counter("PDF and Word files", len(filling))))
    files_made = sum(len(orders) for _, orders in bench.jobs)
    sites_reused = bench.write(sites, wanted, parts, pairs, rendered)
    files = sum(len(part.files) for part in parts)
    return Report(
        sites=len(wanted),
        documents=len(parts),
        variants_made=made,
        variants_reused=len(variants) - made,
        files_made=files_made,
        files_reused=files - files_made,
        sites_reused=sites_reused,
        seconds=time.monotonic() - begun,
    )


def _is_wanted(order: BuildOptions, site: Site) -> bool:
    of_the_edition = not order.editions or site.showing.edition.id in order.editions
    of_the_schools = site.id in order.schools if order.schools else True
    return of_the_edition and of_the_schools and site.id not in order.without


def _stop_on(problems: list[Problem]) -> None:
    if problems:
        raise ClausewrightError(problems)


class BuildRun:
    """The tools of one build, and what each step of it does."""

    def __init__(
        self, library: Library, order: BuildOptions, tools: Toolchain, cache: Cache, progress: Progress
    ) -> None:
        self.library, self.order, self.tools, self.cache, self.progress = (
            library,
            order,
            tools,
            cache,
            progress,
        )
        self.assembler = Assembler(library)
        self.jobs: list[tuple[str, list[FileJob]]] = []
        self._ordered: set[str] = set()
        self.before: dict[str, VersionPair] = {}
        self.histories: Mapping[str, History] = {}

    def counter(self, what: str, total: int) -> Callable[[], None]:
        """Report progress: call the result whenever one more is done."""
        done = 0
        self.progress(what, 0, total)

        def count() -> None:
            nonlocal done
            done += 1
            self.progress(what, done, total)

        return count

    def variant_key(self, site: Site, copy: SchoolDocument) -> str:
        """The key of a copy's variant; what it is compared with, if it opens with what changed, is kept."""
        before = version_before(site, copy, self.assembler)
        key = variant_key(self.tools, self.assembler, copy, before)
        if before:
            self.before[key] = before
        return key

    def variants(
        self, pool: WorkerPool, sites: Iterable[Site], keys: Mapping[int, str]
    ) -> tuple[dict[str, Variant], int]:
        """Every variant by its key, and how many of them had to be made."""
        copies = {keys[id(copy)]: copy for site in sites for copy in site.copies}
        found = {key: self.cache.find("variant", key) for key in copies}
        missing = [(key, copies[key], self.before.get(key)) for key, data in found.items() if data is None]
        _stop_on(pool.finish(pool.start("make_variant", missing), self.counter("Documents", len(missing))))
        variants = {key: load(data or self.cache.read("variant", key)) for key, data in found.items()}
        return variants, len(missing)

    def parts(
        self, site: Site, keys: Mapping[int, str], variants: Mapping[str, Variant]
    ) -> Iterator[RenderedDocument]:
        """The copies of a site, each with its files' places; files that are not in the cache are ordered."""
        elsewhere = places(site, {copy.id: variants[keys[id(copy)]].numbers for copy in site.copies})
        for copy in site.copies:
            key = keys[id(copy)]
            printer = ValueResolver(self.library, site, copy, elsewhere[copy.id])
            files = self._files(key, variants[key], printer, f"{site.path}/files/{copy.id}")
            yield RenderedDocument(site, copy, key, variants[key], printer, files)

    def faces(self, pool: WorkerPool, pairs: Iterable[ChangeSet]) -> list[tuple[ChangeSet, str, ChangeFiles]]:
        """What changed in each pair, in every format, with its key. Equal pairs, whosever they are, are
        compared once.
        """
        keyed = [(compared_key(self.tools, self.assembler, pair.compared), pair) for pair in pairs]
        missing = {
            key: pair
            for key, pair in keyed
            if not (self.cache.has("faces", key) and self.cache.has("variant", key))
        }
        jobs = [(key, pair.compared) for key, pair in missing.items()]
        _stop_on(pool.finish(pool.start("make_faces", jobs), self.counter("Changes", len(jobs))))
        found = {key: load_faces(self.cache.read("faces", key)) for key, _ in keyed}
        return [(pair, key, found[key]) for key, pair in keyed]

    def changes(
        self,
        told: Iterable[tuple[ChangeSet, str, ChangeFiles]],
        keys: Mapping[int, str],
        variants: Mapping[str, Variant],
    ) -> Iterator[ChangesPart]:
        """The sets of changes, each with its files' places; files that are not in the cache are ordered."""
        for pair, key, faces in told:
            printer = pair_resolver(
                self.library, pair, {copy.id: variants[keys[id(copy)]].numbers for copy in pair.site.copies}
            )
            yield ChangesPart(
                pair, key, faces, printer, self._files(key, faces.variant, printer, f"{pair.folder}/changes")
            )

    def _files(
        self, key: str, variant: Variant, printer: ValueResolver | PairResolver, path: str
    ) -> dict[str, FinishedFile]:
        """Where the files of a document are or will be, by suffix: those that are ordered, and those of the
        last result that are not.
        """
        files: dict[str, FinishedFile] = {}
        for kind, suffix in _SUFFIXES.items():
            published = f"{path}.{suffix}"
            if kind not in self.order.kinds:
                if not (self.order.out / published).exists():
                    continue
                # One that somebody damaged is made again, though nobody asked for its kind.
                if kept := intact_file(self.order.out, published):
                    files[suffix] = kept
                    continue
            values = printer.resolve(variant.typst.keys if suffix == "pdf" else variant.word.keys, suffix)
            name = digest(key, suffix, json.dumps(values, sort_keys=True))
            files[suffix] = CachedFile(self.cache, suffix, name)
            self._order(key, FileJob(published, suffix, name, values))
        return files

    def _order(self, key: str, file: FileJob) -> None:
        if file.key in self._ordered or self.cache.has(file.kind, file.key):
            return
        self._ordered.add(file.key)
        open_job = next(
            (orders for variant, orders in self.jobs if variant == key and len(orders) < _FILES_A_JOB), None
        )
        if open_job is None:
            self.jobs.append((key, open_job := []))
        open_job.append(file)

    def start_filling(
        self, pool: WorkerPool, parts: Iterable[RenderedDocument | ChangesPart]
    ) -> list[Future[list[Problem]]]:
        """Let the crew make the files that were ordered, policy by policy, which Typst does fastest."""
        policies = {part.key: part.copy.standing.policy.id for part in parts}
        self.jobs.sort(key=lambda job: (policies[job[0]], job[0]))
        return pool.start("make_files", self.jobs)

    # -- the output ------------------------------------------------------------------------------------------

    def write(
        self,
        sites: tuple[Site, ...],
        wanted: tuple[Site, ...],
        parts: Iterable[RenderedDocument | ChangesPart],
        pairs: tuple[ChangeSet, ...],
        rendered: Pages,
    ) -> int:
        """Compose every site beside the last result and swap; return how many sites could be reused as they
        were.
        """
        there = [
            site for site in sites if _is_wanted(self.order, site) or (self.order.out / site.path).is_dir()
        ]
        self.histories = histories(self.library, there, self.order.as_at)
        memory, units, reused = load_state(self.order.memory), dict[str, OutputRecord](), 0
        by_site: dict[str, list[RenderedDocument | ChangesPart]] = {}
        for part in parts:
            by_site.setdefault(
                part.pair.site.path if isinstance(part, ChangesPart) else part.site.path, []
            ).append(part)
        with staged(self.order.out) as staging:
            count = self.counter("Sites", len(sites))
            for stall in output_units(sites):
                site, own = stall.site, SiteContent(by_site.get(stall.site.path, []), rendered)
                key = self._key(stall, own, pairs, rendered) if site in wanted else ""
                last = memory.units.get(stall.path)
                if last and not last.is_intact(self.order.out):
                    last = None
                if site not in wanted and last is None:
                    last = from_manifest(self.order.out, stall.path)
                if last and (last.key == key or site not in wanted):
                    last.link_into(staging, self.order.out)
                    units[stall.path] = last
                    reused += stall.is_site
                elif site in wanted and last and "site" not in self.order.kinds:
                    units[stall.path] = self._unit(
                        staging, "", partial(self._renew_files, staging, last, stall, own, rendered)
                    )
                elif site in wanted:
                    units[stall.path] = self._unit(
                        staging, key, partial(self._compose, staging, stall, own, pairs, rendered)
                    )
                if stall.is_site:
                    count()
            published = tuple(site for site in sites if site.path in units)
            units[_FRONT] = self._unit(staging, _FRONT, partial(self._front, staging, published, rendered))
        save_state(self.order.memory, BuildState(build_key(self.order, self.tools), units))
        self._tidy(by_site)
        return reused

    def _front(self, staging: Staging, sites: tuple[Site, ...], rendered: Pages) -> None:
        write_front(staging, sites, rendered.assets, self.library.site_url)
        known = known_codes(self.assembler, sites, self.order.as_at)
        staging.write(lookup.PAGE, lookup.page(known, self.order.as_at.isoformat(), "index.html"))
        staging.write(
            MANIFEST,
            staging.manifest({"made_by": f"clausewright {__version__}", "as_at": str(self.order.as_at)}),
        )

    def _compose(
        self,
        staging: Staging,
        stall: OutputUnit,
        own: SiteContent,
        pairs: tuple[ChangeSet, ...],
        rendered: Pages,
    ) -> None:
        given = (
            staging,
            self.library,
            stall.site,
            own.ready,
            rendered,
            self.order.as_at,
            own.changes_for(stall),
        )
        if stall.is_site:
            compose(*given, pairs, self.histories[stall.site.id])
        else:
            compose_model_changes(*given)

    def _renew_files(
        self, staging: Staging, last: OutputRecord, stall: OutputUnit, own: SiteContent, rendered: Pages
    ) -> None:
        """Put new files beside the pages of the last result."""
        folder = f"{stall.site.path}/files/"
        pages_only = {
            path: written
            for path, written in last.files.items()
            if not (path.startswith(folder) or is_change_file(path))
        }
        OutputRecord("", pages_only, last.made_from).link_into(staging, self.order.out)
        shown = own.ready if stall.is_site else ()
        compose_files(
            staging, self.library, stall.site, shown, rendered, self.order.as_at, own.changes_for(stall)
        )

    def _unit(self, staging: Staging, key: str, write: Callable[[], None]) -> OutputRecord:
        before = set(staging.files)
        write()
        new = [path for path in staging.files if path not in before]
        return OutputRecord(
            key, {path: staging.files[path] for path in new}, {path: staging.made_from[path] for path in new}
        )

    def _key(self, stall: OutputUnit, own: SiteContent, pairs: tuple[ChangeSet, ...], rendered: Pages) -> str:
        """A digest of all that a part of the output is composed from."""
        site, parts = stall.site, own.parts
        own_folder = f"variables/schools/{site.id}/"
        facts = {
            "site": [
                site.name,
                site.path,
                site.showing.is_newest,
                sorted(self.order.kinds),
                canonical(sorted(site.values.items())),
            ],
            "copies": [
                (
                    part.key,
                    part.copy.id,
                    part.copy.mark,
                    part.copy.code,
                    canonical(part.copy.standing),
                    canonical(sorted(part.copy.values.items())),
                    sorted(file.name for file in part.files.values()),
                )
                for part in parts
            ],
            "elsewhere": [canonical(sorted(part.printer.elsewhere.items())) for part in parts],
            "history": canonical(self.histories[site.id]),
            "changes": [self._key_of_changes(part) for part in own.changes],
            "links": [pair.folder for pair in pairs if pair.of_model or pair.site.path == site.path],
            "without": [canonical(standing) for standing in site.without],
            "overdue": [is_overdue(part.copy, self.order.as_at) for part in parts]
            if site.showing.is_newest
            else [],
            "assets": rendered.theme,
            "site_url": self.library.site_url,
        }
        pictures = [
            data
            for path, data in sorted(self.library.images.items())
            if path.startswith(("images/", own_folder))
        ]
        return digest(self.tools.digest, json.dumps(facts), *pictures)

    def _key_of_changes(self, part: ChangesPart) -> tuple[object, ...]:
        texts = (
            part.faces.json,
            part.faces.markdown,
            *(mould for mould in page_mould(part.faces.variant.body).parts),
        )
        printed = part.printer.resolve(sorted(frozenset().union(*(text.keys for text in texts))), "html")
        return part.key, part.pair.folder, printed, sorted(file.name for file in part.files.values())

    def _tidy(self, parts: Mapping[str, Iterable[RenderedDocument | ChangesPart]]) -> None:
        """Throw away what only earlier builds needed; a build of a part of the library throws away nothing."""
        if not self.order.is_for_all:
            return
        every = [part for own in parts.values() for part in own]
        self.cache.keep_only("variant", (part.key for part in every))
        self.cache.keep_only("faces", (part.key for part in every))
        for suffix in _SUFFIXES.values():
            self.cache.keep_only(suffix, (part.files[suffix].name for part in every if suffix in part.files))
