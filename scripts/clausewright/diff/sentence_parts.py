"""What stands in a sentence beside its words: links, pictures and type; and what became of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from ..model.ast import Element, classes_of, text_of
from ..model.change import Edit, EditKind
from .normalise import is_numbered, strip_editorial
from .words import Atom, find_replaced_words

_TYPES = {"Strong": "bold", "Emph": "italic", "Underline": "underlined", "Strikeout": "struck out"}


def join_text(sentence: Iterable[Atom]) -> str:
    """Return a sentence as plain text; a note in it, and a picture, say nothing there."""
    pieces: list[str] = []
    for atom in sentence:
        if atom.is_space:
            pieces.append(" ")
        elif atom.shells and _find_picture_around(atom):
            continue
        elif atom.leaf["t"] not in ("Note", "Image"):
            pieces.append(atom.text or text_of(atom.leaf))
    return " ".join("".join(pieces).split())


def list_words(text: str) -> list[str]:
    """Return the words of a text without what is editorial."""
    return strip_editorial(text).split()


def find_edits_of_links(old: list[Atom], new: list[Atom]) -> Iterator[Edit]:
    """Yield the links that lead elsewhere: those with one text first, then those that are left, in order, but
    for targets that another link has now.
    """
    olds, news = _list_links(old), _list_links(new)
    kept = Counter(olds) & Counter(news)
    olds, news = list((Counter(olds) - kept).elements()), list((Counter(news) - kept).elements())
    redirected: list[tuple[str, str, str]] = []
    for text, target in list(olds):
        same = next((link for link in news if link[0] == text), None)
        if same:
            olds.remove((text, target))
            news.remove(same)
            redirected.append((text, target, same[1]))
    for text, before, after in redirected:
        # Of several links in one sentence it has to be said which one.
        edit = _make_link_edit(before, after)
        yield replace(edit, way=text) if len(redirected) > 1 and edit.kind is EditKind.LINK else edit
    moved = Counter(target for _, target in olds) & Counter(target for _, target in news)
    olds, news = _drop_targets(olds, moved), _drop_targets(news, moved)
    for index in range(max(len(olds), len(news))):
        before = olds[index][1] if index < len(olds) else ""
        after = news[index][1] if index < len(news) else ""
        yield _make_link_edit(before, after)


def _drop_targets(links: Sequence[tuple[str, str]], targets: Counter[str]) -> list[tuple[str, str]]:
    """Links without as many of each target as both sides have."""
    left = Counter(targets)
    rest: list[tuple[str, str]] = []
    for link in links:
        if left[link[1]]:
            left[link[1]] -= 1
        else:
            rest.append(link)
    return rest


def _list_links(sentence: Iterable[Atom]) -> list[tuple[str, str]]:
    """The links of a sentence: their texts and targets; references by number lead where their clause is."""
    links: list[tuple[str, str]] = []
    for shell, atoms in groupby(sentence, _link_around):
        if shell:
            target = json.loads(shell)["c"][2][0]
            links.append((join_text(atoms), target))
    return links


def _link_around(atom: Atom) -> str:
    for shell in atom.shells:
        node = json.loads(shell)
        if node["t"] == "Link" and not is_numbered(node):
            return shell
    return ""


def _make_link_edit(old: str, new: str) -> Edit:
    schemes = ("mailto:", "tel:")
    is_contact = old.startswith(schemes) or new.startswith(schemes)
    if is_contact and (not old or old.startswith(schemes)) and (not new or new.startswith(schemes)):
        return Edit(EditKind.CONTACT, _drop_scheme(old), _drop_scheme(new))
    return Edit(EditKind.LINK, old, new)


def _drop_scheme(target: str) -> str:
    return target.removeprefix("mailto:").removeprefix("tel:")


def find_edits_of_pictures(old: list[Atom], new: list[Atom]) -> Iterator[Edit]:
    """Yield the pictures of a sentence that became others, came or went, in order."""
    olds, news = _list_pictures(old), _list_pictures(new)
    for index in range(max(len(olds), len(news))):
        before = olds[index] if index < len(olds) else ""
        after = news[index] if index < len(news) else ""
        if before != after:
            yield Edit(EditKind.PICTURE, before, after)


def _list_pictures(sentence: list[Atom]) -> list[str]:
    """The pictures of a sentence; a foreign file's stand there as words about them."""
    pictures = [_describe_picture(picture) for picture in list_leaves(sentence, "Image")]
    for shell, atoms in groupby(sentence, _find_picture_around):
        if shell:
            pictures.append("".join(atom.text or " " for atom in atoms).strip("[]").removeprefix("picture "))
    return pictures


def _find_picture_around(atom: Atom) -> str:
    for shell in atom.shells:
        node = json.loads(shell)
        if node["t"] == "Span" and "picture" in classes_of(node):
            return shell
    return ""


def _describe_picture(picture: Element) -> str:
    """A picture by its description and its file."""
    description, file = text_of(picture["c"][1]), picture["c"][2][0]
    return f"“{description}” ({file})" if description else file


def list_leaves(sentence: Iterable[Atom], kind: str) -> list[Element]:
    """Return the elements of a kind that a sentence has, such as notes."""
    return [atom.leaf for atom in sentence if atom.leaf["t"] == kind]


def find_edits_of_type(old: list[Atom], new: list[Atom]) -> Iterator[Edit]:
    """Yield the words that are the same in other type."""
    for gone, come in find_replaced_words(old, new):
        before, after = _list_types(gone), _list_types(come)
        is_same = strip_editorial(join_text(gone)) == strip_editorial(join_text(come))
        if is_same and before != after:
            way = " and ".join(dict.fromkeys((*before, *after)))
            set_otherwise = join_text(come)
            yield Edit(
                EditKind.EMPHASIS, set_otherwise if before else "", set_otherwise if after else "", way
            )


def _list_types(sentence: Iterable[Atom]) -> list[str]:
    types: dict[str, None] = {}
    for atom in sentence:
        for shell in atom.shells:
            name = _TYPES.get(json.loads(shell)["t"])
            if name:
                types[name] = None
    return list(types)
