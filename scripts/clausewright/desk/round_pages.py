"""The year's round of a policy: compare, see the impact, issue, ask the schools, adopt, review, publish."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from ..amendments.impact import Effect, assess_impact
from ..api import ComparisonRequest, PackOptions, compare, make_pack
from ..check.amendments import find_open_decisions
from ..edit.adoptions import add_decision
from ..errors import UsageError
from ..model.dates import in_words, months_later
from ..model.kinds import VersionStatus
from ..model.library import Library, Policy, School, Version
from ..model.status import PolicyStatus, find_standing, list_edition_views
from ..model.values import Kind
from .amenders import Amender, make_amender, name_school
from .pages import (
    NotThereError,
    describe_saved,
    get_desk,
    get_form,
    get_line,
    get_policy,
    get_school,
    get_seen,
    get_version,
    get_works,
    go_to,
    list_problem_lines,
    list_seen,
    render,
)
from .safety import FRAMED_POLICY
from .steps import Outcome

_FILES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """A school in the round of a version: what is in force there, and what is to do next.

    `open` says who has to decide first, and on how many own wordings.
    """

    school: School
    name: str
    owner: str
    in_force: str
    next_review: str
    is_asked: bool
    has_it: bool
    open: tuple[tuple[Amender, int], ...]


def _download(data: bytes, name: str, media_type: str) -> Response:
    return Response(
        data, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _refuse(request: Request, title: str, outcome: Outcome) -> Response:
    """Say why a command did not do its work."""
    library = get_desk(request).read().library
    lines = list_problem_lines(library, outcome.problems)
    return render(
        request,
        "outcome.html",
        title,
        status=422,
        lines=lines,
        report_lines=outcome.lines,
        back=request.url.path,
    )


# -- Overview ------------------------------------------------------------------------------------------------


def _show_year(request: Request) -> Response:
    desk = get_desk(request)
    library, day = desk.read().library, desk.read_day()
    rows = []
    for policy in library.policies.values():
        newest = policy.versions[-1] if policy.versions else None
        waiting = (
            [row for row in _list_schools(library, policy, newest, day) if not row.has_it] if newest else []
        )
        rows.append((policy, newest, len(waiting)))
    public = desk.root / "public"
    return render(
        request,
        "year.html",
        "The year’s round",
        rows=rows,
        today=in_words(day),
        public=str(public),
        is_published=(public / "index.html").is_file(),
    )


def _show_policy(request: Request) -> Response:
    desk = get_desk(request)
    library, day = desk.read().library, desk.read_day()
    policy = get_policy(request, library)
    if not policy.versions:
        raise NotThereError("The policy has no version yet.")
    asked = request.query_params.get("version", "")
    version = policy.named(asked) or policy.versions[-1]
    place = policy.versions.index(version)
    bodies = {
        key.removeprefix("word."): variable.name
        for key, variable in library.schema.items()
        if variable.kind is Kind.WORDS and variable.path
    }
    rows = tuple(_list_schools(library, policy, version, day))
    by_trust = policy.facts.tier == "trust"
    holders = [
        row.school.facts.trust if by_trust and row.school.facts.trust else row.school.id for row in rows
    ]
    return render(
        request,
        "round.html",
        f"{policy.facts.title}, {version.title}",
        policy=policy,
        version=version,
        versions=list(reversed(policy.versions)),
        before=policy.versions[place - 1] if place else None,
        is_issued=version.facts.status is VersionStatus.ISSUED and version.lock is not None,
        is_withdrawn=version.facts.status is VersionStatus.WITHDRAWN,
        in_consultation=version.facts.status is VersionStatus.CONSULTATION,
        rows=rows,
        by_trust=by_trust,
        bodies=bodies,
        today=day.isoformat(),
        start=max(day, version.date).isoformat(),
        review=months_later(max(day, version.date), policy.facts.review_months).isoformat(),
        seen=list_seen(
            desk,
            [
                version.body.path,
                *(f"variables/schools/{row.school.id}/adoptions.yml" for row in rows),
                *(f"variables/trusts/{id}/adoptions.yml" for id in {*holders} & {*library.trusts}),
            ],
        ),
        crumbs=[("The year’s round", "/year")],
        is_wide=True,
    )


def _list_schools(library: Library, policy: Policy, version: Version, day: date) -> Iterator[SchoolRow]:
    """The schools that a version concerns, with how far each is."""
    views = list_edition_views(library, day)
    for school in library.schools.values() if views else ():
        stands = find_standing(library, school, policy, views[-1])
        if stands.state is PolicyStatus.NOT_APPLICABLE:
            continue
        decisions = [
            adoption.facts
            for adoption in library.adoptions(school, policy.id)
            if adoption.facts.version == version.name
        ]
        has_it = any(facts.status == "adopted" for facts in decisions)
        waiting = []
        for holder in library.amenders(school):
            pending = find_open_decisions(library, holder, policy, version, max(day, version.date))
            if pending:
                waiting.append((make_amender(library, holder, day), len(pending)))
        review = stands.next_review
        yield SchoolRow(
            school,
            name_school(library, school, day),
            school.facts.trust if policy.facts.tier == "trust" and school.facts.trust else school.id,
            stands.version.title if stands.version and stands.adoption else "",
            in_words(review) if review else "",
            any(facts.status == "proposed" for facts in decisions),
            has_it,
            () if has_it else tuple(waiting),
        )


# -- Compare and impact --------------------------------------------------------------------------------------


def _find_before(policy: Policy, version: Version) -> Version:
    place = policy.versions.index(version)
    if not place:
        raise NotThereError("It is the first version, so nothing changed.")
    return policy.versions[place - 1]


def _show_changes(request: Request) -> Response:
    library = get_desk(request).read().library
    policy = get_policy(request, library)
    version = get_version(request, policy)
    before = _find_before(policy, version)
    return render(
        request,
        "changes.html",
        f"What changed from {before.title} to {version.title}",
        policy=policy,
        version=version,
        before=before,
        schools=list(library.schools),
        school=request.query_params.get("school", ""),
        crumbs=[
            ("The year’s round", "/year"),
            (policy.facts.title, f"/year/{policy.id}?version={version.name}"),
        ],
        is_wide=True,
    )


def _compare(request: Request, format: str) -> bytes:
    desk = get_desk(request)
    library = desk.read().library
    policy = get_policy(request, library)
    version = get_version(request, policy)
    school = request.query_params.get("school", "")
    before = _find_before(policy, version)
    asked = ComparisonRequest(desk.root, desk.read_day(), policy.id, before.name, version.name, school)
    return compare(asked).comparisons[0].render(format)


def _frame_changes(request: Request) -> Response:
    return HTMLResponse(_compare(request, "html"), headers={"Content-Security-Policy": FRAMED_POLICY})


def _send_changes(request: Request) -> Response:
    format = request.path_params["format"]
    if format not in _FILES:
        raise NotThereError("The changes are written as docx or pdf.")
    name = f"{request.path_params['policy']}-{request.path_params['version']}-changes.{format}"
    return _download(_compare(request, format), name, _FILES[format])


def _show_impact(request: Request) -> Response:
    desk = get_desk(request)
    library = desk.read().library
    policy = get_policy(request, library)
    version = get_version(request, policy)
    desk.refuse_errors()
    impact = assess_impact(library, policy, version, desk.read_day())
    pressing = (Effect.DECIDE, Effect.MISSING, Effect.MERGED, Effect.REDUNDANT)
    to_do = [
        (impact.schools[id], id, line, cell)
        for line in impact.lines
        for id, cell in line.cells.items()
        if cell.effect in pressing
    ]
    changed = [line for line in impact.lines if line.change != "the same"]
    return render(
        request,
        "impact.html",
        f"What {version.title} means for the schools",
        impact=impact,
        to_do=sorted(to_do, key=lambda entry: (pressing.index(entry[3].effect), entry[0])),
        changed=changed,
        policy=policy,
        version=version,
        crumbs=[
            ("The year’s round", "/year"),
            (policy.facts.title, f"/year/{policy.id}?version={version.name}"),
        ],
        is_wide=True,
    )


# -- Issue, ask, adopt, review -------------------------------------------------------------------------------


def _issue(request: Request) -> Response:
    """What `clausewright issue` does."""
    desk = get_desk(request)
    policy = get_policy(request, desk.read().library)
    version = get_version(request, policy)
    form = get_form(request)
    sentence = f"Issued {policy.facts.title} of {version.title}"
    outcome, saved = desk.run(["issue", policy.id, version.name], get_seen(form), sentence)
    if outcome.code:
        return _refuse(request, "It cannot be issued yet", outcome)
    return go_to(request, _name_round(policy, version), describe_saved(f"{sentence}.", saved))


def _name_round(policy: Policy, version: Version) -> str:
    return f"/year/{policy.id}?version={version.name}"


def _ask_schools(request: Request) -> Response:
    """Propose a version to every school that has neither adopted it nor been asked."""
    desk = get_desk(request)
    library, day = desk.read().library, desk.read_day()
    policy = get_policy(request, library)
    version = get_version(request, policy)
    form = get_form(request)
    files = {}
    for row in _list_schools(library, policy, version, day):
        if row.has_it or row.is_asked:
            continue
        folder = "trusts" if row.owner != row.school.id else "schools"
        path = f"variables/{folder}/{row.owner}/adoptions.yml"
        file = desk.root / path
        text = file.read_text(encoding="utf-8") if file.is_file() else ""
        try:
            added = add_decision(text, policy.id, {"version": version.name, "status": "proposed"})
        except ValueError as error:
            raise UsageError(
                f"{path} is written in a way to which nothing can be added. Add this under '{policy.id}' by"
                f" hand: {error}"
            ) from None
        files[path] = added.text.encode()
    sentence = f"Proposed {policy.facts.title} of {version.title} to {len(files)} schools"
    saved = desk.save(files, get_seen(form), sentence)
    return go_to(request, _name_round(policy, version), describe_saved(f"{sentence}.", saved))


def _list_decision_words(form: FormData) -> list[str]:
    words = [f"--on={get_line(form, 'on')}", f"--by={get_line(form, 'by')}"]
    for option, name in (("minute", "minute"), ("from", "start"), ("next-review", "next_review")):
        if value := get_line(form, name):
            words.append(f"--{option}={value}")
    return words


def _find_owner(library: Library, policy: Policy, form: FormData) -> tuple[str, list[str]]:
    """Who decides: the school, or its trust for all its schools."""
    id = get_line(form, "school")
    if id not in library.schools:
        raise NotThereError(f"There is no school '{id}' in the library.")
    trust = library.schools[id].facts.trust
    if policy.facts.tier == "trust" and trust in library.trusts:
        return trust, ["--trust"]
    return id, []


def _adopt(request: Request) -> Response:
    """What `clausewright adopt` does."""
    desk = get_desk(request)
    library = desk.read().library
    policy = get_policy(request, library)
    version = get_version(request, policy)
    form = get_form(request)
    owner, words = _find_owner(library, policy, form)
    sentence = f"{owner} adopted {policy.facts.title} of {version.title}"
    options = [*words, *_list_decision_words(form)]
    outcome, saved = desk.run(
        ["adopt", *options, "--", owner, policy.id, version.name], get_seen(form), sentence
    )
    if outcome.code:
        return _refuse(request, "It cannot be adopted yet", outcome)
    return go_to(request, _name_round(policy, version), describe_saved(f"Recorded: {sentence}.", saved))


def _review(request: Request) -> Response:
    """What `clausewright review` does."""
    desk = get_desk(request)
    library = desk.read().library
    policy = get_policy(request, library)
    form = get_form(request)
    owner, words = _find_owner(library, policy, form)
    options = [word for word in (*words, *_list_decision_words(form)) if not word.startswith("--from=")]
    sentence = f"{owner} reviewed {policy.facts.title}, which stays as it is"
    outcome, saved = desk.run(["review", *options, "--", owner, policy.id], get_seen(form), sentence)
    if outcome.code:
        return _refuse(request, "The review cannot be recorded", outcome)
    return go_to(request, f"/year/{policy.id}", describe_saved(f"Recorded: {sentence}.", saved))


def _send_pack(request: Request) -> Response:
    """The Word file and the PDF with which a school's meeting decides, in one zip."""
    desk = get_desk(request)
    library, day = desk.read().library, desk.read_day()
    school, policy = get_school(request, library), get_policy(request, library)
    version = get_version(request, policy)
    result = make_pack(PackOptions(school.id, policy.id, version.name, desk.root, day))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in result.files.items():
            archive.writestr(path.name, data)
    return _download(packed.getvalue(), f"{school.id}-{policy.id}-{version.name}.zip", "application/zip")


