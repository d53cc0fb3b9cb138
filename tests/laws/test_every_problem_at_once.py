"""Law 3 as properties: whatever a file of the library says, reading and checking it ends with problems, never
with a traceback; each problem has a path, a line of that file, a message and, where it stops the build, a
hint; a typo is told what was meant.
"""

from __future__ import annotations

import atexit
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from clausewright.check import check
from clausewright.errors import ClausewrightError, Problem, Severity, UsageError, did_you_mean, errors_in
from clausewright.load import load_library
from tests.support.examples import examples, sample
from tests.support.small import AS_AT, BASE

pytestmark = pytest.mark.usefixtures("texts_parsed_once")
DAY = date.fromisoformat(AS_AT)
FILES = sorted(
    path.relative_to(BASE).as_posix() for path in BASE.rglob("*") if path.suffix in (".md", ".yml")
)
# What a library need not have: a school that has adopted nothing has no adoptions.
MAY_BE_GONE = frozenset(
    {
        "variables/common.yml",
        *(f"variables/schools/{school}/adoptions.yml" for school in ("birch", "cedar", "maple")),
    }
)
TEXTS = {path: (BASE / path).read_bytes() for path in FILES}
FAST = settings(max_examples=examples(40), derandomize=True, suppress_health_check=[HealthCheck.too_slow])
# What means something to YAML, Markdown, Jinja, pandoc or Typst, and what a careless hand leaves behind.
PIECES = (
    "{{", "}}", "{%", "%}", "{#", "#}", "{{ school.name }}", "{% if %}", "{% endif %}", "{% for x in school.contacts %}", "{% else %}",
    "{{ clause('who-to-ask') }}", "{{ ref(1) }}", "|", "||", "|---|", "---\n", "- ", "  ", "    ", "\t", "\n", "\n\n", ":", ": ", "::::",
    "::: {.x}\n", "```\n", "~~~", "<b>", "</div>", "<!--", "![](x)", "![x](images/steps.png)", "](", "[^1]", "^[x]", "@x", "$x$", "#", "# x\n",
    "## ", "1. ", "(i) ", "> ", "* * *", "\\", "\\newpage", "&amp;", "&", "*", "&a ", "*a", "!!python/object:os.system ", "!x ", "? ", "'", '"',
    "[", "]", "{", "}", ",", "null", "~", "true", "yes", "2026-09", "2026-13-45", "9999-12-31", "0", "-1", "1e9", "\ufeff", "\r", "\0",
    "\u2028", "\ud7ff", "é", "Qxschool.namexQ", "QxschoolDnamexQ", "Qhbodyh", "{{ school.__class__ }}", "..", "../", "a" * 300, "%TAG ! x\n",
)  # fmt: skip


@cache
def copy_of_base() -> Path:
    """A copy of the small library, made once a process. Whoever changes it puts it back as it was."""
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    root = Path(folder.name) / "library"
    shutil.copytree(BASE, root)
    return root


@contextmanager
def library_with(path: str, data: bytes) -> Iterator[Path]:
    """The small library with other bytes in one file."""
    root = copy_of_base()
    file = root / path
    file.write_bytes(data)
    try:
        yield root
    finally:
        file.write_bytes((BASE / path).read_bytes())


def problems_of(root: Path) -> tuple[Problem, ...]:
    """Everything that is wrong with a library; the two exceptions that are meant for users are fine, no other
    is.
    """
    try:
        library, loaded = load_library(root)
        return check(library, loaded, DAY)
    except ClausewrightError as error:
        return error.problems
    except UsageError:
        return ()


