"""The settings of a library that people change: what its sites are called, and who adopts its policies."""

from __future__ import annotations

from collections.abc import Mapping

from .yaml_edit import Plain, set_in_group, write_flow

SETTINGS = "mkdocs.yml"


def change_settings(text: str, title: str, unit: Mapping[str, str]) -> str:
    """Return the text of mkdocs.yml with another title of the front page, and other words, by their forms,
    for the body that adopts; what is empty stays as it is.
    """
    settings: dict[str, Plain] = {"title": title, "unit": {**unit}}
    for name, value in settings.items():
        if value:
            text = set_in_group(text, "extra", name, write_flow(value))
    return text
