"""Sense: how strong a clause is, whom it is for, and what it refers to."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from .advice import Advice
from .outline import Clause, Outline, Part, Section, mapped, texts_of
from .words import LINK_END, LINK_START, LINK_TO, links_in, plain

# From the strongest; the first that a clause's own sentence has counts.
_STRENGTHS = (
    ("must", (r"\bmust\b|\bshall\b|\b(?:is|are) (?:strictly )?(?:required|prohibited|forbidden|not (?:permitted|allowed|acceptable))\b"
             r"|\bwill not be (?:tolerated|permitted|accepted)\b|\b(?:is|are) unacceptable\b")),
    ("should", r"\bshould\b|\b(?:is|are) expected\b|\bwe expect\b|\bought to\b"),
    ("advised", (r"\b(?:is|are|be) (?:strongly )?(?:advised|encouraged|recommended|discouraged)\b"
                r"|\badvisable\b|\bgood practice\b|\bwe (?:advise|encourage|recommend)\b")),
    ("must", r"\bwill (?:not )?(?:be )?(?:ensure|report|keep|follow|familiarise|investigate|seek|obtain)\b"),
    ("may", r"\bmay\b|\bcan\b"),
)  # fmt: skip
AUDIENCES = {
    "staff": r"staff|employees?|practitioners?|teachers?|colleagues|workers?|personnel|adults",
    "pupil": r"pupils?|children|learners?|students?|young people",
    "parent": r"parents?|carers?|families",
    "governor": r"governors?|trustees?|governing (?:body|board)|academy council(?: members)?",
    "volunteer": r"volunteers?",
    "contractor": r"contractors?|agency (?:staff|workers?)",
    "visitor": r"visitors?",
    "head": r"head ?teachers?|principals?|heads? of school|senior (?:leaders|leadership|management)(?: team)?",
    "line_manager": r"(?:line )?managers?",
}
_SUBJECT = r"\b(?P<who>{who})(?: / [\w ]{{1,20}}| and [\w ]{{1,20}})?\b[^.;:]{{0,60}}?"
_SUBJECT += r"\b(?:must|should|shall|will|may|can|are|is|have|need|do not)\b"
_BY_SUBJECT = {audience: re.compile(_SUBJECT.format(who=words), re.IGNORECASE) for audience, words in AUDIENCES.items()}
_REFERENCE = re.compile(
    r"\b(?P<word>[Ss]ections?|[Cc]lauses?|[Pp]aragraphs?|[Pp]arts?|[Pp]oints?) (?P<number>\d{1,2}(?:\.\d{1,2}){0,3})(?!%|\.?\w)"
)
_FOREIGN = re.compile(r"\b(?:Act|Regulations|Order|KCSIE|guidance|Handbook|Code of Practice|of the (?!policy|document))\b")


def strength_of(clause: Clause) -> tuple[str, float]:
    """How binding a clause reads, and how sure that is."""
    text = " ".join(plain(text) for text in texts_of(clause.blocks))
    if clause.kind in ("dos", "donts"):
        return "should", 0.7
    found = {strength for strength, pattern in _STRENGTHS if re.search(pattern, text, re.IGNORECASE)}
    first = next((strength for strength, pattern in _STRENGTHS if re.search(pattern, text, re.IGNORECASE)), "information")
    return first, 0.9 if len(found) <= 1 else 0.7


def audience_of(clause: Clause, text: str) -> tuple[tuple[str, ...], float]:
    """Whom a clause speaks to: those who are the subject of its sentences; where none is, those of the policy, less surely."""
    found = tuple(
        audience for audience, pattern in _BY_SUBJECT.items() if pattern.search(" ".join(plain(one) for one in texts_of(clause.blocks)))
    )
    if found:
        return found, 0.8 if len(found) == 1 else 0.65
    counted = {audience: len(re.findall(rf"\b(?:{words})\b", text, re.IGNORECASE)) for audience, words in AUDIENCES.items()}
    return (("staff",) if counted["staff"] >= counted["pupil"] else ("pupil",)), 0.6


def with_references(outline: Outline, advice: Advice, but: Container[int] = ()) -> Outline:
    """Mark every "see section 6" that leads to a part of this policy as a reference to it. What is quoted refers to its own source.

    The clauses at the places `but` are left as they are.
    """
    places = _places(outline)
    parts: list[Part] = []
    at = -1
    for part in outline.parts:
        at += isinstance(part, Clause)
        if isinstance(part, Clause) and part.kind != "quotation" and at not in but:
            change = {text: new for text in texts_of(part.blocks) if (new := _referring(text, places, advice)) != text}
            parts.append(Clause(part.number, part.title, mapped(part.blocks, change), part.kind))
        else:
            parts.append(part)
    return Outline(outline.title, outline.title_is_its_own, tuple(parts))


def _places(outline: Outline) -> dict[str, str]:
    """What each number leads to: "clause:4" for the fifth clause, "section:4" for the section that it begins."""
    places: dict[str, str] = {}
    waiting: list[str] = []
    clauses = 0
    for part in outline.parts:
        if isinstance(part, Section):
            if part.level == 2 and (number := re.sub(r"[^\d.]", "", part.number).strip(".")):
                waiting.append(number)
        elif isinstance(part, Clause):
            for number in waiting:
                places.setdefault(number, f"section:{clauses}")
            waiting.clear()
            if re.fullmatch(r"\d+(\.\d+)*[.:)]?", part.number):
                places.setdefault(part.number.rstrip(".:)"), f"clause:{clauses}")
            clauses += 1
    return places


def _referring(text: str, places: dict[str, str], advice: Advice) -> str:
    found = []
    for part, target in links_in(text):
        if target:
            found.append(f"{LINK_START}{part}{LINK_TO}{target}{LINK_END}")
            continue
        at = 0
        for one in _REFERENCE.finditer(part):
            place = places.get(one["number"])
            fits = place and (
                place.startswith("clause:")
                or one["word"].lower().startswith(("section", "part ", "parts"))
                or one["word"].lower() == "part"
            )
            if place and fits and not _FOREIGN.search(part[one.end() : one.end() + 40]):
                shown = plain(part[max(0, one.start() - 25) : one.end() + 25])
                says = f"“…{shown.strip()}…” leads to {one['number']} of this policy"
                if advice.propose("reference", shown, says, 0.85).accept:
                    found += [part[at : one.start()], f"{LINK_START}{one[0]}{LINK_TO}ref:{place}:{one['word']}{LINK_END}"]
                    at = one.end()
        found.append(part[at:])
    return "".join(found)


def plain_of(clauses: Sequence[Clause]) -> str:
    """All the words of some clauses."""
    return "\n".join(plain(text) for clause in clauses for text in texts_of(clause.blocks))
