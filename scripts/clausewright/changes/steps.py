"""Steps: a chain of texts from an old document to a new one,
in each of which one cause alone is exchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..assemble.answers import resolve_key
from ..assemble.assembly import Assembled
from ..model.change import Cause, Kind
from ..model.library import Citation, Library, Policy, Term, Version
from ..model.records import CitationEdition
from ..model.values import SHAPING, Bound, Variable
from ..model.values import Kind as Type
from .inputs import DiffSession, DocumentInputs

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


# Steps, each with the inputs that it ends with.
_Chain = Iterator[tuple[Step, DocumentInputs]]


def build_steps(session: DiffSession, old: DocumentInputs, new: DocumentInputs) -> Iterator[Step]:
    """Yield the steps from one document to the other that change the text.
    The last one's text is the new document's.
    """
    inputs, digest = old, old.assemble().digest
    for exchange in (_exchange_model, _exchange_amendments, _exchange_choices, _exchange_fields):
        for step, changed in exchange(session, inputs, new):
            inputs = changed
            if step.assembled.digest != digest:
                digest = step.assembled.digest
                yield step
    last = new.assemble()
    if last.digest != digest:
        yield Step(Cause.MODEL, "", "", last)


# -- the model's text ----------------------------------------------------------------------------------------


def _exchange_model(session: DiffSession, old: DocumentInputs, new: DocumentInputs) -> _Chain:
    """The new version with the words of the old citations, terms and titles;
    then each of those that changed.
    """
    pinned = tuple(_find_pinned_texts(old, new))
    is_same_library = old.library is new.library
    inputs = replace(
        new,
        values=old.values if is_same_library else _translate_values(old.values, new),
        held_policies=old.held_policies,
        amended=old.amended if is_same_library else new.amended,
    )

    def unpin_first(count: int) -> DocumentInputs:
        """The inputs in which so many texts are those of the new document."""
        rest = pinned[count:]
        if not rest:
            return inputs
        key = tuple((text.shared, text.id, text.old) for text in rest)
        assembler = session.make_assembler(new.library, key, lambda: _pin(new.library, rest))
        return replace(inputs, assembler=assembler)

    source = unpin_first(0)
    yield Step(Cause.MODEL, "", "", source.assemble()), source
    for count, text in enumerate(pinned, 1):
        source = unpin_first(count)
        step = Step(text.cause, text.id, text.topic, source.assemble(), text.shared, text.old, text.new)
        yield step, source


@dataclass(frozen=True, slots=True)
class PinnedText:
    """A citation, term or title as the old document prints it. `pin` puts it into a library;
    leaving it out unpins it.
    """

    shared: Kind
    id: str
    cause: Cause
    topic: str
    old: str
    new: str
    pin: Callable[[Library], Library]


def _pin(library: Library, texts: Sequence[PinnedText]) -> Library:
    for text in texts:
        library = text.pin(library)
    return library


def _find_pinned_texts(old: DocumentInputs, new: DocumentInputs) -> Iterator[PinnedText]:
    """The citations, terms and titles that both libraries have, in different words."""
    yield from _find_pinned_citations(old, new)
    yield from _find_pinned_terms(old.library, new.library)
    yield from _find_pinned_titles(old.library, new)


def _find_pinned_citations(old: DocumentInputs, new: DocumentInputs) -> Iterator[PinnedText]:
    for id, citation in new.library.citations.items():
        earlier = old.library.citations.get(id)
        if earlier is None:
            continue
        old_words, new_words = _print_citation(earlier, old.version), _print_citation(citation, new.version)
        if old_words == new_words:
            continue
        facts = earlier.facts.model_copy(update={"editions": (find_edition(earlier, old.version),)})
        kept = replace(citation, facts=facts)

        def pin(library: Library, id: str = id, kept: Citation = kept) -> Library:
            return replace(library, citations={**library.citations, id: kept})

        title = citation.facts.title
        yield PinnedText(Kind.REFERENCE, id, Cause.CITATION, title, old_words, new_words, pin)


def _find_pinned_terms(old: Library, new: Library) -> Iterator[PinnedText]:
    for id, term in new.terms.items():
        earlier = old.terms.get(id)
        if earlier is None or earlier.facts.term == term.facts.term:
            continue
        old_words, new_words = earlier.facts.term, term.facts.term
        kept = replace(term, facts=term.facts.model_copy(update={"term": old_words}))

        def pin(library: Library, id: str = id, kept: Term = kept) -> Library:
            return replace(library, terms={**library.terms, id: kept})

        yield PinnedText(Kind.DEFINITION, id, Cause.MODEL, new_words, old_words, new_words, pin)


def _find_pinned_titles(old: Library, new: DocumentInputs) -> Iterator[PinnedText]:
    for id, policy in new.library.policies.items():
        earlier = old.policies.get(id)
        if earlier is None or id == new.policy.id or earlier.facts.title == policy.facts.title:
            continue
        old_words, new_words = earlier.facts.title, policy.facts.title
        kept = replace(policy, facts=policy.facts.model_copy(update={"title": old_words}))

        def pin(library: Library, id: str = id, kept: Policy = kept) -> Library:
            return replace(library, policies={**library.policies, id: kept})

        yield PinnedText(Kind.REFERENCE, id, Cause.MODEL, new_words, old_words, new_words, pin)


def find_edition(citation: Citation, version: Version) -> CitationEdition:
    """Return the edition of a cited text that a version prints: the newest by its day, else the first."""
    editions = sorted(citation.facts.editions, key=lambda edition: edition.from_day)
    return next((edition for edition in reversed(editions) if edition.from_day <= version.date), editions[0])


def _print_citation(citation: Citation, version: Version) -> str:
    """A citation's words, as it is printed, and its address."""
    edition = find_edition(citation, version)
    inside = ", ".join(part for part in (citation.facts.issuer, edition.label) if part)
    return f"{citation.facts.title} ({inside}) {edition.url}".strip()


