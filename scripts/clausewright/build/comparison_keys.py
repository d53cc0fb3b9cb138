"""The keys of comparisons: a digest of all that comparing two copies depends on, so that readers whose texts
changed in the same way share what was found.
"""

from __future__ import annotations

import json
from functools import cached_property

from ..assemble.assembler import Assembler
from ..assemble.sites import SchoolDocument
from ..model.canonical import canonicalise, digest
from ..model.records import VersionFacts
from ..model.status import PolicyStatus
from ..model.values import DEFAULT, SHAPING
from .change_sets import VersionPair
from .options import Toolchain


class ComparisonKeys:
    """Makes the keys of a library's comparisons; what holds for all of them is read once."""

    def __init__(self, tools: Toolchain, assembler: Assembler) -> None:
        """Make keys for what an assembler assembles."""
        self.tools, self.assembler, self.library = tools, assembler, assembler.library
        self._known: dict[tuple[int, int], tuple[VersionPair, str]] = {}

    def find(self, pair: VersionPair) -> str:
        """Return the key of a pair. Of the facts of an adoption only which of them differ is in it."""
        # The pair is kept, so that no other copies can have its copies' addresses.
        known = (id(pair.old), id(pair.new))
        if known not in self._known:
            self._known[known] = pair, self._make(pair)
        return self._known[known][1]

    def _make(self, pair: VersionPair) -> str:
        old, new = pair.old, pair.new
        reasons, is_model = [], []
        for copy in (old, new):
            for revision in copy.assembled.revisions:
                reasons.append((revision.clause, revision.facts.model_dump_json()))
            is_model.append(copy.standing.state in (PolicyStatus.MODEL, PolicyStatus.CONSULTATION))
        facts = [
            reasons,
            [amendment.facts.reason for amendment in new.assembled.amendments.values()],
            self._list_differing_values(pair),
            self._list_new_choices(pair),
            is_model,
            [version.model_dump_json() for version in _list_versions(pair)],
            [pair.is_of_versions_in_a_row, pair.is_decided, new.standing.policy.facts.approver],
        ]
        pictures = [
            data
            for name, data in sorted(self.library.images.items())
            if name in old.assembled.text or name in new.assembled.text
        ]
        texts = (
            old.assembled.version.title,
            new.assembled.version.title,
            old.assembled.digest,
            new.assembled.digest,
            "" if pair.school else digest(*self._model, *map(_read_body, (old, new))),
        )
        return digest(self.tools.digest, self._rules, *texts, json.dumps(facts), *pictures)

    @cached_property
    def _rules(self) -> str:
        """What says of a change what it is called and what follows from it."""
        return digest(canonicalise(self.library.effects), canonicalise(sorted(self.library.schema.items())))

    @cached_property
    def _model(self) -> tuple[str, ...]:
        """Of the model every shape is compared, so all of its templates count."""
        clauses = [
            (id, revision.name, revision.body.text)
            for id, clause in self.library.clauses.items()
            for revision in clause.revisions
        ]
        return (
            json.dumps(clauses),
            canonicalise(sorted(self.library.terms.items())),
            canonicalise(sorted(self.library.citations.items())),
        )

    def _list_differing_values(self, pair: VersionPair) -> dict[str, str]:
        values: dict[str, str] = {}
        for key in sorted(self._list_used_keys(pair)):
            before, after = pair.old.values.get(key), pair.new.values.get(key)
            if before != after:
                values[key] = "" if key.startswith("adopted.") else canonicalise((before, after))
        return values

    def _list_used_keys(self, pair: VersionPair) -> set[str]:
        """The values that a comparison looks at: those that a text prints or asks for, and every choice. What
        else differs at a school on two days is no reason to compare its texts for itself.
        """
        keys: set[str] = set()
        for copy in (pair.old, pair.new):
            printed = [use.id for use in copy.assembled.fields]
            asked = [question.rpartition(":")[2] for question in copy.assembled.answers]
            keys.update(".".join(key.split(".")[:2]) for key in (*printed, *asked))
            keys.update(key for key in copy.values if key in self._choices or key.startswith("adopted."))
        return keys

    @cached_property
    def _choices(self) -> frozenset[str]:
        return frozenset(key for key, variable in self.library.schema.items() if variable.kind in SHAPING)

    def _list_new_choices(self, pair: VersionPair) -> list[tuple[str, str, bool]]:
        """What only the new text asks for, what the reader has of it, and whether anybody chose that."""
        asked_before, values = pair.old.assembled.answers, pair.new.values
        choices: list[tuple[str, str, bool]] = []
        for key, answer in pair.new.assembled.answers.items():
            if key in self._choices and key not in asked_before:
                choices.append((key, str(answer), key in values and values[key].layer != DEFAULT))
        return choices


def _list_versions(pair: VersionPair) -> list[VersionFacts]:
    """What the versions from the old one on, up to the new one, say of themselves."""
    old, new = pair.old.assembled.version, pair.new.assembled.version
    return [
        version.facts
        for version in pair.new.standing.policy.versions
        if old.date < version.date < new.date or version.name == new.name
    ]


def _read_body(copy: SchoolDocument) -> str:
    return copy.assembled.version.body.text
