"""What came in, held against a library: which clauses it has already, which values its clauses print here,
and whose policy it is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from ..changes.clause_texts import list_wordings
from ..document.pandoc import shared_pandoc
from ..load import InvalidValueError, read_printed
from ..model.clause_wording import Wording
from ..model.dates import first_day
from ..model.kinds import Editing
from ..model.library import Library
from ..model.values import Value, Variable
from ..readers.words import plain
from .compiled import drop_printed_parts
from .imported import Imported, Terms
from .library_values import (
    CapturedTexts,
    FoundValue,
    find_kind_of_school,
    fits,
    list_library_fields,
    recover_values,
)
from .outline import list_texts
from .policy_file import choose_version
from .proposals import Proposals
from .references import mark_references
from .reuse import As, ClauseIndex, Reuse, part_from_reused, propose_uses, take_marks_of_amendments
from .school import SchoolMatch, confirm_school, list_known_values, match_school, print_value, state_kind
from .similarity import Index, SimilarClause, pair_with_library, read_clause
from .values import Found, find_names, propose_values


@dataclass(frozen=True, slots=True)
class MatchedSources:
    """The sources with what is proposed about them: what becomes of each clause, whose policy it is, its
    values.

    `fields` are the values whose words print as fields, `added` those of them that the draft adds, `settings`
    those of the library's variables that the school is to have.
    """

    imported: list[Imported]
    uses: list[list[Reuse]]
    school: SchoolMatch
    fields: list[Found]
    added: list[Found]
    settings: list[FoundValue]


def match_without_library(
    imported: Sequence[Imported], shared: Proposals, asked: str, day: date
) -> MatchedSources:
    """Return what came in where there is no library: every clause is new."""
    texts = _list_texts(imported)
    names = find_names(texts)
    fields = list(propose_values(texts, shared))
    school = match_school(texts, fields, None, asked, day)
    school = confirm_school(school, names, texts, shared)
    referring = [
        replace(policy, outline=mark_references(policy.outline, policy.advice)) for policy in imported
    ]
    uses = [[Reuse(As.NEW) for _ in policy.outline.clauses()] for policy in referring]
    return MatchedSources(referring, uses, school, fields, fields, [])


def match_with_library(
    library: Library,
    imported: Sequence[Imported],
    shared: Proposals,
    terms: Terms,
    asked: str,
    refused: frozenset[str],
) -> MatchedSources:
    """Compare what came in with a library that has passed check. Clauses that are `refused` were tried as the
    library's own and do not read as the source does.
    """
    versions = [choose_version(policy, terms) for policy in imported]
    wordings = {
        version: list_wordings(shared_pandoc(), library, version, max(terms.today, first_day(version)))
        for version in set(versions)
    }
    indexes = {
        version: Index(of_version, partial(fits, library.schema)) for version, of_version in wordings.items()
    }
    bare: list[Imported] = []
    reasons: list[dict[int, str]] = []
    pairs: list[dict[int, SimilarClause]] = []
    for policy, version in zip(imported, versions, strict=True):
        index = indexes[version]
        outline, printed = drop_printed_parts(policy.outline)
        policy = replace(policy, outline=part_from_reused(outline, index))  # noqa: PLW2901
        outline, marks, why = take_marks_of_amendments(policy.outline, _pair_clauses(policy, index))
        bare.append(replace(policy, outline=outline, left_out=(*policy.left_out, *printed, *marks)))
        reasons.append(why)
        pairs.append(_pair_clauses(bare[-1], index))
    texts = _list_texts(bare)
    school = _match_school(library, pairs, texts, terms.today, asked)
    captured = CapturedTexts([like for of_policy in pairs for like in of_policy.values()])
    school = state_kind(school, find_kind_of_school(captured, library.schema))
    school = confirm_school(school, find_names(texts), texts, shared)
    known = list_known_values(school, library, terms.today)
    settings, values = recover_values(captured, library.schema, known, _read, shared)
    if "school.name" in library.schema and "school.name" not in values and school.name:
        values["school.name"] = school.name
    of_library = list_library_fields(library.schema, values, texts)
    covered = _list_covered(library, values, of_library)
    own_values = [_rename_apart(value, library) for value in propose_values(texts, shared, covered)]
    uses = []
    for policy, similar_clauses, why, version in zip(bare, pairs, reasons, versions, strict=True):
        clause_index = ClauseIndex(
            _group_by_clause(wordings[version]),
            library.schema,
            values,
            partial(print_value, library.schema, values),
            _list_locked_concepts(library),
        )
        clauses = list(policy.outline.clauses())
        uses.append(
            propose_uses(clauses, similar_clauses, clause_index, school, policy.advice, why, version, refused)
        )
    _amend_once(uses, versions)
    referring = []
    for policy, uses_of_policy in zip(bare, uses, strict=True):
        same = {index for index, use in enumerate(uses_of_policy) if use.outcome is As.SAME}
        referring.append(replace(policy, outline=mark_references(policy.outline, policy.advice, same)))
    return MatchedSources(referring, uses, school, [*of_library, *own_values], own_values, settings)


def _list_locked_concepts(library: Library) -> frozenset[str]:
    revisions = (revision for clause in library.clauses.values() for revision in clause.revisions)
    return frozenset(
        revision.facts.concept for revision in revisions if revision.facts.editing is Editing.LOCKED
    )


def _list_texts(imported: Sequence[Imported]) -> list[str]:
    """All that the sources say, their letterheads and titles first."""
    texts = []
    for policy in imported:
        texts += policy.facts.letterhead()
        if policy.title.line:
            texts.append(policy.title.line)
        for clause in policy.outline.clauses():
            texts += [plain(text) for text in (clause.title, *list_texts(clause.blocks))]
    return texts


def _pair_clauses(imported: Imported, index: Index) -> dict[int, SimilarClause]:
    clauses = list(imported.outline.clauses())
    return pair_with_library(
        [read_clause(clause) for clause in clauses], [plain(clause.title) for clause in clauses], index
    )


def _match_school(
    library: Library,
    pairs: Sequence[dict[int, SimilarClause]],
    texts: Sequence[str],
    day: date,
    asked: str,
) -> SchoolMatch:
    """Say whose policy it is. What stands where the library prints the school's name says so best."""
    names: Counter[str] = Counter()
    trusts: set[str] = set()
    for similar_clauses in pairs:
        for like in similar_clauses.values():
            if "school.name" in like.captured:
                names[like.captured["school.name"]] += 1
            if "trust.name" in like.captured:
                trusts.add(like.captured["trust.name"])
    captured = [Found("school.name", "text", "school", "", names.most_common(1)[0][0])] if names else []
    others = [name for name in find_names(texts) if not (captured and name.key == "school.name")]
    return match_school(texts, [*captured, *others], library, asked, day, trusts)


