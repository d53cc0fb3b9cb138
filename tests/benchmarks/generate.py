"""A generated library of any size: the same seed gives the same bytes.

Its sentences are those of the shipped clauses, in a new order, so that words, fields and vocabulary are real
ones. Its schema is the shipped one. Every policy has four shapes, which two of the shipped choices make;
schools mix their choices, so that two schools share some shapes and not others. There is one edition, so that
counts are plain.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import yaml

from tests.support.locks import lock

AS_AT = date(2026, 11, 21)
EDITION = "2026-27"
VERSION = "2026-09"
SHAPES = 4
WORDS = 3500
_SHIPPED = (
    "overrides", "mkdocs.yml", "policies/citations.yml", "policies/terms.yml",
    "variables/schema.yml", "variables/common.yml", "variables/authorities",
)  # fmt: skip

_TITLES = (
    "Attendance", "Behaviour", "Anti-bullying", "Complaints", "Health and safety", "First aid", "Medicines in school", "Fire safety",
    "Educational visits", "Lettings", "Uniform", "Homework", "Assessment", "Marking", "Remote learning", "Relationships education",
    "Collective worship", "Equality", "Accessibility", "Special educational needs", "Looked-after children", "Intimate care", "Lone work",
    "Flexible working", "Sickness absence", "Recruitment", "Induction", "Appraisal", "Capability", "Grievance", "Whistleblowing",
    "Data protection", "Freedom of information", "Records management", "Charging and remissions", "Procurement", "Gifts and hospitality",
    "Volunteers", "Visitors", "Site security",
)  # fmt: skip
_SECTIONS = (
    "Purpose", "Who is covered", "What we expect", "Day to day", "Keeping people safe", "Records", "Speaking up", "Making the policy work",
)  # fmt: skip
_PLACES = (
    "Alder", "Birch", "Cedar", "Dunlin", "Elder", "Fennel", "Gorse", "Hazel", "Iris", "Juniper", "Kestrel", "Linden", "Maple", "Nettle",
    "Osier", "Plover", "Quince", "Rowan", "Sorrel", "Teasel",
)  # fmt: skip
_KINDS = ("Lane", "Bridge", "Hill", "Green", "Wharf", "Moor")
_NAMES = (
    "Ada Marsh",
    "Ben Tolley",
    "Cora Finch",
    "Dev Sandhu",
    "Efa Pryce",
    "Finn Okoro",
    "Gita Rao",
    "Hugh Lomas",
    "Ines Vale",
)
_VOCABULARY: tuple[dict[str, dict[str, str]], ...] = (
    {},
    {
        "head": {"singular": "head teacher", "plural": "head teachers"},
        "pupil": {"singular": "child", "plural": "children"},
    },
    {
        "head": {"singular": "principal", "plural": "principals"},
        "pupil": {"singular": "student", "plural": "students"},
    },
    {
        "governing_body": {"singular": "academy council", "plural": "academy councils"},
        "school": {"singular": "academy", "plural": "academies"},
    },
)

# A line of a shipped clause that is one plain sentence: no tag, no macro, no link, no note, no list, no cell
# of a table.
_SENTENCE = re.compile(r"(?:[A-Z]|\{\{ word)(?:(?!\{%|\{\{ \w+\(|\]\(|\^\[|[|#*<]).)*\.")
# Fields that a generated school has; the words all have defaults.
_FIELDS = re.compile(
    r"\{\{"
    r" (?:word\.[a-z_.]+|school\.(?:name|short_name|safeguarding_system|staff_rooms|retention_years)|role\.\w+)"
    r" \}\}"
)
_ANY_FIELD = re.compile(r"\{\{.*?\}\}")
_ROLES = (
    "head", "deputy_head", "dsl", "deputy_dsl", "chair", "online_safety_lead", "it_lead", "data_protection_officer", "account_owner",
    "trust_lead",
)  # fmt: skip


class _Plain(yaml.SafeDumper):
    """Writes YAML as people do: every value out, no anchors."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - the signature is PyYAML's
        return True


def _dumped(data: Any) -> str:
    return str(yaml.dump(data, Dumper=_Plain, sort_keys=False, allow_unicode=True))


@dataclass(frozen=True, slots=True)
class Generated:
    """A generated library: its folder, its ids, and for each policy a clause that it alone uses, in all its
    shapes.
    """

    root: Path
    schools: tuple[str, ...]
    policies: tuple[str, ...]
    own_clause: dict[str, str]


def generate(
    shipped: Path, root: Path, schools: int, policies: int, words: int = WORDS, seed: int = 1
) -> Generated:
    """Write a library of that many schools and policies into the new folder `root`, with the sentences and
    the schema of `shipped`.
    """
    for part in _SHIPPED:
        (root / part).parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if (shipped / part).is_dir() else shutil.copy)(shipped / part, root / part)
    return _Writer(shipped, root, words, seed).library(schools, policies)


