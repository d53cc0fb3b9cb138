"""What a version changed since the one before it, and what it means for each school."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from ..amendments.impact import ClauseImpact, Effect, Impact, SchoolImpact, assess_impact
from ..api import ComparisonRequest, compare
from ..model.library import School, Version
from .amenders import name_school
from .named_version import NamedVersion, open_version
from .pages import NotThereError, get_unit, render, send_file
from .safety import FRAMED_POLICY

_FILES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
# What somebody has to do something about, the most urgent first.
_PRESSING = (Effect.DECIDE, Effect.MISSING, Effect.MERGED, Effect.REDUNDANT)


def _show_changes(request: Request) -> Response:
    page = open_version(request)
    before = page.get_before()
    schools = page.library.schools
    return render(
        request,
        "changes.html",
        f"What changed from {before.title} to {page.version.title}",
        policy=page.policy,
        version=page.version,
        schools=[(id, name_school(page.library, school, page.day)) for id, school in schools.items()],
        school=request.query_params.get("school", ""),
        crumbs=page.crumbs,
        is_wide=True,
    )


def _compare(request: Request, page: NamedVersion, format: str) -> bytes:
    school = request.query_params.get("school", "")
    before = page.get_before().name
    asked = ComparisonRequest(page.desk.root, page.day, page.policy.id, before, page.version.name, school)
    return compare(asked).comparisons[0].render(format)


def _frame_changes(request: Request) -> Response:
    data = _compare(request, open_version(request), "html")
    return HTMLResponse(data, headers={"Content-Security-Policy": FRAMED_POLICY})


def _send_changes(request: Request) -> Response:
    page, format = open_version(request), request.path_params["format"]
    if format not in _FILES:
        raise NotThereError("The changes are written as docx or pdf.")
    name = f"{page.policy.id}-{page.version.name}-changes.{format}"
    return send_file(_compare(request, page, format), name, _FILES[format])


def _show_impact(request: Request) -> Response:
    page = open_version(request)
    page.desk.refuse_errors()
    impact = assess_impact(page.library, page.policy, page.version, page.day)
    return render(
        request,
        "impact.html",
        f"What {page.version.title} means for the {get_unit(request).plural}",
        impact=impact,
        to_do=_list_to_do(page, impact),
        changed=[line for line in impact.lines if line.change != "the same"],
        crumbs=page.crumbs,
        is_wide=True,
    )


def _list_to_do(page: NamedVersion, impact: Impact) -> list[tuple[str, str, ClauseImpact, SchoolImpact]]:
    """What somebody has to do before the version can be adopted: the school's name, the page on which it is
    done, the clause, and what it means there.
    """
    to_do = []
    for line in impact.lines:
        for id, cell in line.cells.items():
            if cell.effect in _PRESSING:
                school = page.library.schools[id]
                place = _find_place(school, page.version, line.clause, cell.effect)
                to_do.append((impact.schools[id], place, line, cell))
    return sorted(to_do, key=lambda entry: (_PRESSING.index(entry[3].effect), entry[0]))


def _find_place(school: School, version: Version, clause: str, effect: Effect) -> str:
    """The page on which a value is given, or a wording decided on, which may be the trust's."""
    if effect is Effect.MISSING:
        return f"/values/school/{school.id}"
    is_its_own = any(amendment.clause == clause for amendment in school.amendments)
    holder = f"/schools/{school.id}" if is_its_own else f"/trusts/{school.facts.trust}"
    return f"{holder}/decide/{version.policy}/{version.name}"


_VERSION = "/year/{policy}/{version}"
ROUTES = (
    Route(f"{_VERSION}/changes", _show_changes, methods=["GET"]),
    Route(f"{_VERSION}/changes/page", _frame_changes, methods=["GET"]),
    Route(f"{_VERSION}/changes/file.{{format}}", _send_changes, methods=["GET"]),
    Route(f"{_VERSION}/impact", _show_impact, methods=["GET"]),
)
