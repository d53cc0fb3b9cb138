"""The reader: what every part of loading needs. It knows the files by folder, and gathers problems as it
goes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from ..errors import Problem
from ..model.dates import first_day
from ..model.library import Fragment
from ..model.records import ID, RESERVED_ANCHORS, RESERVED_IDS
from .files import IMAGE_SUFFIXES, read_text
from .yaml import Tree, read_yaml, split_front_matter

_LONGEST_ID = 80
_KINDS = {"variables/schema.yml": "field", "policies/citations.yml": "citation", "policies/terms.yml": "term"}


class Reader:
    """Reads one set of files, given as their bytes by path; what is wrong with them goes to `problems`.

    `unread` keeps, by kind, the ids of what is there but cannot be read.
    """

    def __init__(self, files: Mapping[str, bytes], problems: list[Problem]) -> None:
        self.files = files
        self.problems = problems
        self.unread: defaultdict[str, set[str]] = defaultdict(set)
        self.by_folder: dict[str, list[str]] = {}
        for name in sorted(files):
            self.by_folder.setdefault(name.rpartition("/")[0], []).append(name)

    def images_in(self, folder: str) -> dict[str, str]:
        """The pictures directly in a folder: their names, and their paths in the library."""
        names = [
            name
            for name in self.by_folder.get(folder, ())
            if PurePosixPath(name).suffix.lower() in IMAGE_SUFFIXES
        ]
        return {PurePosixPath(name).name: name for name in names}

    def folders_in(self, folder: str) -> list[str]:
        """The folders directly in a folder."""
        depth = len(PurePosixPath(folder).parts)
        inside = (PurePosixPath(name).parts for name in self.files if name.startswith(f"{folder}/"))
        return sorted({parts[depth] for parts in inside if len(parts) > depth + 1})

    def files_in(self, folder: str) -> Iterator[tuple[str, str]]:
        """Every YAML file directly in a folder, as its id and its path."""
        for name in self.by_folder.get(folder, ()):
            path = PurePosixPath(name)
            if path.suffix == ".yml" and self.good_id(path.stem, name):
                yield path.stem, name

    def good_id(self, id: str, path: str, line: int = 0) -> bool:
        """Say whether a name can be an id; if not, that is a problem of the file or folder at `path`."""
        if id in RESERVED_IDS or RESERVED_ANCHORS.fullmatch(id):
            self.problems.append(
                Problem(
                    path, line, f"the id '{id}' is reserved", "Choose another name for the file or folder."
                )
            )
        elif not ID.fullmatch(id) or len(id) > _LONGEST_ID:
            hint = "Use lower-case letters and digits, joined by single hyphens: 'pupil-contact'."
            self.problems.append(Problem(path, line, f"'{id}' cannot be an id", hint))
        else:
            return True
        return False

    def tree(self, path: str, *, expected: bool = True, may_be_list: bool = False) -> Tree:
        """Read a YAML file; one that is missing or wrong is empty, and a problem where it was expected."""
        if path not in self.files:
            if expected:
                self.problems.append(
                    Problem(path, 0, "is missing", "'clausewright new DIR' writes an example of every file.")
                )
            return Tree(path, None)
        text = read_text(path, self.files, self.problems)
        before = len(self.problems)
        tree = read_yaml(path, text, self.problems) if text is not None else Tree(path, None)
        if tree.data is None and (text is None or len(self.problems) > before):
            self._salvage(path)
        if tree.data is not None and not isinstance(tree.data, dict) and not may_be_list:
            self.problems.append(
                Problem(
                    path,
                    1,
                    "should be a list of 'key: value' lines",
                    "'clausewright new DIR' writes an example of every file.",
                )
            )
            return Tree(path, None)
        return tree

    def _salvage(self, path: str) -> None:
        """Where a file of entries cannot be read, at least remember what it has, so that nobody is told that
        it does not exist.
        """
        kind = _KINDS.get(path)
        if kind:
            text = self.files[path].decode("utf-8-sig", errors="ignore")
            self.unread[kind].update(re.findall(r"^([a-z0-9][\w.-]*):", text, re.MULTILINE))

    def fragments(self, folder: str, known: Iterable[str] = ()) -> Iterator[tuple[str, Tree, Fragment]]:
        """Every dated Markdown file directly in a folder: its name, its front matter and its body, oldest
        first.
        """
        dated = []
        for path in self.by_folder.get(folder, ()):
            name, suffix = PurePosixPath(path).stem, PurePosixPath(path).suffix
            if PurePosixPath(path).name in known:
                continue
            if suffix != ".md":
                hint = "A folder of versions or revisions holds only files named by date, such as 2026-09.md."
                self.problems.append(Problem(path, 0, "is a file that is not known here", hint))
                continue
            try:
                day = first_day(name)
            except ValueError:
                self.problems.append(
                    Problem(
                        path,
                        0,
                        f"'{name}' is not a date",
                        "Name the file 2026-09.md, or 2026-09-15.md for a day.",
                    )
                )
                continue
            text = read_text(path, self.files, self.problems)
            split = split_front_matter(path, text, self.problems) if text is not None else None
            if split:
                dated.append((day, name, split[0], Fragment(split[1], path, split[2])))
        for day, name, tree, body in sorted(dated, key=lambda item: item[:2]):
            if sum(other == day for other, *_ in dated) > 1:
                self.problems.append(
                    Problem(body.path, 0, f"two files here are dated {day}", "Rename one of them.")
                )
            yield name, tree, body
