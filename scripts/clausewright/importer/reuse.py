"""Uses: what becomes of each imported clause, the library's own, an amendment of it by the school, or a new
one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from ..model.clause_wording import Wording
from ..model.dates import month_in_words
from ..model.kinds import Editing, FragmentKind
from ..model.values import Value, Variable
from ..readers.source import Grid, LeftOut
from ..readers.words import plain, split_words
from .outline import Clause, Outline, Part, Text
from .proposals import Detail, Proposals
from .school import SchoolMatch
from .similarity import (
    LEAST,
    Index,
    Reading,
    SimilarClause,
    align_words,
    cut_template,
    describe_difference,
    fill_template,
    read_clause,
)

MARK_OF_AMENDMENT = re.compile(
    r"(?:Our|Added by our|Left out by our) (?:\w+[’']s? )?(?:\w+ ){0,3}?(?:wording"
    r"|school|academy|nursery|college): (?P<reason>.+)"
)
_ALONE = "which refers to a clause that is not here"
_WHY_MARK = "mark of the school's own wording: the compiler prints it, with the amendment's reason"
_SHOWN, _MOST_APART = 90, 6
_NEVER = frozenset({FragmentKind.QUOTATION, FragmentKind.NOTE})
_CLOSED = {
    Editing.LOCKED: "which is locked",
    Editing.FIELDS: "in which schools set values only",
    Editing.FREE: "which repeats what somebody else wrote",
}


class As(StrEnum):
    """What an imported clause is."""

    SAME = "same"
    AMENDMENT = "amendment"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Reuse:
    """What becomes of one clause. `like` is the library's clause that it is, or is like; `title` is that
    one's heading with its values.
    """

    outcome: As
    like: SimilarClause | None = None
    title: str = ""
    reason: str = ""


@dataclass(slots=True)
class _Idea:
    """What a clause may be, before a person has been asked."""

    about: str
    begins: str
    says: str
    sure: float
    use: Reuse
    shows: Mapping[str, Detail] = field(default_factory=dict)
    more: Mapping[str, Detail] = field(default_factory=dict)

    def keep(self, why: str) -> None:
        """Keep it as a clause of its own, and say why. That is what happens if nobody decides, so it waits
        for nobody.
        """
        like = self.use.like
        if like and like.score >= LEAST:
            self.says = (
                f"{self.begins} is like the library's clause {_name_clause(like)}, {why}: kept as a clause of"
                " its own"
            )
        self.sure, self.use, self.more = 0.9, replace(self.use, outcome=As.NEW, reason=""), {}

    def propose_reuse(self, advice: Proposals) -> Reuse:
        """Propose it, and return it as decided: refused, or called new, it is a new clause."""
        proposal = advice.propose(
            "clause", self.about, self.says, self.sure, {"as": str(self.use.outcome), **self.more}, self.shows
        )
        if not proposal.accept or proposal.text("as") == As.NEW:
            return replace(self.use, outcome=As.NEW)
        return replace(self.use, reason=proposal.text("reason"))


@dataclass(frozen=True, slots=True)
class ClauseIndex:
    """What a clause is compared with: all wordings of each clause of the library, and the school's values."""

    wordings: Mapping[str, Sequence[Wording]]
    schema: Mapping[str, Variable]
    values: Mapping[str, Value]
    says: Callable[[str], str | None]
    locked_concepts: frozenset[str]

    def list_fitting(self, clause: str) -> list[Wording]:
        """The wordings that a clause has at a school with these values, newest first."""
        return [
            wording
            for wording in reversed(self.wordings.get(clause, ()))
            if any(map(self._agrees, wording.answers))
        ]

    def _agrees(self, answers: Mapping[str, str | bool | int]) -> bool:
        return all(self._answer(question) == answer for question, answer in answers.items())

    def _answer(self, question: str) -> object:
        kind, _, key = question.rpartition(":")
        if kind == "given":
            return self.says(key) is not None
        value = self.values.get(key)
        if kind == "length":
            return len(value) if isinstance(value, tuple) else 0
        return value


