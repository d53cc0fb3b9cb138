"""Changes on the sites: the page of each set of changes, and its files beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from ..bind import JSON, MARKDOWN
from ..model.library import Library
from ..override_files import overrides_for
from ..reports import SCHEMA_NAME, read_schema
from ..site.components import render_change_files
from ..site.theme import page_mould
from ..templates import load_templates
from .cache import FinishedFile
from .change_files import ChangeFiles
from .change_sets import MODEL_FOLDER, ChangeSet, PairResolver
from .staging import Staging

FILES = {"pdf": "changes.pdf", "docx": "changes.docx"}


@dataclass(frozen=True, slots=True)
class ReadyChanges:
    """A set of changes that is ready to be put on a site: its faces, its page with slots and tokens, and its
    finished files by suffix.
    """

    pair: ChangeSet
    faces: ChangeFiles
    page: str
    printer: PairResolver
    files: Mapping[str, FinishedFile]


def write_changes(staging: Staging, library: Library, one: ReadyChanges, slots: Mapping[str, str]) -> None:
    """Write the page of a set of changes, its data and its files. `slots` are what stands around the page."""
    folder, facts = one.pair.folder, made_from(one.pair)
    form = page_mould(_settled(one.page, one.pair))
    pdf, docx = (name if suffix in one.files else "" for suffix, name in FILES.items())
    templates = load_templates(overrides_for(library.root))
    own = {"actions": render_change_files(templates, one.faces.variant.title, pdf, docx)}
    staging.write(
        f"{folder}/index.html", form.fill(one.printer.resolve(form.keys, "html"), {**slots, **own}), **facts
    )
    for name, format, text in (
        ("changes.json", JSON, one.faces.data.json),
        ("changes.md", MARKDOWN, one.faces.data.markdown),
    ):
        staging.write(f"{folder}/{name}", text.fill(format, one.printer.resolve(text.keys, "html")), **facts)
    for name, data in library.images.items():
        if f'"{escape(name)}"' in one.page:
            staging.write(f"{folder}/{name}", data)
    write_change_files(staging, one)


def write_change_files(staging: Staging, one: ReadyChanges) -> None:
    """Write only the Word file and the PDF."""
    for suffix, file in one.files.items():
        staging.write(f"{one.pair.folder}/{FILES[suffix]}", file.read(), **made_from(one.pair))


def write_schema(staging: Staging) -> None:
    """Write the schema that the data of every set of changes fits."""
    staging.write(f"{MODEL_FOLDER}/{SCHEMA_NAME}", read_schema())


def is_change_file(path: str) -> bool:
    """Say whether a published file is the Word file or the PDF of a set of changes."""
    return path.endswith(tuple(f"/changes/{name}" for name in FILES.values())) or (
        path.startswith(f"{MODEL_FOLDER}/") and path.endswith(tuple(f"/{name}" for name in FILES.values()))
    )


def made_from(pair: ChangeSet) -> dict[str, str]:
    """What the manifest says of a set of changes."""
    versions = {"old": pair.old.assembled.version.name, "version": pair.new.assembled.version.name}
    return {"policy": pair.new.standing.policy.id, **versions, "variant": pair.new.assembled.digest}


def _settled(page: str, pair: ChangeSet) -> str:
    """The page in its place: it was rendered two folders deep in a site of its own.

    All sites share the theme's assets, and the model's changes stand beside its editions.
    """
    if pair.of_model:
        # The stop makes a folder of it to those who ask what an address is relative to.
        page = page.replace('"base": "../.."', f'"base": "{pair.up}."')
        page = re.sub(r'="\.\./\.\./(?!assets/)', f'="{pair.up}', page)
    return page.replace('"../../assets/', '"../../../../assets/')
