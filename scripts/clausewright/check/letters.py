"""Letters: what a PDF cannot show, because no font beside the page template has it, or no PDF may hold it.

Pages and Word files take what is missing from the reader's own fonts. A PDF carries its fonts with it, so one
letter that they lack, an emoji or a rare script, would stop every document that prints it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ..errors import Problem
from ..model.canonical import digest
from ..model.library import Adoption, Group, Library, School
from ..model.memory import NO_MEMORY, Memory
from ..model.text import strip_tags
from ..model.values import Layer, Person, Value, Words
from ..override_files import overrides_for
from ..pdf import REFUSED_LETTERS_HINT, LetterTrial
from .templates import Readings

# Signs that mean nothing by themselves: marks that stand on a letter, and those that join or direct letters.
_DEPENDENT = frozenset({"Mn", "Me", "Mc", "Cf"})
_NAMED = 6
_SHOWN = "shown"


@dataclass(frozen=True, slots=True)
class Passage:
    """A text that a document may print: where it stands, and what it is ("'school.name' "),
    if not the file's own words.
    """

    path: str
    line: int
    text: str
    name: str = ""
    schools: tuple[str, ...] = ()


def find_missing_letters(
    library: Library, readings: Readings, memory: Memory = NO_MEMORY
) -> Iterator[Problem]:
    """One problem for each line, or each value, that has letters which the PDF cannot show. Words that
    `memory` knows were tried with the same fonts and could be shown.
    """
    passages = [*_list_texts(library, readings), *_list_values(library), *_list_decisions(library)]
    words = {word for passage in passages for word in _list_words(passage.text)}
    if not words:
        return
    folder = overrides_for(library.root) / "pdf"
    fingerprint = _take_fingerprint(folder)
    keys = {word: digest(*fingerprint, word) for word in words}
    untried = frozenset(word for word in words if not memory.recall(_SHOWN, keys[word]))
    missing = _find_missing(folder, fingerprint, untried) if untried else {}
    for word in untried - missing.keys():
        memory.remember(_SHOWN, keys[word], value=True)
    for passage in passages if missing else ():
        letters: dict[str, None] = {}
        for word in _list_words(passage.text):
            letters |= dict.fromkeys(missing.get(word, ""))
        if letters:
            message = f"{passage.name}has letters that the PDF cannot show: {_name_letters([*letters])}"
            yield Problem(passage.path, passage.line, message, REFUSED_LETTERS_HINT, schools=passage.schools)


def _list_words(text: str) -> list[str]:
    """The words with letters beyond ASCII, which every font has."""
    return [word for word in text.split() if not word.isascii()]


def _name_letters(letters: list[str]) -> str:
    shown = letters[:_NAMED]
    names = []
    for letter in shown:
        name = unicodedata.name(letter, f"U+{ord(letter):04X}")
        names.append(f"{letter} ({name})" if letter.isprintable() else name)
    more = len(letters) - len(shown)
    return ", ".join(names) + (f" and {more} more" if more else "")


# -- what has to be tried ------------------------------------------------------------------------------------


def _take_fingerprint(folder: Path) -> tuple[str, ...]:
    """What tells whether the template or a font has changed since they were tried: names and digests."""
    files = [folder / "policy.typ", *sorted((folder / "fonts").glob("*"))]
    fingerprint = []
    for file in files:
        if file.is_file():
            status = file.stat()
            fingerprint += [file.name, _digest_font(file, status.st_size, status.st_mtime_ns)]
    return tuple(fingerprint)


@lru_cache(maxsize=64)
def _digest_font(file: Path, *_: int) -> str:
    """A digest of a file's bytes. A process that has taken it takes it again once its size or time differ."""
    return digest(file.read_bytes())


@lru_cache(maxsize=32)
def _find_missing(folder: Path, _: tuple[str, ...], words: frozenset[str]) -> dict[str, str]:
    """The words that a PDF cannot show, with the letters that are to blame.

    All words are tried together first; mostly that is all. Single letters come next, because a text in a
    script that no font has may have a thousand words of thirty letters. Words that are refused though each of
    their letters is not, such as a digit in a frame, are found last.
    """
    if not (folder / "policy.typ").is_file():
        return {}
    trial = LetterTrial(folder)
    if not trial.find_refused([" ".join(sorted(words))]):
        return {}
    letters = {letter for word in words for letter in word if _is_independent(letter)}
    refused = frozenset(trial.find_refused(sorted(letters)))
    missing = {word: "".join(filter(refused.__contains__, word)) for word in words if refused & {*word}}
    for word in trial.find_refused(sorted(words - missing.keys())):
        missing[word] = "".join(letter for letter in word if not letter.isascii())
    return missing


