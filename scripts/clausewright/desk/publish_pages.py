"""What leaves the desk: packs for meetings, the calendar of reviews, and the published sites."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from ..api import PackOptions, make_pack
from ..edit.incoming import keep_incoming
from ..model.values import Words
from .long_work import Answer
from .named_version import open_version
from .pages import (
    NotThereError,
    get_desk,
    get_school,
    get_unit,
    list_problem_lines,
    render,
    render_outcome,
    send_file,
)
from .steps import Outcome, ShowProgress
from .work_pages import begin_work

# How a build says what it made.
_BUILT = re.compile(r"Built \d+ sites?")


def _send_pack(request: Request) -> Response:
    """The Word file and the PDF with which a school's meeting decides, in one zip."""
    page = open_version(request)
    school = get_school(request, page.library)
    options = PackOptions(school.id, page.policy.id, page.version.name, page.desk.root, page.day)
    files = make_pack(options).files
    name = f"{school.id}-{page.policy.id}-{page.version.name}.zip"
    return _send_zip(page.desk.root, ((path.name, data) for path, data in files.items()), name)


def _send_zip(root: Path, files: Iterable[tuple[str, bytes | Path]], name: str) -> Response:
    """Pack files, given by their names in the zip and what is in them or where they are. The zip is made on
    the disk, so that it may be larger than the memory.
    """
    (path,) = keep_incoming(root, "sent", {name: b""})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for inside, data in files:
            if isinstance(data, Path):
                archive.write(data, inside)
            else:
                archive.writestr(inside, data)
    return FileResponse(path, media_type="application/zip", filename=name)


def _send_calendar(request: Request) -> Response:
    """What `clausewright calendar` writes."""
    outcome = get_desk(request).ask(["calendar"])
    if outcome.code:
        return render_outcome(request, "There is no calendar yet", outcome)
    text = "".join(f"{line}\r\n" for line in outcome.lines)
    return send_file(text.encode(), "policy-reviews.ics", "text/calendar")


def _publish(request: Request) -> Response:
    """What `clausewright build` does."""
    desk = get_desk(request)

    def publish(show_progress: ShowProgress) -> Answer:
        return partial(_show_published, outcome=desk.ask(["build"], show_progress))

    return begin_work(request, "publish", "It is being published", publish)


def _show_published(request: Request, outcome: Outcome) -> Response:
    """What came of publishing."""
    desk = get_desk(request)
    if outcome.code:
        return render_outcome(request, "Nothing was published", outcome)
    return render(
        request,
        "published.html",
        "Published",
        report_lines=list(_tell_outcome(outcome, get_unit(request))),
        lines=list_problem_lines(desk.read().library, outcome.problems),
        folder=str(desk.root / "public"),
        crumbs=[("The year’s round", "/year")],
    )


def _tell_outcome(outcome: Outcome, unit: Words) -> Iterator[str]:
    """What was published, without what only those ask who run the machine. Where the first page is, the page
    says itself.
    """
    for line in outcome.lines:
        if built := _BUILT.match(line):
            yield f"{built[0]}: one for each {unit.singular}, and that of the model."
        elif not line.startswith("Open "):
            yield line


def _send_public(request: Request) -> Response:
    """The published folder as one zip, ready to be uploaded."""
    root = get_desk(request).root
    public = root / "public"
    if not (public / "index.html").is_file():
        raise NotThereError("Nothing has been published yet.")
    files = (path for path in sorted(public.rglob("*")) if path.is_file() and not path.is_symlink())
    return _send_zip(root, ((path.relative_to(public).as_posix(), path) for path in files), "public.zip")


ROUTES = (
    Route("/year/calendar.ics", _send_calendar, methods=["GET"]),
    Route("/year/publish", _publish, methods=["POST"]),
    Route("/year/public.zip", _send_public, methods=["GET"]),
    Route("/schools/{school}/pack/{policy}/{version}", _send_pack, methods=["GET"]),
)
