"""What runs inside Zensical: an extension of Python-Markdown that hands on what is finished."""

from __future__ import annotations

import json
from typing import Any

from markdown import Extension, Markdown
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor

# Python-Markdown begins with what has the highest priority and ends with what has the lowest. Its own are
# between 10 and 30.
_FIRST, _LAST = 100, 0


class PageReader(Preprocessor):
    """Takes the source of a page, which is data, away from Python-Markdown."""

    page: dict[str, Any]

    def run(self, lines: list[str]) -> list[str]:
        """Keep what the lines say, and leave no line."""
        self.page = json.loads("\n".join(lines))
        return []


class PageWriter(Postprocessor):
    """Gives the body and the side contents of a page, when Python-Markdown has done its work on nothing."""

    def __init__(self, md: Markdown, reader: PageReader) -> None:
        """Give what the reader has kept."""
        super().__init__(md)
        self._reader = reader

    def run(self, text: str) -> str:  # noqa: ARG002 - the text that Python-Markdown has made of nothing
        """Return the body; Zensical finds the contents where Python-Markdown puts its own."""
        self.md.toc_tokens = self._reader.page["contents"]  # type: ignore[attr-defined]
        body: str = self._reader.page["body"]
        return body


class FinishedPages(Extension):
    """Hands on pages that are finished."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown calls it so
        """Stand before and after everything else."""
        reader = PageReader(md)
        md.preprocessors.register(reader, "clausewright-read", _FIRST)
        md.postprocessors.register(PageWriter(md, reader), "clausewright-write", _LAST)


def makeExtension(**settings: Any) -> FinishedPages:  # noqa: N802 - and this
    """Return the extension."""
    return FinishedPages(**settings)
