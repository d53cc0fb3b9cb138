"""The model policies: each with its facts and versions, and a version as an ordered list of what it has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..assemble.branches import in_words, outline
from ..edit.front_matter import change_body, change_facts
from ..edit.version_rows import (
    CannotMoveError,
    Row,
    RowKind,
    insert_row,
    move_row,
    read_rows,
    remove_row,
    wrap_row,
    write_rows,
)
from ..edit.yaml_edit import Plain, read_tree, remove_key, set_key, write_flow
from ..errors import UsageError, errors_in
from ..load import load_changed
from ..model.dates import month_after
from ..model.kinds import VersionStatus
from ..model.library import Library, Policy, Version
from ..model.records import ID, RESERVED_IDS
from ..model.text import escape_markdown
from ..model.values import Kind
from .pages import (
    NotThereError,
    describe_saved,
    get_desk,
    get_form,
    get_line,
    get_policy,
    get_seen,
    get_text,
    get_version,
    go_to,
    list_bodies,
    list_problem_lines,
    list_seen,
    quote_path,
    render,
    render_refusal,
)
from .placeholders import Placeholders, UnknownPlaceholderError
from .previews import render_policy

_OPEN = frozenset({VersionStatus.DRAFT, VersionStatus.CONSULTATION})
_KINDS = {
    RowKind.SECTION: "Section",
    RowKind.PART: "Part",
    RowKind.CLAUSE: "Clause",
    RowKind.CONDITION: "Condition",
    RowKind.OTHERWISE: "Otherwise",
    RowKind.END: "End",
    RowKind.TEXT: "Text",
}


@dataclass(frozen=True, slots=True)
class RowView:
    """A row of a version as the page shows it."""

    number: int
    kind: str
    words: str
    address: str
    depth: int
    can_move: bool
    can_depend: bool


# -- Policies ------------------------------------------------------------------------------------------------


def _list_policies(request: Request) -> Response:
    library = get_desk(request).read().library
    return render(
        request,
        "model.html",
        "Model policies",
        policies=list(library.policies.values()),
        bodies=list_bodies(library),
        clauses=[
            (clause.id, clause.revisions[-1].name, in_words(library, clause.revisions[-1].facts.title))
            for clause in library.clauses.values()
        ],
    )


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
        request, f"/model/{quote_path(id)}", describe_saved("The policy is there.", saved, outcome.lines)
    )


def _show_policy(request: Request) -> Response:
    desk = get_desk(request)
    library = desk.read().library
    policy = get_policy(request, library)
    suggested = month_after(policy.versions[-1].date, desk.read_day()) if policy.versions else ""
    return render(
        request,
        "policy.html",
        policy.facts.title,
        policy=policy,
        versions=list(reversed(policy.versions)),
        open_statuses=_OPEN,
        suggested=suggested,
        bodies=list_bodies(library),
        seen=list_seen(desk, [policy.path]),
        sentences=(),
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
    notice = describe_saved(
        "The draft is there. It begins as the version before it stands.", saved, outcome.lines
    )
    return go_to(request, f"/model/{policy.id}/{name}" if name else f"/model/{policy.id}", notice)


# -- A version -----------------------------------------------------------------------------------------------


def _show_version(request: Request) -> Response:
    return _render_version(request)


def _render_version(request: Request, sentences: Sequence[str] = ()) -> Response:
    desk = get_desk(request)
    library = desk.read().library
    policy = get_policy(request, library)
    version = get_version(request, policy)
    rows = read_rows(version.body.text)
    used = {row.name for row in rows if row.kind is RowKind.CLAUSE}
    place = policy.versions.index(version)
    problems = [problem for problem in desk.read().loaded if problem.path == version.body.path]
    return render(
        request,
        "version.html",
        f"{policy.facts.title}, {version.title}",
        status=422 if sentences else 200,
        policy=policy,
        version=version,
        is_open=version.facts.status in _OPEN and version.lock is None,
        is_draft=version.facts.status is VersionStatus.DRAFT,
        before=policy.versions[place - 1] if place else None,
        gone=_list_gone(library, policy, version),
        rows=tuple(_view_rows(library, version, rows)),
        clauses=[
            (clause.id, in_words(library, clause.revisions[-1].facts.title), clause.id in used)
            for clause in library.clauses.values()
        ],
        tests=tuple(_list_tests(library)),
        schools=list(library.schools),
        sentences=sentences,
        lines=list_problem_lines(library, problems),
        seen=list_seen(desk, [version.body.path]),
        crumbs=[("Model policies", "/model"), (policy.facts.title, f"/model/{policy.id}")],
        is_wide=True,
    )


def _view_rows(library: Library, version: Version, rows: Sequence[Row]) -> Iterator[RowView]:
    placeholders = Placeholders(library)
    for number, row in enumerate(rows):
        words, address = placeholders.show(row.text), ""
        clause = library.clauses.get(row.name) if row.kind is RowKind.CLAUSE else None
        if clause:
            revision = clause.at(version.date) or clause.revisions[-1]
            words = in_words(library, revision.facts.title)
            address = f"/clauses/{clause.id}/{revision.name}"
        elif row.kind in (RowKind.SECTION, RowKind.PART):
            words = in_words(library, row.name)
        is_tail = row.kind in (RowKind.OTHERWISE, RowKind.END)
        yield RowView(
            number,
            _KINDS[row.kind],
            words if row.kind is RowKind.TEXT and "\n" in words else words.strip("‹›"),
            address,
            row.depth,
            not is_tail,
            row.kind in (RowKind.CLAUSE, RowKind.TEXT),
        )


def _list_tests(library: Library) -> Iterator[tuple[str, str]]:
    """What a clause may depend on: the test as templates write it, and in words."""
    for key, variable in library.schema.items():
        if variable.kind is Kind.FLAG:
            yield key, variable.name
        elif variable.kind is Kind.CHOICE:
            for option, phrase in variable.options.items():
                yield f'{key} == "{option}"', f"{variable.name.removeprefix('choice ')}: {phrase}"


def _change_rows(library: Library, version: Version, form: FormData) -> tuple[Row, ...]:
    """The rows after what a button of the page asks for. Raises CannotMoveError and NotThereError."""
    rows = read_rows(version.body.text)
    verb, _, number = get_line(form, "do").partition(" ")
    if verb in ("up", "down", "out", "depend"):
        if not number.isdigit() or int(number) >= len(rows):
            raise NotThereError("The list has no such row any more.")
        index = int(number)
        if verb == "out":
            return remove_row(rows, index)
        if verb == "depend":
            test = get_line(form, f"test {index}")
            if test not in dict(_list_tests(library)):
                raise CannotMoveError("Choose first on what it depends.")
            return wrap_row(rows, index, test)
        return move_row(rows, index, up=verb == "up")
    index = _read_place(form, rows)
    if verb == "clause":
        id = get_line(form, "clause")
        if id not in library.clauses:
            raise CannotMoveError("Choose a clause first.")
        return insert_row(rows, index, f'{{{{ clause("{id}") }}}}')
    if verb == "section":
        heading = get_line(form, "heading")
        if not heading:
            raise CannotMoveError("Write the heading first.")
        return insert_row(rows, index, f"## {escape_markdown(heading)}")
    raise NotThereError("The page knows no such button.")


def _change_version(request: Request) -> Response:
    """Move, add or take out a row of a draft."""
    desk = get_desk(request)
    library = desk.read().library
    policy = get_policy(request, library)
    version = get_version(request, policy)
    form = get_form(request)
    _refuse_issued(version)
    desk.refuse_changed(get_seen(form), [version.body.path])
    try:
        rows = _change_rows(library, version, form)
    except CannotMoveError as error:
        return _render_version(request, [str(error)])
    text = change_body((desk.root / version.body.path).read_text(encoding="utf-8"), write_rows(rows))
    sentence = f"{policy.facts.title}, {version.title}: what it has"
    saved = desk.save({version.body.path: text.encode()}, get_seen(form), sentence)
    anchor = get_line(form, "do").partition(" ")[2]
    return go_to(
        request, f"/model/{policy.id}/{version.name}#row-{anchor or 0}", describe_saved("Saved.", saved)
    )


def _refuse_issued(version: Version) -> None:
    """Raise UsageError where a version's text never changes any more."""
    if version.lock is not None or version.facts.status not in _OPEN:
        raise UsageError(
            f"The version of {version.title} was issued, and its text never changes. Begin a new one."
        )


