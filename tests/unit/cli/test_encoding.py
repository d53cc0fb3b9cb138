"""What is printed can be printed, whatever the code page of the console."""

from __future__ import annotations

import io
import sys

import pytest

from clausewright.__main__ import main


@pytest.mark.parametrize("code_page", ["cp1252", "cp437", "ascii"])
def test_output_is_utf_8_whatever_the_console(code_page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    out, err = io.BytesIO(), io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding=code_page))
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(err, encoding=code_page))
    monkeypatch.setattr(sys, "argv", ["clausewright", "--version"])
    main()
    for stream in (sys.stdout, sys.stderr):
        stream.write("Ysgol Tŷ Gwyn\ufeff and a file's \udcff\n")
        stream.flush()
    assert out.getvalue().decode().splitlines()[1:] == ["Ysgol Tŷ Gwyn\ufeff and a file's \\udcff"]
    assert err.getvalue().decode().splitlines() == ["Ysgol Tŷ Gwyn\ufeff and a file's \\udcff"]
