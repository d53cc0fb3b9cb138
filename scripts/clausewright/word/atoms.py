"""A paragraph of a Word file taken apart into the smallest things that can come or go, and put together again
with marks.
"""

from __future__ import annotations

import copy
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from .elements import is_on, local_name, value_of
from .marks import MARK
from .package import Element, w
from .relations import Relations

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_PIECES = re.compile(r"\w+(?:[’'.,:@/-]\w+)*|\s+|.", re.DOTALL)
# What stands around runs, and may be opened and closed again.
_HOLDERS = frozenset({"hyperlink", "sdt", "smartTag", "customXml", "bdo", "dir"})
_WHOLE = frozenset({"fldSimple", "oMath", "oMathPara"})
_GRAPHICS = frozenset({"drawing", "pict", "object", "AlternateContent"})
_SILENT = frozenset({"lastRenderedPageBreak", "softHyphen", "annotationRef", "commentReference"})
_NOTES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}
_TOGGLES = ("b", "i", "strike", "dstrike", "vanish")


@dataclass(frozen=True, slots=True)
class PartText:
    """What the texts of one part of a file need to be compared: its relations, the texts of the file's notes
    ("footnotes 2"), and the names of its styles by their ids.
    """

    relations: Relations
    notes: Mapping[str, str]
    styles: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Atom:
    """A word, a space, a mark, a picture, a note, a field: the smallest thing that can come or go.

    Atoms are one where their `key` is; without one, an atom says nothing (a bookmark) and goes with the file
    that it is in. `look` is its type: bold, italic. `run` is the run that it stands in, None where it is
    none; `nodes` what it is in it. `holders` are what stands around the run, outermost first.
    """

    key: tuple[str, ...]
    look: tuple[str, ...]
    run: Element | None
    nodes: tuple[Element, ...]
    holders: tuple[Element, ...]
    text: str = ""
    note: str = ""


def split_paragraph(paragraph: Element, part: PartText) -> list[Atom]:
    """Take a paragraph apart."""
    return _join_fields(list(_walk(paragraph, part, (), "")))


def read_plain_text(paragraph: Element, part: PartText) -> str:
    """What a paragraph says, notes in braces where their marks stand."""
    return " ".join("".join(atom.text for atom in split_paragraph(paragraph, part)).split())


def _walk(node: Element, part: PartText, holders: tuple[Element, ...], target: str) -> Iterator[Atom]:
    for child in node:
        name = local_name(child)
        if child.tag == w("r"):
            yield from _split_run(child, part, holders, target)
        elif name in _HOLDERS:
            content = child.find(w("sdtContent")) if name == "sdt" else child
            inner = _find_target(child, part) if name == "hyperlink" else target
            if content is not None:
                yield from _walk(content, part, (*holders, child), inner)
        elif name in _WHOLE:
            text = "".join(map(str, child.itertext()))
            code = child.get(w("instr"), "")
            shown = "" if is_counted_by_word(code) else text
            yield Atom((name, code, shown), (), None, (child,), holders, text)
        elif name not in ("pPr", "sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr"):
            yield Atom((), (), None, (child,), holders)


def _find_target(hyperlink: Element, part: PartText) -> str:
    relation = part.relations.find(hyperlink.get(f"{_R}id", ""))
    address = relation.get("Target", "") if relation is not None else ""
    anchor = hyperlink.get(w("anchor"), "")
    # What Word itself named leads where a number or a heading is.
    return address + (f"#{anchor}" if anchor and not anchor.startswith("_") else "")


def _split_run(run: Element, part: PartText, holders: tuple[Element, ...], target: str) -> Iterator[Atom]:
    look = _read_look(run, part)
    for node in run:
        name = local_name(node)
        if name == "rPr":
            continue
        if name in ("t", "delText"):
            for piece in _PIECES.findall(node.text or ""):
                words = etree.Element(w("t"))
                words.text = piece
                words.set(_XML_SPACE, "preserve")
                shown = " " if piece.isspace() else piece
                yield Atom(("text", shown, target), look, run, (words,), holders, piece)
            continue
        if name in _SILENT:
            yield Atom((), (), run, (node,), holders)
            continue
        key, text, note = _read_node(node, part)
        yield Atom((*key, target), look, run, (node,), holders, text, note)


