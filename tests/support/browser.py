"""Finds the browser that tests use, and installs one where there is none. Run by `make test` before the
tests.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
FLAGS = [
    "--headless=new",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def installed_browser() -> str | None:
    """Return the path of an installed Chromium or Chrome, or of the one that playwright has downloaded."""
    found = os.environ.get("CLAUSEWRIGHT_BROWSER") or next(
        (path for name in NAMES if (path := shutil.which(name))), None
    )
    if found:
        return found
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
        return path if Path(path).exists() else None


def install() -> None:
    """Try playwright's own download, then the system's packages where this user may install them."""
    attempts = [[sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"]]
    if shutil.which("apt-get"):
        # Nobody is there to answer a package's questions.
        quietly = [*([] if os.geteuid() == 0 else ["sudo", "-n"]), "env", "DEBIAN_FRONTEND=noninteractive"]
        attempts += [
            [*quietly, "apt-get", "update", "-q"],
            [*quietly, "apt-get", "install", "-y", "-q", "chromium"],
        ]
    for attempt in attempts:
        try:
            subprocess.run(attempt, check=False, timeout=900)
        except (OSError, subprocess.TimeoutExpired) as error:
            print(f"{attempt[0]}: {error}", file=sys.stderr)
        if installed_browser():
            return


def main() -> int:
    """Return 0 when there is a browser, if need be after installing one."""
    if not installed_browser():
        install()
    browser = installed_browser()
    if browser:
        print(f"Browser for the tests: {browser}")
        return 0
    print(
        "No browser found, and none could be installed. Install Chromium or Chrome, or set"
        " CLAUSEWRIGHT_BROWSER.",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
