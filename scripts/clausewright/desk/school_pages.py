"""The schools, and one school: its policies, what was decided, what is to do, and its policy as it reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..load import load_changed
from ..model.dates import in_words
from ..model.library import Library, Policy, School
from ..model.status import PolicyStanding, PolicyStatus, find_standing, list_edition_views
from ..model.text import capitalise
from ..model.values import SCHOOL, SHAPING
from .amenders import list_own_wordings, make_amender, name_authority, name_school, name_trust
from .choices import explain_choice
from .pages import (
    NotThereError,
    describe_saved,
    get_desk,
    get_form,
    get_line,
    get_policy,
    get_school,
    get_text,
    get_unit,
    go_to,
    list_problem_lines,
    list_seen,
    quote_path,
    render,
    render_refusal,
)
from .previews import render_policy
from .value_forms import keep_changed, name_field, read_typed
from .value_pages import list_changed_files


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """A policy at a school, as a table shows it."""

    policy: Policy
    status: str
    version: str
    since: str
    next_review: str
    is_overdue: bool
    waiting: str


def list_policy_rows(library: Library, school: School, day: date) -> tuple[PolicyRow, ...]:
    """Every policy of the library as it stands at a school."""
    views = list_edition_views(library, day)
    rows = []
    for policy in library.policies.values() if views else ():
        rows.append(_make_row(find_standing(library, school, policy, views[-1]), day))
    return tuple(rows)


def _make_row(stands: PolicyStanding, day: date) -> PolicyRow:
    review = stands.next_review
    is_in_force = stands.state is PolicyStatus.IN_FORCE
    return PolicyRow(
        stands.policy,
        stands.state.value,
        stands.version.title if stands.version and is_in_force else "",
        in_words(stands.adoption.date) if stands.adoption else "",
        in_words(review) if review else "",
        bool(review and review < day),
        stands.proposed.name if stands.proposed else "",
    )


def _list_schools(request: Request) -> Response:
    desk = get_desk(request)
    library, day = desk.read().library, desk.read_day()
    trusts = {id: name_trust(trust, day) for id, trust in library.trusts.items()}
    names = {id: name_school(library, school, day) for id, school in library.schools.items()}
    rows = []
    for id, school in library.schools.items():
        trust = trusts.get(school.facts.trust, "")
        rows.append((school, names[id], [*list_kinds(school), *([trust] if trust else [])]))
    has_kinds = library.unit == SCHOOL
    return render(
        request,
        "schools.html",
        capitalise(library.unit.plural),
        rows=sorted(rows, key=lambda row: row[1]),
        trusts=trusts,
        authorities={id: name_authority(group, day) for id, group in library.authorities.items()},
        free=[(id, names[id]) for id, school in library.schools.items() if not school.facts.trust],
        has_kinds=has_kinds,
        phases=library.phases,
        types=library.types,
        usual_type="academy with a trust, else maintained" if trusts else "maintained",
    )


def list_kinds(school: School) -> list[str]:
    """What a school says of its phase and its type, where it says so."""
    return [kind for kind in (school.facts.phase, school.facts.type) if kind and kind != "not-stated"]


def _add_school(request: Request) -> Response:
    """What `clausewright new-school` does."""
    desk = get_desk(request)
    form, unit = get_form(request), get_unit(request).singular
    id = get_line(form, "id")
    words = ["new-school"]
    for option in ("name", "authority", "trust", "phase", "type"):
        if value := get_line(form, option):
            words.append(f"--{option}={value}")
    outcome, saved = desk.run([*words, "--", id], {}, f"New {unit} {get_line(form, 'name') or id}")
    if outcome.code:
        return render_refusal(request, f"The {unit} was not added", outcome)
    return go_to(request, f"/values/school/{quote_path(id)}", describe_saved(f"The {unit} is there.", saved))


def _show_school(request: Request) -> Response:
    desk = get_desk(request)
    library, day = desk.read().library, desk.read_day()
    school = get_school(request, library)
    trust = school.facts.trust
    amender = make_amender(library, school, day)
    problems = [problem for problem in desk.find_problems(school.id) if _concerns(problem.path, school)]
    return render(
        request,
        "school.html",
        name_school(library, school, day),
        school=school,
        amender=amender,
        kinds=list_kinds(school),
        trust=make_amender(library, library.trusts[trust], day) if trust in library.trusts else None,
        rows=list_policy_rows(library, school, day),
        lines=list_problem_lines(library, problems),
        policies=library.policies,
        wordings=list(list_own_wordings(library, amender)),
        seen=list_seen(desk, [f"variables/schools/{school.id}/adoptions.yml"]),
        crumbs=[(capitalise(library.unit.plural), "/schools")],
        in_words=in_words,
    )


def _concerns(path: str, school: School) -> bool:
    """Say whether a problem is for a school or its groups to mend; those of the model stand elsewhere."""
    own_folders = (f"variables/schools/{school.id}/", f"variables/trusts/{school.facts.trust}/")
    return path.startswith(own_folders) or path == f"variables/authorities/{school.facts.authority}.yml"


def _explain_choice(request: Request) -> Response:
    """What each option of a choice leads to in the school's policies."""
    desk = get_desk(request)
    state, day = desk.read(), desk.read_day()
    school, key = get_school(request, state.library), request.path_params["key"]
    variable = state.library.schema.get(key)
    if variable is None or variable.kind not in SHAPING:
        raise NotThereError(f"There is no choice '{key}' in the library.")
    return render(
        request,
        "choice.html",
        name_field(variable),
        help=variable.help,
        options=explain_choice(state.library, state.loaded, school, variable, day),
        crumbs=[
            (capitalise(state.library.unit.plural), "/schools"),
            ("Values", f"/values/school/{school.id}#{key}"),
        ],
    )


def _preview(request: Request) -> Response:
    desk = get_desk(request)
    state = desk.read()
    school, policy = get_school(request, state.library), get_policy(request, state.library)
    return render_policy(state.library, state.loaded, policy, None, school, desk.read_day())


def _preview_typed(request: Request) -> Response:
    """The policy with what stands in the form of values, saved or not."""
    desk = get_desk(request)
    library = desk.read().library
    school = get_school(request, library)
    form = get_form(request)
    typed = keep_changed(read_typed(form, library.schema.values()), get_text(form, "shown"))
    id = get_line(form, "preview")
    policy = library.policies.get(id) or next(iter(library.policies.values()))
    changed, loaded = load_changed(library.root, list_changed_files(desk, school, typed))
    return render_policy(changed, loaded, policy, None, changed.schools[school.id], desk.read_day())


ROUTES = (
    Route("/schools", _list_schools, methods=["GET"]),
    Route("/schools", _add_school, methods=["POST"]),
    Route("/schools/{school}", _show_school, methods=["GET"]),
    Route("/schools/{school}/choices/{key}", _explain_choice, methods=["GET"]),
    Route("/schools/{school}/preview", _preview_typed, methods=["POST"]),
    Route("/schools/{school}/preview/{policy}", _preview, methods=["GET"]),
)
