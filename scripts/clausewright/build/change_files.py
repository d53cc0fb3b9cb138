"""The files of a set of changes: page, Word, PDF, JSON, Markdown and text,
all written from the same Changes, all with open tokens.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ..bind import HTML, JSON, MARKDOWN, PLAIN, Format, TokenTemplate, compile_template
from ..diff.redline import accept_changes
from ..document.pandoc import shared_pandoc
from ..document.writer import to_docx, to_plain, to_typst
from ..model.change import Changes
from ..model.dates import in_words
from ..model.tokens import token
from ..model.values import SCHOOL
from ..reports import (
    Cover,
    build_agenda,
    build_email,
    build_front_page,
    build_markdown,
    build_redline,
    build_text,
    list_comments,
    make_cover,
    write_json,
)
from .cache import JsonForm
from .changed_values import mark_changed_values
from .options import load_toolchain

if TYPE_CHECKING:
    from ..assemble.assembler import Assembler
    from ..assemble.sites import SchoolDocument
    from ..document.pandoc import Pandoc
    from ..model.library import Library
    from ..model.values import Variable
    from ..word.writer import WordTemplate
    from .change_sets import VersionPair
    from .options import Toolchain
    from .variants import Variant


# Each format imports what it needs when it is written: changes in words wait for no Word file, page or PDF.
FORMATS = ("text", "md", "json", "csv", "agenda", "email", "html", "docx", "pdf", "xlsx")
BINARY = frozenset({"docx", "pdf", "xlsx"})
# Whose the tracked changes are.
AUTHOR = "clausewright"


class HasSchema(Protocol):
    """What knows the names of fields: a library, or what stands for one where two files are compared."""

    @property
    def schema(self) -> Mapping[str, Variable]:
        """The variables, by key."""


@dataclass(frozen=True, slots=True)
class ChangeReport:
    """What is told: the changes, what their front page says, the version to which they lead, and the time
    that files bear. `has_code` says whether copies have a code by which they can be looked up.
    """

    changes: Changes
    cover: Cover
    version: str
    file_time: datetime
    has_code: bool = True

    @property
    def title(self) -> str:
        """The title of its documents."""
        return build_front_page(self.changes, self.cover).title


@dataclass(frozen=True, slots=True)
class ChangeData:
    """A set of changes for programs and as plain text; `rows` is the table for spreadsheets, as JSON."""

    json: TokenTemplate
    markdown: TokenTemplate
    rows: TokenTemplate
    agenda: TokenTemplate
    email: TokenTemplate


@dataclass(frozen=True, slots=True)
class ChangeFiles:
    """A set of changes in every format. The page, the Word file
    and the PDF are a variant like any other's.
    """

    variant: Variant
    data: ChangeData


def write_change_files(
    pandoc: Pandoc, tools: Toolchain, library: Library, report: ChangeReport
) -> ChangeFiles:
    """Write every format. `library` is where pictures are, and the names of fields. What a school has adopted
    is read on its page, so that no Word file and no PDF are made ready for it.
    """
    from ..word.writer import WordTemplate
    from .change_page import write_page
    from .variants import Variant

    body, headings = write_page(pandoc, tools.templates, report.changes, report.cover)
    nothing = compile_template("")
    typst, word, rows, agenda, email = nothing, WordTemplate(()), nothing, nothing, nothing
    if not report.cover.is_decided:
        typst = write_typst(pandoc, tools, report)
        word = write_word(pandoc, tools, library, report, library.root / "policies" / "images")
        rows, agenda, email = write_table(report), write_agenda(pandoc, report), write_email(pandoc, report)
    variant = Variant(
        title=report.title,
        body=body,
        headings=headings,
        search=(),
        typst=typst,
        word=word,
        numbers={},
        file_time=report.file_time,
    )
    data = ChangeData(
        compile_template(write_json(report.changes, report.cover)),
        write_markdown(pandoc, report),
        rows,
        agenda,
        email,
    )
    return ChangeFiles(variant, data)


def report_pair(assembler: Assembler, pair: VersionPair) -> ChangeReport:
    """Compare two copies of a policy; return what is told of it."""
    from ..changes import DiffSession, compare

    changes = compare(DiffSession(shared_pandoc()), *pair.make_inputs(assembler))
    return report_changes(
        changes, pair.new, in_a_row=pair.is_of_versions_in_a_row, is_decided=pair.is_decided
    )


def report_changes(
    changes: Changes, new: SchoolDocument, *, in_a_row: bool = True, is_decided: bool = False
) -> ChangeReport:
    """What is told of changes that lead to a copy; `in_a_row` says whether the two sides are versions one
    after the other, `is_decided` that the new one was adopted.
    """
    from .variants import find_file_time

    version = new.assembled.version
    cover = make_cover(new.standing.policy, version if in_a_row else None, is_decided=is_decided)
    return ChangeReport(mark_changed_values(changes), cover, version.title, find_file_time(new.assembled))


def write_markdown(pandoc: Pandoc, report: ChangeReport) -> TokenTemplate:
    """The text for a pull request or an e-mail."""
    return compile_template(to_plain(pandoc, build_markdown(report.changes, report.cover), "gfm"))


def write_plain_text(pandoc: Pandoc, report: ChangeReport) -> TokenTemplate:
    """The text for a terminal."""
    return compile_template(to_plain(pandoc, build_text(report.changes, report.cover), "plain"))


def write_table(report: ChangeReport) -> TokenTemplate:
    """The table for spreadsheets, as JSON."""
    from ..reports.change_table import write_rows

    return compile_template(write_rows(report.changes))


def write_agenda(pandoc: Pandoc, report: ChangeReport) -> TokenTemplate:
    """The item for the agenda of a meeting, with its motion."""
    return compile_template(to_plain(pandoc, build_agenda(report.changes, report.cover), "plain"))


def write_email(pandoc: Pandoc, report: ChangeReport) -> TokenTemplate:
    """The text of an e-mail."""
    return compile_template(to_plain(pandoc, build_email(report.changes, report.cover), "plain"))


def write_typst(pandoc: Pandoc, tools: Toolchain, report: ChangeReport) -> TokenTemplate:
    """The PDF's source."""
    from ..pdf import write_page_source
    from .variants import IMAGES_IN_TYPST

    template = (tools.overrides / "pdf" / "policy.typ").read_text(encoding="utf-8")
    front = build_front_page(report.changes, report.cover)
    body = to_typst(pandoc, front, IMAGES_IN_TYPST, build_redline(report.changes))
    return compile_template(write_page_source(template, front.title, report.version, body))


