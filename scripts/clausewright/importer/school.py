"""School: whose policy came in, with its authority and trust, as far as the library knows them or the text
names them. What neither says is asked, and is `not-stated` until somebody answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from ..model.library import Group, Library, School
from ..model.local_records import SchoolFacts
from ..model.values import Kind, Layer, Value, Variable, printed
from .proposals import Proposals, make_slug
from .values import Found, compile_standing

NOT_STATED = "not-stated"
# What a school's own name says of its phase and its kind.
_PHASES = {
    "nursery": r"nursery|pre-?school|kindergarten",
    "special": r"special school",
    "primary": r"primary|infants?|juniors?",
    "secondary": r"secondary|high school|grammar|high academy",
    "post-16": r"sixth form college",
}
_TYPES = {"academy": r"academy|academies", "free": r"free school"}
Named = TypeVar("Named", School, Group)


@dataclass(frozen=True, slots=True)
class SchoolMatch:
    """The school of an import. `known` is the library's own record of it;
    `is_named` says that a person or the text names it.
    """

    id: str
    name: str
    is_named: bool
    known: School | None
    authority: str
    trust: str
    facts: Mapping[str, str]


def match_school(
    texts: Sequence[str],
    names: Sequence[Found],
    library: Library | None,
    asked: str,
    day: date,
    trusts: Iterable[str] = (),
) -> SchoolMatch:
    """Say whose policy this is: the school asked for, one of the library's that the text names, or a new one
    by the name found.

    `trusts` are the names that stand where the library's clauses print that of the school's trust. One that
    is only spoken of says nothing.
    """
    names_by_key = {named.key: named.value for named in names}
    schools = library.schools if library else {}
    known = schools.get(asked) or (None if asked else _find_named(schools, "school.name", texts, day))
    if known:
        name = str(value.value) if (value := known.values.at("school.name", day)) else known.id
        return SchoolMatch(known.id, name, True, known, known.facts.authority, known.facts.trust, {})
    authority = _find_named(library.authorities, "authority.name", texts, day) if library else None
    trust = _find_named(library.trusts, "trust.name", tuple(trusts), day) if library else None
    name = names_by_key.get("school.name") or names_by_key.get("school.trust_name", "")
    id = asked or make_slug(name) or "school"
    # A name of the text's own must not fall on a school that the library has.
    id = id if asked or id not in schools else f"{id}-imported"
    return SchoolMatch(
        id,
        name,
        bool(asked or name),
        None,
        authority.id if authority else make_slug(names_by_key.get("school.authority_name", "")),
        trust.id if trust else "",
        {"phase": _read_kind(name, _PHASES), "type": "academy" if trust else _read_kind(name, _TYPES)},
    )


def _read_kind(name: str, patterns: Mapping[str, str]) -> str:
    """The one kind that a school's name tells, or that it tells none, or several."""
    kinds = [
        kind for kind, pattern in patterns.items() if re.search(rf"\b(?:{pattern})\b", name, re.IGNORECASE)
    ]
    return kinds[0] if len(kinds) == 1 else NOT_STATED


def confirm_school(
    school: SchoolMatch, names: Sequence[Found], texts: Sequence[str], advice: Proposals
) -> SchoolMatch:
    """Propose what the text says of a school that the library does not have, and ask what it does not say.

    `names` are all the names that stand in the text, the candidates for what is not certain.
    """
    if school.known:
        return school
    name, id, authority, facts = school.name, school.id, school.authority, dict(school.facts)
    if name:
        stated = {field: kind for field, kind in facts.items() if kind != NOT_STATED}
        of_it = f": {', '.join(stated.values())}, as its name or the policy's wording says" if stated else ""
        count = sum(len(compile_standing(name).findall(text)) for text in texts)
        sure = 0.9 if count > 1 else 0.75
        proposal = advice.propose("school", name, f"The school is {name}{of_it}", sure, stated)
        for field in stated:
            facts[field] = proposal.text(field)
    else:
        name = _ask(advice, "name", names, texts)
        id = make_slug(name) if name and not school.is_named else id
    if not authority:
        authority = make_slug(_ask(advice, "authority_name", names, texts)) or f"authority-{NOT_STATED}"
    for field in ("phase", "type"):
        if facts[field] == NOT_STATED:
            facts[field] = _ask(advice, field, (), ()).casefold() or NOT_STATED
    return SchoolMatch(id, name, bool(school.is_named or name), None, authority, school.trust, facts)


def state_kind(school: SchoolMatch, kind: Mapping[str, str]) -> SchoolMatch:
    """Return a school with its phase and type as `kind` has them, where nothing else says them."""
    facts = {
        fact: kind.get(fact, NOT_STATED) if stated == NOT_STATED else stated
        for fact, stated in school.facts.items()
    }
    return replace(school, facts=facts)


_QUESTIONS = {
    "name": "Which school's policy is it?",
    "authority_name": "Which authority is the school in?",
    "phase": "Of which phase is the school: nursery, primary, secondary, all-through, special or post-16?",
    "type": "What kind of school is it: maintained, academy, free or independent?",
}


def _ask(advice: Proposals, field: str, names: Sequence[Found], texts: Sequence[str]) -> str:
    """Ask for a fact of the school that the text does not state. The names of that kind are the candidates,
    and the texts in which they stand the evidence.
    """
    candidates = [name.value for name in names if name.key.startswith(f"school.{field}")]
    evidence = []
    for candidate in candidates:
        place = next((text for text in texts if candidate in text), "")
        if place:
            evidence.append(f"“{place[:160]}”")
    return advice.ask(f"school-{field.replace('_', '-')}", _QUESTIONS[field], candidates, evidence)


def list_known_values(home: SchoolMatch, library: Library, day: date) -> dict[str, Value]:
    """Every value that counts for the school before anything is taken over from its policy."""
    school = home.known or School(
        home.id,
        SchoolFacts.model_validate(
            {
                "authority": home.authority,
                "trust": home.trust,
                "phase": home.facts["phase"],
                "type": home.facts["type"],
            }
        ),
        Layer("school", "", {}),
        (),
        {},
    )
    return {key: bound.value for key, bound in library.values(school, day).items()}


def print_value(schema: Mapping[str, Variable], values: Mapping[str, Value], key: str) -> str | None:
    """What the part of a value that a token names prints; None where nobody has given it."""
    space, _, rest = key.partition(".")
    name, *forms = rest.split(".")
    variable, value = schema.get(f"{space}.{name}"), values.get(f"{space}.{name}")
    if variable is None or value is None:
        return None
    kind = variable.of[forms[1]] if variable.kind is Kind.LIST else variable.kind
    return printed(kind, value, tuple(forms))


def _find_named(known: Mapping[str, Named], key: str, texts: Sequence[str], day: date) -> Named | None:
    """The one whose name stands in the texts most often; of those that stand inside each other,
    the longest.
    """
    names = {id: str(value.value) for id, group in known.items() if (value := group.values.at(key, day))}
    counted = {
        id: sum(len(compile_standing(name).findall(text)) for text in texts) for id, name in names.items()
    }
    best = max(counted, key=lambda id: (counted[id], len(names[id])), default="")
    return known[best] if best and counted[best] else None
