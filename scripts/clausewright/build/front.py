"""The front: what stands before the sites, of each reader and of all."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from ..assemble.sites import Site
from ..model.library import Library
from ..site import components, lookup
from ..templates import PageTemplates
from .staging import Staging


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
