"""Names: law, guidance, bodies, products and words that the registries know, and whether the text was right
on the day it was approved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from ..check.citations import describe_replaced
from ..errors import Severity
from ..model.dates import in_words
from ..model.library import Library
from ..model.records import CitationEdition, CitationFacts
from ..model.rule_records import NameFacts
from .engine import Finding, LintText, Rule, Statement, report

_WHAT_HAPPENED = {
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

_CITED = re.compile(r"\{\{\s*cite\(\s*[\"']([\w-]+)[\"']\s*\)")

_ADDRESS = re.compile(r"\]\([^)\n]*\)")

_CURRENT = re.compile(
    r"\b(?:latest|current|most recent|up[- ]to[- ]date|newest|in force|as amended|as updated|updated"
    r" annually|each year|annually)\b",
    re.IGNORECASE,
)

_DEPARTMENT = frozenset({"Department for Education", "HM Government"})


def _judge_then(policy_text: LintText, line: Statement, since: date) -> str:
    """Whether a text that is out of date today was right on the day it was approved, or written where nobody
    approved it yet.
    """
    if since > policy_text.as_at:
        return ""
    if "version" in policy_text.policy.facts.not_stated:
        return "; the text does not say of when it is"
    approved = _find_approval(policy_text.library, policy_text)
    day, which_day = (approved, "when it was approved") if approved else (line.dated, "the date of the text")
    if day < since:
        return f": right on {in_words(day)}, {which_day}, and out of date today"
    return f": out of date already on {in_words(day)}, {which_day}"


def _find_approval(library: Library, policy_text: LintText) -> date | None:
    """The last day on which a school decided about the version."""
    decided = (
        adoption
        for school in library.schools.values()
        for adoption in library.adoptions(school, policy_text.policy.id)
    )
    return max(
        (
            adoption.facts.on
            for adoption in decided
            if adoption.facts.on and adoption.facts.version == policy_text.version.name
        ),
        default=None,
    )


def _find_names(kinds: frozenset[str], policy_text: LintText) -> Iterator[Finding]:
    for name in policy_text.library.known.names.values():
        if name.kind in kinds:
            looked_for = _compile_names(name.old)
            for line in policy_text.own_lines:
                yield from _report_name(name, looked_for, line, policy_text)


def _compile_names(old: Iterable[str]) -> re.Pattern[str]:
    """Small letters match capitals too; a name with capitals only as it is written. Longer names first; a
    year may be in brackets.
    """
    return re.compile("|".join(_escape_name(name) for name in sorted(old, key=len, reverse=True)))


def _escape_name(name: str) -> str:
    if re.fullmatch(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+", name):
        return rf"(?<![\w-])(?:www\.)?{re.escape(name)}(?![\w-])"
    written = re.sub(rf"\\ ({_YEAR})$", r",? \\(?\1\\)?", re.escape(name))
    written = re.sub("['’]", "['’]", written)
    written = f"(?i:{written})" if name == name.lower() else written
    return rf"(?<![\w@/.-]){written}(?![\w@/])"


def _report_name(
    facts: NameFacts, looked_for: re.Pattern[str], line: Statement, policy_text: LintText
) -> Iterator[Finding]:
    for named in looked_for.finditer(line.text):
        if any(word.lower() in line.text.lower() for word in facts.unless) or _IS_PUBLISHER.match(
            line.text, named.end()
        ):
            continue
        since = (
            ""
            if facts.kind in _UNDATED
            else f" {in_words(facts.from_day)}{_judge_then(policy_text, line, facts.from_day)}"
        )
        sure = (
            ""
            if facts.verified
            else " Check it against the source first: the entry in policies/names.yml is not verified."
        )
        yield report(line, f"“{named[0]}” {_WHAT_HAPPENED[facts.kind]}{since}", f"Now: {facts.new}.{sure}")


def _find_stale(policy_text: LintText) -> Iterator[Finding]:
    yield from _find_names(
        frozenset({"superseded", "withdrawn", "amended", "upcoming", "moved"}), policy_text
    )
    for citation in policy_text.library.known.citations.values():
        yield from _find_older_editions(citation, policy_text)
    yield from _find_older_cited_editions(policy_text)


def _find_older_cited_editions(policy_text: LintText) -> Iterator[Finding]:
    """What cite() prints is the edition of the version's day, which may have been replaced since."""
    seen: set[str] = set()
    for line in policy_text.own_lines:
        for id in _CITED.findall(line.raw):
            citation = policy_text.library.citations.get(id)
            if citation is None or id in seen:
                continue
            seen.add(id)
            printed = citation.facts.at(policy_text.version.date)
            in_force = citation.facts.at(policy_text.as_at)
            if printed.from_day < in_force.from_day:
                message = describe_replaced(citation.facts, printed, in_force)
                yield report(line, message, "Read what changed in it, and write a new version.")


def _name_patterns(citation: CitationFacts) -> tuple[str, str]:
    """How a text calls guidance: by its title or the first letters of a long title; and, for short, by its
    first words with capitals.
    """
    title = citation.title.partition(":")[0]
    words = re.findall(r"[\w’]+", title)
    letters = "".join(word[0] for word in words)
    if len(letters) < _FEW_LETTERS:
        return f"(?i:{re.escape(title)})", ""
    return rf"(?i:{re.escape(title)}|\b{letters}\b)", rf"\b{words[0].title()} {words[1].title()}\b"


