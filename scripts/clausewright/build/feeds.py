"""Feeds: what a reader's feed tells of a text that came into force, was reviewed, or is in consultation."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from ..assemble.sites import MODEL_ID, Site
from ..model.dates import in_words
from ..model.library import Library
from ..model.status import PolicyStatus
from ..model.text import count_noun
from ..site.feed import FeedChange, FeedEntry
from ..site.history import History, PolicyHistory, VersionPeriod
from .change_sets import CHANGES, ChangeSet
from .site_data import describe_decision


@dataclass(frozen=True, slots=True)
class PublishedChanges:
    """A set of changes with what its data say: the JSON that is published beside its page."""

    pair: ChangeSet
    data: str


def name_feed(library: Library, site: Site) -> str:
    """What tells a reader's feed from every other. Neither a name nor an address is in it, which may change;
    the model has no id of its own, so the seal of its oldest version stands for one.
    """
    if site.school:
        return f"{site.school.facts.authority}/{site.id}"
    locks = [
        (version.date, policy.id, version.lock.facts.seal)
        for policy in library.policies.values()
        for version in policy.versions
        if version.lock
    ]
    return f"{MODEL_ID}/{min(locks)[2] if locks else ''}"


def list_feed_entries(
    library: Library, site: Site, history: History, published: Iterable[PublishedChanges], as_at: date
) -> list[FeedEntry]:
    """Return an entry for each text that has been decided on by a day, and each that is in consultation, with
    what it changed; and one for each review that changed nothing. Its day is that of the decision.
    """
    by_page = {changes.pair.path_at_reader: changes for changes in published}
    start = name_feed(library, site)
    entries: list[FeedEntry] = []
    for policy in history.policies:
        for index, version in enumerate(policy.periods):
            if version.decided_on <= as_at:
                entry = _make_entry(library, start, policy, version, by_page.get(version.changes))
                if index == 0:
                    entry = replace(entry, facts=(*entry.facts, "No version was in force here before."))
                entries.append(entry)
        entries += _make_review_entries(library, site, start, policy, as_at)
    for changes in by_page.values():
        if changes.pair.new.standing.state is PolicyStatus.CONSULTATION:
            entries.append(_make_consultation_entry(start, changes))
    return entries


def _make_entry(
    library: Library,
    start: str,
    policy: PolicyHistory,
    version: VersionPeriod,
    changes: PublishedChanges | None,
) -> FeedEntry:
    """An entry for a version in force. Its name has the seal of the version, which no other library has."""
    text = library.policies[policy.id].named(version.name)
    seal = text.lock.facts.seal if text and text.lock else ""
    facts = (
        f"Decided: {version.decided}." if version.decided else "",
        version.summary,
        _count_changes(changes) if changes else "",
    )
    return FeedEntry(
        name=f"{start}/{policy.id}/{version.name}/{version.first}/{seal}",
        title=f"{policy.title}: {version.version}, in force from {in_words(version.first)}",
        day=version.decided_on,
        href=_relate_to_feed(version.changes) or f"../latest/{policy.id}/index.html",
        facts=tuple(filter(None, facts)),
        changes=tuple(_list_feed_changes(changes)) if changes else (),
    )


def _make_review_entries(
    library: Library, site: Site, start: str, policy: PolicyHistory, as_at: date
) -> Iterator[FeedEntry]:
    """The reviews by a day that left a version as it is."""
    if site.school is None:
        return
    versions = {version.name: version.version for version in policy.periods}
    for decision in library.adoptions(site.school, policy.id):
        facts = decision.facts
        if (
            facts.status != "reviewed"
            or facts.on is None
            or facts.on > as_at
            or facts.version not in versions
        ):
            continue
        next_review = f"Next review due: {in_words(facts.next_review)}." if facts.next_review else ""
        yield FeedEntry(
            name=f"{start}/{policy.id}/{facts.version}/review/{facts.on}",
            title=f"{policy.title}: reviewed, with no change",
            day=facts.on,
            href=f"../latest/{policy.id}/index.html",
            facts=(
                f"Reviewed: {describe_decision(library, site.school, decision)}.",
                f"The version of {versions[facts.version]} stays as it is.",
                *filter(None, [next_review]),
            ),
        )


def _make_consultation_entry(start: str, changes: PublishedChanges) -> FeedEntry:
    version, policy = changes.pair.new.assembled.version, changes.pair.new.standing.policy
    until = f" until {in_words(version.facts.comment_by)}" if version.facts.comment_by else ""
    asked_on = [consulted.on for consulted in version.facts.consulted]
    return FeedEntry(
        name=f"{start}/{policy.id}/{version.name}/consultation",
        title=f"{policy.facts.title}: {version.title}, in consultation",
        day=max(asked_on, default=version.date),
        href=_relate_to_feed(changes.pair.path_at_reader),
        facts=(
            f"This version is not in force. Comments are welcome{until}.",
            version.facts.summary,
            _count_changes(changes),
        ),
        changes=tuple(_list_feed_changes(changes)),
    )


def _relate_to_feed(path: str) -> str:
    """The way from the feed to a page in its folder; `path` leads there from the reader's folder."""
    return path.removeprefix(f"{CHANGES}/")


def _count_changes(changes: PublishedChanges) -> str:
    number = json.loads(changes.data)["counts"]["all"]
    since = changes.pair.old.assembled.version.title
    return f"{count_noun(number, 'change')} since {since}{':' if number else '.'}"


def _list_feed_changes(changes: PublishedChanges) -> Iterator[FeedChange]:
    for change in json.loads(changes.data)["changes"]:
        yield FeedChange(change["name"], change["what"])
