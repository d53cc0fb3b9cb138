"""Locks for libraries that tests make or change: most tests are about a library that was written so, not
changed after it was issued.
"""

from __future__ import annotations

from pathlib import Path

from clausewright.assemble.locks import freeze
from clausewright.edit.issue import write_lock
from clausewright.load import load_library
from clausewright.model.kinds import VersionStatus


def lock(root: Path) -> None:
    """Lock every version of a library as it is now, whatever is wrong with it, in place of the locks that it
    has.
    """
    for former in root.glob("policies/*/*.lock.yml"):
        former.unlink()
    library, _ = load_library(root)
    for policy in library.policies.values():
        for version in policy.versions:
            if version.facts.status in (VersionStatus.ISSUED, VersionStatus.WITHDRAWN):
                write_lock(root, freeze(library, policy, version))
