"""Any two documents are compared, with no library behind them."""

from __future__ import annotations

import re
import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from ..build.change_files import FileSpeaker, report_files
from ..diff import diff_files
from ..diff.effects import assign_effects
from ..diff.repeated import join_repeated
from ..errors import UsageError
from ..importer.foreign_document import ONLY_WORDS, ForeignDocument, append_units, make_foreign_document
from ..importer.proposals import make_slug
from ..load.files import read_foreign
from ..model.change import Side
from ..model.document import Document
from ..model.effects import DEFAULT_RULES
from ..model.values import Variable
from ..readers.reading import read_source
from ..readers.source import LeftOut, Source
from .comparison import Comparison
from .completeness import is_all_compared
from .titles import add_renaming, drop_title, find_title, has_headings, read_heading_levels, tell_units

_NAMED, _LONGEST = 12, 120
# What is left out because of how a file is set, and says nothing that the text does not.
_LAYOUT = frozenset(
    {"page number", "bullet", "head of a table, printed again", "link printed again at the end of a page"}
)
# What a program prints by itself on each page, or out of the headings.
_PRINTED = frozenset({"page header or footer", "list of contents"})
_PAGES = re.compile(
    r"(?i)\bpage\s*[|:\u2013-]?\s*\d+( of \d+)?|\b\d{1,4}\s*[|\u2013-]?\s*page\b|\b\d+ ?(of|/) ?\d+"
    r"|[\s.…_]*\b\d{1,4}$"
)


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
    files = [read_foreign(path) for path in (old, new)]
    sources = [read_source(str(path), data) for path, data in zip((old, new), files, strict=True)]
    if old.samefile(new):
        raise UsageError(f"Both sides are the file {old}. Name an older and a newer one.")
    formats = {source.format for source in sources}
    only_words = len(formats) > 1 and bool(formats & ONLY_WORDS)
    before, after = (make_foreign_document(source, looks=not only_words) for source in sources)
    titles = [find_title(source, read) for source, read in zip(sources, (before, after), strict=True)]
    title = titles[1] or titles[0]
    sides = Side(str(old), "", str(old)), Side(str(new), "", str(new))
    left_out = [drop_title(read.left_out) for read in (before, after)]
    old_document, new_document = before.document, Document(title or new.name, after.document.items)
    levels = (read_heading_levels(sources[0], old_document), read_heading_levels(sources[1], new_document))
    if only_words or not all(map(has_headings, sources)):
        # Where one file calls nothing a heading, those of both are guessed.
        levels = ({}, {})
    units = _list_differing_units(*left_out) if len(formats) == 1 else ([], [])
    if any(units):
        old_document, new_document = (
            append_units(document, own_units)
            for document, own_units in zip((old_document, new_document), units, strict=True)
        )
    changes = diff_files(
        make_slug(title or new.stem),
        old_document,
        new_document,
        sides,
        layout=not only_words,
        numbers_count=len(formats) == 1,
        levels=levels,
    )
    if all(titles) and titles[0] != titles[1]:
        changes = add_renaming(changes, *titles)
    remarks = list(_list_remarks(sources, (before, after), units))
    if only_words:
        plain, other = sorted(formats, key=lambda format: format not in ONLY_WORDS)
        remarks.append(
            f"Links, bold and italic type and layout are not compared: {plain} has none for certain, as"
            f" {other} has."
        )
    judged = assign_effects(join_repeated(tell_units(changes)), DEFAULT_RULES, {})
    is_complete = not any(read.unplaced for read in (before, after)) and is_all_compared(
        files[0], files[1], {source.format for source in sources}
    )
    judged = replace(judged, is_complete=is_complete)
    report = report_files(judged, tuple(remarks), as_at, is_titled=bool(title))
    library, speaker = NoLibrary(styles.resolve()), FileSpeaker()
    if formats == {"Word"}:
        # Who compares other files does not wait for what reads and writes Word's.
        from .word_files import WordComparison

        return WordComparison(library, report, speaker, *files)
    return Comparison(library, report, speaker)


def _list_differing_units(
    old: Sequence[LeftOut], new: Sequence[LeftOut]
) -> tuple[list[LeftOut], list[LeftOut]]:
    """What stands beside the text of one of two files of a format and not, alike, beside the other's.

    What a program prints at every page, or where the pages end, is told by its words and not by how often it
    stands there.
    """
    counted = Counter(_make_identity(unit) for unit in new if unit.why not in _LAYOUT)
    counted.subtract(_make_identity(unit) for unit in old if unit.why not in _LAYOUT)
    printed = {identity for identity in counted if identity[0] in _PRINTED}
    known = [{_make_identity(unit) for unit in side} for side in (old, new)]
    for identity in printed:
        counted[identity] = (identity in known[1]) - (identity in known[0])
    differing: tuple[list[LeftOut], list[LeftOut]] = ([], [])
    for units, side, sign in zip((old, new), differing, (-1, 1), strict=True):
        for unit in units:
            identity = _make_identity(unit)
            if counted[identity] * sign > 0:
                counted[identity] -= sign
                side.append(unit)
    return differing


def _make_identity(unit: LeftOut) -> tuple[str, str]:
    """What a unit is told by: why it is left out, and its words,
    without the numbers of pages where it has some.
    """
    text = unit.text
    if unit.why in _PRINTED:
        text = " ".join(_PAGES.sub(" ", text).split())
    return unit.why, text


def _list_remarks(
    sources: Sequence[Source], read: Sequence[ForeignDocument], shown: Sequence[Sequence[LeftOut]]
) -> Iterator[str]:
    """What a reader must know of how the files were read: once, where it is the same for both. `shown` are
    the units that are among the changes.
    """
    rest = [
        [unit for unit in drop_title(file.left_out) if unit not in units]
        for file, units in zip(read, shown, strict=True)
    ]
    left_out = ["; ".join(_list_left_out(units)) for units in rest]
    for source in sources:
        yield from (f"{source.name}: {remark}" for remark in source.remarks)
    if left_out[0] and left_out[0] == left_out[1]:
        yield f"Beside the text, alike in both files: {left_out[0]}."
    else:
        yield from (
            f"Not compared, in {source.name}: {source_left_out}."
            for source, source_left_out in zip(sources, left_out, strict=True)
            if source_left_out
        )
    for source, foreign_document in zip(sources, read, strict=True):
        if foreign_document.unplaced:
            yield (
                f"{source.name} has words for which there was no place, so they are not compared:"
                f" {_name_some(foreign_document.unplaced)}."
            )


def _list_left_out(left_out: Iterable[LeftOut]) -> Iterator[str]:
    by_reason: dict[str, dict[str, None]] = defaultdict(dict)
    for unit in left_out:
        by_reason[unit.why][f"“{textwrap.shorten(unit.text, _LONGEST, placeholder=' …')}”"] = None
    yield from (f"{_name_some(list(texts))} ({why})" for why, texts in by_reason.items())


def _name_some(texts: Iterable[str]) -> str:
    all_texts = list(texts)
    more = f" and {len(all_texts) - _NAMED} more" if len(all_texts) > _NAMED else ""
    return f"{', '.join(all_texts[:_NAMED])}{more}"
