"""What a web page's own style sheets hide, or strike through."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_STRIKING = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through")
_MEDIA_RULE = re.compile(r"@[\w-]+[^{}]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}|/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SELECTOR = re.compile(r"([a-z][a-z0-9]*)?(?:([.#])([\w-]+))?", re.IGNORECASE)
_STRUCK_TAGS = frozenset({"s", "strike", "del"})


@dataclass(frozen=True, slots=True)
class PageStyles:
    """The selectors of a page's style sheet that hide what they name, or strike it through: "p", ".a",
    "p#b".
    """

    hidden: frozenset[str] = frozenset()
    struck: frozenset[str] = frozenset()

    def hides(self, node: etree._Element) -> bool:
        """Say whether a reader does not see a node."""
        if node.get("hidden") is not None or _HIDING.search(node.get("style", "")):
            return True
        is_closed = node.tag == "dialog" and node.get("open") is None
        return (
            is_closed
            or node.tag == "noscript"
            or bool(self.hidden and self.hidden & set(_list_selectors(node)))
        )

    def strikes(self, node: etree._Element) -> bool:
        """Say whether a node's text is struck through."""
        if node.tag in _STRUCK_TAGS or _STRIKING.search(node.get("style", "")):
            return True
        return bool(self.struck and self.struck & set(_list_selectors(node)))


def _list_selectors(node: etree._Element) -> Iterator[str]:
    """The simple selectors that name a node."""
    tag = str(node.tag)
    yield tag
    for sign, names in ((".", node.get("class", "").split()), ("#", [node.get("id", "")])):
        for name in names:
            yield from (f"{sign}{name}", f"{tag}{sign}{name}")


def read_styles(root: etree._Element) -> PageStyles:
    """What the style sheets in a page hide and strike through, by simple selectors alone."""
    hidden: set[str] = set()
    struck: set[str] = set()
    for sheet in root.iter("style"):
        for selectors, rules in _RULE.findall(_MEDIA_RULE.sub("", sheet.text or "")):
            targets = [
                name for name, pattern in ((hidden, _HIDING), (struck, _STRIKING)) if pattern.search(rules)
            ]
            for selector in selectors.split(","):
                if _SELECTOR.fullmatch(selector.strip()):
                    for names in targets:
                        names.add(selector.strip())
    return PageStyles(frozenset(hidden), frozenset(struck))
