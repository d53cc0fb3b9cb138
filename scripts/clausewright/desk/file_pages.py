"""Files in and out: values and schools as spreadsheets, and Word files that were sent back."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..edit.incoming import keep_incoming
from ..edit.school_sheet import write_school_sheet
from ..load.files import read_foreign
from .amenders import name_school
from .handed_in import RETURNED, SCHOOLS, VALUES, find_kept, receive_files, show_outcome
from .import_pages import has_wizard
from .long_work import Answer
from .pages import describe_saved, get_desk, get_form, get_line, get_unit, go_to, render
from .steps import Outcome, ShowProgress
from .work_pages import begin_work

_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _show(request: Request) -> Response:
    desk = get_desk(request)
    library, day = desk.read().library, desk.read_day()
    return render(
        request,
        "files.html",
        "Files in and out",
        schools=[(id, name_school(library, school, day)) for id, school in library.schools.items()],
        is_import_under_way=has_wizard(desk),
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
        return show_outcome(request, "No spreadsheet yet", outcome)
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
    form, (path, *_) = receive_files(request, VALUES)
    outcome = desk.ask(_list_value_words(form, path, "--dry-run"))
    start = get_line(form, "start")
    return show_outcome(
        request,
        f"What {path.name} changes",
        outcome,
        "" if outcome.code else "/files/values/take",
        start,
    )


def _take_values(request: Request) -> Response:
    """What `clausewright values import` does."""
    desk = get_desk(request)
    form = get_form(request)
    path = find_kept(desk, VALUES)
    sentence = f"Values from {path.name}"
    outcome, saved = desk.run(_list_value_words(form, path), {}, sentence)
    if outcome.code:
        return show_outcome(request, "Nothing was taken over", outcome)
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
    _, (path, *_) = receive_files(request, SCHOOLS)
    outcome = get_desk(request).ask(["new-school", f"--from={path}", "--dry-run"])
    adds = not outcome.code and any(line.startswith("Would write") for line in outcome.lines)
    return show_outcome(request, f"What {path.name} adds", outcome, "/files/schools/take" if adds else "")


def _take_schools(request: Request) -> Response:
    """What `clausewright new-school --from` does."""
    desk = get_desk(request)
    path = find_kept(desk, SCHOOLS)
    sentence = f"New {get_unit(request).plural} from {path.name}"
    outcome, saved = desk.run(["new-school", f"--from={path}"], {}, sentence)
    if outcome.code:
        return show_outcome(request, "Nothing was added", outcome)
    return go_to(request, "/schools", describe_saved(f"{sentence} are there.", saved))


# -- Word files that came back -------------------------------------------------------------------------------


def _look_at_returned(request: Request) -> Response:
    """Say what follows from each edit in a Word file; nothing is written yet."""
    desk = get_desk(request)
    _, (path, *_) = receive_files(request, RETURNED)

    def look(show_progress: ShowProgress) -> Answer:
        outcome = desk.ask(["return", "--", str(path)], show_progress)
        can_take = any("--apply" in line for line in outcome.lines)
        lines = tuple(line for line in outcome.lines if "--apply" not in line)
        return partial(
            show_outcome,
            title=f"What was changed in {path.name}",
            outcome=Outcome(outcome.code, lines, outcome.problems),
            apply="/files/returned/take" if can_take else "",
            needs_reason=True,
        )

    return begin_work(request, RETURNED, f"{path.name} is being read", look)


def _take_returned(request: Request) -> Response:
    """What `clausewright return --apply` does."""
    desk = get_desk(request)
    form = get_form(request)
    path = find_kept(desk, RETURNED)
    reason = get_line(form, "reason")
    words = ["return", "--apply", *([f"--reason={reason}"] if reason else []), "--", str(path)]
    sentence = f"What was changed in {path.name}"

    def take(show_progress: ShowProgress) -> Answer:
        outcome, saved = desk.run(words, {}, sentence, show_progress)
        if outcome.code:
            return partial(
                show_outcome,
                title="Nothing was taken over",
                outcome=outcome,
                apply="/files/returned/take",
                needs_reason=True,
            )
        notice = describe_saved(f"{sentence} is taken over.", saved)
        return partial(go_to, address="/files", notice=notice)

    return begin_work(request, RETURNED, f"{sentence} is being taken over", take)


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
)
