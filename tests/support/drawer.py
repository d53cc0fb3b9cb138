"""Drawers of our own invention: the copies of one policy that schools made of a model, each with its names,
words and choices, and with what it changed by itself.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

_NAMES = (
    "Larkrise",
    "Fenwick",
    "Harbour Lane",
    "Oldcastle",
    "Thornbury Road",
    "Weaver Street",
    "Quarry Bank",
)
_KINDS = ("Primary", "Junior", "Infant", "High", "Grammar")
_HEADS = (
    "Ms Ada Lowry",
    "Mr Ben Castell",
    "Mrs Ines Haddon",
    "Dr Tom Ferris",
    "Miss Una Prior",
    "Mr Lev Stone",
)
_WORDS = (("headteacher", "pupil"), ("principal", "student"), ("head teacher", "child"))
_PLURALS = {"pupil": "pupils", "student": "students", "child": "children"}

# Sections of a policy; what is in braces is each school's own.
SECTIONS: Mapping[str, tuple[str, ...]] = {
    "Why we garden": (
        "This policy helps everyone at {name} to look after the beds and the pond without harm.",
        "The {head} of {name}, {person}, answers for the garden and names a keeper of the shed.",
    ),
    "Tools": (
        "Staff must lock the shed whenever no adult is beside it, and hand the key in at the office.",
        "A {pupil} may carry a trowel or a small fork, but nothing that is longer than an arm.",
        "Broken tools go into the red crate, and nobody mends them alone.",
    ),
    "Water": (
        "{choice}",
        "The pond has a fence, and the {head} looks at its gate every Monday.",
        "Rain butts are covered, so that no small {pupil} can climb into one.",
    ),
    "Plants": (
        "Nothing that is poisonous is planted where {pupils} can reach it.",
        "Whoever has eaten a berry is taken to the office at once, and {email} is told.",
    ),
    "Afterwards": (
        "Everyone washes their hands before they eat, and boots stay outside.",
        "This policy is looked at again every two years by the {head} and the keeper of the shed.",
    ),
}
_OPTIONS = (
    "Staff must stay beside the pond while {pupils} are there, whatever the weather is.",
    "Staff should be near the pond in warm months, and may leave two sensible {pupils} to feed the ducks.",
)
_OWN = "At {name} the hens have a run of their own, and the youngest class collects the eggs on Fridays."
# What the policy said before it was worded anew; what it had and has no more; what it had not yet.
_BEFORE = {
    SECTIONS["Tools"][0]: "The shed is locked at night, and its key hangs on a nail behind the office door.",
    SECTIONS["Plants"][0]: "Yew, foxgloves and laburnum are not planted in reach of {pupils}.",
    SECTIONS["Afterwards"][0]: "Hands are washed under the tap in the yard before anybody eats.",
}
_DROPPED = "Nobody brings a dog into the garden, whatever its size and however well it is trained."
_NEW = SECTIONS["Water"][2]
_DECIDED = "The policy was approved by those who govern {name} on {day} {month}."
_REWORDED = ("Broken tools go into the red crate", "Blunt or broken tools lie on the bench by the window")


@dataclass(frozen=True, slots=True)
class Drawer:
    """A drawer: its folder, with a folder a school, and what is in it to be found, by kind and school."""

    folder: Path
    schools: tuple[str, ...]
    options: Mapping[str, int]
    own_wordings: frozenset[str]
    additions: frozenset[str]
    omissions: frozenset[str]
    moved: frozenset[str]
    texts: Mapping[str, str] = field(default_factory=dict)

    def count_choices(self) -> int:
        """How many choices there are: one, where each option has several schools."""
        counted = Counter(self.options.values())
        return int(len(counted) > 1 and min(counted.values()) > 1)

    def count_amendments(self) -> int:
        """How many wordings one school alone has: its own of a clause that it does not leave out, and an
        option that nobody else took.
        """
        counted = Counter(self.options.values())
        is_alone = len(counted) > 1 and min(counted.values()) == 1
        return len(self.own_wordings - self.omissions) + is_alone


def make_drawer(folder: Path, schools: int, seed: int, older: int = 0) -> Drawer:
    """Write the copies of a gardening policy of so many schools, differing by chance as `seed` has it. The
    first `older` schools have the policy as it was three years before, and each copy says when it was
    approved.
    """
    chance = random.Random(seed)  # noqa: S311 - nobody's secret
    names = [
        f"{_NAMES[index % len(_NAMES)]} {_KINDS[index // len(_NAMES)]} School" for index in range(schools)
    ]
    ids = [name.lower().replace(" ", "-") for name in names]
    options = {id: chance.randrange(2) for id in ids}
    # An option that all older copies have, and no other, is no choice: there the model was worded anew.
    options |= dict(zip(ids[:older], (0, 1), strict=False))

    def choose_some(most: int) -> frozenset[str]:
        return frozenset(chance.sample(ids, chance.randint(0, most)))

    own_wordings, additions, omissions, moved = (choose_some(1) for _ in range(4))
    texts = {}
    for index, (id, name) in enumerate(zip(ids, names, strict=True)):
        head, pupil = _WORDS[chance.randrange(len(_WORDS))]
        values = {
            "name": name,
            "head": head,
            "person": _HEADS[index % len(_HEADS)],
            "pupil": pupil,
            "pupils": _PLURALS[pupil],
            "email": f"office@{id}.example",
            "choice": _OPTIONS[options[id]].format(pupils=_PLURALS[pupil]),
        }
        sections = list(SECTIONS)
        if id in moved:
            sections.insert(1, sections.pop(3))
        lines = ["# Gardening policy"]
        for number, section in enumerate(sections, 1):
            rules = _list_rules(section, is_older=index < older)
            if older and section == "Afterwards":
                rules.append(_DECIDED)
            values |= {"day": str(index + 1), "month": "October 2023" if index < older else "January 2026"}
            rules = [rule.format(**values) for rule in rules]
            if id in omissions and section == "Tools":
                rules = rules[:-1]
            if id in own_wordings and section == "Tools":
                rules = [rule.replace(*_REWORDED) for rule in rules]
            if id in additions and section == "Plants":
                rules.append(_OWN.format(**values))
            lines.append(f"## {number}. {section}")
            lines += [f"{number}.{place} {rule}" for place, rule in enumerate(rules, 1)]
        texts[id] = "\n\n".join(lines) + "\n"
        (folder / id).mkdir(parents=True)
        (folder / id / "gardening.md").write_text(texts[id], encoding="utf-8")
    return Drawer(folder, tuple(ids), options, own_wordings, additions, omissions, moved, texts)


def _list_rules(section: str, *, is_older: bool) -> list[str]:
    """The rules of a section, as they are or as they were."""
    rules = list(SECTIONS[section])
    if is_older:
        rules = [_BEFORE.get(rule, rule) for rule in rules if rule != _NEW]
        rules += [_DROPPED] if section == "Plants" else []
    return rules
