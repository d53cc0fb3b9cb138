"""The pack for a meeting, in its two formats: one Word file with tracked changes, and one accessible PDF."""

from __future__ import annotations

import tempfile
from pathlib import Path

from ..bind import mould
from ..errors import ClausewrightError
from ..model.library import Library
from ..pandoc import shared_pandoc
from ..pdf import PdfWriter, page_source, refusal
from ..report.pack import Pack, body_of, cover_sheet
from ..word import finish
from ..word.tracked import Reviser
from ..write import to_docx, to_typst
from .faces import AUTHOR, Told, labels_of, word_facts
from .order import toolbox
from .pairs import PairPrinter
from .single import pictures
from .variants import IMAGES_IN_TYPST


def pack_files(library: Library, told: Told, pack: Pack, printer: PairPrinter, name: str) -> dict[str, bytes]:
    """Write a pack as Word and as PDF; return the bytes of each by its file name. `name` is that of both, without their endings.

    Raises ClausewrightError where Typst refuses the text.
    """
    pandoc, tools = shared_pandoc(), toolbox(library.root)
    cover, redline = cover_sheet(pack, told.changes), body_of(pack, told.changes)
    with pictures(library.images) as root:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "pack.docx"
            to_docx(pandoc, cover, file, tools.overrides / "word" / "reference.docx", root / "policies" / "images", redline)
            made = file.read_bytes()
        facts = {**word_facts(told), "document.title": pack.title}
        form = finish(made, labels_of(library), facts, Reviser(AUTHOR, told.made))
        template = (tools.overrides / "pdf" / "policy.typ").read_text(encoding="utf-8")
        source = mould(page_source(template, pack.title, told.version, to_typst(pandoc, cover, IMAGES_IN_TYPST, redline)))
        values = printer.words(source.keys, "pdf")
        try:
            pdf = PdfWriter(root, tools.overrides / "pdf" / "fonts").write(
                source, values, f"{pack.title} - {values['site.name']}", told.made
            )
        except RuntimeError as error:
            raise ClausewrightError([refusal(f"{name}.pdf", error)]) from error
    return {f"{name}.docx": form.fill(printer.words(form.keys, "docx")), f"{name}.pdf": pdf}
