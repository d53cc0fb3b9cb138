"""A build on many machines: the output is a set of shards, the sites of a trust or of an authority each, and
composing a shard is a job like any other.

Jobs read and write a folder that all machines share. This process has each shape of a document made once,
hands out the shards, takes their folders and their parts of the manifest over, and swaps. Where a shard
fails, or the machine that worked on it is lost, its last sites stay, and the others are published.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from concurrent.futures import Executor, Future, as_completed
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import Path

from ..assemble.sites import MODEL_ID
from ..errors import ClausewrightError, Problem
from ..load.settings import read_site_settings
from ..model.library import Library, School
from ..site.renderers import identify_renderer
from .assembled_library import assemble_library, assemble_readers
from .build_state import BuildState, OutputRecord, load_state, save_state
from .cache import Cache
from .cluster import explain_loss, open_cluster
from .front import write_readers_front
from .options import BuildOptions, Report, load_toolchain, make_build_key
from .output import (
    FRONT,
    OutputWriter,
    Progress,
    count_progress,
    list_gone_sites,
    record,
)
from .pages import Pages
from .pipeline import BuildRun, make_contents, render_all_pages
from .plain_files import remove
from .signature import sign_manifest
from .staging import Staging, open_staging
from .work_folder import hold_build_lock
from .workers import JobRunner, Worker, WorkerPool, worker_pool
from .workplaces import OtherWorkplaceError, do_at, run_at, set_up_workplace

# In the folder that is staged, until it is published: a folder a shard.
_SHARDS = ".shards"
# With 35 policies a school, a machine works on a shard for half a minute.
_READERS_A_SHARD = 20
# In a shard's folder: its part of the manifest, as builds remember what they wrote.
_PART = ".part.json"


@dataclass(frozen=True, slots=True)
class Shard:
    """The readers whose sites one job composes. `id` names the trust or the authority."""

    id: str
    readers: frozenset[str]


@dataclass(frozen=True, slots=True)
class ShardOrder:
    """A shard to be composed into a folder, as a build's options say, with the pages of one renderer."""

    shard: Shard
    options: BuildOptions
    renderer: str
    folder: Path


@dataclass(frozen=True, slots=True)
class ShardReport:
    """What came of a shard: what is wrong, and then nothing of it is published; else how much there was to
    do.
    """

    problems: tuple[Problem, ...] = ()
    documents: int = 0
    files_made: int = 0
    files_reused: int = 0
    sites_reused: int = 0


@dataclass(slots=True)
class ShardsOutcome:
    """What came of all shards: the reports of those that are done, and the problems of those that failed."""

    done: dict[Shard, ShardReport] = field(default_factory=dict)
    failed: dict[Shard, tuple[Problem, ...]] = field(default_factory=dict)

    @property
    def readers(self) -> frozenset[str]:
        """Whose sites were composed."""
        return frozenset().union(*(shard.readers for shard in self.done))


def list_shards(library: Library) -> tuple[Shard, ...]:
    """Return the shards of a library: the model, and the schools of each trust, or else of each authority. A
    large trust or authority is several shards, so that many machines share it.
    """
    groups: dict[str, list[str]] = {MODEL_ID: [MODEL_ID]}
    for school in library.schools.values():
        groups.setdefault(_name_group(school), []).append(school.id)
    shards = []
    for id, readers in groups.items():
        for start in range(0, len(readers), _READERS_A_SHARD):
            name = f"{id}-{start // _READERS_A_SHARD + 1}" if len(readers) > _READERS_A_SHARD else id
            shards.append(Shard(name, frozenset(readers[start : start + _READERS_A_SHARD])))
    return tuple(shards)


def _name_group(school: School) -> str:
    if school.facts.trust:
        return f"trust-{school.facts.trust}"
    return f"authority-{school.facts.authority}" if school.facts.authority else "schools"


def write_shard(worker: Worker, order: ShardOrder) -> ShardReport:
    """Make what a shard lacks, and compose its sites in its folder, with its part of the manifest.

    This is the job: it runs on whichever machine has taken it, and again on another where that one was lost.
    """
    try:
        remove(order.folder)
        order.folder.mkdir(parents=True)
        return _write_shard(worker, order)
    except ClausewrightError as error:
        return ShardReport(error.problems)
    except OSError as error:
        message = f"cannot be written: {error.strerror} ({Path(str(error.filename or order.folder)).name})"
        return ShardReport((Problem(order.shard.id, 0, message, "Make room in the shared folder."),))


