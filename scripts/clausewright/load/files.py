"""The door: the bytes of a library's files, and plain text out of them; and the bytes of a foreign file."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path

from ..errors import Problem, UsageError
from ..model.leftovers import is_leftover

FOLDERS = ("policies", "variables")
IMAGE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg"})
# Names that only files have: a folder of such a name stands where a file was meant.
_SETTINGS = "mkdocs.yml"
_SUFFIXES = IMAGE_SUFFIXES | {".yml", ".md", ".json"}
LARGEST = 4_000_000
_TOO_LARGE = ("is larger than 4 MB", "Make the file smaller; pictures 1600 pixels wide do well.")
# What cannot be printed, what turns the direction of the letters behind it (U+202A-202E, U+2066-2069), and
# tag letters, which nobody sees; those behind a black flag make the flags of England, Scotland and Wales.
CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
    r"|(?<![\U0001f3f4\U000e0020-\U000e007e])[\U000e0000-\U000e007f]"
)


def read_folder(root: Path) -> tuple[dict[str, bytes], list[Problem]]:
    """Read every file under the library's two folders.

    Returns the bytes of each by its path from `root`, with forward slashes, and the problems found on the
    way: links, files that cannot be read, what is no file at all, files larger than any policy is. What
    systems leave behind is passed over.
    """
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    home = root.resolve()
    unreadable: list[OSError] = []
    for folder in FOLDERS:
        for path in _walk(root / folder, unreadable):
            name = show_name(path.relative_to(root))
            fault = _find_fault(path, home)
            if fault:
                problems.append(Problem(name, 0, *fault))
                continue
            try:
                files[name] = path.read_bytes()
            except OSError as error:
                problems.append(Problem(name, 0, *_explain_error(error)))
    for refusal in unreadable:
        name = show_name(Path(str(refusal.filename)).relative_to(root))
        problems.append(Problem(name, 0, *_explain_error(refusal)))
    return files, problems


def stamp_files(root: Path) -> dict[str, tuple[int, int]]:
    """When each file under the library's folders, and its settings, were last written, and how long each is,
    by its path from `root`.

    Two equal answers mean that nobody has changed a file in between.
    """
    stamps: dict[str, tuple[int, int]] = {}
    files = [path for folder in FOLDERS for path in _walk(root / folder, [])]
    for path in (*files, root / _SETTINGS):
        try:
            status = path.stat()
        except OSError:
            # A link that leads nowhere, or a file that has just gone: reading it will say so.
            stamps[show_name(path.relative_to(root))] = (0, 0)
            continue
        stamps[show_name(path.relative_to(root))] = (status.st_mtime_ns, status.st_size)
    return stamps


def digest_file(root: Path, name: str) -> str:
    """A digest of the bytes of a library's file, by which it is seen that somebody has changed it; an empty
    string where there is no such file.
    """
    path = root / name
    if not path.exists() or find_no_file(path):
        return ""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:24]


def _walk(folder: Path, unreadable: list[OSError]) -> list[Path]:
    """Every file below a folder, links to folders and folders with the name of a file among them; what is
    wrong with folders that cannot be read goes to `unreadable`.
    """
    if not folder.is_dir():
        return []
    paths: list[Path] = []
    for parent, folders, names in os.walk(folder, onerror=unreadable.append):
        folders[:] = sorted(name for name in folders if not is_leftover(name))
        parent_path = Path(parent)
        for name in folders:
            if (parent_path / name).is_symlink() or Path(name).suffix in _SUFFIXES:
                paths.append(parent_path / name)
        folders[:] = [name for name in folders if Path(name).suffix not in _SUFFIXES]
        paths += [parent_path / name for name in sorted(names) if not is_leftover(name)]
    return paths


def show_name(path: Path) -> str:
    """A path with forward slashes, in letters that every terminal can print."""
    name = path.as_posix().encode("utf-8", errors="backslashreplace").decode()
    return re.sub(r"[\x00-\x1f\x7f]", lambda letter: f"\\x{ord(letter[0]):02x}", name)


def _find_fault(path: Path, home: Path) -> tuple[str, str] | None:
    """What keeps a file from being read, and what to do; None where nothing does."""
    if (size := _find_size(path)) is not None:
        return _TOO_LARGE if size > LARGEST else None
    if (fault := find_no_file(path)) and not path.is_dir():
        return fault
    target = path.resolve()
    kind = target.stat()
    if path.is_symlink() and not target.is_relative_to(home):
        return "is a link out of the library", "Copy the file into the library instead."
    if path.is_symlink() and stat.S_ISDIR(kind.st_mode):
        return "is a link to a folder, which is not followed", "Copy the folder instead."
    if path.is_symlink() and (owner := _find_owner(target, home)) and owner != _find_owner(path, home):
        return (
            f"is a link to a file of {owner}",
            "Write a file of its own: what one changes is not the other's.",
        )
    if fault:
        return fault
    if kind.st_size > LARGEST:
        return _TOO_LARGE
    return None


def _find_size(path: Path) -> int | None:
    """The size of a plain file that is no link, as nearly all are; of everything else None."""
    try:
        status = path.lstat()
    except OSError:
        return None
    return status.st_size if stat.S_ISREG(status.st_mode) else None


def find_no_file(path: Path) -> tuple[str, str] | None:
    """Return what a path leads to that is no plain file, and what to do; None for a plain file.

    The path is never opened for that: a pipe or a device would wait for somebody who never writes.
    """
    try:
        if stat.S_ISREG(path.lstat().st_mode):
            return None
        mode = path.resolve(strict=True).stat().st_mode
    except (OSError, RuntimeError) as error:  # a link in a circle is a RuntimeError before Python 3.13
        return _explain_error(error)
    if stat.S_ISDIR(mode):
        return "is a folder, where a file should be", "Move out what is in it, and delete the folder."
    if not stat.S_ISREG(mode):
        return "is no file but a pipe, socket or device", "Delete it, and write a plain file instead."
    return None


def _find_owner(path: Path, home: Path) -> str:
    """The school or trust to which a file belongs, "schools/ashgrove"; an empty string for everybody's."""
    # A link is itself in the folder where it stands, wherever it leads.
    parts = (path.parent.resolve() / path.name).relative_to(home).parts
    is_owned = len(parts) > 3 and parts[0] == "variables" and parts[1] in ("schools", "trusts")
    return "/".join(parts[1:3]) if is_owned else ""


