"""One school's copies held against a library that is there: which versions they are, the school's values and
choices, and where it has words of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from ..assemble.answers import LENGTH, Answer
from ..importer.library_values import CapturedTexts, FoundValue, fits, recover_values
from ..importer.proposals import Proposals
from ..importer.school import (
    SchoolMatch,
    confirm_school,
    list_known_values,
    match_school,
    print_value,
    state_kind,
)
from ..importer.similarity import SimilarClause
from ..importer.values import Found, find_names
from ..load import InvalidValueError, read_printed
from ..model.clause_wording import Wording
from ..model.library import Group, Library, Policy, School, Version
from ..model.tokens import keys_in
from ..model.values import SHAPING, Value, Variable
from .given import find_given
from .library_texts import LibraryTexts, Standing, find_standing
from .own_wordings import OwnWording, list_own_wordings
from .pairing import Paired, Pairing, capture_values, list_parts, pair_pieces, read_parts
from .reading import SchoolCopy, list_school_texts

_ONE_ROW = 1


@dataclass(frozen=True, slots=True)
class CopyInLibrary:
    """A copy as a version of the library: where it has words of its own, and for each of its clauses, by the
    place that references count, the library's clause.
    """

    copy: SchoolCopy
    policy: Policy
    version: Version
    wordings: tuple[OwnWording, ...]
    clauses: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class SchoolInLibrary:
    """A school beside a library: who it is, its copies, and the values and choices that these show and the
    layers above the school do not have. `values` are all that count with them, `apart` the copies of
    policies that the library does not have.
    """

    match: SchoolMatch
    advice: Proposals
    copies: tuple[CopyInLibrary, ...]
    settings: tuple[FoundValue, ...]
    values: Mapping[str, Value]
    apart: tuple[SchoolCopy, ...]


@dataclass(slots=True)
class _Compared:
    """A copy beside the text of its version."""

    copy: SchoolCopy
    policy: Policy
    version: Version
    answers: dict[str, Answer]
    scores: Mapping[str, Mapping[Answer, float]]
    pairing: Pairing
    likes: list[SimilarClause] = field(default_factory=list)


class SchoolReader:
    """Holds the copies of schools against one library, which has passed check."""

    def __init__(self, library: Library, as_at: date) -> None:
        """Take a library, and the day of whose values and amendments it is asked."""
        self.library, self.as_at = library, as_at
        self.texts = LibraryTexts(library)
        self.fits: Callable[[str, str], bool] = partial(fits, library.schema)

    def read(self, id: str, copies: Sequence[SchoolCopy], answers: Proposals) -> SchoolInLibrary:
        """Hold a school's copies against the library. `id` is the school's, where the library does not know
        it by its name; `answers` has what a person has answered about it.
        """
        compared: list[_Compared] = []
        apart: list[SchoolCopy] = []
        for copy in copies:
            standing = find_standing(copy, self.texts)
            if standing is None:
                apart.append(copy)
            else:
                chosen = dict(standing.answers)
                compared.append(self._compare(copy, standing, chosen))
        advice = Proposals(answers.decisions)
        match = self._match_school(id, copies, compared, advice)
        amenders = self._list_amenders(match)
        for comparison in compared:
            # What the school's trust has amended is no wording of the school's own.
            assembled = self.texts.assemble(
                comparison.policy, comparison.version, comparison.answers, amenders, self.as_at
            )
            comparison.pairing = pair_pieces(
                self.texts.read_pieces(assembled), list_parts(comparison.copy.units)
            )
            self._capture(comparison)
        settings, values = self._find_settings(match, compared)
        says = partial(print_value, self.library.schema, values)
        finished = tuple(
            CopyInLibrary(
                comparison.copy,
                comparison.policy,
                comparison.version,
                *list_own_wordings(comparison.copy, comparison.pairing, self.library, says),
            )
            for comparison in compared
        )
        return SchoolInLibrary(match, advice, finished, tuple(settings), values, tuple(apart))

    def _compare(self, copy: SchoolCopy, standing: Standing, answers: dict[str, Answer]) -> _Compared:
        """A copy beside its version, its lists as long as the copy's tables are."""
        policy, version = standing.policy, standing.version
        parts = list_parts(copy.units)
        pieces = self.texts.read_pieces(self.texts.assemble(policy, version, answers))
        compared = _Compared(copy, policy, version, answers, standing.scores, pair_pieces(pieces, parts))
        assembled = self.texts.assemble(policy, version, answers)
        for question in [question for question in assembled.answers if question.startswith(LENGTH)]:
            answers[question] = self._count_rows(compared, question)
        pieces = self.texts.read_pieces(self.texts.assemble(policy, version, answers))
        compared.pairing = pair_pieces(pieces, parts)
        given = find_given(self.texts, policy, version, answers, compared.pairing.pieces, self.fits)
        if given:
            answers |= given
            pieces = self.texts.read_pieces(self.texts.assemble(policy, version, answers))
            compared.pairing = pair_pieces(pieces, parts)
        self._capture(compared)
        return compared

    def _count_rows(self, compared: _Compared, question: str) -> int:
        """How many entries a list has: none, one, or as many as the copy has cells for; of these the number
        with which the clauses of the list are most like the copy's.
        """
        key = question.removeprefix(LENGTH)
        lengths = {0, _ONE_ROW}
        for paired in compared.pairing.pieces:
            texts = paired.piece.texts
            cells = sum(any(name.startswith(f"{key}.") for name in keys_in(text)) for text in texts)
            if cells and paired.parts:
                more = sum(len(part.texts) for part in paired.parts) - len(texts)
                lengths.add(_ONE_ROW + round(more / cells))

        def score(length: int) -> float:
            answers = {**compared.answers, question: length}
            assembled = self.texts.assemble(compared.policy, compared.version, answers)
            pairing = pair_pieces(self.texts.read_pieces(assembled), list_parts(compared.copy.units))
            return sum(self._like(paired)[0] for paired in pairing.pieces)

        return max(sorted(length for length in lengths if length >= 0), key=score)

    def _like(self, paired: Paired) -> tuple[float, Mapping[str, str]]:
        if not paired.parts:
            return 0.0, {}
        return capture_values(paired.piece, read_parts(paired.parts), self.fits)

    def _capture(self, compared: _Compared) -> None:
        """Read what stands in the copy where the library's text prints values."""
        compared.likes.clear()
        for paired in compared.pairing.pieces:
            piece = paired.piece
            score, captured = self._like(paired)
            if piece.placed is not None and captured:
                clause = self.library.clauses.get(piece.clause)
                revision = clause.named(piece.placed.revision) if clause else None
                if revision:
                    wording = Wording(revision, "", piece.texts, ({},))
                    compared.likes.append(SimilarClause(wording, score, captured))

    def _match_school(
        self, id: str, copies: Sequence[SchoolCopy], compared: Sequence[_Compared], advice: Proposals
    ) -> SchoolMatch:
        """Say whose copies these are. What stands where the library prints the school's name says so best."""
        texts = list_school_texts([copy.imported for copy in copies])
        named: Counter[str] = Counter()
        trusts: set[str] = set()
        for comparison in compared:
            for like in comparison.likes:
                if "school.name" in like.captured:
                    named[like.captured["school.name"]] += 1
                if "trust.name" in like.captured:
                    trusts.add(like.captured["trust.name"])
        names = find_names(texts)
        if named:
            name = Found("school.name", "text", "school", "", named.most_common(1)[0][0])
            names = [name, *(other for other in names if other.key != "school.name")]
            texts = [name.value, *texts]
        match = match_school(texts, names, self.library, "", self.as_at, trusts)
        if match.known is None:
            match = match_school(texts, names, self.library, id, self.as_at, trusts)
        # Which branches of the library's texts a copy has says what the school is.
        answers = self._list_answers(compared).items()
        kind = {
            key.removeprefix("school."): str(answer) for key, answer in answers if key.startswith("school.")
        }
        return confirm_school(state_kind(match, kind), find_names(texts), texts, advice)

    def _list_amenders(self, match: SchoolMatch) -> list[Group | School]:
        """Whose amendments are in the text that the school is to have: its trust's, and its own that are
        known.
        """
        if match.known:
            return list(self.library.amenders(match.known))
        trust = self.library.trusts.get(match.trust)
        return [trust] if trust else []

    def _find_settings(
        self, match: SchoolMatch, compared: Sequence[_Compared]
    ) -> tuple[list[FoundValue], dict[str, Value]]:
        """The values and choices that a school's copies show and that do not count for it already."""
        known = list_known_values(match, self.library, self.as_at)
        likes = [like for comparison in compared for like in comparison.likes]
        settings, values = recover_values(
            CapturedTexts(tuple(likes)), self.library.schema, known, _read, Proposals()
        )
        for key, answer in self._list_answers(compared).items():
            variable = self.library.schema[key]
            if known.get(key) != answer and variable.path:
                settings.append(FoundValue(variable, answer))
                values[key] = answer
        if match.name and "school.name" in self.library.schema and "school.name" not in values:
            settings.append(FoundValue(self.library.schema["school.name"], match.name))
            values["school.name"] = match.name
        return settings, values

    def _list_answers(self, compared: Sequence[_Compared]) -> dict[str, str | bool]:
        """The option of each choice with which the copies that depend on it are most like their versions."""
        totals: dict[str, dict[Answer, float]] = {}
        for comparison in compared:
            for question, scores in comparison.scores.items():
                if question in self.library.schema and self.library.schema[question].kind in SHAPING:
                    total = totals.setdefault(question, {})
                    for answer, score in scores.items():
                        total[answer] = total.get(answer, 0.0) + score
        # Of answers between which no copy decides the model's counts, which comes first.
        best = {key: max(total, key=lambda answer: round(total[answer], 9)) for key, total in totals.items()}
        return {key: answer for key, answer in best.items() if isinstance(answer, str | bool)}


def _read(variable: Variable, part: str, now: Value | None, text: str) -> Value | None:
    try:
        return read_printed(variable, part, now, text)
    except InvalidValueError:
        return None
