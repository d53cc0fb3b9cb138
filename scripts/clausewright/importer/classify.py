"""Sense: how strong a clause is, and whom it is for."""

from __future__ import annotations

import re

from ..model.audiences import AUDIENCES
from ..readers.words import plain
from .outline import Clause, list_texts

_WHO = "|".join(AUDIENCES.values())
_ANYONE = (
    rf"(?:{_WHO}|they|we|you|he or she|anyone|anybody|everyone|everybody|nobody|no one|those"
    r"|a person|people|keepers?|leaders?|leads?"
    r"|officers?)"
)
_DEEDS = (
    "ensure|report|keep|follow|familiarise|investigate|seek|obtain|record|make|take|provide|inform|notify"
    "|check|review|monitor|sign|tell|ask"
    "|complete|attend|contact|use|treat|respect|support|act|comply|read|undertake|maintain|refer"
    "|discuss|share|respond|receive|consult|give"
)
_REQUIRED = (
    r"\b(?:is|are) (?:strictly |absolutely "
    r"|expressly )?(?:required|prohibited|forbidden|mandatory|compulsory|obliged|unacceptable)\b"
    r"|\b(?:is|are|will) (?:not|never) (?:be )?(?:permitted|allowed|acceptable|tolerated|accepted)\b"
    r"|\b[Nn]o\b[^.;:]{0,60}\b(?:will|may|can) be\b"
    r"|\b[Ii]t is (?:essential|imperative|vital|the duty)\b|\b[Uu]nder no circumstances?\b"
)
_ADVISED = (
    r"\b(?:is|are|be) (?:strongly )?(?:advised|encouraged|recommended|discouraged)\b"
    r"|\badvisable\b|\bgood practice\b|\b[Ww]e (?:advise|encourage|recommend)\b"
)
# Whoever may do something, but not what "may be done by them", nor "we know that they may".
_ALLOWED = (
    rf"(?<!\bthat )(?<!\bby )(?<!\ban )(?<!\bof )(?<!\bwith )(?i:\b{_ANYONE}) (?:(?:(?!\b(?:that"
    r"|which)\b)[^.;:,]){0,40}? )?(?:may|can)\b"
    r"|\b(?:is|are) (?:permitted|allowed) to\b"
)
# From the strongest; the first that a clause's own sentence has counts, and says how sure that is.
_STRENGTHS = tuple(
    (strength, re.compile(pattern), sure)
    for strength, pattern, sure in (
        ("must", r"\b[Mm]ust\b|\b[Ss]hall\b|\bMUST\b|\b[Mm]ustn[’']t\b", 0.9),
        ("must", _REQUIRED, 0.85),
        (
            "must",
            (
                r"(?:^|[.;:!?]\s+)(?:Do not|Don[’']t|Never|Always)\b"
                r"|\b(?:is|are) never\b|\bmay never\b|\b[Ww]e never\b"
            ),
            0.8,
        ),
        (
            "should",
            r"\bshould\b|(?:^|[.;:!?]\s+)Should\b|\b(?:is|are) expected\b|\b[Ww]e expect\b|\bought to\b",
            0.9,
        ),
        ("advised", _ADVISED, 0.85),
        (
            "must",
            (
                rf"(?i:\b{_ANYONE}) (?:[^.;:]{{0,40}}? )?(?:need|needs|have|has) to\b|\b[Ww]ill (?:not "
                rf"|always |also )*(?:{_DEEDS})\b"
            ),
            0.75,
        ),
        ("may", _ALLOWED, 0.8),
    )
)
_ASKED = re.compile(
    r"(?:must|should|shall|will|may|can|have to|need(?:s)? to|has to|do not|does not|never"
    r"|(?:is|are) (?:not |also |all "
    r"|strongly )*(?:required|expected|advised|encouraged|permitted|allowed|asked|responsible|prohibited"
    r"|forbidden|entitled|reminded|obliged))\b",
    re.IGNORECASE,
)
_BY_SUBJECT = {
    audience: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for audience, words in AUDIENCES.items()
}
# Whoever stands after one of these is not who acts.
_NOT_ACTING = re.compile(
    r"\b(?:of|to|by|with|for|from|about|between|on|give|gives|tell|a|any|their|towards|that|where|if|when"
    r"|which|against|including|contact) (?:the |all |other |our |any |a |an )?$",
    re.IGNORECASE,
)


def find_strength(clause: Clause) -> tuple[str, float]:
    """How binding a clause reads, and how sure that is."""
    text = "\n".join(plain(text) for text in list_texts(clause.blocks))
    if clause.kind in ("dos", "donts"):
        return "should", 0.7
    candidates = [(strength, sure) for strength, pattern, sure in _STRENGTHS if pattern.search(text)]
    if not candidates:
        return "information", 0.8
    # Where a clause says more than one, its strongest word counts, less surely.
    return candidates[0][0], (
        candidates[0][1] if len({strength for strength, _ in candidates}) == 1 else min(0.7, candidates[0][1])
    )


def find_audience(clause: Clause) -> tuple[tuple[str, ...], float]:
    """Whom a clause speaks to: those of whom its sentences ask something, nobody where it names none."""
    audience = _find_asked(" ".join(plain(text_of_block) for text_of_block in list_texts(clause.blocks)))
    return audience, 0.8 if len(audience) < 2 else 0.65


def _find_asked(text: str) -> tuple[str, ...]:
    """Those who are the subject of a sentence that asks, allows or advises."""
    spans = []
    for audience, pattern in _BY_SUBJECT.items():
        for match in pattern.finditer(text):
            after = text[match.end() : match.end() + 90]
            asked = _ASKED.search(after)
            between = after[: asked.start()] if asked else ""
            is_near = asked and not re.search(r"[.;:]|\b(?:that|must|should)\b", between)
            is_named = (
                asked and len(between) > 30 and any(other.search(between) for other in _BY_SUBJECT.values())
            )
            if (
                is_near
                and not is_named
                and not _NOT_ACTING.search(text[max(0, match.start() - 25) : match.start()])
            ):
                spans.append(audience)
                break
    return tuple(spans)
