"""Editions: guidance that a text names in an edition before the one in force, or in none, and whether it was
right on the day when the text was approved.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date

from ..check.citations import describe_replaced
from ..model.dates import in_words
from ..model.library import Library
from ..model.records import CitationEdition, CitationFacts
from .engine import Finding, LintText, Statement, report

_YEAR = r"(?:19|20)\d\d"

# A title of so many words is known by their first letters, KCSIE, and needs no capitals to be one.
_FEW_LETTERS, _FEW_WORDS = 4, 4

# So many letters stand between a title and its year, or a subtitle and a few.
_BEHIND, _SUBTITLE = 28, 90

_MONTHS = "|".join(calendar.month_name[1:])

_DAY_OF_MONTH = re.compile(rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?= (?:{_MONTHS})\b)")

# What may stand between a title and the school year whose edition is meant: "KCSIE Part One (2024/25)".
_NO_MORE_THAN_A_PART = re.compile(r"\W*(?:Part \w+)?\W*", re.IGNORECASE)

_CITED = re.compile(r"\{\{\s*cite\(\s*[\"']([\w-]+)[\"']\s*\)")

_CURRENT = re.compile(
    r"\b(?:latest|current|most recent|up[- ]to[- ]date|newest|in force|as amended|as updated|updated"
    r" annually|each year|annually)\b",
    re.IGNORECASE,
)


def find_older_cited_editions(policy_text: LintText) -> Iterator[Finding]:
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


def _write_name_pattern(citation: CitationFacts) -> str:
    """Return a pattern of how a text calls guidance: by its title, with a short form in brackets after any of
    its words, or by the first letters of a long title, or of the words with which it begins.
    """
    words = re.findall(r"[\w’]+", citation.title.partition(":")[0])
    between = r"(?:,? \(\w+\))?,? "
    names = [between.join(map(re.escape, words))]
    letters = "".join(word[0] for word in words)
    for count in range(_FEW_LETTERS, len(words) + 1):
        names.append(between.join([rf"\b{letters[:count]}", *map(re.escape, words[count:])]) + r"\b")
    return f"(?i:{'|'.join(names)})"


def _write_brief_name(citation: CitationFacts) -> str:
    """Return the first words of a long title as a text writes them: "Working Together"; or nothing."""
    words = re.findall(r"[\w’]+", citation.title.partition(":")[0])
    return rf"\b{words[0].title()} {words[1].title()}\b" if len(words) >= _FEW_WORDS else ""


def _compile_edition_pattern(citation: CitationFacts) -> re.Pattern[str]:
    """Return a pattern of guidance with the year of an edition, which stands behind its name or before it."""
    name, brief = _write_name_pattern(citation), _write_brief_name(citation)
    briefly = rf"|{brief},? \(?" if brief else ""
    behind = rf"(?P<between>[^.;:|\n]{{0,{_BEHIND}}}?|:[^.;|\n]{{0,{_SUBTITLE}}}?)"
    year = rf"(?P<year>{_YEAR})\b(?P<next_year>[-\u2013/]\d\d(?!\d))?(?!\s*[-\u2013/]\s*\d)"
    before = (
        rf"(?:\(|\bthe |\b(?:{_MONTHS}) )(?P<year_before>{_YEAR})\)? (?:(?:edition|version|update) of )?"
        rf"(?:the )?[“\u2018\"']?{name}"
    )
    return re.compile(rf"(?:{name}{behind}\b{briefly}){year}|(?i:{before})")


def find_older_editions(citation: CitationFacts, policy_text: LintText) -> Iterator[Finding]:
    """Guidance that is named with the year of an edition before the one in force."""
    newest = _find_edition_in_force(citation, policy_text.as_at)
    if citation.kind == "law" or not newest:
        return
    looked_for = _compile_edition_pattern(citation)
    for line in policy_text.own_lines:
        for match in () if line.is_history else looked_for.finditer(line.text):
            year = int(match["year"] or match["year_before"])
            is_newest = year >= newest.from_day.year or str(year) in newest.label
            if is_newest or not _is_edition(match):
                continue
            then = _judge_edition(citation, year, policy_text, line)
            message = (
                f"“{_close_bracket(match[0])}” is not the edition that has been in force since"
                f" {in_words(newest.from_day)}{then}"
            )
            yield report(
                line, message, f"Check what changed, and cite {citation.title} with {{{{ cite(...) }}}}."
            )


def _is_edition(match: re.Match[str]) -> bool:
    """Say whether a year behind a name is that of an edition, and not of an Act or of something else with a
    number; a school year is only where it stands beside the name.
    """
    between = _DAY_OF_MONTH.sub("", match["between"] or "")
    if match["next_year"] and not _NO_MORE_THAN_A_PART.fullmatch(between):
        return False
    return not re.search(r"\bAct\b|\d", between)


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
        return judge_then(policy_text, line, later)
    return f"; it may still have been in force on {in_words(day)}, when the text was approved or written"


def judge_then(policy_text: LintText, line: Statement, since: date) -> str:
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


def _find_edition_in_force(citation: CitationFacts, day: date) -> CitationEdition | None:
    begun = [edition for edition in citation.editions if edition.from_day <= day]
    return max(begun, key=lambda edition: edition.from_day, default=None)


def find_undated_guidance(citation: CitationFacts, policy_text: LintText, whole: str) -> Iterator[Finding]:
    """Long-titled guidance that a text, `whole`, names without any edition."""
    words = re.findall(r"[\w’-]+", citation.title.partition(":")[0])
    if citation.kind not in ("statutory-guidance", "guidance") or len(words) < _FEW_WORDS:
        return
    called = rf"(?i:{re.escape(' '.join(words[:6]))})|\b{''.join(word[0] for word in words).upper()}\b"
    if re.search(rf"(?:{called})[^.;\n]{{0,80}}?\b{_YEAR}\b", whole) or _compile_edition_pattern(
        citation
    ).search(whole):
        return
    for line in policy_text.own_lines:
        if (match := re.search(called, line.text)) and not _CURRENT.search(line.text):
            yield report(
                line,
                f"“{match[0]}” is named without its edition",
                "Give the year, or cite it with {{ cite(...) }}.",
            )
            return
