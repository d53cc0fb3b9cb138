"""The site: one reader's site in one edition, out of pages and files that are ready but for the reader's
values.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from html import escape
from pathlib import Path

from ..assemble.resolver import ValueResolver
from ..assemble.sites import SchoolDocument, Site
from ..bind import JSON, MARKDOWN, PLAIN, TokenTemplate, compile_template
from ..model.dates import in_words
from ..model.kinds import VersionStatus
from ..model.library import Library
from ..model.records import PolicyFacts
from ..model.status import PolicyStanding, PolicyStatus
from ..model.text import join_words
from ..model.values import Kind, Words, printed
from ..override_files import overrides_for
from ..questions import AnsweredQuestion
from ..reports import SCHEMA_NAME, read_schema
from ..site import can_i, components, feed, history, lookup, search, whom_to_tell
from ..site import published as publishing
from ..site.colours import render_colours
from ..site.components import render_change_files
from ..site.page_template import PageTemplate, compile_page_template
from ..templates import PageTemplates, load_templates
from .cache import FinishedFile
from .change_files import ChangeFiles, write_spreadsheet
from .change_sets import CHANGES, MODEL_FOLDER, ChangeSet, PairResolver
from .feeds import PublishedChanges, list_feed_entries, name_feed
from .pages import Pages
from .site_data import describe_decision, list_published, list_required
from .staging import Staging
from .variants import Variant

# Site maps name whole addresses. Material compares only what follows the common beginning, so any host will
# do.
_ANY_HOST = "https://policies.invalid"
# The files of a set of changes, by suffix.
FILES = {"pdf": "changes.pdf", "docx": "changes.docx"}
# How a policy stands whose text answers a reader's question.
_ANSWERING = frozenset({PolicyStatus.IN_FORCE, PolicyStatus.MODEL})


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


@dataclass(frozen=True, slots=True)
class ReadyChanges:
    """A set of changes that is ready to be put on a site: its files, its page with slots and tokens, and its
    finished files by suffix.
    """

    pair: ChangeSet
    change_files: ChangeFiles
    page: str
    printer: PairResolver
    files: Mapping[str, FinishedFile]


@lru_cache(maxsize=512)
def _compile_policy_page(page: str) -> PageTemplate:
    return compile_page_template(_share_assets(page, depth=1))


@lru_cache(maxsize=512)
def _compile_search_page(id: str, title: str, entries: tuple[search.Entry, ...]) -> TokenTemplate:
    return compile_template(search.write_page(f"{id}/index.html", title, entries))


@lru_cache(maxsize=512)
def _compile_questions(questions: tuple[AnsweredQuestion, ...]) -> TokenTemplate:
    return compile_template(json.dumps([[asked.question, asked.sentence] for asked in questions]))


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
            "banner": self._make_overdue_banner(document.copy) + self._make_banner(document.copy),
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
                    *self._list_links_to_changes(document.copy),
                    (f"../{history.ID}/index.html#{document.copy.standing.policy.id}", "Earlier versions"),
                ],
                f"{document.variant.title}, {document.copy.assembled.version.title}",
            ),
        }
        return form.fill(document.printer.resolve(form.keys, "html"), slots)

    def _list_links_to_changes(self, copy: SchoolDocument) -> Iterator[tuple[str, str]]:
        for pair in self.pairs:
            if href := pair.link_from(self.site, copy):
                yield href, _name_link(pair, copy)

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
        published_link = next(
            (link for link in self._list_links_to_pages("") if link.id == publishing.ID), None
        )
        body = components.render_home(
            self._templates,
            title,
            intro,
            self._list_links(""),
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
        """Readers' questions that texts in force answer, by those whom they concern."""
        groups: dict[str, dict[str, can_i.QuestionLine]] = {}
        for document in self.ready:
            if document.copy.status not in _ANSWERING:
                continue
            form = _compile_questions(document.variant.questions)
            texts = json.loads(form.fill(JSON, document.printer.resolve(form.keys, "html")))
            for asked, (question, sentence) in zip(document.variant.questions, texts, strict=True):
                place = f"{document.variant.title}{f', {asked.number}' if asked.number else ''}"
                href = f"../{document.copy.id}/index.html#{asked.clause}"
                line = can_i.QuestionLine(question, asked.answer, sentence, place, href)
                for audience in asked.audience or ("",):
                    groups.setdefault(audience, {}).setdefault(question, line)
        return tuple(
            can_i.QuestionGroup(
                id or "everybody", self._name_audience(id, "plural", "capital"), tuple(groups[id].values())
            )
            for id in sorted(groups, key=lambda id: (-len(groups[id]), id))
        )

    def _name_audience(self, id: str, *forms: str) -> str:
        bound = self.site.values.get(f"word.{id}")
        if bound is None or not isinstance(bound.value, Words):
            return "Everybody" if "capital" in forms else "everybody"
        return printed(Kind.WORDS, bound.value, forms) or ""

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
            "banner": self._make_edition_banner(up) if not active else "",
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
                (*self._list_links(up), *self._list_links_to_pages(up)),
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

    def _list_links(self, up: str) -> tuple[components.PolicyLink, ...]:
        return tuple(
            sorted(
                (*self._list_links_to_texts(up), *self._list_links_to_states(up)), key=lambda link: link.title
            )
        )

    def _list_links_to_texts(self, up: str) -> Iterator[components.PolicyLink]:
        for document in self.ready:
            standing, facts = document.copy.standing, document.copy.standing.policy.facts
            review = standing.next_review
            yield components.PolicyLink(
                id=document.copy.id,
                title=facts.title
                + (" (consultation)" if standing.state is PolicyStatus.CONSULTATION else ""),
                summary=facts.summary,
                href=f"{up}{document.copy.id}/index.html",
                state=document.copy.status.value,
                note=f"The version of {standing.proposed.title} is proposed."
                if standing.proposed and standing.adoption
                else "",
                version=document.copy.assembled.version.title,
                next_review=in_words(review) if review else "",
                overdue=self.site.showing.is_newest and is_overdue(document.copy, self.as_at),
                pdf=f"{up}files/{document.copy.id}.pdf" if "pdf" in document.files else "",
                docx=f"{up}files/{document.copy.id}.docx" if "docx" in document.files else "",
                meant_for=self._describe_audience(facts.audience),
            )

    def _list_links_to_pages(self, up: str) -> Iterator[components.PolicyLink]:
        if self._question_groups:
            yield components.PolicyLink(can_i.ID, can_i.TITLE, "", f"{up}{can_i.ID}/index.html", "")
        if self.site.school:
            yield components.PolicyLink(
                publishing.ID, publishing.TITLE, "", f"{up}{publishing.ID}/index.html", ""
            )
        yield components.PolicyLink(history.ID, history.TITLE, "", f"{up}{history.ID}/index.html", "")

    def _list_links_to_states(self, up: str) -> Iterator[components.PolicyLink]:
        for standing in self.site.without:
            facts = standing.policy.facts
            id = standing.policy.id
            yield components.PolicyLink(
                id,
                facts.title,
                facts.summary,
                f"{up}{id}/index.html",
                standing.state.value,
                meant_for=self._describe_audience(facts.audience),
            )

    def _describe_audience(self, audience: Collection[str]) -> str:
        """Whom a policy is for, in few enough ways to be headings of a home page."""
        families = [self._name_audience(id, "plural") for id in ("pupil", "parent") if id in audience]
        if not audience:
            return "Other policies"
        if not families:
            return f"For {self._name_audience('staff', 'plural')} and others who work here"
        return f"For {join_words(families)}" if set(audience) <= {"pupil", "parent"} else "For everybody"

    def _make_banner(self, copy: SchoolDocument) -> str:
        standing = copy.standing
        newest = f"../../latest/{copy.id}/index.html"
        if copy.status is PolicyStatus.SUPERSEDED:
            return components.render_banner(
                self._templates,
                "superseded",
                "A newer version of this policy is in force.",
                newest,
                "Read the version in force",
            )
        if standing.state is PolicyStatus.CONSULTATION:
            by = copy.assembled.version.facts.comment_by
            text = f"Comments are welcome until {in_words(by)}." if by else "Comments are welcome."
            return components.render_banner(
                self._templates, "consultation", f"This version is not in force. {text}"
            )
        if standing.state is PolicyStatus.PROPOSED:
            return components.render_banner(
                self._templates, "proposed", f"{self.site.name} has not adopted this policy yet."
            )
        if copy.assembled.version.facts.status is VersionStatus.DRAFT:
            return components.render_banner(self._templates, "draft", "This version is not finished.")
        if standing.proposed:
            text = (
                f"{self.site.name} has been asked to adopt the version of {standing.proposed.title}. The text"
                " below is in force."
            )
            return components.render_banner(self._templates, "next", text)
        return self._make_edition_banner("../", f"{copy.id}/")

    def _make_overdue_banner(self, copy: SchoolDocument) -> str:
        review = copy.standing.next_review
        if not (self.site.showing.is_newest and review and is_overdue(copy, self.as_at)):
            return ""
        text = (
            f"The review of this policy was due by {in_words(review)}. Until it is reviewed, this text holds."
        )
        return components.render_banner(self._templates, "overdue", text)

    def _describe(self, facts: PolicyFacts, version: str) -> str:
        title = f"{facts.title} of {self.site.name}" if self.site.school else f"Model {facts.title}"
        return f"{title}, version of {version}. {facts.summary}".strip()

    def _make_edition_banner(self, up: str, page: str = "") -> str:
        if self.site.showing.is_newest:
            return ""
        text = f"You are reading the edition {self.site.showing.edition.facts.title}."
        return components.render_banner(
            self._templates, "edition", text, f"{up}../latest/{page}index.html", "Go to the newest edition"
        )

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


