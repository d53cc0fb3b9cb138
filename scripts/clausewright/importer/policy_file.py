"""The file of a policy: policy.yml as far as a source says it, and what was taken out of the text for it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..model.dates import first_day
from ..readers.source import LeftOut
from ..readers.words import plain
from .facts import find_body, list_missing
from .front_matter import PAGE_EDGE, WHY_FRONT_MATTER, find_front_matter
from .imported import Imported, Terms
from .stated_dates import find_iso_date


def choose_version(imported: Imported, terms: Terms) -> str:
    """The version's name: what was asked for or is stated, else this month."""
    return terms.version or find_version(imported, terms) or f"{terms.today:%Y-%m}"


def find_version(imported: Imported, terms: Terms) -> str:
    """The version that a person named, or the day of issue, of adoption, in a running head or the title;
    empty where nothing says it.
    """
    if terms.version:
        return terms.version
    heads = [
        find_iso_date(left.text) for left in imported.source.left_out if left.why == "page header or footer"
    ]
    facts = imported.facts
    for name in (facts.issued, facts.adopted, *heads, find_iso_date(imported.title.line)):
        if name and first_day(name) <= terms.today:
            return name
    return ""


def collect_policy_facts(imported: Imported, terms: Terms) -> dict[str, object]:
    """The lines of policy.yml. What the source does not say is named in `not_stated`,
    and stands as a blank.
    """
    facts = imported.facts
    lines: dict[str, object] = {"title": imported.outline.title}
    if imported.title.subtitle:
        lines["summary"] = imported.title.subtitle
    lines["owner"] = facts.owner or "Not stated"
    lines["approver"] = choose_approver(facts.body)
    if facts.months:
        lines["review_months"] = facts.months
    lines["numbering"] = terms.numbering
    is_dated = bool(find_version(imported, terms)) or _is_version_named(imported)
    missing = list_missing(facts, is_titled=imported.title.is_stated, is_dated=is_dated)
    if missing:
        lines["not_stated"] = missing
    stated = [{"label": line.label, "text": line.text} for line in facts.stated if line.text]
    if imported.title.place >= 0 and not imported.title.is_whole_line:
        stated.insert(0, {"label": "Title", "text": imported.title.line})
    if stated:
        lines["stated"] = stated
    return lines


def choose_approver(body: str) -> str:
    """The word by which policy.yml calls the body that approves: the governing body's,
    or one that is the school's own to fill in.
    """
    return "governing_body" if find_body(body) else "approving_body"


def list_left_out_by_reader(imported: Imported) -> Iterator[LeftOut]:
    """What the reader left out. The front matter of a Markdown file is facts, and stands in the draft, and so
    are what the edges of pages say.
    """
    edges = {line.text for line in imported.facts.stated if line.label == PAGE_EDGE}
    for left in imported.source.left_out:
        if left.why == WHY_FRONT_MATTER or plain(left.text) in edges:
            why = f"{left.why}: policies/{imported.policy}/policy.yml has it under 'stated'"
            yield LeftOut(left.text, why, left.place)
        else:
            yield left


def list_stated(imported: Imported) -> Iterator[LeftOut]:
    """What was taken out of the text because it is a fact, line by line, with the file that has it."""
    place = f"policies/{imported.policy}/policy.yml"
    title = imported.title
    if title.place >= 0 and not title.is_whole_line:
        where = "'title' and 'summary'" if title.subtitle else "'title'"
        yield LeftOut(
            title.line, f"title: {place} has it under {where}, and as it was written under 'stated'"
        )
    from_file = find_front_matter(imported.source)
    for line in imported.facts.stated:
        if line in from_file or line.label == PAGE_EDGE:
            # The reader has left it out already.
            continue
        has_it = f"{place} has it under 'stated'" if line.text else "a label without a word beside it"
        yield LeftOut(str(line), f"policy record: {has_it}", line.place)


def _is_version_named(imported: Imported) -> bool:
    texts = [left.text for left in (*imported.source.left_out, *imported.left_out)]
    texts += [str(line) for line in imported.facts.stated]
    return any(re.search(r"\bversion\b.*\d", text, re.IGNORECASE) for text in texts)
