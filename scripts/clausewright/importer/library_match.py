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
from ..model.dates import first_day
from ..model.library import Library, Wording
from ..model.records import Editing
from ..model.values import Value, Variable
from ..readers.words import plain
from .draft import Imported, Terms, version_of
from .library_values import FoundValue, as_found, fits, recovered
from .outline import texts_of
from .proposals import Proposals
from .references import with_references
from .reuse import As, ClauseIndex, Reuse, used, with_more_apart, without_marks
from .school import SchoolMatch, confirmed, home_of, says, values_at_home
from .similarity import Index, SimilarClause, paired, reading_of
from .values import Found, names_in, values_in


@dataclass(frozen=True, slots=True)
class Likened:
    """The sources with what is proposed about them: what becomes of each clause, whose policy it is, its
    values.

    `marked` are the values whose words print as fields, `own` those of them that the draft adds, `settings`
    those of the library's variables that the school is to have.
    """

    imported: list[Imported]
    uses: list[list[Reuse]]
    home: SchoolMatch
    marked: list[Found]
    own: list[Found]
    settings: list[FoundValue]


def alone(imported: Sequence[Imported], shared: Proposals, asked: str, day: date) -> Likened:
    """What came in where there is no library."""
    texts = _texts(imported)
    home = home_of(texts, [one.outline.title for one in imported], names_in(texts), None, asked, day)
    fields = list(values_in(texts, shared))
    named = {one.key: one.value for one in fields}
    if not asked and not named.get("school.name") and not named.get("school.trust_name"):
        home = home_of(texts, [one.outline.title for one in imported], fields, None, asked, day)
    home = confirmed(home, shared)
    referring = [replace(one, outline=with_references(one.outline, one.advice)) for one in imported]
    uses = [[Reuse(As.NEW) for _ in one.outline.clauses()] for one in referring]
    return Likened(referring, uses, home, fields, fields, [])


def held_against(
    library: Library,
    imported: Sequence[Imported],
    shared: Proposals,
    terms: Terms,
    asked: str,
    refused: frozenset[str],
) -> Likened:
    """What came in, held against a library that has passed check. Clauses that are `refused` do not read as
    the source does.
    """
    names = [version_of(one, terms) for one in imported]
    shelves = {
        name: list_wordings(shared_pandoc(), library, name, max(terms.today, first_day(name)))
        for name in set(names)
    }
    indexes = {name: Index(wordings, partial(fits, library.schema)) for name, wordings in shelves.items()}
    imported = [
        replace(one, outline=with_more_apart(one.outline, indexes[name]))
        for one, name in zip(imported, names, strict=True)
    ]
    bare, reasons = [], []
    for one, name in zip(imported, names, strict=True):
        outline, left_out, why = without_marks(one.outline, _pairs(one, indexes[name]))
        bare.append(replace(one, outline=outline, left_out=(*one.left_out, *left_out)))
        reasons.append(why)
    pairs = [_pairs(one, indexes[name]) for one, name in zip(bare, names, strict=True)]
    texts = _texts(bare)
    home = _home(library, bare, pairs, texts, terms.today, asked)
    home = confirmed(home, shared)
    known = values_at_home(home, library, terms.today)
    every = [like for likes in pairs for like in likes.values()]
    settings, values = recovered(every, library.schema, known, _read, shared)
    if "school.name" in library.schema and "school.name" not in values and home.name:
        values["school.name"] = home.name
    of_library = as_found(library.schema, values, texts)
    own = [_apart(one, library) for one in values_in(texts, shared, _covered(library, values, of_library))]
    locked = frozenset(
        one.facts.concept
        for clause in library.clauses.values()
        for one in clause.revisions
        if one.facts.editing is Editing.LOCKED
    )
    uses = []
    for one, likes, why, name in zip(bare, pairs, reasons, names, strict=True):
        shelf = ClauseIndex(
            _by_clause(shelves[name]), library.schema, values, partial(says, library.schema, values), locked
        )
        uses.append(used(list(one.outline.clauses()), likes, shelf, home, one.advice, why, name, refused))
    _amended_once(uses, names)
    referring = [
        replace(
            one,
            outline=with_references(
                one.outline, one.advice, {at for at, use in enumerate(its) if use.what is As.SAME}
            ),
        )
        for one, its in zip(bare, uses, strict=True)
    ]
    return Likened(referring, uses, home, [*of_library, *own], own, settings)


def _texts(imported: Sequence[Imported]) -> list[str]:
    return [
        plain(text)
        for one in imported
        for clause in one.outline.clauses()
        for text in (clause.title, *texts_of(clause.blocks))
    ]


def _pairs(imported: Imported, index: Index) -> dict[int, SimilarClause]:
    clauses = list(imported.outline.clauses())
    return paired(
        [reading_of(clause) for clause in clauses], [plain(clause.title) for clause in clauses], index
    )


def _home(
    library: Library,
    imported: Sequence[Imported],
    pairs: Sequence[dict[int, SimilarClause]],
    texts: Sequence[str],
    day: date,
    asked: str,
) -> SchoolMatch:
    """Whose policy it is. What stands where the library prints the school's name says so best."""
    counted = Counter(
        like.captured["school.name"]
        for likes in pairs
        for like in likes.values()
        if "school.name" in like.captured
    )
    said = [Found("school.name", "text", "school", "", counted.most_common(1)[0][0])] if counted else []
    names = [one for one in names_in(texts) if not (said and one.key == "school.name")]
    trusts = {
        like.captured["trust.name"]
        for likes in pairs
        for like in likes.values()
        if "trust.name" in like.captured
    }
    return home_of(
        texts, [one.outline.title for one in imported], [*said, *names], library, asked, day, trusts
    )


def _read(variable: Variable, part: str, now: Value | None, text: str) -> Value | None:
    try:
        return read_printed(variable, part, now, text)
    except InvalidValueError:
        return None


def _covered(library: Library, values: dict[str, Value], of_library: Sequence[Found]) -> list[Found]:
    """What the library's variables have, and how its trusts and authorities are called: none of it, nor a
    part of it, is a new field.
    """
    texts = [
        Found(key, "text", "", "", value)
        for key, value in values.items()
        if isinstance(value, str) and len(value) > 3
    ]
    cells = [
        Found(key, "text", "", "", cell)
        for key, value in values.items()
        if isinstance(value, tuple)
        for row in value
        for cell in row.values()
    ]
    groups = (*library.trusts.values(), *library.authorities.values())
    every = (
        dated.value
        for group in groups
        for key in ("trust.name", "authority.name")
        for dated in group.values.values.get(key, ())
    )
    return [*of_library, *texts, *cells, *(Found("", "text", "", "", str(value)) for value in every)]


def _apart(one: Found, library: Library) -> Found:
    """A value of the text's own under a name that the library does not use."""
    key = one.key
    while key in library.schema:
        key = f"{key}_here"
    return replace(one, key=key)


def _by_clause(wordings: Sequence[Wording]) -> dict[str, list[Wording]]:
    found: defaultdict[str, list[Wording]] = defaultdict(list)
    for one in wordings:
        found[one.revision.clause].append(one)
    return found


def _amended_once(uses: Sequence[list[Reuse]], names: Sequence[str]) -> None:
    """A clause is amended in one file a day: where two policies of one day word it in two ways, the second is
    a clause of its own.
    """
    there: set[tuple[str, str]] = set()
    for its, name in zip(uses, names, strict=True):
        for at, use in enumerate(its):
            if use.what is As.AMENDMENT and use.like:
                if (use.like.clause, name) in there:
                    its[at] = replace(use, what=As.NEW)
                there.add((use.like.clause, name))
