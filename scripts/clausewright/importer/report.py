"""The report of an import: what was counted, left out and believed,
as YAML that a person edits and as JSON.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..readers.source import Grid, Joined, LeftOut
from ..readers.words import split_all_words, split_words
from .draft import Drafted, dump_yaml
from .imported import Imported
from .outline import Block, Clause, Listing, Section, list_texts
from .proposals import SURE_ENOUGH, Detail, Proposal, Proposals, Question
from .reuse import As, Reuse

# In the order in which a person decides: first whose policy it is, then what it is made of, last what each
# clause means.
_KINDS = {
    "school": "The school",
    "value": "Values that are the school's own",
    "choice": "Choices of the library that the policy's wording shows",
    "clause": "Clauses: the library's own (same), the library's in the school's words (amendment), or new",
    "table": "Tables that were written out",
    "list": "Lists that lost their bullets",
    "quotation": "Quotations",
    "note": "Notes",
    "sign-off": "Blocks for signatures",
    "record": "Strips of metadata",
    "reference": "References to other parts of the policy",
    "sense": "How strong each clause is, and whom it is for",
}
# Of these there may be one a clause, so each is said on two lines.
_SHORT = frozenset({"sense", "clause", "reference"})


@dataclass(frozen=True, slots=True)
class Count:
    """The words of a source: how many came in, are in the draft, were left out;
    what is missing or too many is a fault.
    """

    came_in: int
    kept: int
    left_out: int
    missing: tuple[str, ...]
    surplus: tuple[str, ...]

    @property
    def adds_up(self) -> bool:
        """Say whether every word is accounted for."""
        return not self.missing and not self.surplus


def count_words(imported: Imported, left_out: Iterable[LeftOut], kept: Sequence[str]) -> Count:
    """Compare a source's words with those that the draft was found to have, and with those in the list of
    what was left out.

    A word that was broken at a line's end counts as its two parts in the source and as one in the draft, and
    is named in the report.
    """
    source = Counter(imported.source.words)
    for joined in imported.source.joined:
        source.subtract(_split_joined(joined))
        source.update(split_words(joined.word))
    left = split_all_words(left_text.text for left_text in left_out if not left_text.unit)
    accounted = Counter(kept) + Counter(left)
    missing = tuple(sorted((source - accounted).elements()))
    surplus = tuple(sorted((accounted - source).elements()))
    return Count(source.total(), len(kept), len(left), missing, surplus)


def _split_joined(joined: Joined) -> list[str]:
    return [word for part in joined.parts for word in split_words(part)]


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """All that the report says of one source."""

    imported: Imported
    drafted: Drafted
    count: Count
    uses: Sequence[Reuse] = ()

    def kinds(self) -> Mapping[str, int]:
        """How many clauses are the library's own, amendments of the library's, and new."""
        counted = Counter(str(use.outcome) for use in self.uses)
        return {str(kind): counted[str(kind)] for kind in As}


@dataclass(frozen=True, slots=True)
class Summary:
    """What the report says of the draft as a whole.

    `command` is what imports the same again; `new` are the files that a library does not have yet, `longer`
    those to which lines were added, `changed` those in which values were. All three are empty where there is
    no library.
    """

    school: str
    command: str
    new: Sequence[str] = ()
    longer: Mapping[str, str] = field(default_factory=dict)
    changed: Sequence[str] = ()


def describe_report(
    imports: Sequence[ImportSummary], shared: Proposals, summary: Summary
) -> dict[str, object]:
    """The report as plain data, for JSON."""
    return {
        "school": summary.school,
        "sources": [_describe_source(imported_file) for imported_file in imports],
        "files": {"new": list(summary.new), "longer": list(summary.longer), "changed": list(summary.changed)},
        "questions": [_describe_question(question) for question in _list_questions(imports, shared)],
        "proposals": [_describe_proposal(proposal) for proposal in _list_proposals(imports, shared)],
    }


def _list_proposals(imports: Sequence[ImportSummary], shared: Proposals) -> list[Proposal]:
    proposals = list(shared.proposals)
    for imported_file in imports:
        proposals += imported_file.imported.advice.proposals
    return proposals


def _list_questions(imports: Sequence[ImportSummary], shared: Proposals) -> list[Question]:
    questions = list(shared.questions)
    for imported_file in imports:
        questions += imported_file.imported.advice.questions
    return questions


def _describe_question(question: Question) -> dict[str, object]:
    return {
        "id": question.id,
        "question": question.question,
        "candidates": list(question.candidates),
        "evidence": list(question.evidence),
        "answer": question.answer,
    }


def _describe_source(imported_file: ImportSummary) -> dict[str, object]:
    source, count = imported_file.imported.source, imported_file.count
    return {
        "file": source.name,
        "format": source.format,
        "policy": imported_file.imported.policy,
        "version": imported_file.drafted.version,
        "words": {
            "in": count.came_in,
            "kept": count.kept,
            "left_out": count.left_out,
            "adds_up": count.adds_up,
        },
        "found": count_shapes(imported_file.imported),
        "clauses": dict(imported_file.kinds()),
        "remarks": imported_file.drafted.remarks,
        "joined": [{"parts": list(joined.parts), "word": joined.word} for joined in source.joined],
        "left_out": [
            {"text": left.text, "why": left.why, "place": left.place}
            for left in imported_file.drafted.left_out
        ],
    }


def _describe_proposal(proposal: Proposal) -> dict[str, object]:
    return {
        "id": proposal.id,
        "kind": proposal.kind,
        "says": proposal.says,
        "confidence": proposal.confidence,
        "accept": proposal.accept,
        "details": dict(proposal.details),
        "shows": dict(proposal.shows),
    }


def count_shapes(imported: Imported) -> dict[str, int]:
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
        "sections": sum(isinstance(part, Section) for part in parts),
        "clauses": sum(kinds.values()),
        "lists": lists,
        "items": items,
        "tables": tables,
        "quotations": kinds["quotation"],
        "notes": kinds["note"],
        "paragraphs": _count_paragraphs(imported),
    }


def _count_paragraphs(imported: Imported) -> int:
    return sum(1 for clause in imported.outline.clauses() for _ in list_texts(clause.blocks))


_HEAD = """\
# What the import understood, and what it did about it. Nothing here is decided until you say so.
#
# 1. Answer under 'questions' what the text does not say; until then it stands as a blank in the draft.
# 2. Read 'waiting': these proposals were not carried out, because they are less than {sure} sure. \
Find each by its name further down.
# 3. Under 'proposals' write 'accept: no' to refuse one, 'accept: yes' to carry one out, \
or correct what stands beside it.
#    The figure in brackets, or under 'confidence', says how sure it is: 1 is certain.
# 4. Run the import again, into a new folder:
#      {command} --accept report.yml --into NEW-FOLDER
"""


def write_report(imports: Sequence[ImportSummary], shared: Proposals, summary: Summary) -> str:
    """The report for a person, who may change `accept` and the details beside it,
    and run the import again with it.
    """
    proposals = _list_proposals(imports, shared)
    waiting = ", ".join(proposal.id for proposal in proposals if not proposal.accept)
    lines = [
        _HEAD.format(sure=SURE_ENOUGH, command=summary.command),
        f"school: {dump_yaml(summary.school)}\n",
        f"waiting: [{waiting}]\n",
    ]
    if questions := _list_questions(imports, shared):
        lines.append("\n# What the text does not say: write after 'answer'.\nquestions:\n")
        for question in questions:
            lines += _write_question(question)
        lines.append("\n")
    lines.append("sources:\n")
    for imported_file in imports:
        lines += _write_source(imported_file)
    lines += _write_files(summary)
    return "".join([*lines, *_write_proposals(proposals)])


def _write_files(summary: Summary) -> Iterator[str]:
    if summary.new:
        yield (
            "\n# What the draft adds to the library: new files, files with new lines at their end, files with"
            " changed values.\nfiles:\n"
        )
        for name in ("new", "longer", "changed"):
            for line in _write_list(name, list(getattr(summary, name))):
                yield line.replace("    ", "  ", 1)


def _write_proposals(proposals: Sequence[Proposal]) -> Iterator[str]:
    if proposals:
        yield "\nproposals:\n"
    for kind, title in _KINDS.items():
        group = [proposal for proposal in proposals if proposal.kind == kind]
        group.sort(key=lambda proposal: proposal.accept)
        if group:
            open_ones = sum(not proposal.accept for proposal in group)
            yield f"\n  # -- {title}: {len(group)}{f', {open_ones} waiting' if open_ones else ''}\n"
        for proposal in group:
            yield _write_briefly(proposal) if kind in _SHORT else _write_at_length(proposal)


def _write_question(question: Question) -> Iterator[str]:
    yield f"\n  {question.id}:\n    question: {json.dumps(question.question, ensure_ascii=False)}\n"
    if question.candidates:
        yield f"    candidates: {dump_yaml(question.candidates)}\n"
    if question.evidence:
        yield "    evidence:\n"
        yield from (f"      - {json.dumps(text, ensure_ascii=False)}\n" for text in question.evidence)
    yield f"    answer: {json.dumps(question.answer, ensure_ascii=False)}\n"


def _write_source(imported_file: ImportSummary) -> Iterator[str]:
    count, source = imported_file.count, imported_file.imported.source
    yield f"  - file: {dump_yaml(source.name)}\n    format: {dump_yaml(source.format)}\n"
    yield f"    policy: {imported_file.imported.policy}\n    version: {imported_file.drafted.version}\n"
    yield (
        f"    words: {{in: {count.came_in}, kept: {count.kept}, left_out: {count.left_out}}}   # in = kept +"
        " left out\n"
    )
    shapes = ", ".join(f"{name}: {number}" for name, number in count_shapes(imported_file.imported).items())
    yield f"    found: {{{shapes}}}\n"
    clauses = ", ".join(f"{name}: {number}" for name, number in imported_file.kinds().items())
    yield f"    clauses: {{{clauses}}}\n"
    yield from _write_list("remarks", [dump_yaml(text) for text in imported_file.drafted.remarks])
    yield from _write_list(
        "joined",
        [f"{{parts: {dump_yaml(joined.parts)}, word: {dump_yaml(joined.word)}}}" for joined in source.joined],
    )
    yield from _write_list("left_out", [_write_left_out(left) for left in imported_file.drafted.left_out])


def _write_left_out(left: LeftOut) -> str:
    place = f", place: {dump_yaml(left.place)}" if left.place else ""
    return f"{{text: {json.dumps(left.text, ensure_ascii=False)}, why: {dump_yaml(left.why)}{place}}}"


def _write_briefly(proposal: Proposal) -> str:
    """What is said of every clause: a sentence, and one line that may be changed."""
    shown = "".join(f"  #   {name}: {_write_comment(value)}\n" for name, value in proposal.shows.items())
    pairs = "".join(f", {name}: {_write_detail(value)}" for name, value in proposal.details.items())
    return (
        f"\n  # {_write_comment(proposal.says)} ({proposal.confidence})\n{shown}  {proposal.id}: {{accept:"
        f" {_write_yes(proposal)}{pairs}}}\n"
    )


def _write_at_length(proposal: Proposal) -> str:
    lines = [
        (
            f"\n  {proposal.id}:\n    says: {json.dumps(proposal.says, ensure_ascii=False)}\n    confidence:"
            f" {proposal.confidence}\n"
        )
    ]
    lines.append(f"    accept: {_write_yes(proposal)}\n")
    lines += [f"    {name}: {_write_detail(value)}\n" for name, value in proposal.details.items()]
    lines += [f"    # {name}: {_write_comment(value)}\n" for name, value in proposal.shows.items()]
    return "".join(lines)


def _write_yes(proposal: Proposal) -> str:
    return "yes" if proposal.accept else "no"


def _write_list(name: str, items: Sequence[str]) -> list[str]:
    return [f"    {name}:\n", *(f"      - {item}\n" for item in items)] if items else []


def _write_detail(value: Detail) -> str:
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):
        return "".join(f"\n      - {dump_yaml(row)}" for row in value)
    return dump_yaml(value)


def _write_comment(value: Detail) -> str:
    return re.sub(r"\s+", " ", value if isinstance(value, str) else dump_yaml(value))


def write_json(data: Mapping[str, object]) -> str:
    """Data as JSON, for programs."""
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
