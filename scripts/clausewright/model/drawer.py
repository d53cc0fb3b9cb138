"""What a person decides about a drawer of schools' copies: each decision with its evidence, and what is known
of each copy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

# The kinds of decisions, in the order in which people take them, with what they are about.
DECISION_KINDS: Mapping[str, str] = {
    "edition": "Versions: copies of an earlier time than others",
    "field": "Values: each school has its own",
    "word": "Words that schools call things by",
    "choice": "Choices: wordings that several schools share",
    "optional": "What only some schools have",
    "order": "What stands elsewhere in some copies",
    "heading": "Headings that are worded in several ways",
    "title": "Titles that differ",
    "amendment": "Amendments: what one school alone words so",
    "addition": "Additions: what one school alone has",
    "omission": "What one school alone leaves out",
}
# What each answer does.
ANSWERS: Mapping[str, str] = {
    "earlier": "their version comes before that of the others, as a version of the model",
    "later": "their version comes after that of the others, as a version of the model",
    "one-version": "all are of one version, and each difference is decided by itself",
    "yes": "each school has its own value",
    "no": "the difference is one of wording",
    "keep": "each school keeps what it has",
    "model": "the same as the model after all",
    "leave-out": "it is in no policy any more",
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """A text that speaks for a decision, and the schools that have it."""

    schools: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class SchoolsDecision:
    """Something to decide about the copies of several schools.

    `answers` can be given; the first counts if nobody gives one. `weight` is how many words hang on it.
    `evidence` are the texts side by side.
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


@dataclass(frozen=True, slots=True)
class SchoolQuestion:
    """Something about a school that its copies do not say, with the likely answers."""

    id: str
    school: str
    question: str
    candidates: tuple[str, ...]
    answer: str


@dataclass(frozen=True, slots=True)
class CopyReport:
    """What is known of one copy: whose, of what, of when, how many words, what of it was left out and why,
    and the places at which the built document differs: what the copy says, what the document says.
    """

    school: str
    policy: str
    file: str
    date: str
    words: int
    left_out: tuple[tuple[str, str], ...]
    differences: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class DrawerSources:
    """What is needed to read the same copies again. `library` is the folder of the library into which they
    went, "" where they became one.
    """

    paths: tuple[str, ...]
    policy: str = ""
    version: str = ""
    library: str = ""


@dataclass(frozen=True, slots=True)
class DrawerReport:
    """All that a person is told and asked about a drawer, the weightiest decisions of each kind first."""

    sources: DrawerSources
    summary: Sequence[str]
    decisions: Sequence[SchoolsDecision]
    questions: Sequence[SchoolQuestion]
    copies: Sequence[CopyReport]


@dataclass(frozen=True, slots=True)
class DrawerAnswers:
    """What came back from a person: the sources, and the answers by the ids of what was asked."""

    sources: DrawerSources
    answers: Mapping[str, str] = field(default_factory=dict)
