"""The text of a clause without braces: what prints a value, a reference or a term stands as ‹school name›,
what shapes the text as ‹only if former pupils: all›.

A tag becomes a placeholder only where that placeholder becomes the very same tag again; any other stays as it
was written. So a text that nobody has changed comes back byte for byte.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..errors import find_nearest
from ..model.library import Library
from ..model.text import capitalise
from ..model.values import PRINTABLE, WORD_FORMS, Kind, Variable, Words

OPEN, CLOSE = "‹", "›"
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_PLACEHOLDER = re.compile(rf"{OPEN}([^{OPEN}{CLOSE}\n]*){CLOSE}")
_KEY = r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+"
_ID = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*"
# Macros that name one thing, by the word that stands for them.
_MACROS = {"clause": "ref", "source": "cite", "term": "term", "policy": "policy", "note": "note"}
_END_OF_CONDITION, _END_OF_EACH, _OTHERWISE = "end of condition", "end of each", "otherwise"
_PLAIN_TAGS = {
    "{% else %}": _OTHERWISE,
    "{% endif %}": _END_OF_CONDITION,
    "{% endfor %}": _END_OF_EACH,
    "{{ adoption() }}": "who adopted it",
    "{{ sign_off() }}": "lines for signatures",
    "{{ history() }}": "earlier versions",
    "{{ matrix() }}": "what applies to whom",
    "{{ consultation() }}": "who was consulted",
    "{{ endorsements() }}": "who supports it",
}
# What each part of a person prints, before the sentence that says who it is.
_PARTS_OF_PERSON = {"title": "Title. ", "email": "E-mail address. ", "phone": "Telephone number. "}
# Groups of variables of which the name says little: ‹own devices› reads better than ‹choice own devices›.
_QUIET_GROUPS = frozenset({"choice", "word", "role"})
_JOINTS = (" or ", " and ")
_CONDITIONS = {"only if": "if", "or if": "elif"}


class UnknownPlaceholderError(Exception):
    """A text has placeholders that stand for nothing; each sentence says which, and what may be meant."""

    def __init__(self, sentences: Iterable[str]) -> None:
        """Keep the sentences."""
        self.sentences = tuple(sentences)
        super().__init__("\n".join(self.sentences))


@dataclass(frozen=True, slots=True)
class Insert:
    """Something that may be put into a text: the placeholder, and in words what it prints."""

    placeholder: str
    meaning: str


@dataclass(frozen=True, slots=True)
class InsertGroup:
    """What may be put in, of one sort."""

    title: str
    inserts: tuple[Insert, ...]


class Placeholders:
    """The placeholders of a library."""

    def __init__(self, library: Library) -> None:
        """Name every variable of the library in words, with all its forms."""
        self.library = library
        self._names = _name_keys(library.schema.values())
        # Whoever writes the longer name, with its group, or the key itself is understood too.
        spoken = {_say(key): key for key in self._names}
        self._keys = {**{key: key for key in self._names}, **spoken}
        self._keys |= {name: key for key, name in self._names.items()}
        self._tags = {words: tag for tag, words in _PLAIN_TAGS.items()}

    def show(self, text: str) -> str:
        """Return a text with placeholders in place of its tags; as it is where it has such brackets of its
        own.
        """
        if OPEN in text or CLOSE in text:
            return text
        return _TAG.sub(lambda tag: self._show_tag(tag[0]), text)

    def read(self, text: str, before: str = "") -> str:
        """Return the text that was meant. `before` is the one that was shown: where that has such brackets
        itself, they are plain letters.

        Raises UnknownPlaceholderError.
        """
        if OPEN in before or CLOSE in before:
            return text
        faults: list[str] = []

        def read_placeholder(match: re.Match[str]) -> str:
            tag = self._read_words(" ".join(match[1].split()))
            if tag is None:
                nearest = find_nearest(match[1], (*self._keys, *self._tags))
                hint = f"Did you mean {OPEN}{nearest}{CLOSE}?" if nearest else "Choose one from the list."
                faults.append(f"{match[0]} stands for nothing. {hint}")
            return tag or match[0]

        result = _PLACEHOLDER.sub(read_placeholder, text)
        if not faults and (OPEN in result or CLOSE in result):
            faults.append(
                f"A bracket {OPEN} or {CLOSE} stands alone. Close the placeholder, or delete the bracket."
            )
        if faults:
            raise UnknownPlaceholderError(faults)
        return result

    def _show_tag(self, tag: str) -> str:
        words = _PLAIN_TAGS.get(tag) or self._name_tag(tag)
        return f"{OPEN}{words}{CLOSE}" if words and self._read_words(words) == tag else tag

    def _name_tag(self, tag: str) -> str:
        """A tag in words; an empty string where there are none for it."""
        inside = tag[2:-2].strip()
        if inside in self._names:
            return self._names[inside]
        if call := re.fullmatch(r'definitions\(((?:"[^"]+"(?:, )?)+)\)', inside):
            return f"meanings of {call[1].replace(chr(34), '')}"
        if call := re.fullmatch(rf'(\w+)\("({_ID})"\)', inside):
            return next((f"{word} {call[2]}" for word, macro in _MACROS.items() if macro == call[1]), "")
        if call := re.fullmatch(rf"table\(({_KEY})\)", inside):
            return f"table of {self._names.get(call[1], '')}"
        if loop := re.fullmatch(rf"for (\w+) in ({_KEY})", inside):
            return f"for each {loop[1]} of {self._names.get(loop[2], '')}"
        if cell := re.fullmatch(r"(\w+)\.(\w+)", inside):
            return f"{cell[2].replace('_', '-')} of {cell[1]}"
        if condition := re.fullmatch(r"(if|elif) (.+)", inside):
            word = "only if" if condition[1] == "if" else "or if"
            return f"{word} {named}" if (named := self._name_test(condition[2])) else ""
        return ""

    def _name_test(self, test: str) -> str:
        """A test in words; several of them where "or" or "and" joins them."""
        for joint in _JOINTS:
            parts = test.split(joint)
            if len(parts) > 1:
                names = [self._name_simple_test(part) for part in parts]
                return joint.join(names) if all(names) else ""
        return self._name_simple_test(test)

    def _name_simple_test(self, test: str) -> str:
        if given := re.fullmatch(rf'(not )?given\("({_KEY})"\)', test):
            name = self._names.get(given[2], "")
            return f"{name} is {'not ' if given[1] else ''}given" if name else ""
        if compared := re.fullmatch(rf'({_KEY}) (==|!=) "([^"]+)"', test):
            sign = ":" if compared[2] == "==" else " is not"
            return f"{self._names.get(compared[1], '')}{sign} {compared[3]}"
        if member := re.fullmatch(rf'({_KEY}) in \[((?:"[^"]+"(?:, )?)+)\]', test):
            return f"{self._names.get(member[1], '')} is one of {member[2].replace(chr(34), '')}"
        if truth := re.fullmatch(rf"(not )?({_KEY})", test):
            return f"{'not ' if truth[1] else ''}{self._names.get(truth[2], '')}"
        return ""

    def _read_words(self, words: str) -> str | None:
        """The tag that a placeholder's words stand for, or None."""
        if words in self._tags:
            return self._tags[words]
        if words in self._keys:
            return f"{{{{ {self._keys[words]} }}}}"
        first, _, rest = words.partition(" ")
        if first in _MACROS and re.fullmatch(_ID, rest):
            return f'{{{{ {_MACROS[first]}("{rest}") }}}}'
        if words.startswith("meanings of "):
            ids = ", ".join(f'"{id}"' for id in words.removeprefix("meanings of ").split(", "))
            return f"{{{{ definitions({ids}) }}}}"
        if (name := words.removeprefix("table of ")) != words and name in self._keys:
            return f"{{{{ table({self._keys[name]}) }}}}"
        if (loop := re.fullmatch(r"for each (\w+) of (.+)", words)) and loop[2] in self._keys:
            return f"{{% for {loop[1]} in {self._keys[loop[2]]} %}}"
        if (cell := re.fullmatch(r"([\w-]+) of (\w+)", words)) and self._can_be_row(cell[2]):
            return f"{{{{ {cell[2]}.{cell[1].replace('-', '_')} }}}}"
        for beginning, statement in _CONDITIONS.items():
            if words.startswith(f"{beginning} ") and (test := self._read_test(words[len(beginning) + 1 :])):
                return f"{{% {statement} {test} %}}"
        return None

    def _can_be_row(self, name: str) -> bool:
        """Say whether a name may be that of a list's row: it is no group of variables."""
        return name not in {key.partition(".")[0] for key in self.library.schema}

    def _read_test(self, words: str) -> str:
        for joint in _JOINTS:
            parts = words.split(joint)
            if len(parts) > 1:
                tests = [self._read_simple_test(part) for part in parts]
                return joint.join(tests) if all(tests) else ""
        return self._read_simple_test(words)

    def _read_simple_test(self, words: str) -> str:
        for ending, sign in ((" is not given", "not "), (" is given", "")):
            if words.endswith(ending) and (key := self._keys.get(words.removesuffix(ending))):
                return f'{sign}given("{key}")'
        for mark, sign in ((": ", "=="), (" is not ", "!=")):
            name, _, option = words.partition(mark)
            choice = self._find_variable(name)
            if choice and option in choice.options:
                return f'{choice.key} {sign} "{option}"'
        name, _, listed = words.partition(" is one of ")
        choice, options = self._find_variable(name), listed.split(", ")
        if choice and choice.options.keys() >= set(options):
            quoted = ", ".join(f'"{option}"' for option in options)
            return f"{choice.key} in [{quoted}]"
        is_negated = words.startswith("not ")
        variable = self._find_variable(words.removeprefix("not "))
        if variable and variable.kind in (Kind.FLAG, Kind.LIST):
            return f"{'not ' if is_negated else ''}{variable.key}"
        return ""

    def _find_variable(self, name: str) -> Variable | None:
        """The variable that a name stands for, None for a part of one."""
        return self.library.schema.get(self._keys.get(name, ""))

    # -- what may be put in ----------------------------------------------------------------------------------

    def list_inserts(self) -> tuple[InsertGroup, ...]:
        """Everything that a clause may print or ask for, in words."""
        unit = self.library.unit
        groups = (
            InsertGroup("Fields", tuple(self._list_fields())),
            InsertGroup("Words", tuple(self._list_words())),
            InsertGroup("Defined terms", tuple(self._list_things("term", self._name_terms()))),
            InsertGroup("Other clauses", tuple(self._list_things("clause", self._name_clauses()))),
            InsertGroup("Sources", tuple(self._list_things("source", self._name_citations()))),
            InsertGroup("Policies", tuple(self._list_things("policy", self._name_policies()))),
            InsertGroup(
                f"Only where {unit.article} {unit.singular} chose so", tuple(self._list_conditions())
            ),
            InsertGroup("Pictures", tuple(self._list_pictures())),
        )
        return tuple(group for group in groups if group.inserts)

    def _list_fields(self) -> Iterator[Insert]:
        for key, name in self._names.items():
            variable = self.library.schema[".".join(key.split(".")[:2])]
            if not variable.path or variable.internal:
                continue
            if variable.kind in PRINTABLE - {Kind.WORDS}:
                part = key.removeprefix(variable.key).lstrip(".")
                printed = _PARTS_OF_PERSON.get(part, "Name. ") if variable.kind is Kind.PERSON else ""
                yield Insert(f"{OPEN}{name}{CLOSE}", f"{printed}{variable.help}")
            elif variable.kind is Kind.LIST:
                yield Insert(f"{OPEN}table of {name}{CLOSE}", f"A table. {variable.help}")

    def _list_words(self) -> Iterator[Insert]:
        for key, variable in self.library.schema.items():
            if variable.kind is Kind.WORDS and variable.path:
                for form in ("", ".plural", ".a", ".capital"):
                    if name := self._names.get(f"{key}{form}"):
                        printed = _print_form(variable, form)
                        yield Insert(f"{OPEN}{name}{CLOSE}", f"{printed}{variable.help}")

    def _list_conditions(self) -> Iterator[Insert]:
        for key, variable in self.library.schema.items():
            name = self._names.get(key, "")
            if variable.kind is Kind.FLAG:
                yield _make_condition(f"only if {name}", variable.help)
            elif variable.kind is Kind.CHOICE:
                for option, phrase in variable.options.items():
                    yield _make_condition(f"only if {name}: {option}", phrase)

    def _list_pictures(self) -> Iterator[Insert]:
        for name in self.library.images:
            if name.startswith("images/"):
                yield Insert(f"![What the picture shows]({name})", "A picture; say what it shows.")

    def _list_things(self, word: str, things: Mapping[str, str]) -> Iterator[Insert]:
        return (Insert(f"{OPEN}{word} {id}{CLOSE}", meaning) for id, meaning in things.items())

    def _name_terms(self) -> dict[str, str]:
        return {term.id: term.facts.term for term in self.library.terms.values()}

    def _name_citations(self) -> dict[str, str]:
        return {citation.id: citation.facts.title for citation in self.library.citations.values()}

    def _name_policies(self) -> dict[str, str]:
        return {policy.id: policy.facts.title for policy in self.library.policies.values()}

    def _name_clauses(self) -> dict[str, str]:
        return {
            clause.id: self.show(clause.revisions[-1].facts.title) for clause in self.library.clauses.values()
        }


