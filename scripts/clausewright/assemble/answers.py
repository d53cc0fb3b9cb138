"""Questions that a template asks while it is assembled, and who answers them.

Choices, the length of a list, whether a value is given, whether the school has a policy: each is a question,
asked by name. Two schools that give the same answers share a variant. Because every question passes through
one door, the same templates can be assembled for a school, for the model, or for every shape that they can
take.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from ..model.values import Bound, Kind, Variable, printed

Answer = str | bool | int
Answers = Callable[[str], Answer]
Result = TypeVar("Result")

GIVEN, LENGTH, HAS, AMENDED, MODEL = "given:", "length:", "has:", "amended:", "model"
NO_AMENDMENT = ""
_LENGTHS = (0, 1, 2)


def unamended(_: str) -> str:
    """The model's own wording of every clause: no amendment of any."""
    return NO_AMENDMENT


def answers_from_values(
    schema: Mapping[str, Variable],
    values: Mapping[str, Bound],
    policies: frozenset[str],
    model: bool = False,
    amended: Callable[[str], str] = unamended,
) -> Answers:
    """Answer as a school does, or the model, that has these values and these policies.

    `amended` answers which amendments count (amendments.py).
    """

    def ask(question: str) -> Answer:
        if question == MODEL:
            return model
        if question.startswith(AMENDED):
            return amended(question)
        if question.startswith(HAS):
            return question.removeprefix(HAS) in policies
        if question.startswith(LENGTH):
            bound = values.get(question.removeprefix(LENGTH))
            return len(bound.value) if bound and isinstance(bound.value, tuple) else 0
        if question.startswith(GIVEN):
            return resolve_key(schema, values, question.removeprefix(GIVEN)) is not None
        choice = values[question].value
        return choice if isinstance(choice, bool) else str(choice)

    return ask


def resolve_key(schema: Mapping[str, Variable], values: Mapping[str, Bound], key: str) -> str | None:
    """Return what the part of a value that `key` names prints ("role.dsl.email", "word.head.plural"), or
    None.
    """
    space, name, *forms = key.split(".")
    variable, bound = schema.get(f"{space}.{name}"), values.get(f"{space}.{name}")
    if variable is None or bound is None:
        return None
    kind = variable.of[forms[1]] if variable.kind is Kind.LIST else variable.kind
    return printed(kind, bound.value, tuple(forms))


def is_there(schema: Mapping[str, Variable], values: Mapping[str, Bound], key: str) -> bool:
    """Say whether values have what a document prints; a cell of a list is there, for the list's length
    decides what prints.
    """
    parts = key.split(".")
    is_cell = len(parts) > 3 or (len(parts) > 2 and parts[2].isdigit())
    return is_cell or resolve_key(schema, values, key) is not None


def recording(ask: Answers, record: dict[str, Answer]) -> Answers:
    """Answer as `ask` does, and keep every question and answer in `record`."""

    def remember(question: str) -> Answer:
        record[question] = answer = ask(question)
        return answer

    return remember


def possible(schema: Mapping[str, Variable], question: str) -> tuple[Answer, ...]:
    """Return every answer that a question can have; a choice's default comes first."""
    if question.startswith(LENGTH):
        return _LENGTHS
    if question == MODEL or question.startswith((GIVEN, HAS)):
        return (True, False)
    if question.startswith(AMENDED):
        return (NO_AMENDMENT,)
    variable = schema[question]
    options: tuple[Answer, ...] = (True, False) if variable.kind is Kind.FLAG else tuple(variable.options)
    default = variable.default if isinstance(variable.default, bool | str) else options[0]
    return (default, *(option for option in options if option != default))


def explore(
    schema: Mapping[str, Variable], run: Callable[[Answers], Result], limit: int
) -> Iterator[tuple[dict[str, Answer], Result]]:
    """Run something for every way in which its questions can be answered, at most `limit` times.

    Yields the answers that were asked for, in order, with what came of them. Questions that a run does not
    reach do not multiply it.
    """
    waiting: list[dict[str, Answer]] = [{}]
    for _ in range(limit):
        if not waiting:
            return
        fixed = waiting.pop()
        record: dict[str, Answer] = {}

        def ask(question: str, fixed: dict[str, Answer] = fixed) -> Answer:
            return fixed[question] if question in fixed else possible(schema, question)[0]

        result = run(recording(ask, record))
        asked = list(record)
        for index in range(len(fixed), len(asked)):
            before = {question: record[question] for question in asked[:index]}
            for other in possible(schema, asked[index])[1:]:
                waiting.append({**before, asked[index]: other})
        yield record, result
