"""Which paragraph of a model's Word file comes from which row of which template: of the version, or of a
clause.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..assemble.assembler import Assembler
from ..assemble.assembly import Assembly
from ..assemble.macros import MACROS
from ..assemble.sites import SchoolDocument
from ..model.library import Fragment, Revision
from ..word.paragraphs import Paragraph
from .rewording import Span, locate_units
from .rows import TABLE, BodyRow, RowKind, TextSpan, is_silent, read_body_rows
from .template import split_template
from .tokens import Token, read_tokens
from .units import Unit, UnreadableMarkupError, read_units

HEADING = "Heading"
# The row of a clause's title, and the cell of a row that is not taken apart.
TITLE, WHOLE = -1, -1
# What the compiler writes before the first words of a clause without a heading: a number, a note's asterisk.
_LABEL = re.compile(r"[\d.:()]+|[a-z]")
_LONGEST_LABEL = 6


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a paragraph comes from: the clause ("" for the version's own text), its row, the row's cell."""

    clause: str
    row: int
    cell: int = 0


@dataclass(frozen=True, slots=True)
class LocatedText:
    """A text of a template and what it printed: its units, the tokens that each printed, and all tokens of
    its paragraph. `label` is how many more the compiler writes before them.
    """

    units: tuple[Unit, ...]
    spans: tuple[Span, ...]
    tokens: tuple[Token, ...]
    label: int
    source: str


@dataclass(frozen=True, slots=True)
class ClauseSource:
    """A clause of the version: its revision and its rows. `is_headed` says whether the document prints its
    title, `is_located` whether its rows are those that the file was made from.
    """

    revision: Revision
    rows: tuple[BodyRow, ...]
    is_headed: bool
    is_located: bool


@dataclass(slots=True)
class SourceDocument:
    """A document as its templates make it. `origins` says of each paragraph that was sent where it comes
    from, None where the compiler makes it; `texts` has what was located.
    """

    rows: tuple[BodyRow, ...]
    clauses: dict[str, ClauseSource] = field(default_factory=dict)
    origins: list[Origin | None] = field(default_factory=list)
    texts: dict[Origin, LocatedText] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)

    def hide_silent_rows(self) -> None:
        """Take rows that are not taken apart and printed nothing, such as an empty list, for hidden text."""
        printed = {(origin.clause, origin.row) for origin in self.origins if origin is not None}
        self.rows = _hide_rows(self.rows, "", printed)
        for id, clause in self.clauses.items():
            self.clauses[id] = replace(clause, rows=_hide_rows(clause.rows, id, printed))

    def list_paragraphs(self, clause: str, row: int) -> list[int]:
        """The paragraphs that came from a row."""
        return [
            index
            for index, origin in enumerate(self.origins)
            if origin is not None and (origin.clause, origin.row) == (clause, row)
        ]


def _hide_rows(
    rows: Sequence[BodyRow], clause: str, printed: Container[tuple[str, int]]
) -> tuple[BodyRow, ...]:
    hidden: list[BodyRow] = []
    for index, row in enumerate(rows):
        is_silent_row = row.kind is RowKind.OTHER and (clause, index) not in printed
        hidden.append(replace(row, kind=RowKind.HIDDEN) if is_silent_row else row)
    return tuple(hidden)


def locate_document(
    assembler: Assembler, copy: SchoolDocument, revisions: Mapping[str, str], sent: Sequence[Paragraph]
) -> SourceDocument:
    """Find where each paragraph of a file comes from that was made of a copy of a version. `revisions` are
    those of its clauses by id, `sent` its paragraphs.
    """
    version = copy.assembled.version
    reader = _TemplateReader(assembler, copy)
    document = SourceDocument(reader.read_rows(version.body))
    document.origins = [None] * len(sent)
    locator = _Locator(document, sent, [read_tokens(paragraph) for paragraph in sent])
    # What stands before the version's own text: the title, what changed.
    locator.absorb(None)
    for index, row in enumerate(document.rows):
        if is_silent(row):
            continue
        if row.kind is not RowKind.CLAUSE:
            # The number of an imported section is printed as words of its heading.
            if not locator.locate_row("", index, row, may_be_labelled=row.kind is RowKind.HEADING):
                document.lost.append(row.text)
                locator.absorb(Origin("", index, WHOLE))
            continue
        clause = assembler.library.clauses.get(row.name)
        revision = clause.named(revisions[row.name]) if clause and row.name in revisions else None
        if revision is None or not reader.is_called(row.text):
            continue
        is_headed = any(
            paragraph.place == row.name and paragraph.style.startswith(HEADING) for paragraph in sent
        )
        clause_rows = reader.read_rows(revision.body)
        is_located = locator.locate_clause(revision, clause_rows, reader, is_headed=is_headed)
        document.clauses[row.name] = ClauseSource(revision, clause_rows, is_headed, is_located)
    locator.rest()
    document.hide_silent_rows()
    return document


