"""Bind: tokens become a school's values, escaped for each format and each position. Values are data and stay
data.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from .model.tokens import TOKEN, is_string, key_of
from .model.values import Blank

Escape = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Format:
    """How a format writes a value in running text, and inside a string."""

    text: Escape
    string: Escape


def _escape_typst(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')


def _escape_html(value: str) -> str:
    text = html.escape(value)
    return f'<span class="blank">{text}</span>' if isinstance(value, Blank) else text


def _escape_markdown(value: str) -> str:
    return re.sub(r"([\\`*_\[\]<>#|~&])", r"\\\1", value)


def _keep(value: str) -> str:
    return value


HTML = Format(_escape_html, html.escape)
XML = Format(html.escape, html.escape)
# Typst prints a string expression as it stands; markup characters, dots and double spaces in it mean nothing.
TYPST = Format(lambda value: f'#"{_escape_typst(value)}";', _escape_typst)
JSON = Format(
    lambda value: json.dumps(value, ensure_ascii=False)[1:-1],
    lambda value: json.dumps(value, ensure_ascii=False)[1:-1],
)
MARKDOWN = Format(_escape_markdown, lambda value: value.replace(" ", "%20"))
PLAIN = Format(_keep, _keep)


@dataclass(frozen=True)
class TokenTemplate:
    """A text cut at its tokens, ready to be filled many times: literal, token, literal, token, ...
    literal.
    """

    parts: tuple[str, ...]

    @cached_property
    def tokens(self) -> frozenset[str]:
        """Its tokens, each once."""
        return frozenset(self.parts[1::2])

    @cached_property
    def keys(self) -> frozenset[str]:
        """The keys that filling it needs."""
        return frozenset(map(key_of, self.tokens))

    def fill(self, format: Format, values: Mapping[str, str]) -> str:
        """Return the text with every token replaced by its value. A key without one raises KeyError: nothing
        open is let out.
        """
        words = {
            token: (
                format.string(values[key_of(token)])
                if is_string(token)
                else format.text(values[key_of(token)])
            )
            for token in self.tokens
        }
        filled = list(self.parts)
        filled[1::2] = map(words.__getitem__, self.parts[1::2])
        return "".join(filled)


def compile_template(text: str) -> TokenTemplate:
    """Cut a text at its tokens."""
    return TokenTemplate(tuple(TOKEN.split(text)))
