"""The words of a policy's page, clause by clause, as readers see them: without furniture, folded notes, the
record of its adoption and whom to tell of a worry.
"""

from __future__ import annotations

from html.parser import HTMLParser

_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_FURNITURE = frozenset({"furniture", "certificate", "headerlink", "permalink"})
_NOTES = frozenset({"provenance", "other-wordings", "record", "whom-to-tell"})
_BREAKS = frozenset({"p", "li", "td", "th", "tr", "div", "h1", "h2", "h3", "h4", "br"})


def read_texts(page: str, *, with_notes: bool = False) -> dict[str, str]:
    """Return the words of every clause by its id, in order; those between clauses are under "". Alt text and
    addresses of links count; folded notes, the record of the adoption and whom to tell only `with_notes`.
    """
    reader = _Reader(_FURNITURE if with_notes else _FURNITURE | _NOTES)
    reader.feed(page)
    reader.close()
    return {id: " ".join("".join(words).split()) for id, words in reader.texts.items()}


def read_certificate(page: str) -> str:
    """Return the words of the certificate on a page, "" where it has none."""
    reader = _Certificate()
    reader.feed(page)
    reader.close()
    return " ".join("".join(reader.words).split())


class _Certificate(HTMLParser):
    """Walks a page, and keeps what stands in its certificate."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        is_it = "certificate" in (dict(attrs).get("class") or "").split()
        if self._depth or is_it:
            self._depth += tag not in _VOID
            self.words.append(" " if tag in _BREAKS else "")

    def handle_endtag(self, tag: str) -> None:
        self._depth -= self._depth > 0 and tag not in _VOID

    def handle_data(self, data: str) -> None:
        if self._depth:
            self.words.append(data)


class _Reader(HTMLParser):
    """Walks a page. Each open element is the clause that its words belong to, None where they are left out or
    outside the policy.
    """

    def __init__(self, left_out: frozenset[str]) -> None:
        super().__init__()
        self.texts: dict[str, list[str]] = {}
        self._left_out = left_out
        self._open: list[tuple[str, str | None]] = []
        # The sentence below the record says who adopted the policy; it is part of the record.
        self._after_record = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        classes = frozenset(facts.get("class", "").split())
        clause_id = self._open[-1][1] if self._open else None
        if "policy" in classes and clause_id is None and tag == "div":
            clause_id = ""
        elif clause_id is not None:
            clause_id = self._find_inside(tag, facts, classes, clause_id)
        if clause_id is not None:
            self._write(
                clause_id,
                " " if tag in _BREAKS else "",
                facts.get("alt", ""),
                f" <{facts['href']}> " if tag == "a" and "href" in facts else "",
            )
        if tag not in _VOID:
            self._open.append((tag, clause_id))

    def _find_inside(
        self, tag: str, facts: dict[str, str], classes: frozenset[str], clause_id: str
    ) -> str | None:
        if classes & self._left_out or tag in ("script", "style"):
            self._after_record = "record" in classes
            return None
        after_record, self._after_record = self._after_record, False
        if after_record and tag == "p":
            return None
        return facts["id"] if "clause" in classes and facts.get("id") else clause_id

    def handle_endtag(self, tag: str) -> None:
        while self._open and any(name == tag for name, _ in self._open):
            name, _ = self._open.pop()
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][1] is not None:
            self._write(self._open[-1][1], data)

    def _write(self, id: str, *texts: str) -> None:
        self.texts.setdefault(id, []).extend(text for text in texts if text)