def _read_node(node: Element, part: PartText) -> tuple[tuple[str, ...], str, str]:
    """What a node of a run is compared by, its text, and which note it leads to."""
    name = local_name(node)
    if name in _NOTES:
        note = f"{_NOTES[name]} {node.get(w('id'), '')}"
        text = part.notes.get(note, "")
        return ("note", text), f"{{{text}}}", note
    if name in _GRAPHICS:
        return ("graphic", _identify_graphic(node, part)), " ", ""
    if name in ("tab", "ptab", "br", "cr"):
        return (name, node.get(w("type"), "")), " ", ""
    if name == "noBreakHyphen":
        return ("text", "-"), "-", ""
    return (name, *sorted(map(str, node.attrib.values())), node.text or ""), "", ""


def _identify_graphic(node: Element, part: PartText) -> str:
    """Which picture it is, what it is called, and the words in it."""
    marks: list[str] = []
    for inner in node.iter():
        for name in ("embed", "link", "id", "dm"):
            relation = part.relations.find(inner.get(f"{_R}{name}", ""))
            if relation is not None:
                data = part.relations.parts.get(part.relations.name_target(relation), b"")
                marks.append(hashlib.sha256(data).hexdigest() if data else str(relation.get("Target", "")))
        if local_name(inner) == "docPr":
            marks.append(inner.get("descr", ""))
        elif local_name(inner) in ("t", "delText"):
            marks.append(inner.text or "")
    return " ".join(marks)


def _read_look(run: Element, part: PartText) -> tuple[str, ...]:
    """The type of a run that can set words apart: what is switched on, and its style."""
    properties = run.find(w("rPr"))
    switched = [name for name in _TOGGLES if is_on(run, name)]
    underline = value_of(properties, "u")
    if underline not in ("", "none"):
        switched.append("u")
    style = value_of(properties, "rStyle")
    return (*switched, value_of(properties, "vertAlign"), part.styles.get(style, style).casefold())


def _join_fields(atoms: list[Atom]) -> list[Atom]:
    """Atoms in which each field that begins and ends here is one: Word bears no half of one."""
    joined: list[Atom] = []
    open_fields: list[int] = []
    for atom in atoms:
        kind = _read_field_mark(atom)
        joined.append(atom)
        if kind == "begin":
            open_fields.append(len(joined) - 1)
        elif kind == "end" and open_fields:
            start = open_fields.pop()
            if not open_fields:
                joined[start:] = [_join_field(joined[start:])]
    return joined


def _read_field_mark(atom: Atom) -> str:
    for node in atom.nodes:
        if node.tag == w("fldChar"):
            return str(node.get(w("fldCharType"), ""))
    return ""


def is_counted_by_word(code: str) -> bool:
    """Say whether what Word prints for a field of that code follows from the rest of the file."""
    return code.strip().startswith(("PAGE", "NUMPAGES", "SECTIONPAGES", "REF", "TOC"))


def _join_field(atoms: Sequence[Atom]) -> Atom:
    code = ""
    result = ""
    is_shown = False
    for atom in atoms:
        is_shown = is_shown or _read_field_mark(atom) == "separate"
        for node in atom.nodes:
            if node.tag == w("instrText"):
                code += node.text or ""
        result += atom.text if is_shown else ""
    code = " ".join(code.split())
    shown = "" if is_counted_by_word(code) else result
    runs: list[Element] = []
    for atom in atoms:
        if atom.run is not None:
            runs.append(_make_run(atom.run, atom.nodes))
        else:
            runs.extend(copy.deepcopy(node) for node in atom.nodes)
    return Atom(("field", code, shown), atoms[0].look, None, tuple(runs), atoms[0].holders, result)


# -- putting together ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MarkedAtom:
    """An atom and its mark: "" where it stays, else what tracked.py knows. `was` is the run that it had where
    its type is another now.
    """

    mark: str
    atom: Atom
    was: Element | None = None


def _make_run(run: Element, nodes: Iterable[Element]) -> Element:
    copied = etree.Element(w("r"))
    properties = run.find(w("rPr"))
    if properties is not None:
        copied.append(copy.deepcopy(properties))
    copied.extend(copy.deepcopy(node) for node in nodes)
    return copied


