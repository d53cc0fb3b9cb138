"""What was edited in one sentence that became another, in the terms that a reader asks for: which figure,
which prohibition, which address, who is named.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ..model.ast import Elements
from ..model.audiences import AUDIENCES
from ..model.change import Edit, EditKind
from ..model.modality import Statement, find_negations, find_prohibitions, read_statements
from .align import containment, similarity
from .figures import pair_figures, read_addresses, read_contacts, read_figures, read_references
from .normalise import read_capitals, read_marks, strip_editorial
from .sentence_parts import (
    find_edits_of_links,
    find_edits_of_pictures,
    find_edits_of_type,
    join_text,
    list_leaves,
    list_words,
)
from .shifts import Shift, compare_forces
from .words import TEXTS, Atom, align_sentences, find_edited_span, find_replaced_words, list_keys

# How much of a prohibition is in another one that says it in other words.
_SAME_PROHIBITION = 0.5
# How alike two sentences are without their modal verbs when one verb took the other's place.
_SAME_RULE = 0.6
# So few words around a figure, or around words that changed places, are told with it.
_FEW_AROUND, _SHORT_SPAN = 5, 12
_CONDITION = re.compile(
    r"(?:and |or |but )?(?:if|unless|except|provided|when|whenever|where|wherever|only|until|without"
    r"|subject to"
    r"|as long as|so long as|in the case of)\b",
    re.IGNORECASE,
)
_AUDIENCES = {
    audience: re.compile(rf"\b(?:{names})\b", re.IGNORECASE) for audience, names in AUDIENCES.items()
}
_ANYBODY = "|".join(AUDIENCES.values())
_JOINTS = frozenset({"and", "or"})
_DETERMINERS = r"(?:(?:all|both|each|every|any|the|our|other|new|and|or) )*"
# Those with whom a sentence without a modal verb begins: "Pupils, staff and volunteers sign ...".
_FIRST_NAMED = re.compile(
    rf"(?:{_DETERMINERS}(?:{_ANYBODY})\b)(?:,? (?:and |or )?{_DETERMINERS}(?:{_ANYBODY})\b)*", re.IGNORECASE
)
# Those to whom a text applies, however it begins.
_APPLIES_TO = re.compile(
    r"\b(?:appl(?:y|ies) to|is for|are for|covers?|is binding on)\b([^.;]*)", re.IGNORECASE
)
# "You" are whoever is spoken to, and "employees" are nobody else.
_YOU = re.compile(r"\byou(?:r|rs)?\b", re.IGNORECASE)
_SPOKEN_TO = frozenset({"staff"})
_AUXILIARIES = frozenset("do does did a an any the all every each some to be is are from".split())  # noqa: SIM905
_NEGATED_VERBS = frozenset(
    "dont doesnt didnt isnt arent cant mustnt wont can must may should avoid refrain".split()  # noqa: SIM905
)
_VERB_ENDING = re.compile(r"(?<=\w{3})(?:ing|es|ed|e|s)$")


def find_edits_of_pair(
    old: list[Atom], new: list[Atom], moved: tuple[Counter[str], Counter[str]] | None = None
) -> list[Edit]:
    """Return the edits of a sentence that became another.

    `moved` are the words of what else the text has lost and gained, and stands in this sentence, or stood in
    it: what went from it, or came to it, with such words only stands elsewhere.
    """
    before, after = join_text(old), join_text(new)
    edits = find_edits_beside_words(old, new)
    if before == after:
        return edits or list(find_edits_of_type(old, new))
    edits += _find_replaced(read_contacts(before), read_contacts(after), EditKind.CONTACT)
    edits += _find_replaced(read_addresses(before), read_addresses(after), EditKind.LINK)
    edits += _find_replaced(read_references(before), read_references(after), EditKind.REFERENCE)
    edits += _find_edits_of_figures(before, after)
    edits += _find_edits_of_modals(before, after)
    edits += _find_edits_of_audience(before, after)
    for edit in list(_find_edits_of_words(old, new, edits, moved or (Counter(), Counter()))):
        edits.append(replace(edit, sentence=(before, after)))
    edits = _join_figures_with_words(_drop_shifted_joints(_drop_repeated_references(edits)))
    if not edits and not moved:
        edits += find_edits_of_marks(before, after)
        edits += find_edits_of_type(old, new)
    return list(dict.fromkeys(edits))


def find_edits_beside_words(old: list[Atom], new: list[Atom]) -> list[Edit]:
    """Return the edits of the notes, pictures and links of a sentence, or of several."""
    return [
        *_find_edits_of_notes(old, new),
        *find_edits_of_pictures(old, new),
        *find_edits_of_links(old, new),
    ]


def _drop_repeated_references(edits: Sequence[Edit]) -> list[Edit]:
    """Edits without references of which the words around them are told too."""
    reworded = [edit for edit in edits if edit.kind is EditKind.WORDS and edit.old and edit.new]
    kept: list[Edit] = []
    for edit in edits:
        is_repeated = any(edit.old in other.old and edit.new in other.new for other in reworded)
        if edit.kind is not EditKind.REFERENCE or not is_repeated:
            kept.append(edit)
    return kept


def _drop_shifted_joints(edits: Sequence[Edit]) -> list[Edit]:
    """Edits without an "and" or "or" that only stands before another member of its list now: the members that
    came or went say so.
    """
    alone = [edit for edit in edits if edit.kind is EditKind.WORDS and not (edit.old and edit.new)]
    kept = list(edits)
    for joint in alone:
        word = joint.old or joint.new
        others = [edit.new if joint.old else edit.old for edit in alone]
        if word in _JOINTS and any(other.startswith(f"{word} ") for other in others):
            kept.remove(joint)
    return kept


def _join_figures_with_words(edits: Sequence[Edit]) -> list[Edit]:
    """Edits in which a figure is told once, with the few words around it that are others too."""
    figures = [edit for edit in edits if edit.kind is EditKind.FIGURE]
    joined = list(edits)
    for words in edits:
        if words.kind is not EditKind.WORDS or not (words.old and words.new):
            continue
        inside = [edit for edit in figures if edit.old in words.old and edit.new in words.new]
        if len(inside) == 1 and _has_few_around(inside[0], words):
            joined[joined.index(inside[0])] = replace(inside[0], old=words.old, new=words.new)
            joined.remove(words)
            figures.remove(inside[0])
    return joined


def _has_few_around(figure: Edit, words: Edit) -> bool:
    around_old = len(words.old.split()) - len(figure.old.split())
    around_new = len(words.new.split()) - len(figure.new.split())
    return max(around_old, around_new) <= _FEW_AROUND


def _find_replaced(olds: Sequence[str], news: Sequence[str], kind: EditKind) -> Iterator[Edit]:
    """What took the other's place, in order, of what only one of two sentences has."""
    gone, come = [text for text in olds if text not in news], [text for text in news if text not in olds]
    for index in range(max(len(gone), len(come))):
        before = gone[index] if index < len(gone) else ""
        after = come[index] if index < len(come) else ""
        if kind is EditKind.CONTACT or (before and after):
            yield Edit(kind, before, after)


