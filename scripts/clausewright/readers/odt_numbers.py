"""The numbers and bullets of lists and headings in an OpenDocument text: its styles say how they count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from ..word.numbering import write_number
from ..word.symbols import ANSWERS
from .odt_elements import STYLE, T, read_number

_COUNTED = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


@dataclass(frozen=True, slots=True)
class ListLevel:
    """How one level of lists is counted: by what, what stands around it, how many levels it shows,
    where it begins.
    """

    kind: str
    before: str = ""
    after: str = ""
    shown: int = 1
    start: int = 1


@dataclass(slots=True)
class ListNumbers:
    """Counts the items of every list style. `levels` says how each level of a style is counted, by the
    style's name; that of headings has none.
    """

    levels: Mapping[str, Mapping[int, ListLevel]]
    counts: dict[str, dict[int, int]] = field(default_factory=dict)

    def restart(self, style: str) -> None:
        """Begin to count the lists of a style anew."""
        self.counts.setdefault(style, {}).clear()

    def start_at(self, style: str, level: int, number: int) -> None:
        """Say which number the next item has."""
        self.counts.setdefault(style, {})[level] = number - 1

    def make_label(self, style: str, level: int) -> str:
        """The number or bullet that comes next in a list, or at a heading where the style is empty."""
        levels = self.levels.get(style, {})
        counted = levels.get(level, ListLevel("•" if style else ""))
        counts = self.counts.setdefault(style, {})
        counts[level] = counts.get(level, counted.start - 1) + 1
        for deeper in [index for index in counts if index > level]:
            del counts[deeper]
        if counted.kind not in _COUNTED:
            if counted.kind in ANSWERS:
                return counted.kind
            return "•" if counted.kind else ""
        shown = []
        for index in range(max(0, level - counted.shown + 1), level + 1):
            if index in levels and levels[index].kind in _COUNTED:
                count = counts.get(index, levels[index].start)
                shown.append(write_number(count, _COUNTED[levels[index].kind]))
        return f"{counted.before}{'.'.join(shown)}{counted.after}"


def collect_list_styles(tree: etree._Element | None) -> dict[str, dict[int, ListLevel]]:
    """For each list style and level how it is counted; the outline of headings has no name."""
    levels_of: dict[str, dict[int, ListLevel]] = {}
    for style in tree.iter(f"{T}list-style", f"{T}outline-style") if tree is not None else ():
        name = "" if style.tag == f"{T}outline-style" else str(style.get(f"{STYLE}name", ""))
        levels_of[name] = {
            read_number(level, "level", 1) - 1: ListLevel(
                level.get(f"{STYLE}num-format") or level.get(f"{T}bullet-char") or "",
                level.get(f"{STYLE}num-prefix", ""),
                level.get(f"{STYLE}num-suffix", ""),
                read_number(level, "display-levels", 1),
                read_number(level, "start-value", 1),
            )
            for level in style
        }
    return levels_of
