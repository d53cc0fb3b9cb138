"""Records: what a policy must say of itself, and the people whom it names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..errors import Severity
from ..model.dates import in_words, months_later
from ..model.library import School
from ..model.values import Kind, Person
from .engine import Finding, LintText
from .rules import Rule, at, short

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
_OF_THIS = (
    r"\b(?:this|the|our) (?:[\w&’-]+ ){0,5}(?:policy|policies|document|statement)(?:"
    r" (?:document|statement))?\b"
)
_FREQUENCY = re.compile(
    rf"{_OF_THIS}[^.\n]{{0,60}}\breviewed\b[^.\n]{{0,40}}\b({'|'.join(sorted(_EVERY, key=len, reverse=True))})\b|"
    r"\breview(?:s|ed|ing)? (?:of"
    rf" )?{_OF_THIS}[^.\n]{{0,40}}\b({'|'.join(sorted(_EVERY, key=len, reverse=True))})\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    rf"(?:{_OF_THIS}[^.\n]{{0,60}}\breviewed\b|\breview(?:s|ed|ing)?(?: and (?:update|amend|revise)d?)? (?:of"
    rf" )?{_OF_THIS})[^.\n]{{0,30}}?"
    r"\b(from time to time|periodically|regularly|on a regular basis|as (?:and when"
    r" )?(?:necessary|required|appropriate|needed))\b",
    re.IGNORECASE,
)
_OFFICER = re.compile(r"\b(?:LADO|local authority[’']?s? designated officer)\b", re.IGNORECASE)


def _frequency(paper: LintText) -> Iterator[Finding]:
    months = paper.policy.facts.review_months
    hint = "Let one of them follow the other, or leave the sentence out: the next review is printed anyway."
    for line in paper.own:
        if found := _FREQUENCY.search(line.text):
            said = _EVERY[(found[1] or found[2]).lower()]
            if said != months:
                yield at(line, f"says “{short(found[0])}”, but policy.yml says every {months} months", hint)
        elif found := _VAGUE.search(line.text):
            yield at(
                line, f"says “{found[1]}”, which is no date, and policy.yml says every {months} months", hint
            )


def _overdue(paper: LintText) -> Iterator[Finding]:
    """Reviews that are due: of each school's newest decision; of the version itself, where nobody has decided
    about it.
    """
    is_decided = False
    for school in paper.library.schools.values():
        decided = [one for one in paper.library.adoptions(school, paper.policy.id) if one.facts.on]
        newest = max(decided, key=lambda one: one.date, default=None)
        is_decided |= bool(newest)
        due = newest.facts.next_review if newest else None
        if newest and due and due < paper.as_at:
            yield Finding(
                newest.path,
                newest.line,
                f"the review of {paper.policy.id} was due on {in_words(due)}",
                "Review it, and record that.",
            )
    if not is_decided and "version" not in paper.policy.facts.not_stated:
        due = months_later(paper.version.date, paper.policy.facts.review_months)
        if due < paper.as_at:
            message = (
                f"is of {in_words(paper.version.date)}; at {paper.policy.facts.review_months} months its"
                f" review was due on {in_words(due)}"
            )
            yield Finding(
                paper.version.body.path,
                1,
                message,
                "Review it, or correct the version's date or 'review_months'.",
            )


def _unsigned(paper: LintText) -> Iterator[Finding]:
    for school in paper.library.schools.values():
        for one in paper.library.adoptions(school, paper.policy.id):
            if one.facts.status == "adopted" and one.facts.on and not one.facts.minute:
                yield Finding(
                    one.path,
                    one.line,
                    f"the decision about {paper.policy.id} names no minute",
                    "Add 'minute:' with its number.",
                )


def _contacts(paper: LintText) -> Iterator[Finding]:
    """A person whom the policy prints, without any way to reach them."""
    text = "\n".join([paper.version.body.text, *(_body(paper, placed.id) for placed in paper.clauses)])
    for key, variable in paper.library.schema.items():
        if variable.kind is Kind.PERSON and f"{key}" in text:
            for school in paper.library.schools.values():
                yield from _unreachable(paper, school, key)


def _body(paper: LintText, id: str) -> str:
    revision = paper.library.clauses[id].at(paper.version.date)
    return revision.body.text if revision else ""


def _unreachable(paper: LintText, school: School, key: str) -> Iterator[Finding]:
    bound = paper.library.values(school, paper.as_at).get(key)
    if bound and isinstance(bound.value, Person) and not (bound.value.email or bound.value.phone):
        path = next(
            (layer.path for layer in paper.library.layers(school) if layer.name == bound.layer),
            school.values.path,
        )
        yield Finding(
            path, 1, f"{key} has neither e-mail nor phone", "Add one, so that readers know how to reach them."
        )


_REACHED = r"\.(?:email|phone)|@\w+\.|\b0\d{2,4}[ )]\s?\d{3}"


def _officer(paper: LintText) -> Iterator[Finding]:
    """The designated officer is named, and nowhere in the policy is a field of theirs, nor a number or an
    address beside the name.
    """
    whole = "\n".join(line.raw for line in paper.lines)
    beside = (
        rf"{_OFFICER.pattern}[^\n]*(?:\n[^\n]*){{0,2}}?(?:{_REACHED})|(?:{_REACHED})[^\n]*{_OFFICER.pattern}"
    )
    if not re.search(rf"\{{\{{\s*\w+\.\w*(?:lado|designated_officer)|{beside}", whole, re.IGNORECASE):
        for line in paper.own:
            if found := _OFFICER.search(line.text):
                yield at(
                    line,
                    f"names the {found[0]} without a phone number or an address anywhere",
                    "Print the authority's contact with a field.",
                )
                return


_CONSULTED = re.compile(
    r"\b(?:developed|written|drawn up|produced|agreed|prepared|drafted) (?:in|after|following|through)"
    r" consultation with\b|"
    r"\bconsult(?:ed|ation) (?:with|has taken place with) [^.\n]{0,60}\b(?:in (?:developing|drawing"
    r" up|writing)|on) this policy\b",
    re.IGNORECASE,
)
_ENDORSED = re.compile(
    r"\b(?:this|the) (?:policy|document) (?:is|has been) (?:supported|endorsed|recommended) by\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b20\d\d\b")


def _consulted(paper: LintText) -> Iterator[Finding]:
    """The text says that somebody was consulted, and the version records nobody."""
    if not paper.version.facts.consulted:
        for line in paper.own:
            if (found := _CONSULTED.search(line.text)) and not _YEAR.search(line.text):
                yield at(
                    line,
                    f"says “{short(found[0])}”, and nobody recorded who, when and with what outcome",
                    "Add 'consulted:' to the version.",
                )


def _endorsed(paper: LintText) -> Iterator[Finding]:
    for line in paper.own:
        if (found := _ENDORSED.search(line.text)) and not _YEAR.search(line.text):
            yield at(
                line,
                f"says “{found[0]}” without a day",
                "Say who supports it and since when, and keep what they wrote.",
            )


RULES = (
    Rule("META-FREQ", Severity.WARNING, "The text says another review cycle than policy.yml.", _frequency),
    Rule("META-OVERDUE", Severity.WARNING, "A review is overdue.", _overdue),
    Rule("META-UNSIGNED", Severity.WARNING, "A decision has no minute reference.", _unsigned, on=False),
    Rule("DATA-CONTACT", Severity.WARNING, "A person who is printed cannot be reached.", _contacts),
    Rule(
        "META-CONSULT",
        Severity.WARNING,
        "The text speaks of a consultation that is recorded nowhere.",
        _consulted,
    ),
    Rule("DATA-ENDORSE", Severity.WARNING, "Somebody's support is claimed without a date.", _endorsed),
    Rule("DATA-OFFICER", Severity.WARNING, "The designated officer is named without a contact.", _officer),
)
