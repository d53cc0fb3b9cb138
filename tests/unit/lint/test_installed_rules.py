"""Rules of others: a package beside clausewright offers them, as the documentation says, and is told what is
wrong with it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from clausewright.cli import answers, run
from clausewright.lint.installed import load_installed_rules
from tests.support import REPOSITORY
from tests.support.small import AS_AT, WHO, copied

PAGE = (REPOSITORY / "docs" / "pages" / "how-to" / "own-rules.md").read_text(encoding="utf-8")
[MODULE] = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
[ENTRY] = re.findall(
    r'^(\[project\.entry-points\."clausewright\.rules"\]\n.*?)^```', PAGE, re.MULTILINE | re.DOTALL
)


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder in which packages are installed, with the documentation's in it."""
    folder = tmp_path / "site-packages"
    facts = folder / "own_rules-1.0.dist-info"
    facts.mkdir(parents=True)
    (folder / "own_rules.py").write_text(MODULE, encoding="utf-8")
    (facts / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: own-rules\nVersion: 1.0\n", encoding="utf-8"
    )
    entry = ENTRY.replace('[project.entry-points."clausewright.rules"]', "[clausewright.rules]").replace(
        '"', ""
    )
    (facts / "entry_points.txt").write_text(entry, encoding="utf-8")
    monkeypatch.syspath_prepend(folder)
    load_installed_rules.cache_clear()
    yield folder
    load_installed_rules.cache_clear()
    sys.modules.pop("own_rules", None)


def check_wording(root: Path, *arguments: str) -> int:
    """Check a library's wording."""
    return run(["check", "--family", "wording", "--library", str(root), "--as-at", AS_AT, *arguments])


def test_the_rule_of_the_documentation_is_one_among_the_others(
    packages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert packages.is_dir()
    root = copied(tmp_path / "library")
    clause = root / WHO
    clause.write_text(clause.read_text(encoding="utf-8").rstrip().removesuffix(".") + "!\n", encoding="utf-8")
    check_wording(root, "--rules")
    listed = capsys.readouterr().out
    check_wording(root)
    printed = capsys.readouterr().out
    assert "OWN-SHOUTING            warning  A sentence ends with an exclamation mark." in listed
    assert re.search(rf"warning {WHO}:\d+: The sentence shouts\. .*OWN-SHOUTING", printed.replace("\n", " "))
    assert "BRAND" in listed


@pytest.mark.parametrize(
    ("module", "told"),
    [
        ("RULES = nothing_of_the_kind", ""),
        ("", "cannot be imported: module 'own_rules' has no attribute 'RULES'"),
        ("import no_such_package", "cannot be imported: No module named 'no_such_package'"),
        ("RULES = ['BRAND']", "offers 'BRAND', which is no Rule of clausewright.lint"),
        (MODULE.replace("OWN-SHOUTING", "BRAND"), "offers a rule 'BRAND', and there is one already"),
        (f"{MODULE}\nRULES *= 2", "offers a rule 'OWN-SHOUTING', and there is one already"),
    ],
)
def test_a_package_whose_rules_cannot_be_used_is_named(
    module: str, told: str, packages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (packages / "own_rules.py").write_text(module, encoding="utf-8")
    root = copied(tmp_path / "library")
    if not told:
        # What a module does wrong by itself is its author's to see.
        with pytest.raises(NameError):
            check_wording(root)
        return
    assert check_wording(root) == 1
    out = capsys.readouterr().out
    assert f"clausewright.rules: own: {told}" in " ".join(out.split())
    assert "Mend the package 'own-rules', or uninstall it." in out


def test_while_rules_of_others_are_installed_no_answer_is_remembered(packages: Path, tmp_path: Path) -> None:
    root = copied(tmp_path / "library")
    assert answers.take_digest(root) == ""
    (packages / "own_rules-1.0.dist-info" / "entry_points.txt").unlink()
    assert answers.take_digest(root) != ""
