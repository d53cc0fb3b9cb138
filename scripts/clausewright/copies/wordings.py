"""Wordings: what each clause says in each copy, once the values of schools are set aside, and what becomes of
it: the model's wording, an option of a choice, what only some have, or what one school alone says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..diff.align import intern_values, interned_similarity
from ..importer.outline import Block, Listing, Text
from ..model.values import Kind
from ..readers.source import Grid
from ..readers.words import BOLD, ITALIC_END, LINK_END, LINK_START, LINK_TO, plain
from .shared_variables import Place, SharedVariable
from .slots import Group
from .units import LINK, SPECIAL, Unit

# A choice is of wordings that so many schools share at least.
SHARED = 2


@dataclass(frozen=True, slots=True)
class Mark:
    """The words of a unit that a variable prints: from which to which, of which variable, in which form.
    `is_word` says that it is a word of vocabulary, by which nobody is known.
    """

    first: int
    last: int
    variable: int
    forms: tuple[str, ...]
    is_word: bool = False


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording of a clause or heading: the copies that have it, and the one from which it is printed.

    `keys` are its words as they are compared, each value as its variable. Where the model was worded anew
    from one edition to another, `before` is what it said before the edition `since`, and `copies` are also
    those that have that. `editions` are those in which the one or the other stands.
    """

    copies: tuple[int, ...]
    source: int
    unit: Unit
    keys: tuple[str, ...]
    marks: tuple[Mark, ...]
    before: Wording | None = None
    since: int = 0
    editions: frozenset[int] = frozenset({0})

    @property
    def text(self) -> str:
        """Its text as people read it in the copy from which it is printed."""
        return self.unit.plain

    def at(self, edition: int) -> Wording:
        """Return what it says in an edition."""
        wording = self
        while wording.before and edition < wording.since:
            wording = wording.before
        return wording


@dataclass(slots=True)
class ClauseColumn:
    """A column of the alignment with its wordings, those that most copies have first. `marks` are the values
    in each copy, `editions` those in which the model has it.
    """

    index: int
    units: Mapping[int, Unit]
    wordings: list[Wording] = field(default_factory=list)
    marks: Mapping[int, tuple[Mark, ...]] = field(default_factory=dict)
    editions: frozenset[int] = frozenset({0})

    @property
    def kind(self) -> str:
        """What it is in most copies: "heading", "call", or a fragment's kind."""
        kinds = [unit.kind for unit in self.units.values()]
        return max(dict.fromkeys(kinds), key=kinds.count)

    def find_wording(self, copy: int) -> Wording:
        """The wording that a copy has."""
        return next(wording for wording in self.wordings if copy in wording.copies)

    def make_wording(self, copies: Sequence[int], keys: tuple[str, ...]) -> Wording:
        """A wording of some copies, printed from the one that is laid out and spelt as most are."""
        source = _choose_source(copies, self.units)
        return Wording(tuple(sorted(copies)), source, self.units[source], keys, self.marks[source])

    def order_wordings(self) -> None:
        """Put the wordings that most copies have first. Where no two copies agree, the one that is most like
        all others is the model's.
        """
        self.wordings.sort(key=lambda wording: (-len(wording.copies), wording.copies))
        if self.wordings and len(self.wordings[0].copies) == 1:
            _put_medoid_first(self.wordings)


def choose_marks(
    groups: Sequence[Group],
    variables: Sequence[SharedVariable],
    others: Sequence[tuple[int, Place]],
    schools: Sequence[str],
) -> dict[tuple[int, int], tuple[Mark, ...]]:
    """For each copy of each group the words that variables print, by the group's number and the copy.

    A value is marked only where the school's own value prints just what stands there.
    """
    places = [(number, place) for number, variable in enumerate(variables) for place in variable.places]
    taken: defaultdict[tuple[int, int], list[Mark]] = defaultdict(list)
    for number, place in (*places, *others):
        group = groups[place.group]
        for copy, (first, last) in place.spans.items():
            unit = group.units[copy]
            printed = variables[number].print_at(schools[copy], place.forms)
            if not _prints(unit, first, last, printed, is_possessive="possessive" in place.forms):
                continue
            marks = taken[place.group, copy]
            if all(last <= mark.first or first >= mark.last for mark in marks):
                is_word = variables[number].kind is Kind.WORDS
                marks.append(Mark(first, last, number, place.forms, is_word))
    return {where: tuple(sorted(marks, key=lambda mark: mark.first)) for where, marks in taken.items()}


