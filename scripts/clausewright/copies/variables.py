"""Variables: which differences between schools are one value of each school's, wherever it stands.

Slots at which the same schools differ in the same way are explained by one variable. What kind it is, a name,
a person, an address, a number or a word of the school's vocabulary, is told by what stands there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, count

from ..importer.library_values import make_plural
from ..importer.proposals import SMALL, make_slug
from ..importer.school_files import WORDS
from ..importer.values import EMAIL, PHONE, ROLES
from ..load import InvalidValueError, read_printed
from ..model.values import WORD_FORMS, Kind, Person, Value, Variable, Words, printed
from .slots import Group, Slot, Span
from .units import SPECIAL, Token
from .vocabulary import is_vocabulary, list_known_words, make_singular

_TITLED = re.compile(r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Rev|Revd|Sir|Dame|Canon|Father|Sister)\.? [A-Z]")
_PERSON = re.compile(r"[A-Z][\w’'-]+(?: [A-Z]\.)?(?: [A-Z][\w’'-]+){1,2}")
_OF_A_BODY = re.compile(
    r"\b(?:School|Academy|College|Nursery|Trust|Council|Board|Committee|Team|Service|Partnership|Office"
    r"|Centre|Policy|Lane|Road|Street)\b"
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_POSSESSIVE = re.compile(r"[’']s?$")
_FIGURE = re.compile(r"[£$€]?\d[\d.,:]*(?:[ap]m)?%?")
_COUNTED = frozenset(
    {"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve"}
)
_NAME_WORD = re.compile(r"[A-Z\d£][\w’'.&-]*")
_IN_NAMES = frozenset({"of", "the", "and", "&", "for", "in", "at", "on", "St", "de", "van", "by"})
_OFFICE = frozenset({"office", "info", "admin", "enquiries", "contact", "reception", "mail", "school"})
# A word stands in so many places at least, unless it is one of those that every policy has.
_THROUGHOUT = 2
# So many different phrases at one place are each school's own to fill in.
_OWN_PHRASES = 3
# So sure must a value be for texts to be aligned by it.
_SURE = 0.75
_KIND_WORDS = {
    Kind.EMAIL: "an e-mail address",
    Kind.PHONE: "a telephone number",
    Kind.URL: "an address on the web",
    Kind.DATE: "a date",
    Kind.MONTH: "a month",
    Kind.NUMBER: "a number",
    Kind.PERSON: "a person",
    Kind.TEXT: "a text",
    Kind.WORDS: "a word",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a variable prints: which words of each copy of a group it takes, and in which form."""

    group: int
    spans: Mapping[int, Span]
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SharedVariable:
    """A variable of many schools: each one's value, and where it prints."""

    key: str
    kind: Kind
    help: str
    values: Mapping[str, Value]
    places: tuple[Place, ...]
    confidence: float

    @property
    def variable(self) -> Variable:
        """It as the schema has it."""
        return Variable(self.key, self.kind, self.help, "school")

    def print_at(self, school: str, forms: tuple[str, ...] = ()) -> str:
        """What it prints at a school, nothing where that has no value."""
        value = self.values.get(school)
        return (printed(self.kind, value, forms) or "") if value is not None else ""


@dataclass(slots=True)
class _Draft:
    """Slots that one variable may explain: what stands there at each school, in small letters and
    singular.
    """

    vector: dict[str, str]
    slots: list[Slot] = field(default_factory=list)
    key: str = ""


def find_variables(
    groups: Sequence[Group],
    slots: Iterable[Slot],
    schools: Sequence[str],
    names: Mapping[str, Mapping[str, str]],
) -> list[SharedVariable]:
    """Find the variables that explain slots.

    `schools` is the school of each copy; `names` are the names that stand in the texts of each school, by
    their keys ("school.name").
    """
    drafts = [
        _Draft({school: name.casefold() for school, name in by_school.items()}, key=key)
        for key, by_school in names.items()
    ]
    by_vector: dict[tuple[tuple[str, str], ...], _Draft] = {
        tuple(sorted(draft.vector.items())): draft for draft in drafts
    }
    for slot in sorted(slots, key=lambda slot: (-len(slot.texts), slot.group, min(slot.spans.values()))):
        vector = _read_vector({schools[copy]: text for copy, text in slot.texts.items()})
        key = tuple(sorted(vector.items()))
        draft = by_vector.get(key) or _find_agreeing(vector, drafts)
        if draft is None and (draft := _find_most_agreeing(vector, drafts)):
            # A few schools say something else here: at theirs it is wording.
            agreeing = {school for school in vector if draft.vector.get(school) == vector[school]}
            texts = {copy: text for copy, text in slot.texts.items() if schools[copy] in agreeing}
            draft.slots.append(replace(slot, texts=texts, spans={copy: slot.spans[copy] for copy in texts}))
            continue
        if draft is None:
            draft = _Draft(dict(vector))
            drafts.append(draft)
        draft.vector |= vector
        draft.slots.append(slot)
        by_vector.setdefault(key, draft)
    taken: set[str] = {draft.key for draft in drafts if draft.key}
    variables = []
    for draft in sorted(drafts, key=lambda draft: -len(draft.slots)):
        variable = _make_variable(draft, groups, schools, names.get(draft.key, {}), taken)
        if variable:
            taken.add(variable.key)
            variables.append(variable)
    return variables


