"""An import states what its file says, and nothing else: a fact that is taken out of the text stands in the draft,
what nobody wrote is asked, and no macro takes the place of a text that says something else.
"""

from __future__ import annotations

import json
import re
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clausewright.importer.bullets import mark_rules
from clausewright.importer.markdown import write_running
from clausewright.importer.outline import Section
from clausewright.importer.pictures import drop_unplaceable, place_pictures
from clausewright.importer.pipeline import ImportOptions, import_files
from clausewright.importer.proposals import Proposals
from clausewright.importer.roles import Role, make_entries
from clausewright.importer.stated_dates import find_iso_date
from clausewright.importer.structure import build_outline
from clausewright.importer.title import find_title
from clausewright.importer.values import propose_values
from clausewright.load.yaml import read_yaml
from clausewright.model.dates import suggest_iso
from clausewright.readers.reading import read_source
from clausewright.readers.source import Paragraph, Picture, Source
from clausewright.readers.words import list_pictures, plain, split_words, write_picture_mark
from tests.support.examples import examples

AS_AT = date(2026, 11, 21)
_RULES = "1. Use\n\n1.1 Staff must lock the shed when they leave it in the evening.\n"


@dataclass(frozen=True)
class Came:
    """The draft that an import wrote."""

    folder: Path

    def text(self, pattern: str) -> str:
        """The text of the files whose paths match."""
        return "\n".join(path.read_text(encoding="utf-8") for path in sorted(self.folder.glob(pattern)))

    @property
    def policy(self) -> str:
        return self.text("policies/*/policy.yml")

    @property
    def version(self) -> str:
        return self.text("policies/*/2*.md")

    @property
    def report(self) -> dict[str, Any]:
        report: dict[str, Any] = json.loads(self.text("import/report.json"))
        return report

    def left_out(self) -> list[dict[str, str]]:
        return [left for source in self.report["sources"] for left in source["left_out"]]

    def questions(self) -> dict[str, Any]:
        return {question["id"].rpartition("-")[0]: question for question in self.report["questions"]}


def _bring(folder: Path, text: str, name: str = "sheds.md", **options: Any) -> Came:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    result = import_files(
        ImportOptions([path], AS_AT, **{"into": folder / "draft", "library": folder, **options})
    )
    assert result.is_written, result.problems
    return Came(result.folder)


# -- what is taken out ---------------------------------------------------------------------------------------

RECORDS = {
    "a strip": "Approved by: Governing board Date: 12 May 2024 Next review due by: May 2026",
    "a strip that lost its line ends": "Ratified by: Jo SampleDate: May 2024Last reviewed: May 2026Next review due: May 2027",
    "lines": "Approved by: Resources Committee\n\nDate approved: 4 March 2025\n\nReview date: March 2027",
    "a table": "| Approved by | Full Governing Body |\n|---|---|\n| Approved on | 12 May 2024 |\n| Next review | May 2026 |",
    "a line about the review": "Next review: September 2027",
    "an owner": "Policy owner: Director of Estates Version: 2.1 Date: May 2024",
    "a table with a label of its own": "| Policy owner | Site team |\n|---|---|\n| Date ratified | 4 March 2025 |\n| Review cycle | Every two years |\n| Insured with | Harbour Mutual |",
}


def test_who_approved_it_in_a_sentence_or_at_a_page_s_edge_is_known(tmp_path: Path) -> None:
    sentence = "Approved by the Finance Committee on 4 March 2025."
    page = f"<h1>Sheds policy</h1><p>Staff must lock the shed.</p><footer>{sentence} Next review: May 2027</footer>"
    for name, text in (("sheds.md", f"# Sheds policy\n\n{_RULES}\n{sentence}\n"), ("sheds.html", page)):
        folder = tmp_path / name.partition(".")[2]
        folder.mkdir()
        came = _bring(folder, text, name)
        assert "approver" not in came.questions(), name
        assert "approved" not in came.questions(), name
        assert "2025-03-04" in came.text("variables/schools/*/adoptions.yml"), name
    assert "next-review" not in came.questions()
    assert sentence in came.policy


