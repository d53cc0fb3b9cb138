"""The pictures of the documentation, taken from the library in this repository as it was built last, and of
the desk while somebody works at it.

They show what a reader sees, in the browser that the tests use.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import sync_playwright

from .desk_pictures import take_desk_pictures
from .reference import DOCS

_REPOSITORY = DOCS.parent
_FOLDER = DOCS / "pages" / "pictures"
_WIDTH, _HEIGHT = 1200, 800


@dataclass(frozen=True, slots=True)
class Picture:
    """A page of the published folder, and how far down it one looks: to an element, if one is named."""

    page: str
    part: str = ""


PICTURES: Mapping[str, Picture] = {
    "front": Picture("index.html"),
    "policy": Picture("ashgrove/latest/social-media/index.html"),
    "changes": Picture("model/changes/social-media/*/index.html"),
}


def take_pictures(public: Path = _REPOSITORY / "public", browser: str = "") -> None:
    """Write every picture into the pages of the documentation."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser or None, args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": _WIDTH, "height": _HEIGHT})
        for name, picture in PICTURES.items():
            file = max(public.glob(picture.page))
            page.goto(file.resolve().as_uri())
            page.wait_for_load_state("load")
            if picture.part:
                page.locator(picture.part).first.scroll_into_view_if_needed()
            page.screenshot(path=_FOLDER / f"{name}.png")
        take_desk_pictures(page, _FOLDER)
        chromium.close()
