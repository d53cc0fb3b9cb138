"""Decisions: what a person is asked about a drawer of copies, what happens if nobody answers, and the
answers.

A decision's id is made from what it is about, so that it is the same when the same copies are read again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..importer.proposals import find_free_id, make_slug

KINDS: Mapping[str, str] = {
    "field": "Values: each school has its own",
    "word": "Words that schools call things by",
    "choice": "Choices: wordings that several schools share",
    "amendment": "Amendments: what one school alone words so",
    "addition": "Additions: what one school alone has",
    "optional": "What only some schools have",
    "omission": "What one school alone leaves out",
    "order": "What stands elsewhere in some copies",
    "heading": "Headings that are worded in several ways",
    "title": "Titles",
    "spelling": "Capitals",
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """A text that speaks for a decision, and the schools that have it."""

    schools: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class SchoolsDecision:
    """Something to decide: its kind, a sentence, the answers that can be given, the first of which counts if
    nobody gives one; the answer; how many words hang on it; and the texts side by side.
    """

    id: str
    kind: str
    says: str
    answers: tuple[str, ...]
    answer: str
    weight: int
    evidence: tuple[Evidence, ...]
    policy: str = ""

    @property
    def is_answered(self) -> bool:
        """Say whether a person decided otherwise than what happens by itself."""
        return self.answer != self.answers[0]


@dataclass(slots=True)
class Decisions:
    """Gathers decisions. `answered` are a person's answers, by id."""

    answered: Mapping[str, str] = field(default_factory=dict)
    asked: list[SchoolsDecision] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)

    def ask(
        self,
        kind: str,
        about: str,
        says: str,
        answers: tuple[str, ...],
        weight: int,
        evidence: Sequence[Evidence],
        policy: str = "",
    ) -> str:
        """Note a decision and return its answer: a person's, where there is one that can be given, else the
        first.
        """
        id = find_free_id("-".join(filter(None, (kind, policy, make_slug(about, 8)))), self.taken)
        self.taken.add(id)
        answer = self.answered.get(id, "")
        answer = answer if answer in answers else answers[0]
        self.asked.append(SchoolsDecision(id, kind, says, answers, answer, weight, tuple(evidence), policy))
        return answer

    def find_unknown(self) -> list[str]:
        """The answers to what nobody asked."""
        return [id for id in self.answered if id not in self.taken]
