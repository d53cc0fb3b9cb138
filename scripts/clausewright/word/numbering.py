"""Word's automatic numbers: what Word prints before a paragraph,
worked out from the file's numbering part.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from .symbols import ANSWERS, is_symbol_font, read_symbols

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9
_UNBEGUN = -1
_ORDINALS = ("st", "nd", "rd")
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of lists is counted: with what, how its number is written, where it begins.

    `restarts` is the level, from 1, after which it begins again, 0 where it never does, None after any above
    it. `is_legal` says that all its figures are arabic. `font` is the font of a bullet, `style` the style of
    paragraphs that stand at this level.
    """

    kind: str = "decimal"
    pattern: str = ""
    start: int = 1
    restarts: int | None = None
    is_legal: bool = False
    font: str = ""
    style: str = ""


class Counters:
    """Counts through a document. `label` is asked once for each paragraph, in order.

    All lists that are made from one definition count on together; one that says where it starts does so at
    its first item (ECMA-376 part 1, 17.9.27, as Word carries it out).
    """

    def __init__(
        self,
        numbering: etree._Element | None,
        styles: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        """Read the numbering part; without one nothing is numbered. `styles` are what styles say."""
        self.abstract: dict[str, str] = {}
        self.levels: dict[str, dict[int, Level]] = {}
        self.starts: dict[tuple[str, int], int] = {}
        self.counts: dict[str, list[int]] = {}
        self.begun: set[tuple[str, int]] = set()
        if numbering is None:
            return
        definitions: dict[str, dict[int, Level]] = {}
        linked_styles: dict[str, str] = {}
        for abstract in numbering.iter(f"{_W}abstractNum"):
            id = _read_attribute(abstract, "abstractNumId")
            definitions[id] = dict(map(_read_level, abstract.findall(f"{_W}lvl")))
            if style := _of(abstract, "numStyleLink"):
                linked_styles[id] = style
        numbers = numbering.findall(f"{_W}num")
        for num in numbers:
            self.abstract[_read_attribute(num, "numId")] = _of(num, "abstractNumId")
        for id, style in linked_styles.items():
            # A definition may be a style's, which has another one.
            other = self.abstract.get((styles or {}).get(style, {}).get("number", ""), "")
            definitions[id] = definitions[id] or definitions.get(other, {})
        for num in numbers:
            self._read_overrides(num, definitions)

    def _read_overrides(self, num: etree._Element, definitions: Mapping[str, Mapping[int, Level]]) -> None:
        """Note the levels of a list: its definition's, and those that it has otherwise."""
        id = _read_attribute(num, "numId")
        levels = dict(definitions.get(self.abstract[id], {}))
        for override in num.findall(f"{_W}lvlOverride"):
            index = read_level_number(_read_attribute(override, "ilvl"))
            start = _of(override, "startOverride")
            if start.isdecimal():
                self.starts[id, index] = int(start[:9])
            for level in override.findall(f"{_W}lvl"):
                levels[index] = _read_level(level)[1]
        self.levels[id] = levels

    def label(
        self, properties: etree._Element | None, styles: Mapping[str, Mapping[str, str]], style: str
    ) -> tuple[str, int]:
        """The number or bullet of a paragraph, empty where it has none, and its level from 0."""
        id, index = self._place(properties, styles.get(style, {}), style)
        levels = self.levels.get(id, {})
        if id in ("", "0") or index not in levels:
            return "", 0
        level = levels[index]
        counts = self.counts.setdefault(self.abstract[id], [_UNBEGUN] * _LEVELS)
        is_first = (id, index) not in self.begun
        self.begun.add((id, index))
        if is_first and (id, index) in self.starts:
            counts[index] = self.starts[id, index]
        elif counts[index] == _UNBEGUN:
            counts[index] = level.start
        else:
            counts[index] += 1
        for deeper in range(index + 1, _LEVELS):
            restarts = levels[deeper].restarts if deeper in levels else None
            if restarts is None or (restarts and index < restarts):
                counts[deeper] = _UNBEGUN
        return self._write_label(levels, index, counts), index

    def _place(
        self, properties: etree._Element | None, facts: Mapping[str, str], style: str
    ) -> tuple[str, int]:
        """The list and the level that a paragraph belongs to, by itself or by its style."""
        numbering = properties.find(f"{_W}numPr") if properties is not None else None
        own_id = _of(numbering, "numId") if numbering is not None else ""
        own_level = _of(numbering, "ilvl") if numbering is not None else ""
        id = own_id or facts.get("number", "")
        level = own_level or facts.get("level", "")
        if not level:
            # A definition says which styles stand at its levels.
            for index, definition in self.levels.get(id, {}).items():
                if style and definition.style == style:
                    return id, index
        return id, read_level_number(level or "0")

    def _write_label(self, levels: Mapping[int, Level], index: int, counts: Sequence[int]) -> str:
        level = levels[index]
        if level.kind == "bullet":
            sign = read_symbols(level.font, level.pattern) if is_symbol_font(level.font) else level.pattern
            return sign if sign in ANSWERS else "•"
        if level.kind == "none":
            return ""

        def write_figure(figure: re.Match[str]) -> str:
            place = int(figure[1]) - 1
            shown = levels.get(place, Level())
            kind = "decimal" if level.is_legal else shown.kind
            return write_number(shown.start if counts[place] == _UNBEGUN else counts[place], kind)

        return re.sub(r"%([1-9])", write_figure, level.pattern)

    def counts_headings(self, id: str) -> bool:
        """Say whether a list is that of a style of headings."""
        return any(level.style.startswith("Heading") for level in self.levels.get(id, {}).values())

    def is_counted(self, id: str, level: int) -> bool:
        """Say whether the items of a list bear numbers or letters at a level, and not bullets or nothing."""
        kind = self.levels.get(id, {}).get(level, Level("none")).kind
        return kind not in ("bullet", "none")


def _read_level(level: etree._Element) -> tuple[int, Level]:
    start, restarts = _of(level, "start"), _of(level, "lvlRestart")
    fonts = level.find(f"{_W}rPr/{_W}rFonts")
    legal = level.find(f"{_W}isLgl")
    return read_level_number(_read_attribute(level, "ilvl")), Level(
        kind=_of(level, "numFmt") or "decimal",
        pattern=_of(level, "lvlText"),
        start=int(start[:9]) if start.isdecimal() else 1,
        restarts=int(restarts[:4]) if restarts.isdecimal() else None,
        is_legal=legal is not None and _read_attribute(legal, "val") not in ("0", "false", "off"),
        font=_read_attribute(fonts, "ascii") if fonts is not None else "",
        style=_of(level, "pStyle"),
    )


def write_number(count: int, kind: str) -> str:
    """A number as a list counts it."""
    count = min(count, 3000)
    match kind:
        case "lowerLetter" | "upperLetter":
            letter = chr(97 + (count - 1) % 26) * ((count - 1) // 26 + 1)
            return letter.upper() if kind == "upperLetter" else letter
        case "lowerRoman" | "upperRoman":
            roman = _write_roman(count)
            return roman.upper() if kind == "upperRoman" else roman
        case "decimalZero":
            return f"{count:02}"
        case "ordinal":
            last = count % 10
            is_teen = count // 10 % 10 == 1
            return f"{count}{'th' if is_teen or not 1 <= last <= 3 else _ORDINALS[last - 1]}"
        case _:
            return str(count)


def _write_roman(count: int) -> str:
    numeral = ""
    for value, letters in _ROMAN:
        numeral += letters * (count // value)
        count %= value
    return numeral


def _read_attribute(node: etree._Element, name: str) -> str:
    return str(node.get(f"{_W}{name}", ""))


def _of(node: etree._Element, name: str) -> str:
    child = node.find(f"{_W}{name}")
    return _read_attribute(child, "val") if child is not None else ""


def read_level_number(text: str) -> int:
    """A level of a list, from 0 to the deepest that Word has; 0 where the text is no number."""
    return min(int(text[:4]), _LEVELS - 1) if text.isdecimal() else 0
