"""Files in and out: values as a spreadsheet, Word files that schools sent back, and policies to import."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.datastructures import FormData, UploadFile
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
from ..edit.school_sheet import write_school_sheet
from ..errors import UsageError
from ..load.files import read_foreign
from .amenders import name_school
from .pages import (
    NotThereError,
    describe_saved,
    get_desk,
    get_form,
    get_line,
    get_unit,
    go_to,
    list_problem_lines,
    render,
)
from .steps import Desk, Outcome

VALUES, RETURNED, IMPORT, SCHOOLS = "values", "returned", "import", "schools"
_KINDS = {
    VALUES: (".xlsx", ".csv"),
    SCHOOLS: (".xlsx", ".csv"),
    RETURNED: (".docx",),
    IMPORT: (".docx", ".odt", ".html", ".htm", ".md", ".txt", ".pdf"),
}
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Proposals less sure than this wait for a person.
_SURE = 0.6


def _show(request: Request) -> Response:
    desk = get_desk(request)
    library, day = desk.read().library, desk.read_day()
    return render(
        request,
        "files.html",
        "Files in and out",
        schools=[(id, name_school(library, school, day)) for id, school in library.schools.items()],
        is_import_under_way=_has_wizard(desk),
    )


def _receive(request: Request, errand: str) -> tuple[FormData, tuple[Path, ...]]:
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


def _find_kept(desk: Desk, errand: str) -> Path:
    """The file that was handed in last. Raises NotThereError."""
    folder = get_incoming_folder(desk.root, errand)
    kept = [path for path in sorted(folder.glob("*")) if path.suffix.lower() in _KINDS[errand]]
    if not kept:
        raise NotThereError("The file is not there any more. Hand it in again.")
    return kept[0]


def _show_outcome(request: Request, title: str, outcome: Outcome, **values: Any) -> Response:
    library = get_desk(request).read().library
    return render(
        request,
        "incoming.html",
        title,
        status=422 if outcome.code else 200,
        report_lines=outcome.lines,
        lines=list_problem_lines(library, outcome.problems),
        is_wrong=bool(outcome.code),
        crumbs=[("Files in and out", "/files")],
        **values,
    )


# -- Values as a spreadsheet ---------------------------------------------------------------------------------


def _send_values(request: Request) -> Response:
    """What `clausewright values export` writes."""
    desk = get_desk(request)
    (path,) = keep_incoming(desk.root, "export", {"values.xlsx": b""})
    school = request.query_params.get("school", "")
    options = [f"--school={school}"] if school else []
    outcome = desk.ask(["values", *options, "--", "export", str(path)])
    if outcome.code:
        return _show_outcome(request, "No spreadsheet yet", outcome, apply="", start="", needs_reason=False)
    name = f"values-{school}.xlsx" if school else "values.xlsx"
    return Response(
        read_foreign(path),
        media_type=_SPREADSHEET,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _list_value_words(form: FormData, path: Path, *more: str) -> list[str]:
    start = get_line(form, "start")
    return ["values", *([f"--from={start}"] if start else []), *more, "--", "import", str(path)]


def _look_at_values(request: Request) -> Response:
    """Say what a spreadsheet would change; nothing is written yet."""
    desk = get_desk(request)
    form, (path, *_) = _receive(request, VALUES)
    outcome = desk.ask(_list_value_words(form, path, "--dry-run"))
    start = get_line(form, "start")
    return _show_outcome(
        request,
        f"What {path.name} changes",
        outcome,
        apply="" if outcome.code else "/files/values/take",
        start=start,
        needs_reason=False,
    )


def _take_values(request: Request) -> Response:
    """What `clausewright values import` does."""
    desk = get_desk(request)
    form = get_form(request)
    path = _find_kept(desk, VALUES)
    sentence = f"Values from {path.name}"
    outcome, saved = desk.run(_list_value_words(form, path), {}, sentence)
    if outcome.code:
        return _show_outcome(
            request, "Nothing was taken over", outcome, apply="", start="", needs_reason=False
        )
    return go_to(request, "/files", describe_saved(f"{sentence} are taken over.", saved, outcome.lines[-1:]))


# -- Schools as a spreadsheet --------------------------------------------------------------------------------


def _send_school_sheet(request: Request) -> Response:
    """An empty spreadsheet to name schools in."""
    desk = get_desk(request)
    data = write_school_sheet(desk.read().library, desk.read_day())
    name = f"{get_unit(request).plural.replace(' ', '-')}.xlsx"
    return Response(
        data,
        media_type=_SPREADSHEET,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _look_at_schools(request: Request) -> Response:
    """Say which schools a spreadsheet would add; nothing is written yet."""
    _, (path, *_) = _receive(request, SCHOOLS)
    outcome = get_desk(request).ask(["new-school", f"--from={path}", "--dry-run"])
    adds = not outcome.code and any(line.startswith("Would write") for line in outcome.lines)
    return _show_outcome(
        request,
        f"What {path.name} adds",
        outcome,
        apply="/files/schools/take" if adds else "",
        start="",
        needs_reason=False,
    )


def _take_schools(request: Request) -> Response:
    """What `clausewright new-school --from` does."""
    desk = get_desk(request)
    path = _find_kept(desk, SCHOOLS)
    sentence = f"New {get_unit(request).plural} from {path.name}"
    outcome, saved = desk.run(["new-school", f"--from={path}"], {}, sentence)
    if outcome.code:
        return _show_outcome(request, "Nothing was added", outcome, apply="", start="", needs_reason=False)
    return go_to(request, "/schools", describe_saved(f"{sentence} are there.", saved))


# -- Word files that came back -------------------------------------------------------------------------------


def _look_at_returned(request: Request) -> Response:
    """Say what follows from each edit in a Word file; nothing is written yet."""
    desk = get_desk(request)
    _, (path, *_) = _receive(request, RETURNED)
    outcome = desk.ask(["return", "--", str(path)])
    can_take = any("--apply" in line for line in outcome.lines)
    lines = tuple(line for line in outcome.lines if "--apply" not in line)
    return _show_outcome(
        request,
        f"What was changed in {path.name}",
        Outcome(outcome.code, lines, outcome.problems),
        apply="/files/returned/take" if can_take else "",
        start="",
        needs_reason=True,
    )


def _take_returned(request: Request) -> Response:
    """What `clausewright return --apply` does."""
    desk = get_desk(request)
    form = get_form(request)
    path = _find_kept(desk, RETURNED)
    reason = get_line(form, "reason")
    words = ["return", "--apply", *([f"--reason={reason}"] if reason else []), "--", str(path)]
    sentence = f"What was changed in {path.name}"
    outcome, saved = desk.run(words, {}, sentence)
    if outcome.code:
        return _show_outcome(
            request,
            "Nothing was taken over",
            outcome,
            apply="/files/returned/take",
            start="",
            needs_reason=True,
        )
    return go_to(request, "/files", describe_saved(f"{sentence} is taken over.", saved))


# -- Policies to import --------------------------------------------------------------------------------------


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


def _has_wizard(desk: Desk) -> bool:
    """Say whether an import is under way."""
    return bool(read_state(desk.root, IMPORT))


def _open_wizard(request: Request) -> _Wizard:
    desk = get_desk(request)
    state = read_state(desk.root, IMPORT)
    files, options, seen = state.get("files"), state.get("options"), state.get("seen")
    if not (isinstance(files, list) and isinstance(options, list) and isinstance(seen, dict)):
        raise NotThereError("There is no import under way. Hand in its files again.")
    return _Wizard(desk, tuple(files), tuple(options), seen)


def _make_draft(desk: Desk, files: tuple[str, ...], options: tuple[str, ...], *more: str) -> Outcome:
    """What `clausewright import` does, into a draft of the desk's; what it was made of is remembered."""
    wizard = _Wizard(desk, files, options, {})
    remove_draft(wizard.draft)
    outcome = desk.ask(["import", *options, *more, f"--into={wizard.draft}", "--", *files])
    if not outcome.code:
        report = wizard.read_report()
        touched = [*report["files"]["longer"], *report["files"]["changed"], *report["files"]["new"]]
        seen = {path: desk.digest(path) for path in touched}
        keep_state(desk.root, IMPORT, {"files": list(files), "options": list(options), "seen": seen})
    return outcome


