"""The draft: outlines and what was accepted about them become the files of a library that builds."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..model.dates import first_day, month_in_words
from ..model.library import Library, Revision
from ..model.text import escape_line_start
from ..readers.source import LeftOut
from ..readers.words import ELSEWHERE, cut_at_links, plain, split_words
from .classify import find_audience, find_strength
from .clause_ids import choose_ids
from .imported import AS_IMPORTED, Imported, Terms
from .markdown import CALLED, Calls, can_link, escape_line, write_blocks, write_running
from .outline import Call, Clause, Listing, Outline, Part, Section, Text, list_texts, replace_texts
from .pictures import place_pictures
from .policy_file import choose_version, collect_policy_facts, list_left_out_by_reader, list_stated
from .proposals import Proposals
from .reuse import As, Reuse
from .values import Found, mark_fields


@dataclass(slots=True)
class Drafted:
    """One policy in the draft: its files and pictures, what was left out in all, and remarks."""

    policy: str
    version: str
    files: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def write_draft(
    imported: Imported,
    uses: Sequence[Reuse],
    fields: Sequence[Found],
    terms: Terms,
    library: Library | None,
    taken: set[str],
) -> Drafted:
    """Write one policy's files. `taken` holds the clause ids of the whole draft, and of the library,
    and grows.
    """
    outline = _mark_fields(imported.outline, fields)
    version = choose_version(imported, terms)
    drafted = Drafted(
        imported.policy,
        version,
        left_out=[
            *list_left_out_by_reader(imported),
            *imported.left_out,
            *list_stated(imported),
            *_list_lost_units(imported),
        ],
        remarks=[
            *imported.source.remarks,
            *_remark_on_repetition(imported.outline),
            *_remark_on_links(imported.outline),
        ],
    )
    clauses = list(outline.clauses())
    ids = choose_ids(clauses, uses, taken)
    pictures = place_pictures(imported.source, imported.policy, imported.advice)
    drafted.pictures = {f"policies/{picture.path}": picture.data for picture in pictures.values()}

    def calls(shown: str, target: str) -> str:
        kind, _, rest = target.partition(":")
        if kind == "field":
            return f"{{{{ {rest} }}}}"
        if kind == "picture":
            picture = pictures[rest]
            return f"![{escape_line(picture.description)}]({picture.path})"
        if kind == "note":
            notes = [id for id, clause in zip(ids, clauses, strict=True) if clause.kind == "note"]
            return f'{{{{ note("{notes[int(rest)]}") }}}}'
        target_kind, number, word = rest.split(":")
        if terms.numbering != AS_IMPORTED:
            drafted.left_out.append(
                LeftOut(shown, "reference: printed with the number that the compiler gives")
            )
        of_kind = ', of="section"' if target_kind == "section" else ""
        return f'{{{{ ref("{ids[int(number)]}"{_write_how_called(word, shown)}{of_kind}) }}}}'

    concepts = {
        use.like.wording.revision.facts.concept for use in uses if use.like and use.outcome is not As.NEW
    }
    for id, clause, use in zip(ids, clauses, uses, strict=True):
        if use.outcome is As.SAME:
            continue
        text = write_blocks(clause.blocks, calls)
        if use.outcome is As.AMENDMENT and use.like:
            amendment = _write_amendment(clause, use, use.like.wording.revision, imported, calls)
            drafted.files[f"variables/schools/{terms.school}/amendments/{id}/{version}.md"] = (
                f"---\n{dump_front_matter(amendment)}---\n{text}"
            )
        else:
            # A clause of its own is about the same as the library's that it is like, but of one document only
            # one clause can be.
            theirs = use.like.wording.revision.facts.concept if use.like else ""
            concept = theirs if theirs and theirs not in concepts else id
            concepts.add(concept)
            facts = collect_clause_facts(clause, concept, use, imported.advice, calls)
            drafted.files[f"policies/clauses/{id}/{version}.md"] = (
                f"---\n{dump_front_matter(facts)}---\n{text}"
            )
    lines = _Lines(imported, terms, library, version)
    drafted.files[f"policies/{imported.policy}/{version}.md"] = lines.write_body(outline, ids, uses, calls)
    drafted.files[f"policies/{imported.policy}/policy.yml"] = dump_front_matter(
        collect_policy_facts(imported, terms)
    )
    drafted.left_out += _collect_lost_marks(outline, terms)
    return drafted


def _write_amendment(
    clause: Clause, use: Reuse, revision: Revision, imported: Imported, calls: Calls
) -> dict[str, object]:
    """The front matter of an amendment. It binds as the model does,
    unless the school's own words say otherwise than the model's.
    """
    facts: dict[str, object] = {"amends": revision.name, "action": "replace", "policies": [imported.policy]}
    if clause.title and split_words(clause.title) != split_words(use.title):
        facts["title"] = escape_line_start(write_running(clause.title, calls, links=False))
    model = (
        Clause("", "", tuple(Text(text) for text in use.like.wording.texts), clause.kind)
        if use.like
        else clause
    )
    strength, sure = find_strength(clause)
    if strength != find_strength(model)[0] and strength != revision.facts.strength:
        says = (
            f"{_show_clause(clause)} reads as '{strength}' in the school's words, and"
            f" '{revision.facts.strength}'"
            " in the library's"
        )
        proposal = imported.advice.propose(
            "sense", _make_key(clause), says, min(sure, 0.7), {"strength": strength}
        )
        facts |= (
            {"strength": proposal.text("strength")}
            if proposal.accept
            else {"strength": str(revision.facts.strength)}
        )
    return facts | {"reason": use.reason}


def _mark_fields(outline: Outline, fields: Sequence[Found]) -> Outline:
    # What prints as a link cannot stand in a heading.
    words = [field for field in fields if field.type not in ("email", "phone")]
    parts: list[Part] = []
    for part in outline.parts:
        match part:
            case Clause():
                change = {text: mark_fields(text, fields) for text in list_texts(part.blocks)}
                parts.append(
                    Clause(
                        part.number,
                        mark_fields(part.title, words),
                        replace_texts(part.blocks, change),
                        part.kind,
                    )
                )
            case Section():
                parts.append(Section(part.level, part.number, mark_fields(part.title, words)))
            case Call():
                parts.append(part)
    return Outline(outline.title, outline.title_in_text, tuple(parts))


def collect_clause_facts(
    clause: Clause, concept: str, use: Reuse, advice: Proposals, calls: Calls
) -> dict[str, object]:
    """The front matter of a clause."""
    text = _read_beginning(clause)
    facts: dict[str, object] = {
        "title": escape_line_start(write_running(clause.title, calls, links=False))
        if clause.title
        else _make_heading(text)
    }
    if not clause.title:
        facts["headed"] = False
    if clause.kind != "clause":
        facts["kind"] = clause.kind
    if clause.kind in ("quotation", "note"):
        return facts
    strength, sure = find_strength(clause)
    audience, as_sure = find_audience(clause)
    for_whom = f", for {', '.join(audience)}" if audience else ""
    proposal = advice.propose(
        "sense",
        _make_key(clause),
        f"{_show_clause(clause)} reads as '{strength}'{for_whom}",
        min(sure, as_sure),
        {"strength": strength, "applies_to": audience},
    )
    # A refused sense leaves the plainest one.
    facts |= {"concept": concept}
    if proposal.accept:
        facts |= {"strength": proposal.text("strength")}
        if applies_to := proposal.texts("applies_to"):
            facts |= {"applies_to": list(applies_to)}
    facts |= {"editing": "free"}
    if use.like:
        facts["reason"] = (
            f"As it came in; differs from the library’s clause “{use.title}” of"
            f" {month_in_words(use.like.wording.revision.name)}."
        )
    return facts


def _read_beginning(clause: Clause) -> str:
    return next((" ".join(plain(text).split()) for text in list_texts(clause.blocks) if text.strip()), "")


def _make_key(clause: Clause) -> str:
    return f"{clause.number} {_read_beginning(clause)}" if clause.number else _read_beginning(clause)


def _show_clause(clause: Clause) -> str:
    """A clause's number and first words, for a sentence about it."""
    text = _read_beginning(clause)
    return f"{clause.number} “{text[:90]}{'…' if len(text) > 90 else ''}”".strip()


