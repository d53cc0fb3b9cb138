"""The house guard: the rooms of the design, who may know whom, and the things that only one room may do.

Read off the source itself, so that a wrong import fails here with the name of the room and the line.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

import clausewright
from clausewright.assemble.macros import MACROS
from clausewright.cli import parser
from tests.support import REPOSITORY

PACKAGE = Path(clausewright.__file__).parent

# Each room and the rooms that it may import: data walks one way. Imports for types and inside functions count
# too. The build is the pipeline, so it knows every room from a library's loading to its files.
ROOMS: Mapping[str, frozenset[str]] = {
    "model": frozenset(),
    "errors": frozenset(),
    "load": frozenset({"model", "errors", "override_files"}),
    "garbage": frozenset(),
    "qr": frozenset(),
    "sheets": frozenset(),
    "assemble": frozenset({"model", "errors", "bind"}),
    "document": frozenset({"model", "errors"}),
    "bind": frozenset({"model"}),
    "pdf": frozenset({"model", "errors", "bind", "qr"}),
    "templates": frozenset({"errors", "override_files", "content_security"}),
    "content_security": frozenset(),
    "override_files": frozenset(),
    "diff": frozenset({"model"}),
    "changes": frozenset({"model", "errors", "assemble", "document", "diff"}),
    # The letters of texts are tried with the fonts that PDFs are set in.
    "check": frozenset({"model", "errors", "assemble", "document", "pdf", "override_files", "questions"}),
    "lint": frozenset({"model", "errors", "assemble", "document", "check"}),
    "amendments": frozenset({"model", "errors", "assemble", "check", "diff"}),
    "word": frozenset({"model", "errors", "bind", "qr", "diff"}),
    "readers": frozenset({"model", "errors", "word"}),
    # A draft and a file that came back are looked at as their readers see them: through the whole compiler.
    "importer": frozenset(
        {
            "model",
            "errors",
            "readers",
            "load",
            "assemble",
            "document",
            "bind",
            "changes",
            "check",
            "edit",
            "word",
        }
    ),
    # Aligning copies of a policy is comparing texts; a library made of them is looked at as its readers see it.
    "copies": frozenset(
        {
            "model",
            "errors",
            "readers",
            "importer",
            "diff",
            "load",
            "assemble",
            "document",
            "changes",
            "check",
            "edit",
            "templates",
            "override_files",
        }
    ),
    "roundtrip": frozenset(
        {"model", "errors", "word", "diff", "load", "assemble", "build", "check", "edit", "importer"}
    ),
    "comparisons": frozenset(
        {
            "model",
            "errors",
            "load",
            "assemble",
            "document",
            "diff",
            "changes",
            "check",
            "build",
            "importer",
            "readers",
            "reports",
            "word",
        }
    ),
    "reports": frozenset({"model", "errors", "sheets"}),
    # Readers' questions are answered by what their clauses ask, allow and forbid.
    "questions": frozenset({"model"}),
    "site": frozenset(
        {"model", "errors", "bind", "document", "reports", "templates", "override_files", "questions"}
    ),
    "register": frozenset({"model", "errors", "assemble", "check", "amendments", "templates"}),
    "edit": frozenset({"model", "errors", "sheets"}),
    "build": frozenset(
        {
            "model",
            "errors",
            "garbage",
            "load",
            "assemble",
            "document",
            "diff",
            "changes",
            "readers",
            "reports",
            "questions",
            "bind",
            "site",
            "word",
            "pdf",
            "register",
            "amendments",
            "templates",
            "override_files",
        }
    ),
    "plugin": frozenset(
        {
            "model",
            "errors",
            "load",
            "check",
            "assemble",
            "document",
            "bind",
            "site",
            "templates",
            "override_files",
        }
    ),
    "api": frozenset(
        {
            "model",
            "errors",
            "load",
            "check",
            "lint",
            "build",
            "comparisons",
            "copies",
            "importer",
            "roundtrip",
        }
    ),
    # Its pages show what the rooms below say; how a command is run, the command line hands in.
    "desk": frozenset(
        {
            "model",
            "errors",
            "load",
            "assemble",
            "document",
            "bind",
            "check",
            "amendments",
            "reports",
            "register",
            "site",
            "edit",
            "api",
            "templates",
            "override_files",
        }
    ),
    "cli": frozenset(
        {
            "amendments",
            "api",
            "assemble",
            "build",
            "check",
            "desk",
            "edit",
            "errors",
            "lint",
            "load",
            "model",
            "register",
            "reports",
            "site",
        }
    ),
    "__main__": frozenset({"cli", "garbage"}),
    "__init__": frozenset({"api", "errors"}),
}
# Every package of others that the compiler uses, and where alone.
ONLY: Mapping[str, tuple[str, ...]] = {
    "yaml": ("load/",),
    "pydantic": (
        "model/record",
        "model/rule_records.py",
        "model/local_records.py",
        "model/lock_records.py",
        "load/",
        "build/cache.py",
    ),
    "rapidfuzz": ("diff/", "lint/", "importer/similarity.py"),
    "spellchecker": ("lint/spelling.py",),
    "pypdfium2": ("readers/pdf",),
    # The text of clauses, the look of pages, and what MkDocs compiles of its theme.
    "jinja2": ("assemble/", "templates.py", "site/theme_templates.py"),
    "markupsafe": ("templates.py",),
    "pypandoc": ("document/",),
    "mkdocs": ("site/material.py", "site/theme_templates.py", "site/preview_server.py", "plugin.py"),
    "zensical": ("site/zensical.py",),
    "markdown": ("site/zensical_pages.py",),
    "lxml": ("word/", "readers/"),
    "markdown_it": ("readers/markdown",),
    "typst": ("pdf.py",),
    "segno": ("qr.py",),
    "rich": ("cli/",),
    "argcomplete": ("cli/completion.py",),
    "icalendar": ("register/",),
    "openpyxl": ("load/", "edit/", "reports/change_table.py", "sheets.py"),
    "ruamel": ("edit/",),
    "starlette": ("desk/",),
    "uvicorn": ("desk/server.py",),
    # Of Python's own: other programs, the clock, chance, the network and unpacked objects.
    "subprocess": (
        "document/pandoc.py",
        "load/git.py",
        "build/signature.py",
        "edit/git.py",
        "site/zensical.py",
    ),
    "distributed": ("build/cluster.py",),
    "filelock": ("build/",),
    "multiprocessing": ("build/",),
    "concurrent": ("build/",),
    "pickle": (
        "build/workers.py",
    ),  # for what a panic in a process of the pool is told by; nothing is loaded
    "tempfile": ("build/",),
    "random": (),
    "secrets": ("desk/safety.py",),
    "uuid": ("site/feed.py",),  # ids made of names; chance is in none of them
    "socket": ("desk/server.py",),
    "http": (),
    "requests": (),
    "ctypes": ("readers/", "build/"),
}
# Calls that change the disk, by name: only publish writes outputs, only edit writes library files, and the door
# to Zensical, which reads nothing but files, writes them into the folder that publish names.
WRITING = frozenset(
    {"write_text", "write_bytes", "mkdir", "makedirs", "rename", "renames", "unlink", "rmdir", "rmtree", "copytree", "copy", "copy2",
     "copyfile", "move", "touch", "symlink_to", "hardlink_to", "symlink", "link", "chmod", "utime"}
)  # fmt: skip
WRITTEN_FOR_ZENSICAL = {("site/zensical.py", "mkdir"), ("site/zensical.py", "write_text")}


@dataclass(frozen=True, slots=True)
class Import:
    """One import: the module that has it, what it names ("clausewright.model.dates" or "yaml"), and its line."""

    module: str
    name: str
    line: int

    @property
    def place(self) -> str:
        """Where it stands."""
        return f"{self.module}:{self.line}"


@cache
def modules() -> tuple[tuple[str, ast.Module], ...]:
    """Every module of the package, by its path."""
    paths = {path.relative_to(PACKAGE).as_posix(): path for path in sorted(PACKAGE.rglob("*.py"))}
    return tuple(
        (name, ast.parse(path.read_text(encoding="utf-8")))
        for name, path in paths.items()
        if not name.startswith("starter/")
    )


@cache
def imports() -> tuple[Import, ...]:
    """Every import of every module."""
    return tuple(list_imports())


def list_imports() -> Iterator[Import]:
    """Read the imports off every module."""
    for module, tree in modules():
        package = ("clausewright", *Path(module).parent.parts)
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield Import(module, alias.name, node.lineno)
            elif isinstance(node, ast.ImportFrom):
                base = ".".join(package[: len(package) - node.level + 1]) + "." if node.level else ""
                for alias in node.names:
                    yield Import(
                        module,
                        f"{base}{node.module}.{alias.name}" if node.module else f"{base}{alias.name}",
                        node.lineno,
                    )


def room_of(path: str) -> str:
    """The room in which a module stands."""
    return path.partition("/")[0].removesuffix(".py")


def ours() -> Iterator[tuple[Import, str]]:
    """The imports of our own, with the room that each leads to."""
    for statement in imports():
        first, _, rest = statement.name.partition(".")
        if first == "clausewright" and rest and not rest.startswith("__version__"):
            yield statement, rest.partition(".")[0]


def test_every_module_stands_in_a_room_of_the_design() -> None:
    assert sorted({room_of(path) for path, _ in modules()} - ROOMS.keys()) == []


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_a_room_knows_only_the_rooms_that_it_may(room: str) -> None:
    strangers = [
        f"{statement.place} imports {to}"
        for statement, to in ours()
        if room_of(statement.module) == room and to not in ROOMS[room] | {room}
    ]
    assert strangers == []


@pytest.mark.parametrize("package", sorted(ONLY))
def test_a_package_is_used_in_its_room_alone(package: str) -> None:
    places = ONLY[package]
    elsewhere = [
        statement.place
        for statement in imports()
        if statement.name.split(".")[0] == package and not statement.module.startswith(places or ("-",))
    ]
    assert elsewhere == []


def test_no_other_package_is_used() -> None:
    known = {*ONLY, "clausewright", *sys.stdlib_module_names}
    assert [
        f"{statement.place} imports {statement.name}"
        for statement in imports()
        if statement.name.split(".")[0] not in known
    ] == []


def test_every_package_used_is_declared() -> None:
    declared = (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")
    names = {
        "markdown_it": "markdown-it-py",
        "spellchecker": "pyspellchecker",
        "yaml": "pyyaml",
        "pypandoc": "pypandoc_binary",
        "ruamel": "ruamel.yaml",
    }
    used = {
        package for statement in imports() if (package := statement.name.split(".")[0]) in ONLY
    } - sys.stdlib_module_names
    assert [package for package in sorted(used) if f'"{names.get(package, package)}>=' not in declared] == []


def test_no_module_imports_itself_in_a_circle() -> None:
    """Every import counts, those for types and those inside functions too."""
    names = {
        path: f"clausewright.{path.removesuffix('.py').replace('/', '.')}".removesuffix(".__init__")
        for path, _ in modules()
    }
    by_name = {name: path for path, name in names.items()}
    graph: dict[str, set[str]] = {path: set() for path in names}
    for statement in imports():
        if statement.name == "clausewright.__version__":
            # Whoever asks for the version asks for nothing else: what the package exports is imported later.
            continue
        target = by_name.get(statement.name) or by_name.get(statement.name.rpartition(".")[0])
        if target and target != statement.module:
            graph[statement.module].add(target)
    while leaves := {path for path, targets in graph.items() if not targets}:
        graph = {path: targets - leaves for path, targets in graph.items() if path not in leaves}
    assert graph == {}


def calls() -> Iterator[tuple[str, ast.Call, str]]:
    """Every call of every module, with the last part of the name that is called."""
    for module, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
                yield module, node, node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id


def test_only_the_command_line_prints() -> None:
    assert [
        f"{module}:{node.lineno}"
        for module, node, name in calls()
        if name in ("print", "print_json", "input") and room_of(module) not in ("cli", "__main__")
    ] == []


def test_only_build_writes_outputs_and_only_edit_writes_libraries() -> None:
    writing = [
        f"{module}:{node.lineno} {name}"
        for module, node, name in calls()
        if name in WRITING
        and isinstance(node.func, ast.Attribute)
        and room_of(module) not in ("build", "edit")
        and (module, name) not in WRITTEN_FOR_ZENSICAL
    ]
    opening = [
        f"{module}:{node.lineno} open"
        for module, node, name in calls()
        if name == "open" and room_of(module) not in ("build", "edit")
    ]
    assert writing + opening == []


def test_only_one_line_reads_the_clock() -> None:
    """The day is read once and handed on; publish measures how long it takes."""
    reading = [
        module
        for module, _, name in calls()
        if name in ("now", "utcnow", "today", "monotonic", "perf_counter", "time_ns")
    ]
    assert {
        module
        for module in reading
        if module not in ("build/pipeline.py", "build/shards.py", "cli/command.py", "plugin.py")
    } == {"model/dates.py"}


def test_nothing_is_evaluated() -> None:
    assert [
        f"{module}:{node.lineno}"
        for module, node, name in calls()
        if name in ("eval", "exec", "__import__", "system", "popen")
    ] == []


def test_there_is_one_base_of_errors_and_nobody_swallows_them() -> None:
    silent = [
        f"{module}:{node.lineno}"
        for module, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (
            node.type is None
            or (isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException"))
        )
    ]
    assert silent == []


def undocumented(module: str, tree: ast.Module) -> Iterator[str]:
    """Every public thing of a module that says nothing of itself."""
    if tree.body and not ast.get_docstring(tree):
        yield module
    holders: list[ast.Module | ast.ClassDef] = [tree]
    for holder in holders:
        for node in holder.body:
            if isinstance(
                node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
            ) and not node.name.startswith("_"):
                is_private_class = isinstance(holder, ast.ClassDef) and holder.name.startswith("_")
                if not ast.get_docstring(node) and not is_private_class:
                    yield f"{module}:{node.lineno} {node.name}"
                if isinstance(node, ast.ClassDef):
                    holders.append(node)


def test_every_public_thing_says_what_it_is() -> None:
    # A plugin's and a test's inner classes answer to MkDocs' names and not to ours; they stand inside
    # functions and are not seen here.
    assert [place for module, tree in modules() for place in undocumented(module, tree)] == []


def test_every_command_is_in_the_readme_and_every_command_of_the_readme_exists() -> None:
    group = next(action for action in parser()._actions if isinstance(action, argparse._SubParsersAction))
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`clausewright ([a-z]+(?:-[a-z]+)*)", readme))
    assert named == set(group.choices)
    assert [name for name, choice in group.choices.items() if not choice.description] == []


def test_macros_are_declared_once_and_say_what_they_print() -> None:
    assert [
        name
        for name, macro in MACROS.items()
        if not re.match(r"[A-Z][^\n]+\.$", macro.function.__doc__ or "", re.MULTILINE)
    ] == []


def test_workflows_name_the_actions_that_they_run_by_their_hashes() -> None:
    """A tag can be moved to other code; a hash cannot."""
    folders = (REPOSITORY / ".github", PACKAGE / "hosts")
    texts = [path.read_text(encoding="utf-8") for folder in folders for path in folder.rglob("*.yml")]
    actions = [action for text in texts for action in re.findall(r"\buses: (\S+)", text)]
    assert len(actions) > 10
    assert [action for action in actions if not re.search(r"@[0-9a-f]{40}$", action)] == []