def assert_clear(problem: Problem, root: Path) -> None:
    """A problem says where it is, what is wrong and what to do, as a person would, on one line each."""
    assert problem.path
    assert not problem.path.startswith("/")
    assert "\\" not in problem.path
    assert problem.line >= 0
    file = root / problem.path
    if problem.line and file.is_file():
        assert (
            problem.line <= file.read_bytes().replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
        )
    for text in (problem.message, problem.hint):
        assert "\n" not in text
        assert text == text.strip()
        assert not re.search(
            r"Traceback|pydantic|<class|object at 0x|_\w+\(\)|function-after|jinja2\.|None\b.*None", text
        )
    assert problem.message
    assert not problem.message.endswith(".")
    if problem.severity is Severity.ERROR:
        assert problem.hint, f"no hint: {problem.message}"
        assert problem.hint.endswith((".", "?", "}", "]", "%", "'")), problem.hint


def assert_ends_in_clear_problems(path: str, data: bytes) -> tuple[Problem, ...]:
    with library_with(path, data) as root:
        problems = problems_of(root)
        for problem in problems:
            assert_clear(problem, root)
    return problems


# -- anything a file can say ---------------------------------------------------------------------------------


@FAST
@given(
    path=st.sampled_from(FILES),
    edits=st.lists(
        st.tuples(st.floats(0, 1), st.binary(min_size=0, max_size=3), st.integers(0, 4)),
        min_size=1,
        max_size=4,
    ),
)
def test_random_bytes_never_end_in_a_traceback(path: str, edits: list[tuple[float, bytes, int]]) -> None:
    data = TEXTS[path]
    for place, new, old in edits:
        at = int(place * len(data))
        data = data[:at] + new + data[at + old :]
    assert_ends_in_clear_problems(path, data)


@settings(FAST, max_examples=examples(40))
@given(
    path=st.sampled_from(FILES),
    pieces=st.lists(
        st.tuples(st.floats(0, 1), st.sampled_from(PIECES), st.integers(0, 2)), min_size=1, max_size=3
    ),
)
@example(
    path="policies/clauses/who-is-covered/2025-09.md",
    pieces=[(0.99, "{% autoescape x %}x{% endautoescape %}", 0)],
)
def test_marks_in_wrong_places_never_end_in_a_traceback(
    path: str, pieces: list[tuple[float, str, int]]
) -> None:
    text = TEXTS[path].decode()
    for place, piece, old in pieces:
        at = int(place * len(text))
        text = text[:at] + piece + text[at + old :]
    assert_ends_in_clear_problems(path, text.encode())


@settings(FAST, max_examples=examples(40))
@given(path=st.sampled_from(FILES), data=st.data())
def test_lines_left_out_doubled_or_moved_never_end_in_a_traceback(path: str, data: st.DataObject) -> None:
    lines = TEXTS[path].decode().splitlines(keepends=True)
    numbers = st.integers(0, len(lines) - 1)
    match data.draw(st.sampled_from(("without", "twice", "moved", "cut", "indented"))):
        case "without":
            gone = data.draw(st.sets(numbers, min_size=1, max_size=3))
            lines = [line for at, line in enumerate(lines) if at not in gone]
        case "twice":
            at = data.draw(numbers)
            lines.insert(at, lines[at])
        case "moved":
            lines.insert(data.draw(numbers), lines.pop(data.draw(numbers)))
        case "cut":
            lines = lines[: data.draw(numbers)]
        case _:
            at = data.draw(numbers)
            lines[at] = "  " + lines[at]
    assert_ends_in_clear_problems(path, "".join(lines).encode())


@settings(FAST, max_examples=examples(40))
@given(path=st.sampled_from([path for path in FILES if path.endswith(".yml")]), data=st.data())
def test_values_swapped_for_others_never_end_in_a_traceback(path: str, data: st.DataObject) -> None:
    text = TEXTS[path].decode()
    values = list(re.finditer(r"(?<=: )[^\n,{}\[\]]+|\{[^\n{}]*\}|\[[^\n\[\]]*\]", text))
    found = data.draw(st.sampled_from(values)) if values else None
    if found is None:
        return
    others = ("", "null", "[]", "{}", "[[]]", "[{}]", "{a: b}", "[a, b]", "0", "-1", "2026-02-30", "true", '""', "{from: x, value: y}", "[{from: 2026-01, value: [x]}]", "x" * 5000)  # fmt: skip
    other = data.draw(st.sampled_from((*others, *(value[0] for value in values))))
    assert_ends_in_clear_problems(path, (text[: found.start()] + other + text[found.end() :]).encode())