def test_what_a_file_sets_as_its_title_is_the_title_whatever_it_speaks_of(tmp_path: Path) -> None:
    head = "Ivy Bank Primary School\n\nApproved by the governing board on 14 May 2026. Next review: May 2027."
    rest = "# 1 Purpose\n\nThis says who may hire the hall.\n\n# 2 Booking\n\nHirers must book in time.\n"
    came = _bring(tmp_path, f"---\ntitle: Lettings and use of the hall\n---\n\n{head}\n\n{rest}", "b-3.md")
    assert 'title: "Lettings and use of the hall"' in came.policy
    assert not {"title", "approver", "approved", "next-review"} & came.questions().keys()


@pytest.mark.parametrize("front", ["Title: Sheds policy\nNext review: May 2027\n\n", "---\ntitle: Sheds policy\nnext review: May 2027\n---\n\n"])  # fmt: skip
def test_front_matter_is_read_entry_by_entry(tmp_path: Path, front: str) -> None:
    came = _bring(tmp_path, f"{front}1.1 Staff must lock the shed when they leave it.\n")
    assert 'title: "Sheds policy"' in came.policy
    assert not {"title", "next-review"} & came.questions().keys()
    assert 'text: "May 2027"' in came.policy


def test_labels_in_a_row_stay_a_form(tmp_path: Path) -> None:
    form = "Your name:\n\nYour address:\n\nWhat you tried so far:\n\n"
    came = _bring(
        tmp_path, f"# Sheds policy\n\n{_RULES}\n## Complaint form\n\n{form}Give this to the office.\n"
    )
    rows = "| Your name: |  |\n| Your address: |  |\n| What you tried so far: |  |"
    assert rows in came.text("policies/clauses/**/*.md")


LISTS = {
    "with the word": "Contents\n\nSheds\n\nGates\n\nThe office",
    "with the word and pages": "Section Contents Page\n\n1 Sheds 2\n\n2 Gates 3\n\n3 The office 3",
    "without it": "Sheds\n\nGates\n\nThe office\n\nKeys\n\nLocks",
}


@pytest.mark.parametrize("listed", LISTS.values(), ids=LISTS)
def test_a_list_of_contents_without_pages_is_left_out(listed: str) -> None:
    names = [line.strip("0123456789 ") for line in listed.split("\n\n") if "Contents" not in line]
    parts = "\n\n".join(f"{name}\n\nStaff look after the {name} of the school every day." for name in names)
    read = read_source("a.txt", f"Sheds policy\n\n{listed}\n\n{parts}".encode())
    outlined = build_outline(read, Proposals())
    assert [left.text for left in outlined.left_out if left.why == "list of contents"] == listed.split("\n\n")
    assert [part.title for part in outlined.outline.parts if isinstance(part, Section)] == names


@pytest.mark.parametrize(
    "line",
    [
        "Your name:\n\nYour address:",
        "Afternoon session - 1.15pm to 3.30pm",
        "Dear parent",
        "Meadow Lane, Larkmoor, Devon TQ12 1DH",
        "Policy Category: Sheds",
        ":Officer: |The office|",
    ],
)
def test_a_short_line_that_is_a_value_or_a_label_is_no_heading(line: str) -> None:
    text = f"{_RULES}\n{line}\n\nStaff look after the sheds of the school and after its gates every day."
    outline = build_outline(read_source("a.txt", text.encode()), Proposals()).outline
    assert [part.title for part in outline.parts if isinstance(part, Section)] == ["Use"]


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
@pytest.mark.parametrize("place", ["head", "end"])
def test_a_fact_that_is_taken_out_stands_in_the_file_that_the_report_names(
    tmp_path: Path, record: str, place: str
) -> None:
    parts = [record, _RULES] if place == "head" else [_RULES, record]
    came = _bring(tmp_path, "# Sheds policy\n\n" + "\n\n".join(parts))
    facts = [left for left in came.left_out() if left["why"].startswith("policy record")]
    assert facts
    for fact in facts:
        named = re.search(r"policies/\S+\.yml", fact["why"])
        assert named
        stands = (came.folder / named[0]).read_text(encoding="utf-8")
        label, _, words = fact["text"].partition(": ")
        assert f"label: {json.dumps(label)}, text: {json.dumps(words)}" in re.sub(
            r"(?<=: )(?!\")([a-z][a-z_-]*|[\d-]+)(?=[,}])", r'"\1"', stands
        )
        assert fact["place"]
    # Every date that the record has can be found again in the draft.
    drafted = came.text("policies/**/*.*")
    assert all(year in drafted for year in re.findall(r"\d{4}", record))


