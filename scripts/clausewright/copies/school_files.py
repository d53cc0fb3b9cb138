"""The files of a school that comes into a library: its decisions about policies, and its own wordings of
clauses, tied to the revisions that they amend.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from ..assemble.adoption import adopted_digest, school_choices
from ..importer.draft import dump_front_matter, dump_yaml
from ..importer.library_values import list_library_fields
from ..importer.markdown import write_blocks, write_running
from ..importer.outline import list_texts, replace_texts
from ..importer.pictures import place_pictures
from ..importer.proposals import Proposals, find_free_id, make_slug
from ..importer.values import Found, mark_fields
from ..model.dates import first_day, month_in_words
from ..model.kinds import VersionStatus
from ..model.library import Library, School
from ..model.local_records import Action
from ..model.values import Value, Words
from ..readers.words import plain
from .own_wordings import OwnWording
from .school_in_library import CopyInLibrary, SchoolInLibrary
from .titles import shorten_title


@dataclass(slots=True)
class OwnFiles:
    """A school's own wordings as files, and the pictures that stand in them."""

    files: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)


# -- Decisions about policies --------------------------------------------------------------------------------


def write_adoptions(school: SchoolInLibrary, library: Library, digests: Mapping[tuple[str, str], str]) -> str:
    """Write adoptions.yml: each version that the school's copies are. Where a copy says when it was adopted,
    by whom and from when, and the version has been issued, it is a decision, with its digest where `digests`
    has one by policy and version; else it is proposed, with what the copy says beside it. What the school's
    trust has decided for all its schools is not repeated.
    """
    lines = ["# What the school decided about each policy, as its own copies say.\n"]
    trust = library.trusts.get(school.match.trust)
    for library_copy in school.copies:
        facts = library_copy.copy.imported.facts
        entry = _collect_decision(library_copy, school.values)
        if trust and any(
            adoption.policy == library_copy.policy.id
            and adoption.facts.version == library_copy.version.name
            and (not facts.adopted or str(adoption.facts.on) == facts.adopted)
            for adoption in trust.adoptions
        ):
            continue
        lines.append(f"{library_copy.policy.id}:\n")
        written = ", ".join(f"{name}: {value}" for name, value in entry.items())
        if "..." not in entry.values() and library_copy.version.facts.status is VersionStatus.ISSUED:
            digest = digests.get((library_copy.policy.id, library_copy.version.name))
            lines.append(f"  - {{{written}{f', digest: {digest}' if digest else ''}}}\n")
            continue
        lines.append(f"  - {{version: {library_copy.version.name}, status: proposed}}\n")
        lines.append("  # What the copy says of itself; fill in what it does not say:\n")
        lines.append(f"  # - {{{written}}}\n")
    return "".join(lines)


def compute_digests(school: School, library: Library, as_at: date) -> dict[tuple[str, str], str]:
    """Compute the digest of each decision that a school of a library has, by policy and version: that of the
    text as the school's choices and amendments make it. The library must have passed check.
    """
    digests: dict[tuple[str, str], str] = {}
    for adoption in school.adoptions:
        policy = library.policies[adoption.policy]
        version = policy.named(adoption.facts.version)
        if version and adoption.facts.status == "adopted":
            choices = school_choices(library, school, max(adoption.date, as_at))
            digests[policy.id, version.name] = adopted_digest(library, policy, version, choices)
    return digests


def _collect_decision(library_copy: CopyInLibrary, values: Mapping[str, Value]) -> dict[str, str]:
    """An entry of adoptions.yml, with dots for what a copy does not say."""
    facts = library_copy.copy.imported.facts
    stated = {line.label.casefold(): line.text for line in facts.stated}
    entry = {
        "version": library_copy.version.name,
        "on": facts.adopted if len(facts.adopted) == len("2026-09-15") else "...",
        "from": facts.issued if len(facts.issued) == len("2026-09-15") else facts.adopted or "...",
        "by": _find_body(facts.body, values, library_copy.policy.facts.approver) or "...",
    }
    if minute := stated.get("minute"):
        entry["minute"] = dump_yaml(minute)
    if len(facts.next_review) == len("2026-09-15"):
        entry["next_review"] = facts.next_review
    return entry


def _find_body(name: str, values: Mapping[str, Value], approver: str) -> str:
    """The word of the library's that prints the name of a body; "" where a copy names none."""
    if not name:
        return ""
    for key in (f"word.{approver}", *values):
        space, _, body = key.partition(".")
        word = values.get(key) if space == "word" else None
        if isinstance(word, Words) and word.singular.casefold() == name.casefold():
            return body
    return approver


# -- Own wordings --------------------------------------------------------------------------------------------


