"""Leftovers: files and folders that systems and programs make by themselves beside what people write."""

from __future__ import annotations

import re

# Explorer, Finder, Word, vim and network drives each leave their own; whatever begins with a dot is hidden.
_LEFTOVERS = re.compile(
    r"\..*|desktop\.ini|(?:eh)?thumbs(?:_vista)?\.db(?::encryptable)?|~\$.*|~wr[ladf]\d*\.tmp|icon\r"
    r"|.*\.sw[nopx]|__macosx|@eadir|\$recycle\.bin|recycler|system volume information|lost\+found"
    r"|temporary items|network trash folder",
    re.IGNORECASE,
)


def is_leftover(name: str) -> bool:
    """Say whether a file or folder of this name was left behind by a system or a program, such as
    `desktop.ini`, `.DS_Store` or the `~$policy.docx` of an open Word window. Nobody wrote it, so nobody reads
    it and nobody is told of it.
    """
    return _LEFTOVERS.fullmatch(name) is not None
