"""Likeness: which clause of a library an imported one is like, how much, and what stands there where the
library prints values.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from ..model.clause_wording import Wording
from ..model.tokens import TOKEN, key_of
from ..readers.words import plain, split_words
from .outline import Clause, list_texts
from .proposals import SMALL

# Below this, what two texts share is what any two rules share.
LEAST = 0.45
_FEWEST, _TRIED, _LONGEST_VALUE, _LONGEST = 4, 8, 14, 6000
_SLOT, _LIGHT = "\0", 0.3
# The blank that some programs leave between a link and the stop after it.
_SPACED = re.compile(r"\s+(?=[.,;:!?](?:\s|$))")
_WORD = re.compile(r"[^\W_]+")
_BETWEEN = re.compile(r"[,;:]\s+|\s+\(|\)?\s+[–-]\s+")

Printed = Callable[[str], str | None]
Fits = Callable[[str, str], bool]


def _fits_anything(_: str, __: str) -> bool:
    return True


@dataclass(frozen=True)
class Reading:
    """An imported clause as its words, with the place of each in its text; paragraphs, items and cells are
    lines of that text.
    """

    text: str

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """Where each word stands."""
        return [match.span() for match in _WORD.finditer(self.text)]

    @cached_property
    def words(self) -> list[str]:
        """Its words, in small letters."""
        return [self.text[start:end].casefold() for start, end in self.spans]

    def between(self, first: int, last: int) -> str:
        """What stands from one word up to another, with the marks between them."""
        if last <= first:
            return ""
        end = self.spans[last - 1][1]
        text = self.text[self.spans[first][0] : end]
        # The bracket that closes one of its own belongs to it.
        return f"{text})" if "(" in text.rpartition(")")[2] and self.text[end : end + 1] == ")" else text


def read_clause(clause: Clause) -> Reading:
    """A clause as it is compared."""
    return Reading("\n".join(" ".join(plain(text).split()) for text in list_texts(clause.blocks)))


@dataclass(frozen=True, slots=True)
class SimilarClause:
    """A wording that an imported clause resembles: how much (1 is word for word), and what stands where the
    library prints a value.
    """

    wording: Wording
    score: float
    captured: Mapping[str, str]

    @property
    def clause(self) -> str:
        """The id of the library's clause."""
        return self.wording.revision.clause