# -- Calendar and publishing ---------------------------------------------------------------------------------


def _send_calendar(request: Request) -> Response:
    """What `clausewright calendar` writes."""
    outcome = get_desk(request).ask(["calendar"])
    if outcome.code:
        return _refuse(request, "There is no calendar yet", outcome)
    text = "".join(f"{line}\r\n" for line in outcome.lines)
    return _download(text.encode(), "policy-reviews.ics", "text/calendar")


def _publish(request: Request) -> Response:
    """Begin what `clausewright build` does."""
    get_works(request).begin("publish", ["build"])
    return go_to(request, "/year/published")


def _show_published(request: Request) -> Response:
    """How far publishing is, and what came of it."""
    desk, work = get_desk(request), get_works(request).find("publish")
    crumbs = [("The year’s round", "/year")]
    if work is None:
        raise NotThereError("Nothing has been published since the desk was opened.")
    outcome = work.outcome
    if outcome is None:
        return render(request, "working.html", "It is being published", parts={**work.parts}, crumbs=crumbs)
    if outcome.code:
        return _refuse(request, "Nothing was published", outcome)
    public = desk.root / "public"
    return render(
        request,
        "published.html",
        "Published",
        report_lines=outcome.lines,
        lines=list_problem_lines(desk.read().library, outcome.problems),
        folder=str(public),
        crumbs=crumbs,
    )


