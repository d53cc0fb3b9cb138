"""Three wordings of a clause side by side, as a page and as a Word file, for the people who decide between
them.

They read as they would at the school. What differs from the wording that the school once changed is marked:
added words are bold in Word and underlined on the page, words that are gone are struck.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path

from ..assemble.answers import Answers, answers_from_values, resolve_key
from ..assemble.assembly import Assembly
from ..assemble.branches import in_words
from ..assemble.macros import policy_environment
from ..bind import HTML, compile_template
from ..diff.blocks import diff_blocks
from ..document.pandoc import Pandoc, shared_pandoc
from ..document.writer import to_docx, to_html
from ..model.amendments import Step, Update
from ..model.ast import (
    SPACE,
    Element,
    Elements,
    attributes,
    classes_of,
    element,
    para,
    replace_elements,
    words,
)
from ..model.document import Document, Item, Prose, Section
from ..model.library import Fragment, Library, School
from ..model.tokens import token
from ..model.values import Blank, Bound
from ..override_files import overrides_for
from ..reports.update import name_columns, name_missing_wordings, sort_steps
from ..site.standalone import render_standalone
from ..templates import load_templates
from ..word.writer import finish
from .change_files import list_field_names
from .options import load_toolchain

_REFERENCE = re.compile(r'\[[a-z0-9-]+\]\{\.(?:ref|note-mark) to="([a-z0-9-]+)"[^}]*\}')


def write_wordings_page(library: Library, update: Update, day: date) -> str:
    """Return the wordings that an update asks about as one page that needs nothing beside it."""
    pandoc, sides, overrides = (
        shared_pandoc(),
        _WordingSides(library, update, day),
        overrides_for(library.root),
    )
    templates = load_templates(overrides)
    form = compile_template(to_html(pandoc, sides.make_document(pandoc), "images/", {}))
    style = (overrides / "site" / "assets" / "stylesheets" / "policy.css").read_text(encoding="utf-8")
    return render_standalone(
        templates,
        _title(update),
        form.fill(HTML, sides.resolve_keys(form.keys)),
        style + "\n" + templates.read("amendments/wordings.css"),
        library.images,
    )


def write_wordings_file(library: Library, update: Update, day: date) -> bytes:
    """Return the wordings that an update asks about as a Word file."""
    pandoc, sides, tools = shared_pandoc(), _WordingSides(library, update, day), load_toolchain(library.root)
    document = sides.make_document(pandoc)
    plain = Document(
        document.title,
        tuple(
            Prose(tuple(_mark_in_bold(item.blocks))) if isinstance(item, Prose) else item
            for item in document.items
        ),
    )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "wordings.docx"
        to_docx(
            pandoc,
            plain,
            file,
            tools.overrides / "word" / "reference.docx",
            library.root / "policies" / "images",
        )
        made_by_pandoc = file.read_bytes()
    facts = {
        "document.title": document.title,
        "document.version": update.new.title,
        "document.made": datetime.combine(update.new.date, time(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "document.mark": "FOR DECISION",
        "document.code": "",
        "school.name": token("site.name"),
    }
    form = finish(made_by_pandoc, list_field_names(library), facts)
    return form.fill(sides.resolve_keys(form.keys))


def _title(update: Update) -> str:
    return f"Wordings to decide on: {update.policy.facts.title}, {update.new.title}"


class _WordingSides:
    """The wordings of an update as they read at a school,
    or before schools fill them in where a trust asks.
    """

    def __init__(self, library: Library, update: Update, day: date) -> None:
        self.library, self.update = library, update
        school = update.holder if isinstance(update.holder, School) else None
        self.values: Mapping[str, Bound] = library.values(school, max(day, update.new.date))
        self.ask: Answers = answers_from_values(
            library.schema, self.values, frozenset(), model=school is None
        )

    def make_document(self, pandoc: Pandoc) -> Document:
        """A section for each step that is open; where none is, for each step."""
        steps = self.update.open or sort_steps(self.update)
        items: list[Item] = [Prose((para(words(f"{self.update.name}. {_LEGEND}")),))]
        for step in steps:
            items.append(Section(step.key, 2, "", tuple(words(step.title))))
            reason = (
                f"{step.why} The reason that was given for the own wording: {step.amendment.facts.reason}"
            )
            items.append(Prose((para(words(reason)), self.make_table(pandoc, step))))
        return Document(_title(self.update), tuple(items))

    def make_table(self, pandoc: Pandoc, step: Step) -> Element:
        """The three wordings in a row, the second and third with what differs from the first marked."""
        was, model, ours = (self.read_blocks(pandoc, text) for text in (step.was, step.model, step.ours))
        cells = [
            was,
            diff_blocks(was, model, "model") if model else [],
            diff_blocks(was, ours, "ours") if ours else [],
        ]
        filled = [
            cell or [para(words(nothing))]
            for cell, nothing in zip(cells, name_missing_wordings(), strict=True)
        ]
        return _make_table([words(title) for title in name_columns(step, self.update)], filled)

    def read_blocks(self, pandoc: Pandoc, text: str) -> Elements:
        """A wording as pandoc reads it, with other clauses named by their titles."""
        assembly = Assembly(self.library, policy_environment(), self.update.policy, self.update.new, self.ask)
        assembly.open_fragments.append(self.update.new.body)
        rendered = assembly.render(Fragment(text, self.update.new.body.path, 1))
        blocks: Elements = pandoc.read(_REFERENCE.sub(self.name_clause, rendered))["blocks"]
        return blocks

    def name_clause(self, reference: re.Match[str]) -> str:
        """A clause's title, for a reference to it."""
        clause = self.library.clauses.get(reference[1])
        return f"“{in_words(self.library, clause.revisions[-1].facts.title)}”" if clause else reference[1]

    def resolve_keys(self, keys: Iterable[str]) -> dict[str, str]:
        """What each token prints."""
        return {key: self.resolve_key(key) for key in keys}

    def resolve_key(self, key: str) -> str:
        """What one token prints: a value, or a blank with its name."""
        if key == "site.name":
            return self.update.name
        space, name, *_ = (*key.split("."), "")
        if f"{space}.{name}" not in self.library.schema:
            return ""
        return resolve_key(self.library.schema, self.values, key) or Blank(
            f"[{self.library.schema[f'{space}.{name}'].name}]"
        )


