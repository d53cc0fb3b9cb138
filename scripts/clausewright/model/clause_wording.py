"""A clause as a reader may see it: what a revision says where its questions are answered in certain ways."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .library import Revision

ChosenAnswers = Mapping[str, str | bool | int]


@dataclass(frozen=True, slots=True)
class Wording:
    """What one revision says where its questions are answered in certain ways.

    `title` and `texts` (its paragraphs, items and cells, in reading order) have tokens where values print;
    the token "ref.ID" stands for a whole reference to the clause ID. `answers` are all the ways to answer
    that give this wording, the usual one first. `notes` are the clauses to which its asterisks lead.
    """

    revision: Revision
    title: str
    texts: tuple[str, ...]
    answers: tuple[ChosenAnswers, ...]
    notes: tuple[str, ...] = ()
