"""What reviewers meet, each a folder in tests/cases/diff/ with the changes as a governor reads them, in
`changes.md`.

A case is two texts, `old.md` and `new.md` (and `between.md`, where a version lies between them), or the small
library of tests/cases/library with the files in `new/` put over it; `school.txt` names the school whose document is
compared. In a text, a clause is a heading with its id, its strength and those whom it concerns: `### Title
{#id must staff pupil, replaces other}`, and may say `Because: why.` To add a case, write its texts, run
`python -m tests.unit.diff.test_cases`, and read what that wrote.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from clausewright.assemble.answers import resolve_key
from clausewright.assemble.assembler import Assembler
from clausewright.changes import DiffSession, DocumentInputs, compare, make_model_inputs, make_school_inputs
from clausewright.diff import Lineage, diff
from clausewright.diff.effects import assign_effects
from clausewright.diff.redline import apply_changes, strip_to_text
from clausewright.document.pandoc import shared_pandoc
from clausewright.document.parse import parse
from clausewright.document.writer import to_plain
from clausewright.load import load_library
from clausewright.model.change import Changes, Side
from clausewright.model.document import Document
from clausewright.model.effects import DEFAULT_RULES
from clausewright.model.tokens import TOKEN, key_of
from clausewright.model.values import SCHOOL
from clausewright.reports import Cover, build_markdown
from tests.support import CASES
from tests.support.small import copied

PAIRS = CASES / "diff"
GOLDEN = "changes.md"
NAMES = sorted(folder.name for folder in PAIRS.iterdir() if folder.is_dir())
CLAUSE = re.compile(
    r"^### (.+?) \{#([a-z-]+) ([a-z]+)((?: [a-z]+)*)(?:, replaces ([a-z -]+))?\}$", re.MULTILINE
)
FENCE = ":" * 12
TODAY = date(2026, 11, 21)
UNIT = {"unit.singular": SCHOOL.singular, "unit.plural": SCHOOL.plural}
VERSIONS = ("September 2024", "September 2025", "September 2026")


@cache
def document(path: Path) -> tuple[Document, dict[str, str], dict[str, tuple[str, ...]]]:
    """A text as a document, the reasons that its clauses give, and what each replaces."""
    first, *rest = re.split(r"^(?=##)", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    reasons: dict[str, str] = {}
    replaced: dict[str, tuple[str, ...]] = {}
    text = first
    for part in rest:
        found = CLAUSE.match(part)
        if found is None:
            text += part
            continue
        title, id, strength, audience, replaces = found.groups()
        replaced[id] = tuple((replaces or "").split())
        body = part[found.end() :].strip()
        if why := re.match(r"Because: (.+)\n\n", body):
            reasons[id], body = why[1], body[why.end() :]
        facts = {
            "kind": "clause",
            "revision": "2026-09",
            "strength": strength,
            "audience": audience.strip(),
            "replaces": replaces or "",
        }
        pairs = " ".join(f'{name}="{value}"' for name, value in facts.items() if value)
        text += f"\n{FENCE} {{#{id} .clause {pairs}}}\n\n# {title}\n\n{body}\n\n{FENCE}\n\n"
    return parse(shared_pandoc(), "Mobile phones", "1.1", text), reasons, replaced


def of_texts(folder: Path) -> Iterator[Changes]:
    """The changes from each text of a case to each later one."""
    versions = [
        folder / f"{name}.md" for name in ("old", "between", "new") if (folder / f"{name}.md").exists()
    ]
    sides = {
        path: Side(title, title) for path, title in zip(versions, VERSIONS[-len(versions) :], strict=True)
    }
    pairs = [
        pair for step in range(1, len(versions)) for pair in zip(versions, versions[step:], strict=False)
    ]
    for before, after in pairs:
        old, (new, reasons, replaced) = document(before)[0], document(after)
        changes = diff("phones", old, new, (sides[before], sides[after]), Lineage(replaced))
        assert apply_changes(old, changes) == strip_to_text(new)
        entries = (
            replace(one, reason=" ".join(dict.fromkeys(reasons[id] for id in one.new_ids if id in reasons)))
            for one in changes.entries
        )
        yield assign_effects(replace(changes, entries=tuple(entries)), DEFAULT_RULES, {})


def of_libraries(folder: Path) -> Iterator[tuple[Changes, DocumentInputs]]:
    """The changes from the small library to the case's."""
    with tempfile.TemporaryDirectory() as place:
        roots = copied(Path(place) / "old"), copied(Path(place) / "new")
        shutil.copytree(folder / "new", roots[1], dirs_exist_ok=True)
        sources = [source(root, folder / "school.txt") for root in roots]
    titles = VERSIONS[1:]
    changes = compare(DiffSession(shared_pandoc()), *sources)
    yield (
        replace(
            changes, old=replace(changes.old, title=titles[0]), new=replace(changes.new, title=titles[1])
        ),
        sources[1],
    )


def source(root: Path, school: Path) -> DocumentInputs:
    """The newest version of the phones policy in a library, of the model or of the school that a file names."""
    library, problems = load_library(root)
    assert problems == ()
    assembler, policy = Assembler(library), library.policies["phones"]
    if not school.exists():
        return make_model_inputs(assembler, policy, policy.versions[-1])
    reader = library.schools[school.read_text(encoding="utf-8").strip()]
    return make_school_inputs(assembler, reader, policy, policy.versions[-1], library.policies, TODAY)


def read(changes: Changes, source: DocumentInputs | None) -> str:
    """Changes as a governor reads them."""
    text = to_plain(shared_pandoc(), build_markdown(changes, Cover("Mobile phones policy")), "gfm")

    def words(found: re.Match[str]) -> str:
        key = key_of(found[0])
        if key in UNIT:
            return UNIT[key]
        return (source and resolve_key(source.library.schema, source.values, key)) or f"({key})"

    return TOKEN.sub(words, text)


def told(case: str) -> str:
    """Everything that a case changes."""
    folder = PAIRS / case
    parts = (
        [read(*pair) for pair in of_libraries(folder)]
        if (folder / "new").is_dir()
        else [read(one, None) for one in of_texts(folder)]
    )
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


@pytest.mark.parametrize("case", NAMES)
def test_a_governor_can_read_what_changed(case: str) -> None:
    assert told(case) == (PAIRS / case / GOLDEN).read_text(encoding="utf-8")


def write(say: Callable[[str], object]) -> None:
    """Write every golden text anew."""
    for case in NAMES:
        say(case)
        (PAIRS / case / GOLDEN).write_text(told(case), encoding="utf-8")


if __name__ == "__main__":
    write(lambda _: None)