SAYS_NOTHING = (b"", b"\n", b"---\n---\n", b"x\n", b"- x\n", b"null\n", b"{}\n", b"\xff\n")


# About every fifth: each file and each text has its turn.
@pytest.mark.parametrize(("path", "data"), sample(list(product(FILES, SAYS_NOTHING)), 47), ids=repr)
def test_a_file_that_says_nothing_ends_in_clear_problems(path: str, data: bytes) -> None:
    assert_ends_in_clear_problems(path, data)


@pytest.mark.parametrize("path", [*FILES, "policies/images/steps.png"])
def test_a_file_that_is_gone_ends_in_clear_problems(path: str) -> None:
    with library_with(path, b"x") as root:
        (root / path).unlink()
        problems = problems_of(root)
        assert bool(problems) is (path not in MAY_BE_GONE)
        for problem in problems:
            assert_clear(problem, root)


@pytest.mark.parametrize("folder", sorted({str(Path(path).parent) for path in FILES} - {"."}))
def test_a_folder_that_is_gone_ends_in_clear_problems(folder: str, tmp_path: Path) -> None:
    root = shutil.copytree(BASE, tmp_path / "library", ignore=shutil.ignore_patterns(".clausewright"))
    shutil.rmtree(root / folder)
    for problem in problems_of(root):
        assert_clear(problem, root)


NESTS = (
    "{% if choice.lockers %}" * 600 + "x" + "{% endif %}" * 600,
    "{{ " + "(" * 600 + "school.name" + ")" * 600 + " }}",
    "> " * 600 + "x",
    "- " * 600 + "x",
    "1. " * 600 + "x",
    "[" * 40 + "x" + "](https://x.example)" * 40,
    "![" * 200 + "x" + "](images/steps.png)" * 200,
    "^[" * 600 + "x" + "]" * 600,
    "[" * 5000,
    "*" * 5000 + "x" + "*" * 5000,
    "`" * 5000,
    "| a " * 5000 + "|",
)
# Checks libraries one after the other, and says how each ended.
CHECK_EACH = """
import sys
from clausewright.cli import run

for root in sys.argv[2:]:
    print("exit code", run(["check", "--library", root, "--as-at", sys.argv[1]]), flush=True)
"""


def test_nesting_without_end_ends(tmp_path: Path) -> None:
    """None costs a traceback, and all together cost less than a minute: in a process of their own, because
    one once cost hours.
    """
    path = "policies/clauses/who-is-covered/2025-09.md"
    roots = [tmp_path / f"library{index}" for index in range(len(NESTS))]
    for root, nest in zip(roots, NESTS, strict=True):
        shutil.copytree(BASE, root)
        (root / path).write_bytes(TEXTS[path] + f"\n{nest}\n".encode())
    with (tmp_path / "said.txt").open("w") as said:
        command = [sys.executable, "-c", CHECK_EACH, AS_AT, *map(str, roots)]
        process = subprocess.Popen(command, start_new_session=True, stdout=said, stderr=said)
        try:
            process.wait(timeout=60)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
    text = (tmp_path / "said.txt").read_text(encoding="utf-8")
    assert "Traceback" not in text
    assert len(re.findall(r"^exit code [01]$", text, re.MULTILINE)) == len(NESTS), text[-2000:]


# -- typos ---------------------------------------------------------------------------------------------------

