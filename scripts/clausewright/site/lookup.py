"""The page on which a reader types the code of a paper copy and learns what has become of it. It works from
disk, and asks nobody.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from ..model.status import PolicyStatus
from ..model.values import Words
from ..templates import PageTemplates

PAGE, TITLE = "check.html", "Check a paper copy"

# How a document stands, as the page's data say it.
LETTERS: Mapping[PolicyStatus, str] = {
    PolicyStatus.IN_FORCE: "c",
    PolicyStatus.SUPERSEDED: "s",
    PolicyStatus.TO_COME: "t",
    PolicyStatus.PROPOSED: "p",
    PolicyStatus.MODEL: "m",
    PolicyStatus.FORMER_MODEL: "f",
    PolicyStatus.WITHDRAWN: "w",
    PolicyStatus.CONSULTATION: "k",
}


@dataclass(frozen=True, slots=True)
class CodedText:
    """A text that has a code: whose it is, its policy and version in words, and what has become of it.

    Days are written as 2026-09-01, or empty. `next_version` is what took its place on the day after `last`,
    `current_version` what is in force today, since `since`. `href` leads from the page to the text that is
    in force, and is empty where none is shown.
    """

    reader: str
    policy: str
    version: str
    standing: PolicyStatus
    first: str = ""
    last: str = ""
    next_version: str = ""
    current_version: str = ""
    since: str = ""
    href: str = ""


def render_check_page(
    templates: PageTemplates, texts: Mapping[str, CodedText], as_at: str, home: str, unit: Words
) -> str:
    """Return the whole page. `texts` are those that have a code, by it, `as_at` is the day of the build,
    written 2026-09-01, `home` the address of the front page, `unit` what a school is called here.
    """
    names: dict[str, None] = {}
    for _, document in sorted(texts.items()):
        names.update(dict.fromkeys(_list_names(document)))
    index = {name: position for position, name in enumerate(names)}
    rows = {code: _make_row(document, index) for code, document in sorted(texts.items())}
    data = {"day": as_at, "unit": unit.singular, "words": list(names), "codes": rows}
    # A closing tag inside a name would end the script that holds it.
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return templates.render("check/check.html", title=TITLE, data=written, home=home, unit=unit)


def _list_names(document: CodedText) -> tuple[str, ...]:
    return (
        document.reader,
        document.policy,
        document.version,
        document.next_version,
        document.current_version,
        document.href,
    )


def _make_row(document: CodedText, index: Mapping[str, int]) -> list[object]:
    positions = [index[name] for name in _list_names(document)]
    return [*positions, LETTERS[document.standing], document.first, document.last, document.since]
