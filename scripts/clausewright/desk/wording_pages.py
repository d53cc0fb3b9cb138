"""A school's own wordings: each clause that it may word itself, the model's text beside its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..assemble.branches import in_words, map_used_revisions, outline
from ..check.amendments import check_amendment
from ..edit.amendments import write_amendment_text
from ..errors import Problem
from ..load import load_changed
from ..model.dates import month_in_words
from ..model.library import Amendment, Fragment, Library, Policy, Revision, School, Version
from ..model.records import Action, AmendmentFacts, Editing, FragmentKind
from ..model.status import find_standing, list_edition_views
from .pages import (
    NotThereError,
    describe_saved,
    get_desk,
    get_form,
    get_line,
    get_school,
    get_seen,
    get_text,
    go_to,
    list_problem_lines,
    list_seen,
    render,
)
from .placeholders import Placeholders, UnknownPlaceholderError
from .previews import render_policy
from .school_pages import name_school

_NOT_OURS = {
    FragmentKind.QUOTATION: "It is a quotation, and says what somebody else wrote.",
    FragmentKind.NOTE: "It is a note to another clause.",
    FragmentKind.ADOPTER_NOTE: "It is a note to those who adopt the model, which no school prints.",
}
_ACTIONS = {
    "replace": "The school has its own wording",
    "omit": "The school leaves the clause out",
    "model": "The school takes the model’s wording",
}


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """A clause of a school's policy: whether the school may word it, and whether it does."""

    clause: str
    title: str
    section: str
    why_not: str
    is_amended: bool


def explain_why_not(revision: Revision) -> str:
    """Why a school may not have its own wording of a clause; an empty string where it may."""
    if revision.facts.kind in _NOT_OURS:
        return _NOT_OURS[revision.facts.kind]
    if revision.facts.editing is Editing.LOCKED:
        return "It is locked: only the model’s owner can change it."
    if revision.facts.editing is Editing.FIELDS:
        return "Only its values may be changed; its words are the model’s."
    return ""


def _find_version(library: Library, school: School, policy: Policy, day: date) -> Version | None:
    """The version whose clauses a school may amend: the one it is asked to adopt, or has, else the newest."""
    views = list_edition_views(library, day)
    stands = find_standing(library, school, policy, views[-1]) if views else None
    if stands and (stands.proposed or stands.version):
        return stands.proposed or stands.version
    return policy.versions[-1] if policy.versions else None


def _list_clauses(request: Request) -> Response:
    desk = get_desk(request)
    library, day = desk.read().library, desk.read_day()
    school = get_school(request, library)
    sections = []
    for policy in library.policies.values():
        version = _find_version(library, school, policy, day)
        rows = _list_rows(library, school, version) if version else []
        if version and rows:
            sections.append((policy, version, rows))
    return render(
        request,
        "wordings.html",
        "Own wordings",
        school=school,
        sections=sections,
        crumbs=_list_crumbs(library, school, day),
    )


def _list_rows(library: Library, school: School, version: Version) -> list[ClauseRow]:
    amended = {amendment.clause for amendment in school.amendments}
    rows = []
    for placed in outline(library, version):
        revision = library.clauses[placed.clause].named(placed.revision)
        if revision:
            rows.append(
                ClauseRow(
                    placed.clause,
                    in_words(library, revision.facts.title),
                    in_words(library, placed.section),
                    explain_why_not(revision),
                    placed.clause in amended,
                )
            )
    return rows


def _list_crumbs(library: Library, school: School, day: date) -> list[tuple[str, str]]:
    return [("Schools", "/schools"), (name_school(library, school, day), f"/schools/{school.id}")]


@dataclass(frozen=True, slots=True)
class _Wording:
    """What a form about a school's wording is made from, or was filled in with."""

    action: str
    title: str
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class _WordingPage:
    """A clause at a school: the model's revision that is amended, and the amendment that counts for it."""

    school: School
    policy: Policy
    version: Version
    revision: Revision
    amendment: Amendment | None
    path: str


def _open_page(request: Request) -> _WordingPage:
    """Find the clause in the school's policies. Raises NotThereError where none has it."""
    desk = get_desk(request)
    library, day = desk.read().library, desk.read_day()
    school, id = get_school(request, library), request.path_params["clause"]
    for policy in library.policies.values():
        version = _find_version(library, school, policy, day)
        name = max(map_used_revisions(library, version).get(id, ()), default="") if version else ""
        revision = library.clauses[id].named(name) if name else None
        if version and revision:
            amendment = _find_amendment(school, revision)
            path = amendment.body.path if amendment else _name_new_file(school, id, day)
            return _WordingPage(school, policy, version, revision, amendment, path)
    raise NotThereError(f"No policy of the school has a clause '{id}'.")


def _find_amendment(school: School, revision: Revision) -> Amendment | None:
    """The newest amendment of a revision by a school."""
    own_amendments = [
        amendment
        for amendment in school.amendments
        if amendment.clause == revision.clause
        and amendment.facts.amends == revision.name
        and amendment.facts.action is not Action.ADD_AFTER
    ]
    return max(own_amendments, key=lambda amendment: (amendment.date, amendment.name), default=None)


def _name_new_file(school: School, clause: str, day: date) -> str:
    return f"variables/schools/{school.id}/amendments/{clause}/{day.isoformat()}.md"


