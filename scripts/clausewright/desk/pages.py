"""What every page of the desk has: the frame, the menu, what the last step wrote; and how it is answered."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from ..errors import Problem, Severity
from ..model.audiences import AUDIENCES
from ..model.kinds import Strength
from ..model.library import Library, Policy, School, SiteSettings, Version
from ..model.text import capitalise
from ..model.values import SCHOOL, Kind, Words
from ..override_files import shipped_overrides
from ..templates import load_templates
from .addresses import find_address
from .long_work import Works
from .steps import Desk, Outcome, Saved

NamedT = TypeVar("NamedT")
# The parts of the desk, in the order of the menu; the one without a name has that of the body that adopts.
_MENU = (
    ("/", "Library"),
    ("/schools", ""),
    ("/model", "Model policies"),
    ("/year", "The year’s round"),
    ("/files", "Files in and out"),
    ("/settings", "Settings"),
)
# The part in which a page stands, by how its address begins.
_SECTIONS = {
    "/schools": "/schools",
    "/trusts": "/schools",
    "/values": "/schools",
    "/model": "/model",
    "/clauses": "/model",
    "/lists": "/model",
    "/sources": "/model",
    "/terms": "/model",
    "/editions": "/model",
    "/fields": "/model",
    "/pictures": "/model",
    "/year": "/year",
    "/progress/publish": "/year",
    "/progress/issue": "/year",
    "/work": "/files",
    "/files": "/files",
    "/settings": "/settings",
}


class NotThereError(Exception):
    """An address names something that the library does not have; the message says what."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What a step did: a sentence, the files that it wrote, and what else is to be known."""

    sentence: str
    paths: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


# The part of an address that says which notice its page shows.
_TOLD = "told"
# How binding a clause is, as forms offer it.
STRENGTHS = {
    Strength.MUST: "must: it has to be done",
    Strength.SHOULD: "should: it is done unless there is a reason",
    Strength.ADVISED: "advised",
    Strength.MAY: "may: it is allowed",
    Strength.INFORMATION: "information: it says how things are",
}
_MOST_NOTICES = 100
# Of those of whom policies speak, the ones who approve nothing.
_AUDIENCES = frozenset(AUDIENCES) - {"governor", "head"}


class Notices:
    """What steps did, until the page that they lead to has said so.

    Each waits for its own page, so that no other window takes it.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._waiting: OrderedDict[str, Notice] = OrderedDict()
        self._numbers = count(1)

    def keep(self, notice: Notice) -> str:
        """Keep a notice; return the name by which its page asks for it."""
        name = str(next(self._numbers))
        self._waiting[name] = notice
        while len(self._waiting) > _MOST_NOTICES:
            self._waiting.popitem(last=False)
        return name

    def take(self, name: str) -> tuple[Notice, ...]:
        """The notice of that name, once."""
        notice = self._waiting.pop(name, None)
        return (notice,) if notice else ()


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """A problem on a page: where it is mended, "" where no page of the desk can."""

    problem: Problem
    address: str
    is_error: bool


def get_desk(request: Request) -> Desk:
    """The desk that a request is for."""
    desk: Desk = request.app.state.desk
    return desk


def get_works(request: Request) -> Works:
    """The long work of the desk that a request is for."""
    works: Works = request.app.state.works
    return works


def get_unit(request: Request) -> Words:
    """What the body is called that adopts policies."""
    desk = get_desk(request)
    return desk.read().library.unit if desk.has_library else SCHOOL


def name_whose(request: Request, tier: str) -> str:
    """What a page calls a body of a tier: the word for those that adopt, or a trust."""
    return get_unit(request).singular if tier == "school" else tier


def list_bodies(library: Library) -> dict[str, str]:
    """Those who may approve something: the name of each by its id; first those who approve a policy. Whom
    policies and clauses are for is nobody who approves them.
    """
    approvers = {policy.facts.approver for policy in library.policies.values()}
    revisions = (revision for clause in library.clauses.values() for revision in clause.revisions)
    audiences = {word for revision in revisions for word in revision.facts.applies_to}
    audiences |= {word for policy in library.policies.values() for word in policy.facts.audience}
    bodies = {
        key.removeprefix("word."): variable.name
        for key, variable in library.schema.items()
        if variable.kind is Kind.WORDS and variable.path
    }
    audiences |= {id for id in bodies if id in _AUDIENCES}
    ids = sorted(bodies.keys() - (audiences - approvers), key=lambda id: (id not in approvers, bodies[id]))
    return {id: bodies[id] for id in ids}


def explain_short_name(example: str) -> str:
    """Say what a short name may have in it, with one that would do."""
    return f"The short name has small letters and digits, joined by single hyphens, such as {example}."


def name_library(desk: Desk) -> str:
    """What a library is called: as its sites are, or else as its folder is."""
    title = desk.read().library.title if desk.has_library else ""
    return title if title not in ("", SiteSettings().title) else desk.root.name


def render(request: Request, template: str, title: str, *, status: int = 200, **values: Any) -> Response:
    """Return a page of the desk.

    `template` stands in the folder `desk` of the templates of pages; `crumbs` in `values` are the pages above
    it, each its name and address.
    """
    desk = get_desk(request)
    unit = get_unit(request)
    notices: Notices = request.app.state.notices
    frame = {
        "title": title,
        "library_name": name_library(desk),
        "menu": [(place, name or capitalise(unit.plural)) for place, name in _MENU],
        "section": _find_section(request.url.path),
        "notices": notices.take(request.query_params.get(_TOLD, "")),
        "crumbs": (),
        "address": request.url.path,
        "is_wide": False,
        "unit": unit.singular,
        "units": unit.plural,
        "a_unit": f"{unit.article} {unit.singular}",
        "Unit": capitalise(unit.singular),
        "Units": capitalise(unit.plural),
    }
    templates = load_templates(shipped_overrides())
    return HTMLResponse(templates.render(f"desk/{template}", **{**frame, **values}), status_code=status)


def render_refusal(request: Request, title: str, outcome: Outcome) -> Response:
    """Return the page that says why a command added nothing."""
    reasons = [*outcome.lines, *(problem.message for problem in outcome.problems)]
    return render(request, "refused.html", title, status=422, reasons=reasons)


def render_outcome(request: Request, title: str, outcome: Outcome) -> Response:
    """Return the page that says why a command did not do its work, with the problems that it found."""
    library = get_desk(request).read().library
    return render(
        request,
        "outcome.html",
        title,
        status=422,
        lines=list_problem_lines(library, outcome.problems),
        report_lines=outcome.lines,
    )


def send_file(data: bytes, name: str, media_type: str) -> Response:
    """Send a file, to be kept under a name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(data, media_type=media_type, headers=headers)


