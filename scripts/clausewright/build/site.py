"""Compose: one reader's site in one edition, out of pages and files that are ready but for the reader's
values.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from html import escape
from pathlib import Path

from ..assemble.resolver import ValueResolver
from ..assemble.sites import SchoolDocument, Site
from ..bind import JSON, TokenTemplate, compile_template
from ..model.dates import in_words
from ..model.library import Library
from ..model.records import PolicyFacts, VersionStatus
from ..model.status import PolicyStanding, PolicyStatus
from ..override_files import overrides_for
from ..site import components, guide, history, lookup, search, whom_to_tell
from ..site import published as publishing
from ..site.theme import PageTemplate, page_mould
from ..templates import PageTemplates, load_templates
from .cache import FinishedFile
from .change_sets import ChangeSet
from .changes import ReadyChanges, write_change_files, write_changes, write_schema
from .pages import Pages
from .published import list_published
from .staging import Staging
from .variants import Variant

# Site maps name whole addresses. Material compares only what follows the common beginning, so any host will
# do.
_ANY_HOST = "https://policies.invalid"


@dataclass(frozen=True, slots=True)
class PublishableDocument:
    """A copy that is ready to be put on its site: its variant, its page with slots and tokens, and its
    finished files by suffix.
    """

    copy: SchoolDocument
    variant: Variant
    page: str
    printer: ValueResolver
    files: Mapping[str, FinishedFile]


@lru_cache(maxsize=512)
def _policy_mould(page: str) -> PageTemplate:
    return page_mould(_with_shared_assets(page, depth=1))


@lru_cache(maxsize=512)
def _search_mould(id: str, title: str, entries: tuple[search.Entry, ...]) -> TokenTemplate:
    return compile_template(search.write_page(f"{id}/index.html", title, entries))


def compose(
    staging: Staging,
    library: Library,
    site: Site,
    ready: tuple[PublishableDocument, ...],
    shell: Pages,
    as_at: date,
    changes: tuple[ReadyChanges, ...],
    pairs: tuple[ChangeSet, ...],
    held: history.History,
) -> None:
    """Write a site into its folder of the staging area: pages, files, pictures, search index, site map.

    `changes` are those that stand on this site; `pairs` are all whose changes are published, for links to
    them.
    """
    composer = _SiteWriter(staging, library, site, ready, shell, as_at, pairs)
    composer.write()
    composer.write_changes(changes)
    composer.page(f"{history.ID}/index.html", composer.history_page(held))


def compose_files(
    staging: Staging,
    library: Library,
    site: Site,
    ready: tuple[PublishableDocument, ...],
    shell: Pages,
    as_at: date,
    changes: tuple[ReadyChanges, ...],
) -> None:
    """Write only the files of a site's documents, and the archive of them."""
    composer = _SiteWriter(staging, library, site, ready, shell, as_at, ())
    for one in ready:
        composer.files(one)
    for other in changes:
        write_change_files(staging, other)
    composer.archive()


def compose_model_changes(
    staging: Staging,
    library: Library,
    site: Site,
    ready: tuple[PublishableDocument, ...],
    shell: Pages,
    as_at: date,
    changes: tuple[ReadyChanges, ...],
) -> None:
    """Write what changed between the versions of the model, which belongs to no edition. `site` is the
    model's newest.
    """
    _SiteWriter(staging, library, site, ready, shell, as_at, ()).write_changes(changes)
    write_schema(staging)


