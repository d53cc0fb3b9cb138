"""Law: `make build` and `make test` do not turn red because of a busy machine or of somebody else's release."""

from __future__ import annotations

import re
import tomllib

from hypothesis import settings
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support import REPOSITORY

PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = "requirements.lock"


def read_pins() -> dict[str, str]:
    """Read the version of each package in the lock file; every line of it is a pin or a comment."""
    pins: dict[str, str] = {}
    for line in (REPOSITORY / LOCK).read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        name, version = line.split("==")
        assert re.fullmatch(r"[\w.]+", version), line
        pins[canonicalize_name(name)] = version
    return pins


def read_requirements() -> list[Requirement]:
    """Read what the project asks for itself, for its tests and for its linters."""
    lines = [*PROJECT["dependencies"]]
    for extra in PROJECT["optional-dependencies"].values():
        lines += extra
    return [Requirement(line) for line in lines]


def test_no_example_of_a_law_has_a_deadline() -> None:
    assert settings().deadline is None


def test_every_requirement_is_pinned_to_a_version_that_it_allows() -> None:
    pins = read_pins()
    for requirement in read_requirements():
        version = pins.get(canonicalize_name(requirement.name), "")
        assert version, f"{requirement.name} is not in {LOCK}"
        assert requirement.specifier.contains(version), f"{requirement.name} {version} is not allowed"


def test_every_install_of_make_and_of_the_workflows_takes_the_lock_file() -> None:
    files = [REPOSITORY / "Makefile", *(REPOSITORY / ".github" / "workflows").glob("*.yml")]
    installs = [
        line
        for path in files
        for line in path.read_text(encoding="utf-8").splitlines()
        if "pip install" in line
    ]
    assert len(installs) >= 3
    for line in installs:
        assert "--constraint" in line or "$(CONSTRAINT)" in line, line


def test_make_test_runs_every_file_of_tests() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    places = [REPOSITORY / path for path in project["tool"]["pytest"]["ini_options"]["testpaths"]]
    left_out = [
        str(path)
        for path in (REPOSITORY / "tests").rglob("test_*.py")
        if not any(path.is_relative_to(place) for place in places)
    ]
    assert left_out == []


def test_the_theme_has_no_hole_in_its_search() -> None:
    """Material before 9.7.7 let a page's text run as a script in the list of what was found."""
    material = next(one for one in read_requirements() if one.name == "mkdocs-material")
    assert not material.specifier.contains("9.7.6")
    assert material.specifier.contains("9.7.7")
