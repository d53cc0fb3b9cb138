"""Documents: other policies that a text names, the lists that it gives of them, and the titles of law and
guidance.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from rapidfuzz import fuzz

from ..errors import Severity
from .engine import Finding, LintText
from .mentions import Mention, documents_in, mentions_in
from .rules import Rule, at, short
from .said import said_in

_ALIKE = 78
_LONG_TITLE = 4
_SMALL = frozenset({"a", "an", "and", "for", "in", "of", "on", "the", "to", "with"})
_WORD = re.compile(r"[A-Za-z][\w’'-]*")


def _not_listed(paper: LintText) -> Iterator[Finding]:
    """Policies that the text relies on, that the library does not have, and that its own list of policies
    leaves out.
    """
    mentions = mentions_in(paper)
    there = {
        document
        for policy in paper.library.policies.values()
        for document in documents_in(policy.facts.title)
    }
    listed = {mention.document for mention in mentions if mention.is_listed}
    first: dict[str, Mention] = {}
    for mention in mentions:
        if not mention.is_listed and mention.document not in listed | there:
            first.setdefault(mention.document, mention)
    if len(listed) > 1:
        for mention in first.values():
            hint = "Add it to the list; use {{ policy(...) }} where the library has it."
            yield at(
                mention.line, f"“{mention.words}” is not in the policy's own list of other policies", hint
            )
    elif len(first) > 1:
        line = next(iter(first.values())).line
        names = ", ".join(f"“{mention.words}”" for mention in first.values())
        yield at(
            line,
            f"names {len(first)} other policies and lists none: {names}",
            "Give a list of them, with {{ policy(...) }} where the library has one.",
        )


def _two_lists(paper: LintText) -> Iterator[Finding]:
    """Two lists of the policies that belong with this one, which differ."""
    lists: dict[tuple[str, str], list[Mention]] = {}
    for mention in mentions_in(paper):
        if mention.is_listed:
            lists.setdefault((mention.line.path, mention.line.clause), []).append(mention)
    long = [(mentions, {mention.document for mention in mentions}) for mentions in lists.values()]
    long = [one for one in long if len(one[1]) > 2]
    for (_, first), (mentions, names) in pairwise(long):
        if first != names:
            only = [
                f"{' and '.join(sorted(more))} only {where}"
                for more, where in ((first - names, "above"), (names - first, "here"))
                if more
            ]
            yield at(
                mentions[0].line,
                f"lists other policies than the list further up: {'; '.join(only)}",
                "Give one list, and refer to it.",
            )


def _two_names(paper: LintText) -> Iterator[Finding]:
    """One document under two names."""
    seen: dict[str, dict[str, Mention]] = {}
    for mention in mentions_in(paper):
        seen.setdefault(mention.document, {}).setdefault(_name(mention.words), mention)
    for names in seen.values():
        first, *others = names.values()
        for other in others:
            if _differ(_name(first.words), _name(other.words)):
                message = f"“{other.words}” seems to be what is elsewhere “{first.words}”"
                yield at(
                    other.line, message, "Call one document by one name; {{ policy(...) }} prints its title."
                )


def _name(words: str) -> str:
    return re.sub(r"[-\u2011]", "", words.lower().replace("&", "and"))


def _differ(one: str, other: str) -> bool:
    """Whether two names differ in what they say, not in whether they add the kind of document or speak of a
    procedure too.
    """
    nouns = {"policy", "procedure", "policies"}
    words, other_words = set(one.split()), set(other.split())
    agreement = "agreement"
    if (agreement in words) != (agreement in other_words) and (words | other_words) & nouns:
        return True
    return words - nouns - {agreement} != other_words - nouns - {agreement}


def _titles(paper: LintText) -> Iterator[Finding]:
    """A title of law or guidance that is nearly, and not quite, the one that citations.yml has."""
    known = {
        facts.title: facts
        for facts in paper.library.known.citations.values()
        if len(_WORD.findall(facts.title)) >= _LONG_TITLE
    }
    titles = [(title, [word.lower() for word in _WORD.findall(title.split(":")[0])]) for title in known]
    for line in said_in(paper).lines:
        words = _WORD.findall(line.text)
        if sum(word[0].isupper() for word in words) < _LONG_TITLE - 1:
            continue
        lower = [word.lower() for word in words]
        for title, of_title in titles:
            is_whole = " ".join(of_title) in " ".join(lower)
            has_most = len(of_title) >= _LONG_TITLE and len(set(of_title) & set(lower)) >= len(of_title) - 1
            if has_most and not is_whole and (near := _near(words, of_title)):
                hint = "Write the title as it stands on the document, or use {{ cite(...) }}."
                yield at(line, f"“{short(near)}” is called “{title}”", hint)


def _near(words: list[str], title: list[str]) -> str:
    """The words of a text that are nearly a title: written as a title, with one word other or missing."""
    for size in (len(title), len(title) - 1, len(title) + 1):
        for begin in range(len(words) - size + 1):
            window = words[begin : begin + size]
            capitals = [word for word in window if word.lower() not in _SMALL]
            is_title = capitals and all(word[0].isupper() for word in capitals)
            if is_title and fuzz.ratio(" ".join(window).lower(), " ".join(title), score_cutoff=_ALIKE):
                return " ".join(window)
    return ""


RULES = (
    Rule(
        "REF-POLICY",
        Severity.WARNING,
        "A policy is named that the policy's own list of policies leaves out.",
        _not_listed,
    ),
    Rule(
        "REF-LIST",
        Severity.WARNING,
        "Two lists of the policies that belong with this one differ.",
        _two_lists,
    ),
    Rule("REF-NAME", Severity.WARNING, "One document goes by two names.", _two_names),
    Rule(
        "REF-TITLE",
        Severity.WARNING,
        "A title of law or guidance is not the one that the document has.",
        _titles,
    ),
)
