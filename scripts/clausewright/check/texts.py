"""Texts: what a clause's Markdown turns into, in every shape that its choices can give it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import Enum, auto
from urllib.parse import unquote

from ..assemble.amendments import list_amendments
from ..assemble.answers import Answers, explore
from ..assemble.assembly import Assembly
from ..assemble.macros import policy_environment
from ..assemble.vocabulary import digest_policy, digest_vocabulary
from ..document.pandoc import LINT_DIALECT, Pandoc, shared_pandoc
from ..errors import Problem, did_you_mean
from ..model.ast import Element, text_of, walk_elements
from ..model.canonical import digest
from ..model.kinds import FragmentKind
from ..model.library import Fragment, Library, Policy, Version
from ..model.memory import NO_MEMORY, Memory
from ..model.text import shorten, strip_tags
from ..model.tokens import TOKEN
from .addresses import (
    find_attribute_faults,
    find_definition_faults,
    find_empty_links,
    find_link_faults,
    find_undefined_links,
)
from .templates import Readings, get_fragments, get_meaning, get_title

_SHAPES = 64
_FAULTLESS = "faultless"
# Marks heaped on each other cost pandoc hours, and no reader means them.
_HEAPED = re.compile(
    r"(?:!?\[|\^\[){8}|(?:> ?){8}|(?:[-*+] ){8}|(?:\d+[.)] ){8}|[*_`]{40}|(?:\^\[.*?){20}|(?:\|[^|\n]*){200}"
)
_IN_TITLES = frozenset(
    {"Para", "Plain", "Str", "Space", "SoftBreak", "Emph", "Strong", "Quoted", "SingleQuote", "DoubleQuote"}
)
_IN_MEANINGS = _IN_TITLES | {"Link", "Span"}
_MARKER = re.compile(r"[-*+]|\d{1,2}[.)]|\(?[a-z][.)]|\(?[ivx]{1,5}\)")
_ROW = re.compile(r"^\s*\|.*\|\s*$")
_CELL = re.compile(r"(?<!\\)\|")


# A policy and a version in which a clause is tried.
Home = tuple[Policy, Version]


class Role(Enum):
    """Where a text stands, which decides what it may have."""

    CLAUSE = auto()
    FLOWCHART = auto()
    VERSION = auto()
    TITLE = auto()
    MEANING = auto()


Text = tuple[Fragment, Role]


def check_texts(library: Library, readings: Readings, memory: Memory = NO_MEMORY) -> Iterator[Problem]:
    """Look at every clause in every shape, at titles and meanings, and at what versions say between clauses.

    Only texts that have been read are looked at, and of these not those that `memory` knows to be without
    fault. Where a template has a fault, it cannot be told what the text turns into; then it is looked at as
    if the tags were not there.
    """
    versions = ((policy, version) for policy in library.policies.values() for version in policy.versions)
    home = next(versions, None)
    if home is None:
        return
    keys = _make_keys(library, home, _list_texts(library, readings))
    unknown = [text for text, key in keys.items() if not memory.recall(_FAULTLESS, key)]
    if not unknown:
        return
    problems = list(_check_each(_TextChecker(library, readings, home), unknown))
    yield from problems
    faulty = {problem.path for problem in problems}
    for fragment, role in unknown:
        if fragment.path not in faulty and readings[fragment].is_sound:
            memory.remember(_FAULTLESS, keys[fragment, role], value=True)


def _list_texts(library: Library, readings: Readings) -> Iterator[Text]:
    """Every text that has been read, with its role."""
    texts: list[Text] = []
    for clause in library.clauses.values():
        for revision in clause.revisions:
            is_chart = revision.facts.kind is FragmentKind.FLOWCHART
            texts.append((revision.body, Role.FLOWCHART if is_chart else Role.CLAUSE))
            texts.append((get_title(revision), Role.TITLE))
    for amendment in list_amendments(library):
        body, *titles = get_fragments(amendment)
        texts.append((body, Role.CLAUSE))
        texts += [(title, Role.TITLE) for title in titles]
    texts += [(body, Role.CLAUSE) for body in library.damaged.amendments]
    for policy in library.policies.values():
        texts += [(version.body, Role.VERSION) for version in policy.versions]
    texts += [(get_meaning(term), Role.MEANING) for term in library.terms.values()]
    return (text for text in texts if text[0] in readings)


def _make_keys(library: Library, home: Home, texts: Iterable[Text]) -> dict[Text, str]:
    """The key of each text: a digest of all that decides what is found in it. A clause prints what the
    version says in which it is tried.
    """
    policy, version = home
    shared = digest(digest_vocabulary(library), digest_policy(policy), version.name)
    return {(fragment, role): digest(shared, role.name, fragment.text) for fragment, role in texts}


def _check_each(checker: _TextChecker, texts: Iterable[Text]) -> Iterator[Problem]:
    by_role: dict[Role, list[Fragment]] = {role: [] for role in Role}
    for fragment, role in texts:
        by_role[role].append(fragment)
    for fragments in by_role.values():
        yield from _find_heaped_marks(fragments)
    clauses, charts, versions = by_role[Role.CLAUSE], by_role[Role.FLOWCHART], by_role[Role.VERSION]
    yield from checker.check_bodies([*clauses, *charts], versions, charts)
    yield from _find_hand_written_faults(checker.pandoc, [*clauses, *charts, *versions])
    yield from checker.check_lines(by_role[Role.TITLE], by_role[Role.MEANING])


def _find_heaped_marks(fragments: Iterable[Fragment]) -> Iterator[Problem]:
    for fragment in fragments:
        if heaped := _HEAPED.search(fragment.text):
            line = fragment.line + fragment.text.count("\n", 0, heaped.start())
            message = f"has too many marks inside each other: {_shorten(heaped[0])}"
            yield Problem(fragment.path, line, message, "Write it with fewer brackets, stars or bars.")


class _TextChecker:
    """Looks at what texts turn into, in some version that may print what a clause asks of the one in which it
    stands.
    """

    def __init__(self, library: Library, readings: Readings, home: Home) -> None:
        self.pandoc = shared_pandoc()
        self._library, self._readings, self._home = library, readings, home
        self._environment = policy_environment()

    def check_bodies(
        self, clauses: list[Fragment], versions: list[Fragment], charts: list[Fragment]
    ) -> Iterator[Problem]:
        """Look at clauses in every shape, those in `charts` among them, and at versions between clauses."""
        bodies = [(body, text, True) for body in clauses for text in self._list_shapes(body)]
        for body in versions:
            if not _HEAPED.search(body.text):
                bodies.append((body, strip_tags(body.text), False))
        for (fragment, text, in_clause), blocks in _parse_each(self.pandoc, bodies):
            yield from _find_faults(self._library, fragment, text, blocks, in_clause=in_clause)
            if fragment in charts:
                yield from _check_flowchart(fragment, blocks)
            is_sound = self._readings[fragment].is_sound
            yield from _find_link_faults(self._library, fragment, blocks, is_sound=is_sound)

    def check_lines(self, titles: list[Fragment], meanings: list[Fragment]) -> Iterator[Problem]:
        """Look at what has to be one line of words, in every shape."""
        lines = [(title, text, True) for title in titles for text in self._list_shapes(title)]
        lines += [(meaning, text, False) for meaning in meanings for text in self._list_shapes(meaning)]
        for (fragment, text, is_title), blocks in _parse_each(self.pandoc, lines):
            yield from _find_line_faults(self._library, fragment, text, blocks, is_title=is_title)

    def _list_shapes(self, fragment: Fragment) -> list[str]:
        """What a text can turn into; as if the tags were not there where they are at fault."""
        if _HEAPED.search(fragment.text):
            return []
        if not self._readings[fragment].is_sound:
            return [strip_tags(fragment.text)]

        def run(ask: Answers) -> str:
            return Assembly(self._library, self._environment, *self._home, ask).render(fragment)

        return sorted({text for _, text in explore(self._library.schema, run, _SHAPES)})


Shape = tuple[Fragment, str, bool]


def _parse_each(pandoc: Pandoc, texts: list[Shape]) -> Iterator[tuple[Shape, list[Element]]]:
    return zip(texts, pandoc.read_each([text for _, text, _ in texts], LINT_DIALECT), strict=True)


def _find_line_faults(
    library: Library, fragment: Fragment, text: str, blocks: list[Element], *, is_title: bool
) -> Iterator[Problem]:
    """A title or a meaning is one line of words; a meaning may have links."""
    sort = "title" if is_title else "meaning"
    for _, message, hint in find_undefined_links(strip_tags(fragment.text)):
        yield Problem(fragment.path, fragment.line, message, hint)
    kinds = {node["t"] for node in walk_elements(blocks)}
    allowed = _IN_TITLES if is_title else _IN_MEANINGS
    if [block["t"] for block in blocks] not in (["Para"], ["Plain"]) or kinds - allowed:
        message = f"has a {sort} that is more than one line of words: {_shorten(text)}"
        hint = "Leave out pictures, raw HTML, lists and notes" + (", and links." if is_title else ".")
        yield Problem(fragment.path, fragment.line, message, hint)
    for _, message, hint in find_link_faults(blocks, library.clauses):
        yield Problem(fragment.path, fragment.line, message, hint)


def _find_faults(
    library: Library, fragment: Fragment, text: str, blocks: list[Element], *, in_clause: bool
) -> Iterator[Problem]:
    yield from _check_fences(fragment)
    yield from _check_tables(fragment, text)
    yield from () if in_clause else _check_orphans(fragment, blocks)
    for node in walk_elements(blocks):
        fault = _find_fault(library, node, in_clause=in_clause)
        if fault:
            snippet, message, hint = fault
            yield Problem(fragment.path, _find_line(fragment, snippet), message, hint)


def _check_flowchart(fragment: Fragment, blocks: list[Element]) -> Iterator[Problem]:
    """A flowchart is a numbered list of steps and questions; without one there are no boxes to draw."""
    if not any(node["t"] == "OrderedList" and len(node["c"][1]) > 1 for node in walk_elements(blocks)):
        hint = "Write each step as '1. ...', and the answers to a question as '- ...' below it, indented."
        yield Problem(fragment.path, fragment.line, "is a flowchart without a numbered list of steps", hint)


def _find_link_faults(
    library: Library, fragment: Fragment, blocks: list[Element], *, is_sound: bool
) -> Iterator[Problem]:
    """Links that may not stand, or that lead nowhere. Where the tags of a text are at fault, only links that
    were written without a tag can be judged.
    """
    for snippets, message, hint in find_link_faults(blocks, library.clauses):
        whole_address, in_angles, *_ = snippets
        if not is_sound and f"{whole_address})" not in fragment.text and in_angles not in fragment.text:
            continue
        yield Problem(fragment.path, _find_line(fragment, *snippets), message, hint)


def _find_hand_written_faults(pandoc: Pandoc, bodies: list[Fragment]) -> Iterator[Problem]:
    """What is wrong with texts apart from their tags: attributes and link definitions that somebody wrote."""
    texts = [(body, strip_tags(body.text), True) for body in bodies if not _HEAPED.search(body.text)]
    for (fragment, text, _), blocks in _parse_each(pandoc, texts):
        faults = (
            *find_attribute_faults(blocks),
            *find_definition_faults(text),
            *find_undefined_links(text),
            *find_empty_links(fragment.text),
        )
        for snippets, message, hint in faults:
            yield Problem(fragment.path, _find_line(fragment, *snippets), message, hint)


def _check_orphans(fragment: Fragment, blocks: list[Element]) -> Iterator[Problem]:
    """Headings that stand more than one level below the one before them; the first stands below the title."""
    above = 1
    for node in walk_elements(blocks):
        if node["t"] == "Header":
            level, words = node["c"][0], text_of(node)
            if level > above + 1:
                hint = f"Begin it with {'#' * (above + 1)}, or put a heading before it that begins so."
                yield Problem(
                    fragment.path,
                    _find_line(fragment, words),
                    f"has a heading that belongs under no other: {_shorten(words)}",
                    hint,
                )
            above = level


def _find_fault(library: Library, node: Element, *, in_clause: bool) -> tuple[str, str, str] | None:
    """What is wrong with one element: the text to find it by, the message and the hint."""
    match node["t"]:
        case "RawBlock" | "RawInline":
            return (
                node["c"][1],
                f"has raw {node['c'][0]}: {_shorten(node['c'][1])}",
                "Write it in Markdown; raw text would print differently, or not at all, in Word and PDF.",
            )
        case "CodeBlock":
            hint = "Indent a list's second level to the text of the first; start a paragraph at the margin."
            return (
                node["c"][1],
                f"has an indented block, which prints as code: {_shorten(node['c'][1])}",
                hint,
            )
        case "Math" | "Cite":
            return (
                text_of(node),
                f"has something that reads as {'a formula' if node['t'] == 'Math' else 'a citation (@)'}",
                "Write e-mail addresses as fields, and cite with {{ cite(...) }}.",
            )
        case "Header" if in_clause:
            return (
                text_of(node),
                f"has a heading: {_shorten(text_of(node))}",
                "Headings belong to versions; a clause has its title.",
            )
        case "Header" if node["c"][0] < 2:
            return (
                text_of(node),
                f"has a heading of the first level: {_shorten(text_of(node))}",
                "Sections start with ##; the title comes from policy.yml.",
            )
        case "Image":
            return _find_image_fault(library, node)
        case "Para" | "Plain":
            return _find_list_fault(node)
    return None


def _find_image_fault(library: Library, node: Element) -> tuple[str, str, str] | None:
    target = str(node["c"][2][0])
    if not text_of(node["c"][1]).strip():
        return (
            target,
            f"has a picture without alt text: {target}",
            "Write in the square brackets what the picture tells.",
        )
    if not target.startswith("images/") or target not in library.images:
        if unquote(target) in library.images:
            message = f"has a picture whose name has a blank or a sign: {unquote(target)}"
            return (
                target,
                message,
                "Call the file by letters, digits and hyphens alone, and write that name here.",
            )
        images = sorted(name for name in library.images if name.startswith("images/"))
        known = ", ".join(images) or "none yet"
        return (
            target,
            f"has a picture that is not in policies/images: {target}",
            did_you_mean(target, images) or f"Pictures there: {known}. Write images/name.png.",
        )
    return None


def _find_list_fault(node: Element) -> tuple[str, str, str] | None:
    inlines = node["c"]
    for index, part in enumerate(inlines[:-2]):
        follows, gap = inlines[index + 1], inlines[index + 2]
        if (
            part["t"] == "SoftBreak"
            and follows["t"] == "Str"
            and gap["t"] == "Space"
            and _MARKER.fullmatch(follows["c"])
        ):
            line = text_of(inlines[index + 1 : index + 8])
            return (
                line,
                f"has a list without a blank line before it, which would run on as text: {_shorten(line)}",
                "Put a blank line before the list.",
            )
    return None


def _check_fences(fragment: Fragment) -> Iterator[Problem]:
    for index, line in enumerate(fragment.text.splitlines()):
        if line.lstrip().startswith((":::", "```", "~~~")):
            yield Problem(
                fragment.path,
                fragment.line + index,
                f"has a line that opens or ends a block of another kind: {_shorten(line)}",
                "Take the line out; what kind of text a clause is says 'kind:' in its front matter.",
            )


def _check_tables(fragment: Fragment, text: str) -> Iterator[Problem]:
    """A row with more cells than the head loses them silently in pandoc."""
    width = 0
    for line in text.splitlines():
        if not _ROW.match(line):
            width = 0
            continue
        cells = len(_CELL.findall(line.strip())) - 1
        width = width or cells
        if cells != width:
            message = f"has a table row with {cells} cells under a head with {width}: {_shorten(line)}"
            yield Problem(
                fragment.path,
                _find_line(fragment, line),
                message,
                "Give every row as many cells as the head; write \\| for a bar in a cell.",
            )


def _find_line(fragment: Fragment, *snippets: str) -> int:
    """The line on which a piece of rendered text stands in its template: where the first of the snippets
    stands as it is, else where its longest words are first found.
    """
    lines = fragment.text.splitlines()
    literals = [snippet.strip().split("\n")[0] for snippet in snippets]
    for literal in literals:
        for index, line in enumerate(lines):
            if literal and literal in line:
                return fragment.line + index
    for literal in literals:
        words = sorted(TOKEN.sub(" ", literal).split(), key=len, reverse=True)
        for count in range(min(3, len(words)), 0, -1):
            for index, line in enumerate(lines):
                if all(word in line for word in words[:count]):
                    return fragment.line + index
    return fragment.line


def _shorten(text: str) -> str:
    """The beginning of a text, for a message."""
    return shorten(" ".join(TOKEN.sub("…", text).split()), 50)
