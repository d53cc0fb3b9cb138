"""Results: what became of a drawer of copies, and what a person is told of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..errors import Problem, errors_in
from ..model.dates import month_in_words
from ..model.text import count_noun, join_words
from .decisions import Decisions
from .proof import Proof
from .reading import DrawerSchool, SchoolCopy
from .shared_variables import SharedVariable


@dataclass(frozen=True, slots=True)
class PolicyResult:
    """What became of the copies of one policy: its versions, the earliest first, how many words all copies
    share, and how often each of the other things was found.
    """

    policy: str
    title: str
    versions: tuple[str, ...]
    copies: tuple[SchoolCopy, ...]
    shared_words: int
    all_words: int
    counts: Mapping[str, int]

    @property
    def shared(self) -> float:
        """How much of all words is the model's."""
        return self.shared_words / max(1, self.all_words)


@dataclass(frozen=True, slots=True)
class SchoolsResult:
    """What became of a drawer.

    `folder` is the draft's place; it is there only where `is_written`. `proofs` say for each copy whether it
    comes back. `apart` says of copies by themselves what they have in common with others.
    """

    folder: Path
    problems: tuple[Problem, ...]
    schools: tuple[DrawerSchool, ...]
    policies: tuple[PolicyResult, ...]
    variables: tuple[SharedVariable, ...]
    decisions: Decisions
    proofs: tuple[Proof, ...]
    apart: tuple[str, ...]

    @property
    def is_written(self) -> bool:
        """Say whether the draft was put in its place."""
        return not errors_in(self.problems)

    def lines(self) -> Iterator[str]:
        """What was found, and what to do now, for a person."""
        yield from self.describe()
        report = self.folder / "import" / "report"
        asked = count_noun(len(self.decisions.asked), "decision")
        yield (
            f"Wrote the draft {self.folder}, with {asked} made as the copies suggest. Look at"
            f" {report}.html or {report}.xlsx, change the answers, and run: clausewright import --resume"
            f" {report}.xlsx --into NEW-FOLDER"
        )

    def describe(self) -> Iterator[str]:
        """What was found."""
        for policy in self.policies:
            schools = count_noun(len(policy.copies), "school")
            yield f"{policy.title} ({policy.policy}), {schools}: {policy.shared:.0%} of all words are shared"
            counts = ", ".join(count_noun(count, noun) for noun, count in policy.counts.items() if count)
            yield f"  found: {counts}"
            if len(policy.versions) > 1:
                months = join_words([month_in_words(version) for version in policy.versions])
                versions = count_noun(len(policy.versions), "version")
                yield f"  {versions}, of {months}: each school has the one that its copy is of"
        yield from self.apart
        if self.variables:
            yield f"Values and words that differ between schools: {len(self.variables)}."
        back = sum(proof.comes_back for proof in self.proofs)
        copies = count_noun(len(self.proofs), "copy", "copies")
        yield f"Word for word, {back} of {copies} come back from the draft."
        for proof in self.proofs:
            if not proof.comes_back:
                places = count_noun(len(proof.differences), "place")
                yield f"  {proof.school}, {proof.file}: differs in {places}; see the report"
