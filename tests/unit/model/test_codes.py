"""The code of a copy: the same text has the same code, a slip in typing is noticed, and every copy that was
published can be looked up.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as some

from clausewright.assemble.assembler import Assembler
from clausewright.assemble.sites import assemble_copy_as, assemble_sites
from clausewright.build.site_data import list_known_codes
from clausewright.load import load_library
from clausewright.model.codes import ALPHABET, LENGTH, make_code, read_code
from clausewright.model.status import PolicyStanding as ModelStanding
from clausewright.model.status import PolicyStatus
from clausewright.site.lookup import LETTERS
from tests.conftest import TODAY, Built
from tests.support.small import Small

codes = some.builds(
    make_code, some.text(max_size=8), some.text(max_size=8), some.text(max_size=8), some.text(max_size=8)
)


# -- the code itself -----------------------------------------------------------------------------------------


@given(codes)
def test_a_code_is_two_groups_that_read_back(code: str) -> None:
    assert re.fullmatch(f"[{ALPHABET}]{{5}}-[{ALPHABET}]{{5}}", code)
    assert read_code(code) == code


@given(codes, some.integers(0, LENGTH - 1), some.sampled_from(ALPHABET))
def test_any_single_wrong_character_is_noticed(code: str, at: int, other: str) -> None:
    plain = code.replace("-", "")
    wrong = plain[:at] + other + plain[at + 1 :]
    assert read_code(wrong) == (code if other == plain[at] else None)


@given(codes, some.integers(0, LENGTH - 1), some.integers(0, LENGTH - 1))
def test_any_two_characters_that_change_places_are_noticed(code: str, one: int, other: int) -> None:
    letters = list(code.replace("-", ""))
    letters[one], letters[other] = letters[other], letters[one]
    assert read_code("".join(letters)) == (code if letters[one] == letters[other] else None)


@given(codes, some.data())
def test_case_spaces_hyphens_and_letters_like_digits_do_not_matter(code: str, data: some.DataObject) -> None:
    like = {"0": "0Oo", "1": "1IiLl"}
    typed = "".join(
        data.draw(some.sampled_from(like.get(letter, letter + letter.lower())))
        + data.draw(some.sampled_from(["", " ", "-", " / "]))
        for letter in code.replace("-", "")
    )
    assert read_code(typed) == code


@given(some.text(max_size=20))
def test_whatever_is_typed_is_answered(typed: str) -> None:
    found = read_code(typed)
    assert found is None or read_code(found) == found


def test_a_code_says_whose_it_is_and_which_version_and_text() -> None:
    parts = ["birch", "phones", "2026-09", "4f0c"]
    assert make_code(*parts) == "JW3EA-9NHVZ"
    others = [[*parts[:at], f"{part}x", *parts[at + 1 :]] for at, part in enumerate(parts)]
    assert len({make_code(*parts), *(make_code(*other) for other in others)}) == 5


# -- what it hangs on ----------------------------------------------------------------------------------------


def code_at(small: Small, school: str = "birch", policy: str = "phones") -> str:
    sites = assemble_sites(Assembler(load_library(small.root)[0]), TODAY)
    site = next(site for site in sites if site.id == school and site.showing.is_newest)
    return next(copy.code for copy in site.copies if copy.id == policy)


@pytest.mark.parametrize(
    ("path", "old", "new", "is_kept"),
    [
        ("variables/schools/birch/school.yml", "name: Birch", "name: Great Birch", True),
        ("policies/clauses/phones-handed-in/2025-09.md", "hand", "give", True),
        ("policies/clauses/phones-away/2026-09.md", "switched off", "silent", False),
        ("variables/schools/birch/school.yml", "role:", "choice: {phones: handed-in}\nrole:", False),
    ],
)
def test_a_code_follows_the_text_and_the_choices_and_not_the_values(
    path: str, old: str, new: str, is_kept: bool, small: Small
) -> None:
    before = code_at(small)
    small.edit(path, old, new)
    assert (code_at(small) == before) is is_kept


# -- where it is printed -------------------------------------------------------------------------------------


def test_every_page_word_file_and_pdf_bears_its_code_on_every_page(built: Built) -> None:
    """Of one school; the others are made by the same templates."""
    site = next(site for site in built.sites if site.school and site.showing.is_newest)
    for copy in site.copies:
        assert read_code(copy.code) == copy.code
        home = built.public / site.path
        page = (home / copy.id / "index.html").read_text(encoding="utf-8")
        assert f'<span class="code">{copy.code}</span>' in page
        assert f'href="../../../check.html?code={copy.code}"' in page
        with zipfile.ZipFile(home / "files" / f"{copy.id}.docx") as word:
            footer = "".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", word.read("word/footer1.xml").decode()))
        assert f"{copy.assembled.version.title}, code {copy.code}" in footer
        pdf = pypdfium2.PdfDocument(home / "files" / f"{copy.id}.pdf")
        missing = [
            at
            for at in range(len(pdf))
            if f"Code\u00a0{copy.code}" not in text_of(pdf, at)
            and f"Code {copy.code}" not in text_of(pdf, at)
        ]
        assert missing == [], f"{copy.id}.pdf"
        made_from = built.manifest["files"][f"{site.path}/{copy.id}/index.html"]
        assert made_from["code"] == copy.code


def text_of(pdf: pypdfium2.PdfDocument, at: int) -> str:
    return str(pdf[at].get_textpage().get_text_range())


def test_the_code_is_furniture_to_a_screen_reader(built: Built) -> None:
    """It stands in the footer, which PDF/UA counts as an artifact."""
    site = next(site for site in built.sites if site.school and site.showing.is_newest)
    data = (built.public / site.path / "files" / f"{site.copies[0].id}.pdf").read_bytes()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert str(pdf.Root.MarkInfo.Marked) == "True"


# -- what is known of it -------------------------------------------------------------------------------------


def data_of(public: Path) -> dict[str, list[object]]:
    page = (public / "check.html").read_text(encoding="utf-8")
    found = re.search(r'<script type="application/json" id="known">(.*?)</script>', page)
    assert found
    rows: dict[str, list[object]] = json.loads(found[1])["codes"]
    return rows


def test_every_copy_of_every_site_is_known(built: Built) -> None:
    rows = data_of(built.public)
    by_letter = {letter: status for status, letter in LETTERS.items()}
    copies = {copy.code: (site, copy) for site in built.sites for copy in site.copies}
    assert sorted(copies.keys() - rows.keys()) == []
    for code, (site, copy) in copies.items():
        standing = by_letter[str(rows[code][6])]
        if copy.status is PolicyStatus.SUPERSEDED:
            assert standing is PolicyStatus.SUPERSEDED, (site.path, copy.id)
        if copy.mark == "" and site.school and site.showing.is_newest:
            assert standing is PolicyStatus.IN_FORCE, (site.path, copy.id)


def test_a_proposal_is_known_beside_the_text_in_force(built: Built) -> None:
    """The papers of a meeting bear the code of the version that is proposed."""
    assembler = Assembler(built.library)
    site = next(
        site
        for site in built.sites
        if site.school and any(copy.standing.proposed and copy.standing.adoption for copy in site.copies)
    )
    copy = next(copy for copy in site.copies if copy.standing.proposed and copy.standing.adoption)
    assert copy.standing.proposed
    proposed = assemble_copy_as(
        assembler, site, ModelStanding(copy.standing.policy, PolicyStatus.PROPOSED, copy.standing.proposed)
    )
    known = list_known_codes(assembler, built.sites, TODAY)[proposed.code]
    assert (known.standing, known.current_version) == (PolicyStatus.PROPOSED, copy.assembled.version.title)


def test_what_was_in_force_before_is_known_though_no_site_shows_it(small: Small) -> None:
    adoptions = "variables/schools/birch/adoptions.yml"
    recorded = "abcdefabcdefabcdefabcdef"
    small.edit(adoptions, "{version: 2025-09,", f"{{version: 2025-09, digest: {recorded},")
    library, _ = load_library(small.root)
    assembler = Assembler(library)
    sites = [site for site in assemble_sites(assembler, TODAY) if site.showing.is_newest]
    known = list_known_codes(assembler, sites, TODAY)
    former = known[make_code("birch", "phones", "2025-09", recorded)]
    assert (former.standing, former.version, former.next_version, former.last) == (
        PolicyStatus.SUPERSEDED,
        "September 2025",
        "September 2026",
        "2026-10-11",
    )
    assert former.href == "birch/latest/phones/index.html"


def test_a_text_that_will_be_in_force_and_one_adopted_again_are_told_apart(small: Small) -> None:
    adoptions = "variables/schools/birch/adoptions.yml"
    text = (small.root / adoptions).read_text(encoding="utf-8")
    again = (
        "  - {version: 2026-09, on: 2026-11-01, from: 2027-01-04, by: board, digest:"
        " ffffffffffffffffffffffff}\n"
    )
    small.write(adoptions, text.replace("visits:", f"{again}visits:").encode())
    library, _ = load_library(small.root)
    assembler = Assembler(library)
    known = list_known_codes(assembler, assemble_sites(assembler, TODAY), TODAY)
    coming = known[make_code("birch", "phones", "2026-09", "f" * 24)]
    assert (coming.standing, coming.first) == (PolicyStatus.TO_COME, "2027-01-04")
    assert {
        one.standing
        for one in known.values()
        if (one.reader, one.version) == ("Birch Primary School", "September 2026")
    } == {
        PolicyStatus.TO_COME,
        PolicyStatus.IN_FORCE,
    }
