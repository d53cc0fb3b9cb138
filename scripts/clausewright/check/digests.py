"""What is in force is what was adopted: text and choices still give the digest that the decision records."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import combinations, islice, product

from ..assemble.adoption import Choices, adopted_digest, find_choices, school_choices, trust_choices
from ..assemble.amendments import list_amendments, read_clause_of_question
from ..assemble.answers import AMENDED, NO_AMENDMENT, Answer, possible
from ..assemble.assembler import Assembler
from ..errors import Problem, Severity
from ..model.library import Adoption, Library, Policy, Version
from ..model.status import list_edition_views

# How many answers are tried to tell what changed: for one decision, and in all, so that a change that
# everybody feels is told at once.
_GUESSES, _GUESSES_IN_ALL = 400, 4000


@dataclass(frozen=True, slots=True)
class Owner:
    """Who decides, a school or a trust: its decisions, its choices on a day,
    and the schools that it decides for.
    """

    id: str
    adoptions: tuple[Adoption, ...]
    choices: Callable[[date], Choices]
    schools: tuple[str, ...]
    flag: str = ""


@dataclass(frozen=True, slots=True)
class CountingDecision:
    """A decision that counts, what it is about, and the day on which to look at it."""

    adoption: Adoption
    policy: Policy
    version: Version
    day: date


def list_owners(library: Library) -> Iterator[Owner]:
    """Everybody who decides."""
    for school in library.schools.values():
        yield Owner(school.id, school.adoptions, partial(school_choices, library, school), (school.id,))
    for trust in library.trusts.values():
        members = tuple(school.id for school in library.schools.values() if school.facts.trust == trust.id)
        yield Owner(trust.id, trust.adoptions, partial(trust_choices, library, trust), members, " --trust")


def list_counting_decisions(library: Library, owner: Owner, as_at: date) -> Iterator[CountingDecision]:
    """The decisions of an owner that count on a day or will later."""
    for policy, adoptions in _group_by_policy(library, owner):
        current = max((adoption.date for adoption in adoptions if adoption.date <= as_at), default=date.min)
        for adoption in adoptions:
            version = policy.named(adoption.facts.version)
            if adoption.date >= current and version:
                yield CountingDecision(adoption, policy, version, max(as_at, adoption.date))


def check_adopted(
    assembler: Assembler, as_at: date, is_sure: Callable[[Owner, CountingDecision], bool] = lambda *_: True
) -> Iterator[Problem]:
    """Compare what each school and trust adopted with what it has now.

    `is_sure` says of which decisions that can be told: everything that their text is made of has passed
    check.
    """
    library, budget = assembler.library, iter(range(_GUESSES_IN_ALL))
    bare: dict[str, list[CountingDecision]] = {}
    carried = False
    for owner in list_owners(library):
        for decision in list_counting_decisions(library, owner, as_at):
            if not is_sure(owner, decision):
                continue
            carried = carried or bool(decision.adoption.facts.digest)
            if not decision.adoption.facts.digest:
                bare.setdefault(decision.adoption.path, []).append(decision)
            elif not _is_same(assembler, decision, owner):
                yield _describe_mismatch(library, decision, owner, budget)
        yield from _check_earlier_editions(assembler, owner, as_at, budget, is_sure)
    # A library that keeps no digests at all is let be.
    for path, adoptions in bare.items() if carried else ():
        names = ", ".join(f"'{other.policy.id}'" for other in adoptions)
        hint = (
            "Take the line out and record the decision with 'clausewright adopt', which writes beside it what"
            " it was about."
        )
        message = f"adopts {names} without a digest, so a later change of what was adopted would go unseen"
        yield Problem(path, adoptions[0].adoption.line, message, hint, Severity.WARNING)


def _group_by_policy(library: Library, owner: Owner) -> Iterator[tuple[Policy, list[Adoption]]]:
    adopted = [adoption for adoption in owner.adoptions if adoption.facts.status == "adopted"]
    for id in dict.fromkeys(adoption.policy for adoption in adopted if adoption.policy in library.policies):
        yield library.policies[id], [adoption for adoption in adopted if adoption.policy == id]


def _is_same(assembler: Assembler, decision: CountingDecision, owner: Owner) -> bool:
    adopted = assembler.adopted(decision.policy, decision.version, owner.choices(decision.day))
    return adopted == decision.adoption.facts.digest


def _describe_mismatch(
    library: Library, decision: CountingDecision, owner: Owner, budget: Iterator[int]
) -> Problem:
    """What changed since the decision, as far as it can be told from the digest."""
    choices = owner.choices(decision.day)
    before = _guess_former_answers(library, decision, choices, budget)
    causes = "; ".join(_describe_answer(key, answer, choices(key)) for key, answer in before.items())
    causes = causes or "the wording of a clause or of an amendment changed, or several choices"
    facts = decision.adoption.facts
    adopted = f"adopted version {facts.version} of '{decision.policy.id}'"
    message = f"{adopted} with another text than it has now: {causes}"
    again = (
        f"clausewright adopt {owner.id} {decision.policy.id} {facts.version} --on DATE --by"
        f" {facts.by}{owner.flag}"
    )
    hint = f"Change it back, or have it decided on again and record that: {again}"
    return Problem(decision.adoption.path, decision.adoption.line, message, hint, schools=owner.schools)


def _check_earlier_editions(
    assembler: Assembler,
    owner: Owner,
    as_at: date,
    budget: Iterator[int],
    is_sure: Callable[[Owner, CountingDecision], bool],
) -> Iterator[Problem]:
    """An earlier edition shows what was in force then, so a choice that changed since must say from when."""
    library = assembler.library
    for showing in list_edition_views(library, as_at)[:-1]:
        for policy, adoptions in _group_by_policy(library, owner):
            last = max(
                (adoption for adoption in adoptions if adoption.date <= showing.day),
                key=lambda adoption: adoption.date,
                default=None,
            )
            version = policy.named(last.facts.version) if last else None
            if last is None or version is None or not last.facts.digest:
                continue
            decision = CountingDecision(last, policy, version, showing.day)
            if is_sure(owner, decision) and not _is_same(assembler, decision, owner):
                before = _guess_former_answers(library, decision, owner.choices(showing.day), budget)
                named = (
                    ", ".join(f"'{read_clause_of_question(key) or key}'" for key in before)
                    or "a choice or a clause"
                )
                title = showing.edition.facts.title
                message = (
                    f"adopted '{policy.id}' with another text than the edition {title} shows: {named} has"
                    " changed since"
                )
                hint = (
                    "Date the new value, so that the earlier edition keeps its own: [{from: 2025-09-01,"
                    " value: ...}, ...]."
                )
                yield Problem(last.path, last.line, message, hint, Severity.WARNING)


def _guess_former_answers(
    library: Library, decision: CountingDecision, choices: Choices, budget: Iterator[int]
) -> Mapping[str, Answer]:
    """The one or two answers that, given otherwise, make the text that was adopted;
    nothing where no such are found.
    """
    asked = {key: choices(key) for key in find_choices(library, decision.policy, decision.version, choices)}
    others = {
        key: _list_other_answers(library, key, answer) for key, answer in asked.items() if answer is not None
    }
    guesses = (
        dict(zip(some, answers, strict=True))
        for count in (1, 2)
        for some in combinations(others, count)
        for answers in product(*(others[key] for key in some))
    )
    for guess, _ in zip(islice(guesses, _GUESSES), budget, strict=False):
        if (
            adopted_digest(library, decision.policy, decision.version, _answer_with_guess(guess, choices))
            == decision.adoption.facts.digest
        ):
            return guess
    return {}


def _list_other_answers(library: Library, key: str, answer: Answer) -> list[Answer]:
    """What else a question could have been answered with: another option,
    another amendment of the clause or none.
    """
    if not key.startswith(AMENDED):
        return [other for other in possible(library.schema, key) if other != answer]
    others = (
        amendment.body.path
        for amendment in list_amendments(library)
        if amendment.clause == read_clause_of_question(key)
    )
    return [other for other in (NO_AMENDMENT, *others) if other != answer]


def _answer_with_guess(guess: Mapping[str, Answer], choices: Choices) -> Choices:
    return lambda key: guess[key] if key in guess else choices(key)


def _describe_answer(key: str, before: Answer, now: Answer | None) -> str:
    if not key.startswith(AMENDED):
        return f"'{key}' was {_write_answer(before)} and is {_write_answer(now)}"
    if before == NO_AMENDMENT:
        return f"'{read_clause_of_question(key)}' has been amended ({now})"
    return f"'{read_clause_of_question(key)}' was amended ({before}), and now " + (
        f"otherwise ({now})" if now else "is not"
    )


def _write_answer(answer: Answer | None) -> str:
    return {True: "yes", False: "no"}[answer] if isinstance(answer, bool) else f"'{answer}'"
