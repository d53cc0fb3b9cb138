"""What a template may say: a short list, and everything else is a problem, in branches that nobody takes too.

A template prints fields and calls macros; it tests choices, flags, lists and `given()`; it repeats itself for
the rows of a list. Nothing else of Jinja is let through, so nothing else needs to be made safe.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import TemplateSyntaxError, nodes

from ..errors import Problem, did_you_mean
from ..model.library import Fragment, Library
from ..model.tokens import TOKEN
from ..model.values import LINKS, PRINTABLE, WORD_FORMS, Kind, Variable
from .environment import PolicyEnvironment
from .expressions import read_compared_options, read_dotted_names
from .macros import MACROS, Macro
from .readings import Called, Reading


def explain_forms(variable: Variable, forms: tuple[str, ...]) -> str:
    """What can follow a variable's name, and in which order."""
    if variable.kind is Kind.WORDS:
        return f"Forms, in this order: {', '.join(WORD_FORMS)}."
    return (
        suggest(forms[-1], variable.parts())
        if variable.kind is Kind.PERSON
        else "Write it without what follows its name."
    )


def suggest(word: str, known: Iterable[str]) -> str:
    """A hint for a word that is not known: the nearest one, or all where they are few."""
    names = list(known)
    return did_you_mean(word, names) or (
        f"Known: {', '.join(names)}." if 0 < len(names) <= 20 else "Check the spelling."
    )


_BRACES = ("{{", "}}", "{%", "%}", "{#", "#}")
_STATEMENTS: Mapping[type[nodes.Node], str] = {
    nodes.Include: "include",
    nodes.Import: "import",
    nodes.FromImport: "import",
    nodes.Extends: "extends",
    nodes.Block: "block",
    nodes.Macro: "macro",
    nodes.CallBlock: "call",
    nodes.FilterBlock: "filter",
    nodes.Assign: "set",
    nodes.AssignBlock: "set",
    nodes.With: "with",
    nodes.Scope: "autoescape",
}
_EXPRESSIONS: Mapping[type[nodes.Node], str] = {
    nodes.Filter: "a filter (|)",
    nodes.Concat: "joining (~)",
    nodes.Add: "joining (+)",
    nodes.Test: "a test (is)",
    nodes.CondExpr: "an if inside {{ }}",
    nodes.Getitem: "square brackets",
    nodes.Const: "a fixed text inside {{ }}",
}
_ALLOWED = "Templates print fields, call macros, and use if and for; nothing else."


def read_template(
    library: Library, environment: PolicyEnvironment, fragment: Fragment, is_version: bool = False
) -> Reading:
    """Read a template and find everything in it that is not allowed or names what does not exist."""
    reading = Reading()
    try:
        tree = environment.parse(fragment.text)
    except TemplateSyntaxError as error:
        line = fragment.line + error.lineno - 1
        hint = "Every {% if %} needs an {% endif %}, every {{ a }}; compare with a clause that works."
        reading.problems.append(
            Problem(
                fragment.path,
                line,
                f"has a template tag that cannot be read: {(error.message or '').rstrip('.')}",
                hint,
            )
        )
        reading.is_broken = True
        return reading
    except RecursionError:
        reading.problems.append(
            Problem(
                fragment.path,
                fragment.line,
                "has template tags nested too deeply",
                "Split the text into several clauses.",
            )
        )
        reading.is_broken = True
        return reading
    _Walk(library, fragment, is_version, reading).body(tree.body, {})
    reading.problems += _find_blocks_in_lines(fragment)
    return reading


_TAG = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_CALL = re.compile(r"\{\{-?\s*(?P<name>\w+)\s*\(.*?\}\}", re.DOTALL)


def _find_blocks_in_lines(fragment: Fragment) -> Iterator[Problem]:
    """Macros that make paragraphs, tables or whole clauses and stand inside a line, where only words can."""
    # A tag leaves its line ends behind, so that the numbers of lines still hold.
    text = _TAG.sub(lambda tag: "\n" * tag[0].count("\n"), fragment.text)
    blocks = [call for call in _CALL.finditer(text) if (macro := MACROS.get(call["name"])) and macro.is_block]
    places = {position for call in blocks for position in range(call.start(), call.end())}
    for call in blocks:
        begin = text.rfind("\n", 0, call.start()) + 1
        end = text.find("\n", call.end())
        around = range(begin, end if end >= 0 else len(text))
        if any(text[position].strip() for position in around if position not in places):
            line = fragment.line + text.count("\n", 0, call.start())
            message = f"has {call['name']}() inside a line"
            hint = "Write it on a line of its own, with nothing before or after it."
            yield Problem(fragment.path, line, message, hint)


