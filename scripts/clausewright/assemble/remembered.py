"""Assemblies as plain data, so that a version is not assembled again while nothing has changed that it is
made of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ..model.canonical import canonicalise, digest
from ..model.library import Amendment, Library, Policy, Revision, Version
from ..model.memory import Memory
from .amendments import index_amendments, make_revision
from .answers import Answer
from .assembly import Assembled, Use
from .vocabulary import digest_policy, digest_vocabulary

_KIND = "assembled"


class AssemblyKeys:
    """Makes the keys of a library's versions: digests of all that their texts can be made of, but for the
    answers of whoever reads them.
    """

    def __init__(self, library: Library) -> None:
        """Take the digests of what several versions share once."""
        self._library = library
        self._vocabulary = digest_vocabulary(library)
        self._amendments: dict[str, list[object]] = {}
        for path, amendment in index_amendments(library).items():
            parts = path, amendment.name, amendment.tier, amendment.facts, amendment.body
            self._amendments.setdefault(amendment.clause, []).append(parts)
        self._clauses: dict[str, str] = {}

    def make(self, policy: Policy, version: Version) -> str:
        """Return the key of a version."""
        # Any clause whose id stands in the text counts, placed or not: that is quicker than reading the tags.
        clauses = [self._digest_clause(id) for id in self._library.clauses if id in version.body.text]
        body = canonicalise(version.body)
        return digest(self._vocabulary, digest_policy(policy), version.name, body, *clauses)

    def _digest_clause(self, id: str) -> str:
        if id not in self._clauses:
            revisions = self._library.clauses[id].revisions
            wordings = [(revision.name, revision.facts, revision.body) for revision in revisions]
            self._clauses[id] = digest(canonicalise([id, wordings, self._amendments.get(id, [])]))
        return self._clauses[id]


class RememberedVersion:
    """What is known of one version: its texts for the answers that were met, and the digests of what is
    adopted with them.

    Shapes of a version have most of their clauses in common, so each piece of text is kept once.
    """

    def __init__(self, library: Library, policy: Policy, version: Version, memory: Memory, key: str) -> None:
        """Recall what `memory` has under `key`, which `AssemblyKeys` made for the version."""
        self._library, self._policy, self._version = library, policy, version
        self._memory, self._key = memory, key
        kept = memory.recall(_KIND, key) or {"pieces": [], "shapes": [], "adopted": []}
        self._pieces: list[str] = kept["pieces"]
        self._shapes: list[dict[str, Any]] = kept["shapes"]
        self._adopted: list[tuple[Mapping[str, Answer | None], str]] = kept["adopted"]
        self._places = {piece: index for index, piece in enumerate(self._pieces)}

    def list_shapes(self) -> list[Assembled]:
        """The texts that are known."""
        amendments = index_amendments(self._library)
        return [self._unpack(shape, amendments) for shape in self._shapes]

    def list_adopted(self) -> list[tuple[Mapping[str, Answer | None], str]]:
        """The digests that are known, each with the answers that it was made for."""
        return [(answers, adopted) for answers, adopted in self._adopted]

    def add_shape(self, assembled: Assembled) -> None:
        """Remember a text, unless it has a clause that could not be found again in the library."""
        revisions = [self._pack_revision(assembled, revision) for revision in assembled.revisions]
        pieces = self._cut(assembled)
        if None in revisions or pieces is None:
            return
        shape = {
            "text": pieces,
            "texts": {id: self._places[text] for id, text in assembled.texts.items()},
            "revisions": revisions,
            "fields": [(use.id, use.by) for use in assembled.fields],
            "refs": [(use.id, use.by) for use in assembled.refs],
            "answers": dict(assembled.answers),
            "amendments": {id: amendment.body.path for id, amendment in assembled.amendments.items()},
        }
        self._shapes = [*self._shapes, shape]
        self._remember()

    def add_adopted(self, answers: Mapping[str, Answer | None], adopted: str) -> None:
        """Remember the digest of what is adopted with these answers."""
        self._adopted = [*self._adopted, (answers, adopted)]
        self._remember()

    def _remember(self) -> None:
        kept = {"pieces": self._pieces, "shapes": self._shapes, "adopted": self._adopted}
        self._memory.remember(_KIND, self._key, kept)

    def _cut(self, assembled: Assembled) -> list[int] | None:
        """A text as the indices of its pieces: each clause is one, and so is what stands before, between and
        after them. None where a clause does not stand in it as it was written.
        """
        pieces, end = [], 0
        for text in assembled.texts.values():
            start = assembled.text.find(text, end)
            if start < 0:
                return None
            pieces += [assembled.text[end:start], text]
            end = start + len(text)
        return [self._place_piece(piece) for piece in (*pieces, assembled.text[end:])]

    def _place_piece(self, piece: str) -> int:
        if piece not in self._places:
            self._places[piece] = len(self._pieces)
            self._pieces.append(piece)
        return self._places[piece]

    def _pack_revision(self, assembled: Assembled, revision: Revision) -> list[object] | None:
        """Where a clause comes from: a revision of the library, with whether it has its heading here, or an
        amendment that adds it.
        """
        clause = self._library.clauses.get(revision.clause)
        original = clause.named(revision.name) if clause else None
        if original and replace(revision, facts=original.facts) == original:
            return [revision.clause, revision.name, revision.facts.headed]
        amendment = assembled.amendments.get(revision.clause)
        if amendment and make_revision(amendment) == revision:
            return [amendment.body.path]
        return None

    def _unpack(self, shape: Mapping[str, Any], amendments: Mapping[str, Amendment]) -> Assembled:
        return Assembled(
            self._policy,
            self._version,
            "".join(self._pieces[index] for index in shape["text"]),
            tuple(self._unpack_revisions(shape["revisions"], amendments)),
            {id: self._pieces[index] for id, index in shape["texts"].items()},
            tuple(Use(id, by) for id, by in shape["fields"]),
            tuple(Use(id, by) for id, by in shape["refs"]),
            shape["answers"],
            {id: amendments[path] for id, path in shape["amendments"].items()},
        )

    def _unpack_revisions(
        self, places: list[list[Any]], amendments: Mapping[str, Amendment]
    ) -> Iterator[Revision]:
        for place in places:
            if len(place) == 1:
                yield make_revision(amendments[place[0]])
                continue
            clause, name, is_headed = place
            revision = self._library.clauses[clause].named(name)
            if revision is None:
                raise ValueError(f"{clause} has no revision {name}: the key of its version is not its own")
            if revision.facts.headed != is_headed:
                facts = revision.facts.model_copy(update={"headed": is_headed})
                revision = replace(revision, facts=facts)
            yield revision
