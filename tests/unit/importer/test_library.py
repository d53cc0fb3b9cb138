"""What comes in is held against the library: what the library has is not brought in a second time, and what
remains local is a short list.

The law of the way back: a document that the library made for a school comes back as the clauses that it was
made of, the school's own wordings as its amendments, and what it prints as its values.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from clausewright.assemble.sites import SchoolDocument
from clausewright.cli import run
from clausewright.model.kinds import FragmentKind
from clausewright.model.local_records import Action
from clausewright.readers.words import split_words
from tests.conftest import Built, copy_library, load_clean
from tests.support.examples import examples, sample
from tests.support.small import copied, tree

from .test_import import AS_AT, Came, Desk


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


# -- the way back --------------------------------------------------------------------------------------------


def without_schools(built: Built, to: Path) -> Path:
    """The library as it would be if nobody had worked with it yet."""
    root = copy_library(built.root, to)
    shutil.rmtree(root / "variables" / "schools")
    return root


def copy_of(built: Built, school: str, policy: str) -> SchoolDocument:
    site = next(site for site in built.sites if site.id == school and site.showing.is_newest)
    return next(copy for copy in site.copies if copy.id == policy)


def calls(came: Came) -> list[str]:
    return re.findall(r'\{\{ clause\("([^"]+)"', came.version())


def amendments(came: Came) -> dict[str, str]:
    files = came.draft.glob("variables/schools/*/amendments/*/*.md")
    return {path.parent.name: path.read_text(encoding="utf-8") for path in files}


@pytest.fixture(scope="module")
def ways_back(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Mapping[tuple[str, str], Came]:
    """Documents of the library, brought back into a library that knows none of its schools."""
    desk = Desk(tmp_path_factory.mktemp("back"))
    library = without_schools(built, desk.folder / "library")
    found = {}
    for school, policy in WAYS:
        file = built.public / school / "latest" / "files" / f"{policy}.docx"
        found[school, policy] = desk.bring(file, into=f"{school}-{policy}", library=library)
    return found


WAYS = sample((("saltmarsh-high", "social-media"), ("fernhill", "staff-conduct")), 1)


@pytest.mark.parametrize(("school", "policy"), WAYS)
def test_a_document_of_the_library_comes_back_as_the_clauses_that_it_was_made_of(
    built: Built, ways_back: Mapping[tuple[str, str], Came], school: str, policy: str
) -> None:
    came, copy = ways_back[school, policy], copy_of(built, school, policy)
    assert came.code == 0
    assert came.source["words"]["adds_up"]
    # A quotation with numbers of its own is taken apart.
    made_of = [one.clause for one in copy.assembled.revisions if one.facts.kind is not FragmentKind.QUOTATION]
    assert [id for id in calls(came) if id in made_of] == made_of
    amended = {id for id, one in copy.assembled.amendments.items() if one.facts.action is Action.REPLACE}
    assert set(amendments(came)) == amended
    # What the policy's record said stands beside the proposal, for the day on which it is adopted.
    adopted = copy.standing.adoption
    assert adopted is not None
    adoptions = next(came.draft.glob("variables/schools/*/adoptions.yml")).read_text(encoding="utf-8")
    assert f"on: {adopted.facts.on}," in adoptions
    # Nothing of the library's is brought in a second time, and what is new is what macros printed.
    assert not {path.parent.name for path in came.draft.glob("policies/clauses/*/*.md")} & set(made_of) - set(
        built.library.clauses
    )


def test_a_school_s_own_wording_comes_back_as_its_amendment_with_its_reason(
    built: Built, ways_back: Mapping[tuple[str, str], Came]
) -> None:
    came = ways_back["saltmarsh-high", "social-media"]
    own = copy_of(built, "saltmarsh-high", "social-media").assembled.amendments["social-media-benefits"]
    library = load_clean(came.draft)
    (school,) = library.schools.values()
    (back,) = school.amendments
    assert (back.clause, back.facts.amends, back.facts.action) == (
        own.clause,
        own.facts.amends,
        own.facts.action,
    )
    assert back.facts.reason == own.facts.reason
    values = {
        "word.staff.plural.capital": "Employees",
        "word.school": "academy",
        "word.school.possessive": "academy’s",
        "word.pupil.plural": "students",
    }
    printed = re.sub(r"\{\{ ([\w.]+) \}\}", lambda one: values[one[1]], own.body.text)
    assert split_words(back.body.text) == split_words(printed)


@pytest.mark.parametrize(("school", "policy"), WAYS)
def test_values_and_choices_come_back_as_they_were(
    built: Built, ways_back: Mapping[tuple[str, str], Came], school: str, policy: str
) -> None:
    was = built.library.values(
        built.library.schools[school], copy_of(built, school, policy).assembled.version.date
    )
    library = load_clean(ways_back[school, policy].draft)
    (back,) = library.schools.values()
    assert back.facts.authority == built.library.schools[school].facts.authority
    found = library.values(back, copy_of(built, school, policy).assembled.version.date)
    own = [key for key in back.values.values if key in built.library.schema]
    assert len(own) >= 7
    for key in own:
        # A person comes back as far as the text names them, a word with the plural that it has there or the
        # usual one.
        here, there = found[key].value, was[key].value
        if isinstance(here, str | bool | tuple):
            assert here == there, key
        else:
            assert getattr(here, "name", getattr(here, "singular", "")) == getattr(
                there, "name", getattr(there, "singular", "")
            ), key


def test_a_draft_over_a_library_builds_and_its_page_reads_as_the_source(desk: Desk) -> None:
    """The words are read off the page that is published, and not out of the draft."""
    clauses = [CASES[name][0] for name in ("one sentence more", "another school", "another topic")]
    text = (
        "Phones\n\n1. Phones\n\n"
        + "\n\n".join(f"1.{at} {clause}" for at, clause in enumerate(clauses, 1))
        + "\n"
    )
    options = ("--school", "heron", "--version", "2025-10", "--policy", "our-phones")
    came = desk.bring(desk.file("phones.txt", text), library=small_library(desk), options=options)
    assert came.code == 0, came.said
    assert (
        run(
            [
                "build",
                "--library",
                str(came.draft),
                "--as-at",
                AS_AT,
                "--jobs",
                "1",
                "--only",
                "site",
                "--school",
                "heron",
            ]
        )
        == 0
    )
    page = (came.draft / "public/heron/latest/our-phones/index.html").read_text(encoding="utf-8")
    shown = split_words(re.sub(r"<[^>]+>", " ", page))
    for at, clause in enumerate(clauses, 1):
        wanted = [str(part) for part in split_words(f"1.{at} {clause}")]
        assert any(shown[start : start + len(wanted)] == wanted for start in range(len(shown))), clause


def test_a_school_that_the_library_knows_is_known_by_its_name_and_keeps_its_values(
    built: Built, desk: Desk
) -> None:
    file = built.public / "fernhill" / "latest" / "files" / "staff-conduct.docx"
    came = desk.bring(file, library=built.root)
    assert came.code == 0, came.said
    assert came.report["school"] == "fernhill"
    own = came.draft / "variables/schools/fernhill/school.yml"
    assert own.read_bytes() == (built.root / "variables/schools/fernhill/school.yml").read_bytes()
    assert [path.name for path in (came.draft / "variables/schools").iterdir()] == ["fernhill"]
    assert not came.proposals("school")


# -- one clause at a time ------------------------------------------------------------------------------------

BAGS = "Pupils must keep a phone in their bag, switched off."
CASES: Mapping[str, tuple[str, str, str]] = {
    # the text, what it is, which clause it is like
    "word for word": (BAGS, "same", "phones-away"),
    "another word for pupils": ("Students must keep a phone in their bag, switched off.", "same", "phones-away"),
    "another school": ("This policy covers all staff and children of Heron Lane School.", "same", "who-is-covered"),
    "one sentence more": (f"{BAGS} Nobody looks into a bag without asking.", "amendment", "phones-away"),
    "one word other": ("Pupils must keep a phone in their coat, switched off.", "amendment", "phones-away"),
    "half of it gone": ("Whoever leads a visit should take these steps in order:\n\n1. Ask Ada Quill for a date.\n2. Tell families.", "amendment", "visit-steps"),
    "a branch of a choice": ("Pupils must hand in a phone at the gate when they arrive. It stays in a locker until the last bell.", "same", "phones-handed-in"),
    "the other branch": ("Pupils must hand in a phone at the gate when they arrive.", "same", "phones-handed-in"),
    "a clause in which only values may be set": ("Pupils must hand in a phone at the gate when they arrive, or leave it at home.", "new", "phones-handed-in"),
    "another topic": ("The caretaker waters the tomatoes on Mondays and Thursdays, also in the holidays.", "new", ""),
    "the same words about something else": ("Pupils must keep a hamster in their garden, fed and dry.", "new", ""),
}  # fmt: skip


def small_library(desk: Desk) -> Path:
    """The small library before its later versions, without schools."""
    return copied(desk.folder / "library")


@pytest.mark.parametrize("case", CASES)
def test_a_clause_is_the_library_s_own_an_amendment_of_it_or_new(desk: Desk, case: str) -> None:
    text, what, like = CASES[case]
    source = f"Phones at Heron Lane School\n\nHeron Lane School, October 2025\n\n1. Phones\n\n1.1 {text}\n"
    came = desk.bring(
        desk.file("phones.txt", source),
        library=small_library(desk),
        options=("--school", "heron", "--version", "2025-10"),
    )
    assert came.code == 0, came.said
    start = re.split(r"[ \n]", text)[0]
    proposal = next(
        one for one in came.proposals("clause") if f"“{start}" in one["says"] or text[:20] in one["says"]
    )
    assert proposal["details"]["as"] == what
    assert (f"'{like}'" in proposal["says"]) == bool(like)
    assert (like in calls(came)) == (what != "new")
    assert (like in amendments(came)) == (what == "amendment")
    if what == "amendment":
        assert split_words(text.replace("\n", " "))[-4:] == split_words(amendments(came)[like])[-4:]


def test_what_a_near_copy_prints_otherwise_becomes_the_school_s_value_and_choice(desk: Desk) -> None:
    text = (
        "Phones\n\n1. Phones\n\n1.1 Students must hand in a phone at the gate when they arrive. It stays in a"
        " locker until the last bell.\n\n1.2 This policy covers all staff and students of Heron Lane"
        " School.\n"
    )
    came = desk.bring(desk.file("phones.txt", text), library=small_library(desk))
    assert came.code == 0, came.said
    library = load_clean(came.draft)
    (school,) = library.schools.values()
    values = {key: dated[0].value for key, dated in school.values.values.items()}
    assert values["school.name"] == "Heron Lane School"
    assert values["school.desk"] == "the gate"
    assert values["choice.lockers"] is True
    assert values["word.pupil"].plural == "students"  # type: ignore[union-attr]
    assert school.id == "heron-lane-school"


def test_a_locked_clause_is_never_amended_and_the_report_says_why(desk: Desk) -> None:
    text = (
        "Visits\n\n1. Visits\n\n1.1 No pupil goes on a visit without a signed consent form or a telephone"
        " call.\n"
    )
    came = desk.bring(
        desk.file("visits.txt", text), library=small_library(desk), options=("--school", "heron")
    )
    (proposal,) = came.proposals("clause")
    assert (
        "'visit-consent' (2025-09), which is locked: kept as a clause of its own" in proposal["says"]
        or proposal["details"]["as"] == "new"
    )
    assert not amendments(came)


def test_two_clauses_of_one_concept_are_never_both_the_library_s(desk: Desk) -> None:
    text = f"Phones\n\n1. Phones\n\n1.1 {BAGS} Nobody looks.\n\n1.2 {CASES['the other branch'][0]}\n"
    came = desk.bring(
        desk.file("phones.txt", text), library=small_library(desk), options=("--school", "heron")
    )
    assert came.code == 0, came.said
    assert "phones-handed-in" in calls(came)
    assert (
        "which is about 'phones-in-the-day' as another of its clauses here is"
        in came.proposals("clause")[0]["says"]
    )


def test_where_no_school_is_named_nothing_is_amended_and_the_report_says_how(desk: Desk) -> None:
    text = f"Phones\n\n1. Phones\n\n1.1 {BAGS} Nobody looks into a bag without asking.\n"
    came = desk.bring(desk.file("phones.txt", text), library=small_library(desk))
    (proposal,) = came.proposals("clause")
    assert "no school is named (say which with --school)" in proposal["says"]
    assert "kept as a clause of its own" in proposal["says"]
    assert not amendments(came)


def test_a_person_may_refuse_what_a_clause_is_taken_for(desk: Desk) -> None:
    library = small_library(desk)
    text = (
        f"Phones\n\n1. Phones\n\n1.1 {BAGS} Nobody looks into a bag without asking.\n\n1.2 This policy covers"
        " all staff and pupils of Heron Lane School.\n"
    )
    file = desk.file("phones.txt", text)
    options = ("--school", "heron", "--version", "2025-10")
    first = desk.bring(file, library=library, options=options)
    assert calls(first) == ["phones-away", "who-is-covered"]
    report = (first.draft / "import/report.yml").read_text(encoding="utf-8")
    changed = report.replace(
        "accept: yes, as: amendment, reason: ", "accept: yes, as: new, reason: "
    ).replace("{accept: yes, as: same}", "{accept: no, as: same}")
    second = desk.bring(
        file,
        into="second",
        library=library,
        options=(*options, "--accept", str(desk.file("decided.yml", changed))),
    )
    assert second.code == 0, second.said
    assert not {"phones-away", "who-is-covered"} & set(calls(second))
    worded = report.replace("As the school’s own policy of October 2025 words it.", "Parents asked for it.")
    third = desk.bring(
        file,
        into="third",
        library=library,
        options=(*options, "--accept", str(desk.file("worded.yml", worded))),
    )
    assert 'reason: "Parents asked for it."' in amendments(third)["phones-away"]
    again = desk.bring(
        file,
        into="again",
        library=library,
        options=(*options, "--accept", str(first.draft / "import/report.yml")),
    )
    assert tree(again.draft) == tree(first.draft)


def test_a_library_is_neither_written_nor_its_schools_taken_along(desk: Desk) -> None:
    library = small_library(desk)
    before = tree(library)
    came = desk.bring(
        desk.file("phones.txt", f"Phones\n\n1.1 {BAGS}\n"), library=library, options=("--school", "heron")
    )
    assert came.code == 0, came.said
    assert tree(library) == before
    assert [path.name for path in (came.draft / "variables/schools").iterdir()] == ["heron"]
    there = {str(path.relative_to(library)) for path in library.rglob("*") if path.is_file()}
    new = [name for name in came.report["files"]["new"] if name in there]
    assert new == []


def test_a_policy_of_the_library_s_name_gets_another_and_one_asked_for_is_refused(desk: Desk) -> None:
    library = small_library(desk)
    file = desk.file("phones.txt", f"Phones\n\n1.1 {BAGS}\n")
    assert desk.bring(file, library=library, options=("--school", "heron")).source["policy"] == "phones-heron"
    refused = desk.bring(file, into="second", library=library, options=("--policy", "phones"))
    assert refused.code == 2
    assert "The library has a policy 'phones'" in refused.said


def test_a_library_with_errors_is_put_right_first(desk: Desk) -> None:
    library = small_library(desk)
    (library / "policies/clauses/phones-away/2025-09.md").write_text(
        "---\ntitle: [\n---\nText.\n", encoding="utf-8"
    )
    came = desk.bring(desk.file("phones.txt", f"Phones\n\n1.1 {BAGS}\n"), library=library)
    assert came.code == 1
    assert "phones-away/2025-09.md" in came.said
    assert not came.draft.exists()


# -- any mixture ---------------------------------------------------------------------------------------------

PIECES = (
    *(text for text, _, _ in CASES.values()),
    "A lesson without phones is a calmer lesson. This policy follows Behaviour in schools.",
    "No pupil goes on a visit without a signed consent form.",
    "Ask Ada Quill, the head of Heron Lane School. Write to head@heron.example.",
    "A family may ring 01632 960 123 with an urgent message, or write to one of these:",
    "The same holds on a visit, unless clause 1.2 applies.",
    "| Visit | Who agrees |\n|---|---|\n| Half a day | Ada Quill |",
    "- one\n- two",
    "{{ school.name }} and {% if x %}",
)


@settings(
    max_examples=examples(8),
    suppress_health_check=[HealthCheck.too_slow],
)
@example(list(PIECES), "as-imported", True)
@example(list(PIECES), "1.1", False)
@given(
    st.lists(st.sampled_from(PIECES), min_size=2, max_size=9),
    st.sampled_from(["as-imported", "1.1", "none"]),
    st.booleans(),
)
def test_whatever_is_mixed_with_the_library_s_clauses_comes_in_whole_and_checks(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[str], numbering: str, is_named: bool
) -> None:
    desk = Desk(tmp_path_factory.mktemp("any"))
    text = (
        "# Phones\n\n## 1. All of it\n\n"
        + "\n\n".join(f"1.{at} {piece}" for at, piece in enumerate(pieces, 1))
        + "\n"
    )
    options = ("--numbering", numbering, *(("--school", "heron") if is_named else ()))
    came = desk.bring(desk.file("any.md", text), library=small_library(desk), options=options)
    assert came.code == 0
    assert came.source["words"]["adds_up"]
