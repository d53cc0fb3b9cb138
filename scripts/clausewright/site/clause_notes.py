"""What a page says about a clause on request: how it came to be, and on the model the wordings that other
choices give.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..model.dates import in_words, month_in_words
from ..model.library import Amendment, Revision
from ..model.tokens import token
from ..model.values import Variable


@dataclass(frozen=True, slots=True)
class Wording:
    """A clause as another choice would have it: the condition in words, and the clause's HTML, empty where it
    is left out.
    """

    condition: str
    html: str


def provenance(
    revision: Revision,
    fields: Iterable[str],
    schema: Mapping[str, Variable],
    amendment: Amendment | None = None,
) -> str:
    """The HTML that tells when a clause was worded, why, and who set each value in it. Values and layers are
    bound later.
    """
    facts = _of_amendment(amendment, schema) if amendment else []
    if not (amendment and amendment.facts.id):
        facts.append(
            ("Model’s wording of" if amendment else "Wording of", html.escape(month_in_words(revision.name)))
        )
        if revision.facts.reason:
            facts.append(("Model’s reason" if amendment else "Reason", html.escape(revision.facts.reason)))
    named: dict[str, str] = {}
    for key in sorted(fields, key=lambda key: (key.count("."), key)):
        named.setdefault(".".join(key.split(".")[:2]), key)
    facts += [
        (f"“{token(key)}”", f"{html.escape(schema[base].help)} {token(f'layer.{base}')}")
        for base, key in named.items()
        if base in schema and not key.endswith(".href")
    ]
    entries = "".join(f"<div><dt>{name}</dt><dd>{text}</dd></div>" for name, text in facts)
    return (
        '<details class="provenance"><summary>How this clause came to'
        f" be</summary><dl>{entries}</dl></details>"
    )


def _of_amendment(amendment: Amendment, schema: Mapping[str, Variable]) -> list[tuple[str, str]]:
    """Since when a school or trust words a clause in its own way, why, and who approved that."""
    facts = [(f"The {amendment.tier}’s own since", html.escape(month_in_words(amendment.name)))]
    facts.append((f"The {amendment.tier}’s reason", html.escape(amendment.facts.reason)))
    if (approved := amendment.facts.approved) and f"word.{approved.by}" in schema:
        facts.append(("Approved", f"By the {token(f'word.{approved.by}')} on {in_words(approved.on)}"))
    return facts


def model_wording(text: str) -> str:
    """The HTML that shows, at a school, the model's wording of a clause that it has amended. `text` is HTML."""
    return (
        '<details class="other-wordings"><summary>The model’s wording</summary><section'
        f' class="wording">{text}</section></details>'
    )


def other_wordings(wordings: Iterable[Wording]) -> str:
    """The HTML that shows, on the model, what a school's other choices put in a clause's place."""
    parts = []
    for wording in wordings:
        text = wording.html or "<p>This clause is left out.</p>"
        parts.append(
            '<section class="wording"><p'
            f' class="condition">{html.escape(wording.condition)}</p>{text}</section>'
        )
    return (
        f'<details class="other-wordings"><summary>Other wordings</summary>{"".join(parts)}</details>'
        if parts
        else ""
    )