def test_the_front_matter_of_a_file_and_its_letterhead_are_facts(tmp_path: Path) -> None:
    front = "---\ntitle: Sheds policy\nreview_date: 2027-03-01\nsigned-by: Jo Sample\n---\n"
    came = _bring(tmp_path, f"{front}Larkmoor Primary School\n\n{_RULES}")
    assert 'title: "Sheds policy"' in came.policy
    for line in (
        "label: review_date, text: 2027-03-01",
        'text: "Jo Sample"',
        'text: "Larkmoor Primary School"',
    ):
        assert line in came.policy
    assert 'name: "Larkmoor Primary School"' in came.text("variables/schools/*/school.yml")
    assert "phase: primary" in came.text("variables/schools/*/school.yml")
    assert "next_review: 2027-03-01" in came.text("variables/schools/*/adoptions.yml")
    assert len(list(came.folder.glob("policies/clauses/*/*.md"))) == 1


def test_a_record_at_the_head_and_one_at_the_end_are_one(tmp_path: Path) -> None:
    came = _bring(
        tmp_path,
        f"# Sheds policy\n\nLast reviewed: 4 March 2025\n\n{_RULES}\nNext review date: March 2027\n",
    )
    assert came.version.count("adoption()") == 1
    assert "next_review: 2027-03" in came.text("variables/schools/*/adoptions.yml")


def test_a_review_in_the_month_of_the_last_one_is_remarked_on(tmp_path: Path) -> None:
    came = _bring(tmp_path, f"# Sheds policy\n\nLast reviewed: May 2026 Next review: May 2026\n\n{_RULES}")
    (source,) = came.report["sources"]
    assert any("due for review in May 2026, the month" in remark for remark in source["remarks"])


# -- what nobody wrote ---------------------------------------------------------------------------------------


def test_what_the_text_does_not_say_is_blank_and_asked(tmp_path: Path) -> None:
    came = _bring(tmp_path, f"What this is for\n\nEverybody reads this.\n\n{_RULES}", "keeping-sheds.txt")
    school = came.text("variables/schools/*/school.yml")
    assert "governing_body" not in came.policy + came.text("variables/schools/*/adoptions.yml")
    assert "review_months" not in came.policy
    assert "audience" not in came.policy
    assert 'owner: "Not stated"' in came.policy
    assert "phase: not-stated" in school
    assert "type: not-stated" in school
    asked = came.questions()
    assert {
        "title-keeping",
        "owner-keeping",
        "approver-keeping",
        "approved-keeping",
        "version-keeping",
    } <= set(asked)
    assert {question["id"] for question in came.report["questions"]} >= {"school-name", "school-phase"}
    assert not any(question["answer"] for question in came.report["questions"])


def test_who_reviews_is_a_candidate_and_its_name_may_be_set_on_two_lines(tmp_path: Path) -> None:
    record = "To be reviewed by: Business and\n\nManagement Committee\n\nDate of next review: July 2027"
    came = _bring(tmp_path, f"# Sheds policy\n\n{record}\n\n{_RULES}")
    assert 'text: "Business and Management Committee"' in came.policy
    assert "next_review: 2027-07" in came.text("variables/schools/*/adoptions.yml")
    assert came.questions()["owner"]["candidates"] == ["Business and Management Committee"]
    assert len(list(came.folder.glob("policies/clauses/*/*.md"))) == 1


