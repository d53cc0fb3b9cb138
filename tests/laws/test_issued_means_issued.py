"""Law 6, issued means issued: any change to the text of an issued version is named by clause and file, and
what was issued stays so.

Situations that a policy officer would meet are folders, tests/cases/library/issued-*; here are the law over the whole
shipped library, by mutation, and the command `issue`.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from clausewright.assemble.answers import answers_from_values
from clausewright.assemble.assembler import Assembler
from clausewright.assemble.locks import freeze
from clausewright.bind import TokenTemplate
from clausewright.build import workers
from clausewright.check.locks import check_unchanged
from clausewright.cli import run
from clausewright.edit.issue import write_yaml
from clausewright.load import load_library
from clausewright.load.policies import read_policies
from clausewright.load.reader import Reader
from clausewright.model.kinds import Strength, VersionStatus
from clausewright.model.library import Library
from tests.conftest import TODAY
from tests.support import REPOSITORY
from tests.support.examples import examples, sample
from tests.support.small import AS_AT, Small, tree

LOCK = "policies/phones/2026-09.lock.yml"
AWAY = "policies/clauses/phones-away/2026-09.md"


# -- the shipped library, by mutation ------------------------------------------------------------------------


@pytest.fixture
def files() -> dict[str, bytes]:
    """The shipped library's model, file by file."""
    folder = REPOSITORY / "policies"
    return {
        path.relative_to(REPOSITORY).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def locked_revisions(library: Library) -> dict[str, set[str]]:
    """Every file of a clause that an issued version can show, with the titles of those versions."""
    found: dict[str, set[str]] = {}
    for policy in library.policies.values():
        for version in policy.versions:
            for clause in version.lock.facts.clauses if version.lock else ():
                path = f"policies/clauses/{clause.clause}/{clause.revision}.md"
                found.setdefault(path, set()).add(f"{policy.facts.title} of {version.title}")
    return found


def test_every_issued_version_of_the_library_is_locked_and_unchanged(library: Library) -> None:
    versions = [version for policy in library.policies.values() for version in policy.versions]
    assert [
        version.name
        for version in versions
        if (version.lock is None) == (version.facts.status is VersionStatus.ISSUED)
    ] == []
    assert list(check_unchanged(library, TODAY)) == []


def mutated(library: Library, path: str) -> Iterator[tuple[str, Library]]:
    """The library with one thing changed in one revision of a clause: each line of its text, and each fact
    that prints.
    """
    _, _, _, id, file = ("", *path.split("/"))
    clause = library.clauses[id]
    revision = next(one for one in clause.revisions if f"{one.name}.md" == file)
    lines = revision.body.text.splitlines()
    texts = [
        "\n".join([*lines[:at], f"{line} x", *lines[at + 1 :]])
        for at, line in enumerate(lines)
        if line.strip()
    ]
    facts: dict[str, Any] = {
        "title": "Another title",
        "strength": Strength.ADVISED,
        "applies_to": ("x",),
        "reason": "Another.",
        "replaces": ("x",),
        "headed": False,
    }
    for text in texts:
        yield "wording", _with(library, id, revision, body=_replaced(revision.body, text=text))
    for name, value in facts.items():
        if getattr(revision.facts, name) != value:
            yield name, _with(library, id, revision, facts=revision.facts.model_copy(update={name: value}))


def _replaced(thing: Any, **changes: Any) -> Any:
    return replace(thing, **changes)


def _with(library: Library, id: str, revision: Any, **changes: Any) -> Library:
    clause = library.clauses[id]
    revisions = tuple(_replaced(one, **changes) if one is revision else one for one in clause.revisions)
    changed: Library = _replaced(
        library, clauses={**library.clauses, id: _replaced(clause, revisions=revisions)}
    )
    return changed


def test_a_change_to_any_line_and_any_printed_fact_of_any_issued_clause_is_named(library: Library) -> None:
    tried = 0
    revisions = list(locked_revisions(library).items())
    for path, titles in sample(revisions, len(revisions) // 4):
        id = path.split("/")[2]
        versions = [
            (policy, version)
            for policy in library.policies.values()
            for version in policy.versions
            if f"{policy.facts.title} of {version.title}" in titles
        ]
        for what, changed in mutated(library, path):
            problems = list(check_unchanged(changed, TODAY, versions))
            assert [(problem.path, f"'{id}'" in problem.message) for problem in problems] == [(path, True)], (
                f"{path}: {what}"
            )
            assert all(title in problems[0].message for title in titles), (
                f"{path}: {what} does not name every version"
            )
            assert f"policies/clauses/{id}/2026-11.md" in problems[0].hint or "2026-12" in problems[0].hint
            tried += 1
    assert tried > 250 * min(4, examples(1))


def test_a_revision_dated_between_two_that_were_issued_is_named_for_every_clause(library: Library) -> None:
    tried = 0
    for path in locked_revisions(library):
        _, _, id, file = path.split("/")
        clause = library.clauses[id]
        revision = next(one for one in clause.revisions if f"{one.name}.md" == file)
        later = [version.date for policy in library.policies.values() for version in policy.versions if version.lock and any(
            (one.clause, one.revision) == (id, revision.name) for one in version.lock.facts.clauses)]  # fmt: skip
        between = _replaced(
            revision,
            name=max(later).isoformat(),
            body=_replaced(revision.body, path=path.replace(file, "new.md")),
        )
        if between.name[:7] == revision.name:
            between = _replaced(between, name=f"{revision.name}-01")
        changed = _replaced(
            library,
            clauses={**library.clauses, id: _replaced(clause, revisions=(*clause.revisions, between))},
        )
        problems = list(check_unchanged(changed, TODAY))
        if max(later) > revision.date:
            tried += 1
            assert [problem.path for problem in problems] == [path.replace(file, "new.md")]
            assert f"in place of its revision of {revision.name}" in problems[0].message
    assert tried > 20


def test_every_line_of_every_issued_version_counts(library: Library) -> None:
    for policy in library.policies.values():
        for version in policy.versions:
            lines = version.body.text.splitlines()
            for at in range(len(lines)):
                if version.lock and lines[at].strip():
                    body = _replaced(version.body, text="\n".join([*lines[:at], *lines[at + 1 :]]))
                    problems = list(
                        check_unchanged(library, TODAY, [(policy, _replaced(version, body=body))])
                    )
                    assert [problem.path for problem in problems] == [version.body.path]


def test_the_words_of_every_citation_term_and_title_that_prints_are_held(library: Library) -> None:
    def named(changed: Library) -> set[str]:
        return {problem.path for problem in check_unchanged(changed, TODAY)}

    locks = [
        version.lock.facts
        for policy in library.policies.values()
        for version in policy.versions
        if version.lock
    ]
    for id in {id for lock in locks for id in lock.citations}:
        entry = library.citations[id]
        other = _replaced(entry, facts=entry.facts.model_copy(update={"title": "Another"}))
        assert named(_replaced(library, citations={**library.citations, id: other})) == {
            "policies/citations.yml"
        }, id
        backdated = entry.facts.editions[0].model_copy(
            update={"from_day": date(2025, 8, 31), "label": "another"}
        )
        other = _replaced(
            entry, facts=entry.facts.model_copy(update={"editions": (*entry.facts.editions, backdated)})
        )
        picked = max(one.from_day for one in entry.facts.editions if one.from_day <= date(2025, 9, 1)) if any(
            one.from_day <= date(2025, 9, 1) for one in entry.facts.editions) else date.min  # fmt: skip
        if picked < date(2025, 8, 31) and any(
            id in lock.citations and lock.version == "2025-09" for lock in locks
        ):
            assert named(_replaced(library, citations={**library.citations, id: other})) == {
                "policies/citations.yml"
            }, id
    for id in {id for lock in locks for id in lock.terms}:
        entry_of_term = library.terms[id]
        for fact in (
            ("term", "meaning")
            if any(id in lock.terms and lock.terms[id].meaning for lock in locks)
            else ("term",)
        ):
            changed = _replaced(entry_of_term, facts=entry_of_term.facts.model_copy(update={fact: "another"}))
            assert named(_replaced(library, terms={**library.terms, id: changed})) == {
                "policies/terms.yml"
            }, (id, fact)
    for id, policy in library.policies.items():
        renamed = _replaced(policy, facts=policy.facts.model_copy(update={"title": "Another policy"}))
        assert f"policies/{id}/policy.yml" in named(
            _replaced(library, policies={**library.policies, id: renamed})
        )


def test_a_lock_reads_back_as_it_was_written(files: dict[str, bytes], library: Library) -> None:
    problems: list[Any] = []
    again = {policy.id: policy for policy in read_policies(Reader(files, problems))}
    assert problems == []
    for policy in library.policies.values():
        for version in policy.versions:
            if version.lock:
                read = again[policy.id].named(version.name)
                assert read is not None
                assert read.lock is not None
                assert read.lock.facts == freeze(library, policy, version) == version.lock.facts
                assert files[read.lock.path].decode() == write_yaml(read.lock.facts)


def test_a_lock_is_the_same_for_every_school(library: Library) -> None:
    nobody = _replaced(library, schools={}, trusts={}, authorities={})
    for policy in library.policies.values():
        for version in policy.versions:
            assert freeze(nobody, policy, version) == freeze(library, policy, version)


# -- what may still change -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("policies/phones/policy.yml", "owner: ", "owner: The new "),
        ("policies/clauses/phones-away/2026-09.md", "concept: phones-in-the-day", "concept: phones-all-day"),
        ("policies/citations.yml", "  editions:\n", '  editions:\n    - {label: "2027", from: 2027-02-01, checked_on: 2026-11-02}\n'),
        ("policies/citations.yml", "checked_on: 2026-11-02", "checked_on: 2026-11-20"),
        ("policies/visits/2025-09.md", "status: issued", "status: withdrawn\nwithdrawn: Two policies were made one.\nsuccessor: phones"),
        ("policies/visits/2025-09.md", "status: issued", "status: withdrawn\nwithdrawn: Two policies were made one.\nsuccessor: phones/2026-09"),
        ("variables/schools/birch/school.yml", "name: Birch", "name: Great Birch"),
        ("variables/schema.yml", "away: phones stay in bags", "at-home: phones stay at home, away: phones stay in bags"),
    ],
)  # fmt: skip
def test_what_is_not_text_may_change(path: str, old: str, new: str, small: Small) -> None:
    locked = Small(small.root, small.capsys, locks_follow=False)
    locked.edit(path, old, new)
    said = locked.say("check", "--strict")
    assert (said.code, said.out) == (0, "No problems: 2 policies, 8 clauses, 3 schools.\n")


