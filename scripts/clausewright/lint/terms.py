"""Terms: one word for one thing, short forms that are explained, definitions that are kept to,
and who a text says that it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from ..errors import Severity
from .engine import Finding, LintText, Rule, Statement, read_printed, report, shorten
from .spelling import is_word

_ANY = re.IGNORECASE

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

# Short forms that nobody needs explained, some of them better known than what they stand for.
_KNOWN_SHORT = frozenset(
    ("ABC", "ADHD", "AI", "AIDS", "ATM", "BBC", "BBQ", "BSL", "BST", "CBBC", "CCTV", "CD", "CEO", "CPOM",
     "CPOMS", "CV", "DBS", "DFE", "DIY", "DNA", "DVD", "EU", "FAQ", "FIFA", "GCSE", "GDPR", "GMT", "GP",
     "GPS", "HIV", "HM", "HMRC", "HR", "ICT", "ID", "ISBN", "IT", "LGBT", "LGBTQ", "MOT", "MP", "NASA",
     "NATO", "NHS", "NSPCC", "OK", "PAYE", "PC", "PDF", "PE", "PIN", "QR", "RAF", "RNLI", "RSPCA", "SIM",
     "SMS", "TBA", "TBC", "TV", "UK", "UN", "UNICEF", "URL", "US", "USA", "USB", "VAT", "VPN", "WC")
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


def _find_variants(policy_text: LintText) -> Iterator[Finding]:
    for forms in _VARIANTS:
        counts: Counter[str] = Counter()
        first: dict[str, tuple[Statement, str]] = {}
        for line in policy_text.own_lines:
            for form in forms:
                for match in re.finditer(form, line.text, _ANY):
                    counts[form] += 1
                    first.setdefault(form, (line, match[0]))
        usual = max(counts, key=lambda form: counts[form], default="")
        for form, (line, word) in first.items():
            if form != usual:
                message = f"“{word}” is elsewhere in this policy “{first[usual][1]}”"
                yield report(
                    line, message, "Use one word for one thing; a word.* value keeps it the same everywhere."
                )


def _find_unexplained(policy_text: LintText) -> Iterator[Finding]:
    terms = {
        form for term in policy_text.library.terms.values() for form in (term.facts.term, *term.facts.forms)
    }
    whole = "\n".join(line.text for line in policy_text.lines)
    seen: set[str] = set()
    for line in policy_text.own_lines:
        if line.is_heading:
            continue
        for match in _ACRONYM.finditer(line.text):
            short_form = match[1]
            if (
                short_form in seen
                or short_form in terms
                or not _is_short_form(short_form)
                or _is_among_capitals(line.text, match)
                or _is_in_a_name(line.text, match)
            ):
                continue
            seen.add(short_form)
            if not _is_explained(short_form, whole):
                yield report(
                    line,
                    f"“{short_form}” is never explained",
                    "Write it out once, with the short form in brackets, or define it as a term.",
                )


def _is_explained(short_form: str, whole: str) -> bool:
    """Whether it stands in brackets or quotation marks, or beside words that begin with its letters."""
    if re.search(
        rf"[(\[“\u2018\"'/\u2013-] ?(?:the )?{short_form}s?\b|\b{short_form}s? ?(?:\([a-zA-Z]"
        r"|[=:\u2013-] ?[A-Z]|stands|means)",
        whole,
    ):
        return True
    words = rf"(?:{'|'.join(_list_expansions(short_form))})"
    return bool(
        re.search(
            rf"\b{short_form}s?\b\W+(?i:{words})|(?i:{words})\W+(?:\w+\W+){{0,2}}{short_form}s?\b", whole
        )
    )


def _list_expansions(short_form: str) -> list[str]:
    """Return patterns of the words that a short form may stand for: one for each of its letters, or, of three
    letters and more, one word for two of them, as in "health and wellbeing" for HWB.
    """
    letters = [rf"{letter}\w*" for letter in short_form]
    ways = [letters]
    for index in range(1, len(letters) if len(letters) > 2 else 0):
        compound = rf"{short_form[index - 1]}\w+{short_form[index]}\w+"
        ways.append([*letters[: index - 1], compound, *letters[index + 1 :]])
    return [r"\W+(?:(?:and|of|for|the|in) )?".join(words) for words in ways]


def _is_short_form(word: str) -> bool:
    if word in _WORDS_TOO:
        return True
    if word in _KNOWN_SHORT or re.fullmatch(r"[IVX]+", word) or (len(word) > 2 and is_word(word.lower())):
        return False
    return len(word) > 2 or word not in _SHORT_WORDS


# Short words, parts of names and of addresses.
_SHORT_WORDS = frozenset(
    ("AM", "AN", "AS", "AT", "BE", "BY", "DO", "EG", "GO", "HE", "IE", "IF", "IN", "IS", "IT", "ME", "MY",
     "NB", "NE", "NO", "NW", "OF", "ON", "OR", "OS", "PM", "PO", "RE", "SE", "SO", "SW", "TO", "UP", "VS",
     "WE")
)  # fmt: skip


def _is_among_capitals(text: str, short_form: re.Match[str]) -> bool:
    """Whether the words beside it are in capitals too: then it may be a word, written large,
    or part of a name.
    """
    if len(short_form[1]) == 2 and re.match(r" [A-Z]", text[short_form.end() :]):
        return True
    before, behind = text[: short_form.start()].split()[-1:], text[short_form.end() :].split()[:1]
    return any(_IN_CAPITALS.match(word.strip("“”(),.:;-")) for word in (*before, *behind))


# How the name of a company or of a charity ends.
_COMPANY = re.compile(r" (?:Ltd|Limited|LLP|plc|PLC|CIC|CIO|Inc)\b")
# Words in capitals that stand before it on the same line.
_CAPITALISED_BEFORE = re.compile(r"(?:\b[A-Z][\w’'-]*[ \t]+){1,3}$")


def _is_in_a_name(text: str, short_form: re.Match[str]) -> bool:
    """Whether it is the end of a name, "Nidd United JFC", or what a company is called: of the words with
    capitals before it one at least is no English word.
    """
    if _COMPANY.match(text, short_form.end()):
        return True
    before = _CAPITALISED_BEFORE.search(text[: short_form.start()])
    words = before[0].split() if before else []
    return any(re.search(r"[a-z]", word) and not is_word(word.lower()) for word in words)


_QUOTED = r"[“\u2018\"'](?P<term>[A-Z][\w’ /-]{2,40}?)[”’\"']"

_MEANS = "is|means|includes|refers"

_DEFINED = re.compile(
    rf"\b(?:referred to|known|described|defined)(?: \w+){{0,4}} as (?:the )?{_QUOTED}"
    rf"|\bfor the purposes? of this (?:policy|document|code),? (?:the (?:term|word) )?"
    rf"{_QUOTED.replace('term', 'word')} (?:{_MEANS})"
    rf"|\((?:(?:the |collectively,? )|(?P<aside>)){_QUOTED.replace('term', 'short')}\)",
    re.IGNORECASE,
)


def _check_definitions(policy_text: LintText) -> Iterator[Finding]:
    """A term that is defined in capitals and written in small letters, or that is defined and never used."""
    lines = read_printed(policy_text).lines
    for number, line in enumerate(lines):
        for match in _DEFINED.finditer(line.text):
            term = match["term"] or match["word"] or match["short"]
            # Case matters here, though not in the words around it.
            if not term[0].isupper() or not re.search(r"[a-z]", term):
                continue
            others = [
                other for at_line, other in enumerate(lines) if at_line != number and not other.is_heading
            ]
            same = [other for other in others if re.search(rf"\b{re.escape(term)}\b", other.text)]
            small = [
                other
                for other in others
                if re.search(rf"(?<![.“\"] )\b{re.escape(term.lower())}\b", other.text)
            ]
            if small:
                message = f"writes “{term.lower()}”, which is defined as “{term}”"
                yield report(
                    small[0], message, "Write a defined term the same way everywhere; {{ term(...) }} does."
                )
            elif not same and " " in term and match["aside"] is None:
                yield report(
                    line,
                    f"defines “{term}”, which is used nowhere else",
                    "Use it, or leave the definition out.",
                )


_PARTY = re.compile(r"\b(?:[A-Z][\w’'.-]+ ){1,4}School (?:Academy |Multi-Academy )?Trust\b")


def _find_merged_parties(policy_text: LintText) -> Iterator[Finding]:
    """The name of a school that goes on as the name of a trust, in the text or in a value that it prints."""
    message, hint = (
        "runs the name of a school and of a trust into one",
        "Name the school, or the trust, and say once which of them each word means.",
    )
    for line in read_printed(policy_text).lines:
        if match := _PARTY.search(line.text):
            yield report(line, f"{message}: “{match[0]}”", hint)
            return
    raw = "\n".join(line.raw for line in policy_text.lines)
    for school in policy_text.library.schools.values():
        for key, values in school.values.values.items():
            value = values[-1].value if values else ""
            if key in raw and isinstance(value, str) and _PARTY.search(value):
                yield Finding(
                    school.values.path, values[-1].line, f"{key} {message}: “{shorten(value)}”", hint
                )


RULES = (
    Rule("TERM-VARIANT", Severity.WARNING, "One thing goes by two words in one policy.", _find_variants),
    Rule("TERM-UNDEF", Severity.WARNING, "A short form is never explained.", _find_unexplained),
    Rule(
        "TERM-DEF",
        Severity.WARNING,
        "A term is defined in one way and written in another, or never used.",
        _check_definitions,
    ),
    Rule(
        "TERM-PARTY",
        Severity.WARNING,
        "The name of a school and of a trust run into one.",
        _find_merged_parties,
    ),
)