def list_parts_that_fill_themselves() -> Iterator[tuple[str, str]]:
    """The parts of a version that are filled in for each reader: each in words, and its tag."""
    return ((words, tag) for tag, words in _PLAIN_TAGS.items() if tag.startswith("{{"))


def _print_form(variable: Variable, form: str) -> str:
    """What a form of a word prints where nobody has another word."""
    word = variable.default
    if not isinstance(word, Words):
        return ""
    printed = {
        "": word.singular,
        ".plural": word.plural,
        ".a": f"{word.article} {word.singular}",
        ".capital": capitalise(word.singular),
    }
    return f"“{printed[form]}”. "


def _make_condition(words: str, meaning: str) -> Insert:
    return Insert(f"{OPEN}{words}{CLOSE}\n\n{OPEN}{_END_OF_CONDITION}{CLOSE}", meaning)


def _name_keys(variables: Iterable[Variable]) -> dict[str, str]:
    """Every key that a template may print or ask for, with a name in words that no other has: without its
    group where that says little and nothing else has that name, else with it, else the key itself.
    """
    keys = [form for variable in variables for form in _list_forms(variable)]
    ways = [[_say_without_group(key), _say(key), key] for key in keys]
    counts = Counter(name for names in ways for name in {*names})
    return {
        key: next((name for name in names if counts[name] == 1), key)
        for key, names in zip(keys, ways, strict=True)
    }


def _say(key: str) -> str:
    return key.replace(".", " ").replace("_", " ")


def _say_without_group(key: str) -> str:
    group, _, rest = key.partition(".")
    return _say(rest) if group in _QUIET_GROUPS else _say(key)


def _list_forms(variable: Variable) -> Iterator[str]:
    """A variable's key, and behind it the parts of a person and the forms of a word, which chain in order."""
    yield variable.key
    if variable.kind is Kind.PERSON:
        yield from (f"{variable.key}.{part}" for part in variable.parts())
    if variable.kind is Kind.WORDS:
        chains = [""]
        for form in WORD_FORMS:
            chains += [f"{chain}.{form}" for chain in chains]
        yield from (f"{variable.key}{chain}" for chain in chains if chain)
