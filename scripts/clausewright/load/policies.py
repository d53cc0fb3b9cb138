"""Reads policies/: clauses, policies and their versions, citations, terms, editions, pictures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import TypeVar

from pydantic import BaseModel

from ..errors import Problem
from ..model.library import Clause, Edition, Lock, Policy, Revision, Version
from ..model.lock_records import LockFacts
from ..model.record_types import RESERVED_IDS, RULE_ID
from ..model.records import EditionFacts, PolicyFacts, RevisionFacts, VersionFacts
from ..model.rule_records import WordingFacts
from .files import IMAGE_SUFFIXES
from .reader import LOCK, POLICY_FILE, Reader
from .yaml import make_record, make_stand_in

AnyRecord = TypeVar("AnyRecord", bound=BaseModel)
_BEGINNINGS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_NOT_POLICIES = frozenset({"clauses", "images"})


# What stands for facts that are wrong or missing, while the rest of their file is looked at.
_NO_REVISION_FACTS = {"title": "Untitled", "concept": "unread", "reason": "unread"}
_NO_POLICY_FACTS = {"title": "Untitled", "owner": "Nobody", "approver": "nobody"}
_NO_VERSION_FACTS = {"status": "draft", "summary": "None.", "comment_by": "9999-12-31", "withdrawn": "unread"}


def read_clauses(reader: Reader) -> Iterator[Clause]:
    """Read every clause that has a readable revision. One with a fault in its files is among the reader's
    damaged clauses too, with all its revisions.
    """
    for id in reader.list_folders("policies/clauses"):
        folder = f"policies/clauses/{id}"
        if not reader.is_good_id(id, folder):
            continue
        revisions, all_revisions = [], []
        for name, tree, body in reader.read_fragments(folder):
            if facts := make_record(RevisionFacts, tree, reader.problems):
                revisions.append(Revision(id, name, facts, body, tree.key_lines()))
                all_revisions.append(revisions[-1])
            else:
                facts = make_stand_in(RevisionFacts, tree, _NO_REVISION_FACTS)
                all_revisions.append(Revision(id, name, facts, body, tree.key_lines()))
        read = {revision.body.path for revision in revisions}
        ids = (path for path in reader.by_folder.get(folder, ()) if path.endswith(".md") and path not in read)
        reader.unread["revision"].update(f"{id}/{PurePosixPath(path).stem}" for path in ids)
        if len(all_revisions) > len(revisions):
            reader.damaged_clauses[id] = Clause(id, tuple(all_revisions))
        if revisions:
            yield Clause(id, tuple(revisions))
        else:
            reader.unread["clause"].add(id)


def read_policies(reader: Reader) -> Iterator[Policy]:
    """Read every policy, with its versions. One with a fault in its files is among the reader's damaged
    policies too, with all its versions.
    """
    for id in reader.list_folders("policies"):
        folder = f"policies/{id}"
        if id in _NOT_POLICIES or not reader.is_good_id(id, folder):
            continue
        tree = reader.read_tree(
            f"{folder}/{POLICY_FILE}", must_say="A policy has at least a title, an owner and an approver."
        )
        if PurePosixPath(tree.path).name != POLICY_FILE:
            hint = f"Did you mean '{POLICY_FILE}'?"
            reader.problems.append(Problem(tree.path, 0, "is a file that nothing reads", hint))
        facts = make_record(PolicyFacts, tree, reader.problems) if tree.data is not None else None
        versions, all_versions = _read_versions(reader, id, folder, PurePosixPath(tree.path).name)
        if facts is None or len(all_versions) > len(versions):
            known = facts or make_stand_in(PolicyFacts, tree, _NO_POLICY_FACTS)
            # Whoever is to approve it is not known, which is no name that does not exist.
            approver = tree.mapping().get("approver")
            named = approver if isinstance(approver, str) else ""
            known = facts or known.model_copy(update={"approver": named})
            reader.damaged_policies[id] = Policy(id, known, all_versions, tree.path, tree.key_lines())
        if facts is None:
            reader.unread["policy"].add(id)
        else:
            yield Policy(id, facts, versions, tree.path, tree.key_lines())


def _read_versions(
    reader: Reader, id: str, folder: str, policy_file: str
) -> tuple[tuple[Version, ...], tuple[Version, ...]]:
    """The versions of a policy that can be read, and all of them, with stand-ins for facts that cannot."""
    files = reader.by_folder.get(folder, ())
    locks = {PurePosixPath(path).name.removesuffix(LOCK): path for path in files if path.endswith(LOCK)}
    versions, all_versions = [], []
    known_files = {POLICY_FILE, policy_file, *(f"{name}{LOCK}" for name in locks)}
    for name, front, body in reader.read_fragments(folder, known_files):
        if facts := make_record(VersionFacts, front, reader.problems):
            lock = _read_lock(reader, locks[name]) if name in locks else None
            versions.append(Version(id, name, facts, body, front.key_lines(), lock))
            all_versions.append(versions[-1])
        else:
            facts = make_stand_in(VersionFacts, front, _NO_VERSION_FACTS)
            all_versions.append(Version(id, name, facts, body, front.key_lines()))
    names = {PurePosixPath(path).stem for path in files if path.endswith(".md")}
    for path in (path for name, path in locks.items() if name not in names):
        hint = f"Put {path.removesuffix(LOCK)}.md back; an issued version is withdrawn, never deleted."
        reader.problems.append(Problem(path, 0, "is the lock of a version that is gone", hint))
    read = {version.body.path for version in versions}
    reader.unread["version"].update(
        f"{id}/{PurePosixPath(path).stem}" for path in files if path.endswith(".md") and path not in read
    )
    return tuple(versions), tuple(all_versions)


def _read_lock(reader: Reader, path: str) -> Lock | None:
    tree = reader.read_tree(path, must_say="Put back the lock that 'clausewright issue' wrote.")
    facts = make_record(LockFacts, tree, reader.problems) if tree.data is not None else None
    if facts is None:
        reader.unread["lock"].add(path)
        return None
    return Lock(path, facts, {"/".join(map(str, where)): line for where, line in tree.lines.items()})


def read_entries(
    reader: Reader, kind: str, model: type[AnyRecord]
) -> Iterator[tuple[str, str, int, AnyRecord]]:
    """Read a list file, citations.yml for one: each entry's id, path, line and record. `kind` is "citation",
    "term" or "name".
    """
    tree = reader.read_tree(f"policies/{kind}s.yml", expected=False)
    for id in tree.mapping():
        facts = (
            make_record(model, tree.below(id), reader.problems)
            if reader.is_good_id(id, tree.path, tree.line(id))
            else None
        )
        if facts:
            yield id, tree.path, tree.line(id), facts
        else:
            reader.unread[kind].add(id)


def read_wording(reader: Reader) -> Iterator[tuple[str, WordingFacts]]:
    """Read wording.yml: each rule's id and record. What is wrong with an entry is a problem of its line."""
    tree = reader.read_tree("policies/wording.yml", expected=False)
    for id in tree.mapping():
        if not RULE_ID.fullmatch(id):
            hint = "Write capitals and digits, joined by single hyphens: 'STYLE-DATE'."
            reader.problems.append(
                Problem(tree.path, tree.line(id), f"'{id}' cannot be the id of a rule", hint)
            )
        elif facts := make_record(WordingFacts, tree.below(id), reader.problems):
            yield id, facts


