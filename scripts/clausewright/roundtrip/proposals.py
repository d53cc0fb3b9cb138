"""Proposals: what follows from each thing that was changed in a returned file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ..model.library import Library, Revision
from ..model.records import Action, Editing, FragmentKind
from ..model.values import Variable
from ..word.paragraphs import Paragraph
from .compare import Returned, TextEdit, ValueEdit
from .markdown import NotWritableError, write_markdown
from .pairs import read_own_words

_NUMBER = re.compile(r"^(\d[\d.]*\.?)\s+")
_HEADING = "Heading"
# The line that marks a school's own wording is made by the compiler.
_LOCAL = "LocalWording"
_ALWAYS_LOCKED = frozenset({FragmentKind.QUOTATION, FragmentKind.ADOPTER_NOTE})


@dataclass(frozen=True, slots=True)
class LibraryState:
    """What the library says today of a document that was sent: its values as they print, and its clauses'
    paragraphs and revisions.

    All is empty where the library shows the document no more.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    revisions: Mapping[str, str] = field(default_factory=dict)


def read_library_state(paragraphs: tuple[Paragraph, ...], revisions: Mapping[str, str]) -> LibraryState:
    """Read it out of the document as the library makes it today."""
    values: dict[str, str] = {}
    words: dict[str, tuple[str, ...]] = {}
    for one in paragraphs:
        words[one.place] = (*words.get(one.place, ()), *_said(one))
        for piece in one.pieces:
            if piece.key:
                values.setdefault(piece.key, piece.text)
    return LibraryState(values, words, revisions)


def _said(one: Paragraph) -> tuple[str, ...]:
    """A paragraph's own words, but none for what the compiler makes: a heading's number may change, and whose
    wording it is.
    """
    return () if one.style.startswith((_HEADING, _LOCAL)) else (read_own_words(one),)


@dataclass(frozen=True, slots=True)
class ValueProposal:
    """A value that the file says is another now. `key` is the variable's, `part` what of it ("name",
    "plural"), "" for all of it.

    `why_not` says why it cannot be taken over, "" where it can.
    """

    edit: ValueEdit
    key: str
    part: str
    why_not: str


@dataclass(frozen=True, slots=True)
class TextProposal:
    """A clause whose words were changed. `body` is its new text as an amendment would have it, "" where
    `why_not` says why not.

    `new_title` is the clause's new title, "" where it keeps its own; `note` is something to know before it is
    taken over.
    """

    edit: TextEdit
    clause: str
    title: str
    number: str
    revision: str
    body: str
    why_not: str
    new_title: str = ""
    note: str = ""


def propose_values(
    returned: Returned, library: Library, layers: Mapping[str, str], now: LibraryState
) -> Iterator[ValueProposal]:
    """What each changed value would become. `layers` says by key whose value counts for the school: its own,
    its trust's ...
    """
    news: dict[str, set[str]] = {}
    for edit in returned.values:
        news.setdefault(edit.key, set()).add(edit.new)
    for edit in returned.values:
        space, _, rest = edit.key.partition(".")
        name, _, part = rest.partition(".")
        variable = library.schema.get(f"{space}.{name}")
        why_not = (
            _why_not(edit, variable, part, news[edit.key])
            or _not_its_own(variable, layers)
            or _changed_since(edit, now)
        )
        yield ValueProposal(edit, f"{space}.{name}", part, why_not)


def _why_not(edit: ValueEdit, variable: Variable | None, part: str, news: set[str]) -> str:
    if edit.key.startswith("adopted."):
        return "it is a record of the adoption: record another with 'clausewright adopt'"
    if variable is None:
        return "it is made by the compiler"
    if len(news) > 1:
        return (
            f"it was changed into {len(news)} different things:"
            f" {', '.join(f'“{new}”' for new in sorted(news))}"
        )
    if not edit.new:
        return "it was emptied"
    if variable.key.startswith("word."):
        return (
            f"it is a word for everybody in the policy: change {variable.key} in the file of the"
            f" {variable.set_by} if that is meant"
        )
    if part.split(".", maxsplit=1)[0].isdigit():
        return "it is a row of a list: change the list in the school's file"
    return ""


def _not_its_own(variable: Variable | None, layers: Mapping[str, str]) -> str:
    """A value that somebody else sets for the school is theirs to change."""
    layer = layers.get(variable.key, "") if variable else ""
    is_own = (
        layer in ("school", "default", "common", "") and variable is not None and variable.set_by == "school"
    )
    return "" if layer == "school" or is_own else f"the {layer or 'trust'} sets it: ask there"


