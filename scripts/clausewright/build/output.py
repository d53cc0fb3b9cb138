"""The output: every site and every set of changes is composed beside the last result, or taken over from it
where nothing has changed, and the whole takes the last result's place.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from .. import __version__
from ..assemble.resolver import ValueResolver
from ..assemble.sites import SchoolDocument, Site
from ..model.canonical import canonicalise, digest
from ..model.library import Library
from ..site import components, lookup
from ..site.history import History
from ..site.page_template import compile_page_template
from ..templates import PageTemplates
from .assembled_library import AssembledLibrary, is_wanted
from .build_state import BuildState, OutputRecord, load_state, read_manifest_record, save_state
from .cache import Cache, FinishedFile
from .change_files import ChangeFiles
from .change_sets import CHANGES, ChangeSet, PairResolver
from .options import BuildOptions, Toolchain, make_build_key
from .pages import Pages
from .signature import sign_manifest
from .site import (
    PublishableDocument,
    ReadyChanges,
    SiteWriter,
    is_change_file,
    is_overdue,
)
from .site_data import collect_histories, list_known_codes, list_required
from .staging import MANIFEST, Staging, open_staging
from .variants import Variant

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


@dataclass(frozen=True, slots=True)
class RenderedDocument:
    """A document of a site: its variant, what its tokens print, and its finished files by suffix."""

    site: Site
    copy: SchoolDocument
    key: str
    variant: Variant
    printer: ValueResolver
    files: Mapping[str, FinishedFile]


@dataclass(frozen=True, slots=True)
class RenderedChanges:
    """A set of changes, in the same way."""

    pair: ChangeSet
    key: str
    change_files: ChangeFiles
    printer: PairResolver
    files: Mapping[str, FinishedFile]

    @property
    def copy(self) -> SchoolDocument:
        """The document to which the changes lead."""
        return self.pair.new


@dataclass(frozen=True, slots=True)
class OutputUnit:
    """A part of the output that is composed as a whole: a site, or what changed at its reader from one text
    to the next.
    """

    site: Site
    path: str

    @property
    def is_site(self) -> bool:
        """Say whether it is a site."""
        return self.path == self.site.path


def list_output_units(sites: Iterable[Site]) -> Iterator[OutputUnit]:
    """Every part of the output, in the order in which they are composed."""
    for site in sites:
        yield OutputUnit(site, site.path)
        if site.showing.is_newest:
            yield OutputUnit(site, f"{site.id}/{CHANGES}")


@dataclass(frozen=True, slots=True)
class SiteContent:
    """What belongs to one site: its documents and its sets of changes."""

    documents: tuple[RenderedDocument, ...]
    changes: tuple[RenderedChanges, ...]

    def list_publishable_documents(self, pages: Pages) -> tuple[PublishableDocument, ...]:
        """Its documents with their pages."""
        return tuple(
            PublishableDocument(
                document.copy, document.variant, pages.by_key[document.key], document.printer, document.files
            )
            for document in self.documents
        )

    def list_changes_for(self, unit: OutputUnit, pages: Pages) -> tuple[ReadyChanges, ...]:
        """Its sets of changes with their pages, of those that stand in this part of the output."""
        return tuple(
            ReadyChanges(
                changes.pair, changes.change_files, pages.by_key[changes.key], changes.printer, changes.files
            )
            for changes in self.changes
            if changes.pair.folder.startswith(f"{unit.path}/")
        )


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
        contents = _collect_contents(documents, changes)
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
            "copies": [_make_document_key(document) for document in content.documents],
            "history": canonicalise(self.histories[site.id]),
            "changes": [_make_changes_key(changes) for changes in content.changes],
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


def _collect_contents(
    documents: Iterable[RenderedDocument], changes: Iterable[RenderedChanges]
) -> dict[str, SiteContent]:
    """What belongs to each site, by the site's path."""
    documents_at: dict[str, list[RenderedDocument]] = {}
    changes_at: dict[str, list[RenderedChanges]] = {}
    for document in documents:
        documents_at.setdefault(document.site.path, []).append(document)
    for changed in changes:
        changes_at.setdefault(changed.pair.site.path, []).append(changed)
    return {
        path: SiteContent(tuple(documents_at.get(path, ())), tuple(changes_at.get(path, ())))
        for path in {**documents_at, **changes_at}
    }


