"""Which sentences that a text has lost and gained are one: those that only stand elsewhere, those that were
cut otherwise, and those that were reworded on the way.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from .align import containment, joined_lcs_runs, similarity
from .marked_text import MarkedText
from .normalise import strip_editorial
from .sentence_edits import find_edits_of_marks
from .sentence_parts import join_text, list_words
from .words import Atom

# A sentence with fewer words is in any other.
_FEWEST = 3
# How alike two sentences are that are one, though they stand in different paragraphs, and how much of one is
# in the other; so many of both are held against each other at most.
_SAME_SENTENCE, _CONTAINED, _MOST_PAIRS = 0.5, 0.8, 2_500
# Words that come and go where sentences are cut otherwise.
_JOINTS = frozenset("a an and also but it or that the these they this those which who".split())  # noqa: SIM905


def cancel_moved_sentences(text: MarkedText, *, with_marks: bool) -> bool:
    """Strike out what stands elsewhere in the same text now: it was neither removed nor added. Say whether
    there was any. Where nobody changed a word, `with_marks` keeps those with other marks as pairs.
    """
    gone = Counter(_read_key(sentence) for sentence in text.gone)
    come = Counter(_read_key(sentence) for sentence in text.come)
    moved = gone & come
    olds = sorted(_take_out(text.gone, moved), key=_read_key)
    news = sorted(_take_out(text.come, moved), key=_read_key)
    for old, new in zip(olds, news, strict=True):
        if with_marks and any(find_edits_of_marks(join_text(old), join_text(new))):
            text.pairs.append((old, new))
    return bool(moved)


def _take_out(sentences: list[list[Atom]], keys: Counter[str]) -> list[list[Atom]]:
    """Take as many sentences of each key out of a list, and return them."""
    left = Counter(keys)
    taken: list[list[Atom]] = []
    for sentence in list(sentences):
        key = _read_key(sentence)
        if left[key]:
            left[key] -= 1
            sentences.remove(sentence)
            taken.append(sentence)
    return taken


def _read_key(sentence: Iterable[Atom]) -> str:
    return strip_editorial(join_text(sentence))


def pair_reworded_sentences(text: MarkedText) -> None:
    """Make one of two sentences that are alike and stand in different paragraphs or items."""
    if len(text.gone) * len(text.come) > _MOST_PAIRS:
        return
    scored: list[tuple[float, int, int]] = []
    gone_words = [list_words(join_text(sentence)) for sentence in text.gone]
    come_words = [list_words(join_text(sentence)) for sentence in text.come]
    for i, old in enumerate(gone_words):
        for j, new in enumerate(come_words):
            alike = similarity(old, new)
            is_long = min(len(old), len(new)) >= _FEWEST
            if is_long and (alike >= _SAME_SENTENCE or containment(old, new) >= _CONTAINED):
                scored.append((alike, i, j))
    olds: set[int] = set()
    news: set[int] = set()
    for _, i, j in sorted(scored, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if i not in olds and j not in news:
            olds.add(i)
            news.add(j)
            text.pairs.append((text.gone[i], text.come[j]))
    text.gone = [sentence for index, sentence in enumerate(text.gone) if index not in olds]
    text.come = [sentence for index, sentence in enumerate(text.come) if index not in news]


def is_cut_otherwise(text: MarkedText) -> bool:
    """Say whether what a text has lost and gained has the same words, but for those that join them: in other
    sentences or items, or with whole phrases in another order.
    """
    before = _list_telling_words(map(join_text, text.list_old()))
    after = _list_telling_words(map(join_text, text.list_new()))
    has_other_words = any(
        _list_telling_words([join_text(old)]) != _list_telling_words([join_text(new)])
        for old, new in text.pairs
    )
    if not before or not (has_other_words or text.gone or text.come):
        return False
    gone: list[list[str]] = []
    come: list[list[str]] = []
    for equal, old_places, new_places in joined_lcs_runs(before, after):
        if equal:
            continue
        gone += [[before[place] for place in old_places]] if old_places else []
        come += [[after[place] for place in new_places]] if new_places else []
    # A lone word that changed its place can turn the sense: "staff ask parents".
    return sorted(gone) == sorted(come) and all(len(run) >= _FEWEST for run in gone)


def _list_telling_words(sentences: Iterable[str]) -> list[str]:
    return [word for word in list_words(" ".join(sentences)) if word not in _JOINTS]


def cancel_recut_sentences(text: MarkedText) -> tuple[Counter[str], Counter[str]]:
    """Strike out what stands in a longer sentence of the other side, word by word: the text was only cut
    otherwise. Return the words of what was struck out, of what went and of what came.
    """
    old_text = _join_sides([old for old, _ in text.pairs], text.gone)
    new_text = _join_sides([new for _, new in text.pairs], text.come)
    gone, text.gone = _part_contained(text, text.gone, new_text)
    come, text.come = _part_contained(text, text.come, old_text)
    return gone, come


def _part_contained(
    text: MarkedText, sentences: Sequence[list[Atom]], other: str
) -> tuple[Counter[str], list[list[Atom]]]:
    """The words of the sentences that stand in the other side's text, and the sentences that do not."""
    whole_lists = _find_contained_lists(text, sentences, other)
    contained: list[str] = []
    rest: list[list[Atom]] = []
    for sentence in sentences:
        key = _read_key(sentence)
        is_long = len(key.split()) >= _FEWEST
        is_listed = text.read_lead_in(sentence) in whole_lists
        if (is_long or is_listed) and f" {key} " in other:
            contained.append(key)
        else:
            rest.append(sentence)
    return Counter(_list_telling_words(contained)), rest


def _find_contained_lists(text: MarkedText, sentences: Iterable[list[Atom]], other: str) -> set[str]:
    """The lines that bring in lists of which the other side's text has every item. By itself a short item
    may stand anywhere by chance.
    """
    items: dict[str, list[bool]] = defaultdict(list)
    for sentence in sentences:
        lead_in = text.read_lead_in(sentence)
        if lead_in:
            items[lead_in].append(f" {_read_key(sentence)} " in other)
    return {lead_in for lead_in, are_there in items.items() if len(are_there) > 1 and all(are_there)}


def _join_sides(*sides: Iterable[list[Atom]]) -> str:
    return f" {' '.join(_read_key(sentence) for side in sides for sentence in side)} "