def _prints(unit: Unit, first: int, last: int, printed: str, *, is_possessive: bool) -> bool:
    text = unit.read_span(first, last)
    if not printed or text is None:
        return False
    if is_possessive:
        text += _read_apostrophe(unit, last)
        return text.replace("'", "’").casefold() == printed.casefold()
    return text.casefold() == printed.casefold()


def _read_apostrophe(unit: Unit, last: int) -> str:
    """The apostrophe after a word, "" where there is none, or where an s follows it."""
    token = unit.tokens[last - 1]
    text = unit.texts[token.text]
    after = text[token.end : token.end + 2]
    return after[0] if after[:1] in ("’", "'") and not after[1:].isalpha() and after else ""


def sort_wordings(
    column: int,
    groups: Sequence[tuple[int, Group]],
    marks: Mapping[tuple[int, int], tuple[Mark, ...]],
    targets: Mapping[int, Mapping[str, str]],
) -> ClauseColumn:
    """Gather the copies of a column by what they say with their values set aside.

    `groups` are the column's, with their numbers. `targets` says for each copy where a reference leads: to
    which column.
    """
    units: dict[int, Unit] = {}
    copies_by_keys: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    marks_by_copy: dict[int, tuple[Mark, ...]] = {}
    for number, group in groups:
        for copy, unit in group.units.items():
            units[copy] = unit
            marks_by_copy[copy] = marks.get((number, copy), ())
            copies_by_keys[_read_keys(unit, marks_by_copy[copy], targets[copy])].append(copy)
    sorted_column = ClauseColumn(column, units, [], marks_by_copy)
    for keys, copies in copies_by_keys.items():
        for alike in _part_by_links(copies, units):
            sorted_column.wordings.append(sorted_column.make_wording(alike, keys))
    sorted_column.order_wordings()
    return sorted_column


def _read_keys(unit: Unit, marks: Sequence[Mark], targets: Mapping[str, str]) -> tuple[str, ...]:
    keys: list[str] = []
    place = 0
    waiting = list(marks)
    while place < len(unit.tokens):
        if waiting and waiting[0].first == place:
            mark = waiting.pop(0)
            keys.append(f"{SPECIAL}value {mark.variable} {'.'.join(mark.forms)}")
            place = mark.last
            continue
        token = unit.tokens[place]
        if token.target:
            keys.append(f"{token.key} {targets.get(token.target, token.target)}")
        elif not token.word.startswith(LINK):
            keys.append(token.key)
        place += 1
    return tuple(keys)


def _part_by_links(copies: Sequence[int], units: Mapping[int, Unit]) -> list[list[int]]:
    """Copies of one wording, parted where the same words lead to different addresses. One that has lost its
    links has no other address.
    """
    parts: list[tuple[dict[int, str], list[int]]] = []
    for copy in sorted(copies, key=lambda copy: -len(_read_links(units[copy]))):
        links = _read_links(units[copy])
        for known, members in parts:
            if all(known.get(place, target) == target for place, target in links.items()):
                known.update(links)
                members.append(copy)
                break
        else:
            parts.append((links, [copy]))
    return [members for _, members in parts]


def _read_links(unit: Unit) -> dict[int, str]:
    """The addresses to which a unit leads, by the number of words before each."""
    links: dict[int, str] = {}
    words = 0
    for token in unit.tokens:
        if token.word.startswith(LINK):
            links[words] = token.word
        else:
            words += 1
    return links