def _find_edits_of_figures(before: str, after: str) -> Iterator[Edit]:
    for old, new in pair_figures(read_figures(before), read_figures(after)):
        if old and new:
            yield Edit(EditKind.FIGURE, old, new)


# -- what is asked, allowed and forbidden --------------------------------------------------------------------


def is_forbidden_otherwise(words_of_sentence: Sequence[str], forbidden: Iterable[str]) -> bool:
    """Say whether what a sentence of these plain words forbids is forbidden in other words by another one."""
    return any(
        containment(words_of_sentence, list_plain_words(other)) >= _SAME_PROHIBITION for other in forbidden
    )


def _find_edits_of_modals(before: str, after: str) -> Iterator[Edit]:
    """The modal verbs that became others, where the sentence around them is the same rule still."""
    olds, news = read_statements(before), read_statements(after)
    has_edit = False
    if len(olds) == len(news) and _is_same_rule(before, after, olds, news):
        for old, new in zip(olds, news, strict=True):
            shift = compare_forces(old, new)
            if shift is Shift.REVERSED:
                has_edit = True
                yield Edit(EditKind.REVERSED, _add_deed(before, old), _add_deed(after, new))
            elif shift is not None:
                has_edit = True
                yield Edit(EditKind.STRENGTH, old.phrase, new.phrase, shift.value)
    if not has_edit and _differ_by_negation_alone(before, after):
        yield Edit(EditKind.REVERSED, before, after)
    elif not has_edit and find_prohibitions(before) > find_prohibitions(after):
        yield Edit(EditKind.LIFTED, before, after)