def _make_heading(text: str) -> str:
    """A title for lists and searches, out of the first words."""
    words = text[:400].split()
    title = " ".join(words[:8])[:90].rstrip(" ,;:.(–-") + ("…" if len(words) > 8 else "")
    return escape_line_start(escape_line(title)) or "Clause"


@dataclass(frozen=True, slots=True)
class _Lines:
    """The version that puts the clauses together again."""

    imported: Imported
    terms: Terms
    library: Library | None
    version: str

    def write_body(self, outline: Outline, ids: Sequence[str], uses: Sequence[Reuse], calls: Calls) -> str:
        facts = {"status": "draft", "summary": f"Imported from {self.imported.source.name}."}
        lines = [f"---\n{dump_front_matter(facts)}---"]
        if not any(isinstance(part, Call) and part.macro == "adoption" for part in outline.parts):
            lines.append("{{ adoption() }}")
        index = 0
        above = 1
        for part in outline.parts:
            match part:
                case Section():
                    # No heading stands more than one level below the one before it, whatever the file did.
                    above = min(part.level, above + 1)
                    number = (
                        f' {{number="{_write_attribute(part.number)}"}}'
                        if part.number and self.terms.numbering == AS_IMPORTED
                        else ""
                    )
                    lines.append(f"{'#' * above} {write_running(part.title, calls)}{number}")
                case Call():
                    lines.append(f"{{{{ {part.macro}() }}}}")
                case Clause():
                    lines.append(f'{{{{ clause("{ids[index]}"{self.write_more(part, uses[index])}) }}}}')
                    index += 1
        return "\n\n".join(lines) + "\n"

    def write_more(self, clause: Clause, use: Reuse) -> str:
        """What else the call of a clause says: of the library's, which revision,
        and whether the source had its heading.
        """
        attributes: dict[str, str] = {}
        if use.like and use.outcome is not As.NEW and self.library:
            revision = use.like.wording.revision
            if self.library.clauses[revision.clause].at(first_day(self.version)) != revision:
                attributes["revision"] = revision.name
            if bool(clause.title) is not revision.facts.headed:
                attributes["headed"] = "yes" if clause.title else "no"
        if clause.number and self.terms.numbering == AS_IMPORTED:
            attributes["number"] = _write_attribute(clause.number)
        return "".join(f', {name}="{value}"' for name, value in attributes.items())


