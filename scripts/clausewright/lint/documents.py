"""Documents: other policies that a text names, the lists that it gives of them, the titles of law and
guidance, and references to places in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import fuzz

from ..errors import Severity
from .engine import Finding, LintText, Rule, Statement, read_printed, report, shorten

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

_ANY_DOCUMENT = re.compile(rf"\b(?:{'|'.join(_USUAL.values())})\b", re.IGNORECASE)

_ALONE = frozenset({"code of conduct", "staff handbook"})

_BETWEEN = r"(?:[,/& ]|\band\b|\bor\b|\b[A-Z][\w’'-]*)*?"

_LISTS = re.compile(
    r"\b(?:(?:related|associated|linked|supporting) (?:school |trust "
    r"|academy )?(?:policies|documents?|documentation|procedures)"
    r"|links? (?:with|to) (?:our |other |the |following |these )*(?:school |trust )?policies"
    r"|(?:following|these) (?:other |school |trust )*policies|read (?:together |in conjunction |alongside"
    r"|along )?(?:with|alongside)"
    r"|in conjunction with|policies to read)\b",
    re.IGNORECASE,
)

# A heading above a list of other policies.
_LIST_HEADING = re.compile(
    r"\b(?:related|associated|linked|other|supporting|relevant|connected|further)\b.*\b(?:polic\w+|documents?"
    r"|procedures?)\b"
    r"|\blinks? (?:to|with|between)\b|\bsee also\b|\bread (?:with|alongside)\b"
    r"|^(?:[\d.#) ]|\W)*polic(?:y|ies)(?: and (?:procedures|documents))?\W*$",
    re.IGNORECASE,
)

# A sentence that lays a policy beside others, and one that speaks of policies and then names them.
_COMPLY = re.compile(r"\b(?:comply|compliance|line|accordance|conjunction) with\b", re.IGNORECASE)

_POLICIES = re.compile(r"\bpolicies\b[^.;:]{0,120}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    """A document that a line names: which of the usual ones, in which words,
    and whether the line belongs to a list of them.
    """

    line: Statement
    document: str
    words: str
    is_listed: bool


@lru_cache(maxsize=1)
def _compile_patterns() -> dict[str, tuple[re.Pattern[str], re.Pattern[str]]]:
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


def find_documents(text: str) -> set[str]:
    """The usual documents that a title or an item of a list names."""
    return {document for document, (_, alone) in _compile_patterns().items() if alone.search(text)}


@lru_cache(maxsize=4)
def find_mentions(policy_text: LintText) -> tuple[Mention, ...]:
    """Every mention of another document; a policy does not mention itself."""
    itself = find_documents(f"{policy_text.policy.facts.title} {policy_text.policy.id.replace('-', ' ')}")
    return tuple(mention for mention in _scan_mentions(policy_text) if mention.document not in itself)


def _scan_mentions(policy_text: LintText) -> Iterator[Mention]:
    is_under_list = False
    for lines in read_printed(policy_text).clauses():
        is_lead = False
        for line in lines:
            if line.path == policy_text.policy.path:
                continue
            if line.is_heading:
                is_under_list = bool(_LIST_HEADING.search(line.text))
                continue
            names_some = _ANY_DOCUMENT.search(line.text)
            named = (
                {document: words for document in _USUAL if (words := _find_named(document, line.text))}
                if names_some
                else {}
            )
            is_lead = (
                is_under_list
                or bool(_LISTS.search(line.text))
                or (is_lead and line.is_item)
                or (bool(_COMPLY.search(line.text)) and len(named) > 2)
            )
            for document, (_, alone) in _compile_patterns().items() if names_some else ():
                if is_lead and (match := alone.search(line.text)):
                    yield Mention(line, document, named.get(document, match[0]), is_listed=True)
                elif document in named:
                    yield Mention(line, document, named[document], is_listed=False)


def _find_named(document: str, text: str) -> str:
    """The words that name a document, written as a name: "Acceptable Use policy";
    nothing where none is named.
    """
    named, alone = _compile_patterns()[document]
    for match in named.finditer(text):
        noun = (match.groupdict().get("noun") or "").lower()
        if match["core"][:1].isupper():
            single = {"policies": "policy", "procedures": "procedure", "agreements": "agreement"}.get(
                noun, noun
            )
            return f"{match['core']} {single}".rstrip()
    for match in alone.finditer(text):
        if match[0][:1].isupper() and _POLICIES.search(text[: match.start()]):
            return match[0]
    return ""


_ALIKE = 78

_LONG_TITLE = 4

# So many other policies can be found without a list of them.
_FEW_NAMED = 2

_SMALL = frozenset({"a", "an", "and", "for", "in", "of", "on", "the", "to", "with"})

_WORD = re.compile(r"[A-Za-z][\w’'-]*")


def _find_unlisted(policy_text: LintText) -> Iterator[Finding]:
    """Policies that the text relies on, that the library does not have,
    and that its own list of policies leaves out.
    """
    mentions = find_mentions(policy_text)
    in_library = {
        document
        for policy in policy_text.library.policies.values()
        for document in find_documents(policy.facts.title)
    }
    listed = {mention.document for mention in mentions if mention.is_listed}
    first: dict[str, Mention] = {}
    for mention in mentions:
        if not mention.is_listed and mention.document not in listed | in_library:
            first.setdefault(mention.document, mention)
    if len(listed) > 1:
        for mention in first.values():
            hint = "Add it to the list; use {{ policy(...) }} where the library has it."
            yield report(
                mention.line, f"“{mention.words}” is not in the policy's own list of other policies", hint
            )
    elif len(first) > _FEW_NAMED:
        line = next(iter(first.values())).line
        names = ", ".join(f"“{mention.words}”" for mention in first.values())
        yield report(
            line,
            f"names {len(first)} other policies and lists none: {names}",
            "Give a list of them, with {{ policy(...) }} where the library has one.",
        )


def _compare_lists(policy_text: LintText) -> Iterator[Finding]:
    """Two lists of the policies that belong with this one, which differ."""
    lists: dict[tuple[str, str], list[Mention]] = {}
    for mention in find_mentions(policy_text):
        if mention.is_listed:
            lists.setdefault((mention.line.path, mention.line.clause), []).append(mention)
    long = [(mentions, {mention.document for mention in mentions}) for mentions in lists.values()]
    long = [pair for pair in long if len(pair[1]) > 2]
    for (_, first), (mentions, names) in pairwise(long):
        if first != names:
            only = [
                f"{' and '.join(sorted(more))} only {where}"
                for more, where in ((first - names, "above"), (names - first, "here"))
                if more
            ]
            yield report(
                mentions[0].line,
                f"lists other policies than the list further up: {'; '.join(only)}",
                "Give one list, and refer to it.",
            )


def _find_two_names(policy_text: LintText) -> Iterator[Finding]:
    """One document under two names."""
    seen: dict[str, dict[str, Mention]] = {}
    for mention in find_mentions(policy_text):
        seen.setdefault(mention.document, {}).setdefault(_normalise_name(mention.words), mention)
    for names in seen.values():
        first, *others = names.values()
        for other in others:
            if _differ(_normalise_name(first.words), _normalise_name(other.words)):
                message = f"“{other.words}” seems to be what is elsewhere “{first.words}”"
                yield report(
                    other.line, message, "Call one document by one name; {{ policy(...) }} prints its title."
                )


def _normalise_name(words: str) -> str:
    return re.sub(r"[-\u2011]", "", words.lower().replace("&", "and"))


def _differ(name: str, other: str) -> bool:
    """Whether two names differ in what they say, not in whether they add the kind of document
    or speak of a procedure too.
    """
    nouns = {"policy", "procedure", "policies"}
    words, other_words = set(name.split()), set(other.split())
    agreement = "agreement"
    if (agreement in words) != (agreement in other_words) and (words | other_words) & nouns:
        return True
    return words - nouns - {agreement} != other_words - nouns - {agreement}


def _check_titles(policy_text: LintText) -> Iterator[Finding]:
    """A title of law or guidance that is nearly, and not quite, the one that citations.yml has."""
    known = {
        facts.title: facts
        for facts in policy_text.library.known.citations.values()
        if len(_WORD.findall(facts.title)) >= _LONG_TITLE
    }
    titles = [(title, [word.lower() for word in _WORD.findall(title.split(":")[0])]) for title in known]
    for line in read_printed(policy_text).lines:
        words = _WORD.findall(line.text)
        if sum(word[0].isupper() for word in words) < _LONG_TITLE - 1:
            continue
        lower = [word.lower() for word in words]
        for title, of_title in titles:
            is_whole = " ".join(of_title) in " ".join(lower)
            has_most = len(of_title) >= _LONG_TITLE and len(set(of_title) & set(lower)) >= len(of_title) - 1
            if has_most and not is_whole and (near := _find_near_title(words, of_title)):
                if not _names_a_law(title, near, line.text):
                    continue
                hint = "Write the title as it stands on the document, or use {{ cite(...) }}."
                yield report(line, f"“{shorten(near)}” is called “{title}”", hint)


# What a law is called after its subject: without it the words are of the subject alone.
_LAW_NOUN = re.compile(r"\b(?:Act|Regulations?|Order|Code|Directive)\b")


def _names_a_law(title: str, near: str, text: str) -> bool:
    """Say whether words that are nearly the title of a law name that law, not only what it is about."""
    if not _LAW_NOUN.search(title):
        return True
    last_word = near.rsplit(maxsplit=1)[-1]
    behind = " ".join(text[text.find(last_word) :].split()[:3])
    return bool(_LAW_NOUN.search(near) or _LAW_NOUN.search(behind))


def _find_near_title(words: list[str], title: list[str]) -> str:
    """The words of a text that are nearly a title: written as a title, with one word other or missing."""
    for size in (len(title), len(title) - 1, len(title) + 1):
        for begin in range(len(words) - size + 1):
            window = words[begin : begin + size]
            capitals = [word for word in window if word.lower() not in _SMALL]
            is_title = capitals and all(word[0].isupper() for word in capitals)
            if is_title and fuzz.ratio(" ".join(window).lower(), " ".join(title), score_cutoff=_ALIKE):
                return " ".join(window)
    return ""


_PROSE_REFERENCE = re.compile(
    r"\b(?:see|in|under|to|of|at) (?:the )?(?:section|paragraph|clause|para|part)s? (\d+)(?:\.\d+)*\b(?! ?\("
    r"|, part)(?: (?:above|below))?",
    re.IGNORECASE,
)

# Behind the number, or before it on the same line: then it is a place in another text.
_ELSEWHERE = re.compile(
    r"^(?:,? (?:and|or|to|[-\u2013]) \d+)*,? ?(?:of|in) (?:the"
    r"|this (?!policy)|that|KCSIE|Keeping|Working|DfE|annex)|^ ?[“\u2018\"'(]"
    r"|^,? (?-i:[A-Z])[\w ]*? (?:19|20)\d\d",
    re.IGNORECASE,
)

_LAW = re.compile(
    r"\b(?:Acts?|Regulations?|KCS[Ii]E|Keeping [Cc]hildren|Working Together"
    r"|Code of Practice|[Gg]uidance|Framework|Handbook|enquir\w+)\b"
)

_ABOVE_OR_BELOW = re.compile(r"\b(?:above|below)$", re.IGNORECASE)

_ANNEXES = 3


def _find_numbered_references(policy_text: LintText) -> Iterator[Finding]:
    """Places of this policy that are named by number: not a section of a law or of guidance,
    nor a number that this policy has not.
    """
    headings = sum(line.is_heading for line in policy_text.lines)
    for line in policy_text.own_lines:
        for reference in _PROSE_REFERENCE.finditer(line.text):
            elsewhere = _ELSEWHERE.match(line.text[reference.end() :]) or (
                _LAW.search(line.text) and not _ABOVE_OR_BELOW.search(reference[0])
            )
            is_here = (
                _ABOVE_OR_BELOW.search(reference[0])
                or not headings
                or int(reference[1]) <= headings + _ANNEXES
            )
            if is_here and not elsewhere:
                message = f"a place in a text is named by its number: “{reference[0]}”"
                yield report(
                    line, message, 'Use {{ ref("clause-id") }}: it follows the clause when numbers change.'
                )


RULES = (
    Rule(
        "REF-POLICY",
        Severity.WARNING,
        "A policy is named that the policy's own list of policies leaves out.",
        _find_unlisted,
    ),
    Rule(
        "REF-LIST",
        Severity.WARNING,
        "Two lists of the policies that belong with this one differ.",
        _compare_lists,
    ),
    Rule("REF-NAME", Severity.WARNING, "One document goes by two names.", _find_two_names),
    Rule(
        "REF-TITLE",
        Severity.WARNING,
        "A title of law or guidance is not the one that the document has.",
        _check_titles,
    ),
    Rule(
        "STR-XREF", Severity.WARNING, "A place in a text is named by its number.", _find_numbered_references
    ),
)
