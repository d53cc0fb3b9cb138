"""Told: what was done to the paragraphs of a clause, in lines for a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..diff.align import joined_lcs_runs
from ..word.paragraphs import Paragraph, words_of
from .pairs import ParagraphPair

_AROUND = 4
_SHORT = 6


def describe_edits(pairs: Sequence[ParagraphPair]) -> Iterator[str]:
    """Say what was done to paragraphs that are paired: each edit once, a word at a time where words were
    changed.
    """
    if all(pair.back is None for pair in pairs):
        count = len(pairs)
        yield f"All of it was deleted ({count} paragraph{'s' if count > 1 else ''})."
        return
    done: set[int] = set()
    for at, pair in enumerate(pairs):
        if not pair.is_changed or at in done:
            continue
        if line := _cut_or_joined(pairs, at, done) or _moved(pairs, at, done):
            yield line
        else:
            yield from _words(pair)


def _cut_or_joined(pairs: Sequence[ParagraphPair], at: int, done: set[int]) -> str:
    """One paragraph that was cut in two, or two that were made one; nothing else may have been done to them."""
    near = [
        other
        for other in (at - 1, at + 1)
        if 0 <= other < len(pairs) and other not in done and pairs[other].is_changed
    ]
    for other in near:
        first, second = pairs[min(at, other)], pairs[max(at, other)]
        sent = [one for pair in (first, second) if (one := pair.sent)]
        back = [one for pair in (first, second) if (one := pair.back)]
        if len(sent) + len(back) == 3 and _letters(sent) == _letters(back):
            done |= {at, other}
            before, after = sent if len(sent) == 2 else back
            what = "Two paragraphs were joined" if len(sent) == 2 else "A paragraph was split in two"
            return f"{what}: “{_end(before.text)}” / “{_beginning(after.text)}”"
    return ""


def _moved(pairs: Sequence[ParagraphPair], at: int, done: set[int]) -> str:
    """A paragraph that stands somewhere else in its clause: taken out here and put in there, or the other way
    round.
    """
    here = _one_side(pairs[at])
    for other in range(at + 1, len(pairs)):
        there = _one_side(pairs[other])
        if here and there and other not in done and here[0] != there[0] and here[1] == there[1]:
            done |= {at, other}
            return f"Moved within the clause: “{here[1]}”"
    return ""


def _one_side(pair: ParagraphPair) -> tuple[bool, str] | None:
    """Whether a paragraph was taken out, and its words; None where it is there on both sides."""
    one = pair.sent if pair.back is None else pair.back if pair.sent is None else None
    return (pair.back is None, one.text) if one else None


def _letters(paragraphs: Iterable[Paragraph]) -> str:
    return "".join("".join(one.text.split()) for one in paragraphs)


def _beginning(text: str) -> str:
    words = words_of(text)
    return " ".join(words[:_SHORT]) + (" …" if len(words) > _SHORT else "")


def _end(text: str) -> str:
    words = words_of(text)
    return ("… " if len(words) > _SHORT else "") + " ".join(words[-_SHORT:])


def _words(pair: ParagraphPair) -> Iterator[str]:
    """A paragraph's change, word by word, with a few words before each."""
    if pair.sent is None or pair.back is None:
        sign, text = ("+", pair.back) if pair.back else ("-", pair.sent)
        yield f"{sign} {text.text if text else ''}"
        return
    old, new = words_of(pair.sent.text), words_of(_with_fields_as_sent(pair.sent, pair.back))
    for equal, first, second in joined_lcs_runs(old, new):
        if equal:
            continue
        words, start = (old, first[0]) if first else (new, second[0])
        before = " ".join([*(["…"] if start > _AROUND else []), *words[max(0, start - _AROUND) : start]])
        gone, come = " ".join(old[at] for at in first), " ".join(new[at] for at in second)
        yield " ".join(filter(None, (before, gone and f"[-{gone}-]", come and f"[+{come}+]")))


def _with_fields_as_sent(sent: Paragraph, back: Paragraph) -> str:
    """A paragraph that came back, with its values as they were sent: what became of them is said elsewhere."""
    values = iter([piece.text for piece in sent.pieces if piece.key is not None])
    fields = [piece for piece in back.pieces if piece.key is not None]
    if len(fields) != sum(piece.key is not None for piece in sent.pieces):
        return back.text
    return "".join(piece.text if piece.key is None else next(values) for piece in back.pieces)