@dataclass(frozen=True, slots=True)
class _SiteWriter:
    staging: Staging
    library: Library
    site: Site
    ready: tuple[PublishableDocument, ...]
    shell: Pages
    as_at: date
    pairs: tuple[ChangeSet, ...]

    @property
    def folder(self) -> str:
        return self.site.path

    @property
    def templates(self) -> PageTemplates:
        return load_templates(overrides_for(self.library.root))

    def write(self) -> None:
        for one in self.ready:
            self.page(f"{one.copy.id}/index.html", self.policy_page(one), **self.made_from(one.copy))
            self.files(one)
        for standing in self.site.without:
            self.page(f"{standing.policy.id}/index.html", self.state_page(standing))
        self.page("index.html", self.home_page())
        if self.site.school:
            self.page(f"{publishing.ID}/index.html", self.published_page())
        if self.site.school is None:
            self.page(f"{guide.ID}/index.html", self.guide_page())
        self.pictures()
        self.archive()
        self.staging.write(f"{self.folder}/{search.FILE}", self.search_index())
        self.staging.write(f"{self.folder}/sitemap.xml", self.site_map())

    def write_changes(self, changes: tuple[ReadyChanges, ...]) -> None:
        for one in changes:
            write_changes(self.staging, self.library, one, self.slots(one.pair.new.id, one.pair.up))

    def files(self, one: PublishableDocument) -> None:
        for suffix, file in one.files.items():
            self.staging.write(
                f"{self.folder}/files/{one.copy.id}.{suffix}", file.read(), **self.made_from(one.copy)
            )

    def search_index(self) -> str:
        pages = []
        for document in self.ready:
            form = _search_mould(document.copy.id, document.variant.title, document.variant.search)
            pages.append(form.fill(JSON, document.printer.resolve(form.keys, "html")))
        pages.append(search.write_page(f"{history.ID}/index.html", history.TITLE, [history.SEARCH_ENTRY]))
        if self.site.school:
            pages.append(
                search.write_page(f"{publishing.ID}/index.html", publishing.TITLE, [publishing.SEARCH_ENTRY])
            )
        return search.write_index(pages, search.list_same_words(self.library, self.site.values))

    def made_from(self, copy: SchoolDocument) -> dict[str, str]:
        return {
            "policy": copy.standing.policy.id,
            "version": copy.assembled.version.name,
            "variant": copy.assembled.digest,
            "code": copy.code,
        }

    def page(self, path: str, html: str, **made_from: str) -> None:
        self.staging.write(f"{self.folder}/{path}", html, **made_from)

    # -- pages -----------------------------------------------------------------------------------------------

    def policy_page(self, one: PublishableDocument) -> str:
        form = _policy_mould(one.page)
        slots = {
            **self.slots(one.copy.id, "../"),
            "foot": self.foot("../", one.copy.code),
            "banner": self.overdue_banner(one.copy) + self.banner(one.copy),
            "head": components.render_description(
                self.templates,
                self.describe(one.copy.standing.policy.facts, one.copy.assembled.version.title),
            ),
            "tell": self.whom_to_tell(is_home=False) if one.copy.standing.policy.facts.whom_to_tell else "",
            "actions": components.render_actions(
                self.templates,
                f"../files/{one.copy.id}.pdf" if "pdf" in one.files else "",
                f"../files/{one.copy.id}.docx" if "docx" in one.files else "",
                one.variant.title,
                [
                    *self.links_to_changes(one.copy),
                    (f"../{history.ID}/index.html#{one.copy.standing.policy.id}", "Earlier versions"),
                ],
                f"{one.variant.title}, {one.copy.assembled.version.title}",
            ),
        }
        return form.fill(one.printer.resolve(form.keys, "html"), slots)

    def links_to_changes(self, copy: SchoolDocument) -> Iterator[tuple[str, str]]:
        for pair in self.pairs:
            if href := pair.link_from(self.site, copy):
                old, new = pair.old.assembled.version.title, pair.new.assembled.version.title
                yield href, f"What changed since {old}" if pair.of_model else f"What would change with {new}"

    def home_page(self) -> str:
        title = self.site.name
        edition = self.site.showing.edition.facts.title
        intro = (
            f"Policies for {edition}."
            if self.site.school
            else f"The model policies for {edition}, as they are before a school makes them its own."
        )
        archive = "files/all.zip" if any(one.files for one in self.ready) else ""
        published_link = next(self.links_to_pages(""), None) if self.site.school else None
        body = components.render_home(
            self.templates,
            title,
            intro,
            self.links(""),
            archive,
            published_link,
            self.whom_to_tell(is_home=True),
        )
        return self.shell_page(self.shell.home, body, "", "")

    def whom_to_tell(self, *, is_home: bool) -> str:
        if self.site.school is None:
            return ""
        contacts = whom_to_tell.list_contacts(self.library.schema, self.site.values)
        return whom_to_tell.render_whom_to_tell(self.templates, contacts, is_home=is_home)

    def guide_page(self) -> str:
        form = page_mould(_with_shared_assets(self.shell.guide, depth=1))
        return form.fill({"site.name": self.site.name}, self.slots(guide.ID, "../"))

    def history_page(self, held: history.History) -> str:
        there = {one.copy.id for one in self.ready} | {standing.policy.id for standing in self.site.without}
        return self.shell_page(
            self.shell.state,
            history.render_history(self.templates, held, there),
            history.ID,
            "../",
            history.TITLE,
        )

    def published_page(self) -> str:
        found = list_published(self.site, [(one.copy, one.files) for one in self.ready], self.as_at)
        archive = "../files/all.zip" if any(one.files for one in self.ready) else ""
        body = publishing.render_published(self.templates, self.site.name, found, archive)
        return self.shell_page(self.shell.state, body, publishing.ID, "../", publishing.TITLE)

    def state_page(self, standing: PolicyStanding) -> str:
        text = {
            PolicyStatus.NOT_APPLICABLE: f"This policy does not apply at {self.site.name}. {standing.reason}".strip(),
            PolicyStatus.NOT_ADOPTED: f"{self.site.name} has not adopted this policy.",
        }.get(standing.state, f"{self.site.name} shows no text of this policy.")
        body = components.render_state_page(
            self.templates, standing.policy.facts.title, text, "../index.html"
        )
        return self.shell_page(self.shell.state, body, standing.policy.id, "../", standing.policy.facts.title)

    def shell_page(self, page: str, body: str, active: str, up: str, title: str = "") -> str:
        slots = {
            **self.slots(active, up),
            "body": body,
            "banner": self.edition_banner(up) if not active else "",
            "head": components.render_description(
                self.templates,
                f"{title}: {self.site.name}." if title else f"The policies of {self.site.name}.",
            ),
        }
        slots["title"] = escape(title or "All policies")
        return page_mould(_with_shared_assets(page, depth=up.count("/"))).fill(
            {"site.name": self.site.name}, slots
        )

    def slots(self, active: str, up: str) -> dict[str, str]:
        colour, logo = (self.site.values.get(key) for key in ("school.colour", "school.logo"))
        source = f"{up}images/logo{Path(str(logo.value)).suffix}" if logo and self.site.school else ""
        style = components.render_colours(
            self.templates, str(colour.value) if colour and self.site.school else ""
        )
        return {
            "security": components.render_security_policy(self.templates, style),
            "style": style,
            "logo": components.render_logo(self.templates, source, self.site.name),
            "foot": self.foot(up),
            "nav": components.render_navigation(
                self.templates,
                (*self.links(up), *self.links_to_pages(up)),
                active,
                f"{up}index.html",
                "All policies",
            ),
        }

    def foot(self, up: str, code: str = "") -> str:
        root = f"{up}../../"
        check = f"{root}{lookup.PAGE}{f'?code={code}' if code else ''}"
        return components.render_foot(
            self.templates, [(check, lookup.TITLE), (f"{root}index.html", "All schools")], code
        )

    def links(self, up: str) -> tuple[components.PolicyLink, ...]:
        return tuple(
            sorted((*self.links_to_texts(up), *self.links_to_states(up)), key=lambda link: link.title)
        )

    def links_to_texts(self, up: str) -> Iterator[components.PolicyLink]:
        for one in self.ready:
            standing, facts = one.copy.standing, one.copy.standing.policy.facts
            review = standing.next_review
            yield components.PolicyLink(
                id=one.copy.id,
                title=facts.title
                + (" (consultation)" if standing.state is PolicyStatus.CONSULTATION else ""),
                summary=facts.summary,
                href=f"{up}{one.copy.id}/index.html",
                state=one.copy.status.value,
                note=f"The version of {standing.proposed.title} is proposed."
                if standing.proposed and standing.adoption
                else "",
                version=one.copy.assembled.version.title,
                next_review=in_words(review) if review else "",
                overdue=self.site.showing.is_newest and is_overdue(one.copy, self.as_at),
                pdf=f"{up}files/{one.copy.id}.pdf" if "pdf" in one.files else "",
                docx=f"{up}files/{one.copy.id}.docx" if "docx" in one.files else "",
            )

    def links_to_pages(self, up: str) -> Iterator[components.PolicyLink]:
        if self.site.school:
            yield components.PolicyLink(
                publishing.ID, publishing.TITLE, "", f"{up}{publishing.ID}/index.html", ""
            )
        yield components.PolicyLink(history.ID, history.TITLE, "", f"{up}{history.ID}/index.html", "")
        if self.site.school is None:
            yield components.PolicyLink(guide.ID, guide.TITLE, "", f"{up}{guide.ID}/index.html", "")

    def links_to_states(self, up: str) -> Iterator[components.PolicyLink]:
        for standing in self.site.without:
            facts = standing.policy.facts
            id = standing.policy.id
            yield components.PolicyLink(
                id, facts.title, facts.summary, f"{up}{id}/index.html", standing.state.value
            )

    def banner(self, copy: SchoolDocument) -> str:
        standing = copy.standing
        newest = f"../../latest/{copy.id}/index.html"
        if copy.status is PolicyStatus.SUPERSEDED:
            return components.render_banner(
                self.templates,
                "superseded",
                "A newer version of this policy is in force.",
                newest,
                "Read the version in force",
            )
        if standing.state is PolicyStatus.CONSULTATION:
            by = copy.assembled.version.facts.comment_by
            text = f"Comments are welcome until {in_words(by)}." if by else "Comments are welcome."
            return components.render_banner(
                self.templates, "consultation", f"This version is not in force. {text}"
            )
        if standing.state is PolicyStatus.PROPOSED:
            return components.render_banner(
                self.templates, "proposed", f"{self.site.name} has not adopted this policy yet."
            )
        if copy.assembled.version.facts.status is VersionStatus.DRAFT:
            return components.render_banner(self.templates, "draft", "This version is not finished.")
        if standing.proposed:
            text = (
                f"{self.site.name} has been asked to adopt the version of {standing.proposed.title}. The text"
                " below is in force."
            )
            return components.render_banner(self.templates, "next", text)
        return self.edition_banner("../", f"{copy.id}/")

    def overdue_banner(self, copy: SchoolDocument) -> str:
        review = copy.standing.next_review
        if not (self.site.showing.is_newest and review and is_overdue(copy, self.as_at)):
            return ""
        text = (
            f"The review of this policy was due by {in_words(review)}. Until it is reviewed, this text holds."
        )
        return components.render_banner(self.templates, "overdue", text)

    def describe(self, facts: PolicyFacts, version: str) -> str:
        title = f"{facts.title} of {self.site.name}" if self.site.school else f"Model {facts.title}"
        return f"{title}, version of {version}. {facts.summary}".strip()

    def edition_banner(self, up: str, page: str = "") -> str:
        if self.site.showing.is_newest:
            return ""
        text = f"You are reading the edition {self.site.showing.edition.facts.title}."
        return components.render_banner(
            self.templates, "edition", text, f"{up}../latest/{page}index.html", "Go to the newest edition"
        )

    # -- what goes with the pages ----------------------------------------------------------------------------

    def pictures(self) -> None:
        for name, data in self.library.images.items():
            if name.startswith("images/") and any(f"../{name}" in one.page for one in self.ready):
                self.staging.write(f"{self.folder}/{name}", data)
        logo = self.site.values.get("school.logo")
        if logo and self.site.school:
            path = str(logo.value)
            self.staging.write(f"{self.folder}/images/logo{Path(path).suffix}", self.library.images[path])

    def archive(self) -> None:
        files = [
            (f"{one.copy.id}.{suffix}", file)
            for one in self.ready
            for suffix, file in sorted(one.files.items())
        ]
        if not files:
            return
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
            for name, file in files:
                archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), file.read())
        self.staging.write(f"{self.folder}/files/all.zip", packed.getvalue())

    def site_map(self) -> str:
        base = f"{_ANY_HOST}/{self.site.id}/{Path(self.folder).name}/"
        paths = [
            "",
            "index.html",
            f"{history.ID}/index.html",
            *(f"{one.copy.id}/index.html" for one in self.ready),
        ]
        paths += [f"{guide.ID if self.site.school is None else publishing.ID}/index.html"]
        paths += [f"{standing.policy.id}/index.html" for standing in self.site.without]
        urls = "".join(f"<url><loc>{escape(base + path)}</loc></url>" for path in paths)
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>\n'


def is_overdue(copy: SchoolDocument, day: date) -> bool:
    """Say whether a document should have been reviewed before a day."""
    review = copy.standing.next_review
    return bool(review and review < day)


def _with_shared_assets(page: str, depth: int) -> str:
    """All sites share the theme's assets; pages were rendered as if each site had its own."""
    own, shared = ("../" * depth, "../" * (depth + 2)) if depth else ("", "../../")
    return page.replace(f'"{own}assets/', f'"{shared}assets/')
