"""Language: words that a spelling checker lets through, and the house's way of writing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...errors import Severity
from .papers import Finding, Paper
from .rules import Rule, at, pattern, short

_ANY = re.IGNORECASE
_LONG_SENTENCE = 40
_VARIANTS = (
    (r"\bemails?\b", r"\be-mails?\b"),
    (r"\bonline\b", r"\bon-line\b", r"\bon line\b"),
    (r"\bheadteachers?\b", r"\bhead teachers?\b", r"\bhead-teachers?\b"),
    (r"\bex-pupils?\b", r"\bex pupils?\b"),
    (r"\bwebsites?\b", r"\bweb sites?\b", r"\bweb-sites?\b"),
    (r"\bsafeguarding partners(?:hip)?\b", r"\bsafeguarding board\b"),
    (r"\bgoverning body\b", r"\bgoverning board\b"),
    (r"\bsocial media\b", r"\bsocial network(?:ing)?(?: sites?)?\b"),
    (r"\bcyberbullying\b", r"\bcyber-bullying\b", r"\bcyber bullying\b"),
)
# Short forms that nobody needs explained, and words that stand in capitals for their weight.
_KNOWN_SHORT = frozenset(
    ("ADHD", "AND", "CCTV", "CEO", "DBS", "DFE", "DO", "DVD", "FAQ", "GDPR", "GPS", "HR", "ICT", "NHS", "NOT", "OK", "OR", "PDF", "PIN",
     "SIM", "SMS", "THE", "URL", "USB")
)  # fmt: skip
_ACRONYM = re.compile(r"\b([A-Z]{3,6})s?\b")


def _variants(paper: Paper) -> Iterator[Finding]:
    for forms in _VARIANTS:
        seen: dict[str, tuple[int, Finding]] = {}
        for line in paper.own:
            for form in forms:
                for found in re.finditer(form, line.text, _ANY):
                    count = seen[form][0] if form in seen else 0
                    one = seen[form][1] if form in seen else at(line, found[0], "")
                    seen[form] = (count + 1, one)
        usual = max(seen, key=lambda form: seen[form][0], default="")
        for form, (_, one) in seen.items():
            if form != usual:
                message = f"“{one.message}” is elsewhere in this policy “{seen[usual][1].message}”"
                yield Finding(one.path, one.line, message, "Use one word for one thing; a word.* value keeps it the same everywhere.")


def _acronyms(paper: Paper) -> Iterator[Finding]:
    terms = {form for term in paper.library.terms.values() for form in (term.facts.term, *term.facts.forms)}
    whole = "\n".join(line.text for line in paper.lines)
    seen: set[str] = set()
    for line in paper.own:
        if line.is_heading and line.text.isupper():
            continue
        for found in _ACRONYM.finditer(line.text):
            short_form = found[1]
            if short_form in seen or short_form in _KNOWN_SHORT or short_form in terms or line.text.isupper():
                continue
            seen.add(short_form)
            if not re.search(rf"\({short_form}s?\b|\b{short_form}s? \([a-zA-Z]|“{short_form}s?”", whole):
                yield at(
                    line,
                    f"“{short_form}” is never explained",
                    "Write it out once, with the short form in brackets, or define it as a term.",
                )


def _long(paper: Paper) -> Iterator[Finding]:
    for line in paper.own:
        if line.is_table:
            continue
        for sentence in re.split(r"(?<=[.!?;:])\s+", line.text):
            if (count := len(sentence.split())) > _LONG_SENTENCE:
                yield at(line, f"is a sentence of {count} words: “{short(sentence)}”", "Make it two or three, or a list.")


def _capitals(paper: Paper) -> Iterator[Finding]:
    for line in paper.own:
        words = re.findall(r"[A-Za-z]{2,}", line.text)
        if len(words) > 1 and all(word.isupper() for word in words) and sum(map(len, words)) > 8 and not line.is_table:
            yield at(
                line,
                f"is written in capitals: “{short(line.text)}”",
                "Write it in small letters; capitals are hard to read and are read out letter by letter.",
            )


RULES = (
    Rule("TERM-VARIANT", Severity.WARNING, "One thing goes by two words in one policy.", _variants),
    Rule("TERM-UNDEF", Severity.WARNING, "A short form is never explained.", _acronyms),
    Rule("READ-LONG", Severity.WARNING, "A sentence has more than 40 words.", _long, on=False),
    Rule("A11Y-CAPS", Severity.WARNING, "A heading or a line is written in capitals.", _capitals),
    pattern(
        "A11Y-LINK",
        "A link does not say where it leads.",
        "Put the name of the page into the brackets.",
        r"\[(?:click here|here|this link|link|more|read more)\]\(",
        flags=_ANY,
    ),
    pattern(
        "SPELL-REALWORD",
        "A word is right in spelling and wrong in sense.",
        "Read the sentence aloud, and correct the word.",
        r"\bexpressed(?: written)? (?:consent|permission)\b",
        r"\b[Bb]reech(?:es)?\b(?! birth)",
        r"\b(?:faster|slower|more|less|later|sooner|better|rather|other) that (?:this|these|the|it|we|you|they)\b",
        r"\bcreative says\b",
        r"\bview and individual\b",
        r"\bwhere they use of\b",
        r"\bother user of\b",
        r"\b(?:principal|principle)s? (?:reason|concern)s? apply\b",
        r"\b(?:should|could|would|must) of\b",
        r"\bpubic\b",
        r"\bmay also to\b",
        r"\badvise (?:is|was|about how)\b",
    ),
    pattern(
        "PUNCT-APOS",
        "An apostrophe is missing or too many.",
        "Write the apostrophe where something belongs to somebody, and not in a plain its.",
        r"\bit[’']s (?:employees|staff|pupils|own|policy|policies|aims|use|members|duty|duties)\b",
        r"\b(?:the|their|our|an?|each) "
        r"(?:employees|organisations|schools|pupils|parents|governors|academys|trusts|childs|childrens|staffs) "
        r"(?:consent|code|policy|policies|procedures?|reputation|network|account|accounts|name|permission|website|equipment|acceptable)\b",
        r"\bchildrens\b",
        flags=_ANY,
    ),
    pattern(
        "LATIN",
        "A Latin short form stands in the text.",
        "Write for example, that is, or and so on.",
        r"\b(?:e\.g\.|i\.e\.|etc\.|viz\.|N\.B\.)",
        on=False,
    ),
    pattern(
        "STYLE-DATE",
        "A date is not written as this library writes dates.",
        "Write 12 November 2026.",
        r"\b\d{1,2}(?:st|nd|rd|th) (?:of )?(?:January|February|March|April|May|June|July|August|September|October|November|December)\b",
        r"\b\d{1,2}/\d{1,2}/(?:19|20)?\d\d\b",
    ),
    pattern(
        "META-DATES",
        "A date is on no calendar.",
        "Correct the day.",
        r"\b(?:30|31)(?:st|th)? (?:of )?February\b",
        r"\b31(?:st)? (?:of )?(?:April|June|September|November)\b",
        r"\b(?:3[2-9]|[4-9]\d)(?:st|nd|rd|th)? (?:January|February|March|April|May|June|July|August|September|October|November|December)\b",
        severity=Severity.ERROR,
    ),
    pattern("STYLE-PUNCT", "A colon has a hyphen behind it.", "Write the colon alone.", r"(?<![|\s-]):-(?![\w-])"),
    pattern("STYLE-SPACE", "There are two spaces between words.", "Write one.", r"(?<=[a-z,]) {2,}(?=[a-z])"),
    pattern(
        "STYLE-HYPHEN",
        "Words that work as one need hyphens.",
        "Write case-by-case, day-to-day, up-to-date.",
        r"\b(?:case by case|day to day|face to face) (?:basis|work|running|contact|teaching)\b",
        flags=_ANY,
    ),
    pattern(
        "GRAM",
        "A turn of phrase is not standard English.",
        "Say it more simply.",
        r"\bwith regards to\b",
        r"\bdifferently than\b", r"\bin any ways\b", r"\bBelow sets out\b", r"\bin cases when\b", r"\bthose that get to see\b",
        flags=_ANY,
    ),
)  # fmt: skip
