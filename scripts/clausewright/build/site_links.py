"""The links of a site: to its policies, to its other pages, and to what changed in a document."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from ..assemble.sites import SchoolDocument, Site
from ..model.dates import in_words
from ..model.status import PolicyStatus
from ..model.text import join_words
from ..site import can_i, history
from ..site import published as publishing
from ..site.components import PolicyLink
from .banners import is_overdue
from .change_sets import ChangeSet
from .site_contents import PublishableDocument
from .site_questions import name_audience


@dataclass(frozen=True, slots=True)
class SiteLinks:
    """Makes the links of a site with these documents, as it is on a day. `pairs` are the sets of changes that
    are published.
    """

    site: Site
    documents: tuple[PublishableDocument, ...]
    pairs: tuple[ChangeSet, ...]
    as_at: date
    has_questions: bool

    def list_policies(self, up: str) -> tuple[PolicyLink, ...]:
        """Return the links to every policy's page, from a page that `up` leads out of."""
        return tuple(sorted((*self._list_texts(up), *self._list_states(up)), key=lambda link: link.title))

    def _list_texts(self, up: str) -> Iterator[PolicyLink]:
        for document in self.documents:
            standing, facts = document.copy.standing, document.copy.standing.policy.facts
            review = standing.next_review
            yield PolicyLink(
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

    def list_pages(self, up: str) -> Iterator[PolicyLink]:
        """Yield the links to the pages that are no policy's."""
        if self.has_questions:
            yield PolicyLink(can_i.ID, can_i.TITLE, "", f"{up}{can_i.ID}/index.html", "")
        if self.site.school:
            yield PolicyLink(publishing.ID, publishing.TITLE, "", f"{up}{publishing.ID}/index.html", "")
        yield PolicyLink(history.ID, history.TITLE, "", f"{up}{history.ID}/index.html", "")

    def _list_states(self, up: str) -> Iterator[PolicyLink]:
        for standing in self.site.without:
            facts = standing.policy.facts
            id = standing.policy.id
            yield PolicyLink(
                id,
                facts.title,
                facts.summary,
                f"{up}{id}/index.html",
                standing.state.value,
                meant_for=self._describe_audience(facts.audience),
            )

    def _describe_audience(self, audience: Collection[str]) -> str:
        """Whom a policy is for, in few enough ways to be headings of a home page."""
        families = [name_audience(self.site, id, "plural") for id in ("pupil", "parent") if id in audience]
        if not audience:
            return "Other policies"
        if not families:
            return f"For {name_audience(self.site, 'staff', 'plural')} and others who work here"
        return f"For {join_words(families)}" if set(audience) <= {"pupil", "parent"} else "For everybody"

    def list_changes(self, copy: SchoolDocument) -> Iterator[tuple[str, str]]:
        """Yield where what changed in a document is told, and the words of the link."""
        for pair in self.pairs:
            if href := pair.link_from(self.site, copy):
                yield href, _name_link(pair, copy)


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
