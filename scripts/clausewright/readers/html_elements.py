"""The elements of a web page: which end a line, which belong to the site around the text, which hold data,
and all the texts below one.
"""

from __future__ import annotations

from collections.abc import Collection

from lxml import etree

ROW_GROUPS = ("thead", "tbody", "tfoot")
SILENT = frozenset({"script", "style", "template", "head"})
_HEADED = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "details", "section", "article", "hr"})
# Why what belongs to the site is left out.
PAGE_FURNITURE = "menu, header or footer of the page"
_FURNITURE = frozenset({"nav", "header", "footer", "form", "button", "select"})
BLOCKS = frozenset(
    {"p", "div", "section", "article", "main", "aside", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6",
     "ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption",
     "figure", "figcaption", "pre", "address", "hr", "br", "header", "footer", "nav", "form", "body",
     "fieldset", "details", "summary", "option", "noscript", "dialog"}
)  # fmt: skip
# What a page shows that is no text, and what each is.
MEDIA = {
    "iframe": "another page in a frame",
    "object": "object",
    "embed": "object",
    "canvas": "drawing",
    "video": "film",
    "audio": "sound",
    "textarea": "field of a form",
}
# What stands beside the words of its line, and is no part of them.
BESIDE_WORDS = frozenset({*BLOCKS, *MEDIA, "button", "select", "svg"})


def list_rows(table: etree._Element) -> list[etree._Element]:
    """The rows of a table itself, the foot last, as it is shown."""
    rows: list[etree._Element] = []
    foot: list[etree._Element] = []
    for part in table:
        if part.tag == "tr":
            rows.append(part)
        elif part.tag in ROW_GROUPS:
            (foot if part.tag == "tfoot" else rows).extend(row for row in part if row.tag == "tr")
    return [*rows, *foot]


def holds_data(table: etree._Element) -> bool:
    """Say whether a table holds data, and does not set a page: several rows,
    and no table in it unless its cells have heads.
    """
    rows = list_rows(table)
    if len(rows) < 2 or table.get("role") == "presentation":
        return False
    return table.find(".//table") is None or any(cell.tag == "th" for row in rows for cell in row)


def ends_with_section(summary: etree._Element) -> bool:
    """Say whether nothing that belongs to the section around it follows what a summary folds away: else the
    summary would head that too.
    """
    details = next(summary.iterancestors("details"), None)
    if details is None:
        return True
    node: etree._Element | None = details
    while node is not None and node.tag not in ("body", "main", "article"):
        if (node.tail or "").strip():
            return False
        follower = next(node.itersiblings(etree.Element), None)
        if follower is not None:
            return str(follower.tag) in _HEADED or (follower.find(".//summary") is not None)
        node = node.getparent()
    return True


def is_furniture(node: etree._Element, tag: str) -> bool:
    """Say whether a part of a page is no text of its own: not a header that holds the title,
    nor that of an article, nor a form that holds the page.
    """
    if tag == "header":
        has_menu = node.find(".//nav") is not None
        is_of_article = next(node.iterancestors("article", "main"), None) is not None
        return has_menu or (node.find(".//h1") is None and not is_of_article)
    if tag == "form":
        return len(node.findall(".//p")) + len(node.findall(".//li")) < 6
    return tag in _FURNITURE


def join_texts(node: etree._Element, *, without: Collection[etree._Element] = ()) -> str:
    """Every text below a node; blocks, and what stands beside the words of a line, are set apart by a
    space.
    """
    texts: list[str] = []
    waiting: list[tuple[etree._Element, bool]] = [(node, True)]
    while waiting:
        part, opening = waiting.pop()
        tag = part.tag if isinstance(part.tag, str) else "script"
        seen = tag not in SILENT and (part not in without or part is node)
        if opening:
            texts.append(" " if tag in BESIDE_WORDS else "")
            if seen:
                texts.append(part.text or "")
            waiting.append((part, False))
            waiting += [(child, True) for child in reversed(part)] if seen else []
        else:
            texts += [" " if tag in BESIDE_WORDS else "", (part.tail or "") if part is not node else ""]
    return "".join(texts)