def _add_clause(request: Request) -> Response:
    """Write a new clause with a first wording, and put it at the end of a draft."""
    desk = get_desk(request)
    library = desk.read().library
    policy = get_policy(request, library)
    version = get_version(request, policy)
    form = get_form(request)
    _refuse_issued(version)
    id, title = get_line(form, "id"), get_line(form, "title")
    faults = []
    if not ID.fullmatch(id) or id in RESERVED_IDS:
        faults.append(
            "The short name has small letters and digits, joined by single hyphens, such as pupil-contact."
        )
    elif id in library.clauses:
        faults.append(f"There is a clause '{id}' already: choose it from the list.")
    if not title or not get_text(form, "text").strip():
        faults.append("A clause has a heading and a text.")
    text = ""
    try:
        text = Placeholders(library).read(get_text(form, "text").strip("\n"))
    except UnknownPlaceholderError as error:
        faults += error.sentences
    if faults:
        return _render_version(request, faults)
    path = f"policies/clauses/{id}/{version.name}.md"
    reason = get_line(form, "reason")
    head = f"---\ntitle: {write_flow(title)}\nconcept: {id}\nstrength: information\n"
    head += f"reason: {write_flow(reason)}\n---\n" if reason else "---\n"
    before = read_rows(version.body.text)
    rows = insert_row(before, _read_place(form, before), f'{{{{ clause("{id}") }}}}')
    body = change_body((desk.root / version.body.path).read_text(encoding="utf-8"), write_rows(rows))
    files = {path: f"{head}{text}\n".encode(), version.body.path: body.encode()}
    saved = desk.save(files, get_seen(form), f"New clause “{title}” in {policy.facts.title}")
    return go_to(request, f"/clauses/{id}/{version.name}", describe_saved("The clause is there.", saved))


