"""A clause of the model: its text without braces, its facts as a form, where it is used, and new wordings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..assemble.branches import in_words, map_used_revisions
from ..assemble.macros import policy_environment
from ..assemble.syntax import read_template
from ..check.texts import check_texts
from ..check.usage import CLAUSE, find_uses
from ..edit.front_matter import change_body, change_facts
from ..edit.yaml_edit import Plain
from ..errors import Problem, errors_in
from ..load import load_changed
from ..model.dates import first_day, month_in_words
from ..model.dates import in_words as day_in_words
from ..model.kinds import Editing, FragmentKind, VersionStatus
from ..model.library import Library, Policy, Revision, Version
from .pages import (
    STRENGTHS,
    NotThereError,
    describe_saved,
    get_desk,
    get_form,
    get_line,
    get_seen,
    get_text,
    go_to,
    list_problem_lines,
    list_seen,
    render,
)
from .placeholders import Placeholders, UnknownPlaceholderError
from .previews import render_policy
from .steps import Desk

_EDITING = {
    Editing.LOCKED: "nothing",
    Editing.FIELDS: "only the values that it prints",
    Editing.FREE: "its words too",
}


@dataclass(frozen=True, slots=True)
class _ClauseForm:
    """What a form about a wording says. `date` is that of a new wording, empty where this one is changed."""

    title: str
    text: str
    strength: str
    editing: str
    applies_to: tuple[str, ...]
    source: tuple[str, ...]
    also: str
    reason: str
    date: str


def _get_revision(request: Request, library: Library) -> Revision:
    clause, name = request.path_params["clause"], request.path_params["revision"]
    revision = library.clauses[clause].named(name) if clause in library.clauses else None
    if revision is None:
        raise NotThereError(f"There is no wording {name} of a clause '{clause}' in the library.")
    return revision


def find_issued_users(library: Library, revision: Revision) -> tuple[str, ...]:
    """The issued versions that use a wording, in words: their text never changes."""
    return tuple(
        f"{policy.facts.title}, {version.title}"
        for policy, version in list_users(library, revision)
        if version.lock is not None or version.facts.status in (VersionStatus.ISSUED, VersionStatus.WITHDRAWN)
    )


def list_users(library: Library, revision: Revision) -> Iterator[tuple[Policy, Version]]:
    """Every version that uses a wording, under any choice, with its policy."""
    for policy in library.policies.values():
        for version in policy.versions:
            if revision.name in map_used_revisions(library, version).get(revision.clause, ()):
                yield policy, version


def _suggest_date(library: Library, revision: Revision, day: date) -> str:
    """The date of a new wording: that of the newest draft that uses the clause, else this month or day."""
    drafts = [
        version.name
        for policy, version in list_users(library, revision)
        if version.facts.status in (VersionStatus.DRAFT, VersionStatus.CONSULTATION)
        and version.date > revision.date
    ]
    month = f"{day:%Y-%m}"
    if drafts:
        return max(drafts, key=first_day)
    return month if first_day(month) > revision.date else day.isoformat()


def _show(request: Request) -> Response:
    library = get_desk(request).read().library
    revision = _get_revision(request, library)
    placeholders = Placeholders(library)
    facts = revision.facts
    form = _ClauseForm(
        placeholders.show(facts.title),
        placeholders.show(revision.body.text).strip("\n"),
        facts.strength.value,
        facts.editing.value,
        facts.applies_to,
        facts.source,
        ", ".join(facts.also),
        "",
        "",
    )
    return _render_form(request, revision, form)


def _render_form(
    request: Request,
    revision: Revision,
    form: _ClauseForm,
    sentences: tuple[str, ...] = (),
    problems: tuple[Problem, ...] = (),
) -> Response:
    desk = get_desk(request)
    library, day = desk.read().library, desk.read_day()
    issued = find_issued_users(library, revision)
    clause = library.clauses[revision.clause]
    users = list(list_users(library, revision))
    return render(
        request,
        "clause.html",
        in_words(library, revision.facts.title),
        status=422 if sentences or problems else 200,
        clause=clause,
        revision=revision,
        form=form,
        issued=issued,
        suggested=form.date or (_suggest_date(library, revision, day) if issued else ""),
        revisions=[(other.name, month_in_words(other.name)) for other in reversed(clause.revisions)],
        users=users,
        strengths=STRENGTHS,
        editing=_EDITING,
        words={
            key.removeprefix("word."): variable.name
            for key, variable in library.schema.items()
            if key.startswith("word.")
        },
        citations={citation.id: citation.facts.title for citation in library.citations.values()},
        is_rule=revision.facts.kind is FragmentKind.CLAUSE,
        groups=Placeholders(library).list_inserts(),
        sentences=sentences,
        lines=list_problem_lines(library, problems),
        seen=list_seen(desk, [revision.body.path]),
        schools=list(library.schools),
        crumbs=[("Model policies", "/model")],
        is_wide=True,
    )


def _read_form(form: FormData) -> _ClauseForm:
    def read_all(name: str) -> tuple[str, ...]:
        return tuple(value for value in form.getlist(name) if isinstance(value, str) and value)

    return _ClauseForm(
        get_line(form, "title"),
        get_text(form, "text"),
        get_line(form, "strength"),
        get_line(form, "editing"),
        read_all("applies_to"),
        read_all("source"),
        get_line(form, "also"),
        get_line(form, "reason"),
        get_line(form, "date"),
    )


def _list_changed_facts(
    revision: Revision, form: _ClauseForm, placeholders: Placeholders
) -> dict[str, Plain]:
    """The facts that a form says otherwise than the wording. Raises UnknownPlaceholderError."""
    facts = revision.facts
    also = tuple(word.strip() for word in form.also.split(",") if word.strip())
    statements: Mapping[str, tuple[Plain, Plain]] = {
        "title": (facts.title, placeholders.read(form.title, facts.title)),
        "strength": (facts.strength.value, form.strength or facts.strength.value),
        "editing": (facts.editing.value, form.editing or facts.editing.value),
        "applies_to": (list(facts.applies_to), list(form.applies_to)),
        "source": (list(facts.source), list(form.source)),
        "also": (list(facts.also), list(also)),
    }
    return {name: now for name, (before, now) in statements.items() if now != before}


def _write_text(
    desk: Desk, revision: Revision, form: _ClauseForm, placeholders: Placeholders, *, is_new: bool
) -> str:
    """The file that a form describes. Raises UnknownPlaceholderError."""
    text = (desk.root / revision.body.path).read_text(encoding="utf-8")
    facts: dict[str, Plain | None] = {**_list_changed_facts(revision, form, placeholders)}
    if is_new or form.reason:
        facts["reason"] = form.reason
    before = placeholders.show(revision.body.text).strip("\n")
    if form.text.strip("\n") != before:
        text = change_body(text, placeholders.read(form.text.strip("\n"), revision.body.text))
    return change_facts(text, facts) if facts else text


def _find_faults(library: Library, changed: Library, path: str) -> tuple[Problem, ...]:
    """The errors of one wording's text: names that are not there, tags that are not closed, what no text may
    have.
    """
    revisions = (revision for clause in changed.clauses.values() for revision in clause.revisions)
    fragment = next((revision.body for revision in revisions if revision.body.path == path), None)
    if fragment is None:
        return ()
    reading = read_template(changed, policy_environment(), fragment)
    return errors_in((*reading.problems, *check_texts(library, {fragment: reading})))


def _save(request: Request) -> Response:
    desk = get_desk(request)
    library = desk.read().library
    revision = _get_revision(request, library)
    sent = get_form(request)
    form, placeholders = _read_form(sent), Placeholders(library)
    desk.refuse_changed(get_seen(sent), [revision.body.path])
    is_new = bool(form.date) and form.date != revision.name
    sentences = list(_find_missing(library, revision, form, is_new=is_new))
    try:
        text = _write_text(desk, revision, form, placeholders, is_new=is_new)
    except UnknownPlaceholderError as error:
        return _render_form(request, revision, form, (*sentences, *error.sentences))
    if sentences:
        return _render_form(request, revision, form, tuple(sentences))
    name = form.date if is_new else revision.name
    path = f"policies/clauses/{revision.clause}/{name}.md"
    changed, loaded = load_changed(library.root, {path: text.encode()})
    unread = [problem for problem in errors_in(loaded) if problem.path == path]
    if faults := (*unread, *_find_faults(library, changed, path)):
        return _render_form(request, revision, form, (), faults)
    title = in_words(library, revision.facts.title)
    sentence = f"New wording of “{title}”: {form.reason}" if is_new else f"“{title}” reworded"
    saved = desk.save({path: text.encode()}, get_seen(sent), sentence)
    return go_to(request, f"/clauses/{revision.clause}/{name}", describe_saved(f"Saved. {sentence}", saved))


def _find_missing(library: Library, revision: Revision, form: _ClauseForm, *, is_new: bool) -> Iterator[str]:
    """What a form must say before it can be saved."""
    issued = find_issued_users(library, revision)
    if issued and not is_new:
        yield (
            f"This wording was issued, in {issued[0]}, and never changes. Give the new wording a later"
            " date; the next version will use it."
        )
    if not is_new:
        return
    try:
        day = first_day(form.date)
    except ValueError:
        yield f"'{form.date}' is no date of a wording. Write 2026-09, or 2026-09-15 for a day."
        return
    if day <= revision.date:
        yield f"The new wording has to be later than this one, of {month_in_words(revision.name)}."
    if library.clauses[revision.clause].named(form.date):
        yield f"There is a wording of {month_in_words(form.date)} already: open that one."
    if not form.reason:
        yield "Say why the wording is new: readers can see it."


def _preview(request: Request) -> Response:
    """The newest policy that has the clause, with the wording as it stands in the form."""
    desk = get_desk(request)
    state = desk.read()
    library = state.library
    revision = _get_revision(request, library)
    sent = get_form(request)
    try:
        text = _write_text(desk, revision, _read_form(sent), Placeholders(library), is_new=False)
    except UnknownPlaceholderError:
        text = (desk.root / revision.body.path).read_text(encoding="utf-8")
    changed, loaded = load_changed(library.root, {revision.body.path: text.encode()})
    users = list(list_users(changed, revision)) or list(list_users(library, revision))
    if not users:
        raise NotThereError("The clause stands in no version yet, so there is nothing to show.")
    policy, version = max(users, key=lambda user: user[1].date)
    school = changed.schools.get(get_line(sent, "school"))
    return render_policy(changed, loaded, policy, version, school, desk.read_day())


def _show_uses(request: Request) -> Response:
    """What a change of the clause would touch."""
    desk = get_desk(request)
    state = desk.read()
    id = request.path_params["clause"]
    if id not in state.library.clauses:
        raise NotThereError(f"There is no clause '{id}' in the library.")
    uses = find_uses(state.library, state.loaded, CLAUSE, id, desk.read_day())
    newest = state.library.clauses[id].revisions[-1]
    return render(
        request,
        "uses.html",
        f"Where “{in_words(state.library, newest.facts.title)}” is used",
        uses=uses,
        crumbs=[("Model policies", "/model"), ("The clause", f"/clauses/{id}/{newest.name}")],
        day=day_in_words(desk.read_day()),
    )


ROUTES = (
    Route("/clauses/{clause}/uses", _show_uses, methods=["GET"]),
    Route("/clauses/{clause}/{revision}", _show, methods=["GET"]),
    Route("/clauses/{clause}/{revision}", _save, methods=["POST"]),
    Route("/clauses/{clause}/{revision}/preview", _preview, methods=["POST"]),
)