@pytest.mark.parametrize(
    ("record", "issued", "next_review", "months"),
    [
        ("Date of review: April 2025\n\nDate of next review: September 2028", "2025-04", "2028-09", 0),
        ("Date of adoption: May 2025\n\nDate of review: May 2028", "", "2028-05", 0),
        ("Date of adoption: May 2025\n\nReview: April 2025", "", "", 0),
        ("Date of adoption: May 2025\n\nDate of next review: July\n\n2027", "", "2027-07", 0),
        ("Effective date: May 2025\n\nReview date: Annually or as the law changes", "2025-05", "", 12),
        ("Date: May 2025\n\nReview cycle: 2 years", "2025-05", "", 24),
        ("Date: May 2025\n\nReview: told of on 9/8/98, looked at on 10/21/08", "2025-05", "", 0),
    ],
)
def test_a_review_that_has_been_is_not_the_next(
    record: str, issued: str, next_review: str, months: int
) -> None:
    source = read_source("a.txt", f"Sheds policy\n\n{record}\n\n{_RULES}".encode())
    facts = build_outline(source, Proposals()).facts
    assert (facts.issued, facts.next_review, facts.months) == (issued, next_review, months)


def test_a_person_is_a_candidate_and_no_owner_and_no_body(tmp_path: Path) -> None:
    strip = "Approved by: Jo Sample Date: May 2024 Policy owner: Mrs Ada Quill"
    came = _bring(tmp_path, f"# Sheds policy\n\n{strip}\n\n{_RULES}")
    assert 'owner: "Not stated"' in came.policy
    assert "approver: approving_body" in came.policy
    assert came.questions()["owner"]["candidates"] == ["Mrs Ada Quill"]
    assert came.questions()["approver"]["candidates"] == ["Jo Sample"]
    assert came.questions()["approver"]["evidence"] == ["“Approved by: Jo Sample”, at the head of the text"]
    assert "on: 2024-05, from: ..., by: ..." in came.text("variables/schools/*/adoptions.yml")


def test_an_answer_counts_as_if_the_policy_said_it(tmp_path: Path) -> None:
    first = _bring(tmp_path, _RULES, "sheds.txt")
    report = first.text("import/report.yml")
    answers = {
        "title-sheds": "Garden sheds",
        "owner-sheds": "Estates team",
        "approver-sheds": "Governing body",
        "next-review-sheds": "1 May 2027",
        "review-interval-sheds": "24",
        "school-name": "Larkmoor School",
        "school-phase": "Secondary",
    }
    for id, answer in answers.items():
        report, times = re.subn(
            rf"(  {id}:\n(?:    .*\n)*?    answer: )\"\"", rf'\g<1>"{answer}"', report, count=1
        )
        assert times == 1, id
    decided = tmp_path / "decided.yml"
    decided.write_text(report, encoding="utf-8")
    came = _bring(tmp_path, _RULES, "sheds.txt", into=tmp_path / "second", accept=decided)
    for line in (
        'title: "Garden sheds"',
        'owner: "Estates team"',
        "approver: governing_body",
        "review_months: 24",
    ):
        assert line in came.policy
    assert "not_stated: [version, approval]" in came.policy
    school = came.text("variables/schools/larkmoor-school/school.yml")
    assert "phase: secondary" in school
    assert 'name: "Larkmoor School"' in school
    assert "next_review: 2027-05-01" in came.text("variables/schools/*/adoptions.yml")


@pytest.mark.parametrize(
    "name",
    [
        "Larkmoor & District Junior League",
        "Education Otherwise Than At School",
        "Good Advice for School Complaints",
        "Northern Arts Council",
    ],
)
def test_what_only_looks_like_a_name_of_the_school_s_is_none(name: str) -> None:
    advice = Proposals()
    propose_values([f"Staff have read what the {name} says of sheds."], advice)
    assert not [proposal for proposal in advice.proposals if proposal.accept]


