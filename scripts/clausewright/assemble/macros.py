"""The macros that versions and clauses call, declared once for the compiler and for mkdocs-macros."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from jinja2 import pass_context
from jinja2.runtime import Context

from ..model.dates import in_words
from ..model.kinds import VersionStatus
from ..model.library import Fragment, Version, find_chair_key
from ..model.status import MODEL_RECORD_LABELS
from ..model.text import capitalise
from ..model.tokens import string_token
from .answers import GIVEN, HAS, MODEL
from .assembly import Assembly, ListRows
from .environment import PolicyEnvironment, clean_attribute, escape_text


class Registry(Protocol):
    """What macros are declared to: mkdocs-macros' plugin, or the compiler's own environment."""

    def macro(self, function: Callable[..., Any], name: str = "") -> Any:
        """Make a function callable from templates under `name`."""
        ...


@dataclass(frozen=True, slots=True)
class Macro:
    """A macro: its function, what its arguments name ("clause", "policy", "field" ...), where it may be
    called, and what may be named. One that makes blocks stands alone on its line.
    """

    function: Callable[..., Any]
    takes: str = ""
    only_in_versions: bool = False
    takes_several: bool = False
    named: frozenset[str] = frozenset()
    is_block: bool = False


def define_env(env: Registry) -> None:
    """Declare every macro to `env`. This is the hook that mkdocs-macros calls."""
    for name, macro in MACROS.items():
        env.macro(macro.function, name)


def policy_environment() -> PolicyEnvironment:
    """Return an environment that has the macros, which are declared to it as mkdocs-macros would declare
    them.
    """
    environment = PolicyEnvironment()
    define_env(environment)
    return environment


def _get_assembly(context: Context) -> Assembly:
    assembly: Assembly = context["_assembly"]
    return assembly


def _write_table(head: Iterable[str], rows: Iterable[Iterable[str]], kind: str) -> str:
    """Write a pipe table whose cells are Markdown; `kind` names it for the style sheets."""
    titles = list(head)
    lines = [titles, ["---"] * len(titles), *(list(row) for row in rows)]
    return f"\n::: {{.{kind}}}\n\n" + "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n\n:::\n"


@pass_context
def clause(context: Context, id: str, revision: str = "", number: str = "", headed: str = "") -> str:
    """Put a clause here. It stands alone on its line.

    `number` is the one it had where it was imported from; `headed` is "yes" or "no" where that had its
    heading, or not, other than here.
    """
    assembly = _get_assembly(context)
    used = assembly.revision(assembly.library.clauses[id], revision)
    # Check has told of a revision that is not there.
    return assembly.place(used, number, headed) if used else ""


@pass_context
def ref(context: Context, id: str, called: str = "", of: str = "", shown: str = "") -> str:
    """Print "clause 4.2", linked. The number is put in once the document is whole.

    `called` is another word for "clause", "-" for none; with `of="section"` the number is that of the section
    in which the clause stands. `shown` are words that are printed instead of all that, such as "Appendix A".
    """
    assembly = _get_assembly(context)
    assembly.refers(id)
    more = "".join(
        f' {name}="{clean_attribute(value)}"'
        for name, value in (("called", called), ("of", of), ("shown", shown))
        if value
    )
    return f'[{id}]{{.ref to="{id}"{more}}}'


@pass_context
def note(context: Context, id: str) -> str:
    """Print an asterisk that leads to the note `id`, which stands elsewhere in the document."""
    _get_assembly(context).refers(id)
    return f'[\\*]{{.note-mark to="{id}"}}'


@pass_context
def policy(context: Context, id: str) -> str:
    """Print a policy's title, linked where the school has it."""
    assembly = _get_assembly(context)
    title = escape_text(assembly.library.policies[id].facts.title)
    if id == assembly.policy.id or not assembly.ask(HAS + id):
        return title
    return f"[{title}]({string_token(f'policy.{id}.href')})"


