"""The frame of every page of the office: plain HTML that works from disk, asks nothing of any other host, and
reads without scripts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import escape
from pathlib import Path

from ..model.dates import in_words


@dataclass(frozen=True, slots=True)
class File:
    """A file of the office: its path, and what is in it."""

    path: str
    content: str | bytes


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the office. `body` is HTML; `label` is its name in the menu, "" where it is not listed there."""

    path: str
    title: str
    body: str
    lead: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `kind` is "text", "filter" where a reader picks one of its values, or "number"."""

    title: str
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its words, where they lead, a style sheet's word for it, and what is said more quietly below."""

    text: str
    href: str = ""
    mark: str = ""
    note: str = ""


@cache
def _asset(name: str) -> str:
    return (Path(__file__).parent / name).read_text(encoding="utf-8")


def framed(page: Page, pages: Sequence[Page], as_at: date) -> str:
    """Return the whole page, with a menu of those that are listed."""
    up = "../" * page.path.count("/")
    links = "".join(_menu_item(other, page, up) for other in pages if other.label)
    lead = f"<p>{escape(page.lead)}</p>" if page.lead else ""
    return (
        '<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots"'
        ' content="noindex">'
        f'<title>{escape(page.title)}</title><link rel="icon"'
        f' href="data:,"><style>{_asset("register.css")}</style></head><body>'
        '<a class="skip" href="#content">Skip to content</a>'
        f'<header class="band"><p class="internal"><strong>Internal.</strong> As at {in_words(as_at)}. Not'
        " for publication.</p>"
        f'<nav aria-label="Office"><ul>{links}</ul></nav></header>'
        "<main"
        f' id="content"><h1>{escape(page.title)}</h1>{lead}{page.body}</main><script>{_asset("register.js")}</script></body></html>\n'
    )


def _menu_item(other: Page, page: Page, up: str) -> str:
    here = ' aria-current="page"' if other.path == page.path else ""
    return f'<li><a href="{escape(up + other.path)}"{here}>{escape(other.label)}</a></li>'


def sheet(
    caption: str, columns: Sequence[Column], rows: Iterable[tuple[str, Sequence[Cell]]], csv_href: str = ""
) -> str:
    """Return a long table with heads that stay in view. Where scripts run, a reader can search and filter it.

    `rows` are the cells of each row with the row's id, "" for none; the first cell names the row.
    """
    head = "".join(
        f'<th scope="col" data-kind="{column.kind}">{escape(column.title)}</th>' for column in columns
    )
    body = "".join(_row(id, cells, columns) for id, cells in rows)
    link = (
        f'<p class="files"><a href="{escape(csv_href)}" download>Download as CSV</a></p>' if csv_href else ""
    )
    return (
        f'<div class="sheet"><div class="tools" hidden></div>{link}'
        f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(caption)}">'
        f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div></div>"
    )


def _row(id: str, cells: Sequence[Cell], columns: Sequence[Column]) -> str:
    anchor = f' id="{escape(id)}"' if id else ""
    first, *others = (_cell(cell) for cell in cells)
    kinds = [column.kind for column in columns[1:]]
    data = "".join(
        f"<td{' class=number' if kind == 'number' else ''}>{cell}</td>"
        for cell, kind in zip(others, kinds, strict=True)
    )
    return f'<tr{anchor}><th scope="row">{first}</th>{data}</tr>'


def _cell(cell: Cell) -> str:
    words = f'<a href="{escape(cell.href)}">{escape(cell.text)}</a>' if cell.href else escape(cell.text)
    words = f'<span class="mark mark--{cell.mark}">{words}</span>' if cell.mark else words
    return words + (f"<small>{escape(cell.note)}</small>" if cell.note else "")


def grid(caption: str, heads: Sequence[str], rows: Iterable[tuple[Cell, Sequence[Cell]]]) -> str:
    """Return a table to be seen at a glance, whose first column stays in view too."""
    head = "".join(f'<th scope="col">{escape(title)}</th>' for title in heads)
    body = "".join(
        f'<tr><th scope="row">{_cell(name)}</th>{"".join(f"<td>{_cell(cell)}</td>" for cell in cells)}</tr>'
        for name, cells in rows
    )
    return (
        f'<div class="scroll grid" role="region" tabindex="0" aria-label="{escape(caption)}">'
        f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
