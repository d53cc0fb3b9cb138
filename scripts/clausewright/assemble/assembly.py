"""An assembly: one version of a policy, for one set of answers, becomes a text with tokens.

The names that templates use (fields, lists, groups of variables) stand here too, because they note in the
assembly what they print.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..model.kinds import FragmentKind
from ..model.library import Amendment, Clause, Fragment, Library, Policy, Revision, Version
from ..model.tokens import string_token, token
from ..model.values import LINKS, SHAPING, WORD_FORMS, Kind, Variable
from .amendments import (
    WORDS_OF_MARK,
    apply_amendment,
    index_amendments,
    make_revision,
    name_question,
    read_answer,
)
from .answers import GIVEN, LENGTH, MODEL, Answer, Answers
from .environment import PolicyEnvironment, clean_attribute, escape_text

FENCE = ":" * 12


@dataclass(frozen=True, slots=True)
class Use:
    """Something that a text names (a clause, a field, a policy) and the fragment that names it."""

    id: str
    by: str


@dataclass(frozen=True, slots=True)
class Assembled:
    """A version's text with tokens, and what went into it.

    `revisions` are the clauses in order, `texts` their texts by id; `fields` the keys that print; `refs` the
    clauses referred to; `answers` all that was asked; `amendments` those that shaped the text, by the id of
    the clause that each replaced, left out or added. Two assemblies with the same `digest` are one variant.
    """

    policy: Policy
    version: Version
    text: str
    revisions: tuple[Revision, ...]
    texts: Mapping[str, str]
    fields: tuple[Use, ...]
    refs: tuple[Use, ...]
    answers: Mapping[str, Answer]
    amendments: Mapping[str, Amendment] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """A digest of all that decides what the document looks like, before any school's value is bound."""
        facts = self.policy.facts
        return hashlib.sha256(f"{facts.title}\n{facts.numbering}\n{self.text}".encode()).hexdigest()[:24]


@dataclass(slots=True)
class Assembly:
    """An assembly while it goes on: what the macros read, and what they note down."""

    library: Library
    environment: PolicyEnvironment
    policy: Policy
    version: Version
    ask: Answers
    revisions: list[Revision] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    refs: dict[Use, None] = field(default_factory=dict)
    open_fragments: list[Fragment] = field(default_factory=list)
    amendments: dict[str, Amendment] = field(default_factory=dict)
    _files: Mapping[str, Amendment] = field(init=False)
    _amended_clauses: frozenset[str] = field(init=False)
    _context: dict[str, object] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        """Know the library's amendments, so that nothing is asked of a clause that nobody has amended."""
        self._files = index_amendments(self.library)
        self._amended_clauses = frozenset(amendment.clause for amendment in self._files.values())

    @property
    def schema(self) -> Mapping[str, Variable]:
        """The library's variables."""
        return self.library.schema

    def prints(self, key: str) -> None:
        """Note that the text prints a field, and which fragment does so first."""
        self.fields.setdefault(key, self.open_fragments[-1].path)

    def refers(self, id: str) -> None:
        """Note that the text refers to a clause."""
        self.refs[Use(id, self.open_fragments[-1].path)] = None

    def value(self, key: str) -> str:
        """Print a field."""
        variable = self.schema[key]
        return str(Field(self, variable, key, variable.kind))

    def word_of(self, key: str, *forms: str) -> str:
        """Print a form of a word."""
        self.prints(key)
        return token(".".join((key, *forms)))

    def context(self) -> dict[str, object]:
        """What a template can name: the groups of variables. The macros find this assembly by its private
        name.
        """
        if not self._context:
            spaces = {key.split(".")[0] for key in self.schema}
            groups = {space: VariableGroup(self, space) for space in spaces}
            self._context = {"_assembly": self, **groups}
        return self._context

    def render(self, fragment: Fragment) -> str:
        """Render one fragment in this assembly."""
        if "{" not in fragment.text:
            return fragment.text
        self.open_fragments.append(fragment)
        try:
            return self.environment.fragment(fragment).render(self.context())
        finally:
            self.open_fragments.pop()

    def revision(self, clause: Clause, name: str = "") -> Revision | None:
        """Return the revision that this version uses: the one it names, or the newest dated no later than
        itself.
        """
        return clause.named(name) if name else clause.at(self.version.date)

    def place(self, revision: Revision, number: str = "", headed: str = "") -> str:
        """Write a clause into the text, as the model or the school's amendment of it has it, and what the
        school adds after it.

        `number` is the one that an imported version gives it, `headed` says "yes" or "no" where that decides
        on its heading too.
        """
        if revision.facts.kind is FragmentKind.ADOPTER_NOTE and not self.ask(MODEL):
            return ""
        if headed:
            revision = replace(revision, facts=revision.facts.model_copy(update={"headed": headed == "yes"}))
        amendments = self._amendments(revision)
        replacing = next((amendment for amendment in amendments if not amendment.facts.id), None)
        text = self._fenced(revision, revision, replacing, number)
        return text + "".join(
            self._fenced(make_revision(amendment), revision, amendment)
            for amendment in amendments
            if amendment.facts.id
        )

    def _amendments(self, revision: Revision) -> list[Amendment]:
        if revision.clause not in self._amended_clauses:
            return []
        return [self._files[path] for path in read_answer(self.ask(name_question(self.version, revision)))]

    def _fenced(
        self, revision: Revision, amended: Revision, amendment: Amendment | None, number: str = ""
    ) -> str:
        """A clause in a fence that carries what the document must know of it. `amended` is the model's
        revision that it stands on.
        """
        shown, says = revision, ""
        if amendment:
            self.amendments[revision.clause] = amendment
            shown, says = apply_amendment(revision, amendment), self._mark(amendment)
        self.revisions.append(revision)
        facts = shown.facts
        heading = self.render(Fragment(facts.title, shown.body.path, shown.lines.get("title", 1)))
        body = self.render(shown.body).strip("\n")
        attributes = {
            "kind": facts.kind,
            "revision": amended.name,
            "strength": facts.strength,
            "audience": " ".join(facts.applies_to),
            "replaces": " ".join(facts.replaces),
            "number": clean_attribute(number),
            "headed": "" if facts.headed else "no",
            "local": amendment.facts.action if amendment else "",
        }
        pairs = " ".join(f'{name}="{value}"' for name, value in attributes.items() if value)
        # A clause without a heading begins with its number, so there the mark comes last.
        parts = (says, body) if facts.headed else (body, says)
        blocks = "\n\n".join(block for block in (f"# {heading}", *parts) if block)
        self.texts[revision.clause] = (
            f"\n{FENCE} {{#{revision.clause} .clause {pairs}}}\n\n{blocks}\n\n{FENCE}\n"
        )
        return self.texts[revision.clause]

    def _mark(self, amendment: Amendment) -> str:
        """What readers are told of an amendment. A school says what it calls itself."""
        before, form, after = WORDS_OF_MARK[amendment.facts.action]
        self.open_fragments.append(amendment.body)
        try:
            if amendment.tier == "school" and "word.school" in self.schema:
                owner = self.word_of("word.school", *form)
            else:
                owner = f"{amendment.tier}{'’s' if form else ''}"
        finally:
            self.open_fragments.pop()
        return f"::: {{.local-wording}}\n{before} {owner}{after}: {escape_text(amendment.facts.reason)}\n:::"


