"""The settings of the library: what its sites are called, who adopts its policies, and their hosting."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..edit.git import is_in_git
from ..edit.new_library import list_host_files
from ..edit.settings import SETTINGS, change_settings
from .pages import (
    describe_saved,
    get_desk,
    get_form,
    get_line,
    get_seen,
    go_to,
    list_seen,
    render,
    render_refusal,
)

# Hosts by the file that sets each up.
_HOSTS = {
    "github": ("GitHub Pages", ".github/workflows/publish.yml"),
    "gitlab": ("GitLab Pages", ".gitlab-ci.yml"),
}
_GUIDES = {
    "github": "Once, on GitHub: Settings, Pages, Source: “GitHub Actions”.",
    "gitlab": "Once, on GitLab: Build, Pipeline schedules, one that runs every day.",
}


def _show(request: Request) -> Response:
    desk = get_desk(request)
    library = desk.read().library
    return render(
        request,
        "settings.html",
        "Settings",
        site_title=library.title,
        words=library.unit,
        hosts={host: name for host, (name, path) in _HOSTS.items() if not (desk.root / path).exists()},
        hosted=[name for name, path in _HOSTS.values() if (desk.root / path).exists()],
        is_in_git=is_in_git(desk.root),
        folder=str(desk.root),
        seen=list_seen(desk, [SETTINGS]),
    )


def _save(request: Request) -> Response:
    desk, form = get_desk(request), get_form(request)
    library = desk.read().library
    title = get_line(form, "title")
    unit = {"singular": get_line(form, "singular"), "plural": get_line(form, "plural")}
    is_changed = unit != {"singular": library.unit.singular, "plural": library.unit.plural}
    text = (desk.root / SETTINGS).read_text(encoding="utf-8")
    changed = change_settings(
        text, title if title != library.title else "", unit if is_changed and all(unit.values()) else {}
    )
    saved = desk.save({SETTINGS: changed.encode()}, get_seen(form), "Settings")
    return go_to(request, "/settings", describe_saved("Saved.", saved))


def _set_up_host(request: Request) -> Response:
    """What `clausewright new --host` writes into a library that is there."""
    desk, host = get_desk(request), get_line(get_form(request), "host")
    outcome = desk.run_command(["new", f"--host={host}", "--", str(desk.root)])
    if outcome.code:
        return render_refusal(request, "The hosting was not set up", outcome)
    name = _HOSTS[host][0]
    present_files = [path for path in list_host_files(host) if (desk.root / path).is_file()]
    saved = desk.keep(present_files, f"What {name} needs")
    lines = tuple(line for line in outcome.lines if not line.startswith("Now: "))
    guide = "Put the folder into a repository there, and push it."
    notice = describe_saved(f"What {name} needs is there.", saved, (*lines, guide, _GUIDES[host]))
    return go_to(request, "/settings", notice)


ROUTES = (
    Route("/settings", _show, methods=["GET"]),
    Route("/settings", _save, methods=["POST"]),
    Route("/settings/host", _set_up_host, methods=["POST"]),
)
