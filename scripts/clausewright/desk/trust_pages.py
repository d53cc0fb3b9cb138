"""A trust: its schools, what it decided and worded for them; and new trusts and authorities."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..check.lost_amendments import find_open_decisions
from ..edit.trust import write_authority_text
from ..model.dates import in_words
from ..model.record_types import ID, RESERVED_IDS
from ..model.text import capitalise
from .amenders import find_amended_version, get_trust, list_own_wordings, make_amender, name_school
from .pages import (
    describe_saved,
    get_desk,
    get_form,
    get_line,
    get_unit,
    go_to,
    list_problem_lines,
    quote_path,
    render,
    render_refusal,
)
from .steps import Outcome


def _show_trust(request: Request) -> Response:
    desk = get_desk(request)
    library, day = desk.read().library, desk.read_day()
    amender = make_amender(library, get_trust(request, library), day)
    waiting = []
    for policy in library.policies.values():
        version = find_amended_version(library, amender, policy, day)
        if version is None or not amender.schools:
            continue
        pending = find_open_decisions(library, amender.holder, policy, version, max(day, version.date))
        if pending:
            waiting.append((policy, version, len(pending)))
    problems = [problem for problem in desk.find_problems() if problem.path.startswith(f"{amender.folder}/")]
    unit = get_unit(request)
    return render(
        request,
        "trust.html",
        amender.name,
        amender=amender,
        A_unit=capitalise(f"{unit.article} {unit.singular}"),
        rows=[(school.id, name_school(library, school, day)) for school in amender.schools],
        waiting=waiting,
        lines=list_problem_lines(library, problems),
        policies=library.policies,
        wordings=list(list_own_wordings(library, amender)),
        crumbs=[(capitalise(unit.plural), "/schools")],
        in_words=in_words,
    )


def _add_trust(request: Request) -> Response:
    """What `clausewright new-trust` does."""
    desk, form = get_desk(request), get_form(request)
    id, name = get_line(form, "id"), get_line(form, "name")
    schools = [f"{school}" for school in form.getlist("schools") if isinstance(school, str)]
    words = ["new-trust", f"--name={name}", *(["--schools", *schools] if schools else []), "--", id]
    outcome, saved = desk.run(words, {}, f"New trust {name or id}")
    if outcome.code:
        return render_refusal(request, "The trust was not added", outcome)
    return go_to(request, f"/trusts/{quote_path(id)}", describe_saved("The trust is there.", saved))


def _add_authority(request: Request) -> Response:
    """Write the file of an authority, with its name."""
    desk, form = get_desk(request), get_form(request)
    id, name = get_line(form, "id"), get_line(form, "name")
    library = desk.read().library
    if not ID.fullmatch(id) or id in RESERVED_IDS:
        sentence = "The short name has small letters and digits, joined by hyphens, such as example-county."
        return render_refusal(request, "The authority was not added", Outcome(2, (sentence,)))
    if id in library.authorities:
        sentence = f"There is an authority '{id}' already. Choose another short name."
        return render_refusal(request, "The authority was not added", Outcome(2, (sentence,)))
    has_name = "authority.name" in library.schema
    text = write_authority_text(name or id, get_unit(request).plural, has_name=has_name)
    files = {f"variables/authorities/{id}.yml": text.encode()}
    saved = desk.save(files, {}, f"New authority {name or id}")
    return go_to(request, f"/values/authority/{id}", describe_saved("The authority is there.", saved))


ROUTES = (
    Route("/trusts", _add_trust, methods=["POST"]),
    Route("/authorities", _add_authority, methods=["POST"]),
    Route("/trusts/{trust}", _show_trust, methods=["GET"]),
)
