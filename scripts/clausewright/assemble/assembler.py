"""Assembler: assembles a library's versions, each shape of each once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from ..model.library import Library, Policy, Version
from ..model.memory import NO_MEMORY, Memory
from .adoption import Choices, adopted_digest
from .answers import Answer, Answers, recording
from .assembly import Assembled, Assembly, Use
from .environment import PolicyEnvironment
from .macros import policy_environment
from .remembered import AssemblyKeys, RememberedVersion


def assemble(
    library: Library, environment: PolicyEnvironment, policy: Policy, version: Version, ask: Answers
) -> Assembled:
    """Assemble a version. `ask` answers what the text depends on.

    The library's templates must have passed check: a fault that check would name comes out here as an error
    of Jinja's.
    """
    answers: dict[str, Answer] = {}
    assembly = Assembly(library, environment, policy, version, recording(ask, answers))
    text = assembly.render(version.body)
    fields = tuple(Use(key, by) for key, by in assembly.fields.items())
    refs, revisions = tuple(assembly.refs), tuple(assembly.revisions)
    return Assembled(
        policy, version, text, revisions, assembly.texts, fields, refs, answers, assembly.amendments
    )


class Assembler:
    """Assembles versions, each shape of each once: a school whose answers match an earlier one's shares its
    assembly.
    """

    def __init__(self, library: Library, memory: Memory = NO_MEMORY) -> None:
        """Prepare an environment with the macros for a library whose templates have passed check. What
        `memory` has of a version that has not changed is not assembled again.
        """
        self.library = library
        self._memory = memory
        self._known: dict[tuple[str, str], list[Assembled]] = {}
        self._adopted: dict[tuple[str, str], list[tuple[Mapping[str, Answer | None], str]]] = {}
        self._remembered: dict[tuple[str, str], RememberedVersion] = {}

    @cached_property
    def environment(self) -> PolicyEnvironment:
        """The environment of the library's templates."""
        return policy_environment()

    def assembled(self, policy: Policy, version: Version, ask: Answers) -> Assembled:
        """Return the version's text for these answers."""
        remembered = self._recall(policy, version)
        known = self._known[policy.id, version.name]
        for earlier in known:
            if all(ask(question) == answer for question, answer in earlier.answers.items()):
                return earlier
        known.append(assemble(self.library, self.environment, policy, version, ask))
        if remembered:
            remembered.add_shape(known[-1])
        return known[-1]

    def adopted(self, policy: Policy, version: Version, choices: Choices) -> str:
        """Return the digest of what is adopted (adoption.py) where choices are answered so."""
        remembered = self._recall(policy, version)
        known = self._adopted[policy.id, version.name]
        for answers, digest in known:
            if all(choices(question) == answer for question, answer in answers.items()):
                return digest
        asked: dict[str, Answer | None] = {}

        def ask(question: str) -> Answer | None:
            asked[question] = answer = choices(question)
            return answer

        known.append((asked, adopted_digest(self.library, policy, version, ask)))
        if remembered:
            remembered.add_adopted(*known[-1])
        return known[-1][1]

    def _recall(self, policy: Policy, version: Version) -> RememberedVersion | None:
        """What is remembered of a version, with which what is known of it begins; None without a memory."""
        place = policy.id, version.name
        if place not in self._known:
            self._known[place], self._adopted[place] = [], []
            if self._memory is not NO_MEMORY:
                key = self._keys.make(policy, version)
                remembered = RememberedVersion(self.library, policy, version, self._memory, key)
                self._known[place] += remembered.list_shapes()
                self._adopted[place] += remembered.list_adopted()
                self._remembered[place] = remembered
        return self._remembered.get(place)

    @cached_property
    def _keys(self) -> AssemblyKeys:
        return AssemblyKeys(self.library)
