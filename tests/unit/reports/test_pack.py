"""The pack for a meeting says all that a decision needs, the same in Word and PDF, and nothing that is not
so.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pytest

from clausewright.cli import run
from tests.support.readback import Heading, Table, every, read_pdf, words
from tests.support.small import AS_AT, BASE, Small, copied, tree
from tests.support.tracked import paragraphs, settled

NAME = "cedar-phones-2026-09"
SECTIONS = (
    "What this is about",
    "Why, and who asked for it",
    "Who was consulted",
    "What is to be decided",
    "What stays the school's own",
    "The motion to minute",
    "The text with its changes marked",
    "Certificate",
    "Sign-off sheet",
    "Read and sign",
)


@dataclass(frozen=True)
class Packed:
    """A pack: its folder and its two files."""

    root: Path
    pdf: Path
    word: Path

    @property
    def text(self) -> str:
        """The words of the PDF, in one line."""
        return " ".join(words(read_pdf(self.pdf)))


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Packed]:
    """Cedar's pack for the new version of the policy on phones."""
    root = copied(tmp_path_factory.mktemp("pack") / "library")
    assert (
        run(
            [
                "pack",
                "cedar",
                "phones",
                "2026-09",
                "--library",
                str(root),
                "--as-at",
                AS_AT,
                "--from",
                "2026-12-01",
            ]
        )
        == 0
    )
    yield Packed(root, root / f"packs/{NAME}.pdf", root / f"packs/{NAME}.docx")
    shutil.rmtree(root)


def test_a_pack_is_one_word_file_and_one_pdf_and_changes_nothing_else(packed: Packed) -> None:
    assert set(tree(packed.root)) - set(tree(BASE)) == {f"packs/{NAME}.pdf", f"packs/{NAME}.docx"}


def test_everything_that_a_meeting_needs_has_its_heading_in_order(packed: Packed) -> None:
    headings = [block.words for block in every(read_pdf(packed.pdf)) if isinstance(block, Heading)]
    assert [name for name in headings if name in SECTIONS] == list(SECTIONS)


def test_the_motion_names_body_school_version_code_and_days(packed: Packed) -> None:
    code = packed.text.partition("Code of the text ")[2].split()[0]
    assert (
        "That the academy council of Cedar High School adopts the Mobile phones policy of September 2026,"
        f" with the wordings and choices of its own that this pack lists, under the code {code} in place of"
        " the version of September 2025, in force from 1 December 2026, and reviews it by 1 December 2027."
        in packed.text
    )


def test_what_is_the_schools_own_and_who_was_asked_is_told(packed: Packed) -> None:
    assert "Phones: phones are handed in; the model says: phones stay in bags." in packed.text
    assert "Asked: Staff unions, 18 June 2026: Agreed." in packed.text
    assert "Says what happens on visits." in packed.text


def test_the_certificate_names_the_seal_and_the_values(packed: Packed) -> None:
    lock = (packed.root / "policies/phones/2026-09.lock.yml").read_text(encoding="utf-8")
    seal = next(line.split(": ")[1].strip("'\"") for line in lock.splitlines() if line.startswith("seal:"))
    assert seal in packed.text.replace(" ", "")
    assert "Every clause has the wording that was issued, options were chosen" in packed.text
    for name in ("facts", "vocabulary", "people in their roles", "telephone numbers"):
        assert name in packed.text.partition("are filled in (")[2].partition(")")[0].replace(
            " and ", ", "
        ).split(", ")


def test_there_are_sheets_to_sign(packed: Packed) -> None:
    tables = [block for block in every(read_pdf(packed.pdf)) if isinstance(block, Table)]
    staff = tables[-1]
    assert staff.head == ("Name", "Post", "Signature", "Date")
    assert len(staff.rows) > 12


def test_word_and_pdf_say_the_same(packed: Packed) -> None:
    """Accepting Word's changes gives the text of the PDF without what is marked as removed."""
    in_word = " ".join(" ".join(paragraphs(settled(packed.word.read_bytes(), accept=True))).split())
    for phrase in (
        *SECTIONS[:6],
        "That the academy council of Cedar High School adopts",
        "Read and sign",
        "Certificate. This is the Mobile phones policy",
    ):
        assert phrase in in_word


def test_the_pdf_is_accessible_and_titled(packed: Packed) -> None:
    with pikepdf.open(packed.pdf) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "pdfuaid" in bytes(pdf.Root.Metadata.read_bytes()).decode()
        assert str(pdf.docinfo["/Title"]) == "Mobile phones policy: for decision - Cedar High School"


def test_no_token_stays_open(packed: Packed) -> None:
    assert "Qx" not in packed.text
    assert "Qs" not in packed.text


def test_the_same_pack_is_the_same_bytes(packed: Packed) -> None:
    again = packed.root / "again"
    run(
        [
            "pack",
            "cedar",
            "phones",
            "2026-09",
            "--library",
            str(packed.root),
            "--as-at",
            AS_AT,
            "--from",
            "2026-12-01",
            "--out",
            str(again),
        ]
    )
    assert (again / f"{NAME}.pdf").read_bytes() == packed.pdf.read_bytes()
    assert (again / f"{NAME}.docx").read_bytes() == packed.word.read_bytes()
    shutil.rmtree(again)


def test_a_first_adoption_is_held_against_the_model(small: Small) -> None:
    (small.root / "variables/schools/cedar/adoptions.yml").unlink()
    said = small.say("pack", "cedar", "phones", "2026-09")
    assert said.code == 0, said.out + said.err
    text = " ".join(words(read_pdf(small.root / f"packs/{NAME}.pdf")))
    assert "None: this is the first" in text
    assert "Against the model, which the school has not adopted before" in text


def test_a_missing_value_is_a_problem_and_nothing_is_written(small: Small) -> None:
    small.edit("variables/schools/cedar/school.yml", "  desk: the front desk\n", "")
    said = small.say("pack", "cedar", "phones", "2026-09")
    assert said.code == 1
    assert "school.desk" in said.out
    assert not (small.root / "packs").exists()


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("birch", "phones", "2026-09"), "in force already"),
        (("birch", "phones", "2025-09"), "a newer version"),
        (("mapel", "phones", "2026-09"), "Did you mean 'maple'?"),
        (("maple", "phone", "2026-09"), "Did you mean 'phones'?"),
        (("maple", "phones", "2026-10"), "2026-09"),
    ],
)
def test_wrong_use_is_refused(small: Small, arguments: tuple[str, ...], hint: str) -> None:
    said = small.say("pack", *arguments)
    assert said.code == 2
    assert hint in said.err