class Index:
    """The wordings of a library, found by pairs of words that follow each other."""

    def __init__(self, wordings: Sequence[Wording], fits: Fits = _fits_anything) -> None:
        """Index wordings; `fits` says whether a text can be what a value's token prints."""
        self.fits = fits
        cut_wordings = [(wording, cut_template(wording.texts, lambda _: None)) for wording in wordings]
        # What is hardly more than values would be like anything.
        telling = [
            (wording, parts)
            for wording, parts in cut_wordings
            if sum(not _is_slot(part) for part in parts) >= max(_FEWEST, len(parts) // 2)
        ]
        self.wordings = [wording for wording, _ in telling]
        self.cut = [parts for _, parts in telling]
        self.known: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for index, parts in enumerate(self.cut):
            for pair in set(_pair_words(parts)):
                self.known[pair].append(index)

    def likes(self, reading: Reading) -> Iterator[SimilarClause]:
        """The wordings that a clause is like enough to be told."""
        if not _FEWEST <= len(reading.words) <= _LONGEST:
            return
        counted: Counter[int] = Counter()
        shared: Counter[int] = Counter()
        for pair in set(_pair_words(reading.words)):
            for index in (places := self.known.get(pair, ())):
                # A pair that many clauses have says little. The weight is a whole number, so that the order
                # never depends on rounding.
                counted[index] += 10_000 // len(places)
                shared[index] += 1
        best = sorted(counted, key=lambda index: (-counted[index], index))[:_TRIED]
        closest = sorted(
            counted,
            key=lambda index: (-shared[index] * 100 // (len(self.cut[index]) + len(reading.words)), index),
        )[:_TRIED]
        for index in dict.fromkeys((*best, *closest)):
            score, captured = align_words(self.cut[index], reading, self.fits)
            if score >= LEAST:
                yield SimilarClause(self.wordings[index], score, captured)


def cut_template(texts: Iterable[str], printed: Printed) -> list[str]:
    """A wording as words in small letters; a token whose value is not known stays as one piece of its own."""
    parts: list[str] = []
    for text in texts:
        for index, part in enumerate(TOKEN.split(text)):
            key = key_of(part) if index % 2 else ""
            value: str | None = part
            if key:
                value = None if key.startswith("ref.") else printed(key)
            if value is None:
                parts.append(f"{_SLOT}{key}")
            else:
                parts += [word.casefold() for word in _WORD.findall(value)]
    return parts


def fill_template(texts: Iterable[str], printed: Printed) -> str | None:
    """A wording's text with its values, None where one is not known. References are left as a gap."""
    lines = []
    for text in texts:
        parts = TOKEN.split(text)
        for index in range(1, len(parts), 2):
            key = key_of(parts[index])
            value = printed(key) or ("…" if key.startswith("ref.") else None)
            if value is None:
                return None
            parts[index] = value
        lines.append("".join(parts))
    return "\n".join(lines)


def _pair_words(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    return ((word, other) for word, other in pairwise(words) if not _is_slot(word) and not _is_slot(other))


def align_words(
    template: Sequence[str], reading: Reading, fits: Fits = _fits_anything
) -> tuple[float, Mapping[str, str]]:
    """How much of a template and of a clause's words agree, and the text that stands at each value of the
    template.
    """
    exact = _match_exactly(template, reading, fits)
    if exact is not None:
        return 1.0, exact
    matched, taken = 0.0, 0.0
    captured: dict[str, str] = {}
    codes = difflib.SequenceMatcher(None, template, reading.words, autojunk=False).get_opcodes()
    for index, (kind, start, end, first, last) in enumerate(codes):
        if kind == "equal":
            # A single word in common between two differences is chance, unless a value stands beside it.
            near = any(_is_slot(template[place]) for place in (start - 1, end) if 0 <= place < len(template))
            matched += _weigh_words(template[start:end]) if end - start > 1 or near or len(codes) == 1 else 0
        elif kind == "replace" and all(map(_is_slot, template[start:end])):
            solid = all(
                codes[beside][0] == "equal" for beside in (index - 1, index + 1) if 0 <= beside < len(codes)
            )
            if solid and (captured_here := _share_values(template[start:end], reading, first, last, fits)):
                captured = {**captured_here, **captured}
                matched, taken = (
                    matched + end - start,
                    taken + _weigh_words(reading.words[first:last]) - (end - start),
                )
    return round(
        2 * matched / max(1, _weigh_words(template) + _weigh_words(reading.words) - taken), 4
    ), captured


def _weigh_words(words: Iterable[str]) -> float:
    """How much words say together. Any two rules share "must", "in" and "the"."""
    return sum(_LIGHT if word in SMALL else 1 for word in words)


def _is_slot(part: str) -> bool:
    return part.startswith(_SLOT)


def _match_exactly(template: Sequence[str], reading: Reading, fits: Fits) -> dict[str, str] | None:
    """The values of a clause that is a template word for word; None where it is not."""
    words, position = reading.words, 0
    captured: dict[str, str] = {}
    slots: Sequence[str] = ()
    for part in _split_runs(template):
        if _is_slot(part[0]):
            slots = part
            continue
        start = _find_run(words, part, position + len(slots), position + _LONGEST_VALUE * len(slots))
        if start is None or not _take_values(captured, slots, reading, position, start, fits):
            return None
        position, slots = start + len(part), ()
    return captured if _take_values(captured, slots, reading, position, len(words), fits) else None


def _split_runs(template: Sequence[str]) -> Iterator[Sequence[str]]:
    """A template as runs of words and runs of values."""
    start = 0
    for end in range(1, len(template) + 1):
        if end == len(template) or _is_slot(template[end]) is not _is_slot(template[start]):
            yield template[start:end]
            start = end


def _find_run(words: Sequence[str], part: Sequence[str], first: int, last: int) -> int | None:
    return next(
        (
            position
            for position in range(first, min(last, len(words) - len(part)) + 1)
            if words[position : position + len(part)] == list(part)
        ),
        None,
    )


def _take_values(
    captured: dict[str, str], slots: Sequence[str], reading: Reading, start: int, end: int, fits: Fits
) -> bool:
    """Say whether what stands between two words is what some values print, and note it."""
    taken = _share_values(slots, reading, start, end, fits) if slots else {}
    if taken is None or (not slots and start != end):
        return False
    differing = any(
        captured.get(key, text) != text for key, text in taken.items() if not key.startswith("ref.")
    )
    captured |= taken
    return not differing


def _share_values(
    slots: Sequence[str], reading: Reading, start: int, end: int, fits: Fits
) -> dict[str, str] | None:
    """Which value says which part of a text. Values that follow each other stand in cells of their own, or
    between commas.
    """
    if not len(slots) <= end - start <= _LONGEST_VALUE * len(slots):
        return None
    text = reading.between(start, end)
    parts = [part for part in text.split("\n") if _WORD.search(part)] if len(slots) > 1 else [text]
    for cut in (_BETWEEN.split(text), [part for line in parts for part in _BETWEEN.split(line)]):
        parts = parts if len(parts) == len(slots) else cut
    if len(parts) != len(slots) or any("\n" in part for part in parts):
        return None
    # A bracket that stood open before a part closes behind it.
    parts = [part if "(" in part else part.removesuffix(")") for part in parts]
    captured = {slot.removeprefix(_SLOT): part for slot, part in zip(slots, parts, strict=True)}
    return (
        captured if all(key.startswith("ref.") or fits(key, part) for key, part in captured.items()) else None
    )


def describe_difference(old: str, new: str) -> str:
    """Two texts as one: what goes in [- -], what comes in {+ +}."""
    before, after = _SPACED.sub("", old).split(), _SPACED.sub("", new).split()
    changes = []
    for kind, start, end, new_start, new_end in difflib.SequenceMatcher(
        None, before, after, autojunk=False
    ).get_opcodes():
        if kind == "equal":
            changes.append(" ".join(before[start:end]))
            continue
        if end > start:
            changes.append(f"[-{' '.join(before[start:end])}-]")
        if new_end > new_start:
            changes.append(f"{{+{' '.join(after[new_start:new_end])}+}}")
    return " ".join(changes)


def pair_with_library(
    readings: Sequence[Reading], titles: Sequence[str], index: Index
) -> dict[int, SimilarClause]:
    """For each clause the wording that it is most like, each of the library's clauses once. The same heading
    speaks for a clause.
    """
    candidates: list[tuple[float, int, int, SimilarClause]] = []
    for number, reading in enumerate(readings):
        for order, like in enumerate(index.likes(reading)):
            headed = bool(titles[number]) and split_words(titles[number].casefold()) == split_words(
                like.wording.title.casefold()
            )
            candidates.append((like.score + (0.03 if headed else 0), number, order, like))
    # Where several revisions say the same, the newest is meant; of several branches, that in which values
    # take the fewest words.
    candidates.sort(key=lambda candidate: candidate[3].wording.revision.name, reverse=True)
    candidates.sort(
        key=lambda candidate: (
            -candidate[0],
            candidate[1],
            sum(len(text) for text in candidate[3].captured.values()),
        )
    )
    best_by_reading: dict[int, SimilarClause] = {}
    used: set[str] = set()
    for _, number, _, like in candidates:
        if number not in best_by_reading and like.clause not in used:
            used.add(like.clause)
            best_by_reading[number] = like
    return best_by_reading