def _make_document_key(document: RenderedDocument) -> tuple[object, ...]:
    copy = document.copy
    return (
        document.key,
        copy.id,
        copy.mark,
        copy.code,
        canonicalise(copy.standing),
        canonicalise(sorted(copy.values.items())),
        sorted(file.name for file in document.files.values()),
        canonicalise(sorted(document.printer.elsewhere.items())),
    )


def _make_changes_key(changes: RenderedChanges) -> tuple[object, ...]:
    texts = (
        changes.change_files.data.json,
        changes.change_files.data.markdown,
        changes.change_files.data.rows,
        changes.change_files.data.agenda,
        changes.change_files.data.email,
        *compile_page_template(changes.change_files.variant.body).parts,
    )
    keys = sorted(frozenset().union(*(text.keys for text in texts)))
    files = sorted(file.name for file in changes.files.values())
    return changes.key, changes.pair.folder, changes.printer.resolve(keys, "html"), files


def write_readers_front(staging: Staging, templates: PageTemplates, sites: tuple[Site, ...]) -> None:
    """Write what stands before each reader's sites. Their files must be in the staging area."""
    by_reader: dict[str, list[Site]] = {}
    paths = _list_paths_by_site(staging)
    for site in sites:
        by_reader.setdefault(site.id, []).append(site)
        if site.showing.is_newest:
            _link_stable_addresses(staging, site, paths.get(site.path, ()))
            staging.write(
                f"{site.id}/index.html", components.render_redirect(templates, "latest/index.html", site.name)
            )
    for reader, editions in by_reader.items():
        staging.write(f"{reader}/versions.json", write_versions(tuple(editions)))


def write_front(
    staging: Staging,
    templates: PageTemplates,
    sites: tuple[Site, ...],
    assets: Mapping[str, bytes],
    library: Library,
) -> None:
    """Write what stands before all sites.

    The page for unknown addresses, which a host shows at any depth, leads where the output will be served.
    """
    newest = tuple(site for site in sites if site.showing.is_newest)
    for path, data in assets.items():
        staging.write(f"assets/{path}", data)
    schools = [
        (site.name, _find_group(site), f"{site.id}/latest/index.html") for site in newest if site.school
    ]
    model = "model/latest/index.html" if any(site.school is None for site in newest) else ""
    front = components.render_front_page(templates, library.title, library.unit, schools, model, lookup.PAGE)
    staging.write("index.html", front)
    home = urlsplit(library.site_url).path or "/"
    staging.write("404.html", components.render_not_found(templates, home, library.unit))
    # GitHub Pages leaves out folders that begin with an underscore unless it is told not to.
    staging.write(".nojekyll", "")


def _list_paths_by_site(staging: Staging) -> dict[str, list[str]]:
    """The files of each site, by the site's path, which is a reader's folder and an edition's in it."""
    paths: dict[str, list[str]] = {}
    for path in staging.files:
        paths.setdefault("/".join(path.split("/", 2)[:2]), []).append(path)
    return paths


def _link_stable_addresses(staging: Staging, site: Site, paths: Iterable[str]) -> None:
    """`latest/` has every file of the newest edition, under an address that stays."""
    for path in paths:
        stable = f"{site.id}/latest/{path.removeprefix(f'{site.path}/')}"
        staging.link(stable, staging.root / path, staging.files[path], **staging.made_from[path])


def _find_group(site: Site) -> str:
    """The heading that a school stands under on the front page: its trust, else its authority."""
    return next(
        (str(site.values[key].value) for key in ("trust.name", "authority.name") if key in site.values), ""
    )


def write_versions(sites: tuple[Site, ...]) -> str:
    """`versions.json` in mike's format, newest first, from which Material makes its version selector.

    Material reads a title as HTML, so that what a person wrote is escaped.
    """
    newest_first = sorted(sites, key=lambda site: site.showing.day, reverse=True)
    listed = [
        {
            "version": site.showing.edition.id,
            "title": html.escape(site.showing.edition.facts.title, quote=False),
            "aliases": ["latest"] if site.showing.is_newest else [],
        }
        for site in newest_first
    ]
    return json.dumps(listed, ensure_ascii=False) + "\n"
