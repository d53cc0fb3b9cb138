"""The page "Can I ...?": readers' questions by those whom they concern, each with its short answer, the
sentence that gives it, and the way to its clause; and the questions of one document.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..document.passages import Passage, add_passages
from ..model.ast import classes_of, text_of
from ..model.document import Document
from ..questions import AnsweredQuestion, ShortAnswer, answer_question
from ..templates import PageTemplates
from .search import Entry

ID, TITLE = "can-i", "Can I ...?"
SEARCH_ENTRY = Entry(
    "",
    "",
    TITLE,
    "",
    "page",
    (("Questions that people ask about the policies, with short answers.",),),
    ("questions and answers", "frequently asked questions", "FAQ", "what am I allowed to do"),
)


def list_questions(
    document: Document, asks: Mapping[str, tuple[str, ...]], also: Mapping[str, tuple[str, ...]]
) -> Iterator[AnsweredQuestion]:
    """Answer the questions of a document's clauses. `asks` are the questions and `also` the readers' words of
    a clause, by its id.
    """
    for clause in document.clauses():
        if not asks.get(clause.id) or clause.local == "omit":
            continue
        own_blocks = [
            block
            for block in clause.blocks
            if block["t"] != "Div" or "local-wording" not in classes_of(block)
        ]
        passages: list[Passage] = []
        add_passages(passages, own_blocks)
        sentences = [_write_whole(passages, passage) for passage in passages]
        about = " ".join((text_of(list(clause.title)), *also.get(clause.id, ())))
        for question in asks[clause.id]:
            answered = answer_question(question, sentences, clause.strength, about)
            if answered:
                number = clause.number.rstrip(".:")
                yield AnsweredQuestion(question, clause.id, number, clause.audience, *answered)


def _write_whole(passages: Sequence[Passage], passage: Passage) -> str:
    """A passage with the one that leads to it."""
    words = passage[0]
    return f"{passages[passage[1]][0]} {words}" if len(passage) > 1 else words


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question as the page shows it; `place` names the clause to which `href` leads."""

    question: str
    answer: ShortAnswer
    sentence: str
    place: str
    href: str

    @property
    def slug(self) -> str:
        """The style sheet's word for the answer."""
        return self.answer.name.partition("_")[0].lower()


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """The questions that concern some people, who are named in words."""

    id: str
    name: str
    lines: tuple[QuestionLine, ...]


def render_questions(templates: PageTemplates, groups: Sequence[QuestionGroup]) -> str:
    """Return the body of the page."""
    return templates.render("site/can_i.html", title=TITLE, groups=groups)
