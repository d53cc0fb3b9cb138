"""Reads the report of an import that a person has edited: what was decided about each proposal, and what was
answered to each question.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import ClausewrightError, Problem, UsageError
from .yaml import Data, read_yaml

_LARGEST = 30_000_000
_TOLD = frozenset({"says", "confidence", "accept"})
_YES, _NO = ("yes", "true", "y"), ("no", "false", "n")

Decided = tuple[bool, Mapping[str, Any]]


def read_import_report(path: Path) -> dict[str, Decided]:
    """Read what an edited report accepts, by the ids of its proposals: yes or no, and the details as they
    stand there; and by the ids of its questions the answers, as a detail `answer`.

    Raises UsageError where there is no such file, ClausewrightError with every fault in it.
    """
    name = path.name
    try:
        data = path.read_bytes() if path.stat().st_size <= _LARGEST else b"\xff"
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError:
        raise ClausewrightError(
            [Problem(name, 0, "is not UTF-8 text", "Give the report.yml that an import wrote.")]
        ) from None
    problems: list[Problem] = []
    tree = read_yaml(name, text, problems)
    proposals = tree.mapping().get("proposals")
    if not problems and not isinstance(proposals, dict | None):
        problems.append(
            Problem(
                name,
                tree.line("proposals"),
                "'proposals' should be a list of names with their lines",
                "Give the report.yml that an import wrote.",
            )
        )
    if not problems and "sources" not in tree.mapping():
        problems.append(
            Problem(name, 1, "is no report of an import", "Give the report.yml that an import wrote.")
        )
    decisions: dict[str, Decided] = {}
    for id, facts in proposals.items() if isinstance(proposals, dict) else ():
        word = str(facts.get("accept") or "").casefold() if isinstance(facts, dict) else ""
        if not isinstance(facts, dict) or word not in (*_YES, *_NO):
            problems.append(
                Problem(
                    name,
                    tree.line("proposals", id, "accept"),
                    f"'{id}' says neither yes nor no",
                    "Write 'accept: yes' or 'accept: no'.",
                )
            )
            continue
        decisions[id] = (
            word in _YES,
            {key: _freeze(value) for key, value in facts.items() if key not in _TOLD},
        )
    questions = tree.mapping().get("questions")
    for id, facts in questions.items() if isinstance(questions, dict) else ():
        answer = facts.get("answer") if isinstance(facts, dict) else None
        if isinstance(answer, str) and answer.strip():
            decisions[id] = (True, {"answer": answer})
    if problems:
        raise ClausewrightError(problems)
    return decisions


def _freeze(data: Data) -> Any:
    if isinstance(data, list):
        return tuple(_freeze(item) for item in data)
    return data if isinstance(data, str) else ""
