"""Law 8: no update of the model can drop or overwrite an amendment, whatever was changed on either side."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clausewright.amendments.decide import carry_out_decisions
from clausewright.amendments.plan import plan_update
from clausewright.check.lost_amendments import find_open_decisions
from clausewright.diff.merge import split_units
from clausewright.edit.amendments import write_amendment_text, write_update
from clausewright.load import load_library
from clausewright.load.decisions import make_decisions_path, read_decisions
from clausewright.model.amendments import Outcome, Step, Update
from clausewright.model.library import Amendment, Fragment, Library, School
from clausewright.model.local_records import Action, AmendmentFacts
from tests.conftest import copy_library
from tests.support import REPOSITORY
from tests.support.examples import examples
from tests.support.readback.html import parsed
from tests.support.small import AS_AT, BASE, Small

DAY = date.fromisoformat(AS_AT)
SMALL = load_library(BASE)[0]
CLAUSE = "phones-away"
OLD, NEW = "2025-09", "2026-09"

SENTENCES = [
    "Phones stay in bags.",
    "They are off.",
    "Ask {{ role.head }} first.",
    "Visits count too.",
    "Watches are phones.",
    "Say so.",
]
TAGS = ["{% if choice.lockers %}", "{% endif %}"]
ITEMS = ["- at the gate", "- in the hall", "- on the bus"]
LINES = st.sampled_from([*SENTENCES, "", *ITEMS])


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A text of sentences, lists and, sometimes, a part that a choice decides on."""
    lines = ["Pupils must think.", *draw(st.lists(LINES, max_size=5))]
    if draw(st.booleans()):
        lines += [TAGS[0], draw(st.sampled_from(SENTENCES)), TAGS[1]]
    return "\n".join(lines) + "\n"


@st.composite
def edits_of(draw: st.DrawFn, text: str) -> str:
    """A text that somebody has changed at random: lines added, dropped, exchanged, doubled, tags and all."""
    lines = text.splitlines()
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(lines)))
        match draw(st.sampled_from(["add", "drop", "change", "move"])):
            case "add":
                lines.insert(at, draw(st.sampled_from([*SENTENCES, *ITEMS, *TAGS, "All of it. And more."])))
            case "drop" if at < len(lines):
                del lines[at]
            case "change" if at < len(lines):
                lines[at] = draw(st.sampled_from(["Something else.", "Something more.", *TAGS]))
            case "move" if at < len(lines):
                lines.append(lines.pop(at))
    return "\n".join(lines) + "\n"


@st.composite
def three(draw: st.DrawFn) -> tuple[str, str, str]:
    base = draw(texts())
    return base, draw(edits_of(base)), draw(edits_of(base))


def with_texts(base: str, model: str, ours: str, **facts: object) -> tuple[Library, School]:
    """The small library, in which Birch has amended a clause that the model then changed."""
    clause = SMALL.clauses[CLAUSE]
    bodies = {OLD: base, NEW: model}
    revisions = tuple(replace(one, body=replace(one.body, text=bodies[one.name])) for one in clause.revisions)
    front = AmendmentFacts.model_validate({"amends": OLD, "action": "replace", "reason": "Our own.", **facts})
    path = f"variables/schools/birch/amendments/{CLAUSE}/2025-10.md"
    amendment = Amendment(CLAUSE, "2025-10", "school", front, Fragment(ours, path, 6), {})
    school = replace(SMALL.schools["birch"], amendments=(amendment,))
    library = replace(
        SMALL,
        clauses={**SMALL.clauses, CLAUSE: replace(clause, revisions=revisions)},
        schools={**SMALL.schools, "birch": school},
    )
    return library, school


def updated(library: Library, school: School) -> Update:
    policy = library.policies["phones"]
    version = policy.named(NEW)
    assert version is not None
    return plan_update(library, school, policy, version, DAY)


def count(text: str) -> Counter[str]:
    """How often each sentence is there, whatever goes before it."""
    return Counter(unit.strip() for unit in split_units(text))


