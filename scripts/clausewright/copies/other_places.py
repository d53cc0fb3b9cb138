"""Where else a value stands: in texts that do not differ at that place, and where texts are aligned again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..model.values import Kind
from .shared_variables import Place, SharedVariable
from .slots import Group, Span
from .value_kinds import is_name

# A word stands in so many places at least to be known wherever it is met.
_THROUGHOUT = 2
# So sure must a value be for texts to be aligned by it.
_SURE = 0.75


def find_other_places(
    variables: Sequence[SharedVariable], groups: Sequence[Group], schools: Sequence[str]
) -> Iterator[tuple[int, Place]]:
    """Yield places outside slots at which every copy of a group has its school's own value: the number of the
    variable, and the place. Of words only where several copies say so.
    """
    printed_values: dict[str, dict[str, list[tuple[int, tuple[str, ...]]]]] = {}
    longest = 1
    for number, variable in enumerate(variables):
        if not _is_telling(variable):
            continue
        for school in variable.values:
            for forms in _list_forms(variable):
                text = variable.print_at(school, forms)
                longest = max(longest, len(text.split()))
                printed_values.setdefault(school, {}).setdefault(text, []).append((number, forms))
    for group_number, group in enumerate(groups):
        centre = group.units[group.centre]
        of_centre = printed_values.get(schools[group.centre], {})
        for start in range(len(centre.tokens)):
            for end in range(min(len(centre.tokens), start + longest), start, -1):
                text = centre.read_span(start, end) or ""
                for number, forms in of_centre.get(text, ()):
                    variable = variables[number]
                    is_alone = len(group.units) == 1 and variable.kind is Kind.WORDS
                    spans = {copy: group.find_span(copy, start, end) for copy in group.units}
                    if not is_alone and _all_print(variable, forms, group, spans, schools):
                        yield number, Place(group_number, spans, forms)
                        break


def _list_forms(variable: SharedVariable) -> tuple[tuple[str, ...], ...]:
    return ((), ("plural",), ("capital",), ("plural", "capital")) if variable.kind is Kind.WORDS else ((),)


def _is_telling(variable: SharedVariable) -> bool:
    """Say whether a value stands for nothing else wherever it is met: a number or a phrase may."""
    if variable.kind is Kind.WORDS:
        return len(variable.places) >= _THROUGHOUT
    return variable.kind in (Kind.EMAIL, Kind.PHONE, Kind.URL, Kind.PERSON) or all(
        isinstance(value, str) and len(value) > 4 and is_name(value) for value in variable.values.values()
    )


def _all_print(
    variable: SharedVariable,
    forms: tuple[str, ...],
    group: Group,
    spans: Mapping[int, Span],
    schools: Sequence[str],
) -> bool:
    for copy, unit in group.units.items():
        text = variable.print_at(schools[copy], forms)
        if not text or unit.read_span(*spans[copy]) != text:
            return False
    return True


def list_sorts(variables: Iterable[SharedVariable], school: str) -> dict[str, str]:
    """What stands for a school's own values in its texts, each with its sort: so they are one word each when
    the texts are aligned again.
    """
    sorts: dict[str, str] = {}
    for variable in variables:
        if variable.confidence < _SURE or not (_is_telling(variable) or variable.kind is Kind.WORDS):
            continue
        for forms in _list_forms(variable):
            sort = str(variable.kind) if variable.kind in (Kind.PERSON, Kind.TEXT) else variable.key
            if text := variable.print_at(school, forms):
                sorts.setdefault(text, sort)
    return sorts
