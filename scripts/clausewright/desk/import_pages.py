"""Policies that come in from elsewhere: the import as a form with its questions and its proposals."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..edit.incoming import (
    answer_report,
    get_incoming_folder,
    keep_incoming,
    keep_report,
    keep_state,
    read_state,
    remove_draft,
)
from ..errors import UsageError
from ..load.files import read_foreign
from .handed_in import IMPORT, receive_files, show_outcome
from .long_work import Answer
from .pages import (
    Notice,
    NotThereError,
    describe_saved,
    get_desk,
    get_form,
    get_line,
    get_works,
    go_to,
    render,
)
from .steps import Desk, ShowProgress
from .work_pages import begin_work, name_work_address

# Proposals less sure than this wait for a person.
_SURE = 0.6


@dataclass(frozen=True, slots=True)
class _Wizard:
    """An import on its way: the files that were handed in, the words of the command, and its draft."""

    desk: Desk
    files: tuple[str, ...]
    options: tuple[str, ...]
    seen: Mapping[str, str]

    @property
    def draft(self) -> Path:
        """The folder of the draft."""
        return get_incoming_folder(self.desk.root, IMPORT) / "draft"

    def read_report(self) -> dict[str, Any]:
        """The report of the import. Raises NotThereError where there is no draft."""
        path = self.draft / "import" / "report.json"
        if not path.is_file():
            raise NotThereError("There is no import under way. Hand in its files again.")
        report: dict[str, Any] = json.loads(read_foreign(path))
        return report


def has_wizard(desk: Desk) -> bool:
    """Say whether an import is under way."""
    return bool(read_state(desk.root, IMPORT))


def _open_wizard(request: Request) -> _Wizard:
    desk = get_desk(request)
    state = read_state(desk.root, IMPORT)
    files, options, seen = state.get("files"), state.get("options"), state.get("seen")
    if not (isinstance(files, list) and isinstance(options, list) and isinstance(seen, dict)):
        raise NotThereError("There is no import under way. Hand in its files again.")
    return _Wizard(desk, tuple(files), tuple(options), seen)


def _make_draft(
    request: Request, refusal: str, files: tuple[str, ...], options: tuple[str, ...], *more: str
) -> Response:
    """What `clausewright import` does, into a draft of the desk's; what it was made of is remembered.
    `refusal` is the title of the page that says why there is no draft.
    """
    desk = get_desk(request)
    wizard = _Wizard(desk, files, options, {})

    def make_draft(show_progress: ShowProgress) -> Answer:
        remove_draft(wizard.draft)
        words = ["import", *options, *more, f"--into={wizard.draft}", "--", *files]
        outcome = desk.ask(words, show_progress)
        if outcome.code:
            return partial(show_outcome, title=refusal, outcome=outcome)
        report = wizard.read_report()
        touched = [*report["files"]["longer"], *report["files"]["changed"], *report["files"]["new"]]
        seen = {path: desk.digest(path) for path in touched}
        keep_state(desk.root, IMPORT, {"files": list(files), "options": list(options), "seen": seen})
        return partial(go_to, address="/files/import")

    return begin_work(request, IMPORT, "The files are being read", make_draft)


def _is_importing(request: Request) -> bool:
    """Say whether an import is being made: its files and its draft are not to be touched meanwhile."""
    return get_works(request).find_running(IMPORT) is not None


def _begin_import(request: Request) -> Response:
    if _is_importing(request):
        raise UsageError(
            "Another import is being read. Wait until it has ended; its page says how far it is."
        )
    form, paths = receive_files(request, IMPORT)
    options = []
    for name in ("policy", "version", "school"):
        if value := get_line(form, name):
            options.append(f"--{name}={value}")
    files = tuple(str(path) for path in paths)
    return _make_draft(request, "It cannot be imported yet", files, tuple(options))


def _show_import(request: Request) -> Response:
    """The questions of an import, what it proposes, and what it would add to the library."""
    if _is_importing(request):
        return go_to(request, name_work_address(IMPORT))
    wizard = _open_wizard(request)
    report = wizard.read_report()
    proposals = list(_list_proposals(report))
    return render(
        request,
        "import.html",
        "An import under way",
        sources=report["sources"],
        questions=report["questions"],
        waiting=[proposal for proposal in proposals if proposal["confidence"] < _SURE],
        others=[proposal for proposal in proposals if proposal["confidence"] >= _SURE],
        files=report["files"],
        crumbs=[("Files in and out", "/files")],
        is_wide=True,
    )


def _list_proposals(report: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for proposal in report["proposals"]:
        yield {
            "id": str(proposal["id"]),
            "says": str(proposal["says"]),
            "confidence": float(proposal["confidence"]),
            "accept": bool(proposal["accept"]),
        }


def _answer_import(request: Request) -> Response:
    """Import again, with what somebody answered and decided."""
    if _is_importing(request):
        return go_to(request, name_work_address(IMPORT))
    wizard = _open_wizard(request)
    form = get_form(request)
    report = wizard.read_report()
    answers = {
        question["id"]: answer
        for question in report["questions"]
        if (answer := get_line(form, f"answer:{question['id']}"))
    }
    decided = {
        proposal["id"]: get_line(form, f"accept:{proposal['id']}") == "yes"
        for proposal in _list_proposals(report)
        if f"accept:{proposal['id']}" in form
    }
    text = (wizard.draft / "import" / "report.yml").read_text(encoding="utf-8")
    folder = get_incoming_folder(wizard.desk.root, IMPORT)
    answered = keep_report(folder, answer_report(text, answers, decided))
    title = "It cannot be imported so"
    return _make_draft(request, title, wizard.files, wizard.options, f"--accept={answered}")


def _take_import(request: Request) -> Response:
    """Take the draft over into the library: its new files, and what it added to others."""
    if _is_importing(request):
        return go_to(request, name_work_address(IMPORT))
    wizard = _open_wizard(request)
    report = wizard.read_report()
    paths = [*report["files"]["new"], *report["files"]["longer"], *report["files"]["changed"]]
    files = {path: read_foreign(wizard.draft / path) for path in paths}
    sentence = f"Imported {', '.join(str(source['policy']) for source in report['sources'])}"
    saved = wizard.desk.save(files, wizard.seen, sentence)
    keep_incoming(wizard.desk.root, IMPORT, {})
    return go_to(request, "/", describe_saved(f"{sentence}.", saved))


def _leave_import(request: Request) -> Response:
    """Throw the draft and the files that were handed in away."""
    if _is_importing(request):
        return go_to(request, name_work_address(IMPORT))
    keep_incoming(get_desk(request).root, IMPORT, {})
    return go_to(request, "/files", Notice("The import was given up. The library is as it was."))


ROUTES = (
    Route("/files/import/leave", _leave_import, methods=["POST"]),
    Route("/files/import", _show_import, methods=["GET"]),
    Route("/files/import", _begin_import, methods=["POST"]),
    Route("/files/import/answer", _answer_import, methods=["POST"]),
    Route("/files/import/take", _take_import, methods=["POST"]),
)
