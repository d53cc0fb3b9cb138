"""Pages: a clause is a section with its facts; words say what a mark says, for those who see no colour, or
nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from ..model.ast import CHECK_PICTURE, CONTENTS, Element, Elements, classes_of, div, element, span
from ..model.change import Redline
from ..model.document import PlacedClause
from .redline import INSERTION, Mark
from .style import Style, convert_alt_text

# Classes of what a page shows on request and a file always: its first paragraph says what it is.
FOLDED = ("list-of-changes", "tell-others")
# Copied with the words around them: a text with what was removed in it must not read as if it held.
SAID = {"insertion": "[added: ", "deletion": "[removed: "}


class Html(Style):
    """How a page writes what pandoc leaves open."""

    def __init__(self, images: str, asides: Mapping[str, str]) -> None:
        """`asides` is HTML to go after the text of a clause, by its id."""
        super().__init__(images)
        self.asides = asides

    def clause(self, clause: PlacedClause, heading: Elements, text: Elements) -> Elements:
        """A clause: its anchors, its heading, if it has one, its text and what stands after it."""
        anchors = [element("Plain", [span([], old) for old in clause.replaces])] if clause.replaces else []
        facts = {
            "data_revision": clause.revision,
            "data_strength": clause.strength,
            "data_audience": " ".join(clause.audience),
        }
        aside = [element("RawBlock", "html", self.asides[clause.id])] if clause.id in self.asides else []
        classes = ["clause", clause.kind, *(["local"] if clause.local else [])]
        return [div([*anchors, *heading, *text, *aside], clause.id, classes, **facts)]

    def plain(self, node: Element) -> Elements | None:
        """What stands on a page for an element; None where it stays."""
        if node["t"] == "Image":
            attrs, alt, (_, title) = node["c"]
            return [element("Image", attrs, convert_alt_text(alt), [self.image_path(node), title])]
        if node["t"] == "Div" and {CONTENTS, CHECK_PICTURE} & {*classes_of(node)}:
            return []
        folded = [name for name in FOLDED if node["t"] == "Div" and name in classes_of(node)]
        if folded:
            return _fold(node["c"][1], folded[0])
        if node["t"] == "OrderedList":
            (_, style, marks), _ = node["c"]
            return [div([node], classes=["list", style["t"].lower(), marks["t"].lower()])]
        return None

    def marked(self, mark: Mark, inlines: Elements, whole: str) -> Elements:
        """Words under a mark: <ins> or <del>, with words for those who do not see it."""
        if not inlines:
            return []
        name = "ins" if mark.kind == INSERTION else "del"
        change = f' data-change="{escape(mark.change)}"' if mark.change else ""
        of = f' data-whole="{whole}"' if whole else ""
        begin = f'<{name}{change}{of}><span class="said">{SAID[mark.kind]}</span>'
        end = f'<span class="said">]</span></{name}>'
        return [element("RawInline", "html", begin), *inlines, element("RawInline", "html", end)]

    def redline(self, marked_item: Redline) -> Elements:
        """An item of a redline; its section says how it stands to the two documents."""
        facts = {
            "data_mark": marked_item.mark.value.replace(" ", "-"),
            "data_changes": " ".join(marked_item.changes),
        }
        return [div(super().redline(marked_item), classes=["redline"], **facts)]


def _fold(blocks: Elements, name: str) -> Elements:
    """Blocks that open on request, of which the first says what they are."""
    first, *rest = blocks
    begin, middle, end = (
        element("RawBlock", "html", tag)
        for tag in (f'<details class="{name}"><summary>', "</summary>", "</details>")
    )
    return [begin, element("Plain", first["c"]), middle, *rest, end]
