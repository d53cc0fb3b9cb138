"""The theme's templates, compiled once a process: each build, and the search's plugin three times in each,
asks the theme for an environment of its own, which would read and compile Material's templates again.
"""

from __future__ import annotations

import os
from pathlib import Path
from types import CodeType

from jinja2 import BytecodeCache, Environment, FileSystemLoader
from jinja2.bccache import Bucket
from mkdocs.theme import Theme


class _CompiledTemplates(BytecodeCache):
    """Keeps compiled templates in memory, each under the digest of its text: a template that was edited is
    compiled anew. Nothing of it is written to disk, where somebody might plant what runs.
    """

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._code[bucket.key, bucket.checksum] = bucket.code


class _VisibleFiles(FileSystemLoader):
    """Lists only what a site may publish. Material has some ten thousand pictures in a hidden folder, which
    MkDocs would look at one by one, to pass over them all.
    """

    def list_templates(self) -> list[str]:
        names: set[str] = set()
        for folder in self.searchpath:
            for place, folders, files in os.walk(folder, followlinks=self.followlinks):
                folders[:] = [name for name in folders if not name.startswith(".")]
                inside = Path(place).relative_to(folder)
                names.update((inside / name).as_posix() for name in files)
        return sorted(names)


_compiled = _CompiledTemplates()


def reuse_templates(theme: Theme) -> None:
    """Let the environments that a theme makes share what was compiled before in this process."""
    make_environment = theme.get_env

    def get_env() -> Environment:
        environment = make_environment()
        environment.bytecode_cache = _compiled
        environment.loader = _VisibleFiles(theme.dirs)
        return environment

    theme.get_env = get_env  # type: ignore[method-assign]
