"""What all policies share: the sources that they cite, the terms that they define, and the years of the
library; each as a plain form.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..edit.entries import set_entry, set_list_item
from ..edit.yaml_edit import Plain
from ..errors import ClausewrightError, Problem, UsageError
from ..model.library import Library
from ..model.record_types import ID
from ..model.records import CitationFacts
from .pages import (
    NotThereError,
    describe_saved,
    explain_short_name,
    get_desk,
    get_form,
    get_line,
    get_seen,
    go_to,
    list_problem_lines,
    list_seen,
    quote_path,
    render,
)
from .placeholders import Placeholders, UnknownPlaceholderError

CITATIONS, TERMS, EDITIONS = "policies/citations.yml", "policies/terms.yml", "policies/editions.yml"
_KINDS = {
    "law": "a law",
    "statutory-guidance": "statutory guidance",
    "guidance": "guidance",
    "standard": "a standard",
}
_EDITION_FACTS = ("label", "from", "url", "checked_on")


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry on its way: its id, empty while nobody has named it, and what its boxes say."""

    id: str
    texts: Mapping[str, str]


def _show_lists(request: Request) -> Response:
    library = get_desk(request).read().library
    placeholders = Placeholders(library)
    return render(
        request,
        "lists.html",
        "Sources, terms and years",
        citations=sorted(library.citations.values(), key=lambda citation: citation.facts.title),
        terms=[
            (term.id, term.facts.term, placeholders.show(term.facts.meaning))
            for term in library.terms.values()
        ],
        editions=library.editions,
        crumbs=[("Model policies", "/model")],
    )


def _read_file(request: Request, path: str) -> str:
    file = get_desk(request).root / path
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def _write_entry(path: str, text: str, id: str, facts: Mapping[str, Plain | None]) -> bytes:
    """The file with an entry in it. Raises UsageError where it is written in a way that cannot be changed."""
    try:
        return set_entry(text, id, facts).encode()
    except ValueError as error:
        raise UsageError(f"{path} cannot be changed from here: {error}. Edit the file itself.") from None


def _find_bad_id(id: str, known: Mapping[str, object], example: str) -> list[str]:
    """What is wrong with the short name of a new entry."""
    if not ID.fullmatch(id):
        return [explain_short_name(example)]
    return [f"There is '{id}' already. Choose another short name."] if id in known else []


# -- Sources -------------------------------------------------------------------------------------------------


def _get_citation(request: Request, library: Library) -> CitationFacts:
    id = request.path_params["id"]
    if id not in library.citations:
        raise NotThereError(f"There is no source '{id}' in the library.")
    return library.citations[id].facts


def _show_new_citation(request: Request) -> Response:
    return _render_citation(request, _Entry("", {"kind": "statutory-guidance"}))


def _show_citation(request: Request) -> Response:
    facts = _get_citation(request, get_desk(request).read().library)
    texts = {"title": facts.title, "issuer": facts.issuer, "kind": facts.kind}
    for number, edition in enumerate(facts.editions):
        texts |= {
            f"label {number}": edition.label,
            f"from {number}": edition.from_day.isoformat(),
            f"url {number}": edition.url,
            f"checked_on {number}": edition.checked_on.isoformat(),
        }
    return _render_citation(request, _Entry(request.path_params["id"], texts))


def _render_citation(
    request: Request, entry: _Entry, sentences: tuple[str, ...] = (), problems: tuple[Problem, ...] = ()
) -> Response:
    desk = get_desk(request)
    library = desk.read().library
    is_new = entry.id not in library.citations
    editions = 0 if is_new else len(library.citations[entry.id].facts.editions)
    return render(
        request,
        "citation.html",
        "A new source" if is_new else library.citations[entry.id].facts.title,
        status=422 if sentences or problems else 200,
        texts=defaultdict(str, entry.texts),
        id=entry.id,
        is_new=is_new,
        form_address="/sources/new" if is_new else f"/sources/{entry.id}",
        kinds=_KINDS,
        # One empty row waits for the next edition.
        numbers=range(editions + 1),
        today=desk.read_day().isoformat(),
        sentences=sentences,
        lines=list_problem_lines(library, problems),
        seen=list_seen(desk, [CITATIONS]),
        crumbs=[("Model policies", "/model"), ("Sources, terms and years", "/lists")],
    )


