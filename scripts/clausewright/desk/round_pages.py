"""The year's round of a policy: how far each school is; issue, ask the schools, adopt, review."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..assemble.branches import outline
from ..check.lost_amendments import find_open_decisions
from ..edit.adoptions import add_decision
from ..edit.front_matter import change_facts
from ..errors import UsageError
from ..model.dates import in_words, months_later
from ..model.kinds import VersionStatus
from ..model.library import Group, Library, Policy, School, Version
from ..model.status import PolicyStatus, find_standing, list_edition_views
from ..model.text import count_noun
from .amenders import Amender, make_amender, name_school, title_amendment
from .long_work import Answer
from .named_version import NamedVersion, open_version
from .pages import (
    NotThereError,
    describe_saved,
    get_desk,
    get_form,
    get_line,
    get_policy,
    get_seen,
    go_to,
    list_bodies,
    list_seen,
    render,
    render_outcome,
)
from .steps import ShowProgress
from .work_pages import begin_work


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
        bodies=list_bodies(library),
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


# -- Issue, ask, adopt, review -------------------------------------------------------------------------------


def _issue(request: Request) -> Response:
    """What `clausewright issue` does."""
    page, seen = open_version(request), get_seen(get_form(request))
    sentence = f"Issued {page.policy.facts.title} of {page.version.title}"
    page.desk.refuse_changed(seen, ())

    def issue(show_progress: ShowProgress) -> Answer:
        words = ["issue", page.policy.id, page.version.name]
        outcome, saved = page.desk.run(words, seen, sentence, show_progress)
        if outcome.code:
            return partial(render_outcome, title="It cannot be issued yet", outcome=outcome)
        return partial(go_to, address=page.round_address, notice=describe_saved(f"{sentence}.", saved))

    name = f"issue-{page.policy.id}-{page.version.name}"
    return begin_work(request, name, f"{page.title} is being issued", issue)


def _withdraw(request: Request) -> Response:
    """End an issued version: its text stays, its status and the reason say that it does not hold any more."""
    page, form = open_version(request), get_form(request)
    reason = get_line(form, "reason")
    if not reason:
        raise UsageError("Say why it is withdrawn: readers will see it.")
    path = page.version.body.path
    text = change_facts(
        (page.desk.root / path).read_text(encoding="utf-8"),
        {"status": VersionStatus.WITHDRAWN.value, "withdrawn": reason},
    )
    sentence = f"Withdrew {page.policy.facts.title} of {page.version.title}"
    saved = page.desk.save({path: text.encode()}, get_seen(form), sentence)
    return go_to(request, page.round_address, describe_saved(f"{sentence}.", saved))


def _ask_schools(request: Request) -> Response:
    """Propose a version to every school that has neither adopted it nor been asked."""
    page = open_version(request)
    files = {}
    for row in _list_schools(page.library, page.policy, page.version, page.day):
        if row.has_it or row.is_asked:
            continue
        folder = "trusts" if row.owner != row.school.id else "schools"
        path = f"variables/{folder}/{row.owner}/adoptions.yml"
        files[path] = _write_proposal(page, path)
    asked = count_noun(len(files), "decision is", "decisions are")
    sentence = f"Proposed {page.policy.facts.title} of {page.version.title}: {asked} awaited"
    saved = page.desk.save(files, get_seen(get_form(request)), sentence)
    return go_to(request, page.round_address, describe_saved(f"{sentence}.", saved))


def _write_proposal(page: NamedVersion, path: str) -> bytes:
    """A file of decisions with the version proposed in it. Raises UsageError where nothing can be added."""
    file = page.desk.root / path
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    try:
        added = add_decision(text, page.policy.id, {"version": page.version.name, "status": "proposed"})
    except ValueError as error:
        raise UsageError(
            f"{path} is written in a way to which nothing can be added. Add this under '{page.policy.id}' by"
            f" hand: {error}"
        ) from None
    return added.text.encode()


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
        raise NotThereError(f"There is no {library.unit.singular} '{id}' in the library.")
    trust = library.schools[id].facts.trust
    if policy.facts.tier == "trust" and trust in library.trusts:
        return trust, ["--trust"]
    return id, []


def _name_owner(library: Library, id: str, words: Sequence[str], day: date) -> str:
    holder = library.trusts[id] if words else library.schools[id]
    return make_amender(library, holder, day).name


def _adopt(request: Request) -> Response:
    """What `clausewright adopt` does."""
    page, form = open_version(request), get_form(request)
    owner, words = _find_owner(page.library, page.policy, form)
    name = _name_owner(page.library, owner, words, page.day)
    sentence = f"{name} adopted {page.policy.facts.title} of {page.version.title}"
    options = [*words, *_list_decision_words(form), "--", owner, page.policy.id, page.version.name]
    outcome, saved = page.desk.run(["adopt", *options], get_seen(form), sentence)
    if outcome.code:
        return render_outcome(request, "It cannot be adopted yet", outcome)
    lines = _list_unapproved(page, page.library.trusts[owner] if words else page.library.schools[owner])
    return go_to(request, page.round_address, describe_saved(f"Recorded: {sentence}.", saved, lines))


def _list_unapproved(page: NamedVersion, holder: School | Group) -> list[str]:
    """The own wordings in a version of which nobody has said who approved them."""
    clauses = {placed.clause for placed in outline(page.library, page.version)}
    titles = [
        title_amendment(page.library, amendment)
        for amendment in holder.amendments
        if amendment.clause in clauses and amendment.facts.approved is None
    ]
    return [f"Its own wording of “{title}” has no approval recorded." for title in dict.fromkeys(titles)]


def _review(request: Request) -> Response:
    """What `clausewright review` does."""
    desk = get_desk(request)
    library = desk.read().library
    policy = get_policy(request, library)
    form = get_form(request)
    owner, words = _find_owner(library, policy, form)
    options = [word for word in (*words, *_list_decision_words(form)) if not word.startswith("--from=")]
    name = _name_owner(library, owner, words, desk.read_day())
    sentence = f"{name} reviewed {policy.facts.title}, which stays as it is"
    outcome, saved = desk.run(["review", *options, "--", owner, policy.id], get_seen(form), sentence)
    if outcome.code:
        return render_outcome(request, "The review cannot be recorded", outcome)
    return go_to(request, f"/year/{policy.id}", describe_saved(f"Recorded: {sentence}.", saved))


_VERSION = "/year/{policy}/{version}"
ROUTES = (
    Route("/year", _show_year, methods=["GET"]),
    Route("/year/{policy}", _show_policy, methods=["GET"]),
    Route("/year/{policy}/review", _review, methods=["POST"]),
    Route(f"{_VERSION}/issue", _issue, methods=["POST"]),
    Route(f"{_VERSION}/withdraw", _withdraw, methods=["POST"]),
    Route(f"{_VERSION}/ask", _ask_schools, methods=["POST"]),
    Route(f"{_VERSION}/adopt", _adopt, methods=["POST"]),
)
