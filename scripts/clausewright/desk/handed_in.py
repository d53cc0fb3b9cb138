"""Files that a person hands in: which kinds each errand takes, where they wait, and what a command said of
them.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path, PurePath

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from ..edit.incoming import get_incoming_folder, keep_incoming
from ..errors import UsageError
from .pages import NotThereError, get_desk, get_form, list_problem_lines, render
from .steps import Desk, Outcome

VALUES, RETURNED, IMPORT, SCHOOLS = "values", "returned", "import", "schools"
_KINDS = {
    VALUES: (".xlsx", ".csv"),
    SCHOOLS: (".xlsx", ".csv"),
    RETURNED: (".docx",),
    IMPORT: (".docx", ".odt", ".html", ".htm", ".md", ".txt", ".pdf"),
}


def receive_files(request: Request, errand: str) -> tuple[FormData, tuple[Path, ...]]:
    """Keep the files that a form hands in. Raises UsageError where there are none, or none of their kind."""
    desk = get_desk(request)
    form = get_form(request)
    files: dict[str, bytes] = {}
    for entry in form.getlist("file"):
        if isinstance(entry, UploadFile) and entry.filename:
            files[entry.filename] = entry.file.read()
    if not files:
        raise UsageError("Choose a file first.")
    for name in files:
        if Path(name).suffix.lower() not in _KINDS[errand]:
            raise UsageError(f"{name} is of no kind that can be read here: {', '.join(_KINDS[errand])}.")
    return form, keep_incoming(desk.root, errand, files)


def find_kept(desk: Desk, errand: str) -> Path:
    """The file that was handed in last. Raises NotThereError."""
    folder = get_incoming_folder(desk.root, errand)
    kept = [path for path in sorted(folder.glob("*")) if path.suffix.lower() in _KINDS[errand]]
    if not kept:
        raise NotThereError("The file is not there any more. Hand it in again.")
    return kept[0]


def show_outcome(
    request: Request,
    title: str,
    outcome: Outcome,
    apply: str = "",
    start: str = "",
    *,
    needs_reason: bool = False,
) -> Response:
    """What a command said of a file; `apply` is where its work is done after all, with the day `start` from
    which it holds, and with a reason where one is needed.
    """
    desk = get_desk(request)
    library = desk.read().library
    # Where the desk keeps a file means nothing to whoever handed it in.
    folder = f"{get_incoming_folder(desk.root, '')}{os.sep}"
    problems = [
        replace(problem, path=PurePath(problem.path).name) if problem.path.startswith(folder) else problem
        for problem in outcome.problems
    ]
    return render(
        request,
        "incoming.html",
        title,
        status=422 if outcome.code else 200,
        report_lines=outcome.lines,
        lines=list_problem_lines(library, problems),
        is_wrong=bool(outcome.code),
        apply=apply,
        start=start,
        needs_reason=needs_reason,
        crumbs=[("Files in and out", "/files")],
    )