def _find_section(path: str) -> str:
    beginnings = [address for address in _SECTIONS if path.startswith(address)]
    return _SECTIONS[beginnings[0]] if beginnings else "/"


def go_to(request: Request, address: str, notice: Notice | None = None) -> Response:
    """Lead to a page after a step, so that loading it again repeats nothing; the page shows the notice."""
    if notice:
        notices: Notices = request.app.state.notices
        parts = urlsplit(address)
        query = "&".join(text for text in (parts.query, f"{_TOLD}={notices.keep(notice)}") if text)
        address = parts._replace(query=query).geturl()
    return RedirectResponse(address, status_code=303)


def describe_saved(sentence: str, saved: Saved, lines: Iterable[str] = ()) -> Notice:
    """Say what a step wrote."""
    if not saved.paths:
        return Notice("Nothing was changed: the library says so already.", (), tuple(lines))
    more = (
        (f"It is saved, but not committed: {saved.commit_fault}",)
        if saved.commit_fault
        else ("Committed in git.",)
        if saved.is_committed
        else ()
    )
    return Notice(sentence, saved.paths, (*lines, *more))


def list_problem_lines(library: Library, problems: Iterable[Problem]) -> tuple[ProblemLine, ...]:
    """Problems as a page shows them, errors first."""
    lines = [
        ProblemLine(problem, find_address(library, problem), problem.severity is Severity.ERROR)
        for problem in problems
    ]
    return tuple(sorted(lines, key=lambda line: (not line.is_error, line.problem)))


def get_school(request: Request, library: Library) -> School:
    """The school that an address names. Raises NotThereError."""
    return _get_named(request, "school", library.schools, library.unit.singular)


def get_policy(request: Request, library: Library) -> Policy:
    """The policy that an address names. Raises NotThereError."""
    return _get_named(request, "policy", library.policies)


def get_version(request: Request, policy: Policy) -> Version:
    """The version that an address names. Raises NotThereError."""
    return _get_named(request, "version", {version.name: version for version in policy.versions})


def _get_named(request: Request, kind: str, known: Mapping[str, NamedT], noun: str = "") -> NamedT:
    name: str = request.path_params[kind]
    if name not in known:
        raise NotThereError(f"There is no {noun or kind} '{name}' in the library.")
    return known[name]


def get_form(request: Request) -> FormData:
    """What a form of a page has sent; it is empty where nothing was sent."""
    form: FormData = request.state.form
    return form


def get_text(form: FormData, name: str) -> str:
    """A text of a form, with the line ends of files; "" where it was not sent."""
    value = form.get(name, "")
    return "" if isinstance(value, UploadFile) else value.replace("\r\n", "\n").replace("\r", "\n")


def get_line(form: FormData, name: str) -> str:
    """A line of a form, without spaces around it."""
    return " ".join(get_text(form, name).split())


def get_seen(form: FormData) -> dict[str, str]:
    """The digests of files that a form was made from, by their paths."""
    seen = {}
    for entry in form.getlist("seen"):
        if isinstance(entry, str):
            digest, _, path = entry.partition(" ")
            seen[path] = digest.strip("-")
    return seen


def list_seen(desk: Desk, paths: Iterable[str]) -> tuple[str, ...]:
    """What a form says of the files that it was made from, for `get_seen`."""
    return tuple(f"{desk.digest(path) or '-'} {path}" for path in paths)


def quote_path(text: str) -> str:
    """A text as a part of an address."""
    return quote(text, safe="")
