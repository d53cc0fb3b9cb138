"""The documentation says what is: its reference is what the code makes, its links lead somewhere, and its examples run.

In a page, a `console` block is run, command by command, in one folder for the page; below each command stands what it
says, where `...` is for anything. The commands of a `shell` block are only read, to see that there are such.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pypandoc
import pytest
import yaml

from clausewright.cli import COMMANDS, parser, run
from documentation.reference import DOCS, FILES, list_keys, list_records, make_pages, read_meanings
from tests.support import REPOSITORY

PAGES = DOCS / "pages"
BLOCK = re.compile(
    r"^(?P<indent> *)```(?P<kind>[a-z]+).*?\n(?P<text>.*?)^(?P=indent)```", re.MULTILINE | re.DOTALL
)
TODAY = "1790812800"  # 2026-10-01
VISITORS = (
    "# Visitors policy\n\nLarkmoor Primary School\n\n## Arriving\n\n1. Visitors must sign in at the office.\n"
    "2. The office gives every visitor a badge.\n\n## On the site\n\n1. A visitor must wear the badge where it can be"
    " seen.\n2. Visitors should not be left alone with pupils.\n\n## Leaving\n\n1. Visitors must give the badge back and"
    " sign out.\n"
)
PHONES = (
    "# Mobile phones policy\n\nLarkmoor Primary School\n\n## Pupils\n\n1. Pupils must hand in a phone at the start of"
    " the day.\n2. A phone that is not handed in is kept until a parent collects it.\n\n## Staff\n\n1. Staff must not"
    " use a phone of their own where pupils are.\n"
)


def list_pages() -> list[str]:
    """Every page, by its path."""
    return sorted(path.relative_to(PAGES).as_posix() for path in PAGES.rglob("*.md"))


def list_blocks(page: str, *kinds: str) -> Iterator[str]:
    """The texts of a page's blocks of some kinds."""
    for block in BLOCK.finditer((PAGES / page).read_text(encoding="utf-8")):
        if block["kind"] in kinds:
            indent = len(block["indent"])
            yield "\n".join(line[indent:] for line in block["text"].splitlines())


WITH_CONSOLE = [page for page in list_pages() if any(list_blocks(page, "console"))]


def test_the_reference_is_what_the_code_makes() -> None:
    for name, text in make_pages().items():
        assert (PAGES / name).read_text(encoding="utf-8") == text, f"{name}: run 'make reference'"


def test_every_key_of_every_file_has_a_meaning_and_no_meaning_is_left_over() -> None:
    meanings = read_meanings()
    known = {record for file in FILES for record in list_records(file.record)}
    assert {record.__name__: {key for key, _ in list_keys(record)} for record in known} == {
        name: set(keys) for name, keys in meanings.items()
    }
    for keys in meanings.values():
        assert [meaning for meaning in keys.values() if not re.fullmatch(r"[A-Z'].*\.", meaning)] == []


def test_every_page_is_in_the_navigation() -> None:
    def list_targets(entries: object) -> Iterator[str]:
        if isinstance(entries, str):
            yield entries
        for entry in entries if isinstance(entries, list) else ():
            yield from list_targets(next(iter(entry.values())))

    navigation = yaml.safe_load((DOCS / "mkdocs.yml").read_text(encoding="utf-8"))["nav"]
    assert sorted(list_targets(navigation)) == list_pages()


@pytest.mark.parametrize("page", list_pages())
def test_every_link_of_a_page_leads_to_a_file(page: str) -> None:
    text = re.sub(r"`[^`]*`", "", BLOCK.sub("", (PAGES / page).read_text(encoding="utf-8")))
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
        assert (PAGES / page).parent.joinpath(target).is_file(), target


@pytest.mark.parametrize("page", [*list_pages(), "../../README.md"])
def test_every_command_in_a_page_is_one(page: str) -> None:
    blocks = list_blocks(page, "shell", "powershell")
    lines = [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    prose = re.findall(r"`clausewright ([^`]+)`", (PAGES / page).read_text(encoding="utf-8"))
    whole = parser()
    for line in (line for line in lines if line.startswith("clausewright ")):
        words = shlex.split(line.replace("\\", "/"))[1:]
        if words != ["--help"]:
            whole.parse_args(words)  # ends the test where it is wrong
    for command in prose:
        name = command.split()[0]
        assert name in COMMANDS or name.startswith("-") or name == "...", command
        options = re.findall(r"--[a-z-]+", command)
        known = {option for action in whole.commands[name].list_actions() for option in action.option_strings}
        assert set(options) <= known, command


@pytest.mark.parametrize("page", WITH_CONSOLE)
def test_the_examples_of_a_page_run(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", TODAY)
    if "Visitors.docx" in (PAGES / page).read_text(encoding="utf-8"):
        pypandoc.convert_text(VISITORS, "docx", "markdown", outputfile="Visitors.docx")
        pypandoc.convert_text(PHONES, "docx", "markdown", outputfile="Mobile phones.docx")
    for block in list_blocks(page, "console"):
        for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, expected = step.partition("\n")
            words = shlex.split(command)
            if words[0] == "cd":
                monkeypatch.chdir(words[1])
                continue
            assert words[0] == "clausewright", command
            run(words[1:])
            said = capsys.readouterr()
            pattern = re.escape(expected.strip()).replace(r"\.\.\.", "(?s:.*)")
            assert re.fullmatch(pattern, said.out.strip()), f"{command}\n{said.out}{said.err}"


def test_what_the_readme_points_to_is_there() -> None:
    text = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    for target in re.findall(r"\]\(((?:docs|\.github|[A-Z])[^)#]*)", text):
        assert (REPOSITORY / target).exists(), target