def write_word(
    pandoc: Pandoc, tools: Toolchain, library: HasSchema, report: ChangeReport, images: Path
) -> WordTemplate:
    """The Word file, with tracked changes."""
    from ..word.tracked import ChangeAuthor
    from ..word.writer import finish

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "changes.docx"
        reference = tools.overrides / "word" / "reference.docx"
        front = build_front_page(report.changes, report.cover)
        redline = build_redline(report.changes)
        numbers = number_entries(report.changes)
        to_docx(pandoc, front, file, reference, images, redline, numbers=numbers)
        made_by_pandoc = file.read_bytes()
    return finish(
        made_by_pandoc,
        list_field_names(library),
        list_word_facts(report),
        ChangeAuthor(AUTHOR, report.file_time),
        comments=list_comments(report.changes),
    )


def number_entries(changes: Changes) -> dict[str, int]:
    """The number of each change in the list, by its id."""
    return {entry.id: number for number, entry in enumerate(changes.entries, 1)}


def list_field_names(library: HasSchema) -> Mapping[str, str]:
    """The name of each field, for Word."""
    return {key: variable.name for key, variable in library.schema.items()}


def list_word_facts(report: ChangeReport) -> Mapping[str, str]:
    """What the header and the footer of the Word file say."""
    return {
        "document.title": report.title,
        "document.version": report.version,
        "document.made": report.file_time.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "document.mark": token("document.mark"),
        "document.code": token("document.code") if report.has_code else "",
        "school.name": token("site.name"),
    }


@cache
def get_data_form() -> JsonForm[ChangeData]:
    """How the cache keeps the JSON and the Markdown of a set of changes; its variant is kept as any other."""
    return JsonForm(ChangeData)


class Presentation(HasSchema, Protocol):
    """What a written file takes from a library: the styles and fonts under `root`, pictures,
    and the names of fields.
    """

    @property
    def root(self) -> Path:
        """The folder whose `overrides/` has styles and fonts."""

    @property
    def images(self) -> Mapping[str, bytes]:
        """The pictures, by path."""