def _is_same_rule(before: str, after: str, olds: Sequence[Statement], news: Sequence[Statement]) -> bool:
    old_rest, new_rest = _drop_phrases(before, olds), _drop_phrases(after, news)
    return similarity(old_rest, new_rest) >= _SAME_RULE


def _drop_phrases(sentence: str, statements: Sequence[Statement]) -> list[str]:
    for statement in reversed(statements):
        sentence = f"{sentence[: statement.start]} {sentence[statement.end :]}"
    return list_plain_words(sentence)


def list_plain_words(sentence: str) -> list[str]:
    """Return the words of a sentence without those that a negation brings along, and without the endings of
    verbs: "smoking" is "smoke".
    """
    silent = _AUXILIARIES.union(find_negations(sentence))
    return [_VERB_ENDING.sub("", word) for word in list_words(sentence) if word not in silent]


def _add_deed(sentence: str, statement: Statement) -> str:
    """A modal verb with the word that follows it."""
    follows = [word.rstrip(".,;:") for word in sentence[statement.end :].split()[:1]]
    return " ".join((statement.phrase, *filter(None, follows)))


def _differ_by_negation_alone(before: str, after: str) -> bool:
    """Say whether one of two sentences denies what the other says, in the same words."""
    old_negations, new_negations = find_negations(before), find_negations(after)
    if len(old_negations) % 2 == len(new_negations) % 2:
        return False
    return _drop_negated_verbs(before) == _drop_negated_verbs(after)


def _drop_negated_verbs(sentence: str) -> list[str]:
    """The plain words of a sentence without verbs that stand there because something is denied, or is not."""
    return [word for word in list_plain_words(sentence) if "n't" not in word and word not in _NEGATED_VERBS]


def find_edits_of_marks(before: str, after: str) -> Iterator[Edit]:
    """Yield the punctuation and the capitals of a sentence that can turn its sense, where they became
    others.
    """
    if read_marks(before) != read_marks(after):
        yield Edit(EditKind.PUNCTUATION, before, after)
    elif read_capitals(before) != read_capitals(after):
        yield Edit(EditKind.CAPITALS, before, after)


# -- who is named --------------------------------------------------------------------------------------------


def _find_edits_of_audience(before: str, after: str) -> Iterator[Edit]:
    """Who acts in a sentence now, or is covered by it, and who no longer is."""
    old_statements, new_statements = read_statements(before), read_statements(after)
    if bool(old_statements) is not bool(new_statements):
        return
    old_subject = _find_subject(before, old_statements)
    new_subject = _find_subject(after, new_statements)
    if not old_subject or not new_subject:
        return
    olds, news = _find_audiences(old_subject), _find_audiences(new_subject)
    if olds == news:
        return
    # Who only stands elsewhere in the sentence was named before, and still is.
    still, already = _find_audiences(after), _find_audiences(before)
    gone = [name for audience, name in olds.items() if audience not in still]
    come = [name for audience, name in news.items() if audience not in already]
    if _speaks_to_reader_instead(before, after, still, already):
        return
    if gone or come:
        yield Edit(EditKind.AUDIENCE, ", ".join(gone), ", ".join(come))


def _speaks_to_reader_instead(
    before: str, after: str, still: dict[str, str], already: dict[str, str]
) -> bool:
    """Say whether nothing is another but that "you" stands for employees, or they for it."""
    differing = still.keys() ^ already.keys()
    return differing <= _SPOKEN_TO and bool(_YOU.search(before)) is not bool(_YOU.search(after))


def _find_subject(sentence: str, statements: Sequence[Statement]) -> str:
    """Those whom a sentence is about: what stands before its first modal verb; without one those with whom
    it begins, or to whom it says that something applies.
    """
    if statements:
        return sentence[: statements[0].start]
    applies = _APPLIES_TO.search(sentence)
    if applies:
        return applies[1]
    first = _FIRST_NAMED.match(sentence)
    return first[0] if first else ""


def _find_audiences(text: str) -> dict[str, str]:
    """Those who are named in a text, with the words by which they are."""
    named: dict[str, str] = {}
    for audience, pattern in _AUDIENCES.items():
        match = pattern.search(text)
        if match:
            named[audience] = match[0].lower()
    return named


# -- words ---------------------------------------------------------------------------------------------------


