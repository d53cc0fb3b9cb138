"""Parts: what a build has in hand between making documents and composing sites."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..assemble.resolver import ValueResolver
from ..assemble.sites import SchoolDocument, Site
from .cache import FinishedFile
from .change_files import ChangeFiles
from .change_sets import MODEL_FOLDER, ChangeSet, PairResolver
from .changes import ReadyChanges
from .pages import Pages
from .site import PublishableDocument
from .variants import Variant


@dataclass(frozen=True, slots=True)
class RenderedDocument:
    """One copy on its way: its variant, who speaks for it, and where its files are or will be, by suffix."""

    site: Site
    copy: SchoolDocument
    key: str
    variant: Variant
    printer: ValueResolver
    files: Mapping[str, FinishedFile]


@dataclass(frozen=True, slots=True)
class ChangesPart:
    """A set of changes on its way, in the same way."""

    pair: ChangeSet
    key: str
    faces: ChangeFiles
    printer: PairResolver
    files: Mapping[str, FinishedFile]

    @property
    def copy(self) -> SchoolDocument:
        """The copy to which the changes lead."""
        return self.pair.new


@dataclass(frozen=True, slots=True)
class OutputUnit:
    """A part of the output that is composed as a whole: a site, or what changed between the versions of the
    model.
    """

    site: Site
    path: str

    @property
    def is_site(self) -> bool:
        """Say whether it is a site."""
        return self.path == self.site.path


def output_units(sites: Iterable[Site]) -> Iterator[OutputUnit]:
    """Every part of the output, in the order in which they are composed."""
    for site in sites:
        yield OutputUnit(site, site.path)
        if site.school is None and site.showing.is_newest:
            yield OutputUnit(site, MODEL_FOLDER)


class SiteContent:
    """What belongs to one site: its copies and its changes, ready to be composed."""

    def __init__(self, parts: Iterable[RenderedDocument | ChangesPart], rendered: Pages) -> None:
        every = list(parts)
        self.parts = [part for part in every if isinstance(part, RenderedDocument)]
        self.changes = [part for part in every if isinstance(part, ChangesPart)]
        self.rendered = rendered

    @property
    def ready(self) -> tuple[PublishableDocument, ...]:
        """Its copies."""
        return tuple(
            PublishableDocument(
                part.copy, part.variant, self.rendered.by_key[part.key], part.printer, part.files
            )
            for part in self.parts
        )

    def changes_for(self, stall: OutputUnit) -> tuple[ReadyChanges, ...]:
        """Its changes, where they stand in this part of the output."""
        of_site = stall.site.school is not None
        wanted = self.changes if of_site or not stall.is_site else []
        return tuple(
            ReadyChanges(one.pair, one.faces, self.rendered.by_key[one.key], one.printer, one.files)
            for one in wanted
        )
