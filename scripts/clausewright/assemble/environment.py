"""The only Jinja: a sandboxed environment in which fields print and do nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import CodeType
from typing import Any

from jinja2 import StrictUndefined, nodes
from jinja2.environment import Template
from jinja2.ext import Extension
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ..model.library import Fragment

_ALONE = re.compile(r"^[ ]*(\{%(?:(?!%\}).)*|\{#(?:(?!#\}).)*)([%#]\})[ ]*\n", re.DOTALL | re.MULTILINE)


def clean_attribute(text: str) -> str:
    """A text fit for an attribute of a fence or span: without the marks that would end it."""
    return re.sub(r'["\\{}\n]', "", text)


class StandaloneTags(Extension):
    """Lets a block tag or comment that stands alone on its line leave no line behind.

    Its line end moves inside the tag, so that tables and tight lists survive an `{% if %}` and the numbers of
    lines still hold.
    """

    # The signature is Jinja's own.
    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002
        """Move the line end of every lone tag inside it."""
        return _ALONE.sub(lambda match: f"{match[1]}\n{match[2]}", source)


# Every environment is alike, so that what one has read or compiled serves all: check, publish, and processes
# that are forked from here. Nobody changes a tree.
_TREES: dict[str, nodes.Template] = {}
_CODES: dict[str, CodeType] = {}


def _compile(environment: PolicyEnvironment, text: str) -> CodeType:
    if text not in _CODES:
        _CODES[text] = environment.compile(environment.parse(text))
    return _CODES[text]


class PolicyEnvironment(ImmutableSandboxedEnvironment):
    """The environment in which clauses and versions are rendered, by the compiler and by mkdocs-macros."""

    def __init__(self) -> None:
        """Set it up: undefined names are errors, lone tags leave no line, the text's last line end stays."""
        super().__init__(
            undefined=StrictUndefined,
            extensions=[StandaloneTags],
            keep_trailing_newline=True,
            autoescape=False,
            # Jinja's optimiser writes into the trees that it is given, and these are read by others too.
            optimized=False,
        )
        self._templates: dict[Fragment, Template] = {}

    def parse(self, source: str, name: str | None = None, filename: str | None = None) -> nodes.Template:
        """Read a text, once in a process. Raises TemplateSyntaxError where it is no template."""
        if source not in _TREES:
            _TREES[source] = super().parse(source, name, filename)
        return _TREES[source]

    def fragment(self, fragment: Fragment) -> Template:
        """Compile a fragment, once."""
        if fragment not in self._templates:
            self._templates[fragment] = Template.from_code(
                self, _compile(self, fragment.text), self.make_globals(None)
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
            for index, (before, node) in enumerate(zip(output.nodes, output.nodes[1:], strict=False), 1):
                if (
                    isinstance(before, nodes.TemplateData)
                    and before.data.endswith("](")
                    and isinstance(node, nodes.Getattr)
                ):
                    output.nodes[index] = nodes.Getitem(node, nodes.Const("href"), "load", lineno=node.lineno)
        return tree


def escape_text(text: str) -> str:
    """Escape text that is not Markdown, so that it prints as it stands."""
    return re.sub(r"([\\`*_{}\[\]<>#|~$^@\"'!.()+-])", r"\\\1", " ".join(text.split()))
