"""Whom to tell of a worry, as it stands at the head of a policy, in every format: names, numbers and words
are tokens, which are filled for each school.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..model.ast import SPACE, Element, Elements, div, element, link, para, span, words
from ..model.contacts import Contact
from ..model.record_types import WORD_AND_ARTICLE
from ..model.text import capitalise
from ..model.tokens import string_token, token

CLASS = "whom-to-tell"
# On a page these fold away: their first paragraph says what they are.
OTHERS = "tell-others"
_NO_WAY = "through the school office"


def build_whom_to_tell(contacts: Sequence[Contact]) -> Elements:
    """Return the card with everybody to tell, whoever comes first apart from the others; nothing where there
    is nobody.
    """
    if not contacts:
        return []
    danger = [*words("If a child is in immediate danger, ring"), SPACE, link(words("999"), "tel:999")]
    blocks = [
        para([element("Strong", words("Whom to tell"))]),
        para([*danger, SPACE, *words("first.")]),
        element("BulletList", [_build_item(contacts[0])]),
    ]
    if len(contacts) > 1:
        others = element("BulletList", [_build_item(contact) for contact in contacts[1:]])
        blocks.append(div([para(words("Others to tell")), others], classes=[OTHERS]))
    return [div(blocks, classes=[CLASS], role="region", aria_label="Whom to tell")]


def _build_item(contact: Contact) -> Elements:
    """A line such as "Any worry about a child: J. Lyle, safeguarding lead: 01632 960123, jl@elm.example"."""
    name = element("Strong", words(token(contact.key)))
    called = words(open_words(contact.tell.called) + ":")
    ways: Elements = []
    for way in contact.ways:
        key = f"{contact.key}.{way}"
        ways += [element("Str", ","), SPACE] if ways else []
        ways.append(link(words(token(key)), string_token(f"{key}.href")))
    inlines: list[Element] = [
        span(words(open_words(contact.tell.about, is_begin=True) + ":"), classes=["tell-about"]),
        SPACE,
        span([name, element("Str", ","), SPACE, *called], classes=["tell-who"]),
        SPACE,
        span(ways or words(_NO_WAY), classes=["tell-ways"]),
    ]
    return [para(inlines)]


def open_words(text: str, *, is_begin: bool = False) -> str:
    """A text of `tell` with tokens for the school's words; it `is_begin` where it begins with a capital."""

    def open_word(place: re.Match[str]) -> str:
        article, key = place.groups()
        is_capital = article == "A" or (is_begin and place.start() == 0)
        return token(key + (".a" if article else "") + (".capital" if is_capital else ""))

    return WORD_AND_ARTICLE.sub(open_word, capitalise(text) if is_begin else text)
