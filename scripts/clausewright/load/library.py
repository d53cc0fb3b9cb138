"""Every file of a library, read into its typed value; what is wrong with any of them, all at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TypeVar

from pydantic import BaseModel

from ..errors import Problem
from ..model.dates import first_day
from ..model.library import (
    Adoption,
    Citation,
    Clause,
    Edition,
    Fragment,
    Group,
    Library,
    Policy,
    Revision,
    School,
    Term,
    Version,
    built_in_variables,
)
from ..model.records import (
    ID,
    RESERVED_IDS,
    AdoptionFacts,
    CitationFacts,
    EditionFacts,
    PolicyFacts,
    RevisionFacts,
    SchoolFacts,
    TermFacts,
    VariableFacts,
    VersionFacts,
)
from ..model.values import Kind, Layer, Variable
from .files import IMAGE_SUFFIXES, read_folder, text_of
from .values import Unfit, layer, typed
from .yaml import Tree, read_yaml, record, split_front_matter

AnyRecord = TypeVar("AnyRecord", bound=BaseModel)
_VARIABLE = re.compile(r"[a-z]+\.[a-z][a-z0-9_]*")
_NOT_POLICIES = frozenset({"clauses", "images"})


def load_library(root: Path) -> tuple[Library, tuple[Problem, ...]]:
    """Load the library in the folder `root`.

    Returns all of it that can be read, and every problem found in reading it. Templates are not looked into: that is check's work.
    """
    files, problems = read_folder(root)
    if not any(name.startswith("policies/") for name in files):
        hint = "Run this where mkdocs.yml and policies/ are, or make a library with 'clausewright new DIR'."
        problems.append(Problem("policies", 0, "no library here: the folder policies/ is missing or empty", hint))
    library = replace(_Reader(files, problems).library(root), site_url=_site_url(root))
    return library, tuple(sorted(set(problems)))


class _Reader:
    """Reads one set of files; problems gather as it goes."""

    def __init__(self, files: Mapping[str, bytes], problems: list[Problem]) -> None:
        self.files = files
        self.problems = problems

    def library(self, root: Path) -> Library:
        schema = self.schema()
        return Library(
            root=root,
            policies={policy.id: policy for policy in self.policies()},
            clauses={clause.id: clause for clause in self.clauses()},
            citations={id: Citation(path, line, id, facts) for id, path, line, facts in self.entries("citations", CitationFacts)},
            terms={id: Term(path, line, id, facts) for id, path, line, facts in self.entries("terms", TermFacts)},
            editions=self.editions(),
            schema=schema,
            common=self.layer("common", "variables/common.yml", schema),
            authorities={id: Group(id, self.layer("authority", path, schema)) for id, path in self.files_in("variables/authorities")},
            trusts=dict(self.trusts(schema)),
            schools=dict(self.schools(schema)),
            images=self.images(),
        )

    # -- files and ids ---------------------------------------------------------------------------------------------------------

    def folders_in(self, folder: str) -> list[str]:
        depth = len(PurePosixPath(folder).parts)
        inside = (PurePosixPath(name).parts for name in self.files if name.startswith(f"{folder}/"))
        return sorted({parts[depth] for parts in inside if len(parts) > depth + 1})

    def files_in(self, folder: str) -> Iterator[tuple[str, str]]:
        """Every YAML file directly in a folder, as its id and its path."""
        for name in sorted(self.files):
            path = PurePosixPath(name)
            if str(path.parent) == folder and path.suffix == ".yml" and self.good_id(path.stem, name):
                yield path.stem, name

    def good_id(self, id: str, path: str) -> bool:
        if id in RESERVED_IDS:
            self.problems.append(Problem(path, 0, f"the id '{id}' is reserved", "Choose another name for the file or folder."))
        elif not ID.fullmatch(id) or len(id) > 80:
            hint = "Use lower-case letters and digits, joined by single hyphens: 'pupil-contact'."
            self.problems.append(Problem(path, 0, f"'{id}' cannot be an id", hint))
        else:
            return True
        return False

    def tree(self, path: str, expected: bool = True) -> Tree:
        if path not in self.files:
            if expected:
                self.problems.append(Problem(path, 0, "is missing", "'clausewright new DIR' writes an example of every file."))
            return Tree(path, None)
        text = text_of(path, self.files, self.problems)
        tree = read_yaml(path, text, self.problems) if text is not None else Tree(path, None)
        if tree.data is not None and not isinstance(tree.data, dict) and not path.endswith("editions.yml"):
            self.problems.append(Problem(path, 1, "should be a list of 'key: value' lines"))
            return Tree(path, None)
        return tree

    def fragments(self, folder: str, known: Iterable[str] = ()) -> Iterator[tuple[str, Tree, Fragment]]:
        """Every dated Markdown file directly in a folder: its name, its front matter and its body, oldest first."""
        found = []
        for path in sorted(name for name in self.files if str(PurePosixPath(name).parent) == folder):
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
                self.problems.append(Problem(path, 0, f"'{name}' is not a date", "Name the file 2026-09.md, or 2026-09-15.md for a day."))
                continue
            text = text_of(path, self.files, self.problems)
            split = split_front_matter(path, text, self.problems) if text is not None else None
            if split:
                found.append((day, name, split[0], Fragment(split[1], path, split[2])))
        for day, name, tree, body in sorted(found, key=lambda item: item[:2]):
            if sum(other == day for other, *_ in found) > 1:
                self.problems.append(Problem(body.path, 0, f"two files here are dated {day}", "Rename one of them."))
            yield name, tree, body

    # -- policies/ ------------------------------------------------------------------------------------------------------------------

    def clauses(self) -> Iterator[Clause]:
        for id in self.folders_in("policies/clauses"):
            folder = f"policies/clauses/{id}"
            if not self.good_id(id, folder):
                continue
            revisions = []
            for name, tree, body in self.fragments(folder):
                if facts := record(RevisionFacts, tree, self.problems):
                    revisions.append(Revision(id, name, facts, body, _lines(tree)))
            if revisions:
                yield Clause(id, tuple(revisions))

    def policies(self) -> Iterator[Policy]:
        for id in self.folders_in("policies"):
            folder = f"policies/{id}"
            if id in _NOT_POLICIES or not self.good_id(id, folder):
                continue
            tree = self.tree(f"{folder}/policy.yml")
            facts = record(PolicyFacts, tree, self.problems) if tree.data is not None else None
            versions = []
            locks = {PurePosixPath(name).name for name in self.files if name.startswith(f"{folder}/") and name.endswith(".lock.yml")}
            for name, front, body in self.fragments(folder, {"policy.yml", *locks}):
                if version := record(VersionFacts, front, self.problems):
                    versions.append(Version(id, name, version, body, _lines(front)))
            if facts:
                yield Policy(id, facts, tuple(versions), tree.path, _lines(tree))

    def entries(self, name: str, model: type[AnyRecord]) -> Iterator[tuple[str, str, int, AnyRecord]]:
        tree = self.tree(f"policies/{name}.yml", expected=False)
        for id in tree.mapping():
            facts = record(model, tree.below(id), self.problems) if self.good_id(id, tree.path) else None
            if facts:
                yield id, tree.path, tree.line(id), facts

    def editions(self) -> tuple[Edition, ...]:
        tree = self.tree("policies/editions.yml")
        items = tree.data if isinstance(tree.data, list) else []
        if not items and "policies/editions.yml" in self.files:
            self.problems.append(Problem(tree.path, 1, "names no edition", "Add: - {id: 2026-27, title: 2026-27, from: 2026-09-01}"))
        found = [(tree.line(at), record(EditionFacts, tree.below(at), self.problems)) for at in range(len(items))]
        editions = sorted((Edition(tree.path, line, facts) for line, facts in found if facts), key=lambda edition: edition.date)
        for at, edition in enumerate(editions):
            earlier = editions[:at]
            if any(edition.id == other.id or edition.date == other.date for other in earlier):
                self.problems.append(Problem(tree.path, edition.line, "repeats an edition's id or first day", "Give each its own."))
            if edition.id in RESERVED_IDS:
                self.problems.append(Problem(tree.path, edition.line, f"the id '{edition.id}' is reserved", "Choose another."))
        return tuple(editions)

    def images(self) -> dict[str, bytes]:
        """Pictures, by the path that clauses write: "images/flowchart.png"; a school's own by their path in the library."""
        return {
            name.removeprefix("policies/"): data
            for name, data in self.files.items()
            if PurePosixPath(name).suffix.lower() in IMAGE_SUFFIXES
        }

    # -- variables/ -----------------------------------------------------------------------------------------------------------------

    def schema(self) -> dict[str, Variable]:
        tree = self.tree("variables/schema.yml")
        found = built_in_variables()
        for key in tree.mapping():
            line = tree.line(key)
            if key in found:
                self.problems.append(Problem(tree.path, line, f"'{key}' is built in", "Remove it here; every library has it."))
            elif not _VARIABLE.fullmatch(key):
                hint = "Write a group, a dot and a name in lower case: 'school.office_hours'."
                self.problems.append(Problem(tree.path, line, f"'{key}' cannot be a variable", hint))
            elif variable := self.variable(key, tree.below(key)):
                found[key] = variable
        return found

    def variable(self, key: str, tree: Tree) -> Variable | None:
        written = dict(tree.mapping())
        default = written.pop("default", None)
        facts = record(VariableFacts, Tree(tree.path, dict(written), tree.lines), self.problems)
        if not facts:
            return None
        options = facts.options if isinstance(facts.options, dict) else {option: option for option in facts.options}
        of = {column: Kind(kind) for column, kind in facts.of.items()}
        kind = Kind(facts.type)
        bare = Variable(key, kind, facts.help, facts.set_by, None, options, of, facts.internal, facts.label, tree.path, tree.line())
        faults = (
            (kind is Kind.CHOICE and len(options) < 2, "is a choice with fewer than two options", "Add 'options: [one, other]'."),
            (kind in (Kind.CHOICE, Kind.FLAG) and default is None, "has no default", "Every choice has one: add 'default: ...'."),
            (kind is Kind.LIST and not of, "is a list of nothing", "Add 'of: {column: text}'."),
            (any(not re.fullmatch(r"[a-z][a-z0-9_]*", column) for column in of), "has a column with a name that cannot be used",
             "Use lower-case letters, digits and underscores."),
            (bool({"from", "value"} & set(of)), "has a column named 'from' or 'value'", "Those two words mark dated values."),
        )  # fmt: skip
        for wrong, message, hint in faults:
            if wrong:
                self.problems.append(Problem(tree.path, tree.line(), f"'{key}' {message}", hint))
        if any(wrong for wrong, *_ in faults):
            return None
        if kind is Kind.LIST and default is None:
            default = []
        try:
            value = None if default is None else typed(bare, default, {})
        except Unfit as fault:
            self.problems.append(Problem(tree.path, tree.line("default"), f"the default of '{key}' {fault}", fault.hint))
            return None
        return Variable(key, kind, facts.help, facts.set_by, value, options, of, facts.internal, facts.label, tree.path, tree.line())

    def layer(self, name: str, path: str, schema: Mapping[str, Variable], without: frozenset[str] = frozenset()) -> Layer:
        tree = self.tree(path, expected=name in ("school", "trust"))
        values = {key: data for key, data in tree.mapping().items() if key not in without}
        folder = str(PurePosixPath(path).parent)
        images = {
            PurePosixPath(file).name: file
            for file in self.files
            if str(PurePosixPath(file).parent) == folder and PurePosixPath(file).suffix.lower() in IMAGE_SUFFIXES
        }
        return layer(name, Tree(path, dict(values), tree.lines), schema, images, self.problems)

    def trusts(self, schema: Mapping[str, Variable]) -> Iterator[tuple[str, Group]]:
        for id in self.folders_in("variables/trusts"):
            folder = f"variables/trusts/{id}"
            if self.good_id(id, folder):
                yield id, Group(id, self.layer("trust", f"{folder}/trust.yml", schema), self.adoptions(folder, "trust"))

    def schools(self, schema: Mapping[str, Variable]) -> Iterator[tuple[str, School]]:
        own_keys = frozenset(SchoolFacts.model_fields)
        for id in self.folders_in("variables/schools"):
            folder = f"variables/schools/{id}"
            if not self.good_id(id, folder):
                continue
            path = f"{folder}/school.yml"
            quiet: list[Problem] = []
            text = text_of(path, self.files, quiet) if path in self.files else None
            tree = read_yaml(path, text, quiet) if text is not None else Tree(path, None)
            values = self.layer("school", path, schema, own_keys)
            own = Tree(path, {key: data for key, data in tree.mapping().items() if key in own_keys}, tree.lines)
            adoptions = self.adoptions(folder, "school")
            if tree.data is not None and (facts := record(SchoolFacts, own, self.problems)):
                yield id, School(id, facts, values, adoptions, _lines(tree))

    def adoptions(self, folder: str, tier: str) -> tuple[Adoption, ...]:
        tree = self.tree(f"{folder}/adoptions.yml", expected=False)
        found = []
        for policy, items in tree.mapping().items():
            if not isinstance(items, list):
                hint = "Write one line '- {version: 2026-09, on: ..., from: ..., by: ...}' for each decision."
                self.problems.append(Problem(tree.path, tree.line(policy), f"'{policy}' should be a list of decisions", hint))
                continue
            for at in range(len(items)):
                if facts := record(AdoptionFacts, tree.below(policy, at), self.problems):
                    found.append(Adoption(tree.path, tree.line(policy, at), policy, tier, facts))
        return tuple(found)


def _site_url(root: Path) -> str:
    """What mkdocs.yml says of the place where the sites will be; MkDocs itself checks that file."""
    try:
        tree = read_yaml("mkdocs.yml", (root / "mkdocs.yml").read_text(encoding="utf-8"), [])
    except (OSError, UnicodeDecodeError):
        return ""
    return str(tree.mapping().get("site_url") or "")


def _lines(tree: Tree) -> dict[str, int]:
    return {str(where[0]): line for where, line in tree.lines.items() if len(where) == 1}
