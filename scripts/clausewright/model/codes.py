"""Codes: the ten letters and digits on every copy of a document, by which a paper copy can be looked up.

A code is 45 bits of a digest in Crockford's base 32 (https://www.crockford.com/base32.html), which has no
letters that are taken for digits, and a check character: a weighted sum, as the check digit of an ISBN is one
modulo 11, here over the field of 32 elements. Each place has a weight of its own, a power of the field's
generator, so a single wrong character, and two that have changed places, never make another valid code.
"""

from __future__ import annotations

import hashlib

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
_TAKEN_FOR = str.maketrans({"O": "0", "I": "1", "L": "1"})
_FIELD = 0b100101  # x^5 + x^2 + 1, in which x has all 31 powers


def make_code(reader: str, policy: str, version: str, digest: str) -> str:
    """Return the code of a document: of whose it is, which policy and version, and a digest of the text that
    was adopted.
    """
    number = (
        int.from_bytes(
            hashlib.sha256(f"{reader}\n{policy}\n{version}\n{digest}".encode()).digest()[:6], "big"
        )
        >> 3
    )
    places = [number >> (5 * index) & 31 for index in range(LENGTH - 1)]
    written = "".join(ALPHABET[place] for place in (_compute_check(places), *places))
    return f"{written[:5]}-{written[5:]}"


def read_code(text: str) -> str | None:
    """Return what somebody typed as the code that is meant, or None where it cannot be one.

    Case, spaces and hyphens do not count; O is read as 0, I and L as 1.
    """
    plain = "".join(letter for letter in text.upper() if letter.isalnum()).translate(_TAKEN_FOR)
    if len(plain) != LENGTH or any(letter not in ALPHABET for letter in plain):
        return None
    check, *places = map(ALPHABET.index, plain)
    return f"{plain[:5]}-{plain[5:]}" if check == _compute_check(places) else None


def _compute_check(places: list[int]) -> int:
    """The sum of the places, each times another power of x."""
    total = 0
    for place in reversed(places):
        total = _multiply_by_x(total ^ place)
    return total


def _multiply_by_x(value: int) -> int:
    value <<= 1
    return value ^ _FIELD if value & 32 else value
