"""Everything that the clauses of a library can say, as readers would see it,
so that a foreign text can be held against it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from ..assemble.answers import GIVEN, HAS, LENGTH, MODEL, Answer, Answers, explore, possible, recording
from ..assemble.assembler import Assembler
from ..assemble.assembly import Assembly
from ..document.pandoc import Pandoc
from ..document.parse import AS_IMPORTED, parse
from ..model.ast import Element, Elements, classes_of, element, replace_elements, text_of, walk_elements
from ..model.clause_wording import ChosenAnswers, Wording
from ..model.document import PlacedClause
from ..model.kinds import FragmentKind, VersionStatus
from ..model.library import Fragment, Library, Policy, Revision, Version
from ..model.records import PolicyFacts, VersionFacts
from ..model.tokens import token

# So many ways to answer a clause's questions are tried, and lists with fewer entries than this.
_MOST_WORDINGS, _LONGEST = 40, 9
_FENCE = re.compile(r"^(\n:{12} \{#)([a-z0-9-]+)", re.MULTILINE)
_REF = re.compile(r"QsrefD([a-z0-9H]+)Dhrefs?Q")


@dataclass(slots=True)
class _ClauseText:
    """A text that a revision can have, with the answers for which it has it."""

    revision: Revision
    text: str
    answers: list[ChosenAnswers] = field(default_factory=list)


def list_wordings(pandoc: Pandoc, library: Library, name: str, day: date) -> tuple[Wording, ...]:
    """Return what every revision dated no later than `day` can say in a version of that name, on which
    depends what it cites.

    The library must have passed check.
    """
    version = Version(
        "imported", name, VersionFacts(status=VersionStatus.DRAFT, summary="-"), Fragment("", "", 1), {}
    )
    policy = Policy("imported", PolicyFacts(title="-", owner="-", approver="-"), (version,), "", {})
    environment = Assembler(library).environment
    texts: list[_ClauseText] = []
    for clause in library.clauses.values():
        for revision in clause.revisions:
            # Notes to adopters are in no school's text.
            if revision.date > day or revision.facts.kind is FragmentKind.ADOPTER_NOTE:
                continue

            def run(answers: Answers, revision: Revision = revision) -> str:
                assembly = Assembly(library, environment, policy, version, _answer_as_school(answers))
                return assembly.place(revision)

            texts += _list_texts(library, revision, run)
    return tuple(_parse_wordings(pandoc, texts))


def _list_texts(library: Library, revision: Revision, run: Callable[[Answers], str]) -> list[_ClauseText]:
    """Every text that a revision can have, each once."""
    by_text: dict[str, _ClauseText] = {}
    for answers, text in _explore_with_long_lists(library, run):
        chosen = {question: answer for question, answer in answers.items() if _shapes_text(question)}
        by_text.setdefault(text, _ClauseText(revision, text)).answers.append(chosen)
    return list(by_text.values())


def _parse_wordings(pandoc: Pandoc, texts: Sequence[_ClauseText]) -> Iterator[Wording]:
    """The wordings of texts, all parsed at once, because every call of pandoc has a price."""
    pieces: list[str] = []
    for index, clause_text in enumerate(texts):
        pieces.append(_FENCE.sub(rf"\g<1>\g<2>-wording-{index}", clause_text.text))
    document = parse(pandoc, "-", AS_IMPORTED, "".join(pieces))
    clauses = {int(clause.id.rpartition("-")[2]): clause for clause in document.clauses()}
    for index, clause_text in enumerate(texts):
        clause = clauses[index]
        title = text_of(list(clause.title))
        paragraphs = tuple(read_paragraphs(clause.blocks))
        yield Wording(
            clause_text.revision, title, paragraphs, tuple(clause_text.answers), _read_notes(clause)
        )


def _explore_with_long_lists(
    library: Library, run: Callable[[Answers], str]
) -> Iterator[tuple[dict[str, Answer], str]]:
    """Every way in which a clause's questions can be answered, and longer lists too:
    a table has as many rows as the school has entries.
    """
    lengths: dict[str, None] = {}
    for answers, text in explore(library.schema, run, _MOST_WORDINGS):
        lengths.update(dict.fromkeys(question for question in answers if question.startswith(LENGTH)))
        yield answers, text
    for list_question in lengths:
        for length in range(len(possible(library.schema, list_question)), _LONGEST):

            def answer(question: str, list_question: str = list_question, length: int = length) -> Answer:
                return length if question == list_question else possible(library.schema, question)[0]

            record: dict[str, Answer] = {}
            text = run(recording(answer, record))
            yield record, text


def _answer_as_school(answers: Answers) -> Answers:
    """What is imported is a school's text, never the model's;
    whether a policy's title is a link says nothing of its words.
    """

    def answer(question: str) -> Answer:
        if question == MODEL:
            return False
        return True if question.startswith(HAS) else answers(question)

    return answer


def _shapes_text(question: str) -> bool:
    """Say whether the answer to a question tells one wording from another."""
    return question.startswith((GIVEN, LENGTH)) or ":" not in question


def read_paragraphs(blocks: Iterable[Element]) -> Iterator[str]:
    """Yield the paragraphs, items and cells of blocks in reading order, as `Wording.texts` has them."""
    for node in walk_elements(replace_elements(list(blocks), _simplify)):
        if node["t"] in ("Para", "Plain"):
            text = " ".join(text_of(node["c"]).split())
            if text:
                yield text


def _read_notes(clause: PlacedClause) -> tuple[str, ...]:
    """The ids of the notes that a clause has marks of, each once."""
    notes: dict[str, None] = {}
    for node in walk_elements(list(clause.blocks)):
        if node["t"] == "Link" and "note-mark" in classes_of(node):
            notes[node["c"][2][0].removeprefix("#")] = None
    return tuple(notes)


def _simplify(node: Element) -> Elements | None:
    """A reference as one token, and a picture as nothing: what it shows is not in the words of a text."""
    if node["t"] == "Image":
        return []
    if node["t"] == "Link" and "ref" in classes_of(node):
        return [element("Str", token(f"ref.{_clause_referred_to(node['c'][2])}"))]
    return None


def _clause_referred_to(target: Iterable[str]) -> str:
    match = _REF.search(" ".join(target))
    return match[1].replace("H", "-") if match else ""
