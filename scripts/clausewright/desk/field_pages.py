"""The fields, choices and words of a library: what each means, who sets it, and new ones, as a form instead
of the lines of variables/schema.yml.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..edit.entries import add_line_entry, set_entry
from ..edit.json_schema import make_json_schema
from ..edit.yaml_edit import Plain
from ..errors import ClausewrightError, Problem, UsageError
from ..load import load_changed
from ..model.library import Library
from ..model.table import YES, cut_into_cells
from ..model.text import capitalise, make_id
from ..model.values import Kind, Variable
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

SCHEMA, JSON_SCHEMA = "variables/schema.yml", "variables/values.schema.json"
_KINDS = {
    Kind.TEXT: "a text",
    Kind.PERSON: "a person, with a name, an e-mail address and a telephone number",
    Kind.EMAIL: "an e-mail address",
    Kind.PHONE: "a telephone number",
    Kind.URL: "a web address",
    Kind.DATE: "a day",
    Kind.MONTH: "a month",
    Kind.NUMBER: "a number",
    Kind.IMAGE: "a picture, such as a logo",
    Kind.COLOUR: "a colour",
    Kind.WORDS: "a word that differs, such as the title of who leads, with its plural",
    Kind.CHOICE: "a choice between several, which decides what clauses say",
    Kind.FLAG: "a yes or no, which decides what clauses say",
    Kind.LIST: "a list with several entries, such as places or accounts",
}
_SHORT_KINDS = {
    Kind.PERSON: "a person",
    Kind.WORDS: "a word",
    Kind.CHOICE: "a choice",
    Kind.FLAG: "yes or no",
    Kind.LIST: "a list",
}
_TITLES = {"role": "People", "word": "Words", "choice": "Choices"}
_SETTERS = ("school", "trust", "authority")
_GROUPS = {Kind.PERSON: "role", Kind.WORDS: "word", Kind.CHOICE: "choice", Kind.FLAG: "choice"}
_COLUMN_KINDS = ("text", "email", "phone", "url", "date", "month", "number")
_KEY = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")


def _list_fields(request: Request) -> Response:
    library = get_desk(request).read().library
    groups: dict[str, list[Variable]] = {}
    for variable in library.schema.values():
        if variable.path:
            groups.setdefault(variable.key.split(".")[0], []).append(variable)
    return render(
        request,
        "fields.html",
        "Fields and choices",
        groups=[
            (_TITLES.get(group, capitalise(group.replace("_", " "))), variables)
            for group, variables in groups.items()
        ],
        kinds={**_KINDS, **_SHORT_KINDS},
        crumbs=[("Model policies", "/model")],
    )


def _get_variable(request: Request, library: Library) -> Variable:
    key = request.path_params["key"]
    variable = library.schema.get(key)
    if variable is None or not variable.path:
        raise NotThereError(f"There is no field '{key}' in the library.")
    return variable


def _show_new(request: Request) -> Response:
    return _render_form(request, None, {"set_by": "school", "type": "text"})


def _show(request: Request) -> Response:
    variable = _get_variable(request, get_desk(request).read().library)
    return _render_form(request, variable, _write_texts(variable))


def _write_texts(variable: Variable) -> dict[str, str]:
    """What the boxes of a form say about a variable."""
    default = variable.default
    cells = cut_into_cells(default) if default is not None and variable.kind is not Kind.LIST else {}
    return {
        "label": variable.name,
        "help": variable.help,
        "example": variable.example,
        "set_by": variable.set_by,
        "internal": "yes" if variable.internal else "",
        "check_months": str(variable.check_months or ""),
        "options": "\n".join(
            option if phrase == option else f"{option}: {phrase}"
            for option, phrase in variable.options.items()
        ),
        "default": cells.get("", ""),
        "singular": cells.get("singular", ""),
        "plural": cells.get("plural", ""),
    }


def _render_form(
    request: Request,
    variable: Variable | None,
    texts: Mapping[str, str],
    sentences: tuple[str, ...] = (),
    problems: tuple[Problem, ...] = (),
) -> Response:
    desk = get_desk(request)
    library = desk.read().library
    return render(
        request,
        "field.html",
        capitalise(variable.name) if variable else "A new field",
        status=422 if sentences or problems else 200,
        variable=variable,
        texts=defaultdict(str, texts),
        kind=variable.kind.value if variable else "",
        kinds=_KINDS,
        setters=_SETTERS,
        form_address=f"/fields/{variable.key}" if variable else "/fields/new",
        sentences=sentences,
        lines=list_problem_lines(library, problems),
        seen=list_seen(desk, [SCHEMA]),
        crumbs=[("Model policies", "/model"), ("Fields and choices", "/fields")],
    )


# -- What somebody typed -------------------------------------------------------------------------------------


def _read_texts(form: FormData) -> dict[str, str]:
    texts = {name: get_line(form, name) for name in form if name not in ("seen", "options", "columns")}
    return {**texts, "options": get_text(form, "options").strip(), "columns": get_text(form, "columns")}


def _read_options(text: str) -> Iterator[tuple[str, str]]:
    """The options of a choice, a line each: a short name and, behind a colon, what it means."""
    for line in text.splitlines():
        if line.strip():
            name, colon, phrase = line.partition(":")
            id = make_id(name)
            yield id, phrase.strip() if colon else name.strip()


def _read_columns(text: str) -> Iterator[tuple[str, str]]:
    """The columns of a list, a line each: a name and, behind a colon, the type of what stands in it."""
    for line in text.splitlines():
        if line.strip():
            name, _, kind = line.partition(":")
            yield make_id(name).replace("-", "_"), kind.strip().lower() or "text"


def _list_facts(kind: Kind, texts: Mapping[str, str]) -> dict[str, Plain | None]:
    """The facts of a variable that a form describes."""
    facts: dict[str, Plain | None] = {
        "label": _begin_small(texts.get("label", "")),
        "help": texts.get("help", ""),
        "example": texts.get("example", ""),
        "set_by": texts.get("set_by", ""),
        "internal": True if texts.get("internal") else None,
    }
    if kind is Kind.CHOICE:
        options = dict(_read_options(texts["options"]))
        facts["options"] = {**options}
        facts["default"] = make_id(texts.get("default", "")) or next(iter(options), "")
    if kind is Kind.FLAG:
        facts["default"] = texts.get("default") == YES
    if kind is Kind.WORDS and texts.get("singular"):
        plural = texts.get("plural") or f"{texts['singular']}s"
        facts["default"] = {"singular": texts["singular"], "plural": plural}
    if kind is Kind.LIST:
        facts["of"] = dict(_read_columns(texts["columns"]))
    return facts


def _begin_small(name: str) -> str:
    """A name as it stands inside a sentence, which begins with a capital only where it is an abbreviation."""
    return name if name[1:2].isupper() else f"{name[:1].lower()}{name[1:]}"


def _find_faults(library: Library, kind: Kind | None, texts: Mapping[str, str]) -> Iterator[str]:
    """What a form about a new variable must say otherwise."""
    if kind is None:
        yield "Choose what it is."
        return
    if not texts.get("label") or not texts.get("help"):
        yield "Give it a name, and say what it means: those who fill it in read that."
    key = _name_key(kind, texts)
    if not _KEY.fullmatch(key):
        yield "The name needs a letter of the alphabet to begin with."
    elif key in library.schema:
        yield f"There is a field '{key}' already. Choose another name, or open that one."
    if kind is Kind.CHOICE and len(dict(_read_options(texts["options"]))) < 2:
        yield "A choice has two options or more, a line each."
    if kind is Kind.LIST:
        yield from _find_faults_of_columns(texts["columns"])


def _find_faults_of_columns(text: str) -> Iterator[str]:
    columns = dict(_read_columns(text))
    if not columns:
        yield "A list has one column or more, a line each."
    for name, kind in columns.items():
        if kind not in _COLUMN_KINDS:
            yield f"The column '{name}' is '{kind}', and may be {', '.join(_COLUMN_KINDS)}."


def _name_key(kind: Kind, texts: Mapping[str, str]) -> str:
    """The key of a new variable, made of its name: in the group of its kind, or else of who sets it."""
    name = re.sub(r"^[^a-z]+", "", make_id(texts.get("label", "")).replace("-", "_"))
    group = _GROUPS.get(kind) or (texts.get("set_by") or "school")
    return f"{group}.{name.removeprefix(f'{group}_')}"


# -- Saving --------------------------------------------------------------------------------------------------


def _add(request: Request) -> Response:
    """Write a new variable into the schema."""
    desk, form = get_desk(request), get_form(request)
    library = desk.read().library
    texts = _read_texts(form)
    kind = Kind(texts["type"]) if texts.get("type") in {known.value for known in _KINDS} else None
    desk.refuse_changed(get_seen(form), [SCHEMA])
    sentences = tuple(_find_faults(library, kind, texts))
    if kind is None or sentences:
        return _render_form(request, None, texts, sentences)
    key = _name_key(kind, texts)
    given_facts = {name: value for name, value in _list_facts(kind, texts).items() if value not in (None, "")}
    facts: dict[str, Plain] = {
        "type": kind.value,
        **{name: value for name, value in given_facts.items() if value is not None},
    }
    try:
        text = add_line_entry((desk.root / SCHEMA).read_text(encoding="utf-8"), key, facts)
    except ValueError as error:
        raise UsageError(f"{SCHEMA} cannot be changed from here: {error}. Edit the file itself.") from None
    return _save(request, None, texts, text, f"/fields/{key}", f"New field: {texts['label']}")


def _change(request: Request) -> Response:
    """Change what the schema says of a variable; its key and its type stay, because texts rest on them."""
    desk, form = get_desk(request), get_form(request)
    library = desk.read().library
    variable = _get_variable(request, library)
    texts, before = _read_texts(form), _write_texts(variable)
    desk.refuse_changed(get_seen(form), [SCHEMA])
    facts = {
        name: value
        for name, value in _list_facts(variable.kind, texts).items()
        if name in _list_changed(texts, before)
    }
    if "default" in facts and variable.kind is not Kind.WORDS:
        facts["default"] = _read_default(variable, texts, facts["default"])
    try:
        text = set_entry((desk.root / SCHEMA).read_text(encoding="utf-8"), variable.key, facts)
    except ValueError as error:
        raise UsageError(f"{SCHEMA} cannot be changed from here: {error}. Edit the file itself.") from None
    return _save(request, variable, texts, text, f"/fields/{variable.key}", f"Field {variable.name}")


def _read_default(variable: Variable, texts: Mapping[str, str], default: Plain | None) -> Plain | None:
    """The default of a choice, which may be written as the option or as what it means."""
    phrases = {phrase: option for option, phrase in _read_options(texts["options"])}
    return phrases.get(texts["default"], default) if variable.kind is Kind.CHOICE else default


def _list_changed(texts: Mapping[str, str], before: Mapping[str, str]) -> Iterable[str]:
    """The facts that a form says otherwise than it was shown."""
    changed = {name for name, text in before.items() if texts.get(name, "") != text}
    return {"default" if name in ("singular", "plural") else name for name in changed}


def _save(
    request: Request,
    variable: Variable | None,
    texts: Mapping[str, str],
    text: str,
    address: str,
    sentence: str,
) -> Response:
    desk, form = get_desk(request), get_form(request)
    files = {SCHEMA: text.encode()}
    # What editors are told about files of values goes with the schema.
    if (desk.root / JSON_SCHEMA).is_file():
        changed, _ = load_changed(desk.root, files)
        json_schema = make_json_schema(changed.schema, tuple(changed.authorities), tuple(changed.trusts))
        files[JSON_SCHEMA] = json_schema.encode()
    seen = {**get_seen(form), JSON_SCHEMA: desk.digest(JSON_SCHEMA)}
    try:
        saved = desk.save(files, seen, sentence)
    except ClausewrightError as error:
        return _render_form(request, variable, texts, (), error.problems)
    return go_to(request, address, describe_saved(f"Saved. {sentence}.", saved))


ROUTES = (
    Route("/fields", _list_fields, methods=["GET"]),
    Route("/fields/new", _show_new, methods=["GET"]),
    Route("/fields/new", _add, methods=["POST"]),
    Route("/fields/{key}", _show, methods=["GET"]),
    Route("/fields/{key}", _change, methods=["POST"]),
)
