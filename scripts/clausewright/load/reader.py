"""The reader: what every part of loading needs. It knows the files by folder,
and gathers problems as it goes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from ..errors import Problem
from ..model.dates import first_day, suggest_iso
from ..model.library import ANY_ID, Adoption, Clause, Fragment, Policy, School
from ..model.record_types import DEVICES, ID, RESERVED_ANCHORS, RESERVED_IDS
from .files import IMAGE_SUFFIXES, read_text
from .layout import find_original, read_layout, suggest_name
from .yaml import Tree, read_yaml, split_front_matter

# A date in the name of a file, however it is written round: "2026_09 final", "v2026-09-15".
_DATE_LIKE = re.compile(
    r"(?P<year>20\d\d)[-_. ]?(?P<month>0[1-9]|1[0-2])(?P<day>-(?:0[1-9]|[12]\d|3[01]))?(?!\d)"
)
LOCK = ".lock.yml"
POLICY_FILE = "policy.yml"
_LONGEST_ID = 80
_KINDS = {"variables/schema.yml": "field", "policies/citations.yml": "citation", "policies/terms.yml": "term"}


def _write_copy_hint(original: str) -> str:
    return f"Did you mean '{original}'? It is there too: take over what is newer, and delete this one."


class Reader:
    """Reads one set of files, given as their bytes by path; what is wrong with them goes to `problems`.

    `unread` keeps, by kind, the ids of what is there but cannot be read; the `damaged` ones are as far as
    they can be.
    """

    def __init__(self, files: Mapping[str, bytes], problems: list[Problem]) -> None:
        self.files = files
        self.problems = problems
        self.unread: defaultdict[str, set[str]] = defaultdict(set)
        self.damaged_policies: dict[str, Policy] = {}
        self.damaged_clauses: dict[str, Clause] = {}
        self.damaged_schools: dict[str, School] = {}
        self.damaged_amendments: list[Fragment] = []
        self.damaged_adoptions: list[Adoption] = []
        # What cannot be read has been told, and is not missing.
        self._refused = frozenset(problem.path for problem in problems)
        layout = read_layout(files)
        self.problems += layout.problems
        self._misnamed = layout.misnamed
        self._known = [name for name in sorted(files) if name not in layout.strays]
        self.by_folder: dict[str, list[str]] = {}
        for name in self._known:
            self.by_folder.setdefault(name.rpartition("/")[0], []).append(name)

    def find_path(self, path: str) -> str:
        """The path at which a file stands: `path`, or that of the misnamed file that was meant to be it."""
        if path in self.files or path in self._misnamed:
            return path if path in self.files else self._misnamed[path]
        folder, _, name = path.rpartition("/")
        if name != POLICY_FILE:
            return path
        others = (file for file in self.by_folder.get(folder, ()) if not file.endswith((".md", LOCK)))
        return next((file for file in others if suggest_name(PurePosixPath(file).name, [name])), path)

    def list_images(self, folder: str) -> dict[str, str]:
        """The pictures directly in a folder: their names, and their paths in the library."""
        names = [
            name
            for name in self.by_folder.get(folder, ())
            if PurePosixPath(name).suffix.lower() in IMAGE_SUFFIXES
        ]
        return {PurePosixPath(name).name: name for name in names}

    def list_folders(self, folder: str) -> list[str]:
        """The folders directly in a folder."""
        depth = len(PurePosixPath(folder).parts)
        inside = (PurePosixPath(name).parts for name in self._known if name.startswith(f"{folder}/"))
        return sorted({parts[depth] for parts in inside if len(parts) > depth + 1})

    def list_files(self, folder: str) -> Iterator[tuple[str, str]]:
        """Every YAML file directly in a folder, as its id and its path."""
        for name in self.by_folder.get(folder, ()):
            path = PurePosixPath(name)
            if path.suffix == ".yml" and self.is_good_id(path.stem, name):
                yield path.stem, name
        for meant, name in self._misnamed.items():
            if meant.rpartition("/")[0] == folder and self.is_good_id(PurePosixPath(meant).stem, name):
                yield PurePosixPath(meant).stem, name

    def is_good_id(self, id: str, path: str, line: int = 0) -> bool:
        """Say whether a name can be an id; if not, that is a problem of the file or folder at `path`."""
        if id in RESERVED_IDS or RESERVED_ANCHORS.fullmatch(id):
            hint = "Choose another name for the file or folder."
            if id in DEVICES:
                hint = f"Windows keeps this name for a device. {hint}"
            self.problems.append(Problem(path, line, f"the id '{id}' is reserved", hint))
        elif not ID.fullmatch(id) or len(id) > _LONGEST_ID:
            hint = "Use lower-case letters and digits, joined by single hyphens: 'pupil-contact'."
            original = self._find_original(path) if not line else ""
            if original:
                hint = _write_copy_hint(original)
            self.problems.append(Problem(path, line, f"'{id}' cannot be an id", hint))
        else:
            return True
        return False

    def _find_original(self, path: str) -> str:
        """What stands beside a file or folder that looks like a copy of it."""
        outer, _, name = path.rpartition("/")
        depth = path.count("/")
        names = {file.split("/")[depth] for file in self.files if file.startswith(f"{outer}/")}
        return find_original(name, sorted(names - {name}))

    def read_tree(
        self, path: str, *, expected: bool = True, may_be_list: bool = False, must_say: str = ""
    ) -> Tree:
        """Read a YAML file; one that is missing or wrong is empty, and a problem where it was expected.

        `must_say` is the hint for one that has nothing but comments, where that is a problem.
        """
        path = self.find_path(path)
        if path not in self.files:
            if expected and path not in self._refused:
                self.problems.append(
                    Problem(path, 0, "is missing", "'clausewright new DIR' writes an example of every file.")
                )
            if expected or path in self._refused:
                self._salvage(path)
            return Tree(path, None)
        before = len(self.problems)
        text = read_text(path, self.files, self.problems)
        if not text.strip():
            hint = (
                must_say
                or "Put back what stood in it; to take it out of the library, delete the file itself."
            )
            if len(self.problems) == before:
                self.problems.append(Problem(path, 1, "is empty", hint))
            self._salvage(path)
            return Tree(path, None)
        is_clean = len(self.problems) == before
        tree = self._read_clean(path, text, 1, is_clean=is_clean)
        if tree.data is None and must_say and len(self.problems) == before:
            self.problems.append(Problem(path, 1, "says nothing: it has only comments", must_say))
        if tree.data is None and len(self.problems) > before:
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

    def _read_clean(self, path: str, text: str, first_line: int, *, is_clean: bool) -> Tree:
        """Read YAML. Where a tab or another such fault has been told, what it does to the syntax is not."""
        problems: list[Problem] = []
        tree = read_yaml(path, text, problems, first_line)
        self.problems += problems if is_clean or tree.data is not None else ()
        return tree if is_clean else replace(tree, is_clean=False)

    def _salvage(self, path: str) -> None:
        """Where a file of entries cannot be read, at least remember what it has,
        so that nobody is told that it does not exist.
        """
        kind = next((kind for known, kind in _KINDS.items() if path in (known, self.find_path(known))), "")
        if kind:
            text = self.files.get(path, b"").decode("utf-8-sig", errors="ignore")
            names = re.findall(r"^([a-z0-9][\w.-]*):", text, re.MULTILINE)
            # Of a file that is not there, or says nothing, anything may be missing.
            self.unread[kind].update(names or [ANY_ID])

    def _suggest_dated(self, path: str, known: Iterable[str]) -> str:
        """A hint for a file in a folder of dated files: the one that it is a copy of, or was meant to be."""
        name = PurePosixPath(path).name
        others = {PurePosixPath(file).name for file in self.by_folder[path.rpartition("/")[0]]} - {name}
        dated = sorted(other for other in others if other.endswith(".md"))
        if "lock" not in name.lower() and (original := find_original(name, dated)):
            return _write_copy_hint(original)
        nearest = suggest_name(name, (file for file in known if not file.endswith(LOCK)))
        if not nearest and (meant := suggest_iso(PurePosixPath(name).stem.replace("_", " "))):
            nearest = f"{meant}.md"
        if not nearest and (date_like := _DATE_LIKE.search(name)):
            ending = LOCK if "lock" in name.lower() else ".md"
            nearest = f"{date_like['year']}-{date_like['month']}{date_like['day'] or ''}{ending}"
        return f"Did you mean '{nearest}'?" if nearest and nearest != name else ""

    def read_fragments(self, folder: str, known: Iterable[str] = ()) -> Iterator[tuple[str, Tree, Fragment]]:
        """Every dated Markdown file directly in a folder: its name, its front matter and its body,
        oldest first.
        """
        dated = []
        for path in self.by_folder.get(folder, ()):
            name, suffix = PurePosixPath(path).stem, PurePosixPath(path).suffix
            if PurePosixPath(path).name in known:
                continue
            if suffix != ".md":
                hint = self._suggest_dated(path, known) or (
                    "A folder of versions or revisions holds only files named by date, such as 2026-09.md."
                )
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
                        self._suggest_dated(path, known)
                        or "Name the file 2026-09.md, or 2026-09-15.md for a day.",
                    )
                )
                continue
            before = len(self.problems)
            text = read_text(path, self.files, self.problems)
            is_clean = len(self.problems) == before
            if split := split_front_matter(path, text, self.problems):
                tree = split[0] if is_clean else replace(split[0], is_clean=False)
                dated.append((day, name, tree, Fragment(split[1], path, split[2])))
        for day, name, tree, body in sorted(dated, key=lambda item: item[:2]):
            if sum(other == day for other, *_ in dated) > 1:
                self.problems.append(
                    Problem(body.path, 0, f"two files here are dated {day}", "Rename one of them.")
                )
            yield name, tree, body