def test_of_several_schools_none_is_taken_for_the_one(tmp_path: Path) -> None:
    coaches = "- Harrow School: Green Line\n- Mill School: Valley Bus\n- Hill School: Valley Bus\n"
    came = _bring(tmp_path, f"# Trips policy\n\nCoaches are booked from this list:\n\n{coaches}")
    (clause,) = (
        path.read_text(encoding="utf-8") for path in came.folder.glob("policies/clauses/coaches*/*.md")
    )
    assert "Harrow School: Green Line" in clause
    (question,) = (
        question_entry for question_entry in came.report["questions"] if question_entry["id"] == "school-name"
    )
    assert question["candidates"] == ["Harrow School", "Mill School", "Hill School"]
    assert question["evidence"][0] == "“Harrow School: Green Line”"


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("12th of May, 2024", "2024-05-12"),
        ("May 12, 2024", "2024-05-12"),
        ("Septmeber 2024", "2024-09"),
        ("2nd Febuary 2023", "2023-02-02"),
        ("01-09-2026", "2026-09-01"),
        ("2026-09-15", "2026-09-15"),
        ("31 June 2020", ""),
        ("5 May 1850", ""),
    ],
)
def test_a_date_is_read_as_others_write_it(written: str, day: str) -> None:
    assert find_iso_date(f"Reviewed {written} by the board") == day


def test_only_what_others_wrote_is_forgiven_a_slip_in_a_month() -> None:
    assert suggest_iso("Septmeber 2024") == ""
    assert suggest_iso("September 1st, 2024") == "2024-09-01"


# -- what a policy is called ---------------------------------------------------------------------------------

TITLES: dict[str, tuple[str, bool]] = {
    "# Sheds Policy": ("Sheds Policy", True),
    "# LARKMOOR PRIMARY SCHOOL\n\n## SHEDS AND TOOLS POLICY": ("Sheds and tools policy", True),
    "MODEL POLICY ON THE KEEPING OF HENS (MARCH, 2025)": ("Keeping of hens", True),
    "# Model Policy for Sheds, September 2024": ("Sheds", True),
    "# Sheds Policy 2024-25": ("Sheds Policy", True),
    "# Sheds Policy (draft v2.1)": ("Sheds Policy", True),
    "# [NAME OF SCHOOL]\n\n## Sheds Policy": ("Sheds Policy", True),
    "__________ School\n\nSheds Policy": ("Sheds Policy", True),
    "# Introduction\n\n## Sheds in winter": ("Keeping sheds", False),
    "# Aims of this policy": ("Keeping sheds", False),
    "# Policy statement": ("Keeping sheds", False),
    "# TINTERN COMMUNITY COUNCIL\n\n## COMPLAINTS PROCEDURE": ("Complaints procedure", True),
    "Visitors Policy for staff and people who come in": ("Visitors Policy", True),
    "Policy for the safe handling of garden tools": ("Policy for the safe handling of garden tools", True),
}


@pytest.mark.parametrize("head", TITLES, ids=lambda head: head.partition("\n")[0])
def test_a_title_is_what_the_policy_is_called(head: str) -> None:
    source = read_source("keeping-sheds.md", f"{head}\n\n{_RULES}".encode())
    title = find_title(source, make_entries(source.pieces))
    assert (title.text, title.is_stated) == TITLES[head]


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("Collective Gardening\n\nPolicy", "Collective Gardening Policy"),
        ("Gate keys, locks and\n\nSheds policy", "Gate keys, locks and Sheds policy"),
        ("Larkmoor Primary School\n\nSheds policy", "Sheds policy"),
        ("Policy name: Sheds and gates", "Sheds and gates"),
        ("Policy\n\nIntroduction", ""),
        ("# Working in a garden\n\n# Step 1: learn", "Working in a garden"),
        ("# Larkmoor Gardens\n\n# Sheds policy", "Sheds policy"),
        ("# Review a wish for another shed", "Review a wish for another shed"),
        ("Sheds policy of Larkmoor is kept here. It is long", ""),
    ],
)
def test_a_title_may_be_set_on_two_lines_and_the_kind_of_a_text_is_none(head: str, title: str) -> None:
    source = read_source("a.md", f"{head}\n\n{_RULES}".encode())
    outline = build_outline(source, Proposals()).title
    assert (outline.text if outline.is_stated else "") == title


def test_what_a_title_loses_stands_in_the_draft(tmp_path: Path) -> None:
    came = _bring(tmp_path, f"MODEL POLICY ON THE KEEPING OF HENS (MARCH, 2025)\n\n{_RULES}")
    assert '{label: "Title", text: "MODEL POLICY ON THE KEEPING OF HENS (MARCH, 2025)"}' in came.policy
    assert came.report["sources"][0]["version"] == "2025-03"