def _read_vector(texts: Mapping[str, str]) -> dict[str, str]:
    """The texts of a slot as they are compared with those of others: without the article that all have, in
    small letters, in the singular where they are words.
    """
    read = {school: text.casefold() for school, text in texts.items()}
    if _have_articles(texts.values()):
        read = {school: re.sub(r"^an? ", "", text) for school, text in read.items()}
    if is_vocabulary(texts.values()):
        read = {school: make_singular(_POSSESSIVE.sub("", text)) for school, text in read.items()}
    return read


def _have_articles(texts: Iterable[str]) -> bool:
    return all(re.match(r"[Aa]n? \w", text) for text in texts)


def _find_agreeing(vector: Mapping[str, str], drafts: Iterable[_Draft]) -> _Draft | None:
    """The variable that agrees with a slot at all schools that both know, where that says enough: these
    schools differ among themselves, or all of the slot's are among them.
    """
    best: _Draft | None = None
    for draft in drafts:
        common = vector.keys() & draft.vector.keys()
        agrees = all(vector[school] == draft.vector[school] for school in common)
        says_enough = len({vector[school] for school in common}) > 1
        if agrees and says_enough and (best is None or len(draft.slots) > len(best.slots)):
            best = draft
    return best


def _find_most_agreeing(vector: Mapping[str, str], drafts: Iterable[_Draft]) -> _Draft | None:
    """The variable that agrees with a slot at most schools, which differ among themselves."""
    best: tuple[int, _Draft] | None = None
    for draft in drafts:
        agreeing = {school for school in vector if draft.vector.get(school) == vector[school]}
        differ = len({vector[school] for school in agreeing}) > 1
        if differ and len(agreeing) * 3 >= len(vector) * 2 and (best is None or len(agreeing) > best[0]):
            best = len(agreeing), draft
    return best[1] if best else None


# -- What kind of variable -----------------------------------------------------------------------------------


def _make_variable(
    draft: _Draft,
    groups: Sequence[Group],
    schools: Sequence[str],
    names: Mapping[str, str],
    taken: set[str],
) -> SharedVariable | None:
    """The variable that a draft is; None where what differs is wording and no value."""
    if draft.key:
        if len(set(names.values())) < 2 and draft.key != "school.name":
            return None
        help = f"The {draft.key.partition('.')[2].replace('_', ' ')} as the copies have it."
        values: dict[str, Value] = dict(names)
        return SharedVariable(draft.key, Kind.TEXT, help, values, _list_places(draft, {}), 0.95)
    texts = [text for slot in draft.slots for text in slot.texts.values()]
    kind, confidence = _choose_kind(texts, draft, groups)
    if kind is None:
        return None
    if kind is Kind.WORDS:
        return _make_word(draft, schools, taken, confidence)
    values = {}
    for school, text in _choose_spellings(draft, schools).items():
        value = _read_value(kind, text)
        if value is None:
            kind = Kind.TEXT
            break
        values[school] = value
    if kind is Kind.TEXT:
        values = dict(_choose_spellings(draft, schools))
    key = _name_variable(kind, draft, groups, taken)
    before, after = _read_context(draft.slots[0], groups, 6)
    help = f"What stands in “{before} … {after}”.".replace("“ ", "“").replace(" ”", "”")
    return SharedVariable(key, kind, help, values, _list_places(draft, {}), confidence)


