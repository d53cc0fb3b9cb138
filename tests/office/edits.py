"""Taking back with LibreOffice: a Word file that it opened, edited and saved is read for exactly what was
done to it.

Not a `test_` file: `make test-office` runs it. LibreOffice 7.4 forgets the names of content controls and the
bookmark at a table, and puts what it types in a control's place beside it; none of that may be taken for an
edit.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from clausewright.cli import run
from clausewright.model.library import Library
from clausewright.roundtrip.compare import Returned
from tests.conftest import TODAY
from tests.support import REPOSITORY
from tests.support.returning import Sent, edited, sent_file

from .libreoffice import Steps, converted, written

TRACKING: Steps = [["author", "Ada", "Governor"], ["track"]]
# Three edits: words of a clause, an item that comes, an item that goes.
THREE: Steps = [
    ["replace", "what the evidence is", "what the proof is"],
    ["end", "Sign out of every shared device."],
    ["enter"],
    ["type", "Lock your screen."],
    ["paragraphs", "Switch location sharing off", "Keep it safe."],
    ["delete"],
]
LOCKED = "Not taken over: only its values may be changed here; its words are the model's."
MODELS = "Not taken over: which clauses there are, and their order, is the model's."
UNTOUCHED = ["No changes: the file is as it was sent."]


def amended(clause: str) -> str:
    """The line that proposes an amendment."""
    return f"Proposed as an amendment of 2025-09: variables/schools/ashgrove/amendments/{clause}/{TODAY}.md"


PRIVACY, SOURCES = (
    "3.4 Privacy and security settings (privacy-settings)",
    "8.2 Professional learning online (professional-sources)",
)
NAMING = "3.2 Saying where you work (identify-employer-avoid)"
ITEMS = ["- Switch location sharing off.", "+ Lock your screen."]
THREE_TOLD = [
    *["Words (2)", PRIVACY, *ITEMS, amended("privacy-settings"), SOURCES],
    *[
        "… wrote it, what the [-evidence-] [+proof+]",
        amended("professional-sources"),
    ],
]
NEW_LEAD = "role.dsl: “Jonah Lyle” -> “Kim O’Hara”"
ELSEWHERE = "Proposed as the new value. It will change in the other 2 places too."

CASES: dict[str, tuple[Steps, list[str]]] = {
    "nothing": ([], UNTOUCHED),
    "opened and saved twice": ([["again", "again.docx"], ["again", "once-more.docx"]], UNTOUCHED),
    "saved as OpenDocument and back": ([["again", "other.odt"]], UNTOUCHED),
    "a value": (
        [["replace", "Priti Lenthall", "Kim O’Hara"]],
        [
            "Values (1)",
            "role.online_safety_lead: “Priti Lenthall” -> “Kim O’Hara”, in one place",
            "Proposed as the new value.",
        ],
    ),
    "half of a value": (
        [["replace", "Lenthall", "O’Hara"]],
        [
            "Values (1)",
            "role.online_safety_lead: “Priti Lenthall” -> “Priti O’Hara”, in one place",
            "Proposed as the new value.",
        ],
    ),
    "a value deleted": (
        [["select", "Priti Lenthall"], ["delete"]],
        [
            "Values (1)",
            "role.online_safety_lead: “Priti Lenthall” -> “”, in one place",
            "Not taken over: it was emptied.",
        ],
    ),
    "a value in one of its places": (
        [["replace", "Jonah Lyle", "Kim O’Hara", 1]],
        ["Values (1)", f"{NEW_LEAD}, in 1 of 3 places", ELSEWHERE],
    ),
    "a value found and replaced": (
        [["replace_all", "Jonah Lyle", "Kim O’Hara"]],
        ["Values (1)", f"{NEW_LEAD}, in 3 of 3 places", "Proposed as the new value."],
    ),
    "a word found and replaced": (
        [["replace_all", "headteacher", "principal"]],
        [
            *["Values (1)", "word.head: “headteacher” -> “principal”, in 25 of 25 places"],
            (
                "Not taken over: it is a word for everybody in the policy: change word.head in the file of"
                " the school if that is meant."
            ),
        ],
    ),
    "a date of the record": (
        [["replace", "12\u00a0February\u00a02027", "12 May 2026"]],
        [
            *["Values (1)", "adopted.next_review: “12 February 2027” -> “12 May 2026”, in one place"],
            "Not taken over: it is a record of the adoption: record another with 'clausewright adopt'.",
        ],
    ),
    "a date of the school's": (
        [["replace", "1\u00a0September\u00a02026", "3 September 2026"]],
        [
            "Values (1)",
            "school.last_inset: “1 September 2026” -> “3 September 2026”, in one place",
            "Proposed as the new value.",
        ],
    ),
    "a cell with a value of a list": (
        [["replace", "Office manager", "School office"]],
        [
            *["Values (1)", "school.channels.0.owner: “Office manager” -> “School office”, in one place"],
            "Not taken over: it is a row of a list: change the list in the school's file.",
        ],
    ),
    "a cell with words": (
        [
            [
                "replace",
                "An account that a person holds for private life",
                "An account that somebody holds in private",
            ]
        ],
        [
            *[
                "Words (1)",
                "2.3 What some words mean (definitions-used)",
                "An account that [-a person-] [+somebody+]",
            ],
            *["… that a person holds [-for private life,-] [+in private,+]", LOCKED],
        ],
    ),
    "a sentence in a free clause": (
        [["end", "Use a long password"], ["type", " Change it each year."]],
        [
            "Words (1)",
            PRIVACY,
            "… else, and two-step verification. [+Change it each year.+]",
            amended("privacy-settings"),
        ],
    ),
    "a word in a clause that is not free": (
        [["replace", "must not use a personal account to add", "should not use a personal account to add"]],
        ["Words (1)", "4.1 Contact with pupils (pupil-contact)", "Staff [-must-] [+should+]", LOCKED],
    ),
    "a paragraph added": (
        [["end", "News that families need"], ["enter"], ["type", "We print a newsletter."]],
        [
            "Words (1)",
            "7.7 Families without accounts (families-without-accounts)",
            "+ We print a newsletter.",
            LOCKED,
        ],
    ),
    "a paragraph deleted": (
        [["paragraphs", "Switch location sharing off", "Keep it safe."], ["delete"]],
        ["Words (1)", PRIVACY, "- Switch location sharing off.", amended("privacy-settings")],
    ),
    "a paragraph split": (
        [["after", "most uses need no rule at all."], ["enter"]],
        [
            *["Words (1)", "1.2 What social media is good for (social-media-benefits)"],
            (
                "A paragraph was split in two: “… uses need no rule at all.” / “It keeps people in touch,"
                " shares …”"
            ),
            amended("social-media-benefits"),
        ],
    ),
    "two paragraphs joined": (
        [["end", "Show posts, photographs"], ["type", " "], ["delete"]],
        [
            *["Words (1)", PRIVACY],
            (
                "Two paragraphs were joined: “… friend lists to chosen people only.” / “Approve tags before"
                " they appear.”"
            ),
            amended("privacy-settings"),
        ],
    ),
    "an item added": (
        [["end", "Sign out of every shared device."], ["enter"], ["type", "Lock your screen."]],
        ["Words (1)", PRIVACY, "+ Lock your screen.", amended("privacy-settings")],
    ),
    "an item moved": (
        [
            ["paragraphs", "Sign out of every shared device", "Check it again"],
            ["menu", "Cut"],
            ["start", "Use a long"],
            ["menu", "Paste"],
        ],
        [
            "Words (1)",
            PRIVACY,
            "Moved within the clause: “Sign out of every shared device.”",
            amended("privacy-settings"),
        ],
    ),
    "a title": (
        [["replace", "Privacy and security settings", "Privacy settings"]],
        [
            "Words (1)",
            PRIVACY,
            "Privacy [-and security-]",
            amended("privacy-settings"),
            "Its title becomes “Privacy settings”.",
        ],
    ),
    "a clause cut and pasted": (
        [
            ["paragraphs", "Saying where you work", "Likes, shares"],
            ["menu", "Cut"],
            ["start", "Separate accounts"],
            ["menu", "Paste"],
        ],
        ["Order (1)", f"{NAMING} was moved: it stands after 3.4 Privacy and security settings.", MODELS],
    ),
    "a clause deleted": (
        [["paragraphs", "Saying where you work", "Likes, shares"], ["delete"]],
        ["Words (1)", NAMING, "All of it was deleted (2 paragraphs).", LOCKED],
    ),
    "a clause copied": (
        [
            ["paragraphs", "Saying where you work", "Likes, shares"],
            ["menu", "Copy"],
            ["start", "Separate accounts"],
            ["menu", "Paste"],
        ],
        [
            "Order (1)",
            f"{NAMING} stands twice, the second time after 3.4 Privacy and security settings.",
            MODELS,
        ],
    ),
    "words made bold": ([["select", "what the evidence is"], ["menu", "Bold"]], UNTOUCHED),
    "a value made bold": ([["select", "Jonah Lyle", 1], ["menu", "Bold"]], UNTOUCHED),
    "a paragraph made a heading": ([["start", "who wrote it, what the"], ["style", "Heading 3"]], UNTOUCHED),
    "tracked": (
        [*TRACKING, *THREE],
        [
            *[*THREE_TOLD, "Remarks (4)"],
            (
                "Deleted, tracked, by Ada Governor on {today} in 3.4 Privacy and security settings:"
                f" “{ITEMS[0][2:]}”"
            ),
            (
                "Inserted, tracked, by Ada Governor on {today} in 3.4 Privacy and security settings:"
                f" “{ITEMS[1][2:]}”"
            ),
            (
                "Inserted, tracked, by Ada Governor on {today} in 8.2 Professional learning online: “what"
                " the proof is”"
            ),
            (
                "Deleted, tracked, by Ada Governor on {today} in 8.2 Professional learning online: “what"
                " the evidence is”"
            ),
        ],
    ),
    "tracked and accepted": ([*TRACKING, *THREE, ["menu", "AcceptAllTrackedChanges"]], THREE_TOLD),
    "tracked and rejected": ([*TRACKING, *THREE, ["menu", "RejectAllTrackedChanges"]], UNTOUCHED),
    "pasted into a new document": ([["fresh"]], UNTOUCHED),
}


@pytest.fixture(scope="module")
def sent(library: Library) -> Sent:
    """Ashgrove's social media policy."""
    return sent_file(library)


