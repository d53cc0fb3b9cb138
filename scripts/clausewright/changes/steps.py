"""Steps: a chain of documents from an old source to a new one, in each of which one cause alone is exchanged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from ..assemble.answers import resolve_key
from ..assemble.assembly import Assembled
from ..model.change import Cause, Kind
from ..model.library import Citation, Library, Version
from ..model.records import CitationEdition
from ..model.values import SHAPING, Bound, Variable
from ..model.values import Kind as Type
from .source import DiffSession, DocumentInputs

_LAYERS = {"school": Cause.SCHOOL, "trust": Cause.TRUST, "authority": Cause.AUTHORITY, "common": Cause.COMMON}
_ADOPTED = "adopted."


@dataclass(frozen=True, slots=True)
class Step:
    """One cause: what it is about in keys (`subject`) and in words (`topic`), and the text once it has had
    its effect.

    `shared` is, for a citation, a term or a title, the kind of the one change that it is wherever it prints;
    `old` and `new` are its words.
    """

    cause: Cause
    subject: str
    topic: str
    assembled: Assembled
    shared: Kind | None = None
    old: str = ""
    new: str = ""


def build_steps(desk: DiffSession, old: DocumentInputs, new: DocumentInputs) -> Iterator[Step]:
    """The steps from one source to the other that change the text. The last one's text is the new source's."""
    here, before = old, old.assembled().digest
    for make in (_model, _amendments, _choices, _fields):
        for step, source in make(desk, here, new):
            here = source
            if step.assembled.digest != before:
                before = step.assembled.digest
                yield step
    if (last := new.assembled()).digest != before:
        yield Step(Cause.MODEL, "", "", last)


_Made = Iterator[tuple[Step, DocumentInputs]]


# -- the model's text ----------------------------------------------------------------------------------------


def _model(desk: DiffSession, old: DocumentInputs, new: DocumentInputs) -> _Made:
    """The new version with the words of the old citations, terms and titles; then each of those that changed."""
    frozen = tuple(_frozen(old, new))
    same = old.library is new.library
    values = old.values if same else _understood(old.values, new)
    amended = old.amended if same else new.amended
    here = replace(new, values=values, held=old.held, amended=amended)

    def at(count: int) -> DocumentInputs:
        """The source in which so many are thawed."""
        rest = frozen[count:]
        if not rest:
            return here
        key = tuple((one.shared, one.id, one.old) for one in rest)
        return replace(here, assembler=desk.assembler(new.library, key, lambda: _with(new.library, rest)))

    source = at(0)
    yield Step(Cause.MODEL, "", "", source.assembled()), source
    for count, one in enumerate(frozen, 1):
        source = at(count)
        yield Step(one.cause, one.id, one.topic, source.assembled(), one.shared, one.old, one.new), source


@dataclass(frozen=True, slots=True)
class PinnedText:
    """A citation, term or title as the old document prints it."""

    shared: Kind
    id: str
    cause: Cause
    topic: str
    old: str
    new: str
    thaw: Callable[[Library], Library]


def _with(library: Library, frozen: tuple[PinnedText, ...]) -> Library:
    for one in frozen:
        library = one.thaw(library)
    return library


def _frozen(old: DocumentInputs, new: DocumentInputs) -> Iterator[PinnedText]:
    before, after = old.library, new.library
    for id, citation in after.citations.items():
        if (earlier := before.citations.get(id)) and (words := _cited(earlier, old.version)) != _cited(
            citation, new.version
        ):
            facts = earlier.facts.model_copy(update={"editions": (find_edition(earlier, old.version),)})
            kept = replace(citation, facts=facts)
            yield PinnedText(
                Kind.REFERENCE,
                id,
                Cause.CITATION,
                citation.facts.title,
                words,
                _cited(citation, new.version),
                _citing(id, kept),
            )
    for id, term in after.terms.items():
        if (was := before.terms.get(id)) and was.facts.term != term.facts.term:
            named = replace(term, facts=term.facts.model_copy(update={"term": was.facts.term}))
            yield PinnedText(
                Kind.DEFINITION,
                id,
                Cause.MODEL,
                term.facts.term,
                was.facts.term,
                term.facts.term,
                _defining(id, named),
            )
    for id, policy in after.policies.items():
        if (
            id != new.policy.id
            and (other := before.policies.get(id))
            and other.facts.title != policy.facts.title
        ):
            titled = replace(policy, facts=policy.facts.model_copy(update={"title": other.facts.title}))
            yield PinnedText(
                Kind.REFERENCE,
                id,
                Cause.MODEL,
                policy.facts.title,
                other.facts.title,
                policy.facts.title,
                _entitling(id, titled),
            )


def _citing(id: str, kept: Citation) -> Callable[[Library], Library]:
    return lambda library: replace(library, citations={**library.citations, id: kept})


def _defining(id: str, kept: object) -> Callable[[Library], Library]:
    return lambda library: replace(library, terms={**library.terms, id: kept})  # type: ignore[dict-item]


def _entitling(id: str, kept: object) -> Callable[[Library], Library]:
    return lambda library: replace(library, policies={**library.policies, id: kept})  # type: ignore[dict-item]


def find_edition(citation: Citation, version: Version) -> CitationEdition:
    """The edition of a cited text that a version prints."""
    editions = sorted(citation.facts.editions, key=lambda edition: edition.from_day)
    return next((edition for edition in reversed(editions) if edition.from_day <= version.date), editions[0])


def _cited(citation: Citation, version: Version) -> str:
    """A citation's words, as it is printed, and its address."""
    edition = find_edition(citation, version)
    inside = ", ".join(part for part in (citation.facts.issuer, edition.label) if part)
    return f"{citation.facts.title} ({inside}) {edition.url}".strip()


