"""The page of long work: how far it is, and at its end what came of it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from .long_work import DoWork
from .pages import NotThereError, get_works, go_to, quote_path, render


def name_work_address(name: str) -> str:
    """Where the page of a work is."""
    return f"/progress/{quote_path(name)}"


def begin_work(request: Request, name: str, title: str, do_work: DoWork) -> Response:
    """Begin long work, or join the one of that name which goes on already; `title` says what is being done.

    Returns what came of it, or the page that says how far it is where that takes longer than a moment.
    """
    works = get_works(request)
    work = works.begin(name, title, do_work)
    if work.ended.wait(works.patience):
        return work.tell_end(request)
    return go_to(request, name_work_address(name))


def _show(request: Request) -> Response:
    work = get_works(request).find(request.path_params["name"])
    if work is None:
        raise NotThereError("Nothing of the kind has been begun since the desk was opened.")
    if work.ended.is_set():
        return work.tell_end(request)
    return render(request, "working.html", work.title, parts={**work.parts})


ROUTES = (Route("/progress/{name}", _show, methods=["GET"]),)
