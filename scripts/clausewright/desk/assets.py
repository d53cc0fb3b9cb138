"""The desk's own files: its styles, its script and the fonts of the sites."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..override_files import shipped_overrides
from ..templates import load_templates
from .pages import NotThereError

_TEXTS = {"desk.css": "text/css", "desk.js": "text/javascript"}
_FONTS = "site/assets/fonts"


def _send_text(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _TEXTS:
        raise NotThereError(f"There is no file '{name}'.")
    text = load_templates(shipped_overrides()).read(f"desk/{name}")
    return Response(text, media_type=_TEXTS[name], headers={"Cache-Control": "max-age=60"})


def _send_font(request: Request) -> Response:
    folder = shipped_overrides() / _FONTS
    name = request.path_params["name"]
    if name not in {path.name for path in folder.glob("*.woff2")}:
        raise NotThereError(f"There is no font '{name}'.")
    return Response(
        (folder / name).read_bytes(), media_type="font/woff2", headers={"Cache-Control": "max-age=86400"}
    )


ROUTES = (Route("/assets/{name}", _send_text), Route("/fonts/{name}", _send_font))