def _read(variable: Variable, part: str, now: Value | None, text: str) -> Value | None:
    try:
        return read_printed(variable, part, now, text)
    except InvalidValueError:
        return None


def _list_covered(library: Library, values: dict[str, Value], of_library: Sequence[Found]) -> list[Found]:
    """What the library's variables have, and how its trusts and authorities are called: none of it, nor a
    part of it, is a new field.
    """
    covered = list(of_library)
    for key, value in values.items():
        if isinstance(value, str) and len(value) > 3:
            covered.append(Found(key, "text", "", "", value))
        elif isinstance(value, tuple):
            covered += [Found(key, "text", "", "", cell) for row in value for cell in row.values()]
    for group in (*library.trusts.values(), *library.authorities.values()):
        for key in ("trust.name", "authority.name"):
            for dated in group.values.values.get(key, ()):
                covered.append(Found("", "text", "", "", str(dated.value)))
    return covered


def _rename_apart(value: Found, library: Library) -> Found:
    """A value of the text's own under a name that the library does not use."""
    key = value.key
    while key in library.schema:
        key = f"{key}_here"
    return replace(value, key=key)


def _group_by_clause(wordings: Sequence[Wording]) -> dict[str, list[Wording]]:
    by_clause: defaultdict[str, list[Wording]] = defaultdict(list)
    for wording in wordings:
        by_clause[wording.revision.clause].append(wording)
    return by_clause


def _amend_once(uses: Sequence[list[Reuse]], versions: Sequence[str]) -> None:
    """A clause is amended in one file a day: where two policies of one day word it in two ways, the second is
    a clause of its own.
    """
    amended: set[tuple[str, str]] = set()
    for uses_of_policy, version in zip(uses, versions, strict=True):
        for index, use in enumerate(uses_of_policy):
            if use.outcome is As.AMENDMENT and use.like:
                if (use.like.clause, version) in amended:
                    uses_of_policy[index] = replace(use, outcome=As.NEW)
                amended.add((use.like.clause, version))