def _find_older_editions(citation: CitationFacts, policy_text: LintText) -> Iterator[Finding]:
    """Guidance that is named with the year of an edition before the one in force."""
    newest = _find_edition_in_force(citation, policy_text.as_at)
    if citation.kind == "law" or not newest:
        return
    long, brief = _name_patterns(citation)
    briefly = rf"|{brief},? \(?" if brief else ""
    looked_for = re.compile(
        rf"(?:(?:{long})(?P<between>[^.;|\n]{{0,{_BEHIND}}}?)\b{briefly})(?P<year>{_YEAR})\b"
        r"(?!\s*[-\u2013/]\s*\d)"
    )
    for line in policy_text.own_lines:
        for match in looked_for.finditer(line.text):
            year = int(match["year"])
            if (
                year >= newest.from_day.year
                or match["year"] in newest.label
                or re.search(r"\bAct\b|\d", match["between"] or "")
            ):
                continue
            then = _judge_edition(citation, year, policy_text, line)
            message = (
                f"“{_close_bracket(match[0])}” is not the edition in force, which is {newest.label} since"
                f" {in_words(newest.from_day)}{then}"
            )
            yield report(
                line, message, f"Check what changed, and cite {citation.title} with {{{{ cite(...) }}}}."
            )


def _close_bracket(text: str) -> str:
    return f"{text})" if text.count("(") > text.count(")") else text


def _judge_edition(citation: CitationFacts, year: int, policy_text: LintText, line: Statement) -> str:
    """Whether the edition of a year was right when the text was approved, as far as the registry knows when
    the next one came.
    """
    later = min(
        (edition.from_day for edition in citation.editions if edition.from_day.year > year),
        default=policy_text.as_at,
    )
    is_known = any(
        edition.from_day.year == year or str(year) in edition.label for edition in citation.editions
    )
    day = _find_approval(policy_text.library, policy_text) or line.dated
    if is_known or day >= later or day.year <= year or "version" in policy_text.policy.facts.not_stated:
        return _judge_then(policy_text, line, later)
    return f"; it may still have been in force on {in_words(day)}, when the text was approved or written"


def _find_edition_in_force(citation: CitationFacts, day: date) -> CitationEdition | None:
    begun = [edition for edition in citation.editions if edition.from_day <= day]
    return max(begun, key=lambda edition: edition.from_day, default=None)


def _find_obsolete(policy_text: LintText) -> Iterable[Finding]:
    return _find_names(frozenset({"renamed", "closed", "dated"}), policy_text)


def _find_misspelt_brands(policy_text: LintText) -> Iterable[Finding]:
    return _find_names(frozenset({"spelling"}), policy_text)


_ACTS = re.compile(
    r"\b(Equality|Data Protection|Education|Children|Human Rights|Computer Misuse|Communications|Malicious"
    r" Communications|Defamation|"
    r"Safeguarding Vulnerable Groups|Employment Rights|Online Safety|Protection from Harassment) Act"
    rf"(?!\W{{0,5}}(?:of )?(?:\(\w+\) )?{_YEAR})(?! of\b|s\b)\b"
)


def _find_undated(policy_text: LintText) -> Iterator[Finding]:
    """An Act or long-titled guidance without its year, unless the same policy gives the year somewhere."""
    whole = _ADDRESS.sub("]", "\n".join(line.text for line in policy_text.lines))
    seen: set[str] = set()
    for line in policy_text.own_lines:
        for match in _ACTS.finditer(line.text):
            if match[1] not in seen and not re.search(rf"\b{match[1]} Act\W{{0,5}}(?:of )?{_YEAR}", whole):
                seen.add(match[1])
                yield report(
                    line, f"“{match[0]}” has no year", "Give the year, or cite it with {{ cite(...) }}."
                )
    for citation in policy_text.library.known.citations.values():
        yield from _find_undated_guidance(citation, policy_text, whole)


def _find_undated_guidance(citation: CitationFacts, policy_text: LintText, whole: str) -> Iterator[Finding]:
    words = re.findall(r"[\w’-]+", citation.title.partition(":")[0])
    if citation.kind not in ("statutory-guidance", "guidance") or len(words) < _FEW_WORDS:
        return
    called = rf"(?i:{re.escape(' '.join(words[:6]))})|\b{''.join(word[0] for word in words).upper()}\b"
    if re.search(rf"(?:{called})[^.;\n]{{0,80}}?\b{_YEAR}\b", whole):
        return
    for line in policy_text.own_lines:
        if (match := re.search(called, line.text)) and not _CURRENT.search(line.text):
            yield report(
                line,
                f"“{match[0]}” is named without its edition",
                "Give the year, or cite it with {{ cite(...) }}.",
            )
            return


def _check_issuers(policy_text: LintText) -> Iterator[Finding]:
    """Guidance that is put down to a body that did not issue it."""
    for citation in policy_text.library.known.citations.values():
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
        for line in policy_text.own_lines:
            if match := looked_for.search(line.text):
                message = (
                    f"puts “{' '.join(words[:5])}…” down to the {match[1]}; it is by the {citation.issuer}"
                )
                yield report(line, message, "Name who issued it.")


RULES = (
    Rule(
        "REF-STALE",
        Severity.WARNING,
        "Law, guidance or a body is named that was replaced, amended or withdrawn.",
        _find_stale,
    ),
    Rule(
        "TERM-OBSOLETE",
        Severity.WARNING,
        "A product, a body or a word is named by a name that it no longer has.",
        _find_obsolete,
    ),
    Rule("BRAND", Severity.WARNING, "A name is not written as its owner writes it.", _find_misspelt_brands),
    Rule(
        "REF-EDITION",
        Severity.WARNING,
        "Law or guidance is named without its year or edition.",
        _find_undated,
    ),
    Rule(
        "REF-ATTRIB",
        Severity.WARNING,
        "Guidance is put down to a body that did not issue it.",
        _check_issuers,
    ),
)
