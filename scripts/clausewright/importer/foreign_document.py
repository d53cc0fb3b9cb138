"""A foreign file as a Document, as it was read: every word of it in order,
and its numbers beside the words and not among them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from ..model import ast
from ..model.ast import Element, Elements, link
from ..model.document import Document, Inlines, Item, PlacedClause, Section
from ..model.kinds import FragmentKind, Strength
from ..model.tokens import TOKEN
from ..readers.labels import Kind
from ..readers.source import Grid, LeftOut, Picture, Source
from ..readers.words import (
    BOLD,
    BOLD_END,
    ELSEWHERE,
    FOOTNOTE,
    ITALIC,
    ITALIC_END,
    PICTURE,
    PICTURE_END,
    cut_at_links,
    drop_emphasis,
    plain,
    split_words,
)
from .classify import find_strength
from .notes import split_notes
from .outline import Block, Clause, Listing, Text
from .outline import Item as Entry
from .outline import Section as Heading
from .proposals import make_slug
from .structure import build_outline_as_read

# Formats of which only the words can be read for certain: they have no links, and their lists and tables are
# guessed.
ONLY_WORDS = frozenset({"text", "PDF"})
# Invisible, and between the first two letters of a token it makes a word of it that prints as it stands.
_JOINER = "\u2060"
_TITLE_WORDS = 8
_MARKS = re.compile(f"([{BOLD}-{ITALIC_END}]|{PICTURE}[^{PICTURE_END}]*{PICTURE_END})")
_SWITCHES = {BOLD: True, BOLD_END: False, ITALIC: True, ITALIC_END: False}


@dataclass(frozen=True, slots=True)
class _How:
    """How texts become inlines: whether links and type are part of them,
    and the notes and pictures of the file, by their keys.
    """

    looks: bool = True
    notes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    pictures: Mapping[str, Picture] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ForeignDocument:
    """A file as it was read: its document, what is not in that and why, and words for which there was no
    place (there should be none).

    The document's title is in its text only where `is_titled`; else it is the file's name or a running head.
    """

    document: Document
    is_titled: bool
    left_out: tuple[LeftOut, ...]
    unplaced: tuple[str, ...]


def make_foreign_document(source: Source, *, looks: bool = True) -> ForeignDocument:
    """Return a source as a document of headings and clauses; `looks` says whether links and bold and italic
    type are part of it.

    A clause's heading is one like any other, so that a clause is only its text. Levels are two: sections, and
    what stands in them. Every list has bullets, and its items begin with what marks them in the source.
    """
    source, notes = split_notes(source)
    how = _How(looks, notes, {picture.key: picture for picture in source.pictures})
    outline = build_outline_as_read(source)
    items: list[Item] = []
    ids: set[str] = set()
    for part in outline.parts:
        match part:
            case Heading():
                items.append(_make_heading(part.level, part.number, part.title, ids))
                items += _make_clauses_of_notes(part.title, how, ids)
            case Clause():
                number = part.number
                if part.title:
                    items.append(_make_heading(3, number, part.title, ids))
                    items += _make_clauses_of_notes(part.title, how, ids)
                    number = ""
                blocks = tuple(
                    block for piece_block in part.blocks for block in _convert_block(piece_block, how)
                )
                title = _find_title(blocks)
                id = _find_free_id(make_slug(" ".join(split_words(title))), ids)
                strength = _choose_strength(part)
                titled = tuple(ast.words(title))
                items.append(
                    PlacedClause(
                        id, 3, number, titled, FragmentKind.CLAUSE, "", strength, (), (), blocks, headed=False
                    )
                )
    left_out = (
        *source.left_out,
        *(LeftOut(mark, "bullet") for part in outline.clauses() for mark in _collect_bullets(part.blocks)),
    )
    return ForeignDocument(
        Document(outline.title, tuple(items)),
        outline.title_in_text,
        left_out,
        _find_unplaced(source, items, left_out),
    )


def _make_clauses_of_notes(title: str, how: _How, ids: set[str]) -> Iterator[PlacedClause]:
    """The notes whose marks stand in a heading, a clause each below it."""
    for _, target in cut_at_links(title):
        texts = how.notes.get(target.removeprefix(FOOTNOTE), ()) if target.startswith(FOOTNOTE) else ()
        for text in texts:
            paragraph = ast.para(list(_convert_inlines(text, replace(how, notes={}))))
            words = _find_title([paragraph])
            yield PlacedClause(
                id=_find_free_id(make_slug(" ".join(split_words(words))), ids),
                level=3,
                number="",
                title=tuple(ast.words(words)),
                kind=FragmentKind.CLAUSE,
                revision="",
                strength=Strength.INFORMATION,
                audience=(),
                replaces=(),
                blocks=(paragraph,),
                headed=False,
            )


def append_units(document: Document, units: Sequence[LeftOut]) -> Document:
    """Return a document with what stands beside its text, each unit a clause of its own, at its end."""
    items: list[Item] = [Section("at-beside-the-text", 2, "", tuple(ast.words("Beside the text")))]
    for index, unit in enumerate(units, 1):
        text = f"{unit.why[:1].upper()}{unit.why[1:]}: {unit.text}"
        items.append(
            PlacedClause(
                id=f"at-beside-the-text-{index}",
                level=3,
                number="",
                title=tuple(ast.words(unit.why)),
                kind=FragmentKind.CLAUSE,
                revision="",
                strength=Strength.INFORMATION,
                audience=(),
                replaces=(),
                blocks=(ast.para(list(_convert_inlines(text, _How(looks=False)))),),
                headed=False,
            )
        )
    return Document(document.title, (*document.items, *items))


def _find_unplaced(source: Source, items: Iterable[Item], left_out: Iterable[LeftOut]) -> tuple[str, ...]:
    """The words of a source that are neither in its document nor left out;
    a word that was broken at a line's end counts as one.
    """
    words = Counter(source.words)
    for joined in source.joined:
        words.subtract(word for part in joined.parts for word in split_words(part))
        words.update(split_words(joined.word))
    words.subtract(word for item in items for word in split_item_words(item))
    words.subtract(word for left in left_out for word in split_words(left.text))
    return tuple(sorted((+words).elements()))


def split_item_words(item: Item) -> Iterator[str]:
    """The words of a heading or a clause, with those of its numbers."""
    match item:
        case Section():
            yield from split_words(f"{item.number} {ast.text_of(list(item.title))}")
        case PlacedClause():
            yield from split_words(item.number)
            yield from (
                word for block in item.blocks for text in _collect_texts(block) for word in split_words(text)
            )


def _collect_bullets(blocks: Iterable[Block]) -> Iterator[str]:
    """The bullets that are letters."""
    for listing in (block for block in blocks if isinstance(block, Listing)):
        for entry in listing.items:
            yield from [entry.mark] if listing.counts == Kind.BULLET and split_words(entry.mark) else []
            yield from _collect_bullets(entry.blocks)


def _choose_strength(clause: Clause) -> Strength:
    """A duty, a rule, or neither: between what may be done and what is only told,
    words alone do not decide.
    """
    strength = Strength(find_strength(clause)[0])
    return strength if strength in (Strength.MUST, Strength.SHOULD) else Strength.INFORMATION


def _make_heading(level: int, number: str, title: str, ids: set[str]) -> Section:
    return Section(
        _find_free_id(make_slug(plain(title)), ids),
        min(level, 3),
        number,
        _convert_inlines(title, _How(looks=False)),
    )


def _find_free_id(base: str, taken: set[str]) -> str:
    """An id that is none of the compiler's own."""
    base = f"at-{base or 'text'}"
    id, count = base, 1
    while id in taken:
        count += 1
        id = f"{base}-{count}"
    taken.add(id)
    return id


