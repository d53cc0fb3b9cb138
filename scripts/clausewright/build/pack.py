"""The pack for a meeting, in its two formats: one Word file with tracked changes, and one accessible PDF."""

from __future__ import annotations

import tempfile
from pathlib import Path

from ..bind import compile_template
from ..document.pandoc import shared_pandoc
from ..document.writer import to_docx, to_typst
from ..errors import ClausewrightError
from ..model.library import Library
from ..pdf import PdfWriter, explain_refusal, write_page_source
from ..reports.pack import Pack, build_body, build_cover_sheet
from ..word.tracked import ChangeAuthor
from ..word.writer import finish
from .change_files import AUTHOR, ChangeReport, labels_of, word_facts
from .change_sets import PairResolver
from .options import toolchain
from .single import pictures
from .variants import IMAGES_IN_TYPST


def pack_files(
    library: Library, told: ChangeReport, pack: Pack, printer: PairResolver, name: str
) -> dict[str, bytes]:
    """Write a pack as Word and as PDF; return the bytes of each by its file name. `name` is that of both,
    without their endings.

    Raises ClausewrightError where Typst refuses the text.
    """
    pandoc, tools = shared_pandoc(), toolchain(library.root)
    cover, redline = build_cover_sheet(pack, told.changes), build_body(pack, told.changes)
    with pictures(library.images) as root:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "pack.docx"
            to_docx(
                pandoc,
                cover,
                file,
                tools.overrides / "word" / "reference.docx",
                root / "policies" / "images",
                redline,
            )
            made = file.read_bytes()
        facts = {**word_facts(told), "document.title": pack.title}
        form = finish(made, labels_of(library), facts, ChangeAuthor(AUTHOR, told.made))
        template = (tools.overrides / "pdf" / "policy.typ").read_text(encoding="utf-8")
        source = compile_template(
            write_page_source(
                template, pack.title, told.version, to_typst(pandoc, cover, IMAGES_IN_TYPST, redline)
            )
        )
        values = printer.resolve(source.keys, "pdf")
        try:
            pdf = PdfWriter(root, tools.overrides / "pdf" / "fonts").write(
                source, values, f"{pack.title} - {values['site.name']}", told.made
            )
        except RuntimeError as error:
            raise ClausewrightError([explain_refusal(f"{name}.pdf", error)]) from error
    return {f"{name}.docx": form.fill(printer.resolve(form.keys, "docx")), f"{name}.pdf": pdf}
