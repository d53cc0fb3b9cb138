"""Advice: what the importer believes of a text, how sure it is, and what a person decided about it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field

Detail = str | tuple[str, ...] | tuple[tuple[str, ...], ...]
SURE_ENOUGH = 0.6


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person left in the report for one proposal: accepted or not,
    and its details as they stand there now.
    """

    accept: bool
    details: Mapping[str, Detail] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Proposal:
    """One belief: its kind, a sentence that says it, how sure it is, whether it was carried out,
    and details that may be changed.
    """

    id: str
    kind: str
    says: str
    confidence: float
    accept: bool
    details: Mapping[str, Detail]
    shows: Mapping[str, Detail]

    def text(self, name: str) -> str:
        """A detail that is a text."""
        value = self.details.get(name, "")
        return value if isinstance(value, str) else ""

    def texts(self, name: str) -> tuple[str, ...]:
        """A detail that is a list of texts."""
        value = self.details.get(name, ())
        return (value,) if isinstance(value, str) else tuple(item for item in value if isinstance(item, str))


@dataclass(frozen=True, slots=True)
class Question:
    """Something that the sources do not say: what is asked, likely answers, the places that speak for them,
    and the answer that a person gave, empty where none has.
    """

    id: str
    question: str
    candidates: tuple[str, ...]
    evidence: tuple[str, ...]
    answer: str


@dataclass(slots=True)
class Proposals:
    """Gathers proposals, and questions. Where an edited report decides one, that counts; else whatever is
    sure enough is carried out.

    `only` are the kinds that may be carried out at all; None where all may.
    """

    decisions: Mapping[str, Decision] = field(default_factory=dict)
    proposals: list[Proposal] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    only: frozenset[str] | None = None

    def propose(
        self,
        kind: str,
        key: str,
        says: str,
        confidence: float,
        details: Mapping[str, Detail] | None = None,
        shows: Mapping[str, Detail] | None = None,
    ) -> Proposal:
        """Note a proposal and return it as decided. `key` is the text that it is about;
        its id is made from that, and so stays the same.
        """
        id = self._find_free_id(f"{kind}-{make_slug(key, 8)}")
        proposal_details = dict(details or {})
        decision = self.decisions.get(id)
        if decision:
            proposal_details |= {
                name: value for name, value in decision.details.items() if name in proposal_details and value
            }
        accept = (decision.accept if decision else confidence >= SURE_ENOUGH) and (
            self.only is None or kind in self.only
        )
        proposal = Proposal(id, kind, says, round(confidence, 2), accept, proposal_details, dict(shows or {}))
        self.proposals.append(proposal)
        return proposal

    def ask(
        self, id: str, question: str, candidates: Iterable[str] = (), evidence: Iterable[str] = ()
    ) -> str:
        """Note a question and return the answer that a person gave in an edited report,
        empty where none has.
        """
        id = self._find_free_id(id)
        decision = self.decisions.get(id)
        answer = decision.details.get("answer", "") if decision else ""
        text = " ".join(answer.split()) if isinstance(answer, str) else ""
        likely = tuple(dict.fromkeys(candidate for candidate in candidates if candidate))
        self.questions.append(Question(id, question, likely, tuple(dict.fromkeys(evidence)), text))
        return text

    def _find_free_id(self, id: str) -> str:
        free_id = find_free_id(id, self.taken)
        self.taken.add(free_id)
        return free_id


# Words that any two texts share.
SMALL = frozenset({
    "a", "an", "the", "and", "or", "of", "to", "in", "on", "for", "with", "by", "at", "from", "as", "is",
    "are", "be", "been", "it", "its", "this", "that", "these", "those", "their", "they", "our", "we", "you",
    "your", "he", "she", "his", "her", "which", "who", "will", "shall", "may", "can", "not", "any", "all",
    "such", "has", "have", "was", "were", "into", "than", "then", "also", "if", "so", "no", "do", "does",
    "should", "must",
})  # fmt: skip


def find_free_id(id: str, taken: Container[str]) -> str:
    """An id that is not taken: this one, or the first number after it that is free.
    Thousands of one name cost little each.
    """
    if id not in taken:
        return id
    last, next = 1, 2
    while f"{id}-{next}" in taken:
        last, next = next, next * 2
    while next - last > 1:
        middle = (last + next) // 2
        last, next = (middle, next) if f"{id}-{middle}" in taken else (last, middle)
    return f"{id}-{next}"


def make_slug(text: str, count: int = 5) -> str:
    """An id out of the first words of a text that say something."""
    # A letter with an accent is the letter.
    bare = re.sub(r"[\u0300-\u036f’']", "", unicodedata.normalize("NFKD", text.casefold()))
    words = re.findall(r"[a-z0-9]+", bare)
    telling = [word for word in words if word not in SMALL] or words
    return "-".join(telling[:count])[:48].strip("-")