@pass_context
def cite(context: Context, id: str) -> str:
    """Print a cited text's title, issuer and edition: the one in force when the version was issued."""
    assembly = _get_assembly(context)
    facts = assembly.library.citations[id].facts
    edition = facts.at(assembly.version.date)
    title = f"*{escape_text(facts.title)}*"
    linked = f"[{title}](<{edition.url}>)" if edition.url else title
    return f"{linked} ({', '.join(escape_text(part) for part in (facts.issuer, edition.label) if part)})"


@pass_context
def term(context: Context, id: str) -> str:
    """Print a defined term, leading to its meaning where the document gives it."""
    return f'[{escape_text(_get_assembly(context).library.terms[id].facts.term)}]{{.term to="term-{id}"}}'


@pass_context
def definitions(context: Context, *ids: str) -> str:
    """Print a table of terms and their meanings."""
    assembly = _get_assembly(context)
    rows = []
    for id in ids:
        entry = assembly.library.terms[id]
        name = capitalise(entry.facts.term)
        meaning = assembly.render(Fragment(entry.facts.meaning, entry.path, entry.line))
        # A bare bar would begin a new cell.
        meaning = re.sub(r"(?<!\\)\|", r"\\|", meaning)
        rows.append((f"[{escape_text(name)}]{{#term-{id}}}", meaning))
    return _write_table(("Term", "What we mean by it"), rows, "definitions")


@pass_context
def given(context: Context, key: str) -> bool:
    """Say whether the school has given a value."""
    return bool(_get_assembly(context).ask(GIVEN + key))


def table(rows: ListRows) -> str:
    """Print a list as a table: a column for each part of its records, a row for each record."""
    columns = list(rows.variable.of)
    head = [column.replace("_", " ").capitalize() for column in columns]
    cells = [[str(row[column]) for column in columns] for row in rows]
    return _write_table(head, cells, "list") if cells else "\nNone at present.\n"


def matrix() -> str:
    """Print which part of the document applies to whom, made from the clauses' own `applies_to`."""
    return "\n::: {.matrix}\n:::\n"


# What an import found nothing about stands in the record as a blank that everybody sees.
_NOT_STATED = "Not stated"


@pass_context
def adoption(context: Context) -> str:
    """Print the policy record (version, status, owner, approval, review) and the statement of adoption."""
    assembly = _get_assembly(context)
    library, facts = assembly.library, assembly.policy.facts
    rows = [("Version", assembly.version.title)]

    def row(label: str, part: str) -> None:
        if assembly.ask(f"{GIVEN}adopted.{part}"):
            rows.append((label, assembly.value(f"adopted.{part}")))

    if assembly.ask(MODEL):
        rows += [
            ("Status", MODEL_RECORD_LABELS[assembly.version.facts.status]),
            ("Issued by", escape_text(assembly.policy.find_issuer(assembly.version))),
        ]
        rows += [
            ("Owner", escape_text(facts.owner)),
            (
                "Approved by",
                _NOT_STATED
                if "approver" in facts.not_stated
                else assembly.word_of(f"word.{facts.approver}", "capital"),
            ),
        ]
        rows += [
            (
                "Review",
                _NOT_STATED
                if "review-interval" in facts.not_stated
                else _write_interval(facts.review_months),
            )
        ]
        return _write_table(("Policy record", "Details"), rows, "record")
    adopted = bool(assembly.ask(f"{GIVEN}adopted.from"))
    rows += [("Status", assembly.value("adopted.status")), ("Owner", escape_text(facts.owner))]
    if adopted:
        rows.append(("Approved by", assembly.word_of("adopted.by", "capital")))
    row("Approved on", "on")
    row("Minute", "minute")
    row("In force from", "from")
    row("Reviewed, no change", "reviewed")
    row("Next review", "next_review")
    text = _write_table(("Policy record", "Details"), rows, "record")
    school = assembly.value("school.name") if "school.name" in library.schema else "the school"
    if not adopted:
        return f"{text}\nThis policy has been proposed for {school}. It is not in force.\n"
    by, on = assembly.value("adopted.by"), assembly.value("adopted.on")
    return f"{text}\nThe {by} adopted this policy for {school} on {on}.\n"


