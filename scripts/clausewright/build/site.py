"""The site: one reader's site in one edition, out of pages and files that are ready but for the reader's
values.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from html import escape
from pathlib import Path

from ..assemble.sites import SchoolDocument, Site
from ..bind import JSON, TokenTemplate, compile_template
from ..model.library import Library
from ..model.records import PolicyFacts
from ..model.status import PolicyStanding, PolicyStatus
from ..override_files import overrides_for
from ..site import can_i, components, feed, history, lookup, search, whom_to_tell
from ..site import published as publishing
from ..site.colours import render_colours
from ..site.page_template import PageTemplate, compile_page_template
from ..templates import PageTemplates, load_templates
from .banners import render_edition_banner, render_overdue_banner, render_status_banner
from .change_pages import write_change_files, write_changes, write_schema
from .change_sets import CHANGES, ChangeSet
from .feeds import PublishedChanges, list_feed_entries, name_feed
from .pages import Pages
from .site_contents import PublishableDocument, ReadyChanges
from .site_data import list_published, list_required
from .site_links import SiteLinks
from .site_questions import collect_question_groups
from .staging import Staging

# Site maps name whole addresses. Material compares only what follows the common beginning, so any host will
# do.
_ANY_HOST = "https://policies.invalid"


@lru_cache(maxsize=512)
def _compile_policy_page(page: str) -> PageTemplate:
    return compile_page_template(_share_assets(page, depth=1))


@lru_cache(maxsize=512)
def _compile_search_page(id: str, title: str, entries: tuple[search.Entry, ...]) -> TokenTemplate:
    return compile_template(search.write_page(f"{id}/index.html", title, entries))


@dataclass(frozen=True)
class SiteWriter:
    """Writes one reader's site in one edition into a staging area.

    `ready` are its documents, `changes` the sets of changes that stand on it, `pairs` all whose changes are
    published, for links to them. `shell` are the pages that are no policy's, `history` is the reader's.
    """

    staging: Staging
    library: Library
    site: Site
    ready: tuple[PublishableDocument, ...]
    shell: Pages
    as_at: date
    changes: tuple[ReadyChanges, ...]
    pairs: tuple[ChangeSet, ...]
    history: history.History

    def write_site(self) -> None:
        """Write the site: pages, files, pictures, search index, site map."""
        self._write()
        self._write_changes()
        self._write_page(f"{history.ID}/index.html", self._make_history_page())

    def write_files(self) -> None:
        """Write only the files of the site's documents and changes, and the archive of them."""
        for document in self.ready:
            self._write_files_of(document)
        for changes in self.changes:
            write_change_files(self.staging, changes)
        self._write_archive()

    def write_lasting_changes(self) -> None:
        """Write what changed from one text to the next, which belongs to no edition, and the feed of it. The
        site is the reader's newest.
        """
        published = self._write_changes()
        if self.site.school is None:
            write_schema(self.staging)
        entries = list_feed_entries(self.library, self.site, self.history, published, self.as_at)
        address = f"{self.library.site_url.rstrip('/')}/{self.site.id}/{CHANGES}/"
        self.staging.write(
            f"{self.site.id}/{CHANGES}/{feed.FILE}",
            feed.render_feed(
                self._templates,
                name_feed(self.library, self.site),
                self.site.name,
                self.site.showing.edition.date,
                entries,
                address if self.library.site_url else "",
            ),
        )

    @property
    def _folder(self) -> str:
        return self.site.path

    @cached_property
    def _links(self) -> SiteLinks:
        return SiteLinks(self.site, self.ready, self.pairs, self.as_at, bool(self._question_groups))

    @cached_property
    def _templates(self) -> PageTemplates:
        return load_templates(overrides_for(self.library.root))

    def _write(self) -> None:
        for document in self.ready:
            self._write_page(
                f"{document.copy.id}/index.html",
                self._make_policy_page(document),
                **self._describe_origin(document.copy),
            )
            self._write_files_of(document)
        for standing in self.site.without:
            self._write_page(f"{standing.policy.id}/index.html", self._make_state_page(standing))
        self._write_page("index.html", self._make_home_page())
        if self.site.school:
            self._write_page(f"{publishing.ID}/index.html", self._make_published_page())
            policies = publishing.render_list(self._templates, self.site.name, self._list_published())
            self._write_page(publishing.LIST, policies)
        if self._question_groups:
            self._write_page(f"{can_i.ID}/index.html", self._make_questions_page())
        self._write_pictures()
        self._write_archive()
        self.staging.write(f"{self._folder}/{search.FILE}", self._make_search_index())
        self.staging.write(f"{self._folder}/sitemap.xml", self._make_site_map())

    def _write_changes(self) -> list[PublishedChanges]:
        """Write the sets of changes; return them with their data."""
        published: list[PublishedChanges] = []
        for changes in self.changes:
            title = changes.pair.new.standing.policy.facts.title
            slots = {
                **self._make_slots(changes.pair.new.id, changes.pair.up),
                "head": self._describe_page(
                    f"What changed in the {title} of {self.site.name}.", changes.pair.up
                ),
            }
            data = write_changes(self.staging, self.library, changes, slots)
            published.append(PublishedChanges(changes.pair, data))
        return published

    def _write_files_of(self, document: PublishableDocument) -> None:
        for suffix, file in document.files.items():
            self.staging.write(
                f"{self._folder}/files/{document.copy.id}.{suffix}",
                file.read(),
                **self._describe_origin(document.copy),
            )

    def _make_search_index(self) -> str:
        pages = []
        for document in self.ready:
            form = _compile_search_page(document.copy.id, document.variant.title, document.variant.search)
            pages.append(form.fill(JSON, document.printer.resolve(form.keys, "html")))
        pages.append(search.write_page(f"{history.ID}/index.html", history.TITLE, [history.SEARCH_ENTRY]))
        if self.site.school:
            pages.append(
                search.write_page(f"{publishing.ID}/index.html", publishing.TITLE, [publishing.SEARCH_ENTRY])
            )
        if self._question_groups:
            pages.append(search.write_page(f"{can_i.ID}/index.html", can_i.TITLE, [can_i.SEARCH_ENTRY]))
        return search.write_index(pages, search.list_same_words(self.library, self.site.values))

    def _describe_origin(self, copy: SchoolDocument) -> dict[str, str]:
        return {
            "policy": copy.standing.policy.id,
            "version": copy.assembled.version.name,
            "variant": copy.assembled.digest,
            "code": copy.code,
        }

    def _write_page(self, path: str, html: str, **made_from: str) -> None:
        self.staging.write(f"{self._folder}/{path}", html, **made_from)

    # -- pages -----------------------------------------------------------------------------------------------

    def _make_policy_page(self, document: PublishableDocument) -> str:
        form = _compile_policy_page(document.page)
        slots = {
            **self._make_slots(document.copy.id, "../"),
            "foot": self._make_foot("../", document.copy.code),
            "banner": self._make_banners(document.copy),
            "head": self._describe_page(
                self._describe(document.copy.standing.policy.facts, document.copy.assembled.version.title),
                "../",
            ),
            "actions": components.render_actions(
                self._templates,
                f"../files/{document.copy.id}.pdf" if "pdf" in document.files else "",
                f"../files/{document.copy.id}.docx" if "docx" in document.files else "",
                document.variant.title,
                [
                    *self._links.list_changes(document.copy),
                    (f"../{history.ID}/index.html#{document.copy.standing.policy.id}", "Earlier versions"),
                ],
                f"{document.variant.title}, {document.copy.assembled.version.title}",
            ),
        }
        return form.fill(document.printer.resolve(form.keys, "html"), slots)

    def _make_banners(self, copy: SchoolDocument) -> str:
        overdue = render_overdue_banner(self._templates, self.site, copy, self.as_at)
        return overdue + render_status_banner(self._templates, self.site, copy)

    def _make_home_page(self) -> str:
        title, unit = self.site.name, self.library.unit
        edition = self.site.showing.edition.facts.title
        intro = (
            f"Policies for {edition}."
            if self.site.school
            else (
                f"The model policies for {edition}, as they are before {unit.article} {unit.singular} makes"
                " them its own."
            )
        )
        archive = "files/all.zip" if any(document.files for document in self.ready) else ""
        published_link = next((link for link in self._links.list_pages("") if link.id == publishing.ID), None)
        body = components.render_home(
            self._templates,
            title,
            intro,
            self._links.list_policies(""),
            archive,
            published_link,
            self._render_whom_to_tell(),
        )
        return self._fill_shell(self.shell.home, body, "", "")

    def _render_whom_to_tell(self) -> str:
        if self.site.school is None:
            return ""
        return whom_to_tell.render_whom_to_tell(self._templates, self.library.schema, self.site.values)

    def _make_history_page(self) -> str:
        shown_policies = {document.copy.id for document in self.ready} | {
            standing.policy.id for standing in self.site.without
        }
        return self._fill_shell(
            self.shell.state,
            history.render_history(
                self._templates, self.history, shown_policies, f"../../{CHANGES}/{feed.FILE}"
            ),
            history.ID,
            "../",
            history.TITLE,
        )

    def _list_published(self) -> tuple[publishing.Published, ...]:
        documents = [(document.copy, document.files) for document in self.ready]
        return list_published(self.site, documents, self.as_at)

    def _make_published_page(self) -> str:
        archive = "../files/all.zip" if any(document.files for document in self.ready) else ""
        required = list_required(self.library, self.site)
        site_url = self.library.site_url.rstrip("/")
        address = f"{site_url}/{self.site.id}/latest/{publishing.LIST}" if site_url else ""
        body = publishing.render_published(
            self._templates,
            self.site.name,
            self.library.unit,
            self._list_published(),
            archive,
            required,
            address,
        )
        return self._fill_shell(self.shell.state, body, publishing.ID, "../", publishing.TITLE)

    @cached_property
    def _question_groups(self) -> tuple[can_i.QuestionGroup, ...]:
        return collect_question_groups(self.site, self.ready)

    def _make_questions_page(self) -> str:
        body = can_i.render_questions(self._templates, self._question_groups)
        return self._fill_shell(self.shell.state, body, can_i.ID, "../", can_i.TITLE)

    def _make_state_page(self, standing: PolicyStanding) -> str:
        text = {
            PolicyStatus.NOT_APPLICABLE: (
                f"This policy does not apply at {self.site.name}. {standing.reason}".strip()
            ),
            PolicyStatus.NOT_ADOPTED: f"{self.site.name} has not adopted this policy.",
        }.get(standing.state, f"{self.site.name} shows no text of this policy.")
        body = components.render_state_page(
            self._templates, standing.policy.facts.title, text, "../index.html", self.library.unit
        )
        return self._fill_shell(
            self.shell.state, body, standing.policy.id, "../", standing.policy.facts.title
        )

    def _fill_shell(self, page: str, body: str, active: str, up: str, title: str = "") -> str:
        slots = {
            **self._make_slots(active, up),
            "body": body,
            "banner": render_edition_banner(self._templates, self.site, up) if not active else "",
            "head": self._describe_page(
                f"{title}: {self.site.name}." if title else f"The policies of {self.site.name}.", up
            ),
        }
        slots["title"] = escape(title or "All policies")
        return compile_page_template(_share_assets(page, depth=up.count("/"))).fill(
            {"site.name": self.site.name}, slots
        )

    def _describe_page(self, text: str, up: str) -> str:
        address = f"{up}../{CHANGES}/{feed.FILE}" if self.history.has_feed else ""
        return components.render_description(
            self._templates, text, address, f"{feed.TITLE}: {self.site.name}"
        )

    def _make_slots(self, active: str, up: str) -> dict[str, str]:
        colour, logo = (self.site.values.get(key) for key in ("school.colour", "school.logo"))
        source = f"{up}images/logo{Path(str(logo.value)).suffix}" if logo and self.site.school else ""
        style = render_colours(self._templates, str(colour.value) if colour and self.site.school else "")
        return {
            "security": components.render_security_policy(self._templates, style),
            "style": style,
            "logo": components.render_logo(self._templates, source, self.site.name),
            "foot": self._make_foot(up),
            "nav": components.render_navigation(
                self._templates,
                (*self._links.list_policies(up), *self._links.list_pages(up)),
                active,
                f"{up}index.html",
                "All policies",
            ),
        }

    def _make_foot(self, up: str, code: str = "") -> str:
        root = f"{up}../../"
        check = f"{root}{lookup.PAGE}{f'?code={code}' if code else ''}"
        return components.render_foot(
            self._templates,
            [(check, lookup.TITLE), (f"{root}index.html", f"All {self.library.unit.plural}")],
            code,
        )

    def _describe(self, facts: PolicyFacts, version: str) -> str:
        title = f"{facts.title} of {self.site.name}" if self.site.school else f"Model {facts.title}"
        return f"{title}, version of {version}. {facts.summary}".strip()

    # -- what goes with the pages ----------------------------------------------------------------------------

    def _write_pictures(self) -> None:
        for name, data in self.library.images.items():
            if name.startswith("images/") and any(f"../{name}" in document.page for document in self.ready):
                self.staging.write(f"{self._folder}/{name}", data)
        logo = self.site.values.get("school.logo")
        if logo and self.site.school:
            path = str(logo.value)
            self.staging.write(f"{self._folder}/images/logo{Path(path).suffix}", self.library.images[path])

    def _write_archive(self) -> None:
        files = [
            (f"{document.copy.id}.{suffix}", file)
            for document in self.ready
            for suffix, file in sorted(document.files.items())
        ]
        if not files:
            return
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
            for name, file in files:
                archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), file.read())
        self.staging.write(f"{self._folder}/files/all.zip", packed.getvalue())

    def _make_site_map(self) -> str:
        base = f"{_ANY_HOST}/{self.site.id}/{Path(self._folder).name}/"
        paths = [
            "",
            "index.html",
            f"{history.ID}/index.html",
            *(f"{document.copy.id}/index.html" for document in self.ready),
        ]
        paths += [f"{can_i.ID}/index.html"] if self._question_groups else []
        paths += [f"{publishing.ID}/index.html"] if self.site.school else []
        paths += [f"{standing.policy.id}/index.html" for standing in self.site.without]
        urls = "".join(f"<url><loc>{escape(base + path)}</loc></url>" for path in paths)
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>\n'
        )


def _share_assets(page: str, depth: int) -> str:
    """All sites share the theme's assets; pages were rendered as if each site had its own."""
    former, shared = ("../" * depth, "../" * (depth + 2)) if depth else ("", "../../")
    return page.replace(f'"{former}assets/', f'"{shared}assets/')
