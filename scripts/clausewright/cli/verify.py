"""`clausewright verify`."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ..api import load_library
from ..build.proof import build_again, prove
from ..build.signature import SIGNATURE, find_signer
from ..build.verify import Published, find_changed_files, find_changed_texts, read_published
from ..check import check
from ..check.locks import RULES
from ..errors import Problem, UsageError, errors_in
from ..model.library import Library
from ..model.text import count_noun
from .build import find_schools_to_leave
from .command import Command, add_library_options, add_problem_options
from .output import Console


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for."""

    folder: Path | None
    against: Path | None
    signers: Path | None
    library: Path
    as_at: date
    strict: bool


@dataclass(slots=True)
class Findings:
    """What was found: the problems, what was proved, and what was not."""

    problems: list[Problem] = field(default_factory=list)
    proved: list[str] = field(default_factory=list)
    not_proved: list[str] = field(default_factory=list)

    def add(self, problems: Iterable[Problem], proved: str) -> None:
        """Add the outcome of looking at something; what is `proved` holds where no error was found."""
        new_problems = list(problems)
        self.problems += new_problems
        if not errors_in(new_problems):
            self.proved.append(proved)


def _add_options(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "folder", nargs="?", type=Path, metavar="DIR", help="a published folder (public, where there is one)"
    )
    command.add_argument(
        "--against", type=Path, metavar="DIR", help="another published folder, whose texts should be the same"
    )
    command.add_argument(
        "--signers",
        type=Path,
        metavar="FILE",
        help=(
            "whose signature the manifest must bear: names and public keys, as ssh-keygen lists allowed"
            " signers"
        ),
    )
    add_library_options(command)
    add_problem_options(command)


def _run(options: Options, console: Console) -> int:
    findings = Findings()
    loaded: tuple[Library, tuple[Problem, ...]] | None = None
    if (options.library / "policies").is_dir():
        loaded = load_library(options.library.resolve())
        _look_at_locks(findings, *loaded, options.as_at)
    elif options.folder is None:
        raise UsageError(
            f"There is no library in {options.library.resolve()}. Name a published folder, or a library with"
            " --library."
        )
    folder = options.folder or options.library / "public"
    if options.folder or options.against or options.signers or folder.is_dir():
        published = read_published(_require_folder(folder))
        proved = f"{len(published.files)} published files are what the manifest of {folder.name}/ says."
        findings.add(find_changed_files(published), proved)
        _look_at_signature(findings, published, options.signers)
        _look_at_words(findings, published, loaded, console, is_signed=options.signers is not None)
        if options.against:
            findings.add(
                find_changed_texts(published, read_published(_require_folder(options.against))),
                f"No document says something else than in {options.against.name}/ under the same version.",
            )
    console.problems(findings.problems)
    stopping = findings.problems if options.strict else errors_in(findings.problems)
    if not stopping:
        not_proved = [f"Not proved: {statement}." for statement in findings.not_proved]
        console.info("\n".join((*findings.proved, *not_proved)))
    return int(bool(stopping))


def _require_folder(folder: Path) -> Path:
    if not folder.is_dir():
        raise UsageError(f"There is no folder {folder}.")
    return folder.resolve()


def _look_at_locks(findings: Findings, library: Library, loaded: tuple[Problem, ...], as_at: date) -> None:
    """What cannot be read cannot be verified, so that is told too."""

    def problems() -> Iterator[Problem]:
        yield from (problem for problem in errors_in(loaded) if problem.path.startswith("policies/"))
        for rule in RULES:
            yield from rule(library, {}, as_at)

    versions = [version for policy in library.policies.values() for version in policy.versions]
    count = sum(version.lock is not None for version in versions)
    findings.add(problems(), f"{count} issued version{' is' if count == 1 else 's are'} as issued.")


def _look_at_signature(findings: Findings, published: Published, signers: Path | None) -> None:
    if signers:
        findings.proved.append(
            f"The manifest was signed by {find_signer(published.root, signers)}: they vouch for what it says."
        )
    elif (published.root / SIGNATURE).exists():
        findings.not_proved.append("whose signature the manifest bears; --signers says whose it must be")
    else:
        findings.not_proved.append("who published the folder; its manifest is not signed")


def _look_at_words(
    findings: Findings,
    published: Published,
    loaded: tuple[Library, tuple[Problem, ...]] | None,
    console: Console,
    *,
    is_signed: bool,
) -> None:
    """Compile the words again where there is a library that can be compiled."""
    claim = "that the words are those of the library"
    if loaded is None:
        findings.not_proved.append(f"{claim}; there is none here (--library)")
        return
    if published.as_at is None:
        findings.not_proved.append(f"{claim}; the manifest names no day")
        return
    library, problems = loaded
    # A proof believes nothing that was found out before.
    errors = errors_in(check(library, problems, published.as_at))
    without = find_schools_to_leave(errors) if errors else frozenset()
    if errors and not without:
        findings.not_proved.append(f"{claim}; 'clausewright check' finds errors in it")
        return
    with (
        console.progress() as progress,
        build_again(library, published, published.as_at, without, progress) as again,
    ):
        proof = prove(published, again, without)
    proved = (
        f"{count_noun(proof.identical, 'file')} are, byte for byte, what the library makes as at"
        f" {published.as_at}"
    )
    if proof.same_words:
        proved += f", and {count_noun(len(proof.same_words), 'document')} more have its words"
    findings.add(proof.problems, f"{proved}.")
    if proof.believes_manifest:
        findings.not_proved.append(_name_what_was_believed(published, is_signed=is_signed))
    if published.is_partial:
        findings.not_proved.append(
            "that nothing is missing; the last build renewed only a part of the library"
        )
    if without:
        findings.not_proved.append(
            f"{claim}, of {', '.join(sorted(without))}; 'clausewright check' finds errors there"
        )
    findings.not_proved.append(
        "that the library itself is as it was decided on; its history is kept with git"
    )


def _name_what_was_believed(published: Published, *, is_signed: bool) -> str:
    """What decides that words were compared instead of bytes, and is only the manifest's word."""
    maker = published.made_by or "an unknown program"
    extent = ", and renewed only a part of it" if published.is_partial else ""
    believed = f"that {maker} made the folder{extent}, which is why words were compared and not every byte"
    if is_signed:
        return f"{believed}; whoever signed the manifest says so"
    unsigned = "only the manifest says so, and whoever alters a file can alter that: sign it (build --sign)"
    return f"{believed}; {unsigned}"


COMMAND = Command(_add_options, Options, _run)
