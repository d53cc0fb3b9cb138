"""The draft: outlines and what was accepted about them become the files of a library that builds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from ..model.dates import first_day
from ..model.library import Library
from ..model.records import RESERVED_ANCHORS, RESERVED_IDS
from .advice import Advice, slug
from .likeness import Like, likenesses
from .markdown import at_start, blocks_in_markdown, escaped, running
from .outline import Call, Clause, Listing, Outline, Part, Section, mapped, texts_of
from .record import Facts, iso
from .sense import audience_of, plain_of, strength_of
from .source import LeftOut, Source
from .values import Found, with_fields
from .words import plain, words_in

AS_IMPORTED = "as-imported"


@dataclass(frozen=True, slots=True)
class Imported:
    """A source on its way into a draft: its outline, what was left out of it so far, what it says of its standing, and its advice."""

    policy: str
    source: Source
    outline: Outline
    left_out: tuple[LeftOut, ...]
    standing: Facts
    advice: Advice


@dataclass(frozen=True, slots=True)
class Terms:
    """What a person asked for: the version's name, the numbering, and today."""

    version: str
    numbering: str
    today: date


@dataclass(slots=True)
class Drafted:
    """One policy in the draft: its files, what was left out in all, and remarks."""

    policy: str
    version: str
    files: dict[str, str] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def draft_of(imported: Imported, fields: Sequence[Found], terms: Terms, library: Library | None, taken: set[str]) -> Drafted:
    """Write one policy's files. `taken` holds the clause ids of the whole draft and grows."""
    outline = _with_fields(imported.outline, fields)
    version = terms.version or _version(imported, terms.today)
    drafted = Drafted(
        imported.policy, version, left_out=[*imported.source.left_out, *imported.left_out], remarks=list(imported.source.remarks)
    )
    alike = likenesses(outline, library, {one.key: one.value for one in fields})
    clauses = list(outline.clauses())
    whole = plain_of(clauses)
    ids = _ids(clauses, alike, imported.advice, taken)

    def calls(shown: str, target: str) -> str:
        kind, _, rest = target.partition(":")
        if kind == "field":
            return f"{{{{ {rest} }}}}"
        if kind == "note":
            notes = [id for id, clause in zip(ids, clauses, strict=True) if clause.kind == "note"]
            return f'{{{{ note("{notes[int(rest)]}") }}}}'
        what, at, word = rest.split(":")
        if terms.numbering != AS_IMPORTED:
            drafted.left_out.append(LeftOut(shown, "reference: printed with the number that the compiler gives"))
        called = "" if word == "clause" else f', called="{word}"'
        return f'{{{{ ref("{ids[int(at)]}"{called}{", of=" + chr(34) + "section" + chr(34) if what == "section" else ""}) }}}}'

    for at, clause in enumerate(clauses):
        text = blocks_in_markdown(clause.blocks, calls)
        facts = _facts(clause, ids[at], alike.get(at), imported.advice, whole, calls)
        drafted.files[f"policies/clauses/{ids[at]}/{version}.md"] = f"---\n{_yaml(facts)}---\n{text}"
    drafted.files[f"policies/{imported.policy}/{version}.md"] = _version_text(imported, outline, ids, terms, calls)
    drafted.files[f"policies/{imported.policy}/policy.yml"] = _yaml(_policy_facts(imported, terms))
    drafted.left_out += _marks_left_out(outline, terms)
    return drafted


def _with_fields(outline: Outline, fields: Sequence[Found]) -> Outline:
    # What prints as a link cannot stand in a heading.
    words = [field for field in fields if field.type not in ("email", "phone")]
    parts: list[Part] = []
    for part in outline.parts:
        match part:
            case Clause():
                change = {text: with_fields(text, fields) for text in texts_of(part.blocks)}
                parts.append(Clause(part.number, with_fields(part.title, words), mapped(part.blocks, change), part.kind))
            case Section():
                parts.append(Section(part.level, part.number, with_fields(part.title, words)))
            case Call():
                parts.append(part)
    return Outline(outline.title, outline.title_is_its_own, tuple(parts))


def _ids(clauses: Sequence[Clause], alike: dict[int, Like], advice: Advice, taken: set[str]) -> list[str]:
    """Each clause's id: the library's where it is a clause of the library, else its own first words."""
    found = []
    for at, clause in enumerate(clauses):
        text = clause.title or next((plain(text) for text in texts_of(clause.blocks) if text.strip()), "")
        like = alike.get(at)
        if like:
            what = "the same as" if like.is_same else "an amendment of"
            shows = {
                "says": " ".join(plain(text).split())[:160],
                "likeness": f"{like.score:.0f} of 100",
                "difference": like.difference[:3000],
            }
            confidence = 0.95 if like.is_same else max(0.1, (like.score - 50) / 50)
            says = f"This is {what} the library's clause '{like.revision.clause}' of {like.revision.name}"
            if not advice.propose("clause", f"{like.revision.clause} {text}", says, confidence, shows=shows).accept:
                del alike[at]
                like = None
        id = like.revision.clause if like else _free(slug(plain(text)) or "clause", taken)
        id = id if id not in taken else _free(id, taken)
        taken.add(id)
        found.append(id)
    return found


