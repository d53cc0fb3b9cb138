"""Style: long sentences, capitals, questions, quotation marks, and whom a policy speaks to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from ..errors import Severity
from .engine import Finding, LintText, Rule, report, shorten, split_statements

_ANY = re.IGNORECASE


def _find_bare_questions(policy_text: LintText) -> Iterator[Finding]:
    """A heading that asks, or that begins or goes on with a question, without a question mark."""
    for line in policy_text.own_lines:
        text = line.text.lstrip("# ").strip()
        if line.is_heading and _ASKS.search(text) and not text.endswith("?"):
            yield report(
                line,
                f"asks without a question mark: “{shorten(text)}”",
                "Put a question mark, or make it a plain heading.",
            )


_ASKS = re.compile(
    r"(?:^|[\u2013\u2014:-] )(?:who|what|when|where|why|how)(?: \w+)?"
    r" (?:do|does|is|are|should|can|will|must|did)(?= (?:the|this|these|an?|"
    r"we|i|you|it|they|staff|"
    r"pupils|parents|children|social|apply)\b)",
    _ANY,
)


def _find_two_cases(policy_text: LintText) -> Iterator[Finding]:
    """A term of several words that stands in mid-sentence both with capitals and without."""
    whole = "\n".join(line.text for line in policy_text.own_lines)
    seen: set[str] = set()
    for line in policy_text.own_lines:
        if line.is_heading or line.is_table:
            continue
        for match in _CAPITALS.finditer(line.text):
            term = match[1]
            if term.lower() in seen or term.split()[-1].rstrip("s") in _OF_NAMES:
                continue
            small = re.search(rf"(?<![\w’'-]){re.escape(term.lower())}(?![\w’'-])", whole)
            if small:
                seen.add(term.lower())
                message = f"“{term}” is elsewhere in this policy “{term.lower()}”"
                yield report(line, message, "Write it in one way; small letters read more easily.")


# Runs of capitals inside a sentence: not at its beginning, not part of a longer name, not behind a colon or
# an opening quotation mark.
_CAPITALS = re.compile(
    r"(?<=[a-z,;] )([A-Z][a-z’]+(?: (?:of )?[A-Z][a-z’]+){1,3})"
    r"(?= (?!polic|procedure|act\b|code|form\b|agreement|guidance|handbook|lead|officer|team)[a-z]|[.,;)]|$)"
)

_OF_NAMES = frozenset(
    {
        "Policy",
        "Policie",
        "Act",
        "Procedure",
        "Code",
        "Regulation",
        "Agreement",
        "Form",
        "Handbook",
        "Conduct",
        "Council",
    }
)

_LONG_SENTENCE = 40


def _find_long_sentences(policy_text: LintText) -> Iterator[Finding]:
    for line in policy_text.own_lines:
        if line.is_table:
            continue
        for sentence in split_statements(line.text):
            if (count := len(sentence.split())) > _LONG_SENTENCE:
                yield report(
                    line,
                    f"is a sentence of {count} words: “{shorten(sentence)}”",
                    "Make it two or three, or a list.",
                )


def _find_capitals(policy_text: LintText) -> Iterator[Finding]:
    for line in policy_text.own_lines:
        words = re.findall(r"[A-Za-z]{2,}", line.text)
        letters = sum(map(len, words))
        enough = letters > 6 if line.is_heading else len(words) > 1 and letters > 8
        if enough and all(word.isupper() for word in words) and not line.is_table:
            yield report(
                line,
                f"is written in capitals: “{shorten(line.text)}”",
                "Write it in small letters; capitals are hard to read and are read out letter by letter.",
            )


_TO_YOU = re.compile(r"\b(?:you|your|yourself)\b", _ANY)

_OF_THEM = re.compile(
    r"\b(?:employees|staff|teachers|practitioners|pupils|parents|volunteers)\b[^.;]{0,30}"
    r"\b(?:must|should|will|may|are required|are advised)\b",
    _ANY,
)

_ENOUGH = 5


def _compare_voices(policy_text: LintText) -> Iterator[Finding]:
    """A policy that speaks to you in some clauses, and about employees in others."""
    statements = [line for line in policy_text.own_lines if not line.is_heading]
    to_you = [line for line in statements if _TO_YOU.search(line.text) and not _QUESTION.search(line.text)]
    of_them = [line for line in statements if _OF_THEM.search(line.text)]
    if min(len(to_you), len(of_them)) >= _ENOUGH:
        fewer, more = sorted((to_you, of_them), key=len)
        counts = f"in {len(to_you)} places, and about people in {len(of_them)}"
        message = f"speaks to the reader as “you” {counts}: “{shorten(fewer[0].text)}”"
        yield report(fewer[0], message, f"Keep to one of them, as {more[0].path} does.")


_QUESTION = re.compile(r"\?\s*$|[“\u2018\"]")


def _find_unclosed(policy_text: LintText) -> Iterator[Finding]:
    """A quotation mark that is opened and not closed in its clause; a single one, not for some sentences
    behind it either.
    """
    hint = "Close it, or make the passage a clause of kind quotation."
    behind = "\n".join(line.text for line in policy_text.own_lines)
    for _, group in groupby(
        (line for line in policy_text.own_lines if line.clause), key=lambda line: line.path
    ):
        lines = list(group)
        text = "\n".join(line.text for line in lines)
        first = None
        if text.count("“") > text.count("”"):
            first = next(line for line in lines if line.text.count("“") > line.text.count("”"))
        elif (opened := _OPENED.search(text)) and not _CLOSED.search(text, opened.end()):
            ends = behind.find(text) + len(text)
            goes_on = behind[ends : ends + _SOME_SENTENCES]
            if not _CLOSED.search(goes_on):
                first = lines[text.count("\n", 0, opened.start(1))]
        if first:
            yield report(first, "opens a quotation that is never closed", hint)


_SOME_SENTENCES = 600

# A single quotation mark that opens; an apostrophe before a word that lost its beginning, as in ’til, is
# none.
_OPENED = re.compile(r"(?:^|[\s(])(['\u2018])(?= ?[A-Za-z]{3})(?!til\b|tis\b|cause\b|phone\b)", re.MULTILINE)

_CLOSED = re.compile(r"(?<=\S)['’](?![A-Za-z])")


RULES = (
    Rule("READ-LONG", Severity.WARNING, "A sentence has more than 40 words.", _find_long_sentences, on=False),
    Rule(
        "STYLE-CASE",
        Severity.WARNING,
        "One term is written with capitals and without.",
        _find_two_cases,
        on=False,
    ),
    Rule(
        "STYLE-VOICE",
        Severity.WARNING,
        "A policy speaks to you, and elsewhere about the same people.",
        _compare_voices,
        on=False,
    ),
    Rule("A11Y-CAPS", Severity.WARNING, "A heading or a line is written in capitals.", _find_capitals),
    Rule("PUNCT-QUESTION", Severity.WARNING, "A heading asks without a question mark.", _find_bare_questions),
    Rule("PUNCT-QUOTE", Severity.WARNING, "A quotation mark is never closed.", _find_unclosed),
)