def shipped_words(shipped: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The titles of the shipped clauses, and their plain sentences, each once."""
    titles: dict[str, None] = {}
    sentences: dict[str, None] = {}
    for path in sorted((shipped / "policies" / "clauses").glob("*/*.md")):
        _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
        titles[yaml.safe_load(front)["title"]] = None
        sentences |= dict.fromkeys(line for line in body.splitlines() if _SENTENCE.fullmatch(line))
    return tuple(filter(_is_usable, titles)), tuple(filter(_is_usable, sentences))


def _is_usable(text: str) -> bool:
    """Say whether a generated school has every field in a text."""
    return all(_FIELDS.fullmatch(field) for field in _ANY_FIELD.findall(text))


def count_words(text: str) -> int:
    """The words of a template, a field counting as one."""
    return len(_ANY_FIELD.sub("x", text).split())


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower())


def _titles(wanted: int) -> tuple[str, ...]:
    """As many titles of policies; where the list ends it begins again with "Further"."""
    rounds = -(-wanted // len(_TITLES))
    again = [
        ("Further " * n + title).capitalize() if n else title for n in range(rounds) for title in _TITLES
    ]
    return tuple(f"{title} policy" for title in again[:wanted])


class _Writer:
    """Writes one library. Every choice that it makes comes from a generator seeded with the name of what it
    writes.
    """

    def __init__(self, shipped: Path, root: Path, words: int, seed: int) -> None:
        self.root, self.words, self.seed = root, words, seed
        self.titles, self.sentences = shipped_words(shipped)
        schema: dict[str, Any] = yaml.safe_load(
            (root / "variables" / "schema.yml").read_text(encoding="utf-8")
        )
        self.choices = [
            (key.removeprefix("choice."), list(entry["options"])[:2])
            for key, entry in schema.items()
            if entry["type"] == "choice"
        ]

    def library(self, schools: int, policies: int) -> Generated:
        titles = _titles(policies)
        ids = tuple(_slug(title) for title in titles)
        self._yaml("policies/editions.yml", [{"id": EDITION, "title": EDITION, "from": date(2026, 9, 1)}])
        shared = [self._clause(f"shared-{at + 1}", at) for at in range(2 * policies)]
        own = {
            id: self._policy(at, id, title, shared)
            for at, (id, title) in enumerate(zip(ids, titles, strict=True))
        }
        generated = Generated(self.root, tuple(self._school(at, ids) for at in range(schools)), ids, own)
        lock(self.root)
        return generated

    def _random(self, name: str) -> Random:
        return Random(f"{self.seed}/{name}")  # noqa: S311 - nothing here is secret

    def _write(self, path: str, text: str) -> None:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def _yaml(self, path: str, data: Any) -> None:
        self._write(path, _dumped(data))

    def _front(self, facts: dict[str, Any], body: str) -> str:
        return f"---\n{_dumped(facts)}---\n{body}\n"

    # -- clauses and policies --------------------------------------------------------------------------------

    def _clause(self, id: str, at: int, concept: str = "") -> tuple[str, int]:
        """Write a clause; return its id and how many words it has."""
        random = self._random(id)
        body = self._body(random, at)
        facts = {
            "title": random.choice(self.titles),
            "concept": concept or id,
            "strength": random.choice(("must", "should", "may", "advised", "information")),
            "applies_to": sorted(
                random.sample(("staff", "pupil", "parent", "governor", "volunteer", "contractor"), 3)
            ),
            "editing": "fields",
        }
        self._write(f"policies/clauses/{id}/{VERSION}.md", self._front(facts, body))
        return id, count_words(body)

    def _body(self, random: Random, at: int) -> str:
        """What a clause says: sentences, and in three of every eight a nested list, a lettered list or a
        table besides.
        """
        said = "\n".join(random.sample(self.sentences, random.randint(3, 5)))
        items = iter(random.sample(self.sentences, 9))
        match at % 8:
            case 3:
                listed = (f"- {next(items)}\n    - {next(items)}\n    - {next(items)}" for _ in range(2))
                return f"{said}\n\n" + "\n".join(listed)
            case 5:
                return f"{said}\n\n" + "\n".join(
                    f"({'i' * n}){' ' * (4 - n)}{next(items)}" for n in (1, 2, 3)
                )
            case 7:
                who = (
                    "{{ role.dsl }}",
                    "{{ word.head.capital }}",
                    "{{ word.line_manager.capital }}",
                    "{{ word.staff.plural.capital }}",
                )
                rows = (f"| {n} | {who[n - 1]} | {next(items)} |" for n in (1, 2, 3, 4))
                return f"{said}\n\n| Step | Who | What they do |\n| --- | --- | --- |\n" + "\n".join(rows)
        return said

    def _policy(self, at: int, id: str, title: str, shared: list[tuple[str, int]]) -> str:
        """Write a policy with its version and its own clauses; return one of them."""
        random = self._random(id)
        placed = [
            (random.choice(range(len(_SECTIONS))), clause)
            for clause in random.sample(shared, min(10, len(shared)))
        ]
        total = 200 + sum(words for _, (_, words) in placed)  # the macros print about 200
        switches = [
            self._switch(id, key, options, 100 + n) for n, (key, options) in enumerate(self._choices_of(at))
        ]
        total += sum(words for _, words in switches)
        for n in count(1):
            if total >= self.words and n > len(_SECTIONS):
                break
            clause = self._clause(f"{id}-{n}", n)
            placed.append((n % len(_SECTIONS), clause))
            total += clause[1]
        lines = ["{{ adoption() }}\n"]
        for number, section in enumerate(_SECTIONS):
            lines.append(f"## {section}\n")
            lines += [self._call(name) for place, (name, _) in placed if place == number]
            lines += [switch for switch, _ in switches[number - 2 : number - 1]] if number in (2, 3) else []
            lines += (
                [f'For who does what, see {{{{ ref("{id}-1") }}}} and {{{{ ref("{id}-2") }}}}.\n']
                if number == 4
                else []
            )
            lines += ["{{ matrix() }}\n"] if number == 1 else []
        lines += ["## Approval {-}\n", "{{ sign_off() }}\n", "## Versions {-}\n", "{{ history() }}"]
        front = {"status": "issued", "summary": "The first model of this policy.", "consulted": []}
        self._write(f"policies/{id}/{VERSION}.md", self._front(front, "\n".join(lines)))
        facts = {
            "title": title,
            "summary": f"What to know about {title.removesuffix(' policy').lower()}.",
            "owner": "Trust office",
            "approver": "governing_body",
            "audience": ["staff"],
            "numbering": "1.1",
        }
        self._yaml(f"policies/{id}/policy.yml", facts)
        return f"{id}-1"

    def _call(self, clause: str) -> str:
        return f'{{{{ clause("{clause}") }}}}\n'

    def _choices_of(self, at: int) -> Iterator[tuple[str, list[str]]]:
        """The two choices that shape a policy. They are of different thirds of the list, so that four schools
        make four shapes.
        """
        first = at % len(self.choices)
        others = [n for n in range(len(self.choices)) if n % 3 != first % 3]
        yield self.choices[first]
        yield self.choices[others[(at * 7 + 1) % len(others)]]

    def _switch(self, policy: str, key: str, options: list[str], at: int) -> tuple[str, int]:
        """The text that chooses between two clauses of one concept, and how many words it prints."""
        concept = f"{policy}-{_slug(key)}"
        (one, words), (other, _) = (self._clause(f"{concept}-{n}", at, concept) for n in (1, 2))
        test = f'{{% if choice.{key} == "{options[0]}" %}}'
        return f"{test}\n{self._call(one)}{{% else %}}\n{self._call(other)}{{% endif %}}\n", words

    # -- schools ---------------------------------------------------------------------------------------------

    def _school(self, at: int, policies: Iterable[str]) -> str:
        place = f"{_PLACES[at % len(_PLACES)]} {_KINDS[at // len(_PLACES) % len(_KINDS)]}"
        id = f"{_slug(place)}-{at + 1}"
        random = self._random(id)
        web = f"{id}.example"
        people = {role: self._person(random, f"{role.replace('_', '.')}@{web}") for role in _ROLES}
        values: dict[str, Any] = {
            "authority": "northshire",
            "phase": "primary",
            "type": "maintained",
            "school": {
                "name": f"{place} Primary School",
                "short_name": place,
                "website": f"https://{web}",
                "email": f"office@{web}",
                "phone": f"01632 960{at % 1000:03}",
                "colour": (
                    f"#{random.randrange(0x20, 0x80):02x}{random.randrange(0x20, 0x80):02x}{random.randrange(0x20, 0x80):02x}"
                ),
                "safeguarding_system": "the safeguarding file",
                "staff_rooms": "the staff room",
                "retention_years": random.choice((5, 6, 7)),
            },
            "role": people,
            "word": _VOCABULARY[at % len(_VOCABULARY)],
            "choice": {
                key: options[self._picks(at, n, random)] for n, (key, options) in enumerate(self.choices)
            },
        }
        self._yaml(
            f"variables/schools/{id}/school.yml", {key: value for key, value in values.items() if value}
        )
        decision = {
            "version": VERSION,
            "on": date(2026, 9, 16),
            "from": date(2026, 9, 21),
            "by": "governing_body",
            "minute": f"{at % 9 + 1}.2",
            "next_review": date(2027, 9, 21),
        }
        self._yaml(f"variables/schools/{id}/adoptions.yml", {policy: [decision] for policy in policies})
        return id

    def _person(self, random: Random, address: str) -> dict[str, str]:
        return {
            "name": random.choice(_NAMES),
            "email": address,
            "phone": f"01632 960{random.randrange(1000):03}",
        }

    def _picks(self, school: int, choice: int, random: Random) -> int:
        """Which of two options a school takes: the first four schools make all shapes of every policy, later
        ones mix.
        """
        later = random.randrange(2)
        first, second = school & 1, school >> 1 & 1
        return (first, second, first ^ second)[choice % 3] if school < SHAPES else later
