"""The only pandoc: one persistent process that reads our dialect of Markdown and writes every format."""

from __future__ import annotations

import json
import os
import re
import subprocess
import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

# Lists and tables as their authors mean them; nothing that lets raw HTML, code from indentation slips or
# '@name' citations through.
DIALECT = (
    "markdown-smart-citations-implicit_figures-raw_html-raw_tex-raw_attribute-markdown_in_html_blocks"
    "-native_divs-native_spans-tex_math_dollars-yaml_metadata_block-pandoc_title_block-grid_tables"
    "-multiline_tables-simple_tables-table_captions-example_lists-auto_identifiers"
    "-inline_code_attributes-fenced_code_attributes-latex_macros-definition_lists-line_blocks-subscript"
    "-superscript-strikeout-task_lists"
)
LINT_DIALECT = DIALECT + "+raw_html+raw_attribute+tex_math_dollars+citations"

Ast = dict[str, Any]
_BETWEEN, _TOGETHER = "QbetweenQ", 40
_MOST_KEPT = 10_000
_TIGHT = (",", ":")


class PandocError(Exception):
    """Pandoc could not do what it was asked: a fault of ours, not of the user's."""


class Pandoc:
    """A running pandoc. It costs 20 ms to start and then only the work itself. Threads take turns: each waits
    for the answer to its own question.
    """

    def __init__(self) -> None:
        """Start it. Its clock stands still, so that the same text gives the same bytes."""
        self._turn = threading.RLock()
        self._parsed: dict[tuple[str, str], list[Ast]] = {}
        self._pieces: dict[str, str] = {}
        # What asks pandoc nothing does not wait for this import.
        import pypandoc

        self._process = subprocess.Popen(  # noqa: S603 - our own binary with our own script
            [pypandoc.get_pandoc_path(), "lua", str(Path(__file__).with_name("worker.lua"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={
                **os.environ,
                "SOURCE_DATE_EPOCH": "0",
                "LC_ALL": "C.UTF-8",
            },  # else it cannot open a path with an accent
            encoding="utf-8",
            # Ctrl-C is for this process; pandoc ends when its input does.
            start_new_session=True,
        )

    def read(self, text: str, dialect: str = DIALECT) -> Ast:
        """Parse Markdown; return pandoc's document as plain data, which is the caller's own."""
        parsed: Ast = json.loads(self._ask(op="read", text=text, **{"from": dialect}))
        return parsed

    def read_pieces(self, pieces: Sequence[str], *, in_words: bool = True) -> list[Ast]:
        """Parse the pieces of a document; return its blocks, which are the caller's own.

        Each word is an element, as comparing needs it; without `in_words` all words between two other
        elements are one. A piece stands in many documents, and each in several comparisons, so what pandoc
        wrote of it is remembered.
        """
        with self._turn:
            if len(self._pieces) > _MOST_KEPT:
                self._pieces.clear()
            unread = [piece for piece in dict.fromkeys(pieces) if piece not in self._pieces]
            for start in range(0, len(unread), _TOGETHER):
                some = unread[start : start + _TOGETHER]
                for piece, blocks in zip(some, self._read_together(some, DIALECT), strict=True):
                    self._pieces[piece] = json.dumps(blocks, ensure_ascii=False, separators=_TIGHT)[1:-1]
            written = f"[{','.join(filter(None, (self._pieces[piece] for piece in pieces)))}]"
        parsed: list[Ast] = json.loads(written if in_words else _join_words(written))
        return parsed

    def read_each(self, texts: Sequence[str], dialect: str = DIALECT) -> list[list[Ast]]:
        """Parse many short texts; return the blocks of each, which nobody may change: a text that was parsed
        before is not parsed again.
        """
        with self._turn:
            if len(self._parsed) > _MOST_KEPT:
                self._parsed.clear()
            unread = [text for text in dict.fromkeys(texts) if (text, dialect) not in self._parsed]
            for start in range(0, len(unread), _TOGETHER):
                some = unread[start : start + _TOGETHER]
                for text, blocks in zip(some, self._read_together(some, dialect), strict=True):
                    self._parsed[text, dialect] = blocks
            return [self._parsed[text, dialect] for text in texts]

    def _read_together(self, texts: Sequence[str], dialect: str) -> list[list[Ast]]:
        """Parse texts in one call, with a heading between each two, because a call costs more than a
        paragraph does. Where a text upsets the others, each is read alone.
        """
        blocks = self.read("".join(f"# {_BETWEEN}\n\n{text}\n\n" for text in texts), dialect)["blocks"]
        parts: list[list[Ast]] = []
        for block in blocks:
            if block["t"] == "Header" and block["c"][2] == [{"t": "Str", "c": _BETWEEN}]:
                parts.append([])
            elif parts:
                parts[-1].append(block)
        if len(parts) == len(texts):
            return parts
        return [self.read(text, dialect)["blocks"] for text in texts]

    def write(self, ast: Ast, to: str) -> str:
        """Write a document as text: "html5", "typst-smart", "gfm" or "plain"."""
        return self._ask(op="write", ast=_write_json(ast, to), to=to)

    def write_docx(self, ast: Ast, file: Path, reference: Path) -> None:
        """Write a document as a Word file that takes its styles, header and footer from `reference`."""
        self._ask(
            op="write", ast=_write_json(ast, "docx"), to="docx", file=str(file), reference=str(reference)
        )

    def close(self) -> None:
        """End the process."""
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait()

    def _ask(self, **request: str) -> str:
        if not (self._process.stdin and self._process.stdout):
            raise PandocError("pandoc has no pipes")
        with self._turn:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        if not line:
            raise PandocError(f"pandoc ended with status {self._process.wait()}")
        answer = json.loads(line)
        if "error" in answer:
            raise PandocError(answer["error"])
        return str(answer["ok"])


# Between two words; what has no content, such as a line break, is no word.
_SPACE = re.compile(r'(?<!Break)(?<!Space)"\},\{"t":"Space"\},\{"t":"Str","c":"')
# Where a word begins a line, Markdown may have to escape it, so there each stays for itself.
_IN_STRETCHES = frozenset({"html5", "docx"})


def _join_words(written: str) -> str:
    """A document in JSON, with the words that only spaces part joined. Most elements are words and spaces;
    what remains is read and written in a third of the time.
    """
    return _SPACE.sub(" ", written)


def _write_json(ast: Ast, to: str) -> str:
    written = json.dumps(ast, ensure_ascii=False, separators=_TIGHT)
    return _join_words(written) if to in _IN_STRETCHES else written


def shared_pandoc() -> Pandoc:
    """Return this process's one running pandoc. A forked process gets its own: two that talk through one pipe
    would mix their words.
    """
    return _pandoc_of(os.getpid())


@cache
def _pandoc_of(_: int) -> Pandoc:
    return Pandoc()