def _send_public(request: Request) -> Response:
    """The published folder as one zip, ready to be uploaded."""
    public = get_desk(request).root / "public"
    if not (public / "index.html").is_file():
        raise NotThereError("Nothing has been published yet.")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(public.rglob("*")):
            if path.is_file() and not path.is_symlink():
                archive.write(path, path.relative_to(public).as_posix())
    return _download(packed.getvalue(), "public.zip", "application/zip")


_VERSION = "/year/{policy}/{version}"
ROUTES = (
    Route("/year", _show_year, methods=["GET"]),
    Route("/year/calendar.ics", _send_calendar, methods=["GET"]),
    Route("/year/publish", _publish, methods=["POST"]),
    Route("/year/published", _show_published, methods=["GET"]),
    Route("/year/public.zip", _send_public, methods=["GET"]),
    Route("/year/{policy}", _show_policy, methods=["GET"]),
    Route("/year/{policy}/review", _review, methods=["POST"]),
    Route(f"{_VERSION}/changes", _show_changes, methods=["GET"]),
    Route(f"{_VERSION}/changes/page", _frame_changes, methods=["GET"]),
    Route(f"{_VERSION}/changes/file.{{format}}", _send_changes, methods=["GET"]),
    Route(f"{_VERSION}/impact", _show_impact, methods=["GET"]),
    Route(f"{_VERSION}/issue", _issue, methods=["POST"]),
    Route(f"{_VERSION}/ask", _ask_schools, methods=["POST"]),
    Route(f"{_VERSION}/adopt", _adopt, methods=["POST"]),
    Route("/schools/{school}/pack/{policy}/{version}", _send_pack, methods=["GET"]),
)