class Speaker(Protocol):
    """Says what the tokens of a set of changes print."""

    def resolve(self, keys: Iterable[str], suffix: str) -> dict[str, str]:
        """What each key prints; `suffix` says which files documents link to."""


class FileSpeaker:
    """Speaks for two files of others, which have no fields and no code."""

    def resolve(self, keys: Iterable[str], suffix: str) -> dict[str, str]:  # noqa: ARG002 - as every speaker
        """What each key of a document's header and footer prints."""
        unit = {"unit.singular": SCHOOL.singular, "unit.plural": SCHOOL.plural}
        printed = {"site.name": "Two files compared", **unit}
        return {key: printed.get(key, "") for key in keys}


def report_files(
    changes: Changes, remarks: tuple[str, ...], day: date, *, is_titled: bool = True
) -> ChangeReport:
    """What is told of the changes between two files; the day is the one that documents bear.

    A file that is not titled is called by its name.
    """
    title = accept_changes(changes).title
    cover = Cover(f"“{title}”" if is_titled else title, remarks=remarks, article="")
    return ChangeReport(changes, cover, in_words(day), datetime.combine(day, time(), UTC), has_code=False)


def render_changes(format: str, library: Presentation, report: ChangeReport, printer: Speaker) -> bytes:
    """Write a set of changes in a format.

    `library` gives pictures, styles and fonts, `printer` what tokens print. Raises typst.TypstError where
    Typst refuses the text.
    """
    pandoc, tools = shared_pandoc(), load_toolchain(library.root)
    match format:
        case "docx":
            with open_picture_folder(library.images) as root:
                form = write_word(pandoc, tools, library, report, root / "policies" / "images")
            return form.fill(printer.resolve(form.keys, "docx"))
        case "pdf":
            # What compares two files as text does not wait for Typst.
            from ..pdf import PdfWriter

            source = write_typst(pandoc, tools, report)
            with open_picture_folder(library.images) as root:
                writer = PdfWriter(root, tools.overrides / "pdf" / "fonts")
                return writer.write(
                    source, printer.resolve(source.keys, "pdf"), report.title, report.file_time
                )
        case "html":
            from ..site.standalone import render_standalone
            from .change_page import write_page

            style = (tools.overrides / "site" / "assets" / "stylesheets" / "policy.css").read_text(
                encoding="utf-8"
            )
            body = _fill(
                compile_template(write_page(pandoc, tools.templates, report.changes, report.cover)[0]),
                HTML,
                printer,
            )
            return render_standalone(tools.templates, report.title, body, style, library.images).encode()
        case "json":
            return _fill(compile_template(write_json(report.changes, report.cover)), JSON, printer).encode()
        case "csv" | "xlsx":
            rows = json.loads(_fill(write_table(report), JSON, printer))
            return write_spreadsheet(format, rows, report.title, report.file_time)
        case "agenda":
            return _fill(write_agenda(pandoc, report), PLAIN, printer).encode()
        case "email":
            return _fill(write_email(pandoc, report), PLAIN, printer).encode()
        case "md":
            return _fill(write_markdown(pandoc, report), MARKDOWN, printer).encode()
    return _fill(write_plain_text(pandoc, report), PLAIN, printer).encode()


def write_spreadsheet(format: str, rows: list[list[str]], title: str, made: datetime) -> bytes:
    """Write the table of a set of changes as "csv" or "xlsx"."""
    from ..reports.change_table import write_csv, write_xlsx

    return write_csv(rows).encode() if format == "csv" else write_xlsx(title, rows, made)


def add_pictures(library: Library, other: Library) -> Library:
    """A library with the pictures of another beside its own; both sides of a comparison may show some."""
    return replace(library, images={**other.images, **library.images})


def _fill(form: TokenTemplate, format: Format, printer: Speaker) -> str:
    return form.fill(format, printer.resolve(form.keys, "html"))


@contextmanager
def open_picture_folder(images: Mapping[str, bytes]) -> Iterator[Path]:
    """A folder with a library's pictures in their places: those of a git ref are on no disk."""
    with tempfile.TemporaryDirectory() as folder:
        for name in (name for name in images if name.startswith("images/")):
            path = Path(folder) / "policies" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(images[name])
        yield Path(folder)
