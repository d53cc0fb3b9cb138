"""Reads policies/effects.yml: which changes need a decision."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Annotated, TypeVar

from pydantic import BeforeValidator

from ..errors import Problem, did_you_mean
from ..model.change import DEFAULT_RULES, Cause, Effect, EffectRule, Kind
from ..model.records import Record, Strength
from ..model.values import Variable
from .reader import Reader
from .yaml import Tree, make_record

_PATH = "policies/effects.yml"
_WORD = "word."
AnyName = TypeVar("AnyName", bound=StrEnum)
# One word, or a list of words.
_Names = Annotated[
    tuple[str, ...], BeforeValidator(lambda written: [written] if isinstance(written, str) else written)
]


class _Written(Record):
    """One rule as it is written."""

    effect: str
    kind: _Names = ()
    cause: _Names = ()
    strength: _Names = ()
    audience: _Names = ()
    reapprove: bool | None = None


def read_effects(reader: Reader, schema: Mapping[str, Variable]) -> tuple[EffectRule, ...]:
    """Read the rules, the shipped ones where there is no such file. A rule that cannot be read is a problem
    and is left out.
    """
    if _PATH not in reader.files:
        return DEFAULT_RULES
    tree = reader.read_tree(_PATH, may_be_list=True)
    if not isinstance(tree.data, list):
        if tree.data is not None:
            reader.problems.append(
                Problem(_PATH, 1, "should be a list of rules", "Write: - {kind: added, effect: decide}")
            )
        return DEFAULT_RULES
    return tuple(
        rule for index in range(len(tree.data)) if (rule := _read_rule(reader, tree.below(index), schema))
    )


def _read_rule(reader: Reader, tree: Tree, schema: Mapping[str, Variable]) -> EffectRule | None:
    written = make_record(_Written, tree, reader.problems)
    if written is None:
        return None
    before = len(reader.problems)
    effects = _read_names(reader, tree, "effect", (written.effect,), Effect)
    rule = EffectRule(
        effect=next(iter(effects), Effect.DECIDE),
        kinds=_read_names(reader, tree, "kind", written.kind, Kind),
        causes=_read_names(reader, tree, "cause", written.cause, Cause),
        strengths=_read_names(reader, tree, "strength", written.strength, Strength),
        audiences=frozenset(_read_audiences(reader, tree, written.audience, schema)),
        reapprove=written.reapprove,
    )
    return rule if len(reader.problems) == before else None


def _read_names(
    reader: Reader, tree: Tree, key: str, written: Iterable[str], names: type[AnyName]
) -> frozenset[AnyName]:
    """What a rule names, each by one word: "strength changed" is `strength`."""
    known = dict(_list_words(names))
    for word in written:
        if word not in known:
            hint = f"{did_you_mean(word, known)} Known: {', '.join(known)}.".strip()
            reader.problems.append(
                Problem(tree.path, tree.line(key), f"'{word}' is no {key} that is known", hint)
            )
    return frozenset(known[word] for word in written if word in known)


def _read_audiences(
    reader: Reader, tree: Tree, written: Iterable[str], schema: Mapping[str, Variable]
) -> Iterator[str]:
    """The audiences that a rule names; each is a word of the schema."""
    known = [key.removeprefix(_WORD) for key in (*schema, *reader.unread["field"]) if key.startswith(_WORD)]
    for word in written:
        if word not in known:
            hint = (
                did_you_mean(word, known) or "Name the words of variables/schema.yml, such as staff or pupil."
            )
            reader.problems.append(
                Problem(
                    tree.path,
                    tree.line("audience"),
                    f"names the audience '{word}', which does not exist",
                    hint,
                )
            )
        yield word


def _list_words(names: type[AnyName]) -> Iterator[tuple[str, AnyName]]:
    return ((name.name.lower(), name) for name in names)
