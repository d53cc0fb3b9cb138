"""The door for stock MkDocs: `mkdocs serve` and `mkdocs build` in a library show the model's pages.

mkdocs-macros runs the macros, in our environment; what it renders is parsed and written as the compiler does
it; the theme's slots are filled for the model. Clause files, YAML and everything else in policies/ stay off
the site.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.toc import get_toc

from .assemble.answers import answers_from_values
from .assemble.assembler import Assembler
from .assemble.assembly import Assembly
from .assemble.macros import policy_environment
from .assemble.resolver import Place, ValueResolver, places
from .assemble.sites import SchoolDocument, Site, assemble_sites
from .bind import HTML, JSON, Format, compile_template
from .check import check
from .document.pandoc import shared_pandoc
from .document.parse import numbers_of, parse
from .document.writer import list_headings, to_html
from .errors import errors_in
from .load import load_library
from .model.dates import today
from .model.document import Document
from .model.library import Library
from .override_files import overrides_for
from .site import components, search
from .site.page_renderer import nest_headings
from .site.page_template import compile_page_template
from .templates import load_templates

_EARLY, _LATE = 100, -100
_PLAIN = Format(str, str)


class NoOptions(Config):  # type: ignore[no-untyped-call]
    """The plugin has no settings: the library's own files say everything."""