# Where an id is named, the id as it stands there, and the ids among which it was to be found.
NAMED = (
    ("policies/phones/2026-09.md", 'clause("urgent-messages")', "urgent-messages"),
    ("policies/phones/2026-09.md", 'clause("who-is-covered")', "who-is-covered"),
    ("policies/clauses/phones-away/2026-09.md", 'ref("urgent-messages")', "urgent-messages"),
    ("policies/clauses/phones-purpose/2025-09.md", 'cite("behaviour")', "behaviour"),
    ("policies/clauses/who-is-covered/2025-09.md", "{{ school.name }}", "school.name"),
    ("policies/clauses/who-is-covered/2025-09.md", "{{ word.pupil.plural }}", "word.pupil"),
    ("policies/clauses/phones-handed-in/2025-09.md", "choice.lockers", "choice.lockers"),
    ("policies/clauses/visit-consent/2025-09.md", "{{ role.head }}", "role.head"),
    ("policies/clauses/visit-consent/2025-09.md", "strength:", "strength"),
    ("policies/visits/policy.yml", "[phones]", "phones"),
    ("policies/visits/policy.yml", "approver: board", "board"),
    ("policies/visits/policy.yml", "review_months:", "review_months"),
    ("variables/schools/birch/school.yml", "trust: grove", "grove"),
    ("variables/schools/birch/school.yml", "authority: rivermouth", "rivermouth"),
    ("variables/schools/birch/school.yml", "  alarm_code:", "alarm_code"),
    ("variables/schools/cedar/school.yml", "phones: handed-in", "handed-in"),
    ("variables/schools/birch/adoptions.yml", "visits:", "visits"),
    ("variables/schools/birch/adoptions.yml", "next_review:", "next_review"),
)


@settings(FAST, max_examples=examples(40))
@given(named=st.sampled_from(NAMED), data=st.data())
def test_a_typo_of_up_to_two_letters_is_told_what_was_meant(
    named: tuple[str, str, str], data: st.DataObject
) -> None:
    path, whole, id = named
    slips = data.draw(st.integers(1, 2 if len(id.rpartition(".")[2]) > 5 else 1))
    typo = list(id)
    letters = [at for at, letter in enumerate(id) if letter.isalpha() and at > id.find(".")]
    for at in data.draw(st.lists(st.sampled_from(letters), min_size=slips, max_size=slips, unique=True)):
        match data.draw(st.sampled_from(("other", "gone", "twice"))):
            case "other":
                typo[at] = data.draw(st.sampled_from("aeioursnt"))
            case "gone":
                typo[at] = ""
            case _:
                typo[at] *= 2
    written = "".join(typo)
    problems = assert_ends_in_clear_problems(
        path, TEXTS[path].replace(whole.encode(), whole.replace(id, written).encode(), 1)
    )
    if written == id or not written.rpartition(".")[2]:
        return
    hints = [
        problem.hint
        for problem in problems
        if problem.path == path and re.search(rf"'[^']*{re.escape(written)}[^']*'", problem.message)
    ]
    assert [hint for hint in hints if "Did you mean '" in hint and id in hint], (written, problems)


@given(word=st.text(max_size=30), known=st.lists(st.text(max_size=30), max_size=5))
@settings(FAST, max_examples=examples(50))
def test_a_suggestion_is_always_something_known(word: str, known: list[str]) -> None:
    said = did_you_mean(word, known)
    assert said == "" or any(said == f"Did you mean '{name}'?" for name in known)


# -- the problems themselves ---------------------------------------------------------------------------------


@given(paths=st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3)), max_size=8))
@settings(FAST, max_examples=examples(50))
def test_problems_come_sorted_and_once(paths: list[tuple[str, int]]) -> None:
    problems = [Problem(path, line, "is wrong", "Mend it.") for path, line in paths]
    found = ClausewrightError(problems).problems
    assert list(found) == sorted(set(problems))


def test_warnings_do_not_stop_a_build() -> None:
    problems = (Problem("a", 1, "x"), Problem("b", 1, "y", severity=Severity.WARNING))
    assert errors_in(problems) == problems[:1]
