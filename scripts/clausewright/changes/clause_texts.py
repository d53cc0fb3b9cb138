"""Wordings: everything that the clauses of a library can say, as readers would see it, so that a foreign text
can be held against it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from ..assemble.answers import GIVEN, HAS, LENGTH, MODEL, Answer, Answers, explore, possible, recording
from ..assemble.assembler import Assembler
from ..assemble.assembly import Assembly
from ..document.pandoc import Pandoc
from ..document.parse import AS_IMPORTED, parse
from ..model.ast import Element, Elements, changed, classes_of, element, every, text_of
from ..model.document import PlacedClause
from ..model.library import ChosenAnswers, Fragment, Library, Policy, Revision, Version, Wording
from ..model.records import FragmentKind, PolicyFacts, VersionFacts, VersionStatus
from ..model.tokens import token

_MOST_SHAPES, _LONGEST = 40, 9
_FENCE = re.compile(r"^(\n:{12} \{#)([a-z0-9-]+)", re.MULTILINE)
_REF = re.compile(r"QsrefD([a-z0-9H]+)Dhrefs?Q")


def wordings_of(pandoc: Pandoc, library: Library, name: str, day: date) -> tuple[Wording, ...]:
    """Return what every revision dated no later than `day` can say in a version of that name, on which
    depends what it cites.

    The library must have passed check.
    """
    version = Version(
        "imported", name, VersionFacts(status=VersionStatus.DRAFT, summary="-"), Fragment("", "", 1), {}
    )
    policy = Policy("imported", PolicyFacts(title="-", owner="-", approver="-"), (version,), "", {})
    environment = Assembler(library).environment
    found: list[tuple[Revision, str, list[ChosenAnswers]]] = []
    for clause in library.clauses.values():
        for revision in clause.revisions:
            if revision.date > day or revision.facts.kind is FragmentKind.ADOPTER_NOTE:
                # Notes to adopters are in no school's text.
                continue

            def run(ask: Answers, revision: Revision = revision) -> str:
                return Assembly(library, environment, policy, version, _of_a_school(ask)).place(revision)

            shapes: dict[str, list[ChosenAnswers]] = {}
            for answers, text in _explored(library, run):
                shapes.setdefault(text, []).append(
                    {asked: answer for asked, answer in answers.items() if _shapes(asked)}
                )
            found += [(revision, text, answers) for text, answers in shapes.items()]
    text = "".join(_FENCE.sub(rf"\g<1>\g<2>-wording-{at}", one) for at, (_, one, _) in enumerate(found))
    placed = {int(one.id.rpartition("-")[2]): one for one in parse(pandoc, "-", AS_IMPORTED, text).clauses()}
    return tuple(
        Wording(
            revision,
            text_of(list(placed[at].title)),
            tuple(_texts(placed[at])),
            tuple(answers),
            _notes(placed[at]),
        )
        for at, (revision, _, answers) in enumerate(found)
    )


def _explored(library: Library, run: Callable[[Answers], str]) -> Iterator[tuple[dict[str, Answer], str]]:
    """Every way in which a clause's questions can be answered, and longer lists too: a table has as many rows
    as the school has entries.
    """
    lists: dict[str, None] = {}
    for answers, text in explore(library.schema, run, _MOST_SHAPES):
        lists |= dict.fromkeys(asked for asked in answers if asked.startswith(LENGTH))
        yield answers, text
    for asked in lists:
        for length in range(len(possible(library.schema, asked)), _LONGEST):

            def ask(question: str, asked: str = asked, length: int = length) -> Answer:
                return length if question == asked else possible(library.schema, question)[0]

            record: dict[str, Answer] = {}
            text = run(recording(ask, record))
            yield record, text


def _of_a_school(ask: Answers) -> Answers:
    """What is imported is a school's text, never the model's; whether a policy's title is a link says nothing
    of its words.
    """

    def answer(question: str) -> Answer:
        return question != MODEL if question == MODEL or question.startswith(HAS) else ask(question)

    return answer


def _shapes(question: str) -> bool:
    return question.startswith((GIVEN, LENGTH)) or ":" not in question


def _texts(clause: PlacedClause) -> Iterator[str]:
    for node in every(changed(list(clause.blocks), _plain)):
        if node["t"] in ("Para", "Plain") and (text := " ".join(text_of(node["c"]).split())):
            yield text


def _notes(clause: PlacedClause) -> tuple[str, ...]:
    marks = (
        node for node in every(list(clause.blocks)) if node["t"] == "Link" and "note-mark" in classes_of(node)
    )
    return tuple(dict.fromkeys(mark["c"][2][0].removeprefix("#") for mark in marks))


def _plain(node: Element) -> Elements | None:
    """A reference as one token, and a picture as nothing: what it shows is not in the words of a text."""
    if node["t"] == "Image":
        return []
    if node["t"] == "Link" and "ref" in classes_of(node):
        return [element("Str", token(f"ref.{_referred(node['c'][2])}"))]
    return None


def _referred(target: Iterable[str]) -> str:
    found = _REF.search(" ".join(target))
    return found[1].replace("H", "-") if found else ""