# -- macros, forms, captions ---------------------------------------------------------------------------------

_APPROVED = "Approved by: Governing body Date: 12 May 2024\n\n"


def test_a_block_for_the_chair_and_the_head_is_what_sign_off_prints(tmp_path: Path) -> None:
    block = "Signed ………………… Chair of Governors\n\nSigned ………………… Headteacher\n"
    came = _bring(tmp_path, f"# Sheds policy\n\n{_APPROVED}{_RULES}\n{block}")
    assert "{{ sign_off() }}" in came.version


@pytest.mark.parametrize(
    "block",
    [
        "Signed ………………… Chair of Trust Resources Committee\n\nSigned ………………… Headteacher\n",
        "Signed ………………… (employee)\n\nDate …………………\n",
        "Parent’s signature: ______________ Date: ________\n",
    ],
)
def test_any_other_block_keeps_its_signatories_as_a_table(tmp_path: Path, block: str) -> None:
    came = _bring(tmp_path, f"# Sheds policy\n\n{_APPROVED}{_RULES}\n{block}")
    assert "sign_off" not in came.version
    clauses = came.text("policies/clauses/*/*.md")
    assert "| --- |" in clauses
    for words in re.findall(r"[A-Za-z’]+(?: [A-Za-z’]+)*", block):
        assert words in clauses


def test_forms_stay_forms_and_captions_stay_captions(tmp_path: Path) -> None:
    form = "Name:\n\nAddress:\n\nHave you told the office? YES / NO\n\nFigure 1: The shed in winter\n\n"
    came = _bring(
        tmp_path, f"# Sheds policy\n\n{_RULES}\n## Complaint form\n\n{form}Give this to the office.\n"
    )
    assert re.findall(r"^#+ (.*?)(?: \{.*)?$", came.version, re.MULTILINE) == ["Use", "Complaint form"]
    clauses = came.text("policies/clauses/*/*.md")
    for line in ("Name", "Address:", "YES / NO", "Figure 1: The shed in winter"):
        assert re.search(rf"^{line}", clauses, re.MULTILINE)


# -- rules and lists -----------------------------------------------------------------------------------------

_BULLETS = "- No child sits in the front.\n- Rubbish comes home with us.\n- Children who feel sick sit by a window.\n"


@pytest.mark.parametrize(
    ("before", "are_rules"),
    [
        ("## Trips\n\n", True),
        ("## Trips\n\nThis section is about coaches.\n\n", True),
        ("## Trips\n\nThe rules are:\n\n", False),
        ("## Trips\n\nStaff see to it that\n\n", False),
        ("## Trips\n\nKeep to the following rules.\n\n", False),
        ("## Trips\n\n1.1 Staff must tell the children what the rules of the coach are.\n\n", False),
        ("## DO\n\n", False),
    ],
)
def test_a_bullet_is_a_rule_of_its_own_unless_something_leads_in_to_it(before: str, are_rules: bool) -> None:
    entries = make_entries(read_source("trips.md", (before + _BULLETS).encode()).pieces)
    mark_rules(entries, [])
    roles = [entry.role for entry in entries if entry.mark and entry.text in plain(_BULLETS)]
    assert roles == [Role.RULE if are_rules else Role.ITEM] * 3


def test_a_list_of_names_stays_a_list() -> None:
    entries = make_entries(
        read_source("trips.md", b"## Related\n\n- First aid\n- Health and safety\n").pieces
    )
    mark_rules(entries, [])
    assert [entry.role for entry in entries] == [Role.HEADING, Role.ITEM, Role.ITEM]


def test_a_paragraph_between_two_items_belongs_to_the_first(tmp_path: Path) -> None:
    text = (
        "Trips policy\n\nThe leader will:\n\no Write the plan.\n\nThis has to be written down, so that it can be found.\n\n"
        "o Count the children.\n"
    )
    clauses = _bring(tmp_path, text, "trips.txt").text("policies/clauses/*/*.md")
    assert (
        "-   Write the plan.\n\n    This has to be written down, so that it can be found.\n\n-   Count"
        in clauses
    )


