"""Files that a person hands to the desk: kept in the library's own working folder, which no build publishes
and no git keeps, until they are taken over.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path, PurePath

from ruamel.yaml.nodes import MappingNode

from .library_files import put
from .yaml_edit import get_child, read_tree, set_key, write_flow

_FOLDER = Path(".clausewright") / "desk"
_UNUSUAL = re.compile(r"[^\w.,()&' -]")
_LONGEST = 120
# What Windows takes for a device, whatever stands behind the dot.
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{name}{number}" for name in ("com", "lpt") for number in range(1, 10))}
)
_STATE = "wizard.json"


def get_incoming_folder(root: Path, name: str) -> Path:
    """Return the folder of an errand, such as "import" or "values"; it need not be there."""
    return root / _FOLDER / name


def keep_incoming(root: Path, errand: str, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Keep files that were handed in for an errand, in place of those of the last one; return their paths.

    Of each name only the last part counts, of its letters only usual ones, and as many as every disk takes.
    """
    folder = get_incoming_folder(root, errand)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    paths = []
    for name, data in files.items():
        path = folder / _make_safe(re.split(r"[/\\]", name)[-1])
        put(path, data)
        paths.append(path)
    return tuple(paths)


def _make_safe(name: str) -> str:
    """A file's name that every system takes."""
    usual = PurePath(_UNUSUAL.sub("-", name).strip(". ") or "file")
    stem = usual.stem[:_LONGEST]
    return f"{'file-' if stem.lower() in _DEVICES else ''}{stem}{usual.suffix[:10]}"


def keep_state(root: Path, errand: str, state: Mapping[str, object]) -> None:
    """Keep what an errand has to know when it goes on."""
    put(get_incoming_folder(root, errand) / _STATE, json.dumps(state, ensure_ascii=False).encode())


def read_state(root: Path, errand: str) -> Mapping[str, object]:
    """Return what an errand has kept; nothing where it has not begun."""
    path = get_incoming_folder(root, errand) / _STATE
    try:
        state = json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def remove_draft(folder: Path) -> None:
    """Throw away the draft of an import that is made anew."""
    shutil.rmtree(folder, ignore_errors=True)


def answer_report(text: str, answers: Mapping[str, str], refused: Mapping[str, bool]) -> str:
    """Write answers into the text of an import's report, and which proposals are carried out."""
    for id, answer in answers.items():
        question = get_child(get_child(read_tree(text), "questions"), id)
        if isinstance(question, MappingNode):
            text = set_key(text, question, "answer", write_flow(answer))
    for id, is_accepted in refused.items():
        proposal = get_child(get_child(read_tree(text), "proposals"), id)
        if isinstance(proposal, MappingNode):
            text = set_key(text, proposal, "accept", "yes" if is_accepted else "no")
    return text


def keep_report(folder: Path, text: str) -> Path:
    """Keep a report with a person's answers; return its path."""
    path = folder / "answered.yml"
    put(path, text.encode())
    return path