@dataclass(slots=True)
class ParagraphBuilder:
    """Puts atoms together again in a paragraph. `adapt` makes what is from the old file fit the new one."""

    paragraph: Element
    adapt: Callable[[Element], Element]
    holders: list[tuple[Element, Element]] = field(default_factory=list)
    last: tuple[object, ...] = ()
    run: Element | None = None

    def build(self, marked: Sequence[MarkedAtom]) -> None:
        """Fill the paragraph, which keeps its properties alone."""
        for child in list(self.paragraph):
            if child.tag != w("pPr"):
                self.paragraph.remove(child)
        for index, item in enumerate(marked):
            self._add(item, self._choose_holders(marked, index))

    def _choose_holders(self, marked: Sequence[MarkedAtom], index: int) -> tuple[Element, ...]:
        """What an atom is to stand in. What is gone stands in what is around it now, and in its own link."""
        item = marked[index]
        if not _is_gone(item.mark):
            return item.atom.holders
        before = next(
            (other.atom.holders for other in reversed(marked[:index]) if not _is_gone(other.mark)), ()
        )
        after = next((other.atom.holders for other in marked[index + 1 :] if not _is_gone(other.mark)), ())
        shared: list[Element] = []
        for holder, other in zip(before, after, strict=False):
            if holder is not other:
                break
            shared.append(holder)
        if any(local_name(holder) == "hyperlink" for holder in shared):
            return tuple(shared)
        return (*shared, *(holder for holder in item.atom.holders if local_name(holder) == "hyperlink"))

    def _add(self, item: MarkedAtom, holders: tuple[Element, ...]) -> None:
        place = self._open(holders, is_gone=_is_gone(item.mark), known=item.atom.holders)
        atom = item.atom
        is_old = _is_gone(item.mark)
        if atom.run is None:
            self.last = ()
            for node in atom.nodes:
                added = self.adapt(node) if is_old else copy.deepcopy(node)
                for run in added.iter(w("r")):
                    if item.mark:
                        run.set(MARK, item.mark)
                place.append(added)
            return
        same = (item.mark, id(atom.run), id(item.was), id(place))
        if same != self.last or self.run is None:
            self.run = _make_run(self.adapt(atom.run) if is_old else atom.run, ())
            if item.mark:
                self.run.set(MARK, item.mark)
            if item.was is not None:
                _note_former_look(self.run, self.adapt(item.was))
            place.append(self.run)
            self.last = same
        for node in atom.nodes:
            self._add_node(self.adapt(node) if is_old else copy.deepcopy(node))

    def _add_node(self, node: Element) -> None:
        """Add a node to the run; words are one text."""
        if self.run is None:
            return
        before = self.run[-1] if len(self.run) else None
        if node.tag == w("t") and before is not None and before.tag == w("t"):
            before.text = (before.text or "") + (node.text or "")
        else:
            self.run.append(node)

    def _open(self, holders: tuple[Element, ...], *, is_gone: bool, known: tuple[Element, ...]) -> Element:
        """Return the place inside some holders, which are opened as far as they are not yet."""
        same = 0
        while same < min(len(holders), len(self.holders)) and self.holders[same][0] is holders[same]:
            same += 1
        del self.holders[same:]
        place = _content_of(self.holders[-1][1]) if self.holders else self.paragraph
        for holder in holders[same:]:
            is_old = is_gone and any(holder is other for other in known)
            shell = _make_shell(self.adapt(holder) if is_old else holder)
            place.append(shell)
            self.holders.append((holder, shell))
            place = _content_of(shell)
            self.last = ()
        return place


def _is_gone(mark: str) -> bool:
    return mark.startswith(("del", "moveFrom"))


def _make_shell(holder: Element) -> Element:
    """What stands around runs, without them."""
    shell = copy.deepcopy(holder)
    for child in list(shell):
        if local_name(child) == "sdtContent":
            child.clear()
        elif local_name(child) not in ("sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr"):
            shell.remove(child)
    return shell


def _content_of(shell: Element) -> Element:
    content = shell.find(w("sdtContent"))
    return content if content is not None else shell


def _note_former_look(run: Element, was: Element) -> None:
    """Track that a run's type is another (ECMA-376 part 1, 17.13.5.31)."""
    properties = run.find(w("rPr"))
    if properties is None:
        properties = etree.Element(w("rPr"))
        run.insert(0, properties)
    former = etree.SubElement(properties, w("rPrChange"))
    old = was.find(w("rPr"))
    former.append(copy.deepcopy(old) if old is not None else etree.Element(w("rPr")))
