"""One document's Word file as a build would make it, without a build: what a returned file is held against."""

from __future__ import annotations

from ..assemble.assembler import Assembler
from ..assemble.resolver import ValueResolver, places
from ..assemble.sites import SchoolDocument, Site
from ..document.pandoc import shared_pandoc
from ..document.parse import numbers_of, parse
from .change_sets import find_version_before
from .options import toolchain
from .variants import make_variant


def word_file(assembler: Assembler, site: Site, copy: SchoolDocument) -> bytes:
    """Make the Word file of one copy of a site."""
    library = assembler.library
    variant = make_variant(
        toolchain(library.root), assembler, copy, find_version_before(site, copy, assembler)
    )
    numbers = {other.id: dict(_numbers(other)) for other in site.copies}
    printer = ValueResolver(library, site, copy, places(site, numbers)[copy.id])
    return variant.word.fill(printer.resolve(variant.word.keys, "docx"))


def _numbers(copy: SchoolDocument) -> dict[str, str]:
    facts = copy.assembled.policy.facts
    document = parse(shared_pandoc(), facts.title, facts.numbering, copy.assembled.text)
    return numbers_of(document)