def _free(base: str, taken: set[str]) -> str:
    base = base if re.match(r"[a-z]", base) else f"clause-{base}"
    base = f"clause-{base}" if base in RESERVED_IDS or RESERVED_ANCHORS.fullmatch(base) else base
    id, count = base, 1
    while id in taken:
        count += 1
        id = f"{base}-{count}"
    return id


def _facts(clause: Clause, id: str, like: Like | None, advice: Advice, whole: str, calls: object) -> dict[str, object]:
    """The front matter of a clause."""
    text = next((" ".join(plain(text).split()) for text in texts_of(clause.blocks) if text.strip()), "")
    facts: dict[str, object] = {"title": at_start(running(clause.title, calls, links=False)) if clause.title else _heading_of(text)}  # type: ignore[arg-type]
    if not clause.title:
        facts["headed"] = False
    if clause.kind != "clause":
        facts["kind"] = clause.kind
    if clause.kind in ("quotation", "note"):
        return facts
    strength, sure = strength_of(clause)
    audience, as_sure = audience_of(clause, whole)
    number = f"{clause.number} " if clause.number else ""
    says = f"{number}“{text[:90]}{'…' if len(text) > 90 else ''}” reads as '{strength}', for {', '.join(audience)}"
    proposal = advice.propose("sense", f"{number}{text}", says, min(sure, as_sure), {"strength": strength, "applies_to": audience})
    # A refused sense leaves the plainest one.
    facts |= {"concept": like.revision.facts.concept or id if like else id}
    if proposal.accept:
        facts |= {"strength": proposal.text("strength"), "applies_to": list(proposal.texts("applies_to"))}
    facts |= {"editing": "free"}
    if like:
        facts["reason"] = (
            "As it came in; the same as the library's."
            if like.is_same
            else f"As it came in; differs from the library's of {like.revision.name}."
        )
    return facts


def _heading_of(text: str) -> str:
    """A title for lists and searches, out of the first words."""
    words = text[:400].split()
    title = " ".join(words[:8])[:90].rstrip(" ,;:.(–-") + ("…" if len(words) > 8 else "")
    return at_start(escaped(title)) or "Clause"


def _version(imported: Imported, today: date) -> str:
    """The version's name: the day of issue, of adoption, a date in a running head or in the title, else this month."""
    heads = [iso(left.text) for left in imported.source.left_out if left.why == "page header or footer"]
    standing = imported.standing
    found = [standing.issued, standing.adopted, *heads, iso(imported.outline.title)]
    days = [name for name in found if name and first_day(name) <= today]
    return days[0] if days else f"{today:%Y-%m}"


def _version_text(imported: Imported, outline: Outline, ids: Sequence[str], terms: Terms, calls: object) -> str:
    facts = {"status": "draft", "summary": f"Imported from {imported.source.name}."}
    lines = [f"---\n{_yaml(facts)}---"]
    if not any(isinstance(part, Call) and part.macro == "adoption" for part in outline.parts):
        lines.append("{{ adoption() }}")
    at = 0
    own = terms.numbering == AS_IMPORTED
    for part in outline.parts:
        match part:
            case Section():
                number = f' {{number="{_attribute(part.number)}"}}' if part.number and own else ""
                lines.append(f"{'#' * part.level} {running(part.title, calls)}{number}")  # type: ignore[arg-type]
            case Call():
                lines.append(f"{{{{ {part.macro}() }}}}")
            case Clause():
                number = f', number="{_attribute(part.number)}"' if part.number and own else ""
                lines.append(f'{{{{ clause("{ids[at]}"{number}) }}}}')
                at += 1
    return "\n\n".join(lines) + "\n"


def _attribute(number: str) -> str:
    return re.sub(r'["\\{}]', "", number)


def _policy_facts(imported: Imported, terms: Terms) -> dict[str, object]:
    standing = imported.standing
    return {
        "title": imported.outline.title,
        "owner": standing.owner or "Not stated",
        "approver": "governing_body",
        "review_months": standing.months or 12,
        "audience": ["staff"],
        "numbering": terms.numbering,
    }


def _marks_left_out(outline: Outline, terms: Terms) -> Iterable[LeftOut]:
    """Bullets that are letters, and numbers where the compiler gives its own."""

    def bullets(blocks: Iterable[object]) -> Iterable[str]:
        for block in blocks:
            if isinstance(block, Listing):
                for item in block.items:
                    if block.counts == "bullet":
                        yield item.mark
                    yield from bullets(item.blocks)

    for part in outline.parts:
        if isinstance(part, Clause):
            yield from (LeftOut(mark, "bullet") for mark in bullets(part.blocks) if words_in(mark))
        if not isinstance(part, Call) and part.number and terms.numbering != AS_IMPORTED:
            yield LeftOut(part.number, "number: the compiler gives its own")


def _yaml(facts: Mapping[str, object]) -> str:
    """Facts as YAML that a person can read: one line each; JSON's strings are YAML's."""
    return "".join(f"{key}: {yaml_of(value)}\n" for key, value in facts.items())


def yaml_of(value: object) -> str:
    """A value as YAML on one line."""
    if isinstance(value, list | tuple):
        return f"[{', '.join(yaml_of(item) for item in value)}]"
    if isinstance(value, bool | int):
        return str(value).lower()
    text = str(value)
    return text if re.fullmatch(r"[a-z][a-z_]*(-[a-z]+)*|\d{4}-\d{2}(-\d{2})?", text) else json.dumps(text, ensure_ascii=False)
