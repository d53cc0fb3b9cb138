"""Taking something out of the library: what goes and what depends on it is told first, and what went can be
put back afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..edit.git import is_in_git
from ..edit.removed import forget_removed, list_removed, read_removed_files
from ..errors import ClausewrightError
from ..model.dates import in_words
from . import body_removals, model_removals
from .pages import (
    NotThereError,
    describe_saved,
    get_desk,
    get_form,
    get_seen,
    go_to,
    list_problem_lines,
    list_seen,
    render,
)
from .removal import Dependants, PlanRemoval, Removal, find_dependants

# By the address of each kind of thing below /remove.
_PLANS: Mapping[str, PlanRemoval] = {
    "school/{id}": body_removals.plan_school,
    "trust/{id}": body_removals.plan_trust,
    "authority/{id}": body_removals.plan_authority,
    "value/{kind}/{id}/{key}": body_removals.plan_value,
    "decision/{tier}/{id}/{policy}/{number}": body_removals.plan_decision,
    "own-wording/{tier}/{id}/{clause}/{name}": body_removals.plan_own_wording,
    "policy/{id}": model_removals.plan_policy,
    "version/{id}/{name}": model_removals.plan_version,
    "clause/{id}": model_removals.plan_clause,
    "wording/{id}/{name}": model_removals.plan_wording,
    "source/{id}": model_removals.plan_source,
    "term/{id}": model_removals.plan_term,
    "year/{id}": model_removals.plan_edition,
    "field/{key}": model_removals.plan_field,
    "picture/{folder:path}/{name}": model_removals.plan_picture,
}


def _show(request: Request, plan: PlanRemoval) -> Response:
    desk = get_desk(request)
    removal = plan(desk, request.path_params)
    return _render_question(request, removal, find_dependants(desk, removal))


def _render_question(request: Request, removal: Removal, dependants: Dependants) -> Response:
    desk = get_desk(request)
    library = desk.read().library
    return render(
        request,
        "remove.html",
        f"Remove the {removal.name}?",
        removal=removal,
        goes=[path for path, data in removal.files.items() if data is None],
        changed=[path for path, data in removal.files.items() if data is not None],
        errors=list_problem_lines(library, dependants.errors),
        warnings=list_problem_lines(library, dependants.warnings),
        is_stopped=bool(removal.obstacles or dependants.errors),
        seen=list_seen(desk, removal.files),
        is_in_git=is_in_git(desk.root),
    )


def _remove(request: Request, plan: PlanRemoval) -> Response:
    """Take the thing out, unless something depends on it."""
    desk, seen = get_desk(request), get_seen(get_form(request))
    removal = plan(desk, request.path_params)
    dependants = find_dependants(desk, removal)
    if removal.obstacles or dependants.errors:
        return _render_question(request, removal, dependants)
    saved = desk.remove(removal.files, seen, f"Removed the {removal.name}")
    hint = "It can be put back: see Settings, “What was removed”."
    return go_to(request, removal.above, describe_saved(f"Removed: the {removal.name}.", saved, [hint]))


def _list_removed(request: Request) -> Response:
    return _render_removed(request)


def _render_removed(request: Request, error: ClausewrightError | None = None) -> Response:
    desk = get_desk(request)
    lines = list_problem_lines(desk.read().library, error.problems) if error else ()
    return render(
        request,
        "removed.html",
        "What was removed",
        status=422 if error else 200,
        removals=list_removed(desk.root),
        lines=lines,
        in_words=in_words,
        crumbs=[("Settings", "/settings")],
    )


def _put_back(request: Request) -> Response:
    """Undo a removal: write what its files said, beside what has been written since."""
    desk = get_desk(request)
    number = request.path_params["number"]
    removed = next((entry for entry in list_removed(desk.root) if str(entry.number) == number), None)
    if removed is None:
        raise NotThereError("It is not kept any more, or has been put back.")
    seen = {path: desk.digest(path) for path in removed.digests}
    files = read_removed_files(desk.root, removed, seen)
    sentence = f"Put back: {removed.sentence.removeprefix('Removed ')}"
    try:
        saved = desk.save(files, seen, sentence)
    except ClausewrightError as error:
        return _render_removed(request, error)
    forget_removed(desk.root, removed)
    return go_to(request, "/removed", describe_saved(f"{sentence}.", saved))


def _list_routes() -> Iterator[Route]:
    for path, plan in _PLANS.items():
        yield Route(f"/remove/{path}", partial(_show, plan=plan), methods=["GET"])
        yield Route(f"/remove/{path}", partial(_remove, plan=plan), methods=["POST"])


ROUTES = (
    Route("/removed", _list_removed, methods=["GET"]),
    Route("/removed/{number}", _put_back, methods=["POST"]),
    *_list_routes(),
)