Rows = Mapping[str, Variable]
_A = {kind: f"a {kind}" for kind in Kind} | {
    Kind.WORDS: "a word",
    Kind.EMAIL: "an e-mail address",
    Kind.PHONE: "a telephone number",
}


@dataclass(slots=True)
class _Walk:
    library: Library
    fragment: Fragment
    is_version: bool
    reading: Reading

    def fault(self, node: nodes.Node, message: str, hint: str = _ALLOWED) -> None:
        self.reading.problems.append(Problem(self.fragment.path, self.line(node), message, hint))

    def line(self, node: nodes.Node) -> int:
        # An autoescape block has no line of its own.
        line = node.lineno or next((inner.lineno for inner in node.iter_child_nodes() if inner.lineno), 1)
        return self.fragment.line + line - 1

    # -- statements ------------------------------------------------------------------------------------------

    def body(self, body: Iterable[Any], rows: Rows) -> None:
        for node in body:
            match node:
                case nodes.Output():
                    self.output(node, rows)
                case nodes.If():
                    self.test(node.test, rows)
                    self.body(node.body, rows)
                    self.body(node.elif_, rows)
                    self.body(node.else_, rows)
                case nodes.For():
                    self.loop(node, rows)
                case _:
                    self.fault(
                        node,
                        f"uses '{{% {_STATEMENTS.get(type(node), type(node).__name__.lower())} %}}', which is"
                        " not used here",
                    )

    def loop(self, node: Any, rows: Rows) -> None:
        written = read_dotted_names(node.iter)
        if written and self.is_unread("field", ".".join(written)):
            self.reading.needs_unread = True
            return
        variable = self.list_of(node.iter)
        if (
            variable is None
            or not isinstance(node.target, nodes.Name)
            or node.test is not None
            or node.recursive
        ):
            self.fault(
                node, "has a 'for' that is not over a list", "Write: {% for row in school.channels %}."
            )
            return
        if node.target.name in MACROS or node.target.name in {
            key.split(".")[0] for key in self.library.schema
        }:
            message = f"calls its row '{node.target.name}', which is the name of a group or a macro"
            self.fault(node, message, "Choose another name: {% for row in school.channels %}.")
            return
        self.body(node.body, {**rows, node.target.name: variable})
        self.body(node.else_, rows)

    def output(self, node: nodes.Output, rows: Rows) -> None:
        before = ""
        for part in node.nodes:
            if isinstance(part, nodes.TemplateData):
                self.data(part)
                before = part.data
            else:
                self.printed(part, rows, is_target=before.endswith("]("))
                before = ""

    def data(self, node: nodes.TemplateData) -> None:
        for mark in _BRACES:
            if mark in node.data:
                self.fault(
                    node, f"has a '{mark}' left over", "Close the tag that it belongs to, or remove it."
                )
        if TOKEN.search(node.data):
            self.fault(
                node, "has a word that looks like one of the compiler's own marks", "Spell it another way."
            )

    # -- what is printed -------------------------------------------------------------------------------------

    def printed(self, node: nodes.Expr, rows: Rows, is_target: bool) -> None:
        if isinstance(node, nodes.Call):
            self.call(node, printing=True)
            return
        if is_target and isinstance(node, nodes.Getitem):
            node = node.node
        names = read_dotted_names(node)
        if names is None:
            construct = _EXPRESSIONS.get(type(node), "an expression")
            self.fault(
                node, f"uses {construct}, which is not used here", "A field only prints: {{ school.name }}."
            )
            return
        kind = self.cell(node, names, rows) if names[0] in rows else self.field(node, names)
        if kind and is_target and kind not in LINKS:
            hint = "Only e-mail, phone and url fields can be link targets."
            self.fault(node, f"uses '{'.'.join(names)}' as a link's target", hint)

    def cell(self, node: nodes.Expr, names: tuple[str, ...], rows: Rows) -> Kind | None:
        columns = rows[names[0]].of
        if len(names) == 2 and names[1] in columns:
            return columns[names[1]]
        self.fault(
            node,
            f"'{'.'.join(names)}' is no column of {rows[names[0]].key}",
            suggest(".".join(names[1:]), columns),
        )
        return None

    def field(self, node: nodes.Expr, names: tuple[str, ...]) -> Kind | None:
        """Check that the names lead to something that prints; return its type."""
        written = ".".join(names)
        variable = self.variable(node, names)
        if variable is None:
            return None
        kind, forms = variable.kind, names[2:]
        if kind not in PRINTABLE:
            hint = (
                "Test it with {% if %}."
                if kind in (Kind.CHOICE, Kind.FLAG)
                else "Print a list with {{ table(...) }} or a for."
            )
            hint = (
                "Pictures and colours belong to the page, not to the text."
                if kind in (Kind.IMAGE, Kind.COLOUR)
                else hint
            )
            self.fault(node, f"prints '{written}', which is {_A[kind]}", hint)
        elif kind is Kind.PERSON and len(forms) == 1 and forms[0] in variable.parts():
            return variable.parts()[forms[0]]
        elif kind is Kind.WORDS and [form for form in WORD_FORMS if form in forms] == list(forms):
            return kind
        elif forms:
            self.fault(
                node, f"'{written}': {_A[kind]} has no '{'.'.join(forms)}'", explain_forms(variable, forms)
            )
        else:
            return kind
        return None

    def variable(self, node: nodes.Node, names: tuple[str, ...]) -> Variable | None:
        schema = self.library.schema
        key = ".".join(names[:2])
        if key in schema:
            self.reading.variables.setdefault(key, self.line(node))
            return schema[key]
        if self.is_unread("field", key):
            self.reading.needs_unread = True
            return None
        hint = did_you_mean(key, schema) or "Declare it in variables/schema.yml."
        sort = "a choice" if names[0] == "choice" else "a field or choice"
        self.fault(node, f"'{key}' is not {sort} that is known", hint)
        return None

    # -- what is tested --------------------------------------------------------------------------------------

    def test(self, node: nodes.Node, rows: Rows) -> None:
        match node:
            case nodes.And() | nodes.Or():
                self.test(node.left, rows)
                self.test(node.right, rows)
            case nodes.Not():
                self.test(node.node, rows)
            case nodes.Compare():
                self.comparison(node)
            case nodes.Call():
                self.call(node, printing=False)
            case _:
                self.truth(node, rows)

    def truth(self, node: nodes.Node, rows: Rows) -> None:
        names = read_dotted_names(node)
        if names is None:
            self.fault(node, f"tests {_EXPRESSIONS.get(type(node), 'something')}, which is not used here")
        elif names[0] in rows:
            self.fault(node, f"tests '{'.'.join(names)}', which is a field", "A field only prints.")
        elif variable := self.variable(node, names):
            if variable.kind is Kind.CHOICE:
                hint = f'Compare it: {variable.key} == "{next(iter(variable.options))}".'
                self.fault(node, f"tests the choice '{variable.key}' without comparing it", hint)
            elif variable.kind not in (Kind.FLAG, Kind.LIST) or len(names) > 2:
                self.fault(
                    node,
                    f"tests '{'.'.join(names)}', which is a field",
                    f'Ask whether it is there: given("{".".join(names)}").',
                )

    def comparison(self, node: nodes.Compare) -> None:
        names = read_dotted_names(node.expr)
        if names is None:
            self.fault(node, "compares something that is not a choice", 'Write: choice.name == "option".')
            return
        variable = self.variable(node, names)
        if variable is None:
            return
        if variable.kind is not Kind.CHOICE or len(names) > 2:
            hint = (
                "Only choices are compared."
                if variable.kind is not Kind.FLAG
                else "Write it alone: {% if " + variable.key + " %}."
            )
            self.fault(node, f"compares '{'.'.join(names)}', which is {_A[variable.kind]}", hint)
            return
        for operand in node.ops:
            options = read_compared_options(operand)
            if options is None:
                self.fault(
                    node,
                    f"compares '{variable.key}' with something that is not an option",
                    'Use == "..", != ".." or in ["..", ".."].',
                )
            for option in options or ():
                if option not in variable.options:
                    nearest = did_you_mean(option, variable.options)
                    hint = f"{nearest} Options: {', '.join(variable.options)}.".strip()
                    self.fault(
                        node,
                        f"compares '{variable.key}' with '{option}', which is not one of its options",
                        hint,
                    )

    def list_of(self, node: nodes.Expr) -> Variable | None:
        names = read_dotted_names(node)
        variable = self.library.schema.get(".".join(names)) if names else None
        if variable is not None and variable.kind is Kind.LIST:
            self.reading.variables.setdefault(variable.key, self.line(node))
            return variable
        return None

    # -- macros ----------------------------------------------------------------------------------------------

    def call(self, node: nodes.Call, printing: bool) -> None:
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        macro = MACROS.get(name)
        if macro is None:
            self.fault(node, f"calls '{name or 'something'}', which is no macro", suggest(name, MACROS))
        elif printing == (name == "given"):
            hint = (
                'given() is a question: {% if given("school.website") %}.'
                if printing
                else "Only given() can be asked."
            )
            self.fault(node, f"has {name}() where it does not belong", hint)
        elif macro.only_in_versions and not self.is_version:
            self.fault(node, f"calls {name}() in a clause", f"{name}() belongs in a version.")
        elif name == "table":
            written = read_dotted_names(node.args[0]) if node.args else None
            if written and self.is_unread("field", ".".join(written)):
                self.reading.needs_unread = True
            elif len(node.args) != 1 or node.kwargs or self.list_of(node.args[0]) is None:
                self.fault(
                    node,
                    "calls table() with something that is not a list",
                    "Write: {{ table(school.channels) }}.",
                )
            self.reading.calls.append(Called(name, (), self.line(node)))
        else:
            self.arguments(node, name, macro)

    def arguments(self, node: nodes.Call, name: str, macro: Macro) -> None:
        ids = [arg.value for arg in node.args if isinstance(arg, nodes.Const) and isinstance(arg.value, str)]
        named = {pair.key: pair.value.value for pair in node.kwargs if isinstance(pair.value, nodes.Const)}
        count = 1 if macro.takes else 0
        count_fits = len(ids) >= count if macro.takes_several else len(ids) == count
        only_texts = len(ids) == len(node.args) and not node.dyn_args and not node.dyn_kwargs
        if not (count_fits and only_texts) or set(named) - macro.named:
            example = '"..."' if macro.takes else ""
            self.fault(
                node, f"calls {name}() in a way that does not fit", f"Write: {{{{ {name}({example}) }}}}."
            )
            return
        known = self.known(macro.takes)
        for id in ids:
            if self.is_unread(macro.takes, id):
                self.reading.needs_unread = True
            elif not known(id):
                self.fault(
                    node,
                    f"names the {macro.takes} '{id}', which does not exist",
                    suggest(id, self.ids(macro.takes)),
                )
        self.reading.calls.append(Called(name, tuple(ids), self.line(node), str(named.get("revision", ""))))

    def is_unread(self, kind: str, id: str) -> bool:
        """Say whether something is there but could not be read; then that has been told, and nothing can be
        said of it here.
        """
        base = ".".join(id.split(".")[:2]) if kind == "field" else id
        is_known = (kind == "clause" and id in self.library.clauses) or (
            kind == "policy" and id in self.library.policies
        )
        return self.library.is_unread(kind, base) and not is_known

    def known(self, takes: str) -> Callable[[str], bool]:
        if takes != "field":
            return lambda id: id in self.ids(takes)
        return self.is_field

    def is_field(self, written: str) -> bool:
        space, _, rest = written.partition(".")
        name, *forms = rest.split(".")
        variable = self.library.schema.get(f"{space}.{name}")
        if variable is None or variable.kind not in PRINTABLE | {Kind.IMAGE, Kind.COLOUR}:
            return False
        self.reading.variables.setdefault(variable.key, self.fragment.line)
        return not forms or (
            variable.kind is Kind.PERSON and len(forms) == 1 and forms[0] in variable.parts()
        )

    def ids(self, takes: str) -> Iterable[str]:
        library = self.library
        return {
            "clause": library.clauses,
            "policy": library.policies,
            "citation": library.citations,
            "term": library.terms,
            "field": library.schema,
        }.get(takes, ())