def test_a_version_keeps_the_issuer_that_issued_it(small: Small) -> None:
    small.edit("policies/phones/policy.yml", "owner: ", "issuer: Grove Trust and Rivermouth\nowner: ")
    assert (
        'issuer: "Grove Trust and Rivermouth"'
        in (small.root / "policies/phones/2026-09.lock.yml").read_text()
    )
    locked = Small(small.root, small.capsys, locks_follow=False)
    before = _read_record(locked)
    assert "| Issued by | Grove Trust and Rivermouth |" in before
    locked.edit("policies/phones/policy.yml", "Trust and Rivermouth", "Academies")
    assert _read_record(locked) == before
    assert locked.say("check", "--strict").code == 0
    (locked.root / "policies/phones/2026-09.lock.yml").unlink()
    assert "| Issued by | Grove Academies |" in _read_record(locked)
    locked.edit("policies/phones/2025-09.lock.yml", "Trust and Rivermouth", "Academies")
    assert "its seal does not fit" in locked.say("check").out


def _read_record(small: Small) -> str:
    """The model's text of a version, with its record."""
    library, _ = load_library(small.root)
    policy = library.policies["phones"]
    version = policy.named("2026-09")
    assert version
    values = library.values(None, version.date)
    ask = answers_from_values(library.schema, values, frozenset(library.policies), model=True)
    return Assembler(library).assembled(policy, version, ask).text


