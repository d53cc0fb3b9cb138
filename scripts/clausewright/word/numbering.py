"""Word's automatic numbers: what Word prints before a paragraph, worked out from the file's numbering part."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


class Counters:
    """Counts through a document. `label` is asked once for each paragraph, in order."""

    def __init__(self, numbering: etree._Element | None) -> None:
        """Read the numbering part; without one nothing is numbered."""
        self.formats: dict[str, dict[int, tuple[str, str, int]]] = {}
        self.abstract: dict[str, str] = {}
        self.starts: dict[tuple[str, int], int] = {}
        self.counts: dict[str, list[int]] = {}
        if numbering is None:
            return
        for abstract in numbering.iter(f"{_W}abstractNum"):
            self.formats[_attribute(abstract, "abstractNumId")] = dict(
                map(_format, abstract.findall(f"{_W}lvl"))
            )
        for num in numbering.findall(f"{_W}num"):
            id = _attribute(num, "numId")
            self.abstract[id] = _of(num, "abstractNumId")
            for override in num.findall(f"{_W}lvlOverride"):
                start = _of(override, "startOverride")
                if start.isdecimal():
                    self.starts[id, level_number(_attribute(override, "ilvl"))] = int(start[:9])

    def label(
        self, properties: etree._Element | None, styles: Mapping[str, Mapping[str, str]], style: str
    ) -> tuple[str, int]:
        """The number or bullet of a paragraph, empty where it has none, and its level from 0."""
        numbering = properties.find(f"{_W}numPr") if properties is not None else None
        facts = styles.get(style, {})
        id = (_of(numbering, "numId") if numbering is not None else "") or facts.get("number", "")
        level = level_number(
            (_of(numbering, "ilvl") if numbering is not None else "") or facts.get("level", "") or "0"
        )
        abstract = self.abstract.get(id, "")
        formats = self.formats.get(abstract, {})
        if id in ("", "0") or level not in formats:
            return "", 0
        kind, pattern, start = formats[level]
        # Lists made from one definition count on together, unless one of them says where it starts.
        fresh = (id, level) in self.starts and id not in self.counts
        counts = self.counts.setdefault(
            id if any(key[0] == id for key in self.starts) else f"abstract {abstract}", [0] * _LEVELS
        )
        if counts[level] == 0 or fresh:
            counts[level] = self.starts.get((id, level), start)
        else:
            counts[level] += 1
        counts[level + 1 :] = [0] * (_LEVELS - level - 1)
        if kind == "bullet":
            return "•", level
        if kind == "none":
            return "", level

        def write_figure(figure: re.Match[str]) -> str:
            index = int(figure[1]) - 1
            figure_kind, _, first = formats.get(index, ("decimal", "", 1))
            return written(counts[index] or first, figure_kind)

        return re.sub(r"%([1-9])", write_figure, pattern), level

    def is_counted(self, id: str, level: int) -> bool:
        """Say whether the items of a list bear numbers or letters at a level, and not bullets or nothing."""
        kind, _, _ = self.formats.get(self.abstract.get(id, ""), {}).get(level, ("none", "", 0))
        return kind not in ("bullet", "none")


def _format(level: etree._Element) -> tuple[int, tuple[str, str, int]]:
    start = _of(level, "start")
    return level_number(_attribute(level, "ilvl")), (
        _of(level, "numFmt") or "decimal",
        _of(level, "lvlText"),
        int(start[:9]) if start.isdecimal() else 1,
    )


def written(count: int, kind: str) -> str:
    """A number as a list counts it."""
    count = min(count, 3000)
    match kind:
        case "lowerLetter" | "upperLetter":
            letter = chr(97 + (count - 1) % 26) * ((count - 1) // 26 + 1)
            return letter.upper() if kind == "upperLetter" else letter
        case "lowerRoman" | "upperRoman":
            roman = _roman(count)
            return roman.upper() if kind == "upperRoman" else roman
        case "decimalZero":
            return f"{count:02}"
        case _:
            return str(count)


def _roman(count: int) -> str:
    numeral = ""
    for value, letters in _ROMAN:
        numeral += letters * (count // value)
        count %= value
    return numeral


def _attribute(node: etree._Element, name: str) -> str:
    return str(node.get(f"{_W}{name}", ""))


def _of(node: etree._Element, name: str) -> str:
    child = node.find(f"{_W}{name}")
    return _attribute(child, "val") if child is not None else ""


def level_number(text: str) -> int:
    """A level of a list, from 0 to the deepest that Word has; 0 where the text is no number."""
    return min(int(text[:4]), _LEVELS - 1) if text.isdecimal() else 0
