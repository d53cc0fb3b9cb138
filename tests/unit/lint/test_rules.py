"""The rules of wording: each finds what its file in tests/cases/lint says it finds, and leaves alone what is
right.

A rule without a file fails here; so does a rule that is on by default and names anything in the shipped
library that is not known.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from clausewright.cli import run
from clausewright.lint import collect_rules, lint
from clausewright.lint.engine import LintText, Placed, Statement, read_lines
from clausewright.load import load_library, read_shipped
from clausewright.model.kinds import Strength
from clausewright.model.library import Fragment, Library
from clausewright.model.records import Allowed
from clausewright.model.values import Person
from tests.support import CASES, REPOSITORY

PASSAGES = CASES / "lint"
TODAY = date(2026, 11, 21)
RULES = [rule for rule in collect_rules(read_shipped()) if not rule.id.startswith("COMP-")]
BY_ID = {rule.id: rule for rule in RULES}
# These look at records and at several clauses, not at a passage; they have tests of their own below.
OF_RECORDS = {"STR-UNNUMBERED", "META-OVERDUE", "META-UNSIGNED", "DATA-CONTACT", "MOD-CONTRADICT"}
OF_RECORDS |= {"STR-QUOTE", "STR-APPENDIX", "STR-POLARITY", "REF-LIST"}
OF_RECORDS |= {"META-TITLE", "META-VERSION", "META-APPROVAL", "META-REVIEW", "META-OWNER", "META-PARTY"}


@pytest.fixture(scope="module")
def library() -> Library:
    """The shipped library, for its names and terms."""
    return load_library(REPOSITORY)[0]


def paper(library: Library, passage: str) -> LintText:
    """A policy that says nothing but a passage."""
    policy = library.policies["social-media"]
    fragment = Fragment(passage, "policies/social-media/2026-09.md", 1)
    newest = policy.versions[-1]
    version = replace(newest, body=fragment, facts=newest.facts.model_copy(update={"consulted": ()}))
    lines = tuple(read_lines(fragment, "some-clause", date(2026, 9, 1)))
    return LintText(library, policy, version, lines, (), TODAY)


def passages() -> list[tuple[str, bool, str]]:
    """Every passage of every case: the rule, whether it finds something in it, and the passage."""
    found = []
    for file in sorted(PASSAGES.glob("*.md")):
        _, finds, leaves = (
            file.read_text(encoding="utf-8").replace("# leaves alone", "# finds").split("# finds\n")
        )
        for is_found, part in ((True, finds), (False, leaves)):
            found += [(file.stem, is_found, passage) for passage in part.strip("\n").split("\n\n")]
    return found


@pytest.mark.parametrize(("rule", "is_found", "passage"), passages())
def test_a_rule_finds_what_its_file_says_and_nothing_else(
    library: Library, rule: str, is_found: bool, passage: str
) -> None:
    findings = list(BY_ID[rule].find(paper(library, passage)))
    assert bool(findings) == is_found, [finding.message for finding in findings]
    for finding in findings:
        assert passage.split("\n")[finding.line - 1].strip()
        assert finding.hint.endswith(".")


def test_every_rule_has_a_file_of_cases_and_a_sentence_of_help() -> None:
    assert {file.stem for file in PASSAGES.glob("*.md")} == BY_ID.keys() - OF_RECORDS
    for rule in RULES:
        assert rule.help[0].isupper(), rule.id
        assert rule.help.endswith("."), rule.id
        assert 15 < len(rule.help) < 100, rule.id
    assert len(BY_ID) == len(RULES)


def test_a_finding_that_a_file_allows_is_not_named_until_the_day_comes(library: Library) -> None:
    clause = library.clauses["pupil-contact"]
    revision = clause.revisions[-1]

    def with_(until: date, rule: str = "RES-VOICE") -> Library:
        facts = revision.facts.model_copy(
            update={"allow": (Allowed(rule=rule, reason="A quotation.", until=until),)}
        )
        body = Fragment("Schools should decide.", revision.body.path, revision.body.line)
        changed = replace(
            clause, revisions=(*clause.revisions[:-1], replace(revision, facts=facts, body=body))
        )
        return replace(library, clauses={**library.clauses, "pupil-contact": changed})

    def said(library: Library) -> list[str]:
        found = lint(library, TODAY, ["RES-VOICE"])
        return [
            f"{problem.rule}: {problem.message}" for problem in found if problem.path == revision.body.path
        ]

    assert said(with_(TODAY)) == []
    ended = said(with_(date(2026, 11, 20)))
    assert [line.split(":")[0] for line in ended] == ["", "RES-VOICE"]
    assert "allowed RES-VOICE until 2026-11-20" in ended[0]
    assert "which is no rule" in said(with_(TODAY, "RES-VOICES"))[0]


def test_two_clauses_of_one_concept_may_not_bind_differently(library: Library) -> None:
    one = Placed("friends", "policies/clauses/friends/2026-09.md", "friends", Strength.MUST, (("v", 1, 0),))
    other = Placed(
        "friends-advice", "policies/clauses/friends-advice/2026-09.md", "friends", Strength.ADVISED, ()
    )
    rule, whole = BY_ID["MOD-CONTRADICT"], paper(library, "")
    found = list(rule.find(replace(whole, clauses=(one, other))))
    assert [(finding.path, "friends (must)" in finding.message.replace("'", "")) for finding in found] == [
        (other.path, True)
    ]
    assert not list(rule.find(replace(whole, clauses=(one, replace(other, arms=(("v", 1, 1),))))))
    assert not list(rule.find(replace(whole, clauses=(one, replace(other, strength=Strength.MUST)))))


def test_records_are_looked_at_school_by_school(library: Library) -> None:
    """By Christmas three schools are late with a review; a person who can only be named is told of one school."""
    assert lint(library, TODAY, ["META-OVERDUE", "DATA-CONTACT"]) == ()
    late = lint(library, date(2026, 12, 20), ["META-OVERDUE"])
    assert {problem.path.split("/")[2] for problem in late} == {"fernhill", "marram-sands", "oakhanger"}
    [unreachable] = lint(without_contact(library, "kelpwick"), TODAY, ["DATA-CONTACT"])
    assert unreachable.path == "variables/schools/kelpwick/school.yml"
    assert "minute" in lint(without_minutes(library), TODAY, ["META-UNSIGNED"])[0].message
    assert lint(library, TODAY, ["META-UNSIGNED"]) == ()


def without_contact(library: Library, id: str) -> Library:
    """The same library, in which a school says nothing but the name of who keeps its accounts."""
    school, key = library.schools[id], "role.account_owner"
    named = tuple(replace(dated, value=Person("Hester Pym")) for dated in school.values.values[key])
    values = replace(school.values, values={**school.values.values, key: named})
    return replace(library, schools={**library.schools, id: replace(school, values=values)})


def without_minutes(library: Library) -> Library:
    """The same library, with nobody's minutes recorded."""
    schools = {
        id: replace(
            school,
            adoptions=tuple(
                replace(one, facts=one.facts.model_copy(update={"minute": ""})) for one in school.adoptions
            ),
        )
        for id, school in library.schools.items()
    }
    return replace(library, schools=schools)


