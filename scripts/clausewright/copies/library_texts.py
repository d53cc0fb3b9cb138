"""What the versions of a library say, with tokens where values print, for each way in which their questions
can be answered; and which version, with which answers, a school's copy is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from ..assemble.amendments import amended_at
from ..assemble.answers import (
    AMENDED,
    GIVEN,
    HAS,
    LENGTH,
    MODEL,
    Answer,
    Answers,
    possible,
    recording,
    unamended,
)
from ..assemble.assembler import assemble
from ..assemble.assembly import Assembled, Assembly
from ..assemble.macros import policy_environment
from ..changes.clause_texts import read_paragraphs
from ..document.pandoc import shared_pandoc
from ..document.parse import AS_IMPORTED, parse
from ..importer.read_back import list_prose_texts
from ..importer.stated_dates import find_iso_date
from ..model.ast import classes_of, text_of
from ..model.document import PlacedClause, Prose, Section
from ..model.kinds import FragmentKind, VersionStatus
from ..model.library import Group, Library, Policy, Revision, School, Version
from ..model.tokens import TOKEN
from .reading import SchoolCopy

# A copy that has less than this in common with every version is of another policy.
_ENOUGH = 0.3
# Versions whose likeness to a copy differs by less are told by the date that the copy states.
_CLOSE = 0.01
_ROUNDS = 3
_ONE_ROW = 1
_WORD = re.compile(r"[^\W_]+")
_ATTRIBUTES = re.compile(r"\{[^{}]*\}")
# Runs of words, each with how often it stood before: as often as it stands it is one of its own.
Phrases = frozenset[tuple[tuple[str, ...], int]]


@dataclass(frozen=True, slots=True)
class Piece:
    """A heading or the body of a clause in a library's text, with tokens where values print. `clause` is the
    clause's id, "" for a heading of the version's own.
    """

    texts: tuple[str, ...]
    is_heading: bool
    clause: str = ""
    placed: PlacedClause | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A version of a policy with the answers with which it is most like a copy, and how like: 0 nothing, 1
    all. `scores` say of each question how like the version would be with each answer.
    """

    policy: Policy
    version: Version
    answers: Mapping[str, Answer]
    score: float
    scores: Mapping[str, Mapping[Answer, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClauseText:
    """What a clause says for some answers: its pieces, and the answers for which it asked."""

    pieces: tuple[Piece, ...]
    answers: Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Difference:
    """The runs of words that one text has beyond another, and those that only the other has."""

    added: Phrases
    removed: Phrases


class LibraryTexts:
    """Assembles the versions of a library for ways to answer, each once for all schools."""

    def __init__(self, library: Library) -> None:
        """Take a library that has passed check."""
        self.library = library
        self.environment = policy_environment()
        self._texts: dict[tuple[str, str, str, frozenset[tuple[str, Answer]]], Assembled] = {}
        self._phrases: dict[int, Phrases] = {}
        self._differences: dict[tuple[int, str, Answer], Difference] = {}
        self._pieces: dict[int, tuple[Piece, ...]] = {}
        self._clause_pieces: dict[str, tuple[Piece, ...]] = {}

    def assemble(
        self,
        policy: Policy,
        version: Version,
        answers: Mapping[str, Answer],
        amenders: Sequence[Group | School] = (),
        day: date = date.min,
    ) -> Assembled:
        """The text of a version for some answers, with the amendments of some on a day; what they do not
        answer is as the model has it.
        """
        names = ",".join(amender.id for amender in amenders)
        key = policy.id, version.name, names, frozenset(answers.items())
        if key not in self._texts:
            self._texts[key] = self._assemble(policy, version, answers, amenders, day)
        return self._texts[key]

    def _assemble(
        self,
        policy: Policy,
        version: Version,
        answers: Mapping[str, Answer],
        amenders: Sequence[Group | School],
        day: date,
    ) -> Assembled:
        ask = self._answer_by(answers, amended_at(amenders, day))
        return assemble(self.library, self.environment, policy, version, ask)

    def _answer_by(self, answers: Mapping[str, Answer], amended: Answers) -> Answers:
        """Answer as a school with some answers and amendments; what they do not answer is as the model has
        it.
        """
        schema = self.library.schema

        def ask(question: str) -> Answer:
            if question in answers:
                return answers[question]
            if question.startswith(AMENDED):
                return amended(question)
            if question == MODEL:
                return False
            if question.startswith((HAS, GIVEN)):
                return True
            return _ONE_ROW if question.startswith(LENGTH) else possible(schema, question)[0]

        return ask

    def read_clause(
        self, policy: Policy, version: Version, revision: Revision, answers: Mapping[str, Answer]
    ) -> ClauseText:
        """The text of one clause for some answers, without amendments."""
        asked: dict[str, Answer] = {}
        ask = recording(self._answer_by(answers, unamended), asked)
        text = Assembly(self.library, self.environment, policy, version, ask).place(revision)
        if text not in self._clause_pieces:
            document = parse(shared_pandoc(), "-", AS_IMPORTED, text)
            pieces = tuple(piece for piece in _list_pieces(document.items) if not piece.is_heading)
            self._clause_pieces[text] = pieces
        return ClauseText(self._clause_pieces[text], asked)

    def read_pieces(self, assembled: Assembled) -> tuple[Piece, ...]:
        """The headings and clauses of a text, in order."""
        if id(assembled) not in self._pieces:
            facts = assembled.policy.facts
            document = parse(shared_pandoc(), facts.title, facts.numbering, assembled.text)
            self._pieces[id(assembled)] = tuple(_list_pieces(document.items))
        return self._pieces[id(assembled)]

    def read_phrases(self, assembled: Assembled) -> Phrases:
        """The runs of two and of three words of a text, but for values."""
        if id(assembled) not in self._phrases:
            self._phrases[id(assembled)] = _count_on(_list_markdown_phrases(assembled.text))
        return self._phrases[id(assembled)]

    def read_difference(self, assembled: Assembled, question: str, option: Answer) -> Difference:
        """What another answer to one question would bring to a text, and take from it. Only that is kept: a
        version has dozens of answers, and a library many versions.
        """
        key = id(assembled), question, option
        if key not in self._differences:
            answers = {**assembled.answers, question: option}
            other = self._assemble(assembled.policy, assembled.version, answers, (), date.min)
            phrases, others = self.read_phrases(assembled), _count_on(_list_markdown_phrases(other.text))
            self._differences[key] = Difference(others - phrases, phrases - others)
        return self._differences[key]


def _list_pieces(items: Iterable[object]) -> Iterator[Piece]:
    for item in items:
        match item:
            case Section():
                yield Piece((text_of(list(item.title)),), is_heading=True)
            case Prose():
                if texts := tuple(list_prose_texts(item)):
                    yield Piece(texts, is_heading=False)
            case PlacedClause() if item.kind is not FragmentKind.ADOPTER_NOTE:
                if item.headed and item.kind is not FragmentKind.NOTE:
                    yield Piece((text_of(list(item.title)),), is_heading=True, clause=item.id, placed=item)
                yield Piece(tuple(_read_body(item)), is_heading=False, clause=item.id, placed=item)


def _read_body(clause: PlacedClause) -> Iterator[str]:
    """The paragraphs of a clause without the line that marks a trust's wording."""
    blocks = [
        block for block in clause.blocks if not (block["t"] == "Div" and "local-wording" in classes_of(block))
    ]
    yield from read_paragraphs(blocks)


def _list_markdown_phrases(text: str) -> Iterator[tuple[str, ...]]:
    """The phrases of a text as templates make it, whose fences and attributes are no words."""
    for line in text.splitlines():
        if not line.startswith(":::"):
            for cell in _ATTRIBUTES.sub(" ", line).split("|"):
                for part in TOKEN.split(cell)[::2]:
                    yield from _list_phrases(part)


def _list_phrases(text: str) -> Iterator[tuple[str, ...]]:
    """The runs of two and of three words of a text, in small letters."""
    words = [word.casefold() for word in _WORD.findall(text)]
    yield from pairwise(words)
    yield from zip(words, words[1:], words[2:], strict=False)


def read_phrases(copy: SchoolCopy) -> Phrases:
    """The runs of two and of three words of a copy."""
    texts = (text for unit in copy.units for text in unit.plain_texts)
    return _count_on(phrase for text in texts for phrase in _list_phrases(text))


def _count_on(phrases: Iterable[tuple[str, ...]]) -> Phrases:
    counted: Counter[tuple[str, ...]] = Counter()
    numbered: list[tuple[tuple[str, ...], int]] = []
    for phrase in phrases:
        numbered.append((phrase, counted[phrase]))
        counted[phrase] += 1
    return frozenset(numbered)


def find_standing(copy: SchoolCopy, texts: LibraryTexts) -> Standing | None:
    """Find the version of the library that a copy is, with the answers that it takes; None where it is of
    another policy.
    """
    phrases = read_phrases(copy)
    policies: list[tuple[float, Policy, list[Version]]] = []
    for policy in texts.library.policies.values():
        versions = [
            version for version in policy.versions if version.facts.status is not VersionStatus.WITHDRAWN
        ]
        scores = [_score(texts, texts.assemble(policy, version, {}), phrases) for version in versions]
        if scores:
            policies.append((max(scores), policy, versions))
    best = max(policies, key=lambda scored: scored[0], default=None)
    if best is None or best[0] < _ENOUGH:
        return None
    _, policy, versions = best
    standings = [_choose_answers(texts, policy, version, phrases) for version in versions]
    highest = max(standing.score for standing in standings)
    close = [standing for standing in standings if standing.score >= highest - _CLOSE]
    stated = _read_stated_versions(copy)
    return max(close, key=lambda standing: (standing.version.name in stated, standing.version.date))


def _read_stated_versions(copy: SchoolCopy) -> frozenset[str]:
    """The dates that a copy gives as its version's."""
    dates = {copy.date}
    for line in copy.imported.facts.stated:
        if line.label.casefold().startswith("version"):
            dates.add(find_iso_date(line.text))
    return frozenset(dates)


def _score(texts: LibraryTexts, assembled: Assembled, phrases: Phrases) -> float:
    """How much a text and a copy have in common."""
    known = texts.read_phrases(assembled)
    return _compute_dice(len(known & phrases), len(known), len(phrases))


def _compute_dice(common: int, first: int, second: int) -> float:
    """Dice's coefficient of two sets (Dice 1945), by the sizes of what both have and of each."""
    return 2 * common / max(1, first + second)


def _choose_answers(texts: LibraryTexts, policy: Policy, version: Version, phrases: Phrases) -> Standing:
    """Answer each question of a version so that its text is most like a copy: question by question from the
    model's answers, then those that only these answers raise.
    """
    chosen: dict[str, Answer] = {}
    decided: set[str] = set()
    scores: dict[str, dict[Answer, float]] = {}
    for _ in range(_ROUNDS):
        base = dict(chosen)
        assembled = texts.assemble(policy, version, base)
        questions = [question for question in assembled.answers if _is_open(question, decided)]
        if not questions:
            break
        known = texts.read_phrases(assembled)
        common = len(known & phrases)
        usual = _compute_dice(common, len(known), len(phrases))
        for question in questions:
            decided.add(question)
            scores[question] = {assembled.answers[question]: usual}
            best = usual
            for option in _list_others(texts, question, assembled.answers[question]):
                change = texts.read_difference(assembled, question, option)
                score = _compute_dice(
                    common + len(change.added & phrases) - len(change.removed & phrases),
                    len(known) + len(change.added) - len(change.removed),
                    len(phrases),
                )
                scores[question][option] = score
                if score > best:
                    best, chosen[question] = score, option
    score = _score(texts, texts.assemble(policy, version, chosen), phrases)
    return Standing(policy, version, chosen, score, scores)


def _is_open(question: str, decided: set[str]) -> bool:
    return question not in decided and not question.startswith(
        (MODEL, HAS, AMENDED, LENGTH, f"{GIVEN}adopted.")
    )


def _list_others(texts: LibraryTexts, question: str, usual: Answer) -> Sequence[Answer]:
    return [option for option in possible(texts.library.schema, question) if option != usual]
