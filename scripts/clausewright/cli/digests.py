"""`clausewright digests`."""

from __future__ import annotations

import argparse

from ..assemble.adoption import adopted_digest
from ..check.digests import counting, owners
from ..edit import adoptions
from ..errors import ClausewrightError, Problem, errors_in
from ..load.yaml import read_yaml
from .command import Command, checked, library_options
from .output import Console


def _options(command: argparse.ArgumentParser) -> None:
    library_options(command)


def _run(options: argparse.Namespace, voice: Console) -> int:
    root = options.library.resolve()
    library, problems = checked(root, options.as_at)
    if errors_in(problems):
        voice.problems(errors_in(problems))
        voice.complain("Nothing was recorded.")
        return 1
    found: dict[str, dict[int, str]] = {}
    for owner in owners(library):
        for held in counting(library, owner, options.as_at):
            if not held.adoption.facts.digest:
                digest = adopted_digest(library, held.policy, held.version, owner.choices(held.day))
                found.setdefault(held.adoption.path, {})[held.adoption.line] = digest
    texts = {
        path: _with_digests(adoptions.read(root / path), path, digests) for path, digests in found.items()
    }
    for path, text in texts.items():
        adoptions.save(root / path, text)
    count = sum(map(len, found.values()))
    voice.tell(
        f"Wrote {count} digests into {len(found)} files."
        if count
        else "Every decision that counts has its digest."
    )
    return 0


def _with_digests(text: str, path: str, digests: dict[int, str]) -> str:
    """The text with its digests, which must read as it did but for them."""
    try:
        changed = adoptions.with_digests(text, digests)
    except ValueError:
        changed = ""
    before, after = (read_yaml(path, one, []).mapping() for one in (text, changed))
    for entry in (entry for entries in after.values() if isinstance(entries, list) for entry in entries):
        if isinstance(entry, dict) and entry.get("digest") in digests.values():
            del entry["digest"]
    if before != after:
        hint = "Write each decision on a line of its own: - {version: 2026-09, on: ..., from: ..., by: ...}."
        raise ClausewrightError(
            [Problem(path, 0, "is written in a way to which nothing can be added safely", hint)]
        )
    return changed


COMMAND = Command(
    "digests", "write beside each decision that counts a digest of what was decided on", _options, _run
)