def _translate_values(values: Mapping[str, Bound], new: DocumentInputs) -> dict[str, Bound]:
    """Old values as the new library understands them: what it does not know is left out,
    what it adds has the new value.
    """
    known = {key: bound for key, bound in values.items() if key in new.library.schema}
    for key, bound in new.values.items():
        variable = new.library.schema.get(key)
        if variable is None:
            continue
        is_unfit = variable.kind is Type.CHOICE and key in known and known[key].value not in variable.options
        is_added = variable.kind in SHAPING and key not in known
        if is_unfit or is_added:
            known[key] = bound
    return known


# -- what a school decides -----------------------------------------------------------------------------------


def _exchange_amendments(_: DiffSession, inputs: DocumentInputs, new: DocumentInputs) -> _Chain:
    inputs = replace(inputs, amended=new.amended)
    yield Step(Cause.AMENDMENT, "", "", inputs.assemble()), inputs


def _exchange_choices(_: DiffSession, inputs: DocumentInputs, new: DocumentInputs) -> _Chain:
    """Each choice that shapes the text and is another now."""
    for key in sorted(new.values):
        variable = new.library.schema.get(key)
        if (
            variable is None
            or variable.kind not in SHAPING
            or _get_value(inputs, key) == _get_value(new, key)
        ):
            continue
        topic = describe_choice(variable, inputs.values.get(key), new.values[key])
        inputs = replace(inputs, values={**inputs.values, key: new.values[key]})
        yield Step(Cause.CHOICE, key, topic, inputs.assemble()), inputs


def describe_choice(variable: Variable, old: Bound | None, new: Bound) -> str:
    """Say what was chosen, and what is: "Contact with former pupils: until they are 18; now: all"."""

    def name_option(bound: Bound) -> str:
        if isinstance(bound.value, bool):
            return "yes" if bound.value else "no"
        return variable.options.get(str(bound.value), str(bound.value))

    before = f"{name_option(old)}; now: " if old else ""
    return f"{variable.name.removeprefix('choice ').capitalize()}: {before}{name_option(new)}"


def _exchange_fields(_: DiffSession, inputs: DocumentInputs, new: DocumentInputs) -> _Chain:
    """Values that shape the text by being there, or by their number; each that is not yet the new one."""
    adopted = {key: bound for key, bound in new.values.items() if key.startswith(_ADOPTED)}
    others = {key: bound for key, bound in inputs.values.items() if not key.startswith(_ADOPTED)}
    inputs = replace(inputs, values={**others, **adopted})
    yield Step(Cause.MODEL, _ADOPTED, "", inputs.assemble()), inputs
    for key in sorted({*inputs.values, *new.values}):
        if _get_value(inputs, key) == _get_value(new, key) or key not in new.library.schema:
            continue
        cause = find_cause(key, inputs.values.get(key), new.values.get(key))
        values = {name: bound for name, bound in inputs.values.items() if name != key}
        if key in new.values:
            values[key] = new.values[key]
        inputs = replace(inputs, values=values)
        yield Step(cause, key, new.library.schema[key].name, inputs.assemble()), inputs
    inputs = replace(inputs, held_policies=new.held_policies)
    yield Step(Cause.SCHOOL, "", "", inputs.assemble()), inputs


def _get_value(inputs: DocumentInputs, key: str) -> object:
    bound = inputs.values.get(key)
    return bound.value if bound else None


def find_cause(key: str, old: Bound | None, new: Bound | None) -> Cause:
    """Say whose value it is that changed: the new one's layer, or the old one's where it is gone."""
    if key.startswith("word."):
        return Cause.WORD
    for bound in (new, old):
        if bound and bound.layer in _LAYERS:
            return _LAYERS[bound.layer]
    return Cause.COMMON


def read_printed_value(inputs: DocumentInputs, key: str) -> str | None:
    """Return what a key prints in a document, None where that is not a value or there is none."""
    return resolve_key(inputs.library.schema, inputs.values, key)