def unadopted(library: Library) -> Library:
    """The same library, with nobody's decisions."""
    return replace(
        library,
        schools={id: replace(school, adoptions=()) for id, school in library.schools.items()},
        trusts={id: replace(trust, adoptions=()) for id, trust in library.trusts.items()},
    )


def dated(library: Library, passage: str, day: date) -> LintText:
    """A policy that says a passage, written on a day."""
    lines = tuple(read_lines(Fragment(passage, "policies/clauses/x/old.md", 1), "x", day))
    return replace(paper(library, ""), lines=lines)


@pytest.mark.parametrize(
    ("rule", "passage", "day", "said"),
    [
        (
            "TERM-OBSOLETE",
            "Tell the NQT.",
            date(2019, 9, 1),
            "right on 1 September 2019, the date of the text, and out of date today",
        ),
        (
            "TERM-OBSOLETE",
            "Tell the NQT.",
            date(2026, 9, 1),
            "out of date already on 1 September 2026, the date of the text",
        ),
        (
            "REF-STALE",
            "Read KCSIE 2025.",
            date(2025, 10, 1),
            "right on 1 October 2025, the date of the text, and out of date today",
        ),
        ("REF-STALE", "Read KCSIE 2021.", date(2026, 1, 1), "out of date already on 1 January 2026"),
        ("REF-STALE", "Read KCSIE 2019.", date(2019, 12, 1), "right on 1 December 2019"),
        ("REF-STALE", "Read KCSIE 2019.", date(2020, 4, 1), "may still have been in force on 1 April 2020"),
    ],
)
def test_a_name_that_changed_is_said_to_be_right_then_or_out_of_date_already(
    library: Library, rule: str, passage: str, day: date, said: str
) -> None:
    assert said in next(iter(BY_ID[rule].find(dated(unadopted(library), passage, day)))).message


def test_the_day_of_approval_counts_where_a_school_has_approved_it(library: Library) -> None:
    found = next(iter(BY_ID["TERM-OBSOLETE"].find(dated(library, "Tell the NQT.", date(2019, 9, 1)))))
    assert "out of date already on" in found.message
    assert found.message.endswith("when it was approved")


def test_a_version_that_nobody_has_decided_about_is_overdue_by_its_own_date(library: Library) -> None:
    whole = paper(unadopted(library), "")
    old = replace(whole, version=replace(whole.version, name="2024-09"))
    assert "its review was due on 1 September 2025" in next(iter(BY_ID["META-OVERDUE"].find(old))).message
    assert not list(BY_ID["META-OVERDUE"].find(whole))