def _choose_source(copies: Sequence[int], units: Mapping[int, Unit]) -> int:
    """The copy that is laid out and spelt as most are, with its links."""
    most_links = max(len(_read_links(units[copy])) for copy in copies)
    copies = [copy for copy in copies if len(_read_links(units[copy])) == most_links]
    shapes = {copy: (_read_shape(units[copy].blocks), _read_spelling(units[copy])) for copy in copies}
    all_shapes = [shape for shape, _ in shapes.values()]
    all_spellings = [spelling for _, spelling in shapes.values()]
    return max(
        copies,
        key=lambda copy: (all_shapes.count(shapes[copy][0]), all_spellings.count(shapes[copy][1]), -copy),
    )


def _read_shape(blocks: Sequence[Block]) -> tuple[str, ...]:
    return tuple(type(block).__name__ for block in blocks)


def _read_spelling(unit: Unit) -> tuple[str, ...]:
    return tuple(token.word for token in unit.tokens)


def _put_medoid_first(wordings: list[Wording]) -> None:
    """Where no two copies agree, the wording that is most like all others is the model's."""
    numbers = intern_values(*(wording.keys for wording in wordings))
    likeness = [sum(interned_similarity(first, second) for second in numbers) for first in numbers]
    medoid = max(range(len(wordings)), key=lambda index: (likeness[index], -index))
    wordings.insert(0, wordings.pop(medoid))


def find_nearest(wording: Wording, others: Sequence[Wording]) -> int:
    """Which of several wordings one is most like: its base."""
    numbers = intern_values(wording.keys, *(other.keys for other in others))
    scores = [interned_similarity(numbers[0], other) for other in numbers[1:]]
    return max(range(len(scores)), key=lambda index: (scores[index], -index))


def write_without_values(wording: Wording) -> str:
    """A wording's text with dots in the place of names, numbers and whatever else is a school's own."""
    unit = wording.unit
    spans: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for mark in wording.marks:
        start, end = unit.tokens[mark.first], unit.tokens[mark.last - 1]
        if mark.is_word:
            continue
        spans[start.text].append((start.start, end.end))
    texts: list[str] = []
    for index, text in enumerate(unit.texts):
        pieces: list[str] = []
        place = 0
        for first, last in sorted(spans[index]):
            pieces += [text[place:first], "…"]
            place = last
        texts.append(" ".join(plain("".join([*pieces, text[place:]])).split()))
    return " ".join(texts)


def mark_blocks(wording: Wording, variables: Sequence[SharedVariable]) -> tuple[Block, ...]:
    """A wording's blocks with every value marked as that of its variable."""
    unit = wording.unit
    by_text: defaultdict[int, list[tuple[int, int, str]]] = defaultdict(list)
    for mark in wording.marks:
        start, end = unit.tokens[mark.first], unit.tokens[mark.last - 1]
        end_place = end.end + (len(_read_apostrophe(unit, mark.last)) if "possessive" in mark.forms else 0)
        key = ".".join((variables[mark.variable].key, *mark.forms))
        by_text[start.text].append((start.start, end_place, key))
    # Texts that read the same may print different values: each is replaced where it stands.
    queue = [_mark_text(text, by_text.get(index, [])) for index, text in enumerate(unit.texts)]
    return replace_in_order(unit.blocks, queue)


def _mark_text(text: str, values: Sequence[tuple[int, int, str]]) -> str:
    pieces: list[str] = []
    place = 0
    for start, end, key in sorted(values):
        inside = text[start:end]
        # Emphasis that begins or ends within a value does so behind it.
        emphasis = "".join(char for char in inside if BOLD <= char <= ITALIC_END)
        pieces += [text[place:start], f"{LINK_START}{key}{LINK_TO}field:{key}{LINK_END}{emphasis}"]
        place = end
    return "".join([*pieces, text[place:]])


def replace_in_order(blocks: Sequence[Block], texts: Sequence[str]) -> tuple[Block, ...]:
    """Blocks with their texts replaced, each by the next one of `texts`."""
    waiting = iter(texts)

    def fill(block: Block) -> Block:
        match block:
            case Text():
                return Text(next(waiting))
            case Listing():
                items = [replace(item, blocks=tuple(map(fill, item.blocks))) for item in block.items]
                return replace(block, items=tuple(items))
            case Grid():
                return replace(block, rows=tuple(tuple(next(waiting) for _ in row) for row in block.rows))

    return tuple(map(fill, blocks))
