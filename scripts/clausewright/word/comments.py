"""Comments in the margin of a Word file, which say of each change what it is and what follows from it
(ECMA-376 part 1, 17.13.4).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from .marks import MARK, read_mark
from .package import Element, w
from .relations import Relations
from .settle import remove
from .tracked import ChangeAuthor

_NAME = re.compile(r"change-((?:\d+-)+)in-\d+")
_PART = "word/comments.xml"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

# What a comment says, paragraph by paragraph.
CommentText = Sequence[str]


@dataclass(slots=True)
class CommentWriter:
    """Puts comments into the text of a file, and writes the part that holds them. Numbers of comments begin
    with `first`, above those that the file has.
    """

    author: ChangeAuthor
    first: int = 0
    comments: list[Element] = field(default_factory=list)

    def comment(self, start: Element, end: Element, text: CommentText) -> None:
        """Put a comment on what stands from one run to another one, or to itself."""
        id = str(self.first + len(self.comments))
        mark_of_end = read_mark(end)
        start, end = _climb_to_paragraph(start), _climb_to_paragraph(end)
        for name, place in (("commentRangeStart", start.addprevious), ("commentRangeEnd", end.addnext)):
            mark = etree.Element(w(name))
            mark.set(w("id"), id)
            place(mark)
        reference = etree.Element(w("r"))
        etree.SubElement(reference, w("commentReference")).set(w("id"), id)
        if mark_of_end:
            # What goes takes its comment along.
            reference.set(MARK, mark_of_end)
        follower = end.getnext()
        if follower is not None:
            follower.addnext(reference)
        self.comments.append(self._make_comment(id, text))

    def comment_on_paragraph(self, paragraph: Element, text: CommentText) -> None:
        """Put a comment on a paragraph, which may be empty."""
        runs = [run for run in paragraph.iter(w("r")) if run.getparent() is paragraph]
        if not runs:
            runs = [etree.SubElement(paragraph, w("r"))]
        self.comment(runs[0], runs[-1], text)

    def _make_comment(self, id: str, text: CommentText) -> Element:
        comment = etree.Element(w("comment"), nsmap={"w": w("")[1:-1]})
        comment.set(w("id"), id)
        comment.set(w("author"), self.author.author)
        comment.set(w("date"), self.author.written_at.strftime("%Y-%m-%dT%H:%M:%SZ"))
        comment.set(w("initials"), self.author.author[:1].upper())
        for line in text:
            run = etree.SubElement(etree.SubElement(comment, w("p")), w("r"))
            words = etree.SubElement(run, w("t"))
            words.text = line
            words.set(_XML_SPACE, "preserve")
        return comment

    def write_part(self, parts: dict[str, bytes], main: str = "word/document.xml") -> None:
        """Add the comments to the parts of a file, beside those that it has."""
        if not self.comments:
            return
        relations = Relations(parts, main)
        name = relations.find_part(_KIND) or _PART
        root = etree.fromstring(parts[name]) if name in parts else etree.Element(w("comments"))
        root.extend(self.comments)
        parts[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        if not relations.find_part(_KIND):
            relations.add_part(_KIND, name, _TYPE)


def comment_changes(root: Element, comments: Mapping[int, CommentText], writer: CommentWriter) -> None:
    """Put its comments on every item that a bookmark says to have changes, on what is marked in it; take the
    bookmarks away.
    """
    for numbers, start, end in list(_find_changes(root)):
        for number in numbers:
            if number in comments:
                writer.comment(start, end, comments[number])


def _find_changes(root: Element) -> Iterator[tuple[list[int], Element, Element]]:
    """The numbers of changes that bookmarks name, and the first and the last run of the paragraph where they
    begin: marked ones, or else any. LibreOffice 7.4 does not bear a comment on two cells of a table.
    """
    open_changes: dict[str, tuple[list[int], list[Element]]] = {}
    for node in list(root.iter()):
        if node.tag == w("bookmarkStart") and (match := _NAME.fullmatch(node.get(w("name"), ""))):
            numbers = [int(number) for number in match[1].rstrip("-").split("-")]
            open_changes[node.get(w("id"), "")] = numbers, []
            remove(node)
        elif node.tag == w("bookmarkEnd") and node.get(w("id")) in open_changes:
            numbers, runs = open_changes.pop(node.get(w("id"), ""))
            marked_runs = [run for run in runs if read_mark(run)] or runs[:1]
            if marked_runs:
                paragraph = _find_paragraph(marked_runs[0])
                yield (
                    numbers,
                    marked_runs[0],
                    [run for run in marked_runs if _find_paragraph(run) is paragraph][-1],
                )
            remove(node)
        elif node.tag == w("r"):
            for _, runs in open_changes.values():
                runs.append(node)


def _climb_to_paragraph(run: Element) -> Element:
    """What stands in the paragraph itself and holds a run: a link, a control, or the run."""
    node = run
    for around in run.iterancestors():
        if around.tag == w("p"):
            return node
        node = around
    return run


def _find_paragraph(run: Element) -> Element | None:
    return next(run.iterancestors(w("p")), None)
