"""The application: the addresses of the desk, and what is shown where something cannot be done."""

from __future__ import annotations

from collections.abc import Callable

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..errors import ClausewrightError, UsageError
from . import (
    addition_pages,
    assets,
    change_pages,
    clause_pages,
    decision_pages,
    field_pages,
    file_pages,
    import_pages,
    library_pages,
    list_pages,
    model_pages,
    picture_pages,
    publish_pages,
    removal_pages,
    round_pages,
    school_pages,
    settings_pages,
    trust_pages,
    value_pages,
    version_pages,
    wording_pages,
    work_pages,
)
from .long_work import Works
from .pages import Notices, NotThereError, get_desk, get_form, get_seen, list_problem_lines, list_seen, render
from .steps import ChangedMeanwhileError, Desk
from .value_forms import keep_changed

_PAGES = (
    library_pages,
    school_pages,
    trust_pages,
    value_pages,
    wording_pages,
    addition_pages,
    clause_pages,
    model_pages,
    version_pages,
    list_pages,
    field_pages,
    picture_pages,
    publish_pages,
    removal_pages,
    round_pages,
    change_pages,
    decision_pages,
    file_pages,
    import_pages,
    settings_pages,
    work_pages,
    assets,
)


# A form, with the files that are handed in with it, is held in memory.
_MOST_BYTES = 200_000_000


def make_app(desk: Desk, patience: float = 1.5) -> Starlette:
    """Make the application of a desk. Work that takes longer than `patience` seconds has a page that says how
    far it is. Who may use the desk is for `safety.Guard` to say.
    """
    handlers: dict[type[Exception], Callable[[Request, Exception], Response]] = {
        NotThereError: _tell_not_there,
        HTTPException: _tell_refused,
        UsageError: _tell_refused,
        ClausewrightError: _tell_problems,
        ChangedMeanwhileError: _tell_changed,
        OSError: _tell_disk,
    }
    routes = [_serve_in_thread(route) for module in _PAGES for route in module.ROUTES]
    app = Starlette(routes=routes, exception_handlers={**handlers})
    app.state.desk = desk
    app.state.notices = Notices()
    app.state.works = Works(patience)
    return app


def _serve_in_thread(route: Route) -> Route:
    """A route whose page is made in a thread of its own, so that a long one keeps no other window waiting.

    The form is read before, because the thread cannot wait for the browser.
    """
    make_page: Callable[[Request], Response] = route.endpoint

    async def answer(request: Request) -> Response:
        request.state.form = FormData()
        if request.method != "POST":
            return await run_in_threadpool(make_page, request)
        length = request.headers.get("content-length", "")
        if not length.isdigit() or int(length) > _MOST_BYTES:
            raise HTTPException(413, f"What was sent is larger than {_MOST_BYTES // 1_000_000} MB.")
        async with request.form() as form:
            request.state.form = form
            return await run_in_threadpool(make_page, request)

    return Route(route.path, answer, methods=route.methods)


def _tell_not_there(request: Request, error: Exception) -> Response:
    return render(request, "refused.html", "Not there", status=404, reasons=[str(error)])


def _tell_refused(request: Request, error: Exception) -> Response:
    if isinstance(error, HTTPException):
        sentence = "There is no such page." if error.status_code == 404 else error.detail
        title = "Not there" if error.status_code == 404 else "This cannot be done"
        return render(request, "refused.html", title, status=error.status_code, reasons=[sentence])
    return render(request, "refused.html", "This cannot be done", status=400, reasons=[str(error)])


def _tell_problems(request: Request, error: Exception) -> Response:
    problems = error.problems if isinstance(error, ClausewrightError) else ()
    desk = get_desk(request)
    lines = list_problem_lines(desk.read().library, problems) if desk.has_library else ()
    return render(
        request, "problems.html", "This cannot be done yet", status=422, lines=lines, is_library=False
    )


def _tell_changed(request: Request, error: Exception) -> Response:
    """Show what the form said and what the files say now, side by side; nothing has been written."""
    desk, form = get_desk(request), get_form(request)
    paths = error.paths if isinstance(error, ChangedMeanwhileError) else ()
    texts = {}
    for path in paths:
        file = desk.root / path
        texts[path] = file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
    entries = [(name, text) for name, text in form.multi_items() if isinstance(text, str) and name != "seen"]
    changed = keep_changed(dict(entries), dict(entries).get("shown", ""))
    return render(
        request,
        "changed.html",
        "Changed meanwhile",
        status=409,
        texts=texts,
        entries=entries,
        typed=[(_name_box(name), text) for name, text in changed.items() if name != "shown"],
        seen=list_seen(desk, {*get_seen(form), *paths}),
        is_wide=True,
    )


def _name_box(name: str) -> str:
    """The name of a box in words."""
    return " ".join(name.replace(":", " ").replace(".", " ").replace("_", " ").split())


def _tell_disk(request: Request, error: Exception) -> Response:
    if not isinstance(error, OSError):
        raise error
    name = error.filename or "A file"
    reason = f"{name} cannot be written or read: {error.strerror or error}."
    return render(
        request, "refused.html", "The disk refuses", status=500, reasons=[reason, "Nothing is half-written."]
    )
