"""Law 9, no leaks: no open token, no placeholder, no other school's value and no internal field in anything
that is published.

Everything that the build of the repository's library has published is looked through: pages, search indexes,
every part of every Word file, words, tags and metadata of every PDF.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from clausewright.model.library import Library, School
from clausewright.model.values import Kind, Layer, Person, Value, Variable
from tests.conftest import Built
from tests.support import REPOSITORY
from tests.support.readback.html import parsed
from tests.support.readback.texts import everything_in, squeezed

SCHOOLS = tuple(sorted(path.name for path in (REPOSITORY / "variables" / "schools").iterdir()))
READERS = ("model", *SCHOOLS)
TOKEN = re.compile(r"Q[xsh][A-Za-z0-9]+?[xsh]Q")
VOCABULARY = frozenset(
    {Kind.WORDS, Kind.CHOICE, Kind.FLAG, Kind.COLOUR, Kind.DATE, Kind.MONTH, Kind.NUMBER, Kind.IMAGE}
)


@cache
def _said(path: Path) -> str:
    return everything_in(path)


@cache
def _squeezed(path: Path) -> str:
    return squeezed(_said(path))


def _files(folder: Path) -> Iterator[Path]:
    """Every file in a folder; of files that are the same to the byte, one."""
    seen: set[str] = set()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".zip":
            digest = hashlib.sha256(path.read_bytes()).hexdigest() + path.suffix
            if digest not in seen:
                seen.add(digest)
                yield path


def _found(public: Path, paths: Iterable[Path], needles: Iterable[str]) -> list[str]:
    """Where any of the needles stands in what the files say, however it is broken over lines."""
    wanted = {squeezed(needle): needle for needle in needles}
    found = []
    for path in paths:
        text = _squeezed(path)
        found += [
            f"{path.relative_to(public)}: {needle}" for short, needle in wanted.items() if short in text
        ]
    return found


# -- what values there are -----------------------------------------------------------------------------------


def _printed(variable: Variable, value: Value) -> Iterator[str]:
    """Every text that a value may print and that tells whose it is."""
    if isinstance(value, Person):
        yield from filter(None, (value.name, value.email, value.phone))
    elif isinstance(value, tuple):
        for row in value:
            yield from (cell for column, cell in row.items() if variable.of[column] not in VOCABULARY)
    elif isinstance(value, str) and variable.kind not in VOCABULARY:
        yield value


def _in_layer(library: Library, layer: Layer, internal: bool = False) -> set[str]:
    """Every text of a layer's values, on any day."""
    return {
        text
        for key, dated in layer.values.items()
        if library.schema[key].internal is internal
        for one in dated
        for text in _printed(library.schema[key], one.value)
    }


def _own(library: Library, school: School | None) -> set[str]:
    layers = library.layers(school) if school else (library.common,)
    return {text for layer in layers for text in _in_layer(library, layer)}


def _model(library: Library) -> str:
    """Everything that the model itself says, and the schema's own words."""
    sources = sorted((library.root / "policies").rglob("*.md")) + sorted(
        (library.root / "policies").rglob("*.yml")
    )
    texts = [
        path.read_text(encoding="utf-8") for path in (*sources, library.root / "variables" / "schema.yml")
    ]
    return squeezed("\n".join(texts))


def _others(library: Library, reader: str) -> set[str]:
    """What the values of all others say that is neither the reader's own nor the model's."""
    own = _own(library, library.schools.get(reader))
    layers = [school.values for school in library.schools.values()]
    layers += [group.values for groups in (library.trusts, library.authorities) for group in groups.values()]
    known = squeezed("\n".join(own)) + _model(library)
    others = {text for layer in layers for text in _in_layer(library, layer)} - own
    return {text for text in others if len(text) > 3 and squeezed(text) not in known}


