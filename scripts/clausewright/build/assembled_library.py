"""The library assembled for a build: every document and every set of changes that is to be made, each with
the key of all that it is made from.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from ..assemble.assembler import Assembler
from ..assemble.sites import SchoolDocument, Site, assemble_sites
from ..model.library import Library
from .change_sets import (
    ChangeSet,
    KeyedPair,
    find_pair_before,
    index_adoptions,
    list_change_sets,
)
from .comparison_keys import ComparisonKeys
from .library_memory import open_memory
from .options import BuildOptions, Toolchain
from .variants import make_variant_key


@dataclass(frozen=True, slots=True)
class KeyedDocument:
    """A document of a site. `key` is its variant's, which other sites' documents may share; `before` is the
    comparison that it opens with, None where it does not open with what changed.
    """

    site: Site
    copy: SchoolDocument
    before: KeyedPair | None
    key: str


@dataclass(frozen=True, slots=True)
class KeyedChanges:
    """A set of changes, with the key of its comparison, which others may share."""

    pair: ChangeSet
    key: str


@dataclass(frozen=True, slots=True)
class AssembledLibrary:
    """A library as it is on the day of a build.

    `sites` and `pairs` are all that it has. `requested` are the sites that this build was asked for, and
    `documents` and `changes` what stands on those.
    """

    assembler: Assembler
    sites: tuple[Site, ...]
    pairs: tuple[ChangeSet, ...]
    requested: tuple[Site, ...]
    documents: tuple[KeyedDocument, ...]
    changes: tuple[KeyedChanges, ...]

    @property
    def library(self) -> Library:
        """The library itself."""
        return self.assembler.library


def assemble_library(library: Library, options: BuildOptions, tools: Toolchain) -> AssembledLibrary:
    """Assemble every site of a library whose templates have passed check, and give every document and every
    set of changes that is wanted its key. What was assembled before, such as by check, is recalled.
    """
    with open_memory(options.work) as memory:
        return assemble_readers(Assembler(library, memory), options, tools)


def assemble_readers(
    assembler: Assembler, options: BuildOptions, tools: Toolchain, readers: Collection[str] | None = None
) -> AssembledLibrary:
    """Do the same for the sites of some readers alone, which need no others, or, with None, of all."""
    sites = assemble_sites(assembler, options.as_at, readers)
    pairs = tuple(list_change_sets(assembler, sites))
    chosen = tuple(site for site in sites if is_wanted(options, site))
    adoptions, keys = index_adoptions(pairs), ComparisonKeys(tools, assembler)
    documents = []
    for site in chosen:
        for copy in site.copies:
            before = find_pair_before(assembler, site, copy, adoptions)
            keyed = KeyedPair(before, keys.find(before)) if before else None
            key = make_variant_key(tools, assembler, copy, keyed.key if keyed else "")
            documents.append(KeyedDocument(site, copy, keyed, key))
    changes = []
    for pair in pairs:
        if is_wanted(options, pair.site):
            changes.append(KeyedChanges(pair, keys.find(pair.compared)))
    return AssembledLibrary(assembler, sites, pairs, chosen, tuple(documents), tuple(changes))


def is_wanted(options: BuildOptions, site: Site) -> bool:
    """Say whether a build was asked for a site."""
    of_the_edition = not options.editions or site.showing.edition.id in options.editions
    of_the_schools = not options.schools or site.id in options.schools
    return of_the_edition and of_the_schools and site.id not in options.without
