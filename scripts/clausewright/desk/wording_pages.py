"""The own wordings of a school or a trust: each clause that it may word itself, the model's text beside its
own, and who approved it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from ..assemble.branches import in_words, map_used_revisions, outline
from ..check.amendments import check_amendment
from ..edit.amendments import write_amendment_text
from ..edit.front_matter import change_facts
from ..errors import Problem
from ..load import load_changed
from ..model.dates import in_words as day_in_words
from ..model.dates import month_in_words
from ..model.kinds import Editing, FragmentKind
from ..model.library import Amendment, Fragment, Library, Policy, Revision, Version
from ..model.local_records import Action, AmendmentFacts
from ..model.text import capitalise
from .amenders import Amender, find_amended_version, get_amender, list_amender_routes, name_school
from .pages import (
    NotThereError,
    describe_saved,
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
from .previews import render_policy

_NOT_OURS = {
    FragmentKind.QUOTATION: "It is a quotation, and says what somebody else wrote.",
    FragmentKind.NOTE: "It is a note to another clause.",
    FragmentKind.ADOPTER_NOTE: "It is a note to those who adopt the model, which no site prints.",
}
_ACTIONS = {
    "replace": "It has a wording of its own",
    "omit": "It leaves the clause out",
    "model": "It takes the model’s wording",
}


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """A clause in the list of those that may be worded: why not, where it may not, and whether it is."""

    clause: str
    title: str
    section: str
    why_not: str
    is_amended: bool
    added: tuple[Amendment, ...]


@dataclass(frozen=True, slots=True)
class ClausePage:
    """A clause as a school or trust may word it: the model's revision in a version of a policy."""

    amender: Amender
    policy: Policy
    version: Version
    revision: Revision

    @property
    def address(self) -> str:
        """Where the page is."""
        return f"{self.amender.address}/wordings/{self.revision.clause}"

    @property
    def folder(self) -> str:
        """The path of the folder in which the wordings of the clause stand."""
        return f"{self.amender.folder}/amendments/{self.revision.clause}"


def open_clause_page(request: Request) -> ClausePage:
    """Find the clause that an address names in the policies of its school or trust. Raises NotThereError."""
    desk = get_desk(request)
    library, day = desk.read().library, desk.read_day()
    amender, id = get_amender(request, library, day), request.path_params["clause"]
    for policy in library.policies.values():
        version = find_amended_version(library, amender, policy, day)
        name = max(map_used_revisions(library, version).get(id, ()), default="") if version else ""
        revision = library.clauses[id].named(name) if name else None
        if version and revision:
            return ClausePage(amender, policy, version, revision)
    raise NotThereError(f"No policy has a clause '{id}' in the version that counts here.")


def explain_why_not(revision: Revision) -> str:
    """Why nobody but the model may word a clause; an empty string where others may."""
    if revision.facts.kind in _NOT_OURS:
        return _NOT_OURS[revision.facts.kind]
    if revision.facts.editing is Editing.LOCKED:
        return "It is locked: only the model’s owner can change it."
    if revision.facts.editing is Editing.FIELDS:
        return "Only its values may be changed; its words are the model’s."
    return ""


def list_crumbs(library: Library, amender: Amender) -> list[tuple[str, str]]:
    """The pages above a wording."""
    return [(capitalise(library.unit.plural), "/schools"), (amender.name, amender.address)]


# -- The list ------------------------------------------------------------------------------------------------


def _list_clauses(request: Request) -> Response:
    desk = get_desk(request)
    library, day = desk.read().library, desk.read_day()
    amender = get_amender(request, library, day)
    sections = []
    for policy in library.policies.values():
        version = find_amended_version(library, amender, policy, day)
        rows = _list_rows(library, amender, version) if version else []
        if version and rows:
            sections.append((policy, version, rows))
    return render(
        request,
        "wordings.html",
        "Own wordings",
        amender=amender,
        whose=name_whose(request, amender.tier),
        sections=sections,
        crumbs=list_crumbs(library, amender),
    )


def _list_rows(library: Library, amender: Amender, version: Version) -> list[ClauseRow]:
    rows = []
    for placed in outline(library, version):
        revision = library.clauses[placed.clause].named(placed.revision)
        if revision:
            of_clause = [
                amendment for amendment in amender.holder.amendments if amendment.clause == placed.clause
            ]
            added = {amendment.facts.id: amendment for amendment in of_clause if amendment.facts.id}
            rows.append(
                ClauseRow(
                    placed.clause,
                    in_words(library, revision.facts.title),
                    in_words(library, placed.section),
                    explain_why_not(revision),
                    any(not amendment.facts.id for amendment in of_clause),
                    tuple(added.values()),
                )
            )
    return rows


