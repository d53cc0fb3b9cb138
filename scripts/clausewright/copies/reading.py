"""Reading: the files of a drawer become copies, each a school's, put into order and cut into units."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from pathlib import Path

from ..errors import ClausewrightError, Problem, UsageError
from ..importer.compiled import find_reason, take_marks
from ..importer.facts import Facts
from ..importer.imported import Imported, outline_source
from ..importer.outline import Outline, Part, Section, list_texts
from ..importer.proposals import Proposals, make_slug
from ..importer.references import mark_references
from ..importer.school import SchoolMatch, confirm_school, match_school
from ..importer.values import Found, find_names
from ..load.files import read_foreign
from ..model.leftovers import is_leftover
from ..model.record_types import ID, RESERVED_IDS
from ..readers.reading import FORMATS, read_source
from ..readers.words import plain
from .dating import Dating, read_dating
from .titles import drop_names, read_subject
from .units import Tokenizer, Unit, list_units

# A number before the words of a heading, and how many headings must have one that counts on.
_COUNTED = re.compile(r"(\d{1,2})\.?\s+(?=[A-Z])")
_FEWEST = 2
_POLICY = re.compile(r"\b(?:policy|procedure|code|statement|scheme|plan)\b", re.IGNORECASE)
# The variables of the names that stand in the texts of a school.
NAMED = ("school.name", "school.trust_name", "school.authority_name")


@dataclass(frozen=True, slots=True)
class DrawerSchool:
    """A school whose copies came in: who it is, the names that stand in its texts, what is asked about it."""

    match: SchoolMatch
    names: tuple[Found, ...]
    advice: Proposals

    @property
    def id(self) -> str:
        """Its id, the name of its folder."""
        return self.match.id

    def list_names(self) -> tuple[str, ...]:
        """The names that stand in its texts, and its own."""
        return tuple(
            dict.fromkeys(name for name in (self.match.name, *(n.value for n in self.names)) if name)
        )

    @property
    def name(self) -> str:
        """What people call it: its name, or its id where no text names it."""
        return self.match.name or self.match.id


def name_schools(schools: Iterable[DrawerSchool]) -> dict[str, str]:
    """Name each school, by its id. Where the texts of several name the same, such as one whose policy others
    took over with its running head, the id stands beside the name.
    """
    known = list(schools)
    counted = Counter(school.name for school in known)
    return {
        school.id: school.name if counted[school.name] == 1 else f"{school.name} ({school.id})"
        for school in known
    }


@dataclass(frozen=True, slots=True)
class SchoolCopy:
    """One school's copy of a policy: the file, what it says of itself, and its units in order.

    `dating` is what it says of its time. `reasons` are those that a compiled
    text gives for the school's own wording of a clause, by the place that references count. `names` are those
    of the school and of its trust. `span` is which of the file's units it has, where a file has several
    policies.
    """

    school: str
    path: Path
    imported: Imported
    units: tuple[Unit, ...]
    dating: Dating
    reasons: Mapping[int, str] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    span: tuple[int, int | None] = (0, None)

    def cut(self, tokenizer: Tokenizer) -> SchoolCopy:
        """Return it with its texts cut into words in another way."""
        first, last = self.span
        units = tuple(list_units(self.imported.outline, tokenizer))
        return replace(self, units=units[first:last])

    def drop_omitted(self) -> SchoolCopy:
        """Return it without the headings under which only a line says that a clause was left out."""
        kept: list[Unit] = []
        for unit in self.units:
            if len(unit.blocks) == 1 and find_reason(unit.blocks[0]):
                if kept and kept[-1].is_title:
                    kept.pop()
                continue
            kept.append(unit)
        return replace(self, units=tuple(kept))

    @property
    def date(self) -> str:
        """The date of the version that it says it is, or of the decision on it; empty where it says none."""
        return self.dating.date

    @property
    def file(self) -> str:
        """The name of its file."""
        return self.path.name

    def at_school(self, id: str) -> SchoolCopy:
        """Return it as a copy of the school with an id, that by which a library knows the school."""
        return replace(self, school=id)

    @property
    def title(self) -> str:
        """Its own title, without the name of its school."""
        return drop_names(self.imported.outline.title, self.names)


def list_files(paths: Sequence[Path]) -> list[tuple[str, Path]]:
    """Pairs of a school's id, empty where nothing says it, and a file. Several folders are a school each; of
    one folder each folder in it is a school, and its own files are loose.

    Raises UsageError where a path is not there or nothing in it can be read.
    """
    files: list[tuple[str, Path]] = []
    are_schools = len(paths) > 1 and all(path.is_dir() for path in paths)
    for path in paths:
        if not path.exists():
            raise UsageError(f"There is no file or folder {path}. Check the name.")
        if not path.is_dir():
            files.append(("", path))
            continue
        if are_schools:
            id = _make_id(path.name)
            files += [(id, file) for file in sorted(path.rglob("*")) if _is_policy(file)]
            continue
        for inner in sorted(path.iterdir()):
            if inner.is_dir() and not is_leftover(inner.name):
                id = _make_id(inner.name)
                files += [(id, file) for file in sorted(inner.rglob("*")) if _is_policy(file)]
            elif _is_policy(inner):
                files.append(("", inner))
    if len(files) < 2:
        raise UsageError(
            "One library out of many schools' copies needs two copies at least. Name the files, or a folder"
            " with a folder a school; one copy alone is imported without --as-schools."
        )
    return files


def _is_policy(path: Path) -> bool:
    return path.is_file() and not is_leftover(path.name) and path.suffix.lower() in FORMATS


def read_drawer(
    files: Sequence[tuple[str, Path]], as_at: date, answers: Proposals
) -> tuple[list[DrawerSchool], list[SchoolCopy]]:
    """Read every copy. Loose files are told apart by the school that their texts name.

    `answers` has what a person has answered about schools. Raises ClausewrightError with every file that
    cannot be read.
    """
    read = _read_files(files, answers)
    by_school: defaultdict[str, list[_FileRead]] = defaultdict(list)
    loose = [_find_school(file.imported) for id, file in read if not id]
    for id, file in read:
        by_school[id or _find_longest(_find_school(file.imported), loose)].append(file)
    schools: list[DrawerSchool] = []
    copies: list[SchoolCopy] = []
    for id, of_school in by_school.items():
        school = _recognise_school(id, [file.imported for file in of_school], as_at, answers)
        tokenizer = Tokenizer({name.value: name.key for name in school.names})
        schools.append(school)
        for file in of_school:
            units = tuple(list_units(file.imported.outline, tokenizer))
            dating = read_dating(file.imported, units, file.path.name, as_at)
            copies.append(
                SchoolCopy(id, file.path, file.imported, units, dating, file.reasons, school.list_names())
            )
    subjects = {read_subject(copy.title) for copy in copies}
    return schools, [part for copy in copies for part in _split_at_titles(copy, subjects)]


def _split_at_titles(copy: SchoolCopy, subjects: Container[frozenset[str]]) -> Iterator[SchoolCopy]:
    """Yield the policies that one file has: before each heading that says that it is a policy's, and is the
    title of one elsewhere in the drawer, another begins. `subjects` are those of all titles.
    """
    starts: list[int] = []
    for index, unit in enumerate(copy.units):
        if unit.is_heading and _POLICY.search(unit.plain):
            subject = read_subject(drop_names(unit.plain, copy.names))
            if subject and subject in subjects and subject != read_subject(copy.title):
                starts.append(index)
    if not starts:
        yield copy
        return
    for first, last in pairwise([0, *starts, len(copy.units)]):
        part = replace(copy, units=copy.units[first:last], span=(first, last))
        if first in starts:
            # The heading is the title, and what the file says of itself is said of its first policy.
            outline = replace(copy.imported.outline, title=copy.units[first].plain)
            imported = replace(copy.imported, outline=outline, facts=Facts())
            part = replace(
                part, imported=imported, units=part.units[1:], span=(first + 1, last), dating=Dating()
            )
        if part.units:
            yield part


@dataclass(frozen=True, slots=True)
class _FileRead:
    """A file as it was read, with the reasons that it gives for the school's own wordings."""

    path: Path
    imported: Imported
    reasons: Mapping[int, str]