def test_a_text_with_a_line_a_paragraph_keeps_its_headings_and_the_items_that_lost_their_bullets(
    tmp_path: Path,
) -> None:
    lines = (
        "Sheds policy", "Introduction", "1.1 This is for everybody who opens a shed, from the keeper to the gardeners.",
        "1.2 It does not replace the fire plan, which stands in a document of its own.", "Opening the shed",
        "2.1 A gardener is asked, by the keeper, to", "sign the book", "wear gloves that fit",
        "read the card about rakes and ladders", "2.2 A gardener without gloves is sent back, eg by the keeper.",
        "Closing the shed", "3.1 Rakes are counted at 5 pm.",
    )  # fmt: skip
    came = _bring(tmp_path, "\n\n".join(lines), "sheds.txt")
    assert re.findall(r"^## (.*)$", came.version, re.MULTILINE) == [lines[1], lines[4], lines[10]]
    assert re.findall(r'number="(.*)"', came.version) == ["1.1", "1.2", "2.1", "2.2", "3.1"]
    found = came.report["sources"][0]["found"]
    assert (found["lists"], found["items"]) == (1, 3)


def test_addresses_at_a_page_s_end_are_no_items_of_the_list_above_them(tmp_path: Path) -> None:
    text = (
        "Trips policy\n\nBefore we go\n\n• Every trip has one leader, who is named in the plan of the trip.\n"
        "• Read this together with our policies on:\n\no First aid\no Charging and\n"
        "https://trips.example/part--2/what-to-pack\nhttps://trips.example/forms\n\nComing back\n\n"
        "• Parents are told of a delay at once.\n• The leader tells the head if anything went wrong.\n"
    )
    came = _bring(tmp_path, text, "trips.txt")
    clauses = [path.read_text(encoding="utf-8") for path in came.folder.glob("policies/clauses/*/*.md")]
    assert len(clauses) == 5
    (addresses,) = (clause for clause in clauses if "part--2/what-to-pack" in clause)
    assert "trips.example/forms" in addresses
    assert "-   " not in addresses
    assert "Charging" not in addresses


def test_a_long_list_of_numerals_is_no_code(tmp_path: Path) -> None:
    numerals = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii".split()  # noqa: SIM905
    items = "\n".join(f"{numeral}. the matter called {numeral.upper()};" for numeral in numerals)
    came = _bring(tmp_path, f"# Orders policy\n\n1.1 The meeting deals with:\n\n{items}\n", "orders.txt")
    assert came.report["sources"][0]["found"]["items"] == len(numerals)


def test_ids_say_in_a_few_words_what_a_clause_is_about(tmp_path: Path) -> None:
    came = _bring(
        tmp_path,
        "# Sheds policy\n\n## Use\n\n1.1 Staff must lock the shed.\n\n1.2 The school should ensure that ladders are"
        " stored flat, and that nobody climbs them alone.\n\n1.3 Paint is kept outside.\n",
    )
    ids = [path.name for path in came.folder.glob("policies/clauses/*")]
    assert all(2 <= len(id.split("-")) <= 4 for id in ids)
    assert any("ladders" in id for id in ids)
    assert not any("ensure" in id or "must" in id for id in ids)


def test_a_link_that_a_clause_may_not_have_is_dropped_and_told(tmp_path: Path) -> None:
    came = _bring(
        tmp_path,
        "# Sheds policy\n\nSee the [form](forms/shed.docx), [us](mailto:sheds@larkmoor.example) and"
        " [the law](https://law.example/sheds).\n",
    )
    clauses = came.text("policies/clauses/*/*.md")
    assert "](<https://law.example/sheds>)" in clauses
    assert "shed.docx" not in clauses
    assert "form" in clauses


# -- pictures ------------------------------------------------------------------------------------------------


