"""Sentences of one policy that say the same, or the opposite, in nearly the same words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz import fuzz

from .engine import LintText, Statement, are_alternatives

_WORD = re.compile(r"[a-z0-9’']+")
_OF_CONTENTS = re.compile(r"\s\d{1,3}$|(?: [xX]){2,}$|\]\(")
_NEGATION = frozenset({"not", "never", "no", "don’t", "don't", "cannot", "mustn’t", "neither", "nor"})
_ONLY = frozenset({"only", "solely"})
_DUTY = frozenset({"must", "should", "will", "may", "can", "shall"})
_FEW_WORDS = 7
_CONTAINED_WORDS = 8
_ALIKE = 92
_THE_SAME = 88
_CONTAINED = 97
_BEGINNING = 7
_SHARE = 0.6
_FEW_WORDS_OF_ITEM = 10
_RUN = 7
_COMPARED = 1_000


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of some length: its words in small letters, those that say no apart, and where it stands in
    the policy.
    """

    line: Statement
    text: str
    words: tuple[str, ...]
    says_no: bool
    says_only: bool

    @property
    def kept(self) -> str:
        """Its words without those that say no."""
        return " ".join(self.words)


def sentences(paper: LintText) -> list[Sentence]:
    """A policy's sentences of some length; headings, tables, leads of lists and lines of a list of contents
    are none.
    """
    found = []
    for line in paper.own:
        if line.is_heading or line.is_table or _OF_CONTENTS.search(line.text):
            continue
        for text in re.split(r"(?<=[.!?;])\s+", line.text):
            words = _WORD.findall(text.lower())
            if len(words) >= _FEW_WORDS and not text.rstrip().endswith(":"):
                kept = tuple(word for word in words if word not in _NEGATION and word not in _ONLY)
                found.append(
                    Sentence(line, text, kept, not _NEGATION.isdisjoint(words), not _ONLY.isdisjoint(words))
                )
    return found[:_COMPARED]


def repeats(paper: LintText) -> Iterator[tuple[Sentence, list[Sentence]]]:
    """Every sentence that stands again further down, with those that say it again."""
    said: set[int] = set()
    every = sentences(paper)
    for at, one in enumerate(every):
        if at in said:
            continue
        again = [
            (behind, other)
            for behind, other in enumerate(every[at + 1 :], at + 1)
            if behind not in said and _is_again(one, other)
        ]
        said.update(behind for behind, _ in again)
        if again:
            yield one, [other for _, other in again]


def _is_again(one: Sentence, other: Sentence) -> bool:
    if (one.says_no, one.says_only) != (other.says_no, other.says_only) or not _compared(one, other):
        return False
    if one.line.is_item and min(len(one.words), len(other.words)) < _FEW_WORDS_OF_ITEM:
        return False
    if fuzz.ratio(one.kept, other.kept, score_cutoff=_THE_SAME):
        return True
    shorter, longer = sorted((one, other), key=lambda sentence: len(sentence.words))
    return len(shorter.words) >= _CONTAINED_WORDS and f" {shorter.kept} " in f" {longer.kept} "


def opposites(paper: LintText) -> Iterator[tuple[Sentence, Sentence]]:
    """Pairs of which one says no, or only, and the other does not: nearly the same words, or the same duty of
    the same person.
    """
    for one, other in combinations(sentences(paper), 2):
        differs = one.says_no != other.says_no or one.says_only != other.says_only
        if differs and _compared(one, other) and (_same_words(one, other) or _same_duty(one, other)):
            yield one, other


def _same_words(one: Sentence, other: Sentence) -> bool:
    return one.says_no != other.says_no and bool(fuzz.ratio(one.kept, other.kept, score_cutoff=_ALIKE))


def _same_duty(one: Sentence, other: Sentence) -> bool:
    """Whether both begin with the same words, up to what somebody must or should do and with what."""
    if one.says_no or other.says_no:
        return False
    same = 0
    for mine, theirs in zip(one.words, other.words, strict=False):
        if mine != theirs:
            break
        same += 1
    shorter = min(len(one.words), len(other.words))
    return same >= max(_BEGINNING, _SHARE * shorter) and not _DUTY.isdisjoint(one.words[: same - 2])


def repeated_in(sentence: Sentence) -> str:
    """A run of words that stands twice in one sentence, or nothing."""
    words = [word.lower().strip(",.;:") for word in sentence.text.split()]
    for begin in range(len(words) - 2 * _RUN + 1):
        run = words[begin : begin + _RUN]
        for again in range(begin + _RUN, len(words) - _RUN + 1):
            if words[again : again + _RUN] == run and sum(len(word) > 3 for word in run) >= _RUN // 2:
                return " ".join(run)
    return ""


def _compared(one: Sentence, other: Sentence) -> bool:
    mine, theirs = one.line, other.line
    is_same_place = (mine.path, mine.line) == (theirs.path, theirs.line)
    return not is_same_place and mine.prints == theirs.prints and not are_alternatives(mine.arms, theirs.arms)