def _save_citation(request: Request) -> Response:
    """Write a source into its file: its facts, and its editions where one of them has changed."""
    desk, form = get_desk(request), get_form(request)
    library = desk.read().library
    is_new = "id" not in request.path_params
    id = get_line(form, "id") if is_new else request.path_params["id"]
    entry = _Entry(id, {name: get_line(form, name) for name in form if name not in ("seen", "id")})
    desk.refuse_changed(get_seen(form), [CITATIONS])
    if is_new and (sentences := _find_bad_id(id, library.citations, "keeping-safe")):
        return _render_citation(request, _Entry("", {**entry.texts, "id": id}), tuple(sentences))
    before = None if is_new else _get_citation(request, library)
    facts: dict[str, Plain | None] = {}
    for name in ("title", "issuer", "kind"):
        if before is None or get_line(form, name) != getattr(before, name):
            facts[name] = get_line(form, name)
    editions = _read_editions(form, before)
    if editions is not None:
        facts["editions"] = editions
    data = _write_entry(CITATIONS, _read_file(request, CITATIONS), id, facts)
    sentence = f"Source “{get_line(form, 'title')}”"
    try:
        saved = desk.save({CITATIONS: data}, get_seen(form), sentence)
    except ClausewrightError as error:
        return _render_citation(
            request, _Entry("" if is_new else id, {**entry.texts, "id": id}), (), error.problems
        )
    return go_to(request, f"/sources/{quote_path(id)}", describe_saved(f"Saved. {sentence}.", saved))


def _read_editions(form: FormData, before: CitationFacts | None) -> list[Plain] | None:
    """The editions that a form describes, as the file has them; None where they are as they were."""
    rows: list[dict[str, str]] = []
    number = 0
    while f"from {number}" in form:
        row = {fact: get_line(form, f"{fact} {number}") for fact in _EDITION_FACTS}
        # The day on which it was looked at is filled in beforehand, and says nothing alone.
        if any(row[fact] for fact in ("label", "from", "url")):
            rows.append(row)
        number += 1
    known = before.editions if before else ()
    shown = [
        {
            "label": edition.label,
            "from": edition.from_day.isoformat(),
            "url": edition.url,
            "checked_on": edition.checked_on.isoformat(),
        }
        for edition in known
    ]
    if rows == shown and before:
        return None
    editions: list[Plain] = []
    for number, row in enumerate(rows):
        facts: dict[str, Plain] = {name: value for name, value in row.items() if value}
        if number < len(known) and not known[number].verified:
            facts["verified"] = False
        if number < len(known) and known[number].note:
            facts["note"] = known[number].note
        editions.append(facts)
    return editions


# -- Terms ---------------------------------------------------------------------------------------------------


def _show_new_term(request: Request) -> Response:
    return _render_term(request, _Entry("", {}))


def _show_term(request: Request) -> Response:
    library = get_desk(request).read().library
    id = request.path_params["id"]
    if id not in library.terms:
        raise NotThereError(f"There is no term '{id}' in the library.")
    facts, placeholders = library.terms[id].facts, Placeholders(library)
    texts = {
        "term": placeholders.show(facts.term),
        "meaning": placeholders.show(facts.meaning),
        "forms": ", ".join(facts.forms),
    }
    return _render_term(request, _Entry(id, texts))


def _render_term(
    request: Request, entry: _Entry, sentences: tuple[str, ...] = (), problems: tuple[Problem, ...] = ()
) -> Response:
    desk = get_desk(request)
    library = desk.read().library
    is_new = entry.id not in library.terms
    return render(
        request,
        "term.html",
        "A new term" if is_new else library.terms[entry.id].facts.term,
        status=422 if sentences or problems else 200,
        texts=defaultdict(str, entry.texts),
        id=entry.id,
        is_new=is_new,
        form_address="/terms/new" if is_new else f"/terms/{entry.id}",
        groups=Placeholders(library).list_inserts(),
        sentences=sentences,
        lines=list_problem_lines(library, problems),
        seen=list_seen(desk, [TERMS]),
        crumbs=[("Model policies", "/model"), ("Sources, terms and years", "/lists")],
    )


def _save_term(request: Request) -> Response:
    desk, form = get_desk(request), get_form(request)
    library = desk.read().library
    is_new = "id" not in request.path_params
    id = get_line(form, "id") if is_new else request.path_params["id"]
    texts = {name: get_line(form, name) for name in ("term", "meaning", "forms")}
    entry = _Entry("" if is_new else id, {**texts, "id": id})
    desk.refuse_changed(get_seen(form), [TERMS])
    sentences = _find_bad_id(id, library.terms, "personal-account") if is_new else []
    placeholders = Placeholders(library)
    before = library.terms[id].facts if id in library.terms else None
    facts: dict[str, Plain | None] = {}
    try:
        for name in ("term", "meaning"):
            text = placeholders.read(texts[name], getattr(before, name, ""))
            if before is None or text != getattr(before, name):
                facts[name] = text
    except UnknownPlaceholderError as error:
        sentences += error.sentences
    forms: list[Plain] = [form.strip() for form in texts["forms"].split(",") if form.strip()]
    if forms != list(before.forms if before else ()):
        facts["forms"] = forms
    if sentences:
        return _render_term(request, entry, tuple(sentences))
    data = _write_entry(TERMS, _read_file(request, TERMS), id, facts)
    sentence = f"Term “{texts['term']}”"
    try:
        saved = desk.save({TERMS: data}, get_seen(form), sentence)
    except ClausewrightError as error:
        return _render_term(request, entry, (), error.problems)
    return go_to(request, f"/terms/{quote_path(id)}", describe_saved(f"Saved. {sentence}.", saved))


