"""A model's Word file that came back: what the draft says, what it does not say, and what is written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from clausewright.assemble.assembler import Assembler
from clausewright.assemble.sites import assemble_sites
from clausewright.build.documents import make_word_file
from clausewright.load import load_library
from clausewright.roundtrip.draft import ChangeKind
from clausewright.roundtrip.model_file import ReturnedModel, list_draft_files, take_back_model
from clausewright.roundtrip.reasons import Reasons
from clausewright.word.package import w
from clausewright.word.reader import read_word_file
from tests.conftest import TODAY
from tests.support.locks import lock
from tests.support.small import AS_AT, Small, copied, tree
from tests.support.word_edits import WordEditor

REASONS = Reasons("Schools asked for it.")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], bytes]:
    """The model's Word files of the small library, by policy and version."""
    return make_files(copied(tmp_path_factory.mktemp("files") / "library"))


def make_files(root: Path) -> dict[tuple[str, str], bytes]:
    library, _ = load_library(root)
    assembler = Assembler(replace(library, schools={}))
    files: dict[tuple[str, str], bytes] = {}
    for site in assemble_sites(assembler, TODAY):
        for document in site.copies:
            key = (document.assembled.policy.id, document.assembled.version.name)
            files[key] = make_word_file(assembler, site, document)
    return files


