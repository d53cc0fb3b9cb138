"""The page of what a school must have on its website: each policy with its version, its dates and its files,
and what is not there yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

ID, TITLE = "published", "What we publish"
_HEADS = ("Policy", "Version", "Approved on", "In force from", "Next review", "Files")


@dataclass(frozen=True, slots=True)
class Published:
    """A policy that a school publishes: it `must` be on the website, or may. Dates are in words, empty where
    there are none.

    `missing` says in a sentence why there is no text in force. Addresses are relative to the page.
    """

    title: str
    must: bool
    href: str
    version: str = ""
    approved: str = ""
    since: str = ""
    next_review: str = ""
    overdue: bool = False
    missing: str = ""
    files: tuple[tuple[str, str], ...] = ()


def body(name: str, policies: Sequence[Published], archive: str) -> str:
    """Return the body of the page of a school. `archive` is the address of all files in one, empty where
    there are none.
    """
    must, may = [one for one in policies if one.must], [one for one in policies if not one.must]
    paper = "Anybody may ask the school for a copy on paper; it is free."
    whole = (
        f'<p class="all-files"><a class="file" href="{escape(archive)}">Download every policy (ZIP)</a></p>'
        if archive
        else ""
    )
    return (
        f'<h1>{TITLE}</h1><div class="intro"><p>The policies that {escape(name)} must have on its website,'
        " with their versions and dates. "
        f"{paper}</p></div>{_table('Policies that must be published', must)}"
        + (f"<h2>Also published</h2>{_table('Policies that are also published', may)}" if may else "")
        + whole
    )


def _table(caption: str, policies: Sequence[Published]) -> str:
    if not policies:
        return "<p>There is none.</p>"
    heads = _HEADS if any(one.files for one in policies) else _HEADS[:-1]
    head = "".join(f'<th scope="col">{title}</th>' for title in heads)
    rows = "".join(_row(one, len(heads) - 1) for one in policies)
    return (
        "<div"
        f' class="published"><table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _row(one: Published, width: int) -> str:
    name = f'<th scope="row"><a href="{escape(one.href)}">{escape(one.title)}</a></th>'
    if one.missing:
        return f'<tr>{name}<td colspan="{width}">{escape(one.missing)}</td></tr>'
    late = ' <strong class="overdue">Overdue</strong>' if one.overdue else ""
    files = ", ".join(
        f'<a href="{escape(href)}">{kind}<span class="unseen"> of {escape(one.title)}</span></a>'
        for kind, href in one.files
    )
    cells = [
        escape(one.version),
        escape(one.approved),
        escape(one.since),
        escape(one.next_review) + late,
        files,
    ][:width]
    return f"<tr>{name}{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
