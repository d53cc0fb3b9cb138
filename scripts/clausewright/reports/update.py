"""An update in words, for the terminal: what becomes of each amendment, and three wordings side by side where
a person must decide.
"""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Iterator
from itertools import zip_longest

from ..model.amendments import Outcome, Step, Update
from ..model.dates import month_in_words

_COLUMN, _BETWEEN, _MARK = 36, " | ", ">> "
# What needs somebody comes first.
_ORDER = (Outcome.DECIDE, Outcome.MERGED, Outcome.REDUNDANT, Outcome.KEPT, Outcome.DECIDED)


def describe_update(update: Update) -> str:
    """Write an update as lines for a terminal."""
    return "\n".join(_list_lines(update))


def sort_steps(update: Update) -> list[Step]:
    """Its steps, those first that need somebody."""
    return sorted(update.steps, key=lambda step: _ORDER.index(step.outcome))


def name_columns(step: Step, update: Update) -> tuple[str, str, str]:
    """What stands over the three wordings."""
    facts = step.amendment.facts
    model = f"The new model ({month_in_words(step.revision or update.new.name)})"
    return (
        f"The model that you changed ({month_in_words(facts.amends)})",
        model,
        f"Your wording ({month_in_words(step.amendment.name)})",
    )


def name_missing_wordings() -> tuple[str, str, str]:
    """What stands in place of a wording that is not there."""
    return "Nothing.", "The clause is gone.", "Left out."


def count_outcomes(update: Update) -> str:
    """How many amendments came to which end, "1 to decide, 2 kept"."""
    counts = Counter(step.outcome for step in update.steps)
    words = {Outcome.DECIDE: "to decide"}
    return ", ".join(
        f"{counts[outcome]} {words.get(outcome, outcome.value)}" for outcome in _ORDER if counts[outcome]
    )


def _list_lines(update: Update) -> Iterator[str]:
    yield update.name
    since = f"from {update.old.title} to {update.new.title}" if update.old else update.new.title
    yield f"{update.policy.facts.title}, {since}"
    for step in sort_steps(update):
        yield ""
        yield f"{step.outcome.value:<10} {step.title} ({step.key})"
        yield f"{'':<10} {step.why}"
        for written in step.writes:
            yield f"{'':<10} -> {written.body.path}"
        if step.outcome is Outcome.DECIDE:
            yield ""
            yield from _place_side_by_side(step, update)
    yield ""
    yield (
        f"{count_outcomes(update)}." if update.steps else "There is no amendment that this version concerns."
    )


def _place_side_by_side(step: Step, update: Update) -> Iterator[str]:
    texts = [
        text.strip() or nothing
        for text, nothing in zip((step.was, step.model, step.ours), name_missing_wordings(), strict=True)
    ]
    known = {line.strip() for line in step.was.splitlines()}
    yield from _list_rows([_wrap(title) for title in name_columns(step, update)])
    yield "-+-".join(["-" * _COLUMN] * 3)
    yield from _list_rows(
        [_wrap(_mark_new_lines(text, known) if step.was.strip() else text) for text in texts]
    )
    yield f"({_MARK.strip()} marks what is not in the model that you changed.)"


def _mark_new_lines(text: str, known: set[str]) -> str:
    """A text whose new lines are marked; of a list, what goes before the mark stays."""
    return "\n".join(
        line if line.strip() in known else re.sub(r"^( *(?:[-*] )?)", rf"\g<1>{_MARK}", line)
        for line in text.splitlines()
    )


def _list_rows(columns: list[list[str]]) -> Iterator[str]:
    for cells in zip_longest(*columns, fillvalue=""):
        yield _BETWEEN.join(f"{cell:<{_COLUMN}}" for cell in cells).rstrip()


def _wrap(text: str) -> list[str]:
    """A text in lines that fit a column; lines of lists keep their indentation."""
    lines: list[str] = []
    for line in text.splitlines():
        indent = " " * (len(line) - len(line.lstrip(" -*")))
        wrapped = textwrap.wrap(line, _COLUMN, subsequent_indent=indent, break_on_hyphens=False)
        lines += wrapped or [""]
    return lines
