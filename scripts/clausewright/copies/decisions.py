"""Decisions: what a person is asked about a drawer of copies, and what they answered.

A decision's id is made from what it is about, so that it is the same when the same copies are read again.
What several policies have in the same words is decided once for all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..importer.proposals import find_free_id, make_slug
from ..model.drawer import Evidence, SchoolsDecision


@dataclass(slots=True)
class Decisions:
    """Gathers decisions. `answered` are a person's answers, by id."""

    answered: Mapping[str, str] = field(default_factory=dict)
    asked: list[SchoolsDecision] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    _places: dict[tuple[object, ...], int] = field(default_factory=dict)

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
        first. One that was noted for another policy in the same words is not asked again.
        """
        subject = (kind, answers, evidence[0].schools, *(side.text for side in evidence)) if evidence else ()
        place = self._places.get(subject) if policy and subject else None
        if place is not None and policy not in self.asked[place].policy.split(", "):
            known = self.asked[place]
            policies = f"{known.policy}, {policy}"
            self.asked[place] = replace(known, policy=policies, weight=known.weight + weight)
            return known.answer
        if policy and subject:
            self._places.setdefault(subject, len(self.asked))
        id = find_free_id("-".join(filter(None, (kind, policy, make_slug(about, 8)))), self.taken)
        self.taken.add(id)
        answer = self.answered.get(id, "")
        answer = answer if answer in answers else answers[0]
        self.asked.append(SchoolsDecision(id, kind, says, answers, answer, weight, tuple(evidence), policy))
        return answer
