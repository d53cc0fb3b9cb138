"""Assembler: assembles a library's versions, each shape of each once."""

from __future__ import annotations

from collections.abc import Mapping

from ..model.library import Library, Policy, Version
from .adoption import Choices, adopted_digest
from .answers import Answer, Answers, recording
from .assembly import Assembled, Assembly, Use
from .environment import PolicyEnvironment
from .macros import policy_environment


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

    def __init__(self, library: Library) -> None:
        """Prepare an environment with the macros for a library whose templates have passed check."""
        self.library = library
        self.environment = policy_environment()
        self._known: dict[tuple[str, str], list[Assembled]] = {}
        self._adopted: dict[tuple[str, str], list[tuple[Mapping[str, Answer | None], str]]] = {}

    def assembled(self, policy: Policy, version: Version, ask: Answers) -> Assembled:
        """Return the version's text for these answers."""
        known = self._known.setdefault((policy.id, version.name), [])
        for earlier in known:
            if all(ask(question) == answer for question, answer in earlier.answers.items()):
                return earlier
        known.append(assemble(self.library, self.environment, policy, version, ask))
        return known[-1]

    def adopted(self, policy: Policy, version: Version, choices: Choices) -> str:
        """Return the digest of what is adopted (adoption.py) where choices are answered so."""
        known = self._adopted.setdefault((policy.id, version.name), [])
        for answers, digest in known:
            if all(choices(question) == answer for question, answer in answers.items()):
                return digest
        asked: dict[str, Answer | None] = {}

        def ask(question: str) -> Answer | None:
            asked[question] = answer = choices(question)
            return answer

        known.append((asked, adopted_digest(self.library, policy, version, ask)))
        return known[-1][1]
