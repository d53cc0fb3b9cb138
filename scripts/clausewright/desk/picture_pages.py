"""Pictures of the policies, and those of a school or a trust, such as its logo; handed in and shown."""

from __future__ import annotations

from pathlib import PurePosixPath

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..check.pictures import MOST_BYTES, BrokenPictureError, measure_picture
from ..model.text import make_id
from .amenders import get_amender, list_amender_routes
from .pages import (
    NotThereError,
    describe_saved,
    get_desk,
    get_form,
    get_line,
    go_to,
    render,
)

MODEL_FOLDER = "policies/images"
_MEDIA_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}


def _find_folder(request: Request) -> tuple[str, str, list[tuple[str, str]]]:
    """The folder whose pictures a page shows, the address of the page, and the pages above it."""
    if not request.path_params:
        return MODEL_FOLDER, "/pictures", [("Model policies", "/model")]
    desk = get_desk(request)
    amender = get_amender(request, desk.read().library, desk.read_day())
    return amender.folder, f"{amender.address}/pictures", [(amender.name, amender.address)]


def _show(request: Request) -> Response:
    return _render_pictures(request)


def _render_pictures(request: Request, sentences: tuple[str, ...] = ()) -> Response:
    folder, address, crumbs = _find_folder(request)
    images = get_desk(request).read().library.images
    # The library names the pictures of policies as clauses write them.
    prefix = f"{folder.removeprefix('policies/')}/"
    pictures = [
        (name.removeprefix(prefix), f"/picture/{name}", len(data) // 1000)
        for name, data in sorted(images.items())
        if name.startswith(prefix)
    ]
    return render(
        request,
        "pictures.html",
        "Pictures",
        status=422 if sentences else 200,
        pictures=pictures,
        page_address=address,
        is_of_model=folder == MODEL_FOLDER,
        folder="model" if folder == MODEL_FOLDER else folder.removeprefix("variables/"),
        sentences=sentences,
        crumbs=crumbs,
    )


def _add(request: Request) -> Response:
    """Keep a picture that was handed in, beside those that are there."""
    desk, form = get_desk(request), get_form(request)
    folder, address, _ = _find_folder(request)
    sent = form.get("file")
    if not isinstance(sent, UploadFile) or not sent.filename:
        return _render_pictures(request, ("Choose a picture first.",))
    data, suffix = sent.file.read(), PurePosixPath(sent.filename.replace("\\", "/")).suffix.lower()
    stem = make_id(get_line(form, "name") or PurePosixPath(sent.filename.replace("\\", "/")).stem)
    if fault := _find_fault(data, suffix, stem):
        return _render_pictures(request, (fault,))
    path = f"{folder}/{stem}{suffix}"
    if desk.digest(path):
        sentence = f"There is a picture {stem}{suffix} already. Give this one another name."
        return _render_pictures(request, (sentence,))
    saved = desk.save({path: data}, {}, f"Picture {stem}{suffix}")
    return go_to(request, address, describe_saved(f"The picture {stem}{suffix} is there.", saved))


def _find_fault(data: bytes, suffix: str, stem: str) -> str:
    """Why a picture cannot be taken; an empty string where it can."""
    if suffix not in _MEDIA_TYPES:
        return "Only PNG and JPEG pictures can be printed. Save it as one of them first."
    if not stem:
        return "Give the picture a name with letters of the alphabet."
    if len(data) > MOST_BYTES:
        return f"It is larger than {MOST_BYTES // 1_000_000} MB. Make it smaller: 1600 pixels across do well."
    try:
        size = measure_picture(data)
    except BrokenPictureError as error:
        return f"It {error}. Save it again, or copy it from where it came from."
    return "" if size else "It is no PNG or JPEG picture, whatever its name says. Save it again as one."


def _send(request: Request) -> Response:
    images = get_desk(request).read().library.images
    name = request.path_params["name"]
    if name not in images:
        raise NotThereError("There is no such picture in the library.")
    return Response(images[name], media_type=_MEDIA_TYPES[PurePosixPath(name).suffix.lower()])


ROUTES = (
    Route("/pictures", _show, methods=["GET"]),
    Route("/pictures", _add, methods=["POST"]),
    Route("/picture/{name:path}", _send, methods=["GET"]),
    *list_amender_routes("/pictures", _show),
    *list_amender_routes("/pictures", _add, "POST"),
)
