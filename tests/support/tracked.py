"""Tracked changes as Word understands them: accept all or reject all in a Word file, and say what is then in
it, paragraph by paragraph.

Written from the standard (ECMA-376, part 1, 17.13.5) and not from the code that is tested.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from lxml import etree

from tests.support.readback.word import W, WordFile, open_word

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_TEXTS = re.compile(r"word/(document|footnotes)\.xml")
_BOOKMARKS = tuple(
    f"{W}{name}" for name in ("bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd")
)
# The style of a paragraph that follows a heading differs from that of the others in its name alone.
_SAME = {"FirstParagraph": "BodyText"}
Element = etree._Element


def settled(file: bytes, *, accept: bool) -> bytes:
    """A Word file with all its changes accepted, or all rejected."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as archive, zipfile.ZipFile(made, "w") as new:
        for name in archive.namelist():
            data = archive.read(name)
            if _TEXTS.fullmatch(name):
                root = etree.fromstring(data)
                _settle(root, *(("del", "ins") if accept else ("ins", "del")))
                data = etree.tostring(root)
            new.writestr(name, data)
    return made.getvalue()


def _settle(root: Element, gone: str, stays: str) -> None:
    _settle_moves(root)
    _settle_properties(root, is_rejected=gone == "ins")
    for row in list(root.iter(f"{W}tr")):
        if row.find(f"{W}trPr/{W}{gone}") is not None:
            _remove(row)
    for table in list(root.iter(f"{W}tbl")):
        if table.find(f"{W}tr") is None:
            _remove(table)
        else:
            _settle_cells(table, gone, stays)
    _settle_runs(root, gone, stays)
    for paragraph in list(root.iter(f"{W}p")):
        if paragraph.find(f"{W}pPr/{W}rPr/{W}{gone}") is not None:
            _run_on(paragraph)
    for mark in list(root.iter(f"{W}{stays}")):
        _remove(mark)


def _settle_moves(root: Element) -> None:
    """What moved away goes when changes are accepted, and what moved here when they are rejected; each move
    has both, by one name.
    """
    names: dict[str, list[str]] = {}
    for side in ("moveFrom", "moveTo"):
        starts = list(root.iter(f"{W}{side}RangeStart"))
        names[side] = sorted(start.get(f"{W}name", "") for start in starts)
        ends = [end.get(f"{W}id") for end in root.iter(f"{W}{side}RangeEnd")]
        assert sorted(start.get(f"{W}id", "") for start in starts) == sorted(map(str, ends))
        for mark in [*starts, *root.iter(f"{W}{side}RangeEnd")]:
            _remove(mark)
    assert names["moveFrom"] == names["moveTo"]
    assert len(set(names["moveTo"])) == len(names["moveTo"])
    for moved, tracked in (("moveFrom", "del"), ("moveTo", "ins")):
        for node in root.iter(f"{W}{moved}"):
            node.tag = f"{W}{tracked}"


def _settle_properties(root: Element, *, is_rejected: bool) -> None:
    """Give paragraphs and runs the properties that they had, or leave them those that they have."""
    for name in ("pPr", "rPr"):
        for former in list(root.iter(f"{W}{name}Change")):
            properties = former.getparent()
            assert properties is not None
            _remove(former)
            if not is_rejected:
                continue
            end = properties.find(f"{W}rPr") if name == "pPr" else None
            for child in list(properties):
                _remove(child)
            properties.extend(list(former[0]))
            if end is not None:
                properties.append(end)


def _settle_cells(table: Element, gone: str, stays: str) -> None:
    """Take out the cells of columns that are not there, and let the grid have the others."""
    taken = 0
    for row in table.findall(f"{W}tr"):
        cells = row.findall(f"{W}tc")
        lost = [cell for cell in cells if cell.find(f"{W}tcPr/{W}cell{gone.capitalize()}") is not None]
        for cell in lost:
            _remove(cell)
        taken = max(taken, len(lost))
    for column in table.findall(f"{W}tblGrid/{W}gridCol")[:taken]:
        _remove(column)
    for mark in list(table.iter(f"{W}cell{stays.capitalize()}")):
        _remove(mark)


def _settle_runs(root: Element, gone: str, stays: str) -> None:
    for holder in [*root.iterfind(f".//{W}{gone}/{W}r/.."), *root.iterfind(f".//{W}{stays}/{W}r/..")]:
        for child in list(holder) if holder.tag == f"{W}{stays}" else ():
            holder.addprevious(child)
        _remove(holder)
    for text in root.iter(f"{W}delText"):
        text.tag = f"{W}t"
    for node in list(root.iter()):
        if str(node.tag).startswith((f"{W}customXmlIns", f"{W}customXmlDel")):
            _remove(node)
    for control in [node for node in root.iter(f"{W}sdt") if node.find(f".//{W}r") is None]:
        _remove(control)
    for link in [node for node in root.iter(f"{W}hyperlink") if len(node) == 0]:
        _remove(link)


