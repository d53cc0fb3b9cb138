"""References: "see section 6", "(see 4.1)", "Appendix A" lead to parts of the same policy; "section 175 of
the Act" does not.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, field, replace

from ..readers.words import LINK_END, LINK_START, LINK_TO, cut_at_links, plain
from .outline import Clause, Outline, Part, Section, list_texts, replace_texts
from .proposals import Proposals

_NUMBER = r"\d{1,2}(?:\.\d{1,2}){0,3}(?![\d%]|\.?\d|\(|\w)"
_DECIMAL = r"\d{1,2}(?:\.\d{1,2}){1,3}(?![\d%]|\.?\d|\(|\w)"
_MORE = rf"(?P<more>(?:(?:, and|,| and| or| to| &| ?[-–])\s?{_NUMBER})*)"
_KINDS = r"[Ss]ections?|[Cc]lauses?|[Pp]aragraphs?|[Pp]aras?|[Pp]arts?|[Pp]oints?"
_CUE = (
    r"\b(?:[Ss]ee(?: also)?|[Rr]efer(?:red)? to(?: in| at)?|accordance with|[Aa]s (?:in|per|at)"
    r"|(?:set out|described|listed|explained|defined|stated|detailed|mentioned|outlined|given)(?: above|"
    r" below)? (?:in|at|under))"
)
_WORDED = re.compile(rf"\b(?P<word>{_KINDS}) (?P<number>{_NUMBER}){_MORE}")
_BARE = re.compile(rf"{_CUE} (?P<number>{_DECIMAL}){_MORE}")
_LETTERED = re.compile(
    r"\b(?:[Aa]ppendi(?:x|ces)|APPENDIX|[Aa]nnexe?|[Ss]chedule|[Ss]ection|[Pp]art|[Cc]hapter) (?:[A-Z]"
    r"|\d{1,2}|[IVX]{1,4})\b(?![.(]?\d)"
)
_HEADED = re.compile(
    r"\b(?:[Ss]ection|[Pp]art|[Pp]aragraph|[Cc]lause|[Hh]eading|[Aa]ppendix) (?:on"
    r"|about|headed|entitled|called|titled) [“‘\"']?"
)
_NAMED = re.compile(
    r"(?P<kind>section|part|appendix|annexe?|schedule|chapter) (?P<which>\d{1,2}|[A-Z]|[IVX]{1,4})\b(?!\.\d)",
    re.IGNORECASE,
)
_EACH = re.compile(_NUMBER)
# What a number belongs to if it stands beside it. "of" anything but this policy is another text.
_LAW = (
    r"(?:Act|Acts|Regulations?|Order|Rules|Code of Practice|KCSIE|Keeping [Cc]hildren [Ss]afe"
    r"|Working Together|Guidance|Handbook|Convention"
    r"|Directive|GDPR|Bill|Parliament|Burgundy Book|Framework|Standards)"
)
_OWN = (
    r"(?:this|these|our|[Ss]ection|[Pp]aragraph|[Pp]art|[Aa]ppendix"
    r"|the (?:present |above )?(?:policy|document|procedure|agreement|appendix)\b(?! (?:on|for)\b))"
)
_FOREIGN_AFTER = re.compile(
    rf"\s*(?:,? ?(?:of|from|to) (?!{_OWN})|,? ?in (?:the )?(?=[A-Z])(?!{_OWN})|,? ?(?:and|or) Schedule"
    r"|,? in force"
    rf"|\s?,? ?(?:the )?{_LAW}\b|[^.;]{{0,30}}\b(?:19|20)\d\d\b)"
)
_FOREIGN_BEFORE = re.compile(rf"(?:\b{_LAW}\b|\b(?:19|20)\d\d)(?:\s?\([^)]*\))?[^.;]{{0,20}}$")
# "Bylaw 3 section 2.4" stands in another paper.
_OF_ANOTHER = re.compile(
    r"\b(?:By-?law|Act|Regulation|Article|Order|Policy|Document|Standing Order) [A-Z\d]+,? $", re.IGNORECASE
)
_NEAR = re.compile(r"\s*\(?(?:above|below)\b")


@dataclass(slots=True)
class _Places:
    """What can be referred to: by number, by name ("appendix a"), by heading. Each leads to "clause:4" or the
    "section:4" around it.
    """

    numbers: dict[str, list[str]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    headings: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Reference:
    """A reference in a text: where it stands, where it leads, how it is printed, how sure it is.

    `called` is the word before the number, "-" for the number alone, "=" for the words as they stand.
    """

    start: int
    end: int
    place: str
    called: str
    sure: float


def mark_references(outline: Outline, advice: Proposals, but: Container[int] = ()) -> Outline:
    """Mark what leads to a part of this policy as a reference to it. What is quoted refers to its own source.

    The clauses at the places `but` are left as they are.
    """
    places = _collect_places(outline)
    parts: list[Part] = []
    clause_index = -1
    for part in outline.parts:
        clause_index += isinstance(part, Clause)
        if isinstance(part, Clause) and part.kind != "quotation" and clause_index not in but:
            change = {
                text: new
                for text in list_texts(part.blocks)
                if (new := _mark_references(text, places, advice)) != text
            }
            parts.append(replace(part, blocks=replace_texts(part.blocks, change)))
        else:
            parts.append(part)
    return replace(outline, parts=tuple(parts))


def _collect_places(outline: Outline) -> _Places:
    places = _Places()
    waiting: list[Section] = []
    clauses = 0
    for part in outline.parts:
        if isinstance(part, Section):
            waiting = [*(open_section for open_section in waiting if open_section.level < part.level), part]
        elif isinstance(part, Clause):
            for section in waiting:
                _note_section(places, section, clauses)
            waiting = []
            if part.kind != "quotation" and re.fullmatch(r"\d+(\.\d+)*[.:)]?", part.number):
                places.numbers.setdefault(part.number.rstrip(".:)"), []).append(f"clause:{clauses}")
            clauses += 1
    return places


def _note_section(places: _Places, section: Section, clauses: int) -> None:
    title = " ".join(plain(section.title).split())
    if section.level == 2 and (number := re.sub(r"[^\d.]", "", section.number).strip(".")):
        places.numbers.setdefault(number, []).append(f"section:{clauses}")
    if named := _NAMED.match(title):
        places.names.setdefault(f"{named['kind']} {named['which']}".casefold(), f"section:{clauses}")
    if len(title) > 3:
        places.headings.setdefault(title.casefold(), f"section:{clauses}")


def _mark_references(text: str, places: _Places, advice: Proposals) -> str:
    pieces = []
    for part, target in cut_at_links(text):
        if target:
            pieces.append(f"{LINK_START}{part}{LINK_TO}{target}{LINK_END}")
            continue
        position = 0
        for reference in _find_references(part, places):
            if reference.start < position:
                continue
            shown = plain(part[max(0, reference.start - 25) : reference.end + 25])
            words = part[reference.start : reference.end]
            says = f"“…{shown.strip()}…”: “{words}” leads to a part of this policy"
            if advice.propose("reference", shown, says, reference.sure).accept:
                pieces += [
                    part[position : reference.start],
                    f"{LINK_START}{words}{LINK_TO}ref:{reference.place}:{reference.called}{LINK_END}",
                ]
                position = reference.end
        pieces.append(part[position:])
    return "".join(pieces)


def _find_references(text: str, places: _Places) -> list[_Reference]:
    """Every reference in a text, in order; of those that overlap only the first counts."""
    candidates = [
        *_find_worded(text, places),
        *_find_bare(text, places),
        *_find_lettered(text, places),
        *_find_headed(text, places),
    ]
    return sorted(candidates, key=lambda reference: (reference.start, -reference.end))


def _find_worded(text: str, places: _Places) -> Iterator[_Reference]:
    for worded in _WORDED.finditer(text):
        word, number = worded["word"], worded["number"]
        is_title = worded.start() == 0 and bool(re.match(r"[.:]?\s+[A-Z“]|[.:]?$", text[worded.end() :]))
        if is_title or _is_foreign(text, worded.start(), worded.end()):
            continue
        cued = bool(
            re.search(rf"{_CUE} (?:the )?$", text[: worded.start()]) or _NEAR.match(text, worded.end())
        )
        sure = 0.5 if word.lower().startswith(("part", "point")) else 0.7
        if cued:
            sure = 0.9
        elif "." in number:
            sure = 0.85
        if place := _find_place(places, number, word):
            yield _Reference(worded.start(), worded.end("number"), place[0], word, min(sure, place[1]))
            yield from _find_others(text, worded.start("more"), worded.end("more"), places, sure)


def _find_bare(text: str, places: _Places) -> Iterator[_Reference]:
    for match in _BARE.finditer(text):
        if not _is_foreign(text, match.start(), match.end()) and (
            place := _find_place(places, match["number"], "")
        ):
            yield _Reference(match.start("number"), match.end("number"), place[0], "-", min(0.8, place[1]))
            yield from _find_others(text, match.start("more"), match.end("more"), places, 0.8)


def _find_others(text: str, start: int, end: int, places: _Places, sure: float) -> Iterator[_Reference]:
    """The numbers after the first: "2.3 to 2.5", "sections 2, 3 and 4"."""
    for number in _EACH.finditer(text, start, end):
        if place := _find_place(places, number[0], ""):
            yield _Reference(number.start(), number.end(), place[0], "-", min(sure, place[1]))


def _find_place(places: _Places, number: str, word: str) -> tuple[str, float] | None:
    """Where a number leads, and how sure that can be: less where several parts have it."""
    sections = places.numbers.get(number, [])
    if word.lower().startswith(("clause", "para", "point")):
        sections = [place for place in sections if place.startswith("clause:")]
    return (sections[0], 1.0 if len(sections) == 1 else 0.4) if sections else None


def _find_lettered(text: str, places: _Places) -> Iterator[_Reference]:
    for match in _LETTERED.finditer(text):
        place = places.names.get(match[0].replace("ppendices", "ppendix").casefold())
        if (
            place
            and not _is_foreign(text, match.start(), match.end())
            and len(text) > match.end() - match.start() + 12
        ):
            yield _Reference(match.start(), match.end(), place, "=", 0.85 if match.start() else 0.7)


def _find_headed(text: str, places: _Places) -> Iterator[_Reference]:
    for match in _HEADED.finditer(text):
        rest = text[match.end() :].casefold()
        title = max(
            (
                title
                for title in places.headings
                if rest.startswith(title) and not rest[len(title) :][:1].isalnum()
            ),
            key=len,
            default="",
        )
        if title and not _is_foreign(text, match.start(), match.end() + len(title)):
            yield _Reference(match.end(), match.end() + len(title), places.headings[title], "=", 0.8)


def _is_foreign(text: str, start: int, end: int) -> bool:
    """Say whether a number belongs to another text, by the words around it in its sentence."""
    return bool(
        _FOREIGN_AFTER.match(text[end : end + 70])
        or _FOREIGN_BEFORE.search(text[max(0, start - 70) : start])
        or _OF_ANOTHER.search(text[max(0, start - 30) : start])
    )
