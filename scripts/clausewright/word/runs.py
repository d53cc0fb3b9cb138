"""The words of one run of a Word file, and whether Word shows them as in force.

A run's words are those of its text nodes, with symbols and boxes of forms as Unicode has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from .elements import is_on, is_repeated, list_parents, list_run_parts, local_name, value_of
from .equations import write_equation
from .package import Element, w
from .symbols import EMPTY, TICKED, UNKNOWN, is_symbol_font, raise_figures, read_symbol, read_symbols

MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
DELETING_TAGS = frozenset({"del", "moveFrom"})
DELETED, HIDDEN, STRUCK = "deleted by a tracked change", "hidden text", "struck through"


def read_run(run: Element, font: str = "") -> str:
    """The text of a run, with tabs, line breaks and hyphens that do not break (U+2011); symbols and boxes of
    forms as Unicode has them. `font` is that of its styles.
    """
    own_font = find_font(run) or font
    is_symbolic = is_symbol_font(own_font)
    text = ""
    for node in list_run_parts(run):
        match local_name(node):
            case "t" | "delText":
                text += read_symbols(own_font, node.text or "") if is_symbolic else node.text or ""
            case "tab" | "ptab":
                text += "\t"
            case "br" | "cr":
                text += "\n"
            case "noBreakHyphen":
                text += "\u2011"
            case "sym":
                text += _read_sym(node)
            case "fldChar":
                text += _read_form_field(node)
    return raise_figures(text) if value_of(run.find(w("rPr")), "vertAlign") == "superscript" else text


def find_font(run: Element) -> str:
    """The font that a run names for itself, "" where it names none."""
    fonts = run.find(f"{w('rPr')}/{w('rFonts')}")
    return fonts.get(w("ascii"), "") or fonts.get(w("hAnsi"), "") if fonts is not None else ""


def _read_sym(node: Element) -> str:
    code = node.get(w("char"), "")
    if not re.fullmatch(r"[0-9A-Fa-f]{1,5}", code):
        return UNKNOWN
    char = chr(int(code, 16))
    font = node.get(w("font"), "")
    if is_symbol_font(font):
        return read_symbol(font, char)
    # Fonts of letters have a sign where Unicode has it; only what is private is not known.
    return UNKNOWN if "\ue000" <= char <= "\uf8ff" or "\ud800" <= char <= "\udfff" else char


def name_unknown_symbols(run: Element, font: str) -> str:
    """The font and code of the signs of a run that nobody knows, "" where it has none."""
    names: list[str] = []
    for node in run.iter(w("sym")):
        if _read_sym(node) == UNKNOWN:
            names.append(f"{node.get(w('font'), '')} {node.get(w('char'), '')}".strip())
    if not names and UNKNOWN in read_run(run, font):
        names.append(find_font(run) or font)
    return ", ".join(names)


def _read_form_field(node: Element) -> str:
    """What Word shows of a form's field that has no text of its own: a box that is ticked or not,
    the chosen entry of a list.
    """
    box = node.find(f"{w('ffData')}/{w('checkBox')}")
    if box is not None:
        switch = box.find(w("checked"))
        if switch is None:
            switch = box.find(w("default"))
        is_ticked = switch is not None and switch.get(w("val"), "1") not in ("0", "false", "off")
        return TICKED if is_ticked else EMPTY
    choices = node.find(f"{w('ffData')}/{w('ddList')}")
    if choices is None:
        return ""
    entries = [entry.get(w("val"), "") for entry in choices.findall(w("listEntry"))]
    chosen = value_of(choices, "result") or value_of(choices, "default") or "0"
    index = int(chosen[:4]) if chosen.isdecimal() else 0
    return entries[index] if index < len(entries) else ""


def walk_texts(tree: Element, styles: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """The texts of a part, paragraph by paragraph; what is deleted, struck or hidden apart from the words
    around it.

    It goes by the runs alone, and so counts what the reader of paragraphs might pass over. `styles` are what
    the document's styles say.
    """
    for paragraph in tree.iter(w("p")):
        if is_repeated(paragraph):
            continue
        around = styles.get(value_of(paragraph.find(w("pPr")), "pStyle"), {})
        shown = []
        apart = reason = ""
        for node in paragraph.iter(w("r"), f"{MATHS}oMath", f"{DRAWING}t"):
            inside = list(list_parents(node, paragraph))
            names = {local_name(parent) for parent in inside}
            if {"p", "oMath"} & names or is_repeated(node):
                continue
            is_deleted = bool(DELETING_TAGS & names)
            why = DELETED if is_deleted else ""
            if node.tag == f"{MATHS}oMath":
                text = write_equation(node)
            elif node.tag != w("r"):
                text = node.text or ""
            else:
                style = {**around, **styles.get(value_of(node.find(w("rPr")), "rStyle"), {})}
                text = read_run(node, style.get("font", ""))
                why = explain_left_out(node, style, is_deleted=is_deleted)
            if text and (why != reason or not why):
                yield apart
                apart, reason = "", why
            if why:
                apart += text
            else:
                shown.append(text)
        yield apart
        yield "".join(shown)


def explain_left_out(run: Element, style: Mapping[str, str], *, is_deleted: bool) -> str:
    """Why a run is not in force: it is deleted, hidden or struck through; "" where it is."""
    if is_deleted:
        return DELETED
    if is_on(run, "vanish", style.get("vanish", "")):
        return HIDDEN
    is_struck = any(is_on(run, name, style.get(name, "")) for name in ("strike", "dstrike"))
    return STRUCK if is_struck else ""
