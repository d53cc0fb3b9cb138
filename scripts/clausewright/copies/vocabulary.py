"""Vocabulary: the words by which schools call those of whom every policy speaks, and how a word is told from
a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from ..importer.library_values import make_plural
from ..importer.proposals import SMALL
from ..importer.school_files import WORDS

# A capital letter, also of names from elsewhere in Europe; and what stands in names in small letters.
CAPITAL = "[A-ZÀ-ÖØ-ÞĀ-Ž]"
PARTICLES = "van|von|de|der|den|du|da|di|dos|la|le|el|al|ap|ab|ferch|bin|ibn"

# What schools call those of whom every policy speaks, beside what is usual.
_ALSO_CALLED: Mapping[str, frozenset[str]] = {
    "head": frozenset({"head teacher", "principal", "executive headteacher", "head of school", "head"}),
    "pupil": frozenset({"student", "child", "learner"}),
    "parent": frozenset({"parent", "parent and carer", "carer", "family"}),
    "governing_body": frozenset({
        "governing board", "local governing body", "board of governors", "academy council",
        "local governing board", "board of trustees", "local academy board",
    }),
    "staff": frozenset({"employee", "colleague", "team member"}),
}  # fmt: skip


def is_vocabulary(texts: Iterable[str]) -> bool:
    """Say whether texts are words and no names: in small letters but for the first, or words that every
    policy has.
    """
    bare = [re.sub(r"^[Aa]n? |[’']s?$", "", text) for text in texts]
    if any(
        word in SMALL and word not in ("of", "and", "or") for text in bare for word in text.casefold().split()
    ):
        return False
    known = list_known_words()
    if any(make_singular(text.casefold()) in known for text in bare):
        return all(re.fullmatch(r"[^\W\d_]+(?:[ ’'/-][^\W\d_]+){0,3}", text) for text in bare)
    return all(re.fullmatch(r"[^\W\d_][a-z]*(?:[ ’'-][a-z]+){0,3}", text) for text in bare) and not all(
        text[:1].isupper() for text in bare
    )


@cache
def list_known_words() -> dict[str, str]:
    """Every word that every policy has, in the singular, with the variable that it is a value of."""
    known = {}
    for name, (singular, plural, _) in WORDS.items():
        known[make_singular(singular)] = name
        known[make_singular(plural)] = name
        for other in _ALSO_CALLED.get(name, ()):
            known[make_singular(other)] = name
    return known


def make_singular(text: str) -> str:
    """A word in the usual singular: of "parents and carers" each, of "boards of trustees" the first, else the
    last word of several.
    """
    words = text.split()
    place = words.index("of", 1) - 1 if "of" in words[1:] else len(words) - 1
    is_joined = "and" in words or "or" in words
    return " ".join(
        _singular_of(word) if is_joined or index == place else word for index, word in enumerate(words)
    )


def _singular_of(word: str) -> str:
    if word == "children":
        return "child"
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if re.search(r"(?:x|ch|sh|ss)es$", word):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


@cache
def list_phrases() -> tuple[str, ...]:
    """The words of several words that every policy has, in all their forms: each is one word of a text."""
    phrases: set[str] = set()
    for singular in list_known_words():
        for form in (singular, make_plural(singular), *_list_joined_plurals(singular)):
            if re.search(r"\W", form):
                phrases |= {form, form[:1].upper() + form[1:], form.title().replace(" And ", " and ")}
    return tuple(sorted(phrases, key=lambda phrase: (-len(phrase), phrase)))


def _list_joined_plurals(singular: str) -> Iterable[str]:
    """The plurals of a word that is joined of two, or of what belongs to something."""
    words = re.split(r"( and | or |/)", singular)
    if len(words) == 3:
        yield "".join([make_plural(words[0]), words[1], make_plural(words[2])])
    first, of, rest = singular.partition(" of ")
    if of:
        yield f"{make_plural(first)}{of}{rest}"
