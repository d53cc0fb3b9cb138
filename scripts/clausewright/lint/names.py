"""Names: law, guidance, bodies, products and words that the registries know, and whether the text was right
on the day it was approved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from ..errors import Severity
from ..model.dates import in_words
from ..model.library import Library
from ..model.records import CitationEdition, CitationFacts, NameFacts
from .engine import Finding, LintText, Statement
from .rules import Rule, at

_SAID = {
    "superseded": "was replaced on",
    "withdrawn": "was withdrawn on",
    "amended": "was amended on",
    "renamed": "has had another name since",
    "closed": "has not been there since",
    "moved": "is an address that has not been used since",
    "dated": "is a dated way to say it",
    "upcoming": "will change on",
    "spelling": "is written in another way",
}
_UNDATED = frozenset({"spelling", "dated"})
_YEAR = r"(?:19|20)\d\d"
_FEW_LETTERS = 4
_FEW_WORDS = 4
_BEHIND = 28
# A body with a year behind it, as in (DfES 2005), published something then.
_IS_PUBLISHER = re.compile(rf"(?<![Aa]ct),? \(?{_YEAR}\b")
_ADDRESS = re.compile(r"\]\([^)\n]*\)")
_CURRENT = re.compile(
    r"\b(?:latest|current|most recent|up[- ]to[- ]date|newest|in force|as amended|as updated|updated"
    r" annually|each year|annually)\b",
    re.IGNORECASE,
)
_DEPARTMENT = frozenset({"Department for Education", "HM Government"})


def _right_then(paper: LintText, line: Statement, since: date) -> str:
    """Whether a text that is out of date today was right on the day it was approved, or written where nobody
    approved it yet.
    """
    if since > paper.as_at:
        return ""
    if "version" in paper.policy.facts.not_stated:
        return "; the text does not say of when it is"
    approved = _approved(paper.library, paper)
    day, what = (approved, "when it was approved") if approved else (line.dated, "the date of the text")
    if day < since:
        return f": right on {in_words(day)}, {what}, and out of date today"
    return f": out of date already on {in_words(day)}, {what}"


def _approved(library: Library, paper: LintText) -> date | None:
    """The last day on which a school decided about the version."""
    decided = (
        one for school in library.schools.values() for one in library.adoptions(school, paper.policy.id)
    )
    return max(
        (one.facts.on for one in decided if one.facts.on and one.facts.version == paper.version.name),
        default=None,
    )


def _names(kinds: frozenset[str], paper: LintText) -> Iterator[Finding]:
    for name in paper.library.known.names.values():
        if name.kind in kinds:
            looked_for = _pattern(name.old)
            for line in paper.own:
                yield from _found(name, looked_for, line, paper)


def _pattern(old: Iterable[str]) -> re.Pattern[str]:
    """Small letters match capitals too; a name with capitals only as it is written. Longer names first; a
    year may be in brackets.
    """
    return re.compile("|".join(_one(name) for name in sorted(old, key=len, reverse=True)))


def _one(name: str) -> str:
    if re.fullmatch(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+", name):
        return rf"(?<![\w-])(?:www\.)?{re.escape(name)}(?![\w-])"
    written = re.sub(rf"\\ ({_YEAR})$", r",? \\(?\1\\)?", re.escape(name))
    written = re.sub("['’]", "['’]", written)
    written = f"(?i:{written})" if name == name.lower() else written
    return rf"(?<![\w@/.-]){written}(?![\w@/])"


def _found(
    facts: NameFacts, looked_for: re.Pattern[str], line: Statement, paper: LintText
) -> Iterator[Finding]:
    for found in looked_for.finditer(line.text):
        if any(word.lower() in line.text.lower() for word in facts.unless) or _IS_PUBLISHER.match(
            line.text, found.end()
        ):
            continue
        since = (
            ""
            if facts.kind in _UNDATED
            else f" {in_words(facts.from_day)}{_right_then(paper, line, facts.from_day)}"
        )
        sure = (
            ""
            if facts.verified
            else " Check it against the source first: the entry in policies/names.yml is not verified."
        )
        yield at(line, f"“{found[0]}” {_SAID[facts.kind]}{since}", f"Now: {facts.new}.{sure}")


def _stale(paper: LintText) -> Iterator[Finding]:
    yield from _names(frozenset({"superseded", "withdrawn", "amended", "upcoming", "moved"}), paper)
    for citation in paper.library.known.citations.values():
        yield from _older_editions(citation, paper)


def _called(citation: CitationFacts) -> tuple[str, str]:
    """How a text calls guidance: by its title or the first letters of a long title; and, for short, by its
    first words with capitals.
    """
    title = citation.title.partition(":")[0]
    words = re.findall(r"[\w’]+", title)
    letters = "".join(word[0] for word in words)
    if len(letters) < _FEW_LETTERS:
        return f"(?i:{re.escape(title)})", ""
    return rf"(?i:{re.escape(title)}|\b{letters}\b)", rf"\b{words[0].title()} {words[1].title()}\b"


def _older_editions(citation: CitationFacts, paper: LintText) -> Iterator[Finding]:
    """Guidance that is named with the year of an edition before the one in force."""
    newest = _in_force(citation, paper.as_at)
    if citation.kind == "law" or not newest:
        return
    long, brief = _called(citation)
    briefly = rf"|{brief},? \(?" if brief else ""
    looked_for = re.compile(
        rf"(?:(?:{long})(?P<between>[^.;|\n]{{0,{_BEHIND}}}?)\b{briefly})(?P<year>{_YEAR})\b(?!\s*[-\u2013/]\s*\d)"
    )
    for line in paper.own:
        for found in looked_for.finditer(line.text):
            year = int(found["year"])
            if (
                year >= newest.from_day.year
                or found["year"] in newest.label
                or re.search(r"\bAct\b|\d", found["between"] or "")
            ):
                continue
            then = _right_with(citation, year, paper, line)
            message = (
                f"“{found[0]}” is not the edition in force, which is {newest.label} since"
                f" {in_words(newest.from_day)}{then}"
            )
            yield at(
                line, message, f"Check what changed, and cite {citation.title} with {{{{ cite(...) }}}}."
            )


def _right_with(citation: CitationFacts, year: int, paper: LintText, line: Statement) -> str:
    """Whether the edition of a year was right when the text was approved, as far as the registry knows when
    the next one came.
    """
    later = min((one.from_day for one in citation.editions if one.from_day.year > year), default=paper.as_at)
    is_known = any(one.from_day.year == year or str(year) in one.label for one in citation.editions)
    day = _approved(paper.library, paper) or line.dated
    if is_known or day >= later or day.year <= year or "version" in paper.policy.facts.not_stated:
        return _right_then(paper, line, later)
    return f"; it may still have been in force on {in_words(day)}, when the text was approved or written"


def _in_force(citation: CitationFacts, day: date) -> CitationEdition | None:
    begun = [one for one in citation.editions if one.from_day <= day]
    return max(begun, key=lambda one: one.from_day, default=None)


def _obsolete(paper: LintText) -> Iterable[Finding]:
    return _names(frozenset({"renamed", "closed", "dated"}), paper)


def _brand(paper: LintText) -> Iterable[Finding]:
    return _names(frozenset({"spelling"}), paper)


_ACTS = re.compile(
    r"\b(Equality|Data Protection|Education|Children|Human Rights|Computer Misuse|Communications|Malicious"
    r" Communications|Defamation|"
    r"Safeguarding Vulnerable Groups|Employment Rights|Online Safety|Protection from Harassment) Act"
    rf"(?!\W{{0,5}}(?:of )?(?:\(\w+\) )?{_YEAR})(?! of\b|s\b)\b"
)


def _undated(paper: LintText) -> Iterator[Finding]:
    """An Act or long-titled guidance without its year, unless the same policy gives the year somewhere."""
    whole = _ADDRESS.sub("]", "\n".join(line.text for line in paper.lines))
    seen: set[str] = set()
    for line in paper.own:
        for found in _ACTS.finditer(line.text):
            if found[1] not in seen and not re.search(rf"\b{found[1]} Act\W{{0,5}}(?:of )?{_YEAR}", whole):
                seen.add(found[1])
                yield at(line, f"“{found[0]}” has no year", "Give the year, or cite it with {{ cite(...) }}.")
    for citation in paper.library.known.citations.values():
        yield from _undated_guidance(citation, paper, whole)


def _undated_guidance(citation: CitationFacts, paper: LintText, whole: str) -> Iterator[Finding]:
    words = re.findall(r"[\w’-]+", citation.title.partition(":")[0])
    if citation.kind not in ("statutory-guidance", "guidance") or len(words) < _FEW_WORDS:
        return
    called = rf"(?i:{re.escape(' '.join(words[:6]))})|\b{''.join(word[0] for word in words).upper()}\b"
    if re.search(rf"(?:{called})[^.;\n]{{0,80}}?\b{_YEAR}\b", whole):
        return
    for line in paper.own:
        if (found := re.search(called, line.text)) and not _CURRENT.search(line.text):
            yield at(
                line,
                f"“{found[0]}” is named without its edition",
                "Give the year, or cite it with {{ cite(...) }}.",
            )
            return


def _issuers(paper: LintText) -> Iterator[Finding]:
    """Guidance that is put down to a body that did not issue it."""
    for citation in paper.library.known.citations.values():
        words = citation.title.partition(":")[0].split()
        if citation.kind == "law" or len(words) < _FEW_WORDS or citation.issuer in _DEPARTMENT:
            continue
        looked_for = re.compile(
            r"\b(Department for Education|DfE|Ofsted|Home Office|government)(?:[’']s)?(?: \(DfE\))?(?:"
            r" (?:statutory|non-statutory))?"
            r"(?: (?:document|guidance|advice|publication|guidelines|guide))?(?: on| called|"
            r" entitled|:|,)?\s*['\u2018\"“]?\s*"
            rf"(?i:{re.escape(' '.join(words[:5]))})"
        )
        for line in paper.own:
            if found := looked_for.search(line.text):
                message = (
                    f"puts “{' '.join(words[:5])}…” down to the {found[1]}; it is by the {citation.issuer}"
                )
                yield at(line, message, "Name who issued it.")


RULES = (
    Rule(
        "REF-STALE",
        Severity.WARNING,
        "Law, guidance or a body is named that was replaced, amended or withdrawn.",
        _stale,
    ),
    Rule(
        "TERM-OBSOLETE",
        Severity.WARNING,
        "A product, a body or a word is named by a name that it no longer has.",
        _obsolete,
    ),
    Rule("BRAND", Severity.WARNING, "A name is not written as its owner writes it.", _brand),
    Rule("REF-EDITION", Severity.WARNING, "Law or guidance is named without its year or edition.", _undated),
    Rule("REF-ATTRIB", Severity.WARNING, "Guidance is put down to a body that did not issue it.", _issuers),
)
