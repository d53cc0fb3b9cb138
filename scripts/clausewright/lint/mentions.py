"""Mentions of other policies: which usual document a text names, in which words, and which of them it lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from .engine import LintText, Statement
from .said import said_in

# The documents that schools usually have, by the words that name them.
_USUAL = {
    "acceptable use": r"acceptable users?|acceptable use",
    "anti-bullying": (
        r"anti-?bullying|bullying (?:and|&) harassment|harassment (?:and|&) bullying|dignity at work"
    ),
    "attendance": r"attendance",
    "behaviour": r"(?:pupil |student |positive )?behaviour(?: management)?",
    "capability": r"capability",
    "code of conduct": r"(?:staff |employee |employees’ )?code of conduct|staff behaviour",
    "complaints": r"complaints?",
    "confidentiality": r"confidentiality",
    "data protection": r"data protection|GDPR",
    "disciplinary": r"(?:staff )?disciplin(?:ary|e)",
    "equality": r"equalit(?:y|ies)(?:,? diversity(?:,? (?:and|&) inclusion)?)?|equal opportunities",
    "grievance": r"grievances?",
    "health and safety": r"health (?:and|&) safety",
    "images": r"(?:taking )?digital images|use of (?:digital )?images|photograph(?:y|s)?",
    "low-level concerns": r"low[- ]level concerns?",
    "mobile phones": r"mobile (?:phones?|devices?)",
    "online safety": r"online safety|on-line safety|e-?safety|internet safety",
    "recruitment": r"safer recruitment",
    "remote learning": r"remote (?:learning|education)",
    "safeguarding": (
        r"safeguarding(?:,? (?:and|&) child protection)?|child protection(?:,? (?:and|&) safeguarding)?"
    ),
    "social media": r"social (?:media|network(?:ing)?)",
    "staff handbook": r"staff handbooks?",
    "whistleblowing": r"whistle-?blowing|confidential reporting",
}
_NOUN = r"(?P<noun>polic(?:y|ies)|procedures?|agreements?|codes?(?! of conduct))\b"
_ANY = re.compile(rf"\b(?:{'|'.join(_USUAL.values())})\b", re.IGNORECASE)
_ALONE = frozenset({"code of conduct", "staff handbook"})
_BETWEEN = r"(?:[,/& ]|\band\b|\bor\b|\b[A-Z][\w’'-]*)*?"
_LISTS = re.compile(
    r"\b(?:(?:related|associated|linked|supporting) (?:school |trust |academy"
    r" )?(?:policies|documents?|documentation|procedures)"
    r"|links? (?:with|to) other policies|read (?:together |in conjunction |alongside|along"
    r" )?(?:with|alongside)"
    r"|in conjunction with|policies to read)\b",
    re.IGNORECASE,
)
# A sentence that lays a policy beside others, and one that speaks of policies and then names them.
_COMPLY = re.compile(r"\b(?:comply|compliance|line|accordance|conjunction) with\b", re.IGNORECASE)
_POLICIES = re.compile(r"\bpolicies\b[^.;:]{0,120}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    """A document that a line names: which of the usual ones, in which words, and whether the line belongs to
    a list of them.
    """

    line: Statement
    document: str
    words: str
    is_listed: bool


@lru_cache(maxsize=1)
def _patterns() -> dict[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    return {
        document: (
            re.compile(
                (
                    rf"\b(?P<core>{core}){_BETWEEN}{_NOUN}"
                    if document not in _ALONE
                    else rf"\b(?P<core>{core})\b"
                ),
                re.IGNORECASE,
            ),
            re.compile(rf"\b(?:{core})\b", re.IGNORECASE),
        )
        for document, core in _USUAL.items()
    }


def documents_in(text: str) -> set[str]:
    """The usual documents that a title or an item of a list names."""
    return {document for document, (_, alone) in _patterns().items() if alone.search(text)}


@lru_cache(maxsize=4)
def mentions_in(paper: LintText) -> tuple[Mention, ...]:
    """Every mention of another document; a policy does not mention itself."""
    own = documents_in(f"{paper.policy.facts.title} {paper.policy.id.replace('-', ' ')}")
    return tuple(mention for mention in _mentions(paper) if mention.document not in own)


def _mentions(paper: LintText) -> Iterator[Mention]:
    for lines in said_in(paper).clauses():
        is_lead = False
        for line in lines:
            if line.is_heading or line.path == paper.policy.path:
                continue
            names_some = _ANY.search(line.text)
            named = (
                {document: words for document in _USUAL if (words := _named(document, line.text))}
                if names_some
                else {}
            )
            is_lead = (
                bool(_LISTS.search(line.text))
                or (is_lead and line.is_item)
                or (bool(_COMPLY.search(line.text)) and len(named) > 2)
            )
            for document, (_, alone) in _patterns().items() if names_some else ():
                if is_lead and (found := alone.search(line.text)):
                    yield Mention(line, document, named.get(document, found[0]), is_listed=True)
                elif document in named:
                    yield Mention(line, document, named[document], is_listed=False)


def _named(document: str, text: str) -> str:
    """The words that name a document, written as a name: "Acceptable Use policy"; nothing where none is
    named.
    """
    named, alone = _patterns()[document]
    for found in named.finditer(text):
        noun = (found.groupdict().get("noun") or "").lower()
        if found["core"][:1].isupper():
            single = {"policies": "policy", "procedures": "procedure", "agreements": "agreement"}.get(
                noun, noun
            )
            return f"{found['core']} {single}".rstrip()
    for found in alone.finditer(text):
        if found[0][:1].isupper() and _POLICIES.search(text[: found.start()]):
            return found[0]
    return ""
