"""Tables of Word files: as wide as the text, their columns as wide as their words ask."""

from __future__ import annotations

from lxml import etree

from .package import Element, w

# The width of the text on an A4 page of overrides/word/reference.docx, in twentieths of a point; the shares
# are what counts.
_TEXT_WIDTH = 9400
# Letters in a cell from which a row may break: it could be longer than what is left of a page, or than a
# page.
_LONG_CELL = 450
# The least height of a row that is there to be written in, in twentieths of a point.
_ROOM_TO_WRITE = 620


def finish_table(table: Element) -> None:
    """Let a table fill the width of the text, its columns as wide as their words ask.
    Only long rows break across pages.
    """
    width = table.find(f"{w('tblPr')}/{w('tblW')}")
    if width is not None:
        width.set(w("type"), "pct")
        width.set(w("w"), "5000")
    rows = table.findall(w("tr"))
    grid = table.findall(f"{w('tblGrid')}/{w('gridCol')}")
    for column, share in zip(
        grid,
        _compute_shares([[_make_text(cell) for cell in row.findall(w("tc"))] for row in rows], len(grid)),
        strict=True,
    ):
        column.set(w("w"), str(round(_TEXT_WIDTH * share)))
    for row in rows:
        properties = row.find(w("trPr"))
        if properties is None:
            properties = etree.Element(w("trPr"))
            row.insert(0, properties)
        texts = [_make_text(cell) for cell in row.findall(w("tc"))]
        if row is not rows[0] and "" in texts:
            height = etree.Element(w("trHeight"))
            height.set(w("val"), str(_ROOM_TO_WRITE))
            height.set(w("hRule"), "atLeast")
            properties.insert(0, height)
        if max(map(len, texts), default=0) <= _LONG_CELL:
            properties.insert(0, etree.Element(w("cantSplit")))
    for paragraph in table.iter(w("pPr")):
        for alignment in paragraph.findall(w("jc")):
            paragraph.remove(alignment)


def _make_text(element: Element) -> str:
    return "".join(text.text or "" for text in element.iter(w("t")))


def _compute_shares(rows: list[list[str]], count: int) -> list[float]:
    """How much of the width each column gets: no less than its longest word, more as its text grows;
    a column to write in gets room.
    """
    wishes = []
    for index in range(count):
        texts = [row[index] if index < len(row) else "" for row in rows]
        longest_word = max((len(word) for text in texts for word in text.split()), default=0)
        to_write_in = any(not text for text in texts[1:])
        wishes.append(max(longest_word, 20 if to_write_in else 6, 3 * sum(map(len, texts)) ** 0.5))
    return [wish / sum(wishes) for wish in wishes]