def nothing_is_dropped(step: Step, base: str, model: str, ours: str) -> None:
    """Whatever the school added is in what is written, or in the model, or before a person; and so is
    whatever the model added.
    """
    own, other = count(ours) - count(base), count(model) - count(base)
    match step.outcome:
        case Outcome.KEPT:
            assert base.split() == model.split()
        case Outcome.REDUNDANT:
            assert not own - count(model)
            assert not (count(base) - count(ours)) - (count(base) - count(model))
            assert not step.writes[0].body.text
        case Outcome.MERGED:
            written = count(step.writes[0].body.text)
            assert not own - written
            assert not other - written
            gone = (count(base) - count(ours)) + (count(base) - count(model))
            assert not (count(base) - gone) - written
        case _:
            assert (step.was, step.model, step.ours) == (base, model, ours)


@settings(max_examples=examples(50), suppress_health_check=[HealthCheck.too_slow])
@given(three())
def test_whatever_both_sides_change_nothing_is_dropped(changed: tuple[str, str, str]) -> None:
    base, model, ours = changed
    library, school = with_texts(base, model, ours)
    (step,) = updated(library, school).steps
    nothing_is_dropped(step, base, model, ours)
    there = {one.body.path for one in school.amendments}
    assert not there & {one.body.path for one in step.writes}


@settings(max_examples=examples(25), suppress_health_check=[HealthCheck.too_slow])
@given(changed=three())
def test_what_is_open_stays_a_problem_and_what_is_not_is_none(changed: tuple[str, str, str]) -> None:
    library, school = with_texts(*changed)
    update = updated(library, school)
    (step,) = update.steps
    after = replace(school, amendments=(*school.amendments, *step.writes))
    assert bool(find_open_decisions(library, after, update.policy, update.new, DAY)) == (
        step.outcome is Outcome.DECIDE
    )


