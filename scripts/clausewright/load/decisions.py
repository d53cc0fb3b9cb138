"""Reads a decision file back: what a person decided about amendments that a new version could not take."""

from __future__ import annotations

from pathlib import Path

from ..errors import Problem
from ..model.amendments import Decisions
from ..model.library import Group, School
from ..model.local_records import DecisionFacts
from .files import read_text
from .yaml import make_record, read_yaml


def make_decisions_path(holder: School | Group, policy: str, version: str) -> str:
    """Where the decisions of a school, or a trust, about a version are written."""
    folder = "schools" if isinstance(holder, School) else "trusts"
    return f"variables/{folder}/{holder.id}/decisions/{policy}-{version}.yml"


def read_decisions(root: Path, path: str) -> tuple[Decisions, tuple[Problem, ...]]:
    """Read the decision file at `path` in the library at `root`; one that is not there is empty. Returns its
    problems too.
    """
    problems: list[Problem] = []
    try:
        data = (root / path).read_bytes()
    except FileNotFoundError:
        return Decisions(path), ()
    text = read_text(path, {path: data}, problems)
    tree = read_yaml(path, text, problems)
    entries, lines, text_lines = {}, {}, {}
    for key in tree.mapping():
        below = tree.below(key)
        if facts := make_record(DecisionFacts, below, problems):
            entries[key], lines[key] = facts, tree.line(key)
            # A block of text begins on the line after its key.
            text_lines[key] = tree.line(key, "text") + 1
    return Decisions(path, entries, lines, text_lines), tuple(problems)