def take_marks_of_amendments(
    outline: Outline, likes: Mapping[int, SimilarClause]
) -> tuple[Outline, list[LeftOut], dict[int, str]]:
    """Take out the lines by which a compiled text marks a school's own wording, and set headings apart that
    the library has as such.

    Returns what was left out, and the reasons that the marks give, by clause.
    """
    left_out: list[LeftOut] = []
    reasons: dict[int, str] = {}
    parts = list(outline.parts)
    places = [index for index, part in enumerate(parts) if isinstance(part, Clause)]
    for index, like in likes.items():
        clause = parts[places[index]]
        if not isinstance(clause, Clause):
            continue
        first = clause.blocks[0] if len(clause.blocks) > 1 else None
        title = split_words(like.wording.title)
        if not clause.title and title and isinstance(first, Text) and split_words(first.text) == title:
            clause = replace(clause, title=first.text, blocks=clause.blocks[1:])
        for end in (0, -1):
            block = clause.blocks[end] if len(clause.blocks) > 1 else None
            match = (
                MARK_OF_AMENDMENT.fullmatch(" ".join(plain(block.text).split()))
                if isinstance(block, Text)
                else None
            )
            if match and isinstance(block, Text):
                left_out.append(LeftOut(plain(block.text), _WHY_MARK))
                reasons[index] = match["reason"]
                clause = replace(clause, blocks=clause.blocks[1:] if end == 0 else clause.blocks[:-1])
        parts[places[index]] = clause
    return replace(outline, parts=tuple(parts)), left_out, reasons


def propose_uses(
    clauses: Sequence[Clause],
    likes: Mapping[int, SimilarClause],
    shelf: ClauseIndex,
    home: SchoolMatch,
    advice: Proposals,
    reasons: Mapping[int, str],
    version: str,
    refused: frozenset[str],
) -> list[Reuse]:
    """Propose what each clause is, and return it as decided. Those `refused` were tried and do not read as
    the source does.
    """
    ideas = [
        _propose_use(clause, likes.get(index), shelf, home, reasons.get(index, ""), version, refused)
        for index, clause in enumerate(clauses)
    ]
    _keep_one_of_a_concept(ideas)
    _keep_what_is_referred_to([idea.use for idea in ideas], lambda index: ideas[index].keep(_ALONE))
    uses = [idea.propose_reuse(advice) for idea in ideas]
    _keep_what_is_referred_to(
        uses, lambda index: uses.__setitem__(index, replace(uses[index], outcome=As.NEW))
    )
    return uses


def _keep_one_of_a_concept(ideas: Sequence[_Idea]) -> None:
    """Of a concept a document has one clause: the one that is most surely the library's."""
    concepts: set[str] = set()
    for idea in sorted(ideas, key=lambda idea: (idea.use.outcome is not As.SAME, -idea.sure)):
        concept = (
            idea.use.like.wording.revision.facts.concept
            if idea.use.like and idea.use.outcome is not As.NEW
            else ""
        )
        if concept and concept in concepts:
            idea.keep(f"which is about '{concept}' as another of its clauses here is")
        concepts.add(concept)


def _keep_what_is_referred_to(uses: Sequence[Reuse], keep: Callable[[int], None]) -> None:
    """A clause of the library that refers to another can stand only where that one does."""
    kept: set[int] = set()
    while True:
        kept_clauses = {
            use.like.clause
            for index, use in enumerate(uses)
            if use.like and use.outcome is not As.NEW and index not in kept
        }
        lost = [
            index
            for index, use in enumerate(uses)
            if use.outcome is As.SAME
            and use.like
            and index not in kept
            and not _collect_referred(use.like.wording) <= kept_clauses
        ]
        if not lost:
            return
        for index in lost:
            kept.add(index)
            keep(index)


def _collect_referred(wording: Wording) -> set[str]:
    return {*wording.notes} | {
        part.removeprefix("\0ref.")
        for part in cut_template(wording.texts, lambda _: "")
        if part.startswith("\0ref.")
    }


def _propose_use(
    clause: Clause,
    like: SimilarClause | None,
    shelf: ClauseIndex,
    home: SchoolMatch,
    reason: str,
    version: str,
    refused: frozenset[str],
) -> _Idea:
    reading = read_clause(clause)
    number = f"{clause.number} " if clause.number else ""
    about = f"{number}{clause.title or reading.text}"
    begins = f"{number}“{_read_start(clause.title or reading.text)}”"
    if like is None:
        return _Idea(
            about, begins, f"{begins} is in no clause of the library: a new clause", 0.9, Reuse(As.NEW)
        )
    exact = next(
        (
            library_wording
            for library_wording in shelf.list_fitting(like.clause)
            if _is_word_for_word(library_wording, clause, reading, shelf)
        ),
        None,
    )
    if exact and like.clause not in refused:
        same = SimilarClause(exact, 1.0, align_words(cut_template(exact.texts, shelf.says), reading)[1])
        says = f"{begins} is the library's clause '{same.clause}' ({exact.revision.name}), word for word"
        return _Idea(about, begins, says, 0.99, Reuse(As.SAME, same, _fill_texts((exact.title,), shelf)))
    near = _find_nearest(like, reading, shelf)
    facts = near.wording.revision.facts
    title = _fill_texts((near.wording.title,), shelf)
    shows = {
        "difference": _describe_difference(
            title, _fill_texts(near.wording.texts, shelf, near.captured), clause, reading
        )
    }
    reason = reason or f"As the school’s own policy of {month_in_words(version)} words it."
    says = (
        f"{begins} is the library's clause {_name_clause(near)} in the school's own words: an amendment of it"
    )
    idea = _Idea(
        about,
        begins,
        says,
        near.score if near.score < 1 else 0.9,
        Reuse(As.AMENDMENT, near, title, reason),
        shows,
        {"reason": reason},
    )
    if why := _say_why_not(facts.editing, facts.kind, facts.concept, clause, shelf, home):
        idea.keep(why)
    return idea


