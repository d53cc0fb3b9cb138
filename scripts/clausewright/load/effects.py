"""Reads policies/effects.yml: which changes need a decision."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import product
from typing import Annotated, TypeVar

from pydantic import BeforeValidator

from ..errors import Problem, Severity, did_you_mean
from ..model.change import Cause, Effect, Kind
from ..model.effects import DEFAULT_RULES, ChangeFacts, EffectRule, find_rule
from ..model.kinds import Strength
from ..model.record_types import Record
from ..model.values import Variable
from .reader import Reader
from .yaml import Tree, make_record

_PATH = "policies/effects.yml"
_WORD = "word."
_SEVEREST = tuple(Effect)
_LOOSENED = (
    "Rules may make more of a change than the shipped ones, which count where there is no such file. What"
    " weighs by its words is for decision whatever they say, and a change of which they make less says so."
    " Take the rule out, or put a stricter one before it."
)
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
    rules: list[EffectRule] = []
    lines: list[int] = []
    before = len(reader.problems)
    for index in range(len(tree.data)):
        rule = _read_rule(reader, tree.below(index), schema)
        if rule is not None:
            rules.append(rule)
            lines.append(tree.below(index).line())
    if len(reader.problems) == before:
        reader.problems += _find_loosening(rules, lines)
    return tuple(rules)


def _find_loosening(rules: Sequence[EffectRule], lines: Sequence[int]) -> Iterator[Problem]:
    """A warning for each rule that makes less of some changes than the shipped rules do."""
    loosened: dict[int, dict[str, None]] = {}
    for facts in _list_sorts_of_change(rules):
        rule, shipped = find_rule(rules, facts), find_rule(DEFAULT_RULES, facts)
        if rule is None or shipped is None:
            continue
        if _SEVEREST.index(rule.effect) > _SEVEREST.index(shipped.effect):
            [kind] = facts.kinds
            sentence = f"“{kind.name.lower()}” is “{rule.effect}” where it was “{shipped.effect}”"
            loosened.setdefault(rules.index(rule), {})[sentence] = None
    for index, sentences in sorted(loosened.items()):
        yield Problem(
            _PATH,
            lines[index],
            f"asks less of some changes than the shipped rules do: {'; '.join(sentences)}",
            _LOOSENED,
            Severity.WARNING,
        )


def _list_sorts_of_change(rules: Iterable[EffectRule]) -> Iterator[ChangeFacts]:
    """Every sort of change that rules can tell apart."""
    audiences = sorted({audience for rule in rules for audience in rule.audiences})
    named = [frozenset[str](), *(frozenset({audience}) for audience in audiences)]
    strengths = [frozenset[Strength](), *(frozenset({strength}) for strength in Strength)]
    for kind, cause in product(Kind, Cause):
        if kind is Kind.VALUE:
            for reapprove in (True, False):
                yield ChangeFacts(frozenset({kind}), cause, reapprove=reapprove)
            continue
        for strength, concerned in product(strengths, named):
            yield ChangeFacts(frozenset({kind}), cause, strength, concerned)


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