def _find_title(blocks: Sequence[Element]) -> str:
    """What a clause is called in lists: its first words."""
    without_notes: Elements = ast.replace_elements(
        list(blocks), lambda node: [] if node["t"] == "Note" else None
    )
    words = next(
        (title_words for block in without_notes if (title_words := " ".join(_collect_texts(block)).split())),
        [],
    )
    return " ".join(words[:_TITLE_WORDS]).rstrip(" ,;:.(–-") + ("…" if len(words) > _TITLE_WORDS else "")


def _collect_texts(block: Element) -> Iterator[str]:
    """The texts of a block's paragraphs and cells."""
    yield from (ast.text_of(part["c"]) for part in ast.walk_elements(block) if part["t"] in ("Para", "Plain"))


# -- blocks --------------------------------------------------------------------------------------------------


def _convert_block(block: Block, how: _How) -> Elements:
    match block:
        case Text():
            return [ast.para(list(_convert_inlines(block.text, how)))]
        case Listing():
            return [_convert_list(block, how)]
        case Grid():
            head, *rows = [[list(_convert_inlines(cell, how)) for cell in row] for row in block.rows]
            return [ast.table(head, rows)]


def _convert_list(listing: Listing, how: _How) -> Element:
    """A list, whose items begin with their marks: "(a)", and nothing for a bullet."""
    is_counted = listing.counts != Kind.BULLET
    return ast.element(
        "BulletList",
        [_convert_item(entry, entry.mark if is_counted else "", how) for entry in listing.items],
    )


