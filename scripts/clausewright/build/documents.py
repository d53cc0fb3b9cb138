"""One document at a time, without a build: the Word file that a returned one is held against, the pack of a
meeting, and a trial of every format before a version is issued.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from ..assemble.assembler import Assembler
from ..assemble.resolver import Place, ValueResolver, places_of
from ..assemble.sites import SchoolDocument, Site, assemble_copy_as, assemble_sites
from ..bind import compile_template
from ..document.pandoc import shared_pandoc
from ..document.parse import numbers_of, parse
from ..document.writer import to_docx, to_typst
from ..errors import ClausewrightError, Problem
from ..model.library import Library, Policy, Version
from ..model.status import PolicyStanding, PolicyStatus
from ..pdf import PdfWriter, explain_refusal, write_page_source
from ..reports import list_comments
from ..reports.pack import Pack, build_body, build_cover_sheet
from ..word.tracked import ChangeAuthor
from ..word.writer import finish
from .alternatives import vary_choices
from .cache import Cache
from .change_files import (
    AUTHOR,
    ChangeReport,
    list_field_names,
    list_word_facts,
    number_entries,
    open_picture_folder,
    report_pair,
)
from .change_sets import PairResolver, find_pair_before, index_adoptions, list_adoptions
from .opening import make_opening
from .options import load_toolchain
from .variants import IMAGES_IN_TYPST, Variant, get_variant_form, make_variant
from .workers import FileJob, worker_pool


def make_word_file(
    assembler: Assembler, site: Site, copy: SchoolDocument, *, has_opening: bool = True
) -> bytes:
    """Make the Word file of one copy of a site; one without its opening, which does not say what
    changed, is for comparing only.
    """
    library = assembler.library
    opening = None
    adoptions = index_adoptions(list_adoptions(assembler, site)) if has_opening else {}
    before = find_pair_before(assembler, site, copy, adoptions) if has_opening else None
    if before:
        opening = make_opening(report_pair(assembler, before).changes, is_decided=before.is_decided)
    variant = make_variant(load_toolchain(library.root), assembler, copy, opening)
    refers_elsewhere = {use.id for use in copy.assembled.refs} - copy.assembled.texts.keys()
    numbers = {other.id: _list_numbers(other) for other in site.copies} if refers_elsewhere else {}
    elsewhere = places_of(site, copy, numbers)
    if not has_opening:
        # A text that is only tried may refer to what no document has any more.
        for id in refers_elsewhere:
            elsewhere.setdefault(id, Place(copy.id, variant.title, ""))
    printer = ValueResolver(library, site, copy, elsewhere)
    return variant.word.fill(printer.resolve(variant.word.keys, "docx"), library.images)


def _list_numbers(copy: SchoolDocument) -> dict[str, str]:
    facts = copy.assembled.policy.facts
    document = parse(shared_pandoc(), facts.title, facts.numbering, copy.assembled.text)
    return numbers_of(document)


def make_pack_files(
    library: Library, report: ChangeReport, pack: Pack, printer: PairResolver, name: str
) -> dict[str, bytes]:
    """Write a pack as Word and as PDF; return the bytes of each by its file name. `name` is that of both,
    without their endings.

    Raises ClausewrightError where Typst refuses the text.
    """
    pandoc, tools = shared_pandoc(), load_toolchain(library.root)
    cover, redline = build_cover_sheet(pack, report.changes), build_body(pack, report.changes)
    with open_picture_folder(library.images) as root:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "pack.docx"
            to_docx(
                pandoc,
                cover,
                file,
                tools.overrides / "word" / "reference.docx",
                root / "policies" / "images",
                redline,
                numbers=number_entries(report.changes),
            )
            made_by_pandoc = file.read_bytes()
        facts = {**list_word_facts(report), "document.title": pack.title}
        form = finish(
            made_by_pandoc,
            list_field_names(library),
            facts,
            ChangeAuthor(AUTHOR, report.file_time),
            comments=list_comments(report.changes),
        )
        template = (tools.overrides / "pdf" / "policy.typ").read_text(encoding="utf-8")
        source = compile_template(
            write_page_source(
                template, pack.title, report.version, to_typst(pandoc, cover, IMAGES_IN_TYPST, redline)
            )
        )
        values = printer.resolve(source.keys, "pdf")
        try:
            pdf = PdfWriter(root, tools.overrides / "pdf" / "fonts").write(
                source, values, f"{pack.title} - {values['site.name']}", report.file_time
            )
        except RuntimeError as error:
            raise ClausewrightError([explain_refusal(f"{name}.pdf", error)]) from error
    return {f"{name}.docx": form.fill(printer.resolve(form.keys, "docx")), f"{name}.pdf": pdf}


def try_formats(
    library: Library, versions: Iterable[tuple[Policy, Version]], as_at: date
) -> tuple[Problem, ...]:
    """Make the Word file and the PDF of every shape that the model's text of some versions can have; return a
    problem for each that cannot be made. Nothing is kept.

    The library's templates must have passed check, apart from those of schools and trusts: these are not
    looked at.
    """
    library = replace(library, schools={}, trusts={})
    assembler, tools = Assembler(library), load_toolchain(library.root)
    model = [site for site in assemble_sites(assembler, as_at) if site.showing.is_newest]
    shapes: dict[str, SchoolDocument] = {}
    for site in model:
        for policy, version in versions:
            copy = assemble_copy_as(assembler, site, PolicyStanding(policy, PolicyStatus.MODEL, version))
            shapes[copy.assembled.digest] = copy
            for _, assembled in vary_choices(assembler, copy):
                shapes[assembled.digest] = replace(copy, assembled=assembled)
    with (
        tempfile.TemporaryDirectory() as folder,
        worker_pool(assembler, tools, Cache(Path(folder)), os.cpu_count() or 1) as pool,
    ):
        documents = [(key, copy, None) for key, copy in shapes.items()]
        problems = pool.finish(pool.start("make_variant", documents, len(documents)), lambda: None)
        if problems:
            return tuple(problems)
        files = []
        for key, copy in shapes.items():
            variant = Cache(Path(folder)).read_value("variant", key, get_variant_form())
            files.append((key, list(_list_trial_files(library, model[0], copy, variant))))
        return tuple(pool.finish(pool.start("make_files", files, 2 * len(files)), lambda: None))


def _list_trial_files(
    library: Library, site: Site, copy: SchoolDocument, variant: Variant
) -> Iterator[FileJob]:
    # Where references to other documents lead does not matter here, so all lead to one place.
    elsewhere = {use.id: Place(copy.id, variant.title, "") for use in copy.assembled.refs}
    resolver = ValueResolver(library, site, copy, elsewhere)
    path = copy.assembled.version.body.path
    for suffix, keys in (("pdf", variant.typst.keys), ("docx", variant.word.keys)):
        yield FileJob(path, suffix, copy.assembled.digest, resolver.resolve(keys, suffix))
