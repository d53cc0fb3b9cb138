"""The output: every site and every set of changes is composed beside the last result, or taken over from it
where nothing has changed, and the whole takes the last result's place.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping

from .. import __version__
from ..assemble.sites import Site
from ..model.canonical import canonicalise, digest
from ..site import lookup
from ..site.history import History
from .assembled_library import AssembledLibrary, is_wanted
from .banners import is_overdue
from .build_state import BuildState, OutputRecord, load_state, read_manifest_record, save_state
from .cache import Cache
from .change_pages import is_change_file
from .change_sets import CHANGES
from .front import write_front, write_readers_front
from .options import BuildOptions, Toolchain, make_build_key
from .pages import Pages
from .signature import sign_manifest
from .site import SiteWriter
from .site_contents import (
    OutputUnit,
    PublishableDocument,
    RenderedChanges,
    RenderedDocument,
    SiteContent,
    collect_contents,
    list_output_units,
    make_changes_key,
    make_document_key,
)
from .site_data import collect_histories, list_known_codes, list_required
from .staging import MANIFEST, Staging, open_staging

Progress = Callable[[str, int, int], None]
# The part of the output that stands before all sites.
FRONT = "/"


def count_progress(progress: Progress, stage: str, total: int) -> Callable[[], None]:
    """Report that nothing is done yet of what there is to do; call the result whenever one more is done."""
    done = 0
    progress(stage, 0, total)

    def count() -> None:
        nonlocal done
        done += 1
        progress(stage, done, total)

    return count


class OutputWriter:
    """Puts a build's output together, and remembers what it was made from."""

    def __init__(
        self,
        assembled: AssembledLibrary,
        options: BuildOptions,
        tools: Toolchain,
        cache: Cache,
        pages: Pages,
        progress: Progress,
    ) -> None:
        self.assembled, self.options, self.tools, self.cache = assembled, options, tools, cache
        self.pages, self.progress = pages, progress
        self.library = assembled.library
        self.histories = self._collect_histories()

    def _collect_histories(self) -> Mapping[str, History]:
        """The history of each reader, of the sites that will be there: those that are wanted,
        and those of the last result.
        """
        staying = [
            site
            for site in self.assembled.sites
            if is_wanted(self.options, site) or (self.options.out / site.path).is_dir()
        ]
        with_changes = [
            pair
            for pair in self.assembled.pairs
            if is_wanted(self.options, pair.site) or (self.options.out / pair.folder).is_dir()
        ]
        return collect_histories(self.library, staying, with_changes, self.options.as_at)

    def write(
        self, documents: tuple[RenderedDocument, ...], changes: tuple[RenderedChanges, ...]
    ) -> tuple[int, tuple[str, ...]]:
        """Write the output beside the last result, and let it take its place.

        Return how many sites could be reused as they were, and the paths of those that are there no more.
        Raises ClausewrightError where the disk does not let it be written.
        """
        state = load_state(self.options.memory)
        with open_staging(self.options.out) as staging:
            records, reused = self.compose_units(staging, state, documents, changes)
            published = tuple(site for site in self.assembled.sites if site.path in records)
            records[FRONT] = record(staging, FRONT, lambda: self._write_front(staging, published))
            if self.options.sign:
                sign_manifest(staging.root, self.options.sign)
        save_state(self.options.memory, BuildState(make_build_key(self.options, self.tools), records))
        self._tidy_cache((*documents, *changes))
        return reused, list_gone_sites(state, records)

    def compose_units(
        self,
        staging: Staging,
        state: BuildState,
        documents: Iterable[RenderedDocument],
        changes: Iterable[RenderedChanges],
    ) -> tuple[dict[str, OutputRecord], int]:
        """Compose every part of the output that is wanted, or take it over from the last result, whose
        `state` is given; of what is not wanted, take over what there is.

        Return the record of each part by its path, and how many sites could be taken over.
        """
        sites = self.assembled.sites
        contents = collect_contents(documents, changes)
        chosen_paths = {site.path for site in self.assembled.requested}
        records: dict[str, OutputRecord] = {}
        reused = 0
        count = count_progress(self.progress, "Sites", len(sites))
        for unit in list_output_units(sites):
            content = contents.get(unit.site.path, SiteContent((), ()))
            is_wanted = unit.site.path in chosen_paths
            last = self._find_last_record(state, unit, is_wanted=is_wanted)
            key = self._make_key(unit, content) if is_wanted else ""
            if last and (last.key == key or not is_wanted):
                last.link_into(staging, self.options.out)
                records[unit.path] = last
                reused += unit.is_site
            elif is_wanted:
                records[unit.path] = self._write_unit(staging, unit, content, key, last)
            if unit.is_site:
                count()
        return records, reused

    def _find_last_record(
        self, state: BuildState, unit: OutputUnit, *, is_wanted: bool
    ) -> OutputRecord | None:
        """What the last result has of a unit, where its files are as they were written. One that is not
        wanted is kept whatever became of it, as what the manifest says it is.
        """
        last = state.units.get(unit.path)
        if last and last.is_intact(self.options.out):
            return last
        return None if is_wanted else read_manifest_record(self.options.out, unit.path)

    def _write_unit(
        self,
        staging: Staging,
        unit: OutputUnit,
        content: SiteContent,
        key: str,
        last: OutputRecord | None,
    ) -> OutputRecord:
        if last and "site" not in self.options.kinds:
            return record(staging, "", lambda: self._renew_files(staging, last, unit, content))
        return record(staging, key, lambda: self._compose(staging, unit, content))

    def _write_front(self, staging: Staging, sites: tuple[Site, ...]) -> None:
        write_readers_front(staging, self.tools.templates, sites)
        self.write_front(staging, sites)

    def write_front(self, staging: Staging, sites: tuple[Site, ...], *, is_incomplete: bool = False) -> None:
        """Write what stands before all sites, and the manifest of all that is in the staging area.
        `is_incomplete` says that sites are as they were though others were asked for.
        """
        day = self.options.as_at
        write_front(staging, self.tools.templates, sites, self.pages.assets, self.library)
        known = list_known_codes(self.assembled.assembler, sites, day)
        staging.write(
            lookup.PAGE,
            lookup.render_check_page(
                self.tools.templates, known, day.isoformat(), "index.html", self.library.unit
            ),
        )
        facts: dict[str, object] = {"made_by": f"clausewright {__version__}", "as_at": str(day)}
        if is_incomplete or self._is_partial(staging):
            facts["partial"] = True
        staging.write(MANIFEST, staging.write_manifest(facts))

    def _is_partial(self, staging: Staging) -> bool:
        """Say whether something of the library was left as it was, or left out, because nobody asked for it.
        A kind of file of which there is none is not missing.
        """
        options = self.options
        kinds = {"pdf": ".pdf", "word": ".docx"}
        kept = [
            kind for kind, suffix in kinds.items() if any(path.endswith(suffix) for path in staging.files)
        ]
        return (
            bool(options.schools or options.editions or options.without)
            or not {"site", *kept} <= options.kinds
        )

    def _compose(self, staging: Staging, unit: OutputUnit, content: SiteContent) -> None:
        writer = self._make_site_writer(
            staging, unit, content, content.list_publishable_documents(self.pages)
        )
        if unit.is_site:
            writer.write_site()
        else:
            writer.write_lasting_changes()

    def _make_site_writer(
        self,
        staging: Staging,
        unit: OutputUnit,
        content: SiteContent,
        documents: tuple[PublishableDocument, ...],
    ) -> SiteWriter:
        changes = content.list_changes_for(unit, self.pages)
        return SiteWriter(
            staging,
            self.library,
            unit.site,
            documents,
            self.pages,
            self.options.as_at,
            changes,
            self.assembled.pairs,
            self.histories[unit.site.id],
        )

    def _renew_files(
        self, staging: Staging, last: OutputRecord, unit: OutputUnit, content: SiteContent
    ) -> None:
        """Put new files beside the pages of the last result."""
        folder = f"{unit.site.path}/files/"
        pages_only = {
            path: written
            for path, written in last.files.items()
            if not (path.startswith(folder) or is_change_file(path))
        }
        OutputRecord("", pages_only, last.made_from).link_into(staging, self.options.out)
        documents = content.list_publishable_documents(self.pages) if unit.is_site else ()
        self._make_site_writer(staging, unit, content, documents).write_files()

    def _make_key(self, unit: OutputUnit, content: SiteContent) -> str:
        """A digest of all that a part of the output is composed from."""
        site = unit.site
        facts = {
            "site": [
                site.name,
                site.path,
                site.showing.is_newest,
                sorted(self.options.kinds),
                canonicalise(sorted(site.values.items())),
            ],
            "copies": [make_document_key(document) for document in content.documents],
            "history": canonicalise(self.histories[site.id]),
            "changes": [make_changes_key(changes) for changes in content.changes],
            "links": [pair.folder for pair in self.assembled.pairs if pair.site.id == site.id],
            "required": canonicalise(list_required(self.library, site)),
            "without": [canonicalise(standing) for standing in site.without],
            "overdue": [
                site.showing.is_newest and is_overdue(document.copy, self.options.as_at)
                for document in content.documents
            ],
            "assets": self.pages.theme,
            "site_url": self.library.site_url,
        }
        folders = ("images/", f"variables/schools/{site.id}/")
        pictures = [data for path, data in sorted(self.library.images.items()) if path.startswith(folders)]
        return digest(self.tools.digest, json.dumps(facts), *pictures)

    def _tidy_cache(self, documents: tuple[RenderedDocument | RenderedChanges, ...]) -> None:
        """Throw away what only earlier builds needed; a build of a part
        of the library throws away nothing.
        """
        if not self.options.is_for_all:
            return
        keys = [document.key for document in documents]
        self.cache.keep_only("variant", keys)
        self.cache.keep_only("change_files", keys)
        openings = [document.before.key for document in self.assembled.documents if document.before]
        self.cache.keep_only("opening", openings)
        for suffix in ("pdf", "docx"):
            names = [document.files[suffix].name for document in documents if suffix in document.files]
            self.cache.keep_only(suffix, names)


def record(staging: Staging, key: str, write: Callable[[], None]) -> OutputRecord:
    """Let a part of the output be written, and say which files came of it."""
    before = set(staging.files)
    write()
    paths = [path for path in staging.files if path not in before]
    return OutputRecord(
        key, {path: staging.files[path] for path in paths}, {path: staging.made_from[path] for path in paths}
    )


def list_gone_sites(state: BuildState, records: Mapping[str, OutputRecord]) -> tuple[str, ...]:
    """Return the paths of the sites of the last result that are there no more."""
    return tuple(sorted(path for path in state.units.keys() - records.keys() if _is_site_path(path)))


def _is_site_path(path: str) -> bool:
    """Say whether a part of the output is a site, by its path."""
    return path != FRONT and not path.endswith(f"/{CHANGES}")
