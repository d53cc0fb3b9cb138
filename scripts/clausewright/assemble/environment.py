"""The only Jinja: a sandboxed environment in which fields print and do nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from types import CodeType
from typing import TYPE_CHECKING, Any

from jinja2 import StrictUndefined, nodes
from jinja2.environment import Template
from jinja2.ext import Extension
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ..model.library import Fragment
from ..model.tokens import string_token, token
from ..model.values import LINKS, SHAPING, WORD_FORMS, Kind, Variable
from .answers import GIVEN, LENGTH, MODEL

if TYPE_CHECKING:
    from .assembly import Assembly

_ALONE = re.compile(r"^[ ]*(\{%(?:(?!%\}).)*|\{#(?:(?!#\}).)*)([%#]\})[ ]*\n", re.DOTALL | re.MULTILINE)


def plain_attribute(text: str) -> str:
    """A text fit for an attribute of a fence or span: without the marks that would end it."""
    return re.sub(r'["\\{}\n]', "", text)


class StandaloneTags(Extension):
    """Lets a block tag or comment that stands alone on its line leave no line behind.

    Its line end moves inside the tag, so that tables and tight lists survive an `{% if %}` and the numbers of
    lines still hold.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002 - Jinja's own signature
        """Move the line end of every lone tag inside it."""
        return _ALONE.sub(lambda found: f"{found[1]}\n{found[2]}", source)


# Every environment is alike, so that what one has compiled serves all: check, publish, and processes that are
# forked from here.
_CODES: dict[str, CodeType] = {}


def _compiled(environment: PolicyEnvironment, text: str) -> CodeType:
    if text not in _CODES:
        _CODES[text] = environment.compile(text)
    return _CODES[text]


class PolicyEnvironment(ImmutableSandboxedEnvironment):
    """The environment in which clauses and versions are rendered, by the compiler and by mkdocs-macros alike."""

    def __init__(self) -> None:
        """Set it up: undefined names are errors, lone tags leave no line, the text's last line end stays."""
        super().__init__(
            undefined=StrictUndefined,
            extensions=[StandaloneTags],
            keep_trailing_newline=True,
            autoescape=False,
        )
        self._templates: dict[Fragment, Template] = {}

    def fragment(self, fragment: Fragment) -> Template:
        """Compile a fragment, once."""
        if fragment not in self._templates:
            self._templates[fragment] = Template.from_code(
                self, _compiled(self, fragment.text), self.make_globals(None)
            )
        return self._templates[fragment]

    def macro(self, function: Callable[..., Any], name: str = "") -> Any:
        """Make a function callable from templates: what `define_env` asks of its argument."""
        self.globals[name or function.__name__] = function
        return function

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Mark each field that stands where a link's target does, so that it prints its address and not a
        link.
        """
        tree = super()._parse(source, name, filename)
        for output in tree.find_all(nodes.Output):
            for at, (before, here) in enumerate(zip(output.nodes, output.nodes[1:], strict=False), 1):
                if (
                    isinstance(before, nodes.TemplateData)
                    and before.data.endswith("](")
                    and isinstance(here, nodes.Getattr)
                ):
                    output.nodes[at] = nodes.Getitem(here, nodes.Const("href"), "load", lineno=here.lineno)
        return tree


class Field:
    """A value's place in the text. It prints its token; parts and forms of it are fields again; nothing else
    can be done with it.
    """

    __slots__ = ("_assembly", "_forms", "_key", "_kind", "_variable")

    def __init__(
        self, assembly: Assembly, variable: Variable, key: str, kind: Kind, forms: tuple[str, ...] = ()
    ) -> None:
        """Stand for the value of `key`; `kind` is the type of the part that prints."""
        self._assembly, self._variable, self._key, self._kind, self._forms = (
            assembly,
            variable,
            key,
            kind,
            forms,
        )

    def __getitem__(self, name: str) -> Field | str:
        """Return a part of a person, a form of a word, or the address behind a link."""
        if name == "href" and self._kind in LINKS:
            # The model's blanks have no address to lead to; parse makes words of a link that leads nowhere.
            return "" if self._assembly.ask(MODEL) else self._token(string_token, ".href")
        if self._kind is Kind.WORDS and name in WORD_FORMS:
            return Field(self._assembly, self._variable, f"{self._key}.{name}", self._kind)
        if self._kind is Kind.PERSON and name in self._variable.parts():
            return Field(self._assembly, self._variable, f"{self._key}.{name}", self._variable.parts()[name])
        raise KeyError(name)

    def __str__(self) -> str:
        """Print the token; links print as links by themselves."""
        text = self._token(token)
        is_link = self._kind in LINKS and not self._assembly.ask(MODEL)
        return f"[{text}]({self._token(string_token, '.href')})" if is_link else text

    def _token(self, make: Any, part: str = "") -> str:
        self._assembly.prints(self._key)
        return str(make(self._key + part))

    def _refuse(self, *_: object) -> Any:
        raise TypeError(
            f"'{self._key}' is a field: it only prints. Ask given(\"{self._key}\") whether it is there."
        )

    __bool__ = __len__ = __iter__ = __eq__ = __lt__ = __gt__ = __le__ = __ge__ = __add__ = __radd__ = _refuse
    __hash__ = None  # type: ignore[assignment]


class ListRows:
    """A list's rows: their number shapes the text, their cells are fields."""

    def __init__(self, assembly: Assembly, variable: Variable) -> None:
        """Stand for a list variable."""
        self.variable, self._assembly = variable, assembly

    def __len__(self) -> int:
        """How many rows the school has."""
        return int(self._assembly.ask(LENGTH + self.variable.key))

    def __iter__(self) -> Iterator[Mapping[str, Field | str]]:
        """Each row, as its cells by column."""
        for at in range(len(self)):
            yield {column: self._cell(at, column, kind) for column, kind in self.variable.of.items()}

    def _cell(self, at: int, column: str, kind: Kind) -> Field | str:
        key = f"{self.variable.key}.{at}.{column}"
        # An empty cell is a shape only where a link would be left without a target.
        if kind in LINKS and not self._assembly.ask(GIVEN + key):
            return ""
        return Field(self._assembly, self.variable, key, kind)


class VariableGroup:
    """A group of variables, such as `school` or `choice`, as templates see it."""

    def __init__(self, assembly: Assembly, name: str) -> None:
        """Stand for the variables whose keys begin with `name`."""
        self._assembly, self._name = assembly, name

    def __getitem__(self, name: str) -> Any:
        """Return a choice's answer, a list's rows, or a field."""
        variable = self._assembly.schema[f"{self._name}.{name}"]
        if variable.kind in SHAPING:
            return self._assembly.ask(variable.key)
        if variable.kind is Kind.LIST:
            return ListRows(self._assembly, variable)
        return Field(self._assembly, variable, variable.key, variable.kind)