def _run_on(paragraph: Element) -> None:
    """Let a paragraph whose end is gone run on into the next, whose properties then hold for both."""
    content = [child for child in paragraph if child.tag not in (f"{W}pPr", *_BOOKMARKS)]
    following = paragraph.getnext()
    while following is not None and following.tag in _BOOKMARKS:
        following = following.getnext()
    if content:
        assert following is not None, "the end of the last paragraph cannot go"
        assert following.tag == f"{W}p", "a paragraph cannot run on into a table"
        at = 1 if following.find(f"{W}pPr") is not None else 0
        for child in reversed(content):
            following.insert(at, child)
    _remove(paragraph)


def _remove(node: Element | None) -> None:
    parent = node.getparent() if node is not None else None
    assert node is not None
    if parent is not None:
        parent.remove(node)


# -- what is in a file ---------------------------------------------------------------------------------------


def paragraphs(file: bytes) -> list[str]:
    """Each paragraph of a Word file as a line: style, the label of its list, words; where links lead, and
    what pictures show.

    Cells and rows are between bars; the words of a note stand where its mark is. An empty paragraph at the
    very end is not told: Word wants one there after a table.
    """
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        names = set(archive.namelist())
        parts = {
            name: etree.fromstring(archive.read(f"word/{name}.xml"))
            for name in ("document", "footnotes", "numbering")
            if f"word/{name}.xml" in names
        }
        links = {
            f"{name}:{link.get('Id')}": str(link.get("Target"))
            for name in parts
            if f"word/_rels/{name}.xml.rels" in names
            for link in etree.fromstring(archive.read(f"word/_rels/{name}.xml.rels"))
        }
    opened = open_word(io.BytesIO(file))
    counts: dict[tuple[str, str], int] = {}
    found = []
    for node in parts["document"].iter(f"{W}p", f"{W}tr", f"{W}tc", f"{W}tbl"):
        match str(node.tag).removeprefix(W):
            case "tbl":
                found.append(f"table of {len(node.findall(f'{W}tblGrid/{W}gridCol'))}")
            case "tr":
                found.append("||")
            case "tc":
                found.append("|")
            case "p":
                style = node.find(f"{W}pPr/{W}pStyle")
                name = style.get(f"{W}val", "") if style is not None else "-"
                words = " ".join("".join(_said(node, "document", links, parts)).split())
                found.append(f"{_SAME.get(name, name)}{_label(node, opened, counts)}: {words}")
    if found and found[-1] == "Compact: " and _ends(parts["document"]):
        found.pop()
    return found


def _label(paragraph: Element, opened: WordFile, counts: dict[tuple[str, str], int]) -> str:
    """The depth of a list's paragraph, and the label before it if it has one of its own."""
    number = paragraph.find(f"{W}pPr/{W}numPr")
    if number is None:
        return ""
    id, depth = (
        str(number.xpath(f"string(w:{part}/@w:val)", namespaces={"w": W[1:-1]})) for part in ("numId", "ilvl")
    )
    level = opened.level(id, depth)
    if level.continues:
        return f" {depth}"
    counts[id, depth] = counts.get((id, depth), -1) + 1
    return f" {depth} {level.label(counts[id, depth], depth)}"


def _ends(document: Element) -> bool:
    """Whether the text ends in an empty paragraph."""
    [body] = document.iter(f"{W}body")
    last = [child for child in body if child.tag in (f"{W}p", f"{W}tbl")][-1]
    return bool(last.tag == f"{W}p" and last.find(f"{W}r") is None)


def _said(node: Element, part: str, links: dict[str, str], parts: dict[str, Element]) -> Iterator[str]:
    for child in node:
        match str(child.tag).removeprefix(W):
            case "t":
                yield child.text or ""
            case "br" | "tab":
                yield " "
            case "hyperlink":
                yield from _said(child, part, links, parts)
                # A link of which a part was changed is two that touch.
                if _target(child, part, links) != _target(child.getnext(), part, links):
                    yield f"<{_target(child, part, links)}>"
            case "drawing":
                yield f"[{next(child.iter(_DRAWN)).get('descr', '')}]"
            case "pict":
                yield "[a rule]"
            case "footnoteReference":
                note = parts["footnotes"].find(f"{W}footnote[@{W}id='{child.get(f'{W}id')}']")
                assert note is not None
                yield (
                    f"{{{' / '.join(' '.join(''.join(_said(each, 'footnotes', links, parts)).split()) for each in note.iter(f'{W}p'))}}}"
                )
            case "pPr" | "rPr" | "sdtPr" | "delText":
                continue
            case _:
                yield from _said(child, part, links, parts)


def _target(node: Element | None, part: str, links: dict[str, str]) -> str:
    """Where a link leads, "" for what is none."""
    if node is None or node.tag != f"{W}hyperlink":
        return ""
    id = node.get(f"{R}id")
    return links[f"{part}:{id}"] if id else f"#{node.get(f'{W}anchor')}"
