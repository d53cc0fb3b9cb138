"""A version of a model policy as an ordered list of what it has, and its facts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..assemble.branches import in_words
from ..edit.front_matter import change_body, change_facts
from ..edit.version_rows import (
    CannotMoveError,
    Row,
    RowKind,
    insert_row,
    move_row,
    read_rows,
    remove_row,
    rename_row,
    reword_row,
    wrap_row,
    write_rows,
)
from ..edit.yaml_edit import write_flow
from ..errors import UsageError, errors_in
from ..load import load_changed
from ..model.kinds import VersionStatus
from ..model.library import Library, Policy, Version
from ..model.record_types import ID, RESERVED_IDS
from ..model.text import escape_markdown
from ..model.values import Kind
from .pages import (
    NotThereError,
    describe_saved,
    explain_short_name,
    get_desk,
    get_form,
    get_line,
    get_policy,
    get_seen,
    get_text,
    get_version,
    go_to,
    list_problem_lines,
    list_seen,
    render,
)
from .placeholders import (
    CLOSE,
    OPEN,
    Placeholders,
    UnknownPlaceholderError,
    list_parts_that_fill_themselves,
)
from .previews import render_policy
from .steps import Desk
from .version_facts import OPEN_STATUSES, list_changed_facts, list_gone, list_removals

# A placeholder in a heading, and a sign that is written as a sign.
_PLACEHOLDER = re.compile(rf"({OPEN}[^{OPEN}{CLOSE}]*{CLOSE})")
_ESCAPED = re.compile(r"\\([^\w\s])")
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
    editable: str


# -- Policies ------------------------------------------------------------------------------------------------


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
        is_open=version.facts.status in OPEN_STATUSES and version.lock is None,
        is_draft=version.facts.status is VersionStatus.DRAFT,
        before=policy.versions[place - 1] if place else None,
        gone=list_gone(library, policy, version),
        rows=tuple(_view_rows(library, version, rows)),
        clauses=[
            (clause.id, in_words(library, clause.revisions[-1].facts.title), clause.id in used)
            for clause in library.clauses.values()
        ],
        tests=tuple(_list_tests(library)),
        parts=[words for words, _ in list_parts_that_fill_themselves()],
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
            words = placeholders.show(row.name)
        is_tail = row.kind in (RowKind.OTHERWISE, RowKind.END)
        yield RowView(
            number,
            _KINDS[row.kind],
            words if row.kind is RowKind.TEXT and "\n" in words else words.strip("‹›"),
            address,
            row.depth,
            not is_tail,
            row.kind in (RowKind.CLAUSE, RowKind.TEXT),
            _list_editable(row, placeholders),
        )


def _list_editable(row: Row, placeholders: Placeholders) -> str:
    """What a person may write otherwise in a row: the words of a heading, or a text; empty where nothing."""
    if row.kind in (RowKind.SECTION, RowKind.PART):
        return _ESCAPED.sub(r"\1", placeholders.show(row.name))
    return placeholders.show(row.text) if row.kind is RowKind.TEXT else ""


def _list_tests(library: Library) -> Iterator[tuple[str, str]]:
    """What a clause may depend on: the test as templates write it, and in words."""
    for key, variable in library.schema.items():
        if variable.kind is Kind.FLAG:
            yield key, variable.name
        elif variable.kind is Kind.CHOICE:
            for option, phrase in variable.options.items():
                yield f'{key} == "{option}"', f"{variable.name.removeprefix('choice ')}: {phrase}"


def _change_rows(library: Library, version: Version, form: FormData) -> tuple[Row, ...]:
    """The rows after what a button of the page asks for. Raises CannotMoveError, NotThereError and
    UnknownPlaceholderError.
    """
    rows = read_rows(version.body.text)
    verb, _, number = get_line(form, "do").partition(" ")
    if verb in ("clause", "section", "part"):
        return insert_row(rows, _read_place(form, rows), _write_new_row(library, verb, form))
    if not number.isdigit() or int(number) >= len(rows):
        raise NotThereError("The list has no such row any more.")
    index = int(number)
    match verb:
        case "up" | "down":
            return move_row(rows, index, up=verb == "up")
        case "out":
            return remove_row(rows, index)
        case "rename":
            return rename_row(rows, index, _read_heading(library, form, f"heading {index}"))
        case "reword":
            text = Placeholders(library).read(get_text(form, f"text {index}"), rows[index].text)
            return reword_row(rows, index, text)
        case "depend":
            test = get_line(form, f"test {index}")
            if test not in dict(_list_tests(library)):
                raise CannotMoveError("Choose first on what it depends.")
            return wrap_row(rows, index, test)
    raise NotThereError("The page knows no such button.")


def _write_new_row(library: Library, verb: str, form: FormData) -> str:
    """The line of a new row. Raises CannotMoveError and UnknownPlaceholderError."""
    if verb == "section":
        return f"## {_read_heading(library, form, 'heading')}"
    if verb == "clause":
        id = get_line(form, "clause")
        if id not in library.clauses:
            raise CannotMoveError("Choose a clause first.")
        return f'{{{{ clause("{id}") }}}}'
    tag = dict(list_parts_that_fill_themselves()).get(get_line(form, "part"))
    if tag is None:
        raise CannotMoveError("Choose first what to add.")
    return tag


def _read_heading(library: Library, form: FormData, name: str) -> str:
    """A heading, in which nothing but placeholders is markup. Raises CannotMoveError where there is none."""
    heading = get_line(form, name)
    if not heading:
        raise CannotMoveError("Write the heading first.")
    parts = _PLACEHOLDER.split(heading)
    written = [part if _PLACEHOLDER.fullmatch(part) else escape_markdown(part) for part in parts]
    return Placeholders(library).read("".join(written))


def _change_version(request: Request) -> Response:
    """Move, add or take out a row of a draft."""
    desk, library, policy, version, form = _open_draft(request)
    desk.refuse_changed(get_seen(form), [version.body.path])
    try:
        rows = _change_rows(library, version, form)
    except CannotMoveError as error:
        return _render_version(request, [str(error)])
    except UnknownPlaceholderError as error:
        return _render_version(request, error.sentences)
    text = change_body((desk.root / version.body.path).read_text(encoding="utf-8"), write_rows(rows))
    sentence = f"{policy.facts.title}, {version.title}: what it has"
    saved = desk.save({version.body.path: text.encode()}, get_seen(form), sentence)
    anchor = get_line(form, "do").partition(" ")[2]
    return go_to(
        request, f"/model/{policy.id}/{version.name}#row-{anchor or 0}", describe_saved("Saved.", saved)
    )


def _open_draft(request: Request) -> tuple[Desk, Library, Policy, Version, FormData]:
    """What a form about a draft is read with. Raises UsageError where the version was issued: its text never
    changes any more.
    """
    desk = get_desk(request)
    library = desk.read().library
    policy = get_policy(request, library)
    version = get_version(request, policy)
    if version.lock is not None or version.facts.status not in OPEN_STATUSES:
        raise UsageError(
            f"The version of {version.title} was issued, and its text never changes. Begin a new one."
        )
    return desk, library, policy, version, get_form(request)


def _add_clause(request: Request) -> Response:
    """Write a new clause with a first wording, and put it at the end of a draft."""
    desk, library, policy, version, form = _open_draft(request)
    id, title = get_line(form, "id"), get_line(form, "title")
    faults = []
    if not ID.fullmatch(id) or id in RESERVED_IDS:
        faults.append(explain_short_name("personal-contact"))
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


def _save_facts(request: Request) -> Response:
    """Change a draft's summary, and whether it is being consulted on and until when."""
    desk, library, policy, version, form = _open_draft(request)
    facts = list_changed_facts(version, form)
    gone = {id: reason for id, _, reason in list_gone(library, policy, version)}
    if any(get_line(form, f"gone {id}") not in ("", reason) for id, reason in gone.items()):
        facts["removed"] = list_removals(version, form, gone)
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
    Route("/model/{policy}/{version}", _show_version, methods=["GET"]),
    Route("/model/{policy}/{version}", _change_version, methods=["POST"]),
    Route("/model/{policy}/{version}/facts", _save_facts, methods=["POST"]),
    Route("/model/{policy}/{version}/clauses", _add_clause, methods=["POST"]),
    Route("/model/{policy}/{version}/preview", _preview, methods=["GET"]),
)
