"""Banners: what stands across the head of a page and says how its text, or its edition, stands."""

from __future__ import annotations

from datetime import date

from ..assemble.sites import SchoolDocument, Site
from ..model.dates import in_words
from ..model.kinds import VersionStatus
from ..model.status import PolicyStatus
from ..site import components
from ..templates import PageTemplates


def render_status_banner(templates: PageTemplates, site: Site, copy: SchoolDocument) -> str:
    """Say at the head of a document's page how its text stands, where that is not simply in force."""
    standing = copy.standing
    newest = f"../../latest/{copy.id}/index.html"
    if copy.status is PolicyStatus.SUPERSEDED:
        return components.render_banner(
            templates,
            "superseded",
            "A newer version of this policy is in force.",
            newest,
            "Read the version in force",
        )
    if standing.state is PolicyStatus.CONSULTATION:
        by = copy.assembled.version.facts.comment_by
        text = f"Comments are welcome until {in_words(by)}." if by else "Comments are welcome."
        return components.render_banner(templates, "consultation", f"This version is not in force. {text}")
    if standing.state is PolicyStatus.PROPOSED:
        return components.render_banner(
            templates, "proposed", f"{site.name} has not adopted this policy yet."
        )
    if copy.assembled.version.facts.status is VersionStatus.DRAFT:
        return components.render_banner(templates, "draft", "This version is not finished.")
    if standing.proposed:
        text = (
            f"{site.name} has been asked to adopt the version of {standing.proposed.title}. The text"
            " below is in force."
        )
        return components.render_banner(templates, "next", text)
    return render_edition_banner(templates, site, "../", f"{copy.id}/")


def render_overdue_banner(templates: PageTemplates, site: Site, copy: SchoolDocument, as_at: date) -> str:
    """Say on the newest edition's page of a document that its review is overdue on a day."""
    review = copy.standing.next_review
    if not (site.showing.is_newest and review and is_overdue(copy, as_at)):
        return ""
    text = f"The review of this policy was due by {in_words(review)}. Until it is reviewed, this text holds."
    return components.render_banner(templates, "overdue", text)


def render_edition_banner(templates: PageTemplates, site: Site, up: str, page: str = "") -> str:
    """Say on a page of an earlier edition which one it is, and lead to the newest; `page` is where it stands
    in an edition, `up` leads from it to the edition's folder.
    """
    if site.showing.is_newest:
        return ""
    text = f"You are reading the edition {site.showing.edition.facts.title}."
    return components.render_banner(
        templates, "edition", text, f"{up}../latest/{page}index.html", "Go to the newest edition"
    )


def is_overdue(copy: SchoolDocument, day: date) -> bool:
    """Say whether a document should have been reviewed before a day."""
    review = copy.standing.next_review
    return bool(review and review < day)
