"""`python -m documentation` writes the reference anew, `python -m documentation pictures` the pictures."""

from __future__ import annotations

import sys

from .reference import write_pages

if __name__ == "__main__":
    if sys.argv[1:] == ["pictures"]:
        from .pictures import take_pictures

        take_pictures()
    else:
        write_pages()
