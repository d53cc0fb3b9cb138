"""Home: whose policy came in, the school with its authority and trust, as far as the library knows them or
the text names them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from ..model.library import Group, Library, School
from ..model.records import SchoolFacts
from ..model.values import Kind, Layer, Value, Variable, printed
from .proposals import Proposals, slug
from .values import Found, compile_standing

_PHASES = (("nursery", "nursery"), ("pre-school", "nursery"), ("special", "special"), ("primary", "primary"), ("infant", "primary"),
           ("junior", "primary"), ("high school", "secondary"), ("high academy", "secondary"), ("secondary", "secondary"),
           ("grammar", "secondary"), ("sixth form", "post-16"), ("college", "secondary"))  # fmt: skip
Named = TypeVar("Named", School, Group)


@dataclass(frozen=True, slots=True)
class SchoolMatch:
    """The school of an import. `known` is the library's own record of it; `is_named` says that a person or
    the text names it.
    """

    id: str
    name: str
    is_named: bool
    known: School | None
    authority: str
    trust: str
    facts: Mapping[str, str]


def home_of(
    texts: Sequence[str],
    titles: Iterable[str],
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
    authority = _find_named(library.authorities, "authority.name", texts, day) if library else None
    trust = _find_named(library.trusts, "trust.name", tuple(trusts), day) if library else None
    if known:
        name = str(value.value) if (value := known.values.at("school.name", day)) else known.id
        return SchoolMatch(known.id, name, True, known, known.facts.authority, known.facts.trust, {})
    name = names_by_key.get("school.name") or names_by_key.get("school.trust_name", "").removesuffix(
        " Trust"
    ).removesuffix(" Academy")
    about = f"{name} {' '.join(titles)}".casefold()
    phase = next((phase for word, phase in _PHASES if word in about), "primary")
    kind = "academy" if "academ" in about or trust or "school.trust_name" in names_by_key else "maintained"
    id = asked or slug(name) or "school"
    own_authority = (
        authority.id if authority else slug(names_by_key.get("school.authority_name", "")) or "authority"
    )
    # A name of the text's own must not fall on a school that the library has.
    id = id if asked or id not in schools else f"{id}-imported"
    return SchoolMatch(
        id,
        name,
        bool(asked or name),
        None,
        own_authority,
        trust.id if trust else "",
        {"phase": phase, "type": kind},
    )


def confirmed(home: SchoolMatch, advice: Proposals) -> SchoolMatch:
    """The same with its phase and type as a person leaves them."""
    if home.known:
        return home
    named = (
        f"The school is {home.name or home.id}"
        if home.is_named
        else "No school is named (say which with --school); one is taken"
    )
    says = f"{named}: {home.facts['phase']}, {home.facts['type']}"
    proposal = advice.propose(
        "school", home.name or "school", says, 0.7 if home.is_named else 0.3, home.facts
    )
    facts = {name: proposal.text(name) for name in home.facts}
    return SchoolMatch(home.id, home.name, home.is_named, None, home.authority, home.trust, facts)


def values_at_home(home: SchoolMatch, library: Library, day: date) -> dict[str, Value]:
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


def says(schema: Mapping[str, Variable], values: Mapping[str, Value], key: str) -> str | None:
    """What the part of a value that a token names prints; None where nobody has given it."""
    space, _, rest = key.partition(".")
    name, *forms = rest.split(".")
    variable, value = schema.get(f"{space}.{name}"), values.get(f"{space}.{name}")
    if variable is None or value is None:
        return None
    kind = variable.of[forms[1]] if variable.kind is Kind.LIST else variable.kind
    return printed(kind, value, tuple(forms))


def _find_named(known: Mapping[str, Named], key: str, texts: Sequence[str], day: date) -> Named | None:
    """The one whose name stands in the texts most often; of those that stand inside each other, the longest."""
    names = {id: str(value.value) for id, group in known.items() if (value := group.values.at(key, day))}
    counted = {
        id: sum(len(compile_standing(name).findall(text)) for text in texts) for id, name in names.items()
    }
    best = max(counted, key=lambda id: (counted[id], len(names[id])), default="")
    return known[best] if best and counted[best] else None