def _convert_item(entry: Entry, mark: str, how: _How) -> Elements:
    blocks = [inner for block in entry.blocks for inner in _convert_block(block, how)]
    if sum(block["t"] == "Para" for block in blocks) == 1:
        blocks = [ast.element("Plain", block["c"]) if block["t"] == "Para" else block for block in blocks]
    first = blocks[0] if blocks and blocks[0]["t"] in ("Para", "Plain") else None
    if first is None:
        return [ast.element("Plain", [ast.list_mark(mark)]), *blocks]
    return [ast.element(first["t"], [ast.list_mark(mark), *first["c"]]), *blocks[1:]]


def _convert_inlines(text: str, how: _How) -> Inlines:
    """Running text with its notes and pictures, its links and its bold and italic type."""
    inlines: Elements = []
    bold = italic = False
    for part, target in cut_at_links(text if how.looks else drop_emphasis(text)):
        if target.startswith(FOOTNOTE):
            inlines += _convert_note(target.removeprefix(FOOTNOTE), how)
        inside: Elements = []
        for piece in _MARKS.split(part):
            if piece.startswith(PICTURE):
                inside += _convert_picture(piece.strip(PICTURE + PICTURE_END), how)
            elif piece in _SWITCHES:
                bold, italic = (
                    (_SWITCHES[piece], italic) if piece in (BOLD, BOLD_END) else (bold, _SWITCHES[piece])
                )
            else:
                inside += _wrap_inlines(_split_at_spaces(piece), [*["Strong"] * bold, *["Emph"] * italic])
        address = target.removeprefix(ELSEWHERE)
        inlines += (
            _wrap_without_edges(inside, partial(link, target=address)) if target and how.looks else inside
        )
    return tuple(_join_spaces(inlines))


def _convert_note(key: str, how: _How) -> Elements:
    """A note with its text, where its mark stands; nothing where the file has no such note."""
    texts = how.notes.get(key, ())
    paragraphs = [ast.para(list(_convert_inlines(text, replace(how, notes={})))) for text in texts]
    return [ast.element("Note", paragraphs)] if paragraphs else []


def _convert_picture(key: str, how: _How) -> Elements:
    """A picture as what can be compared of it: its description, and which picture it is."""
    picture = how.pictures.get(key)
    if picture is None or not how.looks:
        return []
    which = key.partition("-")[0][:8] if picture.data else picture.name
    described = f"“{picture.description}” " if picture.description else ""
    return [ast.span(ast.words(f"[picture {described}({which})]"), classes=["picture"])]


def _split_at_spaces(text: str) -> Elements:
    """Words, and a space wherever there is one."""
    text = TOKEN.sub(lambda token: f"{token[0][0]}{_JOINER}{token[0][1:]}", text)
    return [
        ast.SPACE if part.isspace() else ast.element("Str", part) for part in re.split(r"(\s+)", text) if part
    ]


def _wrap_inlines(inlines: Elements, kinds: Sequence[str]) -> Elements:
    """Inlines in elements of some kinds, the first outermost."""
    for kind in reversed(kinds):
        inlines = _wrap_without_edges(inlines, partial(ast.element, kind))
    return inlines


def _wrap_without_edges(inlines: Elements, holder: Callable[[Elements], Element]) -> Elements:
    """What is in inlines in a holder, the spaces at its edges outside."""
    first = next((index for index, node in enumerate(inlines) if node != ast.SPACE), len(inlines))
    last = next((index for index in range(len(inlines), first, -1) if inlines[index - 1] != ast.SPACE), first)
    return [*inlines[:first], *([holder(inlines[first:last])] if first < last else []), *inlines[last:]]


def _join_spaces(inlines: Elements) -> Iterator[Element]:
    """Inlines without spaces at their edges, and with one where there were several."""
    waiting: Elements = []
    begun = False
    for node in inlines:
        if node == ast.SPACE:
            waiting = [node]
            continue
        yield from waiting if begun else ()
        yield node
        waiting, begun = [], True
