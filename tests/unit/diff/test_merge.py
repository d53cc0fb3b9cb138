"""Law 8 at its root: a merge has every change of both sides and no other, whatever they are, or there is
none.
"""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from clausewright.diff.merge import find_edits, list_block_tags, merge_three_ways, split_units

WORDS = st.sampled_from(["A.", "B.", "C.", "D.", "E."])
TEXTS = st.lists(WORDS, max_size=8).map(tuple)
NEW = st.sampled_from(["new 1.", "new 2.", "new 3."])


@st.composite
def edited(draw: st.DrawFn, base: tuple[str, ...]) -> tuple[str, ...]:
    found = list(base)
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(found)))
        action = draw(st.sampled_from(["add", "drop", "change", "swap"]))
        if action == "add":
            found.insert(at, draw(NEW))
        elif at < len(found):
            if action == "drop":
                del found[at]
            elif action == "change":
                found[at] = draw(NEW)
            else:
                found.append(found.pop(at))
    return tuple(found)


@st.composite
def three(draw: st.DrawFn) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    base = draw(TEXTS)
    return base, draw(edited(base)), draw(edited(base))


def balance(base: tuple[str, ...], other: tuple[str, ...]) -> Counter[str]:
    """What a side has more and less of than the base."""
    found = Counter(other)
    found.subtract(base)
    return found


@given(three())
def test_a_merge_has_every_change_of_both_sides_and_no_other(
    texts: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]],
) -> None:
    base, ours, theirs = texts
    found = merge_three_ways(base, ours, theirs)
    if found is None:
        return
    own, other, both = balance(base, ours), balance(base, theirs), balance(base, found.units)
    for unit in {*own, *other, *both}:
        assert both[unit] == (own[unit] if own[unit] == other[unit] else own[unit] + other[unit])
    assert set(found.edits) == {*find_edits(base, ours), *find_edits(base, theirs)}


@given(three())
def test_it_does_not_matter_which_side_comes_first(
    texts: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]],
) -> None:
    base, ours, theirs = texts
    assert merge_three_ways(base, ours, theirs) == merge_three_ways(base, theirs, ours)


@given(three())
def test_a_side_that_changed_nothing_gives_way(
    texts: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]],
) -> None:
    base, ours, _ = texts
    for found in (
        merge_three_ways(base, ours, base),
        merge_three_ways(base, base, ours),
        merge_three_ways(base, ours, ours),
    ):
        assert found is not None
        assert found.units == ours


def test_neighbouring_sentences_may_be_changed_by_different_sides() -> None:
    found = merge_three_ways(("A.", "B.", "C."), ("A!", "B.", "C."), ("A.", "B!", "C."))
    assert found is not None
    assert found.units == ("A!", "B!", "C.")


def test_one_sentence_changed_twice_is_for_a_person() -> None:
    assert merge_three_ways(("A.", "B."), ("A.", "B!"), ("A.", "B?")) is None


def test_what_one_side_deletes_does_not_come_back_because_the_other_moved_it() -> None:
    assert merge_three_ways(("A.", "B.", "C."), ("B.", "C."), ("B.", "C.", "A.")) is None


def test_what_both_add_in_different_places_does_not_stand_twice() -> None:
    assert merge_three_ways(("A.", "B."), ("new.", "A.", "B."), ("A.", "B.", "new.")) is None


def test_two_additions_at_one_place_are_for_a_person() -> None:
    assert merge_three_ways(("A.",), ("A.", "B."), ("A.", "C.")) is None


@given(st.text(st.sampled_from(list("aB. \n-|{}%'\"”?!")), max_size=60))
def test_units_put_together_are_the_text(text: str) -> None:
    assert "".join(split_units(text)) == text.rstrip()


def test_units_are_sentences_items_rows_and_tags() -> None:
    text = (
        'Ask first. "Then go." Dr. {{ role.head }} knows.\n\n- one\n- two. Three\n\n| A. B | C'
        ' |\n|---|---|\n{% if choice.a == "x. Y" %}\nMore.\n{% endif %}\n'
    )
    assert split_units(text) == (
        "Ask first.",
        ' "Then go."',
        " Dr.",
        " {{ role.head }} knows.",
        "\n\n- one",
        "\n- two.",
        " Three",
        "\n\n| A. B | C |",
        "\n|---|---|",
        '\n{% if choice.a == "x. Y" %}',
        "\nMore.",
        "\n{% endif %}",
    )
    assert list_block_tags(text) == ('if choice.a == "x. Y"', "endif")
