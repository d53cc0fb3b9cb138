"""Reads the body of a policy's page: what stands in div.policy, without the furniture and what opens on
request.
"""

from __future__ import annotations

from typing import Any

from lxml import html

from .structure import BULLET, Blocks, Flow, List, Note, Picture, Quote, Table, heading, label, plain

_SKIPPED_CLASSES = frozenset(
    {"furniture", "provenance", "other-wordings", "footnote-ref", "footnote-back", "footnoteref"}
)
_SKIPPED_TAGS = frozenset({"script", "style", "template", "hr"})
_BLOCKS = frozenset({"p", "div", "section", "figure", "article", "aside", "dl", "dt", "dd"})
_STYLES = {"1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
_PATTERNS = {"defaultdelim": "%1.", "period": "%1.", "oneparen": "%1)", "twoparens": "(%1)"}


def read_html(page: str) -> Blocks:
    """Read a policy's page."""
    flow = Flow()
    _inside(body_of(parsed(page)), flow)
    return flow.whole()


def parsed(page: str) -> Any:
    """A page as a tree."""
    return html.document_fromstring(page)


def body_of(page: Any) -> Any:
    """The part of a policy's page that is the policy."""
    [body] = page.xpath("//article//div[@class='policy']")
    return body


def _inside(element: html.HtmlElement, flow: Flow) -> None:
    flow.text.append(element.text or "")
    for child in element:
        if (
            isinstance(child.tag, str)
            and child.tag not in _SKIPPED_TAGS
            and not _SKIPPED_CLASSES & set(child.classes)
        ):
            _one(child, flow)
        flow.text.append(child.tail or "")


def _one(element: html.HtmlElement, flow: Flow) -> None:
    match element.tag:
        case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
            flow.add(heading(int(element.tag[1]) - 1, element.text_content()))
        case "ul" | "ol":
            items = [_blocks(item, flow) for item in element.findall("li")]
            flow.add(List(_labels(element, len(items)), tuple(items)))
        case "table":
            flow.add(_table(element))
        case "blockquote":
            flow.add(Quote(_blocks(element, flow)))
        case "img":
            flow.add(Picture(plain(element.get("alt", ""))))
        case "br":
            flow.text.append(" ")
        case "section" | "aside" if "footnotes" in element.classes:
            flow.end()
            flow.notes += [Note(_said(item)) for item in element.iter("li")]
        case tag if tag in _BLOCKS:
            flow.end()
            _inside(element, flow)
            flow.end()
        case _:
            _inside(element, flow)


def _blocks(element: html.HtmlElement, flow: Flow) -> Blocks:
    inner = flow.inner()
    _inside(element, inner)
    return inner.done()


def _labels(element: html.HtmlElement, count: int) -> tuple[str, ...]:
    if element.tag == "ul":
        return (BULLET,) * count
    around = element.getparent()
    classes = set(around.classes) if around is not None else set()
    pattern = next(
        (pattern for name, pattern in _PATTERNS.items() if "list" in classes and name in classes), "%1."
    )
    style, first = _STYLES[element.get("type", "1")], int(element.get("start", "1"))
    return tuple(label(style, pattern, first + at) for at in range(count))


def _said(element: html.HtmlElement) -> str:
    flow = Flow()
    _inside(element, flow)
    return " ".join(block.words for block in flow.done() if hasattr(block, "words"))


def _table(element: html.HtmlElement) -> Table:
    heads = [_row(row) for row in element.findall("thead/tr")]
    assert len(heads) <= 1, "a table has one head row"
    return Table(heads[0] if heads else (), tuple(_row(row) for row in element.findall("tbody/tr")))


def _row(row: html.HtmlElement) -> tuple[str, ...]:
    return tuple(_said(cell) for cell in row if cell.tag in ("th", "td"))
