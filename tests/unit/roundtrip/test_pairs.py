"""Which paragraph of a Word file that came back is which of those that were sent."""

from __future__ import annotations

from clausewright.roundtrip.pairs import pair_paragraphs
from clausewright.word.paragraphs import Paragraph, Piece


def entry(place: str, label: str, value: str) -> Paragraph:
    """A short paragraph that is little but a school's value."""
    return Paragraph(place, "Normal", (Piece(label), Piece(value, "role.head")))


def test_a_paragraph_whose_value_alone_is_new_is_the_same_paragraph_in_its_own_clause() -> None:
    sent = [entry("head", "Ask ", "Ines Harrow")]
    back = [entry("head", "Ask ", "P. T. Osei-Bonsu")]
    assert [(pair.sent, pair.back) for pair in pair_paragraphs(sent, back)] == [(sent[0], back[0])]


def test_a_paragraph_of_other_words_or_of_another_clause_is_not_taken_for_it() -> None:
    sent = [entry("head", "Ask ", "Ines Harrow")]
    for other in (
        entry("head", "Never tell ", "P. T. Osei-Bonsu"),
        entry("chair", "Ask ", "P. T. Osei-Bonsu"),
    ):
        pairs = [(pair.sent, pair.back) for pair in pair_paragraphs(sent, [other])]
        assert sorted(pairs, key=lambda pair: pair[0] is None) == [(sent[0], None), (None, other)]
