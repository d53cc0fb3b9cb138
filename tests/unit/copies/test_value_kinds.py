"""What stands where schools differ is known for what it is, whatever letters names are written with."""

from __future__ import annotations

import pytest

from clausewright.copies.units import Tokenizer
from clausewright.copies.value_kinds import choose_kind
from clausewright.importer.outline import Text
from clausewright.importer.proposals import make_slug
from clausewright.model.values import Kind


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (("Máire Ní Bhriain", "Zainab al-Amin", "Gwenllian ap Rhys"), Kind.PERSON),
        (("Petra van der Berg", "Q. Featherstonehaugh", "Ifan Llŷr"), Kind.PERSON),
        (("Harrow Down High School", "Ysgol Llan-y-Môr"), Kind.TEXT),
        (("7", "10"), Kind.NUMBER),
        (("7", "seven"), Kind.TEXT),
        (("system", "system instead"), None),
    ],
)
def test_the_kind_of_a_value(texts: tuple[str, ...], kind: Kind | None) -> None:
    assert choose_kind(texts, frozenset(text.casefold() for text in texts), 2) is kind


@pytest.mark.parametrize("name", ["Dr Bjørn Åkesson", "Ms P. van der Berg", "Mrs al-Amin", "Mr Kowalski"])
def test_a_person_with_a_title_is_one_word(name: str) -> None:
    tokens = Tokenizer({}).cut_blocks((Text(f"The chair, {name}, is told."),))
    assert name in [token.word for token in tokens]


def test_a_letter_with_an_accent_is_the_letter_in_an_id() -> None:
    assert make_slug("Ysgol Llan-y-Môr, St Zoë’s") == "ysgol-llan-y-mor-st"
