"""The swap: a new site takes the place of the last one.

Where the system can, the two folders change places in one step, so that no page is ever missing. Elsewhere
the last site steps aside and the new one moves in, with nothing between the two renames. Where the folder
cannot be renamed, because a volume is mounted there, its files are replaced one by one, each in one step.

Windows refuses to rename a folder while a program has a file in it open: whoever looks for viruses, copies to
a cloud or makes previews has one for a moment, and a reader for as long as they read.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
import time
from pathlib import Path

from .plain_files import remove

_INSIDE = ".unfinished"
# What may stand in a folder that no build has made: a build that was killed left the one, a disk has the
# other.
PASSED_OVER = frozenset({_INSIDE, "lost+found"})
_CURRENT_FOLDER = -100  # AT_FDCWD
# Seconds between attempts to rename what somebody has a file open in: three in all.
_WAITS = (0.05, 0.1, 0.2, 0.4, 0.8, 1.5)
_EXCHANGE = 2  # RENAME_EXCHANGE of renameat2(2); RENAME_SWAP of renamex_np(2) is the same number


def find_staging_folder(out: Path) -> Path:
    """Return where the new site of `out` is written: beside it, or inside where nothing can be beside it."""
    beside, inside = _list_staging_folders(out)
    is_mounted = out.is_dir() and (os.path.ismount(out) or not os.access(out.parent, os.W_OK))
    return inside if is_mounted else beside


def has_leftovers(out: Path) -> bool:
    """Say whether a build was killed before it had put its site in the place of `out`, or cleared up."""
    return any(os.path.lexists(place) for place in (_name_former_folder(out), *_list_staging_folders(out)))


def clear_leftovers(out: Path) -> None:
    """Put the last site back where a build was killed between the two steps of taking its place, and delete
    what killed builds left behind.
    """
    recover(out)
    for place in _list_staging_folders(out):
        remove(place)


def _list_staging_folders(out: Path) -> tuple[Path, Path]:
    """Where a new site of `out` may have been written."""
    return out.with_name(f".{out.name}.unfinished"), out / _INSIDE


def recover(out: Path) -> None:
    """Put the last site back where a build was killed between the two steps of taking its place."""
    former = _name_former_folder(out)
    if former.exists() and not out.exists():
        try:
            _rename_patiently(former, out)
        except PermissionError:
            # What is open can be read all the same; the next build deletes the other.
            shutil.copytree(former, out)
    elif former.exists():
        shutil.rmtree(former, ignore_errors=True)


def swap(unfinished: Path, out: Path) -> None:
    """Let the finished site in `unfinished` take the place of `out`. Whatever is in `unfinished` afterwards
    is of no use.

    Raises OSError where the disk does not let it; `out` is as it was then, unless a volume is mounted there.
    """
    if unfinished.parent == out:
        _replace_files(unfinished, out)
    elif not out.exists():
        unfinished.rename(out)
    elif not exchange(unfinished, out):
        try:
            _swap_in_two_steps(unfinished, out)
        except OSError as error:
            if error.errno not in (errno.EBUSY, errno.EXDEV):
                raise
            _replace_files(unfinished, out)


def exchange(first: Path, second: Path) -> bool:
    """Let two folders change places in one step; say whether the system and the disk could.

    Linux has renameat2(2), macOS renamex_np(2); Windows has nothing of the kind.
    """
    names = os.fsencode(first), os.fsencode(second)
    arguments: tuple[int | bytes, ...]
    if sys.platform == "linux":
        name, arguments = "renameat2", (_CURRENT_FOLDER, names[0], _CURRENT_FOLDER, names[1], _EXCHANGE)
    elif sys.platform == "darwin":
        name, arguments = "renamex_np", (*names, _EXCHANGE)
    else:
        return False
    rename = getattr(ctypes.CDLL(None), name, None)
    return rename is not None and rename(*arguments) == 0


def _name_former_folder(out: Path) -> Path:
    return out.with_name(f".{out.name}.former")


def _swap_in_two_steps(unfinished: Path, out: Path) -> None:
    """A kill between the two renames is mended by the next build, a failure of the second at once."""
    _rename_patiently(out, _name_former_folder(out))
    try:
        _rename_patiently(unfinished, out)
    finally:
        recover(out)


def _rename_patiently(source: Path, target: Path) -> None:
    """Rename a folder, and wait for whoever has a file in it open.

    Raises PermissionError where they keep it open.
    """
    for wait in _WAITS:
        try:
            source.rename(target)
        except PermissionError:
            time.sleep(wait)
        else:
            return
    source.rename(target)


def _replace_files(unfinished: Path, out: Path) -> None:
    """Replace a site file by file; the manifest comes last of the new files,
    and then what is no longer in the site is deleted.
    """
    files = [path.relative_to(unfinished) for path in unfinished.rglob("*") if path.is_file()]
    for file in sorted(files, key=lambda file: (len(file.parts) == 1, file)):
        target = out / file
        _make_way(target, out)
        if target.is_dir():
            shutil.rmtree(target)
        _move(unfinished / file, target)
    kept = {out / file for file in files}
    for folder, folders, names in os.walk(out, topdown=False):
        if unfinished in (Path(folder), *Path(folder).parents) or "lost+found" in Path(folder).parts:
            continue
        for name in names:
            if Path(folder, name) not in kept:
                Path(folder, name).unlink()
        for name in folders:
            path = Path(folder, name)
            if name not in PASSED_OVER and not any(path.iterdir()):
                path.rmdir()


def _make_way(target: Path, out: Path) -> None:
    """Make the folders of a file; a file that stands where a folder comes gives way."""
    for folder in reversed(target.relative_to(out).parents[:-1]):
        if (out / folder).is_file():
            (out / folder).unlink()
        (out / folder).mkdir(exist_ok=True)


def _move(source: Path, target: Path) -> None:
    """Move a file over another, which is there, old or new, at every moment."""
    try:
        source.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        unfinished = target.with_name(f".{target.name}{_INSIDE}")
        shutil.copy2(source, unfinished)
        unfinished.replace(target)
