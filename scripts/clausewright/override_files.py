"""Where the files are that say how all is to look: the library's own, or the shipped ones."""

from __future__ import annotations

from pathlib import Path

# The folder of the templates of pages, in a folder of overrides.
PAGES = "pages"


def shipped_overrides() -> Path:
    """Return the shipped folder of overrides, in an installed package or in a checkout."""
    package = Path(__file__).parent
    installed = package / "overrides"
    return installed if (installed / "site").is_dir() else package.parents[1] / "overrides"


def overrides_for(root: Path) -> Path:
    """Return the folder with the theme, the templates and the Word styles: the library's own, or the one that
    comes with the compiler.
    """
    own_folder = root / "overrides"
    return own_folder if (own_folder / "site").is_dir() else shipped_overrides()
