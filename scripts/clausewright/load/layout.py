"""Layout: the files and folders that a library has. What stands anywhere else, nothing would read, and what
it says would be lost without a word; so it is a problem, with the name that was probably meant.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import PurePosixPath

from ..errors import Problem
from .files import IMAGE_SUFFIXES

_LISTS = (
    "citations",
    "terms",
    "editions",
    "effects",
    "names",
    "positions",
    "checklists",
    "wording",
    "requirements",
)
_README = re.compile(r"readme(\.\w+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Folder:
    """What may stand in a folder: the files and folders with fixed names, and whether others may be there."""

    files: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    has_pictures: bool = False
    # A folder for each clause, policy, school ...; a file for each authority or decision.
    any_folder: bool = False
    any_yaml: bool = False
    # What to do with a file that stands there, where that is usual enough to be said.
    hint: str = ""


_AMENDMENT_HINT = "Put it into a folder named after its clause: amendments/pupil-contact/2026-09.md."
_OF_A_SCHOOL = ("amendments", "decisions")
# Folders by their paths, in which * is the id of a clause, policy, trust or school. Those of dated files are
# looked at where these are read.
_FOLDERS: Mapping[str, _Folder] = {
    "policies": _Folder(
        tuple(f"{name}.yml" for name in _LISTS), folders=("clauses", "images"), any_folder=True
    ),
    "policies/images": _Folder(has_pictures=True, any_folder=True),
    "policies/clauses": _Folder(
        any_folder=True, hint="Put it into a folder named after its clause: pupil-contact/2026-09.md."
    ),
    "variables": _Folder(
        ("schema.yml", "common.yml", "values.schema.json"),
        ("schools", "trusts", "authorities"),
        has_pictures=True,
    ),
    "variables/authorities": _Folder(any_yaml=True, has_pictures=True),
    "variables/trusts": _Folder(
        any_folder=True, hint="Put it into a folder named after its trust: example-trust/trust.yml."
    ),
    "variables/trusts/*": _Folder(("trust.yml", "adoptions.yml"), _OF_A_SCHOOL, has_pictures=True),
    "variables/schools": _Folder(
        any_folder=True, hint="Put it into a folder named after its school: ashford-lane/school.yml."
    ),
    "variables/schools/*": _Folder(("school.yml", "adoptions.yml"), _OF_A_SCHOOL, has_pictures=True),
    "variables/trusts/*/amendments": _Folder(any_folder=True, hint=_AMENDMENT_HINT),
    "variables/schools/*/amendments": _Folder(any_folder=True, hint=_AMENDMENT_HINT),
    "variables/trusts/*/decisions": _Folder(any_yaml=True),
    "variables/schools/*/decisions": _Folder(any_yaml=True),
}
# Folders whose files are named by date: a policy's versions, a clause's revisions, amendments.
_DATED = ("policies/*", "policies/clauses/*", "variables/*/*/amendments/*")


@dataclass(frozen=True, slots=True)
class Layout:
    """What a library's paths say: the problems, and by the path that a file should have the one that it has.

    A file under a wrong name is read all the same, where nothing stands under the right one, so that all
    else that is wrong with it is told too.
    """

    problems: tuple[Problem, ...]
    misnamed: Mapping[str, str]
    strays: frozenset[str]


def read_layout(paths: Collection[str]) -> Layout:
    """Look at the paths of a library's files, relative to it and with forward slashes."""
    problems: list[Problem] = []
    misnamed: dict[str, str] = {}
    strays: set[str] = set()
    stray_folders: set[str] = set()
    children = _list_children(paths)
    for path in sorted(paths):
        parent, _, name = path.rpartition("/")
        if stray := _find_stray_folder(parent, children):
            if stray not in stray_folders:
                stray_folders.add(stray)
                problems.append(_explain_stray_folder(stray, children))
            strays.add(path)
            continue
        folder = _find_rules(parent)
        if folder is None or _is_allowed(name, folder):
            continue
        strays.add(path)
        nearest = suggest_name(name, folder.files)
        if not nearest and folder.any_yaml and PurePosixPath(name).suffix.lower() in (".yaml", ".yml"):
            nearest = f"{PurePosixPath(name).stem}.yml"
        target = f"{parent}/{nearest}"
        if nearest and target not in paths and target not in misnamed:
            misnamed[target] = path
        problems.append(_explain_stray_file(path, nearest, folder, is_second=target in paths))
    return Layout(tuple(problems), misnamed, frozenset(strays))


def _list_children(paths: Iterable[str]) -> dict[str, set[str]]:
    """The names of the files and folders directly in each folder."""
    children: dict[str, set[str]] = {}
    for path in paths:
        parts = path.split("/")
        for depth in range(1, len(parts)):
            children.setdefault("/".join(parts[:depth]), set()).add(parts[depth])
    return children


def _find_rules(folder: str) -> _Folder | None:
    """What may stand in a folder; None for one that is read elsewhere, or below a folder of pictures."""
    if folder.startswith("policies/images/"):
        return _FOLDERS["policies/images"]
    if folder in _FOLDERS:
        return _FOLDERS[folder]
    path = PurePosixPath(folder)
    return next((rules for pattern, rules in _FOLDERS.items() if _matches(path, pattern)), None)