# -- the law -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reader", READERS)
def test_no_value_of_another_school_is_in_a_readers_files(built: Built, reader: str) -> None:
    needles = _others(built.library, reader)
    assert len(needles) > 100
    names = {
        str(values[0].value)
        for school in built.library.schools.values()
        if (values := school.values.values.get("school.name"))
    }
    assert len(names & needles) >= len(SCHOOLS) - 1
    assert _found(built.public, _files(built.public / reader), needles) == []


@pytest.mark.parametrize("reader", SCHOOLS)
def test_the_search_would_find_the_readers_own_values(built: Built, reader: str) -> None:
    """The test above can only pass because nothing is there, not because nothing is seen."""
    school = built.library.schools[reader]
    name = str(school.values.values["school.name"][0].value)
    paths = [
        path
        for path in _files(built.public / reader)
        if path.suffix in (".pdf", ".docx", ".html") or path.name == "index.js"
    ]
    silent = [path for path in paths if not _found(built.public, [path], [name])]
    assert silent == []


def test_no_token_is_left_open(built: Built) -> None:
    found = [
        f"{path.relative_to(built.public)}: {token[0]}"
        for path in _files(built.public)
        for token in TOKEN.finditer(_said(path))
    ]
    assert found == []


@pytest.mark.parametrize("reader", READERS)
def test_no_template_is_left_open(built: Built, reader: str) -> None:
    found = []
    for path in _files(built.public / reader):
        text = _said(path)
        found += [f"{path.relative_to(built.public)}: {brace}" for brace in ("{{", "{%") if brace in text]
    assert found == []


@pytest.mark.parametrize("reader", SCHOOLS)
def test_no_blank_of_the_model_is_in_a_schools_files(built: Built, reader: str) -> None:
    blanks = {f"[{variable.name}]" for variable in built.library.schema.values()}
    for path in _files(built.public / "model"):
        if path.suffix == ".html":
            page = parsed(path.read_text(encoding="utf-8"))
            blanks |= {span.text_content() for span in page.iter("span") if "blank" in span.classes}
    assert "[school name]" in blanks
    assert len(blanks) > 20
    assert _found(built.public, _files(built.public / reader), blanks) == []
    for path in _files(built.public / reader):
        assert 'class="blank"' not in _said(path), path


def test_no_internal_value_is_published_anywhere(built: Built) -> None:
    library = built.library
    layers = [library.common, *(school.values for school in library.schools.values())]
    layers += [group.values for groups in (library.trusts, library.authorities) for group in groups.values()]
    internal = {text for layer in layers for text in _in_layer(library, layer, internal=True)}
    assert internal
    digits = {re.sub(r"\D", "", text) for text in internal if re.fullmatch(r"[\d +()-]+", text)}
    needles = internal | digits | {f"+44{number[1:]}" for number in digits if number.startswith("0")}
    assert _found(built.public, _files(built.public), needles) == []


def test_archives_hold_only_files_that_are_published_beside_them(built: Built) -> None:
    archives = list(built.public.rglob("*.zip"))
    assert archives
    for path in archives:
        with zipfile.ZipFile(path) as archive:
            packed = {name: archive.read(name) for name in archive.namelist()}
        beside = {
            file.name: file.read_bytes() for file in path.parent.iterdir() if file.suffix in (".pdf", ".docx")
        }
        assert packed == beside, path


def test_nothing_of_the_library_itself_is_published(built: Built) -> None:
    written = [
        path
        for name in ("policies", "variables")
        for path in (built.root / name).rglob("*")
        if path.suffix in (".md", ".yml")
    ]
    sources = {hashlib.sha256(path.read_bytes()).hexdigest() for path in written}
    published = {
        hashlib.sha256(path.read_bytes()).hexdigest(): path
        for path in built.public.rglob("*")
        if path.is_file()
    }
    assert [str(published[digest]) for digest in sources & published.keys()] == []
    assert not (built.public / "office").exists()


def test_no_place_on_the_builders_disk_is_published(built: Built) -> None:
    needles = {str(built.root), str(REPOSITORY), str(Path.home()), str(Path(tempfile.gettempdir())) + "/"} - {
        "/"
    }
    assert _found(built.public, _files(built.public), needles) == []