def write_own_wordings(school: SchoolInLibrary, kept: Container[int], library: Library) -> OwnFiles:
    """Write the amendments of a school: those of its own wordings whose identities are `kept`."""
    own_files = OwnFiles()
    taken = {*library.clauses} | {
        amendment.facts.id for trust in library.trusts.values() for amendment in trust.amendments
    }
    texts = [
        text
        for library_copy in school.copies
        for unit in library_copy.copy.units
        for text in unit.plain_texts
    ]
    fields = list_library_fields(library.schema, school.values, texts)
    by_text: dict[tuple[str, str, str], tuple[str, dict[str, object]]] = {}
    days: Counter[str] = Counter()
    for library_copy in school.copies:
        calls = _make_calls(school, library_copy, own_files)
        for wording in library_copy.wordings:
            if id(wording) not in kept:
                continue
            facts, text = _write_amendment(library_copy, wording, fields, calls, taken)
            policies = facts.pop("policies")
            known = by_text.get((wording.clause, dump_front_matter(facts), text))
            if known and wording.action is not Action.ADD_AFTER:
                # What two policies have of one clause in the same words is one amendment.
                path, before = known
                before["policies"] = [*_list(before["policies"]), *_list(policies)]
                own_files.files[path] = _join(before, text)
                continue
            day = first_day(library_copy.version.name)
            name = library_copy.version.name
            if count := days[wording.clause]:
                name = f"{day + timedelta(days=count):%Y-%m-%d}"
            days[wording.clause] += 1
            path = f"variables/schools/{school.match.id}/amendments/{wording.clause}/{name}.md"
            by_text[wording.clause, dump_front_matter(facts), text] = path, facts
            facts["policies"] = policies
            own_files.files[path] = _join(facts, text)
    return own_files


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else [value]


def _join(facts: Mapping[str, object], text: str) -> str:
    return f"---\n{dump_front_matter(facts)}---\n{text}"


def _write_amendment(
    library_copy: CopyInLibrary,
    wording: OwnWording,
    fields: list[Found],
    calls: Callable[[str, str], str],
    taken: set[str],
) -> tuple[dict[str, object], str]:
    """The front matter and the text of one amendment."""
    month = f" of {month_in_words(library_copy.copy.date)}" if library_copy.copy.date else ""
    reason = wording.reason or f"As the school’s own policy{month} words it."
    facts: dict[str, object] = {"amends": wording.revision, "action": str(wording.action)}
    parts = list(wording.parts)
    if wording.action is Action.ADD_AFTER:
        is_headed = parts[0].unit.is_heading
        title = parts[0].text if is_headed else shorten_title(parts[0].text)
        name = make_slug(parts[0].text, 4) or "own-clause"
        facts["id"] = find_free_id(name if re.match(r"[a-z]", name) else f"own-{name}", taken)
        taken.add(str(facts["id"]))
        facts["title"] = title
        if not is_headed:
            facts["headed"] = "no"
        parts = parts[1:] if is_headed else parts
    elif wording.title:
        facts["title"] = write_running(wording.title, calls, links=False)
    facts |= {"policies": [library_copy.policy.id], "reason": reason}
    blocks = tuple(block for part in parts for block in part.blocks)
    marked = {text: mark_fields(text, fields) for text in list_texts(blocks)}
    return facts, write_blocks(replace_texts(blocks, marked), calls) if blocks else ""


def _make_calls(
    school: SchoolInLibrary, library_copy: CopyInLibrary, own_files: OwnFiles
) -> Callable[[str, str], str]:
    """What marks in the texts of a copy become: fields, references, notes, pictures."""
    source = library_copy.copy.imported.source
    pictures = place_pictures(source, f"{library_copy.policy.id}-{school.match.id}", Proposals())
    notes = [unit.place for unit in library_copy.copy.units if unit.kind == "note"]

    def calls(shown: str, target: str) -> str:
        kind, _, rest = target.partition(":")
        if kind == "field":
            return f"{{{{ {rest} }}}}"
        if kind == "picture":
            picture = pictures[rest]
            own_files.pictures[f"policies/{picture.path}"] = picture.data
            return f"![{picture.description}]({picture.path})"
        if kind == "note":
            number = int(rest)
            clause = library_copy.clauses.get(notes[number]) if number < len(notes) else None
            return f'{{{{ note("{clause}") }}}}' if clause else ""
        target_kind, place, _ = rest.split(":")
        clause = library_copy.clauses.get(int(place))
        of_kind = ', of="section"' if target_kind == "section" else ""
        return f'{{{{ ref("{clause}"{of_kind}) }}}}' if clause else plain(shown)

    return calls
