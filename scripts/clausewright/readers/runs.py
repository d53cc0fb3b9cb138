"""Word's running text: the runs of a paragraph with their emphasis, links, line breaks and notes; what Word
hides is named and left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from .source import SourceBuilder
from .words import clean, emphasised, joined_up, linked

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_SYMBOL = "•"
_DELETED = frozenset({"del", "moveFrom"})
# What holds runs, or text boxes with paragraphs of their own, and is no text itself.
_HIDDEN = frozenset({"pPr", "rPr", "instrText", "delInstrText", "fldData"})
_LINKING = re.compile(r'\s*HYPERLINK\s+"([^"]+)"')
_DEEPEST = 60


@dataclass(slots=True)
class Field:
    """A field of Word's: its code, and whether its result has begun."""

    code: str = ""
    shown: bool = False


@dataclass(slots=True)
class ParagraphText:
    """What a paragraph says: its pieces, whether each is bold or underlined, its text boxes, and whether it
    is a list of contents' line.
    """

    pieces: list[str] = field(default_factory=list)
    strong: list[bool] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    leads_to_page: bool = False

    @property
    def text(self) -> str:
        """All of it, with line breaks and marks of emphasis."""
        return joined_up("".join(self.pieces)).strip()

    @property
    def is_strong(self) -> bool:
        """Say whether all of it is."""
        return bool(self.strong) and all(self.strong)


@dataclass(slots=True)
class Runs:
    """Reads paragraphs one after the other; a field may begin in one and end in another."""

    gathered: SourceBuilder
    targets: Mapping[str, str]
    styles: Mapping[str, Mapping[str, str]]
    fields: list[Field] = field(default_factory=list)

    def of(self, paragraph: etree._Element) -> ParagraphText:
        """Read one paragraph."""
        told = ParagraphText()
        was_in_contents = self._in_contents()
        base = self.styles.get(value_of(paragraph.find(f"{W}pPr"), "pStyle"), {})
        self._walk(paragraph, told, base, "", 0)
        told.leads_to_page = told.leads_to_page or was_in_contents or self._in_contents()
        return told

    def _in_contents(self) -> bool:
        return any(one.code.strip().startswith("TOC") for one in self.fields)

    def _walk(
        self,
        node: etree._Element,
        told: ParagraphText,
        base: Mapping[str, str],
        target: str,
        depth: int,
        *,
        deleted: bool = False,
    ) -> None:
        for child in node if depth < _DEEPEST else ():
            name = local(child)
            if name in _HIDDEN:
                continue
            if name == "r":
                self._run(child, told, base, target, depth, deleted=deleted)
            elif name == "t" and child.tag.startswith(_MATHS):
                told.pieces.append(clean(child.text or ""))
            elif name == "hyperlink":
                self._walk(
                    child,
                    told,
                    base,
                    self.targets.get(child.get(f"{_R}id", ""), "") or target,
                    depth + 1,
                    deleted=deleted,
                )
            elif name == "AlternateContent":
                chosen = next((one for one in child if local(one) == "Choice"), None)
                chosen = chosen if chosen is not None else next(iter(child), None)
                if chosen is not None:
                    self._walk(chosen, told, base, target, depth + 1, deleted=deleted)
            elif name == "txbxContent":
                told.boxes.append(child)
            else:
                self._walk(child, told, base, target, depth + 1, deleted=deleted or name in _DELETED)

    def _run(
        self,
        run: etree._Element,
        told: ParagraphText,
        base: Mapping[str, str],
        target: str,
        depth: int,
        *,
        deleted: bool,
    ) -> None:
        self._follow(run)
        text = clean(text_of_run(run))
        if deleted:
            self.gathered.leave(text, "deleted by a tracked change")
        elif _is_on(run, "vanish"):
            self.gathered.leave(text, "hidden text")
        elif text:
            style = {**base, **self.styles.get(value_of(run.find(f"{W}rPr"), "rStyle"), {})}
            bold, italic = (_is_on(run, name, style.get(name, "")) for name in ("b", "i"))
            link = target or next(
                (found[1] for one in self.fields if one.shown and (found := _LINKING.match(one.code))), ""
            )
            told.pieces.append(
                "".join(_marked(line, link, bold=bold, italic=italic) for line in re.split(r"(\n)", text))
            )
            if text.strip():
                told.strong.append(bold or value_of(run.find(f"{W}rPr"), "u") not in ("", "none"))
        self._walk(run, told, base, target, depth + 1, deleted=deleted)

    def _follow(self, run: etree._Element) -> None:
        for node in run:
            if node.tag == f"{W}fldChar":
                match node.get(f"{W}fldCharType"):
                    case "begin":
                        self.fields.append(Field())
                    case "separate" if self.fields:
                        self.fields[-1].shown = True
                    case "end" if self.fields:
                        self.fields.pop()
            elif node.tag == f"{W}instrText" and self.fields and not self.fields[-1].shown:
                self.fields[-1].code += node.text or ""


def _marked(text: str, link: str, *, bold: bool, italic: bool) -> str:
    text = emphasised(text, bold=bold, italic=italic)
    return linked(text, link) if link else text


def text_of_run(run: etree._Element) -> str:
    """The text of a run, with tabs and line breaks."""
    found = []
    for node in run:
        match local(node):
            case "t" | "delText":
                found.append(node.text or "")
            case "tab" | "ptab":
                found.append("\t")
            case "br" | "cr":
                found.append("\n")
            case "noBreakHyphen":
                found.append("-")
            case "sym":
                found.append(_SYMBOL)
    return "".join(found)


def texts_in(tree: etree._Element) -> Iterator[str]:
    """The texts of a part, paragraph by paragraph; what is deleted or hidden apart from the words around it.

    It goes by the runs alone, and so counts what the reader of paragraphs might pass over.
    """
    for paragraph in tree.iter(f"{W}p"):
        if _passed_over(paragraph):
            continue
        shown = []
        for node in paragraph.iter(f"{W}r", f"{_MATHS}t"):
            inside = [local(parent) for parent in _up_to(node, paragraph)]
            if "p" in inside or _passed_over(node):
                continue
            if node.tag == f"{_MATHS}t":
                shown.append(node.text or "")
            elif _DELETED & {*inside} or _is_on(node, "vanish"):
                yield text_of_run(node)
            else:
                shown.append(text_of_run(node))
        yield "".join(shown)


def _passed_over(node: etree._Element) -> bool:
    """Say whether it repeats, for older programs, what stands beside it."""
    return any(
        local(parent) == "Fallback" and parent.getprevious() is not None for parent in node.iterancestors()
    )


def _up_to(node: etree._Element, top: etree._Element) -> Iterator[etree._Element]:
    for parent in node.iterancestors():
        if parent is top:
            return
        yield parent


def local(node: etree._Element) -> str:
    """A node's name without its namespace."""
    return str(node.tag).rpartition("}")[2]


def value_of(properties: etree._Element | None, name: str) -> str:
    """What a property says, empty where it is not there."""
    node = properties.find(f"{W}{name}") if properties is not None else None
    return str(node.get(f"{W}val", "")) if node is not None else ""


def _is_on(run: etree._Element, name: str, style: str = "") -> bool:
    """Say whether a run's property is on: as the run says itself, else as its style does."""
    node = run.find(f"{W}rPr/{W}{name}")
    said = node.get(f"{W}val", "1") if node is not None else style or "0"
    return said not in ("0", "false", "none", "off")
