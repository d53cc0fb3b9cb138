"""Variables: which differences between schools are one value of each school's, wherever it stands.

Slots at which the same schools differ in the same way are explained by one variable. What kind it is, a name,
a person, an address, a number or a word of the school's vocabulary, is told by what stands there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ..importer.library_values import make_plural
from ..importer.proposals import make_slug
from ..importer.school_files import WORDS
from ..model.values import WORD_FORMS, Kind, Value, Words
from .shared_variables import Place, SharedVariable, VariableDraft
from .slots import Group, Slot
from .value_kinds import choose_kind, rate_kind, read_value
from .variable_names import find_free_key, name_variable, read_context
from .vocabulary import is_vocabulary, list_known_words, make_singular

_POSSESSIVE = re.compile(r"[’']s?$")


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
        VariableDraft({school: name.casefold() for school, name in by_school.items()}, key=key)
        for key, by_school in names.items()
    ]
    by_vector: dict[tuple[tuple[str, str], ...], VariableDraft] = {
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
            draft = VariableDraft(dict(vector))
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


def _find_agreeing(vector: Mapping[str, str], drafts: Iterable[VariableDraft]) -> VariableDraft | None:
    """The variable that agrees with a slot at all schools that both know, where that says enough: these
    schools differ among themselves, or all of the slot's are among them.
    """
    best: VariableDraft | None = None
    for draft in drafts:
        common = vector.keys() & draft.vector.keys()
        agrees = all(vector[school] == draft.vector[school] for school in common)
        says_enough = len({vector[school] for school in common}) > 1
        if agrees and says_enough and (best is None or len(draft.slots) > len(best.slots)):
            best = draft
    return best


def _find_most_agreeing(vector: Mapping[str, str], drafts: Iterable[VariableDraft]) -> VariableDraft | None:
    """The variable that agrees with a slot at most schools, which differ among themselves."""
    best: tuple[int, VariableDraft] | None = None
    for draft in drafts:
        agreeing = {school for school in vector if draft.vector.get(school) == vector[school]}
        differ = len({vector[school] for school in agreeing}) > 1
        if differ and len(agreeing) * 3 >= len(vector) * 2 and (best is None or len(agreeing) > best[0]):
            best = len(agreeing), draft
    return best[1] if best else None


# -- What a draft is -----------------------------------------------------------------------------------------


def _make_variable(
    draft: VariableDraft,
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
    columns = {groups[slot.group].column for slot in draft.slots}
    kind = choose_kind(texts, frozenset(draft.vector.values()), len(columns))
    if kind is None:
        return None
    confidence = rate_kind(kind, texts, len(draft.slots))
    if kind is Kind.WORDS:
        return _make_word(draft, schools, taken, confidence)
    values = {}
    for school, text in _choose_spellings(draft, schools).items():
        value = read_value(kind, text)
        if value is None:
            kind = Kind.TEXT
            break
        values[school] = value
    if kind is Kind.TEXT:
        values = dict(_choose_spellings(draft, schools))
    key = name_variable(kind, draft, groups, taken)
    before, after = read_context(draft.slots[0], groups, 6)
    help = f"What stands in “{before} … {after}”.".replace("“ ", "“").replace(" ”", "”")
    return SharedVariable(key, kind, help, values, _list_places(draft, {}), confidence)


def _choose_spellings(draft: VariableDraft, schools: Sequence[str]) -> dict[str, str]:
    """How each school writes a value most often."""
    counted: dict[str, Counter[str]] = {}
    for slot in draft.slots:
        for copy, text in slot.texts.items():
            counted.setdefault(schools[copy], Counter())[text] += 1
    return {school: max(texts, key=lambda text: (texts[text], text)) for school, texts in counted.items()}


def _make_word(
    draft: VariableDraft, schools: Sequence[str], taken: set[str], confidence: float
) -> SharedVariable:
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


def _list_places(draft: VariableDraft, forms: Mapping[int, tuple[str, ...]]) -> tuple[Place, ...]:
    return tuple(
        Place(slot.group, slot.spans, forms.get(index, ())) for index, slot in enumerate(draft.slots)
    )
