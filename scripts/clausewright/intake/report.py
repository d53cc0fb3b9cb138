"""The report of an import: what was counted, left out and believed, as YAML that a person edits and as JSON."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .advice import Detail, Proposal
from .draft import Drafted, Imported, yaml_of
from .outline import Block, Clause, Listing, Section, texts_of
from .source import Grid, Joined, LeftOut
from .words import words_in, words_of

_KINDS = {
    "table": "Tables that were written out",
    "list": "Lists that lost their bullets",
    "quotation": "Quotations",
    "note": "Notes",
    "sign-off": "Blocks for signatures",
    "record": "Strips of metadata",
    "school": "The school",
    "value": "Values that are the school's own",
    "reference": "References to other parts of the policy",
    "clause": "Clauses that the library has",
    "sense": "How strong each clause is, and whom it is for",
}


@dataclass(frozen=True, slots=True)
class Count:
    """The words of a source: how many came in, are in the draft, were left out; what is missing or too many is a fault."""

    came_in: int
    kept: int
    left_out: int
    missing: tuple[str, ...]
    surplus: tuple[str, ...]

    @property
    def adds_up(self) -> bool:
        """Say whether every word is accounted for."""
        return not self.missing and not self.surplus


def counted(imported: Imported, left_out: Iterable[LeftOut], kept: Sequence[str]) -> Count:
    """Compare a source's words with those that the draft was found to have, and with those in the list of what was left out.

    A word that was broken at a line's end counts as its two parts in the source and as one in the draft, and is named in the report.
    """
    source = Counter(imported.source.words)
    for joined in imported.source.joined:
        source.subtract(_parts(joined))
        source.update(words_in(joined.word))
    left = words_of(one.text for one in left_out)
    there = Counter(kept) + Counter(left)
    missing = tuple(sorted((source - there).elements()))
    surplus = tuple(sorted((there - source).elements()))
    return Count(source.total(), len(kept), len(left), missing, surplus)


def _parts(joined: Joined) -> list[str]:
    return [word for part in joined.parts for word in words_in(part)]


@dataclass(frozen=True, slots=True)
class Told:
    """All that the report says of one source."""

    imported: Imported
    drafted: Drafted
    count: Count


def as_data(told: Sequence[Told], shared: Sequence[Proposal], school: str) -> dict[str, object]:
    """The report as plain data, for JSON."""
    return {
        "school": school,
        "sources": [_source(one) for one in told],
        "proposals": [_proposal(one) for one in (*shared, *(proposal for each in told for proposal in each.imported.advice.proposals))],
    }


def _source(told: Told) -> dict[str, object]:
    source, count = told.imported.source, told.count
    return {
        "file": source.name,
        "format": source.format,
        "policy": told.imported.policy,
        "version": told.drafted.version,
        "words": {"in": count.came_in, "kept": count.kept, "left_out": count.left_out, "adds_up": count.adds_up},
        "found": shapes(told.imported),
        "remarks": told.drafted.remarks,
        "joined": [{"parts": list(joined.parts), "word": joined.word} for joined in source.joined],
        "left_out": [{"text": one.text, "why": one.why, "place": one.place} for one in told.drafted.left_out],
    }


def _proposal(proposal: Proposal) -> dict[str, object]:
    return {
        "id": proposal.id, "kind": proposal.kind, "says": proposal.says, "confidence": proposal.confidence, "accept": proposal.accept,
        "details": dict(proposal.details), "shows": dict(proposal.shows),
    }  # fmt: skip


def shapes(imported: Imported) -> dict[str, int]:
    """How many sections, clauses, lists, items and tables were found."""
    lists = items = tables = 0

    def walk(blocks: Iterable[Block]) -> None:
        nonlocal lists, items, tables
        for block in blocks:
            if isinstance(block, Listing):
                lists += 1
                items += len(block.items)
                for item in block.items:
                    walk(item.blocks)
            tables += isinstance(block, Grid)

    for clause in imported.outline.clauses():
        walk(clause.blocks)
    parts = imported.outline.parts
    kinds = Counter(part.kind for part in parts if isinstance(part, Clause))
    return {
        "sections": sum(isinstance(part, Section) for part in parts), "clauses": sum(kinds.values()), "lists": lists, "items": items,
        "tables": tables, "quotations": kinds["quotation"], "notes": kinds["note"], "paragraphs": _paragraphs(imported),
    }  # fmt: skip


def _paragraphs(imported: Imported) -> int:
    return sum(1 for clause in imported.outline.clauses() for _ in texts_of(clause.blocks))


def as_yaml(told: Sequence[Told], shared: Sequence[Proposal], school: str) -> str:
    """The report for a person, who may change `accept` and the details under it, and run the import again with it."""
    head = (
        "# What the import understood. Everything below `proposals` may be changed: write 'accept: no' to refuse one, 'accept: yes' to\n"
        "# carry one out, or correct its details. Then run the import again, into a new folder:\n"
        f"#   clausewright import {' '.join(_shell(one.imported.source.name) for one in told)} --accept report.yml --into NEW-FOLDER\n"
        f"school: {yaml_of(school)}\nsources:\n"
    )
    lines = [head]
    for one in told:
        data = _source(one)
        count = one.count
        lines.append(f"  - file: {yaml_of(one.imported.source.name)}\n    format: {yaml_of(one.imported.source.format)}\n")
        lines.append(f"    policy: {one.imported.policy}\n    version: {one.drafted.version}\n")
        lines.append(f"    words: {{in: {count.came_in}, kept: {count.kept}, left_out: {count.left_out}}}   # in = kept + left out\n")
        found = data["found"]
        lines.append(
            f"    found: {{{', '.join(f'{name}: {number}' for name, number in found.items()) if isinstance(found, dict) else ''}}}\n"
        )
        lines += _listed("remarks", [yaml_of(text) for text in one.drafted.remarks])
        lines += _listed(
            "joined", [f"{{parts: {yaml_of(joined.parts)}, word: {yaml_of(joined.word)}}}" for joined in one.imported.source.joined]
        )
        lines += _listed(
            "left_out",
            [
                f"{{text: {json.dumps(left.text, ensure_ascii=False)}, why: {yaml_of(left.why)}"
                + (f", place: {yaml_of(left.place)}" if left.place else "")
                + "}"
                for left in one.drafted.left_out
            ],
        )
    lines.append("proposals:\n")
    every = [*shared, *(proposal for one in told for proposal in one.imported.advice.proposals)]
    for kind, title in _KINDS.items():
        group = [proposal for proposal in every if proposal.kind == kind]
        lines += [f"\n  # {title}: {len(group)}\n"] if group else []
        for proposal in group:
            lines.append(
                f"  {proposal.id}:\n    says: {json.dumps(proposal.says, ensure_ascii=False)}\n    confidence: {proposal.confidence}\n"
            )
            lines.append(f"    accept: {'yes' if proposal.accept else 'no'}\n")
            lines += [f"    {name}: {_detail(value)}\n" for name, value in proposal.details.items()]
            lines += [f"    # {name}: {_comment(value)}\n" for name, value in proposal.shows.items()]
    return "".join(lines) if every else "".join(lines[:-1])


def _listed(name: str, items: Sequence[str]) -> list[str]:
    return [f"    {name}:\n", *(f"      - {item}\n" for item in items)] if items else []


def _detail(value: Detail) -> str:
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):
        return "".join(f"\n      - {yaml_of(row)}" for row in value)
    return yaml_of(value)


def _comment(value: Detail) -> str:
    return re.sub(r"\s+", " ", value if isinstance(value, str) else yaml_of(value))


def _shell(name: str) -> str:
    return name if re.fullmatch(r"[\w./-]+", name) else f"'{name}'"


def as_json(data: Mapping[str, object]) -> str:
    """Data as JSON, for programs."""
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