# -- the command ---------------------------------------------------------------------------------------------


def say(small: Small, *arguments: str) -> tuple[int, str, str]:
    said = small.say("issue", *arguments)
    return said.code, said.out, said.err


def test_issue_writes_the_lock_and_nothing_else(small: Small) -> None:
    (small.root / LOCK).unlink()
    assert "error policies/phones/2026-09.md:2: is issued but has no lock" in small.say("check").out
    before = tree(small.root)
    code, out, _ = say(small, "phones", "2026-09")
    assert (code, out) == (
        0,
        f"Issued Mobile phones policy of September 2026: wrote {LOCK}. Keep it with the library.\n",
    )
    after = tree(small.root)
    assert {path for path in after if before.get(path) != after[path]} == {LOCK}
    assert small.say("check", "--strict").code == 0


def test_what_cannot_be_a_pdf_is_not_issued(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each shape of the text is tried, under every choice, and nothing is written."""
    tried = []

    class Refusing:
        """A compiler that refuses what is handed in."""

        def __init__(self, *_: object) -> None:
            """Take what a compiler takes."""

        def write(self, source: TokenTemplate, *_: object) -> bytes:
            """Make a PDF."""
            tried.append(source)
            if any("Lockers" in part or "handed in" in part for part in source.parts):
                raise RuntimeError("error: no such thing as a locker")
            return b"%PDF"

    monkeypatch.setattr(workers, "PdfWriter", Refusing)
    (small.root / LOCK).unlink()
    before = tree(small.root)
    code, out, err = say(small, "phones", "2026-09")
    assert (code, err) == (1, "Nothing was written.\n")
    assert "error policies/phones/2026-09.md: cannot be made into a PDF: no such thing as a locker" in out
    assert tree(small.root) == before
    assert len(tried) > 1


def test_issue_says_that_a_version_is_issued_already(small: Small) -> None:
    before = tree(small.root)
    assert say(small, "phones", "2026-09") == (0, "Already issued, and unchanged since.\n", "")
    assert say(small, "--all") == (0, "Already issued, and unchanged since.\n", "")
    assert tree(small.root) == before


def test_issue_never_makes_a_change_good_by_issuing_again(small: Small) -> None:
    locked = Small(small.root, small.capsys, locks_follow=False)
    locked.edit(AWAY, "switched off", "silent")
    before = tree(small.root)
    code, out, err = say(small, "phones", "2026-09")
    assert (code, err) == (1, "Nothing was written.\n")
    assert f"error {AWAY}:9: changes the wording of clause 'phones-away'" in out
    assert tree(small.root) == before


@pytest.mark.parametrize(
    ("status", "told"),
    [
        ("consultation\ncomment_by: 2026-12-18", "Issue it after that day, or change 'comment_by' first."),
        ("withdrawn\nwithdrawn: Merged.", "A withdrawn version is not issued again; issue a new one."),
    ],
)
def test_issue_says_what_to_do_with_a_version_of_another_status(status: str, told: str, small: Small) -> None:
    (small.root / LOCK).unlink()
    small.edit("policies/phones/2026-09.md", "status: issued", f"status: {status}")
    before = tree(small.root)
    code, out, _ = say(small, "phones", "2026-09")
    assert code == 1
    assert "error policies/phones/2026-09.md:" in out
    assert told in out
    assert tree(small.root) == before


def test_a_consultation_is_not_issued_before_it_says_what_came_of_it(small: Small) -> None:
    (small.root / LOCK).unlink()
    path = small.root / "policies/phones/2026-09.md"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    text = "".join(line for line in lines if not line.startswith("consulted:"))
    path.write_text(
        text.replace("status: issued", "status: consultation\ncomment_by: 2026-10-18"), encoding="utf-8"
    )
    code, out, _ = say(small, "phones", "2026-09")
    assert (code, "Write a line such as 'consulted: [{who:" in out) == (1, True)


@pytest.mark.parametrize(
    "written", ["status: draft", "status: 'draft'   # not yet agreed", 'status:  "draft"']
)
def test_issue_sets_the_status_and_locks_in_one_step(written: str, small: Small) -> None:
    (small.root / LOCK).unlink()
    path = "policies/phones/2026-09.md"
    small.edit(path, "status: issued", written)
    text = (small.root / path).read_text(encoding="utf-8")
    assert say(small, "phones", "2026-09")[0] == 0
    assert (small.root / path).read_text(encoding="utf-8") == text.replace("draft", "issued", 1)
    assert small.say("check").code == 0


def test_issue_writes_neither_status_nor_lock_where_the_version_has_a_fault(small: Small) -> None:
    (small.root / LOCK).unlink()
    small.edit("policies/phones/2026-09.md", "status: issued", "status: draft")
    small.edit(AWAY, "switched off", "{{ school.nmae }}")
    before = tree(small.root)
    code, out, err = say(small, "phones", "2026-09")
    assert (code, err) == (1, "Nothing was written.\n")
    assert f"error {AWAY}:9" in out
    assert tree(small.root) == before


def test_a_version_whose_status_was_set_back_is_not_called_issued(small: Small) -> None:
    locked = Small(small.root, small.capsys, locks_follow=False)
    locked.edit("policies/phones/2026-09.md", "status: issued", "status: draft")
    code, out, _ = say(small, "phones", "2026-09")
    assert code == 1
    assert "was issued, for it has a lock, and its status is draft" in out


def test_issue_all_with_drafts_alone_says_that_nothing_is_issued(small: Small) -> None:
    for path in (small.root / "policies").rglob("*.lock.yml"):
        path.unlink()
    for path in (small.root / "policies").glob("*/2*.md"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("status: issued", "status: draft"), encoding="utf-8")
    code, out, _ = say(small, "--all")
    expected = (
        "No version has the status issued yet (3 draft), so nothing was locked. To issue one, name it:"
        " clausewright issue POLICY VERSION.\n"
    )
    assert (code, out) == (0, expected)


def test_issue_checks_first_but_a_schools_own_slip_is_not_in_the_way(small: Small) -> None:
    (small.root / LOCK).unlink()
    school = small.root / "variables/schools/maple/school.yml"
    text = school.read_text(encoding="utf-8")
    school.write_text(
        text.replace("  head: {name: Jo Marsh, email: head@maple.example}", "  # nobody yet"),
        encoding="utf-8",
    )
    amendment = b"---\namends: 2026-09\naction: replace\nreason: Ours.\n---\n{{ clause('who-to-ask') }}\n"
    small.write("variables/schools/maple/amendments/phones-away/2026-10.md", amendment)
    clause = small.root / AWAY
    good = clause.read_text(encoding="utf-8")
    clause.write_text(good.replace("word.pupil.", "word.pupl."), encoding="utf-8")
    code, out, err = say(small, "phones", "2026-09")
    assert (code, err) == (1, "Nothing was written.\n")
    assert "'word.pupl' is not a field" in out
    assert not (small.root / LOCK).exists()
    clause.write_text(good, encoding="utf-8")
    assert say(small, "phones", "2026-09")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("phnes", "2026-09"), "There is no policy 'phnes'. Did you mean 'phones'?\n"),
        (("phones", "2026-10"), "There is no version '2026-10' of 'phones'. Did you mean '2026-09'?\n"),
        (
            ("phones",),
            "Name a policy and a version, as in 'clausewright issue social-media 2026-09', or write --all.\n",
        ),
        (
            (),
            "Name a policy and a version, as in 'clausewright issue social-media 2026-09', or write --all.\n",
        ),
        (
            ("phones", "2026-09", "--all"),
            "Name a policy and a version, as in 'clausewright issue social-media 2026-09', or write --all.\n",
        ),
    ],
)
def test_wrong_use_is_told_in_words(arguments: tuple[str, ...], told: str, small: Small) -> None:
    assert say(small, *arguments) == (2, "", told)


def test_a_new_clause_in_a_new_version_needs_nothing_of_the_old_one(small: Small) -> None:
    locked = Small(small.root, small.capsys, locks_follow=False)
    new = (small.root / "policies/phones/2026-09.md").read_bytes()
    locked.write("policies/phones/2026-11.md", new)
    locked.write(
        "policies/clauses/phones-away/2026-11.md",
        (small.root / AWAY).read_bytes().replace(b"switched off", b"silent"),
    )
    assert say(small, "phones", "2026-11")[0] == 0
    assert small.say("check", "--strict").code == 0


def test_a_deleted_version_and_a_deleted_revision_are_missed(small: Small) -> None:
    (small.root / "policies/phones/2025-09.md").unlink()
    shutil.rmtree(small.root / "policies/clauses/visit-steps")
    out = small.say("check").out
    assert "error policies/phones/2025-09.lock.yml: is the lock of a version that is gone" in out
    assert (
        "policies/visits/2025-09.lock.yml:16: names revision 2025-09 of clause 'visit-steps', which is gone"
        in out
    )
    assert "Put policies/clauses/visit-steps/2025-09.md back." in out


def test_an_unreadable_lock_is_told_once_and_is_not_taken_for_none(small: Small) -> None:
    for text, told in (
        (b"seal: [", "is not valid YAML"),
        (b"policy: phones\n", "'version' is missing"),
        (b"\xff", "is not UTF-8 text"),
    ):
        Small(small.root, small.capsys, locks_follow=False).write(LOCK, text)
        out = small.say("check").out
        assert told in out
        assert "has no lock" not in out


def test_the_starter_is_issued(tmp_path: Path) -> None:
    assert run(["new", str(tmp_path / "ours")]) == 0
    library, problems = load_library(tmp_path / "ours")
    assert problems == ()
    assert [
        version.lock is not None for policy in library.policies.values() for version in policy.versions
    ] == [True]
    assert run(["check", "--strict", "--library", str(tmp_path / "ours"), "--as-at", AS_AT]) == 0