def _matches(path: PurePosixPath, pattern: str) -> bool:
    return len(path.parts) == pattern.count("/") + 1 and path.match(pattern)


def _is_allowed(name: str, folder: _Folder) -> bool:
    suffix = PurePosixPath(name).suffix
    return (
        name in folder.files
        or (folder.has_pictures and suffix.lower() in IMAGE_SUFFIXES)
        or (folder.any_yaml and suffix == ".yml")
        or _README.fullmatch(name) is not None
    )


def _find_stray_folder(folder: str, children: Mapping[str, set[str]]) -> str:
    """The outermost folder on the way to `folder` that no library has, or an empty string."""
    parts = folder.split("/")
    for depth in range(2, len(parts) + 1):
        inner, outer = "/".join(parts[:depth]), "/".join(parts[: depth - 1])
        rules = _find_rules(outer)
        if rules is None:
            return inner
        if parts[depth - 1] in rules.folders:
            continue
        if not rules.any_folder:
            return inner
        # A folder in policies/ is a policy, or the misspelt name of one of the two others.
        if (
            rules.folders
            and suggest_name(parts[depth - 1], rules.folders)
            and not _is_policy(children[inner])
        ):
            return inner
    return ""


def _is_policy(names: Collection[str]) -> bool:
    return any(name.lower().startswith("policy.") or re.match(r"\d{4}-", name) for name in names)


def _explain_stray_folder(path: str, children: Mapping[str, set[str]]) -> Problem:
    outer, _, name = path.rpartition("/")
    if any(_matches(PurePosixPath(outer), pattern) for pattern in _DATED):
        hint = "A folder of versions or revisions holds only files named by date, such as 2026-09.md."
        return Problem(path, 0, "is a folder that nothing reads", hint)
    rules = _find_rules(outer)
    known = rules.folders if rules else ()
    nearest = suggest_name(name, known)
    if nearest and nearest in children[outer]:
        hint = f"Did you mean '{nearest}'? That folder is there too: move what is newer into it."
    elif nearest:
        hint = f"Did you mean '{nearest}'?"
    else:
        folders = f"Folders in {outer}/: {', '.join(known)}." if known else f"{outer}/ has no folders."
        hint = f"{folders} Move it out of the library, or delete it."
    return Problem(path, 0, "is a folder that nothing reads", hint)


def _explain_stray_file(path: str, nearest: str, folder: _Folder, *, is_second: bool) -> Problem:
    outer = path.rpartition("/")[0]
    if nearest and is_second:
        hint = (
            f"Did you mean '{nearest}'? That file is there too: take over what is newer, and delete this one."
        )
    elif nearest:
        hint = f"Did you mean '{nearest}'?"
    elif folder.hint:
        hint = folder.hint
    else:
        kinds = [*folder.files, *(["PNG and JPEG pictures"] if folder.has_pictures else [])]
        kinds += ["files such as example-county.yml"] if folder.any_yaml else []
        hint = f"{outer}/ has only: {', '.join(kinds)}. Move it out of the library, or delete it."
    return Problem(path, 0, "is a file that nothing reads", hint)


# -- The name that was meant ---------------------------------------------------------------------------------

# What programs that keep two versions of a file, and editors that keep the last one, add to its name.
_ADDED_WORDS = re.compile(
    r"copy|copie|kopie|conflict\w*|conflicted|backup|bak|old|new|orig|original|save|saved|rej|tmp|temp|final"
    r"|local|remote|base|of|the|\d+"
)
_LEAST_LIKENESS = 0.7


def suggest_name(name: str, known: Iterable[str]) -> str:
    """The known name that a file or folder was probably meant to have, or an empty string."""
    names = list(known)
    if original := find_original(name, names):
        return original
    stem = _get_stem(name.lower())
    likeness = {
        candidate: SequenceMatcher(None, stem, _get_stem(candidate), autojunk=False).ratio()
        for candidate in names
    }
    nearest = max(likeness, key=lambda candidate: likeness[candidate], default="")
    return nearest if nearest and likeness[nearest] >= _LEAST_LIKENESS else ""


def find_original(name: str, known: Iterable[str]) -> str:
    """The known name of which a name is only another writing, or an empty string.

    Knows another case, another extension, and what OneDrive (`school-LAPTOP7.yml`), Dropbox (`school (Ann's
    conflicted copy).yml`), a browser (`schema (1).yml`) or an editor (`school.yml~`) makes of it.
    """
    lowered = name.lower()
    for candidate in known:
        stem = _get_stem(candidate.lower())
        if _get_stem(lowered) == stem or _is_copy_of(lowered, stem):
            return candidate
    return ""


def _get_stem(name: str) -> str:
    """A name without its extensions and the marks of an editor: `school` of `#school.yml#`."""
    return re.split(r"[.~]", name.strip("#~$_ "))[0]


def _is_copy_of(name: str, stem: str) -> bool:
    """Say whether a name is that of a file with other words and marks around it."""
    place = re.search(rf"(?<![a-z0-9]){re.escape(stem)}(?![a-z])", name)
    if place is None:
        return False
    before, after = name[: place.start()], name[place.end() :]
    words = re.findall(r"[a-z]+|\d+", before)
    return all(_ADDED_WORDS.fullmatch(word) for word in words) and not after[:1].isalnum()