def _read_files(files: Sequence[tuple[str, Path]], answers: Proposals) -> list[tuple[str, _FileRead]]:
    """Read all files, each with the id of its school. What is wrong with one is told under its folder's name:
    many schools' files are called alike.
    """
    read: list[tuple[str, _FileRead]] = []
    problems: list[Problem] = []
    for id, path in files:
        try:
            read.append((id, _read_file(path, answers)))
        except ClausewrightError as error:
            name = f"{path.parent.name}/{path.name}" if id else path.name
            problems += [replace(problem, path=name) for problem in error.problems]
    if problems:
        raise ClausewrightError(problems)
    return read


def _read_file(path: Path, answers: Proposals) -> _FileRead:
    advice = Proposals(answers.decisions)
    imported = outline_source(read_source(path.name, read_foreign(path)), advice)
    # What has become the outline is not kept: a drawer may have hundreds of files.
    imported = replace(imported, source=replace(imported.source, words=(), pieces=()))
    marks = take_marks(_take_numbers(imported.outline))
    outline = mark_references(marks.outline, advice)
    imported = replace(imported, outline=outline, left_out=(*imported.left_out, *marks.left_out))
    return _FileRead(path, imported, marks.reasons)


def _take_numbers(outline: Outline) -> Outline:
    """Take the numbers of headings out of their words, where these count on: "1 Purpose", "2 Roles"."""
    numbers = [
        int(match[1])
        for part in outline.parts
        if isinstance(part, Section) and not part.number and (match := _COUNTED.match(part.title))
    ]
    if (
        len(numbers) < _FEWEST
        or numbers != sorted(set(numbers))
        or numbers[-1] - numbers[0] >= 2 * len(numbers)
    ):
        return outline
    parts: list[Part] = []
    for part in outline.parts:
        match = _COUNTED.match(part.title) if isinstance(part, Section) and not part.number else None
        if isinstance(part, Section) and match:
            part = replace(part, number=match[1], title=part.title[match.end() :])  # noqa: PLW2901
        parts.append(part)
    return replace(outline, parts=tuple(parts))


