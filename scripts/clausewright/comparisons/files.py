"""Any two documents are compared, with no library behind them."""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ..build.single import FileSpeaker, told_of_files
from ..diff import diff_files
from ..diff.effects import assign_effects
from ..errors import UsageError
from ..importer.foreign_document import ONLY_WORDS, ForeignDocument, as_read
from ..importer.proposals import slug
from ..load.files import read_foreign
from ..model.change import DEFAULT_RULES, Side
from ..model.document import Document
from ..model.values import Variable
from ..readers.reading import read_source
from ..readers.source import LeftOut, Source
from .comparison import Comparison

_NAMED, _LONGEST = 12, 120


@dataclass(frozen=True, slots=True)
class NoLibrary:
    """A library of nothing, whose styles and fonts are those of the folder `root` where it has some."""

    root: Path
    images: Mapping[str, bytes] = field(default_factory=dict)
    schema: Mapping[str, Variable] = field(default_factory=dict)


def compare_files(old: Path, new: Path, as_at: date, styles: Path = Path()) -> Comparison:
    """Compare two documents, .docx, .odt, .html, .md, .txt or .pdf, by their text.

    `as_at` is the day that the result bears. `styles` is a folder whose `overrides/` has the styles and fonts
    of Word files and PDFs; without one, those that are shipped are used. Raises UsageError where there is no
    such file, or both are the same; ClausewrightError where one cannot be read.
    """
    sources = [read_source(str(path), read_foreign(path)) for path in (old, new)]
    if old.samefile(new):
        raise UsageError(f"Both sides are the file {old}. Name an older and a newer one.")
    formats = {source.format for source in sources}
    only_words = len(formats) > 1 and bool(formats & ONLY_WORDS)
    before, after = (as_read(source, looks=not only_words) for source in sources)
    title = next((one.document.title for one in (after, before) if one.is_titled), after.document.title)
    sides = Side(str(old), "", str(old)), Side(str(new), "", str(new))
    changes = diff_files(
        slug(title), before.document, Document(title, after.document.items), sides, layout=not only_words
    )
    remarks = list(_remarks(sources, (before, after)))
    if only_words:
        plain, other = sorted(formats, key=lambda format: format not in ONLY_WORDS)
        remarks.append(
            f"Links, bold and italic type and layout are not compared: {plain} has none for certain, as"
            f" {other} has."
        )
    report = told_of_files(assign_effects(changes, DEFAULT_RULES, {}), tuple(remarks), as_at)
    return Comparison(NoLibrary(styles.resolve()), report, FileSpeaker())


def _remarks(sources: Sequence[Source], read: Sequence[ForeignDocument]) -> Iterator[str]:
    """What a reader must know of how the files were read: once, where it is the same for both."""
    left_out = ["; ".join(_left_out(one.left_out)) for one in read]
    for source in sources:
        yield from (f"{source.name}: {remark}" for remark in source.remarks)
    if left_out[0] and left_out[0] == left_out[1]:
        yield f"Not compared, in both files: {left_out[0]}."
    else:
        yield from (
            f"Not compared, in {source.name}: {its}."
            for source, its in zip(sources, left_out, strict=True)
            if its
        )
    for source, one in zip(sources, read, strict=True):
        if one.unplaced:
            yield (
                f"{source.name} has words for which there was no place, so they are not compared:"
                f" {_some(one.unplaced)}."
            )


def _left_out(left_out: Iterable[LeftOut]) -> Iterator[str]:
    by_reason: dict[str, dict[str, None]] = defaultdict(dict)
    for one in left_out:
        by_reason[one.why][f"“{textwrap.shorten(one.text, _LONGEST, placeholder=' …')}”"] = None
    yield from (f"{_some(list(texts))} ({why})" for why, texts in by_reason.items())


def _some(texts: Iterable[str]) -> str:
    every = list(texts)
    more = f" and {len(every) - _NAMED} more" if len(every) > _NAMED else ""
    return f"{', '.join(every[:_NAMED])}{more}"
