"""Redlines in formats that know no marks show what was added and removed wherever it stands.

Broken by hand to see it fail: a note told by its words alone ("sixtwo weeks").
"""

from __future__ import annotations

from pathlib import Path

import pytest

from clausewright.cli import run

OLD = "# Visits\n\n1.1 Staff tell the office.[^1]\n\n[^1]: The office answers within six weeks.\n"


@pytest.mark.parametrize(("form", "shown"), [("text", "[-six-]{+two+}"), ("md", "~~six~~ **two**")])
def test_what_changed_in_a_note_is_marked_in_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str, shown: str
) -> None:
    old, new = tmp_path / "old.md", tmp_path / "new.md"
    old.write_text(OLD, encoding="utf-8")
    new.write_text(OLD.replace("six", "two"), encoding="utf-8")
    assert run(["diff", "--files", str(old), str(new), "--format", form]) == 0
    assert f"within {shown} weeks." in capsys.readouterr().out
