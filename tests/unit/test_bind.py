"""Binding writes a value as each format asks for it, in running text and, otherwise, inside a string."""

from __future__ import annotations

import json

import pytest

from clausewright.bind import HTML, JSON, MARKDOWN, PLAIN, TYPST, XML, Format, compile_template
from clausewright.model.tokens import string_token, token

VALUE = '<b> "x" & \\y_z'


@pytest.mark.parametrize(
    ("format", "text", "string"),
    [
        (HTML, "&lt;b&gt; &quot;x&quot; &amp; \\y_z", "&lt;b&gt; &quot;x&quot; &amp; \\y_z"),
        (XML, "&lt;b&gt; &quot;x&quot; &amp; \\y_z", "&lt;b&gt; &quot;x&quot; &amp; \\y_z"),
        (TYPST, '#"<b> \\"x\\" & \\\\y_z";', '<b> \\"x\\" & \\\\y_z'),
        (JSON, json.dumps(VALUE)[1:-1], json.dumps(VALUE)[1:-1]),
        (MARKDOWN, '\\<b\\> "x" \\& \\\\y\\_z', '<b>%20"x"%20&%20\\y_z'),
        (PLAIN, VALUE, VALUE),
    ],
    ids=["html", "xml", "typst", "json", "markdown", "plain"],
)
def test_a_value_is_escaped_for_its_format_and_its_position(format: Format, text: str, string: str) -> None:
    template = compile_template(f"in {token('school.name')}, at {string_token('school.name')}.")
    assert template.fill(format, {"school.name": VALUE}) == f"in {text}, at {string}."


def test_nothing_open_is_let_out() -> None:
    with pytest.raises(KeyError):
        compile_template(token("school.name")).fill(PLAIN, {"school.phone": "1"})
