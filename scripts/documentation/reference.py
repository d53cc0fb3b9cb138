"""The reference of the documentation, generated from code and data: every key of every file, macro, type of
value, command, rule and message.

`python -m documentation` writes the pages anew; a test fails where they are not what this makes.
"""

from __future__ import annotations

import argparse
import inspect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import NoneType
from typing import Any, Literal, get_args, get_origin

import yaml
from pydantic import BaseModel

from clausewright.assemble.macros import MACROS
from clausewright.cli import GROUPS, parser
from clausewright.lint import collect_rules
from clausewright.load import read_shipped
from clausewright.load.record_faults import EXAMPLE_LINES
from clausewright.model import local_records, records, rule_records
from clausewright.model.values import Kind

from .messages import escape_cell, write_messages

DOCS = Path(__file__).parents[2] / "docs"
_NOTE = "<!-- Made by `make reference`; what is changed here is lost. -->\n"


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file that people write: what it is called, what it holds, and the records of its keys."""

    path: str
    holds: str
    record: type[BaseModel]


_SCHOOL = "variables/schools/SCHOOL"
FILES: Sequence[FileKind] = (
    FileKind(
        "policies/clauses/CLAUSE/DATE.md",
        "one wording of a clause; the keys stand in its front matter",
        records.RevisionFacts,
    ),
    FileKind("policies/POLICY/policy.yml", "what holds for every version of a policy", records.PolicyFacts),
    FileKind(
        "policies/POLICY/DATE.md",
        "one version of a policy; the keys stand in its front matter",
        records.VersionFacts,
    ),
    FileKind("policies/editions.yml", "periods of the library, a list", records.EditionFacts),
    FileKind(
        "policies/citations.yml", "guidance and law that clauses cite, by their ids", records.CitationFacts
    ),
    FileKind("policies/terms.yml", "defined terms, by their ids", records.TermFacts),
    FileKind("policies/names.yml", "names that changed, by their ids", rule_records.NameFacts),
    FileKind(
        "policies/positions.yml",
        "wording that law or guidance speaks against, by its id",
        rule_records.PositionFacts,
    ),
    FileKind(
        "policies/checklists.yml", "what a policy of one kind must speak about", rule_records.ChecklistFacts
    ),
    FileKind(
        "policies/wording.yml", "rules of wording that are patterns, by their ids", rule_records.WordingFacts
    ),
    FileKind(
        "policies/requirements.yml",
        "what law or guidance asks schools to have, by its id",
        rule_records.RequirementFacts,
    ),
    FileKind("variables/schema.yml", "every variable, by its key", records.VariableFacts),
    FileKind(
        f"{_SCHOOL}/school.yml",
        "what a school is; its values stand beside these keys",
        local_records.SchoolFacts,
    ),
    FileKind(
        f"{_SCHOOL}/adoptions.yml",
        "decisions, in a list for each policy; a trust's are in its own folder",
        local_records.AdoptionFacts,
    ),
    FileKind(
        f"{_SCHOOL}/amendments/CLAUSE/DATE.md",
        "a school's own wording; the keys stand in its front matter",
        local_records.AmendmentFacts,
    ),
)


def make_pages() -> Mapping[str, str]:
    """Every generated page, by its path below the pages of the documentation."""
    return {
        "reference/files.md": _NOTE + "\n".join(_write_files()),
        "reference/macros.md": _NOTE + "\n".join(_write_macros()),
        "reference/types.md": _NOTE + "\n".join(_write_types()),
        "reference/commands.md": _NOTE + "\n".join(_write_commands()),
        "reference/rules.md": _NOTE + "\n".join(_write_rules()),
        "reference/messages.md": _NOTE + "\n".join(write_messages()),
    }


# -- Files ---------------------------------------------------------------------------------------------------


def read_meanings() -> Mapping[str, Mapping[str, str]]:
    """What each key means, by record and key."""
    text = (DOCS / "keys.yml").read_text(encoding="utf-8")
    # "on" is a key here, and no yes.
    meanings: Mapping[str, Mapping[str, str]] = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506
    return meanings


def list_keys(record: type[BaseModel]) -> Iterator[tuple[str, Any]]:
    """The keys of a record as people write them, with what pydantic knows of each."""
    for name, info in record.model_fields.items():
        yield info.alias or name, info


def list_records(record: type[BaseModel]) -> list[type[BaseModel]]:
    """A record and those that its keys hold, each once."""
    listed = [record]
    for known in listed:
        for _, info in list_keys(known):
            listed += [inner for inner in _find_records(info.annotation) if inner not in listed]
    return listed


def _find_records(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _find_records(argument)


def _write_files() -> Iterator[str]:
    meanings = read_meanings()
    yield "# Files and their keys\n"
    yield "Every file that people write, with every key that it may have. A key in bold has to be there.\n"
    for file in FILES:
        yield f"## {file.path}\n"
        yield f"It holds {file.holds}.\n"
        for record in list_records(file.record):
            if record is not file.record:
                yield f"### An entry of {_name_holder(file.record, record)}\n"
            yield "| Key | Meaning | What it takes | If it is not there |\n|---|---|---|---|"
            for key, info in list_keys(record):
                name = f"**`{key}`**" if info.is_required() else f"`{key}`"
                taken, default = _describe_type(info.annotation), _describe_default(info)
                cells = (meanings[record.__name__][key], taken, default)
                yield f"| {name} | {' | '.join(map(escape_cell, cells))} |"
            yield ""
        lines = [EXAMPLE_LINES[key] for key, _ in list_keys(file.record) if key in EXAMPLE_LINES]
        if lines and file.record in (records.PolicyFacts, records.VersionFacts, records.RevisionFacts):
            yield "For example:\n"
            yield from ("```yaml", *lines, "```\n")
    yield "## mkdocs.yml\n"
    yield "The settings of the sites. MkDocs has its own reference; these keys are clausewright's.\n"
    yield "| Key | Meaning | If it is not there |\n|---|---|---|"
    yield "| `site_url` | Where the sites will be served; paper copies then say it. | nothing |"
    yield "| `extra.title` | What the front page is called. | `School policies` |"
    yield "| `extra.unit` | What adopts policies is called. | `{singular: school, plural: schools}` |"
    yield "| `extra.renderer` | What puts pages into their look: `material` or `zensical`. | `material` |"
    yield ""
    yield "## policies/effects.yml\n"
    yield "Rules that say which changes need a decision. The shipped file explains itself, rule by rule.\n"
    yield "## policies/POLICY/DATE.lock.yml\n"
    yield "The lock of an issued version. `clausewright issue` writes it, and nobody edits it.\n"


def _name_holder(record: type[BaseModel], inner: type[BaseModel]) -> str:
    for known in list_records(record):
        for key, info in list_keys(known):
            if inner in _find_records(info.annotation):
                return f"`{key}`"
    return ""


_PLAIN: Mapping[Any, str] = {str: "text", bool: "true or false", int: "a whole number", NoneType: "nothing"}


def _describe_type(annotation: Any) -> str:
    if annotation in _PLAIN:
        return _PLAIN[annotation]
    arguments = get_args(annotation)
    if get_origin(annotation) is Literal:
        return ", ".join(f"`{option}`" for option in arguments if option)
    if get_origin(annotation) is tuple:
        return f"a list of {_describe_type(arguments[0])}"
    if get_origin(annotation) is dict:
        return f"keys with {_describe_type(arguments[1])}"
    if arguments and get_origin(annotation) is not None and hasattr(annotation, "__metadata__"):
        return _describe_type(arguments[0])
    if arguments:
        return " or ".join(_describe_type(option) for option in arguments if option is not NoneType)
    if hasattr(annotation, "__members__"):
        return ", ".join(f"`{option}`" for option in annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "entries, see below"
    return "a day, as `2026-09-01`"


def _describe_default(info: Any) -> str:
    if info.is_required():
        return ""
    default = info.default_factory() if info.default_factory else info.default
    if default in ("", (), None) or default == {}:
        return "nothing"
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


# -- Macros, types, commands, rules --------------------------------------------------------------------------


def _write_macros() -> Iterator[str]:
    yield "# Macros\n"
    yield "What a clause or a version may call between `{{` and `}}`.\n"
    yield "| Macro | What it prints | Takes | May be named | Where |\n|---|---|---|---|---|"
    for name, macro in MACROS.items():
        says = (inspect.getdoc(macro.function) or "").split("\n\n")[0]
        takes = (
            f"{macro.takes}{', as many as you like' if macro.takes_several else ''}"
            if macro.takes
            else "nothing"
        )
        named = ", ".join(f"`{argument}`" for argument in sorted(macro.named)) or "nothing"
        where = "in versions, alone on its line" if macro.only_in_versions and macro.is_block else ""
        where = where or ("in versions" if macro.only_in_versions else "")
        where = where or ("alone on its line" if macro.is_block else "anywhere")
        yield f"| `{name}` | {escape_cell(says)} | {takes} | {named} | {where} |"
    yield ""


_PERSON = "{name: J. Lyle, title: Head, email: head@school.example, phone: 01632 960123}"
_TYPES: Mapping[Kind, tuple[str, str]] = {
    Kind.TEXT: ("one line of words", "office hours: 8 to 4"),
    Kind.WORDS: (
        "a word in both numbers; `article` where the rule of thumb is wrong",
        "{singular: principal, plural: principals}",
    ),
    Kind.EMAIL: ("an address, which prints as a link", "office@school.example"),
    Kind.PHONE: ("a number, also with an extension, which prints as a link", "01632 960123 ext 4"),
    Kind.URL: ("a web address, which prints as a link", "https://school.example"),
    Kind.DATE: ("a day; it prints as 1 September 2026", "2026-09-01"),
    Kind.MONTH: ("a month; it prints as September 2026", "2026-09"),
    Kind.NUMBER: ("a number, in digits", "6"),
    Kind.PERSON: ("somebody in a role, or just a name", _PERSON),
    Kind.IMAGE: ("a PNG or JPEG picture beside the file", "logo.png"),
    Kind.COLOUR: ("a colour", '"#1d5c63"'),
    Kind.FLAG: ("yes or no; it shapes the text", "yes"),
    Kind.CHOICE: ("one of its options; it shapes the text", "with-care"),
    Kind.LIST: (
        "rows with the columns that `of` names; its length shapes the text",
        "[{platform: Facebook, address: https://social.example}]",
    ),
}


def _write_types() -> Iterator[str]:
    yield "# Types of values\n"
    yield "What `type` in `variables/schema.yml` may be. Choices, flags and the length of lists shape the"
    yield "text; all others only print.\n"
    yield "| Type | A value is | For example |\n|---|---|---|"
    for kind in Kind:
        meaning, example = _TYPES[kind]
        yield f"| `{kind}` | {meaning} | `{example}` |"
    yield ""


def _write_commands() -> Iterator[str]:
    yield "# Commands\n"
    yield "Each has `--help`, and finds the library above the folder in which it is called. It ends with 0"
    yield "where all is well, with 1 where there are problems, and with 2 where it was called wrongly.\n"
    whole = parser()
    for group, entries in GROUPS.items():
        yield f"## {group.capitalize()}\n"
        for name in entries:
            command = whole.commands[name]
            yield f"### clausewright {name}\n"
            yield f"{command.description}\n"
            yield "| Argument | Meaning |\n|---|---|"
            for action in command.list_actions():
                if action.dest != "help":
                    yield f"| `{_name_argument(action)}` | {escape_cell(action.help or '')} |"
            yield ""


def _name_argument(action: argparse.Action) -> str:
    options = ", ".join(action.option_strings)
    if action.nargs == 0:
        return options
    written = action.metavar or (action.choices and "{" + ",".join(map(str, action.choices)) + "}")
    if isinstance(written, tuple):
        written = " ".join(written)
    value = str(written or action.dest.upper())
    value = f"{value} ..." if action.nargs == "+" else value
    return f"{options} {value}".strip().replace("|", "\\|")


def _write_rules() -> Iterator[str]:
    yield "# Rules of wording\n"
    yield "What `clausewright check --family wording` looks for. One that is off runs when it is asked for,"
    yield "with `--rule ID`.\n"
    yield "| Rule | What it names | Level | Runs |\n|---|---|---|---|"
    for rule in sorted(collect_rules(read_shipped()), key=lambda rule: rule.id):
        runs = "always" if rule.on else "when asked"
        yield f"| `{rule.id}` | {escape_cell(rule.help)} | {rule.severity} | {runs} |"
    yield ""


def write_pages() -> Sequence[Path]:
    """Write every generated page; return the files."""
    written = []
    for name, text in make_pages().items():
        path = DOCS / "pages" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        written.append(path)
    return written
