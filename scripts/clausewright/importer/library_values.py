"""Values and choices recovered: what a policy says where the library's clauses print a value, or leave a
choice.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..model.text import capitalise
from ..model.values import SHAPING, Kind, Person, Value, Variable, Words
from .proposals import Detail, Proposals
from .school import print_value
from .similarity import SimilarClause
from .values import Found

_TRUSTED = 0.75
_ENDING = re.compile(r"[’']s?$")
_MARKABLE = {Kind.TEXT: "text", Kind.EMAIL: "email", Kind.PHONE: "phone", Kind.PERSON: "person"}

_SHAPES = {
    Kind.EMAIL: re.compile(r"[^\s@,;]+@[^\s@,;]+\.\w+"),
    Kind.PHONE: re.compile(r"\+?[\d\s()-]{5,24}(?: ?(?:ext\.?|extension) ?\d+)?"),
    Kind.URL: re.compile(r"\S+\.\S+"),
    Kind.NUMBER: re.compile(r"[\d.,]+"),
    Kind.DATE: re.compile(r"\d{1,2} [A-Z][a-z]+ \d{4}"),
    Kind.MONTH: re.compile(r"[A-Z][a-z]+ \d{4}"),
    Kind.WORDS: re.compile(r"[^\n.,;:!?()“”]{2,60}"),
    Kind.TEXT: re.compile(r"[^\n]{1,160}"),
}
# A person is named, with a title or a post, in a few words.
_PERSON = re.compile(r"[^\n@\d;:!?]{2,70}")

# Reads printed words as a value of a variable ("name" of a person), keeping the parts of the value that is
# there; None where they are none.
Reader = Callable[[Variable, str, Value | None, str], Value | None]


def fits(schema: Mapping[str, Variable], key: str, text: str) -> bool:
    """Say whether words can be what a token prints."""
    space, _, rest = key.partition(".")
    name, *forms = rest.split(".")
    variable = schema.get(f"{space}.{name}")
    if variable is None:
        return True
    kind = variable.kind
    if kind is Kind.LIST and len(forms) > 1:
        kind = variable.of[forms[1]]
    if kind is Kind.PERSON:
        kind = variable.parts()[forms[0]] if forms else Kind.TEXT
        if kind is Kind.TEXT:
            return bool(_PERSON.fullmatch(text))
    return bool(_SHAPES.get(kind, _SHAPES[Kind.TEXT]).fullmatch(text.strip()))


@dataclass(frozen=True, slots=True)
class FoundValue:
    """A value that the school is to have."""

    variable: Variable
    value: Value


def recover_values(
    captured: CapturedTexts,
    schema: Mapping[str, Variable],
    known: Mapping[str, Value],
    read: Reader,
    advice: Proposals,
) -> tuple[list[FoundValue], dict[str, Value]]:
    """Propose the values and choices that the alike clauses show. Returns those accepted, and all values with
    them.
    """
    settings: list[FoundValue] = []
    values = dict(known)
    for key, parts in captured.collect_by_variable(schema).items():
        variable = schema[key]
        value = _recover_value(variable, parts, known.get(key), read)
        if value is None or all(
            print_value(schema, {**known, key: value}, part) == print_value(schema, known, part)
            for part in parts
        ):
            continue
        setting = _propose_value(variable, value, known.get(key), parts, captured, advice)
        if setting:
            settings.append(setting)
            values[key] = setting.value
    for key, (option, sure) in captured.collect_choices(schema).items():
        if known.get(key) == option:
            continue
        variable = schema[key]
        means = variable.options.get(str(option), "yes" if option is True else "no")
        shown = str(option).lower() if isinstance(option, bool) else str(option)
        capitalise = f"The policy's wording is that of {key}: {shown} ({means})"
        if advice.propose(
            "choice", key, capitalise, 0.9 if sure else 0.65, shows={"usual": _show_value(known.get(key))}
        ).accept:
            settings.append(FoundValue(variable, option))
            values[key] = option
    return settings, values


def find_kind_of_school(captured: CapturedTexts, schema: Mapping[str, Variable]) -> dict[str, str]:
    """Return what the clauses say of the school, by `phase` and `type`: they have branches of the library's
    texts word for word.
    """
    choices = captured.collect_choices(schema)
    facts: dict[str, str] = {}
    for fact in ("phase", "type"):
        option, is_sure = choices.get(f"school.{fact}", ("", False))
        if is_sure:
            facts[fact] = str(option)
    return facts


class CapturedTexts:
    """What all alike clauses say of each value, each weighed by how alike they are."""

    def __init__(self, likes: Sequence[SimilarClause]) -> None:
        self.likes = likes
        self.votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for like in likes:
            if like.score >= _TRUSTED:
                for key, text in like.captured.items():
                    if key.split(".")[0] not in ("ref", "policy", "adopted", "site", "document"):
                        self.votes[key][text] += 3 if like.score == 1 else 1

    def collect_by_variable(self, schema: Mapping[str, Variable]) -> dict[str, dict[str, str]]:
        """For each variable, what each printed part of it says most."""
        parts_by_key: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for key, counted in sorted(self.votes.items()):
            variable = ".".join(key.split(".")[:2])
            if variable in schema:
                parts_by_key[variable][key] = max(counted, key=lambda text: (counted[text], text))
        return parts_by_key

    def compute_confidence(self, parts: Mapping[str, str]) -> float:
        """How sure the words of a value are: less where the clauses disagree, or none of them is the
        library's word for word.
        """
        lowest = 1.0
        for key, text in parts.items():
            counted = self.votes[key]
            lowest = min(lowest, counted[text] / counted.total() * (0.95 if counted[text] >= 3 else 0.75))
        return lowest

    def collect_choices(self, schema: Mapping[str, Variable]) -> dict[str, tuple[str | bool, bool]]:
        """The option of each choice that the clauses show, and whether one of them does word for word."""
        votes: defaultdict[str, Counter[str | bool]] = defaultdict(Counter)
        sure: set[str] = set()
        for like in self.likes:
            if like.score < _TRUSTED:
                continue
            for key, answer in like.wording.answers[0].items():
                # Where every option reads the same, nothing is said.
                is_said = len({answers.get(key) for answers in like.wording.answers}) == 1
                if (
                    is_said
                    and key in schema
                    and schema[key].kind in SHAPING
                    and isinstance(answer, str | bool)
                ):
                    votes[key][answer] += 3 if like.score == 1 else 1
                    sure |= {key} if like.score == 1 else set()
        return {
            key: (max(counted, key=lambda answer: (counted[answer], str(answer))), key in sure)
            for key, counted in votes.items()
        }


def _recover_value(
    variable: Variable, parts: Mapping[str, str], known: Value | None, read: Reader
) -> Value | None:
    """The value that prints these parts, as far as they say; None where they are none of its type."""
    texts = {key.split(".", maxsplit=2)[2] if key.count(".") > 1 else "": text for key, text in parts.items()}
    if variable.kind is Kind.WORDS:
        return _recover_words(texts, known if isinstance(known, Words) else None)
    if variable.kind is Kind.LIST:
        rows: defaultdict[int, dict[str, str]] = defaultdict(dict)
        for key, text in texts.items():
            row, column, *_ = key.split(".")
            rows[int(row)][column] = text
        return tuple(rows[row] for row in sorted(rows))
    if variable.kind is Kind.PERSON:
        value: Value | None = known if isinstance(known, Person) else None
        for part, text in sorted(texts.items(), key=lambda entry: entry[0] not in ("", "name")):
            value = read(variable, part or "name", value, text) or value
        return value if isinstance(value, Person) and value.name else None
    return read(variable, "", known, texts[""]) if "" in texts else None


def _recover_words(texts: Mapping[str, str], known: Words | None) -> Words | None:
    """A word by the forms of it that the text has; the form that it lacks is as known, or made in the usual
    way.
    """
    singular = plural = article = ""
    for key, text in sorted(
        texts.items(), key=lambda entry: ("capital" in entry[0], "possessive" in entry[0], entry[0])
    ):
        forms = key.split(".")
        word = _ENDING.sub("", text) if "possessive" in forms else text
        if "a" in forms:
            article, _, word = word.partition(" ")
        word = _make_small(word, known, is_plural="plural" in forms) if "capital" in forms else word
        # A plural that ends in s has the same possessive as the word itself; other forms are surer.
        if "plural" in forms:
            plural = plural or word
        else:
            singular = singular or word
    if not singular and not plural:
        return None
    if not singular:
        singular = known.singular if known and known.plural == plural else plural.removesuffix("s")
    if not plural:
        plural = known.plural if known and known.singular == singular else make_plural(singular)
    usual = "an" if singular[:1].lower() in "aeiou" else "a"
    if known and known.singular == singular:
        usual = known.article
    return Words(singular, plural, article.lower() or usual)


def make_plural(word: str) -> str:
    """The usual plural, for a person to correct."""
    if re.search(r"[^aeiou]y$", word):
        return f"{word[:-1]}ies"
    return f"{word}es" if re.search(r"(?:s|x|ch|sh)$", word) else f"{word}s"


def _make_small(word: str, known: Words | None, *, is_plural: bool) -> str:
    """A word without the capital that began its sentence. What is in capitals throughout stays so."""
    if known:
        usual = known.plural if is_plural else known.singular
        if usual and capitalise(usual) == word:
            return usual
    return word if word[1:2].isupper() else word[:1].lower() + word[1:]


def _propose_value(
    variable: Variable,
    value: Value,
    known: Value | None,
    parts: Mapping[str, str],
    captured: CapturedTexts,
    advice: Proposals,
) -> FoundValue | None:
    confidence = captured.compute_confidence(parts)
    text = next(iter(parts.values()))
    others = [other for key in parts for other in captured.votes[key] if other != parts[key]]
    shows: dict[str, Detail] = {"the library has": _show_value(known)} if known is not None else {}
    shows |= {"elsewhere": tuple(dict.fromkeys(others))} if others else {}
    if isinstance(value, Words):
        details: dict[str, Detail] = {"singular": value.singular, "plural": value.plural}
        capitalise = (
            f"The policy's word for “{variable.name}” is “{value.singular}”, plural “{value.plural}”:"
            f" {variable.key}"
        )
        proposal = advice.propose("value", f"{variable.key} {text}", capitalise, confidence, details, shows)
        value = replace(value, singular=proposal.text("singular"), plural=proposal.text("plural"))
    else:
        capitalise = f"“{_show_value(value)}” stands where the library's clauses print {variable.key}"
        proposal = advice.propose("value", f"{variable.key} {text}", capitalise, confidence, {}, shows)
    return FoundValue(variable, value) if proposal.accept else None


def _show_value(value: Value | None) -> str:
    match value:
        case None:
            return "nothing"
        case Words():
            return f"{value.singular}, {value.plural}"
        case Person():
            return ", ".join(part for part in (value.name, value.title, value.email, value.phone) if part)
        case tuple():
            return "; ".join(", ".join(row.values()) for row in value)
    return str(value).lower() if isinstance(value, bool) else value


def list_library_fields(
    schema: Mapping[str, Variable], values: Mapping[str, Value], texts: Sequence[str]
) -> list[Found]:
    """The school's values that stand in its own texts, so that these print the value and not its words.

    Only names and contacts: a number, a day or a common word may stand there for something else.
    """
    by_key: dict[str, Found] = {}
    whole = "\n".join(texts)
    for key, value in values.items():
        variable = schema[key]
        if variable.kind not in _MARKABLE or variable.internal:
            continue
        parts = (
            [(part, getattr(value, part)) for part in ("name", "email", "phone")]
            if isinstance(value, Person)
            else [("", str(value))]
        )
        for part, text in parts:
            telling = len(text) > 5 and (
                part in ("email", "phone")
                or variable.kind is not Kind.TEXT
                or len(re.findall(r"\b[A-Z]", text)) > 1
            )
            if telling and text in whole and text not in by_key:
                field_key = f"{key}.{part}" if part not in ("", "name") else key
                kind = part if part in ("email", "phone") else _MARKABLE[variable.kind]
                by_key[text] = Found(field_key, kind, variable.set_by, variable.help, text)
    return list(by_key.values())