# -- One wording ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Wording:
    """What a form about a wording is made from, or was filled in with."""

    action: str
    title: str
    reason: str
    text: str


def _find_amendment(page: ClausePage) -> Amendment | None:
    """The newest wording of the model's revision."""
    own_amendments = [
        amendment
        for amendment in page.amender.holder.amendments
        if amendment.clause == page.revision.clause
        and amendment.facts.amends == page.revision.name
        and not amendment.facts.id
    ]
    return max(own_amendments, key=lambda amendment: (amendment.date, amendment.name), default=None)


def choose_path(page: ClausePage, amendment: Amendment | None, day: date) -> str:
    """The file that a changed wording is written to: its own while nobody has decided on it, else a new one
    beside it, so that what was approved or adopted stays as it was. Its name is the first day, from `day` on,
    that no other file of the clause has.
    """
    if amendment and not _is_settled(page, amendment):
        return amendment.body.path
    taken = {known.date for known in page.amender.holder.amendments if known.clause == page.revision.clause}
    while day in taken:
        day += timedelta(days=1)
    return f"{page.folder}/{day.isoformat()}.md"


def _is_settled(page: ClausePage, amendment: Amendment) -> bool:
    """Say whether somebody has approved a wording, or adopted the policy with it."""
    holders = (page.amender.holder, *page.amender.schools)
    return amendment.facts.approved is not None or any(
        adoption.policy == page.policy.id
        and adoption.facts.status == "adopted"
        and adoption.facts.on is not None
        and adoption.facts.on >= amendment.date
        for holder in holders
        for adoption in holder.adoptions
    )


def _show(request: Request) -> Response:
    page = open_clause_page(request)
    placeholders = Placeholders(get_desk(request).read().library)
    wording = _Wording("replace", "", "", placeholders.show(page.revision.body.text))
    if amendment := _find_amendment(page):
        facts = amendment.facts
        text = placeholders.show(amendment.body.text or page.revision.body.text)
        wording = _Wording(facts.action.value, placeholders.show(facts.title), facts.reason, text)
    return _render_form(request, page, wording)


def _render_form(
    request: Request,
    page: ClausePage,
    wording: _Wording,
    sentences: tuple[str, ...] = (),
    problems: tuple[Problem, ...] = (),
) -> Response:
    desk = get_desk(request)
    library, day = desk.read().library, desk.read_day()
    placeholders = Placeholders(library)
    amendment = _find_amendment(page)
    approved = amendment.facts.approved if amendment else None
    return render(
        request,
        "wording.html",
        in_words(library, page.revision.facts.title),
        status=422 if sentences or problems else 200,
        page=page,
        whose=name_whose(request, page.amender.tier),
        shown_at=name_shown_school(library, page, day),
        since=month_in_words(page.revision.name),
        model_text=placeholders.show(page.revision.body.text).strip("\n"),
        why_not=explain_why_not(page.revision),
        wording=wording,
        actions=_ACTIONS if amendment else {key: _ACTIONS[key] for key in ("replace", "omit")},
        sentences=sentences,
        lines=list_problem_lines(library, problems),
        groups=placeholders.list_inserts(),
        amendment=amendment,
        approved_on=day_in_words(approved.on) if approved else "",
        bodies=list_bodies(library),
        today=day.isoformat(),
        seen=list_seen(desk, [choose_path(page, amendment, day)]),
        crumbs=[*list_crumbs(library, page.amender), ("Own wordings", f"{page.amender.address}/wordings")],
        is_wide=True,
    )


def name_shown_school(library: Library, page: ClausePage, day: date) -> str:
    """The name of the school at which a trust's wordings are shown; empty where nobody has to be told."""
    shown_at = page.amender.shown_at
    return name_school(library, shown_at, day) if page.amender.is_trust and shown_at else ""


def _read_wording(form: FormData) -> _Wording:
    text = get_text(form, "text").rstrip("\n")
    return _Wording(get_line(form, "action"), get_line(form, "title"), get_line(form, "reason"), f"{text}\n")


def _make_amendment(page: ClausePage, wording: _Wording, placeholders: Placeholders, path: str) -> Amendment:
    """The amendment that a form describes. Raises UnknownPlaceholderError."""
    before = _find_amendment(page)
    action = Action(wording.action) if wording.action in _ACTIONS else Action.REPLACE
    has_text = action is Action.REPLACE
    old = before.body.text if before else page.revision.body.text
    text = placeholders.read(wording.text, old) if has_text else ""
    title = placeholders.read(wording.title) if has_text else ""
    given = {"amends": page.revision.name, "action": action, "title": title, "reason": wording.reason}
    facts = (
        before.facts.model_copy(update={**given, "approved": None})
        if before
        else AmendmentFacts.model_validate(given)
    )
    name = path.rpartition("/")[2].removesuffix(".md")
    return Amendment(page.revision.clause, name, page.amender.tier, facts, Fragment(text, path, 1), {})


