"""Metadata: what a policy must say of itself and does not, and what it says of people in prose where a record
should.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial

from ..errors import Severity
from ..model.values import Kind, Layer, Person, Value
from .engine import Finding, LintText
from .rules import Rule, at, pattern, short
from .said import said_in

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
    "next-review": "the text does not say when it will be reviewed",
}
# How a line begins that says it after all; of a title, a first heading that is no usual first section.
_LABELS = {
    "title": re.compile(
        r"\A(?!(?:\d|[a-z]\)|introduction|aims?\b|purpose|scope|policy|contents|background|rationale|summary|statement|overview|about\b))"
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
    r"(?:School|Academy|College|Nursery|Federation|Pre-?[Ss]chool|Montessori|Playgroup|Kindergarten|Primary)\b(?!"
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


def _not_stated(what: str, paper: LintText) -> Iterator[Finding]:
    """What the import looked for in vain and made up."""
    if what in paper.policy.facts.not_stated and not _said_after_all(what, paper):
        line = paper.policy.lines.get("not_stated", 1)
        yield Finding(
            paper.policy.path,
            line,
            _MISSING[what],
            f"Find it out, write it down, and take '{what}' out of 'not_stated'.",
        )


def _said_after_all(what: str, paper: LintText) -> bool:
    """Whether the head of the text has it, in a form that the import did not take for a record."""
    lines = (line for line in paper.own[:_HEAD] if line.path != paper.policy.path and line.text != "x")
    head = "\n".join(line.text.lstrip(" #|*-") for line in lines)
    return bool(_LABELS[what].search(head))


def _owner(paper: LintText) -> Iterator[Finding]:
    if paper.policy.facts.owner.lower() in _NOBODY and not _said_after_all("owner", paper):
        message = "nobody is named who looks after this policy"
        hint = "Write the role or the team into 'owner', and take 'owner' out of 'not_stated'."
        yield Finding(paper.policy.path, paper.policy.lines.get("owner", 1), message, hint)


def _parties(paper: LintText) -> Iterator[Finding]:
    """A school without a name of its own, and a trust that the text speaks of and that nothing names."""
    library = paper.library
    is_named = bool(_NAMED.search(said_in(paper).whole))
    for school in () if is_named else library.schools.values():
        bound = library.values(school, paper.as_at).get("school.name")
        if bound and isinstance(bound.value, str) and bound.value.strip().lower() in _NO_NAME:
            yield Finding(
                school.values.path,
                1,
                f"the name of the school is “{bound.value}”",
                "Write its full name, as on the sign.",
            )
    if any(school.facts.trust for school in library.schools.values()) or any(
        "trust" in key for key in _keys(paper)
    ):
        return
    if line := next((line for line in said_in(paper).lines if _TRUST.search(line.text)), None):
        yield at(
            line,
            "speaks of the Trust, and nothing says which trust",
            "Name it once, or give the school a trust and print its name.",
        )


def _keys(paper: LintText) -> Iterator[str]:
    for layer in _layers(paper):
        yield from layer.values


def _layers(paper: LintText) -> Iterator[Layer]:
    library = paper.library
    groups = (*library.authorities.values(), *library.trusts.values())
    return iter(
        (
            library.common,
            *(group.values for group in groups),
            *(school.values for school in library.schools.values()),
        )
    )


def _private(paper: LintText) -> Iterator[Finding]:
    """Mobile numbers and addresses of private mail, in the text and in the public values that it prints."""
    hint = "Print a number of the school or of a role; a person's own belongs into an internal field."
    for line in paper.own:
        for found in (*_MOBILE.finditer(line.text), *_PRIVATE_MAIL.finditer(line.text)):
            yield at(line, f"publishes a private number or address: “{found[0]}”", hint)
    raw = "\n".join(line.raw for line in paper.lines)
    for layer in _layers(paper):
        for key, values in layer.values.items():
            variable = paper.library.schema.get(key)
            if variable and not variable.internal and key in raw and values:
                for text in _texts(values[-1].value, variable.kind):
                    if _MOBILE.fullmatch(text) or _PRIVATE_MAIL.fullmatch(text):
                        yield Finding(
                            layer.path,
                            values[-1].line,
                            f"{key} is a private number or address: “{text}”",
                            hint,
                        )


def _texts(value: Value, kind: Kind) -> Iterable[str]:
    if isinstance(value, Person):
        return (value.email, value.phone)
    return (value,) if isinstance(value, str) and kind in (Kind.PHONE, Kind.EMAIL) else ()


def _approvers(paper: LintText) -> Iterator[Finding]:
    """Somebody approved the policy who has a name and no role."""
    for line in paper.own:
        if found := _APPROVED_BY.search(line.text):
            yield at(
                line,
                f"names who approved it without a role: “{short(found[0])}”",
                "Name the body or the office that decided.",
            )


def _of(what: str, help: str) -> Rule:
    return Rule(
        f"META-{what.upper().removeprefix('NEXT-')}", Severity.ERROR, help, partial(_not_stated, what)
    )


RULES = (
    _of("title", "The text has no title of its own."),
    _of("version", "The text does not say which version it is."),
    _of("approval", "The text does not say who approved it and when."),
    _of("next-review", "The text does not say when it will be reviewed."),
    Rule("META-OWNER", Severity.ERROR, "Nobody is named who looks after the policy.", _owner),
    Rule("META-PARTY", Severity.ERROR, "The school or the trust is not named.", _parties),
    Rule(
        "META-ROLE", Severity.WARNING, "Somebody approved the policy who has a name and no role.", _approvers
    ),
    Rule("PRIV-PUBLIC", Severity.ERROR, "A private number or address would be published.", _private),
    pattern(
        "DATA-ROLE",
        "A report goes to a department, not to a person.",
        "Name the role, with a field that says who it is and how to reach them.",
        r"\b(?:report(?:ed)?|refer(?:red)?|inform|tell|notify|contact)\b[^.\n]{0,40}\b"
        r"the (?:HR|human resources|IT|ICT|personnel) department",
        flags=re.IGNORECASE,
    ),
)
