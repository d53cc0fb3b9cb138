"""What a page says about a clause on request: how it came to be, and on the model the wordings that other choices give."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..model.dates import month_in_words
from ..model.library import Revision
from ..model.tokens import token
from ..model.values import Variable


@dataclass(frozen=True, slots=True)
class Wording:
    """A clause as another choice would have it: the condition in words, and the clause's HTML, empty where it is left out."""

    condition: str
    html: str


def provenance(revision: Revision, fields: Iterable[str], schema: Mapping[str, Variable]) -> str:
    """The HTML that tells when a clause was worded, why, and who set each value in it. Values and layers are bound later."""
    facts = [("Wording of", html.escape(month_in_words(revision.name)))]
    if revision.facts.reason:
        facts.append(("Reason", html.escape(revision.facts.reason)))
    named: dict[str, str] = {}
    for key in sorted(fields, key=lambda key: (key.count("."), key)):
        named.setdefault(".".join(key.split(".")[:2]), key)
    facts += [
        (f"“{token(key)}”", f"{html.escape(schema[base].help)} {token(f'layer.{base}')}")
        for base, key in named.items()
        if base in schema and not key.endswith(".href")
    ]
    entries = "".join(f"<div><dt>{name}</dt><dd>{text}</dd></div>" for name, text in facts)
    return f'<details class="provenance"><summary>How this clause came to be</summary><dl>{entries}</dl></details>'


def other_wordings(wordings: Iterable[Wording]) -> str:
    """The HTML that shows, on the model, what a school's other choices put in a clause's place."""
    parts = []
    for wording in wordings:
        text = wording.html or "<p>This clause is left out.</p>"
        parts.append(f'<section class="wording"><p class="condition">{html.escape(wording.condition)}</p>{text}</section>')
    return f'<details class="other-wordings"><summary>Other wordings</summary>{"".join(parts)}</details>' if parts else ""
