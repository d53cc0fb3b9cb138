"""LibreOffice as tests use it: found or installed, and asked to open Word files."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

PACKAGES = ["libreoffice-writer-nogui", "python3-uno"]
_WRITER = Path(__file__).with_name("writer.py")
_SETTLING = {"accept": "AcceptAllTrackedChanges", "reject": "RejectAllTrackedChanges", "": ""}
_LONGEST = 240  # seconds; a quiet machine needs twenty
_COMMENTS = re.compile(rb"<w:comment(RangeStart|RangeEnd|Reference)[^>]*/>")
Lines = list[list[str]]
# What a person does at the keyboard, and with what: see writer.py.
Steps = list[list[str | int]]


def office() -> str | None:
    """The program, if it is installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


@cache
def _can_talk(python: str) -> bool:
    return (
        subprocess.run([python, "-c", "import uno"], check=False, capture_output=True, timeout=30).returncode
        == 0
    )


def python_with_uno() -> str | None:
    """A Python that can talk to LibreOffice: the system's, or the one that came with it."""
    beside = [str(Path(program).resolve().with_name("python")) for program in [office()] if program]
    candidates = ["/usr/bin/python3", *beside, "/opt/libreoffice/program/python", sys.executable]
    return next((python for python in candidates if Path(python).exists() and _can_talk(python)), None)


def missing() -> str:
    """What is not there, in words; "" where all is."""
    if not office():
        return "LibreOffice was not found"
    return "" if python_with_uno() else "No Python that can talk to LibreOffice was found"


def install() -> None:
    """Install it from the system's packages, where this user may."""
    if not shutil.which("apt-get"):
        return
    # Nobody is there to answer a package's questions.
    quietly = [*([] if os.geteuid() == 0 else ["sudo", "-n"]), "env", "DEBIAN_FRONTEND=noninteractive"]
    for command in (
        ["apt-get", "update", "-q"],
        ["apt-get", "install", "-y", "-q", "--no-install-recommends", *PACKAGES],
    ):
        try:
            subprocess.run([*quietly, *command], check=False, timeout=900)
        except (OSError, subprocess.TimeoutExpired) as error:
            sys.stderr.write(f"{command[0]}: {error}\n")
    _can_talk.cache_clear()


def settled(orders: Sequence[tuple[Path, str]], folder: Path) -> list[Lines]:
    """Open Word files one after the other; accept or reject all changes ("accept", "reject", or "" for
    neither); return what is there.

    Its settings go to `folder`, so that nobody's own LibreOffice is touched. A LibreOffice without a screen
    falls over any comment when it is told what to do, so comments are taken out first.
    """
    for file in dict(orders):
        file.write_bytes(without_comments(file.read_bytes()))
    steps: dict[str, Steps] = {
        do: [["menu", command]] if command else [] for do, command in _SETTLING.items()
    }
    said = _asked([(file, steps[do], None) for file, do in orders], folder)
    assert [one["fault"] for one in said] == [""] * len(orders)
    return [one["lines"] for one in said]


def without_comments(data: bytes) -> bytes:
    """A Word file whose text says nothing of its comments."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(made, "w") as new:
        for name in archive.namelist():
            part = archive.read(name)
            new.writestr(name, _COMMENTS.sub(b"", part) if name == "word/document.xml" else part)
    return made.getvalue()


def written(orders: Sequence[tuple[Path, Steps, Path]], folder: Path) -> list[str]:
    """Open files one after the other, edit them and save them as others; return for each what went wrong, ""
    where nothing did.
    """
    return [one["fault"] for one in _asked(orders, folder)]


def converted(file: Path, kind: str, folder: Path) -> Path:
    """Let LibreOffice save a file in another format, or in the same; return where it is."""
    program = office()
    assert program, "make test-office installs LibreOffice"
    to = folder / "converted"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    order = [program, profile, "--headless", "--convert-to", kind[1:], "--outdir", str(to), str(file)]
    subprocess.run(order, check=True, capture_output=True, timeout=_LONGEST)
    return (to / file.name).with_suffix(kind)


def _asked(orders: Sequence[tuple[Path, Steps, Path | None]], folder: Path) -> list[Any]:
    """Start LibreOffice, let the script give it orders (a file, what to do, where to save it), and return
    what it says of each.
    """
    program, python = office(), python_with_uno()
    assert program, "make test-office installs LibreOffice"
    assert python, "make test-office installs its Python bridge"
    address = f"pipe,name=clausewright{os.getpid()}"
    started = [program, "--headless", "--norestore", "--nologo", "--nodefault"]
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    # The program starts another one, which has to go with it.
    with subprocess.Popen(
        [*started, profile, f"--accept={address};urp"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as running:
        try:
            asked = "".join(
                json.dumps({"file": str(file), "steps": steps, "to": str(to or "")}) + "\n"
                for file, steps, to in orders
            )
            said = subprocess.run(
                [python, str(_WRITER), address],
                input=asked,
                capture_output=True,
                text=True,
                check=False,
                timeout=_LONGEST,
            )
            assert said.returncode == 0, said.stderr
            running.wait(20)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(running.pid, signal.SIGKILL)
    return [json.loads(line) for line in said.stdout.splitlines()]
