"""`clausewright new`: a library to start from, and what its host and its editors need."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import UsageError
from ..model.leftovers import is_leftover
from .library_files import STARTER, put_all
from .settings import SETTINGS, change_settings

HOSTS = ("github", "gitlab", "none")
_HOSTS = Path(__file__).parents[1] / "hosts"
# What only the example in the starter library needs: its folders, the entries of lists, and two variables.
_EXAMPLE_FOLDERS = (
    "policies/photographs/",
    "policies/clauses/",
    "variables/schools/",
    "variables/authorities/",
)
_EXAMPLE_LISTS = ("policies/citations.yml", "policies/terms.yml")
_EXAMPLE_VARIABLES = ("school.consent_form:", "choice.own_devices:")
_SCHEMA, _COMMON = "variables/schema.yml", "variables/common.yml"
# What files of values say of schools, and what they say instead where another body adopts the policies.
_WORDS_OF_OTHERS = {
    "school name": "UNIT name",
    "school e-mail": "UNIT e-mail",
    "type: colour,": "type: colour, label: site colour,",
    "the school": "the UNIT",
    "chair of governors": "chair of the board",
    "chairs the governing body": "chairs the board",
    "singular: headteacher, plural: headteachers": "singular: director, plural: directors",
    "singular: governing board, plural: governing boards": "singular: board, plural: boards",
    "governing_body: {type: words,": "governing_body: {type: words, label: board,",
    "The council's": "The authority's",
    "all schools": "all UNITS",
    "every school's": "every UNIT's",
    "a school's": "a UNIT's",
}
_VARIABLES_OF_SCHOOLS = ("word.pupil:",)
_README = """\
# {title}

- `clausewright edit` opens a desk in the browser, on which everything is done.
- `clausewright check` finds every problem at once.
- `clausewright build` makes `public/`: a website for each who adopts policies, with Word files and PDFs.
"""
# Where these are there already, the lines that they lack are added at the end.
_LISTS_OF_LINES = frozenset({".gitignore", ".gitattributes"})
_REQUIREMENTS = """\
# What the workflow installs. Before you change this line, see "Upgrade, and prove that nothing changed" in
# the documentation of clausewright.
{tool}
--constraint constraints.txt
"""
_CONSTRAINTS = (
    "# The versions with which this clausewright was tried, so that every build gives the same bytes.\n"
)


@dataclass(frozen=True, slots=True)
class NewLibrary:
    """What was done in a folder, by paths relative to it: files written, files that were there and stay as
    they were, and files to which lines were added.
    """

    written: tuple[str, ...]
    kept: tuple[str, ...]
    longer: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beginning:
    """With what a new library begins: the example, or no policy and no school; the title of the front page,
    and the words, by their forms, for the body that adopts, both as in the example where they are empty.
    """

    has_example: bool = True
    title: str = ""
    unit: Mapping[str, str] = field(default_factory=dict)


def write_library(
    folder: Path, host: str = "none", tool: str = "", beginning: Beginning = Beginning()
) -> NewLibrary:
    """Write the starter library into a folder, with what its host needs; into one that has a library already,
    only what the host needs.

    `host` is one of HOSTS; `tool` the line by which the host's workflow installs clausewright. A file that is
    there is never written over. Raises UsageError where the folder has files in the places of a library, and
    no library.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file. Choose a folder.")
    host_files = _gather_host_files(host, tool)
    if not is_library(folder):
        _refuse_if_in_the_way(folder)
        host_files = {**_gather_starter(beginning), **host_files}
    files: dict[Path, bytes] = {}
    kept, longer = [], []
    for name, data in sorted(host_files.items()):
        path = folder / name
        if name in _LISTS_OF_LINES and path.is_file():
            if added := _add_lines(path.read_text(encoding="utf-8"), data.decode()):
                longer.append(name)
                files[path] = added.encode()
        elif path.exists():
            kept.append(name)
        else:
            files[path] = data
    put_all(files)
    written = [path.relative_to(folder).as_posix() for path in files]
    return NewLibrary(tuple(name for name in written if name not in longer), tuple(kept), tuple(longer))