def _is_independent(letter: str) -> bool:
    return not letter.isascii() and unicodedata.category(letter) not in _DEPENDENT


# -- where texts stand ---------------------------------------------------------------------------------------


def _list_texts(library: Library, readings: Readings) -> Iterator[Passage]:
    """Every line of every template, and the facts of policies, versions and lists that documents print."""
    for fragment in readings:
        for index, text in enumerate(strip_tags(fragment.text).split("\n")):
            yield Passage(fragment.path, fragment.line + index, text)
    for policy in library.policies.values():
        yield from _list_facts(policy.path, policy.lines, policy.facts.model_dump())
        for version in policy.versions:
            yield from _list_facts(version.body.path, version.lines, version.facts.model_dump())
    for clause in library.clauses.values():
        for revision in clause.revisions:
            facts = revision.facts.model_dump(exclude={"title"})
            yield from _list_facts(revision.body.path, revision.lines, facts)
    for citation in library.citations.values():
        for text in _list_strings(citation.facts.model_dump()):
            yield Passage(citation.path, citation.line, text)
    for term in library.terms.values():
        yield Passage(term.path, term.line, term.facts.term)


def _list_facts(path: str, lines: Mapping[str, int], facts: Mapping[str, object]) -> Iterator[Passage]:
    for name, fact in facts.items():
        for text in _list_strings(fact):
            yield Passage(path, lines.get(name, 1), text)


def _list_strings(fact: object) -> Iterator[str]:
    if isinstance(fact, str):
        yield fact
    elif isinstance(fact, Mapping):
        for part in fact.values():
            yield from _list_strings(part)
    elif isinstance(fact, Iterable):
        for part in fact:
            yield from _list_strings(part)


def _list_values(library: Library) -> Iterator[Passage]:
    """Every value that may be printed, of every layer."""
    yield from _list_layer(library, library.common, ())
    for group in (*library.authorities.values(), *library.trusts.values()):
        yield from _list_layer(library, group.values, _list_members(library, group))
    for school in library.schools.values():
        yield from _list_layer(library, school.values, (school.id,))


def _list_members(library: Library, group: Group) -> tuple[str, ...]:
    """The schools of an authority or a trust."""
    return tuple(
        school.id
        for school in library.schools.values()
        if group in (library.authorities.get(school.facts.authority), library.trusts.get(school.facts.trust))
    )


def _list_layer(library: Library, layer: Layer, schools: tuple[str, ...]) -> Iterator[Passage]:
    for key, dated_values in layer.values.items():
        variable = library.schema.get(key)
        for dated in dated_values if variable and not variable.internal else ():
            for text in _list_printed(dated.value):
                yield Passage(layer.path, dated.line, text, f"'{key}' ", schools)


def _list_printed(value: Value) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Words(singular, plural, article):
            yield from (singular, plural, article)
        case Person(name, title, email, phone):
            yield from (name, title, email, phone)
        case tuple():
            for row in value:
                yield from row.values()


def _list_decisions(library: Library) -> Iterator[Passage]:
    """What adoptions and amendments say in words."""
    owners: list[tuple[Group | School, tuple[str, ...]]] = []
    for trust in library.trusts.values():
        owners.append((trust, _list_members(library, trust)))
    for school in library.schools.values():
        owners.append((school, (school.id,)))
    for owner, schools in owners:
        for adoption in owner.adoptions:
            yield from _list_adoption(adoption, schools)
        for amendment in owner.amendments:
            for text in _list_strings(amendment.facts.model_dump(exclude={"title"})):
                yield Passage(amendment.body.path, 1, text, schools=schools)


def _list_adoption(adoption: Adoption, schools: tuple[str, ...]) -> Iterator[Passage]:
    for text in _list_strings(adoption.facts.model_dump()):
        yield Passage(adoption.path, adoption.line, text, schools=schools)