@settings(
    max_examples=examples(20),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(changed=three(), decide=st.sampled_from(["", "ours", "model", "text", "omit"]))
def test_what_a_person_decides_is_read_back_and_carried_out(
    changed: tuple[str, str, str], decide: str, tmp_path: Path
) -> None:
    base, model, ours = changed
    library, school = with_texts(base, model, ours)
    update = updated(library, school)
    shutil.rmtree(tmp_path)
    (tmp_path / "variables/schools/birch").mkdir(parents=True)
    path = make_decisions_path(school, "phones", NEW)
    write_update(tmp_path, update, path, (), "birch phones --to 2026-09")
    if not update.open:
        return
    file = tmp_path / path
    before = file.read_text(encoding="utf-8")
    file.write_text(before.replace("  decide:\n", f"  decide: {decide}\n"), encoding="utf-8")
    decisions, problems = read_decisions(tmp_path, path)
    assert problems == ()
    entry = decisions.entries[CLAUSE]
    assert [text.strip("\n") for text in (entry.was, entry.model, entry.ours)] == [
        "\n".join(line.rstrip() for line in text.strip("\n").splitlines()) for text in (base, model, ours)
    ]
    carried_out, faults = carry_out_decisions(library, update, decisions, DAY)
    (step,) = carried_out.steps
    if faults:
        # A text of the school's own that would be faulty is told, and stays open.
        assert step.outcome is Outcome.DECIDE
        return
    assert (step.outcome is Outcome.DECIDE) == (decide == "")
    actions = {"ours": Action.REPLACE, "text": Action.REPLACE, "model": Action.MODEL, "omit": Action.OMIT}
    assert [one.facts.action for one in step.writes] == ([actions[decide]] if decide else [])
    if decide in ("ours", "text"):
        assert step.writes[0].body.text.split() == ours.split()
    again = write_update(tmp_path, carried_out, path, decisions.entries, "birch phones --to 2026-09")
    assert [one.suffix for one in again] == ([".md"] if decide else [])
    assert file.read_text(encoding="utf-8") == before.replace("  decide:\n", f"  decide: {decide}\n")


def outcome_of(base: str, model: str, ours: str, **facts: object) -> tuple[Outcome, str]:
    (step,) = updated(*with_texts(base, model, ours, **facts)).steps
    return step.outcome, step.why


def test_each_end_that_an_amendment_can_come_to() -> None:
    base = "Phones must stay in bags.\nThey are off.\nAsk the head.\n"
    ours = base.replace("in bags", "at home")
    assert outcome_of(base, base, ours)[0] is Outcome.KEPT
    assert outcome_of(base, ours, ours)[0] is Outcome.REDUNDANT
    assert outcome_of(base, ours + "Say so.\n", ours)[0] is Outcome.REDUNDANT
    assert outcome_of(base, base.replace("the head", "your tutor"), ours)[0] is Outcome.MERGED
    assert outcome_of(base, base.replace("in bags", "in lockers"), ours) == (
        Outcome.DECIDE,
        "Both have changed the same words.",
    )
    assert outcome_of(base, base + "Say so.\n", "", action="omit")[0] is Outcome.DECIDE


def test_a_tag_that_either_side_touched_is_for_a_person() -> None:
    base = "Phones must stay in bags.\n{% if choice.lockers %}\nLock them.\n{% endif %}\nAsk the head.\n"
    for changed in (
        base.replace("lockers", "phones == 'away'"),
        base.replace("{% if choice.lockers %}\n", "").replace("{% endif %}\n", ""),
    ):
        assert "tag" in outcome_of(base, changed, base.replace("Ask the head", "Ask us"))[1]
        assert "tag" in outcome_of(base, base.replace("Ask the head", "Ask us"), changed)[1]


def test_a_merge_that_would_be_faulty_is_for_a_person() -> None:
    base = "Pupils must choose.\nPhones stay in bags.\nAsk the head.\n"
    outcome, why = outcome_of(
        base,
        base.replace("Ask the head", "Ask us"),
        base.replace("Phones stay", "Phones at {{ school.nmae }} stay"),
    )
    assert outcome is Outcome.DECIDE
    assert "'school.nmae' is not a field" in why


def test_facts_that_both_sides_changed_are_for_a_person() -> None:
    base = "Phones must stay in bags.\n"
    library, school = with_texts(base, base + "Always.\n", base, strength="should")
    clause = library.clauses[CLAUSE]
    facts = clause.revisions[1].facts.model_copy(update={"strength": "may"})
    moved = replace(clause, revisions=(clause.revisions[0], replace(clause.revisions[1], facts=facts)))
    (step,) = updated(replace(library, clauses={**library.clauses, CLAUSE: moved}), school).steps
    assert step.outcome is Outcome.DECIDE
    assert "how binding" in step.why


def with_new_version(library: Library, old: str, new: str) -> Library:
    """The library with another text of the new version."""
    policy = library.policies["phones"]
    versions = tuple(
        replace(one, body=replace(one.body, text=one.body.text.replace(old, new))) if one.name == NEW else one
        for one in policy.versions
    )
    assert versions != policy.versions
    return replace(library, policies={**library.policies, "phones": replace(policy, versions=versions)})


def test_a_clause_that_has_moved_is_for_a_person_whatever_was_changed() -> None:
    text = "Phones must stay in bags.\n"
    library, school = with_texts(text, text, text + "Say so.\n")
    place = '{{ clause("phones-away") }}'
    moved = with_new_version(
        with_new_version(library, place, ""),
        '{{ clause("who-to-ask") }}',
        f'{place}\n\n{{{{ clause("who-to-ask") }}}}',
    )
    (step,) = updated(moved, school).steps
    assert (step.outcome, step.ours) == (Outcome.DECIDE, text + "Say so.\n")
    assert (
        step.why == "The clause has moved from “Phones in the day” to “Help”, and the model has changed it."
    )
    renamed = with_new_version(library, "## Phones in the day", "## During the day")
    (step,) = updated(renamed, school).steps
    assert step.outcome is Outcome.KEPT


def test_clauses_that_took_over_are_named_with_their_text() -> None:
    text = "Phones must stay in bags.\n"
    library, school = with_texts(text, text, text + "Say so.\n")
    heirs = ("who-to-ask", "urgent-messages")
    clauses = dict(library.clauses)
    for id in heirs:
        revisions = tuple(
            replace(one, facts=one.facts.model_copy(update={"replaces": (CLAUSE,)}))
            for one in clauses[id].revisions
        )
        clauses[id] = replace(clauses[id], revisions=revisions)
    split = with_new_version(replace(library, clauses=clauses), '{{ clause("phones-away") }}', "")
    (step,) = updated(split, school).steps
    assert (step.outcome, set(step.heirs), step.ours) == (Outcome.DECIDE, set(heirs), text + "Say so.\n")
    assert step.why.startswith(
        "The clause has been split into “Urgent messages” (urgent-messages) and “Who to ask” (who-to-ask)"
    )
    assert "urgent message" in step.model


# -- as a person does it -------------------------------------------------------------------------------------


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """The repository's library, as it was before anybody decided, without the schools that the tests do not name."""
    root = copy_library(REPOSITORY, tmp_path / "library")
    for school in (root / "variables/schools").iterdir():
        if school.name != "fernhill":
            shutil.rmtree(school)
    return root


def test_a_conflict_is_decided_in_one_sitting(shipped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    small = Small(shipped, capsys)
    old = "variables/schools/fernhill/amendments/privacy-settings/2025-12.md"
    before = (shipped / old).read_text(encoding="utf-8")
    said = small.say("update", "fernhill", "social-media", "--to", "2026-09")
    decisions = "variables/schools/fernhill/decisions/social-media-2026-09.yml"
    assert said.code == 0
    assert (
        "decide     Privacy and security settings (privacy-settings)\n           Both have changed the same"
        " words.\n" in said.out
    )
    assert f"Decide in {decisions}, then run this again." in said.out
    small.edit(decisions, "  decide:\n", "  decide: text\n")
    small.edit(decisions, "  text: |2\n", "  text: |2\n    {{ word.staf.plural }} too.\n")
    said = small.say("update", "fernhill", "social-media", "--to", "2026-09")
    assert said.code == 1
    line = 1 + (shipped / decisions).read_text(encoding="utf-8").splitlines().index(
        "    {{ word.staf.plural }} too."
    )
    assert f"{decisions}:{line}: 'word.staf' is not a field or choice that is known" in said.out
    small.edit(decisions, "    {{ word.staf.plural }} too.\n", "")
    small.edit(
        decisions, "two-step verification with printed backup codes", "a passkey where the service offers one"
    )
    said = small.say("update", "fernhill", "social-media", "--to", "2026-09")
    assert said.code == 0, said.out
    new = (shipped / old.replace("2025-12", "2026-09")).read_text(encoding="utf-8")
    assert "amends: 2026-09\naction: replace\n" in new
    assert "a passkey where the service offers one" in new
    assert "approved" not in new
    assert (shipped / old).read_text(encoding="utf-8") == before
    said = small.say("update", "fernhill", "social-media", "--to", "2026-09")
    assert "1 decided." in said.out
    assert "Wrote" not in said.out


def test_a_person_s_words_are_never_written_over(shipped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    small = Small(shipped, capsys)
    small.say("update", "fernhill", "social-media", "--to", "2026-09")
    decisions = "variables/schools/fernhill/decisions/social-media-2026-09.yml"
    small.edit(decisions, "# after 'decide:'", "# Ask Kester first. After 'decide:'")
    before = (shipped / decisions).read_bytes()
    small.say("update", "fernhill", "social-media", "--to", "2026-09")
    assert (shipped / decisions).read_bytes() == before
    small.edit(decisions, "  decide:\n", "  decide: ours\n")
    small.edit(decisions, "  ours: |2\n", "  ours: |2\n    Changed here.\n")
    said = small.say("update", "fernhill", "social-media", "--to", "2026-09")
    assert said.code == 1
    assert "'ours' of 'privacy-settings' is not the wording of today" in said.out


def test_the_three_wordings_stand_side_by_side_on_a_page_and_in_word(
    shipped: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page, word = tmp_path / "decide.html", tmp_path / "decide.docx"
    said = Small(shipped, capsys).say(
        "update",
        "fernhill",
        "social-media",
        "--to",
        "2026-09",
        "--dry-run",
        "--page",
        str(page),
        "--word",
        str(word),
    )
    assert said.code == 0, said.out
    html = parsed(page.read_text(encoding="utf-8"))
    cells = [cell.text_content() for cell in html.xpath("//td")]
    assert len(cells) == 3
    assert "Use a long password that is used nowhere else" in cells[0]
    assert [said for cell in cells[1:] for said in ("passkey", "passphrase") if said in cell] == [
        "passkey",
        "passphrase",
    ]
    assert any("three random words" in element.text_content() for element in html.xpath("//td[3]//ins"))
    assert html.xpath("//td[1]//ins | //td[1]//del") == []
    assert "{{" not in page.read_text(encoding="utf-8")
    assert "Staff are advised" in cells[2]
    with zipfile.ZipFile(word) as archive:
        text = re.sub(r"<[^>]+>", "", archive.read("word/document.xml").decode())
    assert [
        said for said in ("long password", "passkey", "passphrase", "Fernhill St Wilfa") if said not in text
    ] == []
    assert not list(shipped.glob("variables/schools/fernhill/decisions/*"))


def test_the_shipped_library_shows_every_end(library: Library) -> None:
    policy = library.policies["social-media"]
    version = policy.named("2026-09")
    assert version is not None
    # What Ashgrove has decided since is left out.
    ashgrove = library.schools["ashgrove"]
    before = tuple(
        amendment
        for amendment in ashgrove.amendments
        if (amendment.clause, amendment.name) != ("privacy-settings", "2026-09")
    )
    assert before != ashgrove.amendments
    schools = {**library.schools, "ashgrove": replace(ashgrove, amendments=before)}
    library = replace(library, schools=schools)
    ends = {
        id: Counter(step.outcome for step in plan_update(library, schools[id], policy, version, DAY).steps)
        for id in ("fernhill", "ashgrove", "little-tern", "saltmarsh-high")
    }
    assert ends == {
        "fernhill": {Outcome.DECIDE: 1},
        "ashgrove": {Outcome.MERGED: 1},
        "little-tern": {Outcome.REDUNDANT: 2},
        "saltmarsh-high": {Outcome.KEPT: 1},
    }


def test_a_clause_that_is_gone_keeps_its_wording_where_the_school_says(small: Small) -> None:
    small.edit("policies/phones/2026-09.md", '{{ clause("phones-purpose") }}\n\n', "")
    library, _ = load_library(small.root)
    front = AmendmentFacts.model_validate({"amends": OLD, "action": "replace", "reason": "Our own."})
    path = "variables/schools/birch/amendments/phones-purpose/2025-10.md"
    text = "A day without phones is a calmer day.\n"
    school = replace(
        library.schools["birch"],
        amendments=(Amendment("phones-purpose", "2025-10", "school", front, Fragment(text, path, 6), {}),),
    )
    library = replace(library, schools={**library.schools, "birch": school})
    update = updated(library, school)
    (step,) = update.steps
    assert (step.outcome, step.why, step.ours) == (
        Outcome.DECIDE,
        "The model no longer has the clause.",
        text,
    )
    file = make_decisions_path(school, "phones", NEW)
    write_update(small.root, update, file, (), "birch phones --to 2026-09")
    small.edit(file, "  decide:\n", "  decide: ours\n")
    assert (
        "but not where"
        in carry_out_decisions(library, update, read_decisions(small.root, file)[0], DAY)[1][0].message
    )
    small.edit(file, "  after:\n", "  after: phones-awy\n")
    (problem,) = carry_out_decisions(library, update, read_decisions(small.root, file)[0], DAY)[1]
    assert problem.hint == "Did you mean 'phones-away'?"
    small.edit(file, "  after: phones-awy\n", "  after: phones-away\n")
    carried_out, problems = carry_out_decisions(library, update, read_decisions(small.root, file)[0], DAY)
    assert problems == ()
    record, added = carried_out.steps[0].writes
    assert (record.facts.action, record.facts.since) == (Action.MODEL, NEW)
    assert write_amendment_text(added).endswith(text)
    assert (added.clause, added.facts.id, added.facts.amends) == ("phones-away", "our-phones-purpose", NEW)
