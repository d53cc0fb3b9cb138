"""Phrases: how the files of positions and checklists say what a text looks like, so that no policy officer
writes a regular expression.

Words stand as in the text, in small letters or capitals. `word*` has any ending, `this/that` is one of them,
and `...` stands for up to eight words of the same sentence, or none. A hyphen matches a space too:
`low-level`.
"""

from __future__ import annotations

import re
from functools import cache

_WORD = re.compile(r"[\w’'-]+\*?(?:/[\w’'-]+\*?)*")
_BETWEEN = r"[^\w.;:!?]+"
_GAP = rf"(?:{_BETWEEN}[\w’'/-]+){{0,8}}?"
_ANY = "..."
_LOOSE = {"-": r"[-\u2011 ]?", "'": "[’']", "’": "[’']"}


@cache
def compile_phrase(phrase: str) -> re.Pattern[str]:
    """Return the pattern of a phrase. Raises ValueError, with what is wrong, for one that is none."""
    parts: list[str] = []
    tokens = phrase.split()
    for index, token in enumerate(tokens):
        if token == _ANY:
            if index in (0, len(tokens) - 1) or tokens[index - 1] == _ANY:
                raise ValueError(f"'{phrase}' has '...' with no word on one side of it")
            parts.append(_GAP)
        elif _WORD.fullmatch(token):
            parts.append(
                (_BETWEEN if index else "") + f"(?:{'|'.join(map(_compile_word, token.split('/')))})"
            )
        else:
            raise ValueError(f"'{token}' is no word; write letters, word*, this/that, or ... for other words")
    return re.compile(rf"(?<!\w){''.join(parts)}(?!\w)", re.IGNORECASE)


def _compile_word(word: str) -> str:
    ending = r"[\w’']*" if word.endswith("*") else ""
    return "".join(_LOOSE.get(letter, re.escape(letter)) for letter in word.removesuffix("*")) + ending
