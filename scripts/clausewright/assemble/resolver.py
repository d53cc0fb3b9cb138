"""What each token of a document prints for one reader, in one format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..model.library import Library
from ..model.text import capitalise
from ..model.values import Blank, Kind
from .answers import resolve_key
from .sites import SchoolDocument, Site

# Where a value comes from; {singular} and {plural} are what a school is called in the library.
_LAYERS = {
    "school": "Set by the {singular}.",
    "trust": "Set by the trust.",
    "authority": "Set by the authority.",
    "common": "The same for all {plural}.",
    "default": "The model's own word.",
}
_OPEN = "Each {singular} sets it."


@dataclass(frozen=True, slots=True)
class Place:
    """Where a clause stands in another document of the same site."""

    document: str
    title: str
    number: str


def places(site: Site, numbers: Mapping[str, Mapping[str, str]]) -> dict[str, Mapping[str, Place]]:
    """For each document of a site, where the clauses are found that it refers to and only its other documents
    have.

    `numbers` gives each document's clauses with their numbers. Related policies are looked through first.
    """
    return {copy.id: places_of(site, copy, numbers) for copy in site.copies}


def places_of(site: Site, copy: SchoolDocument, numbers: Mapping[str, Mapping[str, str]]) -> dict[str, Place]:
    """The same for one copy, which need not be one that the site shows."""
    missing = {use.id for use in copy.assembled.refs} - copy.assembled.texts.keys()
    if not missing:
        return {}
    related = copy.standing.policy.facts.related
    others = sorted(
        (other for other in site.copies if other.id != copy.id),
        key=lambda other: (
            related.index(other.standing.policy.id) if other.standing.policy.id in related else len(related),
            other.id,
        ),
    )
    places: dict[str, Place] = {}
    for other in others:
        for clause in sorted(missing & numbers[other.id].keys()):
            places.setdefault(
                clause, Place(other.id, other.standing.policy.facts.title, numbers[other.id][clause])
            )
    return places


def make_check_address(site_url: str, code: str) -> str:
    """The address at which the copy of a code can be looked up,
    "" where it is not known where the site is.
    """
    return f"{site_url.rstrip('/')}/check.html?code={code}" if site_url and code else ""


class ValueResolver:
    """Says what each key prints in one copy: values, references, links between documents,
    blanks on the model.
    """

    def __init__(
        self,
        library: Library,
        site: Site,
        copy: SchoolDocument,
        elsewhere: Mapping[str, Place],
        *,
        is_past: bool = False,
    ) -> None:
        """Speak for one copy; `elsewhere` is where its references to other documents lead. Of a text of the
        past the records may lack what it printed: that is a blank then, and otherwise a KeyError.
        """
        self.library, self.site, self.copy, self.elsewhere = library, site, copy, elsewhere
        self.is_past = is_past

    def resolve(self, keys: Iterable[str], suffix: str) -> dict[str, str]:
        """What each key prints. `suffix` says which files documents link to: "html", "docx" or "pdf"."""
        return {key: self._resolve_key(key, suffix) for key in keys}

    def _resolve_key(self, key: str, suffix: str) -> str:
        kind, _, rest = key.partition(".")
        if key == "site.name":
            return self.site.name
        if key == "site.id":
            return self.site.id
        if key == "document.mark":
            return self.copy.mark
        if key == "document.code":
            return self.copy.code
        if key == "document.check":
            return make_check_address(self.library.site_url, self.copy.code)
        if kind == "site":
            return self._look(key)
        if kind == "policy":
            return self._document(rest.removesuffix(".href"), suffix)
        if kind == "ref":
            return self._reference(rest, suffix)
        if kind in ("unit", "layer"):
            return self._name_body(kind, rest)
        return self._value(key)

    def _name_body(self, kind: str, rest: str) -> str:
        """The word for the body that adopts, in the form that `rest` names; or where the value of the key
        `rest` comes from.
        """
        unit = self.library.unit
        if kind == "unit":
            return {"plural": unit.plural, "capital": capitalise(unit.singular)}.get(rest, unit.singular)
        bound = self.copy.values.get(rest)
        return (_LAYERS[bound.layer] if bound else _OPEN).format(singular=unit.singular, plural=unit.plural)

    def _look(self, key: str) -> str:
        """A school's colour, or the path of its logo; nothing where it has none, and for the model."""
        bound = self.copy.values.get(key.replace("site.", "school.")) if self.site.school else None
        return str(bound.value) if bound else ""

    def _value(self, key: str) -> str:
        text = resolve_key(self.library.schema, self.copy.values, key)
        if text is not None:
            return text
        space, name, *forms = key.split(".")
        variable = self.library.schema[f"{space}.{name}"]
        if variable.kind is Kind.LIST:
            return ""
        if self.site.school is not None and not self.is_past:
            raise KeyError(key)
        parts = [form for form in forms if form != "href"]
        return "" if "href" in forms else Blank(f"[{' '.join([variable.name, *parts])}]")

    def _document(self, id: str, suffix: str) -> str:
        return f"../{id}/index.html" if suffix == "html" else f"{id}.{suffix}"

    def _reference(self, rest: str, suffix: str) -> str:
        clause, _, part = rest.rpartition(".")
        if clause not in self.elsewhere and self.is_past:
            return self._refer_to_former(clause, part, suffix)
        place = self.elsewhere[clause]
        if part == "number":
            return place.number or f"“{clause.replace('-', ' ')}”"
        if part == "policy":
            return place.title
        address = self._document(place.document, suffix)
        return f"{address}#{clause}" if suffix == "html" else address

    def _refer_to_former(self, clause: str, part: str, suffix: str) -> str:
        """What a reference prints to a clause that no document of the site has any more: its name, and of
        the policies that the reader had the one that had it, whose page is still there.
        """
        if part == "number":
            return f"“{clause.replace('-', ' ')}”"
        policy = self.copy.standing.policy
        for id in sorted(self.copy.held_policies):
            if any(f'"{clause}"' in version.body.text for version in self.library.policies[id].versions):
                policy = self.library.policies[id]
        return policy.facts.title if part == "policy" else self._document(policy.id, suffix)