def take_back(root: Path, data: bytes) -> ReturnedModel:
    """Take a file back into a library."""
    library, _ = load_library(root)
    file = read_word_file(data, library.clauses)
    assert file.identity is not None
    policy = library.policies[file.identity.policy]
    version = policy.named(file.identity.version)
    assert version is not None
    return take_back_model(file, policy, version, library, TODAY, ())


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small library, which nobody changes."""
    return copied(tmp_path_factory.mktemp("model") / "library")


@pytest.fixture
def phones(files: dict[tuple[str, str], bytes]) -> WordEditor:
    """The file on mobile phones, open for editing."""
    return WordEditor(files["phones", "2026-09"])


@pytest.fixture
def visits(files: dict[tuple[str, str], bytes]) -> WordEditor:
    """The file on visits, open for editing."""
    return WordEditor(files["visits", "2025-09"])


def write(back: ReturnedModel, path: str) -> str:
    """A file that the draft would write."""
    return list_draft_files(back, REASONS)[path]


def test_words_that_stay_keep_their_fields_references_and_line_ends(root: Path, phones: WordEditor) -> None:
    phones.change("in their bag, switched off, from the first bell", "in a locked bag, from the first bell")
    phones.change("The same holds on a visit", "The same holds on a visit by day")
    back = take_back(root, phones.save())
    assert back.not_taken == ()
    assert write(back, "policies/clauses/phones-away/2026-11.md").endswith(
        "---\n"
        '{{ word.pupil.plural.capital }} must keep a {{ term("phone") }} in a locked bag, from the first bell to the'
        " last.\n"
        'The same holds on a visit by day, unless {{ ref("urgent-messages") }} applies.\n'
    )


def test_a_text_with_conditions_is_changed_outside_them(root: Path, phones: WordEditor) -> None:
    phones.change(", the head of ", ", who leads ")
    back = take_back(root, phones.save())
    assert back.not_taken == ()
    assert write(back, "policies/clauses/who-to-ask/2026-11.md").endswith(
        "---\n"
        "Ask {{ role.head }}, who leads {{ school.name }}.\n"
        '{% if given("role.head.email") %}\nWrite to {{ role.head.email }}.\n{% endif %}\n'
        '{% if given("trust.name") %}\nThe trust is {{ trust.name }}.\n{% endif %}\n'
    )


def test_what_was_typed_is_words_whatever_signs_it_has(root: Path, visits: WordEditor) -> None:
    text = "Ask {{ role.head }} {% if x %} *now* [here](there) | <b> & 50% #1 `x` $y$ _z_."
    visits.insert(visits.find("Tell families"), text, "BodyText")
    back = take_back(root, visits.save())
    assert (back.not_taken, back.is_sound) == ((), True)


def test_the_example_in_a_field_is_told_and_never_written(root: Path, phones: WordEditor) -> None:
    control = next(
        control
        for control in phones.body.iter(w("sdt"))
        if (tag := control.find(f"{w('sdtPr')}/{w('tag')}")) is not None
        and tag.get(w("val")) == "school.name"
    )
    next(control.iter(w("t"))).text = "Larkmoor School"
    back = take_back(root, phones.save())
    assert back.draft.is_empty
    assert not back.is_untouched
    assert any("school.name" in line and "Larkmoor School" in line for line in back.lines())


def test_a_reference_to_a_clause_that_is_removed_is_told(root: Path, phones: WordEditor) -> None:
    phones.remove(phones.find("Urgent messages", "Heading2"))
    back = take_back(root, phones.save())
    assert back.draft.removed == ["urgent-messages"]
    assert any("refers to urgent-messages, which is removed" in note for note in back.not_taken)


def test_a_clause_whose_heading_is_gone_is_merged_with_the_one_above(root: Path, visits: WordEditor) -> None:
    visits.body.remove(visits.find("Consent", "Heading2"))
    back = take_back(root, visits.save())
    assert back.not_taken == ()
    assert back.draft.removed == []
    text = write(back, "policies/clauses/visit-steps/2026-11.md")
    assert "replaces: [visit-consent]\n" in text
    assert "| A night or more | The {{ word.board }} |\n" in text
    assert 'clause("visit-consent")' not in write(back, "policies/visits/2026-11.md")


def test_a_sections_first_clause_can_lose_its_heading(root: Path, visits: WordEditor) -> None:
    """What stood under it stays a clause, which does not print its title any more."""
    visits.body.remove(visits.list_paragraphs("Heading2")[0])
    back = take_back(root, visits.save())
    assert back.not_taken == ()
    assert [change.kinds for change in back.draft.changes] == [(ChangeKind.WITHOUT_HEADING,)]
    text = write(back, "policies/clauses/who-is-covered/2026-11.md")
    assert "headed: false\n" in text
    assert "title: " in text


def test_a_clause_of_a_choice_moves_with_the_other_wordings(root: Path, phones: WordEditor) -> None:
    phones.move(phones.find("Phones stay in bags", "Heading2"), phones.find("Help", "Heading1"))
    back = take_back(root, phones.save())
    body = write(back, "policies/phones/2026-11.md")
    block = '{% if choice.phones == "handed-in" %}\n{{ clause("phones-handed-in") }}\n{% else %}\n'
    block += '{{ clause("phones-away") }}\n{% endif %}\n'
    assert body.count(block) == 1
    assert body.index('clause("urgent-messages")') < body.index(block) < body.index("## Help")


def test_what_the_compiler_makes_is_told_and_stays(root: Path, phones: WordEditor) -> None:
    phones.change("Says what happens on visits.", "Says all.")
    back = take_back(root, phones.save())
    assert back.draft.is_empty
    assert any("Says all." in note and "history()" in note for note in back.not_taken)


def test_an_older_version_is_told_and_nothing_is_written(
    small: Small, tmp_path: Path, files: dict[tuple[str, str], bytes]
) -> None:
    editor = WordEditor(files["phones", "2025-09"])
    editor.change("A lesson without phones", "A day without phones")
    file = tmp_path / "old.docx"
    file.write_bytes(editor.save())
    before = tree(small.root)
    output = small.say("return", str(file), "--apply", "--reason", "So it is.")
    assert "there is a newer version, September 2026" in output.out
    assert tree(small.root) == before


def test_a_draft_is_written_whole_with_a_reason_for_each_change_or_not_at_all(
    small: Small, tmp_path: Path, visits: WordEditor
) -> None:
    visits.change("Write down the risks.", "Write down every risk.")
    heading = visits.insert_like(
        visits.find("Tell families"), "Ill children", visits.find("Consent", "Heading2")
    )
    visits.insert(heading, "An ill child must stay with an adult.", "FirstParagraph")
    file = tmp_path / "visits.docx"
    file.write_bytes(visits.save())
    before = tree(small.root)
    dry = small.say("return", str(file))
    assert dry.code == 0
    assert "Nothing was written." in dry.out
    assert "every risk" in dry.out
    refused = small.say("return", str(file), "--apply", "--reason", "visit-steps=Risks were missed.")
    assert refused.code != 0
    assert "--reason 'ill-children=WHY'" in refused.err
    assert tree(small.root) == before
    unknown = small.say("return", str(file), "--apply", "--reason", "Why.", "--reason", "visit-consent=No.")
    assert "Nothing was changed in 'visit-consent'" in unknown.err
    assert tree(small.root) == before
    reasons = ["--reason", "A child was ill.", "--reason", "visit-steps=Risks were missed."]
    written = small.say("return", str(file), "--apply", "--summary", "Ill children.", *reasons)
    assert written.code == 0, written.err
    new = "policies/clauses/ill-children/2026-11.md"
    assert f"Wrote {new}." in written.out
    assert "reason: A child was ill.\n" in (small.root / new).read_text(encoding="utf-8")
    assert "strength: must\n" in (small.root / new).read_text(encoding="utf-8")
    checked = small.say("check")
    assert (checked.code, "2026-11" in checked.out + checked.err) == (0, False)
    assert AS_AT.startswith("2026-11")


def test_clauses_of_an_imported_text_keep_their_typed_numbers(tmp_path: Path) -> None:
    root = copied(tmp_path / "library")
    policy, version = root / "policies/visits/policy.yml", root / "policies/visits/2025-09.md"
    facts = policy.read_text(encoding="utf-8").replace('numbering: "1.1"', "numbering: as-imported")
    policy.write_text(facts, encoding="utf-8")
    text = version.read_text(encoding="utf-8").replace("## Planning", '## Planning {number="2."}')
    for clause, number in (("visit-steps", "2.1"), ("visit-consent", "2.2")):
        text = text.replace(f'clause("{clause}")', f'clause("{clause}", number="{number}", headed="no")')
    version.write_text(text, encoding="utf-8")
    lock(root)
    editor = WordEditor(make_files(root)["visits", "2025-09"])
    assert take_back(root, editor.save()).is_untouched
    editor.change("2.2", "2.3")
    editor.insert(editor.find("Tell families"), "2.2 Nobody may travel alone.", "BodyText")
    back = take_back(root, editor.save())
    assert back.not_taken == ()
    body = write(back, "policies/visits/2026-11.md")
    assert '{{ clause("nobody-travel-alone", number="2.2") }}' in body
    assert '{{ clause("visit-consent", number="2.3", headed="no") }}' in body


def test_tracked_changes_count_as_accepted_and_are_named(root: Path, visits: WordEditor) -> None:
    paragraph = visits.find("Write down the risks")
    insertion = etree.SubElement(paragraph, w("ins"))
    insertion.set(w("author"), "An Officer")
    insertion.set(w("date"), "2026-11-02T10:00:00Z")
    words = etree.SubElement(etree.SubElement(insertion, w("r")), w("t"))
    words.text = " Sign the list."
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    back = take_back(root, visits.save())
    assert "2. Write down the risks. Sign the list.\n" in write(
        back, "policies/clauses/visit-steps/2026-11.md"
    )
    assert any("Inserted, tracked, by An Officer" in line for line in back.lines())
