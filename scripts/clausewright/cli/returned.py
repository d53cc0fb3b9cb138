"""`clausewright return`."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from ..assemble.assembly import Assembler
from ..assemble.sites import Copy, Site, every_site
from ..errors import ClausewrightError, Problem, UsageError, errors_in
from ..publish import word_file
from ..returns.compare import compare
from ..returns.proposals import text_proposals, value_proposals
from ..returns.report import lines_of
from ..word.identity import Identity
from ..word.returned import UnreadableWordFileError, WordFile, read_word_file
from .command import Command, checked, library_options
from .say import Voice


def _options(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=Path, metavar="FILE", help="a Word file that clausewright made and somebody edited")
    library_options(command)


def _run(options: argparse.Namespace, voice: Voice) -> int:
    library, problems = checked(options.library, options.as_at)
    if errors_in(problems):
        raise ClausewrightError(errors_in(problems))
    assembler = Assembler(library)
    sites = every_site(assembler, options.as_at)
    places = {id for site in sites for id in site.clauses}
    back = _read(options.file, places)
    if back.identity is None:
        raise UsageError(f"{options.file} does not say which document it is: it was not made by clausewright. Try 'clausewright import'.")
    site, copy = _found(sites, back.identity)
    sent = read_word_file(word_file(assembler, site, copy), places)
    returned = compare(sent, back)
    revisions = {revision.clause: revision for revision in copy.assembled.revisions}
    values, texts = tuple(value_proposals(returned, library)), tuple(text_proposals(returned, revisions, library))
    voice.tell(f"{copy.assembled.policy.facts.title}, {copy.assembled.version.title}, {site.name}")
    for line in lines_of(returned, values, texts, site.id, str(options.as_at)):
        voice.tell(line)
    return 0


def _read(file: Path, places: Iterable[str]) -> WordFile:
    try:
        return read_word_file(file.read_bytes(), places)
    except FileNotFoundError:
        raise UsageError(f"There is no file {file}.") from None
    except IsADirectoryError:
        raise UsageError(f"{file} is a folder.") from None
    except UnreadableWordFileError as error:
        raise ClausewrightError([Problem(str(file), 0, "cannot be read", str(error))]) from None


def _found(sites: Iterable[Site], identity: Identity) -> tuple[Site, Copy]:
    """The document that a file says it is, in the newest edition that has it."""
    own = [site for site in sites if site.id == identity.reader]
    if not own:
        raise UsageError(f"The file is of '{identity.reader}', which this library does not have.")
    for site in sorted(own, key=lambda site: site.showing.day, reverse=True):
        for copy in site.copies:
            if (copy.assembled.policy.id, copy.assembled.version.name) == (identity.policy, identity.version):
                return site, copy
    raise UsageError(f"{own[0].name} shows no version {identity.version} of '{identity.policy}' any more.")


COMMAND = Command("return", "take back a Word file that was sent out and edited, and say what follows from each edit", _options, _run)