def _write_interval(months: int) -> str:
    if months == 12:
        return "Every year"
    return f"Every {months // 12} years" if months % 12 == 0 else f"Every {months} months"


@pass_context
def consultation(context: Context) -> str:
    """Print who was consulted on the version, when, and with what outcome."""
    rows = [
        (escape_text(item.who), in_words(item.on), escape_text(item.outcome))
        for item in _get_assembly(context).version.facts.consulted
    ]
    return (
        _write_table(("Consulted", "Date", "Outcome"), rows, "consultation")
        if rows
        else "\nNobody was consulted on this version.\n"
    )


@pass_context
def endorsements(context: Context) -> str:
    """Print who supports the version."""
    rows = [
        (escape_text(item.by), in_words(item.on), escape_text(item.reference) if item.reference else "None")
        for item in _get_assembly(context).version.facts.endorsed
    ]
    return (
        _write_table(("Endorsed by", "Date", "Reference"), rows, "endorsements")
        if rows
        else "\nNobody was asked to endorse this version.\n"
    )


@pass_context
def sign_off(context: Context) -> str:
    """Print the table in which the chair of the body that adopted the policy signs, and the head.

    Where nothing has been adopted yet, it is the body that is to decide.
    """
    assembly = _get_assembly(context)

    def name(key: str) -> str:
        known = key in assembly.schema and (assembly.ask(MODEL) or assembly.ask(GIVEN + key))
        return assembly.value(key) if known else ""

    approver = assembly.policy.facts.approver
    body, chair = assembly.word_of(f"word.{approver}"), name(find_chair_key(approver))
    if not assembly.ask(MODEL) and assembly.ask(f"{GIVEN}adopted.from"):
        body, chair = assembly.value("adopted.by"), name("adopted.chair")
    head = assembly.word_of("word.head", "capital") if "word.head" in assembly.schema else "Head"
    rows = [(f"Chair of the {body}", chair, "", ""), (head, name("role.head"), "", "")]
    return _write_table(("Role", "Name", "Signature", "Date"), rows, "sign-off")


@pass_context
def history(context: Context) -> str:
    """Print the versions of the policy up to this one, newest first."""
    assembly = _get_assembly(context)
    earlier = [
        version
        for version in assembly.policy.versions
        if version.date <= assembly.version.date and _is_listed(version, assembly)
    ]
    rows = [(version.title, escape_text(version.facts.summary)) for version in reversed(earlier)]
    return _write_table(("Version", "What it brought"), rows, "history")


def _is_listed(version: Version, assembly: Assembly) -> bool:
    return version == assembly.version or version.facts.status in (
        VersionStatus.ISSUED,
        VersionStatus.WITHDRAWN,
    )


MACROS: Mapping[str, Macro] = {
    "clause": Macro(
        clause,
        "clause",
        only_in_versions=True,
        named=frozenset({"revision", "number", "headed"}),
        is_block=True,
    ),
    "ref": Macro(ref, "clause", named=frozenset({"called", "of", "shown"})),
    "note": Macro(note, "clause"),
    "policy": Macro(policy, "policy"),
    "cite": Macro(cite, "citation"),
    "term": Macro(term, "term"),
    "definitions": Macro(definitions, "term", takes_several=True, is_block=True),
    "given": Macro(given, "field"),
    "table": Macro(table, "list", is_block=True),
    "matrix": Macro(matrix, is_block=True),
    "adoption": Macro(adoption, only_in_versions=True, is_block=True),
    "consultation": Macro(consultation, is_block=True),
    "endorsements": Macro(endorsements, is_block=True),
    "sign_off": Macro(sign_off, is_block=True),
    "history": Macro(history, is_block=True),
}
