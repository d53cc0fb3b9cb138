"""Publish: the whole library becomes `public/`. The only room that writes outputs.

The pipeline, top to bottom: every site is assembled; variants that are not in the cache are made; their pages rendered; every
reader's files filled; sites composed beside the last ones; and the new folder takes the old one's place.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from .. import __version__
from ..assemble.assembly import Assembler
from ..assemble.sites import Copy, Site, every_site
from ..bind import mould
from ..errors import ClausewrightError, Problem
from ..model.library import Library
from ..site import furniture
from ..site.theme import PageText, copy_assets, overrides_for, render_pages, slot
from .cache import FOLDER, Cache, digest, digest_of_folder
from .compose import Ready, Shell, compose, versions
from ..assemble.printer import Place, Printer, places
from .memory import Memory, Unit, recall, remember
from .staging import MANIFEST, Staging, Written, staged
from .variants import Toolbox, Variant, load, variant_key
from .workshop import FileOrder, crew

KINDS = ("site", "pdf", "word")
_SUFFIXES = {"pdf": "pdf", "word": "docx"}
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be built: for which schools and editions (all where empty), which kinds of output, on which day, into which folder."""

    root: Path
    out: Path
    as_at: date
    schools: frozenset[str] = frozenset()
    editions: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset(KINDS)
    without: frozenset[str] = frozenset()
    workers: int = field(default_factory=lambda: os.cpu_count() or 1)


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did."""

    sites: int
    documents: int
    variants_made: int
    variants_reused: int
    files_made: int
    files_reused: int
    sites_reused: int
    seconds: float
    nothing_changed: bool = False


def toolbox(root: Path, as_at: date) -> Toolbox:
    """The overrides of a library, or those that come with the compiler, and a digest of them and of the compiler itself."""
    package, overrides = Path(__file__).parents[1], overrides_for(root)
    epoch = int(datetime(as_at.year, as_at.month, as_at.day, tzinfo=UTC).timestamp())
    return Toolbox(overrides, digest(__version__, digest_of_folder(overrides), digest_of_folder(package)), epoch)


def build_key(order: Order, tools: Toolbox) -> str:
    """A digest of everything that a build is made from."""
    folders = [digest_of_folder(order.root / name) for name in ("policies", "variables")]
    config = (order.root / "mkdocs.yml").read_bytes() if (order.root / "mkdocs.yml").exists() else b""
    wishes = json.dumps([sorted(order.schools), sorted(order.editions), sorted(order.kinds), sorted(order.without), str(order.as_at)])
    return digest(tools.digest, *folders, config, wishes)


def unchanged(order: Order) -> bool:
    """Say whether `out` already is what this order would build, file by file."""
    memory = recall(_memory_path(order))
    return bool(memory.key) and memory.key == build_key(order, toolbox(order.root, order.as_at)) and memory.is_whole(order.out)


def _memory_path(order: Order) -> Path:
    return order.root / FOLDER / f"{digest(str(order.out.resolve()))}.json"


def publish(library: Library, order: Order, progress: Progress) -> Report:
    """Build a library whose check found no error, and put the result in the place of the last one.

    Raises ClausewrightError where a document cannot be made or the disk cannot be written; nothing is changed then.
    """
    return _Build(library, order, progress).run()


class _Build:
    """One build; each step leaves what the next one needs."""

    def __init__(self, library: Library, order: Order, progress: Progress) -> None:
        self.library, self.order, self.progress = library, order, progress
        self.tools = toolbox(order.root, order.as_at)
        self.cache = Cache(order.root / FOLDER / "cache")
        self.memory = recall(_memory_path(order))
        self.assembler = Assembler(library)
        self.variants: dict[str, Variant] = {}

    def run(self) -> Report:
        begun = time.monotonic()
        sites = every_site(self.assembler, self.order.as_at)
        wanted = tuple(site for site in sites if self._is_wanted(site))
        keys = {id(copy): variant_key(self.tools, self.assembler, copy) for site in wanted for copy in site.copies}
        by_key = {keys[id(copy)]: copy for site in wanted for copy in site.copies}
        with crew(self.order.root, self.tools, self.cache.root, self.order.workers) as pool:
            missing = [(key, copy) for key, copy in by_key.items() if not self.cache.has("variant", key)]
            _stop_on(pool.run("make_variant", missing, self._counter("Documents", len(missing))))
            self.variants = {key: load(self.cache.read("variant", key)) for key in by_key}
            printers = {id(copy): printer for site in wanted for copy, printer in self._printers(site, keys)}
            orders, files = self._files(wanted, keys, printers)
            making = [(key, chunk) for key, all_of_it in orders.items() for chunk in _chunks(all_of_it)]
            pages = self._pages(by_key)
            _stop_on(pool.run("make_files", making, self._counter("PDF and Word files", len(making))))
        made, reused = sum(len(chunk) for _, chunk in making), sum(len(one) for one in files.values())
        sites_reused = self._publish(sites, wanted, keys, printers, files, pages)
        return Report(
            sites=len(wanted), documents=len(keys), variants_made=len(missing), variants_reused=len(by_key) - len(missing),
            files_made=made, files_reused=reused - made, sites_reused=sites_reused, seconds=time.monotonic() - begun,
        )  # fmt: skip

    def _is_wanted(self, site: Site) -> bool:
        order = self.order
        if site.school is None:
            return not order.schools and (not order.editions or site.showing.edition.id in order.editions)
        return (
            (not order.schools or site.id in order.schools)
            and (not order.editions or site.showing.edition.id in order.editions)
            and site.id not in order.without
        )

    def _counter(self, what: str, total: int) -> Callable[[int], None]:
        done = 0
        self.progress(what, 0, total)

        def count(_: int) -> None:
            nonlocal done
            done += 1
            self.progress(what, done, total)

        return count

    # -- what each copy prints -------------------------------------------------------------------------------------------------------

    def _printers(self, site: Site, keys: Mapping[int, str]) -> Iterable[tuple[Copy, Printer]]:
        numbers = {copy.id: self.variants[keys[id(copy)]].numbers for copy in site.copies}
        elsewhere: Mapping[str, Mapping[str, Place]] = places(site, numbers)
        for copy in site.copies:
            yield copy, Printer(self.library, site, copy, elsewhere[copy.id])

    def _files(
        self, sites: Iterable[Site], keys: Mapping[int, str], printers: Mapping[int, Printer]
    ) -> tuple[dict[str, list[FileOrder]], dict[int, dict[str, Path]]]:
        """The files that have to be made, by variant, and where each copy's files are or will be."""
        orders: dict[str, list[FileOrder]] = {}
        files: dict[int, dict[str, Path]] = {}
        ordered: set[str] = set()
        for site in sites:
            for copy in site.copies:
                key = keys[id(copy)]
                variant = self.variants[key]
                for kind in sorted(self.order.kinds & _SUFFIXES.keys()):
                    suffix = _SUFFIXES[kind]
                    needed = variant.typst.keys if kind == "pdf" else variant.word.keys
                    values = printers[id(copy)].words(needed, suffix)
                    name = digest(key, kind, json.dumps(values, sort_keys=True))
                    files.setdefault(id(copy), {})[suffix] = self.cache.path(suffix, name)
                    if name not in ordered and not self.cache.has(suffix, name):
                        orders.setdefault(key, []).append(FileOrder(f"{site.path}/files/{copy.id}.{suffix}", suffix, name, values))
                    ordered.add(name)
            files.update({id(copy): {} for copy in site.copies if id(copy) not in files})
        return orders, files

    # -- pages ----------------------------------------------------------------------------------------------------------------------

    def _pages(self, by_key: Mapping[str, Copy]) -> dict[str, str]:
        """Every variant's page and the two shell pages, by key, as HTML with slots and tokens."""
        theme = digest(self.tools.digest, (self.order.root / "mkdocs.yml").read_bytes())
        names = {key: digest(theme, key) for key in by_key} | {shell: digest(theme, shell) for shell in ("home", "state")}
        assets = self.cache.root / "assets" / theme
        missing = [key for key in names if not self.cache.has("page", names[key])] if assets.exists() else list(names)
        if missing:
            self._render(missing, by_key, names, assets)
        return {key: self.cache.read("page", name).decode() for key, name in names.items()} | {"assets": str(assets)}

    def _render(self, missing: Iterable[str], by_key: Mapping[str, Copy], names: Mapping[str, str], assets: Path) -> None:
        texts = {
            "home": PageText("index.html", slot("title"), slot("body")),
            "state": PageText("state/index.html", slot("title"), slot("body")),
        }
        for key, copy in by_key.items():
            variant = self.variants[key]
            texts[key] = PageText(f"{copy.standing.policy.id}~{key}/index.html", variant.title, variant.body, variant.headings)
        wanted = {key: texts[key] for key in missing}
        with tempfile.TemporaryDirectory() as folder:
            rendered = Path(folder)
            render_pages(self.order.root / "mkdocs.yml", self.tools.overrides / "site", wanted.values(), rendered)
            for key, page in wanted.items():
                self.cache.put("page", names[key], (rendered / page.path).read_bytes())
            if not assets.exists():
                unfinished = assets.with_suffix(".unfinished")
                copy_assets(rendered, unfinished)
                unfinished.rename(assets)

    # -- the output -----------------------------------------------------------------------------------------------------------------

    def _publish(
        self,
        sites: tuple[Site, ...],
        wanted: tuple[Site, ...],
        keys: Mapping[int, str],
        printers: Mapping[int, Printer],
        files: Mapping[int, Mapping[str, Path]],
        pages: Mapping[str, str],
    ) -> int:
        units: dict[str, Unit] = {}
        reused = 0
        with staged(self.order.out) as staging:
            for done, site in enumerate(sites, 1):
                key = self._site_key(site, keys) if site in wanted else ""
                last = self.memory.units.get(site.path)
                if last and (last.key == key or site not in wanted) and last.is_intact(self.order.out):
                    last.link_into(staging, self.order.out)
                    units[site.path] = last
                    reused += 1
                elif site in wanted:
                    ready = tuple(
                        Ready(copy, self.variants[keys[id(copy)]], pages[keys[id(copy)]], printers[id(copy)], files[id(copy)]) for copy in site.copies
                    )
                    units[site.path] = self._compose(staging, site, ready, pages, key)
                self.progress("Sites", done, len(sites))
            published = tuple(site for site in sites if site.path in units)
            units["/"] = self._unit(staging, "/", lambda: self._root(staging, published, Path(pages["assets"])))
        remember(_memory_path(self.order), Memory(build_key(self.order, self.tools), units))
        self._tidy(keys.values(), files, pages)
        return reused

    def _site_key(self, site: Site, keys: Mapping[int, str]) -> str:
        facts = [site.name, site.path, site.showing.is_newest, str(self.order.as_at), sorted(self.order.kinds), repr(sorted(site.values.items()))]
        copies = [(copy.id, keys[id(copy)], copy.mark, repr(sorted(copy.values.items())), repr(copy.standing.proposed)) for copy in site.copies]
        without = [(one.policy.id, one.state, one.reason) for one in site.without]
        pictures = [digest(self.library.images[path]) for path in sorted(self.library.images) if path.startswith(("images/", f"variables/schools/{site.id}/"))]
        titles = [(policy.id, policy.facts.title, policy.facts.summary) for policy in self.library.policies.values()]
        return digest(self.tools.digest, json.dumps([facts, copies, without, pictures, titles], default=str))

    def _compose(self, staging: Staging, site: Site, ready: tuple[Ready, ...], pages: Mapping[str, str], key: str) -> Unit:
        shell = Shell(pages["home"], pages["state"])

        def write() -> None:
            compose(staging, self.library, site, ready, shell, self.order.as_at, site.path)

        return self._unit(staging, key, write)

    def _unit(self, staging: Staging, key: str, write: Callable[[], None]) -> Unit:
        before = set(staging.files)
        write()
        new = [path for path in staging.files if path not in before]
        return Unit(key, {path: staging.files[path] for path in new}, {path: staging.made_from[path] for path in new})

    def _root(self, staging: Staging, sites: tuple[Site, ...], assets: Path) -> None:
        """What belongs to no edition: the newest editions' stable addresses, version lists, the front page, the theme's assets."""
        for site in sites:
            if site.showing.is_newest:
                for path in [path for path in staging.files if path.startswith(f"{site.path}/")]:
                    stable = f"{site.id}/latest/{path.removeprefix(f'{site.path}/')}"
                    staging.link(stable, staging.root / path, staging.files[path].sha256, **staging.made_from[path])
        for reader in dict.fromkeys(site.id for site in sites):
            own = tuple(site for site in sites if site.id == reader)
            staging.write(f"{reader}/versions.json", versions(own))
            if any(site.showing.is_newest for site in own):
                staging.write(f"{reader}/index.html", furniture.redirect("latest/index.html", own[-1].name))
        for path in sorted(assets.rglob("*")):
            if path.is_file():
                staging.link(f"assets/{path.relative_to(assets).as_posix()}", path)
        newest = [site for site in sites if site.showing.is_newest]
        schools = [(site.name, self._group(site), f"{site.id}/latest/index.html") for site in newest if site.school]
        model = "model/latest/index.html" if any(site.school is None for site in newest) else ""
        staging.write("index.html", furniture.portal("School policies", schools, model))
        staging.write("404.html", furniture.not_found("/"))
        staging.write(".nojekyll", "")
        staging.write(MANIFEST, staging.manifest({"made_by": f"clausewright {__version__}", "as_at": str(self.order.as_at)}))

    def _group(self, site: Site) -> str:
        for key in ("trust.name", "authority.name"):
            if key in site.values:
                return str(site.values[key].value)
        return ""

    def _tidy(self, variants: Iterable[str], files: Mapping[int, Mapping[str, Path]], pages: Mapping[str, str]) -> None:
        """Throw away what only earlier builds needed, unless this one built a part of the library."""
        if self.order.schools or self.order.editions or self.order.kinds != frozenset(KINDS) or self.order.without:
            return
        self.cache.keep_only("variant", variants)
        for suffix in _SUFFIXES.values():
            self.cache.keep_only(suffix, (paths[suffix].name for paths in files.values() if suffix in paths))


def _chunks(orders: list[FileOrder], size: int = 40) -> Iterable[list[FileOrder]]:
    return (orders[at : at + size] for at in range(0, len(orders), size))


def _stop_on(problems: list[Problem]) -> None:
    if problems:
        raise ClausewrightError(problems)


__all__ = ["KINDS", "Order", "Report", "Written", "mould", "publish", "unchanged"]