class _TemplateReader:
    """Renders templates as the copy was rendered."""

    def __init__(self, assembler: Assembler, copy: SchoolDocument) -> None:
        answers = copy.assembled.answers
        self.fragment = copy.assembled.version.body
        self.assembly = Assembly(
            assembler.library,
            assembler.environment,
            copy.assembled.policy,
            copy.assembled.version,
            lambda question: answers.get(question, ""),
        )

    def read_rows(self, body: Fragment) -> tuple[BodyRow, ...]:
        return read_body_rows(
            body.text, self.make_renderer(body), lambda name: name in MACROS and MACROS[name].is_block
        )

    def make_renderer(self, body: Fragment) -> Callable[[str], str]:
        return lambda text: self.assembly.render(Fragment(text, body.path, body.line))

    def read_title(self, revision: Revision) -> TextSpan:
        title = revision.facts.title
        parts = split_template(title, self.make_renderer(revision.body))
        return TextSpan(0, len(title), parts)

    def is_called(self, call: str) -> bool:
        """Say whether the call of a clause prints it in this copy."""
        return bool(self.assembly.render(Fragment(call, self.fragment.path, self.fragment.line)).strip())


@dataclass(slots=True)
class _Locator:
    document: SourceDocument
    sent: Sequence[Paragraph]
    tokens: Sequence[list[Token]]
    position: int = 0
    # What takes in paragraphs that no row fits, and whether something does.
    taker: Origin | None = None
    is_taking: bool = False

    def absorb(self, taker: Origin | None) -> None:
        """Let something take in the next paragraphs, until a row fits one."""
        self.taker, self.is_taking = taker, True

    def rest(self) -> None:
        """Let what takes in paragraphs have those at the end."""
        for index in range(self.position, len(self.sent)):
            self.document.origins[index] = self.taker if self.is_taking else None

    def locate_row(self, clause: str, index: int, row: BodyRow, *, may_be_labelled: bool = False) -> bool:
        """Find the paragraphs of a row; say whether they are there."""
        if row.kind is RowKind.OTHER:
            self.absorb(Origin(clause, index, WHOLE))
            return True
        for cell, span in enumerate(row.spans):
            if not self.locate_text(
                Origin(clause, index, cell), span, row, may_be_labelled=may_be_labelled and cell == 0
            ):
                return False
        return True

    def locate_clause(
        self, revision: Revision, rows: Sequence[BodyRow], reader: _TemplateReader, *, is_headed: bool
    ) -> bool:
        position, taker, is_taking = self.position, self.taker, self.is_taking
        title = BodyRow(RowKind.HEADING, revision.facts.title)
        is_found = not is_headed or self.locate_text(
            Origin(revision.clause, TITLE), reader.read_title(revision), title, may_be_labelled=True
        )
        may_be_labelled = not is_headed
        for index, row in enumerate(rows):
            if is_silent(row) or not is_found:
                continue
            is_found = self.locate_row(revision.clause, index, row, may_be_labelled=may_be_labelled)
            may_be_labelled = False
        if not is_found:
            self.forget(revision.clause, position)
            self.position, self.taker, self.is_taking = position, taker, is_taking
            while self.position < len(self.sent) and self.sent[self.position].place != revision.clause:
                self.document.origins[self.position] = self.taker
                self.position += 1
            self.absorb(Origin(revision.clause, TITLE, WHOLE))
        return is_found

    def forget(self, clause: str, position: int) -> None:
        for index in range(position, len(self.sent)):
            self.document.origins[index] = None
        for origin in [origin for origin in self.document.texts if origin.clause == clause]:
            del self.document.texts[origin]

    def locate_text(
        self, origin: Origin, span: TextSpan, row: BodyRow, *, may_be_labelled: bool = False
    ) -> bool:
        """Find the paragraph of a text: the next one, or, where something takes in what comes before, the
        next that fits.
        """
        try:
            units = read_units(span.parts)
        except UnreadableMarkupError:
            self.absorb(Origin(origin.clause, origin.row, WHOLE))
            return True
        last = len(self.sent) if self.is_taking else min(self.position + 1, len(self.sent))
        for place in range(self.position, last):
            located = self.fit(units, span, place, row, may_be_labelled=may_be_labelled)
            if located is None:
                continue
            for index in range(self.position, place):
                self.document.origins[index] = self.taker
            self.document.origins[place] = origin
            self.document.texts[origin] = located
            self.position, self.is_taking = place + 1, False
            return True
        return False

    def fit(
        self, units: tuple[Unit, ...], span: TextSpan, place: int, row: BodyRow, *, may_be_labelled: bool
    ) -> LocatedText | None:
        paragraph, tokens = self.sent[place], self.tokens[place]
        is_heading = paragraph.style.startswith(HEADING)
        if paragraph.in_table != (row.kind in TABLE) or is_heading != (row.kind is RowKind.HEADING):
            return None
        for label in range(min(_LONGEST_LABEL, len(tokens)) + 1 if may_be_labelled else 1):
            if label and not _is_label(tokens[label - 1]):
                return None
            spans = locate_units(units, tokens[label:])
            if spans is not None:
                source = "".join(part.text for part in span.parts)
                return LocatedText(units, tuple(spans), tuple(tokens), label, source)
        return None


def _is_label(token: Token) -> bool:
    return token.link.startswith("#mark-") or bool(_LABEL.fullmatch(token.text))
