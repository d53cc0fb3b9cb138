"""A policy as its readers will see it, from a library that may not be finished: in a frame beside a form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from starlette.responses import HTMLResponse, Response

from ..assemble.assembler import Assembler
from ..assemble.resolver import ValueResolver, places_of
from ..assemble.sites import SchoolDocument, Site, assemble_copy_as, assemble_sites
from ..bind import HTML, compile_template
from ..check import remove_faulty_texts
from ..check.templates import read_templates
from ..document.pandoc import shared_pandoc
from ..document.parse import numbers_of, parse
from ..document.writer import to_html
from ..errors import Problem
from ..model.library import Library, Policy, School, Version
from ..model.status import PolicyStanding, PolicyStatus, find_standing, list_edition_views
from ..model.values import Blank
from ..override_files import shipped_overrides
from ..site.standalone import render_standalone
from ..templates import load_templates
from .safety import FRAMED_POLICY

_STYLES = "site/assets/stylesheets/policy.css"


def render_policy(
    library: Library,
    loaded: Iterable[Problem],
    policy: Policy,
    version: Version | None,
    school: School | None,
    day: date,
) -> Response:
    """Return a version of a policy as the school, or the model (None), would have it on a day; without a
    version the one in force there, or asked for, or the newest.

    What is at fault is left empty, and a value that nobody has given is a blank with its name.
    """
    sound = remove_faulty_texts(library, read_templates(library), loaded)
    schools = {school.id: sound.schools[school.id]} if school and school.id in sound.schools else {}
    assembler = Assembler(replace(sound, schools=schools))
    site = _find_site(assembler, school, day)
    shown = sound.policies.get(policy.id)
    if site is None or shown is None:
        return _send_page("Preview", "<p>There is nothing to show yet: no edition has begun.</p>", library)
    chosen = shown.named(version.name) if version else _choose_version(sound, school, shown, day)
    if chosen is None:
        return _send_page("Preview", "<p>The policy has no version yet.</p>", library)
    copy = assemble_copy_as(assembler, site, _stand_at(assembler.library, site, shown, chosen))
    body = _write_body(assembler, site, copy)
    return _send_page(f"{shown.facts.title}, {chosen.title}", body, library)


def _find_site(assembler: Assembler, school: School | None, day: date) -> Site | None:
    sites = [
        site
        for site in assemble_sites(assembler, day)
        if site.showing.is_newest and (site.school.id if site.school else "") == (school.id if school else "")
    ]
    return sites[-1] if sites else None


def _choose_version(library: Library, school: School | None, policy: Policy, day: date) -> Version | None:
    """The version that a reader wants to see: what a school is asked to adopt, or has, else the newest."""
    views = list_edition_views(library, day)
    if school and views:
        stands = find_standing(library, library.schools[school.id], policy, views[-1])
        if stands.version or stands.proposed:
            return stands.proposed or stands.version
    return policy.versions[-1] if policy.versions else None


def _stand_at(library: Library, site: Site, policy: Policy, version: Version) -> PolicyStanding:
    """How a version stands for the reader of a site: in force there, or else as if it were proposed."""
    if site.school is None:
        return PolicyStanding(policy, PolicyStatus.MODEL, version)
    stands = find_standing(library, site.school, policy, site.showing)
    if stands.adoption and stands.version and stands.version.name == version.name:
        return stands
    return PolicyStanding(policy, PolicyStatus.PROPOSED, version)


def _write_body(assembler: Assembler, site: Site, copy: SchoolDocument) -> str:
    pandoc = shared_pandoc()
    numbers = {}
    for other in (*site.copies, copy):
        facts = other.standing.policy.facts
        numbers[other.id] = numbers_of(parse(pandoc, facts.title, facts.numbering, other.assembled.text))
    facts = copy.standing.policy.facts
    document = parse(pandoc, facts.title, facts.numbering, copy.assembled.text)
    form = compile_template(to_html(pandoc, document, "images/", {}))
    resolver = ValueResolver(assembler.library, site, copy, places_of(site, copy, numbers))
    return form.fill(HTML, {key: _resolve(resolver, key) for key in form.keys})


def _resolve(resolver: ValueResolver, key: str) -> str:
    """What a key prints; a blank with its name where it has no value yet, or leads nowhere."""
    try:
        return resolver.resolve([key], "html")[key]
    except KeyError:
        return Blank(f"[{key.removesuffix('.href').replace('.', ' ').replace('_', ' ')}]")


def _send_page(title: str, body: str, library: Library) -> Response:
    overrides = shipped_overrides()
    style = (overrides / _STYLES).read_text(encoding="utf-8")
    page = render_standalone(load_templates(overrides), title, body, style, library.images)
    return HTMLResponse(page, headers={"Content-Security-Policy": FRAMED_POLICY})
