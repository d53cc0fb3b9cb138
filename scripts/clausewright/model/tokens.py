"""Tokens: what stands in a text for a school's value until it is bound.

A token is letters and digits only, so that it passes through Jinja, pandoc, MkDocs and Typst unchanged. Its
brackets say where it stands: `Qx...xQ` in running text, `Qs...sQ` inside a string (a link's target, alt text,
a document's title). Keys are lower case, so capitals are free to stand for their punctuation.
"""

from __future__ import annotations

import re

TOKEN = re.compile(r"(Q[xs][a-z0-9DUH]+?[xs]Q)")
_TO_TOKEN = str.maketrans({".": "D", "_": "U", "-": "H"})
_FROM_TOKEN = str.maketrans({"D": ".", "U": "_", "H": "-"})


def token(key: str) -> str:
    """Return the token that stands for `key` in running text."""
    return f"Qx{key.translate(_TO_TOKEN)}xQ"


def string_token(key: str) -> str:
    """Return the token that stands for `key` inside a string."""
    return f"Qs{key.translate(_TO_TOKEN)}sQ"


def key_of(token: str) -> str:
    """Return the key that a token stands for."""
    return token[2:-2].translate(_FROM_TOKEN)


def is_string(token: str) -> bool:
    """Say whether a token stands inside a string."""
    return token.startswith("Qs")


def as_strings(text: str) -> str:
    """Turn every token of `text` into one that stands inside a string."""
    return TOKEN.sub(lambda match: f"Qs{match[0][2:-2]}sQ", text)


def keys_in(text: str) -> frozenset[str]:
    """Return the keys of all tokens in `text`."""
    return frozenset(key_of(written) for written in TOKEN.findall(text))
