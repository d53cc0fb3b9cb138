"""Records: what a policy must say of itself, and the people whom it names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...errors import Severity
from ...model.dates import in_words
from ...model.library import School
from ...model.values import Kind, Person
from .papers import Finding, Paper
from .rules import Rule, at

_EVERY = {
    "annual": 12,
    "annually": 12,
    "yearly": 12,
    "every year": 12,
    "every two years": 24,
    "biennially": 24,
    "every three years": 36,
    "termly": 4,
}
_FREQUENCY = re.compile(rf"\breviewed\b[^.\n]{{0,40}}\b({'|'.join(sorted(_EVERY, key=len, reverse=True))})\b", re.IGNORECASE)
_OFFICER = re.compile(r"\b(?:LADO|Local Authority Designated Officer|designated officer)\b", re.IGNORECASE)


def _frequency(paper: Paper) -> Iterator[Finding]:
    for line in paper.own:
        for found in _FREQUENCY.finditer(line.text):
            if _EVERY[found[1].lower()] != paper.policy.facts.review_months:
                message = f"says “{found[0]}”, but policy.yml says every {paper.policy.facts.review_months} months"
                yield at(line, message, "Let one of them follow the other, or leave the sentence out: the next review is printed anyway.")


def _overdue(paper: Paper) -> Iterator[Finding]:
    for school in paper.library.schools.values():
        decided = [one for one in paper.library.adoptions(school, paper.policy.id) if one.facts.on]
        newest = max(decided, key=lambda one: one.date, default=None)
        due = newest.facts.next_review if newest else None
        if newest and due and due < paper.as_at:
            yield Finding(
                newest.path, newest.line, f"the review of {paper.policy.id} was due on {in_words(due)}", "Review it, and record that."
            )


def _unsigned(paper: Paper) -> Iterator[Finding]:
    for school in paper.library.schools.values():
        for one in paper.library.adoptions(school, paper.policy.id):
            if one.facts.status == "adopted" and one.facts.on and not one.facts.minute:
                yield Finding(one.path, one.line, f"the decision about {paper.policy.id} names no minute", "Add 'minute:' with its number.")


def _contacts(paper: Paper) -> Iterator[Finding]:
    """A person whom the policy prints, without any way to reach them."""
    text = "\n".join([paper.version.body.text, *(_body(paper, placed.id) for placed in paper.clauses)])
    for key, variable in paper.library.schema.items():
        if variable.kind is Kind.PERSON and f"{key}" in text:
            for school in paper.library.schools.values():
                yield from _unreachable(paper, school, key)


def _body(paper: Paper, id: str) -> str:
    revision = paper.library.clauses[id].at(paper.version.date)
    return revision.body.text if revision else ""


def _unreachable(paper: Paper, school: School, key: str) -> Iterator[Finding]:
    bound = paper.library.values(school, paper.as_at).get(key)
    if bound and isinstance(bound.value, Person) and not (bound.value.email or bound.value.phone):
        path = next((layer.path for layer in paper.library.layers(school) if layer.name == bound.layer), school.values.path)
        yield Finding(path, 1, f"{key} has neither e-mail nor phone", "Add one, so that readers know how to reach them.")


def _officer(paper: Paper) -> Iterator[Finding]:
    """The designated officer is named, and nowhere in the policy is a number or an address."""
    whole = "\n".join([paper.version.body.text, *(_body(paper, placed.id) for placed in paper.clauses)])
    has_contact = re.search(r"lado\w*\.(?:email|phone)|\{\{\s*\w+\.\w*(?:lado|designated_officer)\w*|@\w+\.|\b0\d{3,4} \d{3}", whole)
    if not has_contact:
        for line in paper.own:
            if found := _OFFICER.search(line.text):
                yield at(
                    line,
                    f"names the {found[0]} without a phone number or an address anywhere",
                    "Print the authority's contact with a field.",
                )
                return


RULES = (
    Rule("META-FREQ", Severity.WARNING, "The text says another review cycle than policy.yml.", _frequency),
    Rule("META-OVERDUE", Severity.WARNING, "A review is overdue.", _overdue),
    Rule("META-UNSIGNED", Severity.WARNING, "A decision has no minute reference.", _unsigned, on=False),
    Rule("DATA-CONTACT", Severity.WARNING, "A person who is printed cannot be reached.", _contacts),
    Rule("DATA-OFFICER", Severity.WARNING, "The designated officer is named without a contact.", _officer),
)
