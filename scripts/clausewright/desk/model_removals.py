"""What goes with a part of the model: a policy, a draft, a clause, one of its wordings, and what all policies
share.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..assemble.branches import in_words
from ..edit.entries import remove_entry, remove_list_item
from ..edit.json_schema import make_json_schema
from ..load import load_changed
from ..load.decisions import make_decisions_path
from ..model.dates import month_in_words
from ..model.kinds import VersionStatus
from ..model.library import Group, Library, Policy, School, Version
from ..model.text import count_noun
from .clause_pages import find_issued_users, list_users
from .field_pages import JSON_SCHEMA, SCHEMA
from .list_pages import CITATIONS, EDITIONS, TERMS
from .pages import NotThereError
from .removal import Removal, change_file, get_named, list_folder_files
from .steps import Desk
from .version_facts import OPEN_STATUSES

# -- The model -----------------------------------------------------------------------------------------------


def _was_issued(version: Version) -> bool:
    return version.lock is not None or version.facts.status not in OPEN_STATUSES


def _list_decision_files(
    desk: Desk, library: Library, versions: Iterable[Version]
) -> dict[str, bytes | None]:
    """The files in which schools and trusts decide on their wordings in versions that go."""
    holders: list[School | Group] = [*library.schools.values(), *library.trusts.values()]
    paths = [
        make_decisions_path(holder, version.policy, version.name)
        for version in versions
        for holder in holders
    ]
    return {path: None for path in paths if (desk.root / path).is_file()}


def plan_policy(desk: Desk, names: Mapping[str, str]) -> Removal:
    """A policy of which nothing was issued, with its drafts."""
    library = desk.read().library
    id = names["id"]
    policy: Policy = get_named(library.policies, id, "policy")
    issued = [version for version in policy.versions if _was_issued(version)]
    obstacles = [
        f"Its version of {version.title} was issued, and what was issued stays." for version in issued
    ]
    decisions = _list_decision_files(desk, library, policy.versions)
    return Removal(
        f"policy {policy.facts.title}",
        {**list_folder_files(desk.root, f"policies/{id}"), **decisions},
        f"/model/{id}",
        "/model",
        (
            f"{count_noun(len(policy.versions), 'draft')} of it go with it.",
            "The clauses that it used stay. Those that no version uses can be removed one by one.",
        ),
        tuple(obstacles),
    )


def plan_version(desk: Desk, names: Mapping[str, str]) -> Removal:
    """A draft of a version."""
    library = desk.read().library
    id, name = names["id"], names["name"]
    policy: Policy = get_named(library.policies, id, "policy")
    version = policy.named(name)
    if version is None:
        raise NotThereError(f"There is no version {name} of '{id}'.")
    obstacle = "It was issued, and what was issued stays. To end it, withdraw it in the year’s round."
    notes = ["The wordings of clauses that were written for it stay, and the next draft uses them."]
    if version.facts.status is VersionStatus.CONSULTATION:
        notes.append("It is being consulted on: its page goes when you publish next.")
    if len(policy.versions) == 1:
        notes.append("It is the only version, so the policy will say nothing until it has another.")
    return Removal(
        f"draft of {policy.facts.title}, {version.title}",
        {version.body.path: None, **_list_decision_files(desk, library, [version])},
        f"/model/{id}/{name}",
        f"/model/{id}",
        tuple(notes),
        (obstacle,) if _was_issued(version) else (),
    )


def plan_clause(desk: Desk, names: Mapping[str, str]) -> Removal:
    """A clause that stands in no version, with all its wordings."""
    library = desk.read().library
    id = names["id"]
    clause = get_named(library.clauses, id, "clause")
    newest = clause.revisions[-1]
    users = {}
    for revision in clause.revisions:
        for policy, version in list_users(library, revision):
            users[policy.id, version.name] = f"It stands in {policy.facts.title}, {version.title}."
    wordings = count_noun(len(clause.revisions), "wording")
    return Removal(
        f"clause “{in_words(library, newest.facts.title)}”",
        list_folder_files(desk.root, f"policies/clauses/{id}"),
        f"/clauses/{id}/{newest.name}",
        "/model#clauses",
        (f"All its {wordings} go with it.",) if len(clause.revisions) > 1 else (),
        tuple(users.values()),
    )


def plan_wording(desk: Desk, names: Mapping[str, str]) -> Removal:
    """A wording that was never issued; of the only one, the whole clause."""
    library = desk.read().library
    id, name = names["id"], names["name"]
    clause = get_named(library.clauses, id, "clause")
    revision = clause.named(name)
    if revision is None:
        raise NotThereError(f"There is no wording {name} of '{id}'.")
    if len(clause.revisions) == 1:
        return plan_clause(desk, names)
    issued = find_issued_users(library, revision)
    obstacles = [f"It was issued, in {user}, and what was issued stays." for user in issued]
    others = [other for other in clause.revisions if other is not revision]
    users = [f"{policy.facts.title}, {version.title}" for policy, version in list_users(library, revision)]
    return Removal(
        f"wording of “{in_words(library, revision.facts.title)}” of {month_in_words(name)}",
        {revision.body.path: None},
        f"/clauses/{id}/{name}",
        f"/clauses/{id}/{others[-1].name}",
        tuple(f"{user} will have the wording before it." for user in users),
        tuple(obstacles),
    )


# -- What all policies share ---------------------------------------------------------------------------------


def plan_source(desk: Desk, names: Mapping[str, str]) -> Removal:
    """A source that nothing cites."""
    library = desk.read().library
    id = names["id"]
    citation = get_named(library.citations, id, "source")
    files = change_file(desk, CITATIONS, lambda text: remove_entry(text, id))
    return Removal(f"source “{citation.facts.title}”", files, f"/sources/{id}", "/lists#sources")


def plan_term(desk: Desk, names: Mapping[str, str]) -> Removal:
    """A term that nothing uses."""
    library = desk.read().library
    id = names["id"]
    term = get_named(library.terms, id, "term")
    files = change_file(desk, TERMS, lambda text: remove_entry(text, id))
    return Removal(f"term “{term.facts.term}”", files, f"/terms/{id}", "/lists#terms")


def plan_edition(desk: Desk, names: Mapping[str, str]) -> Removal:
    """A year of the library."""
    library = desk.read().library
    id = names["id"]
    # The library has them in the order of their days, the file in its own.
    ids = [edition.id for edition in sorted(library.editions, key=lambda edition: edition.line)]
    if id not in ids:
        raise NotThereError(f"There is no year '{id}' in the library.")
    files = change_file(desk, EDITIONS, lambda text: remove_list_item(text, ids.index(id)))
    note = "The sites of that year go when you publish next: links to them will lead nowhere."
    return Removal(f"year {id}", files, f"/editions/{id}", "/lists#years", (note,))


def plan_field(desk: Desk, names: Mapping[str, str]) -> Removal:
    """A field, choice or word that no text prints and nobody sets."""
    library = desk.read().library
    key = names["key"]
    variable = get_named(library.schema, key, "field")
    if not variable.path:
        raise NotThereError(f"'{key}' belongs to the program, and stays.")
    files = change_file(desk, SCHEMA, lambda text: remove_entry(text, key))
    if (desk.root / JSON_SCHEMA).is_file():
        changed, _ = load_changed(desk.root, files)
        written = make_json_schema(changed.schema, tuple(changed.authorities), tuple(changed.trusts))
        files[JSON_SCHEMA] = written.encode()
    return Removal(f"field {variable.name}", files, f"/fields/{key}", "/fields")


def plan_picture(desk: Desk, names: Mapping[str, str]) -> Removal:
    """A picture of the policies, or of a school or trust."""
    library = desk.read().library
    folder, name = names["folder"], names["name"]
    is_of_model = folder == "model"
    path = f"policies/images/{name}" if is_of_model else f"variables/{folder}/{name}"
    if path.removeprefix("policies/") not in library.images:
        raise NotThereError("There is no such picture in the library.")
    address = "/pictures" if is_of_model else f"/{folder}/pictures"
    return Removal(f"picture {name}", {path: None}, address, address)
