"""Texts that are parsed once a process, for tests that change one file of a library and load the whole of it anew."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from clausewright.document.pandoc import Pandoc


@pytest.fixture(scope="module")
def texts_parsed_once() -> Iterator[None]:
    """What pandoc has said of a text in this file's tests it says again without being asked. A text that differs in
    one letter is another text.
    """
    answers: dict[str, str] = {}
    ask = Pandoc._ask

    def ask_once(self: Pandoc, **request: str) -> str:
        if request["op"] != "read":
            return ask(self, **request)
        question = json.dumps(request)
        if question not in answers:
            answers[question] = ask(self, **request)
        return answers[question]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Pandoc, "_ask", ask_once)
        yield
