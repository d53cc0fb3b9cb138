"""The report on a returned file, in lines for a person: values, words, remarks, each with what follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..diff.align import gaps
from ..word.returned import Paragraph, Remark, words_of
from .compare import Pair, Returned
from .proposals import TextProposal, ValueProposal

_AROUND = 4


def lines_of(returned: Returned, values: Sequence[ValueProposal], texts: Sequence[TextProposal], school: str, today: str) -> Iterator[str]:
    """Write the report. `school` is the id of the school whose files the proposals are for, `today` the date of new amendments."""
    if returned.is_untouched:
        yield "No changes: the file is as it was sent."
        return
    if values:
        yield _headed("Values", len(values))
        for value in values:
            yield from _value(value)
    if texts:
        yield _headed("Words", len(texts))
        for text in texts:
            yield from _text(text, school, today)
    if returned.remarks:
        yield _headed("Remarks", len(returned.remarks))
        yield from map(_remark, returned.remarks)


def _headed(title: str, count: int) -> str:
    return f"\n{title} ({count})"


def _value(one: ValueProposal) -> Iterator[str]:
    edit = one.edit
    where = f"in {edit.changed} of {edit.places} places" if edit.places > 1 else "in one place"
    yield f"  {edit.key}: “{edit.old}” -> “{edit.new}”, {where}"
    yield f"    {f'Not taken over: {one.why_not}.' if one.why_not else 'Proposed as the new value.'}"


def _text(one: TextProposal, school: str, today: str) -> Iterator[str]:
    name = " ".join(filter(None, (one.number, one.title))) or "The beginning of the document"
    yield f"  {name}{f' ({one.clause})' if one.clause else ''}"
    for pair in one.edit.changed:
        yield from _words(pair)
    if one.why_not:
        yield f"    Not taken over: {one.why_not}."
    else:
        yield f"    Proposed as an amendment of {one.revision}: variables/schools/{school}/amendments/{one.clause}/{today}.md"


def _words(pair: Pair) -> Iterator[str]:
    """A paragraph's change, word by word, with a few words around each."""
    if pair.sent is None or pair.back is None:
        sign, text = ("+", pair.back) if pair.back else ("-", pair.sent)
        yield f"    {sign} {text.text if text else ''}"
        return
    old, new = words_of(pair.sent.text), words_of(_with_fields_as_sent(pair.sent, pair.back))
    for equal, first, second in gaps(old, new):
        if not equal:
            start = first[0] if first else None
            before = old[max(0, start - _AROUND) : start] if start is not None else new[max(0, second[0] - _AROUND) : second[0]]
            yield f"    … {' '.join(before)} [-{_of(old, first)}-] [+{_of(new, second)}+]".replace(" [--]", "").replace(" [++]", "")


def _with_fields_as_sent(sent: Paragraph, back: Paragraph) -> str:
    """A paragraph that came back, with its values as they were sent: what became of them is said elsewhere."""
    values = iter([piece.text for piece in sent.pieces if piece.key is not None])
    fields = [piece for piece in back.pieces if piece.key is not None]
    if len(fields) != sum(piece.key is not None for piece in sent.pieces):
        return back.text
    return "".join(piece.text if piece.key is None else next(values) for piece in back.pieces)


def _of(words: Sequence[str], places: Iterable[int]) -> str:
    return " ".join(words[at] for at in places)


def _remark(remark: Remark) -> str:
    what = {"comment": "Comment", "inserted": "Inserted, tracked,", "deleted": "Deleted, tracked,"}[remark.kind]
    when = f" on {remark.when[:10]}" if remark.when else ""
    place = f" at {remark.place}" if remark.place else ""
    return f"  {what} by {remark.author or 'somebody'}{when}{place}: “{remark.text}”"
