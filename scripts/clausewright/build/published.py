"""What a school publishes, told from the copies on its site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from ..assemble.sites import SchoolDocument, Site
from ..model.dates import in_words
from ..model.status import PolicyStanding, PolicyStatus
from ..site.published import Published
from .cache import FinishedFile

_KINDS = {"pdf": "PDF", "docx": "Word"}


def published(
    site: Site, copies: Iterable[tuple[SchoolDocument, Mapping[str, FinishedFile]]], as_at: date
) -> tuple[Published, ...]:
    """Return what a school's site has to show, and what it lacks, by title. `copies` come with their files by
    suffix.
    """
    found = [*(_of_copy(site, copy, files, as_at) for copy, files in copies), *_lacking(site)]
    return tuple(sorted(found, key=lambda one: one.title))


def _of_copy(site: Site, copy: SchoolDocument, files: Mapping[str, FinishedFile], as_at: date) -> Published:
    standing, facts = copy.standing, copy.standing.policy.facts
    href, must = f"../{copy.id}/index.html", facts.publish == "website"
    if standing.adoption is None:
        return Published(facts.title, must, href, missing="Proposed, not yet in force.")
    decided, review = standing.adoption.facts, standing.next_review
    return Published(
        title=facts.title,
        must=must,
        href=href,
        version=copy.assembled.version.title,
        approved=in_words(decided.on) if decided.on else "",
        since=in_words(decided.from_day) if decided.from_day else "",
        next_review=in_words(review) if review else "",
        overdue=bool(site.showing.is_newest and review and review < as_at),
        files=tuple(
            (kind, f"../files/{copy.id}.{suffix}") for suffix, kind in _KINDS.items() if suffix in files
        ),
    )


def _lacking(site: Site) -> Iterator[Published]:
    wanted: Iterable[PolicyStanding] = (
        one for one in site.without if one.state is not PolicyStatus.NOT_APPLICABLE
    )
    for one in wanted:
        facts = one.policy.facts
        yield Published(
            facts.title,
            facts.publish == "website",
            f"../{one.policy.id}/index.html",
            missing="Not adopted yet.",
        )