def read_editions(reader: Reader) -> tuple[Edition, ...]:
    """Read editions.yml, oldest first."""
    tree = reader.read_tree("policies/editions.yml", may_be_list=True)
    items = tree.data if isinstance(tree.data, list) else []
    if (
        not items
        and tree.path in reader.files
        and not any(problem.path == tree.path for problem in reader.problems)
    ):
        reader.problems.append(
            Problem(
                tree.path, 1, "names no edition", "Add: - {id: 2026-27, title: 2026-27, from: 2026-09-01}"
            )
        )
    entries = [
        (tree.line(index), make_record(EditionFacts, tree.below(index), reader.problems))
        for index in range(len(items))
    ]
    editions = sorted(
        (Edition(tree.path, line, facts) for line, facts in entries if facts),
        key=lambda edition: edition.date,
    )
    for index, edition in enumerate(editions):
        earlier = editions[:index]
        if any(edition.id == other.id or edition.date == other.date for other in earlier):
            reader.problems.append(
                Problem(tree.path, edition.line, "repeats an edition's id or first day", "Give each its own.")
            )
        if edition.id in RESERVED_IDS:
            reader.problems.append(
                Problem(tree.path, edition.line, f"the id '{edition.id}' is reserved", "Choose another.")
            )
    return tuple(editions)


def read_images(reader: Reader) -> dict[str, bytes]:
    """Pictures, by the path that clauses write: "images/flowchart.png"; a school's own by their path in the
    library.
    """
    for path in (path for path in reader.files if PurePosixPath(path).suffix.lower() in IMAGE_SUFFIXES):
        if not reader.files[path].startswith(_BEGINNINGS):
            reader.problems.append(
                Problem(
                    path,
                    0,
                    "is not a PNG or JPEG picture, whatever its name says",
                    "Save it again as PNG or JPEG.",
                )
            )
    return {
        name.removeprefix("policies/"): data
        for name, data in reader.files.items()
        if PurePosixPath(name).suffix.lower() in IMAGE_SUFFIXES
    }
