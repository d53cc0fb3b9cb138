"""`clausewright issue`: the lock of a version, as a file that people can read and review."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ..errors import UsageError
from ..model.dates import month_in_words
from ..model.kinds import VersionStatus
from ..model.lock_records import LockedClause, LockFacts
from .library_files import put_all

_STATUS = re.compile(r"(\bstatus[\"']?\s*:\s*[\"']?)([a-z]+)")
_HEAD = """\
# The lock of an issued version: {title}, {version}.
# 'clausewright issue' wrote this file; nobody edits it. 'clausewright check' holds the library \
against it, and names every later
# change to what was issued. It is the same for every school: choices and fields stay open.
# 'text' and 'facts' are digests: of a text, and of the front matter that prints with it.
"""


def write_lock(root: Path, facts: LockFacts, changed: Mapping[str, bytes] | None = None) -> Path:
    """Write the lock of a version into the library at `root`; return the file.

    `changed` are new bytes of files of the library, by path, which are written with it: the version, where
    its status changes. Raises UsageError where there is a lock already: what was issued is not issued again.
    """
    path = root / "policies" / facts.policy / f"{facts.version}.lock.yml"
    if path.exists():
        raise UsageError(
            f"{path.relative_to(root).as_posix()} is there already. An issued version is not issued again."
        )
    files = {root / name: data for name, data in (changed or {}).items()}
    put_all({**files, path: write_yaml(facts).encode()})
    return path


def set_status(text: str, line: int, status: VersionStatus) -> str:
    """Change the status on a line of a version's file; every other letter stays where it is.

    Raises ValueError where that line does not say the status in one word.
    """
    lines = text.split("\n")
    written = _STATUS.search(lines[line - 1])
    if written is None:
        raise ValueError(lines[line - 1])
    lines[line - 1] = f"{lines[line - 1][: written.start(2)]}{status}{lines[line - 1][written.end(2) :]}"
    return "\n".join(lines)


def write_yaml(facts: LockFacts) -> str:
    """A lock as YAML, an entry a line."""
    return "".join(f"{line}\n" for line in _write_lines(facts))


def _write_lines(facts: LockFacts) -> Iterator[str]:
    yield _HEAD.format(title=facts.title, version=month_in_words(facts.version)).rstrip("\n")
    yield f"policy: {facts.policy}"
    yield f"version: {facts.version}"
    yield f"title: {_quote(facts.title)}"
    if facts.issuer:
        yield f"issuer: {_quote(facts.issuer)}"
    yield f"numbering: {_quote(facts.numbering)}"
    yield f"text: {facts.text}"
    yield f"facts: {facts.facts}"
    yield from _write_section(
        "clauses",
        "What is printed where the version calls for it, under any choice",
        map(_write_clause, facts.clauses),
    )
    citations = {
        id: _write_mapping(cited.model_dump(exclude_defaults=True)) for id, cited in facts.citations.items()
    }
    terms = {id: _write_mapping(term.model_dump(exclude_defaults=True)) for id, term in facts.terms.items()}
    yield from _write_section("citations", "The words of what it cites", _write_entries(citations))
    yield from _write_section(
        "terms", "The words that it defines, with their meanings where it gives them", _write_entries(terms)
    )
    yield from _write_section(
        "policies", "The titles of other policies that it names", _write_entries(_quote_all(facts.policies))
    )
    yield from _write_section(
        "lists",
        "The columns of the tables that schools fill in",
        (_write_row(key, of) for key, of in facts.lists.items()),
    )
    yield from _write_section("images", "The pictures that it shows", _write_entries(facts.images))
    if facts.history is not None:
        earlier = _write_entries(_quote_all(facts.history))
        yield from _write_section(
            "history", "The earlier versions that it lists, with their summaries", earlier, if_none=" {}"
        )
    options = (_write_row(key, map(_quote, options)) for key, options in facts.choices.items())
    yield from _write_section("choices", "What is left to each school to choose", options)
    yield from _write_section(
        "fields", "What is left to each school to fill in, and its type", _write_entries(facts.fields)
    )
    yield "\n# A digest of all that stands above."
    yield f"seal: {facts.seal}"


def _write_section(name: str, comment: str, entries: Iterable[str], if_none: str = "") -> Iterator[str]:
    lines = [f"  {entry}" for entry in entries]
    if lines or if_none:
        yield f"\n# {comment}."
        yield f"{name}:{'' if lines else if_none}"
    yield from lines


def _write_clause(clause: LockedClause) -> str:
    named = "named: true, " if clause.named else ""
    return (
        f"- {{clause: {clause.clause}, revision: {clause.revision}, {named}text: {clause.text}, facts:"
        f" {clause.facts}}}"
    )


def _write_entries(entries: Mapping[str, str]) -> Iterator[str]:
    return (f"{id}: {text}" for id, text in entries.items())


def _write_row(key: str, cells: Iterable[str]) -> str:
    return f"{key}: [{', '.join(cells)}]"


def _quote_all(texts: Mapping[str, str]) -> Mapping[str, str]:
    return {id: _quote(text) for id, text in texts.items()}


def _write_mapping(facts: Mapping[str, str]) -> str:
    return f"{{{', '.join(f'{name}: {_quote(text)}' for name, text in facts.items())}}}"


def _quote(text: str) -> str:
    """A text between double quotes, which YAML reads as JSON does."""
    return json.dumps(text, ensure_ascii=False)