def _name_clause(like: SimilarClause) -> str:
    return f"'{like.clause}' ({like.wording.revision.name})"


def _is_word_for_word(wording: Wording, clause: Clause, reading: Reading, shelf: ClauseIndex) -> bool:
    """Say whether a clause says what a wording does at this school, heading and all."""
    if clause.title and split_words(clause.title) != split_words(_fill_texts((wording.title,), shelf)):
        return False
    parts = cut_template(wording.texts, shelf.says)
    score, _ = align_words(parts, reading)
    if score < 1 or any(part.startswith("\0") and not part.startswith("\0ref.") for part in parts):
        return False
    text = fill_template(wording.texts, shelf.says)
    return any(part.startswith("\0") for part in parts) or (
        text is not None and split_words(text) == split_words(reading.text)
    )


def _find_nearest(like: SimilarClause, reading: Reading, shelf: ClauseIndex) -> SimilarClause:
    """Of the wordings that the clause has at this school, that which is most like; of those alike, the
    newest.
    """
    fitting = [
        SimilarClause(wording, *align_words(cut_template(wording.texts, shelf.says), reading))
        for wording in shelf.list_fitting(like.clause)
    ]
    return max(fitting, key=lambda wording: wording.score, default=like)


def _say_why_not(
    editing: Editing, kind: FragmentKind, concept: str, clause: Clause, shelf: ClauseIndex, home: SchoolMatch
) -> str:
    if kind in _NEVER:
        return _CLOSED[Editing.FREE]
    if editing is not Editing.FREE:
        return _CLOSED[editing]
    if concept and concept in shelf.locked_concepts:
        return "whose concept another clause locks"
    if clause.kind not in ("clause", kind):
        return "which is of another kind"
    return (
        "" if home.is_named else "which a school may amend, but no school is named (say which with --school)"
    )


def _fill_texts(texts: Sequence[str], shelf: ClauseIndex, captured: Mapping[str, str] | None = None) -> str:
    """A wording with its values, and the references of the source; a value that is not known stands in
    brackets.
    """
    return (
        fill_template(
            texts,
            lambda key: (
                shelf.says(key)
                or (captured or {}).get(key)
                or ("…" if key.startswith("ref.") else f"[{key}]")
            ),
        )
        or ""
    )


def _describe_difference(title: str, theirs: str, clause: Clause, reading: Reading) -> str:
    heads = (
        describe_difference(title, plain(clause.title))
        if clause.title and split_words(title) != split_words(clause.title)
        else ""
    )
    return " / ".join(part for part in (heads, describe_difference(theirs, reading.text)) if part)[:3000]


def _read_start(text: str) -> str:
    text = " ".join(plain(text).split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN].rsplit(' ', 1)[0]}…"


def part_from_reused(outline: Outline, index: Index) -> Outline:
    """What only stands after a clause of the library becomes a clause of its own: tables, and anything where
    that cannot be amended.
    """
    parts: list[Part] = []
    for part in outline.parts:
        end = _find_split(part, index) if isinstance(part, Clause) else 0
        if isinstance(part, Clause) and end:
            parts += [replace(part, blocks=part.blocks[:end]), Clause("", "", part.blocks[end:])]
        else:
            parts.append(part)
    return replace(outline, parts=tuple(parts))


def _find_split(clause: Clause, index: Index) -> int:
    """Where a clause that is word for word the library's ends, if more follows it; else 0."""
    if len(clause.blocks) < 2 or _find_exact(clause, index):
        return 0
    for end in range(len(clause.blocks) - 1, max(0, len(clause.blocks) - 1 - _MOST_APART), -1):
        exact = _find_exact(replace(clause, blocks=clause.blocks[:end]), index)
        more = clause.blocks[end:]
        if exact and (
            all(isinstance(block, Grid) for block in more)
            or exact.wording.revision.facts.editing is not Editing.FREE
        ):
            return end
    return 0


def _find_exact(clause: Clause, index: Index) -> SimilarClause | None:
    return next((like for like in index.likes(read_clause(clause)) if like.score == 1), None)
