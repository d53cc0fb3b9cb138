"""What people decided about the amendments that an update could not settle by itself, carried out and
checked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from ..assemble.branches import outline
from ..check.amendments import check_amendment
from ..errors import Problem, did_you_mean
from ..model.amendments import Decisions, Outcome, Step, Update
from ..model.library import Amendment, Fragment, Library
from ..model.local_records import Action, AmendmentFacts, DecisionFacts
from .plan import find_free_name, make_amendment


def carry_out_decisions(
    library: Library, update: Update, decisions: Decisions, day: date
) -> tuple[Update, tuple[Problem, ...]]:
    """Carry out what a decision file says; return the update with it, and what is wrong with the file."""
    steps: list[Step] = []
    problems: list[Problem] = []
    known = [step.key for step in update.steps]
    for key, line in decisions.lines.items():
        if key not in known:
            hint = did_you_mean(key, known) or f"It asks about: {', '.join(known) or 'nothing'}."
            problems.append(
                Problem(
                    decisions.path, line, f"decides about '{key}', which this update does not ask about", hint
                )
            )
    for step in update.steps:
        entry = decisions.entries.get(step.key)
        if step.outcome is not Outcome.DECIDE or entry is None or not entry.decide:
            steps.append(step)
            continue
        faults = list(_find_faults(library, update, step, entry, decisions))
        writes = () if faults else tuple(_write_amendments(library, update, step, entry, day))
        faults += [] if faults else _find_faults_of_texts(library, update, writes, step, decisions)
        problems += faults
        steps.append(
            step if faults else replace(step, outcome=Outcome.DECIDED, why=_SAYS[entry.decide], writes=writes)
        )
    return replace(update, steps=tuple(steps)), tuple(problems)


_SAYS = {
    "ours": "The own wording stays.",
    "model": "The model’s wording is taken.",
    "text": "The wording in the decision file is taken.",
    "omit": "The clause is left out.",
}


def _find_faults(
    library: Library, update: Update, step: Step, entry: DecisionFacts, decisions: Decisions
) -> Iterator[Problem]:
    place = decisions.path, decisions.lines[step.key]
    for name, then, now in (("model", entry.model, step.model), ("ours", entry.ours, step.ours)):
        if then.strip() != now.strip():
            message = (
                f"'{name}' of '{step.key}' is not the wording of today: it has changed since this was"
                " written, or was edited here"
            )
            yield Problem(
                *place,
                message,
                "Delete this entry, run the update again, and decide anew. Write your own wording under"
                " 'text'.",
            )
    if entry.decide == "text" and not entry.text.strip():
        yield Problem(
            *place,
            f"decides on a text for '{step.key}', but has none",
            "Write it under 'text: |', indented by four spaces.",
        )
    is_gone = not step.revision
    if (entry.into or entry.after) and not (is_gone and entry.decide in ("ours", "text")):
        yield Problem(
            *place,
            f"says 'into' or 'after' for '{step.key}'",
            "Only a wording that is kept of a clause that is gone needs a place.",
        )
    elif is_gone and entry.decide == "omit":
        yield Problem(
            *place,
            f"leaves out '{step.key}', which the model no longer has",
            "Write 'decide: model' to go without it.",
        )
    elif is_gone and entry.decide in ("ours", "text"):
        clauses = [placed.clause for placed in outline(library, update.new)]
        if bool(entry.into) == bool(entry.after):
            hint = (
                "Add 'into: CLAUSE' to take that clause's place, or 'after: CLAUSE' to stand after it as a"
                " clause of your own."
            )
            yield Problem(*place, f"keeps the wording of '{step.key}', but not where", hint)
        for name in filter(None, (entry.into, entry.after)):
            if name not in clauses:
                hint = did_you_mean(name, clauses) or "Name a clause of the new version."
                yield Problem(*place, f"names '{name}', which the new version does not have", hint)


def _write_amendments(
    library: Library, update: Update, step: Step, entry: DecisionFacts, day: date
) -> Iterator[Amendment]:
    """The amendments that carry a decision out."""
    last, holder = step.amendment, update.holder
    reason = entry.reason.strip() or last.facts.reason
    text = entry.text if entry.decide == "text" else last.body.text
    school_facts = last.facts.model_copy(update={"reason": reason, "approved": None, "since": ""})
    record = AmendmentFacts(
        amends=last.facts.amends,
        action=Action.MODEL,
        id=last.facts.id,
        policies=last.facts.policies,
        reason=reason,
    )

    def file(clause: str, facts: AmendmentFacts, text: str) -> Amendment:
        return make_amendment(holder, clause, find_free_name(holder, clause, update.new, day), facts, text)

    if step.revision:
        # Where the revision is the same, only this version and later ones may see the difference.
        tie = {
            "amends": step.revision,
            "since": update.new.name if step.revision == last.facts.amends else "",
        }
        match entry.decide:
            case "model":
                yield file(last.clause, record.model_copy(update=tie), "")
            case "omit":
                yield file(
                    last.clause, record.model_copy(update={**tie, "action": Action.OMIT, "id": ""}), ""
                )
            case "text" if last.facts.action is not Action.ADD_AFTER:
                yield file(
                    last.clause, school_facts.model_copy(update={**tie, "action": Action.REPLACE}), text
                )
            case _:
                yield file(last.clause, school_facts.model_copy(update=tie), text)
        return
    yield file(
        last.clause, record.model_copy(update={"policies": (update.policy.id,), "since": update.new.name}), ""
    )
    if entry.decide == "model":
        return
    target = entry.into or entry.after
    revision = next(placed.revision for placed in outline(library, update.new) if placed.clause == target)
    base = library.clauses[last.clause].named(last.facts.amends)
    facts = {"amends": revision, "policies": (update.policy.id,)}
    if entry.into:
        yield file(
            target, school_facts.model_copy(update={**facts, "action": Action.REPLACE, "id": ""}), text
        )
    else:
        added = {
            "action": Action.ADD_AFTER,
            "id": last.facts.id or f"our-{last.clause}",
            "title": last.facts.title or (base.facts.title if base else last.clause),
            "strength": last.facts.strength or (base.facts.strength if base else None),
            "applies_to": last.facts.applies_to or (base.facts.applies_to if base else ()),
        }
        yield file(target, school_facts.model_copy(update={**facts, **added}), text)


def _find_faults_of_texts(
    library: Library, update: Update, writes: tuple[Amendment, ...], step: Step, decisions: Decisions
) -> list[Problem]:
    """What check would say of the amendments, told of the decision file, in which the text stands."""
    problems: list[Problem] = []
    for amendment in writes:
        text = Fragment(amendment.body.text, decisions.path, decisions.text_lines[step.key])
        lines = dict.fromkeys(("amends", "action", "strength", "title", "id"), decisions.lines[step.key])
        problems += check_amendment(library, update.holder, replace(amendment, body=text, lines=lines))
    return problems