@pytest.fixture(scope="module")
def saved(sent: Sent, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The file as LibreOffice saved it after each case's steps."""
    folder = tmp_path_factory.mktemp("edits")
    orders: list[tuple[Path, Steps, Path]] = []
    for at, (steps, _) in enumerate(CASES.values()):
        (folder / f"{at}-sent.docx").write_bytes(sent.data)
        own: Steps = [
            [verb, *(str(folder / f"{at}-{name}") for name in names)] if verb == "again" else [verb, *names]
            for verb, *names in steps
        ]
        orders.append((folder / f"{at}-sent.docx", own, folder / f"{at}-back.docx"))
    said = written(orders, folder)
    assert dict(zip(CASES, said, strict=True)) == dict.fromkeys(CASES, "")
    return {name: to for name, (*_, to) in zip(CASES, orders, strict=True)}


def told(sent: Sent, returned: Returned) -> list[str]:
    """The report, line by line. LibreOffice dates tracked changes with the machine's day."""
    days = {remark.when[:10] for remark in returned.remarks}
    lines = [line.strip() for line in sent.report(returned).splitlines() if line.strip()]
    return (
        [line.replace(f" on {day} ", " on {today} ") for line in lines for day in days]
        if len(days) == 1
        else lines
    )


@pytest.mark.parametrize("case", CASES)
def test_the_report_names_exactly_what_was_done(sent: Sent, saved: dict[str, Path], case: str) -> None:
    assert told(sent, sent.returned(saved[case].read_bytes())) == CASES[case][1]


def test_a_comment_comes_back_with_its_author(sent: Sent, tmp_path: Path) -> None:
    """LibreOffice 7.4 without a screen cannot write a comment; it opens and saves one."""
    words = (
        '<w:r><w:t xml:space="preserve">The rule holds on every service, including games, group chats and'
        " livestreams.</w:t></w:r>"
    )
    marked = (
        f'<w:commentRangeStart w:id="7"/>{words}<w:commentRangeEnd w:id="7"/><w:r><w:commentReference'
        ' w:id="7"/></w:r>'
    )
    comment = (
        '<w:comment w:id="7" w:author="U Officer" w:date="2026-11-03T09:00:00Z"><w:p><w:r><w:t>Why'
        " all?</w:t></w:r></w:p></w:comment>"
    )
    file = tmp_path / "commented.docx"
    file.write_bytes(edited(sent.data, lambda text: text.replace(words, marked), comment))
    returned = sent.returned(converted(file, ".docx", tmp_path).read_bytes())
    assert told(sent, returned)[1:] == [
        "Comment by U Officer on {today} in 4.1 Contact with pupils: “Why all?”"
    ]


def test_a_file_that_was_pasted_or_saved_elsewhere_is_known_by_its_words(
    saved: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One says nothing of where it is from, the other not what it was sent with."""
    said = {}
    for case in ("pasted into a new document", "saved as OpenDocument and back"):
        file = Path(shutil.copy(saved[case], tmp_path / "back.docx"))
        assert run(["return", str(file), "--library", str(REPOSITORY), "--as-at", str(TODAY)]) == 0
        said[case] = capsys.readouterr().out
    pasted, elsewhere = said.values()
    assert "The file does not say which document it is; it was recognised by its code" in pasted
    assert "does not say which" not in elsewhere
    for text in (pasted, elsewhere):
        assert "Social media policy, September 2025, Ashgrove Primary School" in text
        assert "The file has lost what it was sent with" in text
        assert text.endswith("No changes: the file is as it was sent.\n")