def _find_edits_of_words(
    old: list[Atom], new: list[Atom], edits: Sequence[Edit], moved: tuple[Counter[str], Counter[str]]
) -> Iterator[Edit]:
    """The words that took others' place and that no other edit tells of."""
    span = find_edited_span(old, new)
    replaced = [span] if _is_reordered(*span) else list(find_replaced_words(old, new))
    gone_before, come_after = moved
    told_gone = {word for edit in edits for word in list_words(edit.old)}
    told_come = {word for edit in edits for word in list_words(edit.new)}
    pointers = [edit for edit in edits if edit.kind in (EditKind.CONTACT, EditKind.LINK)]
    for gone, come in replaced:
        before, after = _trim(join_text(gone)), _trim(join_text(come))
        before, after = (
            _drop_told(before, [edit.old for edit in pointers]),
            _drop_told(after, [edit.new for edit in pointers]),
        )
        if strip_editorial(before) == strip_editorial(after):
            continue
        if told_gone.issuperset(list_words(before)) and told_come.issuperset(list_words(after)):
            continue
        if any(before and after and before in edit.old and after in edit.new for edit in edits):
            # An address is a word, and a part of it can be one too.
            continue
        if _is_elsewhere(before, after, come_after) or _is_elsewhere(after, before, gone_before):
            continue
        lone = (before or after) if not (before and after) else ""
        yield Edit(EditKind.CONDITION if _CONDITION.match(lone) else EditKind.WORDS, before, after)


def _is_reordered(old: Sequence[Atom], new: Sequence[Atom]) -> bool:
    """Say whether a few words only stand in another order, but for those that say nothing by themselves."""
    before = sorted(atom.text.lower() for atom in old if atom.weight == 1)
    after = sorted(atom.text.lower() for atom in new if atom.weight == 1)
    return len(before) > 1 and before == after and len(old) + len(new) <= 2 * _SHORT_SPAN


def _drop_told(text: str, pointers: Sequence[str]) -> str:
    """Words without the addresses and numbers of which is told beside them."""
    for pointer in pointers:
        if pointer and pointer != text:
            text = text.replace(pointer, " ")
    return _trim(" ".join(text.split()))


def _is_elsewhere(lone: str, other: str, moved: Counter[str]) -> bool:
    """Say whether words that took nobody's place are words that only stand in another sentence."""
    telling = [word for word in list_words(lone) if word in moved or len(word) > len("and")]
    return bool(moved) and not list_words(other) and bool(telling) and not Counter(telling) - moved


def _trim(text: str) -> str:
    """Words without the marks around them; "" where there are marks alone."""
    if not strip_editorial(text):
        return ""
    trimmed = text.strip(" ,;:.!?")
    if trimmed.startswith("(") and ")" not in trimmed:
        trimmed = trimmed.lstrip("( ")
    return trimmed.rstrip("( ")


# -- notes ---------------------------------------------------------------------------------------------------


def _find_edits_of_notes(old: list[Atom], new: list[Atom]) -> Iterator[Edit]:
    olds, news = list_leaves(old, "Note"), list_leaves(new, "Note")
    for index in range(max(len(olds), len(news))):
        before = olds[index]["c"] if index < len(olds) else []
        after = news[index]["c"] if index < len(news) else []
        yield from _find_edits_of_note(before, after)


def _find_edits_of_note(before: Elements, after: Elements) -> Iterator[Edit]:
    old = [node for block in before if block["t"] in TEXTS for node in block["c"]]
    new = [node for block in after if block["t"] in TEXTS for node in block["c"]]
    for old_sentence, new_sentence in align_sentences(old, new):
        if list_keys(old_sentence) == list_keys(new_sentence):
            continue
        if old_sentence and new_sentence:
            edits = find_edits_of_pair(old_sentence, new_sentence)
        elif old_sentence:
            edits = [make_removal(join_text(old_sentence))]
        else:
            edits = [Edit(EditKind.SENTENCE, new=join_text(new_sentence))]
        yield from (replace(edit, place="note") for edit in edits)


def make_removal(sentence: str, *, is_lifted: bool = True, lead_in: str = "") -> Edit:
    """Return the edit of a sentence that went: of a prohibition, where it or what brings it in forbids
    something and `is_lifted` says that nothing else does.
    """
    forbids = bool(find_prohibitions(f"{lead_in} {sentence}".strip()))
    return Edit(EditKind.LIFTED if is_lifted and forbids else EditKind.SENTENCE, old=sentence)
