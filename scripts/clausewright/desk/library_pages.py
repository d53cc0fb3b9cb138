"""The first page: policies, schools, what is due and what is wrong; a new library; and any file as it is."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..errors import errors_in
from ..model.dates import in_words
from ..register.register import RegisterState, register
from .amenders import name_school
from .pages import (
    Notice,
    NotThereError,
    describe_saved,
    get_desk,
    get_form,
    get_line,
    get_seen,
    get_text,
    go_to,
    list_problem_lines,
    list_seen,
    render,
)

_PRESSING = (RegisterState.OVERDUE, RegisterState.DUE, RegisterState.DECIDING, RegisterState.AWAITING)
_FIRST_PROBLEMS = 12
# In seconds: a page that would take longer says that the library is being checked.
_PATIENCE = 1.5


def _show_library(request: Request) -> Response:
    desk = get_desk(request)
    if not desk.has_library:
        return _render_start(request, {})
    library, day = desk.read().library, desk.read_day()
    checked = desk.find_problems_soon(_PATIENCE)
    problems = checked or ()
    is_told = checked is not None and not any(not problem.schools for problem in errors_in(problems))
    due = [row for row in register(library, day) if row.state in _PRESSING] if is_told else []
    due.sort(key=lambda row: (_PRESSING.index(row.state), row.next_review or day))
    lines = list_problem_lines(library, problems)
    return render(
        request,
        "library.html",
        "Library",
        policies=library.policies.values(),
        schools=[(school.id, name_school(library, school, day)) for school in library.schools.values()],
        due=due,
        is_checked=checked is not None,
        is_told=is_told,
        lines=lines[:_FIRST_PROBLEMS],
        number_of_problems=len(lines),
        number_of_errors=sum(line.is_error for line in lines),
        today=in_words(day),
        in_words=in_words,
    )


def _render_start(request: Request, typed: Mapping[str, str], reasons: tuple[str, ...] = ()) -> Response:
    known = dict.fromkeys(("title", "unit", "singular", "plural", "begin"), "")
    return render(
        request,
        "start.html",
        "A new library",
        status=422 if reasons else 200,
        folder=str(get_desk(request).root),
        reasons=reasons,
        typed={**known, **typed},
    )


def _begin(request: Request) -> Response:
    """What `clausewright new` does."""
    desk, form = get_desk(request), get_form(request)
    typed = {name: get_line(form, name) for name in ("title", "unit", "singular", "plural", "begin")}
    words = ["new", f"--title={typed['title']}"]
    if typed["unit"]:
        words.append(f"--unit={typed['singular']}/{typed['plural']}")
    has_example = typed["begin"] == "example"
    outcome = desk.run_command([*words, *([] if has_example else ["--empty"]), "--", str(desk.root)])
    if outcome.code:
        return _render_start(request, typed, outcome.lines)
    line = "It has one policy and two schools, so that there is something to look at."
    return go_to(request, "/", Notice("Your library is there.", (), (line,) if has_example else ()))


def _list_problems(request: Request) -> Response:
    desk = get_desk(request)
    lines = list_problem_lines(desk.read().library, desk.find_problems())
    return render(request, "problems.html", "What is wrong", lines=lines, is_library=True)


def _find_file(request: Request) -> str:
    """The path of a library's file that an address names. Raises NotThereError."""
    desk = get_desk(request)
    path = str(request.path_params["path"])
    parts = path.split("/")
    is_text = path.endswith((".yml", ".md"))
    if parts[0] not in ("policies", "variables") or ".." in parts or not is_text or not desk.digest(path):
        raise NotThereError(f"There is no file '{path}' that can be shown.")
    return path


def _show_file(request: Request) -> Response:
    desk, path = get_desk(request), _find_file(request)
    text = (desk.root / path).read_text(encoding="utf-8", errors="replace")
    written = request.query_params.get("line", "")
    line = int(written) if written.isdigit() and len(written) < 7 else 0
    return render(
        request,
        "file.html",
        path,
        path=path,
        text=text,
        line=line,
        line_text=text.splitlines()[line - 1] if 0 < line <= len(text.splitlines()) else "",
        seen=list_seen(desk, [path]),
        is_locked=path.endswith(".lock.yml"),
        lines=(),
    )


def _save_file(request: Request) -> Response:
    desk, path = get_desk(request), _find_file(request)
    form = get_form(request)
    text = get_text(form, "text").rstrip("\n") + "\n"
    saved = desk.save({path: text.encode()}, get_seen(form), f"Edited {path}")
    return go_to(request, f"/file/{path}", describe_saved("Saved.", saved))


ROUTES = (
    Route("/", _show_library, methods=["GET"]),
    Route("/new", _begin, methods=["POST"]),
    Route("/problems", _list_problems, methods=["GET"]),
    Route("/file/{path:path}", _show_file, methods=["GET"]),
    Route("/file/{path:path}", _save_file, methods=["POST"]),
)