def _write_shard(worker: Worker, order: ShardOrder) -> ShardReport:
    options, tools, cache, assembler = order.options, worker.tools, worker.cache, worker.assembler
    assembled = assemble_readers(assembler, options, tools, order.shard.readers)
    run = BuildRun(assembler.library, options, cache, _show_nothing)
    with worker_pool(assembler, tools, cache, workers=1) as pool:
        contents = make_contents(run, pool, assembled, tools, order.renderer)
    writer = OutputWriter(assembled, options, tools, cache, contents.pages, _show_nothing)
    staging = Staging(order.folder, options.out)
    state = load_state(options.memory)
    records, reused = writer.compose_units(staging, state, contents.documents, contents.changes)
    published = tuple(site for site in assembled.sites if site.path in records)
    records[FRONT] = record(staging, FRONT, lambda: write_readers_front(staging, tools.templates, published))
    save_state(order.folder / _PART, BuildState("", records))
    return ShardReport(
        documents=len(contents.documents) + len(contents.changes),
        files_made=run.files_ordered,
        files_reused=contents.files_placed - run.files_ordered,
        sites_reused=reused,
    )


def _show_nothing(_: str, __: int, ___: int) -> None:
    """Show no progress: the process that gave the order shows that of all."""


def build_in_shards(library: Library, options: BuildOptions, progress: Progress) -> Report:
    """Build a library whose check found no error, on the machines of a scheduler, and put the result in the
    place of the last one. The library, the cache and the output are in a folder that all of them share.

    Return what was done; its `problems` say which shards failed, and `kept` whose last sites stay for that.
    Raises ClausewrightError where the scheduler cannot be reached, where a document that many share cannot be
    made, or where the disk cannot be written; nothing is changed then.
    """
    # Where a build keeps what it remembers depends on what may be written; that is found out here for all.
    options = replace(options, work_folder=options.work)
    with hold_build_lock(options.work), open_cluster(options.scheduler) as executor:
        return _ShardedBuild(library, options, executor, progress).build()