# -- what templates name -------------------------------------------------------------------------------------


class Field:
    """A value's place in the text. It prints its token; parts and forms of it are fields again; nothing else
    can be done with it.
    """

    __slots__ = ("_assembly", "_forms", "_key", "_kind", "_variable")

    def __init__(
        self, assembly: Assembly, variable: Variable, key: str, kind: Kind, forms: tuple[str, ...] = ()
    ) -> None:
        """Stand for the value of `key`; `kind` is the type of the part that prints."""
        self._assembly, self._variable, self._key, self._kind, self._forms = (
            assembly,
            variable,
            key,
            kind,
            forms,
        )

    def __getitem__(self, name: str) -> Field | str:
        """Return a part of a person, a form of a word, or the address behind a link."""
        if name == "href" and self._kind in LINKS:
            # The model's blanks have no address to lead to; parse makes words of a link that leads nowhere.
            return "" if self._assembly.ask(MODEL) else self._token(string_token, ".href")
        if self._kind is Kind.WORDS and name in WORD_FORMS:
            return Field(self._assembly, self._variable, f"{self._key}.{name}", self._kind)
        if self._kind is Kind.PERSON and name in self._variable.parts():
            return Field(self._assembly, self._variable, f"{self._key}.{name}", self._variable.parts()[name])
        raise KeyError(name)

    def __str__(self) -> str:
        """Print the token; links print as links by themselves."""
        text = self._token(token)
        is_link = self._kind in LINKS and not self._assembly.ask(MODEL)
        return f"[{text}]({self._token(string_token, '.href')})" if is_link else text

    def _token(self, make: Any, part: str = "") -> str:
        self._assembly.prints(self._key)
        return str(make(self._key + part))

    def _refuse(self, *_: object) -> Any:
        raise TypeError(
            f"'{self._key}' is a field: it only prints. Ask given(\"{self._key}\") whether it is there."
        )

    __bool__ = __len__ = __iter__ = __eq__ = __lt__ = __gt__ = __le__ = __ge__ = __add__ = __radd__ = _refuse
    __hash__ = None  # type: ignore[assignment]


class ListRows:
    """A list's rows: their number shapes the text, their cells are fields."""

    def __init__(self, assembly: Assembly, variable: Variable) -> None:
        """Stand for a list variable."""
        self.variable, self._assembly = variable, assembly

    def __len__(self) -> int:
        """How many rows the school has."""
        return int(self._assembly.ask(LENGTH + self.variable.key))

    def __iter__(self) -> Iterator[Mapping[str, Field | str]]:
        """Each row, as its cells by column."""
        for index in range(len(self)):
            yield {column: self._cell(index, column, kind) for column, kind in self.variable.of.items()}

    def _cell(self, index: int, column: str, kind: Kind) -> Field | str:
        key = f"{self.variable.key}.{index}.{column}"
        # An empty cell is a shape only where a link would be left without a target.
        if kind in LINKS and not self._assembly.ask(GIVEN + key):
            return ""
        return Field(self._assembly, self.variable, key, kind)


class VariableGroup:
    """A group of variables, such as `school` or `choice`, as templates see it."""

    def __init__(self, assembly: Assembly, name: str) -> None:
        """Stand for the variables whose keys begin with `name`."""
        self._assembly, self._name = assembly, name

    def __getitem__(self, name: str) -> Any:
        """Return a choice's answer, a list's rows, or a field."""
        variable = self._assembly.schema[f"{self._name}.{name}"]
        if variable.kind in SHAPING:
            return self._assembly.ask(variable.key)
        if variable.kind is Kind.LIST:
            return ListRows(self._assembly, variable)
        return Field(self._assembly, variable, variable.key, variable.kind)
