"""The values of a school, a trust, an authority or all schools as a form, with the policy beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..check.todo import find_setter, list_missing_variables
from ..edit.values import change_files
from ..errors import ClausewrightError, Problem
from ..load.value_changes import refuse_what_would_not_be_read
from ..model.dates import in_words
from ..model.library import Library, School
from ..model.table import Holder, ValueChange, list_holders
from ..model.text import capitalise, count_noun, join_words
from ..model.values import Variable
from .pages import (
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
from .steps import Desk
from .value_forms import (
    FormRequest,
    keep_changed,
    list_groups,
    list_settable,
    list_shown_texts,
    read_form,
    read_typed,
    show_value,
)


@dataclass(frozen=True, slots=True)
class _ValuePage:
    """Whose values a page is about. `school` is None for a trust, an authority and all schools."""

    desk: Desk
    library: Library
    loaded: tuple[Problem, ...]
    holder: Holder
    school: School | None

    @property
    def address(self) -> str:
        """Where the page is."""
        return f"/values/{self.holder.kind}/{self.holder.id}"

    def list_shown(self) -> tuple[Variable, ...]:
        """The variables that stand in the form: those that the holder sets, and those that it has set."""
        return tuple(
            variable
            for variable in list_settable(self.library, self.holder)
            if self._sets(variable) or variable.key in self.holder.layer.values
        )

    def _sets(self, variable: Variable) -> bool:
        if self.school:
            return find_setter(self.library, self.school, variable)[0] == "school"
        return self.holder.kind in ("common", variable.set_by)

    def list_others(self) -> tuple[tuple[str, str, str], ...]:
        """What somebody else sets for the school: its name, the value, and where it is set."""
        if not self.school:
            return ()
        shown = {variable.key for variable in self.list_shown()}
        values = self.library.values(self.school, self.desk.read_day())
        others = []
        for variable in list_settable(self.library, self.holder):
            if variable.key in shown or variable.key not in values:
                continue
            body, id, _ = find_setter(self.library, self.school, variable)
            value = show_value(variable, values[variable.key].value)
            others.append((variable.name, value, f"/values/{body}/{id}#{variable.key}"))
        return tuple(others)


def _open_page(request: Request) -> _ValuePage:
    desk = get_desk(request)
    state = desk.read()
    kind, id = request.path_params["kind"], request.path_params["id"]
    holders = {holder.key: holder for holder in list_holders(state.library, desk.read_day())}
    holder = holders.get((kind, id))
    if holder is None:
        raise NotThereError(f"The library has no values of {kind} '{id}'.")
    school = state.library.schools[id] if kind == "school" else None
    return _ValuePage(desk, state.library, state.loaded, holder, school)


def _show(request: Request) -> Response:
    return _render_form(request, _open_page(request), None, {})


def _render_form(
    request: Request,
    page: _ValuePage,
    typed: Mapping[str, str] | None,
    faults: Mapping[str, str],
    problems: tuple[Problem, ...] = (),
    start: str = "",
    shown: str = "",
) -> Response:
    day = page.desk.read_day()
    needed: frozenset[str] = frozenset()
    if page.school:
        needed = frozenset(list_missing_variables(page.library, page.loaded, page.school, day))
    form = FormRequest(page.library, page.holder, page.school, day, needed, typed, faults)
    path = page.holder.layer.path
    crumbs = [(capitalise(page.library.unit.plural), "/schools")]
    if page.holder.kind in ("school", "trust"):
        crumbs.append((page.holder.name, f"/{page.holder.kind}s/{page.holder.id}"))
    policies = page.library.policies.values() if page.school else ()
    groups = list_groups(form, page.list_shown())
    return render(
        request,
        "values.html",
        f"Values of {page.holder.name}",
        status=422 if faults or problems else 200,
        groups=groups,
        shown=shown or list_shown_texts(groups),
        others=page.list_others(),
        lines=list_problem_lines(page.library, problems),
        number_of_faults=len(faults),
        page_address=page.address,
        school=page.school.id if page.school else "",
        pictures_address=f"/{page.holder.kind}s/{page.holder.id}/pictures"
        if page.holder.kind in ("school", "trust")
        else "",
        previews=[(policy.id, policy.facts.title) for policy in policies],
        seen=list_seen(page.desk, [path]),
        start=start,
        today=in_words(day),
        crumbs=crumbs,
        is_wide=True,
    )


def _save(request: Request) -> Response:
    page = _open_page(request)
    form = get_form(request)
    typed = read_typed(form, page.list_shown())
    day = page.desk.read_day()
    page.desk.refuse_changed(get_seen(form), [page.holder.layer.path])
    shown = get_text(form, "shown")
    changes, faults = read_form(page.library, page.holder, keep_changed(typed, shown), day)
    start, start_fault = _read_start(get_line(form, "start"))
    if start_fault:
        faults = {**faults, "start": start_fault}
    if faults:
        return _render_form(request, page, typed, faults, (), get_line(form, "start"), shown)
    try:
        files = change_files(page.library.root, changes, day, start)
        refuse_what_would_not_be_read(page.library, files, changes, start or day)
    except ClausewrightError as error:
        return _render_form(request, page, typed, {}, error.problems, get_line(form, "start"), shown)
    since = f", from {in_words(start)}" if start else ""
    sentence = f"{page.holder.name}: {_name_changes(changes)}{since}"
    saved = page.desk.save(files, get_seen(form), sentence)
    return go_to(request, page.address, describe_saved(f"Saved. {sentence}.", saved))


def _read_start(text: str) -> tuple[date | None, str]:
    try:
        return (date.fromisoformat(text) if text else None), ""
    except ValueError:
        return None, f"This is '{text}', which is not a date. Write it as 2026-09-01."


def _name_changes(changes: tuple[ValueChange, ...]) -> str:
    names = [change.variable.name for change in changes]
    if len(names) > 3:
        return count_noun(len(names), "value")
    return join_words(names) or "nothing"


def list_changed_files(desk: Desk, school: School, typed: Mapping[str, str]) -> Mapping[str, bytes]:
    """What a school's form would write as it stands, without what is at fault; for a preview."""
    library, day = desk.read().library, desk.read_day()
    holder = next(known for known in list_holders(library, day) if known.key == ("school", school.id))
    changes, _ = read_form(library, holder, typed, day)
    return change_files(library.root, changes, day, None)


ROUTES = (
    Route("/values/{kind}/{id}", _show, methods=["GET"]),
    Route("/values/{kind}/{id}", _save, methods=["POST"]),
)
