"""The kinds of page that a published library has, each with one page of it, found in what was built and never
by a school's name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from clausewright.assemble.sites import SchoolDocument, Site
from clausewright.model.status import PolicyStatus
from tests.conftest import Built

PALE = 0.6


@dataclass(frozen=True)
class Found:
    """Finds pages of a kind. Its addresses are relative to the published folder."""

    built: Built = field(repr=False)

    @cached_property
    def schools(self) -> tuple[Site, ...]:
        """The schools' sites in the newest edition."""
        return tuple(site for site in self.built.sites if site.school and site.showing.is_newest)

    @cached_property
    def model(self) -> Site:
        """The model in the newest edition."""
        return next(site for site in self.built.sites if site.school is None and site.showing.is_newest)

    @cached_property
    def school(self) -> Site:
        """A school that has been asked to adopt a new version: its site has the most kinds of page."""
        return next(site for site in self.schools if any(copy.standing.proposed for copy in site.copies))

    def copies(self, wanted: Callable[[Site, SchoolDocument], bool]) -> Iterator[str]:
        """The pages of the policies for which `wanted` says yes."""
        return (
            page_of(site, copy) for site in self.built.sites for copy in site.copies if wanted(site, copy)
        )

    @cached_property
    def longest_on_model(self) -> str:
        """The folder of the model's policy with the most clauses."""
        return max(self.model.copies, key=lambda copy: len(copy.assembled.revisions)).id

    def changes(self, folders: str) -> str:
        """The page of changes, in folders of a pattern, that has the most to say."""
        pages = self.built.public.glob(f"{folders}/index.html")
        return max(pages, key=lambda page: page.stat().st_size).relative_to(self.built.public).as_posix()

    def page(self, kind: str) -> str:
        """The address of a page of a kind."""
        return KINDS[kind](self)


def folder_of(site: Site) -> str:
    """Where readers find a site: the newest edition at its stable address."""
    return f"{site.id}/latest" if site.showing.is_newest else site.path


def page_of(site: Site, copy: SchoolDocument) -> str:
    """Where readers find a policy."""
    return f"{folder_of(site)}/{copy.id}/index.html"


def _pale(found: Found) -> str:
    def brightness(site: Site) -> float:
        colour = str(site.values["school.colour"].value)
        return sum(int(colour[at : at + 2], 16) for at in (1, 3, 5)) / 765

    palest = max((site for site in found.schools if "school.colour" in site.values), key=brightness)
    assert brightness(palest) > PALE, "no school of the library has a pale colour"
    return page_of(palest, palest.copies[0])


def _older(found: Found) -> Site:
    return next(
        site for site in found.built.sites if site.id == found.school.id and not site.showing.is_newest
    )


def _policy(found: Found) -> str:
    plain = [copy for copy in found.school.copies if not copy.mark and not copy.standing.proposed]
    return page_of(found.school, max(plain, key=lambda copy: len(copy.assembled.revisions)))


def _of_older_edition(found: Found) -> str:
    return next(found.copies(lambda site, copy: site.path == _older(found).path and not copy.mark))


def _not_applicable(found: Found) -> str:
    missing = (
        (site, one)
        for site in found.schools
        for one in site.without
        if one.state is PolicyStatus.NOT_APPLICABLE
    )
    return next(f"{folder_of(site)}/{one.policy.id}/index.html" for site, one in missing)


KINDS: dict[str, Callable[[Found], str]] = {
    "portal": lambda _: "index.html",
    "school home": lambda found: f"{folder_of(found.school)}/index.html",
    "school home, older edition": lambda found: f"{folder_of(_older(found))}/index.html",
    "policy": _policy,
    "policy, older edition": _of_older_edition,
    "superseded": lambda found: next(found.copies(lambda _, copy: copy.status is PolicyStatus.SUPERSEDED)),
    "new version proposed": lambda found: next(
        found.copies(lambda _, copy: bool(copy.standing.proposed and copy.standing.adoption))
    ),
    "not applicable": _not_applicable,
    "pale colour": _pale,
    "model home": lambda found: f"{folder_of(found.model)}/index.html",
    "model policy": lambda found: f"{folder_of(found.model)}/{found.longest_on_model}/index.html",
    "consultation": lambda found: next(
        found.copies(lambda _, copy: copy.standing.state is PolicyStatus.CONSULTATION)
    ),
    "redirect": lambda found: f"{found.school.id}/index.html",
    "not found": lambda _: "404.html",
    "check a copy": lambda _: "check.html",
    "history": lambda found: f"{folder_of(found.school)}/history/index.html",
    "list for another website": lambda found: f"{folder_of(found.school)}/published/list.html",
    "can i": lambda found: f"{folder_of(found.school)}/can-i/index.html",
    "published": lambda found: f"{folder_of(found.school)}/published/index.html",
    "history of the model": lambda found: f"{folder_of(found.model)}/history/index.html",
    "changes of the model": lambda found: found.changes("model/changes/*/*"),
    "changes at a school": lambda found: found.changes(f"{folder_of(found.school)}/*/changes"),
    "changes of an adoption": lambda found: found.changes(f"{found.school.id}/changes/*/*"),
}

# What tells a page of a kind from others, so that a test of a kind really sees one.
MARKS = {
    "portal": "section[data-group]",
    "school home": ".shelf .card",
    "school home, older edition": ".notice--edition",
    "policy": ".policy .clause",
    "policy, older edition": ".notice--edition",
    "superseded": ".notice--superseded",
    "new version proposed": ".notice--next",
    "not applicable": ".policy .intro",
    "pale colour": ".policy .clause",
    "model home": ".shelf .card",
    "model policy": ".policy .clause .blank",
    "consultation": ".notice--consultation",
    "redirect": "main a",
    "not found": "main a",
    "check a copy": "form #code",
    "history": ".held .timeline",
    "list for another website": ".embedded a",
    "can i": ".questions .short-answer",
    "published": ".published th a",
    "history of the model": ".held .timeline",
    "changes of the model": ".policy .change",
    "changes at a school": ".policy .change",
    "changes of an adoption": ".policy .adopted",
}
