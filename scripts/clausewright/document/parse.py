"""Parse: assembled text becomes a Document. Numbers are given here, and references, notes and the matrix are
put in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..model.ast import (
    SPACE,
    Element,
    Elements,
    classes_of,
    element,
    id_of,
    link,
    pairs_of,
    replace_elements,
    span,
    table,
    text_of,
    walk_holders,
    words,
)
from ..model.document import Document, Item, PlacedClause, Prose, Section
from ..model.kinds import FragmentKind, Strength
from ..model.tokens import TOKEN, string_token, token
from .pandoc import Pandoc
from .pieces import cut_into_pieces

AS_IMPORTED = "as-imported"
_UNNUMBERED_KINDS = frozenset({FragmentKind.QUOTATION, FragmentKind.ADOPTER_NOTE, FragmentKind.NOTE})


def parse(pandoc: Pandoc, title: str, numbering: str, text: str, *, in_words: bool = True) -> Document:
    """Parse an assembled text. A document that is only written, and compared with nothing, need not have each
    word for itself (`in_words`).

    `numbering` is the policy's pattern: "1.1", "1.1." or "1.1:" number sections and clauses, "1" sections
    only, "none" nothing; "as-imported" leaves each the number that the version gives it.
    """
    blocks = pandoc.read_pieces(cut_into_pieces(text), in_words=in_words)
    items = tuple(_number_items(_parse_items(blocks), numbering))
    return Document(title, tuple(_resolve_references(tuple(_keep_old_anchors_once(items)))))


def strip_stop(number: str) -> str:
    """A clause's number as a sentence writes it, without the stop or colon of its pattern."""
    return number.rstrip(".:")


def numbers_of(document: Document) -> dict[str, str]:
    """The numbers of a document's clauses by id, as a sentence writes them."""
    return {clause.id: strip_stop(clause.number) for clause in document.clauses()}


# -- structure -----------------------------------------------------------------------------------------------


def _parse_items(blocks: Elements) -> Iterator[Item]:
    """Sections, clauses and what stands between them, not yet numbered."""
    level, loose, ids = 1, [], _list_used_ids(blocks)
    for block in blocks:
        is_clause = block["t"] == "Div" and "clause" in classes_of(block)
        if block["t"] != "Header" and not is_clause:
            loose.append(block)
            continue
        if loose:
            yield Prose(tuple(loose))
            loose = []
        if is_clause:
            yield _parse_clause(block, level + 1)
        else:
            level, (_, classes, pairs), inlines = block["c"]
            number = "-" if "unnumbered" in classes else dict(pairs).get("number", "")
            yield Section(_make_section_id(inlines, ids), level, number, tuple(inlines))
    if loose:
        yield Prose(tuple(loose))


def _list_used_ids(blocks: Elements) -> set[str]:
    return {id_of(node) for node in walk_holders(blocks) if node["t"] in ("Div", "Span") and id_of(node)}


def _make_section_id(inlines: Elements, used: set[str]) -> str:
    """An id from a heading's words, without tokens, that no clause and no earlier section has."""
    slug = re.sub(r"[^a-z0-9]+", "-", TOKEN.sub(" ", text_of(inlines)).lower()).strip("-") or "section"
    id, count = slug, 1
    while id in used:
        count += 1
        id = f"{slug}-{count}"
    used.add(id)
    return id


def _parse_clause(block: Element, level: int) -> PlacedClause:
    pairs = pairs_of(block)
    heading, *body = block["c"][1]
    return PlacedClause(
        id=id_of(block),
        level=level,
        number=pairs.get("number", ""),
        title=tuple(heading["c"][2]),
        kind=FragmentKind(pairs["kind"]),
        revision=pairs["revision"],
        strength=Strength(pairs["strength"]),
        audience=tuple(pairs.get("audience", "").split()),
        replaces=tuple(pairs.get("replaces", "").split()),
        blocks=tuple(body),
        headed=pairs.get("headed") != "no",
        local=pairs.get("local", ""),
    )


def _number_items(items: Iterable[Item], numbering: str) -> Iterator[Item]:
    suffix = numbering.removeprefix("1.1") if numbering.startswith("1.1") else ""
    sections = clauses = added = 0
    section_is_numbered = False
    for item in items:
        match item:
            case Section(number=given) if numbering == AS_IMPORTED:
                yield replace(item, number="" if given == "-" else given)
            case PlacedClause() if numbering == AS_IMPORTED:
                yield item
            case Section(level=2):
                section_is_numbered = item.number != "-" and numbering != "none"
                sections, clauses, added = sections + section_is_numbered, 0, 0
                yield replace(item, number=str(sections) if section_is_numbered else "")
            case Section():
                yield replace(item, number="")
            case PlacedClause() if (
                section_is_numbered and numbering != "1" and item.kind not in _UNNUMBERED_KINDS
            ):
                # What a school adds takes a letter, so that its numbers and the model's stay the same.
                is_added = item.local == "add-after" and clauses > 0
                clauses, added = (clauses, added + 1) if is_added else (clauses + 1, 0)
                yield replace(item, number=f"{sections}.{clauses}{_make_letter(added)}{suffix}")
            case PlacedClause():
                yield replace(item, number="")
            case _:
                yield item