def list_host_files(host: str) -> tuple[str, ...]:
    """The paths of the files that a host needs in a library."""
    return tuple(sorted(_gather_host_files(host, "")))


def is_library(folder: Path) -> bool:
    """Say whether a folder has a library."""
    return (folder / SETTINGS).is_file() and (folder / "policies").is_dir()


def _refuse_if_in_the_way(folder: Path) -> None:
    for name in ("policies", "variables", "overrides"):
        inside = sorted(path.name for path in (folder / name).iterdir()) if (folder / name).is_dir() else []
        if any(not is_leftover(name) for name in inside):
            raise UsageError(
                f"{folder} has a folder {name}/ with files in it, where a library has its own. Move it to"
                " another place, or choose another folder."
            )
    if (folder / SETTINGS).exists():
        raise UsageError(
            f"{folder} has a {SETTINGS} of its own, which is another site's. Choose another folder."
        )


def _gather_starter(beginning: Beginning) -> dict[str, bytes]:
    """The files of the starter library, as somebody begins with it."""
    files = _read_files(STARTER)
    if not beginning.has_example:
        files = {name: data for name, data in files.items() if not name.startswith(_EXAMPLE_FOLDERS)}
        for name in _EXAMPLE_LISTS:
            files[name] = _keep_lines(files[name], lambda line: line.startswith("#"))
        files[_SCHEMA] = _keep_lines(files[_SCHEMA], lambda line: not line.startswith(_EXAMPLE_VARIABLES))
        files["README.md"] = _README.format(title=beginning.title or "Our policies").encode()
    if beginning.unit:
        if not beginning.has_example:
            files[_SCHEMA] = _keep_lines(
                files[_SCHEMA], lambda line: not line.startswith(_VARIABLES_OF_SCHOOLS)
            )
        for name in (_SCHEMA, _COMMON, SETTINGS):
            files[name] = _speak_of(files[name].decode(), beginning.unit).encode()
    settings = change_settings(files[SETTINGS].decode(), beginning.title, beginning.unit)
    return {**files, SETTINGS: settings.encode()}


def _speak_of(text: str, unit: Mapping[str, str]) -> str:
    """A file of the starter library that says of another body what it says of a school."""
    for words, pattern in _WORDS_OF_OTHERS.items():
        others = pattern.replace("UNITS", unit["plural"]).replace("UNIT", unit["singular"])
        text = text.replace(words, others)
    return text


def _keep_lines(data: bytes, is_kept: Callable[[str], bool]) -> bytes:
    """The lines of a file that are kept."""
    return "".join(line for line in data.decode().splitlines(keepends=True) if is_kept(line)).encode()


def _gather_host_files(host: str, tool: str) -> dict[str, bytes]:
    files = _read_files(_HOSTS / "any")
    if host != "none":
        files |= _read_files(_HOSTS / host)
        files["requirements.txt"] = _REQUIREMENTS.format(tool=tool).encode()
        files["constraints.txt"] = (_CONSTRAINTS + "".join(_read_tried_versions())).encode()
    return files


def _read_files(folder: Path) -> dict[str, bytes]:
    """The files of a folder that comes along, by their paths in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def _read_tried_versions() -> Iterator[str]:
    """The lines of the lock file, which is in the package, or beside it where it runs from its own folder."""
    package = Path(__file__).parents[1]
    for path in (package / "requirements.lock", package.parents[1] / "requirements.lock"):
        if path.is_file():
            lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
            yield from (line for line in lines if not line.startswith("#"))
            return


def _add_lines(text: str, lines: str) -> str:
    """A text with those of some lines that it lacks added at its end; empty where it lacks none."""
    known = {line.strip() for line in text.splitlines()}
    missing = [line for line in lines.splitlines() if line.strip() not in known]
    if not missing:
        return ""
    gap = "" if not text or text.endswith("\n") else "\n"
    return f"{text}{gap}" + "".join(f"{line}\n" for line in missing)
