"""What a person has removed, kept in the library's own working folder, so that it can be put back whether or
not the library is in git.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..errors import UsageError
from .library_files import put_all

_FOLDER = Path(".clausewright") / "desk" / "removed"
_RECORD, _FILES = "removal.json", "files"


@dataclass(frozen=True, slots=True)
class Removed:
    """A removal that can be undone: its number, what was removed, on which day, and the digests of the files
    that it touched, by their paths, as they were after it; "" for a file that is gone.
    """

    number: int
    sentence: str
    day: str
    digests: Mapping[str, str]


def keep_removed(
    root: Path, before: Mapping[str, bytes], digests: Mapping[str, str], sentence: str, day: str
) -> None:
    """Keep the files of the library at `root` as they were before a removal that has just been written;
    `digests` are those of the same files now, "" for one that is gone.
    """
    numbers = (removed.number for removed in list_removed(root))
    folder = root / _FOLDER / str(max(numbers, default=0) + 1)
    record = json.dumps({"sentence": sentence, "day": day, "digests": {**digests}}, ensure_ascii=False)
    files = {folder / _FILES / path: data for path, data in before.items()}
    put_all({**files, folder / _RECORD: record.encode()})


def list_removed(root: Path) -> list[Removed]:
    """What has been removed from the library at `root` and not been put back, the latest first."""
    removals = []
    for path in (root / _FOLDER).glob(f"*/{_RECORD}"):
        record = json.loads(path.read_bytes())
        number = int(path.parent.name)
        removals.append(Removed(number, record["sentence"], record["day"], record["digests"]))
    return sorted(removals, key=lambda removed: -removed.number)


def read_removed_files(root: Path, removed: Removed, digests: Mapping[str, str]) -> Mapping[str, bytes]:
    """Return the bytes with which every file that a removal touched is what it was, by path; `digests` are
    those of the files now. Where somebody has changed a list since, what was taken out of it comes behind
    what is there now.

    Raises UsageError where that cannot be, because what was there has been changed otherwise.
    """
    files = {}
    for path, digest in removed.digests.items():
        before = (root / _FOLDER / str(removed.number) / _FILES / path).read_bytes()
        now = digests[path]
        if now == digest:
            files[path] = before
        elif digest and now:
            files[path] = _append_what_is_gone(path, before, (root / path).read_bytes())
        else:
            raise UsageError(f"{path} has been written anew since, or taken away. It was left as it is.")
    return files


def _append_what_is_gone(path: str, before: bytes, now: bytes) -> bytes:
    """A list as it is now, with the entry behind it that it had before; entries begin at the margin."""
    kept = set(now.splitlines())
    gone = [line for line in before.splitlines() if line not in kept]
    if not gone or gone[0].startswith((b" ", b"#")):
        raise UsageError(
            f"{path} has been changed since. What was taken out of it was:"
            f" {b' '.join(gone).decode(errors='replace').strip()}"
        )
    return b"\n".join([now.rstrip(b"\n"), *gone, b""])


def forget_removed(root: Path, removed: Removed) -> None:
    """Throw away what was kept of a removal, once it has been put back."""
    shutil.rmtree(root / _FOLDER / str(removed.number), ignore_errors=True)
