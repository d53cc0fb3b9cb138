"""The report on a returned file, in lines for a person: values, words, remarks,
each with what follows from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..diff.align import joined_lcs_runs
from ..word.paragraphs import Paragraph, words_of
from ..word.reader import Remark
from .compare import LinkEdit, Returned
from .moves import Move
from .pairs import ParagraphPair
from .proposals import TextProposal, ValueProposal

# So many words stand before a changed one, and so many of a paragraph tell which it is.
_AROUND = 4
_SHORT = 6
_NOT_COUNTED = {"hidden": "Hidden text", "struck": "Text that is struck through"}
_REMARKS = {"comment": "Comment", "inserted": "Inserted, tracked,", "deleted": "Deleted, tracked,"}


def write_report(
    returned: Returned,
    values: Sequence[ValueProposal],
    texts: Sequence[TextProposal],
    school: str,
    today: str,
) -> Iterator[str]:
    """Write the report. `school` is the id of the school whose files the proposals are for,
    `today` the date of new amendments.
    """
    if returned.is_untouched:
        yield "No changes: the file is as it was sent."
        return
    if values:
        yield _title("Values", len(values))
        for value in values:
            yield from _report_value(value)
    if texts:
        yield _title("Words", len(texts))
        for text in texts:
            yield from _report_text(text, school, today)
    if returned.moves:
        yield _title("Order", len(returned.moves))
        for move in returned.moves:
            yield from _report_move(move)
    yield from _report_links(returned)
    yield from report_beside(returned)


def report_beside(returned: Returned) -> Iterator[str]:
    """Yield the lines on what stands beside the text: page headers and footers, the list of contents,
    remarks, and what was not compared.
    """
    yield from _report_page_edges(returned)
    yield from _report_contents(returned)
    yield from _report_remarks(returned)
    if returned.not_compared:
        yield f"\nNot compared: {', '.join(returned.not_compared)}. Look at them in Word."


def _report_page_edges(returned: Returned) -> Iterator[str]:
    if returned.page_edges:
        yield _title("Page headers and footers", len(returned.page_edges))
        for line in returned.page_edges:
            yield f"  {line}"
        yield "    Not taken over: they are the library's, and are shown beside what it makes today."


def _report_contents(returned: Returned) -> Iterator[str]:
    if returned.contents:
        yield _title("List of contents", len(returned.contents))
        for line in returned.contents:
            yield f"  “{line}”"
        yield "    Not taken over: Word makes the list anew of the headings. Write it in a clause."


def _report_remarks(returned: Returned) -> Iterator[str]:
    if returned.remarks:
        yield _title("Remarks", len(returned.remarks))
        for remark in returned.remarks:
            yield _report_remark(remark, returned.headings)


def _title(title: str, count: int) -> str:
    return f"\n{title} ({count})"


def _report_value(proposal: ValueProposal) -> Iterator[str]:
    edit = proposal.edit
    where = f"in {edit.changed} of {edit.places} places" if edit.places > 1 else "in one place"
    yield f"  {edit.key}: “{edit.old}” -> “{edit.new}”, {where}"
    if proposal.why_not:
        yield f"    Not taken over: {proposal.why_not}."
        return
    others = edit.places - edit.changed
    rest = ""
    if others:
        rest = f" It will change in the other {f'{others} places' if others > 1 else 'place'} too."
    yield f"    Proposed as the new value.{rest}"


def _report_move(move: Move) -> Iterator[str]:
    place = f"after {move.after}" if move.after else "at the beginning"
    verb = "stands twice, the second time" if move.is_copy else "was moved: it stands"
    yield f"  {move.heading} ({move.place}) {verb} {place}."
    if move.changed:
        for line in describe_edits(move.changed):
            yield f"    {line}"
    yield "    Not taken over: which clauses there are, and their order, is the model's."


def _report_text(proposal: TextProposal, school: str, today: str) -> Iterator[str]:
    name = " ".join(filter(None, (proposal.number, proposal.title))) or "The beginning of the document"
    yield f"  {name}{f' ({proposal.clause})' if proposal.clause else ''}"
    for line in describe_edits(proposal.edit.pairs):
        yield f"    {line}"
    if proposal.why_not:
        yield f"    Not taken over: {proposal.why_not}."
        return
    path = f"variables/schools/{school}/amendments/{proposal.clause}/{today}.md"
    yield f"    Proposed as an amendment of {proposal.revision}: {path}"
    if proposal.new_title:
        yield f"    Its title becomes “{proposal.new_title}”."
    if proposal.note:
        yield f"    {proposal.note}"


def _report_links(returned: Returned) -> Iterator[str]:
    if returned.links:
        yield _title("Links", len(returned.links))
        for link in returned.links:
            yield _report_link(link, returned.headings)


def _report_link(link: LinkEdit, headings: Mapping[str, str]) -> str:
    place = f" in {headings.get(link.place, link.place)}" if link.place else ""
    leads = f"leads to {link.new} now" if link.new else "leads nowhere now"
    return f"  “{link.text}”{place} {leads}, and led to {link.old}. Not taken over: change it in the clause."


def _report_remark(remark: Remark, headings: Mapping[str, str]) -> str:
    place = f" in {headings.get(remark.place, remark.place)}" if remark.place else ""
    if remark.kind in _NOT_COUNTED:
        return f"  {_NOT_COUNTED[remark.kind]}{place}, which does not count: “{remark.text}”"
    when = f" on {remark.when[:10]}" if remark.when else ""
    return f"  {_REMARKS[remark.kind]} by {remark.author or 'somebody'}{when}{place}: “{remark.text}”"


# -- edits ---------------------------------------------------------------------------------------------------


def describe_edits(pairs: Sequence[ParagraphPair]) -> Iterator[str]:
    """Say what was done to paragraphs that are paired, a line for each edit,
    a word at a time where words were changed.
    """
    if all(pair.back is None for pair in pairs):
        count = len(pairs)
        yield f"All of it was deleted ({count} paragraph{'s' if count > 1 else ''})."
        return
    done: set[int] = set()
    for index, pair in enumerate(pairs):
        if not pair.is_changed or index in done:
            continue
        line = _describe_cut(pairs, index, done) or _describe_move(pairs, index, done)
        if line:
            yield line
        else:
            yield from _describe_words(pair)


def _describe_cut(pairs: Sequence[ParagraphPair], index: int, done: set[int]) -> str:
    """One paragraph that was cut in two, or two that were made one;
    nothing else may have been done to them.
    """
    for other in (index - 1, index + 1):
        if not 0 <= other < len(pairs) or other in done or not pairs[other].is_changed:
            continue
        neighbours = pairs[min(index, other)], pairs[max(index, other)]
        sent = [pair.sent for pair in neighbours if pair.sent]
        back = [pair.back for pair in neighbours if pair.back]
        if len(sent) + len(back) != 3 or _join_letters(sent) != _join_letters(back):
            continue
        done |= {index, other}
        if len(sent) == 2:
            return f"Two paragraphs were joined: {_describe_seam(*sent)}"
        return f"A paragraph was split in two: {_describe_seam(*back)}"
    return ""


def _describe_seam(before: Paragraph, after: Paragraph) -> str:
    return f"“{_cut_end(before.text)}” / “{_cut_beginning(after.text)}”"


def _describe_move(pairs: Sequence[ParagraphPair], index: int, done: set[int]) -> str:
    """A paragraph that stands somewhere else in its clause: taken out at one place and put in at another,
    in whatever order.
    """
    paragraph = _find_lone_paragraph(pairs[index])
    for other in range(index + 1, len(pairs)):
        other_paragraph = _find_lone_paragraph(pairs[other])
        if paragraph is None or other_paragraph is None or other in done:
            continue
        is_elsewhere = (pairs[index].back is None) != (pairs[other].back is None)
        if is_elsewhere and paragraph.text == other_paragraph.text:
            done |= {index, other}
            return f"Moved within the clause: “{paragraph.text}”"
    return ""


def _find_lone_paragraph(pair: ParagraphPair) -> Paragraph | None:
    """A paragraph that was taken out or put in; None where it is there on both sides."""
    if pair.back is None:
        return pair.sent
    return pair.back if pair.sent is None else None


def _join_letters(paragraphs: Iterable[Paragraph]) -> str:
    return "".join("".join(paragraph.text.split()) for paragraph in paragraphs)


def _cut_beginning(text: str) -> str:
    words = words_of(text)
    return " ".join(words[:_SHORT]) + (" …" if len(words) > _SHORT else "")


def _cut_end(text: str) -> str:
    words = words_of(text)
    return ("… " if len(words) > _SHORT else "") + " ".join(words[-_SHORT:])


def _describe_words(pair: ParagraphPair) -> Iterator[str]:
    """A paragraph's change, word by word, with a few words before each."""
    if pair.sent is None or pair.back is None:
        paragraph = pair.back or pair.sent
        yield f"{'+' if pair.back else '-'} {paragraph.text if paragraph else ''}"
        return
    old, new = words_of(pair.sent.text), words_of(_restore_sent_values(pair.sent, pair.back))
    for equal, gone_places, come_places in joined_lcs_runs(old, new):
        if equal:
            continue
        words, start = (old, gone_places[0]) if gone_places else (new, come_places[0])
        before = " ".join(words[max(0, start - _AROUND) : start])
        if start > _AROUND:
            before = f"… {before}"
        gone = " ".join(old[place] for place in gone_places)
        come = " ".join(new[place] for place in come_places)
        parts = (before, f"[-{gone}-]" if gone else "", f"[+{come}+]" if come else "")
        yield " ".join(part for part in parts if part)


def _restore_sent_values(sent: Paragraph, back: Paragraph) -> str:
    """A paragraph that came back, with its values as they were sent:
    what became of them is said elsewhere.
    """
    values = [piece.text for piece in sent.pieces if piece.key is not None]
    fields = [piece for piece in back.pieces if piece.key is not None]
    if len(fields) != len(values):
        return back.text
    remaining = iter(values)
    return "".join(piece.text if piece.key is None else next(remaining) for piece in back.pieces)
