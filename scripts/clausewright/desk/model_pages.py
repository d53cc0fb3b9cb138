"""The model policies: each with its facts and its versions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..assemble.branches import in_words
from ..edit.yaml_edit import read_tree, remove_key, set_key, write_flow
from ..errors import Problem, UsageError, errors_in
from ..model.dates import month_after
from ..model.library import Library
from .pages import (
    describe_saved,
    get_desk,
    get_form,
    get_line,
    get_policy,
    get_seen,
    go_to,
    list_bodies,
    list_problem_lines,
    list_seen,
    quote_path,
    render,
    render_refusal,
)
from .removal import find_new_faults
from .version_facts import OPEN_STATUSES


def _list_policies(request: Request) -> Response:
    library = get_desk(request).read().library
    return render(
        request,
        "model.html",
        "Model policies",
        policies=list(library.policies.values()),
        owner=_find_usual_owner(library),
        bodies=list_bodies(library),
        clauses=[
            (clause.id, clause.revisions[-1].name, in_words(library, clause.revisions[-1].facts.title))
            for clause in library.clauses.values()
        ],
    )


def _find_usual_owner(library: Library) -> str:
    """Who looks after most policies; nobody where there are none."""
    owners = Counter(policy.facts.owner for policy in library.policies.values())
    return owners.most_common(1)[0][0] if owners else ""


def _add_policy(request: Request) -> Response:
    """What `clausewright new-policy` does."""
    desk = get_desk(request)
    form = get_form(request)
    id, title = get_line(form, "id"), get_line(form, "title")
    words = ["new-policy", f"--title={title}"]
    for option in ("owner", "approver"):
        if value := get_line(form, option):
            words.append(f"--{option}={value}")
    outcome, saved = desk.run([*words, "--", id], {}, f"New policy {title}")
    if outcome.code:
        return render_refusal(request, "The policy was not added", outcome)
    return go_to(
        request, f"/model/{quote_path(id)}", describe_saved("The policy is there, with a first draft.", saved)
    )


def _show_policy(request: Request) -> Response:
    return _render_policy(request)


def _render_policy(request: Request, problems: Sequence[Problem] = ()) -> Response:
    desk = get_desk(request)
    library = desk.read().library
    policy = get_policy(request, library)
    suggested = month_after(policy.versions[-1].date, desk.read_day()) if policy.versions else ""
    return render(
        request,
        "policy.html",
        policy.facts.title,
        status=422 if problems else 200,
        policy=policy,
        versions=list(reversed(policy.versions)),
        open_statuses=OPEN_STATUSES,
        suggested=suggested,
        bodies=list_bodies(library),
        seen=list_seen(desk, [policy.path]),
        lines=list_problem_lines(library, problems),
        crumbs=[("Model policies", "/model")],
    )


def _save_policy(request: Request) -> Response:
    """Change the lasting facts of a policy; comments in its file stay."""
    desk = get_desk(request)
    library = desk.read().library
    policy = get_policy(request, library)
    form = get_form(request)
    facts = policy.facts
    typed: Mapping[str, tuple[str, str]] = {
        "title": (facts.title, get_line(form, "title")),
        "summary": (facts.summary, get_line(form, "summary")),
        "owner": (facts.owner, get_line(form, "owner")),
        "approver": (facts.approver, get_line(form, "approver")),
        "review_months": (str(facts.review_months), get_line(form, "review_months")),
    }
    text = (desk.root / policy.path).read_text(encoding="utf-8")
    for name, (before, now) in typed.items():
        if now == before:
            continue
        tree = read_tree(text)
        if tree is None:
            raise UsageError(f"{policy.path} is written in a way that cannot be changed from here.")
        if now:
            text = set_key(text, tree, name, write_flow(now, bare=name == "review_months"))  # type: ignore[arg-type]
        else:
            text = remove_key(text, tree, name)  # type: ignore[arg-type]
    # What an issued version rests on stays: the check knows.
    if faults := find_new_faults(desk, {policy.path: text.encode()}):
        return _render_policy(request, errors_in(faults))
    sentence = f"Facts of {facts.title}"
    saved = desk.save({policy.path: text.encode()}, get_seen(form), sentence)
    return go_to(request, f"/model/{policy.id}", describe_saved("Saved.", saved))


def _add_version(request: Request) -> Response:
    """What `clausewright new-version` does."""
    desk = get_desk(request)
    library = desk.read().library
    policy = get_policy(request, library)
    form = get_form(request)
    name, summary = get_line(form, "version"), get_line(form, "summary")
    words = ["new-version", policy.id, *([name] if name else [])]
    if summary:
        words.append(f"--summary={summary}")
    outcome, saved = desk.run(words, {}, f"New version of {policy.facts.title}: {name}")
    if outcome.code:
        return render_refusal(request, "The version was not added", outcome)
    # What commands to type next, and what to add to which file, is no business of a page's.
    lines = ["It is shown once it is issued and its year is there: see “Sources, terms and years”."]
    needs_year = any("editions.yml" in line for line in outcome.lines)
    notice = describe_saved(
        "The draft is there. It begins as the version before it stands.", saved, lines if needs_year else ()
    )
    return go_to(request, f"/model/{policy.id}/{name}" if name else f"/model/{policy.id}", notice)


ROUTES = (
    Route("/model", _list_policies, methods=["GET"]),
    Route("/model", _add_policy, methods=["POST"]),
    Route("/model/{policy}", _show_policy, methods=["GET"]),
    Route("/model/{policy}", _save_policy, methods=["POST"]),
    Route("/model/{policy}/versions", _add_version, methods=["POST"]),
)