def _choose_kind(texts: Sequence[str], draft: _Draft, groups: Sequence[Group]) -> tuple[Kind | None, float]:
    """The kind of value that texts are, and how sure that is. None where they are wording."""
    often = 0.1 if len(draft.slots) > 1 else 0.0
    for kind, pattern in ((Kind.EMAIL, EMAIL), (Kind.URL, _ADDRESS), (Kind.PHONE, PHONE)):
        if all(pattern.fullmatch(text) for text in texts):
            return kind, 0.85 + often
    if all(_FIGURE.fullmatch(text) or text.casefold() in _COUNTED for text in texts):
        return (Kind.NUMBER if all(text.isdecimal() for text in texts) else Kind.TEXT), 0.75 + often
    for kind in (Kind.DATE, Kind.MONTH):
        if all(_read_value(kind, text) is not None for text in texts):
            return kind, 0.8 + often
    different = set(draft.vector.values())
    if is_vocabulary(texts):
        is_known = different <= list_known_words().keys()
        places = {groups[slot.group].column for slot in draft.slots}
        if len(places) >= _THROUGHOUT or is_known:
            return Kind.WORDS, 0.75 + often
        return (Kind.TEXT, 0.65) if len(different) >= _OWN_PHRASES else (None, 0.0)
    are_names = [_is_name(text) for text in texts]
    if all(are_names):
        are_people = [bool(_TITLED.match(text) or _PERSON.fullmatch(text)) for text in texts]
        is_person = all(are_people) and not any(map(_OF_A_BODY.search, texts))
        return (Kind.PERSON if is_person else Kind.TEXT), 0.8 + often
    if any(are_names) or len(different) >= _OWN_PHRASES:
        return Kind.TEXT, 0.65 + often
    return None, 0.0


def _is_name(text: str) -> bool:
    words = text.split()
    return any(_NAME_WORD.fullmatch(word) for word in words) and all(
        _NAME_WORD.fullmatch(word.strip(",()")) or word in _IN_NAMES for word in words
    )


def _read_value(kind: Kind, text: str) -> Value | None:
    """A text as a value that prints as this text; None where it is none."""
    if kind is Kind.PERSON:
        return Person(text)
    try:
        value = read_printed(Variable("value.read", kind, "", "school"), "", None, text)
    except InvalidValueError:
        return None
    if kind is Kind.MONTH and len(str(value)) != len("2026-09"):
        # A day prints as itself wherever a month may stand.
        return None
    return value if printed(kind, value) == text else None


def _choose_spellings(draft: _Draft, schools: Sequence[str]) -> dict[str, str]:
    """How each school writes a value most often."""
    counted: dict[str, Counter[str]] = {}
    for slot in draft.slots:
        for copy, text in slot.texts.items():
            counted.setdefault(schools[copy], Counter())[text] += 1
    return {school: max(texts, key=lambda text: (texts[text], text)) for school, texts in counted.items()}


def _make_word(draft: _Draft, schools: Sequence[str], taken: set[str], confidence: float) -> SharedVariable:
    """A word of vocabulary, its forms read off the places where it stands."""
    singular: dict[str, Counter[str]] = {}
    plural: dict[str, Counter[str]] = {}
    articles: dict[str, str] = {}
    forms: dict[int, tuple[str, ...]] = {}
    for index, slot in enumerate(draft.slots):
        has_article = _have_articles(slot.texts.values())
        capitals = sum(text[:1].isupper() for text in slot.texts.values())
        is_capital = 2 * capitals > len(slot.texts)
        is_possessive = any(_POSSESSIVE.search(text) for text in slot.texts.values())
        words: dict[str, str] = {}
        for copy, text in slot.texts.items():
            school = schools[copy]
            word = _POSSESSIVE.sub("", text)
            if has_article:
                article, _, word = word.partition(" ")
                articles[school] = article.lower()
            # A capital that begins a sentence, or a title, says nothing of the word.
            words[school] = word[:1].lower() + word[1:] if is_capital and not word[1:2].isupper() else word
        is_plural = any(word.casefold() != draft.vector[school] for school, word in words.items())
        for school, word in words.items():
            counted = (plural if is_plural else singular).setdefault(school, Counter())
            counted[word] += 1 if is_capital else 10
        marks = {"plural": is_plural, "possessive": is_possessive, "a": has_article, "capital": is_capital}
        forms[index] = tuple(form for form in WORD_FORMS if marks[form])
    values: dict[str, Value] = {}
    for school, lemma in draft.vector.items():
        of_singular = singular.get(school, Counter()).most_common(1)
        of_plural = plural.get(school, Counter()).most_common(1)
        word = of_singular[0][0] if of_singular else lemma
        several = of_plural[0][0] if of_plural else make_plural(word)
        article = articles.get(school) or ("an" if word[:1].lower() in "aeiou" else "a")
        values[school] = Words(word, several, article)
    known = list_known_words()
    name = next((known[lemma] for lemma in sorted(draft.vector.values()) if lemma in known), "")
    common = Counter(draft.vector.values()).most_common(1)[0][0]
    key = f"word.{name or make_slug(common, 3).replace('-', '_') or 'own'}"
    key = find_free_key(key, taken)
    help = WORDS[name][2] if name in WORDS else f"What the school calls “{common}”."
    return SharedVariable(key, Kind.WORDS, help, values, _list_places(draft, forms), confidence)


