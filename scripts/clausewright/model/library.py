"""The library: everything that its users wrote, read and typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from .dates import find_newest, first_day, month_in_words
from .effects import DEFAULT_RULES, EffectRule
from .known import Known
from .local_records import AdoptionFacts, AmendmentFacts, SchoolFacts
from .lock_records import LockFacts
from .records import CitationFacts, EditionFacts, PolicyFacts, RevisionFacts, TermFacts, VersionFacts
from .rule_records import NameFacts
from .values import DEFAULT, SCHOOL, Bound, Layer, Variable, Words


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of template text: where it stands, and the line of the file on which it begins."""

    text: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Revision:
    """One dated wording of a clause."""

    clause: str
    name: str
    facts: RevisionFacts
    body: Fragment
    lines: Mapping[str, int]

    @property
    def date(self) -> date:
        """The day from which versions use it."""
        return first_day(self.name)


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause and its revisions, oldest first."""

    id: str
    revisions: tuple[Revision, ...]

    def named(self, name: str) -> Revision | None:
        """Return the revision with that name."""
        return next((revision for revision in self.revisions if revision.name == name), None)

    def at(self, day: date) -> Revision | None:
        """Return the newest revision dated no later than `day`."""
        return find_newest(self.revisions, day)


@dataclass(frozen=True, slots=True)
class Lock:
    """What an issued version was when it was issued; `lines` are those of the file, by the keys that lead
    there: "clauses/3".
    """

    path: str
    facts: LockFacts
    lines: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Version:
    """One dated issue of a policy, with its lock once it has been issued."""

    policy: str
    name: str
    facts: VersionFacts
    body: Fragment
    lines: Mapping[str, int]
    lock: Lock | None = field(default=None, repr=False)

    @property
    def date(self) -> date:
        """Its first day."""
        return first_day(self.name)

    @property
    def title(self) -> str:
        """Its date in words, "September 2026"."""
        return month_in_words(self.name)


@dataclass(frozen=True, slots=True)
class Policy:
    """A model policy and its versions, oldest first."""

    id: str
    facts: PolicyFacts
    versions: tuple[Version, ...]
    path: str
    lines: Mapping[str, int]

    def named(self, name: str) -> Version | None:
        """Return the version with that name."""
        return next((version for version in self.versions if version.name == name), None)

    def find_issuer(self, version: Version) -> str:
        """Return by whom a version is issued: as its lock says, so that nobody issues it afterwards; else as
        policy.yml does, where the owner is who issues unless it names somebody.
        """
        locked = version.lock.facts.issuer if version.lock else ""
        return locked or self.facts.issuer or self.facts.owner


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list file, and where it stands."""

    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Citation(Entry):
    """A text that clauses cite."""

    id: str
    facts: CitationFacts


@dataclass(frozen=True, slots=True)
class Term(Entry):
    """A defined term; its meaning is a template."""

    id: str
    facts: TermFacts


@dataclass(frozen=True, slots=True)
class Name(Entry):
    """A name that changed."""

    id: str
    facts: NameFacts


@dataclass(frozen=True, slots=True)
class Edition(Entry):
    """A period of the library."""

    facts: EditionFacts

    @property
    def id(self) -> str:
        """Its id, a folder of the site."""
        return self.facts.id

    @property
    def date(self) -> date:
        """Its first day."""
        return self.facts.from_day


@dataclass(frozen=True, slots=True)
class Adoption(Entry):
    """A decision about a version; `tier` says whose, a school's or its trust's. `unfit` are the keys of which
    nothing is known, because what is written there cannot be read.
    """

    policy: str
    tier: str
    facts: AdoptionFacts
    unfit: frozenset[str] = frozenset()

    def says(self, *keys: str) -> bool:
        """Say whether it is known what is written, or not written, at all of these keys."""
        return self.unfit.isdisjoint(keys)

    @property
    def date(self) -> date:
        """The day from which it counts; a proposal or a record without a day never does."""
        return self.facts.from_day or date.max


@dataclass(frozen=True, slots=True)
class Amendment:
    """A school's, or a trust's, own wording for one revision of a clause. `tier` is "school" or "trust"."""

    clause: str
    name: str
    tier: str
    facts: AmendmentFacts
    body: Fragment
    lines: Mapping[str, int]

    @property
    def date(self) -> date:
        """The day from which it counts."""
        return first_day(self.name)

    @property
    def slot(self) -> tuple[str, str]:
        """What it is about: the clause itself, or the one that it adds after it. Of one slot only the newest
        counts.
        """
        return self.clause, self.facts.id


@dataclass(frozen=True, slots=True)
class Group:
    """An authority or a trust: its values, and for a trust what it adopted for all its schools and how it
    amended the model.
    """

    id: str
    values: Layer
    adoptions: tuple[Adoption, ...] = ()
    amendments: tuple[Amendment, ...] = ()


@dataclass(frozen=True, slots=True)
class School:
    """A school: what it says of itself, its values, its adoptions and its amendments."""

    id: str
    facts: SchoolFacts
    values: Layer
    adoptions: tuple[Adoption, ...]
    lines: Mapping[str, int]
    amendments: tuple[Amendment, ...] = ()


