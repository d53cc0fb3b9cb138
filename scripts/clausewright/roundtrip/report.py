"""The report on a returned file, in lines for a person: values, words, remarks, each with what follows from
it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..word.reader import Remark
from .compare import Returned
from .moves import Move
from .proposals import TextProposal, ValueProposal
from .told import describe_edits


def write_report(
    returned: Returned,
    values: Sequence[ValueProposal],
    texts: Sequence[TextProposal],
    school: str,
    today: str,
) -> Iterator[str]:
    """Write the report. `school` is the id of the school whose files the proposals are for, `today` the date
    of new amendments.
    """
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
    if returned.moves:
        yield _headed("Order", len(returned.moves))
        for move in returned.moves:
            yield from _move(move)
    if returned.remarks:
        yield _headed("Remarks", len(returned.remarks))
        yield from (_remark(remark, returned.headings) for remark in returned.remarks)


def _headed(title: str, count: int) -> str:
    return f"\n{title} ({count})"


def _value(one: ValueProposal) -> Iterator[str]:
    edit = one.edit
    where = f"in {edit.changed} of {edit.places} places" if edit.places > 1 else "in one place"
    yield f"  {edit.key}: “{edit.old}” -> “{edit.new}”, {where}"
    others = edit.places - edit.changed
    rest = (
        f" It will change in the other {others if others > 1 else 'place'}{' places' if others > 1 else ''}"
        " too."
        if others
        else ""
    )
    yield f"    {f'Not taken over: {one.why_not}.' if one.why_not else f'Proposed as the new value.{rest}'}"


def _move(one: Move) -> Iterator[str]:
    place = f"after {one.after}" if one.after else "at the beginning"
    yield (
        f"  {one.heading} ({one.place})"
        f" {'stands twice, the second time' if one.is_copy else 'was moved: it stands'} {place}."
    )
    for line in describe_edits(one.changed) if one.changed else ():
        yield f"    {line}"
    yield "    Not taken over: which clauses there are, and their order, is the model's."


def _text(one: TextProposal, school: str, today: str) -> Iterator[str]:
    name = " ".join(filter(None, (one.number, one.title))) or "The beginning of the document"
    yield f"  {name}{f' ({one.clause})' if one.clause else ''}"
    for line in describe_edits(one.edit.pairs):
        yield f"    {line}"
    if one.why_not:
        yield f"    Not taken over: {one.why_not}."
        return
    yield (
        f"    Proposed as an amendment of {one.revision}:"
        f" variables/schools/{school}/amendments/{one.clause}/{today}.md"
    )
    if one.new_title:
        yield f"    Its title becomes “{one.new_title}”."
    if one.note:
        yield f"    {one.note}"


def _remark(remark: Remark, headings: Mapping[str, str]) -> str:
    what = {"comment": "Comment", "inserted": "Inserted, tracked,", "deleted": "Deleted, tracked,"}[
        remark.kind
    ]
    when = f" on {remark.when[:10]}" if remark.when else ""
    place = f" in {headings.get(remark.place, remark.place)}" if remark.place else ""
    return f"  {what} by {remark.author or 'somebody'}{when}{place}: “{remark.text}”"
