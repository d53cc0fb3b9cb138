"""Questions: what a policy does not say of itself is asked, and an answer counts as if the policy said it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePosixPath

from ..model.text import capitalise
from .imported import Imported, Terms
from .policy_file import find_version
from .proposals import make_slug
from .stated_dates import DATE, find_iso_date


def ask_what_is_not_stated(imported: Imported, terms: Terms) -> Imported:
    """Ask what a policy does not say of itself, and return it with the answers."""
    name, advice = imported.source.name, imported.advice
    about = make_slug(PurePosixPath(name).stem, 6) or "policy"
    title, outline, facts = imported.title, imported.outline, imported.facts
    if not title.is_stated:
        evidence = ["the file's name"] if title.text.casefold() in _space_out(name) else []
        answer = advice.ask(f"title-{about}", f"What is the policy in {name} called?", [title.text], evidence)
        if answer:
            title = replace(title, text=answer, is_stated=True)
            outline = replace(outline, title=answer)
    lines = [f"“{line}”, {line.place}" for line in facts.stated if line.text]

    def ask(topic: str, question: str, candidates: Iterable[str] = ()) -> str:
        likely = [candidate for candidate in candidates if candidate]
        evidence = [line for line in lines if any(candidate in line for candidate in likely)]
        return advice.ask(f"{topic}-{about}", f"{question} ({title.text})", likely, evidence)

    if not facts.owner:
        answer = ask("owner", "Which post or team looks after this policy?", [facts.responsible])
        facts = replace(facts, owner=answer)
    if not facts.body:
        facts = replace(facts, body=ask("approver", "Which body approves this policy?", [facts.approver]))
    if not facts.adopted:
        facts = replace(facts, adopted=_read_date(ask("approved", "When was it approved?")))
    if not facts.next_review:
        facts = replace(facts, next_review=_read_date(ask("next-review", "When is it due for review?")))
    if not facts.months:
        answer = ask("review-interval", "After how many months is it reviewed?")
        facts = replace(facts, months=int(answer) if answer.isdecimal() else 0)
    if not find_version(replace(imported, facts=facts), terms):
        dates = [date[0] for line in facts.stated for date in DATE.finditer(line.text)]
        facts = replace(facts, issued=_read_date(ask("version", "Of when is this version?", dates)))
    return replace(imported, title=title, outline=outline, facts=facts)


def _read_date(answer: str) -> str:
    return find_iso_date(capitalise(answer)) if answer else ""


def _space_out(name: str) -> str:
    return name.replace("-", " ").replace("_", " ").casefold()
