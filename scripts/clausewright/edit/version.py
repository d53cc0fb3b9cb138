"""`clausewright new-version`: a draft of the next version, and new wordings of its clauses to work on."""

from __future__ import annotations

import re
from pathlib import Path

from ruamel.yaml.nodes import MappingNode

from ..model.library import Policy, Revision, Version
from .yaml_edit import get_child, read_tree, remove_key, set_key, write_flow

_FRONT = """\
---
# A draft, from the version of {earlier}. When it is agreed: clausewright issue {policy} {version}
status: draft
summary: {summary}
---
"""
# What stands for a summary until somebody has written it.
NO_SUMMARY = "What this version brings."
_NO_REASON = "# reason: why this wording is new; readers can see it"


def write_version_text(policy: Policy, earlier: Version, name: str, summary: str) -> str:
    """The text of a new version, which begins as the earlier one stands."""
    front = _FRONT.format(earlier=earlier.title, policy=policy.id, version=name, summary=write_flow(summary))
    return front + earlier.body.text


def write_revision_text(root: Path, revision: Revision, reason: str) -> str:
    """The text of a new wording of a clause, which begins as an earlier one stands; the reason for that one
    is left out.
    """
    text = (root / revision.body.path).read_text(encoding="utf-8-sig")
    lines = text.split("\n")
    front = "\n".join(lines[1 : revision.body.line - 2]) + "\n"
    tree = read_tree(front)
    if isinstance(tree, MappingNode) and get_child(tree, "reason") is not None:
        front = remove_key(front, tree, "reason")
    front = re.sub(r"(?m)^# One dated wording of a clause\..*\n", "", front)
    tree = read_tree(front)
    if reason and isinstance(tree, MappingNode):
        front = set_key(front, tree, "reason", write_flow(reason))
    elif not reason:
        front = f"{front}{_NO_REASON}\n"
    return f"---\n{front}---\n{revision.body.text}"