def _save(request: Request) -> Response:
    page = open_clause_page(request)
    desk = get_desk(request)
    form = get_form(request)
    wording = _read_wording(form)
    library = desk.read().library
    path = choose_path(page, _find_amendment(page), desk.read_day())
    desk.refuse_changed(get_seen(form), [path])
    sentences = [why_not] if (why_not := explain_why_not(page.revision)) else []
    if not wording.reason:
        sentences.append("Say why it is worded otherwise: readers will see it, and those who approve it.")
    try:
        amendment = _make_amendment(page, wording, Placeholders(library), path)
    except UnknownPlaceholderError as error:
        return _render_form(request, page, wording, (*sentences, *error.sentences))
    if sentences:
        return _render_form(request, page, wording, tuple(sentences))
    if faults := check_amendment(library, page.amender.holder, amendment):
        return _render_form(request, page, wording, (), faults)
    title = in_words(library, page.revision.facts.title)
    sentence = f"{page.amender.name}: own wording of “{title}”"
    saved = desk.save({path: write_amendment_text(amendment).encode()}, get_seen(form), sentence)
    lines = ("A wording of its own is a decision: have it made, and record below who approved it.",)
    return go_to(request, page.address, describe_saved(f"Saved. {sentence}.", saved, lines))


def _approve(request: Request) -> Response:
    """Record who approved the wording, in its file."""
    page = open_clause_page(request)
    amendment = _find_amendment(page)
    if amendment is None:
        raise NotThereError("There is no wording of its own that somebody could approve.")
    return save_approval(request, page, amendment, page.address)


def save_approval(request: Request, page: ClausePage, amendment: Amendment, address: str) -> Response:
    """Record who approved an amendment, and when, and lead to a page."""
    desk, form = get_desk(request), get_form(request)
    path = amendment.body.path
    text = (desk.root / path).read_text(encoding="utf-8")
    approved = {"by": get_line(form, "by"), "on": get_line(form, "on")}
    title = in_words(desk.read().library, amendment.facts.title or page.revision.facts.title)
    sentence = f"{page.amender.name}: own wording of “{title}” approved"
    changed = change_facts(text, {"approved": approved}).encode()
    seen = {name: digest for name, digest in get_seen(form).items() if name == path}
    saved = desk.save({path: changed}, seen or {path: desk.digest(path)}, sentence)
    return go_to(request, address, describe_saved(f"Recorded. {sentence}.", saved))


def _preview(request: Request) -> Response:
    """The policy with the wording as it stands in the form."""
    page = open_clause_page(request)
    wording = _read_wording(get_form(request))
    placeholders = Placeholders(get_desk(request).read().library)
    path = choose_path(page, _find_amendment(page), get_desk(request).read_day())
    try:
        amendment = _make_amendment(page, wording, placeholders, path)
    except UnknownPlaceholderError:
        return preview_amendment(request, page, None)
    return preview_amendment(request, page, amendment)


def _preview_saved(request: Request) -> Response:
    return preview_amendment(request, open_clause_page(request), None)


def preview_amendment(request: Request, page: ClausePage, amendment: Amendment | None) -> Response:
    """The policy with an amendment that is not saved yet, or as it is; a trust's at one of its schools."""
    desk = get_desk(request)
    state = desk.read()
    library, loaded, day = state.library, state.loaded, desk.read_day()
    if amendment:
        day = max(day, amendment.date)
        changed = {amendment.body.path: write_amendment_text(amendment).encode()}
        library, loaded = load_changed(desk.root, changed)
    shown_at = page.amender.shown_at
    policy = library.policies[page.policy.id]
    school = library.schools[shown_at.id] if shown_at else None
    return render_policy(library, loaded, policy, page.version, school, day)


_CLAUSE = "/wordings/{clause}"
ROUTES = (
    *list_amender_routes("/wordings", _list_clauses),
    *list_amender_routes(_CLAUSE, _show),
    *list_amender_routes(_CLAUSE, _save, "POST"),
    *list_amender_routes(f"{_CLAUSE}/approved", _approve, "POST"),
    *list_amender_routes(f"{_CLAUSE}/preview", _preview_saved),
    *list_amender_routes(f"{_CLAUSE}/preview", _preview, "POST"),
)
