"""`clausewright new`."""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from .. import __version__
from ..edit.new_library import HOSTS, Beginning, write_library
from ..errors import UsageError
from ..model.text import count_noun, join_words
from .command import Command
from .output import Console
from .schema import renew_json_schema

_UNKNOWN_TOOL = "# clausewright @ git+https://HOST/OWNER/clausewright@v{version}"


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for."""

    folder: Path
    host: str
    tool: str
    has_example: bool
    title: str
    unit: str


def _add_options(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "folder", type=Path, metavar="DIR", help="a folder; what is in it already stays as it is"
    )
    command.add_argument(
        "--host",
        choices=HOSTS,
        default="none",
        help="also write what this host needs to check and publish the library (none)",
    )
    command.add_argument(
        "--tool",
        default="",
        metavar="REQUIREMENT",
        help="the line by which pip installs clausewright at the host (where this copy came from)",
    )
    command.add_argument(
        "--empty",
        action="store_false",
        dest="has_example",
        help="begin without the example's policy and schools",
    )
    command.add_argument("--title", default="", metavar="TITLE", help="the title of the front page")
    command.add_argument(
        "--unit",
        default="",
        metavar="WORDS",
        help="what the body is called that adopts policies, one and several of them: clinic/clinics",
    )


def _run(options: Options, console: Console) -> int:
    tool = options.tool or _describe_this_copy()
    line = tool or _UNKNOWN_TOOL.format(version=__version__)
    beginning = Beginning(options.has_example, options.title, _read_unit(options.unit))
    done = write_library(options.folder, options.host, line, beginning)
    if not done.written and not done.longer:
        console.info(f"{options.folder} has all of it already; nothing was written.")
        return 0
    console.info(f"Wrote {count_noun(len(done.written), 'file')} to {options.folder}.")
    if done.longer:
        console.info(f"Added lines to {join_words(done.longer)}.")
    if done.kept:
        console.info(f"Left as they were: {', '.join(done.kept)}.")
    if options.host != "none" and not tool and "requirements.txt" in done.written:
        console.info(
            "Write into requirements.txt where clausewright comes from: this copy was installed from a"
            " folder, which the host does not have."
        )
    begins_empty = not options.has_example and "variables/schema.yml" in done.written
    if begins_empty:
        renew_json_schema(options.folder, console)
    console.info(f"Now: cd {options.folder} && clausewright {'edit' if begins_empty else 'build'}")
    return 0


def _read_unit(written: str) -> dict[str, str]:
    """The words for the body that adopts, by their forms. Raises UsageError where there are not two."""
    if not written:
        return {}
    words = [word.strip() for word in written.split("/")]
    if len(words) != 2 or not all(words):
        raise UsageError(f"--unit is '{written}'. Write one and several, as in --unit clinic/clinics.")
    return {"singular": words[0], "plural": words[1]}


def _describe_this_copy() -> str:
    """The line by which pip installs this very copy elsewhere; empty where it was installed from a folder.

    Where a copy came from is recorded as PEP 610 says; nothing is recorded for one from a package index.
    """
    try:
        record = distribution("clausewright").read_text("direct_url.json")
    except PackageNotFoundError:
        return ""
    if record is None:
        return f"clausewright=={__version__}"
    origin = json.loads(record)
    if repository := origin.get("vcs_info"):
        return f"clausewright @ {repository['vcs']}+{origin['url']}@{repository['commit_id']}"
    return f"clausewright @ {origin['url']}" if origin["url"].startswith("https:") else ""


COMMAND = Command(_add_options, Options, _run)
