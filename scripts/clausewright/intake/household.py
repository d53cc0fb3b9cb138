"""The household of a draft: the school, its authority, its values, what it adopted, and the schema that all of it needs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..model.dates import first_day
from .advice import Advice, slug
from .draft import Drafted, Imported, yaml_of
from .values import Found

_WORDS: Mapping[str, tuple[str, str, str]] = {
    "staff": ("member of staff", "staff", "What those who work at the school are called."),
    "pupil": ("pupil", "pupils", "What those whom the school teaches are called."),
    "parent": ("parent or carer", "parents and carers", "What those who bring a pupil up are called."),
    "governor": ("governor", "governors", "What a member of the governing body is called."),
    "volunteer": ("volunteer", "volunteers", "A person who helps unpaid."),
    "contractor": ("contractor", "contractors", "A person who works in school for somebody else."),
    "visitor": ("visitor", "visitors", "A person who comes for a short time."),
    "head": ("headteacher", "headteachers", "The title of the head of the school."),
    "line_manager": ("line manager", "line managers", "The person to whom a member of staff reports."),
    "governing_body": ("governing body", "governing bodies", "The body that approves policies."),
}
_PHASES = (("nursery", "nursery"), ("pre-school", "nursery"), ("special", "special"), ("primary", "primary"), ("infant", "primary"),
           ("junior", "primary"), ("high school", "secondary"), ("secondary", "secondary"), ("grammar", "secondary"),
           ("sixth form", "post-16"), ("college", "secondary"))  # fmt: skip


def household(
    imported: Sequence[Imported], drafted: Sequence[Drafted], fields: Sequence[Found], advice: Advice, school: str
) -> tuple[str, dict[str, str], list[str]]:
    """Write the files around the policies. Returns the school's id, the files by their paths, and remarks."""
    values = {one.key: one.value for one in fields}
    trust = re.sub(r" (?:Multi[- ])?(?:Academy )?Trust$", "", values.get("school.trust_name", ""))
    name = values.get("school.name") or trust
    about = f"{name} {' '.join(one.outline.title for one in imported)}".casefold()
    phase = next((phase for word, phase in _PHASES if word in about), "primary")
    kind = "academy" if "academ" in about or "school.trust_name" in values else "maintained"
    proposal = advice.propose(
        "school", name or "school", f"The school is {phase}, {kind}", 0.7 if name else 0.3, {"phase": phase, "type": kind}
    )
    phase, kind = proposal.text("phase"), proposal.text("type")
    id = school or slug(name) or "school"
    authority = slug(values.get("school.authority_name", "")) or "authority"
    remarks: list[str] = []
    files = {
        "policies/editions.yml": _editions(drafted),
        "variables/schema.yml": _schema(fields),
        "variables/common.yml": "# Values for all schools.\n",
        f"variables/authorities/{authority}.yml": "# Values for all schools of this authority.\n",
        f"variables/schools/{id}/school.yml": _school(fields, imported, authority, phase, kind, name),
        f"variables/schools/{id}/adoptions.yml": _adoptions(imported, drafted, remarks),
    }
    return id, files, remarks


def _editions(drafted: Sequence[Drafted]) -> str:
    """One edition, the school year in which the oldest version began."""
    oldest = min(first_day(one.version) for one in drafted)
    year = oldest.year if oldest.month >= 9 else oldest.year - 1
    title = f"{year}-{(year + 1) % 100:02}"
    return f"- {{id: {title}, title: {title}, from: {year}-09-01}}\n"


def _schema(fields: Sequence[Found]) -> str:
    lines = ["# Every variable of the imported policies: its type, who sets it, what it means.\n"]
    known = {one.key: one for one in fields}
    if "school.name" not in known:
        lines.append('school.name: {type: text, set_by: school, help: "The school\'s full name."}\n')
    lines += [f"{one.key}: {{type: {one.type}, set_by: {one.set_by}, help: {yaml_of(one.help)}}}\n" for one in known.values()]
    lines += [
        f"word.{name}: {{type: words, set_by: school, default: {{singular: {singular}, plural: {plural}}}, help: {yaml_of(help)}}}\n"
        for name, (singular, plural, help) in _WORDS.items()
    ]
    return "".join(lines)


def _school(fields: Sequence[Found], imported: Sequence[Imported], authority: str, phase: str, kind: str, name: str) -> str:
    lines = [f"authority: {authority}\nphase: {phase}\ntype: {kind}\n"]
    spaces: dict[str, list[str]] = {}
    for one in fields:
        space, _, short = one.key.partition(".")
        value = f"{{name: {yaml_of(one.value)}}}" if one.type == "person" else yaml_of(one.value)
        spaces.setdefault(space, []).append(f"  {short}: {value}\n")
    if not any(one.key == "school.name" for one in fields):
        spaces.setdefault("school", []).insert(0, f"  name: {yaml_of(name or 'The school')}\n")
    body = next((one.standing.body for one in imported if one.standing.body), "")
    if body and body != "governing body":
        plural = f"{body[:-1]}ies" if body.endswith("y") else f"{body}s" if not body.endswith("s") else body
        spaces.setdefault("word", []).append(f"  governing_body: {{singular: {yaml_of(body)}, plural: {yaml_of(plural)}}}\n")
    for space, values in spaces.items():
        lines += [f"{space}:\n", *values]
    return "".join(lines)


def _adoptions(imported: Sequence[Imported], drafted: Sequence[Drafted], remarks: list[str]) -> str:
    """Each policy proposed; beside it, for the day when its version is issued, the decision that it tells of itself."""
    lines = [
        "# What the school decided about each policy. A draft can only be proposed: look it over, issue it, and record the decision.\n"
    ]
    for one, draft in zip(imported, drafted, strict=True):
        start = first_day(draft.version)
        on = first_day(one.standing.adopted) if one.standing.adopted else None
        in_force = max(start, on) if on else start
        if on is None:
            remarks.append(f"'{draft.policy}' does not say when it was adopted.")
        review = first_day(one.standing.next_review) if one.standing.next_review else None
        facts = f"version: {draft.version}, on: {on or '...'}, from: {in_force if on else '...'}, by: governing_body"
        facts += f", next_review: {review}" if review else ""
        if review and review <= in_force:
            remarks.append(f"'{draft.policy}' names a review on {review}, before it came into force.")
        lines.append(f"{draft.policy}:\n  - {{version: {draft.version}, status: proposed}}\n")
        lines.append(f"  # What the policy says of itself, for when it is issued:\n  # - {{{facts}}}\n")
    return "".join(lines)
