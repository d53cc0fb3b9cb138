"""The page of a set of changes, with its data and its files."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import escape

from ..bind import JSON, MARKDOWN, PLAIN
from ..model.dates import in_words
from ..model.library import Library
from ..override_files import overrides_for
from ..reports import SCHEMA_NAME, read_schema
from ..site.components import render_change_files
from ..site.page_template import compile_page_template
from ..templates import PageTemplates, load_templates
from .change_files import write_spreadsheet
from .change_sets import MODEL_FOLDER, ChangeSet
from .site_contents import ReadyChanges
from .site_data import describe_decision
from .staging import Staging

# The files of a set of changes, by suffix.
FILES = {"pdf": "changes.pdf", "docx": "changes.docx"}


def write_changes(staging: Staging, library: Library, changes: ReadyChanges, slots: Mapping[str, str]) -> str:
    """Write the page of a set of changes, its data and its files; return the data. `slots` are what stands
    around the page.
    """
    folder, facts = changes.pair.folder, describe_origin(changes.pair)
    form = compile_page_template(_settle_page(changes.page, changes.pair))
    pdf, docx = (name if suffix in changes.files else "" for suffix, name in FILES.items())
    templates = load_templates(overrides_for(library.root))
    actions = {
        "actions": render_adoption(templates, library, changes.pair)
        + render_change_files(
            templates,
            changes.change_files.variant.title,
            pdf,
            docx,
            is_decided=changes.pair.adoption is not None,
        )
    }
    staging.write(
        f"{folder}/index.html",
        form.fill(changes.printer.resolve(form.keys, "html"), {**slots, **actions}),
        **facts,
    )
    data = changes.change_files.data
    texts = [("changes.json", JSON, data.json), ("changes.md", MARKDOWN, data.markdown)]
    if changes.pair.adoption is None:
        texts += [("agenda.txt", PLAIN, data.agenda), ("email.txt", PLAIN, data.email)]
        rows = json.loads(data.rows.fill(JSON, changes.printer.resolve(data.rows.keys, "html")))
        variant = changes.change_files.variant
        for suffix in ("csv", "xlsx"):
            table = write_spreadsheet(suffix, rows, variant.title, variant.file_time)
            staging.write(f"{folder}/changes.{suffix}", table, **facts)
    filled = {}
    for name, format, text in texts:
        filled[name] = text.fill(format, changes.printer.resolve(text.keys, "html"))
        staging.write(f"{folder}/{name}", filled[name], **facts)
    for name, picture in library.images.items():
        if f'"{escape(name)}"' in changes.page:
            staging.write(f"{folder}/{name}", picture)
    write_change_files(staging, changes)
    return filled["changes.json"]


def render_adoption(templates: PageTemplates, library: Library, pair: ChangeSet) -> str:
    """What stands above the changes that an adoption brought: who decided on them and when, and what they are
    about. Nothing where none was decided on.
    """
    if pair.adoption is None:
        return ""
    return templates.render(
        "site/adoption.html",
        name=pair.site.name,
        version=pair.new.assembled.version.title,
        decided=describe_decision(library, pair.site.school, pair.adoption),
        old_day=in_words(pair.old.day),
        new_day=in_words(pair.new.day),
    )


def write_change_files(staging: Staging, changes: ReadyChanges) -> None:
    """Write only the Word file and the PDF."""
    for suffix, file in changes.files.items():
        staging.write(f"{changes.pair.folder}/{FILES[suffix]}", file.read(), **describe_origin(changes.pair))


def write_schema(staging: Staging) -> None:
    """Write the schema that the data of every set of changes fits."""
    staging.write(f"{MODEL_FOLDER}/{SCHEMA_NAME}", read_schema())


def is_change_file(path: str) -> bool:
    """Say whether a published file is the Word file or the PDF of a set of changes."""
    return path.endswith(tuple(f"/changes/{name}" for name in FILES.values())) or (
        path.startswith(f"{MODEL_FOLDER}/") and path.endswith(tuple(f"/{name}" for name in FILES.values()))
    )


def describe_origin(pair: ChangeSet) -> dict[str, str]:
    """What the manifest says of a set of changes."""
    versions = {"old": pair.old.assembled.version.name, "version": pair.new.assembled.version.name}
    return {"policy": pair.new.standing.policy.id, **versions, "variant": pair.new.assembled.digest}


def _settle_page(page: str, pair: ChangeSet) -> str:
    """The page in its place: it was rendered two folders deep in a site of its own.

    All sites share the theme's assets, and what lasts stands beside the reader's editions.
    """
    if pair.is_lasting:
        # The stop makes a folder of it to those who ask what an address is relative to.
        page = page.replace('"base": "../.."', f'"base": "{pair.up}."')
        page = re.sub(r'="\.\./\.\./(?!assets/)', f'="{pair.up}', page)
    return page.replace('"../../assets/', '"../../../../assets/')
