"""The files of a new trust, with all that it can set and what each thing means, and of an authority."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ruamel.yaml.nodes import MappingNode

from ..model.library import School
from ..model.values import Bound, Variable
from .school import write_entries
from .yaml_edit import read_tree, set_key, write_flow

_HEAD = (
    "# The values of {name} for all its schools. A line with a # before a name gives no value: what",
    "# stands there counts anyway, or is an example. To give the trust's own, take the # and the space away.",
)


def write_trust_text(id: str, name: str, variables: Iterable[Variable], values: Mapping[str, Bound]) -> str:
    """The text of a new trust's file. `variables` are those that a trust sets, `values` what counts for its
    schools without it.
    """
    head = [line.format(name=name or id) for line in _HEAD]
    given = {"trust.name": name} if name else {}
    return "\n".join([*head, *write_entries(variables, given, {}, values)]) + "\n"


_AUTHORITY = "# Values for all {units} of this authority.\n"


def write_authority_text(name: str, units: str, *, has_name: bool) -> str:
    """The text of a new authority's file; `has_name` says whether the schema has a place for its name."""
    head = _AUTHORITY.format(units=units)
    return f"{head}authority: {{name: {write_flow(name)}}}\n" if has_name else head


def join_trust(text: str, school: School, trust: str) -> str:
    """The text of a school's file with the trust that it belongs to, below its authority."""
    root = read_tree(text)
    if isinstance(root, MappingNode) and root.flow_style:
        return set_key(text, root, "trust", write_flow(trust))
    lines = text.split("\n")
    place = school.lines["authority"]
    ending = "\r" if lines[place - 1].endswith("\r") else ""
    lines.insert(place, f"trust: {write_flow(trust)}{ending}")
    return "\n".join(lines)
