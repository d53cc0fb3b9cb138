"""Facts in the front matter of a clause or a version: only what changes is touched, and comments stay."""

from __future__ import annotations

from collections.abc import Mapping

from ruamel.yaml.nodes import MappingNode

from .yaml_edit import Plain, get_child, read_tree, remove_key, set_key, write_flow

_MARK = "---\n"


def split_text(text: str) -> tuple[str, str]:
    """The front matter of a file, without its marks, and what stands below it. Raises ValueError where a file
    has none.
    """
    before, mark, rest = text.partition(_MARK)
    front, end, body = rest.partition(f"\n{_MARK}")
    if before or not mark or not end:
        raise ValueError("there is no front matter")
    return f"{front}\n", body


def change_facts(text: str, facts: Mapping[str, Plain | None]) -> str:
    """Set facts in a file's front matter; None and what is empty takes a fact out.

    Raises ValueError where the file has no front matter that can be read.
    """
    front, body = split_text(text)
    for name, value in facts.items():
        tree = read_tree(front)
        if not isinstance(tree, MappingNode):
            raise ValueError("the front matter is no list of facts")  # noqa: TRY004 - what a person wrote
        if value not in (None, "", [], ()):
            front = set_key(front, tree, name, write_flow(value) if value is not None else "")
        elif get_child(tree, name) is not None:
            front = remove_key(front, tree, name)
    return f"{_MARK}{front}{_MARK}{body}"


def change_body(text: str, body: str) -> str:
    """Put another text below a file's front matter."""
    front, _ = split_text(text)
    ended = body.rstrip("\n")
    return f"{_MARK}{front}{_MARK}{ended}\n" if ended else f"{_MARK}{front}{_MARK}"
