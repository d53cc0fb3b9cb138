"""Sentences of one policy that say the same, or the opposite, in nearly the same words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz import fuzz

from ..errors import Severity
from .engine import Finding, LintText, Rule, Statement, are_alternatives, report, shorten, split_statements

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
    """A sentence of some length: its words in small letters, those that say no apart,
    and where it stands in the policy.
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


def collect_sentences(policy_text: LintText, fewest_words: int = _FEW_WORDS) -> list[Sentence]:
    """A policy's sentences of some length; headings, tables,
    leads of lists and lines of a list of contents are none. `fewest_words` is how long one has to be.
    """
    sentences_of_text = []
    for line in policy_text.own_lines:
        if line.is_heading or line.is_table or _OF_CONTENTS.search(line.text):
            continue
        for text in split_statements(line.text):
            words = _WORD.findall(text.lower())
            if len(words) >= fewest_words and not text.rstrip().endswith(":"):
                kept = tuple(word for word in words if word not in _NEGATION and word not in _ONLY)
                sentences_of_text.append(
                    Sentence(line, text, kept, not _NEGATION.isdisjoint(words), not _ONLY.isdisjoint(words))
                )
    return sentences_of_text[:_COMPARED]


def find_repeats(policy_text: LintText) -> Iterator[tuple[Sentence, list[Sentence]]]:
    """Every sentence that stands again further down, with those that say it again."""
    repeated: set[int] = set()
    all_sentences = collect_sentences(policy_text)
    for index, sentence in enumerate(all_sentences):
        if index in repeated:
            continue
        again = [
            (behind, other)
            for behind, other in enumerate(all_sentences[index + 1 :], index + 1)
            if behind not in repeated and _is_repeated(sentence, other)
        ]
        repeated.update(behind for behind, _ in again)
        if again:
            yield sentence, [other for _, other in again]


def _is_repeated(earlier: Sentence, other: Sentence) -> bool:
    if (earlier.says_no, earlier.says_only) != (other.says_no, other.says_only) or not are_comparable(
        earlier, other
    ):
        return False
    if earlier.line.is_item and min(len(earlier.words), len(other.words)) < _FEW_WORDS_OF_ITEM:
        return False
    if fuzz.ratio(earlier.kept, other.kept, score_cutoff=_THE_SAME):
        return True
    shorter, longer = sorted((earlier, other), key=lambda sentence: len(sentence.words))
    return len(shorter.words) >= _CONTAINED_WORDS and f" {shorter.kept} " in f" {longer.kept} "


def find_opposites(policy_text: LintText) -> Iterator[tuple[Sentence, Sentence]]:
    """Pairs of which one says no, or only, and the other does not: nearly the same words,
    or the same duty of the same person.
    """
    for sentence, other in combinations(collect_sentences(policy_text), 2):
        differs = sentence.says_no != other.says_no or sentence.says_only != other.says_only
        if (
            differs
            and are_comparable(sentence, other)
            and (_have_same_words(sentence, other) or _have_same_duty(sentence, other))
        ):
            yield sentence, other


def _have_same_words(sentence: Sentence, other: Sentence) -> bool:
    return sentence.says_no != other.says_no and bool(
        fuzz.ratio(sentence.kept, other.kept, score_cutoff=_ALIKE)
    )


def _have_same_duty(sentence: Sentence, other: Sentence) -> bool:
    """Whether both begin with the same words, up to what somebody must or should do and with what."""
    if sentence.says_no or other.says_no:
        return False
    same = 0
    for mine, theirs in zip(sentence.words, other.words, strict=False):
        if mine != theirs:
            break
        same += 1
    shorter = min(len(sentence.words), len(other.words))
    return same >= max(_BEGINNING, _SHARE * shorter) and not _DUTY.isdisjoint(sentence.words[: same - 2])


def find_repeated_run(sentence: Sentence) -> str:
    """A run of words that stands twice in one sentence, or nothing."""
    words = [word.lower().strip(",.;:") for word in sentence.text.split()]
    for begin in range(len(words) - 2 * _RUN + 1):
        run = words[begin : begin + _RUN]
        for again in range(begin + _RUN, len(words) - _RUN + 1):
            if words[again : again + _RUN] == run and sum(len(word) > 3 for word in run) >= _RUN // 2:
                return " ".join(run)
    return ""


def are_comparable(sentence: Sentence, other: Sentence) -> bool:
    """Whether two sentences stand in different places of one document, and print the same values."""
    mine, theirs = sentence.line, other.line
    is_same_place = (mine.path, mine.line) == (theirs.path, theirs.line)
    return not is_same_place and mine.prints == theirs.prints and not are_alternatives(mine.arms, theirs.arms)


def _report_opposites(policy_text: LintText) -> Iterator[Finding]:
    for sentence, other in find_opposites(policy_text):
        message = (
            f"says the opposite of {describe_place(sentence)} in nearly the same words:"
            f" “{shorten(other.text)}”"
        )
        yield report(other.line, message, "Check that no 'not' or 'only' was lost or put in.")


def _report_repeats(policy_text: LintText) -> Iterator[Finding]:
    for original, again in find_repeats(policy_text):
        more = f", and so do {len(again) - 1} more places" if len(again) > 1 else ""
        yield report(
            again[0].line,
            f"says again what {describe_place(original)} says: “{shorten(again[0].text)}”{more}",
            "Say it once, and refer to it.",
        )
    for sentence in collect_sentences(policy_text):
        if run := find_repeated_run(sentence):
            yield report(sentence.line, f"says “{shorten(run)}” twice in one sentence", "Say it once.")


def describe_place(sentence: Sentence) -> str:
    """Return where a sentence stands, for a message."""
    return f"line {sentence.line.line} of {sentence.line.path}"


RULES = (
    Rule("STR-DUP", Severity.WARNING, "A sentence stands in the policy twice.", _report_repeats),
    Rule(
        "MOD-NEGATION",
        Severity.WARNING,
        "Two sentences say the opposite of each other in nearly the same words.",
        _report_opposites,
    ),
)
