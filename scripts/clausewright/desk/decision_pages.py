"""What becomes of the own wordings of a school or trust in a new version: three wordings side by side, and a
person who decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from ..amendments.decide import carry_out_decisions
from ..amendments.plan import plan_update
from ..assemble.branches import in_words, outline
from ..edit.amendments import set_decision
from ..errors import Problem
from ..load.decisions import make_decisions_path, read_decisions
from ..model.amendments import Outcome, Step, Update
from ..reports.update import name_columns, name_missing_wordings, sort_steps
from .amenders import Amender, get_amender, list_amender_routes
from .named_version import NamedVersion, open_version
from .pages import (
    describe_saved,
    get_form,
    get_line,
    get_seen,
    get_text,
    go_to,
    list_problem_lines,
    list_seen,
    name_whose,
    render,
)
from .placeholders import Placeholders, UnknownPlaceholderError

_CHOICES = {
    "ours": "Our wording stays as it is",
    "model": "We take the model’s new wording",
    "text": "We take the wording below, which may be changed first",
    "omit": "We leave the clause out",
}


@dataclass(frozen=True, slots=True)
class StepView:
    """One own wording on its way to a version, as the page shows it; `typed` is what somebody has decided
    already, in this form or before.
    """

    key: str
    title: str
    outcome: str
    why: str
    is_open: bool
    is_gone: bool
    columns: tuple[tuple[str, str], ...]
    typed: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _DecisionPage:
    """The own wordings of a school or trust on their way to a version of a policy."""

    named: NamedVersion
    amender: Amender
    update: Update
    path: str
    faults: tuple[Problem, ...]
    decided: Mapping[str, Mapping[str, str]]

    @property
    def address(self) -> str:
        """Where the page is."""
        return f"{self.amender.address}/decide/{self.named.policy.id}/{self.named.version.name}"


def _open_page(request: Request) -> _DecisionPage:
    named = open_version(request)
    library, policy, version, day = named.library, named.policy, named.version, named.day
    amender = get_amender(request, library, day)
    named.desk.refuse_errors()
    path = make_decisions_path(amender.holder, policy.id, version.name)
    decisions, faults = read_decisions(named.desk.root, path)
    plan = plan_update(library, amender.holder, policy, version, day)
    update, unfit = carry_out_decisions(library, plan, decisions, day)
    decided = {
        key: {name: getattr(entry, name) for name in ("decide", "reason", "text", "into", "after")}
        for key, entry in decisions.entries.items()
    }
    return _DecisionPage(named, amender, update, path, (*faults, *unfit), decided)


def _show(request: Request) -> Response:
    return _render_page(request, _open_page(request))


def _render_page(
    request: Request,
    page: _DecisionPage,
    sentences: tuple[str, ...] = (),
    typed: Mapping[str, Mapping[str, str]] | None = None,
    problems: tuple[Problem, ...] = (),
) -> Response:
    library = page.named.library
    steps = [_view_step(page, step, typed) for step in sort_steps(page.update)]
    clauses = [
        (placed.clause, in_words(library, library.clauses[placed.clause].revisions[-1].facts.title))
        for placed in outline(library, page.named.version)
    ]
    return render(
        request,
        "decide.html",
        f"Own wordings in {page.named.title}",
        status=422 if sentences or problems else 200,
        amender=page.amender,
        whose=name_whose(request, page.amender.tier),
        page_address=page.address,
        policy=page.named.policy,
        version=page.named.version,
        steps=steps,
        choices=_CHOICES,
        clauses=clauses,
        number_open=len(page.update.open),
        has_writes=_has_unwritten(page),
        sentences=sentences,
        lines=list_problem_lines(page.named.library, (*page.faults, *problems)),
        seen=list_seen(page.named.desk, [page.path]),
        crumbs=page.named.crumbs,
        is_wide=True,
    )


def _has_unwritten(page: _DecisionPage) -> bool:
    """Say whether something was merged or decided that is in no file yet."""
    paths = (amendment.body.path for step in page.update.steps for amendment in step.writes)
    return any(not page.named.desk.digest(path) for path in paths)


def _view_step(page: _DecisionPage, step: Step, typed: Mapping[str, Mapping[str, str]] | None) -> StepView:
    placeholders = Placeholders(page.named.library)
    titles = name_columns(step, page.update)
    texts = [
        placeholders.show(text).strip("\n") or nothing
        for text, nothing in zip((step.was, step.model, step.ours), name_missing_wordings(), strict=True)
    ]
    if typed is not None:
        entry = dict(typed.get(step.key, {}))
    else:
        entry = dict(page.decided.get(step.key, {}))
        entry["text"] = placeholders.show(entry.get("text") or step.ours or step.model).strip("\n")
    entry = {
        "decide": "",
        "reason": step.amendment.facts.reason,
        "into": "",
        "after": "",
        "text": "",
        **entry,
    }
    return StepView(
        step.key,
        in_words(page.named.library, step.title),
        step.outcome.value,
        step.why,
        step.outcome is Outcome.DECIDE,
        not step.revision,
        tuple(zip(titles, texts, strict=True)),
        entry,
    )


def _save(request: Request) -> Response:
    """What `clausewright update` does, with what somebody has decided written into its decision file."""
    page = _open_page(request)
    form = get_form(request)
    placeholders = Placeholders(page.named.library)
    typed = {step.key: _read_entry(form, step.key) for step in page.update.open}
    page.named.desk.refuse_changed(get_seen(form), [page.path])
    faults: list[str] = []
    texts: dict[str, str] = {}
    for key, entry in typed.items():
        if entry["decide"] == "text":
            try:
                texts[key] = placeholders.read(entry["text"].strip("\n"))
            except UnknownPlaceholderError as error:
                faults += error.sentences
    if faults:
        return _render_page(request, page, tuple(faults), typed)
    policy, version = page.named.policy, page.named.version
    sentence = f"{page.amender.name}: own wordings in {policy.facts.title} of {version.title}"
    trust = ["--trust"] if page.amender.is_trust else []
    words = ["update", *trust, f"--to={version.name}", "--", page.amender.id, policy.id]
    outcome, first = page.named.desk.run(words, get_seen(form), sentence)
    if outcome.code:
        return _render_page(request, page, outcome.lines, typed, outcome.problems)
    saved = first
    decided = {key: entry for key, entry in typed.items() if entry["decide"] in _CHOICES}
    if decided:
        file = page.named.desk.root / page.path
        text = file.read_text(encoding="utf-8")
        for key, entry in decided.items():
            text = set_decision(text, key, {**entry, "text": texts.get(key, "")})
        page.named.desk.save(
            {page.path: text.encode()}, {page.path: page.named.desk.digest(page.path)}, sentence
        )
        outcome, saved = page.named.desk.run(words, {}, sentence)
        if outcome.code:
            return _render_page(request, _open_page(request), outcome.lines, typed)
    notice = describe_saved(f"Saved. {sentence}.", saved if saved.paths else first)
    return go_to(request, page.address, notice)


def _read_entry(form: FormData, key: str) -> dict[str, str]:
    entry = {name: get_line(form, f"{key}:{name}") for name in ("decide", "reason", "into", "after")}
    return {**entry, "text": get_text(form, f"{key}:text")}


_PLACE = "/decide/{policy}/{version}"
ROUTES = (*list_amender_routes(_PLACE, _show), *list_amender_routes(_PLACE, _save, "POST"))
