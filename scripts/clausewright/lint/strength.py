"""Strength: how binding the text is, and where it takes back what it says elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from ..errors import Severity
from .engine import Finding, LintText, are_alternatives
from .rules import Rule, at, pattern, short
from .sentences import Sentence, opposites, repeated_in, repeats, sentences
from .topics import contradictions

_ANY = re.IGNORECASE
_PEOPLE = r"(?:staff|employees|practitioners|teachers|pupils|parents|everyone|all|you|they|we|individuals|adults|people)"


def _two_strengths(paper: LintText) -> Iterator[Finding]:
    """Two clauses of one concept that bind differently; the compiler only lets both into a version where a
    choice keeps them apart.
    """
    for one, other in combinations(paper.clauses, 2):
        if (
            one.concept
            and one.concept == other.concept
            and one.id != other.id
            and one.strength != other.strength
        ):
            message = (
                f"'{one.id}' ({one.strength}) and '{other.id}' ({other.strength}) are about one thing,"
                f" {one.concept}"
            )
            if not are_alternatives(one.arms, other.arms):
                yield Finding(
                    other.path, 1, message, "Let one of them say it, or give them concepts of their own."
                )


def _opposites(paper: LintText) -> Iterator[Finding]:
    for one, other in opposites(paper):
        message = f"says the opposite of {_place(one)} in nearly the same words: “{short(other.text)}”"
        yield at(other.line, message, "Check that no 'not' or 'only' was lost or put in.")


def _repeated(paper: LintText) -> Iterator[Finding]:
    for one, again in repeats(paper):
        more = f", and so do {len(again) - 1} more places" if len(again) > 1 else ""
        yield at(
            again[0].line,
            f"says again what {_place(one)} says: “{short(again[0].text)}”{more}",
            "Say it once, and refer to it.",
        )
    for sentence in sentences(paper):
        if run := repeated_in(sentence):
            yield at(sentence.line, f"says “{short(run)}” twice in one sentence", "Say it once.")


def _place(sentence: Sentence) -> str:
    return f"line {sentence.line.line} of {sentence.line.path}"


_GUIDANCE = re.compile(
    r"\b(?:this|the) (?:policy|document|guidance)\b[^.;]{0,40}?\b(?:(?:is|are) (?:only"
    r" )?(?:recommended|advisory|guidance|for guidance)|"
    r"(?:acts|serves|is intended|is designed) (?:as|to (?:give|provide|offer)|to act as)"
    r" (?:advice|guidance|guidelines)|"
    r"gives (?:broad )?guidance|"
    r"(?:does not|is not intended to) (?:form part of|be) (?:a |any )?(?:contract|rules?|polic))|"
    r"\badvice and guidance (?:outlined|contained|set out|given|in) (?:in )?th(?:is|e) (?:policy|document)\b",
    _ANY,
)
_BINDS = re.compile(
    r"\b(?:disciplinary (?:action|procedures?|proceedings|measures)|gross"
    r" misconduct|dismissal|breach(?:es|ed|ing)? (?:of )?(?:this|the) "
    r"(?:policy|code|organisation|guidance)|breached the)\b",
    _ANY,
)


def _status(paper: LintText) -> Iterator[Finding]:
    """A policy that calls itself advice, and holds people to it all the same."""
    advice = next(((line, found) for line in paper.own if (found := _GUIDANCE.search(line.text))), None)
    binding = next(((line, found) for line in paper.own if (found := _BINDS.search(line.text))), None)
    if advice and binding:
        line, found = advice
        where = f"line {binding[0].line} of {binding[0].path}"
        message = (
            f"is guidance by its own words, “{short(found[0])}”, but {where} speaks of"
            f" {binding[1][0].lower()}"
        )
        yield at(line, message, "Say which of it binds, or leave out that it is guidance only.")


_DUTY = re.compile(r"\b(?:must|should|will)\b(?! (?:be noted|you))", _ANY)


def _shall(paper: LintText) -> Iterator[Finding]:
    """Shall, where the rest of the policy says must, will or should; a policy that says shall throughout is
    let be.
    """
    own = [line for line in paper.own if not line.is_heading]
    others = sum(len(_DUTY.findall(line.text)) for line in own)
    found = [line for line in own for _ in re.findall(r"\bshall\b", line.text, _ANY)]
    if found and len(found) * 5 <= others:
        message = (
            f"says shall, {len(found)} of {others + len(found)} times that the policy lays down a duty:"
            f" “{short(found[0].text)}”"
        )
        yield at(found[0], message, "Write must or will, as elsewhere.")


RULES = (
    Rule("MOD-CONTRADICT", Severity.ERROR, "One concept has two strengths in one policy.", _two_strengths),
    Rule("MOD-UNSETTLED", Severity.WARNING, "What is forbidden in one place is left to judgement in another.", contradictions),
    Rule("MOD-NEGATION", Severity.WARNING, "Two sentences say the opposite of each other in nearly the same words.", _opposites),
    Rule("STR-DUP", Severity.WARNING, "A sentence stands in the policy twice.", _repeated),
    Rule("DOC-STATUS", Severity.WARNING, "A policy calls itself guidance, and speaks of breaches and discipline.", _status),
    Rule("MOD-VARIANT", Severity.WARNING, "A duty is written with shall, though the policy says must elsewhere.", _shall),
    pattern(
        "MOD-LAW",
        "What the law forbids is only advised against.",
        "Write must not.",
        r"\bshould (?:not |never |ever |also )*(?:break the law|be hacked|hack|commit|(?:access|download|upload|share|post|view|"
        r"store|possess) "
        r"(?:any )?(?:illegal|unlawful|criminal|obscene|indecent))\b",
        r"\b(?:advised|encouraged|asked) not to (?:break the law|hack|commit|(?:access|download|upload|share|post|view|"
        r"store) (?:any )?(?:illegal|unlawful|indecent))\b",
        r"\bshould (?:not|never) (?:be used|use \w+|use) (?:to|for) (?:harass|bully and harass|commit|illegal|unlawful|criminal)\b",
        flags=_ANY,
    ),
    pattern(
        "MOD-VAGUE",
        "A rule cannot be tested.",
        "Say what people may do and what not.",
        r"\b(?:us(?:e|es|ing)|apply|exercise|rely on)(?: (?:their|your|his or her|our))?(?: own)?(?: good)? common[- ]sense\b(?! media)",
        r"\bas and when (?:required|necessary|appropriate|needed)\b",
        rf"\b{_PEOPLE} (?:should|must|will) (?:be sensible|act sensibly|use (?:their |your )?(?:own )?(?:discretion|good sense))\b",
        flags=_ANY,
    ),
    pattern(
        "MOD-MISMATCH",
        "One sentence binds some people with must and others with should.",
        "Say must for both, or say why the others are only advised.",
        r"\bmust\b[^.;]{0,160}\bshould (?:also )?(?:follow|observe|adhere to|comply with|keep to) the same\b",
        r"\b(?:advised|encouraged|recommended) (?:not )?to\b[^.;]{0,120}\b(?:will|may|could) (?:face|result in|lead to|"
        r"be subject to) (?:formal |disciplinary )",
        flags=_ANY,
    ),
)  # fmt: skip
