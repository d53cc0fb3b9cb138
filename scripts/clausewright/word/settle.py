"""Accept or reject all tracked changes of a part of a Word file (ECMA-376 part 1, 17.13.5)."""

from __future__ import annotations

from .package import Element, w

_RANGES = frozenset(w(f"{move}Range{edge}") for move in ("moveFrom", "moveTo") for edge in ("Start", "End"))
_KEPT_PROPERTIES = frozenset(
    w(name)
    for name in ("rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblGridChange", "trPrChange")
) | {w("tcPrChange"), w("tblPrExChange"), w("numberingChange"), w("cellMerge"), w("cellIns"), w("cellDel")}
_OLD_TEXT = {w("delText"): w("t"), w("delInstrText"): w("instrText")}
# The properties that a paragraph or a run had stand in these.
_FORMER = {w("pPrChange"): w("pPr"), w("rPrChange"): w("rPr")}


def accept_all(root: Element) -> None:
    """Leave of a part what Word leaves when all its changes are accepted."""
    _settle(root, gone=("del", "moveFrom"), stays=("ins", "moveTo"))


def reject_all(root: Element) -> None:
    """Leave of a part what Word leaves when all its changes are rejected."""
    for name, properties_name in _FORMER.items():
        for former in list(root.iter(name)):
            _restore_properties(former, properties_name)
    _settle(root, gone=("ins", "moveTo"), stays=("del", "moveFrom"))


def _settle(root: Element, *, gone: tuple[str, ...], stays: tuple[str, ...]) -> None:
    _settle_tables(root, gone)
    _settle_ends(root, gone)
    for node in list(root.iter(*map(w, gone))):
        remove(node)
    for node in list(root.iter(*map(w, stays))):
        unwrap(node)
    for node in list(root.iter(*_RANGES, *_KEPT_PROPERTIES)):
        remove(node)
    for node in root.iter(*_OLD_TEXT):
        node.tag = _OLD_TEXT[node.tag]


def _settle_tables(root: Element, gone: tuple[str, ...]) -> None:
    """Take out rows and cells that go, and tables of which nothing is left."""
    for name in gone:
        for row in list(root.iter(w("tr"))):
            if row.find(f"{w('trPr')}/{w(name)}") is not None:
                remove(row)
        for cell in list(root.iter(w("tc"))):
            if cell.find(f"{w('tcPr')}/{w(f'cell{name.capitalize()}')}") is not None:
                remove(cell)
    for table in list(root.iter(w("tbl"))):
        if next(table.iter(w("tr")), None) is None:
            remove(table)


def _settle_ends(root: Element, gone: tuple[str, ...]) -> None:
    """Let paragraphs whose ends go run into those after them; those of which nothing is left go."""
    for paragraph in reversed(list(root.iter(w("p")))):
        marks = paragraph.find(f"{w('pPr')}/{w('rPr')}")
        ends = [marks.find(w(name)) for name in gone] if marks is not None else []
        if not any(end is not None for end in ends):
            continue
        for end in ends:
            if end is not None:
                remove(end)
        if not _is_empty_without(paragraph, gone):
            _run_on(paragraph)
        elif not _is_last_of_cell(paragraph):
            remove(paragraph)


def _run_on(paragraph: Element) -> None:
    """Put what a paragraph holds at the beginning of the next one, whose properties then hold for both."""
    follower = paragraph.getnext()
    while follower is not None and follower.tag not in (w("p"), w("tbl")):
        follower = follower.getnext()
    if follower is None or follower.tag != w("p"):
        return
    place = 1 if len(follower) and follower[0].tag == w("pPr") else 0
    follower[place:place] = [node for node in paragraph if node.tag != w("pPr")]
    remove(paragraph)


def _is_empty_without(paragraph: Element, gone: tuple[str, ...]) -> bool:
    """Say whether nothing of a paragraph is left but what goes."""
    tags = {w(name) for name in gone}
    runs = paragraph.iter(w("r"))
    return all(any(parent.tag in tags for parent in run.iterancestors()) for run in runs)


def _is_last_of_cell(paragraph: Element) -> bool:
    """Say whether a cell, which ends in a paragraph, would have none without this one."""
    parent = paragraph.getparent()
    return parent is not None and parent.tag == w("tc") and len(parent.findall(w("p"))) == 1


def _restore_properties(former: Element, name: str) -> None:
    """Put the properties back that a paragraph or a run had; a paragraph keeps what is said of its end."""
    properties = former.getparent()
    if properties is None:
        return
    end = properties.find(w("rPr")) if name == w("pPr") else None
    section = properties.find(w("sectPr"))
    old = former.find(name)
    for child in list(properties):
        properties.remove(child)
    for child in list(old) if old is not None else ():
        properties.append(child)
    for kept in (end, section):
        if kept is not None:
            properties.append(kept)


def remove(node: Element) -> None:
    """Take a node out of its tree."""
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


def unwrap(node: Element) -> None:
    """Put what stands in a node in its place."""
    for child in list(node):
        node.addprevious(child)
    remove(node)
