"""The certificate: what a document has to do with the version that was issued, so that anybody can see that
its text was not altered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..model.ast import SPACE, Element, Elements, div, element, para, words
from ..model.document import Document, Inlines
from ..model.library import Version
from ..model.text import counted, listed, sentence
from ..model.tokens import token
from ..model.values import Variable
from .wording import join_number, plain_text

CLASS = "certificate"


@dataclass(frozen=True, slots=True)
class Departure:
    """A clause that is not as it was issued: its number and title, whose wording it is ("school" or "trust"),
    what was done and why.
    """

    number: str
    title: Inlines
    tier: str
    action: str
    reason: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """What is certified of a document. `seal` is that of the issued text, "" where it has none; `values` are
    names of what prints.
    """

    policy: str
    version: str
    issuer: str
    seal: str
    departures: tuple[Departure, ...]
    values: tuple[str, ...]


def certify(
    document: Document,
    version: Version,
    policy: str,
    issuer: str,
    amended: Iterable[tuple[str, str, str, str]],
    values: Iterable[str],
) -> Certificate:
    """Certify a document. `amended` are the amendments in it: the clause's id, whose, what was done and why."""
    placed = {clause.id: clause for clause in document.clauses()}
    departures = tuple(
        Departure(placed[id].number, placed[id].title, *rest) for id, *rest in amended if id in placed
    )
    seal = version.lock.facts.seal if version.lock else ""
    return Certificate(policy, version.title, issuer, seal, departures, tuple(sorted(values)))


def list_printed_values(schema: Mapping[str, Variable], keys: Iterable[str]) -> tuple[str, ...]:
    """Return the names of the values that keys of a text print, the facts of its adoption left out."""
    variables = {".".join(key.split(".")[:2]) for key in keys}
    names = {schema[key].name for key in variables if key in schema and schema[key].path}
    return tuple(sorted(names))


_DONE = {"replace": "worded by the {}", "omit": "left out by the {}", "add-after": "added by the {}"}


def build_certificate(certificate: Certificate) -> Elements:
    """Return the certificate as it is printed, its code still a token."""
    blocks = [
        _paragraph("Certificate.", _describe_issue(certificate)),
        _paragraph("", _describe_differences(certificate)),
    ]
    if certificate.departures:
        departures = [[element("Plain", words(_describe_departure(each)))] for each in certificate.departures]
        blocks.append(element("BulletList", departures))
    code = token("document.code")
    blocks.append(
        _paragraph(
            "",
            f"The code of this text is {code}. The page of codes, on the site, tells what has become of it.",
        )
    )
    return [div(blocks, classes=[CLASS])]


def _paragraph(label: str, text: str) -> Element:
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
    filled = "nothing filled in"
    if count:
        filled = f"{counted(count, 'value')} filled in ({listed(certificate.values)})"
    departures = len(certificate.departures)
    if not departures:
        return (
            "Every clause has the wording that was issued, with choices that the issued text offers and"
            f" {filled}; nothing else differs."
        )
    clauses = "this clause departs" if departures == 1 else f"these {departures} clauses depart"
    return (
        f"It has the choices that the issued text offers, and {filled}. Only {clauses} from the wording that"
        " was issued:"
    )


def _describe_departure(departure: Departure) -> str:
    deed = _DONE.get(departure.action, "changed by the {}").format(departure.tier)
    name = join_number(departure.number, plain_text(departure.title))
    return f"{name}: {deed}. Reason: {sentence(departure.reason.rstrip('.'))}."
