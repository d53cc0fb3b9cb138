"""The pack for a meeting: what is proposed and why, what must be decided, everything else as a list, the
redline, and sheets to sign.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..model.ast import SPACE, Element, element, para, table, words
from ..model.change import Change, Changes, Effect, Mark, Redline
from ..model.document import Document, Item, Prose, Section
from ..model.text import count_noun
from ..model.tokens import token
from . import change_names, effect_words, wording
from .certificate import Certificate, build_certificate
from .change_list import list_changes
from .change_report import build_redline, detach, keep, list_facts
from .cover import Cover
from .meeting import write_motion

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
    """Return the cover sheet, on which everything that a meeting must know stands first."""
    return Document(pack.title, tuple(_list_cover_items(pack, changes)))


def build_body(pack: Pack, changes: Changes) -> tuple[Redline, ...]:
    """Return all that comes after the cover sheet: decisions in full, the rest as a list, the redline, the
    certificate and the sheets to sign.
    """
    return tuple(_list_body_items(pack, changes))


# -- the cover sheet -----------------------------------------------------------------------------------------


def _list_cover_items(pack: Pack, changes: Changes) -> Iterator[Item]:
    school, body = token("site.name"), token(f"word.{pack.body}")
    yield _make_section("about", "What this is about")
    rows = [
        (token("unit.capital"), school),
        ("Policy", pack.cover.policy),
        ("Version proposed", pack.version),
        ("Version in force", pack.before or "None: this is the first"),
        ("Who decides", token(f"word.{pack.body}.capital")),
        ("In force from", pack.start),
        ("Next review", pack.review),
        ("Code of the text", token("document.code")),
    ]
    yield Prose((_build_table(("Matter", "Details"), rows),))
    yield _make_section("why", "Why, and who asked for it")
    yield _list([*([pack.cover.summary] if pack.cover.summary else []), *pack.asked_by])
    yield _make_section("consulted", "Who was consulted")
    named = [
        f"{name}: {text}"
        for name, text in pack.cover.facts()
        if name in ("Asked", "Supported by", "Consultation")
    ]
    yield _list(named or ["Nobody was consulted on this version."])
    yield _make_section("decisions", "What is to be decided")
    if pack.open:
        yield Prose((para(words("Before a decision can be recorded, this must be settled:")),))
        yield _list(pack.open)
    to_decide: list[str] = []
    for number, entry in enumerate(changes.entries, 1):
        if entry.effect is Effect.DECIDE:
            name = change_names.name_change(entry)
            to_decide.append(f"Change {number}, {name}: {wording.describe_change(entry)}")
    yield Prose((para(words(_count_decisions(pack, changes, len(to_decide)))),))
    if to_decide:
        yield _list(to_decide)
    yield _make_section("local", f"What stays the {token('unit.singular')}'s own")
    yield _list([*pack.kept, *pack.choices] or ["Nothing: every clause and every choice is the model's."])
    yield _make_section("motion", "The motion to minute")
    local = (
        ", with the wordings and choices of its own that this pack lists,"
        if pack.kept or pack.choices
        else ""
    )
    instead = f" in place of the version of {pack.before}" if pack.before else ""
    text = f"the {pack.cover.policy} of {pack.version}{local} under the code {token('document.code')}"
    motion = write_motion(body, school, text, instead=instead, start=pack.start, review=pack.review)
    yield Prose((element("BlockQuote", [para(words(motion))]),))


def _count_decisions(pack: Pack, changes: Changes, number: int) -> str:
    if not changes.entries:
        return "The text is the model's as it stands. The decision is whether to adopt it."
    against = "the version in force"
    if not pack.before:
        against = f"the model, which the {token('unit.singular')} has not adopted before"
    first = (
        f"Against {against} there {'is' if len(changes.entries) == 1 else 'are'}"
        f" {count_noun(len(changes.entries), 'change')}"
    )
    if not number:
        return (
            f"{first}, none of which needs a decision of its own. The decision is whether to adopt the"
            " version as a whole."
        )
    return f"{first}; {number} of them {'needs' if number == 1 else 'need'} a decision:"


# -- after it ------------------------------------------------------------------------------------------------


def _list_body_items(pack: Pack, changes: Changes) -> Iterator[Redline]:
    lists = {effect: entries for effect, _, entries in list_changes(changes)}
    if Effect.DECIDE in lists:
        yield keep(_make_section("in-full", "The changes that need a decision, in full"))
    for number, entry in enumerate(changes.entries, 1):
        if entry.effect is Effect.DECIDE:
            yield from _describe_decision(number, entry)
    for effect in (Effect.NOTE, Effect.NONE):
        if effect in lists:
            yield keep(_make_section(effect.value, effect_words.EFFECTS[effect]))
            yield keep(Prose((lists[effect],)))
    yield keep(_make_section("text", "The text with its changes marked" if changes.entries else "The text"))
    yield from build_redline(changes)
    yield keep(_make_section("certificate", "Certificate"))
    yield keep(Prose(tuple(build_certificate(pack.certificate))))
    for item in _list_sheets(pack):
        yield keep(item)


def _describe_decision(number: int, entry: Change) -> Iterator[Redline]:
    yield keep(_make_section(entry.id, f"Change {number}: {change_names.name_change(entry)}", level=3))
    facts: list[list[Element]] = []
    for name, text in list_facts(entry):
        facts.append([element("Plain", [element("Strong", words(f"{name}:")), SPACE, *words(text)])])
    yield keep(Prose((element("BulletList", facts),)))
    for index, line in enumerate(entry.items):
        if line.mark not in (Mark.KEPT, Mark.MOVED_AWAY):
            yield detach(line, f"pack-text-{entry.id}-{index}")


def _list_sheets(pack: Pack) -> Iterator[Item]:
    body = token(f"word.{pack.body}")
    text = f"{pack.cover.policy} of {pack.version}, code {token('document.code')},"
    yield _make_section("sign-off", "Sign-off sheet")
    put = f"The {text} was put to the {body} of {token('site.name')}."
    yield Prose((para(words(put)),))
    decisions = ("Adopted, or not", "Date of the meeting", "Minute", "In force from", "Next review")
    rows = [(decision, "") for decision in decisions]
    yield Prose((_build_table(("Decision", "To be filled in"), rows),))
    signatures = [(f"Chair of the {body}", "", "", ""), (f"For the {token('unit.singular')}", "", "", "")]
    yield Prose((_build_table(("Role", "Name", "Signature", "Date"), signatures),))
    yield _make_section("read-and-sign", "Read and sign")
    declaration = f"I have read the {text} and know what it asks of me."
    yield Prose((para(words(declaration)),))
    yield Prose((_build_table(("Name", "Post", "Signature", "Date"), [("", "", "", "")] * _STAFF_ROWS),))


def _build_table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Element:
    return table([words(name) for name in head], [[words(cell) for cell in row] for row in rows])


def _list(texts: Iterable[str]) -> Prose:
    return Prose((element("BulletList", [[element("Plain", words(text))] for text in texts]),))


def _make_section(id: str, title: str, level: int = 2) -> Section:
    return Section(f"pack-{id}", level, "", tuple(words(title)))
