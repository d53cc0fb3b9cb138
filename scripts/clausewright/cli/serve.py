"""`clausewright serve`."""

from __future__ import annotations

import argparse

from ..build import BuildOptions, build
from ..errors import errors_in
from ..load import load_library
from ..site.preview import preview
from .command import Command, checked, known, library_options
from .output import Console


def _options(command: argparse.ArgumentParser) -> None:
    command.add_argument("school", nargs="?", default="model", help="the school's id (the model)")
    library_options(command)
    command.add_argument("--port", type=int, default=8000, help="the port on this machine (8000)")


def _run(options: argparse.Namespace, voice: Console) -> int:
    root = options.library.resolve()
    out = root / ".clausewright" / "preview"
    library, _ = load_library(root)
    if options.school != "model":
        known("school", (options.school,), library.schools)
    chosen = frozenset() if options.school == "model" else frozenset({options.school})

    def rebuild() -> None:
        library, problems = checked(root, options.as_at)
        voice.problems(problems)
        if not errors_in(problems):
            newest = [edition.id for edition in library.editions if edition.date <= options.as_at][-1:]
            only_model = frozenset(library.schools) if not chosen else frozenset()
            order = BuildOptions(
                root, out, options.as_at, chosen, frozenset(newest), frozenset({"site"}), only_model
            )
            report = build(library, order, lambda *_: None)
            voice.tell(f"Built in {report.seconds:.1f} s.")

    voice.tell(
        f"Showing {options.school} at http://localhost:{options.port}/{options.school}/latest/index.html;"
        " Ctrl-C ends it."
    )
    preview(
        rebuild,
        out,
        [root / name for name in ("policies", "variables", "overrides", "mkdocs.yml")],
        options.port,
    )
    return 0


COMMAND = Command("serve", "show one school's site, or the model, and follow every change", _options, _run)
