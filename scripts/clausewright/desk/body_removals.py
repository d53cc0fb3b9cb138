"""What goes with a school, a trust or an authority, with one of their values, and with what they decided or
worded themselves.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..assemble.branches import in_words
from ..edit.adoptions import remove_decision
from ..edit.values import remove_value
from ..model.dates import month_in_words
from ..model.library import Amendment, Group, Library, School
from ..model.table import list_holders
from ..model.text import capitalise, count_noun, join_words
from .amenders import name_authority, name_school, name_trust
from .pages import NotThereError
from .removal import Removal, change_file, get_named, list_folder_files
from .steps import Desk

# -- Those who adopt, and their groups -----------------------------------------------------------------------


def _tell_what_goes(holder: School | Group) -> str:
    parts = ["its values"]
    for number, noun in ((len(holder.adoptions), "decision"), (len(holder.amendments), "own wording")):
        if number:
            parts.append(count_noun(number, noun))
    return f"{capitalise(join_words(parts))} go with it."


def plan_school(desk: Desk, names: Mapping[str, str]) -> Removal:
    """A body that adopts, with all that it decided and worded."""
    library = desk.read().library
    id = names["id"]
    school = get_named(library.schools, id, library.unit.singular)
    return Removal(
        f"{library.unit.singular} {name_school(library, school, desk.read_day())}",
        list_folder_files(desk.root, f"variables/schools/{id}"),
        f"/schools/{id}",
        "/schools",
        (
            _tell_what_goes(school),
            "Its site goes when you publish next: links to it will lead nowhere.",
        ),
    )


def plan_trust(desk: Desk, names: Mapping[str, str]) -> Removal:
    """A trust to which nobody belongs any more."""
    library = desk.read().library
    id = names["id"]
    trust = get_named(library.trusts, id, "trust")
    schools = [school for school in library.schools.values() if school.facts.trust == id]
    named = [f"{name_school(library, school, desk.read_day())} belongs to it." for school in schools]
    return Removal(
        f"trust {name_trust(trust, desk.read_day())}",
        list_folder_files(desk.root, f"variables/trusts/{id}"),
        f"/trusts/{id}",
        "/schools",
        (_tell_what_goes(trust),),
        tuple(named),
    )


def plan_authority(desk: Desk, names: Mapping[str, str]) -> Removal:
    """An authority to which nobody belongs any more."""
    library = desk.read().library
    id = names["id"]
    authority = get_named(library.authorities, id, "authority")
    schools = [school for school in library.schools.values() if school.facts.authority == id]
    named = [f"{name_school(library, school, desk.read_day())} belongs to it." for school in schools]
    return Removal(
        f"authority {name_authority(authority, desk.read_day())}",
        {authority.values.path: None},
        f"/values/authority/{id}",
        "/schools",
        ("Its values go with it.",),
        tuple(named),
    )


def plan_value(desk: Desk, names: Mapping[str, str]) -> Removal:
    """A value of a school, a trust, an authority, or of all, with what held before and will hold later."""
    library = desk.read().library
    kind, id, key = names["kind"], names["id"], names["key"]
    holders = {holder.key: holder for holder in list_holders(library, desk.read_day())}
    holder = get_named(holders, (kind, id), kind)
    if key not in holder.layer.values and key not in holder.layer.blanks:
        raise NotThereError(f"'{key}' is not set there.")
    dated = len(holder.layer.values.get(key, ()))
    notes = ("What held before, or will hold from a later day, goes with it.",) if dated > 1 else ()
    variable = library.schema.get(key)
    return Removal(
        f"{variable.name if variable else key} of {holder.name}",
        change_file(desk, holder.layer.path, lambda text: remove_value(text, key)),
        f"/values/{kind}/{id}#{key}",
        f"/values/{kind}/{id}",
        notes,
    )


# -- What they decided, and worded ---------------------------------------------------------------------------


def _get_holder(library: Library, tier: str, id: str) -> School | Group:
    if tier not in ("schools", "trusts"):
        raise NotThereError("There is no such page.")
    holders: Mapping[str, School | Group] = library.schools if tier == "schools" else library.trusts
    return get_named(holders, id, tier.removesuffix("s"))


def plan_decision(desk: Desk, names: Mapping[str, str]) -> Removal:
    """A decision that was recorded by mistake, by its place among those on its policy."""
    library = desk.read().library
    tier, id, policy, number = names["tier"], names["id"], names["policy"], names["number"]
    holder = _get_holder(library, tier, id)
    decisions = [decision for decision in holder.adoptions if decision.policy == policy]
    if not number.isdigit() or int(number) >= len(decisions):
        raise NotThereError("There is no such decision any more.")
    decision = decisions[int(number)]
    title = library.policies[policy].facts.title if policy in library.policies else policy
    of = f" of {month_in_words(decision.facts.version)}" if decision.facts.version else ""
    place = sorted(decisions, key=lambda other: other.line).index(decision)
    return Removal(
        f"decision on {title}{of}: {decision.facts.status}",
        change_file(desk, decision.path, lambda text: remove_decision(text, policy, place)),
        f"/{tier}/{id}#decisions",
        f"/{tier}/{id}",
        ("Only what was recorded by mistake should go: what a body decided stays decided.",),
    )


def plan_own_wording(desk: Desk, names: Mapping[str, str]) -> Removal:
    """A wording of a school’s or trust’s own."""
    library = desk.read().library
    tier, id, clause, name = names["tier"], names["id"], names["clause"], names["name"]
    holder = _get_holder(library, tier, id)
    amendments = {(each.clause, each.name): each for each in holder.amendments}
    amendment: Amendment = get_named(amendments, (clause, name), "own wording")
    known = library.clauses.get(clause)
    title = amendment.facts.title or (known.revisions[-1].facts.title if known else clause)
    return Removal(
        f"own wording of “{in_words(library, title)}” of {month_in_words(name)}",
        {amendment.body.path: None},
        f"/{tier}/{id}/wordings/{clause}",
        f"/{tier}/{id}/wordings",
        ("The wording before it counts again, or else the model’s.",),
    )
