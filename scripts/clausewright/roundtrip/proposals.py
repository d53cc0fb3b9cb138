"""Proposals: what follows from each thing that was changed in a returned file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ..model.kinds import Editing, FragmentKind
from ..model.library import Amendment, Library, Revision
from ..model.local_records import Action
from ..model.text import escape_line_start, escape_markdown, split_sentences
from ..model.values import Variable
from ..word.paragraphs import NOTE, PICTURE, Paragraph, Piece
from .compare import Returned, TextEdit, ValueEdit
from .pairs import ParagraphPair, read_own_words

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
    for paragraph in paragraphs:
        words[paragraph.place] = (*words.get(paragraph.place, ()), *_list_clause_words(paragraph))
        for piece in paragraph.pieces:
            if piece.key:
                values.setdefault(piece.key, piece.text)
    return LibraryState(values, words, revisions)


def _list_clause_words(paragraph: Paragraph) -> tuple[str, ...]:
    """A paragraph's own words, but none for what the compiler makes: a heading's number may change,
    and whose wording it is.
    """
    return () if paragraph.style.startswith((_HEADING, _LOCAL)) else (read_own_words(paragraph),)


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
    """Yield what each changed value would become. `layers` says by key whose value counts for the school:
    its own, its trust's ...
    """
    new_values: dict[str, set[str]] = {}
    for edit in returned.values:
        new_values.setdefault(edit.key, set()).add(edit.new)
    for edit in returned.values:
        space, _, rest = edit.key.partition(".")
        name, _, part = rest.partition(".")
        variable = library.schema.get(f"{space}.{name}")
        why_not = (
            _explain_refusal(edit, variable, part, new_values[edit.key])
            or _explain_not_its_own(variable, layers)
            or _explain_changed_since(edit, now)
        )
        yield ValueProposal(edit, f"{space}.{name}", part, why_not)


def _explain_refusal(edit: ValueEdit, variable: Variable | None, part: str, news: set[str]) -> str:
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


def _explain_not_its_own(variable: Variable | None, layers: Mapping[str, str]) -> str:
    """A value that somebody else sets for the school is theirs to change."""
    layer = layers.get(variable.key, "") if variable else ""
    is_unset = layer in ("default", "common", "")
    if layer == "school" or (is_unset and variable is not None and variable.set_by == "school"):
        return ""
    return f"the {layer or 'trust'} sets it: ask there"


def _explain_changed_since(edit: ValueEdit, now: LibraryState) -> str:
    """A value that the library has changed too, after the file was sent."""
    known = now.values.get(edit.key, edit.old)
    if known == edit.new:
        return "the library says so already"
    if known == edit.old:
        return ""
    return f"since the file was made, the library has come to say “{known}”: find out which is right"


def propose_texts(
    returned: Returned, library: Library, sent: Mapping[str, str], now: LibraryState
) -> Iterator[TextProposal]:
    """Yield what each changed clause would become. `sent` are the clauses of the document as it was sent,
    with their revisions.
    """
    additions = _index_additions(library)
    for edit in returned.texts:
        number, title = _read_heading(edit)
        name = sent.get(edit.place, "")
        clause = library.clauses.get(edit.place) if name else None
        revision = clause.named(name) if clause else None
        new_title = body = note = ""
        if revision:
            new_title, body, why_not = _write_body(edit, revision, library)
            if not why_not:
                why_not, note = _find_rewording(edit, name, now)
        elif not name:
            why_not = "it is no clause: the model's version says it, or the compiler makes it"
        elif edit.place in additions:
            why_not = f"it is a clause of a school's own: change it in {additions[edit.place].body.path}"
        else:
            missing = f"revision {name} of the clause" if clause else "the clause"
            why_not = f"the library does not have {missing} '{edit.place}' any more"
        yield TextProposal(
            edit=edit,
            clause=edit.place if name else "",
            title=title,
            number=number,
            revision=name,
            body="" if why_not else body,
            why_not=why_not,
            new_title=new_title,
            note=note,
        )


def _index_additions(library: Library) -> dict[str, Amendment]:
    """The clauses that schools have added, by their ids."""
    additions: dict[str, Amendment] = {}
    for school in library.schools.values():
        for amendment in school.amendments:
            if amendment.facts.action is Action.ADD_AFTER:
                additions[amendment.facts.id] = amendment
    return additions


def _read_heading(edit: TextEdit) -> tuple[str, str]:
    """The number and the title of a clause as it was sent."""
    for pair in edit.pairs:
        if pair.sent and pair.sent.style.startswith(_HEADING):
            return _split_heading(pair.sent.numbered_text)
    return "", ""


def _split_heading(heading: str) -> tuple[str, str]:
    number = _NUMBER.match(heading)
    return (number[1], heading[number.end() :].strip()) if number else ("", heading.strip())


def _find_rewording(edit: TextEdit, name: str, now: LibraryState) -> tuple[str, str]:
    """Why a clause that the library has reworded after the file was sent cannot be taken over,
    or what to know before.
    """
    if edit.place not in now.words:
        return "", ""
    sent = tuple(words for pair in edit.pairs if pair.sent for words in _list_clause_words(pair.sent))
    back = tuple(words for pair in edit.pairs if pair.back for words in _list_clause_words(pair.back))
    if now.words[edit.place] == sent:
        return "", ""
    if now.words[edit.place] == back:
        return "the library says so already", ""
    newer = now.revisions.get(edit.place, name)
    if newer == name:
        why_not = (
            "since the file was made, the wording in the library has changed: bring the two together by hand"
        )
        return why_not, ""
    return "", f"The model has a newer revision, {newer}: 'clausewright update' will bring the two together."


def _write_body(edit: TextEdit, revision: Revision, library: Library) -> tuple[str, str, str]:
    """A clause's new title, its new text, and why it cannot be taken over."""
    facts = revision.facts
    if facts.kind in _ALWAYS_LOCKED:
        return "", "", "it is a quotation or a note of the model, and stays as it is"
    if facts.editing is Editing.LOCKED:
        return "", "", "it is locked: only the model's owner can change it"
    if facts.editing is Editing.FIELDS:
        return "", "", "only its values may be changed here; its words are the model's"
    pairs = [pair for pair in edit.pairs if not _is_sent_as(pair, _HEADING, _LOCAL)]
    paragraphs = [pair.back for pair in pairs if pair.back]
    if not paragraphs:
        why_not = "all of it was deleted: leave it out with an amendment that says 'action: omit' and why"
        return "", "", why_not
    if any(pair.is_changed for pair in edit.pairs if _is_sent_as(pair, _LOCAL)):
        why_not = (
            "the line with the reason for the school's wording was changed: that is written in the"
            " amendment's own file"
        )
        return "", "", why_not
    new_title = _find_new_title(edit)
    if not new_title and not any(pair.is_changed for pair in pairs):
        return "", "", "its heading was deleted or numbered anew, and the compiler makes headings"

    def is_field(key: str) -> bool:
        return ".".join(key.split(".")[:2]) in library.schema

    try:
        body = write_markdown(paragraphs, is_field)
    except NotWritableError as error:
        return "", "", str(error)
    return new_title, body, ""


