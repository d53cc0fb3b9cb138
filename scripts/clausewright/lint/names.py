"""Names: law, guidance, bodies, products and words that the registries know, and whether the text was right
on the day it was approved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..errors import Severity
from ..model.dates import in_words
from ..model.rule_records import NameFacts
from .editions import find_older_cited_editions, find_older_editions, find_undated_guidance, judge_then
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

_FEW_WORDS = 4

# A body with a year behind it, as in (DfES 2005), published something then.
_IS_PUBLISHER = re.compile(rf"(?<![Aa]ct),? \(?{_YEAR}\b")

_ADDRESS = re.compile(r"\]\([^)\n]*\)")

_DEPARTMENT = frozenset({"Department for Education", "HM Government"})


def _find_names(kinds: frozenset[str], policy_text: LintText) -> Iterator[Finding]:
    for name in policy_text.library.known.names.values():
        if name.kind in kinds:
            looked_for = _compile_names(name.old)
            for line in (line for line in policy_text.own_lines if not line.is_history):
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
            else f" {in_words(facts.from_day)}{judge_then(policy_text, line, facts.from_day)}"
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
        yield from find_older_editions(citation, policy_text)
    yield from find_older_cited_editions(policy_text)


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
        yield from find_undated_guidance(citation, policy_text, whole)


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
