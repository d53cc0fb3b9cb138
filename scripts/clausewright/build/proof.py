"""The proof: what is published is held against what the library makes, file by file.

The library is built once more, into a folder of its own and with a cache of its own, because the same
library, day and version of clausewright give the same bytes: any other byte is an error, and so is a file
that is not there. Where the manifest says that another version made the folder, or that only a part of it was
renewed, documents are held against the library by their words, on pages, in Word files and in PDFs, and what
has other bytes is told. No cache is believed.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest
from pathlib import Path, PurePosixPath

from ..errors import ClausewrightError, Problem, Severity
from ..model.library import Library
from ..model.text import count_noun
from ..readers.pdf import read_pdf
from ..site.texts import read_certificate, read_texts
from ..word.package import UnreadableWordFileError
from ..word.reader import read_word_file
from .options import BuildOptions
from .output import Progress
from .pipeline import build
from .staging import MANIFEST
from .verify import Published, list_differing_clauses, name_some, read_published

_HINT = (
    "Build again if the library was changed on purpose; if not, the document was altered, or the library was."
)
_SHOWN_WORDS = 8


@dataclass(slots=True)
class Proof:
    """What came of holding a folder against a library: the problems; how many files are what the library
    makes, byte for byte; and where not every byte can be expected to be the same, the documents that have its
    words and other bytes, and the other files with other bytes. `believes_manifest` says that this was so
    because of what the manifest says of the build, which nothing else proves.
    """

    problems: list[Problem] = field(default_factory=list)
    identical: int = 0
    same_words: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    believes_manifest: bool = False


@contextmanager
def build_again(
    library: Library, published: Published, day: date, without: frozenset[str], progress: Progress
) -> Iterator[Published]:
    """Give a folder with what a library makes on a day, of the kinds that are published, until the block
    ends.

    The library must have passed check but for errors of the schools in `without`, which are left out.
    """
    kinds = {"site"}
    kinds |= {"pdf" for file in published.files if file.endswith(".pdf")}
    kinds |= {"word" for file in published.files if file.endswith(".docx")}
    with tempfile.TemporaryDirectory() as folder:
        out, work = Path(folder) / "public", Path(folder) / "work"
        options = BuildOptions(
            library.root,
            out,
            day,
            kinds=frozenset(kinds),
            without=without,
            work_folder=prepare_work_folder(work),
        )
        build(library, options, progress)
        yield read_published(out)


def prepare_work_folder(work: Path) -> Path:
    """Return a work folder as a proof needs it: with nothing in it."""
    return work


def prove(published: Published, again: Published, without: frozenset[str]) -> Proof:
    """Hold every published file against what was built again. The schools in `without` are passed over, and
    files that are not even what the manifest says.
    """
    proof = Proof()
    is_partial = published.is_partial or bool(without)
    must_be_identical = published.made_by == again.made_by and not is_partial
    for file in sorted(published.files):
        path = published.root / file
        if PurePosixPath(file).parts[0] in without or not published.is_as_written(file):
            continue
        data = path.read_bytes()
        if file not in again.files:
            hint = (
                "Build again if the library was changed on purpose; if not, somebody has put the file there."
            )
            proof.problems.append(Problem(published.path(file), 0, "is no file that the library makes", hint))
        elif data == (right := (again.root / file).read_bytes()):
            proof.identical += 1
        elif "policy" in again.files[file] or file.endswith(".zip"):
            if _has_same_words(proof, published, file, data, right):
                proof.same_words.append(file)
        elif _is_for_all(file):
            message = "is not what the library and clausewright make"
            proof.problems.append(Problem(published.path(file), 0, message, _HINT))
        else:
            proof.others.append(file)
    if must_be_identical:
        _refuse_other_bytes(proof, published)
    else:
        proof.believes_manifest = published.is_partial or published.made_by != again.made_by
        _warn_of_other_bytes(proof, published, is_partial=is_partial)
    if not is_partial:
        proof.problems += _missing_files(published, again)
    return proof


def _missing_files(published: Published, again: Published) -> Iterator[Problem]:
    """A problem for every file that the library makes, and that the folder was never said to have."""
    for file in sorted(again.files.keys() - published.files.keys()):
        message = "is missing: the library makes it, and the folder lacks it"
        yield Problem(published.path(file), 0, message, _HINT)


def _is_for_all(file: str) -> bool:
    """Say whether a file is the same whatever part of the library is built: a picture, a style, a script."""
    return file.startswith("assets/") or "/images/" in file


def _has_same_words(proof: Proof, published: Published, file: str, data: bytes, right_data: bytes) -> bool:
    """Compare a document whose bytes are not those of the one that was made again. Say whether its words are
    the same.
    """
    path = published.path(file)
    if file.endswith(".html"):
        now, right = (page.decode(errors="replace") for page in (data, right_data))
        certificates = ["".join(read_certificate(page).split()) for page in (now, right)]
        clauses = list_differing_clauses(read_texts(right, with_notes=True), read_texts(now, with_notes=True))
        if clauses:
            message = f"says something else than the library: {name_some(clauses)}"
            proof.problems.append(Problem(path, 0, message, _HINT))
        if certificates[0] != certificates[1]:
            message = "bears a certificate that is not what the library says of it"
            proof.problems.append(Problem(path, 0, message, _HINT))
        return not clauses and certificates[0] == certificates[1]
    difference = _find_differing_words(file, data, right_data)
    if difference:
        message = f"says something else than the library: {difference}"
        proof.problems.append(Problem(path, 0, message, _HINT))
    return not difference


def _find_differing_words(name: str, data: bytes, right_data: bytes) -> str:
    """Where the words of two files first differ, "" where they are the same."""
    if name.endswith(".zip"):
        return _find_differing_members(data, right_data)
    now, right = _read_words(name, data), _read_words(name, right_data)
    for index, (word, other) in enumerate(zip_longest(now, right)):
        if word != other:
            end = index + _SHOWN_WORDS
            return f"“{' '.join(now[index:end])}” where it has “{' '.join(right[index:end])}”"
    return ""


def _read_words(name: str, data: bytes) -> tuple[str, ...]:
    """The words of a document; a file that is damaged says so of itself, which no document does."""
    try:
        if name.endswith(".docx"):
            file = read_word_file(data)
            texts = [paragraph.text for paragraph in file.paragraphs] + list(file.page_edges)
            return tuple(word for text in texts for word in text.split())
        if name.endswith(".pdf"):
            return read_pdf(name, data).words
    except (UnreadableWordFileError, ClausewrightError):
        return ("(a", "damaged", "file)")
    return tuple(data.decode(errors="replace").split())


def _find_differing_members(data: bytes, right_data: bytes) -> str:
    """Where two archives of documents differ."""
    try:
        now, right = _unpack(data), _unpack(right_data)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
        return "it is damaged"
    for name in sorted({*now, *right}):
        if name not in right or name not in now:
            return f"it {'has' if name in now else 'lacks'} {name}"
        if now[name] != right[name] and (difference := _find_differing_words(name, now[name], right[name])):
            return f"{name} has {difference}"
    return ""


def _unpack(packed: bytes) -> Mapping[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _refuse_other_bytes(proof: Proof, published: Published) -> None:
    """One version of clausewright makes one file: whatever is different in it, a reader may be shown it."""
    for file in proof.same_words:
        message = "has the words that are compared, but is not byte for byte what the library makes"
        proof.problems.append(Problem(published.path(file), 0, message, _HINT))
    for file in proof.others:
        message = "is not byte for byte what the library makes"
        proof.problems.append(Problem(published.path(file), 0, message, _HINT))


def _warn_of_other_bytes(proof: Proof, published: Published, *, is_partial: bool) -> None:
    place = published.path(MANIFEST)
    if is_partial:
        hint = "The last build renewed only a part of the library. Build all of it to have every byte proved."
    else:
        maker = published.made_by or "an unknown program"
        hint = f"The manifest names {maker}; this is another version, so words were compared. Build again."
    if proof.same_words:
        count = count_noun(len(proof.same_words), "document")
        message = (
            f"lists {count} with the library's words, but not byte for byte what it makes:"
            f" {name_some(proof.same_words)}"
        )
        proof.problems.append(Problem(place, 0, message, hint, Severity.WARNING))
    if proof.others:
        count = count_noun(len(proof.others), "file")
        message = (
            f"lists {count} around the documents that the library makes otherwise: {name_some(proof.others)}"
        )
        proof.problems.append(Problem(place, 0, message, hint, Severity.WARNING))