def _show(request: Request) -> Response:
    page = _open_page(request)
    placeholders = Placeholders(get_desk(request).read().library)
    amendment = page.amendment
    if amendment:
        facts = amendment.facts
        text = amendment.body.text or page.revision.body.text
        wording = _Wording(
            facts.action.value, placeholders.show(facts.title), facts.reason, placeholders.show(text)
        )
    else:
        wording = _Wording("replace", "", "", placeholders.show(page.revision.body.text))
    return _render_form(request, page, wording)


def _render_form(
    request: Request,
    page: _WordingPage,
    wording: _Wording,
    sentences: tuple[str, ...] = (),
    problems: tuple[Problem, ...] = (),
) -> Response:
    desk = get_desk(request)
    library = desk.read().library
    placeholders = Placeholders(library)
    return render(
        request,
        "wording.html",
        in_words(library, page.revision.facts.title),
        status=422 if sentences or problems else 200,
        school=page.school,
        policy=page.policy,
        version=page.version,
        revision=page.revision,
        since=month_in_words(page.revision.name),
        model_text=placeholders.show(page.revision.body.text).strip("\n"),
        why_not=explain_why_not(page.revision),
        wording=wording,
        actions=_ACTIONS if page.amendment else {key: _ACTIONS[key] for key in ("replace", "omit")},
        sentences=sentences,
        lines=list_problem_lines(library, problems),
        groups=placeholders.list_inserts(),
        is_amended=page.amendment is not None,
        seen=list_seen(desk, [page.path]),
        crumbs=[
            *_list_crumbs(library, page.school, desk.read_day()),
            ("Own wordings", f"/schools/{page.school.id}/wordings"),
        ],
        is_wide=True,
    )


def _read_wording(form: FormData) -> _Wording:
    text = get_text(form, "text").rstrip("\n")
    return _Wording(get_line(form, "action"), get_line(form, "title"), get_line(form, "reason"), f"{text}\n")


def _make_amendment(page: _WordingPage, wording: _Wording, placeholders: Placeholders) -> Amendment:
    """The amendment that a form describes. Raises UnknownPlaceholderError."""
    action = Action(wording.action) if wording.action in _ACTIONS else Action.REPLACE
    has_text = action is Action.REPLACE
    old = page.amendment.body.text if page.amendment else page.revision.body.text
    text = placeholders.read(wording.text, old) if has_text else ""
    title = placeholders.read(wording.title) if has_text else ""
    given = {"amends": page.revision.name, "action": action, "title": title, "reason": wording.reason}
    facts = (
        page.amendment.facts.model_copy(update={**given, "approved": None})
        if page.amendment
        else AmendmentFacts.model_validate(given)
    )
    name = page.path.rpartition("/")[2].removesuffix(".md")
    return Amendment(page.revision.clause, name, "school", facts, Fragment(text, page.path, 1), {})


def _save(request: Request) -> Response:
    page = _open_page(request)
    desk = get_desk(request)
    form = get_form(request)
    wording = _read_wording(form)
    library = desk.read().library
    desk.refuse_changed(get_seen(form), [page.path])
    sentences = [why_not] if (why_not := explain_why_not(page.revision)) else []
    if not wording.reason:
        sentences.append("Say why the school wants its own wording: readers and governors will see it.")
    try:
        amendment = _make_amendment(page, wording, Placeholders(library))
    except UnknownPlaceholderError as error:
        return _render_form(request, page, wording, (*sentences, *error.sentences))
    if sentences:
        return _render_form(request, page, wording, tuple(sentences))
    if faults := check_amendment(library, page.school, amendment):
        return _render_form(request, page, wording, (), faults)
    title = in_words(library, page.revision.facts.title)
    sentence = f"{name_school(library, page.school, desk.read_day())}: own wording of “{title}”"
    files = {page.path: write_amendment_text(amendment).encode()}
    saved = desk.save(files, get_seen(form), sentence)
    lines = ("The school’s own wording is a decision: have it made, and record it on the school’s page.",)
    return go_to(
        request,
        f"/schools/{page.school.id}/wordings/{page.revision.clause}",
        describe_saved(f"Saved. {sentence}.", saved, lines),
    )


def _preview(request: Request) -> Response:
    """The policy with the wording as it stands in the form."""
    page = _open_page(request)
    desk = get_desk(request)
    library = desk.read().library
    wording = _read_wording(get_form(request))
    try:
        amendment = _make_amendment(page, wording, Placeholders(library))
    except UnknownPlaceholderError:
        state = desk.read()
        return render_policy(
            state.library, state.loaded, page.policy, page.version, page.school, desk.read_day()
        )
    changed, loaded = load_changed(library.root, {page.path: write_amendment_text(amendment).encode()})
    policy, school = changed.policies[page.policy.id], changed.schools[page.school.id]
    return render_policy(changed, loaded, policy, page.version, school, desk.read_day())


ROUTES = (
    Route("/schools/{school}/wordings", _list_clauses, methods=["GET"]),
    Route("/schools/{school}/wordings/{clause}", _show, methods=["GET"]),
    Route("/schools/{school}/wordings/{clause}", _save, methods=["POST"]),
    Route("/schools/{school}/wordings/{clause}/preview", _preview, methods=["POST"]),
)
