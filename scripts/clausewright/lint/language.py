"""Language: one word for one thing, short forms that are explained, sentences that can be read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from ..errors import Severity
from .engine import Finding, LintText, Statement
from .rules import Rule, at, pattern, short
from .spelling import is_word

_ANY = re.IGNORECASE
_LONG_SENTENCE = 40
# Ways to write or to say one thing. A word that says the same of another group, such as students on
# placement, is no variant.
_VARIANTS = (
    (r"\bemail(?:s|ed|ing)?\b", r"\be-mail(?:s|ed|ing)?\b"),
    (r"\bonline\b", r"\bon-line\b", r"(?<!come )(?<!go )\bon line\b"),
    (r"\bheadteachers?\b", r"\bhead teachers?\b", r"\bhead-teachers?\b"),
    (r"\bex-pupils?\b", r"\bex pupils?\b"),
    (r"\bwebsites?\b", r"\bweb sites?\b", r"\bweb-sites?\b"),
    (r"\bsafeguarding partners(?:hip)?\b", r"\bsafeguarding board\b"),
    (r"\bgoverning body\b", r"\bgoverning board\b"),
    (
        r"\bsocial media\b",
        r"\bsocial network(?:ing)?(?: sites?)?\b(?! (?:sites?|such as|like|including|for example|e\.g\.|\())",
    ),
    (r"\bcyberbullying\b", r"\bcyber-bullying\b", r"\bcyber bullying\b"),
    (r"\bwellbeing\b", r"\bwell-being\b", r"\bwell being\b"),
    (r"\bparents and carers\b", r"\bparents ?/ ?carers\b"),
    (r"\boff-site\b", r"\boffsite\b"),
    (r"\bco-operat\w+", r"\bcooperat\w+"),
    (r"\bclassrooms?\b", r"\bclass rooms?\b", r"\bclass-rooms?\b"),
    (r"\bworkplaces?\b", r"\bwork places?\b(?! a)"),
    (r"\bwi-fi\b", r"\bwifi\b", r"\bwi fi\b"),
    (r"\bmulti-agency\b", r"\bmultiagency\b", r"\bmulti agency\b"),
    (r"\banti-bullying\b", r"\bantibullying\b", r"\banti bullying\b"),
)
# Short forms that nobody needs explained.
_KNOWN_SHORT = frozenset(
    ("ADHD", "AI", "BBC", "CCTV", "CD", "CEO", "CPOM", "CPOMS", "DBS", "DFE", "DVD", "EU", "FAQ", "GCSE", "GDPR", "GP", "GPS", "HM",
     "HMRC", "HR", "ICT", "ID", "IT", "NHS", "OK", "PC", "PDF", "PE", "PIN", "QR", "RAF", "SIM", "SMS", "TBA", "TBC", "TV", "UK",
     "UN", "URL", "US", "USA", "USB", "WC")
)  # fmt: skip
# A word in capitals for its weight is no short form; these short forms are words too.
_WORDS_TOO = frozenset(
    {
        "SEND",
        "MASH",
        "CAMHS",
        "PAN",
        "SALT",
        "DOLS",
        "MARAC",
        "AUP",
        "SLT",
        "SEMH",
        "SENCO",
        "LADO",
        "PREVENT",
    }
)
_ACRONYM = re.compile(r"(?<![\w’'/&.@-])([A-Z]{2,5}|SENDCO)s?(?![\w’'/&@-]|\.\w| ?\d)")
_IN_CAPITALS = re.compile(r"[A-Z]{2,}")


def _variants(paper: LintText) -> Iterator[Finding]:
    for forms in _VARIANTS:
        counts: Counter[str] = Counter()
        first: dict[str, tuple[Statement, str]] = {}
        for line in paper.own:
            for form in forms:
                for found in re.finditer(form, line.text, _ANY):
                    counts[form] += 1
                    first.setdefault(form, (line, found[0]))
        usual = max(counts, key=lambda form: counts[form], default="")
        for form, (line, word) in first.items():
            if form != usual:
                message = f"“{word}” is elsewhere in this policy “{first[usual][1]}”"
                yield at(
                    line, message, "Use one word for one thing; a word.* value keeps it the same everywhere."
                )


def _acronyms(paper: LintText) -> Iterator[Finding]:
    terms = {form for term in paper.library.terms.values() for form in (term.facts.term, *term.facts.forms)}
    whole = "\n".join(line.text for line in paper.lines)
    seen: set[str] = set()
    for line in paper.own:
        if line.is_heading:
            continue
        for found in _ACRONYM.finditer(line.text):
            short_form = found[1]
            if (
                short_form in seen
                or short_form in terms
                or not _is_short_form(short_form)
                or _among_capitals(line.text, found)
            ):
                continue
            seen.add(short_form)
            if not _is_explained(short_form, whole):
                yield at(
                    line,
                    f"“{short_form}” is never explained",
                    "Write it out once, with the short form in brackets, or define it as a term.",
                )


def _is_explained(short_form: str, whole: str) -> bool:
    """Whether it stands in brackets or quotation marks, or beside words that begin with its letters."""
    if re.search(
        rf"[(\[“\u2018\"'/\u2013-] ?(?:the )?{short_form}s?\b|\b{short_form}s? ?(?:\([a-zA-Z]|[=:\u2013-]"
        r" ?[A-Z]|stands|means)",
        whole,
    ):
        return True
    words = r"\W+(?:(?:and|of|for|the|in) )?".join(rf"{letter}\w+" for letter in short_form)
    return bool(
        re.search(
            rf"\b{short_form}s?\b\W+(?i:{words})|(?i:{words})\W+(?:\w+\W+){{0,2}}{short_form}s?\b", whole
        )
    )


def _is_short_form(word: str) -> bool:
    if word in _WORDS_TOO:
        return True
    if word in _KNOWN_SHORT or re.fullmatch(r"[IVX]+", word) or (len(word) > 2 and is_word(word.lower())):
        return False
    return len(word) > 2 or word not in _SHORT_WORDS


# Short words, parts of names and of addresses.
_SHORT_WORDS = frozenset(
    ("AM", "AN", "AS", "AT", "BE", "BY", "DO", "EG", "GO", "HE", "IE", "IF", "IN", "IS", "IT", "ME", "MY", "NB", "NE", "NO", "NW", "OF",
     "ON", "OR", "OS", "PM", "PO", "RE", "SE", "SO", "SW", "TO", "UP", "VS", "WE")
)  # fmt: skip


def _among_capitals(text: str, found: re.Match[str]) -> bool:
    """Whether the words beside it are in capitals too: then it may be a word, written large, or part of a
    name.
    """
    if len(found[1]) == 2 and re.match(r" [A-Z]", text[found.end() :]):
        return True
    before, behind = text[: found.start()].split()[-1:], text[found.end() :].split()[:1]
    return any(_IN_CAPITALS.match(word.strip("“”(),.:;-")) for word in (*before, *behind))


def _long(paper: LintText) -> Iterator[Finding]:
    for line in paper.own:
        if line.is_table:
            continue
        for sentence in re.split(r"(?<=[.!?;:])\s+", line.text):
            if (count := len(sentence.split())) > _LONG_SENTENCE:
                yield at(
                    line,
                    f"is a sentence of {count} words: “{short(sentence)}”",
                    "Make it two or three, or a list.",
                )


def _capitals(paper: LintText) -> Iterator[Finding]:
    for line in paper.own:
        words = re.findall(r"[A-Za-z]{2,}", line.text)
        letters = sum(map(len, words))
        enough = letters > 6 if line.is_heading else len(words) > 1 and letters > 8
        if enough and all(word.isupper() for word in words) and not line.is_table:
            yield at(
                line,
                f"is written in capitals: “{short(line.text)}”",
                "Write it in small letters; capitals are hard to read and are read out letter by letter.",
            )


_TO_YOU = re.compile(r"\b(?:you|your|yourself)\b", _ANY)
_OF_THEM = re.compile(
    r"\b(?:employees|staff|teachers|practitioners|pupils|parents|volunteers)\b[^.;]{0,30}"
    r"\b(?:must|should|will|may|are required|are advised)\b",
    _ANY,
)
_ENOUGH = 5


def _voices(paper: LintText) -> Iterator[Finding]:
    """A policy that speaks to you in some clauses, and about employees in others."""
    own = [line for line in paper.own if not line.is_heading]
    to_you = [line for line in own if _TO_YOU.search(line.text) and not _QUESTION.search(line.text)]
    of_them = [line for line in own if _OF_THEM.search(line.text)]
    if min(len(to_you), len(of_them)) >= _ENOUGH:
        fewer, more = sorted((to_you, of_them), key=len)
        counts = f"in {len(to_you)} places, and about people in {len(of_them)}"
        message = f"speaks to the reader as “you” {counts}: “{short(fewer[0].text)}”"
        yield at(fewer[0], message, f"Keep to one of them, as {more[0].path} does.")


_QUESTION = re.compile(r"\?\s*$|[“\u2018\"]")

RULES = (
    Rule("TERM-VARIANT", Severity.WARNING, "One thing goes by two words in one policy.", _variants),
    Rule("TERM-UNDEF", Severity.WARNING, "A short form is never explained.", _acronyms),
    Rule("READ-LONG", Severity.WARNING, "A sentence has more than 40 words.", _long, on=False),
    Rule(
        "STYLE-VOICE",
        Severity.WARNING,
        "A policy speaks to you, and elsewhere about the same people.",
        _voices,
        on=False,
    ),
    Rule("A11Y-CAPS", Severity.WARNING, "A heading or a line is written in capitals.", _capitals),
    pattern(
        "A11Y-LINK",
        "A link does not say where it leads.",
        "Put the name of the page into the brackets.",
        r"\[(?:click here|here|this link|link|more|read more)\]\(",
        flags=_ANY,
    ),
)
