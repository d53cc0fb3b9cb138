"""Title: what a policy is called, in the words of its source, without what only its cover says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from ..model.text import capitalise
from ..readers.source import Paragraph, Source
from ..readers.words import plain, split_words
from .front_matter import find_front_matter
from .roles import Entry, Role
from .stated_dates import DATE
from .values import is_name_of_body

_NAMES_A_POLICY = re.compile(
    r"\b(policy|policies|procedures?|code of"
    r"|guidance|statement|strategy|plan|protocol|agreement|charter|constitution"
    r"|standing (?:orders|rules)|rules of|regulations|by-?laws?|framework|handbook|terms of reference|form"
    r"|job description)\b",
    re.IGNORECASE,
)
_NAMED_IN_TEXT = re.compile(r"\b[Tt]his ((?:[a-z-]+ ){1,4}policy)\b")
_SPEAKS_OF_ITSELF = re.compile(r"[.:;]$|\b(?:this|the|our) (?:\w+ )?polic(?:y|ies)\b", re.IGNORECASE)
# The kind of a text alone is no name of it.
_KIND_ALONE = re.compile(
    r"(?:(?:written|general|draft|model|school|our|the) )*(?:policy|policies|procedures?|guidance|statement"
    r"|strategy|plan|protocol|agreement|charter|code of conduct|handbook|terms of reference)"
    r"(?:(?: and|,| &|/) ?(?:procedures?|guidance|statement|plan))?",
    re.IGNORECASE,
)
_RUNS_ON = re.compile(r"(?:\b(?:and|or|of|the|a|an|for|on|in|to|with)|[&,/–-])$", re.IGNORECASE)
_LABELLED = re.compile(
    r"(?:(?:policy|document) )?(?:title|name|for|policy|document|procedure)\s*:\s*(?=\S)", re.IGNORECASE
)
_LONGEST_LINE, _HEAD, _COVER, _LONGEST_SECTION = 8, 8, 12, 4
# What every policy has as a section, and no policy is called.
_SECTION = re.compile(
    r"(?:(?:an? |the |our )?(?:introduction|contents"
    r"|table of contents|background|purpose|aims?|objectives?|scope"
    r"|rationale|overview|summary|definitions|principles|context|foreword|preface|mission|vision|values"
    r"|legislation"
    r"|responsibilities|roles|review|monitoring|equality|document control|version control)\b.*"
    r"|(?:statement of (?:intent|policy)|policy statement|general statement|equality statement"
    r"|guidance notes?)"
    r"|(?:section|part|appendix|annex)\W\w{1,3}\b.*)",
    re.IGNORECASE,
)
_SUBTITLE = re.compile(
    r"(?P<title>.*\S\s(?:policy|procedures?|code of conduct))\s+(?P<rest>(?:for|on) .+)", re.IGNORECASE
)
# A number is no name, and a line that ends in the middle is only a part of one.
_NUMBERED = re.compile(r"(?:[IVXLC]+|\d+)\.\d|(?:policy|document) (?:number|no\b|ref)", re.IGNORECASE)
_CUT_OFF = re.compile(r"\b(?:and|or|of|the|a)$", re.IGNORECASE)
# What is still to be filled in is no name.
_BLANK = re.compile(r"^\W*[\[<{][^\]>}]*[\]>}]\W*$|_{3}|…")
_LONG_SUBTITLE, _LONGEST = 5, 20
_MODEL = re.compile(r"^model (?:(?:policy|procedure) )?(?:(?:on|for|of) )?(?:the )?(?=\S)", re.IGNORECASE)
_EDITION = re.compile(
    rf"[\s,:–-]*\(?\s*(?:\b(?:updated|revised|reviewed|version|v\.?|issue|draft|final)\b[\s.:]*)*"
    rf"(?:{DATE.pattern}|\b(?:january|february|march|april|may|june|july|august|september|october|november"
    r"|december)"
    r",?\s+\d{4}|\b(?:19|20)\d\d(?:\s*[-–/]\s*(?:20)?\d\d)?|\b(?:version|v)\.?\s*\d[\d.]*|\bdraft"
    r"|\bfinal)\s*\)?\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Title:
    """A policy's title, and the line that it was read from.

    `place` is the index of its entry, -1 where it stands in no entry of the text: then the title is a running
    head or, where `is_stated` is false, only the file's name. `subtitle` is what the line says after it.
    """

    text: str
    line: str
    place: int
    is_stated: bool
    subtitle: str = ""

    @property
    def is_whole_line(self) -> bool:
        """Say whether the title is its line, word for word."""
        return self.text == self.line


def find_title(source: Source, entries: Sequence[Entry]) -> Title:
    """Find what a policy is called: a line at its head that is styled as the title or names a policy, a
    running head, or its file's name. A first heading that any policy could have is none.
    """
    return (
        _find_in_front_matter(source, entries)
        or _find_at_head(source, entries)
        or _find_in_running_head(source, entries)
        or _read_file_name(source, entries)
    )


def _find_in_front_matter(source: Source, entries: Sequence[Entry]) -> Title | None:
    front_matter = {line.label.casefold(): line.text for line in find_front_matter(source)}
    for label in ("title", "subtitle"):
        line = front_matter.get(label, "")
        if line and not _NUMBERED.match(line):
            same = (
                index
                for index, entry in enumerate(entries[:3])
                if plain(entry.text).casefold() == line.casefold()
            )
            return _clean(line, next(same, -1), entries)
    return None


def _find_at_head(source: Source, entries: Sequence[Entry]) -> Title | None:
    """The heading that says the same as the file's own record of its title, else the first line that can be
    one before the first numbered heading.
    """
    lines = [" ".join(plain(entry.text).split()) for entry in entries[:_COVER]]
    # The record of a web page may have the name of its site behind the title.
    known = {source.title.casefold(), re.split(r"\s+[|–—-]\s+", source.title.casefold())[0]} - {""}
    for index, line in enumerate(lines[:_HEAD]):
        is_heading = entries[index].paragraph.heading and not entries[index].mark
        if line.casefold() in known and is_heading and not is_name_of_body(line):
            return _clean(line, index, entries)
    first = next(
        (index for index, entry in enumerate(entries) if entry.role is Role.HEADING and entry.mark),
        len(entries),
    )
    tops = sum(entry.paragraph.heading == 1 for entry in entries)
    for index, line in enumerate(lines[:first]):
        entry = entries[index]
        is_top = entry.paragraph.heading == 1 and (tops == 1 or _is_empty_top(entries, index))
        if _can_be_title(entry, entries[:index], is_only_top=is_top):
            return _clean(line, index, entries)
    return None


def _is_empty_top(entries: Sequence[Entry], index: int) -> bool:
    """Say whether a heading begins the text and has none of its own: the next stands right below it, on the
    same level.
    """
    after = entries[index + 1] if index + 1 < len(entries) else None
    if after is None or index or _NAMES_A_POLICY.search(plain(after.text)):
        return False
    return after.paragraph.heading == entries[index].paragraph.heading


def _find_in_running_head(source: Source, entries: Sequence[Entry]) -> Title | None:
    for left in source.left_out:
        is_short = 1 < len(left.text.split()) <= _LONGEST
        if (
            left.why == "page header or footer"
            and is_short
            and _NAMES_A_POLICY.search(left.text)
            and not re.search(r"\b(?!\d{4}\b)\d|\bpage\b", left.text, re.IGNORECASE)
            and not _SPEAKS_OF_ITSELF.search(left.text)
        ):
            return _clean(left.text, -1, entries)
    return None


def _read_file_name(source: Source, entries: Sequence[Entry]) -> Title:
    """The name of the file, or what the text calls "this ... policy": a candidate, and not stated."""
    name = re.sub(r"[_\s-]+", " ", PurePosixPath(source.name).stem).strip()
    if not _NAMES_A_POLICY.search(name):
        for entry in entries[:_COVER]:
            if named := _NAMED_IN_TEXT.search(plain(entry.text)):
                name = named[1]
                break
    return Title(capitalise(name) or "Imported policy", "", -1, is_stated=False)


def join_title_lines(entries: Sequence[Entry]) -> list[Entry]:
    """The entries, with a title at their head that was set on two lines put together: the first stops where
    no title can, or the second says only what kind of text it is ("Collective Worship" / "Policy").
    """
    joined = list(entries)
    for index in range(min(len(joined), _HEAD) - 1):
        above, below = joined[index], joined[index + 1]
        if not (_is_line_of_title(above) and _is_line_of_title(below)):
            continue
        if above.paragraph.heading != below.paragraph.heading or is_name_of_body(plain(above.text)):
            continue
        upper, lower = plain(above.text).strip(), plain(below.text).strip()
        is_kind = bool(_KIND_ALONE.fullmatch(lower)) and not _NAMES_A_POLICY.search(upper)
        runs_on = bool(_RUNS_ON.search(upper)) and bool(_NAMES_A_POLICY.search(lower))
        if is_kind or runs_on:
            rich = f"{above.rich} {below.rich}"
            piece = replace(
                Paragraph.of(rich), heading=above.paragraph.heading, strong=above.paragraph.strong
            )
            joined[index : index + 2] = [replace(above, piece=piece, text=piece.text)]
            break
    return joined


def _is_line_of_title(entry: Entry) -> bool:
    """Say whether an entry can be one of the lines that a title was set on."""
    text = plain(entry.text).strip()
    is_short = 0 < len(text.split()) <= _LONGEST_LINE and not re.search(r"[.:;?!]$", text)
    is_line = entry.role in (Role.HEADING, Role.TEXT) and entry.mark is None
    return is_line and is_short and not _SECTION.fullmatch(text) and not re.search(r":|\d{4}", text)


def _can_be_title(entry: Entry, before: Sequence[Entry], *, is_only_top: bool) -> bool:
    text = plain(entry.text)
    if not split_words(text) or entry.role not in (Role.HEADING, Role.TEXT) or entry.mark:
        return False
    is_long = is_only_top and len(text.split()) > _LONGEST_SECTION and not re.search(r"\bpolicy\b", text)
    if (_SECTION.fullmatch(text.strip()) and not is_long) or re.search(r"[.!?]\s+\S", text):
        return False
    if (
        _KIND_ALONE.fullmatch(text.strip())
        or is_name_of_body(text)
        or _NUMBERED.match(text)
        or _CUT_OFF.search(text)
        or _BLANK.search(text)
    ):
        return False
    if re.search(r":.*\d{4}\b", text):
        return False
    if is_only_top:
        return True
    names_a_policy = (
        bool(_NAMES_A_POLICY.search(text))
        and len(text.split()) <= _LONGEST
        and not _SPEAKS_OF_ITSELF.search(text)
    )
    is_alone = all(
        other.role in (Role.HEADING, Role.TEXT) and len(other.text.split()) <= 12 for other in before
    )
    return names_a_policy and is_alone


def _clean(line: str, place: int, entries: Sequence[Entry]) -> Title:
    """Make a title of a line: no capitals throughout, no "model policy on", no edition;
    a long end is a subtitle.
    """
    text = line
    while (shorter := _EDITION.sub("", text).strip(" ,:–-")) and shorter != text:
        text = shorter
    text = _MODEL.sub("", _LABELLED.sub("", text)) or text
    subtitle = ""
    if (parts := _SUBTITLE.fullmatch(text)) and len(parts["rest"].split()) >= _LONG_SUBTITLE:
        text, subtitle = parts["title"], parts["rest"]
    if text.isupper() and len(text) > 4:
        text = _lower(text, (plain(entry.text) for entry in entries))
    elif text != line:
        text = text[:1].upper() + text[1:]
    return Title(text, line, place, is_stated=True, subtitle=subtitle)


def _lower(text: str, others: Iterable[str]) -> str:
    """A title in capitals, as the text around it writes its words: names with a capital,
    abbreviations in capitals, the rest small.
    """
    spellings: Counter[str] = Counter()
    for other in others:
        if not other.isupper():
            spellings.update(re.findall(r"(?<!^)(?<![.!?:] )\b[\w’'-]+", other))
    words = []
    for word in re.findall(r"[\w’'-]+|[^\w’'-]+", text):
        known = [spelling for spelling in (word, word.capitalize(), word.lower()) if spellings[spelling]]
        words.append(max(known, key=lambda spelling: spellings[spelling]) if known else word.lower())
    return capitalise("".join(words))
