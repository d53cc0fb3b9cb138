"""The short answer to a reader's question never says more than its clause."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from clausewright.assemble.sites import Site
from clausewright.document.pandoc import shared_pandoc
from clausewright.document.parse import parse
from clausewright.model.kinds import Strength
from clausewright.model.modality import find_prohibitions, read_statements
from clausewright.model.tokens import token
from clausewright.model.values import Bound, Words
from clausewright.questions import AnsweredQuestion, ShortAnswer, answer_question
from clausewright.reports.whom_to_tell import open_words
from clausewright.site.can_i import list_questions
from clausewright.site.whom_to_tell import fill_words
from tests.conftest import Built

KEYS = "Staff must not lend a key."
FILMING = "Nobody may film in the hall."
SURE = (ShortAnswer.YES, ShortAnswer.NO, ShortAnswer.SHOULD, ShortAnswer.SHOULD_NOT)


def _answer(question: str, *sentences: str, strength: Strength = Strength.MUST) -> ShortAnswer:
    answered = answer_question(question, sentences, strength)
    assert answered is not None
    assert answered[1] in sentences
    return answered[0]


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        ("Can I lend a key?", KEYS, ShortAnswer.NO),
        ("Can I film in the hall?", FILMING, ShortAnswer.NO),
        ("May we film the hall?", "Films of the hall are not permitted.", ShortAnswer.NO),
        ("Can I bring a dog?", "Staff may bring a dog.", ShortAnswer.YES),
        (
            "Can I bring a dog?",
            "Staff may bring a dog with the permission of the office.",
            ShortAnswer.ASK_FIRST,
        ),
        ("Can I bring a dog?", "Staff may bring a dog on Fridays only.", ShortAnswer.YES_WITHIN_LIMITS),
        (
            "Can I bring a dog?",
            "Staff must not bring a dog unless it guides them.",
            ShortAnswer.NO_WITH_EXCEPTIONS,
        ),
        ("Can I bring a dog?", "Staff should not bring a dog.", ShortAnswer.SHOULD_NOT),
        ("Can I bring a dog?", "A dog has four legs.", ShortAnswer.DEPENDS),
        ("Can I bring a dog?", "Staff must keep a dog on a lead.", ShortAnswer.DEPENDS),
        ("Can I bring a dog?", "Staff need not bring a dog.", ShortAnswer.DEPENDS),
        ("Do I have to report a loss?", "Staff must report a loss.", ShortAnswer.YES),
        ("Must I report a loss?", "Staff need not report a loss.", ShortAnswer.NO),
        ("Must I report a loss?", "Staff should report a loss.", ShortAnswer.SHOULD),
        ("Who reports a loss?", "Staff must report a loss.", ShortAnswer.DEPENDS),
        ("Can I keep a horse?", KEYS, ShortAnswer.DEPENDS),
        ("Can I remove a poster?", "Staff must not put up a poster.", ShortAnswer.DEPENDS),
        ("Can I bring a dog?", "Staff must not bring a dog, even if the office agrees.", ShortAnswer.NO),
        (
            "Can I ask a guest for money?",
            "Staff must not ask a guest for money.",
            ShortAnswer.NO_WITH_EXCEPTIONS,
        ),
        ("Can I film a guest?", "You must ask before you film a guest.", ShortAnswer.ASK_FIRST),
        ("Can I look at it?", "Anyone who hears of it must: not look at it or copy it", ShortAnswer.NO),
        ("Can I wear a badge?", "Staff must not wear a badge that can cut.", ShortAnswer.NO_WITH_EXCEPTIONS),
        ("Can I wear a badge?", "Staff may wear a badge that can light up.", ShortAnswer.YES_WITHIN_LIMITS),
        ("Must I report a loss?", "Staff must report a loss as soon as they can.", ShortAnswer.YES),
        ("Can I join a choir?", "Staff may join a choir, and nobody has to sing.", ShortAnswer.YES),
    ],
)
def test_the_short_answer_is_that_of_the_sentence(question: str, sentence: str, answer: ShortAnswer) -> None:
    assert _answer(question, sentence) is answer


@pytest.mark.parametrize(
    ("question", "rule"), [("Can I lend a key?", KEYS), ("Can I bring a dog?", "Staff may bring a dog.")]
)
@pytest.mark.parametrize(
    "other",
    [
        "The caretaker is the only exception.",
        "That does not apply on Sundays.",
        "They must ask the head for permission first.",
        "The head may allow it.",
    ],
)
def test_an_exception_anywhere_in_a_clause_leaves_no_bare_answer(
    question: str, rule: str, other: str
) -> None:
    for sentences in ((rule, other), (other, rule)):
        assert _answer(question, *sentences) not in (ShortAnswer.NO, ShortAnswer.YES)


def test_a_sentence_that_only_says_more_is_answered_with_the_one_before() -> None:
    rule, more = "Nobody may block a door.", "This includes doors that lead to the cellar."
    assert answer_question("Can I block the cellar doors?", (rule, more), Strength.MUST) == (
        ShortAnswer.NO,
        f"{rule} {more}",
    )


def test_of_two_sentences_the_one_with_the_words_as_they_are_answers() -> None:
    sentences = ("The school must not push party politics in teaching.", "Staff may teach about politics.")
    answered = answer_question("Can I teach about politics?", sentences, Strength.MUST)
    assert answered is not None
    assert answered[1] == sentences[1]


def test_what_is_advised_against_is_not_forbidden() -> None:
    advice = "Staff are advised not to lend a key."
    assert _answer("Can I lend a key?", advice, strength=Strength.ADVISED) is ShortAnswer.BETTER_NOT


@pytest.mark.parametrize("strength", [Strength.SHOULD, Strength.ADVISED, Strength.INFORMATION])
def test_what_binds_less_forbids_less(strength: Strength) -> None:
    assert _answer("Can I lend a key?", KEYS, strength=strength) is not ShortAnswer.NO


def test_a_rule_about_less_than_the_question_asks_is_no_bare_no() -> None:
    rule = "Staff must not use a personal account to message a pupil."
    assert _answer("Can I message a pupil?", rule) is ShortAnswer.NO_WITH_EXCEPTIONS
    assert _answer("Can I message a pupil from a personal account?", rule) is ShortAnswer.NO


def _list_answered(sites: list[Site]) -> Iterator[tuple[AnsweredQuestion, Strength]]:
    for site in sites:
        for copy in site.copies:
            facts = copy.assembled.policy.facts
            document = parse(shared_pandoc(), facts.title, facts.numbering, copy.assembled.text)
            strengths = {clause.id: clause.strength for clause in document.clauses()}
            asks = {
                revision.clause: tuple(map(open_words, revision.facts.asks))
                for revision in copy.assembled.revisions
            }
            also = {revision.clause: revision.facts.also for revision in copy.assembled.revisions}
            for asked in list_questions(document, asks, also):
                yield asked, strengths[asked.clause]


def test_no_answer_of_the_library_says_more_than_its_sentence(built: Built) -> None:
    newest = [site for site in built.sites if site.showing.is_newest][:3]
    answered = list(_list_answered(newest))
    assert answered
    for asked, strength in answered:
        if asked.answer in SURE:
            assert strength in (Strength.MUST, Strength.MAY, Strength.SHOULD, Strength.ADVISED), asked
            assert find_prohibitions(asked.sentence) or read_statements(asked.sentence), asked
        if asked.answer is ShortAnswer.NO:
            assert find_prohibitions(asked.sentence), asked
            assert strength in (Strength.MUST, Strength.MAY), asked


def test_the_article_before_a_word_of_the_schools_is_that_words_own() -> None:
    assert open_words("Can I use a {word.school} device?") == f"Can I use {token('word.school.a')} device?"
    assert open_words("a {word.head} who is away", is_begin=True) == (
        f"{token('word.head.a.capital')} who is away"
    )
    academy = Bound(Words("academy", "academies", "an"), "school")
    words = fill_words("a worry about a {word.school}", {}, {"word.school": academy})
    assert words == "a worry about an academy"


def test_a_further_prohibition_is_no_exception() -> None:
    rule = "Adults must not date a pupil."
    assert _answer("Can I date a pupil?", rule, "Nor may they flirt with one.") is ShortAnswer.NO
    assert _answer("Can I date a pupil?", rule, "They may meet one.") is ShortAnswer.NO_WITH_EXCEPTIONS
