"""Readers' questions on a site, answered by its texts and printed with the reader's values."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache

from ..assemble.sites import Site
from ..bind import JSON, TokenTemplate, compile_template
from ..model.status import PolicyStatus
from ..model.values import Kind, Words, printed
from ..questions import AnsweredQuestion
from ..site.can_i import QuestionGroup, QuestionLine
from .site_contents import PublishableDocument

# How a policy stands whose text answers a reader's question.
_ANSWERING = frozenset({PolicyStatus.IN_FORCE, PolicyStatus.MODEL})


@lru_cache(maxsize=512)
def _compile_questions(questions: tuple[AnsweredQuestion, ...]) -> TokenTemplate:
    return compile_template(json.dumps([[asked.question, asked.sentence] for asked in questions]))


def collect_question_groups(
    site: Site, documents: Iterable[PublishableDocument]
) -> tuple[QuestionGroup, ...]:
    """Collect the readers' questions that texts in force on a site answer, by those whom they concern."""
    groups: dict[str, dict[str, QuestionLine]] = {}
    for document in documents:
        if document.copy.status not in _ANSWERING:
            continue
        form = _compile_questions(document.variant.questions)
        texts = json.loads(form.fill(JSON, document.printer.resolve(form.keys, "html")))
        for asked, (question, sentence) in zip(document.variant.questions, texts, strict=True):
            place = f"{document.variant.title}{f', {asked.number}' if asked.number else ''}"
            href = f"../{document.copy.id}/index.html#{asked.clause}"
            line = QuestionLine(question, asked.answer, sentence, place, href)
            for audience in asked.audience or ("",):
                groups.setdefault(audience, {}).setdefault(question, line)
    return tuple(
        QuestionGroup(
            id or "everybody", name_audience(site, id, "plural", "capital"), tuple(groups[id].values())
        )
        for id in sorted(groups, key=lambda id: (-len(groups[id]), id))
    )


def name_audience(site: Site, id: str, *forms: str) -> str:
    """Name those whom a clause is for as their school does, in the forms of a word that are wanted."""
    bound = site.values.get(f"word.{id}")
    if bound is None or not isinstance(bound.value, Words):
        return "Everybody" if "capital" in forms else "everybody"
    return printed(Kind.WORDS, bound.value, forms) or ""
