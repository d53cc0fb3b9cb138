"""What a page says about a clause on request: how it came to be, and on the model the wordings that other
choices give.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..model.dates import in_words, month_in_words
from ..model.library import Amendment, Revision
from ..model.tokens import token
from ..model.values import Variable
from ..templates import PageTemplates


@dataclass(frozen=True, slots=True)
class Wording:
    """A clause as another choice would have it: the condition in words, the clause's HTML, empty where it is
    left out, and its title where it stands in the place of another clause.
    """

    condition: str
    html: str
    title: str = ""


def render_provenance(
    templates: PageTemplates,
    revision: Revision,
    fields: Iterable[str],
    schema: Mapping[str, Variable],
    amendment: Amendment | None = None,
) -> str:
    """Return the HTML that tells when a clause was worded, why, and who set each value in it. Values and
    layers are bound later.
    """
    facts = _list_amendment_facts(amendment, schema) if amendment else []
    if not (amendment and amendment.facts.id):
        facts.append(("Model’s wording of" if amendment else "Wording of", month_in_words(revision.name)))
        if revision.facts.reason:
            facts.append(("Model’s reason" if amendment else "Reason", revision.facts.reason))
    # A field stands in a clause in several forms; the shortest key of each is named.
    named: dict[str, str] = {}
    for key in sorted(fields, key=lambda key: (key.count("."), key)):
        named.setdefault(".".join(key.split(".")[:2]), key)
    for base, key in named.items():
        if base in schema and not key.endswith(".href"):
            facts.append((f"“{token(key)}”", f"{schema[base].help} {token(f'layer.{base}')}"))
    return templates.render("site/provenance.html", facts=facts)


def _list_amendment_facts(amendment: Amendment, schema: Mapping[str, Variable]) -> list[tuple[str, str]]:
    """Since when a school or trust words a clause in its own way, why, and who approved that."""
    whose = token("unit.singular") if amendment.tier == "school" else amendment.tier
    facts = [(f"The {whose}’s own since", month_in_words(amendment.name))]
    facts.append((f"The {whose}’s reason", amendment.facts.reason))
    if (approved := amendment.facts.approved) and f"word.{approved.by}" in schema:
        facts.append(("Approved", f"By the {token(f'word.{approved.by}')} on {in_words(approved.on)}"))
    return facts


def render_model_wording(templates: PageTemplates, text: str) -> str:
    """Return the HTML that shows, at a school, the model's wording of a clause that it has amended. `text` is
    HTML.
    """
    return templates.render("site/model_wording.html", text=text)


def render_other_wordings(templates: PageTemplates, wordings: Iterable[Wording]) -> str:
    """Return the HTML that shows, on the model, what a school's other choices put in a clause's place."""
    return templates.render("site/other_wordings.html", wordings=list(wordings))
