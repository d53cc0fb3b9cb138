"""A redline as plain text, for tests: `[-gone-]` and `{+new+}`, a line a paragraph."""

from __future__ import annotations

from typing import Any

from clausewright.model.ast import classes_of
from clausewright.model.document import Item, PlacedClause, Prose, Section

_SIGNS = {"deletion": ("[-", "-]"), "insertion": ("{+", "+}")}


def item(one: Item) -> str:
    """An item of a redline."""
    match one:
        case Section():
            return f"{'#' * one.level} {inlines(one.title)}\n"
        case PlacedClause():
            return f"**{inlines(one.title)}**\n{blocks(one.blocks)}"
        case Prose():
            return blocks(one.blocks)


def blocks(some: Any, indent: str = "") -> str:
    """Blocks, a line each."""
    return "".join(_block(block, indent) for block in some)


def _block(block: Any, indent: str) -> str:
    content = block.get("c")
    match block["t"]:
        case "Para" | "Plain":
            return f"{indent}{inlines(content)}\n"
        case "BulletList":
            return "".join(_item(item, indent) for item in content)
        case "OrderedList":
            return "".join(_item(item, indent) for item in content[1])
        case "Div":
            return _signed(block, blocks(content[1], indent).rstrip("\n"), indent) + "\n"
        case "BlockQuote":
            return blocks(content, indent + "> ")
        case "Table":
            rows = [*content[3][1], *(row for body in content[4] for row in body[3])]
            return "".join(_row(row, indent) for row in rows)
        case "Header":
            return f"{indent}{inlines(content[2])}\n"
    return f"{indent}({block['t']})\n"


def _item(item: Any, indent: str) -> str:
    return indent + "- " + blocks(item, indent + "  ").lstrip()


def _row(row: Any, indent: str) -> str:
    cells = " | ".join(_sign(cell[0][1], blocks(cell[4]).strip().replace("\n", " / ")) for cell in row[1])
    return f"{indent}{_sign(row[0][1], f'| {cells} |')}\n"


def _sign(classes: list[str], text: str) -> str:
    for name, (before, after) in _SIGNS.items():
        if name in classes:
            return f"{before}{text}{after}"
    return text


def _signed(block: Any, text: str, indent: str) -> str:
    return _sign(classes_of(block), text if text.startswith(indent) else indent + text)


def inlines(some: Any) -> str:
    """Inlines as words."""
    return "".join(_inline(node) for node in some)


def _inline(node: Any) -> str:
    content = node.get("c")
    match node["t"]:
        case "Str":
            return str(content)
        case "Space" | "SoftBreak" | "LineBreak":
            return " "
        case "Emph":
            return f"*{inlines(content)}*"
        case "Strong":
            return f"**{inlines(content)}**"
        case "Span":
            return _sign(classes_of(node), inlines(content[1]))
        case "Link":
            return f"[{inlines(content[1])}]({content[2][0]})"
        case "Image":
            return f"![{inlines(content[1])}]({content[2][0]})"
        case "Note":
            return f"(note: {blocks(content).strip()})"
        case "Code":
            return str(content[1])
    return f"({node['t']})"
