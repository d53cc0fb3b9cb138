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
    """The names of the values that keys of a text print, the facts of its adoption left out."""
    own = {".".join(key.split(".")[:2]) for key in keys}
    return tuple(sorted({schema[key].name for key in own if key in schema and schema[key].path}))


_DONE = {"replace": "worded by the {}", "omit": "left out by the {}", "add-after": "added by the {}"}


def build_certificate(certificate: Certificate) -> Elements:
    """The certificate as it is printed, its code still a token."""
    blocks = [_para("Certificate.", _issued(certificate)), _para("", _differs(certificate))]
    if certificate.departures:
        blocks.append(
            element(
                "BulletList", [[element("Plain", words(_departure(one)))] for one in certificate.departures]
            )
        )
    code = token("document.code")
    blocks.append(
        _para(
            "",
            f"The code of this text is {code}. The page of codes, on the site, tells what has become of it.",
        )
    )
    return [div(blocks, classes=[CLASS])]


def _para(label: str, text: str) -> Element:
    return para([*([element("Strong", words(label)), SPACE] if label else []), *words(text)])


def _issued(one: Certificate) -> str:
    if not one.seal:
        return (
            f"This is the {one.policy} of {one.version}. That version has no seal yet, so nobody can say"
            " whether it is as it was issued."
        )
    return (
        f"This is the {one.policy} of {one.version} as it was issued by {one.issuer}, under the seal"
        f" {' '.join(_fours(one.seal))}."
    )


def _fours(seal: str) -> list[str]:
    return [seal[at : at + 6] for at in range(0, len(seal), 6)]


def _differs(one: Certificate) -> str:
    count = len(one.values)
    filled = f"{counted(count, 'value')} filled in ({listed(one.values)})" if count else "nothing filled in"
    if not one.departures:
        return (
            "Every clause has the wording that was issued, with choices that the issued text offers and"
            f" {filled}; nothing else differs."
        )
    clauses = (
        "this clause departs" if len(one.departures) == 1 else f"these {len(one.departures)} clauses depart"
    )
    return (
        f"It has the choices that the issued text offers, and {filled}. Only {clauses} from the wording that"
        " was issued:"
    )


def _departure(one: Departure) -> str:
    what = _DONE.get(one.action, "changed by the {}").format(one.tier)
    return f"{join_number(one.number, plain_text(one.title))}: {what}. Reason: {sentence(one.reason.rstrip('.'))}."
