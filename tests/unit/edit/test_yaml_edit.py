"""However a person wrote a file of values, a change touches the value alone: the others, the comments and the
layout stay.

Files are made up of every way in which YAML writes a value; hypothesis chooses the ways, the values and what
changes.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clausewright.edit.values import change_files, write_files
from clausewright.load.reader import Reader
from clausewright.load.variables import read_layer
from clausewright.model.table import Holder, ValueChange
from clausewright.model.values import DatedValue, Kind, Layer, Person, Value, Variable
from tests.support.examples import examples

PATH = "variables/common.yml"
AS_AT = date(2026, 11, 21)
KEYS = ("a.text", "a.person", "a.rows", "b.text", "b.person")
SCHEMA = {
    key: Variable(key, {"text": Kind.TEXT, "person": Kind.PERSON, "rows": Kind.LIST}[key[2:]], "Help.", "school",
                  of={"x": Kind.TEXT, "y": Kind.TEXT} if key.endswith("rows") else {})
    for key in KEYS
}  # fmt: skip
TEXTS = {
    "a.text": (
        "old words", "'old: words'", '"old # words"', "   # still empty", "[{value: one}, {from: 2026-01-01, value: two}]",
        "\n    - {value: one}   # at first\n    # then\n    - {from: 2026-01-01, value: two, checked_on: 2026-02-01}",
        "\n    - from: 2025-01-01\n      value: one\n    - from: 2027-01-01   # to come\n      value: later",
        "\n  - value: >-\n      folded\n      words\n    checked_on: 2026-03-01", "old   # why", "two\n    lines", "|\n    block",
    ),
    "a.person": (
        "{name: Ann, email: a@b.example}", "\n    name: Ann\n    # by day\n    email: a@b.example   # work", "Ann",
        "{name: Ann,\n    email: a@b.example}", "\n    - value:\n        name: Ann\n      checked_on: 2026-01-01",
        "\n  - {from: 2027-01-01, value: {name: Bea}}",
    ),
    "a.rows": (
        "[]", "[{x: one}]", "\n    - {x: one, y: two}   # first\n    # between\n    - {x: three}", "\n  - x: one\n    y: two\n  - x: three",
        "\n    - {value: [{x: one}]}\n    - {from: 2026-01-01, value: [{x: two}]}",
    ),
}  # fmt: skip
WORDS = (
    st.text("ab :#{}[],'\"&*!|>%@-=?\\é中1", min_size=1, max_size=12)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
VALUES: dict[str, st.SearchStrategy[Value]] = {
    "text": WORDS,
    "person": st.builds(Person, WORDS, email=st.sampled_from(["", "n@b.example"])),
    "rows": (
        st.lists(st.fixed_dictionaries({"x": WORDS}, optional={"y": WORDS}), min_size=1, max_size=4).map(
            tuple
        )
    ),
}


def read(text: str) -> Layer:
    """Read a file of values, which must have no error."""
    problems: list[Any] = []
    layer = read_layer(Reader({PATH: text.encode()}, problems), "common", PATH, SCHEMA)
    assert [problem for problem in problems if "still to fill in" not in problem.message] == [], text
    return layer


def without_lines(layer: Layer, key: str) -> list[tuple[date, Value, date | None]]:
    """A key's values with their dates, wherever they stand."""
    return [(value.date, value.value, value.checked_on) for value in layer.values.get(key, ())]


def spaced(text: str) -> str:
    """A value with the space that goes before it on the line of its key."""
    return text if text[0] in " \n" else f" {text}"


@st.composite
def written(draw: st.DrawFn) -> str:
    """A file as somebody wrote it."""
    parts = ["# The head of the file\n"]
    if draw(st.booleans()):
        for key in draw(st.permutations([key for key in TEXTS if draw(st.booleans())])):
            parts += ["a:   # group\n"] * (len(parts) == 1) + [f"  # about {key}\n  {key[2:]}:"]
            text = draw(st.sampled_from(TEXTS[key]))
            parts.append(f"{spaced(text)}\n\n")
    if draw(st.booleans()):
        parts.append(
            draw(
                st.sampled_from(
                    [
                        "b: {text: words, person: {name: Cy}}\n",
                        "b: {person: Cy}   # short\n",
                        "b: {}\n",
                        "b:\n",
                    ]
                )
            )
        )
    parts.append(draw(st.sampled_from(["", "# The end\n", "\n\n"])))
    return "".join(parts)


