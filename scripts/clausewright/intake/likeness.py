"""Likeness: which clauses of a library an imported one is, the same or changed, and where the two differ."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from ..model.library import Library, Revision
from .outline import Outline, texts_of
from .words import plain, words_in

_SAME, _LIKE, _SHORTEST, _MOST = 97.0, 62.0, 5, 4000
_TAG = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_PRINT = re.compile(r"\{\{\s*([\w.]+)[^}]*\}\}")


@dataclass(frozen=True, slots=True)
class Like:
    """A clause of the library that an imported one resembles: how much of 100, and the difference in words."""

    revision: Revision
    score: float
    difference: str

    @property
    def is_same(self) -> bool:
        """Say whether the two say the same."""
        return self.score >= _SAME


def likenesses(outline: Outline, library: Library | None, shown: Mapping[str, str]) -> dict[int, Like]:
    """For each imported clause the library's clause that it is most like, each of the library's once. `shown` gives fields their words."""
    if library is None or not library.clauses:
        return {}
    revisions = [clause.revisions[-1] for clause in library.clauses.values()][:_MOST]
    known = [_as_text(revision.body.text, shown) for revision in revisions]
    sorted_known = [_in_order(text) for text in known]
    clauses = [" ".join(plain(text) for text in texts_of(clause.blocks)) for clause in outline.clauses()]
    pairs: list[tuple[float, int, int]] = []
    for at, text in enumerate(clauses):
        if len(words_in(text)) >= _SHORTEST:
            pairs += [
                (score, at, which) for _, score, which in process.extract(text, known, scorer=fuzz.ratio, score_cutoff=_LIKE, limit=3)
            ]
            # The same words in another order are a little less alike.
            moved = process.extract(_in_order(text), sorted_known, scorer=fuzz.ratio, score_cutoff=_LIKE / 0.95, limit=3)
            pairs += [(score * 0.95, at, which) for _, score, which in moved]
    found: dict[int, Like] = {}
    used: set[int] = set()
    for score, at, which in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if at not in found and which not in used:
            used.add(which)
            found[at] = Like(revisions[which], score, difference(known[which], clauses[at]))
    return found


def _in_order(text: str) -> str:
    return " ".join(sorted(text.casefold().split()))


def _as_text(template: str, shown: Mapping[str, str]) -> str:
    """A clause's template as a reader would see it: fields by their words, every branch of a choice."""
    text = _PRINT.sub(
        lambda one: shown.get(one[1]) or one[1].split(".")[1 if "." in one[1] else 0].replace("_", " "), _TAG.sub(" ", template)
    )
    return " ".join(re.sub(r"[*_`\\]|^\s*[-+]\s+", "", text, flags=re.MULTILINE).split())


def difference(old: str, new: str) -> str:
    """Two texts as one: what goes in [- -], what comes in {+ +}."""
    before, after = old.split(), new.split()
    found = []
    for kind, start, end, new_start, new_end in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(" ".join(before[start:end]))
            continue
        if end > start:
            found.append(f"[-{' '.join(before[start:end])}-]")
        if new_end > new_start:
            found.append(f"{{+{' '.join(after[new_start:new_end])}+}}")
    return " ".join(found)
