"""Answers to the questions of templates, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..assemble.answers import GIVEN, HAS, LENGTH, MODEL, Answer
from ..model.library import Library
from ..model.text import count_noun

# So many cases are named before the rest are counted.
_MOST_CASES = 3


def describe_where(library: Library, before: Library, answer_sets: Sequence[Mapping[str, Answer]]) -> str:
    """Return for which answers something is seen: "only where former pupils is “all”, or where ...". What a
    few answers show need not be said of more of them, and only the first cases are named.
    """
    fewest: list[Mapping[str, Answer]] = []
    for answers in answer_sets:
        is_covered = any(other.items() < answers.items() for other in answer_sets)
        if not is_covered and answers not in fewest:
            fewest.append(answers)
    cases = [f"where {_describe_answers(library, before, answers)}" for answers in fewest[:_MOST_CASES]]
    more = len(fewest) - len(cases)
    if more:
        cases.append(f"in {count_noun(more, 'other case')}")
    return f"only {', or '.join(cases)}"


def _describe_answers(library: Library, before: Library, answers: Mapping[str, Answer]) -> str:
    """Answers in words: "former pupils is “all”"."""
    described = (_describe_answer(library, before, question, answer) for question, answer in answers.items())
    return " and ".join(described)


def _describe_answer(library: Library, before: Library, question: str, answer: Answer) -> str:
    def name(key: str) -> str:
        space, base, *parts = key.split(".")
        variable = library.schema.get(f"{space}.{base}") or before.schema.get(f"{space}.{base}")
        return " ".join((variable.name.removeprefix("choice "), *parts)) if variable else key

    if question == MODEL:
        return f"the details of {library.unit.article} {library.unit.singular} are printed"
    if question.startswith(GIVEN):
        return f"{name(question.removeprefix(GIVEN))} is {'given' if answer else 'not given'}"
    if question.startswith(LENGTH):
        entries = f"{answer or 'no'} {'entry' if answer == 1 else 'entries'}"
        return f"{name(question.removeprefix(LENGTH))} has {entries}"
    if question.startswith(HAS):
        id = question.removeprefix(HAS)
        policy = library.policies.get(id) or before.policies.get(id)
        title = policy.facts.title if policy else id
        return f"the {library.unit.singular} {'has' if answer else 'does not have'} the policy “{title}”"
    variable = library.schema.get(question) or before.schema[question]
    if isinstance(answer, bool):
        return f"{name(question)} is “{'yes' if answer else 'no'}”"
    return f"{name(question)} is “{variable.options.get(str(answer), str(answer))}”"