def _read_place(form: FormData, rows: Sequence[Row]) -> int:
    """Where a form puts a new row: after the one that it names, or at the end."""
    after = get_line(form, "after")
    return int(after) + 1 if after.isdigit() and int(after) < len(rows) else len(rows)


def _list_gone(library: Library, policy: Policy, version: Version) -> tuple[tuple[str, str, str], ...]:
    """The clauses that the version before has and this one has no more: id, title, and the reason so far."""
    place = policy.versions.index(version)
    if not place:
        return ()
    kept = {placed.clause for placed in outline(library, version)}
    reasons = {entry.clause: entry.reason for entry in version.facts.removed}
    earlier = dict.fromkeys(placed.clause for placed in outline(library, policy.versions[place - 1]))
    return tuple(
        (id, in_words(library, library.clauses[id].revisions[-1].facts.title), reasons.get(id, ""))
        for id in earlier
        if id not in kept
    )


def _list_removals(version: Version, form: FormData, gone: Iterable[str]) -> list[Plain]:
    """Why clauses are gone, as a version's facts have it: what a form says, and what stood there before."""
    removals: list[Plain] = []
    for id in gone:
        entry = next((entry for entry in version.facts.removed if entry.clause == id), None)
        if reason := get_line(form, f"gone {id}") or (entry.reason if entry else ""):
            place: dict[str, Plain] = {"instead": list(entry.instead)} if entry and entry.instead else {}
            removals.append({"clause": id, "reason": reason, **place})
    for entry in version.facts.removed:
        if entry.term:
            removals.append({"term": entry.term, "reason": entry.reason})
    return removals


def _list_changed_facts(version: Version, form: FormData) -> dict[str, Plain | None]:
    """The facts that a form says otherwise than the version; None takes one out."""
    facts: dict[str, Plain | None] = {}
    if (summary := get_line(form, "summary")) and summary != version.facts.summary:
        facts["summary"] = summary
    status = get_line(form, "status")
    if status in _OPEN and status != version.facts.status:
        facts["status"] = status
    comment_by = get_line(form, "comment_by")
    if comment_by != (version.facts.comment_by.isoformat() if version.facts.comment_by else ""):
        facts["comment_by"] = comment_by or None
    if party := get_line(form, "who"):
        consulted: list[Plain] = [
            {"who": entry.who, "on": entry.on.isoformat(), "outcome": entry.outcome}
            for entry in version.facts.consulted
        ]
        consulted.append({"who": party, "on": get_line(form, "on"), "outcome": get_line(form, "outcome")})
        facts["consulted"] = consulted
    return facts


def _save_facts(request: Request) -> Response:
    """Change a draft's summary, and whether it is being consulted on and until when."""
    desk = get_desk(request)
    library = desk.read().library
    policy = get_policy(request, library)
    version = get_version(request, policy)
    form = get_form(request)
    _refuse_issued(version)
    facts = _list_changed_facts(version, form)
    gone = {id: reason for id, _, reason in _list_gone(library, policy, version)}
    if any(get_line(form, f"gone {id}") not in ("", reason) for id, reason in gone.items()):
        facts["removed"] = _list_removals(version, form, gone)
    text = change_facts((desk.root / version.body.path).read_text(encoding="utf-8"), facts)
    _, loaded = load_changed(library.root, {version.body.path: text.encode()})
    faults = [problem for problem in errors_in(loaded) if problem.path == version.body.path]
    if faults:
        return _render_version(request, [f"{problem.message}. {problem.hint}" for problem in faults])
    saved = desk.save(
        {version.body.path: text.encode()}, get_seen(form), f"{policy.facts.title}, {version.title}: facts"
    )
    return go_to(request, f"/model/{policy.id}/{version.name}", describe_saved("Saved.", saved))


def _preview(request: Request) -> Response:
    desk = get_desk(request)
    state = desk.read()
    policy = get_policy(request, state.library)
    version = get_version(request, policy)
    school = state.library.schools.get(request.query_params.get("school", ""))
    return render_policy(state.library, state.loaded, policy, version, school, desk.read_day())


ROUTES = (
    Route("/model", _list_policies, methods=["GET"]),
    Route("/model", _add_policy, methods=["POST"]),
    Route("/model/{policy}", _show_policy, methods=["GET"]),
    Route("/model/{policy}", _save_policy, methods=["POST"]),
    Route("/model/{policy}/versions", _add_version, methods=["POST"]),
    Route("/model/{policy}/{version}", _show_version, methods=["GET"]),
    Route("/model/{policy}/{version}", _change_version, methods=["POST"]),
    Route("/model/{policy}/{version}/facts", _save_facts, methods=["POST"]),
    Route("/model/{policy}/{version}/clauses", _add_clause, methods=["POST"]),
    Route("/model/{policy}/{version}/preview", _preview, methods=["GET"]),
)
