"""A school's document says what it has to do with the issued text, the same in every format, and `verify`
finds a certificate that lies.
"""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

from clausewright.load import load_library
from clausewright.site.texts import read_certificate, read_texts
from tests.support.readback import read_html, read_pdf, read_word, words
from tests.support.small import Small

AMENDMENT = """---
amends: 2025-09
action: replace
reason: The office closes at noon.
approved: {by: board, on: 2026-10-07}
---
A family may ring {{ school.phone }} before noon with an urgent message.
"""
PAGE = "maple/2026-27/phones/index.html"
SEALED = "as it was issued by Grove Trust office, under the seal"


@pytest.fixture
def built(small: Small) -> Small:
    """The small library with one amendment, built."""
    small.edit("policies/clauses/urgent-messages/2025-09.md", "strength: may", "strength: may\nediting: free")
    small.write("variables/schools/maple/amendments/urgent-messages/2026-10.md", AMENDMENT.encode())
    for lock in (small.root / "policies").glob("*/*.lock.yml"):
        lock.unlink()
    for policy, version in (("phones", "2025-09"), ("phones", "2026-09"), ("visits", "2025-09")):
        said = small.say("issue", policy, version)
        assert said.code == 0, said.out + said.err
    small.add_digests()
    small.build("--jobs", "1")
    return small


def page(small: Small, path: str) -> str:
    """A published page."""
    return (small.public / path).read_text(encoding="utf-8")


def test_a_certificate_says_what_is_so_and_a_false_one_is_found(built: Small) -> None:
    library, _ = load_library(built.root)
    lock = library.policies["phones"].versions[-1].lock
    assert lock is not None
    mine, birch = (
        read_certificate(page(built, PAGE)),
        read_certificate(page(built, "birch/2026-27/phones/index.html")),
    )
    for said in (mine, birch):
        assert SEALED in said
        assert lock.facts.seal in said.replace(" ", "")
    assert "Only this clause departs from the wording that was issued:" in mine
    assert "Urgent messages: worded by the school. Reason: The office closes at noon." in mine
    assert "Every clause has the wording that was issued, options were chosen" in birch
    kinds = "facts, vocabulary, people in their roles, telephone numbers and lists"
    assert f"6 values are filled in ({kinds})" in birch
    # The model certifies nothing, and no value of the school stands in it.
    assert read_certificate(page(built, "model/2026-27/phones/index.html")) == ""
    assert "01632" not in mine
    # The same words in every format.
    files = built.public / "maple/2026-27/files"
    for blocks in (
        read_html(page(built, PAGE)),
        read_word(files / "phones.docx"),
        read_pdf(files / "phones.pdf"),
    ):
        assert mine in " ".join(words(blocks)).replace("• ", "")
    # It is no wording: two texts are compared without it.
    assert not [text for text in read_texts(page(built, PAGE)).values() if SEALED in text]
    assert built.say("verify").code == 0
    _lie(built.public, PAGE)
    said_by_verify = built.say("verify")
    assert said_by_verify.code == 1
    assert f"public/{PAGE}: bears a certificate that is not what the library says of it" in said_by_verify.out


def _lie(public: Path, path: str) -> None:
    """Alter a certificate, and the manifest with it, as somebody would who wanted not to be found out."""
    file = public / path
    data = file.read_text(encoding="utf-8").replace("worded by the school", "worded by the trust").encode()
    file.unlink()
    file.write_bytes(data)
    manifest = json.loads((public / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"][path]["sha256"] = sha256(data).hexdigest()
    (public / "manifest.json").unlink()
    (public / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