_LEGEND = (
    "Marked is what differs from the model’s wording that was changed: new words are underlined or bold,"
    " words that are gone are struck."
)


def _make_table(head: list[Elements], row: list[Elements]) -> Element:
    """A table of one row, whose cells hold blocks."""

    def cell(blocks: Elements) -> list[object]:
        return [attributes(), {"t": "AlignDefault"}, 1, 1, blocks]

    columns = [[{"t": "AlignDefault"}, {"t": "ColWidth", "c": 1 / len(head)}] for _ in head]
    heads = [attributes(), [[attributes(), [cell([element("Plain", inlines)]) for inlines in head]]]]
    body = [attributes(), 0, [], [[attributes(), [cell(blocks) for blocks in row]]]]
    return element("Table", attributes(), [None, []], columns, heads, [body], [attributes(), []])


def _mark_in_bold(blocks: Iterable[Element]) -> Elements:
    """Marks as bold and struck text, which is no tracked change: nobody is to accept one here."""

    def shown(node: Element) -> Elements | None:
        if node["t"] in ("Para", "Plain"):
            return [{**node, "c": _space_apart(node["c"])}]
        if node["t"] not in ("Span", "Div"):
            return None
        kind = next((kind for mark, kind in _KINDS.items() if mark in classes_of(node)), None)
        if kind is None:
            return None
        if node["t"] == "Span":
            return [element(kind, node["c"][1])]
        inner: Elements = replace_elements(
            node["c"][1],
            lambda block: (
                [{**block, "c": [element(kind, block["c"])]}] if block["t"] in ("Para", "Plain") else None
            ),
        )
        return inner

    marked: Elements = replace_elements(list(blocks), shown)
    return marked


def _space_apart(inlines: Elements) -> Elements:
    """Inlines with a space where struck words would run into the bold ones that took their place."""
    spaced: Elements = []
    for node in inlines:
        spaced += [SPACE] if spaced and spaced[-1]["t"] == "Strikeout" and node["t"] == "Strong" else []
        spaced.append(node)
    return spaced


_KINDS = {"insertion": "Strong", "deletion": "Strikeout"}