def _png(width: int = 4) -> bytes:
    """A grey picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, 1, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0" + b"\x80" * width)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def _source_with(*pictures: Picture) -> Source:
    marks = [Paragraph.of(f"See this: {write_picture_mark(picture.key)}") for picture in pictures]
    return Source("p.docx", "Word", ("See", "this") * len(pictures), tuple(marks), pictures=pictures)


def test_a_picture_goes_into_the_draft_with_what_it_tells() -> None:
    source, left_out = drop_unplaceable(_source_with(Picture("1", "chart.png", "Ring the lead.", _png())))
    assert not left_out
    advice = Proposals()
    placed = place_pictures(source, "sheds", advice)["1"]
    assert (placed.path, placed.description, placed.data) == ("images/sheds-1.png", "Ring the lead.", _png())
    assert not advice.questions
    call = {"picture:1": f"![{placed.description}]({placed.path})"}
    text = write_running(source.pieces[0].text, lambda _, target: call[target])  # type: ignore[union-attr]
    assert text == "See this: ![Ring the lead.](images/sheds-1.png)"


def test_a_picture_without_words_is_asked_about() -> None:
    advice = Proposals()
    placed = place_pictures(
        _source_with(Picture("1", "chart.png", "", _png(), "near “Use”")), "sheds", advice
    )
    assert placed["1"].description == "Picture 1, not described"
    (question,) = advice.questions
    assert (question.evidence, question.answer) == (("near “Use”",), "")


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a...", _png()[:-9], _png().replace(b"IDAT", b"IDAX", 1), b"\xff\xd8\xff..."]
)
def test_a_picture_that_no_draft_can_hold_is_named(data: bytes) -> None:
    source, left_out = drop_unplaceable(_source_with(Picture("1", "chart.emf", "Ring the lead.", data)))
    assert [(left.text, left.unit) for left in left_out] == [("Ring the lead.", "picture")]
    assert not list_pictures(source.pieces[0].text)  # type: ignore[union-attr]


# -- the law -------------------------------------------------------------------------------------------------

_UNITS = st.sampled_from(
    [
        "# Heading {0}",
        "## Part {0}",
        "Staff must keep {0} in the shed.",
        "1.1 Staff must keep {0} in the shed.",
        "- Nobody paints {0} alone.\n- Everybody cleans {0}b afterwards.",
        "The keeper will:\n\n- count {0};\n- lock {0}b.",
        "1. first {0}\n2. second {0}b",
        "| Tool {0} | Place |\n|---|---|\n| Rake | {0}b |",
        "Approved by: Committee {0} Date: May 2024",
        "Last reviewed: May 2024 Next review: May 2026",
        "Signed {0} …………………… Date ……………",
        "Name {0}:\n\nAddress {0}b:",
        "Figure 1: The {0}",
        "> Quoted {0} words.",
        "See [{0}](page.html) and [{0}b](https://x.example/{0}).",
        "**Bold {0}** and *italic {0}b* words.",
        "Larkmoor {0} School",
        "Photo: {0}, May 2026",
        "DO\n\n- Look at {0}.\n\nDO NOT\n\n- Touch {0}b.",
        "(*A note on {0}.)",
        "Contents\n\nAims {0} ........ 1\n\nTools ........ 2\n\nSheds ........ 3",
    ]
)


@settings(max_examples=examples(25), suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_UNITS, min_size=3, max_size=12))
def test_every_unit_of_a_source_is_in_the_draft_or_in_the_report(
    tmp_path_factory: pytest.TempPathFactory, units: Sequence[str]
) -> None:
    folder = tmp_path_factory.mktemp("law")
    names = [f"thing{chr(97 + index)}x" for index in range(len(units))]
    text = "\n\n".join(unit.format(name) for unit, name in zip(units, names, strict=True))
    came = _bring(folder, f"Everybody reads this page.\n\n{text}\n", "things.md", version="2026-09")
    left_out = " ".join(f"{left['text']} {left['why']}" for left in came.left_out())
    accounted = {
        *split_words(came.text("policies/**/*.*") + came.text("variables/**/*.*")),
        *split_words(left_out),
    }
    assert set(split_words(text)) - {"page", "html", "https", "example"} <= accounted
    assert came.version.count("adoption()") == 1
    problems: list[Any] = []
    for path in came.folder.glob("policies/*/policy.yml"):
        read_yaml(path.name, path.read_text(encoding="utf-8"), problems)
    assert not problems
