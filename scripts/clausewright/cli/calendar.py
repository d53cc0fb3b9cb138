"""`clausewright calendar`."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..api import load_checked
from ..build.staging import write_file
from ..errors import errors_in, refuse_unknown
from ..model.library import Library
from ..register.calendars import Feed, as_calendar, feeds, stamps
from .command import Command, add_library_options
from .output import Console


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for."""

    library: Path
    as_at: date
    trust: str | None
    school: str | None
    committee: str | None
    owner: str | None
    out: Path | None


def _add_options(command: argparse.ArgumentParser) -> None:
    add_library_options(command)
    whose = command.add_mutually_exclusive_group()
    whose.add_argument("--trust", metavar="ID", help="only the reviews of a trust and its schools")
    whose.add_argument("--school", metavar="ID", help="only the reviews of a school")
    whose.add_argument(
        "--committee",
        metavar="BODY",
        help="only what a body decides: a word of schema.yml, such as governing_body",
    )
    whose.add_argument("--owner", metavar="NAME", help="only the policies of an owner, as in policy.yml")
    command.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="write to a file, which calendars take as an update of what it was",
    )


def _run(options: Options, console: Console) -> int:
    library, problems = load_checked(options.library, options.as_at)
    stopping = [problem for problem in errors_in(problems) if not problem.schools]
    if stopping:
        console.problems(stopping)
        console.error("There is no calendar while the library has these errors.")
        return 1
    feed = _find_feed(library, options)
    last = options.out.read_bytes() if options.out and options.out.is_file() else b""
    written = as_calendar(feed, options.as_at, stamps(last))
    if options.out:
        write_file(options.out, written)
        ahead = sum(review.done is None for review in feed.reviews)
        console.info(f"Wrote {options.out}: {feed.name}, {ahead} reviews to come.")
    else:
        console.write(written.decode())
    return 0


def _find_feed(library: Library, options: Options) -> Feed:
    all_feeds = feeds(library, options.as_at)
    for kind in ("trust", "school", "committee", "owner"):
        if feed_id := getattr(options, kind):
            feeds_by_id = {feed.id: feed for feed in all_feeds if feed.kind == kind}
            refuse_unknown(kind, (feed_id,), feeds_by_id)
            return feeds_by_id[feed_id]
    return all_feeds[0]


COMMAND = Command(_add_options, Options, _run)