def _write_how_called(word: str, shown: str) -> str:
    """The argument of ref() that says what the clause is called; "=" stands for the words as they were."""
    if word == "clause":
        return ""
    return f', shown="{_write_attribute(shown)}"' if word == "=" else f', called="{word}"'


def _write_attribute(number: str) -> str:
    return re.sub(r'["\\{}]', "", number)


def _remark_on_repetition(outline: Outline) -> Iterator[str]:
    """Paragraphs that the source has several times, word for word."""
    counted = Counter(
        text for clause in outline.clauses() if len(text := " ".join(list_texts(clause.blocks)).strip()) > 40
    )
    for text, count in counted.items():
        if count > 1:
            yield f"“{plain(text)[:90]}” stands {count} times, word for word: once may be enough."


def _remark_on_links(outline: Outline) -> Iterator[str]:
    """Links that a clause may not have: to a file, to another part of a site, or to what is no address."""
    for clause in outline.clauses():
        for text in list_texts(clause.blocks):
            for shown, target in cut_at_links(text):
                if target and not target.startswith((ELSEWHERE, *CALLED)) and not can_link(target):
                    yield (
                        f"“{plain(shown)}” was a link to {target}, which is no page, mailbox or telephone:"
                        " its words are kept without it."
                    )


def _collect_lost_marks(outline: Outline, terms: Terms) -> Iterable[LeftOut]:
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
            yield from (LeftOut(mark, "bullet") for mark in bullets(part.blocks) if split_words(mark))
        if not isinstance(part, Call) and part.number and terms.numbering != AS_IMPORTED:
            yield LeftOut(part.number, "number: the compiler gives its own")


def _list_lost_units(imported: Imported) -> Iterable[LeftOut]:
    """Links that lead to a file beside the source: a draft has no such file."""
    for clause in imported.outline.clauses():
        for text in list_texts(clause.blocks):
            for shown, target in cut_at_links(text):
                if target.startswith(ELSEWHERE):
                    described = f"{plain(shown)} -> {target.removeprefix(ELSEWHERE)}"
                    yield LeftOut(
                        described, "target of a link: the draft has no such file", "", "target of a link"
                    )


def dump_front_matter(facts: Mapping[str, object]) -> str:
    """Facts as YAML that a person can read: one line each; JSON's strings are YAML's."""
    lines = []
    for key, value in facts.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            lines.append(f"{key}:\n")
            lines += [f"  - {dump_yaml(item)}\n" for item in value]
        else:
            lines.append(f"{key}: {dump_yaml(value)}\n")
    return "".join(lines)


def dump_yaml(value: object) -> str:
    """A value as YAML on one line."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name}: {dump_yaml(item)}' for name, item in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(dump_yaml(item) for item in value)}]"
    if isinstance(value, bool | int):
        return str(value).lower()
    text = str(value)
    return (
        text
        if re.fullmatch(r"[a-z][a-z_]*(-[a-z]+)*|\d{4}-\d{2}(-\d{2})?", text)
        else json.dumps(text, ensure_ascii=False)
    )