def _name_link(pair: ChangeSet, copy: SchoolDocument) -> str:
    """What the link from the page of a copy to a set of changes says."""
    old, new = pair.old.assembled.version.title, pair.new.assembled.version.title
    if pair.of_model:
        return f"What changed since {old}"
    if pair.adoption is None:
        return f"What would change with {new}"
    if pair.adoption == copy.standing.adoption:
        return f"What changed for you since {old}"
    return f"What will change for you on {in_words(pair.new.day)}"


def is_overdue(copy: SchoolDocument, day: date) -> bool:
    """Say whether a document should have been reviewed before a day."""
    review = copy.standing.next_review
    return bool(review and review < day)


def _share_assets(page: str, depth: int) -> str:
    """All sites share the theme's assets; pages were rendered as if each site had its own."""
    former, shared = ("../" * depth, "../" * (depth + 2)) if depth else ("", "../../")
    return page.replace(f'"{former}assets/', f'"{shared}assets/')


def write_changes(staging: Staging, library: Library, changes: ReadyChanges, slots: Mapping[str, str]) -> str:
    """Write the page of a set of changes, its data and its files; return the data. `slots` are what stands
    around the page.
    """
    folder, facts = changes.pair.folder, describe_origin(changes.pair)
    form = compile_page_template(_settle_page(changes.page, changes.pair))
    pdf, docx = (name if suffix in changes.files else "" for suffix, name in FILES.items())
    templates = load_templates(overrides_for(library.root))
    actions = {
        "actions": render_adoption(templates, library, changes.pair)
        + render_change_files(
            templates,
            changes.change_files.variant.title,
            pdf,
            docx,
            is_decided=changes.pair.adoption is not None,
        )
    }
    staging.write(
        f"{folder}/index.html",
        form.fill(changes.printer.resolve(form.keys, "html"), {**slots, **actions}),
        **facts,
    )
    data = changes.change_files.data
    texts = [("changes.json", JSON, data.json), ("changes.md", MARKDOWN, data.markdown)]
    if changes.pair.adoption is None:
        texts += [("agenda.txt", PLAIN, data.agenda), ("email.txt", PLAIN, data.email)]
        rows = json.loads(data.rows.fill(JSON, changes.printer.resolve(data.rows.keys, "html")))
        variant = changes.change_files.variant
        for suffix in ("csv", "xlsx"):
            table = write_spreadsheet(suffix, rows, variant.title, variant.file_time)
            staging.write(f"{folder}/changes.{suffix}", table, **facts)
    filled = {}
    for name, format, text in texts:
        filled[name] = text.fill(format, changes.printer.resolve(text.keys, "html"))
        staging.write(f"{folder}/{name}", filled[name], **facts)
    for name, picture in library.images.items():
        if f'"{escape(name)}"' in changes.page:
            staging.write(f"{folder}/{name}", picture)
    write_change_files(staging, changes)
    return filled["changes.json"]


