"""Feeds held against the sentences of RFC 4287 that say what a feed must have."""

from __future__ import annotations

import re

from lxml import etree, html

ATOM = "{http://www.w3.org/2005/Atom}"
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")  # RFC 3339, as RFC 4287, 3.3 asks
URN = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def check_atom(text: str) -> list[etree._Element]:
    """Hold a feed against RFC 4287; return its entries."""
    feed = etree.fromstring(text.encode())
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    assert len(feed.findall(f"{ATOM}author/{ATOM}name")) == 1  # 4.1.1, so that no entry needs one
    for element in (feed, *entries):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1
        assert URN.fullmatch(element.findtext(f"{ATOM}id", ""))
        assert MOMENT.fullmatch(element.findtext(f"{ATOM}updated", ""))
    assert len([link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]) == 1
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids)  # 4.1.1: no two entries of one id, since none is told twice
    for entry in entries:
        assert [link.get("rel") for link in entry.findall(f"{ATOM}link")] == ["alternate"]  # 4.1.2
        content = entry.find(f"{ATOM}content")
        assert content is not None
        assert content.get("type") == "html"
        html.fragment_fromstring(content.text or "", create_parent=True)
    days = [entry.findtext(f"{ATOM}updated", "") for entry in entries]
    assert days == sorted(days, reverse=True)
    assert not days or feed.findtext(f"{ATOM}updated") == max(days)
    return entries