def test_clauses_that_came_in_with_numbers_of_two_kinds_are_named(library: Library) -> None:
    def found(body: str) -> list[str]:
        whole = paper(library, body)
        facts = whole.policy.facts.model_copy(update={"numbering": "as-imported"})
        return [
            one.message
            for one in BY_ID["STR-NUMBER"].find(replace(whole, policy=replace(whole.policy, facts=facts)))
        ]

    decimal, roman = '{{ clause("a", number="1.1") }}', '{{ clause("b", number="(i)") }}'
    assert found(f"{decimal}\n\n{roman}") == ["numbers its clauses in 2 ways: as 1.1, as (i)"]
    assert found(f"{decimal}\n\n{decimal}") == []


def test_a_paragraph_without_a_number_is_named_where_the_others_have_one(library: Library) -> None:
    ids = [f"clause-{at}" for at in range(1, 9)]
    body = "\n\n".join(f'{{{{ clause("{id}", number="1.{at}") }}}}' for at, id in enumerate(ids, 1))
    placed = tuple(Placed(id, f"policies/clauses/{id}/2026-09.md", "", Strength.MUST, ()) for id in ids)

    def found(*with_two: str) -> list[str]:
        lines: list[Statement] = []
        for id in ids:
            text = "Staff must lock the door of the hall." + "\n\nThey also shut the windows of it.\n" * (
                id in with_two
            )
            lines += read_lines(Fragment(text, f"policies/clauses/{id}/2026-09.md", 1), id, date(2026, 9, 1))
        whole = replace(paper(library, body), lines=tuple(lines), clauses=placed)
        return [one.message for one in BY_ID["STR-UNNUMBERED"].find(whole)]

    assert [message.split(",")[0] for message in found("clause-2")] == [
        "is a paragraph of its own inside 1.2"
    ]
    assert found() == []
    assert found(*ids[:4]) == []


def test_the_shipped_library_is_clean(library: Library) -> None:
    assert lint(library, TODAY) == ()


def test_a_policy_that_has_no_newer_version_cites_last_years_guidance(library: Library) -> None:
    policy = library.policies["online-safety"]
    before = replace(library, policies={policy.id: replace(policy, versions=policy.versions[:1])})
    problems = [problem for problem in lint(before, TODAY) if problem.rule == "REF-STALE"]
    assert {problem.path for problem in problems} == {"policies/clauses/online-safety-purpose/2025-09.md"}


def test_sarif_names_rule_file_and_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(REPOSITORY)
    assert run(["check", "--family", "wording", "--format", "sarif", "--as-at", "2026-12-20"]) == 0
    log = json.loads(capsys.readouterr().out)
    only = log["runs"][0]
    rules = {rule["id"] for rule in only["tool"]["driver"]["rules"]}
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    assert only["tool"]["driver"]["name"] == "clausewright"
    assert len(rules) == len(only["tool"]["driver"]["rules"])
    assert all(rule["shortDescription"]["text"].endswith(".") for rule in only["tool"]["driver"]["rules"])
    assert only["results"]
    for result in only["results"]:
        assert result["ruleId"] in rules
        assert result["level"] in ("error", "warning")
        assert result["message"]["text"]
        place = result["locations"][0]["physicalLocation"]
        assert (REPOSITORY / place["artifactLocation"]["uri"]).is_file()
        assert place["region"]["startLine"] >= 1


_CAME_IN = """Lending policy

1. Lending

1.1 Schools should decide who lends out laptops.

1.2 Pupils bring laptops back in July.
"""


def test_a_finding_in_an_import_is_silenced_in_its_front_matter_until_a_day(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    source, draft = tmp_path / "lending.txt", tmp_path / "draft"
    source.write_text(_CAME_IN, encoding="utf-8")
    assert run(["import", str(source), "--policy", "lending", "--school", "ours", "--into", str(draft)]) == 0

    def said(*options: str) -> str:
        capsys.readouterr()
        run(["check", "--library", str(draft), "--rule", "RES-VOICE", "--as-at", "2026-11-21", *options])
        return capsys.readouterr().out

    clause = next(
        path
        for path in (draft / "policies" / "clauses").rglob("*.md")
        if "Schools should decide" in path.read_text("utf-8")
    )
    line = clause.read_text("utf-8").split("\n").index("Schools should decide who lends out laptops.") + 1
    place = (
        f"file={clause.relative_to(draft).as_posix()},line={line},title=RES-VOICE::the text speaks to schools"
        " in general"
    )
    assert f"::warning {place}" in said("--format", "github")
    written = clause.read_text("utf-8")
    for until, is_silent in (("2026-11-21", True), ("2026-11-20", False)):
        allow = f"allow: [{{rule: RES-VOICE, reason: The trust speaks to all its schools., until: {until}}}]"
        clause.write_text(written.replace("---\n", f"---\n{allow}\n", 1), encoding="utf-8")
        assert ("No problems" in said()) == is_silent
    assert "allowed RES-VOICE until 2026-11-20: The trust speaks to all its schools." in said()
