"""Verify: a published folder held against its manifest, and against another one. Nothing is written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from ..errors import ClausewrightError, Problem, Severity
from ..model.dates import month_in_words
from ..site.texts import read_texts
from .plain_files import digest_of_file, read_plain_file
from .signature import SIGNATURE
from .staging import MANIFEST, stays_inside

_NAMED = 8
# What follows a later day, such as a review, may be in no year that a calendar has.
_LAST_YEAR = 9000
_REBUILD = "Build again, or put the last published folder back."


@dataclass(frozen=True, slots=True)
class Published:
    """A published folder: where it is, what its manifest says of each file, the day on which it shows the
    library, None where the manifest names none, and the program that made it. `is_partial` says that the last
    build renewed only a part of it.
    """

    root: Path
    files: Mapping[str, Mapping[str, str]]
    as_at: date | None = None
    made_by: str = ""
    is_partial: bool = False

    def path(self, file: str) -> str:
        """A file as problems name it."""
        return f"{self.root.name}/{file}"

    def is_as_written(self, file: str) -> bool:
        """Say whether a file is there, and is what the manifest says."""
        path = self.root / file
        return (
            path.is_file()
            and not path.is_symlink()
            and digest_of_file(path) == self.files[file].get("sha256")
        )


def read_published(folder: Path) -> Published:
    """Read the manifest of a published folder. Raises ClausewrightError where there is none,
    or it cannot be read.
    """
    place = f"{folder.name}/{MANIFEST}"
    try:
        data = json.loads(read_plain_file(folder / MANIFEST))
        files = {str(path): _read_facts(facts) for path, facts in data["files"].items()}
    except FileNotFoundError:
        hint = "Name a folder that 'clausewright build' has made."
        raise ClausewrightError(
            [Problem(place, 0, "is missing, so nothing can be said of the folder", hint)]
        ) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ClausewrightError([Problem(place, 0, "cannot be read", _REBUILD)]) from None
    outside = [path for path in files if not stays_inside(path)]
    if outside:
        raise ClausewrightError(
            [Problem(place, 0, f"names a file outside the folder: {outside[0]}", _REBUILD)]
        )
    return Published(
        folder,
        files,
        _read_day(place, data.get("as_at")),
        made_by=str(data.get("made_by", "")),
        is_partial=bool(data.get("partial")),
    )


def _read_day(place: str, as_at: object) -> date | None:
    if as_at is None:
        return None
    try:
        day = date.fromisoformat(str(as_at))
    except ValueError:
        day = date.max
    if day.year > _LAST_YEAR:
        raise ClausewrightError([Problem(place, 0, f"gives a day that is none: '{as_at}'", _REBUILD)])
    return day


def _read_facts(facts: Any) -> dict[str, str]:
    return {str(name): str(value) for name, value in facts.items()}


def find_changed_files(published: Published) -> Iterator[Problem]:
    """A problem for every file that is not as it was published, is gone, or was never published."""
    for file in published.files:
        path = published.root / file
        if not path.exists() and not path.is_symlink():
            yield Problem(published.path(file), 0, "is missing: it was published, and is gone", _REBUILD)
        elif not published.is_as_written(file):
            yield Problem(published.path(file), 0, "has been changed since it was published", _REBUILD)
    for path in sorted(published.root.rglob("*")):
        file = path.relative_to(published.root).as_posix()
        if (path.is_file() or path.is_symlink()) and file not in (MANIFEST, SIGNATURE, *published.files):
            hint = "Remove it, or keep it outside: the next build would not bring it back."
            yield Problem(published.path(file), 0, "is foreign: no build has put it there", hint)


def find_changed_texts(published: Published, other: Published) -> Iterator[Problem]:
    """A problem for every document whose text is not that of `other` under the same version.

    Where the wording is the same and only a school's values differ, that is a warning.
    """
    for file, facts in _select_documents(published).items():
        before = _select_documents(other).get(file)
        if before is None or (before["policy"], before["version"]) != (facts["policy"], facts["version"]):
            continue
        folders = [folder for folder in (published, other) if (folder.root / file).is_file()]
        if len(folders) < 2:
            continue
        now, then = (
            read_texts((folder.root / file).read_text(encoding="utf-8", errors="replace"))
            for folder in folders
        )
        if places := list_differing_clauses(then, now):
            values_only = facts.get("variant") == before.get("variant") and all(
                folder.is_as_written(file) for folder in folders
            )
            yield _report_changed_text(
                published.path(file), other.root.name, facts["version"], places, values_only=values_only
            )


def _report_changed_text(
    path: str, other: str, version: str, places: list[str], *, values_only: bool
) -> Problem:
    difference = "other values" if values_only else "another text"
    message = (
        f"has {difference} than in {other}/, under the same version ({month_in_words(version)}):"
        f" {name_some(places)}"
    )
    if values_only:
        hint = "The wording is the same; what the school fills in is not."
        return Problem(path, 0, message, hint, Severity.WARNING)
    hint = (
        "One version has one text at a school. Look at what was decided on, and run 'clausewright check': it"
        " names what has changed in issued text."
    )
    return Problem(path, 0, message, hint)


def _select_documents(published: Published) -> dict[str, Mapping[str, str]]:
    """The pages of policies by their path. `latest/` has the same pages again."""
    documents = {}
    for file, facts in published.files.items():
        parts = PurePosixPath(file).parts
        if (
            len(parts) == 4
            and parts[3] == "index.html"
            and parts[1] != "latest"
            and {"policy", "version"} <= facts.keys()
        ):
            documents[file] = facts
    return documents


def name_some(things: Sequence[str]) -> str:
    """Name the first of several, and say how many more there are."""
    more = f" and {len(things) - _NAMED} more" if len(things) > _NAMED else ""
    return f"{', '.join(things[:_NAMED])}{more}"


def list_differing_clauses(then: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Where two texts differ, in the order of the newer one."""
    places = dict.fromkeys((*now, *then))
    return [_describe_place(id, then.get(id), now.get(id)) for id in places if then.get(id) != now.get(id)]


def _describe_place(id: str, then: str | None, now: str | None) -> str:
    place = f"clause '{id}'" if id else "text between clauses"
    if then is None:
        return f"{place} is new"
    return f"{place} is gone" if now is None else place
