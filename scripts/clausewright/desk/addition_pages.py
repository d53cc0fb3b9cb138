"""A clause that a school or a trust adds after one of the model's."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from ..assemble.branches import in_words
from ..check.amendments import check_amendment
from ..edit.amendments import write_amendment_text
from ..errors import Problem
from ..model.dates import in_words as day_in_words
from ..model.kinds import Strength
from ..model.library import Amendment, Fragment
from ..model.local_records import Action, AmendmentFacts
from ..model.record_types import ID, RESERVED_IDS
from .amenders import list_amender_routes
from .pages import (
    STRENGTHS,
    NotThereError,
    describe_saved,
    explain_short_name,
    get_desk,
    get_form,
    get_line,
    get_seen,
    get_text,
    go_to,
    list_bodies,
    list_problem_lines,
    list_seen,
    name_whose,
    render,
)
from .placeholders import Placeholders, UnknownPlaceholderError
from .wording_pages import (
    ClausePage,
    choose_path,
    explain_why_not,
    list_crumbs,
    open_clause_page,
    preview_amendment,
    save_approval,
)


@dataclass(frozen=True, slots=True)
class _Addition:
    """What a form about an added clause is made from, or was filled in with."""

    id: str
    title: str
    text: str
    strength: str
    reason: str


def _find_added(page: ClausePage, id: str) -> Amendment | None:
    """The newest text of an added clause."""
    amendments = [
        amendment
        for amendment in page.amender.holder.amendments
        if amendment.slot == (page.revision.clause, id) and amendment.facts.action is Action.ADD_AFTER
    ]
    return max(amendments, key=lambda amendment: (amendment.date, amendment.name), default=None)


def _open_added(request: Request, page: ClausePage) -> Amendment:
    """The added clause that an address names. Raises NotThereError."""
    amendment = _find_added(page, request.path_params["added"])
    if amendment is None:
        raise NotThereError("There is no such clause after this one any more.")
    return amendment


def _name_address(page: ClausePage, id: str) -> str:
    return f"{page.address}/added/{id}" if id else f"{page.address}/added"


def _show_new(request: Request) -> Response:
    return _render_form(request, open_clause_page(request), _Addition("", "", "", "information", ""), None)


def _show(request: Request) -> Response:
    page = open_clause_page(request)
    amendment = _open_added(request, page)
    placeholders, facts = Placeholders(get_desk(request).read().library), amendment.facts
    strength = (facts.strength or Strength.INFORMATION).value
    text = placeholders.show(amendment.body.text)
    addition = _Addition(facts.id, placeholders.show(facts.title), text, strength, facts.reason)
    return _render_form(request, page, addition, amendment)


def _render_form(
    request: Request,
    page: ClausePage,
    addition: _Addition,
    amendment: Amendment | None,
    sentences: tuple[str, ...] = (),
    problems: tuple[Problem, ...] = (),
) -> Response:
    desk = get_desk(request)
    library, day = desk.read().library, desk.read_day()
    approved = amendment.facts.approved if amendment else None
    after = in_words(library, page.revision.facts.title)
    return render(
        request,
        "addition.html",
        addition.title if amendment else f"A clause after “{after}”",
        status=422 if sentences or problems else 200,
        page=page,
        whose=name_whose(request, page.amender.tier),
        after=after,
        why_not=explain_why_not(page.revision),
        addition=addition,
        amendment=amendment,
        form_address=_name_address(page, amendment.facts.id if amendment else ""),
        strengths=STRENGTHS,
        approved_on=day_in_words(approved.on) if approved else "",
        bodies=list_bodies(library),
        today=day.isoformat(),
        sentences=sentences,
        lines=list_problem_lines(library, problems),
        groups=Placeholders(library).list_inserts(),
        seen=list_seen(desk, [choose_path(page, amendment, day)]),
        crumbs=[*list_crumbs(library, page.amender), ("Own wordings", f"{page.amender.address}/wordings")],
        is_wide=True,
    )


def _read_addition(form: FormData, id: str) -> _Addition:
    return _Addition(
        id or get_line(form, "id"),
        get_line(form, "title"),
        get_text(form, "text").rstrip("\n") + "\n",
        get_line(form, "strength"),
        get_line(form, "reason"),
    )


def _make_amendment(
    page: ClausePage, addition: _Addition, before: Amendment | None, path: str, placeholders: Placeholders
) -> Amendment:
    """The amendment that a form describes. Raises UnknownPlaceholderError."""
    given = {
        "amends": page.revision.name,
        "action": Action.ADD_AFTER,
        "id": addition.id,
        "title": placeholders.read(addition.title),
        "strength": Strength(addition.strength) if addition.strength in STRENGTHS else None,
        "reason": addition.reason,
        "approved": None,
    }
    facts = (
        before.facts.model_copy(update=given)
        if before
        else AmendmentFacts.model_validate({**given, "policies": (page.policy.id,)})
    )
    text = placeholders.read(addition.text, before.body.text if before else "")
    name = path.rpartition("/")[2].removesuffix(".md")
    return Amendment(page.revision.clause, name, page.amender.tier, facts, Fragment(text, path, 1), {})


def _find_missing(addition: _Addition, page: ClausePage) -> list[str]:
    """What a form must say before it can be saved."""
    sentences = [why_not] if (why_not := explain_why_not(page.revision)) else []
    if not addition.title or not addition.text.strip():
        sentences.append("A clause has a heading and a text.")
    if not ID.fullmatch(addition.id) or addition.id in RESERVED_IDS:
        sentences.append(explain_short_name("newsletter"))
    if not addition.reason:
        sentences.append("Say why the clause is added: readers will see it, and those who approve it.")
    return sentences


def _save_new(request: Request) -> Response:
    return _save(request, open_clause_page(request), None)


def _save_changed(request: Request) -> Response:
    page = open_clause_page(request)
    return _save(request, page, _open_added(request, page))


def _save(request: Request, page: ClausePage, before: Amendment | None) -> Response:
    desk, form = get_desk(request), get_form(request)
    library = desk.read().library
    addition = _read_addition(form, before.facts.id if before else "")
    path = choose_path(page, before, desk.read_day())
    desk.refuse_changed(get_seen(form), [path])
    sentences = _find_missing(addition, page)
    if before is None and _find_added(page, addition.id):
        sentences.append(f"There is a clause '{addition.id}' already: choose another short name.")
    try:
        amendment = _make_amendment(page, addition, before, path, Placeholders(library))
    except UnknownPlaceholderError as error:
        return _render_form(request, page, addition, before, (*sentences, *error.sentences))
    if sentences:
        return _render_form(request, page, addition, before, tuple(sentences))
    if faults := check_amendment(library, page.amender.holder, amendment):
        return _render_form(request, page, addition, before, (), faults)
    sentence = f"{page.amender.name}: own clause “{addition.title}”"
    saved = desk.save({path: write_amendment_text(amendment).encode()}, get_seen(form), sentence)
    return go_to(request, _name_address(page, addition.id), describe_saved(f"Saved. {sentence}.", saved))


def _take_out(request: Request) -> Response:
    """Go back to the model, which has no such clause: a new file says so, and the old one stays."""
    page = open_clause_page(request)
    before = _open_added(request, page)
    desk, form = get_desk(request), get_form(request)
    given = {
        "amends": page.revision.name,
        "action": Action.MODEL,
        "title": "",
        "reason": get_line(form, "reason"),
        "approved": None,
    }
    path = choose_path(page, before, desk.read_day())
    facts = before.facts.model_copy(update=given)
    name = path.rpartition("/")[2].removesuffix(".md")
    amendment = Amendment(page.revision.clause, name, page.amender.tier, facts, Fragment("", path, 1), {})
    library = desk.read().library
    if faults := check_amendment(library, page.amender.holder, amendment):
        return _render_form(request, page, _read_addition(form, before.facts.id), before, (), faults)
    sentence = f"{page.amender.name}: own clause “{before.facts.title}” taken out"
    saved = desk.save({path: write_amendment_text(amendment).encode()}, get_seen(form), sentence)
    return go_to(request, f"{page.amender.address}/wordings", describe_saved(f"Saved. {sentence}.", saved))


def _approve(request: Request) -> Response:
    page = open_clause_page(request)
    amendment = _open_added(request, page)
    return save_approval(request, page, amendment, _name_address(page, amendment.facts.id))


def _preview(request: Request) -> Response:
    """The policy with the clause as it stands in the form."""
    page = open_clause_page(request)
    desk = get_desk(request)
    before = _find_added(page, request.path_params.get("added", ""))
    addition = _read_addition(get_form(request), before.facts.id if before else "")
    path = choose_path(page, before, desk.read_day())
    if not addition.title or not ID.fullmatch(addition.id) or not addition.text.strip():
        return preview_amendment(request, page, None)
    try:
        amendment = _make_amendment(page, addition, before, path, Placeholders(desk.read().library))
    except UnknownPlaceholderError:
        return preview_amendment(request, page, None)
    return preview_amendment(request, page, amendment)


_NEW = "/wordings/{clause}/added"
_ADDED = "/wordings/{clause}/added/{added}"
ROUTES = (
    *list_amender_routes(_NEW, _show_new),
    *list_amender_routes(_NEW, _save_new, "POST"),
    *list_amender_routes(f"{_NEW}/preview", _preview, "POST"),
    *list_amender_routes(_ADDED, _show),
    *list_amender_routes(_ADDED, _save_changed, "POST"),
    *list_amender_routes(f"{_ADDED}/preview", _preview, "POST"),
    *list_amender_routes(f"{_ADDED}/approved", _approve, "POST"),
    *list_amender_routes(f"{_ADDED}/out", _take_out, "POST"),
)