@given(
    data=st.data(),
    text=written(),
    start=st.sampled_from([None, date(2026, 1, 1), date(2027, 1, 1), date(2028, 1, 1)]),
)
@settings(max_examples=examples(50), suppress_health_check=[HealthCheck.too_slow])
def test_a_change_touches_its_value_alone(
    data: st.DataObject, text: str, start: date | None, tmp_path_factory: Any
) -> None:
    keys = data.draw(st.lists(st.sampled_from(KEYS), unique=True, min_size=1))
    new = {key: data.draw(VALUES[key[2:]]) for key in keys}
    checked = data.draw(st.sampled_from([None, date(2026, 11, 1)]))
    change_and_look(tmp_path_factory.mktemp("library"), text, new, checked, start)


@pytest.mark.parametrize("start", [None, date(2026, 1, 1), date(2028, 1, 1)])
@pytest.mark.parametrize("key", TEXTS)
def test_every_way_of_writing_a_value_keeps_its_comments(
    key: str, start: date | None, tmp_path: Path
) -> None:
    new: dict[str, Value] = {"a.text": "new", "a.person": Person("Zoe"), "a.rows": ({"x": "new"},)}
    for at, text in enumerate(TEXTS[key]):
        (tmp_path / str(at)).mkdir()
        change_and_look(
            tmp_path / str(at), f"a:\n  {key[2:]}:{spaced(text)}\n# The end\n", {key: new[key]}, None, start
        )


def change_and_look(
    root: Path, text: str, new: dict[str, Value], checked: date | None, start: date | None
) -> None:
    """Change values of a file in the folder `root`, and see that nothing else has changed."""
    before = read(text)
    (root / "variables").mkdir()
    (root / PATH).write_text(text, encoding="utf-8")
    holder = Holder(before, "all", "All")
    changes = [ValueChange(holder, SCHEMA[key], value, checked) for key, value in new.items()]
    write_files(root, change_files(root, changes, AS_AT, start))
    after_text = (root / PATH).read_text(encoding="utf-8")
    after = read(after_text)
    for key in KEYS:
        if key in new:
            now = after.at(key, start or AS_AT)
            assert now is not None, after_text
            assert now.value == new[key], after_text
            counted = before.at(key, start or AS_AT)
            kept = [one for one in without_lines(before, key) if not _replaced(one[0], counted, start)]
            assert [one for one in kept if one not in without_lines(after, key)] == [], after_text
        else:
            assert without_lines(after, key) == without_lines(before, key), after_text
    comments = re.findall(r"#(?: [A-Za-z]\w*)+", re.sub(r"'[^'\n]*'|\"[^\"\n]*\"", "", text))
    gone = [
        comment for comment in comments if comment not in after_text and not _inside_a_changed_value(comment)
    ]
    assert gone == [], after_text
    assert [path.name for path in (root / "variables").iterdir()] == ["common.yml"]


def _replaced(day: date, counted: DatedValue | None, start: date | None) -> bool:
    """Say whether a value is the one that the change puts another in place of."""
    return day == start if start else counted is not None and day == counted.date


def _inside_a_changed_value(comment: str) -> bool:
    """Comments between the parts of a value that is replaced as a whole go with it."""
    return comment in ("# by day", "# work", "# first", "# between")


def test_the_examples_are_read_as_they_are_meant() -> None:
    for key, texts in TEXTS.items():
        for text in texts:
            layer = read(f"a:\n  {key[2:]}:{spaced(text)}\n")
            assert key in layer.values or "still empty" in text, text