def _make_letter(count: int) -> str:
    """The letter of a clause that is added: none, A, B ... Z, AA."""
    return "" if count == 0 else _make_letter((count - 1) // 26) + chr(ord("A") + (count - 1) % 26)


def _keep_old_anchors_once(items: tuple[Item, ...]) -> Iterator[Item]:
    """A clause that was split leads to the first of its parts; an id that stands in the document again leads
    there.
    """
    taken = {item.id for item in items if not isinstance(item, Prose)}
    for item in items:
        if isinstance(item, PlacedClause):
            yield replace(item, replaces=tuple(id for id in item.replaces if id not in taken))
            taken.update(item.replaces)
        else:
            yield item


# -- what refers to the rest of the document -----------------------------------------------------------------


def _resolve_references(items: tuple[Item, ...]) -> Iterator[Item]:
    change = _Resolver(items).change
    for item in items:
        match item:
            case Prose():
                yield Prose(tuple(replace_elements(list(item.blocks), change)))
            case PlacedClause():
                blocks = _begin_with_asterisk(item) if item.kind is FragmentKind.NOTE else list(item.blocks)
                yield replace(item, blocks=tuple(replace_elements(blocks, change)))
            case Section():
                yield item


class _Resolver:
    """Puts in what a macro could only point to: it knows the whole document."""

    def __init__(self, items: tuple[Item, ...]) -> None:
        self.items = items
        self.places = {item.id: item for item in items if isinstance(item, PlacedClause)}
        self.sections: dict[str, Section] = {}
        section = None
        for item in items:
            section = item if isinstance(item, Section) and item.level == 2 else section
            if section and isinstance(item, PlacedClause):
                self.sections[item.id] = section
        blocks = [item.blocks for item in items if not isinstance(item, Section)]
        self.anchors = {id_of(node) for node in walk_holders(blocks) if node["t"] == "Span"}
        old_anchors = {id for clause in self.places.values() for id in clause.replaces}
        note_marks = {f"mark-{id}" for id in self.places}
        self.ids = self.places.keys() | self.anchors | old_anchors | note_marks
        self.marked: set[str] = set()

    def change(self, node: Element) -> Elements | None:
        if node["t"] == "Div" and "matrix" in classes_of(node):
            return [{**node, "c": [node["c"][0], [_build_matrix(self.items)]]}]
        if node["t"] == "Link" and self._leads_nowhere(str(node["c"][2][0])):
            return list(node["c"][1])
        if node["t"] != "Span" or not (to := pairs_of(node).get("to")):
            return None
        if "ref" in classes_of(node):
            pairs = pairs_of(node)
            section = self.sections.get(to) if pairs.get("of") == "section" else None
            place = section or self.places.get(to)
            if place and (shown := pairs.get("shown")):
                return [link(words(shown), f"#{place.id}", "", ["ref"])]
            return [_write_reference(to, place, pairs.get("called") or "clause")]
        if "note-mark" in classes_of(node):
            return [self._note_mark(to, node["c"][1])]
        return [link(node["c"][1], f"#{to}", "", ["term"])] if to in self.anchors else node["c"][1]

    def _leads_nowhere(self, target: str) -> bool:
        """Say whether a link has no address, or leads to a clause that this document does not have."""
        id = target.removeprefix("#")
        return not id or (id != target and id not in self.ids)

    def _note_mark(self, to: str, inlines: Elements) -> Element:
        """A note leads back to its first mark, so only that one has an id."""
        id = "" if to in self.marked else f"mark-{to}"
        self.marked.add(to)
        return link(inlines, f"#{to}", id, ["note-mark"])


def _write_reference(id: str, place: PlacedClause | Section | None, called: str) -> Element:
    """A reference to a clause: here by its number or title; elsewhere by what is bound once the school's
    other policies are known.
    """
    before = [] if called == "-" else [*words(called), SPACE]
    if place is None:
        inlines = [
            *before,
            *words(token(f"ref.{id}.number")),
            SPACE,
            *words("of the"),
            SPACE,
            *words(token(f"ref.{id}.policy")),
        ]
        return link(inlines, string_token(f"ref.{id}.href"), "", ["ref"])
    if place.number:
        return link([*before, *words(strip_stop(place.number))], f"#{place.id}", "", ["ref"])
    return link([element("Str", "“"), *place.title, element("Str", "”")], f"#{place.id}", "", ["ref"])


def _begin_with_asterisk(note: PlacedClause) -> Elements:
    """A note's blocks, begun with the asterisk that leads back to its mark."""
    back = link([element("Str", "*")], f"#mark-{note.id}", "", ["note-back"])
    first, *rest = note.blocks
    return (
        [element(first["t"], [back, SPACE, *first["c"]]), *rest]
        if first["t"] in ("Para", "Plain")
        else [*note.blocks]
    )


def _build_matrix(items: tuple[Item, ...]) -> Element:
    """Which section applies to whom, from the clauses' own audiences."""
    sections: dict[str, tuple[Section, set[str]]] = {}
    heading = ""
    for item in items:
        if isinstance(item, Section) and item.level == 2:
            heading = item.id
            sections[heading] = (item, set())
        elif isinstance(item, PlacedClause) and heading:
            sections[heading][1].update(item.audience)
    audiences = list(
        dict.fromkeys(word for item in items if isinstance(item, PlacedClause) for word in item.audience)
    )
    head = [words("Section"), *(words(token(f"word.{word}.plural.capital")) for word in audiences)]
    rows = [
        [
            [span(words(section.number), "", ["section-number"]), SPACE, *section.title],
            *(words("Yes" if word in whom else "No") for word in audiences),
        ]
        for section, whom in sections.values()
        if whom and section.number
    ]
    return table(head, rows)
