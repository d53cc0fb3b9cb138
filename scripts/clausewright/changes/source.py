"""Sources: all that a document is made from, so that one part of it can be exchanged for another's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ..assemble.answers import Answers, answers_from_values, unamended
from ..assemble.assembler import Assembler
from ..assemble.assembly import Assembled
from ..diff import Lineage, diff
from ..document.pandoc import Pandoc
from ..document.parse import parse
from ..model.change import Changes, Side
from ..model.document import Document
from ..model.library import Library, Policy, Version
from ..model.values import Bound


@dataclass(frozen=True, slots=True)
class DocumentInputs:
    """What one document of a policy is made from, and whose it is.

    `held` are the policies that its reader has; `amended` says which amendments count; `model` whether it is
    the model itself.
    """

    assembler: Assembler
    policy: Policy
    version: Version
    values: Mapping[str, Bound]
    held: frozenset[str]
    who: str = "Model"
    model: bool = False
    amended: Callable[[str], str] = unamended

    @property
    def library(self) -> Library:
        """The library that it is taken from."""
        return self.assembler.library

    @property
    def side(self) -> Side:
        """How readers are told of it."""
        return Side(self.version.name, self.version.title, self.who)

    def ask(self) -> Answers:
        """What answers the questions of its templates."""
        return answers_from_values(self.library.schema, self.values, self.held, self.model, self.amended)

    def assembled(self) -> Assembled:
        """Its text with tokens."""
        return self.assembler.assembled(self.policy, self.version, self.ask())


@dataclass(slots=True)
class DiffSession:
    """Where comparing is done: every text is parsed once, every pair of documents compared once."""

    pandoc: Pandoc
    _documents: dict[str, Document] = field(default_factory=dict)
    _diffs: dict[tuple[str, str, str], Changes] = field(default_factory=dict)
    _assemblers: dict[object, tuple[Library, Assembler]] = field(default_factory=dict)

    def document(self, assembled: Assembled) -> Document:
        """Parse a text."""
        if assembled.digest not in self._documents:
            self._documents[assembled.digest] = self.read(assembled.policy, assembled.text)
        return self._documents[assembled.digest]

    def read(self, policy: Policy, text: str) -> Document:
        """Parse any text of a policy."""
        return parse(self.pandoc, policy.facts.title, policy.facts.numbering, text)

    def diff(self, old: Assembled, new: Assembled, lineage: Lineage) -> Changes:
        """Compare two texts of a policy; their sides have no names yet."""
        nobody = Side("", "")
        pair = (
            old.digest,
            new.digest,
            repr((sorted(lineage.stands_for.items()), sorted(lineage.replaces.items()))),
        )
        if pair not in self._diffs:
            self._diffs[pair] = diff(
                new.policy.id, self.document(old), self.document(new), (nobody, nobody), lineage
            )
        return self._diffs[pair]

    def assembler(self, library: Library, key: object, other: Callable[[], Library]) -> Assembler:
        """An assembler for a library that differs from `library` by what `key` says, and is made by `other`."""
        # Keeping the library keeps its id from being another's.
        known = (id(library), key)
        if known not in self._assemblers:
            self._assemblers[known] = library, Assembler(other())
        return self._assemblers[known][1]


def trace_lineage(library: Library, old: Assembled, new: Assembled) -> Lineage:
    """What is known of the clauses of two texts beyond their ids.

    Which clauses a new one took over from is followed back through all clauses of the new text's library. A
    clause that stands where another of its concept stood stands for it.
    """
    took_over = {
        clause.id: {
            id
            for revision in clause.revisions
            if revision.date <= new.version.date
            for id in revision.facts.replaces
        }
        for clause in library.clauses.values()
    }
    known = {revision.clause for revision in new.revisions}
    return Lineage(
        {id: tuple(sorted(_back(id, took_over))) for id in known if took_over.get(id)}, _stand_ins(old, new)
    )


def _back(id: str, took_over: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [id]
    while waiting:
        fresh = took_over.get(waiting.pop(), set()) - found - {id}
        found |= fresh
        waiting += fresh
    return found


def _stand_ins(old: Assembled, new: Assembled) -> dict[str, str]:
    there, here = ({revision.clause for revision in one.revisions} for one in (old, new))
    by_concept = {
        revision.facts.concept: revision.clause
        for revision in old.revisions
        if revision.facts.concept and revision.clause not in here
    }
    return {
        revision.clause: by_concept[revision.facts.concept]
        for revision in new.revisions
        if revision.clause not in there and revision.facts.concept in by_concept
    }
