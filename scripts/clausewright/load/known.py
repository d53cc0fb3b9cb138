"""Reads what clausewright knows of law, guidance and names by itself, so that a policy that came in from
outside is measured too.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from ..model.known import Known
from ..model.library import Citation, Name
from ..model.records import ChecklistFacts, CitationFacts, NameFacts, PositionFacts
from .policies import read_entries
from .reader import Reader

_FILES = ("citations", "names", "positions", "checklists")


@cache
def shipped() -> Known:
    """The entries that come with clausewright: in its package, or beside it where it runs from its own
    folder.
    """
    package = Path(__file__).parents[1]
    folder = next(
        (
            path
            for path in (package / "known", package.parents[1] / "policies")
            if (path / "positions.yml").is_file()
        ),
        None,
    )
    if folder is None:
        return Known()
    files = {f"policies/{name}.yml": (folder / f"{name}.yml").read_bytes() for name in _FILES}
    reader = Reader(files, [])
    return Known(
        {id: facts for id, _, _, facts in read_entries(reader, "citation", CitationFacts)},
        {id: facts for id, _, _, facts in read_entries(reader, "name", NameFacts)},
        {id: facts for id, _, _, facts in read_entries(reader, "position", PositionFacts)},
        {id: facts for id, _, _, facts in read_entries(reader, "checklist", ChecklistFacts)},
    )


def read_known(reader: Reader, citations: Mapping[str, Citation], names: Mapping[str, Name]) -> Known:
    """A library's own entries over the shipped ones; none of the files has to be there."""
    own = Known(
        {id: citation.facts for id, citation in citations.items()},
        {id: name.facts for id, name in names.items()},
        {id: facts for id, _, _, facts in read_entries(reader, "position", PositionFacts)},
        {id: facts for id, _, _, facts in read_entries(reader, "checklist", ChecklistFacts)},
    )
    return shipped().with_own(own)