def _find_school(policy: Imported) -> str:
    """The id of the school that a text names, or of the file where it names none."""
    names = [name for name in find_names(list_school_texts([policy])) if name.key == "school.name"]
    return _make_id(names[0].value if names else re.sub(r"\.\w+$", "", policy.source.name))


def _make_id(name: str) -> str:
    """A school's id out of a name that may begin with a figure, or be one that the library keeps."""
    id = make_slug(name, 8) or "school"
    return id if ID.fullmatch(id) and id not in RESERVED_IDS else f"school-{id}"


def _find_longest(id: str, others: Sequence[str]) -> str:
    """The longest id that ends with one: a name that was read without its first word is the same school's."""
    return max((other for other in others if f"-{other}".endswith(f"-{id}")), key=len, default=id)


def list_school_texts(policies: Iterable[Imported]) -> list[str]:
    """All that a school's copies say, their letterheads and titles first."""
    texts: list[str] = []
    for policy in policies:
        texts += policy.facts.letterhead()
        texts += [left.text for left in policy.source.left_out if left.why == "page header or footer"]
        if policy.title.line:
            texts.append(policy.title.line)
        for clause in policy.outline.clauses():
            texts += [plain(text) for text in (clause.title, *list_texts(clause.blocks))]
    return texts


def _recognise_school(id: str, policies: Sequence[Imported], as_at: date, answers: Proposals) -> DrawerSchool:
    """Say who a school is: by the names that stand in its texts, and by what a person has answered."""
    texts = list_school_texts(policies)
    names = list(_keep_likeliest(find_names(texts)))
    advice = Proposals(
        {
            name.removeprefix(f"{id}-"): decision
            for name, decision in answers.decisions.items()
            if name.startswith(f"{id}-school-")
        }
    )
    match = confirm_school(match_school(texts, names, None, id, as_at), find_names(texts), texts, advice)
    return DrawerSchool(match, tuple(names), advice)


def _keep_likeliest(names: Iterable[Found]) -> Iterator[Found]:
    """Of each kind of name the one that stands most often."""
    return (name for name in names if name.key in NAMED)
