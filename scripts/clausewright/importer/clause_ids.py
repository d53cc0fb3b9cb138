"""Ids of clauses: two to four words that say what each is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ..model.record_types import RESERVED_ANCHORS, RESERVED_IDS
from ..readers.words import plain
from .outline import Clause, list_texts
from .proposals import SMALL, find_free_id
from .reuse import As, Reuse


def choose_ids(clauses: Sequence[Clause], uses: Sequence[Reuse], taken: set[str]) -> list[str]:
    """Each clause's id: the library's where it is a clause of the library, else what the clause is about."""
    beginnings = [clause.title or _read_subject(clause) for clause in clauses]
    common = Counter(word for text in beginnings for word in set(_list_telling_words(text)))
    ids = []
    for clause, text, use in zip(clauses, beginnings, uses, strict=True):
        if use.like and use.outcome is not As.NEW:
            ids.append(use.like.clause)
            continue
        id = _name_subject(plain(text), common, is_title=bool(clause.title))
        ids.append(_find_free_id(id or "clause", taken))
        taken.add(ids[-1])
    return ids


def choose_id(title: str, text: str, taken: set[str]) -> str:
    """An id for one new clause, which grows `taken`: what its title says it is about, or, where that is a
    single word, its title and what it says first.
    """
    id = _name_subject(plain(title), Counter(), is_title=True)
    if "-" not in id:
        id = _name_subject(plain(f"{title} {text}"), Counter(), is_title=True)
    id = _find_free_id(id or "clause", taken)
    taken.add(id)
    return id


# What rules say of anything, and so says of none what it is about.
_SAY_LITTLE = SMALL | {
    "policy", "policies", "procedure", "school", "schools", "academy", "trust", "staff", "must", "should",
    "shall", "will", "may", "ensure", "ensures", "make", "makes", "made", "sure", "following", "follow",
    "follows", "include", "includes", "including", "use", "used", "using", "provide", "provided",
    "required", "requires", "need", "needs", "there", "when", "where", "while", "what", "how", "each",
    "every", "other", "others", "within", "under", "between", "during", "before", "after", "through",
    "upon", "about", "more", "most", "very", "well", "own", "only", "both", "either", "one", "two", "three",
    "first", "able", "act", "good", "given", "give", "take", "taken", "put", "set", "appropriate",
    "relevant", "necessary", "however", "therefore", "example", "eg", "ie", "etc", "whether", "could",
    "would", "being", "did", "had", "him", "them", "us", "my", "me", "i", "s", "t",
}  # fmt: skip
_MOST_WORDS, _LONGEST_ID = 3, 40


def _list_telling_words(text: str) -> list[str]:
    words = re.findall(r"[a-z0-9]+", re.sub(r"[’']", "", plain(text).casefold()))
    return [word for word in words if word not in _SAY_LITTLE]


def _name_subject(text: str, common: Counter[str], *, is_title: bool) -> str:
    """An id of two to four words: those of a heading, or of the first sentence those that the fewest other
    clauses begin with, in their order.
    """
    sentence = re.split(r"(?<=[.;:!?])\s", text, maxsplit=1)[0]
    words = list(dict.fromkeys(_list_telling_words(sentence)))
    if len(words) < 2:
        words = list(dict.fromkeys(_list_telling_words(text)))
    if len(words) < 2:
        words = [word for word in re.findall(r"[a-z0-9]+", text.casefold()) if word not in SMALL] or words
    if is_title:
        chosen = words[: _MOST_WORDS + 1]
    else:
        early = words[:12]
        rarest = sorted(early, key=lambda word: (word.isdigit(), common[word], early.index(word)))
        chosen = [word for word in early if word in rarest[:_MOST_WORDS]]
    while len(chosen) > 1 and len("-".join(chosen)) > _LONGEST_ID:
        chosen.pop()
    return "-".join(chosen)[:_LONGEST_ID].strip("-")


def _find_free_id(base: str, taken: set[str]) -> str:
    base = base if re.match(r"[a-z]", base) else f"clause-{base}"
    base = f"clause-{base}" if base in RESERVED_IDS or RESERVED_ANCHORS.fullmatch(base) else base
    return find_free_id(base, taken)


def _read_subject(clause: Clause) -> str:
    """The beginning of a clause, as far as its first paragraph or the head
    of its table says what it is about.
    """
    words: list[str] = []
    for text in list_texts(clause.blocks):
        words += plain(text).split()
        if len(words) > 4:
            break
    return " ".join(words)
