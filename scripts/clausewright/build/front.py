"""The front of the house: what belongs to no edition. The newest editions' stable addresses, version lists,
the front page, assets.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import urlsplit

from ..assemble.sites import Site
from ..site import components as furniture
from ..site import lookup
from .staging import Staging

TITLE = "School policies"


def write_front(
    staging: Staging, sites: tuple[Site, ...], assets: Mapping[str, bytes], site_url: str
) -> None:
    """Write all that stands around the sites. Their files must be in the staging area.

    `site_url` is where the output will be served; the page for unknown addresses, which a host shows at any
    depth, leads there.
    """
    newest = tuple(site for site in sites if site.showing.is_newest)
    for site in newest:
        _stable_addresses(staging, site)
        staging.write(f"{site.id}/index.html", furniture.redirect("latest/index.html", site.name))
    for reader in dict.fromkeys(site.id for site in sites):
        staging.write(f"{reader}/versions.json", versions(tuple(site for site in sites if site.id == reader)))
    for path, data in assets.items():
        staging.write(f"assets/{path}", data)
    schools = [(site.name, _group(site), f"{site.id}/latest/index.html") for site in newest if site.school]
    model = "model/latest/index.html" if any(site.school is None for site in newest) else ""
    staging.write("index.html", furniture.portal(TITLE, schools, model, lookup.PAGE))
    staging.write("404.html", furniture.not_found(urlsplit(site_url).path or "/"))
    # GitHub Pages leaves out folders that begin with an underscore unless it is told not to.
    staging.write(".nojekyll", "")


def _stable_addresses(staging: Staging, site: Site) -> None:
    """`latest/` has every file of the newest edition, under an address that stays."""
    for path in [path for path in staging.files if path.startswith(f"{site.path}/")]:
        stable = f"{site.id}/latest/{path.removeprefix(f'{site.path}/')}"
        staging.link(stable, staging.root / path, staging.files[path], **staging.made_from[path])


def _group(site: Site) -> str:
    """The heading that a school stands under on the front page: its trust, else its authority."""
    return next(
        (str(site.values[key].value) for key in ("trust.name", "authority.name") if key in site.values), ""
    )


def versions(sites: tuple[Site, ...]) -> str:
    """`versions.json` in mike's format, newest first, from which Material makes its version selector."""
    newest_first = sorted(sites, key=lambda site: site.showing.day, reverse=True)
    listed = [
        {
            "version": site.showing.edition.id,
            "title": site.showing.edition.facts.title,
            "aliases": ["latest"] if site.showing.is_newest else [],
        }
        for site in newest_first
    ]
    return json.dumps(listed, ensure_ascii=False) + "\n"
