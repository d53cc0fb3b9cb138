"""The certificate: what a document has to do with the version that was issued,
so that anybody can see that its text was not altered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..model.ast import CHECK_PICTURE, SPACE, Element, Elements, div, element, link, para, words
from ..model.document import Document, Inlines
from ..model.library import Version
from ..model.text import capitalise, count_noun, join_words
from ..model.tokens import string_token, token
from ..model.values import Kind, Variable
from .change_names import join_number, plain_text

CLASS = "certificate"


@dataclass(frozen=True, slots=True)
class Departure:
    """A clause that is not as it was issued: its number and title,
    whose wording it is ("school" or "trust"), what was done and why.
    """

    number: str
    title: Inlines
    tier: str
    action: str
    reason: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """What is certified of a document. `seal` is that of the issued text, "" where it has none; `values` are
    the kinds of the values that it prints.
    """

    policy: str
    version: str
    issuer: str
    seal: str
    departures: tuple[Departure, ...]
    values: tuple[Kind, ...]


def write_certificate(
    document: Document,
    version: Version,
    policy: str,
    issuer: str,
    amended: Iterable[tuple[str, str, str, str]],
    values: Iterable[Kind],
) -> Certificate:
    """Certify a document. `amended` are the amendments in it: the clause's id, whose,
    what was done and why.
    """
    placed = {clause.id: clause for clause in document.clauses()}
    departures = tuple(
        Departure(placed[id].number, placed[id].title, *rest) for id, *rest in amended if id in placed
    )
    seal = version.lock.facts.seal if version.lock else ""
    return Certificate(policy, version.title, issuer, seal, departures, tuple(values))


# What values of each kind are, as a certificate says it, in this order.
_SORTS: Mapping[Kind, str] = {
    Kind.TEXT: "facts",
    Kind.WORDS: "vocabulary",
    Kind.PERSON: "people in their roles",
    Kind.PHONE: "telephone numbers",
    Kind.EMAIL: "addresses",
    Kind.URL: "addresses",
    Kind.DATE: "dates",
    Kind.MONTH: "dates",
    Kind.NUMBER: "numbers",
    Kind.LIST: "lists",
}


def list_printed_kinds(schema: Mapping[str, Variable], keys: Iterable[str]) -> tuple[Kind, ...]:
    """Return the kind of each value that keys of a text print, the facts of its adoption left out."""
    variables = sorted({".".join(key.split(".")[:2]) for key in keys})
    return tuple(schema[key].kind for key in variables if key in schema and schema[key].path)


_DONE = {"replace": "worded by the {}", "omit": "left out by the {}", "add-after": "added by the {}"}


def build_certificate(certificate: Certificate, *, has_address: bool = False) -> Elements:
    """Return the certificate as it is printed, its code still a token; with the address at which the code can
    be looked up, another token, where it is known where the site is.
    """
    blocks = [
        _write_paragraph("Certificate.", _describe_issue(certificate)),
        _write_paragraph("", _describe_differences(certificate)),
    ]
    if certificate.departures:
        departures = [[element("Plain", words(_describe_departure(each)))] for each in certificate.departures]
        blocks.append(element("BulletList", departures))
    blocks += _describe_code(has_address=has_address)
    return [div(blocks, classes=[CLASS])]


def _describe_code(*, has_address: bool) -> Elements:
    code = f"This text has the code {token('document.code')}. To see whether it is still in force, look it up"
    if not has_address:
        return [_write_paragraph("", f"{code} on the check page of the site.")]
    address = link(words(token("document.check")), string_token("document.check"))
    tells = [*words(f"{code} at"), SPACE, address]
    return [para(tells), div([], classes=[CHECK_PICTURE])]


def _write_paragraph(label: str, text: str) -> Element:
    return para([*([element("Strong", words(label)), SPACE] if label else []), *words(text)])


def _describe_issue(certificate: Certificate) -> str:
    if not certificate.seal:
        return (
            f"This is the {certificate.policy} of {certificate.version}. That version has no seal yet, so"
            " nobody can say whether it is as it was issued."
        )
    return (
        f"This is the {certificate.policy} of {certificate.version} as it was issued by"
        f" {certificate.issuer}, under the seal {_group_letters(certificate.seal)}."
    )


def _group_letters(seal: str) -> str:
    """A seal in groups of six letters, so that people can read it to each other."""
    return " ".join(seal[start : start + 6] for start in range(0, len(seal), 6))


def _describe_differences(certificate: Certificate) -> str:
    count = len(certificate.values)
    filled = "nothing is filled in"
    if count:
        sorts = [sort for kind, sort in _SORTS.items() if kind in certificate.values]
        are = "is" if count == 1 else "are"
        filled = f"{count_noun(count, 'value')} {are} filled in ({join_words([*dict.fromkeys(sorts)])})"
    departures = len(certificate.departures)
    if not departures:
        return (
            "Every clause has the wording that was issued, options were chosen where the text offers them,"
            f" and {filled}; nothing else differs."
        )
    clauses = "this clause departs" if departures == 1 else f"these {departures} clauses depart"
    return (
        f"Options were chosen where the text offers them, and {filled}. Only {clauses} from the wording that"
        " was issued:"
    )


def _describe_departure(departure: Departure) -> str:
    deed = _DONE.get(departure.action, "changed by the {}").format(departure.tier)
    name = join_number(departure.number, plain_text(departure.title))
    return f"{name}: {deed}. Reason: {capitalise(departure.reason.rstrip('.'))}."
