"""Answers given before: a command that only reads says the same again while nothing that it depends on has
changed.

It depends on the library's files, the call, the day, the program, and the terminal that it speaks to. A
digest of all of them stands beside the answer. `build`, `issue` and whatever else writes never ask here: they
look for themselves.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from typing import IO, Any, cast

from ..build.cache import FOLDER, Cache
from ..build.program import describe_program
from ..errors import UsageError
from ..model.canonical import digest
from .command import find_library, read_today

# The commands, and all options of theirs with which they read nothing but the library and write nothing.
_COMMANDS = frozenset({"check", "status", "todo", "where-used", "diff"})
_OPTIONS = frozenset(
    {"--library", "--as-at", "--format", "--strict", "--family", "--rule", "--rules", "--school", "--policy"}
    | {"--state", "--against", "--exit-code", "--trust", "--older-than"}
)
_FOLDERS = ("policies", "variables", "overrides")
_SETTINGS = "mkdocs.yml"
# Of the environment, what decides how the terminal is spoken to.
_SURROUNDINGS = (
    "NO_COLOR",
    "FORCE_COLOR",
    "TERM",
    "COLORTERM",
    "TTY_COMPATIBLE",
    "TTY_INTERACTIVE",
    "COLUMNS",
)
_KIND = "answer"
_FINE, _PROBLEMS = 0, 1


def answer(argv: Sequence[str], run: Callable[[Sequence[str]], int]) -> int:
    """Carry out a command line with `run`, or say again what it said, and return its exit code.

    What was said is kept in the library's cache, which need not be writable.
    """
    root = _find_root(argv)
    before = root and take_digest(root)
    if not root or not before:
        return run(argv)
    cache = Cache(root / FOLDER / "answers")
    key = digest(str(Path.cwd()), *_describe_terminal(), *argv)
    if (kept := _find_answer(cache, key, before)) is not None:
        return _repeat(*kept)
    output: list[tuple[str, str]] = []
    with (
        redirect_stdout(cast(IO[str], _Recorder(sys.stdout, "out", output))),
        redirect_stderr(cast(IO[str], _Recorder(sys.stderr, "err", output))),
    ):
        code = run(argv)
    # Somebody may have saved a file meanwhile: then nobody knows which of the two this is the answer for.
    if code in (_FINE, _PROBLEMS) and take_digest(root) == before:
        with suppress(OSError):
            cache.put(_KIND, key, json.dumps([before, output, code]).encode())
    return code


class _Recorder:
    """A stream that is written to as before, and what was written, in the order of all streams."""

    def __init__(self, stream: IO[str], name: str, output: list[tuple[str, str]]) -> None:
        self._stream, self._name, self._output = stream, name, output

    def write(self, text: str) -> int:
        self._output.append((self._name, text))
        return self._stream.write(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def _find_answer(cache: Cache, key: str, inputs: str) -> tuple[list[tuple[str, str]], int] | None:
    """What was said to the same call on the same inputs."""
    data = cache.find(_KIND, key)
    if data is None:
        return None
    kept_inputs, output, code = json.loads(data)
    return (output, code) if kept_inputs == inputs else None


def _repeat(output: list[tuple[str, str]], code: int) -> int:
    for name, text in output:
        (sys.stdout if name == "out" else sys.stderr).write(text)
    sys.stdout.flush()
    return code


def _find_root(argv: Sequence[str]) -> Path | None:
    """The library that a command line is about, or None where it does more than read one."""
    if not argv or argv[0] not in _COMMANDS:
        return None
    options = [argument.partition("=")[0] for argument in argv if argument.startswith("-")]
    if not _OPTIONS.issuperset(options) or options.count("--library") > 1:
        return None
    named = [argument.partition("=")[2] for argument in argv if argument.startswith("--library=")]
    if "--library" in argv:
        named = list(argv[argv.index("--library") + 1 :][:1])
    root = Path(named[0]) if named else find_library(Path())
    has_library = (root / "policies").is_dir() and (root / _SETTINGS).is_file()
    return root.resolve() if has_library and not (root / FOLDER).is_symlink() else None


def take_digest(root: Path) -> str:
    """A digest of all that an answer depends on but the call; an empty text where it cannot be told."""
    try:
        if _has_rules_of_others():
            return ""
        return digest(str(read_today()), *describe_program(), *describe_library(root))
    except (OSError, UsageError):
        return ""


def describe_library(root: Path) -> Iterator[str | bytes]:
    """Every file of a library, its path and its bytes; the names beside its folders, because those that were
    misspelt are told.
    """
    for entry in sorted(root.iterdir()):
        if entry.name != FOLDER:
            yield f"{entry.name} {entry.is_dir()}"
    yield (root / _SETTINGS).read_bytes()
    for folder in _FOLDERS:
        for place, folders, names in os.walk(root / folder):
            folders.sort()
            for name in sorted((*folders, *names)):
                path = Path(place, name)
                mode = path.lstat().st_mode
                yield f"{path.relative_to(root).as_posix()} {mode}"
                if stat.S_ISLNK(mode):
                    yield str(path.readlink())
                elif stat.S_ISREG(mode):
                    yield path.read_bytes()


def _has_rules_of_others() -> bool:
    """Say whether an installed package brings rules of wording. Whoever writes one edits files that stand in
    no list of installed ones.
    """
    for entry in sys.path:
        for entry_points in Path(entry).glob("*.dist-info/entry_points.txt"):
            if b"[clausewright.rules]" in entry_points.read_bytes():
                return True
    return False


def _describe_terminal() -> Iterator[str]:
    """What is spoken to: terminals are told in colour."""
    yield f"{sys.stdout.isatty()} {sys.stderr.isatty()} {sys.stdout.encoding} {shutil.get_terminal_size()}"
    for name in _SURROUNDINGS:
        yield f"{name}={os.environ.get(name)}"
