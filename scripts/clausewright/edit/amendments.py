"""What `clausewright update` writes: new dated amendments beside the old ones, and the file in which a person
decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ruamel.yaml.nodes import MappingNode

from ..errors import UsageError
from ..model.amendments import Step, Update
from ..model.library import Amendment, Group
from ..model.local_records import Action
from .library_files import put, put_all
from .yaml_edit import get_child, read_tree, set_key, write_flow

_HEAD = """\
# {name}: {policy}, {version}.
# Both the model and we have changed the clauses below, or the model no longer has them where they were. \
For each, write one word
# after 'decide:', then run 'clausewright update {command}' again:
#
#   ours    our wording stays as it is
#   model   we take the model's new wording
#   text    we take the wording under 'text:', which you may change first
#   omit    we leave the clause out
#
# Where the clause itself is gone, 'ours' and 'text' need a place too: 'into: CLAUSE' takes that clause's \
place, 'after: CLAUSE' stands
# after it as a clause of our own. What has no word yet stays open. \
Nothing is lost: the old amendments stay where they are.
"""


def write_update(
    root: Path, update: Update, decisions: str, known: Iterable[str], command: str
) -> tuple[Path, ...]:
    """Write the amendments of an update, and ask about what is open in the decision file.

    `decisions` is that file's path, `known` the keys that it has already; what is in it stays as it is.
    Returns the files written. Raises UsageError where an amendment is there already; then nothing is written.
    """
    amendment_files = {
        root / amendment.body.path: write_amendment_text(amendment)
        for step in update.steps
        for amendment in step.writes
    }
    for path, text in amendment_files.items():
        if path.exists() and path.read_text(encoding="utf-8") != text:
            raise UsageError(
                f"{path.relative_to(root).as_posix()} is there already, with another text. Nothing was"
                " written."
            )
    files = {path: text.encode() for path, text in amendment_files.items() if not path.exists()}
    for path in files:
        path.parent.mkdir(parents=True, exist_ok=True)
    put_all(files)
    asked = [step for step in update.open if step.key not in set(known)]
    if not asked:
        return tuple(files)
    path = root / decisions
    before = (
        path.read_text(encoding="utf-8").rstrip("\n") + "\n"
        if path.exists()
        else _write_head(update, command)
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    put(path, (before + "".join(_write_entry(step) for step in asked)).encode())
    return (*files, path)


def set_decision(text: str, key: str, entry: Mapping[str, str]) -> str:
    """Write what a person decided about one wording into the text of a decision file, in the places that wait
    for it; what is empty in `entry` stays as it is there.

    Raises ValueError where the file does not ask about it.
    """
    for name, value in entry.items():
        mapping = get_child(read_tree(text), key)
        if not isinstance(mapping, MappingNode):
            raise ValueError(f"nothing is asked about '{key}'")  # noqa: TRY004 - what a person wrote
        if value:
            text = set_key(text, mapping, name, write_flow(value))
    return text


def write_amendment_text(amendment: Amendment) -> str:
    """An amendment as the text of its file."""
    return "".join(f"{line}\n" for line in _write_front_matter(amendment)) + _end_line(amendment.body.text)


def _write_front_matter(amendment: Amendment) -> Iterator[str]:
    facts = amendment.facts
    yield "---"
    yield f"amends: {facts.amends}"
    yield f"action: {facts.action}"
    for name in ("id", "title"):
        if value := getattr(facts, name):
            yield f"{name}: {write_flow(value)}"
    if not facts.headed:
        yield "headed: no"
    for name in ("policies", "applies_to"):
        if value := getattr(facts, name):
            yield f"{name}: {write_flow(list(value))}"
    if facts.since:
        yield f"since: {facts.since}"
    if facts.strength and facts.action is not Action.MODEL:
        yield f"strength: {facts.strength}"
    yield f"reason: {write_flow(facts.reason)}"
    yield "---"


def _write_head(update: Update, command: str) -> str:
    return _HEAD.format(
        name=update.name, policy=update.policy.facts.title, version=update.new.title, command=command
    )


def _write_entry(step: Step) -> str:
    lines = [
        f"\n{step.key}:",
        f"  why: {write_flow(step.why)}",
        "  decide:",
        f"  reason: {write_flow(step.amendment.facts.reason)}",
    ]
    if not step.revision:
        lines += ["  into:", "  after:"]
    blocks = (
        ("text", step.ours or step.model),
        ("was", step.was),
        ("model", step.model),
        ("ours", step.ours),
    )
    return "".join(f"{line}\n" for line in lines) + "".join(_write_block(name, text) for name, text in blocks)


def _write_block(name: str, text: str) -> str:
    """A text as YAML keeps it line for line. The number says how far it is indented, whatever its first line
    begins with.
    """
    if not text.strip():
        return f"  {name}:\n"
    body = "".join(f"    {line}".rstrip() + "\n" for line in text.strip("\n").splitlines())
    return f"  {name}: |2\n{body}"


def _end_line(text: str) -> str:
    text = text.strip("\n")
    return f"{text}\n" if text else ""


def name_command(update: Update) -> str:
    """What to type after 'clausewright update' to come back here."""
    trust = "--trust " if isinstance(update.holder, Group) else ""
    return f"{trust}{update.holder.id} {update.policy.id} --to {update.new.name}"