def _understood(values: Mapping[str, Bound], new: DocumentInputs) -> dict[str, Bound]:
    """Old values as the new library understands them: what it does not know is left out, what it adds has the
    new value.
    """
    known = {key: bound for key, bound in values.items() if key in new.library.schema}
    for key, bound in new.values.items():
        variable = new.library.schema.get(key)
        unfit = (
            variable is not None
            and variable.kind is Type.CHOICE
            and key in known
            and known[key].value not in variable.options
        )
        shaping = variable is not None and variable.kind in SHAPING
        if unfit or (shaping and key not in known):
            known[key] = bound
    return known


# -- what a school decides -----------------------------------------------------------------------------------


def _amendments(_: DiffSession, here: DocumentInputs, new: DocumentInputs) -> _Made:
    source = replace(here, amended=new.amended)
    yield Step(Cause.AMENDMENT, "", "", source.assembled()), source


def _choices(_: DiffSession, here: DocumentInputs, new: DocumentInputs) -> _Made:
    schema = new.library.schema
    for key in sorted({*here.values, *new.values}):
        variable = schema.get(key)
        if (
            variable
            and variable.kind in SHAPING
            and _value(here, key) != _value(new, key)
            and key in new.values
        ):
            was = here.values.get(key)
            here = replace(here, values={**here.values, key: new.values[key]})
            yield (
                Step(Cause.CHOICE, key, describe_choice(variable, was, new.values[key]), here.assembled()),
                here,
            )


def describe_choice(variable: Variable, old: Bound | None, new: Bound) -> str:
    """What was chosen, and what is: "Contact with former pupils: until they are 18; now: all"."""

    def words(bound: Bound) -> str:
        return (
            ("yes" if bound.value else "no")
            if isinstance(bound.value, bool)
            else variable.options.get(str(bound.value), str(bound.value))
        )

    before = f"{words(old)}; now: " if old else ""
    return f"{variable.name.removeprefix('choice ').capitalize()}: {before}{words(new)}"


def _fields(_: DiffSession, here: DocumentInputs, new: DocumentInputs) -> _Made:
    """Values that shape the text by being there, or by their number; each that is not yet the new one."""
    adopted = {key: bound for key, bound in new.values.items() if key.startswith(_ADOPTED)}
    rest = {key: bound for key, bound in here.values.items() if not key.startswith(_ADOPTED)}
    here = replace(here, values={**rest, **adopted})
    yield Step(Cause.MODEL, _ADOPTED, "", here.assembled()), here
    for key in sorted({*here.values, *new.values}):
        if _value(here, key) != _value(new, key) and key in new.library.schema:
            cause = find_cause(key, here.values.get(key), new.values.get(key))
            values = {name: bound for name, bound in here.values.items() if name != key}
            here = replace(here, values={**values, key: new.values[key]} if key in new.values else values)
            yield Step(cause, key, new.library.schema[key].name, here.assembled()), here
    here = replace(here, held=new.held)
    yield Step(Cause.SCHOOL, "", "", here.assembled()), here


def _value(source: DocumentInputs, key: str) -> object:
    bound = source.values.get(key)
    return bound.value if bound else None


def find_cause(key: str, old: Bound | None, new: Bound | None) -> Cause:
    """Whose value it is that changed."""
    if key.startswith("word."):
        return Cause.WORD
    layers = [bound.layer for bound in (new, old) if bound]
    return next((_LAYERS[layer] for layer in layers if layer in _LAYERS), Cause.COMMON)


def read_printed_value(source: DocumentInputs, key: str) -> str | None:
    """What a key prints in a source, None where that is not a value or there is none."""
    return resolve_key(source.library.schema, source.values, key)