class _ShardedBuild:
    """One build on many machines, as the process that hands out its work sees it."""

    def __init__(
        self, library: Library, options: BuildOptions, executor: Executor, progress: Progress
    ) -> None:
        self.options, self.executor, self.progress = options, executor, progress
        self.tools, self.cache = load_toolchain(options.root), Cache(options.cache)
        self.renderer = options.renderer or read_site_settings(options.root).renderer
        identify_renderer(self.renderer)
        self.workplace = set_up_workplace(options)
        self.assembled = assemble_library(library, options, self.tools)
        self.run = BuildRun(library, options, self.cache, progress)

    def build(self) -> Report:
        """Make the shapes of all documents, then the shards, then what stands before all sites, and swap."""
        begun = time.monotonic()
        pages, shapes = self._make_shapes()
        state = load_state(self.options.memory)
        with open_staging(self.options.out) as staging:
            outcome = self._write_shards(staging)
            records = self._put_together(staging, state, outcome, pages)
            if self.options.sign:
                sign_manifest(staging.root, self.options.sign)
        # What lacks a shard is not what was asked for: the next build does not take it for that.
        key = "" if outcome.failed else make_build_key(self.options, self.tools)
        save_state(self.options.memory, BuildState(key, records))
        reports = outcome.done.values()
        return Report(
            sites=sum(site.id in outcome.readers for site in self.assembled.requested),
            documents=sum(report.documents for report in reports),
            variants_made=self.run.variants_made,
            variants_reused=shapes - self.run.variants_made,
            files_made=sum(report.files_made for report in reports),
            files_reused=sum(report.files_reused for report in reports),
            sites_reused=sum(report.sites_reused for report in reports),
            seconds=time.monotonic() - begun,
            sites_removed=list_gone_sites(state, records),
            problems=tuple(problem for problems in outcome.failed.values() for problem in problems),
            kept=tuple(sorted(reader for shard in outcome.failed for reader in shard.readers)),
        )

    def _make_shapes(self) -> tuple[Pages, int]:
        """Have each shape of a document, and each comparison, made once for all shards; return the pages of
        all, and the number of shapes.
        """
        pool = WorkerPool(JobRunner(self.executor, partial(run_at, self.workplace)))
        try:
            comparisons = self.run.make_comparisons(pool, self.assembled.changes)
            variants = self.run.make_variants(pool, self.assembled.documents)
        except OtherWorkplaceError as error:
            raise _refuse_machine(error) from None
        pages = render_all_pages(self.options, self.tools, self.renderer, self.cache, variants, comparisons)
        return pages, len(variants)

    def _write_shards(self, staging: Staging) -> ShardsOutcome:
        """Hand out the shards that are wanted, and wait. Raises ClausewrightError where none is done."""
        chosen_ids = {site.id for site in self.assembled.requested}
        started: dict[Future[ShardReport], ShardOrder] = {}
        for shard in list_shards(self.assembled.library):
            readers = shard.readers & chosen_ids
            if readers:
                order = ShardOrder(
                    Shard(shard.id, readers),
                    self.options,
                    self.renderer,
                    staging.root / _SHARDS / shard.id,
                )
                started[self.executor.submit(do_at, self.workplace, write_shard, order)] = order
        outcome = ShardsOutcome()
        count = count_progress(self.progress, "Shards", len(started))
        for future in as_completed(started):
            shard = started[future].shard
            report = _read_report(future, shard)
            if report.problems:
                outcome.failed[shard] = report.problems
            else:
                outcome.done[shard] = report
            count()
        if not outcome.done:
            raise ClausewrightError(chain.from_iterable(outcome.failed.values()))
        return outcome

    def _put_together(
        self, staging: Staging, state: BuildState, outcome: ShardsOutcome, pages: Pages
    ) -> dict[str, OutputRecord]:
        """Take over the shards that are done, and of all other readers what the last result has; write what
        stands before all sites. Return the record of each part of the output.
        """
        records: dict[str, OutputRecord] = {}
        fronts: list[OutputRecord] = []
        for shard in outcome.done:
            part = _take_over(staging, staging.root / _SHARDS / shard.id, shard)
            fronts.append(part.pop(FRONT))
            records |= part
        remove(staging.root / _SHARDS)
        others = tuple(site for site in self.assembled.sites if site.id not in outcome.readers)
        left = replace(self.assembled, sites=others, requested=(), documents=(), changes=())
        writer = OutputWriter(left, self.options, self.tools, self.cache, pages, self.progress)
        kept, _ = writer.compose_units(staging, state, (), ())
        records |= kept
        fronts.append(record(staging, FRONT, lambda: self._write_front(staging, writer, records, outcome)))
        files = {path: written for front in fronts for path, written in front.files.items()}
        made_from = {path: facts for front in fronts for path, facts in front.made_from.items()}
        records[FRONT] = OutputRecord(FRONT, files, made_from)
        return records

    def _write_front(
        self,
        staging: Staging,
        writer: OutputWriter,
        records: Mapping[str, OutputRecord],
        outcome: ShardsOutcome,
    ) -> None:
        published = tuple(site for site in self.assembled.sites if site.path in records)
        kept = tuple(site for site in published if site.id not in outcome.readers)
        write_readers_front(staging, self.tools.templates, kept)
        writer.write_front(staging, published, is_incomplete=bool(outcome.failed))


def _read_report(future: Future[ShardReport], shard: Shard) -> ShardReport:
    """What came of a shard, also where the machine was lost that worked on it."""
    error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, OtherWorkplaceError):
        raise _refuse_machine(error)
    loss = explain_loss(error)
    if not loss:
        raise error
    return ShardReport((Problem(shard.id, 0, f"was not composed: {loss}", "Build again."),))


def _refuse_machine(error: OtherWorkplaceError) -> ClausewrightError:
    message = f"the machine {error} sees other files than this one, or has other versions of what makes them"
    hint = "Give all machines the same folder at the same path, and install the same versions on them."
    return ClausewrightError([Problem("workers", 0, message, hint)])


def _take_over(staging: Staging, folder: Path, shard: Shard) -> dict[str, OutputRecord]:
    """Move a shard's folders to where they are published, and add its part to the manifest."""
    records = load_state(folder / _PART).units
    for reader in sorted(shard.readers):
        if (folder / reader).is_dir():
            (folder / reader).rename(staging.root / reader)
    for part in records.values():
        for path, written in part.files.items():
            staging.files[path] = written
            staging.made_from[path] = part.made_from.get(path, {})
    return records