class ClausewrightPlugin(BasePlugin[NoOptions]):  # type: ignore[no-untyped-call]
    """Shows the newest issued version of each model policy in a plain MkDocs site."""

    def __init__(self) -> None:
        """Start with nothing loaded."""
        self._bodies: dict[str, str] = {}
        self._documents: dict[str, Document] = {}

    @event_priority(_EARLY)
    def _with_theme(self, config: Any) -> Any:
        """Lend the compiler's theme to a library that has none of its own, before any other plugin looks for
        templates.
        """
        theme = str(overrides_for(Path(config.config_file_path).parent) / "site")
        if theme not in config.theme.dirs:
            config.theme.dirs.insert(0, theme)
        return config

    @event_priority(_LATE)
    def _with_library(self, config: Any) -> Any:
        """Load and check the library, and give mkdocs-macros our environment in place of its own."""
        root = Path(config.config_file_path).parent
        day = today()
        library, loaded = load_library(root)
        errors = errors_in(check(library, loaded, day))
        if errors:
            lines = [
                f"{problem.path}:{problem.line}: {problem.message} {problem.hint}".strip()
                for problem in errors
            ]
            raise PluginError("\n" + "\n".join(lines))
        self._macros = config.plugins["macros"]
        # It has no door for this, and checks its templates nowhere.
        self._macros._env = policy_environment()  # noqa: SLF001
        self._library, self._site = library, _model(library, day)
        self._templates = load_templates(overrides_for(root))
        self._copies = {f"{copy.id}/index.md": copy for copy in self._site.copies}
        self._documents, self._bodies, self._places = {}, {}, _places(self._site)
        return config

    on_config = CombinedEvent(_with_theme, _with_library)

    def on_serve(self, server: Any, /, *, config: Any, builder: Any) -> Any:
        """Follow changes of values too."""
        server.watch(str(Path(config.config_file_path).parent / "variables"))
        return server

    def on_files(self, files: Files, /, *, config: Any) -> Files:
        """Keep pictures and the theme; put each policy's newest version where its page is."""
        kept = [
            file for file in files if file.src_dir != config.docs_dir or file.src_uri.startswith("images/")
        ]
        pages = [
            File.generated(
                config, path, abs_src_path=str(self._library.root / copy.assembled.version.body.path)
            )
            for path, copy in self._copies.items()
        ]
        return Files([*kept, *pages, File.generated(config, "index.md", content="")])

    @event_priority(_EARLY)
    def _before_macros(self, markdown: str, /, *, page: Any, config: Any, files: Files) -> str:
        copy = self._copies.get(page.file.src_uri)
        page.meta = {"title": html.escape(copy.standing.policy.facts.title if copy else config.site_name)}
        if copy is None:
            return markdown
        assembly = self._assembly(copy)
        assembly.open_fragments.append(copy.assembled.version.body)
        self._macros.variables.update(assembly.context())
        return markdown

    @event_priority(_LATE)
    def _after_macros(self, markdown: str, /, *, page: Any, config: Any, files: Files) -> str:
        """Parse what the macros have made of the page; Python-Markdown gets nothing to do."""
        copy = self._copies.get(page.file.src_uri)
        if copy is None:
            self._bodies[page.file.src_uri] = components.render_home(
                self._templates,
                config.site_name,
                "The model, as it is before a school makes it its own.",
                self._links(""),
            )
            return ""
        facts = copy.standing.policy.facts
        document = parse(shared_pandoc(), facts.title, facts.numbering, markdown)
        form = compile_template(to_html(shared_pandoc(), document, "../images/", {}))
        self._bodies[page.file.src_uri] = form.fill(HTML, self._printer(copy).resolve(form.keys, "html"))
        self._documents[page.file.src_uri] = document
        return ""

    on_page_markdown = CombinedEvent(_before_macros, _after_macros)

    def on_page_content(self, html: str, /, *, page: Any, config: Any, files: Files) -> str:
        """Give the page the body that pandoc wrote, and its side contents."""
        body = self._bodies.get(page.file.src_uri, html)
        if page.file.src_uri in self._documents:
            printer = self._printer(self._copies[page.file.src_uri])
            contents = [
                (heading, compile_template(heading.text))
                for heading in list_headings(self._documents[page.file.src_uri])
            ]
            page.toc = get_toc(
                nest_headings(
                    (heading.id, heading.level, text.fill(_PLAIN, printer.resolve(text.keys, "html")))
                    for heading, text in contents
                )
            )
        return body

    def on_post_page(self, output: str, /, *, page: Any, config: Any) -> str:
        """Fill the theme's slots for the model."""
        up = "../" * page.file.dest_uri.count("/")
        copy = self._copies.get(page.file.src_uri)
        slots = {
            "title": str(page.meta["title"]),
            "logo": components.render_logo(self._templates, "", config.site_name),
            "nav": components.render_navigation(
                self._templates, self._links(up), copy.id if copy else "", f"{up}index.html", "All policies"
            ),
        }
        return compile_page_template(output).fill({}, slots)

    def on_env(self, env: Any, /, *, config: Any, files: Files) -> Any:
        """Put the search index beside the pages, all of which have been parsed by now."""
        pages = []
        for path, document in self._documents.items():
            copy = self._copies[path]
            also = {revision.clause: revision.facts.also for revision in copy.assembled.revisions}
            entries = search.list_entries(document, copy.standing.policy.facts.summary, also)
            form = compile_template(search.write_page(f"{copy.id}/index.html", document.title, entries))
            pages.append(form.fill(JSON, self._printer(copy).resolve(form.keys, "html")))
        words = search.list_same_words(self._library, self._site.values)
        files.append(File.generated(config, search.FILE, content=search.write_index(pages, words)))
        return env

    def _assembly(self, copy: SchoolDocument) -> Assembly:
        ask = answers_from_values(
            self._library.schema,
            copy.values,
            frozenset(shown.standing.policy.id for shown in self._site.copies),
            model=True,
        )
        return Assembly(
            self._library, policy_environment(), copy.standing.policy, copy.assembled.version, ask
        )

    def _printer(self, copy: SchoolDocument) -> ValueResolver:
        return ValueResolver(self._library, self._site, copy, self._places[copy.id])

    def _links(self, up: str) -> tuple[components.PolicyLink, ...]:
        return tuple(
            components.PolicyLink(
                copy.id,
                copy.standing.policy.facts.title,
                copy.standing.policy.facts.summary,
                f"{up}{copy.id}/index.html",
                copy.standing.state.value,
                version=copy.assembled.version.title,
            )
            for copy in sorted(self._site.copies, key=lambda copy: copy.standing.policy.facts.title)
        )


def _model(library: Library, day: date) -> Site:
    """The model's site in the newest edition."""
    return [site for site in assemble_sites(Assembler(library), day) if site.school is None][-1]


def _places(site: Site) -> Mapping[str, Mapping[str, Place]]:
    """Where each document's references to the others lead."""
    numbers = {}
    for copy in site.copies:
        facts = copy.standing.policy.facts
        document = parse(shared_pandoc(), facts.title, facts.numbering, copy.assembled.text)
        numbers[copy.id] = numbers_of(document)
    return places(site, numbers)