def _is_sent_as(pair: ParagraphPair, *styles: str) -> bool:
    """Say whether a paragraph was sent in one of some styles."""
    return pair.sent is not None and pair.sent.style.startswith(styles)


def _find_new_title(edit: TextEdit) -> str:
    """What was written in the place of a clause's title, "" where that stands."""
    for pair in edit.pairs:
        if pair.sent and pair.sent.style.startswith(_HEADING) and pair.back and pair.is_changed:
            _, old = _split_heading(pair.sent.text)
            _, new = _split_heading(pair.back.text)
            return new if new != old else ""
    return ""


# -- a clause as Markdown ------------------------------------------------------------------------------------


class NotWritableError(Exception):
    """The clause has something that cannot be written as Markdown without a person; the message says what."""


def write_markdown(paragraphs: Iterable[Paragraph], is_field: Callable[[str], bool]) -> str:
    """Write paragraphs as they came back from Word as the body of a clause, a sentence a line. `is_field`
    says which keys are values that a clause may print.

    Raises NotWritableError for tables, footnotes and pictures.
    """
    lines: list[str] = []
    last: Paragraph | None = None
    for paragraph in paragraphs:
        if paragraph.in_table:
            raise NotWritableError("it has a table; change the table in the clause's own file")
        text = "".join(_write_piece(piece, is_field) for piece in paragraph.pieces).strip()
        if not text:
            continue
        if paragraph.level is None:
            lines += [""] if lines else []
            lines += [escape_line_start(line) for line in split_sentences(text)]
        else:
            lines += [""] if lines and (last is None or last.level is None) else []
            lines.append(f"{'    ' * paragraph.level}{'1.' if paragraph.is_numbered else '-'} {text}")
        last = paragraph
    return "\n".join(lines) + "\n"


def _write_piece(piece: Piece, is_field: Callable[[str], bool]) -> str:
    if piece.key and is_field(piece.key):
        return f"{{{{ {piece.key} }}}}"
    if piece.link == NOTE:
        raise NotWritableError("it has a footnote; change the clause in its own file")
    if piece.link == PICTURE:
        raise NotWritableError("it has a picture; change the clause in its own file")
    text = escape_markdown(piece.text)
    if piece.link.startswith("#"):
        return f'{{{{ ref("{piece.link[1:]}") }}}}'
    if piece.link.startswith("https://"):
        return f"[{text}]({piece.link})"
    if piece.strong:
        return _emphasise(text, "**")
    return _emphasise(text, "*") if piece.emphasis else text


def _emphasise(text: str, marks: str) -> str:
    """A text with marks at its words, not at the spaces beside them."""
    words = text.strip()
    if not marks or not words:
        return text
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{before}{marks}{words}{marks}{after}"
