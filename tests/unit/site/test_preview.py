"""`serve` shows what is wrong in the place of the site, begins where there are errors, and follows each change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from clausewright.cli import serve
from clausewright.cli.output import Console
from clausewright.site import preview
from clausewright.site.shown_problems import ShownProblems
from tests.conftest import TODAY
from tests.support.small import MAPLE, Small


def ask(server: Any, path: str) -> str:
    """Ask the server for an address, without a network."""
    body: Iterable[bytes] = server.serve_request({"PATH_INFO": path}, lambda *_: None)
    return b"".join(body).decode()


@pytest.fixture
def options(small: Small) -> serve.Options:
    """What `clausewright serve birch` was asked for."""
    return serve.Options("birch", small.root, TODAY, 0, is_opened=False)


def make_server(small: Small, options: serve.Options) -> Any:
    """The server of `serve`, which is not started."""
    out = small.root / ".clausewright" / "preview"
    small.take_cache()

    def rebuild() -> ShownProblems:
        return serve._rebuild(options, small.root, out, Console())

    return preview.make_server(rebuild, out, [small.root / "policies"], 0)


def test_errors_are_shown_in_place_of_every_page_until_they_are_mended(
    small: Small, options: serve.Options
) -> None:
    small.edit("variables/schools/birch/school.yml", "phase: ", "phase: <b>x</b> ")
    server = make_server(small, options)
    try:
        for path in ("/", "/birch/latest/index.html", "/birch/latest/phones/"):
            page = ask(server, path)
            assert "<h1>1 error</h1>" in page
            assert "variables/schools/birch/school.yml" in page
            assert "&lt;b&gt;x&lt;/b&gt;" in page
            assert "livereload(" in page
        small.edit("variables/schools/birch/school.yml", "phase: <b>x</b> ", "phase: ")
        server.builder()
        page = ask(server, "/birch/latest/index.html")
        assert "Birch" in page
        assert "1 error" not in page
    finally:
        server.server_close()


def test_another_schools_error_does_not_stand_in_the_way_and_is_told(
    small: Small, options: serve.Options
) -> None:
    small.edit(MAPLE, "phone:", "# phone:")
    server = make_server(small, options)
    try:
        page = ask(server, "/birch/latest/index.html")
        assert "<h1>1 error</h1>" not in page
        assert '<a style="color:#5c3400" href="/problems.html">' in page
        assert MAPLE in ask(server, "/problems.html")
    finally:
        server.server_close()


def test_a_library_that_cannot_be_read_at_all_is_told_and_not_raised(
    small: Small, options: serve.Options
) -> None:
    (small.root / "policies").rename(small.root / "elsewhere")
    server = make_server(small, options)
    try:
        assert "no library here" in ask(server, "/")
    finally:
        server.server_close()
