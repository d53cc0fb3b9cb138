"""Templates of pages: the one way in which values become HTML.

Templates, style sheets and scripts stand in `overrides/pages`. A library may have its own of any of them; for
those that it has not, the ones that come with the compiler are used.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup

from .content_security import write_alone_policy, write_site_policy
from .errors import ClausewrightError, Problem
from .override_files import PAGES, shipped_overrides

# The fonts of the sites, and of them those of a page that stands alone: their weights and files.
_FONTS = Path("site") / "assets" / "fonts"
_WEIGHTS = ((400, "open-sans-regular.woff2"), (700, "open-sans-bold.woff2"))


class PageTemplates:
    """The templates of one library. What a value prints is escaped unless a template made it."""

    def __init__(self, overrides: Path) -> None:
        """Take templates from the folder `overrides`, and those that it lacks from the shipped one."""
        self._overrides = overrides
        self._environment = Environment(
            loader=FileSystemLoader([overrides / PAGES, shipped_overrides() / PAGES]),
            autoescape=True,
            undefined=StrictUndefined,
            finalize=_escape,
            extensions=[LineBreaks],
        )
        self._environment.globals["asset"] = self._read_asset
        self._environment.globals["typeface"] = self._write_typeface
        self._environment.globals["alone_policy"] = write_alone_policy
        self._environment.globals["site_policy"] = write_site_policy

    def render(self, name: str, /, **values: object) -> str:
        """Return what the template `name`, such as "site/banner.html", prints of values.

        Raises ClausewrightError with the template's file and line where the template is wrong.
        """
        try:
            return self._environment.get_template(name).render(values)
        except TemplateSyntaxError as error:
            problem = self._describe(error.name or name, error.lineno, error.message or "")
        except TemplateError as error:
            problem = self._describe(name, 0, error.message or "")
        raise ClausewrightError([problem])

    def read(self, name: str) -> str:
        """Return a style sheet or a script as it is written."""
        environment = self._environment
        if environment.loader is None:
            raise RuntimeError("templates without a loader")
        return environment.loader.get_source(environment, name)[0]

    def _read_asset(self, name: str) -> Markup:
        return Markup(self.read(name))  # noqa: S704 - a file beside the template, no value

    def _write_typeface(self) -> Markup:
        """The typeface of the sites as rules of a style sheet that hold the fonts themselves, for pages that
        may fetch nothing; the library's own files where it has them.
        """
        folder = self._overrides / _FONTS
        if not all((folder / name).is_file() for _, name in _WEIGHTS):
            folder = shipped_overrides() / _FONTS
        rules: list[str] = []
        for weight, name in _WEIGHTS:
            data = base64.b64encode((folder / name).read_bytes()).decode()
            source = f'url("data:font/woff2;base64,{data}") format("woff2")'
            rules.append(f'@font-face{{font-family:"Open Sans";font-weight:{weight};src:{source}}}')
        return Markup("\n".join(rules))  # noqa: S704 - files of the theme, no value

    def _describe(self, name: str, line: int, message: str) -> Problem:
        return Problem(
            f"overrides/{PAGES}/{name}",
            line,
            f"is no template that can be used: {message}",
            "Compare it with the one that came with the compiler.",
        )


@cache
def load_templates(overrides: Path) -> PageTemplates:
    """Return the templates of a folder of overrides; those that change on disk are read again."""
    return PageTemplates(overrides)


def _escape(value: object) -> Markup:
    """Escape a value in the spelling in which bound values are escaped, so that a quotation mark has one
    spelling in the output.
    """
    if isinstance(value, Markup):
        return value
    return Markup(html.escape(str(value)))  # noqa: S704 - escaped just now


_BESIDE_TAGS = re.compile(r"(?<=>)\s*\n\s*|\s*\n\s*(?=<)")
_IN_TEXT = re.compile(r"\s*\n\s*")
_AT_START = re.compile(r"\A\s*\n\s*")
_AT_END = re.compile(r"\s*\n\s*\Z")


class LineBreaks(Extension):
    """Leaves out the line breaks by which a template is laid out, with the indentation after them: beside a
    tag or beside braces a break prints nothing, within a text or a tag it prints one space.
    """

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Hand on what a template is read as, its text without those breaks."""
        for read_token in stream:
            if read_token.type != "data":
                yield read_token
                continue
            text = _AT_END.sub("", _AT_START.sub("", read_token.value))
            text = _IN_TEXT.sub(" ", _BESIDE_TAGS.sub("", text))
            yield Token(read_token.lineno, "data", text)
