"""What the paragraphs of a part of a Word file say, as it is read out: what a redline must give back."""

from __future__ import annotations

from .atoms import is_counted_by_word
from .elements import value_of
from .package import Element, w

# What says something in a paragraph, and what is read for it: its own text where that is "".
_SAYING = {
    w("t"): "",
    w("tab"): " ",
    w("br"): " ",
    w("footnoteReference"): "*",
    w("endnoteReference"): "*",
    w("fldChar"): "",
    w("instrText"): "",
}


def is_contents(block: Element) -> bool:
    """Say whether a paragraph is a line of a list of contents."""
    return block.tag == w("p") and value_of(block.find(w("pPr")), "pStyle").upper().startswith("TOC")


def list_spoken_texts(root: Element) -> list[str]:
    """What the paragraphs of a part say that say anything, but for lists of contents and what Word counts
    itself; "*" for a note.
    """
    texts: list[str] = []
    codes: list[str] = []
    for paragraph in root.iter(w("p")):
        pieces: list[str] = []
        for node in paragraph.iter(*_SAYING):
            if node.tag == w("fldChar"):
                _follow_field(node, codes)
            elif node.tag == w("instrText"):
                codes[-1:] = [codes[-1] + (node.text or "")] if codes else []
            elif any(is_counted_by_word(code) for code in codes) or _is_in_counted_field(node):
                continue
            else:
                pieces.append(_SAYING[node.tag] or node.text or "")
        text = " ".join("".join(pieces).split())
        if text and not is_contents(paragraph):
            texts.append(text)
    return texts


def _follow_field(mark: Element, codes: list[str]) -> None:
    if mark.get(w("fldCharType")) == "begin":
        codes.append("")
    elif mark.get(w("fldCharType")) == "end" and codes:
        codes.pop()


def _is_in_counted_field(node: Element) -> bool:
    fields = node.iterancestors(w("fldSimple"))
    return any(is_counted_by_word(field.get(w("instr"), "")) for field in fields)