def _explain_error(error: Exception) -> tuple[str, str]:
    reason = error.strerror if isinstance(error, OSError) else "it leads round in a circle"
    return f"cannot be read: {reason}", "Check that it exists and that you may read it."


def read_text(name: str, files: Mapping[str, bytes], problems: list[Problem]) -> str:
    """Return a file as text with LF line ends.

    Where it is not plain UTF-8 text with such line ends, what is wrong goes to `problems`, and what comes
    back is the text as it was probably meant, to be looked at for other faults.
    """
    text = _decode(name, files[name], problems)
    faults = (
        (text.find("\ufeff"), "has a byte-order mark", "Save it again as 'UTF-8', not 'UTF-8 with BOM'."),
        (
            text.find("\r"),
            "has Windows line ends (CRLF)" if "\r\n" in text else "has old Macintosh line ends (CR)",
            "Save it again with line ends 'LF'; the .gitattributes file keeps them so.",
        ),
        (text.find("\t"), "has a tab", "Use spaces instead."),
        (
            _find_position(CONTROL, text),
            "has an invisible control character",
            "Delete it; it cannot be printed.",
        ),
    )
    for position, message, hint in faults:
        if position >= 0:
            problems.append(Problem(name, text.count("\n", 0, position) + 1, message, hint))
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "").replace("\t", "  ")
    return CONTROL.sub("", text)


_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def _decode(name: str, data: bytes, problems: list[Problem]) -> str:
    """The letters of a file: in UTF-8, or after a problem in what Windows writes otherwise."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.append(Problem(name, line, "is not UTF-8 text", "Save it again with the encoding UTF-8."))
    if data.startswith(_UTF_16):
        return data.decode("utf-16", errors="replace").lstrip("\ufeff")
    return data.decode("cp1252", errors="replace")


def _find_position(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.search(text)
    return match.start() if match else -1


# -- A foreign file that a person wants to import ------------------------------------------------------------

_LARGEST = 200_000_000


def read_foreign(path: Path) -> bytes:
    """Return a file's bytes. Raises UsageError where it is not there or larger than any policy."""
    try:
        if path.is_dir():
            raise UsageError(f"{path} is a folder. Name the file in it that holds the policy.")
        if not path.is_file():
            raise UsageError(f"There is no file {path}.")
        if path.stat().st_size > _LARGEST:
            raise UsageError(
                f"{path} is larger than {_LARGEST // 1_000_000} MB. Take out its pictures, or save it as"
                " plain text."
            )
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