def _choose_copy(slot: Slot, group: Group) -> int:
    """The copy in which a slot is looked at: the centre, or the first that has it."""
    return group.centre if group.centre in slot.spans else min(slot.spans)


def _list_places(draft: _Draft, forms: Mapping[int, tuple[str, ...]]) -> tuple[Place, ...]:
    return tuple(
        Place(slot.group, slot.spans, forms.get(index, ())) for index, slot in enumerate(draft.slots)
    )


# -- What a variable is called -------------------------------------------------------------------------------


def find_free_key(key: str, taken: set[str]) -> str:
    """A key that is not taken: this one, or the next number after it."""
    candidates = chain([key], (f"{key}_{number}" for number in count(2)))
    return next(candidate for candidate in candidates if candidate not in taken)


def _name_variable(kind: Kind, draft: _Draft, groups: Sequence[Group], taken: set[str]) -> str:
    before, after = _read_context(draft.slots[0], groups, 8)
    if kind is Kind.EMAIL:
        boxes = Counter(text.partition("@")[0].casefold() for text in draft.vector.values())
        box, boxes_alike = boxes.most_common(1)[0]
        name = make_slug(box, 2).replace("-", "_")
        is_shared = (
            boxes_alike * 2 > len(draft.vector)
            and name not in _OFFICE
            and re.fullmatch(r"[a-z][a-z_]*", name)
        )
        return find_free_key(f"school.{name}_email" if is_shared else "school.email", taken)
    if kind is Kind.PHONE:
        return find_free_key("school.phone", taken)
    if kind is Kind.URL:
        return find_free_key("school.website", taken)
    if kind is Kind.PERSON:
        roles = Counter(role for slot in draft.slots if (role := _find_role(slot, groups)))
        return find_free_key(f"role.{roles.most_common(1)[0][0] if roles else 'person'}", taken)
    words = [*_list_telling(before)[-2:], *_list_telling(after)[: 2 if kind is Kind.NUMBER else 1]]
    name = "_".join(words[-3:])[:40].strip("_")
    return find_free_key(f"school.{name or 'own_words'}", taken)


def _list_telling(text: str) -> list[str]:
    words = re.findall(r"[a-z]{2,}", text.casefold())
    return [word for word in words if word not in SMALL]


def _find_role(slot: Slot, groups: Sequence[Group]) -> str:
    """The role beside which a person stands: named just after them, or last before them."""
    before, after = _read_context(slot, groups, 6)
    for role, label in ROLES.items():
        if re.match(label, after, re.IGNORECASE):
            return role
    roles = [
        (match.end(), -match.start(), role)
        for role, label in ROLES.items()
        for match in re.finditer(label, before, re.IGNORECASE)
    ]
    return max(roles)[2] if roles else ""


def _read_context(slot: Slot, groups: Sequence[Group], count: int) -> tuple[str, str]:
    """The words before a slot and after it."""
    group = groups[slot.group]
    copy = _choose_copy(slot, group)
    tokens = group.units[copy].tokens
    start, end = slot.spans[copy]
    return _join_words(tokens[max(0, start - count) : start]), _join_words(tokens[end : end + count])


def _join_words(tokens: Sequence[Token]) -> str:
    return " ".join(token.word for token in tokens if not token.word.startswith(SPECIAL))


# -- Where else a value stands -------------------------------------------------------------------------------


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
        isinstance(value, str) and len(value) > 4 and _is_name(value) for value in variable.values.values()
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


def describe_kind(kind: Kind) -> str:
    """A kind of value in words, "an e-mail address"."""
    return _KIND_WORDS[kind]
