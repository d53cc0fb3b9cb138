"""One set of changes in one format, for somebody who asked for it and for no site."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ..bind import HTML, JSON, MARKDOWN, PLAIN, Format, TokenTemplate, compile_template
from ..diff.redline import accept_changes
from ..document.pandoc import shared_pandoc
from ..model.change import Changes
from ..model.dates import in_words
from ..reports import Cover, write_json
from .change_files import ChangeReport, HasSchema, markdown, page, text, typst, word
from .options import toolchain

if TYPE_CHECKING:
    from ..model.library import Library

FORMATS = ("text", "md", "json", "html", "docx", "pdf")
BINARY = frozenset({"docx", "pdf"})


class Presentation(HasSchema, Protocol):
    """What a written file takes from a library: the styles and fonts under `root`, pictures, and the names of
    fields.
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
        printed = {"site.name": "Two files compared"}
        return {key: printed.get(key, "") for key in keys}


def told_of_files(
    changes: Changes, remarks: tuple[str, ...], day: date, *, is_titled: bool = True
) -> ChangeReport:
    """What is told of the changes between two files; the day is the one that documents bear.

    A file that is not titled is called by its name.
    """
    title = accept_changes(changes).title
    cover = Cover(f"“{title}”" if is_titled else title, remarks=remarks, article="")
    return ChangeReport(changes, cover, in_words(day), datetime.combine(day, time(), UTC), has_code=False)


def face(format: str, library: Presentation, told: ChangeReport, printer: Speaker) -> bytes:
    """Write a set of changes in a format.

    `library` gives pictures, styles and fonts, `printer` what tokens print. Raises typst.TypstError where
    Typst refuses the text.
    """
    pandoc, tools = shared_pandoc(), toolchain(library.root)
    match format:
        case "docx":
            with pictures(library.images) as root:
                form = word(pandoc, tools, library, told, root / "policies" / "images")
            return form.fill(printer.resolve(form.keys, "docx"))
        case "pdf":
            # What compares two files as text does not wait for Typst.
            from ..pdf import PdfWriter

            source = typst(pandoc, tools, told)
            with pictures(library.images) as root:
                writer = PdfWriter(root, tools.overrides / "pdf" / "fonts")
                return writer.write(source, printer.resolve(source.keys, "pdf"), told.title, told.made)
        case "html":
            from ..site.standalone import render_standalone

            style = (tools.overrides / "site" / "assets" / "stylesheets" / "policy.css").read_text(
                encoding="utf-8"
            )
            body = _filled(compile_template(page(pandoc, tools.templates, told)[0]), HTML, printer)
            return render_standalone(tools.templates, told.title, body, style, library.images).encode()
        case "json":
            return _filled(compile_template(write_json(told.changes, told.cover)), JSON, printer).encode()
        case "md":
            return _filled(markdown(pandoc, told), MARKDOWN, printer).encode()
    return _filled(text(pandoc, told), PLAIN, printer).encode()


def with_pictures_of(library: Library, other: Library) -> Library:
    """A library with the pictures of another beside its own; both sides of a comparison may show some."""
    return replace(library, images={**other.images, **library.images})


def write_file(path: Path, data: bytes) -> None:
    """Write a file, whole or not at all."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished.write_bytes(data)
    unfinished.replace(path)


def _filled(form: TokenTemplate, format: Format, printer: Speaker) -> str:
    return form.fill(format, printer.resolve(form.keys, "html"))


@contextmanager
def pictures(images: Mapping[str, bytes]) -> Iterator[Path]:
    """A folder with a library's pictures in their places: those of a git ref are on no disk."""
    with tempfile.TemporaryDirectory() as folder:
        for name in (name for name in images if name.startswith("images/")):
            path = Path(folder) / "policies" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(images[name])
        yield Path(folder)
