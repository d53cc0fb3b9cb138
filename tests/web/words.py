"""The words of published pages and of their search index, read without a browser."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from lxml import etree, html

_WORD = re.compile(r"[\w’'&@.-]*\w")
_CLAUSES = etree.XPath("//*[contains(concat(' ', @class, ' '), ' clause ')][@id]")
_ADDRESSES = etree.XPath("//@href | //@src")
_IDS = etree.XPath("//@id")
_BLOCKS = frozenset(
    [
        "p",
        "li",
        "td",
        "th",
        "tr",
        "dt",
        "dd",
        "div",
        "section",
        "blockquote",
        "h1",
        "h2",
        "h3",
        "h4",
        "ul",
        "ol",
        "table",
        "figure",
        "br",
    ]
)


def strings(where: etree.XPath, tree: etree._Element) -> list[str]:
    """The texts and attributes that a path finds."""
    found = where(tree)
    assert isinstance(found, list)
    return [str(one) for one in found]


def elements(where: etree.XPath, tree: etree._Element) -> list[html.HtmlElement]:
    """The elements that a path finds."""
    found = where(tree)
    assert isinstance(found, list)
    return [one for one in found if isinstance(one, html.HtmlElement)]


def dead_links(public: Path) -> list[str]:
    """Every link and address on the pages of a folder that leads to no file in it, or to no place in that
    file.
    """
    trees = {
        path.relative_to(public).as_posix(): html.fromstring(path.read_bytes())
        for path in sorted(public.rglob("*.html"))
    }
    ids = {path: set(strings(_IDS, tree)) for path, tree in trees.items()}
    dead = set()
    for path, tree in trees.items():
        for address in strings(_ADDRESSES, tree):
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            target, fragment = urldefrag(urljoin(f"/{path}", address))
            file = unquote(target.partition("?")[0]).lstrip("/") or "index.html"
            if not (public / file).is_file() or (fragment and file in ids and fragment not in ids[file]):
                dead.add(f"{path}: {address}")
    return sorted(dead)


def words_in(*texts: str) -> set[str]:
    """Every word of some texts."""
    return {word for text in texts for word in _WORD.findall(text)}


def text_in(element: html.HtmlElement) -> str:
    """An element's text as it is read: blocks stand apart, and what opens on request is left out."""
    return "".join(_pieces(element))


def _pieces(element: html.HtmlElement) -> Iterator[str]:
    apart = " " if element.tag in _BLOCKS else ""
    if element.tag != "details" and isinstance(element.tag, str):
        yield apart + (element.text or "")
        for child in element:
            yield from _pieces(child)
        yield apart
    yield element.tail or ""


def clauses_of(page: Path) -> Iterator[tuple[str, str]]:
    """The clauses of a page, each as its id and its text."""
    for clause in elements(_CLAUSES, html.fromstring(page.read_bytes())):
        tail, clause.tail = clause.tail, None
        yield clause.attrib["id"], text_in(clause)
        clause.tail = tail


def search_entries(site: Path) -> list[tuple[str, str, str]]:
    """What search knows of a site: locations, titles and texts."""
    entries = []
    for page in search_index(site)["pages"]:
        for anchor, number, title, _, _, passages, _ in page["places"]:
            location = f"{page['href']}#{anchor}" if anchor else page["href"]
            text = " ".join(passage[0] for passage in passages)
            entries.append((location, f"{number} {title}".strip(), text))
    return entries


def search_index(site: Path) -> Any:
    """The data in the script that is the search index of a site."""
    script = (site / "search" / "index.js").read_text(encoding="utf-8")
    return json.loads(script.removeprefix("window.policySearch = ").removesuffix(";\n"))


def rare_word(entries: Iterable[tuple[str, str, str]]) -> tuple[str, str]:
    """A word that only one clause has, and where: search must put that clause among the first three, since the
    words that readers use for another may have the same stem.
    """
    plain = re.compile(r"(?<!\S)[a-z]{9,12}(?=[\s.])")
    places = {location: set(plain.findall(text)) for location, _, text in entries if "#" in location}
    everywhere = Counter(word for words in places.values() for word in words)
    all_text = " ".join(f"{title} {text}".lower() for _, title, text in entries)
    rare = sorted(word for word, times in everywhere.items() if times == 1 and all_text.count(word) == 1)
    return next((word, location) for word in rare for location, words in places.items() if word in words)