def render_adoption(templates: PageTemplates, library: Library, pair: ChangeSet) -> str:
    """What stands above the changes that an adoption brought: who decided on them and when, and what they are
    about. Nothing where none was decided on.
    """
    if pair.adoption is None:
        return ""
    return templates.render(
        "site/adoption.html",
        name=pair.site.name,
        version=pair.new.assembled.version.title,
        decided=describe_decision(library, pair.site.school, pair.adoption),
        old_day=in_words(pair.old.day),
        new_day=in_words(pair.new.day),
    )


def write_change_files(staging: Staging, changes: ReadyChanges) -> None:
    """Write only the Word file and the PDF."""
    for suffix, file in changes.files.items():
        staging.write(f"{changes.pair.folder}/{FILES[suffix]}", file.read(), **describe_origin(changes.pair))


def write_schema(staging: Staging) -> None:
    """Write the schema that the data of every set of changes fits."""
    staging.write(f"{MODEL_FOLDER}/{SCHEMA_NAME}", read_schema())


def is_change_file(path: str) -> bool:
    """Say whether a published file is the Word file or the PDF of a set of changes."""
    return path.endswith(tuple(f"/changes/{name}" for name in FILES.values())) or (
        path.startswith(f"{MODEL_FOLDER}/") and path.endswith(tuple(f"/{name}" for name in FILES.values()))
    )


def describe_origin(pair: ChangeSet) -> dict[str, str]:
    """What the manifest says of a set of changes."""
    versions = {"old": pair.old.assembled.version.name, "version": pair.new.assembled.version.name}
    return {"policy": pair.new.standing.policy.id, **versions, "variant": pair.new.assembled.digest}


def _settle_page(page: str, pair: ChangeSet) -> str:
    """The page in its place: it was rendered two folders deep in a site of its own.

    All sites share the theme's assets, and what lasts stands beside the reader's editions.
    """
    if pair.is_lasting:
        # The stop makes a folder of it to those who ask what an address is relative to.
        page = page.replace('"base": "../.."', f'"base": "{pair.up}."')
        page = re.sub(r'="\.\./\.\./(?!assets/)', f'="{pair.up}', page)
    return page.replace('"../../assets/', '"../../../../assets/')
