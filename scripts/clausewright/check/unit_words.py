"""The library's word for who adopts policies, in what check and lint say: a club is not told of schools."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..errors import Problem
from ..model.values import SCHOOL, Words

# What is quoted, an address, a path or a key is left as it is: "variables/schools/", 'school.name'.
_AS_WRITTEN = r"(?<!\w)'[^']*'(?!\w)|“[^”]*”|\{[^}]*\}|\S*[/@.]\w\S*|\S*\w_\S*"
_SCHOOL = re.compile(rf"{_AS_WRITTEN}|(?P<article>\b[Aa] )?\b(?P<word>[Ss]chools?)\b(?![\w-])")


def speak_of_unit(problems: Iterable[Problem], unit: Words) -> Iterator[Problem]:
    """Yield problems with the word for who adopts, one or several, in the place of "school"."""
    for problem in problems:
        if unit == SCHOOL:
            yield problem
        else:
            message, hint = (name_unit(text, unit) for text in (problem.message, problem.hint))
            yield replace(problem, message=message, hint=hint)


def name_unit(text: str, unit: Words) -> str:
    """Return a sentence of ours with the word for who adopts in the place of "school". A name, "High School",
    stays: only the first word of a sentence has a capital otherwise.
    """

    def put_word(match: re.Match[str]) -> str:
        word = match["word"]
        if word is None:
            return match[0]
        begins = not text[: match.start()].strip() or text[: match.start()].rstrip().endswith((".", ":", "?"))
        article = match["article"] or ""
        if word[0].isupper() and not begins:
            return match[0]
        named = unit.plural if word.lower().endswith("s") else unit.singular
        if word[0].isupper():
            named = f"{named[:1].upper()}{named[1:]}"
        if article:
            written = f"{unit.article} "
            article = written.capitalize() if article[0].isupper() else written
        return f"{article}{named}"

    return _SCHOOL.sub(put_word, text)