# -- Years ---------------------------------------------------------------------------------------------------


def _show_edition(request: Request) -> Response:
    library = get_desk(request).read().library
    edition = next((edition for edition in library.editions if edition.id == request.path_params["id"]), None)
    if edition is None:
        raise NotThereError("There is no such year in the library.")
    texts = {"title": edition.facts.title, "from": edition.date.isoformat()}
    return _render_edition(request, _Entry(edition.id, texts))


def _show_new_edition(request: Request) -> Response:
    """Propose the year after the last one."""
    library = get_desk(request).read().library
    texts: dict[str, str] = {}
    if library.editions:
        start = library.editions[-1].date
        first, second = start.year + 1, (start.year + 2) % 100
        start_text = f"{first}{start.isoformat()[4:]}"
        name = f"{first}-{second:02}" if start.month > 1 else str(first)
        texts = {"id": name, "title": name, "from": start_text}
    return _render_edition(request, _Entry("", texts))


def _render_edition(
    request: Request, entry: _Entry, sentences: tuple[str, ...] = (), problems: tuple[Problem, ...] = ()
) -> Response:
    desk = get_desk(request)
    library = desk.read().library
    return render(
        request,
        "edition.html",
        entry.id or "A new year",
        status=422 if sentences or problems else 200,
        texts=defaultdict(str, entry.texts),
        id=entry.id,
        is_new=not entry.id,
        form_address=f"/editions/{entry.id or 'new'}",
        sentences=sentences,
        lines=list_problem_lines(library, problems),
        seen=list_seen(desk, [EDITIONS]),
        crumbs=[("Model policies", "/model"), ("Sources, terms and years", "/lists")],
    )


def _save_edition(request: Request) -> Response:
    desk, form = get_desk(request), get_form(request)
    library = desk.read().library
    id = request.path_params.get("id", "")
    texts = {name: get_line(form, name) for name in ("id", "title", "from")}
    desk.refuse_changed(get_seen(form), [EDITIONS])
    # The library has them in the order of their days, the file in its own.
    ids = [edition.id for edition in sorted(library.editions, key=lambda edition: edition.line)]
    if id and id not in ids:
        raise NotThereError("There is no such year in the library.")
    if not id and texts["id"] in ids:
        sentence = f"There is a year '{texts['id']}' already. Choose another short name."
        return _render_edition(request, _Entry("", texts), (sentence,))
    facts: dict[str, Plain] = {"title": texts["title"], "from": texts["from"]}
    if not id:
        facts = {"id": texts["id"], **facts}
    try:
        text = set_list_item(_read_file(request, EDITIONS), ids.index(id) if id else len(ids), facts)
        saved = desk.save({EDITIONS: text.encode()}, get_seen(form), f"Year {texts['title']}")
    except ValueError as error:
        raise UsageError(f"{EDITIONS} cannot be changed from here: {error}. Edit the file itself.") from None
    except ClausewrightError as error:
        return _render_edition(request, _Entry(id, texts), (), error.problems)
    return go_to(request, "/lists#years", describe_saved(f"Saved. The year {texts['title']}.", saved))


ROUTES = (
    Route("/lists", _show_lists, methods=["GET"]),
    Route("/sources/new", _show_new_citation, methods=["GET"]),
    Route("/sources/new", _save_citation, methods=["POST"]),
    Route("/sources/{id}", _show_citation, methods=["GET"]),
    Route("/sources/{id}", _save_citation, methods=["POST"]),
    Route("/terms/new", _show_new_term, methods=["GET"]),
    Route("/terms/new", _save_term, methods=["POST"]),
    Route("/terms/{id}", _show_term, methods=["GET"]),
    Route("/terms/{id}", _save_term, methods=["POST"]),
    Route("/editions/new", _show_new_edition, methods=["GET"]),
    Route("/editions/new", _save_edition, methods=["POST"]),
    Route("/editions/{id}", _show_edition, methods=["GET"]),
    Route("/editions/{id}", _save_edition, methods=["POST"]),
)
