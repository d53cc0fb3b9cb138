"""The contents of sites: documents and sets of changes that are ready but for their places, and the parts of
the output in which they are put together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..assemble.resolver import ValueResolver
from ..assemble.sites import SchoolDocument, Site
from ..model.canonical import canonicalise
from ..site.page_template import compile_page_template
from .cache import FinishedFile
from .change_files import ChangeFiles
from .change_sets import CHANGES, ChangeSet, PairResolver
from .pages import Pages
from .variants import Variant


@dataclass(frozen=True, slots=True)
class PublishableDocument:
    """A copy that is ready to be put on its site: its variant, its page with slots and tokens, and its
    finished files by suffix.
    """

    copy: SchoolDocument
    variant: Variant
    page: str
    printer: ValueResolver
    files: Mapping[str, FinishedFile]


@dataclass(frozen=True, slots=True)
class ReadyChanges:
    """A set of changes that is ready to be put on a site: its files, its page with slots and tokens, and its
    finished files by suffix.
    """

    pair: ChangeSet
    change_files: ChangeFiles
    page: str
    printer: PairResolver
    files: Mapping[str, FinishedFile]


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


def collect_contents(
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


def make_document_key(document: RenderedDocument) -> tuple[object, ...]:
    """Return all that the place of a document on its site is made from."""
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


def make_changes_key(changes: RenderedChanges) -> tuple[object, ...]:
    """Return all that the page and the files of a set of changes are made from."""
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
