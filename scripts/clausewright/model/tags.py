"""Tags of the template language, for those who read a template without rendering it."""

from __future__ import annotations

import re

TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)


def without_tags(text: str, silent: re.Pattern[str] | None = None) -> str:
    """A template's own words, each still on its line: `x` where a tag prints something, nothing where it does
    not.

    Tags that `silent` matches print nothing that is to be read.
    """

    def without(found: re.Match[str]) -> str:
        prints = found[0].startswith("{{") and not (silent and silent.match(found[0]))
        return ("x" if prints else "") + "\n" * found[0].count("\n")

    return TAG.sub(without, text)