def _begin_import(request: Request) -> Response:
    desk = get_desk(request)
    form, paths = _receive(request, IMPORT)
    options = []
    for name in ("policy", "version", "school"):
        if value := get_line(form, name):
            options.append(f"--{name}={value}")
    files = tuple(str(path) for path in paths)
    outcome = _make_draft(desk, files, tuple(options))
    if outcome.code:
        return _show_outcome(
            request, "It cannot be imported yet", outcome, apply="", start="", needs_reason=False
        )
    return go_to(request, "/files/import")


def _show_import(request: Request) -> Response:
    """The questions of an import, what it proposes, and what it would add to the library."""
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
    outcome = _make_draft(wizard.desk, wizard.files, wizard.options, f"--accept={answered}")
    if outcome.code:
        return _show_outcome(
            request, "It cannot be imported so", outcome, apply="", start="", needs_reason=False
        )
    return go_to(request, "/files/import")


def _take_import(request: Request) -> Response:
    """Take the draft over into the library: its new files, and what it added to others."""
    wizard = _open_wizard(request)
    report = wizard.read_report()
    paths = [*report["files"]["new"], *report["files"]["longer"], *report["files"]["changed"]]
    files = {path: read_foreign(wizard.draft / path) for path in paths}
    sentence = f"Imported {', '.join(str(source['policy']) for source in report['sources'])}"
    saved = wizard.desk.save(files, wizard.seen, sentence)
    keep_incoming(wizard.desk.root, IMPORT, {})
    return go_to(request, "/", describe_saved(f"{sentence}.", saved))


ROUTES = (
    Route("/files", _show, methods=["GET"]),
    Route("/files/values.xlsx", _send_values, methods=["GET"]),
    Route("/files/values", _look_at_values, methods=["POST"]),
    Route("/files/values/take", _take_values, methods=["POST"]),
    Route("/files/schools.xlsx", _send_school_sheet, methods=["GET"]),
    Route("/files/schools", _look_at_schools, methods=["POST"]),
    Route("/files/schools/take", _take_schools, methods=["POST"]),
    Route("/files/returned", _look_at_returned, methods=["POST"]),
    Route("/files/returned/take", _take_returned, methods=["POST"]),
    Route("/files/import", _show_import, methods=["GET"]),
    Route("/files/import", _begin_import, methods=["POST"]),
    Route("/files/import/answer", _answer_import, methods=["POST"]),
    Route("/files/import/take", _take_import, methods=["POST"]),
)