def _changed_since(edit: ValueEdit, now: LibraryState) -> str:
    """A value that the library has changed too, after the file was sent."""
    known = now.values.get(edit.key, edit.old)
    if known == edit.new:
        return "the library says so already"
    return (
        ""
        if known == edit.old
        else f"since the file was made, the library has come to say “{known}”: find out which is right"
    )


def propose_texts(
    returned: Returned, library: Library, sent: Mapping[str, str], now: LibraryState
) -> Iterator[TextProposal]:
    """What each changed clause would become. `sent` are the clauses of the document as it was sent, with
    their revisions.
    """
    own = {
        one.facts.id: one
        for school in library.schools.values()
        for one in school.amendments
        if one.facts.action is Action.ADD_AFTER
    }
    for edit in returned.texts:
        number, title = _heading(edit)
        name = sent.get(edit.place, "")
        clause = library.clauses.get(edit.place) if name else None
        revision = clause.named(name) if clause else None
        new_title = body = note = ""
        if revision:
            new_title, body, why_not = _body(edit, revision, library)
            if not why_not:
                why_not, note = _reworded_since(edit, name, now)
        elif not name:
            why_not = "it is no clause: the model's version says it, or the compiler makes it"
        elif edit.place in own:
            why_not = f"it is a clause of a school's own: change it in {own[edit.place].body.path}"
        else:
            what = f"revision {name} of the clause" if clause else "the clause"
            why_not = f"the library does not have {what} '{edit.place}' any more"
        yield TextProposal(
            edit,
            edit.place if name else "",
            title,
            number,
            name,
            "" if why_not else body,
            why_not,
            new_title,
            note,
        )


def _heading(edit: TextEdit) -> tuple[str, str]:
    """The number and the title of a clause as it was sent."""
    return _cut(
        next(
            (pair.sent.text for pair in edit.pairs if pair.sent and pair.sent.style.startswith(_HEADING)), ""
        )
    )


def _cut(heading: str) -> tuple[str, str]:
    number = _NUMBER.match(heading)
    return (number[1], heading[number.end() :].strip()) if number else ("", heading.strip())


def _reworded_since(edit: TextEdit, name: str, now: LibraryState) -> tuple[str, str]:
    """Why a clause that the library has reworded after the file was sent cannot be taken over, or what to
    know before.
    """
    was = tuple(words for pair in edit.pairs if pair.sent for words in _said(pair.sent))
    if edit.place not in now.words or now.words[edit.place] == was:
        return "", ""
    if now.words[edit.place] == tuple(
        words for pair in edit.pairs if pair.back for words in _said(pair.back)
    ):
        return "the library says so already", ""
    newer = now.revisions.get(edit.place, name)
    if newer == name:
        return (
            "since the file was made, the wording in the library has changed: bring the two together by hand",
            "",
        )
    return "", f"The model has a newer revision, {newer}: 'clausewright update' will bring the two together."


def _body(edit: TextEdit, revision: Revision, library: Library) -> tuple[str, str, str]:
    """A clause's new title, its new text, and why it cannot be taken over."""
    facts = revision.facts
    if facts.kind in _ALWAYS_LOCKED:
        return "", "", "it is a quotation or a note of the model, and stays as it is"
    if facts.editing is Editing.LOCKED:
        return "", "", "it is locked: only the model's owner can change it"
    if facts.editing is Editing.FIELDS:
        return "", "", "only its values may be changed here; its words are the model's"
    pairs = [
        pair for pair in edit.pairs if not (pair.sent and pair.sent.style.startswith((_HEADING, _LOCAL)))
    ]
    paragraphs = [pair.back for pair in pairs if pair.back]
    if not paragraphs:
        return (
            "",
            "",
            "all of it was deleted: leave it out with an amendment that says 'action: omit' and why",
        )
    if any(pair.is_changed for pair in edit.pairs if pair.sent and pair.sent.style.startswith(_LOCAL)):
        return (
            "",
            "",
            (
                "the line with the reason for the school's wording was changed: that is written in the"
                " amendment's own file"
            ),
        )
    new_title = _new_title(edit)
    if not new_title and not any(pair.is_changed for pair in pairs):
        return "", "", "its heading was deleted or numbered anew, and the compiler makes headings"
    try:
        body = write_markdown(paragraphs, lambda key: ".".join(key.split(".")[:2]) in library.schema)
    except NotWritableError as error:
        return "", "", str(error)
    return new_title, body, ""


def _new_title(edit: TextEdit) -> str:
    """What was written in the place of a clause's title, "" where that stands."""
    for pair in edit.pairs:
        if pair.sent and pair.sent.style.startswith(_HEADING) and pair.back and pair.is_changed:
            old, new = _cut(pair.sent.text), _cut(pair.back.text)
            return new[1] if new[1] != old[1] else ""
    return ""
