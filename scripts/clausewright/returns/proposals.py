"""Proposals: what follows from each thing that was changed in a returned file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..model.library import Library, Revision
from ..model.records import Editing, FragmentKind
from ..model.values import Variable
from .compare import Returned, TextEdit, ValueEdit
from .markdown import NotWritableError, as_markdown

# Headings have numbers, and the line that marks a school's own wording is made by the compiler.
_NOT_TEXT = ("Heading", "LocalWording")
_ALWAYS_LOCKED = frozenset({FragmentKind.QUOTATION, FragmentKind.ADOPTER_NOTE})


@dataclass(frozen=True, slots=True)
class ValueProposal:
    """A value that the file says is another now. `key` is the variable's, `part` what of it ("name", "plural"), "" for all of it.

    `why_not` says why it cannot be taken over, "" where it can.
    """

    edit: ValueEdit
    key: str
    part: str
    why_not: str


@dataclass(frozen=True, slots=True)
class TextProposal:
    """A clause whose words were changed. `body` is its new text as an amendment would have it, "" where `why_not` says why not."""

    edit: TextEdit
    clause: str
    title: str
    number: str
    revision: str
    body: str
    why_not: str


def value_proposals(returned: Returned, library: Library, layers: Mapping[str, str]) -> Iterator[ValueProposal]:
    """What each changed value would become. `layers` says by key whose value counts for the school: its own, its trust's ..."""
    news: dict[str, set[str]] = {}
    for edit in returned.values:
        news.setdefault(edit.key, set()).add(edit.new)
    for edit in returned.values:
        space, _, rest = edit.key.partition(".")
        name, _, part = rest.partition(".")
        variable = library.schema.get(f"{space}.{name}")
        why_not = _why_not(edit, variable, part, news[edit.key]) or _not_its_own(variable, layers)
        yield ValueProposal(edit, f"{space}.{name}", part, why_not)


def _why_not(edit: ValueEdit, variable: Variable | None, part: str, news: set[str]) -> str:
    if edit.key.startswith("adopted."):
        return "it is a record of the adoption: record another with 'clausewright adopt'"
    if variable is None:
        return "it is made by the compiler"
    if len(news) > 1:
        return f"it was changed into {len(news)} different things: {', '.join(f'“{new}”' for new in sorted(news))}"
    if not edit.new:
        return "it was emptied"
    if variable.key.startswith("word."):
        return f"it is a word for everybody in the policy: change {variable.key} in the file of the {variable.set_by} if that is meant"
    if part.split(".", maxsplit=1)[0].isdigit():
        return "it is a row of a list: change the list in the school's file"
    return ""


def _not_its_own(variable: Variable | None, layers: Mapping[str, str]) -> str:
    """A value that somebody else sets for the school is theirs to change."""
    layer = layers.get(variable.key, "") if variable else ""
    is_own = layer in ("school", "default", "common", "") and variable is not None and variable.set_by == "school"
    return "" if layer == "school" or is_own else f"the {layer or 'trust'} sets it: ask there"


def text_proposals(returned: Returned, revisions: Mapping[str, Revision], library: Library) -> Iterator[TextProposal]:
    """What each changed clause would become. `revisions` are the clauses of the document as it was sent, by id."""
    for edit in returned.texts:
        revision = revisions.get(edit.place)
        number, title = _heading(edit)
        if revision is None:
            why_not = "it is no clause: the model's version says it, or the compiler makes it"
            yield TextProposal(edit, "", title, number, "", "", why_not)
            continue
        body, why_not = _body(edit, revision, library)
        yield TextProposal(edit, revision.clause, title, number, revision.name, body, why_not)


def _heading(edit: TextEdit) -> tuple[str, str]:
    """The number and the title of a clause as it was sent."""
    text = next((pair.sent.text for pair in edit.pairs if pair.sent and pair.sent.style.startswith("Heading")), "")
    number, _, title = text.partition(" ")
    return (number, title) if number[:1].isdigit() else ("", text)


def _body(edit: TextEdit, revision: Revision, library: Library) -> tuple[str, str]:
    facts = revision.facts
    if facts.kind in _ALWAYS_LOCKED:
        return "", "it is a quotation or a note of the model, and stays as it is"
    if facts.editing is Editing.LOCKED:
        return "", "it is locked: only the model's owner can change it"
    if facts.editing is Editing.FIELDS:
        return "", "only its values may be changed here; its words are the model's"
    paragraphs = [pair.back for pair in edit.pairs if pair.back and not pair.back.style.startswith(_NOT_TEXT)]
    if not paragraphs:
        return "", "all of it was deleted: leave it out with an amendment that says 'action: omit' and why"
    try:
        return as_markdown(paragraphs, lambda key: key.rsplit(".", key.count(".") - 1)[0] in library.schema), ""
    except NotWritableError as error:
        return "", str(error)
