"""`clausewright new-policy`: a policy with a first version in draft, and a clause to begin each section."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..model.text import make_id
from .yaml_edit import write_flow

_POLICY = """\
# What holds for every version of this policy.
title: {title}
owner: {owner}
approver: {approver}
review_months: {review_months}
{audience}numbering: "1.1"
"""
_VERSION = """\
---
# One version of the policy: it puts clauses together. The file's name is its date.
status: draft                 # when it is agreed: clausewright issue {policy} {version}
summary: The first version.
---
{{{{ adoption() }}}}

{sections}
## Signed {{-}}

{{{{ sign_off() }}}}
"""
_CLAUSE = """\
---
# One dated wording of a clause. A new wording is a new file with a later date; this one stays as it is.
title: {title}
concept: {clause}
strength: information         # must | should | may | advised | information
{applies_to}---
{text}, one sentence a line.
"""
# What stands in a new clause until somebody has written it.
UNWRITTEN = "Write here what the policy says about this"


@dataclass(frozen=True, slots=True)
class NewPolicy:
    """What a new policy begins with. `sections` are the headings; `audience` words of the schema."""

    id: str
    title: str
    owner: str
    approver: str
    version: str
    review_months: int
    sections: Sequence[str]
    audience: Sequence[str]


def write_policy_files(policy: NewPolicy, taken: Iterable[str]) -> Mapping[str, str]:
    """The texts of a new policy's files by their paths in the library. `taken` are the ids that clauses have
    already.
    """
    audience = write_flow(list(policy.audience)) if policy.audience else ""
    folder = f"policies/{policy.id}"
    files = {
        f"{folder}/policy.yml": _POLICY.format(
            title=write_flow(policy.title),
            owner=write_flow(policy.owner),
            approver=policy.approver,
            review_months=policy.review_months,
            audience=f"audience: {audience}\n" if audience else "",
        )
    }
    ids = set(taken)
    sections = []
    for heading in policy.sections:
        clause = _name_clause(policy.id, heading, ids)
        ids.add(clause)
        sections.append(f'## {_escape_heading(heading)}\n\n{{{{ clause("{clause}") }}}}\n')
        files[f"policies/clauses/{clause}/{policy.version}.md"] = _CLAUSE.format(
            title=write_flow(_escape_heading(heading)),
            clause=clause,
            text=UNWRITTEN,
            applies_to=f"applies_to: {audience}\n" if audience else "",
        )
    files[f"{folder}/{policy.version}.md"] = _VERSION.format(
        policy=policy.id, version=policy.version, sections="\n".join(sections)
    )
    return files


def _name_clause(policy: str, heading: str, taken: Iterable[str]) -> str:
    name = f"{policy}-{make_id(heading) or 'text'}"[:70].strip("-")
    known = set(taken)
    number = 2
    id = name
    while id in known:
        id = f"{name}-{number}"
        number += 1
    return id


def _escape_heading(heading: str) -> str:
    """A heading as clauses write it: nothing in it is markup or a template."""
    return re.sub(r"([\\`*_{}\[\]<>#$^~|@])", r"\\\1", " ".join(heading.split()))
