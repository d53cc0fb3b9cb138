"""Metadata: what a policy must say of itself and does not, and what it says of people in prose where a record
should.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial

from ..errors import Severity
from ..model.library import School
from ..model.values import Kind, Layer, Person, Value
from .engine import Finding, LintText, Rule, read_printed, report, shorten

_LINES = re.IGNORECASE | re.MULTILINE

_NOBODY = frozenset({"not stated", "unknown", "none", "tbc", "n/a", "to be confirmed"})

_NO_NAME = frozenset({"the school", "school", "the academy", "our school", "school name", "name of school"})

_TRUST = re.compile(r"\b(?:the|our) (?:Academy )?Trust\b")

_MISSING = {
    "title": "the text has no title of its own; the one in policy.yml was made from its first words",
    "version": (
        "the text does not say which version it is, or of when; it is dated to the month in which it came in"
    ),
    "approval": "the text does not say who approved it and when; 'approver' is a guess",
    "next-review": "the text says neither when it will be reviewed nor how often",
}

# How a line begins that says it after all; of a title, a first heading that is no usual first section.
_LABELS = {
    "title": re.compile(
        r"\A(?!(?:\d|[a-z]\)|introduction|aims?\b|purpose|scope|policy|contents|background|rationale|summary"
        r"|statement|overview|about\b))"
        r"(?=[^\n.:]{3,80}(?:\n|\Z))",
        re.IGNORECASE,
    ),
    "version": re.compile(
        r"\bversion \d|\b(?:version(?: number)?|issued?(?: date)?|date(?: of (?:issue|policy)|"
        r" reviewed)?|last updated|"
        r"reviewed by)\s*[:|\\]+",
        _LINES,
    ),
    "owner": re.compile(
        r"\b(?:policy |document )?(?:owner|author|lead|officer)\s*[:|\\]+|^(?:member of )?staff responsible",
        _LINES,
    ),
    "approval": re.compile(
        r"\b(?:date )?(?:approved|adopted|ratified|agreed|reviewed)(?: by| on)\b[^\n]{0,40}?[:|\\]"
        r"|\b(?:approved|adopted|ratified)\s*[:|\\]+",
        _LINES,
    ),
    "next-review": re.compile(
        r"\b(?:date (?:of|for) )?(?:next )?review(?: date| due)?\s*[:|\\]+\s*(?:\w+"
        r" ){0,2}(?:20\d\d|[\d./]{6,})",
        _LINES,
    ),
}

_HEAD = 40

# The name of one school in a text, which the import did not take for its name.
_NAMED = re.compile(
    r"\b(?!Trust |Other |The |Our |Your |This |Each |Any |Every |Primary |Secondary |High |Nursery |Infant"
    r" |Junior |Special |"
    r"Middle |State |Church |Local )"
    r"[A-Z][\w’'.-]+ (?:(?:of |the |and |& )?[A-Z][\w’'.-]+ ){0,4}?"
    r"(?:School|Academy|College|Nursery|Federation|Pre-?[Ss]chool|Montessori|Playgroup|Kindergarten"
    r"|Primary)\b(?!"
    r" (?:Trust|Council|Staff))"
)

_MOBILE = re.compile(r"(?<![\d+])(?:07\d{3}|\+44 ?7\d{3})[ ]?\d{3}[ ]?\d{3}(?!\d)")

_PRIVATE_MAIL = re.compile(
    r"[\w.+-]+@(?:gmail|googlemail|hotmail|yahoo|outlook|icloud|aol|btinternet|live)\.(?:com|co\.uk)\b",
    re.IGNORECASE,
)

_APPROVED_BY = re.compile(
    r"\b(?:[Aa]pproved|[Rr]atified|[Aa]dopted|[Aa]uthorised) by:? (?:Mr|Mrs|Ms|Miss|Dr)\.? [A-Z][\w’'-]+(?:"
    r" [A-Z][\w’'-]+)?"
    r"(?![\w ,(]*(?:[Hh]ead|[Cc]hair|[Pp]rincipal|[Gg]overnor|[Dd]irector|[Tt]rustee|CEO))"
)


def _report_not_stated(fact: str, policy_text: LintText) -> Iterator[Finding]:
    """What the import looked for in vain and made up. Whoever says how often it is reviewed says when."""
    not_stated = policy_text.policy.facts.not_stated
    says_how_often = fact == "next-review" and "review-interval" not in not_stated
    if fact in not_stated and not says_how_often and not _is_stated_after_all(fact, policy_text):
        line = policy_text.policy.lines.get("not_stated", 1)
        yield Finding(
            policy_text.policy.path,
            line,
            _MISSING[fact],
            f"Find it out, write it down, and take '{fact}' out of 'not_stated'.",
        )


def _is_stated_after_all(fact: str, policy_text: LintText) -> bool:
    """Whether the head of the text has it, in a form that the import did not take for a record."""
    lines = (
        line
        for line in policy_text.own_lines[:_HEAD]
        if line.path != policy_text.policy.path and line.text != "x"
    )
    head = "\n".join(line.text.lstrip(" #|*-") for line in lines)
    return bool(_LABELS[fact].search(head))


def _check_owner(policy_text: LintText) -> Iterator[Finding]:
    if policy_text.policy.facts.owner.lower() in _NOBODY and not _is_stated_after_all("owner", policy_text):
        message = "nobody is named who looks after this policy"
        hint = "Write the role or the team into 'owner', and take 'owner' out of 'not_stated'."
        yield Finding(policy_text.policy.path, policy_text.policy.lines.get("owner", 1), message, hint)


def _find_unnamed_parties(policy_text: LintText) -> Iterator[Finding]:
    """A school without a name of its own, and a trust that the text speaks of and that nothing names."""
    library = policy_text.library
    is_named = bool(_NAMED.search(read_printed(policy_text).whole))
    for school in () if is_named else library.schools.values():
        bound = library.values(school, policy_text.as_at).get("school.name")
        if bound and isinstance(bound.value, str) and bound.value.strip().lower() in _NO_NAME:
            yield Finding(
                school.values.path,
                1,
                f"the name of the school is “{bound.value}”",
                "Write its full name, as on the sign.",
            )
    if any(school.facts.trust for school in library.schools.values()) or any(
        "trust" in key for key in _collect_keys(policy_text)
    ):
        return
    if line := next((line for line in read_printed(policy_text).lines if _TRUST.search(line.text)), None):
        yield report(
            line,
            "speaks of the Trust, and nothing says which trust",
            "Name it once, or give the school a trust and print its name.",
        )


def _collect_keys(policy_text: LintText) -> Iterator[str]:
    for layer in _collect_layers(policy_text):
        yield from layer.values


def _collect_layers(policy_text: LintText) -> Iterator[Layer]:
    library = policy_text.library
    groups = (*library.authorities.values(), *library.trusts.values())
    return iter(
        (
            library.common,
            *(group.values for group in groups),
            *(school.values for school in library.schools.values()),
        )
    )


def _find_private(policy_text: LintText) -> Iterator[Finding]:
    """Mobile numbers and addresses of private mail, in the text and in the public values that it prints."""
    hint = (
        "If it is a person's own, print that of the school or of a role, and keep this in an internal field."
    )
    for line in policy_text.own_lines:
        for match in (*_MOBILE.finditer(line.text), *_PRIVATE_MAIL.finditer(line.text)):
            yield report(line, f"publishes what may be a private number or address: “{match[0]}”", hint)
    raw = "\n".join(line.raw for line in policy_text.lines)
    for layer in _collect_layers(policy_text):
        for key, values in layer.values.items():
            variable = policy_text.library.schema.get(key)
            if variable and not variable.internal and key in raw and values:
                for text in _collect_contacts(values[-1].value, variable.kind):
                    if _MOBILE.fullmatch(text) or _PRIVATE_MAIL.fullmatch(text):
                        yield Finding(
                            layer.path,
                            values[-1].line,
                            f"{key} may be a private number or address: “{text}”",
                            hint,
                        )


def _collect_contacts(value: Value, kind: Kind) -> Iterable[str]:
    if isinstance(value, Person):
        return (value.email, value.phone)
    return (value,) if isinstance(value, str) and kind in (Kind.PHONE, Kind.EMAIL) else ()


def _find_unnamed_roles(policy_text: LintText) -> Iterator[Finding]:
    """Somebody approved the policy who has a name and no role."""
    for line in policy_text.own_lines:
        if match := _APPROVED_BY.search(line.text):
            yield report(
                line,
                f"names who approved it without a role: “{shorten(match[0])}”",
                "Name the body or the office that decided.",
            )


def _make_rule(fact: str, help: str) -> Rule:
    return Rule(
        f"META-{fact.upper().removeprefix('NEXT-')}", Severity.ERROR, help, partial(_report_not_stated, fact)
    )


_OFFICER = re.compile(r"\b(?:LADO|local authority[’']?s? designated officer)\b", re.IGNORECASE)


def _find_unreachable(policy_text: LintText) -> Iterator[Finding]:
    """A person whom the policy prints, without any way to reach them."""
    text = "\n".join(
        [
            policy_text.version.body.text,
            *(_read_body(policy_text, placed.id) for placed in policy_text.clauses),
        ]
    )
    for key, variable in policy_text.library.schema.items():
        if variable.kind is Kind.PERSON and f"{key}" in text:
            for school in policy_text.library.schools.values():
                yield from _check_contact(policy_text, school, key)


def _read_body(policy_text: LintText, id: str) -> str:
    revision = policy_text.library.clauses[id].at(policy_text.version.date)
    return revision.body.text if revision else ""


def _check_contact(policy_text: LintText, school: School, key: str) -> Iterator[Finding]:
    bound = policy_text.library.values(school, policy_text.as_at).get(key)
    if bound and isinstance(bound.value, Person) and not (bound.value.email or bound.value.phone):
        path = next(
            (layer.path for layer in policy_text.library.layers(school) if layer.name == bound.layer),
            school.values.path,
        )
        yield Finding(
            path, 1, f"{key} has neither e-mail nor phone", "Add one, so that readers know how to reach them."
        )


_REACHED = r"\.(?:email|phone)|@\w+\.|\b0\d{2,4}[ )]\s?\d{3}"


def _find_bare_officer(policy_text: LintText) -> Iterator[Finding]:
    """The designated officer is named, and nowhere in the policy is a field of theirs, nor a number or an
    address beside the name.
    """
    whole = "\n".join(line.raw for line in policy_text.lines)
    beside = (
        rf"{_OFFICER.pattern}[^\n]*(?:\n[^\n]*){{0,2}}?(?:{_REACHED})|(?:{_REACHED})[^\n]*{_OFFICER.pattern}"
    )
    if not re.search(rf"\{{\{{\s*\w+\.\w*(?:lado|designated_officer)|{beside}", whole, re.IGNORECASE):
        for line in policy_text.own_lines:
            if match := _OFFICER.search(line.text):
                yield report(
                    line,
                    f"names the {match[0]} without a phone number or an address anywhere",
                    "Print the authority's contact with a field.",
                )
                return


_CONSULTED = re.compile(
    r"\b(?:developed|written|drawn up|produced|agreed|prepared|drafted) (?:in|after|following|through)"
    r" consultation with\b|"
    r"\bconsult(?:ed|ation) (?:with|has taken place with) [^.\n]{0,60}\b(?:in (?:developing|drawing"
    r" up|writing)|on) this policy\b",
    re.IGNORECASE,
)

_ENDORSED = re.compile(
    r"\b(?:this|the) (?:policy|document) (?:is|has been) (?:supported|endorsed|recommended) by\b",
    re.IGNORECASE,
)

_YEAR = re.compile(r"\b20\d\d\b")


def _find_consultation(policy_text: LintText) -> Iterator[Finding]:
    """The text says that somebody was consulted, and the version records nobody."""
    if not policy_text.version.facts.consulted:
        for line in policy_text.own_lines:
            if (match := _CONSULTED.search(line.text)) and not _YEAR.search(line.text):
                yield report(
                    line,
                    f"says “{shorten(match[0])}”, and nobody recorded who, when and with what outcome",
                    "Add 'consulted:' to the version.",
                )


def _find_endorsement(policy_text: LintText) -> Iterator[Finding]:
    for line in policy_text.own_lines:
        if (match := _ENDORSED.search(line.text)) and not _YEAR.search(line.text):
            yield report(
                line,
                f"says “{match[0]}” without a day",
                "Say who supports it and since when, and keep what they wrote.",
            )


RULES = (
    _make_rule("title", "The text has no title of its own."),
    _make_rule("version", "The text does not say which version it is."),
    _make_rule("approval", "The text does not say who approved it and when."),
    _make_rule("next-review", "The text says neither when it will be reviewed nor how often."),
    Rule("META-OWNER", Severity.ERROR, "Nobody is named who looks after the policy.", _check_owner),
    Rule("META-PARTY", Severity.ERROR, "The school or the trust is not named.", _find_unnamed_parties),
    Rule(
        "META-ROLE",
        Severity.WARNING,
        "Somebody approved the policy who has a name and no role.",
        _find_unnamed_roles,
    ),
    Rule(
        "META-CONSULT",
        Severity.WARNING,
        "The text speaks of a consultation that is recorded nowhere.",
        _find_consultation,
    ),
    Rule("DATA-CONTACT", Severity.WARNING, "A person who is printed cannot be reached.", _find_unreachable),
    Rule(
        "DATA-OFFICER",
        Severity.WARNING,
        "The designated officer is named without a contact.",
        _find_bare_officer,
    ),
    Rule(
        "DATA-ENDORSE", Severity.WARNING, "Somebody's support is claimed without a date.", _find_endorsement
    ),
    Rule(
        "PRIV-PUBLIC",
        Severity.ERROR,
        "What may be a private number or address would be published.",
        _find_private,
    ),
)