# Stands among the ids that could not be read for all of them, where a whole file could not be.
ANY_ID = "*"


@dataclass(frozen=True, slots=True)
class DamagedParts:
    """What could be read only in part, with stand-ins for what could not: each policy, clause and school that
    has a fault in one of its files, whole, decisions with a fault, and the texts of amendments.

    Check looks at it, so that one fault hides no other; nothing is ever compiled from it.
    """

    policies: Mapping[str, Policy] = field(default_factory=dict)
    clauses: Mapping[str, Clause] = field(default_factory=dict)
    schools: Mapping[str, School] = field(default_factory=dict)
    amendments: tuple[Fragment, ...] = ()
    adoptions: tuple[Adoption, ...] = ()


# The programs that can put pages into their look, the usual one first.
RENDERERS = (MATERIAL, ZENSICAL) = ("material", "zensical")


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """What mkdocs.yml says of the sites: where they will be served, empty where it does not say; the title of
    their front page; what the body is called that adopts policies; and the program that renders their pages.
    """

    url: str = ""
    title: str = "School policies"
    unit: Words = SCHOOL
    renderer: str = MATERIAL


@dataclass(frozen=True, slots=True)
class Library:
    """A whole library at one moment. `images` maps each image's path, as clauses write it, to its bytes.

    `site_url` is where the output will be served, if mkdocs.yml says so, `title` what the front page is
    called, `unit` what the body is called that adopts. `unread` are the ids that are there
    but could not be read, by kind ("clause", "policy" ...), so that nobody is told that they do not exist;
    `damaged` is what could be read of them.
    """

    root: Path
    policies: Mapping[str, Policy]
    clauses: Mapping[str, Clause]
    citations: Mapping[str, Citation]
    terms: Mapping[str, Term]
    editions: tuple[Edition, ...]
    schema: Mapping[str, Variable]
    common: Layer
    authorities: Mapping[str, Group]
    trusts: Mapping[str, Group]
    schools: Mapping[str, School]
    images: Mapping[str, bytes]
    effects: tuple[EffectRule, ...] = DEFAULT_RULES
    site_url: str = ""
    title: str = "School policies"
    unit: Words = SCHOOL
    names: Mapping[str, Name] = field(default_factory=dict)
    known: Known = field(default_factory=Known, repr=False)
    unread: Mapping[str, frozenset[str]] = field(default_factory=dict)
    damaged: DamagedParts = field(default_factory=DamagedParts, repr=False)

    def is_unread(self, kind: str, id: str) -> bool:
        """Say whether an id of a kind ("term") is, or may be, there and could not be read; that has been
        told.
        """
        return not self.unread.get(kind, frozenset()).isdisjoint((id, ANY_ID))

    def with_damaged(self) -> Library:
        """Return it together with what could be read only in part, to be looked at."""
        return replace(
            self,
            policies={**self.policies, **self.damaged.policies},
            clauses={**self.clauses, **self.damaged.clauses},
            schools={**self.schools, **self.damaged.schools},
        )

    @property
    def phases(self) -> tuple[str, ...]:
        """The phases that a school may have: those that schema.yml declares, or the usual ones."""
        return tuple(self.schema["school.phase"].options)

    @property
    def types(self) -> tuple[str, ...]:
        """The types that a school may have: those that schema.yml declares, or the usual ones."""
        return tuple(self.schema["school.type"].options)

    def layers(self, school: School) -> tuple[Layer, ...]:
        """The layers of values that a school stands on, the strongest first."""
        trust = self.trusts.get(school.facts.trust)
        authority = self.authorities.get(school.facts.authority)
        groups = [group.values for group in (trust, authority) if group]
        return (school.values, *groups, self.common)

    def values(self, school: School | None, day: date) -> dict[str, Bound]:
        """Return every value that counts for a school on `day`; for the model (None) only defaults and common
        values.
        """
        layers = self.layers(school) if school else (self.common,)
        bounds: dict[str, Bound] = {}
        for key, variable in self.schema.items():
            for layer in layers:
                if (dated := layer.at(key, day)) is not None:
                    bounds[key] = Bound(dated.value, layer.name)
                    break
            else:
                if variable.default is not None:
                    bounds[key] = Bound(variable.default, DEFAULT)
        if school:
            bounds["school.phase"] = Bound(school.facts.phase, "school")
            bounds["school.type"] = Bound(school.facts.type, "school")
        return bounds

    def adoptions(self, school: School, policy: str) -> tuple[Adoption, ...]:
        """Return what the school, and its trust for it, decided about a policy."""
        trust = self.trusts.get(school.facts.trust)
        decisions = (*(trust.adoptions if trust else ()), *school.adoptions)
        return tuple(adoption for adoption in decisions if adoption.policy == policy)

    def amenders(self, school: School) -> tuple[Group | School, ...]:
        """Those whose amendments concern a school: its trust, if it has one, and itself."""
        trust = self.trusts.get(school.facts.trust)
        return (trust, school) if trust else (school,)


def find_chair_key(body: str) -> str:
    """The key of the person who chairs a body, which is named as in an adoption: `role.trust_board_chair` of
    `trust_board`. The chair of the school's own body is `role.chair`.
    """
    return "role.chair" if body == "governing_body" else f"role.{body}_chair"
