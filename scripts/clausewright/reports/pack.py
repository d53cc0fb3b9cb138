"""The pack for a meeting: what is proposed and why, what must be decided, everything else as a list, the
redline, and sheets to sign.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..model.ast import SPACE, Element, element, para, table, words
from ..model.change import Changes, Effect, Mark, Redline
from ..model.document import Document, Item, Prose, Section
from ..model.text import counted
from ..model.tokens import token
from . import wording
from .certificate import Certificate, build_certificate
from .change_report import build_redline, detach, list_changes, list_facts
from .cover import Cover

_STAFF_ROWS = 18


@dataclass(frozen=True, slots=True)
class Pack:
    """What a pack says beside the changes. `before` is the version in force, "" where there is none; dates
    are in words.

    `body` is the key of the word for who decides. `asked_by` are texts on which the policy rests, and who
    owns it. `kept` are the local wordings that stay, `choices` what the school chose otherwise than the
    model, `open` what must be settled before a decision.
    """

    cover: Cover
    version: str
    before: str
    body: str
    start: str
    review: str
    asked_by: tuple[str, ...]
    kept: tuple[str, ...]
    choices: tuple[str, ...]
    open: tuple[str, ...]
    certificate: Certificate

    @property
    def title(self) -> str:
        """The title of its document."""
        return f"{self.cover.policy}: for decision"


def build_cover_sheet(pack: Pack, changes: Changes) -> Document:
    """The cover sheet, on which everything that a meeting must know stands first."""
    return Document(pack.title, tuple(_cover_items(pack, changes)))


def build_body(pack: Pack, changes: Changes) -> tuple[Redline, ...]:
    """All that comes after the cover sheet: decisions in full, the rest as a list, the redline, the
    certificate and the sheets to sign.
    """
    return tuple(_body(pack, changes))


# -- the cover sheet -----------------------------------------------------------------------------------------


def _cover_items(pack: Pack, changes: Changes) -> Iterator[Item]:
    school, body = token("site.name"), token(f"word.{pack.body}")
    yield _section("about", "What this is about")
    rows = [
        ("School", school),
        ("Policy", pack.cover.policy),
        ("Version proposed", pack.version),
        ("Version in force", pack.before or "None: this is the first"),
        ("Who decides", token(f"word.{pack.body}.capital")),
        ("In force from", pack.start),
        ("Next review", pack.review),
        ("Code of the text", token("document.code")),
    ]
    yield Prose((_table(("Matter", "Details"), rows),))
    yield _section("why", "Why, and who asked for it")
    said = [pack.cover.summary] if pack.cover.summary else []
    yield _list([*said, *pack.asked_by])
    yield _section("consulted", "Who was consulted")
    named = [
        f"{name}: {text}"
        for name, text in pack.cover.facts()
        if name in ("Asked", "Supported by", "Consultation")
    ]
    yield _list(named or ["Nobody was consulted on this version."])
    yield _section("decisions", "What is to be decided")
    if pack.open:
        yield Prose((para(words("Before a decision can be recorded, this must be settled:")),))
        yield _list(pack.open)
    decide = [(at, one) for at, one in enumerate(changes.entries, 1) if one.effect is Effect.DECIDE]
    yield Prose((para(words(_to_decide(pack, changes, len(decide)))),))
    if decide:
        yield _list(
            [f"Change {at}, {wording.name_change(one)}: {wording.describe_change(one)}" for at, one in decide]
        )
    yield _section("local", "What stays the school's own")
    yield _list([*pack.kept, *pack.choices] or ["Nothing: every clause and every choice is the model's."])
    yield _section("motion", "The motion to minute")
    local = (
        ", with the wordings and choices of its own that this pack lists,"
        if pack.kept or pack.choices
        else ""
    )
    instead = f" in place of the version of {pack.before}" if pack.before else ""
    motion = (
        f"That the {body} of {school} adopts the {pack.cover.policy} of {pack.version}{local} under the code"
        f" {token('document.code')}{instead}, in force from {pack.start}, and reviews it by {pack.review}."
    )
    yield Prose((element("BlockQuote", [para(words(motion))]),))


def _to_decide(pack: Pack, changes: Changes, number: int) -> str:
    if not changes.entries:
        return "The text is the model's as it stands. The decision is whether to adopt it."
    against = "the version in force" if pack.before else "the model, which the school has not adopted before"
    first = (
        f"Against {against} there {'is' if len(changes.entries) == 1 else 'are'}"
        f" {counted(len(changes.entries), 'change')}"
    )
    if not number:
        return (
            f"{first}, none of which needs a decision of its own. The decision is whether to adopt the"
            " version as a whole."
        )
    return f"{first}; {number} of them {'needs' if number == 1 else 'need'} a decision:"


# -- after it ------------------------------------------------------------------------------------------------


def _body(pack: Pack, changes: Changes) -> Iterator[Redline]:
    listed = {effect: entries for effect, _, entries in list_changes(changes)}
    if Effect.DECIDE in listed:
        yield _kept(_section("in-full", "The changes that need a decision, in full"))
    for at, entry in enumerate(changes.entries, 1):
        if entry.effect is Effect.DECIDE:
            yield _kept(_section(entry.id, f"Change {at}: {wording.name_change(entry)}", level=3))
            lines = [
                [element("Plain", [element("Strong", words(f"{name}:")), SPACE, *words(text)])]
                for name, text in list_facts(entry)
            ]
            yield _kept(Prose((element("BulletList", lines),)))
            for number, one in enumerate(entry.items):
                if one.mark not in (Mark.KEPT, Mark.MOVED_AWAY):
                    yield detach(one, f"pack-text-{entry.id}-{number}")
    for effect in (Effect.NOTE, Effect.NONE):
        if effect in listed:
            yield _kept(_section(effect.value, f"{wording.EFFECTS[effect]}"))
            yield _kept(Prose((listed[effect],)))
    title = "The text with its changes marked" if changes.entries else "The text"
    yield _kept(_section("text", title))
    yield from build_redline(changes)
    yield _kept(_section("certificate", "Certificate"))
    yield _kept(Prose(tuple(build_certificate(pack.certificate))))
    yield from (_kept(item) for item in _sheets(pack))


def _sheets(pack: Pack) -> Iterator[Item]:
    body = token(f"word.{pack.body}")
    yield _section("sign-off", "Sign-off sheet")
    said = (
        f"The {pack.cover.policy} of {pack.version}, code {token('document.code')}, was put to the {body} of"
        f" {token('site.name')}."
    )
    yield Prose((para(words(said)),))
    yield Prose(
        (
            _table(
                ("Decision", "To be filled in"),
                [
                    (name, "")
                    for name in (
                        "Adopted, or not",
                        "Date of the meeting",
                        "Minute",
                        "In force from",
                        "Next review",
                    )
                ],
            ),
        )
    )
    yield Prose(
        (
            _table(
                ("Role", "Name", "Signature", "Date"),
                [("Chair of the " + body, "", "", ""), ("For the school", "", "", "")],
            ),
        )
    )
    yield _section("read-and-sign", "Read and sign")
    said = (
        f"I have read the {pack.cover.policy} of {pack.version}, code {token('document.code')}, and know what"
        " it asks of me."
    )
    yield Prose((para(words(said)),))
    yield Prose((_table(("Name", "Post", "Signature", "Date"), [("", "", "", "")] * _STAFF_ROWS),))


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Element:
    return table([words(name) for name in head], [[words(cell) for cell in row] for row in rows])


def _list(texts: Iterable[str]) -> Prose:
    return Prose((element("BulletList", [[element("Plain", words(text))] for text in texts]),))


def _section(id: str, title: str, level: int = 2) -> Section:
    return Section(f"pack-{id}", level, "", tuple(words(title)))


def _kept(item: Item) -> Redline:
    return Redline(item, Mark.KEPT, item, item)
